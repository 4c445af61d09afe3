"""Exchange of a single quantum."""

import math

import numpy as np
import pytest
import scipy.constants as si

import nuforce as nf
from nuforce.constants import ALPHA, MASS_Z, NEWTON
from nuforce.errors import InputError, UnknownName
from nuforce.exchanges import Coulomb, Newton, Yukawa, ZTree
from nuforce.exchanges.single import CHARGES, PARTICLES, check_charges, counted, electric_charge, newton
from nuforce.matter import content
from nuforce.sector import SPECIES, Sector
from nuforce.units import J, N, kg, m, um
from tests.tables import approx

SECTOR = Sector.massless()


def test_newton_in_si_units() -> None:
    a, b = content("W"), content("e")
    v = newton(a, b)
    expected = -si.G * (a.mass / kg) * (b.mass / kg)
    assert v(1 * um) / J == approx(expected / 1e-6, rel=1e-9)  # scipy may hold another edition of G
    # the force on the first body points to the second
    assert -v.gradient(np.array([0, 0, 1.0]) * m)[2] / N == approx(expected, rel=1e-9)


def test_gravity_does_not_see_charges_or_flavour() -> None:
    r = 1 * um
    for other in ("e+", "mu+", "pbar"):
        like = Newton().potential(content("n"), content(other.replace("pbar", "p").rstrip("+")), SECTOR)(r)
        assert Newton().potential(content("n"), content(other), SECTOR, flavour="mu")(r) == like


def test_coulomb_is_the_textbook_one() -> None:
    v = Coulomb().potential(content("e"), content("p"), SECTOR)
    expected = -(si.e**2) / (4 * math.pi * si.epsilon_0)
    assert v(1 * um) / J == approx(expected / 1e-6, rel=1e-9)
    assert v(1 * um) == approx(-float(ALPHA) / (1 * um), rel=1e-14)


def test_charges() -> None:
    assert set(CHARGES) == set(SPECIES)
    for species, charge in CHARGES.items():
        anti = {"p": "pbar", "n": "nbar"}.get(species, f"{species}+")
        if anti in CHARGES:
            assert CHARGES[anti] == -charge
    assert electric_charge(content("nucleus:He-4")) == 2
    for neutral in ("He-4", "W", "SiO2", "TA6V", "n"):
        assert electric_charge(content(neutral)) == 0
    assert Coulomb().potential(content("W"), content("p"), SECTOR)(1 * um) == 0


def test_yukawa_relative_to_gravity() -> None:
    a, b = content("Au"), content("Cu")
    boson = Yukawa(mass=0.2, coupling=-3.0).potential(a, b, SECTOR)
    r = np.array([0.1, 1.0, 30.0])
    np.testing.assert_allclose(boson(r), -3.0 * newton(a, b)(r) * np.exp(-0.2 * r), rtol=1e-14)
    massless = Yukawa().potential(a, b, SECTOR)
    np.testing.assert_array_equal(massless(r), newton(a, b)(r))


def test_defaults_of_the_catalogue() -> None:
    assert nf.exchanges["yukawa"] == Yukawa(mass=0.0, coupling=1.0)
    assert set(nf.exchanges) >= {"contact", "newton", "coulomb", "yukawa", "z-tree"}


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_bad_masses_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="mass"):
        Yukawa(mass=bad)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_bad_couplings_are_refused(bad: float) -> None:
    with pytest.raises(InputError):
        Yukawa(coupling=bad).potential(content("n"), content("n"), SECTOR)


def test_tree_level_z() -> None:
    """Sqrt2 G_F M_Z^2 e^-Mr/4 pi r times the charges of the neutral current: Q_W of a nucleus, nothing for the charged one."""
    r = np.array([1e-18, 1e-17]) * m
    boson = ZTree()
    y = math.sqrt(2) * SECTOR.fermi * float(MASS_Z) ** 2 * np.exp(-float(MASS_Z) * r) / (4 * math.pi * r)
    s2 = SECTOR.sin2_theta_w
    electron, proton = -0.5 + 2 * s2, 0.5 - 2 * s2
    for a, b, charges in (
        ("e", "e", electron**2),
        ("mu", "p", electron * proton),
        ("e", "nucleus:He-4", electron * (2 * proton - 1)),
        ("H-1", "H-1", 0.0),
        ("He-4", "n", 0.5),
        ("e+", "p", -electron * proton),
    ):
        found = boson.potential(content(a), content(b), SECTOR)(r)
        np.testing.assert_allclose(found, charges * y, rtol=1e-13)
        assert boson.potential(content(a), content(b), SECTOR, flavour="mu")(r) == approx(found, rel=1e-15)
    end = boson.long_range(content("n"), content("n"))
    assert (end.power, end.threshold, end.sign) == (1.0, float(MASS_Z), 1)


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_bad_masses_of_the_z_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="mass"):
        ZTree(mass=bad)


def test_counting_particles() -> None:
    water = content("H2O")
    assert counted(water, PARTICLES, 1) == approx(28, abs=0.02)  # natural isotopes
    assert counted(content("e+"), {"e": 3.0}, -1) == -3
    assert counted(content("e+"), {"e": 3.0}, 1) == 3
    assert counted(content("nbar"), {"e": 3.0}, -1) == 0
    check_charges({"n": 2.0}, PARTICLES, "field")
    with pytest.raises(UnknownName, match=r"field.*'N'.*did you mean 'n'"):
        check_charges({"N": 2.0}, PARTICLES, "field")
    with pytest.raises(InputError, match=r"field\.n.*finite"):
        check_charges({"n": math.inf}, PARTICLES, "field")


def test_long_range_of_single_quanta() -> None:
    a, b = content("p"), content("e")
    assert str(Newton().long_range(a, b)) == "1/r, attracts"
    assert str(Coulomb().long_range(a, b)) == "1/r, attracts"
    assert str(Coulomb().long_range(a, a)) == "1/r, repels"
    end = Yukawa(mass=2.0, coupling=-3.0).long_range(a, b)
    assert str(end) == "1/r e^(-2 eV r), repels"
    assert end.coefficient == approx(3 * float(NEWTON) * a.mass * b.mass, rel=1e-15)
