"""Sources of finite size, on their axis and off it."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.directions import (
    AbstractDirections,
    Disc,
    Fisher,
    Order,
    Profile,
    _by_edge,
    _by_polynomials,
    _complex_edge,
    _real_edge,
    fisher_curvature,
    kernel_point,
    residue,
)
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.testing import PotentialLaws
from nuforce.testing.compare import STEPS, WEIGHTS
from tests.tables import approx, rows

AXIS = np.array([0.0, 0.0, 1.0])
ENERGY = np.linspace(0.02, 6.0, 200)
SPECTRA: dict[str, AbstractSpectrum] = {
    "line": Line(energy=1.0),
    "lines": Lines(energies=(0.7, 1.9), weights=(3.0, 1.0)),
    "gaussian": Gaussian(energy=1.0, width=0.1),
    "pinched_a0.5": Pinched(mean_energy=1.0, pinch=0.5),
    "pinched_a2.3": Pinched(mean_energy=1.0, pinch=2.3),
    "table": Table(ENERGY, ENERGY**2.3 * np.exp(-3.3 * ENERGY)),
}


class TestLaws(PotentialLaws):
    """What holds for every potential, sources of finite size tilted to all separations included."""

    smooth = False

    @pytest.fixture(params=[Disc(0.4), Disc(2.0), Fisher(30.0), Profile((0.0, 0.1, 0.3), (1.0, 0.4, 0.1))], ids=repr)
    def instance(self, request: pytest.FixtureRequest) -> WaveMixture:
        spectrum = SPECTRA["pinched_a2.3"]
        waves = (Wave(AXIS, 2.0, spectrum, request.param), Wave(np.array([1.0, 2.0, -2.0]), 1.0, spectrum, 0.3))
        return WaveMixture(waves, ("Ghosh:2022nzo",))


def mean(spectrum: AbstractSpectrum, r: float, angle: float, half: float, order: Order = "value") -> float:
    return float(Disc(half).mean(spectrum, np.array([r]), np.array([angle]), order)[0])


def mixture(spectrum: AbstractSpectrum, cap: float) -> WaveMixture:
    return WaveMixture((Wave(AXIS, 1.0, spectrum, cap),))


@pytest.mark.parametrize("name", sorted({row["spectrum"] for row in rows("directions.csv")}))
def test_against_rings(name: str) -> None:
    """Inside, on the edge and outside, E r from 0.3 to 1e11; within the estimate, and to 2e-12 of the aligned energy."""
    for row in rows("directions.csv"):
        if row["spectrum"] != name:
            continue
        r, angle = float(row["r_inv_eV"]), float.fromhex(row["angle_hex"])
        half, reference = float.fromhex(row["half_angle_hex"]), float(row["K_eV"])
        value, doubt = (mean(SPECTRA[name], r, angle, half, order) for order in ("value", "doubt"))
        # the polynomials and the trapezoid rule are made for 1e-12; the reference is good to 1e-19
        assert abs(value - reference) < 2e-12
        assert abs(value - reference) <= doubt + 1e-19


@pytest.mark.parametrize("name", list(SPECTRA))
@pytest.mark.parametrize("order", ["value", "slope"])
def test_disc_on_its_axis(name: str, order: Order) -> None:
    """Angles as small as 1e-9 rad are continuous with the closed form on the axis."""
    for half in (1e-3, 0.5, 1.5, 2.0, 3.0):
        for r in (0.3, 30.0, 3e3):
            # the edge is at phases E r that change by E r angle; slopes and values are of order one or less
            assert abs(mean(SPECTRA[name], r, 1e-9, half, order) - mean(SPECTRA[name], r, 0.0, half, order)) < 1e-11


@pytest.mark.parametrize(("angle", "half"), [(0.1, 0.15), (0.15, 0.1), (1.0, 0.4)])
def test_wide_disc_at_a_hundred_billion_wavelengths(angle: float, half: float) -> None:
    """A line keeps two waves, from the nearest and the farthest point of the edge, by stationary phase."""
    r, whole = 1e11, 2 * math.sin(half / 2) ** 2
    total = 0.0
    for b in (angle, math.pi - angle):
        for cosine, turn in ((1.0, 1j), (-1.0, -1j)):
            u = 1.0 - math.cos(b) * math.cos(half) - cosine * math.sin(b) * math.sin(half)
            if b == angle:  # without cancellation, for the sake of the phase
                u = 2 * math.sin((b - cosine * half) / 2) ** 2
            azimuth = math.sin(half) * math.sin(half - cosine * b) / (u * (2.0 - u))
            edge = 0.5j * (2.0 - u) / r * np.exp(1j * r * u)
            spread = 0.5 * np.sqrt(2 * math.pi * turn / (r * math.sin(b) * math.sin(half)))
            total -= (edge * azimuth * spread).real / (math.pi * whole)
    size = math.sqrt(2 / (math.pi * r * math.sin(angle) * math.sin(half))) / (r * whole)
    # the back-scattered wave has phases E r (1 + cos) of 2e11, known to 1e-5, and a size of u/2 or v/2 of the other
    assert abs(mean(SPECTRA["line"], r, angle, half) - total) < 1e-4 * size


@pytest.mark.parametrize("name", list(SPECTRA))
def test_small_disc_is_a_point(name: str) -> None:
    spectrum, r, angle = SPECTRA[name], 40.0, 0.3
    point = -float(mixture(spectrum, 0.0).along(r, angle)) * math.pi * r
    misses = [abs(mean(spectrum, r, angle, half) - point) for half in (1e-3, 1e-4)]
    # the solid angle, times second derivatives of the order of (E r angle)^2
    assert misses[0] < 1e-3
    assert misses[1] < 1.2e-2 * misses[0] + 1e-14


@pytest.mark.parametrize("name", list(SPECTRA))
@pytest.mark.parametrize("r", [0.3, 6.0, 300.0])
def test_hemisphere_is_isotropic_from_every_side(name: str, r: float) -> None:
    """The kernel is even: a hemisphere is half of the sphere, seen edge-on too."""
    whole = mean(SPECTRA[name], r, 0.0, math.pi)
    for angle in (1e-3, 0.7, 1.5, math.pi / 2):
        assert abs(mean(SPECTRA[name], r, angle, math.pi / 2) - whole) < 2e-12  # as the rules are made for
        assert mean(SPECTRA[name], r, angle, math.pi) == approx(whole, rel=1e-13)  # nothing is left out


@given(
    angle=st.floats(1e-6, math.pi / 2),
    inner=st.floats(1e-3, 1.0),
    ratio=st.floats(1.01, 1.5),
    phase=st.floats(-2.0, 5.0),
    name=st.sampled_from(["line", "gaussian", "pinched_a2.3"]),
)
def test_kernel_even_and_never_above_its_bound(
    angle: float, inner: float, ratio: float, phase: float, name: str
) -> None:
    """|mean| <= 2 <E>, whatever the disc; the complement of a disc plus the disc is the sphere."""
    r = 10.0**phase
    half = inner * ratio
    value = mean(SPECTRA[name], r, angle, half)
    assert abs(value) <= 2.0 + 1e-12
    other, whole = mean(SPECTRA[name], r, angle, math.pi - half), mean(SPECTRA[name], r, 0.0, math.pi)
    shares = math.sin(half / 2) ** 2, math.cos(half / 2) ** 2
    assert abs(shares[0] * value + shares[1] * other - whole) < 1e-12


@pytest.mark.parametrize("name", list(SPECTRA))
def test_three_rules_agree_where_more_than_one_holds(name: str) -> None:
    spectrum, half = SPECTRA[name], 0.4
    angle, edge = np.array([0.05]), 14.0 / spectrum.top
    orders: tuple[Order, ...] = ("value", "slope", "turn")
    for order in orders:
        # along the edge a phase of 14: both rules for it hold, with a disc of a phase of 200
        r = np.array([edge / (2 * math.sin(half) * math.sin(0.05))])
        real, contour = (_by_edge(spectrum, r, angle, half, order, rule) for rule in (_real_edge, _complex_edge))
        assert abs(float((real - contour)[0])) < 1e-11 * max(1.0, float(r[0]) * half)  # the turn brings E r sin t
        # across the disc a phase of 26: polynomials of 67 degrees still do it
        u = 2 * math.sin(0.5 * (half + 0.3)) ** 2
        r, tilt = np.array([26.0 / (u * spectrum.top)]), 0.3
        whole = _by_polynomials(spectrum, r, tilt, half, order)
        contour = _by_edge(spectrum, r, np.array([tilt]), half, order, _complex_edge)
        assert abs(float((whole - contour)[0])) < 1e-10


@pytest.mark.parametrize("name", list(SPECTRA))
@pytest.mark.parametrize(
    ("half", "angle", "r"), [(0.4, 0.2, 3.0), (0.4, 0.2, 60.0), (0.4, 0.4, 300.0), (0.4, 0.01, 300.0), (2.0, 0.7, 50.0)]
)
def test_gradient_is_the_derivative(name: str, half: float, angle: float, r: float) -> None:
    """Force and torque of a wide source against sixth-order differences, on all rules."""
    potential = mixture(SPECTRA[name], half)
    x = r * np.array([math.sin(angle) * 0.6, math.sin(angle) * 0.8, math.cos(angle)])
    step = 0.01
    numeric = [
        sum(w * float(potential.at(x + k * step * unit)) for k, w in zip(STEPS, WEIGHTS, strict=True)) / step
        for unit in np.eye(3)
    ]
    # step^6 (2 E)^7/140 of the differences, and rounding of the values, eps/step
    assert np.max(np.abs(potential.gradient(x) - numeric)) < 1e-10 / (math.pi * r)


def test_torque_turns_with_the_beam_and_vanishes_on_the_axis() -> None:
    potential = mixture(SPECTRA["pinched_a2.3"], 0.4)
    on_axis = potential.gradient(30.0 * AXIS)
    assert on_axis[:2] == approx(0.0, abs=1e-18)
    assert on_axis[2] == approx(float(potential.slope(30.0)), rel=1e-13)
    ahead, behind = (potential.gradient(np.array([3.0, 0.0, z])) for z in (30.0, -30.0))
    assert ahead[0] == approx(behind[0], rel=1e-10)
    assert ahead[2] == approx(-behind[2], rel=1e-10)


def test_angles_repeat_after_half_a_turn() -> None:
    potential = mixture(SPECTRA["gaussian"], 0.4)
    r = np.array([0.5, 20.0, 500.0])
    for angle in (0.3, 1.2):
        for other in (-angle, math.pi - angle, math.pi + angle):
            # the angle is known to eps after the turn, its phase to eps E r
            np.testing.assert_allclose(potential.along(r, other), potential.along(r, angle), rtol=1e-9, atol=1e-17)


@pytest.mark.parametrize("name", list(SPECTRA))
def test_many_points_give_what_each_gives_alone(name: str) -> None:
    potential = mixture(SPECTRA[name], 0.4)
    x: Any = np.random.default_rng(2).normal(size=(12, 3)) * np.geomspace(0.3, 300.0, 12)[:, None]
    single = [float(potential.at(one)) for one in x]
    scale = np.linalg.norm(x, axis=-1) ** -1
    assert np.max(np.abs(potential.at(x) - single) / scale) < 1e-13


@pytest.mark.parametrize("bad", [0.0, -0.1, 3.2, math.nan])
def test_bad_discs_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="between 0 and pi"):
        Disc(bad)


def of(directions: AbstractDirections, name: str, r: float, angle: float, order: Order = "value") -> float:
    return float(directions.mean(SPECTRA[name], np.array([r]), np.array([angle]), order)[0])


def brute(name: str, r: float, angle: float, edges: list[float], density: Any, nodes: int = 120) -> float:
    """Mean kernel by Gauss-Legendre over the angle to the axis and equal steps of azimuth."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    half = np.pi * (np.arange(nodes) + 0.5) / (2 * nodes)
    total = norm = 0.0
    for low, high in pairwise(edges):
        polar = (low + 0.5 * (high - low) * (1.0 + x))[:, None]
        u = 2 * np.sin((angle - polar) / 2) ** 2 + 2 * math.sin(angle) * np.sin(polar) * np.sin(half) ** 2
        weight = (high - low) * w[:, None] * np.sin(polar) * density(polar)
        total += float(np.sum(weight * np.mean(kernel_point(SPECTRA[name], np.full(u.shape, r), u), axis=1)[:, None]))
        norm += float(np.sum(weight))
    return total / norm


