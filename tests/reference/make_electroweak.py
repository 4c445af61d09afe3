# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the massless two-neutrino potential of the Standard Model at all lengths (Z and W propagators).

Route: real sqrt(t) = mu, explicit subtraction of the double (ZZ) and simple (ZW) pole at M_Z. With w = M_W^2/t,
Z = M_Z^2/(M_Z^2 - t), chiral couplings to flavour a: C_L = (gV + gA)_NC Z + 2 delta W1, C_R = (gV - gA)_NC Z,

    V(r) = G_F^2/(24 pi^3 r) FP int_0^inf dmu mu^3 e^{-mu r} S(mu^2)
    S = sum_a gV1^a gV2^a (VV)  or  sum_a gV1^a gA2^a (VA),   gV = (C_L + C_R)/2,  gA = (C_L - C_R)/2
    FP int_{-h}^{h} N(M_Z + u) du/u^2 = int_0^h [N(M_Z + u) + N(M_Z - u) - 2 N(M_Z)] du/u^2 - 2 N(M_Z)/h

by panels of Gauss-Legendre nodes in ball arithmetic (120 digits, the closed forms of W1, W2x, W2box cancel at small t).
Same flavour, e- e-: W1 W1 in LL becomes W2x; e- e+: W2box (external masses 0, s = 0).
Antiparticle: gV -> -gV, gA -> +gA.

Checks made at each run, all of which must pass before the table is written:
* every entry: other panels, another number of nodes and another half-width h agree to 1e-40;
* W1, W2box and W2x as angular averages of the t-channel W propagators P(x) = w/(w + (1 - x)/2), x_1 and x_2 the cosines
  between the neutrino and the two external directions (the angle between those has cosine z):
      W1 = (3/8) int dx (1 + x)^2 P(x),    W2box = (3/8) int dx (1 + x)^2 P(x)^2,
      W2x = limit z -> -1 of (3/2) int dx_1 <P(x_1) P(x_2) [1 + z + x_1 + x_2 + i tau]^2/[2 (1 + z)]^2>_phi
  (the limit by expanding P(x_2) about -x_1, and by the double integral at 1 + z = 1e-7), and as power series in 1/w;
* 1e-13 m: the contact result with its first correction in 1/r^2; 1e-29 m: ln^2 and ln of e-mu and e- e-;
* n-n equals S_ZZ times the closed form J(M_Z r);
* the values printed in the physics notes.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from flint import arb, ctx
from mpmath import mp, mpf
from reference_tools import CONSTANTS_LINE, SIN2_THETA_W, constants, decimal, relative, to_arb, to_mpf, write_table

mp.dps = 100
ctx.prec = 450
K = constants()
M_Z_GEV, M_W_GEV, AXIAL = "91.1880", "80.3692", "1.2754"
M_Z, M_W = to_arb(mpf(M_Z_GEV) * 10**9), to_arb(mpf(M_W_GEV) * 10**9)  # eV
DISTANCES = ["1e-20", "1e-19", "5e-19", "1e-18", "2e-18", "5e-18", *(f"1e-{n}" for n in range(17, 12, -1))]
VV_PAIRS = [("n", "n"), ("p", "n"), ("e-", "p"), ("e-", "n"), ("e-", "mu-"), ("e-", "e-"), ("e-", "e+"), ("mu-", "mu-")]
VA_PAIRS = [*VV_PAIRS, ("n", "p"), ("p", "e-"), ("n", "e-")]
FLAVOURS = ("e", "mu", "tau")


# ---- W functions


def w1(w):
    return 3 * w * ((1 + w) ** 2 * (1 + 1 / w).log() - w - arb("1.5"))


def w2x(w):
    bracket = 4 * (1 + w) ** 4 * (1 + 1 / w).log() - 4 * w**3 - 14 * w**2 - 12 * w - 3
    return 3 * w**2 / (2 * (1 + 2 * w) ** 3) * bracket


