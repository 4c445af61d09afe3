# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the leading parity-odd operator of a current-current exchange, from explicit Dirac spinors.

Natural units. Vertices gamma^mu (gV - gA gamma5) on both bodies (momenta p_a -> p_a', p1 + p2 = p1' + p2'), effective
propagator such that like vector charges repel with the kernel Ft:

    A = Ft [ubar(p1') gamma^mu (gV1 - gA1 gamma5) u(p1)] [ubar(p2') gamma_mu (gV2 - gA2 gamma5) u(p2)],   u^dag u = 1, Ft = 1,

a 4x4 matrix in the two spins; A -> gV1 gV2 Ft at rest, and A is the potential in momentum space, Vtilde(q),

    q = p1' - p1,     v = (p1 + p1')/(2 m1) - (p2 + p2')/(2 m2),     V(r) = int d^3q/(2 pi)^3 Vtilde(q) exp(i q.r), r = r1 - r2.

Its part odd in all momenta is, at leading order,

    Ft [ sigma1_v * sigma1.v + sigma2_v * sigma2.v + cross * (sigma1 x sigma2).(i q) ].

In position space v Ft -> (1/2) {p1/m1 - p2/m2, F(r)} and i q Ft -> grad F(r), the gradient with respect to r1 - r2.

Route: 4x4 gamma matrices (Dirac representation) and boosted spinors with 90 digits, random momenta of order 1e-20 times the
masses, projection on sigma1, sigma2 and sigma1 x sigma2 by traces. The terms left out are of relative order (p/m)^2 = 1e-40.

Checks made at each run, all of which must pass before the table is written:
* spinors: Dirac equation, normalisation; A = gV1 gV2 - gA1 gA2 sigma1.sigma2 at rest, to 1e-80;
* the odd part has no other structure: the projections are along v, v and q, the symmetric part and the rest vanish, to 1e-35;
* three sets of random momenta, and momenta 1e-3 as large, give the same coefficients to 1e-33;
* the vector current is conserved (each body keeping its energy), to 1e-80: a q^mu q^nu part of the propagator adds nothing;
* the formula sigma1_v = -gA1 gV2, sigma2_v = +gV1 gA2, cross = -(gV1 gA2/(2 m1) + gA1 gV2/(2 m2)), to 1e-33.
"""

from __future__ import annotations

from itertools import product
from random import Random

from mpmath import mp, mpf
from reference_tools import decimal, write_table

mp.dps = 90

CASES = 14


def kron(a, b):
    """Kronecker product."""
    n, k = a.rows, b.rows
    out = mp.matrix(n * k, n * k)
    for i, j in product(range(n * k), repeat=2):
        out[i, j] = a[i // k, j // k] * b[i % k, j % k]
    return out


I = mp.mpc(0, 1)
ONE = mp.matrix([[1, 0], [0, 1]])
PAULI = [mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, -I], [I, 0]]), mp.matrix([[1, 0], [0, -1]])]
GAMMA = [kron(PAULI[2], ONE), *(kron(I * PAULI[1], s) for s in PAULI)]  # gamma^mu, Dirac representation
METRIC = [1, -1, -1, -1]
UNIT = kron(ONE, ONE)
GAMMA5 = I * GAMMA[0] * GAMMA[1] * GAMMA[2] * GAMMA[3]


def trace(a):
    return sum(a[i, i] for i in range(a.rows))


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def spinors(p, m):
    """4x2 matrix: u(p) for the two rest-frame spins, u^dag u = 1."""
    energy = mp.sqrt(m * m + dot(p, p))
    sigma_p = p[0] * PAULI[0] + p[1] * PAULI[1] + p[2] * PAULI[2]
    out = mp.matrix(4, 2)
    norm = mp.sqrt((energy + m) / (2 * energy))
    for i, j in product(range(2), repeat=2):
        out[i, j] = norm * (1 if i == j else 0)
        out[2 + i, j] = norm * sigma_p[i, j] / (energy + m)
    slash = energy * GAMMA[0] - p[0] * GAMMA[1] - p[1] * GAMMA[2] - p[2] * GAMMA[3]
    assert mp.mnorm(slash * out - m * out) < 1e-80 * m
    assert mp.mnorm(out.H * out - ONE) < 1e-80
    return out


def current(p, p_out, m, gv, ga, mu: int):
    """2x2 matrix in the spin of one body: ubar(p') gamma^mu (gV - gA gamma5) u(p)."""
    return spinors(p_out, m).H * GAMMA[0] * GAMMA[mu] * (gv * UNIT - ga * GAMMA5) * spinors(p, m)


def amplitude(momenta, masses, couplings):
    """Spin matrix (body 1 x body 2) of j1^mu j2_mu."""
    (p1, p1_out), (p2, p2_out) = momenta
    gv1, ga1, gv2, ga2 = couplings
    total = mp.matrix(4, 4)
    for mu in range(4):
        one, two = current(p1, p1_out, masses[0], gv1, ga1, mu), current(p2, p2_out, masses[1], gv2, ga2, mu)
        total = total + METRIC[mu] * kron(one, two)
    return total


def reversed_momenta(momenta):
    return [tuple([-c for c in p] for p in pair) for pair in momenta]


def coefficients(momenta, masses, couplings) -> tuple:
    """(sigma1_v, sigma2_v, cross), and the largest piece of the odd part that is none of the three, relative to the momenta."""
    odd = (amplitude(momenta, masses, couplings) - amplitude(reversed_momenta(momenta), masses, couplings)) / 2
    (p1, p1_out), (p2, p2_out) = momenta
    q = [a - b for a, b in zip(p1_out, p1, strict=True)]
    v1 = [(a + b) / (2 * masses[0]) for a, b in zip(p1_out, p1, strict=True)]
    v2 = [(a + b) / (2 * masses[1]) for a, b in zip(p2_out, p2, strict=True)]
    v = [a - b for a, b in zip(v1, v2, strict=True)]
    a_vector = [trace(kron(s, ONE) * odd) / 4 for s in PAULI]
    b_vector = [trace(kron(ONE, s) * odd) / 4 for s in PAULI]
    tensor = [[trace(kron(s, t) * odd) / 4 for t in PAULI] for s in PAULI]
    c_vector = [(tensor[i][j] - tensor[j][i]) / 2 for i, j in ((1, 2), (2, 0), (0, 1))]
    s1, s2, c = dot(a_vector, v) / dot(v, v), dot(b_vector, v) / dot(v, v), dot(c_vector, q) / (I * dot(q, q))
    scale = mp.sqrt(dot(v, v))
    rest = [abs(trace(odd)), *(abs(tensor[i][j] + tensor[j][i]) for i, j in product(range(3), repeat=2))]
    rest += [abs(x) for x in cross(a_vector, v)] + [abs(x) for x in cross(b_vector, v)]
    rest = [x / scale for x in rest[:10]] + [x / scale**2 for x in rest[10:]]
    rest += [abs(x) / dot(q, q) for x in cross(c_vector, q)]
    imaginary = max(abs(mp.im(x)) for x in (s1, s2, c))
    return (mp.re(s1), mp.re(s2), mp.re(c)), max(*rest, imaginary)


def random_momenta(random: Random, scale):
    def vector():
        return [scale * mpf(random.randint(-(10**12), 10**12)) / 10**12 for _ in range(3)]

    p1, p2, q = vector(), vector(), vector()
    return [(p1, [a + b for a, b in zip(p1, q, strict=True)]), (p2, [a - b for a, b in zip(p2, q, strict=True)])]


def check_rest() -> None:
    """At rest: A = gV1 gV2 - gA1 gA2 sigma1.sigma2."""
    zero = [mpf(0)] * 3
    couplings = [mpf("0.3"), mpf("-0.8"), mpf("1.7"), mpf("0.45")]
    at_rest = amplitude([(zero, zero), (zero, zero)], [mpf(2), mpf(5)], couplings)
    expected = couplings[0] * couplings[2] * kron(ONE, ONE)
    for s in PAULI:
        expected = expected - couplings[1] * couplings[3] * kron(s, s)
    assert mp.mnorm(at_rest - expected) < 1e-80


def check_longitudinal(random: Random) -> None:
    """(q.j1)(q.j2), P-odd part: zero when each body keeps its energy, since the vector current is then conserved."""
    m1, m2 = mpf("1.3"), mpf("0.7")
    q = [mpf(random.randint(-99, 99)) / 10**5 for _ in range(3)]

    def elastic(m, sign):  # average momentum orthogonal to q: |p| = |p'|
        average = cross(q, [mpf(random.randint(-99, 99)) / 10 for _ in range(3)])
        return (
            [m * a - sign * b / 2 for a, b in zip(average, q, strict=True)],
            [m * a + sign * b / 2 for a, b in zip(average, q, strict=True)],
        )

    one, two = elastic(m1, 1), elastic(m2, -1)
    for p, p_out, m in ((*one, m1), (*two, m2)):
        divergence = mp.matrix(2, 2)
        for mu in (1, 2, 3):
            divergence = divergence + q[mu - 1] * current(p, p_out, m, mpf(1), mpf(0), mu)
        assert mp.mnorm(divergence) < 1e-80


def formula(masses, couplings) -> tuple:
    gv1, ga1, gv2, ga2 = couplings
    return -ga1 * gv2, gv1 * ga2, -(gv1 * ga2 / (2 * masses[0]) + ga1 * gv2 / (2 * masses[1]))


def main() -> None:
    random = Random(20240517)
    check_rest()
    check_longitudinal(random)
    inputs = [
        ["1", "1", "1", "0", "0", "1"],
        ["1", "1", "0", "1", "1", "0"],
        ["0.000511", "0.938272", "1", "1", "1", "1"],
    ]
    while len(inputs) < CASES:
        masses = [f"{10 ** random.uniform(-2, 2):.6g}" for _ in range(2)]
        inputs.append([*masses, *(f"{random.uniform(-2, 2):.6f}" for _ in range(4))])
    rows, worst_rest, worst_spread, worst_formula = [], mpf(0), mpf(0), mpf(0)
    for line in inputs:
        masses, couplings = [mpf(x) for x in line[:2]], [mpf(x) for x in line[2:]]
        expected, results = formula(masses, couplings), []
        for scale in ("1e-20", "1e-20", "1e-20", "1e-23"):
            momenta = random_momenta(random, mpf(scale) * min(masses))
            values, rest = coefficients(momenta, masses, couplings)
            results.append(values)
            worst_rest = max(worst_rest, rest)
        for k in range(3):
            size = max(abs(expected[k]), abs(couplings[0] * couplings[3]) + abs(couplings[1] * couplings[2]))
            worst_formula = max(worst_formula, *(abs(values[k] - expected[k]) / size for values in results))
            worst_spread = max(worst_spread, *(abs(values[k] - results[-1][k]) / size for values in results))
        printed = [value if abs(value) > mpf(10) ** -30 else mpf(0) for value in results[-1]]
        rows.append([*line, *(decimal(value) for value in printed)])
    print("largest piece of another structure", mp.nstr(worst_rest, 3))
    print("largest spread between momenta", mp.nstr(worst_spread, 3))
    print("largest difference to the formula", mp.nstr(worst_formula, 3))
    assert worst_rest < 1e-35
    assert worst_spread < 1e-33
    assert worst_formula < 1e-33
    header = [
        "Leading parity-odd operator of a current-current exchange between two Dirac particles, explicit spinors.",
        "Momentum space: Ft(q) [sigma1_v sigma1.v + sigma2_v sigma2.v + cross (sigma1 x sigma2).(i q)], Ft the kernel",
        "  that multiplies gV1 gV2 in the spin-independent potential; q = p1' - p1; v = p1/m1 - p2/m2 with p the average",
        "  of the initial and the final momentum. Vertices gamma^mu (gV - gA gamma5) on both bodies; static limit",
        "  gV1 gV2 - gA1 gA2 sigma1.sigma2.",
        "Position space: sigma_v sigma.(1/2){p1/m1 - p2/m2, F(r)} and cross (sigma1 x sigma2).grad F(r), the gradient with",
        "  respect to r1 - r2.",
        "Columns: m1, m2 (masses); gV1, gA1, gV2, gA2; sigma1_v, sigma2_v (no unit); cross (1/mass). Inputs are exact decimals.",
        "Script: make_parity_odd.py (4x4 Dirac matrices and boosted spinors, momenta 1e-23 of the lighter mass).",
        "Trustworthy digits: 30.",
    ]
    columns = ["m1", "m2", "gV1", "gA1", "gV2", "gA2", "sigma1_v", "sigma2_v", "cross"]
    write_table("parity_odd.csv", header, columns, rows)


if __name__ == "__main__":
    main()
