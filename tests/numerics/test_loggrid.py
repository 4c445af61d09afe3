"""Grids and quadratures that know no physics."""

import math

import numpy as np
import pytest

from nuforce.numerics.loggrid import half_line, interval, panel_integrals
from nuforce.numerics.oscillatory import coherence_angle, unit_legendre
from tests.tables import approx


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_half_line_serves_every_distance_of_its_range(power: float) -> None:
    s = half_line(1e-6, 1e6, 0.2)
    for r in (1e-6, 1e-2, 1.0, 1e6):
        value = float(np.sum(0.2 * s * s**power * np.exp(-s * r)))
        # the lower end drops (1e-11)^(power + 1), the step 1e-14
        assert value == approx(math.gamma(power + 1) / r ** (power + 1), rel=3e-14)


def observed_order(power: float, angle: float, steps: tuple[float, ...]) -> float:
    """Exponent c in error ~ h^{-p-1/2} e^{-c/h} of the rule for s^p e^{-sr}, nodes on a ray under an angle.

    The leading error is 2 |Gamma(p + 1 + 2 pi i/h)|/Gamma(p + 1) times e^{2 pi angle/h}, which has this power in front.
    """
    errors = []
    ray = complex(math.cos(angle), math.sin(angle))
    for step in steps:
        s = half_line(0.1, 10.0, step) * ray
        r = np.geomspace(0.2, 5, 40)
        v = np.exp(-r[:, None] * s) @ (step * s * s**power)
        errors.append(float(np.max(np.abs(v * r ** (power + 1) / math.gamma(power + 1) - 1))))
    x = 1 / np.array(steps)
    return -float(np.polyfit(x, np.log(errors) - (power + 0.5) * np.log(x), 1)[0])


@pytest.mark.parametrize("power", [1.0, 2.0, 3.0])
def test_error_falls_exponentially_with_the_step(power: float) -> None:
    assert observed_order(power, 0.0, (0.8, 0.7, 0.6, 0.5, 0.45)) == approx(math.pi**2, rel=0.04)


@pytest.mark.parametrize("power", [1.0, 2.0, 3.0])
def test_rotated_grid_needs_half_the_step(power: float) -> None:
    assert observed_order(power, math.pi / 4, (0.5, 0.4, 0.32, 0.26)) == approx(math.pi**2 / 2, rel=0.04)


def test_other_rays_pay_for_the_side_they_lean_to() -> None:
    """2 pi min(angle, pi/2 - angle) on either side of 45 degrees counts the half-strip that is left: pi/2 - angle."""
    for angle in (math.pi / 8, 3 * math.pi / 8):
        expected = 2 * math.pi * (math.pi / 2 - angle)
        step = 2.4 * expected / math.pi**2
        steps = tuple(step * f for f in (0.25, 0.2, 0.17, 0.15))
        assert observed_order(2.0, angle, steps) == approx(expected, rel=0.05)


def test_interval_takes_end_point_singularities() -> None:
    y, rest, weight = interval(2.0, 1.0, 0.2)
    np.testing.assert_allclose(y + rest, 2.0, rtol=1e-15)
    assert float(np.sum(weight * y / np.sqrt(rest * (4 - rest)))) == approx(2.0, rel=1e-13)  # int y/sqrt(4 - y^2)
    assert float(np.sum(weight * y**3)) == approx(4.0, rel=1e-13)


def test_panels_along_a_complex_path() -> None:
    edges = np.array([0, 1, 1 + 1j, 2j], dtype=complex)
    parts = panel_integrals(edges, lambda z: np.stack([np.exp(z), z**5]))
    assert parts.shape == (2, 3)
    np.testing.assert_allclose(parts.sum(axis=1), [np.exp(2j) - 1, (2j) ** 6 / 6], rtol=1e-14)


def test_unit_rule_integrates_oscillations_of_its_range() -> None:
    nodes, weights = unit_legendre()
    for z in (0.1, 5.0, 12.0):
        exact = (np.exp(1j * z) - 1) / (1j * z)
        assert abs(np.sum(weights * np.exp(1j * z * nodes)) - exact) < 1e-15


def test_coherence_angle_halves_the_line() -> None:
    angle = float(coherence_angle(3e6, 5e4))
    tau = 3e6 * 5e4 * angle**2 / 2
    assert math.sin(tau) / tau == approx(0.5, rel=1e-12)
    assert float(coherence_angle(1.0, 1e-3)) == math.pi
