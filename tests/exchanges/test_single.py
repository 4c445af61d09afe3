"""Exchange of a single quantum."""

import math

import numpy as np
import pytest
import scipy.constants as si

import nuforce as nf
from nuforce.constants import ALPHA
from nuforce.errors import InputError
from nuforce.exchanges import Coulomb, Newton, Yukawa
from nuforce.exchanges.single import CHARGES, electric_charge, newton
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
    assert set(nf.exchanges) >= {"contact", "newton", "coulomb", "yukawa"}


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_bad_masses_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="mass"):
        Yukawa(mass=bad)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_bad_couplings_are_refused(bad: float) -> None:
    with pytest.raises(InputError):
        Yukawa(coupling=bad).potential(content("n"), content("n"), SECTOR)
