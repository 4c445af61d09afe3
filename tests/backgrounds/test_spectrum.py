"""Flux per energy."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import Component, Isotropic, Relic, backgrounds
from nuforce.backgrounds.ring import MuonRing
from nuforce.backgrounds.spectrum import density, flux_density, grand_spectrum, lines
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.units import GeV, MeV, cm, m, s
from tests.tables import approx


@pytest.mark.parametrize(
    "spectrum",
    [
        Gaussian(energy=2.0, width=0.2),
        Pinched(mean_energy=1.5, pinch=2.3),
        Pinched(mean_energy=1.5, pinch=0.4),
        Table(np.array([0.5, 1.0, 3.0]), np.array([0.0, 2.0, 1.0])),
    ],
    ids=lambda x: type(x).__name__,
)
def test_density_is_what_the_moments_integrate(spectrum: AbstractSpectrum) -> None:
    # panels that resolve the kinks of the table and the root at the origin of a weakly pinched spectrum
    edges = np.concatenate([np.geomspace(1e-9, 0.5, 40), [1.0, 1.5, 2.0, 2.5, 3.0], np.linspace(4, 60, 30)])
    x, w = np.polynomial.legendre.leggauss(30)
    for t in (0.0, 0.7):
        total = 0.0j
        for a, b in pairwise(edges):
            e = 0.5 * (a + b) + 0.5 * (b - a) * x
            total += 0.5 * (b - a) * np.sum(w * density(spectrum, e) * np.exp(1j * e * t))
        assert abs(total - complex(spectrum.moment(0, np.array(t)))) < 1e-11


def test_lines_have_no_density() -> None:
    both = Lines(energies=(1.0, 2.0), weights=(3.0, 1.0))
    assert lines(both) == ((1.0, 0.75), (2.0, 0.25))
    assert lines(Line(energy=2.0)) == ((2.0, 1.0),)
    assert lines(Pinched(mean_energy=1.0, pinch=2.0)) == ()
    assert np.all(density(both, np.array([1.0, 2.0])) == 0)


@pytest.mark.parametrize("name", [n for n in backgrounds if n not in ("cosmic", "cosmic-mb", "cosmic-wind")])
def test_whole_flux_of_every_background(name: str) -> None:
    background = backgrounds[name]
    # finer than the tables, whose straight lines the trapezoid rule then follows
    energies = np.unique(np.concatenate([np.geomspace(10.0, 1e12, 40001), np.linspace(1e3, 2e7, 40001)]))
    continuous, found = flux_density(background, energies)
    assert np.all(continuous >= 0)
    total = float(np.trapezoid(continuous, energies)) + sum(flux for _, flux in found)
    # steps at the ends of spectra fall between two energies: 1e-3 of the flux at most
    assert total == approx(background.quantities()["flux"][0], rel=1e-3)
    assert [e for e, _ in found] == sorted(e for e, _ in found)


def test_relic_flux_is_density_times_speed() -> None:
    bath: Any = backgrounds["cosmic"]
    momenta = np.linspace(1e-9, 80 * bath.temperature, 20001)
    number, _ = bath.quantities()["number-density"]
    massless, found = flux_density(bath, momenta)
    # the trapezoid rule; three states
    assert float(np.trapezoid(massless, momenta)) == approx(3 * number, rel=1e-6)
    assert found == []
    slow, _ = flux_density(bath, momenta, masses=(0.0, 0.1, 10.0))
    speeds = 1 + momenta / np.hypot(momenta, 0.1) + momenta / np.hypot(momenta, 10.0)
    np.testing.assert_allclose(slow, massless / 3 * speeds, rtol=1e-13)
    # 56 per cm^3 for each state of neutrinos and of antineutrinos: 336 per cm^3 times the speed of light
    assert float(np.trapezoid(massless, momenta)) * cm**2 * s == approx(336 * 2.998e10, rel=2e-3)


def test_a_sum_is_the_sum_of_its_members() -> None:
    energies = np.geomspace(1e4, 2e7, 200)
    members: Any = backgrounds["solar"].parts()
    whole, found = flux_density(backgrounds["solar"], energies)
    parts = [flux_density(part, energies) for part in members]
    np.testing.assert_allclose(whole, sum(p for p, _ in parts), rtol=1e-13)
    assert len(found) == sum(len(x) for _, x in parts) == 3  # pep and the two of 7Be


def test_muon_ring() -> None:
    ring = MuonRing(
        name="x", title="x", references=(), muon="mu-", muon_energy=3 * GeV, decays=1e12 / s, distance=50 * m
    )
    energies = np.linspace(1e6, 3.1e9, 20001)
    continuous, _ = flux_density(ring, energies)
    assert float(np.trapezoid(continuous, energies)) == approx(ring.quantities()["flux"][0], rel=1e-4)


def test_grand_spectrum() -> None:
    curves = grand_spectrum()
    names = [curve.name for curve in curves]
    assert "cosmic" in names
    assert "solar" not in names  # its members are
    assert not {"cosmic-mb", "cosmic-wind"} & set(names)
    assert [c.peak for c in curves] == sorted(c.peak for c in curves)
    assert names[0] == "cosmic"
    assert names[-2:] == ["atmospheric", "muon-ring"]
    first = curves[0]
    assert first.variable == "momentum"
    assert all(c.variable == "energy" for c in curves[1:])
    assert first.energies[0] == approx(1e-6, rel=1e-12)
    assert first.energies[-1] == approx(1e11, rel=1e-12)
    # k dPhi/dk ~ x^3/(e^x + 1), largest where x = 3 (1 + e^-x); 120 energies per decade
    bath: Any = backgrounds["cosmic"]
    assert first.peak == approx(3.131 * bath.temperature, rel=0.02)
    two = grand_spectrum(["solar-b8", "reactor"], energies=np.array([1.0, 5.0]) * MeV)
    assert [c.name for c in two] == ["solar-b8", "reactor"]
    assert two[0].density.shape == (2,)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="energy"):
        flux_density(backgrounds["reactor"], np.array([0.0, 1.0]))

    class Unknown(AbstractSpectrum):
        def moment(self, p: int, t: Any) -> Any:
            return 1.0

        @property
        def top(self) -> float:
            return 1.0

    part = Component(flavour={"e": 1.0}, flux=1.0, spectrum=Unknown())
    strange = Isotropic(name="x", title="x", references=(), component=(part,))
    with pytest.raises(OutOfDomain, match="density"):
        flux_density(strange, np.array([1.0]))


def test_density_of_a_dilute_bath() -> None:
    """Maxwell-Boltzmann: 2 T^3/(2 pi^2) int x^2 e^-x dx (2 of neutrinos and antineutrinos) per state, 2 T^3/pi^2."""
    bath = Relic(name="x", title="x", references=(), temperature=2.0, statistics="maxwell-boltzmann")
    k = np.linspace(1e-9, 120.0, 40001)
    flux, _ = flux_density(bath, k, masses=(0.0,))
    assert float(np.trapezoid(flux, k)) == approx(2 * 8 / math.pi**2, rel=1e-7)
