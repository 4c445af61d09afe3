# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the pair-exchange potential of thirteen operators: scalars, Dirac bilinears, dipoles, vectors.

L = c_a O(x) delta^3(x - x_a) at two static sources, c1 c2 = 1, natural units. Route: the Euclidean position form, no
spectral function,

    V(r) = - int dtau <O(tau, r) O(0)>,        D(x) = m K1(m x)/(4 pi^2 x),   x^2 = r^2 + tau^2,   ' = d/dx,

by Wick contraction. D_MN = d_M d_N D has the eigenvalues D'/x (three times) and D''. S(x) = (-gamma^0 tau +
i gamma^k x^k) D'/x + m D is the fermion propagator, c2 = 1 - 2 tau^2/x^2. Values of <O O>:

    real-scalar             phi^2                            2 D^2
    complex-scalar          phi* phi                         D^2
    complex-scalar-current  i (phi* d^0 phi - d^0 phi* phi)  2 (D d_tau^2 D - (d_tau D)^2)  ->  -4 (d_tau D)^2 by parts
    complex-derivative      d phi*.d phi                     tr(D_MN D_MN) = 3 (D'/x)^2 + D''^2
    real-derivative         (1/2) (d phi)^2                  half of it
    dirac-scalar            psibar psi                       4 (D'^2 - m^2 D^2)
    dirac-pseudoscalar      psibar i gamma5 psi              4 (D'^2 + m^2 D^2)
    dirac-vector            psibar gamma^0 psi               -4 (c2 D'^2 + m^2 D^2)
    dirac-axial             psibar gamma^0 gamma5 psi        -4 (c2 D'^2 - m^2 D^2)
    photon-pair             F_mn F^mn / 4                    tr(D_MN D_MN), m = 0
    vector-pair             V_m V^m / 2 (massive, real)      (1/2) tr(G_MN G_MN),  G_MN = delta_MN D - D_MN/m^2

Dipoles: L = -(mu/2) psibar sigma_mn psi F^mn (magnetic), -(d/2) psibar sigma_mn i gamma5 psi F^mn (electric), mu or d = 1,
sources of charge Q_a e with Q1 Q2 e^2 = 1. The charge density of the pair is J^0 = d_k P^k, P^k = psibar sigma^0k (i gamma5)
psi, and each source's Coulomb field solves a Poisson equation, so (away from r = 0, V decaying)

    (laplacian)^2 V = - int dtau <J^0 J^0>,     <J^0 J^0> = -laplacian H,     H = (4/3) (D'^2 + 5 m^2 D^2)  (magnetic),
                                                                              H = (4/3) (D'^2 - m^2 D^2)    (electric),
    hence laplacian V = int dtau H,  r V = int_r^oo ds (s - r) s int dtau H; with polar coordinates in the (s, tau) plane
    V = r^3 int_0^oo dv sinh v cosh v (cosh^2 v arctan(sinh v) - sinh v) H(r cosh v).

The Coulomb and contact pieces (charge renormalisation) are left out. tau = r sinh v makes every integrand even and analytic
in |Im v| < pi/2: equal steps in v converge geometrically. exp(-2 m r) is taken out with scaled Bessel functions, in ball
arithmetic.

Checks made at each run, all of which must pass before the table is written:
* the Dirac traces against explicit 4x4 matrices, to 1e-40, and <J^0 J^0> = -laplacian H by differences of them, to 1e-24;
* <F^2 F^2> and <V^2 V^2> by explicit summation over all indices; the current's two forms under the integral, to 1e-27;
* every entry: the sum with half as many points agrees to 1e-27;
* every entry but the massive dipoles: the closed form (K_n, or the massless power law), to 1e-40;
* massive dipoles: the integral over t of T(t) exp(-sqrt(t) r), T = beta (t + 8 m^2)/(24 pi t) and beta^3/(24 pi), to 1e-27;
* published values at m = r = 1 (13 digits).
"""

from __future__ import annotations

from functools import partial
from itertools import product

from flint import acb, arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 80
ctx.prec = 330

MASSES = ["0", "1e-3", "0.1", "1", "3"]
DISTANCES = ["0.01", "0.3", "1", "5", "40"]
OPERATORS = [
    "real-scalar",
    "complex-scalar",
    "complex-scalar-current",
    "complex-derivative",
    "real-derivative",
    "dirac-scalar",
    "dirac-pseudoscalar",
    "dirac-vector",
    "dirac-axial",
    "magnetic-dipole",
    "electric-dipole",
    "photon-pair",
    "vector-pair",
]


def exists(operator: str, m) -> bool:
    return m == 0 if operator == "photon-pair" else (m > 0 or operator != "vector-pair")


# ---- Wick contractions, checked with explicit matrices and indices


def kron(a, b):
    """Kronecker product of two 2x2 matrices."""
    out = mp.matrix(4, 4)
    for i, j in product(range(4), repeat=2):
        out[i, j] = a[i // 2, j // 2] * b[i % 2, j % 2]
    return out


I = mp.mpc(0, 1)
ONE = mp.matrix([[1, 0], [0, 1]])
PAULI = [mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, -I], [I, 0]]), mp.matrix([[1, 0], [0, -1]])]
GAMMA = [kron(PAULI[2], ONE), *(kron(I * PAULI[1], s) for s in PAULI)]  # Dirac representation
GAMMA5 = kron(PAULI[0], ONE)
UNIT = kron(ONE, ONE)


def trace(a):
    return sum(a[i, i] for i in range(a.rows))


def scalar_propagator(m, x):
    """D, D', D'' at x."""
    d = m * mp.besselk(1, m * x) / (4 * mp.pi**2 * x)
    dp = -m * m * mp.besselk(2, m * x) / (4 * mp.pi**2 * x)
    return d, dp, m * m * d - 3 * dp / x


def fermion_propagator(tau, x, m):
    distance = mp.sqrt(tau**2 + sum(c * c for c in x))
    d, dp, _ = scalar_propagator(m, distance)
    slash = -tau * GAMMA[0] + I * x[0] * GAMMA[1] + I * x[1] * GAMMA[2] + I * x[2] * GAMMA[3]
    return slash * (dp / distance) + m * d * UNIT


def bilinear_correlator(a, b, tau, x, m):
    """<psibar a psi (tau, x) psibar b psi (0)>."""
    return -trace(a * fermion_propagator(tau, x, m) * b * fermion_propagator(-tau, [-c for c in x], m))


def check_traces() -> None:
    tau, x, m = mpf("0.37"), [mpf("0.6"), mpf("-0.85"), mpf("0.2")], mpf("0.7")
    distance = mp.sqrt(tau**2 + sum(c * c for c in x))
    d, dp, _ = scalar_propagator(m, distance)
    c2 = 1 - 2 * tau**2 / distance**2
    for vertex, expected in [
        (UNIT, 4 * (dp**2 - m**2 * d**2)),
        (I * GAMMA5, 4 * (dp**2 + m**2 * d**2)),
        (GAMMA[0], -4 * (c2 * dp**2 + m**2 * d**2)),
        (GAMMA[0] * GAMMA5, -4 * (c2 * dp**2 - m**2 * d**2)),
    ]:
        assert abs(bilinear_correlator(vertex, vertex, tau, x, m) - expected) < 1e-40


def check_dipole() -> None:
    """d_i d_k <P^i P^k> = laplacian H: second differences (step 1e-14, so 1e-26 or so) of explicit traces."""
    tau, x, m, step = mpf("0.37"), [mpf("0.6"), mpf("-0.85"), mpf("0.2")], mpf("0.7"), mpf(10) ** -14

    def shifted(*moves):
        y = list(x)
        for axis, sign in moves:
            y[axis] += sign * step
        return y

    for right, coefficient in [(UNIT, 5), (I * GAMMA5, -1)]:
        vertices = [I * GAMMA[0] * GAMMA[k] * right for k in (1, 2, 3)]

        def h_function(y, coefficient=coefficient):
            d, dp, _ = scalar_propagator(m, mp.sqrt(tau**2 + sum(c * c for c in y)))
            return mpf(4) / 3 * (dp**2 + coefficient * m**2 * d**2)

        laplacian = divergence = mpf(0)
        for i in range(3):
            centre = h_function(x)
            laplacian += (h_function(shifted((i, 1))) + h_function(shifted((i, -1))) - 2 * centre) / step**2
            for k in range(3):
                for si, sk in product((1, -1), repeat=2):
                    y = shifted((i, si), (k, sk))
                    value = bilinear_correlator(vertices[i], vertices[k], tau, y, m)
                    divergence += si * sk * value / (4 * step**2)
        assert relative(divergence, laplacian) < 1e-24, (divergence, laplacian)


def check_vectors() -> None:
    """<(F^2/4)(F^2/4)> and <(V^2/2)(V^2/2)> by sums over all indices at one point."""
    x = [mpf("0.37"), mpf("0.6"), mpf("-0.85"), mpf("0.2")]
    square = sum(c * c for c in x)
    distance = mp.sqrt(square)

    def hessian(dp, dpp):
        out = mp.matrix(4, 4)
        for a, b in product(range(4), repeat=2):
            delta = 1 if a == b else 0
            out[a, b] = (delta - x[a] * x[b] / square) * dp / distance + x[a] * x[b] / square * dpp
        return out

    dp, dpp = -2 / (4 * mp.pi**2 * distance**3), 6 / (4 * mp.pi**2 * square**2)
    h = hessian(dp, dpp)
    assert abs(trace(h)) < 1e-70
    total = mpf(0)
    delta = [[1 if a == b else 0 for b in range(4)] for a in range(4)]
    for a, b, c, d in product(range(4), repeat=4):  # <F_ab F_cd>, d' = -d acting on the second field
        element = -(h[a, c] * delta[b][d] - h[a, d] * delta[b][c] - h[b, c] * delta[a][d] + h[b, d] * delta[a][c])
        total += 2 * element**2 / 16
    assert relative(total, 3 * (dp / distance) ** 2 + dpp**2) < 1e-60
    m = mpf("0.7")
    d, dp, dpp = scalar_propagator(m, distance)
    g = d * mp.eye(4) - hessian(dp, dpp) / m**2
    total = sum(g[a, b] ** 2 for a, b in product(range(4), repeat=2)) / 2
    q = -dp / (distance * m**2)
    assert relative(total, (3 * (d + q) ** 2 + 9 * q**2) / 2) < 1e-60


# ---- the integrals over Euclidean time


def step_for(a: float) -> float:
    """Step in v for exponent a = 2 m r: twice this step already gives about 30 digits."""
    return 0.05 / (1 + a / 26) ** 0.5


def propagators(m: arb, x: arb, shift: arb) -> tuple[arb, arb, arb]:
    """4 pi^2 (D, D', D'') at x, times exp(m r); shift = x - r."""
    if m == 0:
        return 1 / x**2, -2 / x**3, 6 / x**4
    z, decay = m * x, (-m * shift).exp()
    d, dp = decay * m * z.bessel_k(1, scaled=True) / x, -decay * m * m * z.bessel_k(2, scaled=True) / x
    return d, dp, m * m * d - 3 * dp / x


def potentials(mass: str, distance: str) -> tuple[dict, dict]:
    """V of every operator, and V from half as many points."""
    m, r = to_arb(mpf(mass)), to_arb(mpf(distance))
    h = to_arb(mpf(step_for(float(2 * mpf(mass) * mpf(distance)))))
    names = [name for name in OPERATORS if exists(name, mpf(mass))] + ["current-first-form"]
    sums = [dict.fromkeys(names, arb(0)), dict.fromkeys(names, arb(0))]
    k = 0
    while True:
        v = k * h
        sinh_v, cosh_v = v.sinh_cosh()
        x, shift = r * cosh_v, 2 * r * (v / 2).sinh() ** 2
        d, dp, dpp = propagators(m, x, shift)
        tanh2 = (sinh_v / cosh_v) ** 2
        weight = x * (1 if k == 0 else 2)  # dtau
        dd, pp, mm = weight * d * d, weight * dp * dp, weight * (m * d) ** 2
        derivative = weight * (3 * (dp / x) ** 2 + dpp**2)
        # weight holds x twice: v > 0 only, hence the half
        polar = weight / x * r**3 * sinh_v * cosh_v * (cosh_v**2 * sinh_v.atan() - sinh_v) / 2
        d_tau_tau = (1 - tanh2) * dp / x + tanh2 * dpp
        terms = {
            "real-scalar": -2 * dd,
            "complex-scalar": -dd,
            "complex-scalar-current": 4 * pp * tanh2,
            "current-first-form": -2 * weight * (d * d_tau_tau - dp * dp * tanh2),
            "complex-derivative": -derivative,
            "real-derivative": -derivative / 2,
            "dirac-scalar": -4 * (pp - mm),
            "dirac-pseudoscalar": -4 * (pp + mm),
            "dirac-vector": 4 * (pp * (1 - 2 * tanh2) + mm),
            "dirac-axial": 4 * (pp * (1 - 2 * tanh2) - mm),
            "magnetic-dipole": polar * 4 * (dp * dp + 5 * (m * d) ** 2) / 3,
            "electric-dipole": polar * 4 * (dp * dp - (m * d) ** 2) / 3,
            "photon-pair": -derivative,
        }
        if m > 0:
            q = -dp / (x * m * m)
            terms["vector-pair"] = -weight * (3 * (d + q) ** 2 + 9 * q * q) / 2
        for name in names:
            sums[k % 2][name] = sums[k % 2][name] + terms[name]
        if k > 40 and all(abs(terms[name]) < abs(sums[0][name]) * 1e-52 for name in names):
            break
        k += 1
    factor = mp.exp(-2 * mpf(mass) * mpf(distance)) / (4 * mp.pi**2) ** 2
    fine, coarse = {}, {}
    for name in names:
        value = h * (sums[0][name] + sums[1][name])
        assert value.rel_accuracy_bits() > 180, (name, mass, distance, value)
        fine[name], coarse[name] = factor * to_mpf(value), factor * to_mpf(2 * h * sums[0][name])
    return fine, coarse


# ---- closed forms and the integral over t


def closed_form(operator: str, m, r):
    pi3 = mp.pi**3
    if m == 0:
        return {
            "real-scalar": -1 / (16 * pi3 * r**3),
            "complex-scalar": -1 / (32 * pi3 * r**3),
            "complex-scalar-current": 1 / (16 * pi3 * r**5),
            "complex-derivative": -15 / (16 * pi3 * r**7),
            "real-derivative": -15 / (32 * pi3 * r**7),
            "dirac-scalar": -3 / (8 * pi3 * r**5),
            "dirac-pseudoscalar": -3 / (8 * pi3 * r**5),
            "dirac-vector": 1 / (4 * pi3 * r**5),
            "dirac-axial": 1 / (4 * pi3 * r**5),
            "magnetic-dipole": 1 / (48 * pi3 * r**3),
            "electric-dipole": 1 / (48 * pi3 * r**3),
            "photon-pair": -15 / (16 * pi3 * r**7),
        }[operator]
    z = 2 * m * r
    k0, k1, k2, k3, k4 = (mp.besselk(n, z) for n in range(5))
    derivative = -(m**6) / (8 * pi3 * r) * (k1 / z + 12 * k2 / z**2 + 60 * k3 / z**3)
    return {
        "real-scalar": -m * k1 / (8 * pi3 * r**2),
        "complex-scalar": -m * k1 / (16 * pi3 * r**2),
        "complex-scalar-current": m**2 * k2 / (8 * pi3 * r**3),
        "complex-derivative": derivative,
        "real-derivative": derivative / 2,
        "dirac-scalar": -3 * m**2 * k2 / (4 * pi3 * r**3),
        "dirac-pseudoscalar": -(m**4) * (k4 - k0) / (8 * pi3 * r),
        "dirac-vector": m**4 / (pi3 * r) * (2 * k2 / z**2 + k1 / z),
        "dirac-axial": m**2 * k2 / (2 * pi3 * r**3),
        "vector-pair": -3 * m**2 / (16 * pi3 * r) * (k1 / z + 4 * k2 / z**2 + 20 * k3 / z**3),
    }.get(operator)


def dipole_integrand(w: acb, analytic: bool, *, m: arb, r: arb, magnetic: bool) -> acb:
    """T exp(-sqrt(t) r) dt/dw with sqrt(t) = 2 m + w^2; exp(-2 m r) taken out."""
    root = 2 * m + w * w
    t = root * root
    beta = w * (root + 2 * m).sqrt(analytic=analytic) / root
    spectral = beta * (t + 8 * m * m) / (24 * arb.pi() * t) if magnetic else beta**3 / (24 * arb.pi())
    return spectral * (-w * w * r).exp() * 4 * w * root / (4 * arb.pi() ** 2 * r)


def dispersive_dipole(operator: str, m, r):
    am, ar = to_arb(m), to_arb(r)
    integrand = partial(dipole_integrand, m=am, r=ar, magnetic=operator == "magnetic-dipole")
    value = acb.integral(integrand, 0, (arb(150) / ar).sqrt(), rel_tol=arb(10) ** -40, abs_tol=arb(10) ** -60)
    return to_mpf(value.real) * mp.exp(-2 * m * r)


PUBLISHED = {
    "real-scalar": "-0.0005638611629294",
    "complex-derivative": "-0.02292520759327",
    "dirac-scalar": "-0.006138106096611",
    "dirac-pseudoscalar": "-0.008393550748328",
    "dirac-vector": "0.006347515382791",
    "vector-pair": "-0.0117445343781",
}


def main() -> None:
    check_traces()
    check_dipole()
    check_vectors()
    table = {(m, r): potentials(m, r) for m in MASSES for r in DISTANCES}
    for operator, known in PUBLISHED.items():
        assert relative(table["1", "1"][0][operator], mpf(known)) < 1e-11, operator
    rows, worst_step, worst_closed, worst_dispersive, worst_parts = [], mpf(0), mpf(0), mpf(0), mpf(0)
    for operator in OPERATORS:
        for (mass, distance), (fine, coarse) in table.items():
            m, r = mpf(mass), mpf(distance)
            if not exists(operator, m):
                continue
            value = fine[operator]
            worst_step = max(worst_step, relative(coarse[operator], value))
            closed = closed_form(operator, m, r)
            if closed is not None:
                worst_closed = max(worst_closed, relative(value, closed))
            else:
                worst_dispersive = max(worst_dispersive, relative(dispersive_dipole(operator, m, r), value))
            if operator == "complex-scalar-current":
                worst_parts = max(worst_parts, relative(fine["current-first-form"], value))
            rows.append([operator, mass, distance, decimal(value)])
    print("largest change with half the points", mp.nstr(worst_step, 3))
    print("largest difference to the closed forms", mp.nstr(worst_closed, 3))
    print("largest difference of the dipoles to the integral over t", mp.nstr(worst_dispersive, 3))
    print("largest difference of the two forms of the current", mp.nstr(worst_parts, 3))
    assert worst_step < 1e-27
    assert worst_closed < 1e-40
    assert worst_dispersive < 1e-27
    assert worst_parts < 1e-27
    header = [
        "Pair-exchange potential V(r) between two static sources, L = c O(x) at each; V > 0 repels; contact terms left out.",
        "Columns: operator; m (mass of the exchanged particle); r (distance, 1/mass); value (V, decimal string).",
        "Natural units (hbar = c = 1), c1 c2 = 1. Inputs are exact decimals. Vector operators: the time component.",
        "Dipoles: charges Q1 Q2 e^2 = 1 and, for L = -(mu/2) psibar sigma_mn psi F^mn or -(d/2) psibar sigma_mn i gamma5",
        "  psi F^mn with a Dirac psi, mu = 1 or d = 1; their Coulomb (charge renormalisation) piece is left out.",
        "Operators: phi^2; phi* phi; i(phi* d^0 phi - d^0 phi* phi); d phi*.d phi; (1/2)(d phi)^2; psibar psi;",
        "  psibar i gamma5 psi; psibar gamma^0 psi; psibar gamma^0 gamma5 psi; dipoles; F^2/4 (massless); V^2/2 (massive).",
        "Script: make_operators.py (Wick contraction and Euclidean time integral for every row, dipoles included).",
        "Trustworthy digits: 28.",
    ]
    write_table("operators.csv", header, ["operator", "m", "r", "value"], rows)


if __name__ == "__main__":
    main()
