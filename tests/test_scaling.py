"""Dimensional analysis: natural units leave one scale, and every output must scale with its mass dimension."""

import dataclasses
import types
import typing
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuforce.accuracy import Accuracy
from nuforce.backgrounds import FermiDiracTotal, Relic, backgrounds
from nuforce.backgrounds.sources import Michel, Reactor, TableFile
from nuforce.constants import MASSES
from nuforce.exchanges import Yukawa, box, pairs
from nuforce.exchanges.base import STRUCTURES
from nuforce.interaction import interaction
from nuforce.matter import Content, content
from nuforce.potentials import Wave, WaveMixture, YukawaMixture
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.sector import Sector
from nuforce.units import Dim, dimension_of, um
from tests.canonical import EXCHANGES
from tests.tables import approx

SCALES = st.floats(0.02, 50.0)
FEW = settings(max_examples=12)
MIXING = Sector.normal_ordering(alpha21=0.7).mixing


def sector(scale: float) -> Sector:
    """Masses have dimension 1, the Fermi constant -2."""
    return Sector(masses=scale * np.array([0.0, 0.01, 0.05]), mixing=MIXING, fermi=1e-23 * scale**-2)


def accuracy(scale: float) -> Accuracy:
    return Accuracy(r_min=1e-3 * um / scale, r_max=1e6 * um / scale)


def scaled_alike(make: Any, scale: float, distances: Any) -> None:
    """Check V, its derivatives, gradient and hessian of the potential ``make(scale)``."""
    one, other = make(1.0), make(scale)
    for r in distances:
        pairs = [(one.along(r), other.along(r / scale), 1), (one.slope(r), other.slope(r / scale), 2)]
        x = r * np.array([0.6, 0.0, 0.8])
        pairs += [(one.gradient(x), other.gradient(x / scale), 2), (one.hessian(x), other.hessian(x / scale), 3)]
        for plain, scaled, dimension in pairs:
            size = np.max(np.abs(plain))
            np.testing.assert_allclose(np.asarray(scaled) / scale**dimension, plain, rtol=1e-9, atol=1e-10 * size)


@FEW
@given(SCALES)
def test_contact_exchange(scale: float) -> None:
    scaled_alike(
        lambda s: interaction("e", "mu", sector(s), accuracy=accuracy(s)).scalar,
        scale,
        np.array([0.01, 1.0, 20.0]) * um,
    )


@FEW
@given(SCALES)
def test_thermal_total(scale: float) -> None:
    scaled_alike(
        lambda s: FermiDiracTotal(strength=1e-46 * s**-4, temperature=2e-4 * s, degeneracy=0.3),
        scale,
        np.array([1.0, 500.0]) * um,
    )


@FEW
@given(SCALES, st.sampled_from(["produced", "both"]), st.sampled_from(["dirac", "majorana"]))
def test_relic_background(scale: float, filling: Any, nature: Any) -> None:
    def make(s: float) -> Any:
        bath = Relic(name="x", title="x", references=(), temperature=2e-4 * s, filling=filling)
        here = Sector(masses=s * np.array([0.0, 0.01, 0.05]), mixing=MIXING, fermi=1e-23 * s**-2, nature=nature)
        return interaction("e", "e", here, background=bath, part="background", accuracy=accuracy(s)).scalar

    scaled_alike(make, scale, np.array([0.1, 10.0, 1000.0]) * um)


ENERGIES = np.linspace(0.3, 4.0, 30)


def spectra(scale: float) -> dict[str, AbstractSpectrum]:
    return {
        "line": Line(energy=2 * scale),
        "lines": Lines(energies=(scale, 2 * scale), weights=(1, 2)),
        "gaussian": Gaussian(energy=2 * scale, width=0.1 * scale),
        "pinched": Pinched(mean_energy=1.5 * scale, pinch=2.3),
        "table": Table(scale * ENERGIES, ENERGIES * np.exp(-ENERGIES)),
    }


