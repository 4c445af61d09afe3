"""Exchange of a single quantum: Newton, Coulomb and any Yukawa, for comparison and for combination."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from nuforce.accuracy import Accuracy
from nuforce.constants import ALPHA, NEWTON
from nuforce.errors import InputError
from nuforce.exchanges.base import AbstractExchange
from nuforce.matter import Content, content
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector
from nuforce.units import Dim, check_fields

CHARGES: Final = {"e": -1, "mu": -1, "tau": -1, "p": 1, "n": 0, "e+": 1, "mu+": 1, "tau+": 1, "pbar": -1, "nbar": 0}
"""Electric charges of the species, in units of e."""


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

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        return newton(a, b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coulomb(AbstractExchange):
    """Electrostatics between the net charges of the sources."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["coulomb"] = "coulomb"
    references: ClassVar[tuple[str, ...]] = (ALPHA.reference,)
    title: ClassVar[str] = "Coulomb potential of the net charges"

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        return YukawaMixture.single(float(ALPHA) * electric_charge(a) * electric_charge(b), 0.0, self.references)


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
        if not math.isfinite(self.coupling):
            raise InputError("exchange.coupling", self.coupling, "must be a finite number")
        check_fields(self)

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        weight = -float(NEWTON) * a.mass * b.mass * self.coupling
        return YukawaMixture.single(weight, self.mass, self.references)
