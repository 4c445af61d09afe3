# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the axial-axial (spin-spin) potential of two-neutrino exchange with a V-A contact interaction.

Natural units, G_F = 1, axial couplings gA gA' = 1, one ordered pair (i, j) with C_ij = 1 and (Majorana) N_ij = n:

    V_AA = ss * sigma1.sigma2 + rr * (sigma1.rhat)(sigma2.rhat),      contact terms left out.

Route: the Euclidean position form, no spectral function. A static spin couples as H = (1/sqrt2) sigma^k j^k(x) to
j^k = nubar_i gamma^k (1 - gamma5) nu_j, so

    V_AA = -(1/2) sigma1^a sigma2^b  int dtau <j^a(tau, r) j^b(0)>,
    <j^a j^b> = C (-tr[G^a S_i(x) G^b S_j(-x)])  +  [Majorana] N (-tr[G^a S_i(x) Gc^b S_j(-x)]),
    G^a = gamma^a (1 - gamma5),    Gc = Cc^-1 G^T Cc = -gamma^b (1 + gamma5)   (Cc = i gamma^2 gamma^0),
    S(x) = (-gamma^0 tau + i gamma^k x^k) D'(x)/x + m D(x),
    D(x) = m K1(m x)/(4 pi^2 x),   D'(x) = -m^2 K2(m x)/(4 pi^2 x),   x^2 = r^2 + tau^2.

The traces give (by hand, and compared with explicit 4x4 matrices at every run)

    ss = -4 int dtau { C D_i' D_j'  -  [Majorana] N m_i m_j D_i D_j },        rr = +8 C int dtau (r^2/x^2) D_i' D_j'.

tau = r sinh v makes the integrand even and analytic in |Im v| < pi/2: equal steps in v converge geometrically. The
factor exp(-(m_i + m_j) r) is taken out with scaled Bessel functions, in ball arithmetic.

Checks made at each run, all of which must pass before the table is written:
* the traces (space and time components, Dirac and Majorana) against explicit gamma matrices, to 1e-40;
* every entry: the sum with half as many points agrees to 1e-27;
* every entry: the dispersive integral over t of the T and L functions, to 1e-27 (massless: closed form, to 1e-40);
* published values of ss, rr (13 digits), and of the spin-independent potential from the same code (13 digits).
"""

from __future__ import annotations

from functools import partial

from flint import acb, arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 80
ctx.prec = 330

PAIRS = [("0", "0"), ("1", "1"), ("0.3", "1.1"), ("0", "1"), ("1e-3", "0.5")]
NATURES = [("dirac", "0"), ("majorana", "1"), ("majorana", "-1"), ("majorana", "-0.4")]
DISTANCES = ["1e-3", "0.1", "1", "4", "30"]


def matrix(rows):
    return mp.matrix(rows)


def kron(a, b):
    """Kronecker product of two 2x2 matrices."""
    out = mp.matrix(4, 4)
    for i in range(4):
        for j in range(4):
            out[i, j] = a[i // 2, j // 2] * b[i % 2, j % 2]
    return out


ONE = matrix([[1, 0], [0, 1]])
PAULI = [matrix([[0, 1], [1, 0]]), matrix([[0, mp.mpc(0, -1)], [mp.mpc(0, 1), 0]]), matrix([[1, 0], [0, -1]])]
GAMMA = [kron(PAULI[2], ONE), *(kron(mp.mpc(0, 1) * PAULI[1], s) for s in PAULI)]  # Dirac representation
GAMMA5 = kron(PAULI[0], ONE)
UNIT = kron(ONE, ONE)


def trace(a):
    return sum(a[i, i] for i in range(4))


def propagator_matrix(tau, x, m):
    """S(tau, x) of a Dirac field, and D, D' at the same point."""
    distance = mp.sqrt(tau**2 + sum(c * c for c in x))
    d = m * mp.besselk(1, m * distance) / (4 * mp.pi**2 * distance)
    dp = -m * m * mp.besselk(2, m * distance) / (4 * mp.pi**2 * distance)
    slash = -tau * GAMMA[0]
    for k in range(3):
        slash = slash + mp.mpc(0, 1) * x[k] * GAMMA[k + 1]
    return slash * (dp / distance) + m * d * UNIT, d, dp, distance