def w2box(w):
    return 3 * w**2 * (2 + 1 / w - 2 * (1 + w) * (1 + 1 / w).log())


def check_w_functions() -> None:
    """Angular averages, series in 1/w, and printed values."""
    for text in ("0.01", "0.3", "1", "7"):
        w = mpf(text)
        f1, fx, fb = (to_mpf(f(to_arb(w))) for f in (w1, w2x, w2box))

        def p(x, order=0, w=w):
            """P and its derivatives with respect to x."""
            return w * mp.factorial(order) / 2**order / (w + (1 - x) / 2) ** (order + 1)

        def limit(x, p=p):
            s2, y = 1 - x * x, -x
            return p(x) * (s2**2 * p(y, 2) / 8 + (1 + x) * s2 * p(y, 1) / 2 + (1 + x) ** 2 * p(y) / 4)

        with mp.workdps(45):
            cuts = [-1, mpf(-1) + min(w, 1) / 8, mpf(-1) + min(w, 1) / 2, 0, 1 - min(w, 1) / 2, 1 - min(w, 1) / 8, 1]
            one = 3 * mp.quad(lambda x, p=p: (1 + x) ** 2 * p(x), cuts) / 8
            box = 3 * mp.quad(lambda x, p=p: (1 + x) ** 2 * p(x) ** 2, cuts) / 8
            crossed = 3 * mp.quad(limit, cuts) / 2
        for got, known in ((one, f1), (box, fb), (crossed, fx)):
            assert relative(got, known) < mpf(10) ** -35, (text, mp.nstr(relative(got, known), 3))
        if text in ("1", "7"):
            with mp.workdps(60):
                full = double_average(p, mpf(10) ** -7)
            print("W2x: double integral at 1 + z = 1e-7, w =", text, mp.nstr(relative(full, fx), 3))
            assert relative(full, fx) < 1e-5
    w = mpf(50)
    series = sum(6 * (-1) ** n / ((n + 1) * (n + 2) * (n + 3) * w**n) for n in range(60))
    assert relative(series, to_mpf(w1(to_arb(w)))) < mpf(10) ** -60
    for f, text, known in [
        (w1, "1", "0.8177661667193"),
        (w1, "0.01", "0.09593653317689"),
        (w2x, "1", "0.6311899753242"),
        (w2box, "1", "0.6822338332807"),
    ]:
        assert relative(to_mpf(f(to_arb(mpf(text)))), mpf(known)) < 1e-12
    tiny = arb("1e-12")
    assert relative(to_mpf(w2x(tiny)), to_mpf(tiny**2 * (-6 * tiny.log() - arb("4.5")))) < 1e-9
    assert relative(to_mpf(w2box(tiny)), to_mpf(3 * tiny)) < 1e-9


def double_average(p, one_plus_z):
    """(3/2) int dx1 <P(x1) P(x2) [1 + z + x1 + x2 + i tau]^2/[2(1 + z)]^2> at finite z."""
    z = -1 + one_plus_z
    sine = mp.sqrt(1 - z * z)
    points = 12

    def inner(x1):
        s1, total = mp.sqrt(1 - x1 * x1), mpf(0)
        for k in range(points):  # trapezoid in phi: exact for the low Fourier modes that matter
            phi = 2 * mp.pi * k / points
            x2 = z * x1 + sine * s1 * mp.cos(phi)
            tau = sine * s1 * mp.sin(phi)
            total += p(x2) * mp.re((1 + z + x1 + x2 + 1j * tau) ** 2)
        return p(x1) * total / points

    return 3 * mp.quad(inner, [-1, -0.5, 0, 0.5, 1]) / 2 / (2 * one_plus_z) ** 2


# ---- couplings


def neutral(body: str) -> tuple:
    """(gV, gA) of the neutral current; lepton: particle values."""
    if body == "p":
        return (1 - 4 * K.s2) / 2, mpf(AXIAL) / 2
    if body == "n":
        return mpf(-1) / 2, -mpf(AXIAL) / 2
    return (4 * K.s2 - 1) / 2, mpf(-1) / 2


