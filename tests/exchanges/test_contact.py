"""Two-neutrino exchange through the contact interaction."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import expn, gammaincc, kve

import nuforce as nf
from nuforce.exchanges.currents import pair_density
from nuforce.sector import Sector, pair_charges
from nuforce.units import deg, eV, m, nm, um
from tests.tables import approx, number, relative, representable, rows

# one sector per line of the table, made once
TABLE = rows("vacuum_contact.csv")
CASES = sorted({row["case"] for row in TABLE})
S2 = 0.23129


def sector_of(row: dict[str, str]) -> Sector:
    options: dict[str, Any] = {"nature": row["nature"], "sin2_theta_w": S2}
    phases: dict[str, Any] = {"alpha21": number(row["alpha21_deg"]) * deg, "alpha31": number(row["alpha31_deg"]) * deg}
    make = Sector.inverted_ordering if row["ordering"] == "inverted" else Sector.normal_ordering
    if row["m1"]:
        masses = np.array([float(row[name]) for name in ("m1", "m2", "m3")])
        return Sector(masses=masses, mixing=make(**phases).mixing, **options)
    return make(lightest=float(row["lightest_eV"]), **phases, **options)


@pytest.mark.parametrize("case", CASES)
def test_against_independent_table(case: str) -> None:
    """Euclidean position-space integral at 30 digits (tests/reference/make_vacuum_contact.py)."""
    lines = [row for row in TABLE if row["case"] == case]
    pair = nf.interaction(lines[0]["a"], lines[0]["b"], sector_of(lines[0]), flavour=lines[0]["flavour"])
    for row in lines:
        r, log = float(row["r_m"]) * m, float(row["log10_abs"])
        assert relative(float(pair.log10_abs(r)), log) < 1e-14
        assert pair.scalar.sign(r) == float(f"{row['sign']}1")  # type: ignore[attr-defined]  # a central potential
        if representable(log):
            # grid 1e-14; e^{-x} with x up to 700 carries eps x = 1e-13
            assert relative(float(pair(r)), float(row["V_eV"])) < 3e-13


def test_published_value_for_electrons() -> None:
    pair = nf.interaction("e", "e", Sector.massless(sin2_theta_w=S2), flavour="e")
    assert relative(float(pair(1 * nm)), 3.040714494985e-37) < 1e-12
    pair = nf.interaction("n", "n", Sector.massless(sin2_theta_w=S2))
    assert relative(float(pair(1 * nm)), 2.461292566227e-37) < 1e-12


def one_state(mass: float, nature: Any) -> Sector:
    """A single mass eigenstate that is nu_e."""
    return Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex), nature=nature)


@pytest.mark.parametrize("x", [1e-6, 1e-2, 1.0, 30.0, 500.0])
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_bessel_closed_forms(x: float, nature: Any) -> None:
    mass = 0.05 * eV
    sector = one_state(mass, nature)
    r = x / mass
    charge = 0.25 * sector.fermi**2
    z = 2 * mass * r
    if nature == "dirac":
        closed = charge * mass**3 * kve(3, z) / (4 * math.pi**3 * r**2)
    else:
        closed = charge * mass**2 * kve(2, z) / (2 * math.pi**3 * r**3)
    pair = nf.interaction("n", "n", sector)
    value, exponent = pair.scalar.scaled_value(r)  # type: ignore[attr-defined]  # a central potential
    assert exponent == approx(-z, rel=1e-15)
    assert relative(float(value), float(closed)) < 1e-13


def test_one_massless_partner() -> None:
    """4 Gamma(4,x)/r^4 - 6 m^2 Gamma(2,x)/r^2 + 2 m^4 E_3(x), both natures."""
    mass = 0.05
    for nature in ("dirac", "majorana"):
        # charges that couple the two states only to each other
        g = np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.complex128)
        plus, minus = pair_charges(g, g, nature)
        assert plus[0, 1] + minus[0, 1] == 1.0
        for x in (0.1, 1.0, 10.0):
            r = x / mass
            s = np.exp(np.arange(math.log(1e-11 / r), math.log(60 / r), 0.2))
            up, down = pair_density(s, 0.0, mass)
            v = float(np.sum(0.2 * s * (plus[0, 1] * up + minus[0, 1] * down) * np.exp(-(mass + s) * r))) / r
            gamma4, gamma2 = 6 * gammaincc(4, x), gammaincc(2, x)
            closed = 4 * gamma4 / r**4 - 6 * mass**2 * gamma2 / r**2 + 2 * mass**4 * expn(3, x)
            assert relative(v, float(closed) / (96 * math.pi**3 * r)) < 1e-12


def test_power_law_of_massless_neutrinos() -> None:
    sector = Sector.massless()
    pair = nf.interaction("n", "n", sector)
    r = np.geomspace(1e-18, 1e12, 61) * m
    np.testing.assert_allclose(pair(r) * r**5, 0.75 * sector.fermi**2 / (4 * math.pi**3), rtol=5e-14)


def test_majorana_is_dirac_for_massless_neutrinos() -> None:
    r = np.array([1.0, 10.0]) * um
    both = [nf.interaction("e", "e", Sector.massless(nature=nature))(r) for nature in ("dirac", "majorana")]
    np.testing.assert_array_equal(both[0], both[1])


def test_two_degenerate_majoranas_make_a_dirac_vector_current() -> None:
    """Charges +-i/2 between two equal Majoranas are the vector current of a Dirac neutrino: fixes the sign of N.

    Its spectral density is beta mu (t + 2 m^2)/(48 pi^3), as in the vacuum polarisation of electrodynamics.
    """
    mass = 0.05
    g = np.array([[0, 0.5j], [-0.5j, 0]], dtype=np.complex128)
    plus, minus = pair_charges(g, g, "majorana")
    x = np.array([0.01, 0.3, 2.0]) * mass
    up, down = pair_density(x, mass, mass)
    mu = 2 * mass + x
    vector = np.sqrt(1 - 4 * mass**2 / mu**2) * mu * (mu**2 + 2 * mass**2) / (48 * math.pi**3)
    np.testing.assert_allclose(np.sum(plus) * up + np.sum(minus) * down, vector, rtol=1e-13)


def test_majorana_phases_show_between_charged_leptons_only() -> None:
    r = 3 * um
    plain = Sector.normal_ordering(lightest=0.05)
    turned = Sector.normal_ordering(lightest=0.05, alpha21=1.3, alpha31=0.4)
    for a, b in (("e", "n"), ("n", "n"), ("e", "p")):
        assert nf.interaction(a, b, plain)(r) == approx(nf.interaction(a, b, turned)(r), rel=1e-14)
    for a, b in (("e", "e"), ("e", "mu")):
        assert abs(nf.interaction(a, b, turned)(r) / nf.interaction(a, b, plain)(r) - 1) > 1e-4


def test_dirac_force_does_not_see_majorana_phases() -> None:
    r = 3 * um
    values = [
        nf.interaction("e", "e", Sector.normal_ordering(lightest=0.05, nature="dirac", alpha21=a))(r)
        for a in (0.0, 2.0)
    ]
    assert values[0] == approx(values[1], rel=1e-14)


def test_mixing_drops_out_when_masses_are_equal() -> None:
    mixing = Sector.normal_ordering().mixing
    r = 2 * um
    equal = [
        nf.interaction("e", "mu", Sector(masses=np.full(3, 0.05), mixing=u, nature="dirac"))(r)
        for u in (mixing, np.eye(3, dtype=np.complex128))
    ]
    assert equal[0] == approx(equal[1], rel=1e-13)


def test_spectral_density_is_positive_and_has_the_right_threshold() -> None:
    s = np.geomspace(1e-12, 1.0, 200)
    up, down = pair_density(s, 0.01, 0.03)
    assert np.all(up > 0)
    assert np.all(down > 0)
    # sqrt and 3/2 powers at threshold
    assert np.log(down[1] / down[0]) / np.log(s[1] / s[0]) == approx(0.5, abs=1e-6)
    assert np.log(up[1] / up[0]) / np.log(s[1] / s[0]) == approx(1.5, abs=1e-6)
    massless, _ = pair_density(s, 0.0, 0.0)
    np.testing.assert_allclose(2 * massless, s**3 / (12 * math.pi**3) / 1.0, rtol=1e-13)
