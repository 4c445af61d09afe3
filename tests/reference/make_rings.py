# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the connected N-body energy of point sources that share pairs of scalars.

Route with a mass: the (N-1)-fold integral over the Euclidean times of the bodies, no frequency in it,

    E_N = -(2^N/2) c1...cN sum_{directed rings} int dtau_2...dtau_N prod_edges D(tau_a - tau_b, r_ab),  D = m K1(m x)/(4 pi^2 x),

x^2 = r^2 + tau^2, by the trapezoid rule with one step for all times. The propagators are even, so that the sum over the lattice
of times is the middle coefficient of a product of N polynomials, taken in ball arithmetic. A complex scalar has 2^(1-N) of it.
Route without a mass: N = 2, 3 by nested quadrature over times, D = 1/(4 pi^2 x^2); N = 4, 5 by the integral over frequency.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise, permutations

from flint import arb, arb_poly, ctx
from mpmath import mp, mpf
from reference_tools import decimal, log10_abs, relative, to_arb, to_mpf, write_table

mp.dps = 50
ctx.prec = 320  # Bessel functions of medium argument lose a hundred bits

SHAPES = {  # binary fractions, so that doubles hold them exactly
    "pair": ("0 0 0; 0 0 1", "1 1"),
    "triangle": ("0 0 0; 1 0 0; 0.25 1.5 0", "1 1 1"),
    "scalene": ("0.5 -1 0.25; 2 0.75 -0.5; -1.25 0.5 1.75", "2 0.5 -1.5"),
    "needle": ("0 0 0; 1 0 0; 40 0.5 0", "1 1 1"),
    "line": ("0 0 0; 0 0 1; 0 0 3", "1 -2 1"),
    "four": ("0 0 0; 1 0.25 0; 0.25 1.5 0.5; -0.5 0.75 2", "1 2 -0.5 1.5"),
    "five": ("0 0 0; 1 0.25 0; 0.25 1.5 0.5; -0.5 0.75 2; 1.5 -1.25 0.75", "1 2 -0.5 1.5 0.25"),
}
CASES = [
    *[("pair", m) for m in ("0", "1", "20")],
    *[("triangle", m) for m in ("0", "0.0625", "0.75", "3", "20", "300")],
    *[("scalene", m) for m in ("0", "0.75", "3")],
    *[("needle", m) for m in ("0.0625", "0.75")],
    ("line", "0.75"),
    *[("four", m) for m in ("0", "0.0625", "0.75", "5")],
    *[("five", m) for m in ("0", "0.75", "5")],
]


def distance(a, b):
    return mp.sqrt(mp.fsum((x - y) ** 2 for x, y in zip(a, b, strict=True)))


def rings(count: int) -> list:
    """All (N-1)! directed rings as lists of bodies."""
    return [(0, *order) for order in permutations(range(1, count))]


@cache
def table(m, r, step, half: int) -> list:
    """D(k step, r) for -half <= k <= half."""
    ball_m, square, ball_step = to_arb(m), to_arb(r) ** 2, to_arb(step)
    side = []
    for k in range(half + 1):
        x = (square + (k * ball_step) ** 2).sqrt()
        side.append(ball_m * (ball_m * x).bessel_k(arb(1)) / (4 * arb.pi() ** 2 * x))
    return side[:0:-1] + side


def lattice_sum(tables: list, step):
    """The trapezoid rule for one ring: where the times of its edges add up to zero."""
    product = arb_poly([arb(1)])
    for values in tables[:-1]:
        product = product * arb_poly(values)
    size, last = len(tables[0]), tables[-1]
    first = (len(tables) - 2) * (size - 1) // 2  # total time of the others opposite to that of the last
    total = sum((product[first + k] * last[k] for k in range(size)), arb(0))
    assert total.rel_accuracy_bits() > 90
    return to_mpf(total) * step ** (len(tables) - 1)


def time_ring(m, edges: list):
    """Euclidean-time integral of a ring, and its change when the step is doubled."""
    shortest = min(edges)
    step = min(shortest / 12, mp.sqrt(shortest / m) / 5)
    half = int(mp.ceil((32 / m + sum(edges) / 2) / step / 2)) * 2
    tables = [table(m, r, step, half) for r in edges]
    fine = lattice_sum(tables, step)
    return fine, relative(lattice_sum([values[::2] for values in tables], 2 * step), fine)


def frequency_ring(m, edges: list):
    """The same ring as one integral over frequency."""
    p = sum(edges)
    scale = mp.sqrt(m / p) + 1 / p
    nodes = [x * scale for x in (0, 1, 3, 8, 20, 60, 200)]
    integral = mp.quad(lambda w: mp.exp(-p * (mp.sqrt(w * w + m * m) - m)), nodes) * mp.exp(-p * m) / mp.pi
    return integral / mp.fprod(4 * mp.pi * r for r in edges)


