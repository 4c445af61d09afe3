r"""What every exchange says: a spectral function; the potential between two sources follows.

.. math:: V(r) = \frac1r\Big[\sum_\text{poles} w\,e^{-Mr} + \sum_\text{cuts}\int_{\tau}^\infty d\mu\,\rho(\mu)\,e^{-\mu r}\Big]

with :math:`\rho(\mu) = -\mu\,\mathrm{Im}M(\mu^2)/2\pi^2`, M the non-relativistic amplitude: see the theory pages on the mixture.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content
from nuforce.numerics.loggrid import LOWER, half_line
from nuforce.potentials import AbstractCentral, Block, YukawaMixture
from nuforce.sector import Sector

SETTING_IN: Final = 1e-30
"""Excess, over the threshold or 1 eV, at which a density has its form at threshold."""
RAY: Final = math.pi / 4
"""Angle of the contour of the excess where a mediator's pole lies on the real axis."""

STRUCTURES: Final = {
    "scalar": ("scalar",),
    "spin-spin": ("spin-spin",),
    "tensor": ("tensor",),
    "parity-odd": ("parity-odd-a", "parity-odd-b", "parity-odd-ab"),
}
"""Spin structures a user can ask for, and the terms of an interaction each consists of."""

OPERATORS: Final = {
    "scalar": "1",
    "spin-spin": "sigma_a.sigma_b",
    "tensor": "3(sigma_a.rhat)(sigma_b.rhat) - sigma_a.sigma_b",
    "parity-odd-a": "{sigma_a.v, .}/2, v = p_a/m_a - p_b/m_b",
    "parity-odd-b": "{sigma_b.v, .}/2, v = p_a/m_a - p_b/m_b",
    "parity-odd-ab": "(sigma_a x sigma_b).rhat",
}
"""What the radial function of each term multiplies; rhat points from b to a."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A continuum of states that are exchanged.

    Parameters
    ----------
    threshold : float, eV
        Mass of the lightest of them.
    density : callable
        rho (eV^-1) at excesses mu - threshold (eV), real or complex, shape (*S,) -> (*S,); analytic for |arg| < pi/2 but for
        poles on the positive axis.
    """

    threshold: float
    density: Callable[[Any], Any]

    def exponent(self) -> float:
        """Power with which the density sets in at threshold; infinite if there is no density at all."""
        scale, start = self.threshold or 1.0, SETTING_IN
        low, high = np.abs(self.density(np.array([start, 100.0 * start]) * scale))
        if not (math.isfinite(low) and math.isfinite(high)):
            raise InputError(
                "density",
                f"not finite just above the threshold {self.threshold:g} eV",
                "write it so that nothing divides by zero",
            )
        if not (low > 0 and high > 0):
            far = np.abs(self.density(np.array([1e-3, 0.1, 10.0]) * scale))
            if np.all(far > 0) and math.log(far[1] / far[0]) > 9.0 * math.log(100.0):  # too steep for a double
                low, high = np.abs(self.density(np.array([1e-15, 1e-13]) * scale))
        if not (low > 0 and high > 0):
            if np.any(far > 0):
                raise InputError(
                    "density",
                    f"zero just above the threshold {self.threshold:g} eV",
                    "what is nonzero farther up must not cancel there: write it in the excess, without differences",
                )
            return math.inf
        return round(math.log(high / low) / math.log(100.0), 9)


