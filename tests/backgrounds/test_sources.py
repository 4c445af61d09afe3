"""Spectra of sources, and the numbers of the catalogue."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import backgrounds
from nuforce.backgrounds.sources import Beta, Michel, Reactor, TableFile, beta_shape
from nuforce.constants import MASSES
from nuforce.errors import InputError, UnknownName
from nuforce.potentials.spectra import AbstractSpectrum
from nuforce.units import MeV, cm, keV, one, s
from tests.tables import approx, rows

REACTOR: Any = backgrounds["reactor"]
CORE: Reactor = REACTOR.component[0].spectrum


def branch(row: dict[str, str]) -> Beta:
    charge = int(row["charge"])
    return Beta(
        endpoint=float(row["endpoint_MeV"]) * MeV,
        daughter=abs(charge),
        lepton="positron" if charge < 0 else "electron",
        forbidden=int(row["forbidden"]),
    )


@pytest.mark.parametrize("row", rows("beta.csv"), ids=lambda row: f"{row['name']}-{row['energy_MeV']}")
def test_beta_spectra(row: dict[str, str]) -> None:
    """Against thirty digits (make_beta.py)."""
    spectrum, energy = branch(row), float(row["energy_MeV"]) * MeV
    # piecewise linear between 320 energies: 4e-4, and near the ends 5e-5 of the mean density 1/Q
    assert spectrum.mean == approx(float(row["mean_MeV"]) * MeV, rel=3e-5)
    expected = float(row["density_per_MeV"])
    miss = abs(float(spectrum.density(energy)) * MeV - expected)
    assert miss < 4e-4 * expected + 5e-5 / float(row["endpoint_MeV"])


@pytest.mark.parametrize(
    "pair",
    [
        (first, second)
        for _, group in itertools.groupby(rows("beta.csv"), key=lambda row: row["name"])
        for first, second in itertools.pairwise(group)
    ],
    ids=lambda pair: f"{pair[0]['name']}-{pair[0]['energy_MeV']}",
)
def test_shapes_to_many_digits(pair: tuple[dict[str, str], dict[str, str]]) -> None:
    """Ratios of densities at two energies need no norm and no table."""
    values = [
        beta_shape(
            float(row["energy_MeV"]) * MeV,
            float(row["endpoint_MeV"]) * MeV,
            int(row["charge"]),
            forbidden=int(row["forbidden"]),
        )
        for row in pair
    ]
    expected = float(pair[0]["density_per_MeV"]) / float(pair[1]["density_per_MeV"])
    # fourteen digits of the table; the logarithm of the Gamma function at eta ~ 1
    assert float(values[0] / values[1]) == approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "mean", "tolerance"),
    [
        # means of the tables of Bahcall and Ulrich and of Bahcall (1997), to the digits with which they were computed
        ("solar-n13", 0.7067, 1e-4),
        ("solar-o15", 0.9965, 1e-4),
        ("solar-f17", 0.9996, 1e-4),
        # the table of pp includes the thermal energy of the protons, that of hep corrections to the matrix element
        ("solar-pp", 0.2667, 1e-3),
        ("solar-hep", 9.630, 1e-3),
        ("solar-b8", 6.770, 1e-4),
    ],
)
def test_means_of_the_solar_spectra(name: str, mean: float, tolerance: float) -> None:
    source: Any = backgrounds[name]
    assert source.component[0].spectrum.mean / MeV == approx(mean, rel=tolerance)


def test_pp_spectrum_follows_its_published_table() -> None:
    """Bahcall, Phys. Rev. C 56 (1997) 3391, per MeV, with its thermal average over the Sun."""
    source: Any = backgrounds["solar-pp"]
    table = {0.05041: 0.3094, 0.10081: 1.0647, 0.20162: 2.9766, 0.30748: 4.0644, 0.37300: 3.3740, 0.40325: 2.2589}
    for energy, value in table.items():
        assert float(source.component[0].spectrum.density(energy * MeV)) * MeV == approx(value, rel=5e-3)


def test_potassium_follows_its_published_table() -> None:
    """Enomoto's spectrum per decay and keV, of which 0.8928 have an antineutrino; unique third forbidden."""
    source: Any = backgrounds["geo"]
    spectrum = source.component[2].spectrum
    table = {100.5: 1.567851e-4, 300.5: 6.155677e-4, 500.5: 8.713092e-4, 700.5: 9.598456e-4, 840.5: 9.356108e-4}
    for energy, value in table.items():
        assert float(spectrum.density(energy * keV)) * keV * 0.8928 == approx(value, rel=1.5e-3)
    allowed = replace(spectrum, forbidden=0)
    assert allowed.mean > 1.1 * spectrum.mean  # the shape makes a difference


