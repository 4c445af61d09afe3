"""One instance of every public class; refuses to import if one is missing."""

import importlib
import math
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import nuforce
from nuforce.accuracy import Accuracy
from nuforce.backgrounds import AbstractBackground, FermiDiracTotal, backgrounds
from nuforce.backgrounds.isotropic import background_blocks
from nuforce.backgrounds.modes import Shell, SingleMode
from nuforce.backgrounds.sources import Beta, Michel, TableFile
from nuforce.backgrounds.thermal_spin import FermiDiracSpin
from nuforce.backgrounds.wind import MassiveWind, MasslessWind, MovingPair
from nuforce.exchanges import AbstractExchange, Contact, Coulomb, Newton, Yukawa, ZTree
from nuforce.exchanges.box import SChannel
from nuforce.exchanges.mediators import TChannel
from nuforce.exchanges.pairs import (
    FermionAxial,
    FermionPseudoscalar,
    FermionScalar,
    FermionTensor,
    FermionVector,
    NeutrinoDipole,
    PhotonPair,
    ScalarCurrent,
    ScalarDerivative,
    ScalarPair,
    VectorPair,
)
from nuforce.exchanges.resolved import Resolved
from nuforce.interaction import interaction
from nuforce.matter import content
from nuforce.potentials import AbstractPotential, Wave, WaveMixture, YukawaMixture
from nuforce.potentials.modes import Mode, ModeMixture, Multipoles, cap_multipoles
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.potentials.spin_waves import SpinWaves
from nuforce.sector import Sector
from nuforce.units import MeV, cm, um

KEYS = ("Feinberg:1968zz",)
AXIS = np.array([0.36, 0.48, 0.8])
TEMPERATURE = 1.7e-4
SECTOR = Sector.normal_ordering(lightest=0.01, alpha21=1.0)
ENERGIES = np.linspace(0.2, 5.0, 40)


def _wave(spectrum: AbstractSpectrum, cap: float = 0.0, axis: Any = AXIS) -> WaveMixture:
    return WaveMixture((Wave(axis, 2.0, spectrum, cap), Wave(axis, 1.0, Line(energy=1.3), cap)), KEYS)


def _bath(k: Any) -> Any:
    z = np.exp(-k / TEMPERATURE)
    return 2 * z / (1 + z)


def _relic() -> YukawaMixture:
    blocks = background_blocks(
        "both",
        0.05,
        _bath,
        strength=1.0,
        temperature=TEMPERATURE,
        pole=1j * math.pi * TEMPERATURE,
        accuracy=Accuracy(),
    )
    return YukawaMixture(blocks, KEYS)


REACTOR: Any = backgrounds["reactor"]

SPECTRA: dict[str, AbstractSpectrum] = {
    "Line": Line(energy=1.7),
    "Lines": Lines(energies=(0.7, 1.9), weights=(3.0, 1.0)),
    "Gaussian": Gaussian(energy=2.0, width=0.15),
    "Pinched": Pinched(mean_energy=1.5, pinch=2.3),
    "Table": Table(ENERGIES, ENERGIES**2 * np.exp(-ENERGIES)),
    "Beta": Beta(endpoint=1 * MeV, mean_energy=0.4 * MeV),
    "Michel": Michel(particle="nu_e"),
    "Reactor": REACTOR.component[0].spectrum,
    "TableFile": TableFile(file="PLACEHOLDER"),
}


def _of(exchange: AbstractExchange, structure: str = "scalar", term: str = "") -> AbstractPotential:
    return exchange.terms(content("e"), content("n"), SECTOR, structure)[term or structure]


# name -> (potential, scale of distances, other array libraries?, derivatives off the axis?)
POTENTIALS: dict[str, tuple[AbstractPotential, float, bool, bool]] = {
    "YukawaMixture": (interaction("e", "mu", SECTOR).scalar, 3 * um, True, True),
    "YukawaMixture-single": (YukawaMixture.single(2.0, 0.7, KEYS), 1.0, True, True),
    "YukawaMixture-complex": (_relic(), 500 * um, True, True),
    "YukawaMixture-ray": (_of(TChannel(mass=0.3)), 2.0, True, True),
    "YukawaMixture-resummed": (_of(TChannel(mass=0.3, resummed=True, neutrino_coupling=3.0)), 2.0, True, True),
    "YukawaMixture-box": (_of(SChannel(splitting=0.2)), 2.0, True, True),
    "Derived-tensor": (_of(Contact(), "tensor"), 3 * um, True, True),
    "Derived-slope": (
        _of(TChannel(mass=0.3, axial_charges={"e": 1.0}), "parity-odd", "parity-odd-ab"),
        2.0,
        True,
        True,
    ),
    "FermiDiracTotal": (
        FermiDiracTotal(strength=1.0, temperature=TEMPERATURE, degeneracy=0.5, references=KEYS),
        700 * um,
        True,
        True,
    ),
    "FermiDiracSpin": (
        FermiDiracSpin(operator="spin-spin", strength=1.0, temperature=TEMPERATURE, degeneracy=0.5, references=KEYS),
        700 * um,
        True,
        True,
    ),
    "CombinedCentral": (interaction("n", "n", background="cosmic").scalar, 100 * um, True, True),
    "Combined": (interaction("n", "n").scalar * 1e30 + _wave(Line(energy=1e-2)) * 1e-2, 1.0, True, True),
    **{
        f"WaveMixture-{name}": (_wave(SPECTRA[name]), 2.0, name != "Table", True)
        for name in ("Line", "Lines", "Gaussian", "Pinched", "Table")
    },
    "MasslessWind": (
        MasslessWind(strength=1.0, temperature=TEMPERATURE, speed=0.3, direction=tuple(AXIS.tolist()), references=KEYS),
        700 * um,
        False,
        True,
    ),
    "MassiveWind": (
        MassiveWind(
            pairs=(MovingPair(kind="produced", outer=2 * TEMPERATURE, inner=TEMPERATURE, c=1.0, n=0.5),),
            temperature=TEMPERATURE,
            speed=0.3,
            direction=tuple(AXIS.tolist()),
            references=KEYS,
        ),
        700 * um,
        False,
        True,
    ),
    "ModeMixture": (
        ModeMixture((Mode(direction=AXIS, momentum=1.3, mass=1.7, state="produced"),), KEYS),
        1.0,
        True,
        True,
    ),
    "Multipoles": (
        Multipoles.shell(
            Mode(direction=AXIS, momentum=1.3, mass=0.4, weight=2.0, state="produced"), cap_multipoles(0.9, 12), KEYS
        ),
        1.0,
        False,
        True,
    ),
    "WaveMixture-disc": (_wave(SPECTRA["Pinched"], 0.3, np.array([0.0, 0.0, 1.0])), 2.0, False, False),
    "WaveMixture-sphere": (_wave(SPECTRA["Pinched"], math.pi), 2.0, False, False),
    "SpinWaves-sphere": (SpinWaves("spin-spin", _wave(SPECTRA["Pinched"], math.pi).waves, KEYS), 2.0, False, False),
}

