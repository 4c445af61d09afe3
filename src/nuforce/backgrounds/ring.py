r"""Neutrinos of muons that decay in the straight section of a storage ring.

In the rest frame of a muon of charge :math:`\mp` and polarisation P along its flight, with :math:`x=2E^*/m` and
:math:`\kappa=\pm P\cos\theta^*` (upper sign for the negative muon),

.. math:: \frac{dN_\mu}{dx\,d\Omega^*} = \frac{2x^2}{4\pi}\,[(3-2x)+\kappa(1-2x)], \qquad
          \frac{dN_e}{dx\,d\Omega^*} = \frac{12x^2(1-x)}{4\pi}\,[1+\kappa] ,

for the neutrinos of muon and electron flavour (one is an antineutrino).  A boost keeps :math:`dN/(E\,dE\,d\Omega)`, so that in
the laboratory, at the angle theta to the flight of the muon,

.. math:: \frac{dN}{dE\,d\Omega} = \frac E{E^*}\,\frac{dN}{dE^*\,d\Omega^*},\qquad
          E^* = \gamma E(1-\beta\cos\theta),\qquad \cos\theta^* = \frac{\cos\theta-\beta}{1-\beta\cos\theta} .
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.beam import FORMULA, Component, flux_quantities, wave_list, within
from nuforce.catalogue import Provenance
from nuforce.constants import MASSES
from nuforce.errors import InputError, UnknownName
from nuforce.matter import Content
from nuforce.potentials import WaveMixture
from nuforce.potentials.spectra import Table
from nuforce.sector import Sector
from nuforce.units import Dim, check_fields

Flavour = Literal["e", "mu"]

_POINTS: Final = 320


def rest_spectrum(flavour: Flavour, x: Any, kappa: Any) -> Any:
    r"""Neutrinos of a muon at rest per x and solid angle (sr^-1).

    Parameters
    ----------
    flavour : "e" or "mu"
    x : array, shape (*S,)
        2E/m; 0 outside 0 < x < 1.
    kappa : array that broadcasts with x
        :math:`\pm P\cos\theta`, the upper sign for the negative muon; -1 to 1.

    References
    ----------
    Geer:1997iz
    """
    if flavour == "mu":
        shape = 2 * x**2 * ((3 - 2 * x) + kappa * (1 - 2 * x))
    elif flavour == "e":
        shape = 12 * x**2 * (1 - x) * (1 + kappa)
    else:
        raise UnknownName("flavour", flavour, ("e", "mu"))
    return np.where((x > 0) & (x <= 1), shape, 0.0) / (4 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuonRing(AbstractBackground):
    r"""Neutrinos along the straight section of a muon storage ring.

    Parameters
    ----------
    muon : "mu-" or "mu+"
        The first gives muon neutrinos and electron antineutrinos, the other their antiparticles.
    muon_energy : float, eV
        Total energy of the stored muons.
    polarisation : float
        Mean spin along the flight, -1 to 1.
    decays : float, eV
        Muons that decay per time in the straight section, flying to the detector.
    distance : float, eV^-1
        From the end of the straight section to the bodies.
    straight : float, eV^-1
        Length of the straight section, along which the decays are spread evenly.
    divergence : float, rad
        Rms angle of the muons in each of the two transverse directions (Gaussian).
    off_axis : float, rad
        Angle of the bodies from the straight section's axis.
    source_radius : float, eV^-1
        Radius of the stored beam, a uniform disc.
    direction : (x, y, z)
        Along which the neutrinos travel.
    muon_mass : float, eV

    Notes
    -----
    Exact decay spectra at tree level, without radiative corrections and the mass of the electron (2e-4 of the rate).  All muons
    have one energy, so that the muon neutrinos straight ahead end in a step, which a spread of muon energies smooths.  The
    change of the angle along the straight section, for bodies off its axis, is left out, as are oscillations.  Fluxes are good
    to 1e-4 (a table of 320 energies).

    References
    ----------
    Geer:1997iz, NuSTORM:2013
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["muon-ring"] = "muon-ring"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    muon: Literal["mu-", "mu+"]
    muon_energy: Annotated[float, Dim(1, "GeV", positive=True)]
    polarisation: float = 0.0
    decays: Annotated[float, Dim(1, "1/s", nonnegative=True)]
    distance: Annotated[float, Dim(-1, "m", positive=True)]
    straight: Annotated[float, Dim(-1, "m", nonnegative=True)] = 0.0
    divergence: Annotated[float, Dim(0, "rad", nonnegative=True)] = 0.0
    off_axis: Annotated[float, Dim(0, "rad", nonnegative=True)] = 0.0
    source_radius: Annotated[float, Dim(-1, "m", nonnegative=True)] = 0.0
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    muon_mass: Annotated[float, Dim(1, "MeV", positive=True)] = float(MASSES["mu"])
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        check_fields(self)
        if not self.muon_energy > self.muon_mass:
            raise InputError(
                "muon_energy", self.muon_energy, "is the total energy: it must exceed the mass of the muon"
            )
        if not abs(self.polarisation) <= 1:
            raise InputError("polarisation", self.polarisation, "lies between -1 and 1")
        if not self.divergence <= 0.1:
            raise InputError("divergence", self.divergence, "the average is made for small angles: at most 0.1 rad")
        if not self.off_axis <= math.pi:
            raise InputError("off_axis", self.off_axis, "lies between 0 and pi")
        if self.divergence and self.off_axis > 0.3:
            raise InputError("off_axis", self.off_axis, "together with a divergence, at most 0.3 rad")
        if not self.source_radius < self.distance:
            raise InputError("source_radius", self.source_radius, "the beam must be narrower than its distance")
        if not all(math.isfinite(x) for x in self.direction) or not any(self.direction):
            raise InputError("direction", self.direction, "needs three finite components, not all zero")

    @property
    def gamma(self) -> float:
        """Lorentz factor of the muons."""
        return self.muon_energy / self.muon_mass

    @property
    def velocity(self) -> float:
        """Speed of the muons, in units of that of light."""
        return math.sqrt((1 - 1 / self.gamma) * (1 + 1 / self.gamma))

    @property
    def _sign(self) -> float:
        return self.polarisation if self.muon == "mu-" else -self.polarisation

    def _slowing(self, angle: Any) -> Any:
        """E*/E = gamma (1 - beta cos(angle)), without cancellation ahead."""
        g, b = self.gamma, self.velocity
        return 1 / (g * (1 + b)) + 2 * g * b * np.sin(0.5 * np.asarray(angle)) ** 2

    def emission(self, flavour: Flavour, energy: Any, angle: Any) -> Any:
        """Neutrinos per muon, energy and solid angle (eV^-1 sr^-1) in the laboratory.

        Parameters
        ----------
        flavour : "e" or "mu"
        energy : array, eV
        angle : array, rad
            To the flight of the muon; broadcasts with ``energy``.
        """
        energy = np.asarray(energy, dtype=float)
        ratio = self._slowing(angle)
        # 1 - cos* = (1 - cos)(1 + beta)/(1 - beta cos)
        miss = 2 * np.sin(0.5 * np.asarray(angle)) ** 2 * (1 + self.velocity) * self.gamma / ratio
        cosine = np.maximum(1.0 - miss, -1.0)
        x = 2 * energy * ratio / self.muon_mass
        return rest_spectrum(flavour, x, self._sign * cosine) * 2 / (self.muon_mass * ratio)

    def within(self, flavour: Flavour, energy: Any, opening: float) -> Any:
        """Neutrinos per muon and energy (eV^-1) inside a cone of half-angle ``opening`` (rad) about the flight.

        pi gives all of them; the integral over directions is done exactly.
        """
        if not 0 <= opening <= math.pi:
            raise InputError("opening", opening, "lies between 0 and pi")
        energy = np.asarray(energy, dtype=float)[..., None]
        low = energy * self._slowing(0.0)
        high = np.minimum(energy * self._slowing(opening), 0.5 * self.muon_mass)
        nodes, weights = np.polynomial.legendre.leggauss(6)  # a polynomial of degree 3 in E*
        rest = 0.5 * (low + high) + 0.5 * (high - low) * nodes
        cosine = (energy / (self.gamma * rest) - 1) / self.velocity
        x = 2 * rest / self.muon_mass
        # dOmega = 2 pi dE*/(gamma beta E)
        front = 2 * math.pi / (self.gamma * self.velocity) * 2 / self.muon_mass
        inside = rest_spectrum(flavour, x, self._sign * cosine) / rest
        return np.sum(0.5 * np.maximum(high - low, 0.0) * weights * front * inside, axis=-1)

    def toward(self, flavour: Flavour, energy: Any) -> Any:
        """Neutrinos per decay, energy and solid angle (eV^-1 sr^-1) toward the bodies, averaged over the divergence.

        Parameters
        ----------
        flavour : "e" or "mu"
        energy : array, eV
        """
        if not self.divergence:
            return self.emission(flavour, energy, self.off_axis)
        from scipy.special import i0e

        energy = np.asarray(energy, dtype=float)[..., None]
        centre, sigma = self.off_axis, self.divergence
        # beyond the angle at which this energy is the largest there is nothing: no step enters the quadrature
        rise = 0.5 * self.muon_mass / energy - self._slowing(0.0)
        edge = 2 * np.arcsin(np.sqrt(np.clip(rise / (2 * self.gamma * self.velocity), 0.0, 1.0)))
        low, high = max(0.0, centre - 9 * sigma), np.minimum(edge, centre + 9 * sigma)
        nodes, weights = np.polynomial.legendre.leggauss(48)
        half = 0.5 * np.maximum(high - low, 0.0)
        angle = low + half * (1 + nodes)
        # two Gaussian angles about a centre: the distribution of Rice
        rice = angle / sigma**2 * np.exp(-0.5 * ((angle - centre) / sigma) ** 2) * i0e(angle * centre / sigma**2)
        return np.sum(half * weights * rice * self.emission(flavour, energy, angle), axis=-1)

    @property
    def reach(self) -> float:
        """Largest energy (eV) of the neutrinos at the bodies."""
        angle = max(0.0, self.off_axis - 9 * self.divergence)
        return 0.5 * self.muon_mass / float(self._slowing(angle))

    @property
    def component(self) -> tuple[Component, ...]:
        """The two kinds of neutrinos, with their fluxes at the bodies and spectra."""
        return _components(self)

    @property
    def cap(self) -> float:
        """Half-angle (rad) of the disc of directions."""
        return math.asin(self.source_radius / self.distance)

    @property
    def directed(self) -> bool:
        return True

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> WaveMixture:
        del accuracy  # closed form
        waves = wave_list(self.component, self.distance, self.direction, self.cap, a, b, sector, flavour)
        return WaveMixture(waves, (*self._sources(sector, a, b), FORMULA))

    def check(self, r: float) -> None:
        within(r, self)

    def quantities(self) -> dict[str, tuple[float, str]]:
        return {**flux_quantities(self.component, self.distance), "angular-radius": (self.cap, "rad")}


@lru_cache(maxsize=16)
def _components(ring: MuonRing) -> tuple[Component, ...]:
    x = np.sin(0.5 * math.pi * np.arange(1, _POINTS + 1) / _POINTS) ** 2  # dense at both ends
    # 1/distance^2 averaged along the straight section
    spread = ring.decays / (ring.distance * (ring.distance + ring.straight))
    components = []
    flavours: tuple[Flavour, Flavour] = ("mu", "e")
    for flavour in flavours:
        top = ring.reach
        while True:
            energy = top * x
            density = np.maximum(ring.toward(flavour, energy), 0.0)
            alive = np.flatnonzero(density > 1e-12 * density.max())
            if not alive.size or alive[-1] > _POINTS // 4:
                break
            top = float(energy[alive[-1] + 1])  # rare muons far off reach higher energies than all others
        if not alive.size or not density.max() > 0:
            continue  # no electron flavour straight ahead of fully polarised muons
        number = float(np.sum(0.5 * (density[1:] + density[:-1]) * np.diff(energy)))
        components.append(
            Component(
                flavour={flavour: 1.0},
                flux=spread * number,
                antineutrino=(flavour == "e") == (ring.muon == "mu-"),
                spectrum=Table(energy, density),
            )
        )
    return tuple(components)
