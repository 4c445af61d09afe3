"""Rings of scalar pairs through several bodies, and the universe as the third body."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import k0, k1

from nuforce.errors import InputError, NotConverged, OutOfDomain, UnknownName
from nuforce.potentials.three_body import (
    Kind,
    ball,
    ellipsoid,
    order_energies,
    resummed_energy,
    ring_energy,
    scaled_ring_energy,
    shell_weight,
    total_energy,
    universe_energy,
)
from tests.tables import approx, rows

Array = npt.NDArray[np.float64]
SEED = 20240229
KINDS: dict[str, Kind] = {"real": "real", "complex": "complex"}
FIVE = np.array([[0, 0, 0], [1, 0.25, 0], [0.25, 1.5, 0.5], [-0.5, 0.75, 2], [1.5, -1.25, 0.75]])
STRENGTHS = np.array([1.0, 2.0, -0.5, 1.5, 0.25])


def triangle(r12: float, r23: float, r31: float) -> Array:
    """Three bodies at given distances."""
    along = (r12 * r12 + r31 * r31 - r23 * r23) / (2 * r12)
    return np.array([[0, 0, 0], [r12, 0, 0], [along, math.sqrt(r31 * r31 - along * along), 0]])


def perimeter(x: Array) -> float:
    """Length of the shortest ring, as good as any for the size of rounding errors."""
    return min(
        sum(math.dist(x[a], x[b]) for a, b in itertools.pairwise((0, *order, 0)))
        for order in itertools.permutations(range(1, len(x)))
    )


@pytest.mark.parametrize("row", rows("rings.csv"), ids=lambda row: f"{row['case']}-{row['kind']}-{row['mass_eV']}")
def test_against_integrals_over_times(row: dict[str, str]) -> None:
    """Two to five bodies, massless to m P = 1500."""
    x = np.array([[float(v) for v in point.split()] for point in row["positions_inv_eV"].split(";")])
    c = [float(v) for v in row["couplings_inv_eV"].split()]
    m, kind = float(row["mass_eV"]), KINDS[row["kind"]]
    value, exponent = scaled_ring_energy(x, c, m, kind)
    rounding = 2e-15 * (len(c) + m * perimeter(x))
    log10 = math.log10(abs(value)) + exponent / math.log(10)
    assert log10 == approx(float(row["log10_abs"]), rel=1e-14, abs=1e-15 * len(c))
    if float(row["log10_abs"]) > -300:
        assert ring_energy(x, c, m, kind) == approx(float(row["energy_eV"]), rel=rounding)
    else:
        assert ring_energy(x, c, m, kind) == 0.0
        assert math.copysign(1.0, value) == (-1.0 if row["energy_eV"].startswith("-") else 1.0)


@pytest.mark.parametrize(("mass", "value"), [(0.0, -0.0001612930846953), (0.8, -1.751033218878e-5)])
def test_three_bodies_as_printed_in_the_reference(mass: float, value: float) -> None:
    assert ring_energy(triangle(1, 1.2, 1.7), 1.0, mass) == approx(value, rel=1e-12)  # thirteen digits printed


def test_three_bodies_by_brute_force() -> None:
    """-8 c^3 times the double integral over Euclidean times of three propagators, trapezoid rule, as one convolution."""
    m, sides, step, half = 0.8, (1.0, 1.2, 1.7), 1 / 8, 240
    tau = step * np.arange(-half, half + 1)
    x = [np.hypot(r, tau) for r in sides]
    first, second, third = (m * k1(m * y) / (4 * math.pi**2 * y) for y in x)
    both = np.convolve(first, second)[half : 3 * half + 1]
    direct = -8 * step**2 * float(np.sum(both * third))
    # the rule is good to e^{-2 pi r/h} = e^{-50}
    assert ring_energy(triangle(*sides), 1.0, m) == approx(direct, rel=1e-13)


@pytest.mark.parametrize("mass", [0.0, 0.7])
def test_four_bodies_by_the_frequency_integral(mass: float) -> None:
    x, c = FIVE[:4], STRENGTHS[:4]

    def integrand(omega: float) -> float:
        r = np.linalg.norm(x[:, None] - x, axis=-1) + np.eye(4)
        g = np.exp(-math.hypot(omega, mass) * r) / (4 * math.pi * r)
        rings = ((0, *order, 0) for order in itertools.permutations((1, 2, 3)))
        return float(sum(math.prod(g[a, b] for a, b in itertools.pairwise(ring)) for ring in rings))

    integral = quad(integrand, 0, 1, epsabs=0)[0] + quad(integrand, 1, 12, epsabs=0)[0]
    assert ring_energy(x, c, mass) == approx(-8 * float(np.prod(c)) * integral / math.pi, rel=1e-12)


@pytest.mark.parametrize("r", [1e-3, 1.0, 40.0])
@pytest.mark.parametrize(("kind", "factor"), [("real", 8), ("complex", 16)])
def test_two_bodies(kind: Kind, factor: int, r: float) -> None:
    pair = [[0.3, 0.1, -0.2], [0.3, 0.1, -0.2 + r]]
    distance = math.dist(*pair)
    assert ring_energy(pair, [2.0, -3.0], 1.0, kind) == approx(
        6.0 * float(k1(2 * distance)) / (factor * math.pi**3 * distance**2), rel=1e-13
    )
    assert ring_energy(pair, 1.0, 0.0, kind) == approx(-1 / (2 * factor * math.pi**3 * distance**3), rel=1e-14)


def test_the_pair_of_the_reference() -> None:
    assert ring_energy([[0, 0, 0], [0, 1, 0]], 1.0, 1.0) == approx(-0.0005638611629294, rel=1e-12)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_complex_is_two_real_fields_with_half_the_coupling(count: int) -> None:
    x, c = FIVE[:count], STRENGTHS[:count]
    assert ring_energy(x, c, 0.4, "complex") == approx(2 * float(ring_energy(x, c / 2, 0.4)), rel=1e-14)


@pytest.mark.parametrize("mass", [0.0, 0.4])
def test_the_numbers_of_the_bodies_mean_nothing(mass: float) -> None:
    value = ring_energy(FIVE, STRENGTHS, mass)
    for order in itertools.permutations(range(5)):
        assert ring_energy(FIVE[list(order)], STRENGTHS[list(order)], mass) == approx(float(value), rel=1e-14)


@given(st.integers(0, 2**31), st.sampled_from([0.0, 0.3]))
def test_rigid_motions_change_nothing(seed: int, mass: float) -> None:
    rng = np.random.default_rng(seed)
    rotation = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    moved = FIVE @ rotation.T + rng.normal(size=3)
    for energy in (ring_energy, total_energy, order_energies):
        np.testing.assert_allclose(energy(moved, STRENGTHS, mass), energy(FIVE, STRENGTHS, mass), rtol=1e-13)


@settings(max_examples=15)
@given(st.floats(-20, 20).map(lambda x: 10**x))
def test_dimensions(scale: float) -> None:
    """Lengths and couplings have mass dimension -1, densities of coupling 2."""
    x, c = FIVE / scale, np.abs(STRENGTHS) / scale / 10
    for energy in (ring_energy, total_energy, resummed_energy, order_energies):
        once = energy(FIVE, np.abs(STRENGTHS) / 10, 0.3)
        np.testing.assert_allclose(energy(x, c, 0.3 * scale), np.multiply(once, scale), rtol=1e-11)
    assert shell_weight(3 / scale, 2 / scale) == approx(float(shell_weight(3, 2)) * scale, rel=1e-14)
    assert ball(3 / scale, 2 / scale) == approx(float(ball(3, 2)), rel=1e-14)
    here = float(universe_energy(1.5, lambda R: math.exp(-R), 8.0, couplings=(2.0, 3.0)))
    there = universe_energy(
        1.5 / scale, lambda R: scale**2 * math.exp(-R * scale), 8.0 / scale, couplings=(2.0 / scale, 3.0 / scale)
    )
    assert there == approx(here * scale, rel=1e-10)


def test_linear_in_every_coupling() -> None:
    base = float(ring_energy(FIVE, STRENGTHS, 0.3))
    for k in range(5):
        other = STRENGTHS.copy()
        other[k] *= -7
        assert ring_energy(FIVE, other, 0.3) == approx(-7 * base, rel=1e-14)
        other[k] = 0
        assert ring_energy(FIVE, other, 0.3) == 0


def test_a_triangle_knows_its_perimeter_and_the_product_of_its_sides() -> None:
    one, other = (1.0, 1.5, 2.0), (1.2, 1.3, 2.0)
    for mass in (0.0, 0.9):
        a, b = (float(ring_energy(triangle(*s), 1.0, mass)) * math.prod(s) for s in (one, other))
        assert a == approx(b, rel=1e-13)


def test_a_distant_fourth_body_sees_the_chains_of_three() -> None:
    """With L to the fourth body every ring is a chain of two edges, its ends tied by 1/(pi 2L (4 pi L)^2)."""
    near, far = triangle(1, 1.2, 1.7), 1e7
    chains = 2 * (1 / (1 * 1.2) + 1 / (1.2 * 1.7) + 1 / (1.7 * 1)) / (4 * math.pi) ** 2
    expected = -8 * chains / (math.pi * 2 * far * (4 * math.pi * far) ** 2)
    assert ring_energy([*near, [0, 0, far]], 1.0) == approx(expected, rel=1e-6)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_mass_goes_to_zero_continuously(count: int) -> None:
    """m K1(m P) = 1/P + O(m^2 P ln m); the tail is taken as 1 below m P = 1e-20."""
    x, c = FIVE[:count], STRENGTHS[:count]
    massless = float(ring_energy(x, c))
    for mass in (1e-300, 1e-25, *np.geomspace(1e-21, 1e-19, 21), 1e-12, 1e-8):
        assert ring_energy(x, c, float(mass)) == approx(massless, rel=1e-12)
    assert ring_energy(x, c, 1e-3) != massless


def test_small_energies_underflow_to_zero_and_keep_their_logarithm() -> None:
    x = triangle(1, 1.2, 1.7)
    assert ring_energy(x, 1.0, 1e6) == 0.0
    value, exponent = scaled_ring_energy(x, 1.0, 1e6)
    z = 3.9e6
    tail = math.sqrt(math.pi * z / 2) * (1 + 3 / (8 * z))  # z K_1(z) e^z
    assert exponent == approx(-z, rel=1e-14)
    assert value == approx(-4 * 2 * tail / (math.pi * 3.9 * (4 * math.pi) ** 3 * 1 * 1.2 * 1.7), rel=1e-12)


def test_leading_axes_broadcast() -> None:
    rng = np.random.default_rng(SEED)
    x, c = rng.normal(size=(4, 1, 3, 3)), rng.uniform(0.01, 0.02, size=(2, 3))
    for energy in (ring_energy, total_energy, resummed_energy):
        many = np.asarray(energy(x, c, 0.3))
        assert many.shape == (4, 2)
        for i, j in itertools.product(range(4), range(2)):
            assert many[i, j] == approx(float(energy(x[i, 0], c[j], 0.3)), rel=1e-14)
    assert order_energies(x, c).shape == (4, 2, 2)
    assert isinstance(ring_energy(x[0, 0], 1.0), float)
    assert np.asarray(ring_energy(rng.normal(size=(30, 7, 3)), 1.0)).shape == (30,)  # more rings than one batch


def test_nine_bodies() -> None:
    """A regular chain against the sum over orders by dynamic programming over subsets at each frequency."""
    rng = np.random.default_rng(SEED)
    x, mass = rng.normal(size=(9, 3)) * 2, 0.2
    r = np.linalg.norm(x[:, None] - x, axis=-1) + np.eye(9)

    def integrand(omega: float) -> float:
        g = np.exp(-math.hypot(omega, mass) * r) / (4 * math.pi * r)
        paths = {(1 << b, b): g[0, b] for b in range(1, 9)}
        for _ in range(7):
            longer: dict[tuple[int, int], float] = {}
            for (seen, end), value in paths.items():
                for b in range(1, 9):
                    if not seen >> b & 1:
                        key = (seen | 1 << b, b)
                        longer[key] = longer.get(key, 0.0) + value * g[end, b]
            paths = longer
        return float(sum(value * g[end, 0] for (_, end), value in paths.items()))

    nodes, weights = np.polynomial.legendre.leggauss(24)
    omega = 0.75 * (1 + nodes)  # to 1.5, where e^{-kappa P} is e^{-30} of its start
    integral = 0.75 * sum(w * integrand(o) for o, w in zip(omega, weights, strict=True))
    assert ring_energy(x, 1.0, mass) == approx(-256 * integral / math.pi, rel=1e-9)


def test_orders_are_sums_over_subsets() -> None:
    energies = order_energies(FIVE, STRENGTHS, 0.3, orders=9)
    assert energies.shape == (4,)
    for n in (2, 3, 4, 5):
        subsets = [list(s) for s in itertools.combinations(range(5), n)]
        assert energies[n - 2] == approx(
            math.fsum(float(ring_energy(FIVE[s], STRENGTHS[s], 0.3)) for s in subsets), rel=1e-13
        )
    assert total_energy(FIVE, STRENGTHS, 0.3, orders=4) == approx(float(np.sum(energies[:3])), rel=1e-14)
    assert total_energy(FIVE[:2], 1.0) == ring_energy(FIVE[:2], 1.0)
    complex_ones = order_energies(FIVE, STRENGTHS, 0.3, "complex", orders=5)
    np.testing.assert_allclose(complex_ones, energies / 2.0 ** np.arange(1, 5), rtol=1e-13)


def test_three_body_terms_matter_at_short_distance() -> None:
    """E_3/E_2 of an equilateral triangle is 2 c/(9 pi r)."""
    for r in (1e2, 1e4):
        pairs, triples = order_energies(triangle(r, r, r), 1.0)
        assert triples / pairs == approx(2 / (9 * math.pi * r), rel=1e-12)


@pytest.mark.parametrize("strength", [1e-3, 0.5, 0.99])
@pytest.mark.parametrize("mass", [0.0, 0.6])
@pytest.mark.parametrize(("kind", "double"), [("real", 2), ("complex", 1)])
def test_two_bodies_to_all_orders(strength: float, mass: float, kind: Kind, double: int) -> None:
    """The determinant written out, up to one per cent from the instability."""
    g = strength * 4 * math.pi * 1.5

    def integrand(u: float) -> float:
        omega = u / (1 - u)
        kappa = math.hypot(omega, mass)
        t = g / (1 + g * kappa / (4 * math.pi))
        return math.log1p(-((t * math.exp(-kappa * 1.5) / (4 * math.pi * 1.5)) ** 2)) / (1 - u) ** 2

    direct = (
        quad(integrand, 0, 1, epsabs=0, epsrel=1e-12, limit=500)[0] / (2 * math.pi) * (2 if kind == "complex" else 1)
    )
    value = resummed_energy([[0, 0, 0], [0, 1.5, 0]], g / double, mass, kind)
    assert value == approx(direct, rel=1e-11)


@pytest.mark.parametrize("kind", ["real", "complex"])
@pytest.mark.parametrize("mass", [0.0, 0.4])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_all_orders_contain_the_rings(count: int, mass: float, kind: Kind) -> None:
    """What N bodies have beyond fewer of them, divided by E_N, tends to 1 linearly in the couplings."""

    def connected(scale: float) -> float:
        c = scale * np.abs(STRENGTHS)
        bodies = [list(s) for n in range(2, count + 1) for s in itertools.combinations(range(count), n)]
        parts = [(-1) ** (count - len(s)) * float(resummed_energy(FIVE[s], c[s], mass, kind)) for s in bodies]
        return math.fsum(parts) / float(ring_energy(FIVE[:count], c[:count], mass, kind)) - 1

    coarse, fine = connected(2e-3), connected(1e-3)
    assert abs(coarse) < 2e-2
    assert abs(2 * fine - coarse) < 5e-5  # Richardson: what remains is quadratic


@pytest.mark.parametrize("mass", [1e-6, 0.1, 3.0, 30.0, 150.0])
def test_weak_coupling_is_the_pair(mass: float) -> None:
    """From massless to e^{-450}, where the frequencies that matter are many times 1/r."""
    pair = [[0, 0, 0], [0, 1.5, 0]]
    assert resummed_energy(pair, 1e-15, mass) == approx(float(ring_energy(pair, 1e-15, mass)), rel=2e-13)
    assert resummed_energy(pair, 1e-15, 1e5) == 0


def test_first_correction_of_two_bodies() -> None:
    """-c/(2 pi r) for m = 0: the finite part of a ring that turns on a body, of the size of a third body's share."""
    for c in (1e-4, 1e-6):
        pair = [[0, 0, 0], [2, 0, 0]]
        assert resummed_energy(pair, c) / ring_energy(pair, c) - 1 == approx(-c / (4 * math.pi), rel=1e-3)


