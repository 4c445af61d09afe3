r"""Potentials of a directed neutrino flux: plane waves times spherical waves, averaged over spectrum and source angle.

One mode of momentum k (unit vector n, energy E) contributes, per unit of weight,

.. math:: V = -\frac1\pi \Big[\cos k\!\cdot\!x - \sin k\!\cdot\!x\,\frac{k\!\cdot\!\nabla}{E^2}\Big]\frac{E\cos Er}{r}
            = -\frac1{\pi r}\,\mathrm{Re}\Big\{\Big[\tfrac{1+c}2 E + \tfrac{ic}{2r}\Big]e^{iEs}
              + \Big[\tfrac{1-c}2 E - \tfrac{ic}{2r}\Big]e^{iEt}\Big\},
          \quad s = r(1-c),\ t = r(1+c),\ c = \hat n\!\cdot\!\hat x ,

so that an average over energies replaces exponentials by moments of the spectrum, and an average over a disc of directions
around x by differences of moments.  Exact for massless neutrinos and static sources at every distance and angle.  Averages over
directions are those of :mod:`nuforce.potentials.directions`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.base import (
    AbstractPotential,
    as_array,
    check_range,
    distance,
    in_chunks,
    namespace,
    positions,
)
from nuforce.potentials.directions import (
    AbstractDirections,
    Disc,
    Order,
    doubt_point,
    kernel_point,
    slope_point,
)
from nuforce.potentials.spectra import AbstractSpectrum


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A flux with a spectrum and a distribution of directions.

    Parameters
    ----------
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel (centre of the disc).
    weight : float, eV^-1
        G_F^2 times flux times the product of the charges.
    spectrum : AbstractSpectrum
    cap : float, rad, or AbstractDirections
        Half-angle of a uniform disc of directions, 0 (a point source) to pi (isotropic), or another distribution.
    """

    direction: npt.NDArray[np.float64]
    weight: float
    spectrum: AbstractSpectrum
    cap: float | AbstractDirections = 0.0

    def __post_init__(self) -> None:
        direction = np.asarray(self.direction, dtype=float)
        norm = float(np.linalg.norm(direction))
        if direction.shape != (3,) or not 0 < norm < math.inf:
            raise InputError("direction", self.direction, "needs three components, not all zero")
        if not isinstance(self.cap, AbstractDirections) and not 0 <= self.cap <= math.pi:
            raise InputError("angular_radius", self.cap, "the half-angle of a disc of directions lies between 0 and pi")
        if not math.isfinite(self.weight):
            raise InputError("weight", self.weight, "must be a finite number")
        object.__setattr__(self, "direction", direction / norm)

    @property
    def directions(self) -> AbstractDirections | None:
        """The distribution of directions; None if there is one direction only."""
        if isinstance(self.cap, AbstractDirections):
            return self.cap
        return Disc(self.cap) if self.cap else None


