"""Neutrinos of one momentum, with their masses, mixing and helicity: a plane wave, or a given distribution of directions.

The building blocks of every other background: exact at every distance and angle, for massive neutrinos, Dirac or Majorana, and
for pairs of unequal masses, of which the second may be too heavy for the energy (evanescent).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.beam import FORMULA
from nuforce.catalogue import Provenance
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content
from nuforce.potentials import AbstractPotential
from nuforce.potentials.base import combined
from nuforce.potentials.modes import Mode, ModeMixture, Multipoles
from nuforce.sector import ACTIVE, Sector, pair_charges
from nuforce.units import Dim, check_fields, length

REFERENCES: Final = (FORMULA, "Horowitz:1993kw")
"""Of the force in one mode, and of its averages for massive neutrinos; masses and mixing of a single mode are derived here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractModes(AbstractBackground):
    """Neutrinos of one momentum; their directions are up to the subclass."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    momentum: Annotated[float, Dim(1, "eV", positive=True)]
    density: Annotated[float, Dim(3, "cm^-3", nonnegative=True)]
    populations: tuple[float, ...] | None = None
    flavour: dict[str, float] | None = None
    filling: Literal["produced", "flipped", "unpolarised"] = "produced"
    antineutrino: bool = False
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        check_fields(self)
        if not all(math.isfinite(x) for x in self.direction) or not any(self.direction):
            raise InputError("direction", self.direction, "needs three finite components, not all zero")
        if (self.populations is None) == (self.flavour is None):
            raise InputError(
                "populations",
                self.populations,
                "give either populations of the mass eigenstates, or, for massless neutrinos, fractions of flavours",
            )
        if self.populations is not None and (
            not all(x >= 0 for x in self.populations) or not abs(sum(self.populations) - 1.0) < 1e-6
        ):
            raise InputError(
                "populations", self.populations, "give fractions of the density that are not negative and add up to 1"
            )
        if self.flavour is not None and (
            any(f not in ACTIVE for f in self.flavour)
            or not all(x >= 0 for x in self.flavour.values())
            or not sum(self.flavour.values()) <= 1 + 1e-9
        ):
            raise InputError(
                "flavour", self.flavour, "give fractions of e, mu, tau that are not negative and sum to at most 1"
            )

    @property
    def directed(self) -> bool:
        return True

    def modes(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[Mode, ...]:
        """The modes, one for each mass eigenstate that is filled and each mass between the sources."""
        if self.flavour is None:
            return self._of_masses(a, b, sector, flavour)
        return self._of_flavours(a, b, sector, flavour, self.flavour)

    def _cited(self, sector: Sector, a: Content, b: Content) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._sources(sector, a, b), *REFERENCES)))

    def quantities(self) -> dict[str, tuple[float, str]]:
        # of the energy only the momentum is known without the masses
        return {
            "number-density": (self.density, "cm^-3"),
            "momentum": (self.momentum, "eV"),
            "mean-energy": (self.momentum, "eV"),
        }

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        found = []
        if self.flavour is None:
            waves, ranges = set(), set()
            for mode in self._of_masses(a, b, sector, flavour):
                square = mode.momentum**2 + mode.excess
                if square < 0:
                    ranges.add(1 / math.sqrt(-square))
                elif mode.excess:
                    waves.add(2 * math.pi * (mode.momentum + math.sqrt(square)) / abs(mode.excess))
            if waves:
                found.append(
                    f"background {self.name}: pairs of unequal neutrino masses make a force that alternates with distance, with "
                    f"wavelengths {', '.join(length(w) for w in sorted(waves))}: bodies larger than that average it out"
                )
            if ranges:
                found.append(
                    f"background {self.name}: the energy is too low for a heavier neutrino between the sources: these pairs act "
                    f"within {', '.join(length(w) for w in sorted(ranges))} only"
                )
        return tuple(found)

    def _of_masses(self, a: Content, b: Content, sector: Sector, flavour: str) -> tuple[Mode, ...]:
        populations = self.populations or ()
        if len(populations) > sector.masses.size:
            raise OutOfDomain(
                f"background {self.name}: {len(populations)} populations, but {sector.masses.size} mass eigenstates; leave the "
                "others out of background.populations, or add states to the sector"
            )
        first, second = a.charge(sector, flavour), b.charge(sector, flavour)
        plus, minus = pair_charges(first, second, sector.nature)
        imaginary = (first * second.conj()).imag
        modes = []
        for i, share in enumerate(populations):
            for other in np.unique(sector.masses):
                same = sector.masses == other
                weights = [float(np.sum(x[i, same])) for x in (plus + minus, plus - minus, imaginary)]
                if share and any(weights):
                    modes.append(self._mode(sector, share, weights, float(sector.masses[i]), float(other)))
        return tuple(modes)

    def _of_flavours(
        self, a: Content, b: Content, sector: Sector, flavour: str, shares: dict[str, float]
    ) -> tuple[Mode, ...]:
        if np.any(sector.masses):
            raise OutOfDomain(
                f"background {self.name}: fractions of flavours are for massless neutrinos; give background.populations, the "
                "fractions of the mass eigenstates, or take massless neutrinos"
            )
        diagonal = np.diag(a.flavour_charge(sector, flavour) @ b.flavour_charge(sector, flavour))
        charge = sum(
            (share * diagonal[sector.flavours.index(f)] for f, share in shares.items() if f in sector.flavours), 0j
        )
        if not charge:
            return ()
        return (self._mode(sector, 1.0, [charge.real, charge.real, charge.imag], 0.0, 0.0),)

    def _mode(self, sector: Sector, share: float, weights: list[float], mass: float, other: float) -> Mode:
        """A mode from Re g g, Re g g (transposed) and Im g g."""
        scale = sector.fermi**2 * self.density * share
        even, opposite, odd = (scale * x for x in weights)
        majorana = sector.nature == "majorana"
        # antineutrinos have the conjugate charges; a Majorana neutrino is one or the other by its helicity
        sign = -1.0 if self.antineutrino else 1.0
        if majorana:
            sign *= {"produced": 1.0, "flipped": -1.0, "unpolarised": 0.0}[self.filling]
        return Mode(
            direction=np.array(self.direction),
            momentum=self.momentum,
            mass=mass,
            state="majorana" if majorana else self.filling,
            weight=even,
            other=other,
            opposite=opposite if majorana else None,
            odd=sign * odd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleMode(AbstractModes):
    """Neutrinos of one momentum and direction: a plane wave over both sources.

    Parameters
    ----------
    momentum : float, eV
        The same for all mass eigenstates.
    density : float, eV^3
        Number density of the neutrinos, all states together; for massless ones it is their flux.
    populations : tuple of float, optional
        Fractions of the density in the mass eigenstates, in the order of the sector's; those left out at the end are empty.
    flavour : mapping, optional
        In their place, for massless neutrinos: fractions of e, mu, tau; the rest, if any, is sterile.
    filling : "produced", "flipped" or "unpolarised"
        Helicity: the one that weak interactions make (- of neutrinos, + of antineutrinos), the other, or half of each.  Majorana
        neutrinos of either helicity act alike, but for the part that is odd in the separation.
    antineutrino : bool
        Whether these are antineutrinos; for Majorana neutrinos, those that were made as such, of helicity +.  It changes the sign
        of the part that is odd in the separation, which only charges of different phases have, and nothing else.
    direction : (x, y, z)
        Along which the neutrinos travel.

    Notes
    -----
    Mass eigenstates are populated without coherence between them.  Massless neutrinos are those of Beam with a line.
    """

    kind: Literal["mode"] = "mode"

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> ModeMixture:
        del accuracy  # closed form
        return ModeMixture(self.modes(a, b, sector, flavour), self._cited(sector, a, b))

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        return (
            f"background {self.name}: one plane wave, without spread of direction and momentum: an upper bound for any real flux",
            *AbstractModes.warnings(self, a, b, sector, flavour),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell(AbstractModes):
    r"""Neutrinos of one momentum from many directions, distributed as :math:`1+\sum_l c_l P_l(\hat n\cdot\hat w)`.

    Parameters
    ----------
    momentum, density, populations, flavour, filling, antineutrino
        As for :class:`SingleMode`; ``density`` is that of all directions.
    direction : (x, y, z)
        The axis w.
    multipoles : mapping l -> c_l
        Of the directions in which the neutrinos travel, l = 1, 2, ...; a uniform cap has those of
        :func:`nuforce.potentials.modes.cap_multipoles`.  Odd ones act through the part that is odd in the separation only.

    Notes
    -----
    No c_l is larger than 2l + 1, its value for a single direction.  That the distribution is nowhere negative is not asked for:
    a series that is cut off need not be.
    """

    kind: Literal["shell"] = "shell"
    multipoles: dict[int, float]

    def __post_init__(self) -> None:
        AbstractModes.__post_init__(self)
        if any(l < 1 or not abs(c) <= (2 * l + 1) * (1 + 1e-9) for l, c in self.multipoles.items()):
            raise InputError(
                "multipoles", self.multipoles, "give c_l for l = 1, 2, ... (c_0 is 1), none larger than 2l + 1"
            )

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential:
        del accuracy  # closed form
        references = self._cited(sector, a, b)
        modes = self.modes(a, b, sector, flavour)
        if not modes:
            return ModeMixture((), references)
        return combined(tuple(Multipoles.shell(mode, {0: 1.0, **self.multipoles}, references) for mode in modes))
