r"""Bodies far apart: form factors, and where they may be used.

If the quadratic part of the phase across the bodies is small, :math:`E\langle u^2\rangle/r\ll1`, the two waves of the point
formula get the form factors at their own momentum transfers,

.. math:: V = -\frac{G_F^2gg'\Phi}{\pi r}\,\mathrm{Re}\Big\{\Big[\tfrac{1+c}2E+\tfrac{ic}{2r}\Big]F_1F_2(q_f)\,e^{iEs}
              +\Big[\tfrac{1-c}2E-\tfrac{ic}{2r}\Big]F_1F_2(q_b)\,e^{iEt}\Big\},
          \quad q_f=2E\sin\tfrac\alpha2,\ q_b=2E\cos\tfrac\alpha2 .
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nuforce.backgrounds.bodies.fresnel import Estimated, ball_factor
from nuforce.backgrounds.bodies.spheres import front_factor, geometry
from nuforce.backgrounds.checked import nonnegative, positive
from nuforce.errors import InputError, OutOfDomain
from nuforce.units import fm, length

FAR: Final = 0.1
"""Largest E <u^2>/r for which :func:`far_field` is evaluated."""


class AbstractFormFactor(ABC):
    """The transform of a normalised spherical distribution, F(0) = 1."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, q: Any) -> Any:
        """F at momentum transfers q (eV), any shape."""

    @property
    @abstractmethod
    def mean_square(self) -> float:
        """Mean squared radius (eV^-2): F = 1 - q^2 <r^2>/6 at small q."""

    def __mul__(self, other: AbstractFormFactor) -> AbstractFormFactor:
        """Of the distribution convolved with another one: atoms that shake, in a body of a shape."""
        return Product((self, other))


@dataclass(frozen=True, slots=True)
class Product(AbstractFormFactor):
    """Of distributions convolved with each other."""

    factors: tuple[AbstractFormFactor, ...]

    def __call__(self, q: Any) -> Any:
        return math.prod(f(q) for f in self.factors)

    @property
    def mean_square(self) -> float:
        return math.fsum(f.mean_square for f in self.factors)


@dataclass(frozen=True, slots=True)
class Weighted(AbstractFormFactor):
    """Of parts with charges of their own, a nucleus and its electrons: sum w F / sum w.

    Parameters
    ----------
    charges : tuple of float
        Whose sum is not zero.
    factors : tuple of AbstractFormFactor
    """

    charges: tuple[float, ...]
    factors: tuple[AbstractFormFactor, ...]

    def __post_init__(self) -> None:
        if len(self.charges) != len(self.factors):
            raise InputError("charges", self.charges, "give one charge for each form factor")
        if not math.isfinite(math.fsum(self.charges)) or math.fsum(self.charges) == 0:
            raise InputError(
                "charges", self.charges, "a form factor is relative to the total charge, which must not vanish"
            )

    def __call__(self, q: Any) -> Any:
        parts = zip(self.charges, self.factors, strict=True)
        return sum(w * f(q) for w, f in parts) / math.fsum(self.charges)

    @property
    def mean_square(self) -> float:
        parts = zip(self.charges, self.factors, strict=True)
        return math.fsum(w * f.mean_square for w, f in parts) / math.fsum(self.charges)


@dataclass(frozen=True, slots=True)
class Ball(AbstractFormFactor):
    """A uniform ball, F = 3 j_1(qR)/(qR).

    Parameters
    ----------
    radius : float, eV^-1
    """

    radius: float

    def __post_init__(self) -> None:
        nonnegative("radius", self.radius)

    def __call__(self, q: Any) -> Any:
        return ball_factor(np.asarray(q, dtype=float) * self.radius)[()]

    @property
    def mean_square(self) -> float:
        return 0.6 * self.radius**2


@dataclass(frozen=True, slots=True)
class Helm(AbstractFormFactor):
    r"""A nucleus: a uniform ball of radius R smeared by a Gaussian of width s, :math:`F=3j_1(qR)/(qR)\,e^{-q^2s^2/2}`.

    Parameters
    ----------
    radius : float, eV^-1
        R of the ball.
    skin : float, eV^-1
        s.

    References
    ----------
    R. H. Helm, Phys. Rev. 104 (1956) 1466.
    """

    radius: float
    skin: float

    def __post_init__(self) -> None:
        nonnegative("radius", self.radius)
        nonnegative("skin", self.skin)

    @classmethod
    def of_nucleus(cls, mass_number: int) -> Helm:
        """Radii fitted to muonic atoms.

        R^2 = c^2 + 7/3 pi^2 a^2 - 5 s^2 with c = 1.23 A^(1/3) - 0.60 fm, a = 0.52 fm and s = 0.9 fm:

        J. D. Lewin, P. F. Smith, Astropart. Phys. 6 (1996) 87; for A above about 10.
        """
        if mass_number < 10:
            raise OutOfDomain(
                f"the fit of nuclear radii is made for A of 10 and more, not {mass_number}: give Helm(radius, skin)"
            )
        c = 1.23 * mass_number ** (1.0 / 3.0) - 0.60
        return cls(math.sqrt(c * c + 7.0 / 3.0 * (math.pi * 0.52) ** 2 - 5.0 * 0.9**2) * fm, 0.9 * fm)

    def __call__(self, q: Any) -> Any:
        q = np.asarray(q, dtype=float)
        return (ball_factor(q * self.radius) * np.exp(-0.5 * (q * self.skin) ** 2))[()]

    @property
    def mean_square(self) -> float:
        return 0.6 * self.radius**2 + 3.0 * self.skin**2