def test_ends_of_beta_spectra() -> None:
    """A positron is pushed away and its spectrum ends smoothly; an electron is held, and its spectrum ends in a step."""
    end = 1.0 * MeV
    near = end - np.array([1e-3, 1e-5, 0.0]) * MeV
    held, pushed = beta_shape(near, end, 20), beta_shape(near, end, -20)
    assert held[2] / held[1] == approx(1, rel=1e-2)
    assert pushed[1] / pushed[0] < 1e-10
    # without charge, like the momentum
    free = beta_shape(near[:2], end, 0)
    assert free[1] / free[0] == approx(0.1, rel=2e-3)
    assert np.all(beta_shape(np.array([-1.0, 0.0, 1.1 * end]), end, 20) == 0)


def test_power_law_of_a_chain() -> None:
    spectrum = Beta(endpoint=2 * MeV, mean_energy=0.8 * MeV)
    e = np.array([0.3, 0.9, 1.7]) * MeV
    p = 3 * 2 / 0.8 - 4
    expected = e**2 * (2 * MeV - e) ** p
    np.testing.assert_allclose(spectrum.density(e) / spectrum.density(e[0]), expected / expected[0], rtol=1e-3)


def test_scale_of_a_beta_spectrum() -> None:
    """Natural units have one scale: with the mass of the electron scaled too, so is everything."""
    plain = Beta(endpoint=1 * MeV, daughter=20)
    twice = Beta(endpoint=2 * MeV, daughter=20, lepton_mass=2 * plain.lepton_mass)
    assert twice.mean == approx(2 * plain.mean, rel=1e-13)
    assert twice.density(0.6 * MeV) == approx(0.5 * plain.density(0.3 * MeV), rel=1e-12)


@pytest.mark.parametrize("particle", ["nu_e", "nubar_mu"])
def test_michel_density(particle: Any) -> None:
    mass = float(MASSES["mu"])
    x = np.array([0.05, 0.2, 0.4, 0.49])
    exact = 192 * x**2 * (0.5 - x) if particle == "nu_e" else 64 * x**2 * (0.75 - x)
    np.testing.assert_allclose(Michel(particle=particle).density(x * mass) * mass, exact, rtol=5e-4)


def spectra() -> dict[str, AbstractSpectrum]:
    models: Any = ("allowed", "power", "taper")
    found: dict[str, AbstractSpectrum] = {f"reactor-{below}": replace(CORE, below=below) for below in models}
    for name in ("solar-pp", "solar-b8", "geo", "spallation"):
        source: Any = backgrounds[name]
        found |= {
            f"{name}-{i}": part.spectrum
            for i, part in enumerate(source.component)
            if part.spectrum.kind not in ("line", "lines")
        }
    return found


@pytest.mark.parametrize("name", list(spectra()))
def test_density_is_what_the_moments_integrate(name: str) -> None:
    spectrum: Any = spectra()[name]
    table = spectrum.table()
    # exact for straight lines times E: three nodes on each
    x, w = np.polynomial.legendre.leggauss(3)
    low, high = table.energy[:-1, None], table.energy[1:, None]
    e = 0.5 * (low + high) + 0.5 * (high - low) * x
    weight = 0.5 * (high - low) * w * spectrum.density(e)
    assert float(weight.sum()) == approx(1, rel=1e-12)
    assert float((weight * e).sum()) == approx(spectrum.mean, rel=1e-12)


