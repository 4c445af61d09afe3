"""Neutrino backgrounds, and what they add to the forces between two sources.

``backgrounds`` maps names to backgrounds: ``backgrounds["cosmic"]``, ``backgrounds["reactor"]``, ...
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.beam import Beam, Component, Isotropic
from nuforce.backgrounds.modes import Shell, SingleMode
from nuforce.backgrounds.ring import MuonRing
from nuforce.backgrounds.thermal import FermiDiracTotal, Relic
from nuforce.catalogue import Catalogue, Provenance, Tagged, build, plugins
from nuforce.errors import InputError
from nuforce.matter import Content
from nuforce.potentials import AbstractPotential
from nuforce.potentials.base import combined
from nuforce.sector import Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(AbstractBackground):
    """A sum of other backgrounds of the catalogue, such as all components of the Sun.

    Its quantities are those of the members that are fluxes; of a sum of baths alone, those of the baths.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["sum"] = "sum"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    members: tuple[str, ...]
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        if not self.members:
            raise InputError("members", (), "a sum of backgrounds needs members")

    def parts(self) -> tuple[AbstractBackground, ...]:
        return self._parts(())

    def _parts(self, above: tuple[str, ...]) -> tuple[AbstractBackground, ...]:
        if self.name in above:
            raise InputError("members", self.name, f"a sum cannot contain itself ({' in '.join((*above, self.name))})")
        found: list[AbstractBackground] = []
        for name in self.members:
            member = backgrounds.get(name, field="members")
            found += member._parts((*above, self.name)) if isinstance(member, Several) else member.parts()
        return tuple(found)

    @property
    def directed(self) -> bool:
        return any(member.directed for member in self.parts())

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential:
        return combined(tuple(x.potential(a, b, sector, flavour=flavour, accuracy=accuracy) for x in self.parts()))

    def quantities(self) -> dict[str, tuple[float, str]]:
        each = [member.quantities() for member in self.parts()]
        fluxes = [q for q in each if "flux" in q]
        measure = "flux" if fluxes else "number-density"
        each = fluxes or each
        whole = sum(q[measure][0] for q in each)
        shares = [q[measure][0] / whole if whole else 1 / len(each) for q in each]
        mean = sum(share * q["mean-energy"][0] for share, q in zip(shares, each, strict=True))
        found = {"number-density": (whole, "cm^-3"), "mean-energy": (mean, "MeV" if fluxes else "eV")}
        return {"flux": (whole, "1/cm^2/s"), **found} if fluxes else found

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for x in self.parts() for text in x.warnings(a, b, sector, flavour)))


def kinds() -> dict[str, Any]:
    """Background kinds by name: built in, and from plug-ins (entry points of the group ``nuforce.backgrounds``)."""
    classes = [Relic, Beam, Isotropic, MuonRing, SingleMode, Shell, Several, *plugins("nuforce.backgrounds").values()]
    return Tagged(*classes).kinds


class _Backgrounds(Catalogue[AbstractBackground]):
    """The catalogue of backgrounds; plug-in kinds are looked up when it is first read."""

    def build(self, entry: Any, where: str) -> AbstractBackground:
        made: AbstractBackground = build(Annotated[AbstractBackground, Tagged(*kinds().values())], entry, where)
        return made


backgrounds: Catalogue[AbstractBackground] = _Backgrounds("backgrounds", AbstractBackground)
"""The neutrino backgrounds shipped with nuforce, by name."""

__all__ = [
    "AbstractBackground",
    "Beam",
    "Component",
    "FermiDiracTotal",
    "Isotropic",
    "MuonRing",
    "Relic",
    "Several",
    "Shell",
    "SingleMode",
    "backgrounds",
    "kinds",
]
