"""Dimensional analysis: natural units leave one scale, and every output must scale with its mass dimension."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuforce.accuracy import Accuracy
from nuforce.backgrounds import FermiDiracTotal, Relic
from nuforce.interaction import interaction
from nuforce.matter import Content
from nuforce.potentials import Wave, WaveMixture, YukawaMixture
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.sector import Sector
from nuforce.units import um
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