@pytest.mark.parametrize("name", ["line", "gaussian", "pinched_a2.3"])
@pytest.mark.parametrize(
    ("kappa", "angle", "r"),
    [(50.0, 0.0, 3.0), (50.0, 0.0, 90.0), (50.0, 0.1, 70.0), (2.0, 0.7, 10.0), (0.5, 1.2, 30.0)],
)
def test_fisher_against_two_dimensional_quadrature(name: str, kappa: float, angle: float, r: float) -> None:
    def density(polar: Any) -> Any:
        return np.exp(-2 * kappa * np.sin(polar / 2) ** 2)

    edges = [0.0, 0.5, 1.0, 2.0, math.pi]
    value, doubt = (of(Fisher(kappa), name, r, angle, order) for order in ("value", "doubt"))
    # both rules converge exponentially: sums of a thousand terms of order one
    assert abs(value - brute(name, r, angle, edges, density)) < 1e-12
    assert 0 < doubt < 1e-11


@pytest.mark.parametrize(("angle", "nodes"), [(2e-6, 40), (5e-6, 40), (3e-5, 100)])
def test_table_at_a_hundred_billion_wavelengths(angle: float, nodes: int) -> None:
    """By the contour of its complex moments, and by its real ones over the disc, which holds a phase of 10 to 130."""
    half = 3.6e-6
    value = mean(SPECTRA["table"], 1e11, angle, half)
    direct = brute("table", 1e11, angle, [0.0, half], np.ones_like, nodes)
    assert abs(value - direct) < 1e-12  # both converge exponentially


