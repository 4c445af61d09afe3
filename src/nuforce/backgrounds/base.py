"""What every neutrino background can do: change the force between two sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from nuforce.accuracy import Accuracy
from nuforce.matter import Content
from nuforce.numerics.oscillatory import coherence_angle
from nuforce.potentials import AbstractPotential
from nuforce.sector import Sector


class AbstractBackground(ABC):
    """Neutrinos present where the sources are."""

    __slots__ = ()

    name: str
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...]

    @abstractmethod
    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential:
        """What the background adds to the potential between two sources, by its own sum (not as a difference)."""

    @abstractmethod
    def quantities(self) -> dict[str, tuple[float, str]]:
        """Flux, number density, mean energy, angular radius ... as {name: (value in powers of eV, unit)}."""

    def total(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential | None:
        """Vacuum plus background of the pairs of massless states, where that has a closed form; else None."""
        del a, b, sector, flavour, accuracy
        return None

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        """What the reader of a number must know about this background for these sources."""
        del a, b, sector, flavour
        return ()

    def check(self, r: float) -> None:
        """Raise ``OutOfDomain`` if this background cannot be taken as uniform over the distance r (eV^-1)."""
        del r

    @property
    def directed(self) -> bool:
        """Whether the neutrinos come from one direction (then angle and source size matter)."""
        return False

    def coherence_angle(self, r: float) -> float:
        """Angle (rad) at which a pair at distance r (eV^-1) loses half of the aligned force at the mean energy."""
        return float(coherence_angle(self.quantities()["mean-energy"][0], r))

    def parts(self) -> tuple[AbstractBackground, ...]:
        """The backgrounds this one is a sum of; itself if it is none."""
        return (self,)

    def _sources(self, *more: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for keys in (self.references, *(m.references for m in more)) for key in keys))