def test_distant_groups_do_not_know_each_other() -> None:
    near, c = triangle(1, 1.2, 1.7), 0.3
    both = np.concatenate([near, near + np.array([0, 0, 1e7])])
    assert resummed_energy(both, c) == approx(2 * float(resummed_energy(near, c)), rel=1e-12)


def test_bodies_too_near_make_the_field_unstable() -> None:
    """Two of them within sqrt(c1 c2)/(2 pi)."""
    limit = math.sqrt(2.0 * 3.0) / (2 * math.pi)
    assert float(resummed_energy([[0, 0, 0], [0, 0, 1.001 * limit]], [2.0, 3.0])) < 0
    with pytest.raises(OutOfDomain, match="unstable mode"):
        resummed_energy([[0, 0, 0], [0, 0, 0.999 * limit]], [2.0, 3.0])
    with pytest.raises(OutOfDomain, match="total_energy"):
        resummed_energy([[0, 0, 0], [0, 0, 1]], [1e-3, -1e-3])


def angular(R: float, a: float) -> float:
    """Shell weight by quadrature over the angle, in the distance to the nearer body as variable, which is smooth."""
    nodes, weights = np.polynomial.legendre.leggauss(80)
    low, high = abs(R - a), math.hypot(R, a)
    near = low + 0.5 * (high - low) * (1 + nodes)
    far = np.sqrt(2 * (R * R + a * a) - near * near)
    return 4 * math.pi * R / a * 0.5 * (high - low) * float(np.sum(weights / (far * (2 * a + near + far))))


