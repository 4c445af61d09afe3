# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the two-neutrino contact potential with masses, mixing, Dirac and Majorana neutrinos.

Route: the Euclidean position form. The potential between two static sources is the time integral of the current
correlator, a product of two Euclidean propagators (x^2 = r^2 + tau^2),

    D(x) = m K1(m x) / (4 pi^2 x),      D'(x) = -m^2 K2(m x) / (4 pi^2 x),
    V(r) = 4 G_F^2 sum_ij int dtau { C_ij (1 - 2 tau^2/x^2) D_i' D_j'  -  [Majorana] m_i m_j N_ij D_i D_j },
    C_ij = Re(g1_ij g2_ij^*),           N_ij = Re(g1_ij g2_ij)

(J. A. Grifols, E. Masso, R. Toldra, Phys. Lett. B 389 (1996) 563 for the equal-mass results it contains;
A. Segarra, J. Bernabeu, Phys. Rev. D 101 (2020) 093004 for mixing; the form above follows from Wick's theorem for
L = -(G_F/sqrt2) g_ij [nubar_i gamma^mu (1 - gamma5) nu_j] [fbar gamma_mu f]).

tau = r sinh v makes the integrand even and analytic in |Im v| < pi/2, so equal steps in v converge geometrically. The
factor exp(-(m_i + m_j) r) is taken out exactly with scaled Bessel functions (ball arithmetic), so any r is reached.

