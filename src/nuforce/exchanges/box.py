r"""The contact interaction opened in the s-channel: a source that absorbs a neutrino and becomes a heavier mediator.

:math:`\mathcal L = y\,\bar\chi P_L\nu\,\phi + \mathrm{h.c.}` with a Dirac source of mass m and a scalar of mass
:math:`m_\phi>m`; massless neutrinos. With :math:`a=m_\phi^2-m^2`, :math:`c=(a+\mu^2/2)/\mu m` for each source and
:math:`g(c)=(1+c^2)\,\mathrm{arccot}\,c-c`,

.. math:: V = \mp\frac{y_a^2y_b^2}{512\pi^3\,m_am_b\,r}\int_0^\infty d\mu\,\mu\,e^{-\mu r}\,
          \Big\{\frac{g(c_a)+g(c_b)}{c_a+c_b},\ \frac{g(c_a)-g(c_b)}{c_b-c_a}\Big\} :

minus and the first for the box (particle and antiparticle: attracts), plus and the second for the crossed graph (two
particles). From 1/r^5 at :math:`r\gg1/\delta`, :math:`\delta=a/2m`, the box turns to 1/r^4 and, below :math:`1/\sqrt a`, to
1/r^2; the crossed graph to 1/r^3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from nuforce.constants import MASSES
from nuforce.errors import OutOfDomain
from nuforce.exchanges.base import AbstractExchange, Cut, Spectrum
from nuforce.exchanges.single import PARTICLES, Charges, check_charges, particles
from nuforce.matter import Content
from nuforce.sector import ANTI, Sector
from nuforce.units import Dim, MeV, check_coupling, check_fields, length


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossovers:
    """Distances (eV^-1) at which the box of two equal sources changes its power."""

    contact: float
    """4m/(pi a): 1/r^5 above, 1/r^4 (crossed graph: 1/r^3) below."""
    frame: float
    """1/sqrt(a): 1/r^2 below, in the symmetric frame only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SChannel(AbstractExchange):
    """Two neutrinos through mediators into which the sources turn.

    Parameters
    ----------
    splitting : float, eV
        m_phi - m, the same for every particle.
    masses : mapping species -> eV
        m_phi of single species, instead.
    coupling : float
        y.
    charges : mapping species -> number
        Factors of y of single species.
    frame : "symmetric" or "static"
        Average momenta zero (s = 4 m^2 - t), or infinitely heavy sources of finite splitting a/2m.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["s-channel"] = "s-channel"
    splitting: Annotated[float, Dim(1, "MeV")] = 1.0 * MeV
    masses: dict[str, Annotated[float, Dim(1, "GeV")]] = field(default_factory=dict)
    coupling: float = 1.0
    charges: Charges = field(default_factory=particles)
    frame: Literal["symmetric", "static"] = "symmetric"
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Xu:2021daf")
    title: ClassVar[str] = "two neutrinos through s-channel mediators"

    def __post_init__(self) -> None:
        check_fields(self)
        check_charges(self.charges, PARTICLES, "exchange.charges")
        check_charges(self.masses, PARTICLES, "exchange.masses")
        check_coupling("exchange.coupling", self.coupling)
        if not self.splitting > 0:
            raise OutOfDomain(
                f"exchange.splitting: {self.splitting!r} eV: the mediators must be heavier than their sources, which would decay "
                "into them otherwise; set a splitting larger than zero, so that m_phi > m"
            )
        for species in self.masses:
            self.opening(species)

    def opening(self, species: str) -> float:
        """The opening a = m_phi^2 - m^2 of a species (eV^2), larger than zero."""
        mass = float(MASSES[ANTI.get(species, species)])
        gap = self.masses[species] - mass if species in self.masses else self.splitting
        if not gap > 0:
            raise OutOfDomain(
                f"the mediator of {species} has mass {mass + gap:.9g} eV, not above that of {species} itself ({mass:.9g} eV): "
                "the source would decay into it, and no static potential exists; set exchange.splitting, or exchange.masses."
                f"{species}, so that m_phi > m"
            )
        return gap * (2.0 * mass + gap)

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        del sector, flavour
        cuts = []
        for first, count in a.numbers.items():
            for second, other in b.numbers.items():
                bases = [ANTI.get(s, s) for s in (first, second)]
                strength = count * other * math.prod((self.coupling * self.charges.get(s, 0.0)) ** 2 for s in bases)
                if strength:
                    box = (first in ANTI) != (second in ANTI)
                    cuts.append(Cut(0.0, self._density(strength, bases[0], bases[1], box)))
        return Spectrum(tuple(cuts))

    def _density(self, strength: float, first: str, second: str, box: bool) -> Callable[[Any], Any]:
        masses = [float(MASSES[s]) for s in (first, second)]
        openings = [self.opening(s) for s in (first, second)]
        recoil = 0.5 if self.frame == "symmetric" else 0.0
        front = strength / (512.0 * math.pi**3 * masses[0] * masses[1])

        def density(mu: Any) -> Any:
            c = [(a / mu + recoil * mu) / m for a, m in zip(openings, masses, strict=True)]
            return -front * mu * box_average(*c) if box else front * mu * crossed_average(*c)

        return density

    def crossovers(self, species: str) -> Crossovers:
        """Distances at which the power changes, for two sources of one species."""
        a, mass = self.opening(species), float(MASSES[species])
        return Crossovers(contact=4.0 * mass / (math.pi * a), frame=1.0 / math.sqrt(a))

    def warnings(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        kinds = {(x in ANTI) != (y in ANTI) for x in a.numbers for y in b.numbers}
        graph = {True: "box (particle-antiparticle)", False: "crossed (particle-particle)"}
        del sector
        return (f"graph: {' and '.join(graph[k] for k in sorted(kinds))}; frame: {self.frame}",)

    def validity(
        self, a: Content, b: Content, sector: Sector, smallest: float, largest: float = 0.0
    ) -> tuple[str, ...]:
        heaviest = float(np.max(sector.masses))
        found = []
        if heaviest > 0 and largest > 0.1 / heaviest:
            found.append(
                f"massless-neutrinos: the s-channel form neglects neutrino masses, which screen the force beyond "
                f"{length(0.5 / heaviest)}"
            )
        species = {ANTI.get(s, s) for x in (a, b) for s in x.numbers}
        limit = max(self.crossovers(s).frame for s in species)
        if self.frame == "static" or smallest >= limit:
            return tuple(found)
        return (
            *found,
            f"frame: below 1/sqrt(a) = {length(limit)} the value is the Born amplitude at average momenta zero, not a local "
            "potential: at threshold the same graph gives 1/r^3, half off shell 1/r^4; there the mediators propagate, and the "
            "coupled channels must be solved",
        )


def box_average(c1: Any, c2: Any) -> Any:
    """[g(c1) + g(c2)]/(c1 + c2)."""
    return (_g(c1) + _g(c2)) / (c1 + c2)


def crossed_average(c1: Any, c2: Any) -> Any:
    """[g(c1) - g(c2)]/(c2 - c1), also where c1 = c2: the mean of -g' = 2 (1 - c arccot c) between them."""
    c1, c2 = np.broadcast_arrays(np.asarray(c1, dtype=float), np.asarray(c2, dtype=float))
    out = np.empty(c1.shape)
    near = np.abs(c1 - c2) < 0.5 * np.minimum(c1, c2)
    x, w = np.polynomial.legendre.leggauss(20)
    u, v = c1[near], c2[near]
    out[near] = _rest(0.5 * (u + v)[:, None] + 0.5 * (u - v)[:, None] * x) @ w
    u, v = c1[~near], c2[~near]
    out[~near] = (_g(u) - _g(v)) / (v - u)
    return out


_SERIES = 2.0
"""c above which g and its slope are summed as series in 1/c^2."""
_COUNT = 28


def _g(c: Any) -> Any:
    """(1 + c^2) arccot c - c = sum 2 (-1)^k/((2k+1)(2k+3) c^(2k+1))."""
    return _two(c, lambda c: (1.0 + c * c) * np.arctan2(1.0, c) - c, lambda k: 2.0 / ((2 * k + 1) * (2 * k + 3)), 1)


def _rest(c: Any) -> Any:
    """1 - c arccot c = sum (-1)^k/((2k+3) c^(2k+2))."""
    return _two(c, lambda c: 1.0 - c * np.arctan2(1.0, c), lambda k: 1.0 / (2 * k + 3), 2)


def _two(c: Any, closed: Callable[[Any], Any], coefficient: Callable[[int], float], power: int) -> Any:
    c = np.asarray(c, dtype=float)
    out = np.empty(c.shape)
    large = c > _SERIES
    inverse = 1.0 / c[large]
    terms = np.array([(-1) ** k * coefficient(k) for k in range(_COUNT)])
    out[large] = np.polynomial.polynomial.polyval(inverse * inverse, terms) * inverse**power
    out[~large] = closed(c[~large])
    return out