@dataclass(frozen=True, slots=True)
class Spectrum:
    """What is exchanged: single quanta and continua.

    Parameters
    ----------
    cuts : tuple of Cut
    poles : tuple of (mass, weight)
        Single quanta: Re weight e^{-mass r}/r, mass in eV, the weight dimensionless; complex where they decay.
    resonant : bool
        Whether the density has poles on the real axis: it is then integrated on a ray at 45 degrees and the real part taken,
        the average of passing above and below, which is the finite part (Hadamard) of the integral.
    ray : float, rad
        Direction of that ray, in place of 45 degrees.
    clearance : float, rad
        Angle between the ray and the nearest singularity of the densities or the end of convergence at 0 and 90 degrees; the
        step of the grid goes with it.
    """

    cuts: tuple[Cut, ...] = ()
    poles: tuple[tuple[complex, complex], ...] = ()
    resonant: bool = False
    ray: float = RAY
    clearance: float = RAY

    def mixture(self, accuracy: Accuracy | None, references: tuple[str, ...] = ()) -> YukawaMixture:
        """Turn the spectrum into a list of Yukawa nodes."""
        accuracy = accuracy or Accuracy()
        blocks = [_single(mass, weight) for mass, weight in self.poles if weight != 0]
        live = [(cut, cut.exponent()) for cut in self.cuts]
        live = [(cut, exponent) for cut, exponent in live if exponent < math.inf]
        if live:
            lowest = min(exponent for _, exponent in live)
            if not lowest > -0.92:
                raise OutOfDomain(
                    f"the spectral density sets in as (mu - threshold)^{lowest:.3g}: up to -1 there is no potential, and up to "
                    "-0.92 the list of masses would reach beyond what a double holds; choose larger exponents"
                )
            blocks.append(self._continuum([cut for cut, _ in live], lowest, accuracy))
        return YukawaMixture(tuple(blocks), references)

    def _continuum(self, cuts: list[Cut], lowest: float, accuracy: Accuracy) -> Block:
        """All cuts on one grid that starts where nothing is left below."""
        turn = np.exp(1j * self.ray) if self.resonant else 1.0
        step = accuracy.step * (self.clearance / (0.5 * math.pi) if self.resonant else 1.0)
        # near a threshold, the part below the first node is (s r_max)^(lowest + 1) of the whole
        lower = min(LOWER, 3e-17 ** (1.0 / (lowest + 1.0)))
        while True:
            excess = turn * half_line(accuracy.r_min * np.real(turn), accuracy.r_max, step, lower)
            with np.errstate(over="ignore", invalid="ignore"):
                weight = np.array([step * excess * cut.density(excess) for cut in cuts])
            if not np.all(np.isfinite(weight)):
                raise InputError(
                    "exchange",
                    "its spectral density",
                    "is beyond what a computer holds: take smaller couplings, masses nearer to 1/r, or a narrower range",
                )
            # far above the scales of a density (a mediator much lighter than 1/r_max) much more may be left
            size = np.cumsum(np.abs(weight), axis=1)
            inside = int(np.searchsorted(np.abs(excess), 1.0 / accuracy.r_max))
            decade = min(math.ceil(math.log(10.0) / step), size.shape[1] - 1)
            if np.all(size[:, decade] <= 1e-16 * size[:, inside]) or lower < 1e-60:
                break
            lower *= 1e-6
        return Block(
            excess,
            np.array([cut.threshold for cut in cuts]),
            weight,
            uniform=True,
            r_min=accuracy.r_min,
            r_max=accuracy.r_max,
        )

    def volume_integral(self) -> float:
        r"""Integral of V over space (eV^-2), :math:`4\pi\,[\sum w/M^2 + \sum\int d\mu\,\rho/\mu^2]`.

        Raises
        ------
        OutOfDomain
            Where it diverges: a contact interaction, a massless quantum.
        """
        total = 0.0
        for mass, weight in self.poles:
            if weight != 0:
                if mass == 0:
                    raise OutOfDomain("the volume integral of a massless quantum diverges; take its force instead")
                total += (complex(weight) / complex(mass) ** 2).real
        turn = np.exp(1j * self.ray) if self.resonant else 1.0
        step = 0.75 * Accuracy().step * (self.clearance / (0.5 * math.pi) if self.resonant else 1.0)
        count = math.ceil(69.0 / step)
        s = turn * np.exp(step * np.arange(-count, count + 1))  # 1e-30 to 1e30 eV
        for cut in self.cuts:
            terms = step * s * cut.density(s) / (cut.threshold + s) ** 2
            if not np.max(np.abs(terms[[0, -1]])) <= 1e-9 * np.max(np.abs(terms)):
                raise OutOfDomain(
                    "the volume integral diverges: it is that of a contact interaction, or of too light quanta; take an exchange "
                    "whose mediator is resolved"
                )
            total += float(np.sum(terms).real)
        return 4.0 * math.pi * total


def _single(mass: complex, weight: complex) -> Block:
    mass, weight = complex(mass), complex(weight)
    real = mass.imag == 0 and weight.imag == 0
    excess, strength = np.array([1j * mass.imag]), np.array([[weight]])
    return Block(excess.real if real else excess, np.array([mass.real]), strength.real if real else strength)


@dataclass(frozen=True, slots=True)
class LongRange:
    r"""How a potential ends: :math:`V \to \text{coefficient}\; e^{-\tau r}/r^{\text{power}}` at large distance.

    Parameters
    ----------
    power : float
    coefficient : float, eV^(1 - power)
        Positive repels; zero if nothing is exchanged.
    threshold : float, eV
        tau; zero for a power law.
    """

    power: float
    coefficient: float
    threshold: float

    @property
    def sign(self) -> int:
        """+1 where it repels, -1 where it attracts."""
        return int(np.sign(self.coefficient))

    def __str__(self) -> str:
        word = {1: "repels", -1: "attracts", 0: "vanishes"}[self.sign]
        screened = f" e^(-{self.threshold:.6g} eV r)" if self.threshold else ""
        return f"1/r{'' if self.power == 1 else f'^{self.power:g}'}{screened}, {word}"