@pytest.mark.parametrize("order", ["value", "slope", "turn"])
def test_fisher_closed_form_and_panels(order: Order) -> None:
    for r, angle in ((20.0, 0.1), (60.0, 0.3), (30.0, 1.5)):
        beam, distance = Fisher(50.0), np.array([r])
        panels = beam._rings(SPECTRA["line"], distance, angle, 0.0, 3.1, 2 * r, order)
        closed = beam._lines(Line(energy=1.0), distance, angle, order)
        assert abs(float((panels - closed)[0])) < 1e-13 * max(1.0, r * 0.3)  # a turn brings E r sin


@pytest.mark.parametrize("name", ["gaussian", "pinched_a2.3", "table"])
@pytest.mark.parametrize("order", ["value", "slope"])
def test_fisher_rays_and_panels(name: str, order: Order) -> None:
    for kappa, r in ((3.0, 30.0), (50.0, 100.0)):
        beam = Fisher(kappa)
        panels = beam._rings(SPECTRA[name], np.array([r]), 0.0, 0.0, math.pi, 2 * r * SPECTRA[name].top, order)
        # of numbers up to one, both exponentially convergent
        assert abs(float(panels[0]) - beam._on_axis(SPECTRA[name], r, order)) < 1e-12


@pytest.mark.parametrize("name", ["gaussian", "pinched_a2.3"])
def test_residue_of_geometric_optics_on_the_axis(name: str) -> None:
    """E r is 1e3 times the concentration: the next order is smaller by the square of that, times <E^-3><E>^3 or so."""
    kappa, r = 1e4, 1e7
    exact = WaveMixture((Wave(AXIS, 1.0, SPECTRA[name], Fisher(kappa)),)).along(r)
    assert exact == approx(float(residue(r, SPECTRA[name], fisher_curvature(kappa, 0.0))), rel=1e-4)


