"""Directed fluxes."""

import math

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import Beam, Component, backgrounds
from nuforce.backgrounds.sources import Beta, Michel, Reactor
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import WaveMixture
from nuforce.potentials.spectra import Line, Pinched
from nuforce.sector import Sector
from nuforce.units import MeV, cm, deg, m, mm, one, s, um
from tests.tables import approx


def beam(**changes: object) -> Beam:
    good: dict[str, object] = {
        "name": "test",
        "title": "a beam",
        "references": (),
        "distance": 10 * m,
        "angular_radius": 0.0,
        "component": (Component(flavour={"e": 1.0}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV)),),
    }
    return Beam(**{**good, **changes})  # type: ignore[arg-type]


def test_flux_falls_with_the_square_of_the_distance() -> None:
    part = Component(flavour={"e": 1.0}, rate=1e20 / s, spectrum=Line(energy=3 * MeV))
    near, far = (beam(distance=d, component=(part,)).quantities()["flux"][0] for d in (10 * m, 20 * m))
    assert near / far == approx(4, rel=1e-14)
    assert near * cm**2 * s == approx(1e20 / (4 * math.pi * 1000**2), rel=1e-13)


def test_aligned_force_is_the_coherent_one() -> None:
    """V = -G_F^2 g g' Phi E [1 + (1 + sin 2x/2x ...)]/(pi r) -> -G_F^2 g g' Phi E/(pi r) far away."""
    sector = Sector.massless()
    pair = nf.interaction("n", "n", sector, background=beam(), part="background")
    r = 1 * mm
    flux, energy = 1e10 / cm**2 / s, 3 * MeV
    assert pair(r) == approx(-(sector.fermi**2) * 0.25 * flux * energy / (math.pi * r), rel=1e-6)


def test_flavour_of_the_beam_decides_which_charge_counts() -> None:
    sector = Sector.massless()
    muon = Component(flavour={"mu": 1.0}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV))
    electron = nf.interaction("e", "e", sector, background=beam(), part="background")(1 * mm)
    other = nf.interaction("e", "e", sector, background=beam(component=(muon,)), part="background")(1 * mm)
    g_e, g_mu = 0.5 + 2 * sector.sin2_theta_w, -0.5 + 2 * sector.sin2_theta_w
    assert electron / other == approx((g_e / g_mu) ** 2, rel=1e-12)


def test_isotropic_flux_is_the_average_over_directions() -> None:
    spectrum = Pinched(mean_energy=1e-3, pinch=2.3)  # soft, so that a fixed rule averages over angles
    part = Component(flavour={"e": 1.0}, flux=1e-20, spectrum=spectrum)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    sector = Sector.massless()
    point = nf.interaction("n", "n", sector, background=beam(component=(part,)), part="background")
    for r in (1.0, 100.0, 3000.0, 2e4):
        mean = sum(0.5 * w * float(point(r, math.acos(c))) for c, w in zip(nodes, weights, strict=True))
        whole = WaveMixture(
            tuple(
                type(w)(w.direction, w.weight, w.spectrum, math.pi)
                for w in point.scalar.waves  # type: ignore[attr-defined]  # a beam's potential
            )
        )
        # the directions cancel each other; their weights are known to 1e-14
        assert abs(float(whole.along(r)) - mean) < 1e-13 * abs(float(point(r)))


def test_catalogue_fluxes_are_those_of_their_sources() -> None:
    expected = {
        "reactor": 4.343e13,
        "cr51": 1.0040e12,
        "ar37": 1.2042e11,
        "supernova": 6 * 2.174e10,
        "spallation": 3 * 1.474e7,
        "solar-pp": 5.98e10,
    }
    for name, flux in expected.items():
        value, unit = backgrounds[name].quantities()["flux"]
        assert value / one(unit) == approx(flux, rel=1e-3)