Checks made at each run, all of which must pass before the table is written:
* every entry: the sum with half as many points agrees to 1e-27;
* a subset: the dispersive integral over t of T_ij(t) exp(-sqrt(t) r) by rigorous adaptive quadrature;
* closed forms: massless, equal masses (K3 Dirac, K2 Majorana), one massless partner (Gamma and E3).
"""

from __future__ import annotations

from functools import cache, partial
from multiprocessing import Pool

from flint import acb, arb, ctx
from mpmath import mp, mpf
from reference_tools import (
    CONSTANTS_LINE,
    SIN2_THETA_W,
    constants,
    decimal,
    log10_abs,
    relative,
    to_arb,
    to_mpf,
    write_table,
)

mp.dps = 80
ctx.prec = 330
K = constants()

DISTANCES = ["1e-15", "1e-12", *(f"1e-{n}" for n in range(10, 1, -1)), "1", "1e2", "1e3"]  # m

# NuFIT 6.0 (2024): sin^2 of the angles, Dirac phase in degrees, dm^2_21 and dm^2_3l in eV^2
MIXING = {
    "normal": ("0.308", "0.02215", "0.470", 212, "7.49e-5", "2.513e-3"),
    "inverted": ("0.308", "0.02231", "0.550", 274, "7.49e-5", "-2.484e-3"),
}
FLAVOURS = ("e", "mu", "tau")

# case, a, b, nature, ordering, lightest, alpha21, alpha31, flavour, explicit masses
CASES = [
    ("ee_massless", "e", "e", "majorana", "normal", "0", "0", "0", "all", ("0", "0", "0")),
    ("ee_massless_nue", "e", "e", "dirac", "normal", "0", "0", "0", "e", ("0", "0", "0")),
    ("nn_massless", "n", "n", "dirac", "normal", "0", "0", "0", "all", ("0", "0", "0")),
    ("ee_majorana_no_lightest0", "e", "e", "majorana", "normal", "0", "0", "0", "all", None),
    ("ee_dirac_io_lightest0", "e", "e", "dirac", "inverted", "0", "0", "0", "all", None),
    ("ee_majorana_io_0.05_0_0", "e", "e", "majorana", "inverted", "0.05", "0", "0", "all", None),
    ("ee_majorana_io_0.05_180_0", "e", "e", "majorana", "inverted", "0.05", "180", "0", "all", None),
    ("ee_majorana_io_0.05_90_37", "e", "e", "majorana", "inverted", "0.05", "90", "37", "all", None),
    ("ee_dirac_no_0.05", "e", "e", "dirac", "normal", "0.05", "0", "0", "all", None),
    ("ee_majorana_no_10", "e", "e", "majorana", "normal", "10", "0", "0", "all", None),
    ("ee_majorana_no_10_120_250", "e", "e", "majorana", "normal", "10", "120", "250", "all", None),
    ("ee_majorana_no_0.01_nue", "e", "e", "majorana", "normal", "0.01", "0", "0", "e", None),
    ("ee_majorana_no_0.01_numu", "e", "e", "majorana", "normal", "0.01", "40", "110", "mu", None),
    ("emu_majorana_no_0.01", "e", "mu", "majorana", "normal", "0.01", "70", "130", "all", None),
    ("emu_dirac_no_0.01", "e", "mu", "dirac", "normal", "0.01", "0", "0", "all", None),
    ("en_majorana_no_0.05", "e", "n", "majorana", "normal", "0.05", "90", "37", "all", None),
    ("en_dirac_no_0.05", "e", "n", "dirac", "normal", "0.05", "0", "0", "all", None),
    ("pp_majorana_io_0.05", "p", "p", "majorana", "inverted", "0.05", "0", "0", "all", None),
    ("nn_majorana_no_lightest0", "n", "n", "majorana", "normal", "0", "0", "0", "all", None),
    ("nn_dirac_no_0.05", "n", "n", "dirac", "normal", "0.05", "0", "0", "all", None),
    ("ee_majorana_no_1e-4", "e", "e", "majorana", "normal", "1e-4", "0", "0", "all", None),
]


def masses_of(ordering: str, lightest: str, parameters=None) -> list:
    *_, dm21, dm3l = parameters or MIXING[ordering]
    m0 = mpf(lightest) ** 2
    if ordering == "normal":  # dm3l = m3^2 - m1^2, lightest is m1
        return [mp.sqrt(m0), mp.sqrt(m0 + mpf(dm21)), mp.sqrt(m0 + mpf(dm3l))]
    m2_squared = m0 - mpf(dm3l)  # dm3l = m3^2 - m2^2 < 0, lightest is m3
    return [mp.sqrt(m2_squared - mpf(dm21)), mp.sqrt(m2_squared), mp.sqrt(m0)]


def pmns(ordering: str, alpha21: str, alpha31: str, parameters=None):
    """U = R23 R13(delta) R12 diag(1, e^{i alpha21/2}, e^{i alpha31/2})."""
    sin2_12, sin2_13, sin2_23, delta, *_ = parameters or MIXING[ordering]
    s12, s13, s23 = (mp.sqrt(mpf(x)) for x in (sin2_12, sin2_13, sin2_23))
    c12, c13, c23 = (mp.sqrt(1 - mpf(x)) for x in (sin2_12, sin2_13, sin2_23))
    phase = mp.expj(mp.pi * mpf(delta) / 180)
    r23 = mp.matrix([[1, 0, 0], [0, c23, s23], [0, -s23, c23]])
    r13 = mp.matrix([[c13, 0, s13 / phase], [0, 1, 0], [-s13 * phase, 0, c13]])
    r12 = mp.matrix([[c12, s12, 0], [-s12, c12, 0], [0, 0, 1]])
    majorana = mp.diag([1, mp.expj(mp.pi * mpf(alpha21) / 360), mp.expj(mp.pi * mpf(alpha31) / 360)])
    return r23 * r13 * r12 * majorana


def charge(body: str, u, flavour: str):
    """g in the mass basis: the flavour-diagonal charges, projected on one flavour when asked, then U^dag g U."""
    neutral = {"p": (1 - 4 * K.s2) / 2, "n": mpf(-1) / 2}.get(body, (4 * K.s2 - 1) / 2)
    g = [neutral + (1 if name == body else 0) for name in FLAVOURS]
    if flavour != "all":
        g = [x if name == flavour else mpf(0) for x, name in zip(g, FLAVOURS, strict=True)]
    return u.H * mp.diag(g) * u


def step_for(a: float) -> float:
    """Step in v for exponent a = (m_i + m_j) r: twice this step already gives about 30 digits."""
    return 0.052 / (1 + a / 26) ** 0.5


def propagators(m: arb, x: arb, shift: arb) -> tuple[arb, arb]:
    """4 pi^2 m D and 4 pi^2 D' at x, times exp(m r); shift = x - r."""
    if m == 0:
        return arb(0), -2 / x**3
    z, decay = m * x, (-m * shift).exp()
    return decay * m * m * z.bessel_k(1, scaled=True) / x, -decay * m * m * z.bessel_k(2, scaled=True) / x