def test_residue_of_geometric_optics_off_the_axis() -> None:
    """One energy keeps a back-scattered wave, 1/(2 kappa) of the residue on the axis."""
    kappa, r = 1e4, 1e8
    for angle in (0.002, 0.01, 0.02):
        exact = float(WaveMixture((Wave(AXIS, 1.0, SPECTRA["line"], Fisher(kappa)),)).along(r, angle))
        expected = float(residue(r, SPECTRA["line"], fisher_curvature(kappa, angle)))
        assert exact == approx(expected, rel=5e-4)
    # the Laplacian changes its sign where sin^2 = 2 cos/kappa
    assert fisher_curvature(kappa, 0.0) < 0 < fisher_curvature(kappa, 0.02)


@pytest.mark.parametrize("name", ["line", "pinched_a2.3"])
def test_profile_against_two_dimensional_quadrature(name: str) -> None:
    angles, brightness = [0.0, 0.1, 0.3], [1.0, 0.4, 0.1]

    def density(polar: Any) -> Any:
        return np.interp(polar, angles, brightness)

    for r, angle in ((3.0, 0.0), (90.0, 0.15), (200.0, 0.3), (200.0, 0.0)):
        value = of(Profile(tuple(angles), tuple(brightness)), name, r, angle)
        assert abs(value - brute(name, r, angle, angles, density)) < 1e-12