@pytest.mark.parametrize("x", [0.01, 0.3, 0.999, 1 - 1e-9, 1.0, 1 + 1e-9, 1.001, 3.0, 50.0, 1e3])
def test_shell_weight_against_angles(x: float) -> None:
    # the difference of the two limits loses digits where the shell is small or far
    assert shell_weight(1.7 * x, 1.7) == approx(angular(1.7 * x, 1.7), rel=1e-14 * max(10, x, 1 / x))


def test_shell_weight_at_its_limits() -> None:
    assert shell_weight(0.0, 1.0) == 0
    for x in (1e-3, 1e-8, 1e-30, 1e-150):
        assert shell_weight(2 * x, 2.0) == approx(math.pi / 2 * x * x * (1 - x * x / 2 + x**4 / 3), rel=1e-14)
    for x in (1e5, 1e8, 1e30, 1e300):
        u = 1 / x
        assert shell_weight(x, 1.0) == approx(2 * math.pi * u * (1 - u + u * u / 3), rel=1e-14)
    below, at, above = np.asarray(shell_weight([1 - 1e-15, 1, 1 + 1e-15], 1.0))
    assert below == approx(at, rel=4e-15)
    assert above == approx(at, rel=4e-15)
    assert shell_weight(3, 1) == approx(1.4765599487989, rel=3e-14)
    assert shell_weight(np.ones((3, 1)), np.ones(2)).shape == (3, 2)