@cache
def pair_integrals(mi, mj, r) -> tuple:
    """exp((mi+mj) r) times the two tau integrals (of (1 - 2 tau^2/x^2) D_i' D_j' and of mi mj D_i D_j), and errors."""
    a = float((mi + mj) * r)
    h = to_arb(mpf(step_for(a)))
    ai, aj, ar = to_arb(mi), to_arb(mj), to_arb(r)
    even, odd = [arb(0), arb(0)], [arb(0), arb(0)]
    k = 0
    while True:
        v = k * h
        cosh_v = v.cosh()
        x, shift = ar * cosh_v, 2 * ar * (v / 2).sinh() ** 2
        di, dpi = propagators(ai, x, shift)
        dj, dpj = (di, dpi) if mi == mj else propagators(aj, x, shift)
        weight = ar * cosh_v * (1 if k == 0 else 2)
        terms = (weight * (1 - 2 * v.tanh() ** 2) * dpi * dpj, weight * di * dj)
        total = odd if k % 2 else even
        total[0], total[1] = total[0] + terms[0], total[1] + terms[1]
        if k and abs(float(terms[0].mid() / even[0].mid())) < 1e-48:
            break
        k += 1
    fine = [to_mpf(h * (e + o)) for e, o in zip(even, odd, strict=True)]
    coarse = [to_mpf(2 * h * e) for e in even]
    norm = (4 * mp.pi**2) ** 2
    return fine[0] / norm, fine[1] / norm, coarse[0] / norm, coarse[1] / norm


def potential(g1, g2, masses, r, nature) -> tuple:
    """V in eV at r (eV^-1), and its relative change when the step is doubled."""
    fine = coarse = mpf(0)
    for i in range(3):
        for j in range(3):
            c_ij = mp.re(g1[i, j] * mp.conj(g2[i, j]))
            n_ij = mp.re(g1[i, j] * g2[i, j]) if nature == "majorana" else mpf(0)
            mi, mj = sorted((masses[i], masses[j]))
            vector, scalar, vector_2h, scalar_2h = pair_integrals(mi, mj, r)
            exponential = mp.exp(-(mi + mj) * r)
            fine += exponential * (c_ij * vector - n_ij * scalar)
            coarse += exponential * (c_ij * vector_2h - n_ij * scalar_2h)
    return 4 * K.fermi**2 * fine, relative(coarse, fine)


def dispersive_integrand(w: acb, analytic: bool, *, r: arb, light: arb, heavy: arb, c_ij: arb, n_ij: arb) -> acb:
    """T_ij exp(-w^2 r) dt/dw with sqrt(t) = light + heavy + w^2."""
    if heavy == 0:  # T = t C/(6 pi), t = w^4
        return 4 * w**7 * c_ij / (6 * arb.pi()) * (-w * w * r).exp()
    m, s, d = light + heavy, light**2 + heavy**2, light**2 - heavy**2
    root = m + w * w
    t = root * root
    near = w if light == 0 else (w * w + 2 * light).sqrt(analytic=analytic)  # sqrt(sqrt(t) - |mi - mj|)
    sqrt_lambda = w * near * ((w * w + 2 * m) * (root + heavy - light)).sqrt(analytic=analytic)
    bracket = (2 * t * t - t * s - d * d) * c_ij - 6 * light * heavy * t * n_ij
    return sqrt_lambda * bracket / (12 * arb.pi() * t * t) * (-w * w * r).exp() * 4 * w * root


