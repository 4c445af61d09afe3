# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the tensor-tensor pair potential between static spins, massless and massive Dirac psi.

L = -g fbar sigma^mn f psibar sigma_mn psi (sum over all m, n), g = 1, natural units, contact terms left out:

    V = ss * sigma1.sigma2 + rr * (sigma1.rhat)(sigma2.rhat).

For a static non-relativistic source fbar sigma^ij f -> eps^ijk sigma^k and fbar sigma^0i f -> 0, so the Hamiltonian is
H = g sigma^k T^k, T^k = eps^ijk psibar sigma_ij psi. Route: the Euclidean position form, no spectral function,

    V = -sigma1^a sigma2^b int dtau <T^a(tau, r) T^b(0)>,     <T^a T^b> = -tr[t^a S(x) t^b S(-x)],
    S(x) = (-gamma^0 tau + i gamma^k x^k) D'(x)/x + m D(x),   t^a = eps^ija sigma_ij,  sigma_ij = (i/2) [gamma_i, gamma_j],
    D(x) = m K1(m x)/(4 pi^2 x),   D'(x) = -m^2 K2(m x)/(4 pi^2 x),   x^2 = r^2 + tau^2.

The trace gives (by hand, and compared with explicit 4x4 matrices at every run)

    <T^a T^b> = 16 { delta^ab [ (tau^2 - r^2) D'^2/x^2 - m^2 D^2 ] + 2 x^a x^b D'^2/x^2 },
    ss = -16 int dtau [ (tau^2 - r^2) D'^2/x^2 - m^2 D^2 ],       rr = -32 int dtau (r^2/x^2) D'^2.

tau = r sinh v makes the integrands even and analytic in |Im v| < pi/2: equal steps in v converge geometrically.
exp(-2 m r) is taken out with scaled Bessel functions, in ball arithmetic.

Checks made at each run, all of which must pass before the table is written:
* the static limit of fbar sigma^mn f, and the trace, with explicit gamma matrices, to 1e-40;
* every entry: the sum with half as many points agrees to 1e-27;
* massless: [2 ss - 5 rr]/(2 pi^3 r^5), to 1e-40;
* massive: a dispersive integral, from two-particle phase space (moments of p1^m p2^n), to 1e-27.
"""

from __future__ import annotations

from functools import partial
from itertools import product

from flint import acb, arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 80
ctx.prec = 330

MASSES = ["0", "0.1", "1", "3"]
DISTANCES = ["0.01", "0.3", "1", "5", "40"]


def kron(a, b):
    """Kronecker product of two 2x2 matrices."""
    out = mp.matrix(4, 4)
    for i, j in product(range(4), repeat=2):
        out[i, j] = a[i // 2, j // 2] * b[i % 2, j % 2]
    return out


I = mp.mpc(0, 1)
ONE = mp.matrix([[1, 0], [0, 1]])
PAULI = [mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, -I], [I, 0]]), mp.matrix([[1, 0], [0, -1]])]
GAMMA = [kron(PAULI[2], ONE), *(kron(I * PAULI[1], s) for s in PAULI)]  # gamma^mu, Dirac representation
METRIC = [1, -1, -1, -1]
UNIT = kron(ONE, ONE)


def sigma_up(m: int, n: int):
    return (GAMMA[m] * GAMMA[n] - GAMMA[n] * GAMMA[m]) * (I / 2)


def sigma_down(m: int, n: int):
    return METRIC[m] * METRIC[n] * sigma_up(m, n)


def levi_civita(i: int, j: int, k: int) -> int:
    return (i - j) * (j - k) * (k - i) // 2


def trace(a):
    return sum(a[i, i] for i in range(4))


def fermion_propagator(tau, x, m):
    distance = mp.sqrt(tau**2 + sum(c * c for c in x))
    d = m * mp.besselk(1, m * distance) / (4 * mp.pi**2 * distance)
    dp = -m * m * mp.besselk(2, m * distance) / (4 * mp.pi**2 * distance)
    slash = -tau * GAMMA[0] + I * x[0] * GAMMA[1] + I * x[1] * GAMMA[2] + I * x[2] * GAMMA[3]
    return slash * (dp / distance) + m * d * UNIT, d, dp, distance


def check_traces() -> None:
    # a spinor at rest has upper components only: ubar sigma^mn u is the upper left block of gamma^0 sigma^mn
    for m, n in product(range(4), repeat=2):
        block = (GAMMA[0] * sigma_up(m, n))[0:2, 0:2]
        expected = mp.matrix(2, 2)
        if m and n:
            for k in range(3):
                expected = expected + levi_civita(m - 1, n - 1, k) * PAULI[k]
        assert mp.mnorm(block - expected) < 1e-60, (m, n)
    operators = []
    for k in range(3):
        total = mp.matrix(4, 4)
        for i, j in product(range(3), repeat=2):
            total = total + levi_civita(i, j, k) * sigma_down(i + 1, j + 1)
        operators.append(total)
    tau, x, m = mpf("0.37"), [mpf("0.6"), mpf("-0.85"), mpf("0.2")], mpf("0.7")
    forward, d, dp, distance = fermion_propagator(tau, x, m)
    backward = fermion_propagator(-tau, [-c for c in x], m)[0]
    space = sum(c * c for c in x)
    for a, b in product(range(3), repeat=2):
        correlator = -trace(operators[a] * forward * operators[b] * backward)
        delta = 1 if a == b else 0
        first = delta * ((tau**2 - space) * dp**2 / distance**2 - m**2 * d**2)
        expected = 16 * (first + 2 * x[a] * x[b] * dp**2 / distance**2)
        assert abs(correlator - expected) < 1e-40, (a, b, correlator, expected)


def step_for(a: float) -> float:
    """Step in v for exponent a = 2 m r: twice this step already gives about 30 digits."""
    return 0.05 / (1 + a / 26) ** 0.5


def propagators(m: arb, x: arb, shift: arb) -> tuple[arb, arb]:
    """4 pi^2 (m D, D') at x, times exp(m r); shift = x - r."""
    if m == 0:
        return arb(0), -2 / x**3
    z, decay = m * x, (-m * shift).exp()
    return decay * m * m * z.bessel_k(1, scaled=True) / x, -decay * m * m * z.bessel_k(2, scaled=True) / x


def potential(mass: str, distance: str) -> tuple[list, list]:
    """(ss, rr), and the same from half as many points."""
    m, r = to_arb(mpf(mass)), to_arb(mpf(distance))
    h = to_arb(mpf(step_for(float(2 * mpf(mass) * mpf(distance)))))
    sums = [[arb(0), arb(0)], [arb(0), arb(0)]]
    k = 0
    while True:
        v = k * h
        x, shift, tanh2 = r * v.cosh(), 2 * r * (v / 2).sinh() ** 2, v.tanh() ** 2
        md, dp = propagators(m, x, shift)
        weight = x * (1 if k == 0 else 2)  # dtau
        terms = [
            -16 * weight * ((2 * tanh2 - 1) * dp * dp - md * md),
            -32 * weight * (1 - tanh2) * dp * dp,
        ]
        sums[k % 2] = [a + b for a, b in zip(sums[k % 2], terms, strict=True)]
        if k > 40 and all(abs(term) < abs(total) * 1e-52 for term, total in zip(terms, sums[0], strict=True)):
            break
        k += 1
    factor = mp.exp(-2 * mpf(mass) * mpf(distance)) / (4 * mp.pi**2) ** 2
    total = [h * (even + odd) for even, odd in zip(*sums, strict=True)]
    assert all(value.rel_accuracy_bits() > 180 for value in total), total
    return [factor * to_mpf(value) for value in total], [factor * to_mpf(2 * h * even) for even in sums[0]]


def dispersive_integrand(w: acb, analytic: bool, *, m: arb, r: arb, which: int) -> acb:
    """Integrand in w, sqrt(t) = 2 m + w^2; which = 0 (ss), 1 (rr); exp(-2 m r) taken out.

    D^2 = int dt beta/(16 pi^2) D_t and (d_M D)(d_N D) = int dt beta/(16 pi^2) [B d_M d_N + A delta_MN] D_t with
    A = t beta^2/12, B = 1/4 - beta^2/12 from the average of p1^m p2^n; int dtau D_t = exp(-sqrt(t) r)/(4 pi r).
    """
    root = 2 * m + w * w
    t = root * root
    beta = w * (root + 2 * m).sqrt(analytic=analytic) / root
    a, b = t * beta**2 / 12, arb(1) / 4 - beta**2 / 12
    first = -(1 + root * r) / r**2  # derivatives of y = exp(-mu r)/r over exp(-mu r)
    second = (2 + 2 * root * r + t * r * r) / r**3
    # ss: -16 (D'^2 - m^2 D^2) + 32 (r^2/x^2) D'^2, the last from the trace of (d_a D)(d_b D); rr: -32 times its rhat rhat part
    traced = (-16 * (t / 2 - 2 * m * m) + 32 * (b * t + 3 * a)) / r
    kernel = traced if which == 0 else -32 * b * (second - first / r)
    return kernel * beta / (16 * arb.pi() ** 2) * (-w * w * r).exp() * 4 * w * root / (4 * arb.pi())


def dispersive(m, r) -> list:
    am, ar = to_arb(m), to_arb(r)
    out = []
    for which in (0, 1):
        integrand = partial(dispersive_integrand, m=am, r=ar, which=which)
        value = acb.integral(integrand, 0, (arb(150) / ar).sqrt(), rel_tol=arb(10) ** -40, abs_tol=arb(10) ** -60)
        out.append(to_mpf(value.real) * mp.exp(-2 * m * r))
    return out


def main() -> None:
    check_traces()
    rows, worst_step, worst_dispersive, worst_massless = [], mpf(0), mpf(0), mpf(0)
    for mass, distance in product(MASSES, DISTANCES):
        m, r = mpf(mass), mpf(distance)
        values, half = potential(mass, distance)
        worst_step = max(worst_step, *(relative(a, b) for a, b in zip(half, values, strict=True)))
        if m == 0:
            known = [2 / (2 * mp.pi**3 * r**5), -5 / (2 * mp.pi**3 * r**5)]
            worst_massless = max(worst_massless, *(relative(a, b) for a, b in zip(values, known, strict=True)))
        else:
            other = dispersive(m, r)
            worst_dispersive = max(worst_dispersive, *(relative(a, b) for a, b in zip(other, values, strict=True)))
        rows.append([mass, distance, *(decimal(value) for value in values)])
    print("largest change with half the points", mp.nstr(worst_step, 3))
    print("largest difference to the massless closed form", mp.nstr(worst_massless, 3))
    print("largest difference to the dispersive integral", mp.nstr(worst_dispersive, 3))
    assert worst_step < 1e-27
    assert worst_massless < 1e-40
    assert worst_dispersive < 1e-27
    header = [
        "Tensor-tensor pair potential between static spins, L = -g fbar sigma^mn f psibar sigma_mn psi, Dirac psi.",
        "V = ss * sigma1.sigma2 + rr * (sigma1.rhat)(sigma2.rhat); contact terms left out; V > 0 repels.",
        "Natural units (hbar = c = 1), g = 1 at each source (sum over all m and n, both orders).",
        "Columns: m (mass of psi); r (distance, 1/mass); ss, rr (decimal strings). Inputs are exact decimals.",
        "Script: make_tensor_pair.py (Euclidean position integral; checked there by a dispersive integral).",
        "Trustworthy digits: 28.",
    ]
    write_table("tensor_pair.csv", header, ["m", "r", "ss", "rr"], rows)


if __name__ == "__main__":
    main()