@pytest.mark.parametrize("x", [1e-4, 0.1, 0.2999999, 0.3000001, 0.9, 1.0, 1.1, 4.0, 300.0])
def test_ball_against_shells(x: float) -> None:
    a = 0.8
    edges = sorted({0.0, min(x, 1.0) * a, x * a})
    total = sum(
        quad(lambda R: float(shell_weight(R, a)), low, high, epsabs=0, epsrel=1e-13, limit=200)[0]
        for low, high in itertools.pairwise(edges)
    )
    assert ball(x * a, a) == approx(total, rel=1e-13)


def test_ball_at_its_limits() -> None:
    """R^3 inside; outside the logarithm, without a constant, and a first correction r12/(2R)."""
    assert ball(4.0, 1.0) == approx(5.8596631591047, rel=3e-14)
    assert ball(0.0, 1.0) == 0
    assert ball(1e-60, 1.0) == approx(math.pi / 3 * 1e-180, rel=1e-14)
    for x in (1e4, 1e6, 1e60, 1e200):
        assert ball(x, 1.0) == approx(
            2 * math.pi * (math.log(x / 2) + 1 / x - 1 / (6 * x * x)), rel=2e-13 * (x < 1e5) + 1e-15
        )
    low, high = np.asarray(ball([0.3 * (1 - 1e-15), 0.3], 1.0))
    assert low == approx(high, rel=4e-14)