class AbstractExchange(ABC):
    """Something exchanged between two sources.

    A subclass is a frozen dataclass with a ``kind`` and says :meth:`spectrum`; see "How do I add an exchange?".
    """

    __slots__ = ()

    kind: str
    references: ClassVar[tuple[str, ...]]
    title: ClassVar[str]
    in_backgrounds: ClassVar[bool] = False
    """Whether neutrino backgrounds act on it, through the contact interaction."""
    flavoured: ClassVar[bool] = False
    """Whether one flavour of neutrinos can be asked for alone."""

    @abstractmethod
    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        """What is exchanged between two sources in the spin-independent potential."""

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        """Spin-independent potential between two sources in vacuum."""
        return self.spectrum(a, b, sector, flavour).mixture(accuracy, self.cited(a, b, sector))

    @property
    def structures(self) -> tuple[str, ...]:
        """Spin structures that are derived."""
        return ("scalar",)

    def terms(
        self,
        a: Content,
        b: Content,
        sector: Sector,
        structure: str = "scalar",
        *,
        flavour: str = "all",
        accuracy: Accuracy | None = None,
    ) -> Mapping[str, AbstractCentral]:
        """Radial functions of one spin structure, by the names of :data:`OPERATORS`."""
        if structure not in self.structures:
            raise OutOfDomain(self.missing(structure))
        if structure == "scalar":
            return {"scalar": self.potential(a, b, sector, flavour=flavour, accuracy=accuracy)}
        return self.spin_terms(a, b, sector, structure, flavour, accuracy)

    def spin_terms(
        self, a: Content, b: Content, sector: Sector, structure: str, flavour: str, accuracy: Accuracy | None
    ) -> Mapping[str, AbstractCentral]:
        """Radial functions of a structure of :attr:`structures` that involves spins; what has any overrides this."""
        del a, b, sector, flavour, accuracy
        raise OutOfDomain(self.missing(structure))

    def missing(self, structure: str) -> str:
        """Why there is no such spin structure, and what to do instead."""
        return (
            f"{self.title} has no derived {structure!r} structure; choose {', '.join(self.structures)}, or an exchange of "
            "currents ('contact', 't-channel', 'z-tree')"
        )

    def warnings(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        """What the reader of any value must know: schemes, what is left out."""
        del a, b, sector
        return ()

    def validity(
        self, a: Content, b: Content, sector: Sector, smallest: float, largest: float = 0.0
    ) -> tuple[str, ...]:
        """What the reader of values from the distance ``smallest`` to ``largest`` (eV^-1) must know."""
        del a, b, sector, smallest, largest
        return ()

    def cited(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        """Keys of the references that enter a potential."""
        return tuple(dict.fromkeys((*self.references, *sector.references, *a.references, *b.references)))

    def long_range(self, a: Content, b: Content, sector: Sector | None = None, flavour: str = "all") -> LongRange:
        r"""Which power of 1/r, of which sign: the answer to "why 1/r^5, and when 1/r^3".

        Read off the spectral function at its lowest threshold: :math:`\rho\to A\,(\mu-\tau)^p` gives
        :math:`V\to A\,\Gamma(p+1)\,e^{-\tau r}/r^{p+2}` (Watson's lemma).  A single quantum gives 1/r.
        """
        found = self.spectrum(a, b, sector or Sector.massless(), flavour)
        ends = [(complex(mass).real, 1.0, complex(weight).real) for mass, weight in found.poles if weight != 0]
        for cut in found.cuts:
            p = cut.exponent()
            if p < math.inf:
                s = SETTING_IN * (cut.threshold or 1.0)
                amplitude = float(np.real(cut.density(np.array([s]))[0])) / s**p
                ends.append((cut.threshold, p + 2.0, amplitude * math.gamma(p + 1.0)))
        if not ends:
            return LongRange(math.inf, 0.0, 0.0)
        threshold, power = min((t, n) for t, n, _ in ends)
        return LongRange(power, math.fsum(c for t, n, c in ends if (t, n) == (threshold, power)), threshold)

    def long_range_power(self, a: Content, b: Content, sector: Sector | None = None) -> float:
        """The power alone; see :meth:`long_range`."""
        return self.long_range(a, b, sector).power
