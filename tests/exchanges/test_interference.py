"""A mediator beside the contact interaction of the Standard Model."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import exp1, expi

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import OutOfDomain
from nuforce.exchanges import TChannel
from nuforce.sector import Sector
from nuforce.units import MeV, fm
from tests.tables import approx

MASSLESS = Sector.massless()
RANGE = Accuracy(r_min=1e-3 * fm, r_max=1e6 * fm)


def interference(exchange: TChannel, a: str, b: str, sector: Sector, r: Any) -> Any:
    """What is left of the whole without the force of the mediator and that of the Standard Model."""
    whole, loop = (
        nf.interaction(a, b, sector, exchange=replace(exchange, standard=both), accuracy=RANGE)(r)
        for both in (True, False)
    )
    return whole - loop - nf.interaction(a, b, sector, accuracy=RANGE)(r)


@pytest.mark.parametrize("z", [0.1, 0.5, 1.0, 3.0, 8.0])
def test_closed_form_of_massless_neutrinos(z: float) -> None:
    """-M^2 [1/z^2 + (e^z E_1(z) - e^-z Ei(z))/2], from the principal value of x^3 e^{-xz}/(1 - x^2)."""
    exchange = TChannel(mass=10 * MeV, coupling=1e-4, neutrino_coupling=1e-4)
    r = z / exchange.mass
    bracket = -(1 / z**2 + 0.5 * (math.exp(z) * exp1(z) - math.exp(-z) * expi(z)))
    # two vertices can be the contact one; g = -1/2 of the neutron for each of three flavours
    front = 2 * 3 * -0.5 * MASSLESS.fermi * 1e-8 / math.sqrt(2) * exchange.mass**2 / (24 * math.pi**3 * r)
    assert interference(exchange, "n", "n", MASSLESS, r) == approx(front * bracket, rel=1e-10)


def test_principal_value_with_masses() -> None:
    mass, heavy = 1.0, 0.2
    sector = Sector(masses=np.array([heavy]), mixing=np.eye(1, dtype=np.complex128), nature="dirac", fermi=1e-3)
    exchange = TChannel(mass=mass, coupling=0.03, neutrino_coupling=0.03)

    def density(mu: float, r: float) -> float:
        beta = math.sqrt(max(1 - 4 * heavy**2 / mu**2, 0.0))
        return mu * beta * (mu**2 - heavy**2) / (24 * math.pi**3) * math.exp(-mu * r) / (mu + mass)

    for r in (0.5, 2.0):
        inside = quad(density, 2 * heavy, 2 * mass - 2 * heavy, args=(r,), weight="cauchy", wvar=mass, epsrel=1e-12)[0]
        outside = quad(lambda mu, r=r: density(mu, r) / (mu - mass), 2 * mass - 2 * heavy, 80, args=(), epsrel=1e-12)[0]
        front = 2 * -0.5 * sector.fermi * 0.03**2 / math.sqrt(2) / r
        near = Accuracy(r_min=1e-2, r_max=1e3)
        whole, loop, own = (
            float(nf.interaction("n", "n", sector, exchange=x, accuracy=near)(r))
            for x in (replace(exchange, standard=True), exchange, "contact")
        )
        assert whole - loop - own == approx(-front * (inside + outside), rel=1e-7)


def test_far_away_the_mediator_is_a_non_standard_interaction() -> None:
    """2 eps G_F = g_nu g_f q/sqrt2 M^2 added to the charges of the Standard Model, flavour-changing parts included."""
    matrix = ((0.3, 0.1j, 0.0), (-0.1j, 1.0, 0.2), (0.0, 0.2, -0.5))
    exchange = TChannel(mass=100 * MeV, coupling=1e-5, neutrino_coupling=1e-5, neutrino_matrix=matrix, standard=True)
    sector = Sector.normal_ordering(alpha21=0.7)
    epsilon = 1e-10 * np.array(matrix) / (2 * math.sqrt(2) * exchange.mass**2 * sector.fermi)
    same = Sector.normal_ordering(alpha21=0.7, nsi=dict.fromkeys(("e", "p", "n"), epsilon))
    r = 1e5 / exchange.mass
    for a, b in (("e", "n"), ("e", "e"), ("W", "p")):
        whole = nf.interaction(a, b, sector, exchange=exchange)(r)
        assert whole == approx(float(nf.interaction(a, b, same)(r)), rel=1e-7)


def test_what_is_not_derived() -> None:
    for options in ({"resummed": True}, {"scheme": "momentum"}, {"mediator": "scalar"}):
        with pytest.raises(OutOfDomain, match=r"exchange\.standard = false"):
            nf.interaction("n", "n", exchange=TChannel(standard=True, **options))
    with pytest.raises(OutOfDomain):
        nf.interaction("n", "n", exchange=TChannel(standard=True, axial_charges={"n": 1}), structure="tensor")


def test_it_cites_the_contact_interaction_too() -> None:
    keys = nf.interaction("n", "n", exchange=TChannel(standard=True)).references
    assert set(nf.exchanges["contact"].references) <= set(keys)
    assert "Hsu:1992tg" not in nf.interaction("n", "n", exchange=TChannel()).references