@pytest.mark.parametrize("axis", [1.05, 1.5, 4.0])
def test_ellipsoid_against_shells(axis: float) -> None:
    """Shells inside of the minor axis are whole, those outside reach out to where near + far = 2 A."""
    a = 1.0
    minor = math.sqrt(axis * axis - a * a)

    def partial(R: float) -> float:
        low = abs(R - a)
        high = axis - math.sqrt(max(R * R + a * a - axis * axis, 0.0))

        def integrand(near: float) -> float:
            far = math.sqrt(2 * (R * R + a * a) - near * near)
            return 1 / (far * (2 * a + near + far))

        return 4 * math.pi * R / a * quad(integrand, low, high, epsrel=1e-12)[0]

    outer = sorted({minor, axis, *([a] if minor < a else [])})
    total = float(ball(minor, a)) + sum(
        quad(partial, low, high, epsrel=1e-10)[0] for low, high in itertools.pairwise(outer)
    )
    assert ellipsoid(axis, a) == approx(total, rel=1e-8)  # the square root at the minor axis
    assert ellipsoid(axis, a) == approx(2 * math.pi * math.log((axis + a) / (2 * a)), rel=1e-14)


def test_ellipsoid_at_its_limits() -> None:
    assert ellipsoid(1.0, 1.0) == 0
    assert ellipsoid(1 + 1e-9, 1.0) == approx(math.pi * 1e-9, rel=2e-7)
    assert ellipsoid(1e8, 1.0) == approx(float(ball(1e8, 1.0)), rel=1e-14)  # at that size a ball