@dataclass(frozen=True, slots=True)
class Hydrogenic(AbstractFormFactor):
    r"""Electrons in the 1s state of a hydrogen-like atom, :math:`F=[1+(qa/2)^2]^{-2}`.

    Parameters
    ----------
    radius : float, eV^-1
        Bohr radius over the nuclear charge, a = 1/(Z alpha m_e).
    """

    radius: float

    def __post_init__(self) -> None:
        nonnegative("radius", self.radius)

    def __call__(self, q: Any) -> Any:
        return (1.0 + (0.5 * np.asarray(q, dtype=float) * self.radius) ** 2) ** -2.0

    @property
    def mean_square(self) -> float:
        return 3.0 * self.radius**2


@dataclass(frozen=True, slots=True)
class DebyeWaller(AbstractFormFactor):
    r"""An atom that moves about its place, :math:`F=e^{-q^2\langle u_x^2\rangle/2}`.

    Parameters
    ----------
    displacement : float, eV^-2
        Mean squared displacement along one axis.
    """

    displacement: float

    def __post_init__(self) -> None:
        nonnegative("displacement", self.displacement)

    @classmethod
    def debye(cls, *, temperature: float, debye_temperature: float, mass: float) -> DebyeWaller:
        r"""Of the Debye model, zero-point motion included.

        .. math:: \langle u_x^2\rangle = \frac3{M\Theta}
                  \Big[\frac14+\Big(\frac T\Theta\Big)^2\int_0^{\Theta/T}\frac{x\,dx}{e^x-1}\Big]

        Parameters
        ----------
        temperature : float, eV
            T >= 0.
        debye_temperature : float, eV
            Theta.
        mass : float, eV
            M of the atom.
        """
        t = nonnegative("temperature", temperature) / positive("debye_temperature", debye_temperature)
        thermal = t * t * _bose(1.0 / t) if t > 0 else 0.0
        return cls(3.0 / (positive("mass", mass) * debye_temperature) * (0.25 + thermal))

    def __call__(self, q: Any) -> Any:
        return np.exp(-0.5 * self.displacement * np.asarray(q, dtype=float) ** 2)

    @property
    def mean_square(self) -> float:
        return 3.0 * self.displacement


def _bose(y: float) -> float:
    """Integral of x/(e^x - 1) from 0 to y: pi^2/6 - Li_2(e^{-y}) + y ln(1 - e^{-y})."""
    from scipy.special import spence

    if y < 0.1:  # y - y^2/4 + y^3/36 - y^5/3600 + y^7/211680 - ...
        return y * (1.0 - y / 4.0 + y**2 / 36.0 - y**4 / 3600.0 + y**6 / 211680.0 - y**8 / 10886400.0)
    gap = -math.expm1(-y)
    return float(math.pi**2 / 6.0 - spence(gap) + y * math.log(gap))


def far_field(
    x: Any,
    *,
    direction: Any,
    energy: float,
    flux: float,
    charges: float,
    factors: tuple[AbstractFormFactor, AbstractFormFactor],
    fermi: float,
) -> Estimated:
    r"""Energy of two bodies far apart in a monochromatic beam, by their form factors.

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation of the centres.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    energy : float, eV
        E > 0 of the neutrinos.
    flux : float, eV^3
        :math:`\Phi\ge0`.
    charges : float
        Product of the charges of the whole bodies, N g N' g'.
    factors : (AbstractFormFactor, AbstractFormFactor)
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Estimated
        In eV; the error is :math:`E\langle u^2\rangle/r+\langle u^2\rangle/r^2` of the aligned energy, with
        :math:`\langle u^2\rangle` the sum of the two mean squared radii.

    Notes
    -----
    The factors 3 j_1/(qR) of two balls are theirs only here: in the near field, and so for nearly every body that can be held
    in hand, they are wrong by orders of magnitude.  So ``OutOfDomain`` is raised where :math:`E\langle u^2\rangle/r>0.1`.

    References
    ----------
    Ghosh:2022nzo (two points)
    """
    energy = positive("energy", energy)
    r, miss = geometry(x, direction)
    square = sum(f.mean_square for f in factors)
    near, nearest = energy * square / r, float(np.min(r))
    if np.any(near > FAR) or np.any(square > FAR * r * r):
        raise OutOfDomain(
            f"far-field form factors need E <u^2>/r below {FAR}, and r well beyond the bodies; here, with a width of "
            f"{length(math.sqrt(square))} and a distance of {length(nearest)}, E <u^2>/r is {float(np.max(near)):.3g}: use "
            "nuforce.backgrounds.bodies.coherent_fraction, or the exact point_sphere and sphere_sphere"
        )
    er, c = energy * r, 1.0 - miss
    first, second = factors
    q_f, q_b = energy * np.sqrt(2.0 * miss), energy * np.sqrt(np.maximum(4.0 - 2.0 * miss, 0.0))
    f, b = first(q_f) * second(q_f), first(q_b) * second(q_b)
    s, t = er * miss, er * (2.0 - miss)
    kernel = f * ((1.0 - 0.5 * miss) * np.cos(s) - 0.5 * c / er * np.sin(s))
    kernel = kernel + b * (0.5 * miss * np.cos(t) + 0.5 * c / er * np.sin(t))
    unit = front_factor(flux, charges, fermi) * energy / r
    return Estimated((-unit * kernel)[()], (np.abs(unit) * (1.0 + 1.0 / er) * (near + square / r**2))[()])