class Pair:
    """S(t) = zz Z^2 + zw Z W1 + ww (W2x or W2box)."""

    def __init__(self, a: str, b: str, structure: str) -> None:
        antiparticle = b.endswith("+")
        (v1, _), (v2, a2) = neutral(a), neutral(b)
        second_nc = v2 if structure == "VV" else a2
        # the W of a charged lepton adds W1 to gV and to gA of its own flavour
        own = [(1 if a[:-1] == f else 0, 1 if b[:-1] == f else 0) for f in FLAVOURS]
        self.zz = 3 * v1 * second_nc
        self.zw = sum(o1 * second_nc + v1 * o2 for o1, o2 in own)
        self.ww = sum(o1 * o2 for o1, o2 in own)
        if antiparticle and structure == "VV":
            self.zz, self.zw, self.ww = -self.zz, -self.zw, -self.ww
        self.box = w2box if antiparticle else w2x
        self.contact = self.zz + self.zw + self.ww
        self.arb = tuple(to_arb(mpf(x)) for x in (self.zz, self.zw, self.ww))


class Grid:
    """Nodes for one distance; the poles are folded at M_Z when their exponential is not negligible."""

    def __init__(self, r: arb, n: int, half: arb, factor: float) -> None:
        self.points = []  # (mu, weight)
        reach = 260 / r
        h = M_Z * half
        fold = bool((M_Z - h) < reach)
        scale = min(1 / r, M_W, key=float)
        first = [arb(0), scale * arb(factor) / 2]
        if fold:
            self.add(self.cuts(first, M_Z - h, r, factor), n)
            pieces = int(float(h * r / 8)) + 2
            self.fold = [h * k / pieces for k in range(pieces + 1)]
            self.half = h
            self.add(self.cuts([M_Z + h], max(reach, 40 * M_Z, key=float), r, factor), n)
        else:
            self.fold, self.half = [], None
            self.add(self.cuts(first, reach, r, factor), n)
        self.n, self.r = n, r

    @staticmethod
    def cuts(cuts: list, stop: arb, r: arb, factor: float) -> list:
        while cuts[-1] < stop:
            x = cuts[-1]
            length = min([x * arb(factor), 12 / r, *([abs(x - M_Z) * arb("0.7")] if x != M_Z else [])], key=float)
            cuts.append(min(stop, x + length, key=float))
        return cuts

    def add(self, cuts: list, n: int) -> None:
        for a, b in pairwise(cuts):
            for node, weight in gauss(n):
                mu = a + (b - a) * node
                self.points.append((mu, weight * (b - a)))

    def moments(self, box) -> tuple:
        """FP int mu^3 e^{-mu r} of Z^2, Z W1 and the WW function (box)."""
        r = self.r
        sums = [arb(0), arb(0), arb(0)]

        def numerators(u: arb) -> tuple:
            """u^2 times the three integrands at mu = M_Z + u; Z = -M_Z^2/[u (2 M_Z + u)]."""
            mu = M_Z + u
            common = mu**3 * (-mu * r).exp()
            z = -(M_Z**2) / (mu + M_Z)
            w = M_W**2 / mu**2
            return common * z * z, common * z * u * w1(w), common * u * u * box(w)

        for mu, weight in self.points:
            common = weight * mu**3 * (-mu * r).exp()
            w, z = M_W**2 / mu**2, M_Z**2 / (M_Z**2 - mu**2)
            for k, x in enumerate((z * z, z * w1(w), box(w))):
                sums[k] += common * x
        if self.fold:
            centre = numerators(arb(0))
            for a, b in pairwise(self.fold):
                for node, weight in gauss(self.n):
                    u = a + (b - a) * node
                    plus, minus = numerators(u), numerators(-u)
                    for k in range(3):
                        sums[k] += weight * (b - a) * (plus[k] + minus[k] - 2 * centre[k]) / (u * u)
            for k in range(3):
                sums[k] -= 2 * centre[k] / self.half
        return tuple(sums)