def third_bodies(r12: float, density: Callable[[Array], Array], mass: float, top: float) -> float:
    """Integral over third bodies of their ring energy, prolate coordinates around the two bodies."""
    a = r12 / 2
    nodes, weights = np.polynomial.legendre.leggauss(60)
    edges = np.concatenate([[0], np.geomspace(0.02, top, 12)])
    half = 0.5 * np.diff(edges)[:, None]
    xi = 1 + (edges[:-1, None] + half * (1 + nodes)).ravel()
    wide = (half * weights).ravel()
    eta = nodes
    xi = xi[:, None]
    x = np.stack([a * np.sqrt((xi**2 - 1) * (1 - eta**2)), 0 * xi * eta, a * xi * eta], axis=-1)
    bodies = np.broadcast_to([[0, 0, a], [0, 0, -a], [0, 0, 0]], (*x.shape[:-1], 3, 3)).copy()
    bodies[..., 2, :] = x
    volume = 2 * math.pi * a**3 * (xi**2 - eta**2)
    energies = ring_energy(bodies, 1.0, mass) * density(np.linalg.norm(x, axis=-1)) * volume
    return float(wide @ energies @ weights)


@pytest.mark.parametrize("r12", [0.3, 1.0, 4.0])
def test_universe_is_the_sum_of_triangles(r12: float) -> None:
    """The prefactor and the weight: a Gaussian cloud, each of its bodies a triangle of its own."""
    direct = third_bodies(r12, lambda R: np.exp(-R * R), 0.0, 14 / r12)
    assert universe_energy(r12, lambda R: math.exp(-R * R), 7.0) == approx(direct, rel=1e-10)


@pytest.mark.parametrize("mass", [0.2, 1.0])
def test_a_massive_universe_is_a_shift_of_the_mass(mass: float) -> None:
    """Uniform density rho turns m^2 into m^2 - 2 rho: the triangles add up to that derivative of the two-body energy."""
    r = 1.3
    direct = third_bodies(r, np.ones_like, mass, 40 / (mass * r))
    assert direct == approx(-float(k0(2 * mass * r)) / (4 * math.pi**3 * r), rel=1e-10)
    pair, step = [[0, 0, 0], [0, 0, r]], 1e-3 * mass**2
    up, down = (float(ring_energy(pair, 1.0, math.sqrt(mass**2 + s))) for s in (step, -step))
    assert direct == approx(-2 * (up - down) / (2 * step), rel=1e-5)


def test_uniform_universe_has_a_logarithm() -> None:
    r = np.array([1.0, 10.0, 1e3, 1e9])
    energy = universe_energy(r, 2.0, 1e40, couplings=(3.0, 0.5))
    np.testing.assert_allclose(energy, -3.0 * np.log(1e40 / r) / (4 * math.pi**3 * r), rtol=1e-14)
    np.testing.assert_allclose(universe_energy(r, lambda R: 2.0, 1e40, couplings=(3.0, 0.5)), energy, rtol=1e-12)
    assert universe_energy(1.0, 1.0, 1e3, kind="complex") == approx(
        float(universe_energy(1.0, 1.0, 1e3)) / 4, rel=1e-15
    )


def test_feynman_prefactors_are_low_by_two_root_two_and_by_two() -> None:
    """G' taken from two bodies, c^2/(8 pi^4) = (G' m)^2; then his three-body coefficient (G' m)^3 pi^2."""
    x = triangle(1, 1.2, 1.7)
    kinds: list[tuple[Kind, float]] = [("real", 2 * math.sqrt(2)), ("complex", 2.0)]
    for kind, factor in kinds:
        two = -float(ring_energy(x[:2], 1.0, 0.0, kind)) * 2 / math.pi
        feynman = -(two**1.5) * math.pi**2 / (3.9 * 1.2 * 1.7)
        assert float(ring_energy(x, 1.0, 0.0, kind)) / feynman == approx(factor, rel=1e-13)