def check_traces() -> None:
    """The formulas of the docstring against explicit matrices; mu, nu = 0..3 (0: the spin-independent one)."""
    tau, x, mi, mj = mpf("0.37"), [mpf("0.6"), mpf("-0.85"), mpf("0.2")], mpf("0.3"), mpf("1.1")
    s_i, d_i, dp_i, distance = propagator_matrix(tau, x, mi)
    s_j, d_j, dp_j, _ = propagator_matrix(-tau, [-c for c in x], mj)
    conjugation = mp.mpc(0, 1) * GAMMA[2] * GAMMA[0]
    assert mp.mnorm(conjugation * conjugation + UNIT) == 0
    for mu in range(4):
        for nu in range(4):
            g_mu, g_nu = GAMMA[mu] * (UNIT - GAMMA5), GAMMA[nu] * (UNIT - GAMMA5)
            g_nu_c = -conjugation * g_nu.T * conjugation
            assert mp.mnorm(g_nu_c + GAMMA[nu] * (UNIT + GAMMA5)) == 0
            dirac, majorana = -trace(g_mu * s_i * g_nu * s_j), -trace(g_mu * s_i * g_nu_c * s_j)
            if mu == nu == 0:
                expected, extra = 8 * (2 * tau**2 / distance**2 - 1) * dp_i * dp_j, 8 * mi * mj * d_i * d_j
            elif 0 in (mu, nu):  # odd in tau, integrates to zero
                expected, extra = mp.mpc(0, 16) * tau * x[mu + nu - 1] / distance**2 * dp_i * dp_j, 0
            else:
                delta = 1 if mu == nu else 0
                expected = 8 * (delta - 2 * x[mu - 1] * x[nu - 1] / distance**2) * dp_i * dp_j
                extra = -8 * delta * mi * mj * d_i * d_j
            assert abs(dirac - expected) < 1e-40, (mu, nu, dirac, expected)
            assert abs(majorana - extra) < 1e-40, (mu, nu, majorana, extra)


def step_for(a: float) -> float:
    """Step in v for exponent a = (m_i + m_j) r: twice this step already gives about 30 digits."""
    return 0.052 / (1 + a / 26) ** 0.5


def propagators(m: arb, x: arb, shift: arb) -> tuple[arb, arb]:
    """4 pi^2 D and 4 pi^2 D' at x, times exp(m r); shift = x - r."""
    if m == 0:
        return 1 / x**2, -2 / x**3
    z, decay = m * x, (-m * shift).exp()
    return decay * m * z.bessel_k(1, scaled=True) / x, -decay * m * m * z.bessel_k(2, scaled=True) / x


def time_integrals(mi, mj, r) -> tuple[list, list]:
    """The integrals of D_i'D_j', (r^2/x^2) D_i'D_j', (1 - 2 tau^2/x^2) D_i'D_j', m_i m_j D_i D_j; and with half the points."""
    h = to_arb(mpf(step_for(float((mi + mj) * r))))
    ai, aj, ar = to_arb(mi), to_arb(mj), to_arb(r)
    sums = [[arb(0)] * 4, [arb(0)] * 4]
    k = 0
    while True:
        v = k * h
        cosh_v = v.cosh()
        x, shift = ar * cosh_v, 2 * ar * (v / 2).sinh() ** 2
        di, dpi = propagators(ai, x, shift)
        dj, dpj = (di, dpi) if mi == mj else propagators(aj, x, shift)
        weight = x * (1 if k == 0 else 2)
        product = weight * dpi * dpj
        terms = [
            product,
            product / cosh_v**2,
            product * (1 - 2 * v.tanh() ** 2),
            weight * ai * aj * di * dj,
        ]
        sums[k % 2] = [a + b for a, b in zip(sums[k % 2], terms, strict=True)]
        scalar_done = terms[3] == 0 or terms[3] < sums[0][3] * 1e-50
        if k and terms[0] < sums[0][0] * 1e-50 and scalar_done:
            break
        k += 1
    factor = mp.exp(-(mi + mj) * r) / (4 * mp.pi**2) ** 2
    total = [h * (even + odd) for even, odd in zip(*sums, strict=True)]
    assert all(value == 0 or value.rel_accuracy_bits() > 200 for value in total), total
    return [factor * to_mpf(value) for value in total], [factor * to_mpf(2 * h * even) for even in sums[0]]


def structure(integrals: list, n) -> tuple:
    """(ss, rr, spin independent) for C = 1 and N = n."""
    plain, projected, time_part, scalar = integrals
    return -4 * (plain - n * scalar), 8 * projected, 4 * (time_part - n * scalar)


def dispersive_integrand(w: acb, analytic: bool, *, r: arb, light: arb, heavy: arb, n: arb, which: int) -> acb:
    """Integrand in w, sqrt(t) = light + heavy + w^2; which = 0 (ss), 1 (rr); exp(-(light + heavy) r) taken out."""
    m, s, d = light + heavy, light**2 + heavy**2, light**2 - heavy**2
    root = m + w * w
    t = root * root
    near = w if light == 0 else (w * w + 2 * light).sqrt(analytic=analytic)  # sqrt(sqrt(t) - |mi - mj|)
    sqrt_lambda = w * near * ((w * w + 2 * m) * (root + heavy - light)).sqrt(analytic=analytic)
    transverse = sqrt_lambda * (2 * t * t - t * s - d * d - 6 * light * heavy * t * n) / (12 * arb.pi() * t * t)
    lam = (t - m * m) * (t - (heavy - light) ** 2)
    longitudinal = sqrt_lambda / (2 * arb.pi() * t) * ((1 - d * d / t**2) / 2 - lam / (6 * t * t))
    first = -(1 + root * r) / r**2  # derivatives of exp(-mu r)/r over exp(-mu r)
    second = (2 + 2 * root * r + t * r * r) / r**3
    kernel = (longitudinal * first - transverse) / r if which == 0 else longitudinal * (second - first / r)
    return kernel * (-w * w * r).exp() * 4 * w * root / (8 * arb.pi() ** 2)