@cache
def gauss(n: int) -> list[tuple[arb, arb]]:
    """Nodes and weights of the n-point rule on [0, 1]."""
    pairs = [arb.legendre_p_root(n, k, weight=True) for k in range(n)]
    return [((1 + x) / 2, w / 2) for x, w in pairs]


@cache
def moments(distance: str, name: str, rule: int) -> tuple:
    n, half, factor = [(50, arb("0.5"), 0.9), (64, arb("0.4"), 1.0)][rule]
    r = to_arb(mpf(distance) / K.hbar_c)
    return Grid(r, n, half, factor).moments({"w2box": w2box, "w2x": w2x}[name])


def potential(pair: Pair, distance: str, rule: int = 0):
    """V in eV."""
    zz, zw, ww = moments(distance, pair.box.__name__, rule)
    total = pair.arb[0] * zz + pair.arb[1] * zw
    if pair.ww:
        total += pair.arb[2] * ww
    assert total.rad() < abs(total.mid()) * arb(10) ** -45
    r = mpf(distance) / K.hbar_c
    return K.fermi**2 / (24 * mp.pi**3 * r) * to_mpf(total)


def contact(pair: Pair, distance: str):
    r = mpf(distance) / K.hbar_c
    return K.fermi**2 * pair.contact / (4 * mp.pi**3 * r**5)


def check_limits() -> None:
    """Closed form for n-n, first correction at long distance, logarithms at short distance."""
    nn, mz = Pair("n", "n", "VV"), to_mpf(M_Z)
    for distance in DISTANCES:
        z = mz * mpf(distance) / K.hbar_c
        if z > 1000:
            j = sum((n + 1) * mp.factorial(2 * n + 3) / z ** (2 * n + 4) for n in range(100))
        else:
            with mp.extradps(30):
                j = ((2 + z) * mp.exp(z) * mp.e1(z) - (2 - z) * mp.exp(-z) * mp.ei(z) - 2) / 4
        r = mpf(distance) / K.hbar_c
        closed = K.fermi**2 * nn.zz * mz**4 / (24 * mp.pi**3 * r) * j
        # the asymptotic series stops at its smallest term, about e^{-z}
        assert relative(potential(nn, distance), closed) < mpf(10) ** -55, distance
    distance = "1e-13"
    r = mpf(distance) / K.hbar_c
    # Z = 1 + t/M_Z^2, W1 = 1 - t/(4 M_W^2), W2x and W2box = 1 - c t/M_W^2; int mu^5/int mu^3 = 20/r^2
    for a, b, slope in [("e-", "p", 0), ("e-", "e-", 1), ("e-", "e+", 1)]:
        pair = Pair(a, b, "VV")
        ww_slope = 0
        if slope:
            small = arb("1e30")
            ww_slope = to_mpf((pair.box(small) - 1) * small)
        w_slope = mpf(-1) / 4 / to_mpf(M_W) ** 2
        first = pair.zz * 2 / mz**2 + pair.zw * (1 / mz**2 + w_slope) + pair.ww * ww_slope / to_mpf(M_W) ** 2
        expected = 1 + 20 / r**2 * first / pair.contact
        assert abs(potential(pair, distance) / contact(pair, distance) - expected) < 1e-13, (a, b)
    ep = Pair("e-", "p", "VV")
    assert abs(potential(ep, "1e-15") / contact(ep, "1e-15") - 1 - mpf("4.8e-5")) < 1e-6