def massless_times(edges: list):
    """Two or three massless propagators, nested quadrature over times, 28 digits."""

    def propagator(tau, r):
        return 1 / (4 * mp.pi**2 * (tau * tau + r * r))

    def rest(s):
        if len(edges) == 2:
            return propagator(s, edges[1])
        nodes = [-mp.inf, min(0, s), *([s / 2] if s else []), max(0, s), mp.inf]
        nodes = [x for k, x in enumerate(nodes) if not k or x != nodes[k - 1]]
        return mp.quad(lambda t: propagator(t, edges[1]) * propagator(s - t, edges[2]), nodes)

    with mp.workdps(28):
        return 2 * mp.quad(lambda s: propagator(s, edges[0]) * rest(s), [0, 1, 4, mp.inf])


def energy(m, points: list, couplings: list):
    """E_N of a real scalar, the route, and the difference to the integral over frequency."""
    count = len(points)
    r = {pair: distance(points[pair[0]], points[pair[1]]) for pair in combinations(range(count), 2)}
    total, other, worst = mpf(0), mpf(0), mpf(0)
    route = "times" if m or count < 4 else "frequency"
    done = {}
    for ring in rings(count):
        edges = [r[min(a, b), max(a, b)] for a, b in pairwise((*ring, ring[0]))]
        key = tuple(sorted(edges))
        if key not in done:
            by_frequency = frequency_ring(m, edges)
            if m:
                value, change = time_ring(m, edges)
                worst = max(worst, change)
            elif count < 4:
                value = massless_times(edges)
            else:
                value = by_frequency
            done[key] = value, by_frequency
        total, other = total + done[key][0], other + done[key][1]
    factor = -(mpf(2) ** (count - 1)) * mp.fprod(couplings)
    assert worst < mpf(10) ** -13, (
        points,
        mp.nstr(m, 4),
        mp.nstr(worst, 3),
    )  # so that the step itself is good to its square
    assert relative(total, other) < mpf(10) ** -24, (points, mp.nstr(m, 4), mp.nstr(relative(total, other), 3))
    return factor * total, route, relative(total, other)


def check_known() -> None:
    """Two bodies in closed form; a triangle by its sides, against values printed elsewhere."""
    for mass, distance_ in (("1", "1"), ("0.3", "2")):
        m, r = mpf(mass), mpf(distance_)
        value, change = time_ring(m, [r, r])
        assert change < 1e-13
        assert relative(2 * value, m * mp.besselk(1, 2 * m * r) / (8 * mp.pi**3 * r**2)) < 1e-26
    sides = [mpf("1"), mpf("1.2"), mpf("1.7")]
    assert relative(8 * time_ring(mpf("0.8"), sides)[0], mpf("1.751033218878e-5")) < 1e-12
    assert relative(8 * massless_times(sides), mpf("0.0001612930846953")) < 1e-12


def main() -> None:
    mp.dps = 40
    check_known()
    rows, largest = [], mpf(0)
    for shape, mass in CASES:
        positions, couplings = SHAPES[shape]
        points = [[mpf(x) for x in point.split()] for point in positions.split(";")]
        value, route, difference = energy(mpf(mass), points, [mpf(c) for c in couplings.split()])
        table.cache_clear()
        largest = max(largest, difference)
        for kind, factor in (("real", 1), ("complex", mpf(2) ** (1 - len(points)))):
            row = [shape, kind, mass, positions, couplings, route, decimal(value * factor, 24)]
            rows.append([*row, log10_abs(value * factor, 26)])
        print(shape, mass, mp.nstr(difference, 3), flush=True)
    print("largest difference to the integral over frequency", mp.nstr(largest, 3))
    header = [
        "Connected N-body energy of static point sources L = c phi^2 (real) or c phi^* phi (complex); positive repels.",
        "Columns: case; kind; mass_eV (eV, exact); positions_inv_eV (eV^-1, exact; x y z of each body, bodies separated by ;);",
        "  couplings_inv_eV (eV^-1, exact, in the order of the bodies); route (times: integral over Euclidean times;",
        "  frequency: integral over frequency); energy_eV (eV, exponent of any size); log10_abs (log10 |E/eV|).",
        "Script: make_rings.py (Euclidean times; checked there by the integral over frequency).",
        "Trustworthy digits: all printed ones.",
    ]
    columns = "case,kind,mass_eV,positions_inv_eV,couplings_inv_eV,route,energy_eV,log10_abs"
    write_table("rings.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
