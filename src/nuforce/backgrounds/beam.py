"""Directed neutrino fluxes: a spectrum from a source of given size at a given distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.sources import Beta, Michel, Reactor, TableFile
from nuforce.catalogue import Provenance, Tagged
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.directions import AbstractDirections, Fisher, Profile
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched
from nuforce.sector import ACTIVE, Sector
from nuforce.units import Dim, check_fields, length, m

FORMULA: Final = "Ghosh:2022nzo"
"""Reference of the force in a directed flux."""

SPECTRA: Final = Tagged(Line, Lines, Gaussian, Pinched, Beta, Michel, Reactor, TableFile)
"""Spectra that a component can have, by their ``kind``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Neutrinos of one spectrum.

    Parameters
    ----------
    flavour : mapping
        Fractions of e, mu, tau where the sources of the force are; the rest, if any, is sterile.
    rate, flux, power : float, optional
        Exactly one: particles emitted per time into all directions, flux at the beam's ``distance``, or thermal power of a
        reactor (eV, eV^3, eV^2).
    antineutrino : bool
        Makes no difference to spin-independent forces; spin-dependent ones change sign.
    spectrum : spectrum
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    flavour: dict[str, float]
    rate: Annotated[float, Dim(1, "1/s", nonnegative=True)] | None = None
    flux: Annotated[float, Dim(3, "1/cm^2/s", nonnegative=True)] | None = None
    power: Annotated[float, Dim(2, "GW", nonnegative=True)] | None = None
    antineutrino: bool = False
    spectrum: Annotated[AbstractSpectrum, SPECTRA]

    def __post_init__(self) -> None:
        check_fields(self)
        given = [name for name in ("rate", "flux", "power") if getattr(self, name) is not None]
        if len(given) != 1:
            raise InputError("component", given, "give exactly one of rate, flux and power")
        if self.power is not None and not isinstance(self.spectrum, Reactor):
            raise InputError("power", self.power, "a power needs a reactor spectrum; give a rate or a flux instead")
        total = sum(self.flavour.values())
        if (
            any(f not in ACTIVE for f in self.flavour)
            or not all(v >= 0 for v in self.flavour.values())
            or not total <= 1 + 1e-9
        ):
            raise InputError(
                "flavour", self.flavour, "give fractions of e, mu, tau that are not negative and sum to at most 1"
            )

    def flux_at(self, distance: float) -> float:
        """Number flux (eV^3), all flavours, at ``distance`` (eV^-1) from the source."""
        if self.flux is not None:
            return self.flux
        rate = self.rate or 0.0
        if self.power is not None and isinstance(self.spectrum, Reactor):
            rate = self.power * self.spectrum.rate_per_power
        return rate / (4 * math.pi * distance**2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beam(AbstractBackground):
    """A directed flux: Sun, reactor, supernova, accelerator, source in a box.

    Parameters
    ----------
    distance : float, eV^-1
        From the source.
    source_radius : float, eV^-1, optional
        Radius of a uniform disc that the source fills as seen from there.
    angular_radius : float, rad, optional
        Half-angle of that disc; wins over ``source_radius``; 0 makes a point source.
    concentration : float, optional
        Instead of a disc: directions of density e^{kappa cos} (von Mises-Fisher), kappa = 1/(rms angle per axis)^2 if narrow.
    profile : Profile, optional
        Instead of a disc: ``angles`` from the centre of the source, and its ``brightness`` there.
    component : tuple of Component
    direction : (x, y, z)
        Along which the neutrinos travel.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["beam"] = "beam"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    distance: Annotated[float, Dim(-1, "m", positive=True)]
    source_radius: Annotated[float, Dim(-1, "m", nonnegative=True)] | None = None
    angular_radius: Annotated[float, Dim(0, "rad", nonnegative=True)] | None = None
    concentration: float | None = None
    profile: Profile | None = None
    component: tuple[Component, ...]
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        check_fields(self)
        if not all(math.isfinite(x) for x in self.direction) or not any(self.direction):
            raise InputError("direction", self.direction, "needs three finite components, not all zero")
        if not self.component:
            raise InputError("component", (), "a beam needs at least one component")
        disc = self.angular_radius is not None or self.source_radius is not None
        shapes = ("a disc (angular_radius or source_radius)", "concentration", "profile")
        given = [
            shape
            for shape, there in zip(
                shapes, (disc, self.concentration is not None, self.profile is not None), strict=True
            )
            if there
        ]
        if len(given) != 1:
            raise InputError(
                "angular_radius",
                " and ".join(given) or None,
                "give one size of the source: its angular radius or its radius (0 for a point), a concentration, or a profile",
            )
        if self.concentration is not None:
            Fisher(self.concentration)  # refuses what is none
        if self.angular_radius is None and self.source_radius is not None and not self.source_radius < self.distance:
            remedy = f"the source must be smaller than its distance, {length(self.distance)}"
            raise InputError("source_radius", length(self.source_radius), remedy)
        if self.angular_radius is not None and not self.angular_radius <= math.pi / 2:
            remedy = (
                "a source in one direction covers at most a hemisphere, 1.57 rad; use the kind 'isotropic' for more"
            )
            raise InputError("angular_radius", f"{self.angular_radius:.4g} rad", remedy)

    @property
    def cap(self) -> float:
        """Half-angle (rad) of the disc of directions."""
        if self.concentration is not None or self.profile is not None:
            raise OutOfDomain(
                f"background {self.name}: what is asked is made for a uniform disc of directions; give an angular_radius "
                "instead of the concentration or the profile"
            )
        if self.angular_radius is not None:
            return self.angular_radius
        return math.asin((self.source_radius or 0.0) / self.distance)

    @property
    def directions(self) -> float | AbstractDirections:
        """Distribution of directions: half-angle of a disc (rad), or another one."""
        if self.profile is not None:
            return self.profile
        return Fisher(self.concentration) if self.concentration is not None else self.cap

    @property
    def directed(self) -> bool:
        return True

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> WaveMixture:
        del accuracy  # closed form
        waves = wave_list(self.component, self.distance, self.direction, self.directions, a, b, sector, flavour)
        return WaveMixture(waves, (*self._sources(sector, a, b), FORMULA))

    def check(self, r: float) -> None:
        within(r, self)

    def quantities(self) -> dict[str, tuple[float, str]]:
        # of a concentration, the disc of the same rms angle; of a profile, its last angle
        if self.profile is not None:
            size = self.profile.angles[-1]
        elif self.concentration is not None:
            size = min(2 / math.sqrt(self.concentration), math.pi)
        else:
            size = self.cap
        return {**flux_quantities(self.component, self.distance), "angular-radius": (size, "rad")}

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        del a, b, sector, flavour
        if any(isinstance(c.spectrum, Reactor) for c in self.component):
            return (
                f"background {self.name}: below the range of the fitted spectrum only the number and the energy of the "
                "antineutrinos are known; their shape there is a model",
            )
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Isotropic(AbstractBackground):
    """A flux from all directions alike, with given spectra: diffuse supernova, atmospheric, geo-neutrinos.

    Parameters
    ----------
    component : tuple of Component
        Each with its ``flux`` (through a sphere's cross section, all directions added).
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["isotropic"] = "isotropic"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    component: tuple[Component, ...]
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        if not self.component or any(c.flux is None for c in self.component):
            raise InputError("component", self.component, "an isotropic background needs components with a flux each")

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> WaveMixture:
        del accuracy
        waves = wave_list(self.component, 1.0, (0.0, 0.0, 1.0), math.pi, a, b, sector, flavour)
        return WaveMixture(waves, (*self._sources(sector, a, b), FORMULA))

    def quantities(self) -> dict[str, tuple[float, str]]:
        return flux_quantities(self.component, 1.0)


def wave_list(
    components: tuple[Component, ...],
    distance: float,
    direction: tuple[float, float, float],
    cap: float | AbstractDirections,
    a: Content,
    b: Content,
    sector: Sector,
    flavour: str,
) -> tuple[Wave, ...]:
    """Make the waves of a flux between two sources; neutrino masses are negligible against the energies.

    A neutrino of flavour alpha contributes (g_a g_b)_{alpha alpha}: the intermediate neutrino may have any flavour.
    """
    product = a.flavour_charge(sector, flavour) @ b.flavour_charge(sector, flavour)
    return flux_waves(components, distance, direction, cap, product, sector)


def flux_waves(
    components: tuple[Component, ...],
    distance: float,
    direction: tuple[float, float, float],
    cap: float | AbstractDirections,
    product: Any,
    sector: Sector,
    *,
    odd: bool = False,
) -> tuple[Wave, ...]:
    """The waves of a flux for a matrix of charge products in the flavour basis; antineutrinos count negative if ``odd``."""
    waves = []
    for part in components:
        sign = -1.0 if odd and part.antineutrino else 1.0
        weight = sign * sector.fermi**2 * charge_met(part, product, sector) * part.flux_at(distance)
        if weight:
            waves.append(Wave(np.array(direction), float(weight), part.spectrum, cap))
    return tuple(waves)


def charge_met(part: Component, product: Any, sector: Sector) -> float:
    """The charge, or product of charges, that the neutrinos of a component meet."""
    shares = [(share, sector.flavours.index(f)) for f, share in part.flavour.items() if f in sector.flavours]
    charge = complex(sum(share * product[i, i] for share, i in shares))
    same_phase(charge, product)
    return charge.real


def same_phase(charge: complex, product: Any) -> None:
    """Refuse couplings of two sources whose phases differ: a part of their force is odd in the separation."""
    if abs(charge.imag) > 1e-12 * float(np.abs(product).max(initial=0.0)):
        raise OutOfDomain(
            "the flavour-changing couplings of the two sources have different phases: what violates time reversal in a flux is "
            "not derived; give nsi and nsi_axial one phase, or take one momentum, a background of the kind 'mode' with 'flavour'"
        )


def within(r: float, source: Any) -> None:
    """Raise ``OutOfDomain`` where two bodies at distance r (eV^-1) are farther apart than a source is away."""
    if r > source.distance:
        raise OutOfDomain(
            f"background {source.name}: the two bodies are farther apart ({r / m:.3g} m) than the neutrino source is away "
            f"({source.distance / m:.3g} m), so that no plane wave passes both; move the source with background.distance, "
            "or read the aligned value as the upper bound for an ideal plane wave"
        )


def flux_quantities(components: tuple[Component, ...], distance: float) -> dict[str, tuple[float, str]]:
    """Flux, number density and mean energy of a set of components (if none has a flux, of all alike)."""
    fluxes = [part.flux_at(distance) for part in components]
    spectra: list[AbstractSpectrum] = [part.spectrum for part in components]
    total = sum(fluxes)
    shares = [flux / total for flux in fluxes] if total else [1 / len(fluxes)] * len(fluxes)
    mean = sum(share * s.mean for share, s in zip(shares, spectra, strict=True))
    return {"flux": (total, "1/cm^2/s"), "number-density": (total, "cm^-3"), "mean-energy": (mean, "MeV")}