def check_short_distance() -> None:
    """Coefficients of ln^2 and ln(1/(M_W r)) in r V 24 pi^3/G_F^2, by differences (corrections of order M_W r)."""
    mw, mz = to_mpf(M_W), to_mpf(M_Z)
    emu = Pair("e-", "mu-", "VV")
    ee = Pair("e-", "e-", "VV")
    ds = ["1e-28", "1e-29", "1e-30"]
    step = mp.log(10)
    middle = -mp.log(mw * mpf(ds[1]) / K.hbar_c)
    zw = -3 * mz**2 * mw**2
    for pair, box in [(emu, 0), (ee, mw**4)]:
        leading = zw * pair.zw + 6 * box
        linear = pair.zz * mz**4 - zw * pair.zw * (2 * mp.euler + 1.5) - box * (12 * mp.euler + 4.5)
        y = [potential(pair, d) * (mpf(d) / K.hbar_c) * 24 * mp.pi**3 / K.fermi**2 for d in ds]
        found = (y[0] - 2 * y[1] + y[2]) / step**2 / 2
        assert relative(found, leading) < 1e-8, mp.nstr(found / leading, 15)
        found = (y[2] - y[0]) / (2 * step) - 2 * leading * middle
        assert relative(found, linear) < 1e-7, mp.nstr(found / linear, 15)


def check_printed() -> None:
    for a, b, value, ratio in [
        ("n", "n", "-38964.73644872", "-0.4947189256289"),
        ("e-", "p", "56.01593556471", "0.01605720924822"),
        ("e-", "mu-", "106.2106152171", None),
        ("e-", "e-", "36519.43522897", "0.374186195839"),
    ]:
        pair = Pair(a, b, "VV")
        v = potential(pair, "5e-18")
        print(a, b, decimal(v, 16), mp.nstr(v / contact(pair, "5e-18"), 14), flush=True)
        assert relative(v, mpf(value)) < 1e-11, (a, b)
        if ratio:
            assert relative(v / contact(pair, "5e-18"), mpf(ratio)) < 1e-11, (a, b)


def main() -> None:
    check_w_functions()
    check_printed()
    check_limits()
    check_short_distance()
    rows, worst = [], mpf(0)
    for structure, pairs in (("VV", VV_PAIRS), ("VA", VA_PAIRS)):
        for a, b in pairs:
            pair = Pair(a, b, structure)
            for distance in DISTANCES:
                value, other = (potential(pair, distance, rule) for rule in (0, 1))
                worst = max(worst, relative(other, value))
                assert relative(other, value) < mpf(10) ** -40, (a, b, distance, mp.nstr(relative(other, value), 3))
                ratio = value / contact(pair, distance)
                rows.append([a, b, structure, distance, decimal(value), decimal(ratio)])
    print("largest change with other panels", mp.nstr(worst, 3))
    header = [
        "Two-neutrino potential of the Standard Model at all lengths: massless neutrinos, Z and W propagators,",
        "  pointlike external particles; on-shell Z pole (Hadamard finite part). V > 0 repels.",
        "Columns: a, b (p and n: charges of the neutral current only; e-, e+, mu-); structure (VV: sum over flavours",
        "  of gV of a times gV of b; VA: gV of a times gA of b, same integral, for the parity-violating operator);",
        "  r_m (m, exact decimal); value_eV (eV); ratio_to_contact (to G_F^2 sum gV gX/(4 pi^3 r^5)).",
        f"Inputs: {CONSTANTS_LINE};",
        f"  sin^2 theta_W = {SIN2_THETA_W}; M_Z = {M_Z_GEV}, M_W = {M_W_GEV} GeV;",
        f"  gA of p, n: +-{AXIAL}/2; charged lepton: NC gV = -1/2 + 2 s2, gA = -1/2, plus W1 in both, own flavour.",
        "Same flavour: WW term W2x for e- e- and mu- mu-, W2box for e- e+ (external masses and s = 0).",
        "Antiparticle: gV -> -gV, gA -> +gA.",
        "Script: make_electroweak.py (real axis, explicit subtraction of the poles at M_Z).",
        "Trustworthy digits: all printed (30).",
    ]
    columns = ["a", "b", "structure", "r_m", "value_eV", "ratio_to_contact"]
    write_table("electroweak.csv", header, columns, rows)


if __name__ == "__main__":
    main()