def test_tables_and_breaks() -> None:
    uniform = universe_energy([1.0, 20.0], 1.0, 5.0)
    np.testing.assert_allclose(universe_energy([1.0, 20.0], ([0, 1, 5], [1, 1, 1])), uniform, rtol=1e-12)
    np.testing.assert_allclose(universe_energy([1.0, 20.0], ([0, 50], [1, 1]), 5.0), uniform, rtol=1e-12)
    hollow = universe_energy(1.0, ([2, 5], [1, 1]))
    assert hollow == approx(float(universe_energy(1.0, 1.0, 5.0) - universe_energy(1.0, 1.0, 2.0)), rel=1e-12)
    stepped = universe_energy(1.0, lambda R: 1.0 if R > 2 else 0.0, 5.0, breaks=[2.0, 9.0])
    assert stepped == approx(float(hollow), rel=1e-12)
    linear = universe_energy(1.0, ([0, 1, 4], [2, 0.5, 0]))
    sloped = universe_energy(1.0, lambda R: 2 - 1.5 * R if R < 1 else (4 - R) / 6, 4.0, breaks=[1.0])
    assert linear == approx(float(sloped), rel=1e-12)
    assert universe_energy(1.0, lambda R: 1.0, 0.0) == 0
    assert np.asarray(universe_energy(np.ones((2, 3)), lambda R: R, 2.0)).shape == (2, 3)


def test_steep_profiles() -> None:
    """A halo that falls as R^-2: far away, 2 pi/R times R^-2, one power less than uniform by each."""
    energy = float(universe_energy(1e-3, lambda R: 1 / (1 + R * R), 1e12))
    # int dR (2 pi/R)/(1 + R^2) from the scale a, where w turns over: 2 pi ln(1/r12), no constant
    assert -energy * 1e-3 * 8 * math.pi**4 == approx(2 * math.pi * math.log(1e3), rel=1e-3)


@pytest.mark.parametrize("size", [1e-8, 1.0, 1e8, 1e80])
def test_clouds_are_found_wherever_they_are(size: float) -> None:
    """A Gaussian cloud far inside of the two bodies, and in a universe that is otherwise empty to 1e100."""
    energy = universe_energy(1.0, lambda R: math.exp(-((R / size) ** 2)) / size**3, 1e100)
    if size < 1e-3:  # w = 4 pi R^2: the two bodies and a third one half-way, with all that the cloud holds
        held = math.pi**1.5
        assert energy == approx(held * float(ring_energy([[0, 0, 0.5], [0, 0, -0.5], [0, 0, 0]], 1.0)), rel=1e-9)
    elif size > 1e3:  # 2 pi int dR e^{-R^2/size^2}/R from 1 = 2 pi (ln size - gamma/2)
        logarithm = 2 * math.pi * (math.log(size) - np.euler_gamma / 2) / size**3
        assert energy == approx(-logarithm / (8 * math.pi**4), rel=1e-7)
    else:
        assert energy == approx(float(universe_energy(1.0, lambda R: math.exp(-R * R), 7.0)), rel=1e-10)


def test_what_does_not_converge() -> None:
    rng = np.random.default_rng(SEED)
    with pytest.raises(NotConverged, match="breaks") as caught:
        universe_energy(1.0, lambda R: float(rng.uniform()), 5.0)
    assert caught.value.achieved > caught.value.asked
    with pytest.raises(InputError, match="density"):
        universe_energy(1.0, lambda R: math.nan, 5.0)


