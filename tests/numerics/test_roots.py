"""Roots over many decades, and what is found with them."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.errors import InputError
from nuforce.exchanges.mediators import TChannel
from nuforce.numerics.roots import sign_changes
from nuforce.sector import Sector
from nuforce.units import cm, m, um
from tests.tables import approx, relative, rows

ONE_STATE = Sector(masses=np.zeros(1), mixing=np.eye(1, dtype=np.complex128), nature="dirac")
NAMES = {"H": "H-1", "12C": "C-12", "56Fe": "Fe-56", "208Pb": "Pb-208"}


def test_every_root_in_rising_order() -> None:
    found = sign_changes(lambda x: np.sin(np.log(x)), 0.5, 1e6)
    np.testing.assert_allclose(found, np.exp(np.pi * np.arange(5)), rtol=1e-14)


@pytest.mark.parametrize("decades", [1, 100, 500])
def test_roots_over_many_decades(decades: int) -> None:
    root = 10.0 ** (decades / 3)
    found = sign_changes(lambda x: np.log(x / root), 1.0 / 3, 10.0 ** min(decades, 300))
    np.testing.assert_allclose(found, [root], rtol=2e-14)


def test_zero_on_a_point_that_is_looked_at_counts_once() -> None:
    assert sign_changes(lambda x: x - 10.0, 1.0, 100.0) == (10.0,)
    assert sign_changes(lambda x: x - 1.0, 1.0, 100.0) == (1.0,)


def test_no_root() -> None:
    assert sign_changes(lambda x: x + 1.0, 1e-3, 1e3) == ()
    assert sign_changes(lambda x: x - 1e4, 1e-3, 1e3) == ()


def test_infinities_count_with_their_sign() -> None:
    """As where the logarithm of a potential that vanishes is compared."""
    step = 2.0 + math.sqrt(2)
    found = sign_changes(lambda x: np.where(np.asarray(x) < step, -math.inf, math.inf), 0.1, 100.0)
    np.testing.assert_allclose(found, [step], rtol=2e-14)


def test_roots_closer_than_the_points_need_more_of_them() -> None:
    def pair(x: Any) -> Any:
        return (x - 2.0) * (x - 2.001)

    assert sign_changes(pair, 1.0, 10.0, per_decade=10) == ()
    np.testing.assert_allclose(sign_changes(pair, 1.0, 10.0, per_decade=10_000), [2.0, 2.001], rtol=1e-14)


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0), (1.0, 1.0), (1.0, math.inf), (math.nan, 1.0)])
def test_bad_bounds_are_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="0 < low < high < infinity"):
        sign_changes(lambda x: x, *bounds)


@pytest.mark.parametrize(
    ("scheme", "zeros"),
    [("on-shell", (0.475358885289, 4.795979628986)), ("momentum", (0.8614619742, 4.140662677))],
)
def test_zeros_of_a_mediators_loop(scheme: Any, zeros: tuple[float, float]) -> None:
    """Of J and of K = 2 J + e^-z."""
    loop = nf.interaction("n", "n", ONE_STATE, exchange=TChannel(mass=1.0, scheme=scheme))
    digits = 5e-12 if scheme == "on-shell" else 5e-10  # half of the last one printed, of numbers near 1
    np.testing.assert_allclose(sign_changes(loop, 1e-2, 1e2), zeros, rtol=0, atol=digits)


def test_neutrino_force_crosses_gravity_where_the_table_says() -> None:
    for row in rows("gravity_crossing.csv"):
        sector = Sector.massless(sin2_theta_w=0.23129)
        a, b = (NAMES.get(row[k], row[k]) for k in "ab")
        r = float(row["r_star_m"]) * m
        neutrinos = nf.interaction(a, b, sector, flavour=row["flavour"])
        gravity = nf.interaction(a, b, sector, exchange="newton")
        (found,) = neutrinos.crossings(gravity, 1e-3 * r, 1e3 * r)
        assert relative(found, r) < 5e-15, row
        assert abs(float(neutrinos.over_gravity(found))) == approx(1, rel=2e-14)
        assert abs(float(neutrinos.over_gravity(1 * cm))) == approx(float(row["ratio_1cm"]), rel=5e-15)
        assert gravity.crossings(neutrinos, 1e-3 * r, 1e3 * r) == approx([found], rel=1e-14)


def test_neutrino_force_crosses_coulombs() -> None:
    """G_F^2 sum g g'/(4 pi^3 r^4) = alpha; with Newton's potential there is no crossing."""
    sector = Sector.massless()
    neutrinos = nf.interaction("e", "p", sector)
    coulomb = nf.interaction("e", "p", sector, exchange="coulomb")
    (found,) = neutrinos.crossings(coulomb, 1e-19 * m, 1 * m)
    strength = abs(float(neutrinos(1 * um))) * um**5
    assert found == approx((strength / abs(float(coulomb(1.0)))) ** 0.25, rel=1e-14)
    gravity = nf.interaction("e", "p", sector, exchange="newton")
    assert gravity.crossings(coulomb, 1e-18 * m, 1 * m) == ()


def test_a_force_that_vanishes_crosses_nothing() -> None:
    sector = Sector.massless()
    nothing = nf.interaction("n", "p", sector, exchange="coulomb")
    assert nf.interaction("n", "p", sector).crossings(nothing, 1e-18 * m, 1 * m) == ()