def dispersive(mi, mj, n, r) -> tuple:
    light, heavy = (to_arb(m) for m in sorted((mi, mj)))
    ar = to_arb(r)
    out = []
    for which in (0, 1):
        integrand = partial(dispersive_integrand, r=ar, light=light, heavy=heavy, n=to_arb(n), which=which)
        value = acb.integral(integrand, 0, (arb(150) / ar).sqrt(), rel_tol=arb(10) ** -40, abs_tol=arb(10) ** -60)
        out.append(to_mpf(value.real) * mp.exp(-(mi + mj) * r))
    return tuple(out)


def check_published_values() -> None:
    one = mpf(1)
    for masses, n, known_ss, known_rr in [
        (("0", "0"), 0, "-0.01209432541245", "0.02015720902075"),
        (("1", "1"), 0, "-0.007265828422469", "0.0124856214794"),
        (("1", "1"), 1, "-0.006138106096611", "0.0124856214794"),
    ]:
        ss, rr, _ = structure(time_integrals(mpf(masses[0]), mpf(masses[1]), one)[0], n)
        assert relative(ss, mpf(known_ss)) < 1e-12
        assert relative(rr, mpf(known_rr)) < 1e-11
    for masses, n, known in [
        (("0.3", "1.1"), 0, "0.006103601618884"),
        (("0.3", "1.1"), 1, "0.005538504192713"),
        (("0.3", "1.1"), -1, "0.006668699045055"),
        (("0", "1"), 0, "0.006500402548469"),
    ]:
        *_, spin_independent = structure(time_integrals(mpf(masses[0]), mpf(masses[1]), one)[0], n)
        assert relative(spin_independent, mpf(known)) < 1e-12


def main() -> None:
    check_traces()
    check_published_values()
    rows, worst_step, worst_dispersive = [], mpf(0), mpf(0)
    for mi, mj in PAIRS:
        for distance in DISTANCES:
            r = mpf(distance)
            fine, coarse = time_integrals(mpf(mi), mpf(mj), r)
            for nature, n in NATURES:
                values, half = structure(fine, mpf(n))[:2], structure(coarse, mpf(n))[:2]
                worst_step = max(worst_step, *(relative(a, b) for a, b in zip(half, values, strict=True)))
                if mi == mj == "0":
                    others = (-3 / (8 * mp.pi**3 * r**5), 5 / (8 * mp.pi**3 * r**5))
                    assert max(relative(a, b) for a, b in zip(values, others, strict=True)) < 1e-40
                else:
                    others = dispersive(mpf(mi), mpf(mj), mpf(n), r)
                    worst_dispersive = max(
                        worst_dispersive, *(relative(a, b) for a, b in zip(others, values, strict=True))
                    )
                rows.append([mi, mj, nature, n, distance, *(decimal(value) for value in values)])
    print("largest change with half the points", mp.nstr(worst_step, 3))
    print("largest difference to the dispersive integral", mp.nstr(worst_dispersive, 3))
    assert worst_step < 1e-27
    assert worst_dispersive < 1e-27
    header = [
        "Axial-axial (spin-spin) potential of two-neutrino exchange through a V-A contact interaction.",
        "V_AA = ss * sigma1.sigma2 + rr * (sigma1.rhat)(sigma2.rhat); contact terms left out; V > 0 repels.",
        "Natural units (hbar = c = 1), G_F = 1, gA gA' = 1, one ordered pair (i, j) with C_ij = 1 and, Majorana, N_ij = n.",
        "Columns: m_i, m_j (masses); nature (dirac, majorana); n (N_ij, 0 for dirac: not used); r (distance, 1/mass);",
        "  ss, rr (mass^5 in units of G_F^2, decimal strings). Inputs are exact decimals. With one mass zero the",
        "  Majorana rows equal the Dirac rows.",
        "Script: make_spin_contact.py (Euclidean position integral; checked there by the dispersive T and L integrals).",
        "Trustworthy digits: 28.",
    ]
    write_table("spin_contact.csv", header, ["m_i", "m_j", "nature", "n", "r", "ss", "rr"], rows)


if __name__ == "__main__":
    main()