def test_reactor_spectrum_has_its_number_and_its_energy() -> None:
    spectrum = backgrounds["reactor"].component[0].spectrum  # type: ignore[attr-defined]  # a beam
    assert isinstance(spectrum, Reactor)
    table = spectrum.table()
    low, high = spectrum.valid
    # number above 1.8 MeV per fission, of six: the integral of the fit (tests its coefficients and units)
    energies = np.linspace(low, high, 20001)
    above = float(np.trapezoid(spectrum.fitted(energies), energies))
    assert above == approx(1.87, abs=0.02)  # 1.858 above 1.806 MeV in the literature
    inside = (table.energy[:-1] >= low) & (table.energy[1:] <= high)
    segment = 0.5 * (table.density[1:] + table.density[:-1]) * np.diff(table.energy)
    assert float(segment[inside].sum()) * spectrum.neutrinos_per_fission == approx(above, rel=3e-3)
    assert table.mean * spectrum.neutrinos_per_fission / MeV == approx(8.42, rel=3e-3)
    assert np.all(np.diff(table.energy) > 0)
    step = table.density[np.searchsorted(table.energy, low) - 1 : np.searchsorted(table.energy, low) + 1]
    assert step[0] == approx(step[1], rel=0.1)  # continuous


@pytest.mark.parametrize(("particle", "mean"), [("nu_e", 0.30), ("nubar_mu", 0.35)])
def test_michel_spectra(particle: str, mean: float) -> None:
    spectrum = Michel(particle=particle)  # type: ignore[arg-type]  # one of two words
    assert spectrum.mean / (105.6583755 * MeV) == approx(mean, rel=1e-4)


def test_beta_shape_has_its_end_point_and_mean() -> None:
    spectrum = Beta(endpoint=15.2 * MeV, mean_energy=6.77 * MeV)
    assert spectrum.mean / MeV == approx(6.77, rel=1e-4)
    with pytest.raises(InputError, match="mean energy"):
        Beta(endpoint=1 * MeV, mean_energy=0.9 * MeV)


def test_off_axis_source_of_finite_size_is_refused() -> None:
    wide = beam(angular_radius=0.1)
    pair = nf.interaction("n", "n", Sector.massless(), background=wide, part="background")
    with pytest.raises(OutOfDomain, match="angular_radius"):
        pair(1 * um, 1 * deg)
    with pytest.raises(OutOfDomain, match="axis"):
        pair.at(np.array([1.0, 0.0, 1.0]) * um)
    assert math.isfinite(pair(1 * um, 0.0))
    assert pair.at(np.array([0.0, 0.0, 1.0]) * um) == approx(pair(1 * um), rel=1e-13)


def test_beam_knows_how_far_it_is_uniform() -> None:
    with pytest.raises(OutOfDomain, match="farther apart"):
        backgrounds["reactor"].check(11 * m)
    backgrounds["reactor"].check(1 * m)


@pytest.mark.parametrize(
    "bad",
    [
        {"component": ()},
        {"angular_radius": None},
        {"angular_radius": 2.0},
        {"angular_radius": -0.1},
        {"angular_radius": math.nan},
        {"angular_radius": None, "source_radius": -1 * m},
        {"distance": 0.0},
        {"distance": -1 * m},
        {"distance": math.nan},
        {"distance": math.inf},
        {"direction": (0.0, 0.0, 0.0)},
        {"direction": (0.0, math.nan, 1.0)},
        {"angular_radius": None, "source_radius": 11 * m},
    ],
)
def test_bad_beams_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InputError):
        beam(**bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"flux": None},
        {"rate": 1.0},
        {"flux": -1.0},
        {"flux": math.nan},
        {"flux": math.inf},
        {"flavour": {"e": math.nan}},
        {"flux": None, "power": 1.0},
        {"flavour": {"e": 1.2}},
        {"flavour": {"x": 1.0}},
        {"flavour": {"e": -0.1}},
    ],
)
def test_bad_components_are_refused(bad: dict[str, object]) -> None:
    good: dict[str, object] = {"flavour": {"e": 1.0}, "flux": 1.0, "spectrum": Line(energy=1.0)}
    with pytest.raises(InputError):
        Component(**{**good, **bad})  # type: ignore[arg-type]
