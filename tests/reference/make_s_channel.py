# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the pair-exchange potential with an s-channel mediator, f nu -> phi -> f nu, of nearby mass.

L = y chibar P_L nu phi + h.c.; m_i the external fermion, m_phi_i > m_i the mediator, a_i = m_phi_i^2 - m_i^2. The box
is particle and antiparticle (attractive), the crossed graph particle and particle (repulsive). y_1 = y_2 = 1.

Route, symmetric frame: the double integral over sqrt(t) = mu and the cosine x of the neutrinos' angle, both done by
panels of Gauss-Legendre nodes in ball arithmetic; the angular integral is never replaced by its closed form,

    V = -+ 1/(512 pi^3 r) int_0^inf dmu mu^3 e^{-mu r} A(mu)
    A = int_0^1 dx (1 - x^2) Re 1/[(alpha_1 - i beta_1 x)(alpha_2 +- i beta_2 x)]
    alpha_i = a_i + mu^2/2,  beta_i = mu m_i          (upper signs: box; lower signs: crossed)

x = c sinh(u), c the smaller alpha_i/beta_i, resolves the peak at small x; mu runs in logarithmic panels cut at
all scales (a_i/m_i, sqrt(2 a_i), 2 m_i). Static frame (alpha_i = a_i): the frequency integral, delta_i = a_i/(2 m_i),

    V = -+ 1/(128 pi^3 a_1 a_2 r^2) int_0^inf dw (1/r^2 + 2 w/r) e^{-2 w r} Re B(w)
    B = delta_1 delta_2/[(delta_1 + i w)(delta_2 -+ i w)]

Checks made at each run, all of which must pass before the table is written:
* every symmetric entry: other panels and another number of nodes for both integrals agree to 1e-30;
* every static entry: the double integral with alpha_i = a_i agrees to 1e-28;
* the angular integral against [g(c1) + g(c2)]/(c1 + c2) and [g(c1) - g(c2)]/(c2 - c1), g = (1 + c^2) arccot c - c;
* the laws -1/(128 pi^3 a^2 r^5), -1/(512 pi^2 a m r^4), -1/(512 pi^2 m r^2) and 1/(256 pi^3 m^2 r^3) in their windows;
* the values printed in the physics notes, both topologies.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from flint import arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 50
ctx.prec = 300
# m1, m_phi1, m2, m_phi2 and the distances (exact decimals)
SHORT = ["0.5", "2", "5", "12", "40"]
CASES = [
    ("1", "1.01", "1", "1.01", [*SHORT, "100", "300", "3e3", "3e4", "1e6"]),
    ("1", "1.01", "2", "2.05", [*SHORT, "100", "300", "3e3", "3e4", "1e6"]),
    ("1", "1.5", "1", "1.5", [*SHORT[:3], "10", "20", "50", "200", "1e3", "2e4"]),
    ("1", "1.00001", "1", "1.00001", [*SHORT, "200", "1e3", "1e4", "1e5", "1e6", "3e7", "1e9"]),
    ("1", "1.01", "1", "1.0101", [*SHORT, "100", "300", "3e3", "3e4", "1e6"]),
]
TOPOLOGIES = ("box", "crossed")


@cache
def gauss(n: int) -> list[tuple[arb, arb]]:
    """Nodes and weights of the n-point rule on [0, 1]."""
    pairs = [arb.legendre_p_root(n, k, weight=True) for k in range(n)]
    return [((1 + x) / 2, w / 2) for x, w in pairs]


def angular(alpha: tuple, beta: tuple, n: int, length: str) -> tuple[arb, arb]:
    """int_0^1 dx (1 - x^2) Re 1/[(alpha1 - i beta1 x)(alpha2 +- i beta2 x)] for box and crossed."""
    scale = min((a / b for a, b in zip(alpha, beta, strict=True)), key=float)
    top = (1 / scale).asinh()
    pieces = int(float(top / arb(length))) + 1
    box, crossed = arb(0), arb(0)
    for k in range(pieces):
        for node, weight in gauss(n):
            u = top * (k + node) / pieces
            x = scale * u.sinh()
            p, q = beta[0] * x, beta[1] * x
            common = weight * scale * u.cosh() * (1 - x * x)
            common /= (alpha[0] ** 2 + p * p) * (alpha[1] ** 2 + q * q)
            box += common * (alpha[0] * alpha[1] + p * q)
            crossed += common * (alpha[0] * alpha[1] - p * q)
    return box * top / pieces, crossed * top / pieces