def dispersive(g1, g2, masses, r, nature):
    """V by the t integral of T_ij = sqrt(lambda) {[2 t^2 - t S - D^2] C - 6 mi mj t N}/(12 pi t^2)."""
    total, ar = mpf(0), to_arb(r)
    top = (arb(260) / ar).sqrt()
    for i in range(3):
        for j in range(3):
            c_ij = to_arb(mp.re(g1[i, j] * mp.conj(g2[i, j])))
            n_ij = to_arb(mp.re(g1[i, j] * g2[i, j]) if nature == "majorana" else mpf(0))
            light, heavy = (to_arb(m) for m in sorted((masses[i], masses[j])))
            integrand = partial(dispersive_integrand, r=ar, light=light, heavy=heavy, c_ij=c_ij, n_ij=n_ij)
            value = acb.integral(integrand, 0, top, rel_tol=arb(10) ** -45, abs_tol=arb(10) ** -200)
            total += to_mpf(value.real) * mp.exp(-(masses[i] + masses[j]) * r)
    return K.fermi**2 / 2 / (4 * mp.pi**2 * r) * total


def check_closed_forms() -> None:
    """Pair integrals against the elementary closed forms, one ordered pair, unit charges, G_F = 1."""
    for mass, distance in [("0.05", "1e6"), ("1", "0.3"), ("0.05", "1e9"), ("3", "1e-8")]:
        m, r = mpf(mass), mpf(distance)
        vector, scalar, *_ = pair_integrals(m, m, r)
        z = 2 * m * r
        factor = mp.exp(-z)
        k2, k3 = mp.besselk(2, z), mp.besselk(3, z)
        assert relative(4 * factor * vector, m**3 * k3 / (4 * mp.pi**3 * r**2)) < 1e-40
        assert relative(4 * factor * (vector - scalar), m**2 * k2 / (2 * mp.pi**3 * r**3)) < 1e-27
        vector, *_ = pair_integrals(mpf(0), m, r)
        x = m * r
        tail = 4 * mp.gammainc(4, x) / r**4 - 6 * m**2 * mp.gammainc(2, x) / r**2 + 2 * m**4 * mp.expint(3, x)
        assert relative(4 * mp.exp(-x) * vector, tail / (96 * mp.pi**3 * r)) < 1e-40
    assert relative(4 * pair_integrals(mpf(0), mpf(0), mpf(7))[0], 1 / (4 * mp.pi**3 * mpf(7) ** 5)) < 1e-40
    vector, scalar, *_ = pair_integrals(mpf("0.3"), mpf("1.1"), mpf(1))
    for n, known in [(0, "0.006103601618884"), (1, "0.005538504192713"), (-1, "0.006668699045055")]:
        assert relative(4 * mp.exp(-mpf("1.4")) * (vector - n * scalar), mpf(known)) < 1e-12


def check_published_values() -> None:
    """Values printed with 13 digits, older mixing parameters (m1 = 0.01 eV, r = 0.5 um)."""
    old = ("0.307", "0.02203", "0.572", 197, "7.41e-5", "2.511e-3")
    masses = masses_of("normal", "0.01", old)
    r = mpf("0.5e-6") / K.hbar_c
    for b, nature, alpha21, known in [
        ("e", "dirac", "0", "9.75403755038e-51"),
        ("e", "majorana", "0", "9.749789815527e-51"),
        ("e", "majorana", "180", "9.753868186967e-51"),
        ("n", "dirac", "0", "-4.660129426417e-51"),
    ]:
        u = pmns("normal", alpha21, "0", old)
        value, _ = potential(charge("e", u, "all"), charge(b, u, "all"), masses, r, nature)
        assert relative(value, mpf(known)) < 1e-11, (b, nature, decimal(value))