@dataclass(frozen=True, slots=True, eq=False)
class WaveMixture(AbstractPotential):
    """A list of :class:`Wave`; the potential of a beam.

    Notes
    -----
    Conditioning: the phase E r (1 - cos) is known to eps E r (1 - cos), so the relative error (of the aligned size) is
    about 1e-16 times the larger of 1 and that phase, for the part of the spectrum that the average leaves coherent; the
    back-scattered wave, of phase E r (1 + cos), is smaller than the forward one by 1/(E r) or by (1 - cos)/2.
    :meth:`error_estimate` says what that makes of a value.

    A disc of finite size is averaged wherever x is, with NumPy arrays; second derivatives exist for point sources only.
    """

    waves: tuple[Wave, ...]
    references: tuple[str, ...] = ()

    @classmethod
    def joined(cls, mixtures: list[WaveMixture]) -> WaveMixture:
        """Join several mixtures into one list."""
        references = dict.fromkeys(key for mix in mixtures for key in mix.references)
        return cls(tuple(wave for mix in mixtures for wave in mix.waves), tuple(references))

    def scaled(self, factor: float) -> WaveMixture:
        return replace(self, waves=tuple(replace(w, weight=factor * w.weight) for w in self.waves))

    def at(self, x: Any) -> Any:
        return in_chunks(self._at, positions(x), 1)

    def _at(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        total = namespace(r).zeros_like(r)
        for wave in self.waves:
            total = total - wave.weight / (math.pi * r) * self._kernel(wave, x, r)
        return total[()] if isinstance(total, np.ndarray) else total

    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy at distances r (eV^-1) under the given angle (rad) to the axis of every wave.

        More precise than :meth:`at` for small angles: 1 - cos is made from the angle itself.
        """
        return in_chunks(lambda part: self._along(part, angle, kernel_point, "value"), as_array(r, "r"))

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        """dV/dr at fixed angle (eV^2); minus the radial force on the first source."""

        def slope(part: Any) -> Any:
            value = self._along(part, angle, kernel_point, "value")
            return self._along(part, angle, slope_point, "slope") - value / part

        return in_chunks(slope, as_array(r, "r"))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) at distances r: rounding of phases and moments, and their cancellation.

        A moment M_p(t) is known to eps of itself and, since M_p' = i M_{p+1}, to eps t |M_{p+1}|.
        """
        return in_chunks(lambda part: -self._along(part, angle, doubt_point, "doubt", np.abs), as_array(r, "r"))

    def bare(self) -> WaveMixture:
        """The same beams from point sources (isotropic fluxes stay as they are)."""
        return replace(self, waves=tuple(w if w.cap == math.pi else replace(w, cap=0.0) for w in self.waves))

    def gradient(self, x: Any) -> Any:
        return in_chunks(self._gradient, positions(x), 1)

    def _gradient(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = namespace(x).zeros_like(x)
        for wave in self.waves:
            k = namespace(x).asarray(wave.direction)
            if wave.directions:
                total = total - wave.weight / math.pi * _pull(wave, wave.directions, r, n)
                continue
            jet = _jet(wave.spectrum, r, _miss(k, n), 1)
            total = total - wave.weight / math.pi * (jet["r"][..., None] * n + jet["u"][..., None] * k)
        return total

    def hessian(self, x: Any) -> Any:
        return in_chunks(self._hessian, positions(x), 1)

    def _hessian(self, x: Any) -> Any:
        xp = namespace(x)
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = xp.zeros((*x.shape, 3), dtype=x.dtype)
        for wave in self.waves:
            k = xp.asarray(wave.direction)
            if wave.directions:
                raise OutOfDomain(
                    "second derivatives of the potential of a source of finite angular size are not made: "
                    "take differences of gradient(x), or set the angular radius to zero"
                )
            j = _jet(wave.spectrum, r, _miss(k, n), 2)
            nn = n[..., :, None] * n[..., None, :]
            nk = n[..., :, None] * k[None, :] + k[:, None] * n[..., None, :]
            kk = k[:, None] * k[None, :]
            second = j["rr"][..., None, None] * nn + j["ru"][..., None, None] * nk + j["uu"][..., None, None] * kk
            second = second + (j["r"] / r)[..., None, None] * (xp.eye(3, dtype=x.dtype) - nn)
            total = total - wave.weight / math.pi * second
        return total

    def __repr__(self) -> str:
        return f"<WaveMixture: {len(self.waves)} waves>"

    @staticmethod
    def _kernel(wave: Wave, x: Any, r: Any) -> Any:
        n = x / r[..., None]
        if not wave.directions:
            return kernel_point(wave.spectrum, r, _miss(namespace(x).asarray(wave.direction), n))
        angle, _ = _tilt(wave.direction, np.asarray(n))
        return _mean(wave.directions, wave.spectrum, r, angle, "value")

    def _along(
        self,
        r: Any,
        angle: float,
        point: Callable[..., Any],
        order: Order,
        size: Callable[[float], float] = float,
    ) -> Any:
        check_range(r, 0.0, math.inf, "")
        if not math.isfinite(angle):
            raise InputError("angle", angle, "must be a finite number of radians")
        total = namespace(r).zeros_like(r)
        for wave in self.waves:
            if wave.directions:
                # the kernel is even in cos: half a turn changes nothing
                tilt = np.full(np.shape(r), abs(math.remainder(angle, math.pi)))
                kernel = _mean(wave.directions, wave.spectrum, r, tilt, order)
            else:
                kernel = point(wave.spectrum, r, 2 * math.sin(angle / 2) ** 2)
            total = total - size(wave.weight) / (math.pi * r) * kernel
        return total[()] if isinstance(total, np.ndarray) else total


def _miss(k: Any, n: Any) -> Any:
    """1 - k.n of unit vectors, without cancellation where they are close."""
    return 0.5 * namespace(n).sum((n - k) ** 2, axis=-1)


def _tilt(k: Any, n: Any) -> tuple[Any, Any]:
    """Angle, 0 to pi/2, between unit vectors and an axis, and the unit vectors along which it grows."""
    ahead = np.sum((n - k) ** 2, axis=-1) <= np.sum((n + k) ** 2, axis=-1)
    step = n - np.where(ahead[..., None], k, -k)
    miss = np.minimum(0.5 * np.sum(step**2, axis=-1), 1.0)
    angle = 2 * np.arcsin(np.sqrt(0.5 * miss))
    across = step - miss[..., None] * n
    length = np.linalg.norm(across, axis=-1)[..., None]
    return angle, across / np.where(length == 0, 1.0, length)


def _mean(directions: AbstractDirections, spectrum: AbstractSpectrum, r: Any, angle: Any, order: Order) -> Any:
    """Mean kernel, of the shape of r."""
    r = np.asarray(r, dtype=float)
    return directions.mean(spectrum, r.ravel(), np.asarray(angle, dtype=float).ravel(), order).reshape(r.shape)


def _pull(wave: Wave, directions: AbstractDirections, r: Any, n: Any) -> Any:
    """Gradient of the mean kernel over r."""
    angle, across = _tilt(wave.direction, n)
    orders: tuple[Order, ...] = ("value", "slope", "turn")
    value, slope, turn = (_mean(directions, wave.spectrum, r, angle, order) for order in orders)
    return ((slope - value / r) / r)[..., None] * n + (turn / r**2)[..., None] * across


def _jet(spectrum: AbstractSpectrum, r: Any, miss: Any, order: int) -> dict[str, Any]:
    """Derivatives of F(r, u) = <E (C + S)>/r with respect to r and u = n.x, where s = r - u, t = r + u."""
    xp = namespace(r)
    c = 1.0 - miss
    # each term: coefficient(r, u) and its derivatives, times Re or -Im of M_p(r -+ u)
    half = 0.5 / r
    terms = []
    for sign, argument in ((-1.0, r * miss), (1.0, r * (2.0 - miss))):
        # (r -+ u)/(2 r^2) Re M1: forward has 1 + c with argument s, so the sign in front of u is opposite to that of s
        w = -sign
        a = {
            "": half * (1.0 + w * c),
            "r": -half / r * (1.0 + 2.0 * w * c),
            "u": w * half / r,
            "rr": 2.0 * half / r**2 * (1.0 + 3.0 * w * c),
            "ru": -2.0 * w * half / r**2,
            "uu": 0.0 * r,
        }
        terms.append((a, 1, sign, argument, "real"))
        b = {
            "": -w * c * half / r,
            "r": 3.0 * w * c * half / r**2,
            "u": -w * half / r**2,
            "rr": -12.0 * w * c * half / r**3,
            "ru": 3.0 * w * half / r**3,
            "uu": 0.0 * r,
        }
        terms.append((b, 0, sign, argument, "imag"))
    total = dict.fromkeys(("r", "u", "rr", "ru", "uu"), 0.0 * r)
    for coefficient, p, sign, argument, part in terms:
        pick = xp.real if part == "real" else xp.imag
        value = pick(spectrum.moment(p, argument))
        first = pick(1j * spectrum.moment(p + 1, argument))
        total["r"] = total["r"] + coefficient["r"] * value + coefficient[""] * first
        total["u"] = total["u"] + coefficient["u"] * value + sign * coefficient[""] * first
        if order > 1:
            second = pick(-spectrum.moment(p + 2, argument))
            mixed = coefficient["r"] * sign + coefficient["u"]
            total["rr"] = (
                total["rr"] + coefficient["rr"] * value + 2 * coefficient["r"] * first + coefficient[""] * second
            )
            total["ru"] = total["ru"] + coefficient["ru"] * value + mixed * first + sign * coefficient[""] * second
            total["uu"] = (
                total["uu"] + coefficient["uu"] * value + 2 * sign * coefficient["u"] * first + coefficient[""] * second
            )
    return total