@pytest.mark.parametrize("name", list(spectra(1.0)))
@FEW
@given(SCALES)
def test_beams(name: str, scale: float) -> None:
    axis = np.array([0.0, 0.6, 0.8])
    scaled_alike(lambda s: WaveMixture((Wave(axis, 3.0 / s, spectra(s)[name]),)), scale, np.array([0.05, 2.0, 30.0]))

    def disc(s: float) -> WaveMixture:
        return WaveMixture((Wave(axis, 3.0 / s, spectra(s)[name], 0.4),))

    for r in (0.5, 30.0, 1e4):
        assert disc(scale).along(r / scale) / scale == approx(disc(1.0).along(r), rel=1e-8)
        assert disc(scale).slope(r / scale) / scale**2 == approx(disc(1.0).slope(r), rel=1e-7)


def scaled_input(value: Any, scale: float, annotation: Any = None) -> Any:
    """The object with every input multiplied by scale^d, d read off the ``Dim`` that its field is annotated with."""
    dim = next((a for a in getattr(annotation, "__metadata__", ()) if isinstance(a, Dim)), None)
    if dim is not None:
        return value if value is None else value * scale ** float(dim.power)
    inside = [a for a in typing.get_args(annotation) if a is not Ellipsis and a is not type(None)]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType) and len(inside) == 1:  # optional
        return value if value is None else scaled_input(value, scale, inside[0])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value), include_extras=True)
        made: Any = object.__new__(type(value))
        for field in dataclasses.fields(value):
            object.__setattr__(made, field.name, scaled_input(getattr(value, field.name), scale, hints[field.name]))
        return made
    if isinstance(value, dict) and len(inside) == 2:
        return {key: scaled_input(item, scale, inside[1]) for key, item in value.items()}
    if isinstance(value, tuple):
        hinted = [*inside, *inside[-1:] * len(value)] if inside else [None] * len(value)
        return tuple(scaled_input(item, scale, hint) for item, hint in zip(value, hinted, strict=False))
    return value


def has_hidden_scale(background: Any) -> bool:
    """Whether a spectrum knows an energy by itself: a fit in MeV, the mass of the muon, a file."""
    return any(
        isinstance(component.spectrum, (Reactor, Michel, TableFile))
        for part in background.parts()
        for component in getattr(part, "component", ())
    )


def test_dimensions_are_declared() -> None:
    """What has a dimension and says nothing of it would make the tests below vacuous."""
    for name, fields in {
        "cosmic": {"temperature": 1},
        "supernova": {"distance": -1, "angular_radius": 0, "source_radius": -1},
    }.items():
        hints = typing.get_type_hints(type(backgrounds[name]), include_extras=True)
        for field, power in fields.items():
            hint = hints[field]
            dims = [a for part in (hint, *typing.get_args(hint)) for a in getattr(part, "__metadata__", ())]
            assert [a.power for a in dims] == [power]
    plain, twice = backgrounds["supernova"], scaled_input(backgrounds["supernova"], 2.0)
    assert twice.distance == plain.distance / 2  # type: ignore[attr-defined]  # a beam
    assert twice.component[0].spectrum.mean == 2 * plain.component[0].spectrum.mean  # type: ignore[attr-defined]
    assert twice.cap == approx(plain.cap, rel=1e-14)  # type: ignore[attr-defined]


BACKGROUNDS = sorted(name for name in backgrounds if backgrounds[name].parts() == (backgrounds[name],))


@pytest.mark.parametrize("name", [name for name in BACKGROUNDS if not has_hidden_scale(backgrounds[name])])
@settings(max_examples=4)
@given(SCALES)
def test_backgrounds_of_the_catalogue(name: str, scale: float) -> None:
    """Quantities have the dimensions of their units; the force scales; every field of every entry takes part."""
    plain, other = backgrounds[name], scaled_input(backgrounds[name], scale)
    for key, (value, unit) in plain.quantities().items():
        expected = value * scale ** float(dimension_of(unit))
        assert other.quantities()[key][0] == approx(expected, rel=1e-11), key

    def along(background: Any, s: float, r: float) -> Any:
        pair = interaction("e", "W", sector(s), background=background, part="background", accuracy=accuracy(s))
        assert plain.coherence_angle(r) == approx(other.coherence_angle(r / scale), rel=1e-11)
        return pair(r / s), pair.scalar.slope(r / s)

    # far from r E = 1e11: phases are known to eps of themselves
    for r in np.array([0.3, 20.0]) / (plain.quantities()["mean-energy"][0]):
        value, slope = along(plain, 1.0, r)
        scaled_value, scaled_slope = along(other, scale, r)
        assert scaled_value / scale == approx(value, rel=1e-9)
        assert scaled_slope / scale**2 == approx(slope, rel=1e-9)