def rows_of(index: int, case: tuple) -> tuple:
    """Rows of one configuration, the largest change on doubling the step, the largest difference to the t integral."""
    rows, worst_step, worst_dispersive = [], mpf(0), mpf(0)
    name, a, b, nature, ordering, lightest, alpha21, alpha31, flavour, explicit = case
    masses = [mpf(m) for m in explicit] if explicit else masses_of(ordering, lightest)
    u = pmns(ordering, alpha21, alpha31)
    g1, g2 = charge(a, u, flavour), charge(b, u, flavour)
    for position, distance in enumerate(DISTANCES):
        r = mpf(distance) / K.hbar_c
        value, step_error = potential(g1, g2, masses, r, nature)
        worst_step = max(worst_step, step_error)
        assert step_error < 1e-27, (name, distance, mp.nstr(step_error, 3))
        if position in (index % 14, (index + 5) % 14, (index + 7) % 14):
            difference = relative(dispersive(g1, g2, masses, r, nature), value)
            worst_dispersive = max(worst_dispersive, difference)
            assert difference < 1e-33, (name, distance, mp.nstr(difference, 3))
        inputs = [name, a, b, nature, ordering, lightest, alpha21, alpha31, flavour, *(explicit or ("", "", ""))]
        used = [decimal(m, 30) for m in masses]
        rows.append([*inputs, *used, distance, decimal(value), log10_abs(value, 36), "+" if value > 0 else "-"])
    pair_integrals.cache_clear()
    print(name, flush=True)
    return rows, worst_step, worst_dispersive


def main() -> None:
    check_closed_forms()
    check_published_values()
    with Pool(2) as pool:
        results = pool.starmap(rows_of, enumerate(CASES), chunksize=1)
    rows = [row for result in results for row in result[0]]
    worst_step, worst_dispersive = (max(result[k] for result in results) for k in (1, 2))
    print("largest change on doubling the step", mp.nstr(worst_step, 3))
    print("largest difference to the dispersive integral", mp.nstr(worst_dispersive, 3))
    nu_fit = ["NuFIT 6.0: s12^2, s13^2, s23^2, delta_deg, dm21, dm3l; dm3l = m3^2-m1^2 (normal), m3^2-m2^2 (inverted):"]
    nu_fit += [f"  {ordering}: {', '.join(str(x) for x in values)}" for ordering, values in MIXING.items()]
    header = [
        "Two-neutrino contact potential V(r) between two point particles, vacuum, spin independent; V > 0 repels.",
        "Columns: case; a, b (particles); nature; ordering; lightest_eV (mass of the lightest state, eV);",
        "  alpha21_deg, alpha31_deg (Majorana phases, U = R23 R13 R12 diag(1, e^{i alpha21/2}, e^{i alpha31/2}));",
        "  flavour (all, or the only flavour on which both charges are projected before going to the mass basis);",
        "  m1, m2, m3 (eV, given only where they override ordering and lightest); m1_used, m2_used, m3_used (eV);",
        "  r_m (m, exact decimal); V_eV (eV, decimal string, exponent of any size); log10_abs (log10 |V/eV|); sign.",
        f"Inputs: {CONSTANTS_LINE}; sin^2 theta_W = {SIN2_THETA_W}.",
        *nu_fit,
        "Charges: l: (-1/2 + 2 s2) delta_ij + U_li^* U_lj; p: (1/2 - 2 s2) delta_ij; n: -1/2 delta_ij.",
        "Script: make_vacuum_contact.py (Euclidean position integral; checked there by the dispersive integral in t).",
        "Trustworthy digits: 28 of V_eV and all printed ones (36) of log10_abs but the last two.",
    ]
    columns = "case,a,b,nature,ordering,lightest_eV,alpha21_deg,alpha31_deg,flavour,m1,m2,m3"
    columns += ",m1_used,m2_used,m3_used,r_m,V_eV,log10_abs,sign"
    write_table("vacuum_contact.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