@pytest.mark.parametrize("below", ["allowed", "power"])
def test_reactor_has_its_number_and_its_energy(below: Any) -> None:
    core = replace(CORE, below=below)
    energy, density = core._points()
    # a trapezoid rule on the table's energies
    assert float(np.trapezoid(density, energy)) == approx(6, rel=1e-4)
    expected = sum(f * core.antineutrino_energy[iso] for iso, f in core.fission_fractions.items())
    assert core.mean * 6 == approx(expected, rel=1e-4)
    assert core.rate_per_power == CORE.rate_per_power


def test_reactor_is_continuous_and_never_negative() -> None:
    for below in ("allowed", "power", "taper"):
        core = replace(CORE, below=below)
        energy, density = core._points()
        assert np.all(density >= 0)
        assert np.all(np.diff(energy) > 0)
        low = CORE.valid[0]
        edge = float(core.fitted(low))
        place = int(np.searchsorted(energy, low))
        step = energy[place] - energy[place - 1]
        if below != "taper":
            # the slope of the spectrum near 1.8 MeV is below 2 per MeV of it
            assert abs(density[place - 1] / edge - 1) < 2 * step / MeV + 1e-3
        # ends: no step anywhere
        assert density[-1] == 0
        assert density[0] < 1e-4 * density.max()


def test_what_the_fit_alone_describes() -> None:
    """With a taper: 1.858 antineutrinos per fission above 1.806 MeV, mean 2.935 MeV there, as computed elsewhere."""
    core = replace(CORE, below="taper")
    e = np.linspace(1.806, 8.0, 20001) * MeV
    number = float(np.trapezoid(core.fitted(e), e))
    assert number == approx(1.8577, rel=1e-4)
    assert float(np.trapezoid(e * core.fitted(e), e)) / number / MeV == approx(2.935, rel=2e-4)
    heat = sum(f * core.energy_per_fission[iso] for iso, f in core.fission_fractions.items())
    # the same, plus what lies between 1.3 and 1.806 and between 8 and 8.5 MeV: half a triangle and a little more
    total = core.rate_per_power * heat
    low = 0.5 * 0.5 * float(core.fitted(1.8 * MeV)) * MeV + 0.006 * float(core.fitted(1.803 * MeV)) * MeV
    high = 0.25 * float(core.fitted(8 * MeV)) * MeV
    assert total == approx(number + low + high, rel=2e-4)


def test_reactor_model_against_a_summation_of_fission_products() -> None:
    """Vogel and Engel, Phys. Rev. D 39 (1989) 3378: a sum over nuclides, as transcribed in several public codes.

    Number and energy of that sum differ by 6 and 4 per cent from those imposed here, and single branches show; where most of
    the antineutrinos are, the model is within 30 per cent of it, while the power law misses it by factors of up to 1.9.
    """
    energies = np.array([0.5, 0.75, 1.0, 1.5])
    table = {
        "U235": [2.66, 2.66, 2.41, 1.69],
        "U238": [2.91, 2.96, 2.75, 1.97],
        "Pu239": [2.63, 2.58, 2.32, 1.48],
        "Pu241": [2.82, 2.90, 2.63, 1.75],
    }
    summed = sum(f * np.array(table[iso]) for iso, f in CORE.fission_fractions.items())
    ratio = {
        below: np.asarray(replace(CORE, below=below).density(energies * MeV)) * 6 * MeV / summed
        for below in ("allowed", "power")
    }
    assert np.all(np.abs(ratio["allowed"] - 1) < 0.30)
    assert np.max(np.abs(np.log(ratio["power"]))) > 1.5 * np.max(np.abs(np.log(ratio["allowed"])))
    # the fit itself, where both exist, at 2 MeV
    at_two = {"U235": 1.26, "U238": 1.50, "Pu239": 1.08, "Pu241": 1.32}
    fitted = float(CORE.fitted(2 * MeV)) * MeV
    assert fitted == approx(sum(f * at_two[iso] for iso, f in CORE.fission_fractions.items()), rel=0.03)