EXCHANGES: dict[str, AbstractExchange] = {
    "Contact": Contact(),
    "Newton": Newton(),
    "Coulomb": Coulomb(),
    "Yukawa": Yukawa(mass=0.3, coupling=2.0),
    "ZTree": ZTree(mass=0.4),
    "Resolved": Resolved(mass_z=0.5, mass_w=0.44),
    "TChannel": TChannel(mass=0.2, tree=True),
    "TChannel-momentum": TChannel(mass=1.0, scheme="momentum", neutrino_charges={"mu": 1, "tau": -1}),
    "TChannel-standard": TChannel(mass=0.5, standard=True, neutrino_coupling=1e-11, coupling=1e-11),
    "TChannel-axial": TChannel(mass=1.0, axial_charges={"e": 1.0, "n": -0.5}),
    "TChannel-scalar": TChannel(mass=2.0, mediator="scalar"),
    "TChannel-resummed": TChannel(mass=0.3, neutrino_coupling=2.0, resummed=True),
    "SChannel": SChannel(splitting=0.1),
    "SChannel-static": SChannel(splitting=3.0, frame="static", coupling=0.3),
    "ScalarPair": ScalarPair(mass=0.1),
    "ScalarPair-complex": ScalarPair(quanta="complex"),
    "ScalarPair-pseudoscalar": ScalarPair(mass=0.1, sources="pseudoscalar"),
    "ScalarCurrent": ScalarCurrent(mass=0.2, charges={"e": 1.0, "p": -1.0, "n": 0.3}),
    "ScalarDerivative": ScalarDerivative(mass=0.2),
    "FermionScalar": FermionScalar(mass=0.2),
    "FermionPseudoscalar": FermionPseudoscalar(mass=0.2, nature="majorana"),
    "FermionVector": FermionVector(mass=0.2),
    "FermionAxial": FermionAxial(mass=0.2, nature="majorana"),
    "NeutrinoDipole": NeutrinoDipole(mass=0.1, electric=2e-11),
    "FermionTensor": FermionTensor(mass=0.2),
    "PhotonPair": PhotonPair(),
    "VectorPair": VectorPair(mass=0.3),
}

MODE: dict[str, Any] = {
    "name": "mode",
    "title": "one momentum",
    "references": ("Ghosh:2022nzo", "Horowitz:1993kw"),
    "momentum": 0.1,
    "density": 56 / cm**3,
    "populations": (0.5, 0.3, 0.2),
}
COSMIC: Any = backgrounds["cosmic"]

BACKGROUNDS: dict[str, AbstractBackground] = {
    "Relic": COSMIC,
    "Relic-wind": replace(COSMIC, wind=0.2, clustering=(1.0, 1.1, 1.4), degeneracy=(0.0, 0.3, -0.2)),
    "Relic-asymmetric": replace(COSMIC, degeneracy=0.5, filling="both"),
    "Relic-boltzmann": backgrounds["cosmic-mb"],
    "Beam": backgrounds["supernova"],
    "Beam-reactor": backgrounds["reactor"],
    "Isotropic": backgrounds["dsnb"],
    "MuonRing": backgrounds["muon-ring"],
    "SingleMode": SingleMode(**MODE),
    "Shell": Shell(**MODE, multipoles={1: 0.3, 2: -0.4}),
    "Several": backgrounds["solar"],
}


def _leaves(base: Any) -> Iterator[Any]:
    for cls in base.__subclasses__():
        if not cls.__name__.startswith("Abstract") and cls.__module__.startswith("nuforce."):
            yield cls
        yield from _leaves(cls)


for _module in pkgutil.walk_packages(nuforce.__path__, "nuforce."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)

_TABLES: tuple[tuple[type, dict[str, Any]], ...] = (
    (AbstractPotential, {k: v[0] for k, v in POTENTIALS.items()}),
    (AbstractSpectrum, SPECTRA),
    (AbstractExchange, EXCHANGES),
    (AbstractBackground, BACKGROUNDS),
)


def check_complete() -> None:
    """Raise if a public class has no instance here."""
    for base, table in _TABLES:
        missing = {cls.__name__ for cls in _leaves(base)} - {type(value).__name__ for value in table.values()}
        if missing:
            raise ImportError(f"tests/canonical.py has no instance of {', '.join(sorted(missing))}: add one")


check_complete()