class Spectrum:
    """The mu integrand without e^{-mu r}, sampled once for all distances of a case."""

    def __init__(self, masses: tuple, frame: str, distances: list, n_mu: int, n_x: int, length: str) -> None:
        m1, f1, m2, f2 = (to_arb(mpf(x)) for x in masses)
        self.m, self.a = (m1, m2), (f1 * f1 - m1 * m1, f2 * f2 - m2 * m2)
        self.frame = frame
        rs = [float(mpf(r)) for r in distances]
        scales = [x for a, m in zip(self.a, self.m, strict=True) for x in (a / m, (2 * a).sqrt(), 2 * m)]
        low = min([float(x) for x in scales] + [1 / max(rs)]) / 8
        high = 110 / min(rs)
        cuts = sorted({low, high, *(float(x) for x in scales if low < float(x) < high)})
        self.samples = []
        panels = [(arb(0), arb(low), False)]
        for a, b in pairwise(cuts):
            la, lb = arb(a).log(), arb(b).log()
            pieces = int(float((lb - la) / arb(length))) + 1
            panels += [(la + (lb - la) * k / pieces, la + (lb - la) * (k + 1) / pieces, True) for k in range(pieces)]
        for a, b, logarithmic in panels:
            for node, weight in gauss(n_mu):
                x = a + (b - a) * node
                mu = x.exp() if logarithmic else x
                w = weight * (b - a) * (mu if logarithmic else 1) * mu**3
                box, crossed = angular(self.alpha(mu), (mu * m1, mu * m2), n_x, length)
                self.samples.append((mu, w * box, w * crossed))

    def alpha(self, mu: arb) -> tuple[arb, arb]:
        extra = mu * mu / 2 if self.frame == "symmetric" else arb(0)
        return self.a[0] + extra, self.a[1] + extra

    def potential(self, r: arb) -> tuple:
        box, crossed = arb(0), arb(0)
        for mu, b, c in self.samples:
            if mu * r > 120:
                continue
            e = (-mu * r).exp()
            box, crossed = box + b * e, crossed + c * e
        norm = 1 / (512 * arb.pi() ** 3 * r)
        for x in (box, crossed):
            assert x.rad() < abs(x.mid()) * arb(10) ** -35
        return to_mpf(-norm * box), to_mpf(norm * crossed)


def frequency(masses: tuple, r, topology: str):
    """Static frame: the frequency integral, in y = 2 w r."""
    m1, f1, m2, f2 = (mpf(x) for x in masses)
    a1, a2 = f1**2 - m1**2, f2**2 - m2**2
    d1, d2 = a1 / (2 * m1), a2 / (2 * m2)
    sign = 1 if topology == "box" else -1

    def f(y):
        w = y / (2 * r)
        re = d1 * d2 * (d1 * d2 + sign * w * w) / ((d1**2 + w**2) * (d2**2 + w**2))
        return (1 + y) * mp.exp(-y) * re

    scales = sorted({2 * r * d1, 2 * r * d2})
    points = {
        mpf(0),
        mpf(130),
        *(scale * mpf(2) ** k for scale in scales for k in range(-3, 30)),
        *map(mpf, (1, 4, 12, 40)),
    }
    points = sorted(p for p in points if p <= 130)
    integral = mp.quad(f, points, method="gauss-legendre", maxdegree=9)
    return -sign * integral / (2 * r**3) / (128 * mp.pi**3 * a1 * a2 * r**2)


def check_angular() -> None:
    worst = mpf(0)
    for c1, c2 in [("0.003", "0.5"), ("0.7", "0.71"), ("3", "40"), ("1e-4", "2e-4"), ("100", "90")]:
        box, crossed = angular((arb(c1), arb(c2)), (arb(1), arb(1)), 60, "1")
        x, y = mpf(c1), mpf(c2)
        with mp.extradps(20):
            gx, gy = ((1 + c * c) * mp.acot(c) - c for c in (x, y))
            known_box, known_crossed = (gx + gy) / (x + y), (gx - gy) / (y - x)
        worst = max(worst, relative(to_mpf(box), known_box), relative(to_mpf(crossed), known_crossed))
    print("angular integral against its closed form", mp.nstr(worst, 3))
    assert worst < mpf(10) ** -40


