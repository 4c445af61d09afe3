"""Exchange of a single quantum: Newton, Coulomb, a Z boson, any Yukawa, for comparison and for combination."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from nuforce.constants import ALPHA, MASS_Z, NEWTON
from nuforce.errors import InputError, UnknownName
from nuforce.exchanges.base import AbstractExchange, Spectrum
from nuforce.exchanges.currents import AbstractCurrents, Current, Function, on_shell
from nuforce.matter import Content, content, elementary
from nuforce.potentials import YukawaMixture
from nuforce.sector import ANTI, Sector
from nuforce.units import Dim, check_coupling, check_fields

Charges = dict[str, float]

CHARGES: Final = {"e": -1, "mu": -1, "tau": -1, "p": 1, "n": 0, "e+": 1, "mu+": 1, "tau+": 1, "pbar": -1, "nbar": 0}
"""Electric charges of the species, in units of e."""


PARTICLES: Final = {"e": 1.0, "mu": 1.0, "tau": 1.0, "p": 1.0, "n": 1.0}
"""Charges of a new force that counts particles."""


def particles() -> Charges:
    """A copy of :data:`PARTICLES`."""
    return dict(PARTICLES)


def counted(source: Content, charges: Mapping[str, float], antiparticle: int) -> float:
    """Charge of a source under a new force: its particles, each with its charge; antiparticles with the sign given."""
    total = 0.0
    for species, count in source.numbers.items():
        base = ANTI.get(species, species)
        total += count * charges.get(base, 0.0) * (antiparticle if species in ANTI else 1)
    return total


def check_charges(charges: Mapping[str, float], known: Iterable[str] | None, field: str) -> None:
    """Refuse charges of unknown things (any name will do if none are known), and those that are not numbers."""
    known = None if known is None else tuple(known)
    if not isinstance(charges, Mapping):
        raise InputError(field, charges, "expected a table of names and numbers")
    for name, value in charges.items():
        if known is not None and name not in known:
            raise UnknownName(field, name, known)
        check_coupling(f"{field}.{name}", value)


def electric_charge(content: Content) -> float:
    """Electric charge of a source in units of e; exactly zero for neutral atoms."""
    return sum(CHARGES[s] * n for s, n in content.numbers.items())


def newton(a: str | Content, b: str | Content) -> YukawaMixture:
    """Newton's potential between two sources, -G m_a m_b/r."""
    a, b = content(a, "a"), content(b, "b")
    weight = -float(NEWTON) * a.mass * b.mass
    return YukawaMixture.single(weight, 0.0, tuple(dict.fromkeys((NEWTON.reference, *a.references, *b.references))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Newton(AbstractExchange):
    """Gravity, one massless graviton, non-relativistic."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["newton"] = "newton"
    references: ClassVar[tuple[str, ...]] = (NEWTON.reference,)
    title: ClassVar[str] = "Newtonian gravity"

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        del sector, flavour
        return Spectrum(poles=((0.0, -float(NEWTON) * a.mass * b.mass),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coulomb(AbstractExchange):
    """Electrostatics between the net charges of the sources."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["coulomb"] = "coulomb"
    references: ClassVar[tuple[str, ...]] = (ALPHA.reference,)
    title: ClassVar[str] = "Coulomb potential of the net charges"

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        del sector, flavour
        return Spectrum(poles=((0.0, float(ALPHA) * electric_charge(a) * electric_charge(b)),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Yukawa(AbstractExchange):
    """One boson of given mass, relative to gravity: -G m_a m_b alpha e^{-mass r}/r."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["yukawa"] = "yukawa"
    mass: Annotated[float, Dim(1, "eV", nonnegative=True)] = 0.0
    coupling: float = 1.0
    references: ClassVar[tuple[str, ...]] = (NEWTON.reference,)
    title: ClassVar[str] = "Yukawa potential, strength relative to gravity"

    def __post_init__(self) -> None:
        check_coupling("exchange.coupling", self.coupling)
        check_fields(self)

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        del sector, flavour
        return Spectrum(poles=((self.mass, -float(NEWTON) * a.mass * b.mass * self.coupling),))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZTree(AbstractCurrents):
    r"""One Z boson between the neutral currents of the sources, :math:`\sqrt2 G_F M_Z^2 e^{-M_Zr}/4\pi r` per unit charges.

    Vector charges T3 - 2 Q sin^2, axial T3 (isovector g_A for nucleons): those of :class:`nuforce.sector.Sector` without the
    charged current.  The weak mixing angle is the sector's.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["z-tree"] = "z-tree"
    mass: Annotated[float, Dim(1, "GeV", positive=True)] = float(MASS_Z)
    references: ClassVar[tuple[str, ...]] = (MASS_Z.reference,)
    title: ClassVar[str] = "tree-level Z exchange"
    flavoured: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_fields(self)

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> float:
        del flavour
        if kind == "axial":
            elementary(source)
        return sector.neutral(source.numbers, kind)

    def between(self, a: float, b: float, sector: Sector, function: Function = "T") -> Spectrum:
        weight = math.sqrt(2.0) * sector.fermi * self.mass**2 * a * b / (4.0 * math.pi)
        return Spectrum(poles=((self.mass, weight * on_shell(function, self.mass)),))