def test_flat_profile_is_a_disc() -> None:
    flat = Profile((0.0, 0.1, 0.2), (1.0, 1.0, 1.0))
    orders: tuple[Order, ...] = ("value", "slope", "turn")
    for order in orders:
        assert of(flat, "gaussian", 90.0, 0.15, order) == approx(
            of(Disc(0.2), "gaussian", 90.0, 0.15, order), rel=1e-14
        )


def test_other_distributions_pull_and_turn() -> None:
    """Gradients of all families against differences."""
    families = (Fisher(50.0), Profile((0.0, 0.1, 0.3), (1.0, 0.4, 0.0)))
    x, step = 40.0 * np.array([0.12, 0.16, 0.9797958971]), 0.01
    for family in families:
        potential = WaveMixture((Wave(AXIS, 1.0, SPECTRA["pinched_a2.3"], family),))
        numeric = [
            sum(w * float(potential.at(x + k * step * unit)) for k, w in zip(STEPS, WEIGHTS, strict=True)) / step
            for unit in np.eye(3)
        ]
        assert np.max(np.abs(potential.gradient(x) - numeric)) < 1e-10 / (math.pi * 40.0)


def test_what_is_out_of_range_is_refused_with_a_remedy() -> None:
    wide = Profile((0.0, 0.3), (1.0, 0.0))
    with pytest.raises(OutOfDomain, match="disc"):
        of(wide, "line", 1e6, 0.0)
    with pytest.raises(OutOfDomain, match="axis"):
        of(Fisher(50.0), "pinched_a2.3", 1e6, 0.1)


@pytest.mark.parametrize("bad", [0.0, -1.0, 1e16, math.nan])
def test_bad_concentrations_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="concentration"):
        Fisher(bad)


@pytest.mark.parametrize(
    ("angles", "brightness"),
    [
        ([0.0, 0.1], [1.0]),
        ([0.0], [1.0]),
        ([0.1, 0.2], [1.0, 1.0]),
        ([0.0, 0.2, 0.1], [1.0, 1.0, 1.0]),
        ([0.0, 2.0], [1.0, 1.0]),
        ([0.0, 0.1], [1.0, -1.0]),
        ([0.0, 0.1], [0.0, 0.0]),
        ([0.0, math.nan], [1.0, 1.0]),
    ],
)
def test_bad_profiles_are_refused(angles: list[float], brightness: list[float]) -> None:
    with pytest.raises(InputError, match="profile"):
        Profile(tuple(angles), tuple(brightness))


def test_lines_of_very_different_energies() -> None:
    """Each line is averaged by the rule for its own phases."""
    lines = Lines(energies=(1.0, 1.274e-5), weights=(3.85e-7, 1.0))
    axis = np.array([0.0, 0.0, 1.0])

    def value(spectrum: AbstractSpectrum) -> float:
        return float(WaveMixture((Wave(axis, 1.0, spectrum, Disc(0.98722)),)).along(17.579, 1.1287))

    parts = 3.85e-7 * value(Line(energy=1.0)) + value(Line(energy=1.274e-5))
    assert value(lines) == approx(parts / (1 + 3.85e-7), rel=1e-13)


@pytest.mark.parametrize("concentration", [3e9, 1e13])
def test_narrow_fisher_far_off_its_axis(concentration: float) -> None:
    """No neutrino comes from there but the one on the axis: a point source under that angle, to the width of the beam."""
    axis = np.array([0.0, 0.0, 1.0])
    narrow, point = (
        float(WaveMixture((Wave(axis, 1.0, Line(energy=1.0), cap),)).along(17.0, 0.7))
        for cap in (Fisher(concentration), 0.0)
    )
    assert narrow == approx(point, rel=1e3 / concentration)