def check_printed() -> None:
    near = Spectrum(("1", "1.01", "1", "1.01"), "symmetric", ["3", "3000"], 40, 40, "1")
    unequal = Spectrum(("1", "1.01", "2", "2.05"), "symmetric", ["30"], 40, 40, "1")
    for spectrum, r, box, crossed in [
        (near, "3", "-7.927748509145e-6", None),
        (near, "30", "-6.436222873425e-9", "2.266645884311e-9"),
        (near, "300", "-2.339712781547e-13", "2.03054036731e-13"),
        (near, "3000", "-2.563412516624e-18", None),
        (unequal, "30", "-9.302194741765e-10", "5.562984181985e-10"),
    ]:
        for value, known in zip(spectrum.potential(arb(r)), (box, crossed), strict=True):
            if known:
                assert relative(value, mpf(known)) < 1e-12, (r, known, decimal(value))
    masses = ("1", "1.01", "1", "1.01")
    a = mpf("1.01") ** 2 - 1
    for scaled, box, crossed in [
        ("0.5", "0.4824137928961", "0.1892751878821"),
        ("2", "0.8558103807983", "0.6658378232151"),
    ]:
        r = mpf(scaled) / (a / 2)
        contact = 1 / (128 * mp.pi**3 * a**2 * r**5)
        assert relative(-frequency(masses, r, "box") / contact, mpf(box)) < 1e-12
        assert relative(frequency(masses, r, "crossed") / contact, mpf(crossed)) < 1e-12


def check_laws() -> None:
    """Limiting powers, in windows made wide by a tiny a (m = 1)."""
    masses = ("1", "1.0000000001", "1", "1.0000000001")
    a = mpf(masses[1]) ** 2 - 1
    delta = a / 2
    spectrum = Spectrum(masses, "symmetric", ["100", "1e15"], 40, 40, "1")

    def at(r):
        return spectrum.potential(to_arb(r))

    r5 = mpf(10) ** 3 / delta
    box, crossed = at(r5)
    law = 1 / (128 * mp.pi**3 * a**2 * r5**5)
    found = [("r^-5 box", relative(-box, law)), ("r^-5 crossed", relative(crossed, law))]
    r4 = 1 / mp.sqrt(delta * mp.sqrt(a))  # geometric mean of 1/delta and 1/sqrt a
    found.append(("r^-4 box", relative(-at(r4)[0], 1 / (512 * mp.pi**2 * a * r4**4))))
    r2 = mpf(300)
    found.append(("r^-2 box", relative(-at(r2)[0], 1 / (512 * mp.pi**2 * r2**2))))
    r3 = mpf(10) ** 4
    found.append(("r^-3 crossed", relative(at(r3)[1], 1 / (256 * mp.pi**3 * r3**3))))
    for name, difference in found:
        print("law", name, mp.nstr(difference, 3))
        assert difference < 0.05, name


def main() -> None:
    check_angular()
    check_printed()
    check_laws()
    rows, worst_rule, worst_static = [], mpf(0), mpf(0)
    for *masses, distances in CASES:
        fine = Spectrum(masses, "symmetric", distances, 44, 44, "0.9")
        other = Spectrum(masses, "symmetric", distances, 50, 50, "1.2")
        static = Spectrum(masses, "static", distances, 44, 44, "0.9")
        for text in distances:
            r = mpf(text)
            values, others, statics = (s.potential(to_arb(r)) for s in (fine, other, static))
            for topology, value, check, dispersive in zip(TOPOLOGIES, values, others, statics, strict=True):
                worst_rule = max(worst_rule, relative(check, value))
                assert relative(check, value) < mpf(10) ** -30, (masses, text, mp.nstr(relative(check, value), 3))
                from_frequency = frequency(masses, r, topology)
                difference = relative(dispersive, from_frequency)
                worst_static = max(worst_static, difference)
                assert difference < mpf(10) ** -28, (masses, text, topology, mp.nstr(difference, 3))
                rows.append([topology, "symmetric", *masses, text, decimal(value, 26)])
                rows.append([topology, "static", *masses, text, decimal(from_frequency, 26)])
        print(masses, flush=True)
    print("largest change with other panels", mp.nstr(worst_rule, 3))
    print("largest difference, static frame: frequency and double integral", mp.nstr(worst_static, 3))
    header = [
        "Pair-exchange potential, s-channel mediator, L = y chibar P_L nu phi + h.c., y_1 = y_2 = 1, massless nu.",
        "Columns: topology (box: particle and antiparticle; crossed: particle and particle); frame (symmetric: average",
        "  momenta zero, alpha = a + mu^2/2, beta = mu m; static: alpha = a, delta = a/(2 m), a = m_phi^2 - m^2);",
        "  m1, mphi1, m2, mphi2, r (exact decimals); value (same units as m; V > 0 repels).",
        "Script: make_s_channel.py (double integral over mass and angle; static frame: frequency integral).",
        "Trustworthy digits: all printed (26).",
    ]
    columns = ["topology", "frame", "m1", "mphi1", "m2", "mphi2", "r", "value"]
    write_table("s_channel.csv", header, columns, rows)


if __name__ == "__main__":
    main()