PAIR = [[0.0, 0, 0], [0, 0, 1]]
BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "nan": (lambda: ring_energy([[0, 0, math.nan], [0, 0, 1]], 1.0), "positions"),
    "infinite": (lambda: ring_energy([[0, 0, math.inf], [0, 0, 1]], 1.0), "positions"),
    "text": (lambda: ring_energy("here", 1.0), "positions"),
    "plane": (lambda: ring_energy([[0, 0], [0, 1]], 1.0), "positions"),
    "vector": (lambda: ring_energy([0, 0, 1], 1.0), "positions"),
    "one body": (lambda: ring_energy([[0, 0, 1]], 1.0), "positions"),
    "ten bodies": (lambda: ring_energy(np.random.default_rng(1).normal(size=(10, 3)), 1.0), "positions"),
    "coupling": (lambda: ring_energy(PAIR, [1.0, math.nan]), "couplings"),
    "couplings": (lambda: ring_energy(PAIR, [1.0, 1.0, 1.0]), "couplings"),
    "axes": (lambda: ring_energy([PAIR] * 3, np.ones((2, 2))), "couplings"),
    "complex coupling": (lambda: ring_energy(PAIR, [1j, 1.0]), "couplings"),
    "mass": (lambda: ring_energy(PAIR, 1.0, -0.1), "mass"),
    "mass nan": (lambda: ring_energy(PAIR, 1.0, math.nan), "mass"),
    "masses": (lambda: ring_energy(PAIR, 1.0, [0.0, 1.0]), "mass"),  # type: ignore[arg-type]
    "kind": (lambda: ring_energy(PAIR, 1.0, 0.0, "majorana"), "kind"),  # type: ignore[arg-type]
    "no orders": (lambda: total_energy(PAIR, 1.0, orders=1), "orders"),
    "half orders": (lambda: total_energy(PAIR, 1.0, orders=2.5), "orders"),  # type: ignore[arg-type]
    "many orders": (lambda: total_energy(PAIR, 1.0, orders=10), "orders"),
    "many rings": (lambda: total_energy(np.random.default_rng(1).normal(size=(60, 3)), 1.0, orders=6), "orders"),
    "resummed kind": (lambda: resummed_energy(PAIR, 1.0, 0.0, ""), "kind"),  # type: ignore[arg-type]
    "radius": (lambda: shell_weight(-1, 1), "R"),
    "no distance": (lambda: shell_weight(1, 0), "a"),
    "radius nan": (lambda: ball(math.nan, 1), "radius"),
    "inside the foci": (lambda: ellipsoid(0.9, 1), "axis"),
    "distance": (lambda: universe_energy(0.0, 1.0, 1.0), "r12"),
    "no radius": (lambda: universe_energy(1.0, 1.0), "radius"),
    "no radius of a function": (lambda: universe_energy(1.0, lambda R: 1.0), "radius"),
    "negative radius": (lambda: universe_energy(1.0, 1.0, -1.0), "radius"),
    "density": (lambda: universe_energy(1.0, math.inf, 1.0), "density"),
    "density text": (lambda: universe_energy(1.0, "much", 1.0), "density"),  # type: ignore[arg-type]
    "table of one": (lambda: universe_energy(1.0, ([0.0], [1.0])), "density"),
    "table of three columns": (lambda: universe_energy(1.0, ([0.0], [1.0], [1.0])), "density"),  # type: ignore[arg-type]
    "falling table": (lambda: universe_energy(1.0, ([1.0, 0.0], [1.0, 1.0])), "density"),
    "universe couplings": (lambda: universe_energy(1.0, 1.0, 1.0, couplings=(1.0, math.nan)), "couplings"),
    "universe kind": (lambda: universe_energy(1.0, 1.0, 1.0, kind="dirac"), "kind"),  # type: ignore[arg-type]
    "rtol": (lambda: universe_energy(1.0, 1.0, 1.0, rtol=0.0), "rtol"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input(name: str) -> None:
    call, field = BAD[name]
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.field == field
    assert field in str(caught.value)


def test_the_near_kind_is_named() -> None:
    with pytest.raises(UnknownName, match="real"):
        ring_energy(PAIR, 1.0, 0.0, "Real")  # type: ignore[arg-type]


@pytest.mark.parametrize("energy", [ring_energy, total_energy, resummed_energy])
def test_bodies_in_one_place_have_no_energy(energy: Callable[..., Any]) -> None:
    with pytest.raises(OutOfDomain, match="bodies 0 and 2 coincide"):
        energy([[0, 0, 1], [0, 1, 0], [0, 0, 1]], 1.0)


@pytest.mark.parametrize("width", [1e-4, 1e-3, 1e-2, 0.1])
def test_a_thin_shell_is_not_overlooked(width: float) -> None:
    """A Gaussian shell at 1e5 r12: area sqrt(pi) w R, weight 2 pi/R (1 - r12/2R)."""
    found = universe_energy(1.0, lambda R: math.exp(-(((R - 1e5) / (width * 1e5)) ** 2)), 1e12)
    assert found == approx(-2 * math.pi * math.sqrt(math.pi) * width / (8 * math.pi**4), rel=2 * width**2 + 1e-5)


def test_what_was_not_seen_is_not_zero() -> None:
    with pytest.raises(InputError, match="breaks"):
        universe_energy(1.0, lambda R: 1.0 if 1e5 < R < 1.0003e5 else 0.0, 1e12)
    found = universe_energy(1.0, lambda R: 1.0 if 1e5 < R < 1.0003e5 else 0.0, 1e12, breaks=(1e5, 1.0003e5))
    assert found == approx(-2 * math.pi * math.log(1.0003) / (8 * math.pi**4), rel=1e-5)
