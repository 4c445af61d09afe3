# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the one-loop potential through a t-channel mediator: vector or scalar, massless or massive state.

Route: the finite part on the real axis, by explicit subtraction of the double pole. With unit couplings, the loop part
of the potential is (mediator mass and residue defined on shell, Re Pi = Re Pi' = 0 at t = M^2)

    V(r) = +- 1/(4 pi^2 r) FP int_{4 m^2} dt Im Pi(t) e^{-sqrt(t) r} / (t - M^2)^2          (+ vector, - scalar)
    vector, g_nu nubar gamma^mu P_L nu:  Im Pi = beta (t - m^2)/(24 pi) Dirac,  beta (t - 4 m^2)/(24 pi) Majorana
    scalar, g_nu psibar psi:             Im Pi = t beta^3/(8 pi) Dirac; half of it for (1/2) g_nu chibar chi, Majorana

sqrt(t) = 2 m cosh(theta) makes the integrand analytic. Around the pole at theta_p the integral is folded,

    FP int_{-h}^{h} N(theta_p + u) du/u^2
        = int_0^h [N(theta_p + u) + N(theta_p - u) - 2 N(theta_p)] du/u^2 - 2 N(theta_p)/h

and done, as everything else, by panels of Gauss-Legendre nodes in ball arithmetic. Massless: the closed form

    V = J(z)/(48 pi^3 r) vector, -J(z)/(16 pi^3 r) scalar Dirac,  z = M r,
    J(z) = [(2 + z) e^z E1(z) - (2 - z) e^{-z} Ei(z) - 2]/4 .

Scheme `momentum`: the Yukawa term A e^{-M r}/r is added that makes int V d^3r vanish (massless: 2 J -> 2 J + e^{-z}).

Checks made at each run, all of which must pass before the table is written:
* massive, every row: another number of nodes and another half-width h agree to 1e-35;
* massless: the same finite part (m = 0) equals the closed form; the large-z series equals it to its own accuracy;
* int V d^3r: finite part of 4 pi/t against Pi_OS(0)/M^4 with the closed form of the vacuum polarisation;
* the sine transform of Pi_OS(-Q^2)/(Q^2 + M^2)^2 (double-exponential Fourier rule), massless and massive, r <= 5;
* the values, zeros and limits printed in the physics notes.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import pairwise

from flint import arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 70
ctx.prec = 400
ZEROS = ["0.475358885289", "4.795979628986"]
NEAR_ZEROS = [str(Decimal(z) * Decimal(f)) for z in ZEROS for f in ("0.999", "1.001")]
Z_VALUES = ["1e-3", "1e-2", "0.1", "1", "3", "10", "20", "39", "41", "54", "56", "1e2", "1e3", *NEAR_ZEROS]
MASSIVE = [("1", "0.1"), ("1.5", "1"), ("1", "0.49"), ("10", "1e-3")]
R_MASSIVE = ["0.05", "1", "5", "30"]


@cache
def gauss(n: int) -> list[tuple[arb, arb]]:
    """Nodes and weights of the n-point rule on [0, 1]."""
    pairs = [arb.legendre_p_root(n, k, weight=True) for k in range(n)]
    return [((1 + x) / 2, w / 2) for x, w in pairs]


def panels(function, edges: list[arb], n: int) -> arb:
    total = arb(0)
    for a, b in pairwise(edges):
        width = b - a
        total += width * sum((w * function(a + width * x) for x, w in gauss(n)), arb(0))
    return total


def edges_from(start: arb, stop: arb, pole: arb | None) -> list[arb]:
    """Panels no longer than 0.5, nor than their distance to the pole."""
    edges = [start]
    while edges[-1] < stop:
        x, length = edges[-1], arb("0.5")
        if pole is not None:
            if x > pole:
                length = min(length, x - pole)
            elif pole - x > 1:
                length = min(length, (pole - x) / 2)
        edges.append(min(stop, x + length))
    return edges


def im_pi(spin: str, nature: str, m: arb, t: arb, sinh2: arb, tanh: arb) -> arb:
    """Im Pi at g_nu = 1; t = 4 m^2 cosh^2(theta), sinh2 = sinh(theta)^2."""
    if spin == "vector":
        return tanh * (t - m * m if nature == "dirac" else 4 * m * m * sinh2) / (24 * arb.pi())
    return t * tanh**3 / (8 if nature == "dirac" else 16) / arb.pi()


def finite_part(spin: str, nature: str, mediator: arb, m: arb, kernel, top: arb, n: int, half: arb) -> arb:
    """FP int dt Im Pi kernel(theta, sqrt t)/(t - M^2)^2, theta from 0 to top."""
    above = bool(mediator > 2 * m)
    pole = (mediator / (2 * m)).acosh() if above else None

    def numerator(theta: arb, u: arb | None) -> arb:
        """Integrand times u^2, u = theta - pole (or the integrand itself if there is no pole)."""
        cosh, sinh = theta.cosh(), theta.sinh()
        mu = 2 * m * cosh
        value = im_pi(spin, nature, m, mu * mu, sinh * sinh, sinh / cosh) * 8 * m * m * cosh * sinh * kernel(theta, mu)
        if u is None:
            return value / (mu * mu - mediator * mediator) ** 2
        ratio = arb(2) if u == 0 else u / (u / 2).sinh()  # u/(mu - M) = ratio/(4 m sinh((theta + pole)/2))
        return value * (ratio / (4 * m * ((theta + pole) / 2).sinh() * (mu + mediator))) ** 2

    if not above:
        return panels(lambda x: numerator(x, None), edges_from(arb(0), top, None), n)
    h = min(pole, half)
    centre = numerator(pole, arb(0))
    folded = panels(
        lambda u: (numerator(pole + u, u) + numerator(pole - u, -u) - 2 * centre) / (u * u), [arb(0), h / 2, h], n
    )
    result = folded - 2 * centre / h
    if pole > h:
        result += panels(lambda x: numerator(x, x - pole) / (x - pole) ** 2, edges_from(arb(0), pole - h, pole), n)
    return result + panels(lambda x: numerator(x, x - pole) / (x - pole) ** 2, edges_from(pole + h, top, pole), n)


def sign(spin: str) -> int:
    return 1 if spin == "vector" else -1


def massive_loop(spin: str, nature: str, big: str, small: str, r: str) -> tuple:
    """On-shell loop potential and its change with another rule."""
    mediator, m, ar = (to_arb(mpf(x)) for x in (big, small, r))

    def kernel(theta: arb, _: arb) -> arb:
        return (-4 * m * ar * (theta / 2).sinh() ** 2).exp()

    top = (1 + (arb(150) + 2 * mediator * ar) / (2 * m * ar)).acosh()
    values = [
        finite_part(spin, nature, mediator, m, kernel, top, n, half) for n, half in ((70, arb(1)), (90, arb("0.7")))
    ]
    one, two = (to_mpf(x * (-2 * m * ar).exp() / (4 * arb.pi() ** 2 * ar)) for x in values)
    assert to_mpf(values[1].rad()) < abs(to_mpf(values[1])) * mpf(10) ** -40
    return sign(spin) * two, relative(one, two)


# ---- closed form of the vacuum polarisation


def log_function(t, m):
    """Re of L = beta ln[(beta + 1)/(beta - 1)], with Im L = -pi beta above threshold."""
    x = 1 - 4 * m * m / t
    if x >= 0:
        beta = mp.sqrt(x)
        return beta * mp.log(abs((beta + 1) / (beta - 1)))
    b = mp.sqrt(-x)
    return 2 * b * mp.atan(1 / b)


def pi_on_shell(spin: str, nature: str, mediator, m, t):
    """Re Pi_OS(t) at g_nu = 1: a dispersive function minus its value and slope at M^2."""
    if spin == "vector":
        zero, norm = (m * m if nature == "dirac" else 4 * m * m), -1 / (24 * mp.pi**2)
    else:
        zero, norm = 4 * m * m, -1 / (8 if nature == "dirac" else 16) / mp.pi**2
    at = mediator**2
    if m == 0:
        f, f0, slope = (t * mp.log(abs(t)) if t else mpf(0)), at * mp.log(at), mp.log(at) + 1
    else:
        f = (t - zero) * (log_function(t, m) if t else 2)
        big_l = log_function(at, m)
        f0 = (at - zero) * big_l
        slope = big_l + (at - zero) * (2 * m * m * big_l / (at * (at - 4 * m * m)) + 1 / at)
    return norm * (f - f0 - slope * (t - at))


def volume(spin: str, nature: str, big: str, small: str):
    """int V d^3r of the on-shell loop part: closed form, checked by the finite part of each Yukawa's 4 pi/t."""
    mediator, m = mpf(big), mpf(small)
    closed = sign(spin) * pi_on_shell(spin, nature, mediator, m, mpf(0)) / mediator**4
    if m:
        am, amed = to_arb(m), to_arb(mediator)
        top = (amed / am + 10).acosh() + 60
        fp = finite_part(spin, nature, amed, am, lambda _, mu: 4 * arb.pi() / (mu * mu), top, 70, arb(1))
        direct = sign(spin) * to_mpf(fp / (4 * arb.pi() ** 2))
        assert relative(direct, closed) < mpf(10) ** -42, (spin, nature, big, small, mp.nstr(relative(direct, closed)))
    return closed


def sine_transform(f, r, step):
    """int_0^inf f(Q) sin(Q r) dQ by the double-exponential rule of Ooura and Mori."""
    k = mp.pi / step
    b = mpf(1) / 4
    a = b / mp.sqrt(1 + k * mp.log(1 + k) / (4 * mp.pi))
    total, scale = mpf(0), mpf(0)
    for direction in (1, -1):
        n = 0 if direction == 1 else -1
        while True:
            x = n * step
            if n == 0:
                phi, slope = 1 / (2 + a + b), (1 + (a - b) / (2 + a + b) ** 2) / 2
            else:
                e = mp.exp(-2 * x - a * (1 - mp.exp(-x)) - b * (mp.exp(x) - 1))
                phi = x / (1 - e)
                slope = 1 / (1 - e) + x * e * (-2 - a * mp.exp(-x) - b * mp.exp(x)) / (1 - e) ** 2
            term = f(k * phi / r) * mp.sin(k * phi) * slope
            total += term
            scale = max(scale, abs(term))
            n += direction
            if abs(term) < scale * mpf(10) ** -45 and abs(n) > 30:
                break
    return total * k * step / r


def from_momentum_space(spin: str, nature: str, mediator, m, r, step):
    """Loop potential as the sine transform of its momentum-space form."""

    def integrand(q):
        return q * pi_on_shell(spin, nature, mediator, m, -q * q) / (q * q + mediator**2) ** 2

    return sign(spin) * sine_transform(integrand, r, step) / (2 * mp.pi**2 * r)


# ---- massless


def closed_j(z):
    with mp.extradps(40):
        return ((2 + z) * mp.exp(z) * mp.e1(z) - (2 - z) * mp.exp(-z) * mp.ei(z) - 2) / 4


def finite_part_j(z):
    """J by the folded finite part over x = sqrt(t)/M."""
    az = to_arb(z)

    def f(x: arb) -> arb:
        return x**3 * (-az * x).exp() / (x + 1) ** 2

    folded = panels(lambda u: (f(1 + u) + f(1 - u) - 2 * f(arb(1))) / (u * u), [arb(k) / 8 for k in range(9)], 70)
    edges, reach = [arb(2)], 2 + 150 / az
    while edges[-1] < reach:
        edges.append(min(edges[-1] * arb("1.5"), edges[-1] + 20 / az, key=float))
    return to_mpf(folded - 2 * f(arb(1)) + panels(lambda x: f(x) / (x - 1) ** 2, edges, 70))


def massless_loop(spin: str, nature: str, z, r):
    if spin == "vector":
        return closed_j(z) / (48 * mp.pi**3 * r)
    return -closed_j(z) / ((16 if nature == "dirac" else 32) * mp.pi**3 * r)


def check_massless() -> None:
    worst = mpf(0)
    for text in Z_VALUES:
        z = mpf(text)
        if z < 60:
            worst = max(worst, relative(finite_part_j(z), closed_j(z)))
        if z >= 39:
            term = series = mpf(0)
            for n in range(int(z)):
                new = (n + 1) * mp.factorial(2 * n + 3) / z ** (2 * n + 4)
                if term and new > term:
                    break
                series, term = series + new, new
            assert abs(series - closed_j(z)) < 3 * term + mpf(10) ** -60
    print("massless: closed form and finite part differ by at most", mp.nstr(worst, 3))
    assert worst < mpf(10) ** -40
    for text, known in [
        ("0.1", "1.255168670332"),
        ("1", "-0.2270331990664"),
        ("3", "-0.04875122434369"),
        ("10", "0.0009840427661858"),
        ("50", "9.757628211628e-7"),
    ]:
        assert relative(closed_j(mpf(text)), mpf(known)) < 1e-12
    for start, known in [(0.475, ZEROS[0]), (4.796, ZEROS[1])]:
        assert abs(mp.findroot(closed_j, start) - mpf(known)) < 1e-12
    for start, known in [(0.86, "0.8614619742"), (4.14, "4.140662677")]:
        assert abs(mp.findroot(lambda z: 2 * closed_j(z) + mp.exp(-z), start) - mpf(known)) < 1e-9
    small = mpf("1e-3")
    assert abs(closed_j(small) - (mp.log(1 / small) - mp.euler - 0.5)) < 1e-5
    for z in ("0.5", "2", "5"):
        other = from_momentum_space("vector", "dirac", mpf(1), mpf(0), mpf(z), mpf(1) / 40)
        difference = relative(other, massless_loop("vector", "dirac", mpf(z), mpf(z)))
        print("sine transform, massless, z =", z, mp.nstr(difference, 3))
        assert difference < mpf(10) ** -25


def add_yukawa(on_shell, total, mediator, r):
    """Momentum scheme: add A e^{-M r}/r with 4 pi A/M^2 = -total."""
    return on_shell - mediator**2 * total / (4 * mp.pi) * mp.exp(-mediator * r) / r


def main() -> None:
    check_massless()
    rows = []
    for spin in ("vector", "scalar"):
        for nature in ("dirac", "majorana"):
            total = volume(spin, nature, "1", "0")
            for text in sorted(Z_VALUES, key=float):
                z = mpf(text)
                value = massless_loop(spin, nature, z, z)
                shifted = add_yukawa(value, total, mpf(1), z)
                half_k = (2 * closed_j(z) + mp.exp(-z)) / (2 * closed_j(z)) * value
                assert relative(shifted, half_k) < mpf(10) ** -40
                rows += [[spin, "on-shell", nature, "1", "0", text, decimal(value)]]
                rows += [[spin, "momentum", nature, "1", "0", text, decimal(shifted)]]
    worst_rule = worst_sine = mpf(0)
    for spin in ("vector", "scalar"):
        for nature in ("dirac", "majorana"):
            for big, small in MASSIVE:
                total = volume(spin, nature, big, small)
                for text in R_MASSIVE:
                    value, change = massive_loop(spin, nature, big, small, text)
                    worst_rule = max(worst_rule, change)
                    assert change < mpf(10) ** -35, (spin, nature, big, small, text, mp.nstr(change))
                    r = mpf(text)
                    if text in ("1", "5") and mpf(big) * r < 8:
                        step = mpf(1) / 40
                        other = from_momentum_space(spin, nature, mpf(big), mpf(small), r, step)
                        worst_sine = max(worst_sine, relative(other, value))
                        assert relative(other, value) < mpf(10) ** -20, (spin, nature, big, small, text)
                    shifted = add_yukawa(value, total, mpf(big), r)
                    rows += [[spin, "on-shell", nature, big, small, text, decimal(value)]]
                    rows += [[spin, "momentum", nature, big, small, text, decimal(shifted)]]
    print("massive: largest change with another rule", mp.nstr(worst_rule, 3))
    print("massive: largest difference to the sine transform", mp.nstr(worst_sine, 3))
    for nature, big, small, r, known in [
        ("dirac", "1", "0.1", "1", "-0.0001488892571257"),
        ("majorana", "1", "0.1", "5", "-1.494859515751e-7"),
        ("dirac", "1.5", "1", "1", "3.640441706428e-5"),
    ]:
        assert relative(massive_loop("vector", nature, big, small, r)[0], mpf(known)) < 1e-12
    header = [
        "One-loop potential through a t-channel mediator of mass M coupled to one neutrino state of mass m; loop only,",
        "  no tree-level Yukawa potential. V > 0 repels. Couplings g_nu = g_1 = g_2 = 1, natural units.",
        "Columns: spin (vector: g_nu nubar gamma^mu P_L nu; scalar: g_nu psibar psi, Majorana (1/2) g_nu chibar chi);",
        "  scheme (on-shell: mass and residue of the mediator fixed at t = M^2, Hadamard finite part of the loop;",
        "  momentum: plus the term A e^{-M r}/r that makes int V d^3r = 0); nature; M; m; r (exact decimals);",
        "  value (potential, same units as M).",
        "A massless vector-coupled state is the same for both natures; both are listed.",
        "Script: make_mediators.py (real axis, explicit subtraction of the double pole; closed form at m = 0).",
        "Trustworthy digits: all printed (30).",
    ]
    write_table("mediators.csv", header, ["spin", "scheme", "nature", "M", "m", "r", "value"], rows)


if __name__ == "__main__":
    main()
