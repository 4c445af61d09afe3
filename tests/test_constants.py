"""Constants and conversions in natural units, against entries of CODATA 2022 they were not made from.

``abs=0.0`` everywhere: pytest.approx would otherwise call all numbers below 1e-12 equal.
"""

import math

import pytest
from scipy.constants import physical_constants

from nuforce import constants, units
from nuforce.bibliography import entries
from nuforce.constants import ALPHA, ATOMIC_MASS, FERMI, MASSES, NEWTON, NUCLEON_AXIAL, SIN2_THETA_W, Constant
from tests.tables import approx

ALL = {name: value for name, value in vars(constants).items() if isinstance(value, Constant)} | MASSES


def codata(name: str) -> float:
    return physical_constants[name][0]


def test_the_edition_is_that_of_2022() -> None:
    # 2018 had 0.510 998 950 00(15) MeV
    assert codata("electron mass energy equivalent in MeV") == 0.51099895069


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (units.kg, "kilogram-electron volt relationship"),
        (units.K, "kelvin-electron volt relationship"),
        (units.J, "joule-electron volt relationship"),
        (units.Hz, "hertz-electron volt relationship"),  # h, not hbar
        (2 * math.pi / units.m, "inverse meter-electron volt relationship"),  # a wave number in turns
        (1 / units.s / 1e6, "reduced Planck constant in eV s"),
        (1 / (units.fm * units.MeV), "reduced Planck constant times c in MeV fm"),
    ],
)
def test_units(unit: float, name: str) -> None:
    expected = codata(name) / (1e6 if name.endswith("eV s") else 1.0)
    assert unit == pytest.approx(expected, rel=1e-9, abs=0.0)  # CODATA prints ten digits


def test_units_fit_together() -> None:
    assert units.N * units.m == pytest.approx(units.J, rel=1e-15, abs=0.0)
    assert units.kg * units.m**2 / units.s**2 == pytest.approx(units.J, rel=1e-15, abs=0.0)
    assert units.W * units.s == pytest.approx(units.J, rel=1e-15, abs=0.0)
    assert units.m / units.s == pytest.approx(1 / 299792458, rel=1e-15, abs=0.0)  # c = 1
    assert units.erg == pytest.approx(units.g * units.cm**2 / units.s**2, rel=1e-15, abs=0.0)


def test_gravity_is_the_inverse_planck_mass_squared() -> None:
    planck = codata("Planck mass energy equivalent in GeV") * units.GeV
    assert float(NEWTON) * planck**2 == pytest.approx(1.0, rel=3e-6, abs=0.0)  # the mass is printed to seven digits


def test_fermi_constant() -> None:
    value, unit, uncertainty = physical_constants["Fermi coupling constant"]
    assert unit == "GeV^-2"
    # PDG 2024 and CODATA 2022 round the same measurement differently in the last digit
    assert float(FERMI) == pytest.approx(value * 1e-18, rel=0.5 * uncertainty / value, abs=0.0)
    assert FERMI.uncertainty == pytest.approx(uncertainty, rel=0.1, abs=0.0)


def test_electric_charge_squared() -> None:
    # alpha = e^2/(4 pi epsilon_0), in SI an energy times a length
    coulomb = codata("elementary charge") ** 2 / (4 * math.pi * codata("vacuum electric permittivity"))
    assert float(ALPHA) == pytest.approx(coulomb * units.J * units.m, rel=1e-9, abs=0.0)


@pytest.mark.parametrize(
    ("species", "ratio"),
    [
        ("e", 1.0),
        ("mu", codata("muon-electron mass ratio")),
        ("p", codata("proton-electron mass ratio")),
        ("n", codata("neutron-electron mass ratio")),
    ],
)
def test_masses_against_the_rydberg(species: str, ratio: float) -> None:
    rydberg = codata("Rydberg constant times hc in eV")
    electron = 2 * rydberg / float(ALPHA) ** 2
    assert float(MASSES[species]) == approx(electron * ratio, rel=3e-8, abs=0.0)  # the muon ratio is known to 2e-8


def test_atomic_mass_unit() -> None:
    assert float(MASSES["p"]) / float(ATOMIC_MASS) == approx(codata("proton relative atomic mass"), rel=1e-9, abs=0.0)
    assert float(ATOMIC_MASS) == pytest.approx(codata("atomic mass constant") * units.kg, rel=1e-9, abs=0.0)


def test_weak_constants_lie_where_they_must() -> None:
    # nothing in CODATA: 0.2312 at the Z pole and 0.2230 on shell are other definitions; g_A is that of free neutrons
    assert abs(float(SIN2_THETA_W) - 0.2386) < 2 * SIN2_THETA_W.uncertainty
    assert 1.27 < float(NUCLEON_AXIAL) < 1.28


@pytest.mark.parametrize("name", list(ALL))
def test_every_constant_is_documented(name: str) -> None:
    constant = ALL[name]
    assert constant.reference in entries()
    assert 0 < constant.uncertainty < 1e-2 * abs(constant.value)
    assert constant.scale == pytest.approx(units.one(constant.unit), rel=1e-12, abs=0.0)