@FEW
@given(SCALES, st.just(0.0) | st.floats(1e-9, 5.0), st.floats(-3.0, 3.0))
def test_single_boson_exchange(scale: float, mass: float, coupling: float) -> None:
    """Newton's constant has dimension -2 but is fixed: two masses of the sources take its place."""
    boson = Yukawa(mass=mass, coupling=coupling)

    def weight(s: float) -> Any:
        a, b = (Content(numbers={"n": 1}, mass=mass * s) for mass in (2e9, 3e11))
        return scaled_input(boson, s).potential(a, b, sector(s))(np.array([0.2, 2.0]) / s) / s**3

    np.testing.assert_allclose(weight(scale), weight(1.0), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("name", list(EXCHANGES))
@settings(max_examples=5)
@given(SCALES)
def test_every_exchange(name: str, scale: float) -> None:
    """All spin structures; masses of sources scale, those that an exchange looks up itself too; Newton's constant does not."""
    exchange = EXCHANGES[name]
    power = 3 if name in ("Newton", "Yukawa") else 1

    def terms(s: float, structure: str) -> Any:
        a, b = (Content(numbers=content(x).numbers, mass=s * content(x).mass) for x in ("e", "n"))
        with pytest.MonkeyPatch.context() as patch:
            for module in (box, pairs):
                patch.setattr(module, "MASSES", {species: s * float(mass) for species, mass in MASSES.items()})
            return scaled_input(exchange, s).terms(a, b, sector(s), structure, accuracy=accuracy(s))

    for structure in exchange.structures:
        one, other = terms(1.0, structure), terms(scale, structure)
        assert tuple(one) == tuple(other) == STRUCTURES[structure]
        for term, plain in one.items():
            for r in np.array([0.3, 5.0, 40.0]):
                found = other[term](r / scale) / scale**power
                assert abs(found - plain(r)) <= 1e-11 * np.max(np.abs(plain(r * np.array([0.8, 1.0, 1.25]))))
                slope, size = (
                    other[term].slope(r / scale) / scale ** (power + 1),
                    abs(plain.slope(r)) + abs(plain(r) / r),
                )
                assert abs(slope - plain.slope(r)) <= 1e-11 * size


@FEW
@given(SCALES)
def test_sector_and_matter(scale: float) -> None:
    """Charges have no dimension."""
    one, other = sector(1.0), sector(scale)
    for numbers in ({"e": 1.0, "n": 3.0}, {"mu": 2.0, "p": 1.0}):
        np.testing.assert_array_equal(one.charge(numbers), other.charge(numbers))


@FEW
@given(SCALES)
def test_single_particle_and_logarithm(scale: float) -> None:
    one, other = YukawaMixture.single(2.0, 0.3), YukawaMixture.single(2.0, 0.3 * scale)
    for r in (0.1, 1e5):
        assert other.log_abs(r / scale) == approx(one.log_abs(r) + np.log(scale), rel=1e-12, abs=1e-12)


@FEW
@given(SCALES)
def test_ratio_to_gravity_has_no_dimension(scale: float) -> None:
    """With Newton's constant fixed, masses of the sources take up the scale: V/(G m m/r) ~ V r/m^2."""

    def ratio(s: float) -> float:
        a = Content(numbers={"n": 1}, mass=1e9 * s)
        return float(interaction(a, a, sector(s), accuracy=accuracy(s)).over_gravity(um / s))

    assert ratio(scale) * scale**2 == approx(ratio(1.0), rel=1e-10)
