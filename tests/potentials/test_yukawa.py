"""Mixtures of Yukawa potentials."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain
from nuforce.numerics.loggrid import half_line
from nuforce.potentials import Block, YukawaMixture
from nuforce.sector import Sector
from nuforce.units import m, um
from tests.tables import approx


def test_single_node() -> None:
    v = YukawaMixture.single(-2.0, 3.0)
    r = np.array([0.1, 1.0, 20.0])
    np.testing.assert_allclose(v(r), -2 * np.exp(-3 * r) / r, rtol=1e-15)
    np.testing.assert_allclose(v.derivatives(r, 1)[1], 2 * np.exp(-3 * r) * (3 / r + 1 / r**2), rtol=1e-14)
    np.testing.assert_allclose(v.derivatives(r, 2)[2], -2 * np.exp(-3 * r) * (9 / r + 6 / r**2 + 2 / r**3), rtol=1e-14)


def test_mixtures_join_and_scale() -> None:
    a, b = YukawaMixture.single(1.0, 0.0, ("A",)), YukawaMixture.single(2.0, 1.0, ("B",))
    both = a + 3 * b - a
    assert isinstance(both, YukawaMixture)
    assert both.references == ("A", "B")
    assert both.mu.tolist() == [0.0, 1.0, 0.0]
    assert both.weight.tolist() == [1.0, 6.0, -1.0]
    total: Any = sum([a, b])
    assert total(1.0) == a(1.0) + b(1.0)


def test_tiny_values_keep_their_logarithm_and_sign() -> None:
    v: Any = YukawaMixture.single(-1e-50, 1.0) + YukawaMixture.single(3e-60, 1.0)
    r = 1e6
    assert v(r) == 0
    assert v.sign(r) == -1
    assert v.log_abs(r) == approx(-r + math.log(1e-50 - 3e-60) - math.log(r), rel=1e-15)


def test_cancelling_nodes_leave_the_lighter_one() -> None:
    v: Any = YukawaMixture.single(1.0, 1.0) + YukawaMixture.single(-1.0, 1.0) + YukawaMixture.single(1e-30, 2.0)
    assert v.log_abs(300.0) == approx(-600 + math.log(1e-30 / 300), rel=1e-14)


def test_complex_nodes_count_with_their_real_part() -> None:
    v = YukawaMixture((Block(np.array([1 + 2j]), np.zeros(1), np.array([[0.5 - 1j]])),))
    r = 0.7
    assert v(r) == approx(((0.5 - 1j) * np.exp(-(1 + 2j) * r) / r).real, rel=1e-14)


def test_mixture_without_nodes_is_zero() -> None:
    """What is left between protons at sin^2 theta_W = 1/4, where their charge vanishes."""
    for nothing in (
        YukawaMixture(()),
        nf.interaction("p", "p", Sector.massless(sin2_theta_w=0.25)).scalar,
    ):
        assert isinstance(nothing, YukawaMixture)
        r = np.array([1.0, 2.0])
        np.testing.assert_array_equal(nothing(r), 0.0)
        np.testing.assert_array_equal(nothing.log_abs(r), -math.inf)
        np.testing.assert_array_equal(nothing.sign(r), 0.0)
        np.testing.assert_array_equal(nothing.error_estimate(r), 0.0)
        np.testing.assert_array_equal(nothing.gradient(np.ones(3)), 0.0)
        assert nothing.mu.size == nothing.weight.size == 0
        assert "0 nodes" in repr(nothing)
        assert (nothing + YukawaMixture.single(1.0, 0.0))(2.0) == 0.5  # type: ignore[operator]  # a mixture


def test_range_is_enforced() -> None:
    pair = nf.interaction("n", "n", Sector.massless(), accuracy=Accuracy(r_min=1 * um, r_max=1 * m))
    for r in (0.5 * um, 2 * m, math.nan, 0.0, -1.0):
        with pytest.raises(OutOfDomain):
            pair(r)
    assert pair(1 * um) > 0


def test_order_of_distances_does_not_matter() -> None:
    pair = nf.interaction("e", "e", Sector.normal_ordering())
    r = np.geomspace(1e-15, 1e3, 3000) * m
    shuffled = np.random.default_rng(1).permutation(r.size)
    np.testing.assert_allclose(pair(r[shuffled]), pair(r)[shuffled], rtol=1e-14, atol=0)
    few = np.array([float(pair(x)) for x in r[::300]])
    np.testing.assert_allclose(pair(r)[::300], few, rtol=1e-14, atol=0)


def test_error_falls_exponentially_with_the_step() -> None:
    """exp(-pi^2/h) for real nodes: fit the exponent."""
    steps, errors = [], []
    for step in (0.8, 0.7, 0.6, 0.5, 0.45):
        s = half_line(0.1, 10.0, step)
        r = np.geomspace(0.2, 5.0, 40)
        v = np.exp(-r[:, None] * s) @ (step * s * s**3)
        errors.append(float(np.max(np.abs(v * r**4 / 6 - 1))))
        steps.append(step)
    slope = np.polyfit(1 / np.array(steps), np.log(errors) - 3.5 * np.log(1 / np.array(steps)), 1)[0]
    assert slope == approx(-(math.pi**2), rel=0.05)


def test_error_estimate_bounds_the_error() -> None:
    sector = Sector.massless()
    r = np.geomspace(1e-9, 1, 40) * m
    exact = 0.75 * sector.fermi**2 / (4 * math.pi**3 * r**5)
    for rtol in (1e-3, 1e-6, 1e-9):
        pair = nf.interaction("n", "n", sector, accuracy=Accuracy(rtol=rtol))
        error = np.abs(pair(r) - exact)
        estimate = pair.error_estimate(r)
        assert np.all(error <= 3 * estimate)
        assert np.all(estimate < 3 * rtol * exact)


@pytest.mark.parametrize(
    ("excess", "threshold", "weight"),
    [
        ([-1.0], [0.0], [[1.0]]),
        ([1.0], [-1.0], [[1.0]]),
        ([1.0], [0.0], [[1.0, 2.0]]),
        ([math.nan], [0.0], [[1.0]]),
        ([1.0], [0.0], [[math.inf]]),
    ],
)
def test_bad_blocks_are_refused(excess: list[float], threshold: list[float], weight: list[list[float]]) -> None:
    with pytest.raises(InputError):
        Block(np.array(excess), np.array(threshold), np.array(weight))


def test_other_bad_input() -> None:
    with pytest.raises(InputError):
        YukawaMixture.single(1.0, -1.0)
    with pytest.raises(InputError):
        YukawaMixture.single(1.0, 1.0) * math.nan
    with pytest.raises(InputError, match=r"nuforce\.units"):
        YukawaMixture.single(1.0, 1.0)("5 um")
    with pytest.raises(InputError, match="length 3"):
        YukawaMixture.single(1.0, 1.0).gradient([1.0, 2.0])
    with pytest.raises(InputError):
        Accuracy(rtol=0.5)
    with pytest.raises(InputError):
        Accuracy(r_min=2.0, r_max=1.0)


def test_strictest_accuracy_serves_both() -> None:
    both = Accuracy(rtol=1e-9, r_min=1.0, r_max=10.0).strictest(Accuracy(rtol=1e-12, r_min=2.0, r_max=20.0))
    assert (both.rtol, both.r_min, both.r_max) == (1e-12, 1.0, 20.0)