def test_charge_of_the_fission_products_hardly_matters() -> None:
    e = np.array([0.1, 0.5, 1.0, 1.5]) * MeV
    light, heavy = (np.asarray(replace(CORE, charge=z).density(e)) for z in (40, 52))
    np.testing.assert_allclose(light, heavy, rtol=0.02)


# name: total flux (cm^-2 s^-1), mean energy (MeV) or None; relative tolerance is that of the digits given
FLUXES = [
    ("solar-pp", 5.98e10),
    ("solar-pep", 1.44e8),
    ("solar-hep", 7.98e3),
    ("solar-be7", 4.93e9),
    ("solar-b8", 5.46e6),
    ("solar-n13", 2.78e8),
    ("solar-o15", 2.05e8),
    ("solar-f17", 5.28e6),
    ("geo", 4.34e6 + 4.23e6 + 2.054e7),
    ("dsnb", 85.7),
    ("cr51", 1.0040e12),
    ("ar37", 1.2042e11),
    ("reactor", 4.343e13),
    ("spallation", 3 * 1.474e7),
    ("supernova", 6 * 2.174e10),
]


@pytest.mark.parametrize(("name", "flux"), FLUXES)
def test_fluxes_of_the_catalogue(name: str, flux: float) -> None:
    value, unit = backgrounds[name].quantities()["flux"]
    assert value / one(unit) == approx(flux, rel=1e-3)


def test_geo_components_have_their_means() -> None:
    source: Any = backgrounds["geo"]
    for part, mean in zip(source.component, (0.6741, 0.5615, 0.7229), strict=True):
        assert part.spectrum.mean / MeV == approx(mean, rel=1e-3)


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"daughter": 20, "mean_energy": 0.4 * MeV},
        {"daughter": 200},
        {"daughter": -1},
        {"daughter": 20, "forbidden": 4},
        {"mean_energy": 0.4 * MeV, "forbidden": 1},
        {"mean_energy": 0.9 * MeV},
        {"daughter": 20, "lepton": "muon"},
        {"daughter": 20, "endpoint": 0.0},
    ],
)
def test_bad_beta_spectra_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises((InputError, UnknownName)):
        Beta(**{"endpoint": 1 * MeV, **bad})


@pytest.mark.parametrize(
    "bad",
    [
        {"below": "nothing"},
        {"charge": 0},
        {"valid": (0.4 * MeV, 8 * MeV), "below": "taper"},
        {"valid": (0.05 * MeV, 8 * MeV), "below": "allowed"},
        {"valid": (8 * MeV, 2 * MeV)},
        {"fission_fractions": {"U235": 0.7}},
        {"fission_fractions": {"U233": 1.0}},
    ],
)
def test_bad_reactors_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        replace(CORE, **bad)


@pytest.mark.parametrize(("below", "number"), [("allowed", 2.0), ("power", 2.0), ("allowed", 1e4)])
def test_reactors_without_a_spectrum_are_refused(below: Any, number: float) -> None:
    """Two per fission leave nothing below the fit; ten thousand leave less energy than the softest branch has."""
    with pytest.raises(InputError, match="carries the energy"):
        replace(CORE, below=below, neutrinos_per_fission=number).table()


def test_table_file_has_a_density(tmp_path: Any) -> None:
    path = tmp_path / "spectrum.csv"
    path.write_text("1.0, 0.5\n2.0, 1.0\n4.0, 0.0\n", encoding="utf-8")
    spectrum = TableFile(file=str(path))
    assert float(spectrum.density(2.0 * MeV)) * MeV == approx(1.0 / 1.75, rel=1e-14)
    assert float(spectrum.density(5.0 * MeV)) == 0
    assert math.isclose(spectrum.density(1.5 * MeV) * MeV, 0.75 / 1.75, rel_tol=1e-14)


def test_units_of_the_catalogue() -> None:
    """A flux of one per cm^2 and s, in eV^3."""
    assert one("1/cm^2/s") == approx(1 / cm**2 / s, rel=1e-12)
