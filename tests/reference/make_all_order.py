# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the potential of a vector mediator with the neutrino loop summed to all orders.

    V(r) = 1/(4 pi^2 r) int dt Im[1/(M^2 - t - Pi(t))] e^{-sqrt(t) r}        (tree included, g_1 = g_2 = 1)
    Im Pi = g_nu^2 beta (t - m^2)/(24 pi) Dirac, g_nu^2 beta (t - 4 m^2)/(24 pi) Majorana, g_nu^2 t/(24 pi) massless
    Re Pi = d Re Pi/dt = 0 at t = M^2

Route: the real t axis, straight over the resonance, by panels of Gauss-Legendre nodes in ball arithmetic whose lengths
shrink geometrically to a fraction of the width around t = M^2. sqrt(t) = 2 m cosh(theta), or sqrt(t) = M x at m = 0.
Re Pi from its closed form: F(t) - Re F(M^2) - Re F'(M^2) (t - M^2) with F = -g_nu^2 (t - t0) L(t)/(24 pi^2),
t0 = m^2 (Dirac) or 4 m^2 (Majorana), L = beta ln[(beta + 1)/(beta - 1)] (ln(-t), t0 = 0 at m = 0). For M < 2 m the
mediator is stable: its pole, of unit residue by the subtraction, adds e^{-M r}/(4 pi r).

Checks made at each run, all of which must pass before the table is written:
* every entry: another number of nodes and other panels agree to 1e-28;
* Re Pi against the twice-subtracted dispersion integral of Im Pi (principal value and finite part on the real axis),
  below, above and far from the threshold;
* every spectral function: the dispersion integral of Im[1/(M^2 - t - Pi)] at two spacelike points equals
  1/(M^2 + Q^2 - Pi(-Q^2)) (to the size of the ghost's term, Q^2 ~ M^2 e^{24 pi^2/g_nu^2}), and no pole is missed;
* the sine transform of 1/(Q^2 + M^2 - Pi(-Q^2)) gives the same potential (r = 1, 5; entries not below 1e-9);
* g_nu -> 0: tree plus the loop values printed in the physics notes.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from flint import arb, ctx
from mpmath import mp, mpf
from reference_tools import decimal, relative, to_arb, to_mpf, write_table

mp.dps = 60
ctx.prec = 300
COUPLINGS = ["0.3", "1", "2"]
MASSES = ["0", "0.1", "0.4", "0.4999", "0.52"]
DISTANCES = ["0.05", "1", "5", "30"]
BIG = arb(1)  # M


@cache
def gauss(n: int) -> list[tuple[arb, arb]]:
    """Nodes and weights of the n-point rule on [0, 1]."""
    pairs = [arb.legendre_p_root(n, k, weight=True) for k in range(n)]
    return [((1 + x) / 2, w / 2) for x, w in pairs]


class Loop:
    """Vacuum polarisation of one state; m is the state's mass, M = 1."""

    def __init__(self, nature: str, g: str, m: str) -> None:
        self.m = to_arb(mpf(m))
        self.massless = mpf(m) == 0
        self.zero = self.m**2 * (1 if nature == "dirac" else 4)
        self.norm = to_arb(mpf(g)) ** 2 / (24 * arb.pi() ** 2)
        self.threshold = 4 * self.m**2
        if self.massless:
            self.value, self.slope = arb(0), arb(1)
        else:
            big_l = self.log_function(BIG)
            self.value = (1 - self.zero) * big_l
            self.slope = big_l + (1 - self.zero) * (2 * self.m**2 * big_l / (1 - self.threshold) + 1)
        self.stable = bool(self.threshold > 1)

    def log_function(self, t: arb) -> arb:
        x = 1 - self.threshold / t
        if x < 0:
            b = (-x).sqrt()
            return 2 * b * (1 / b).atan()
        beta = x.sqrt()
        return beta * ((1 + beta) ** 2 * abs(t) / self.threshold).log()  # |(beta+1)/(beta-1)|

    def real(self, t: arb) -> arb:
        """Re Pi(t), t real."""
        f = t * abs(t).log() if self.massless else (t - self.zero) * self.log_function(t)
        return -self.norm * (f - self.value - self.slope * (t - 1))

    def imaginary(self, t: arb) -> arb:
        """Im Pi(t), t above threshold."""
        return self.norm * arb.pi() * (t - self.zero) * (1 - self.threshold / t).sqrt()

    def spectral(self, t: arb) -> arb:
        """Im 1/(M^2 - t - Pi)."""
        im = self.imaginary(t)
        return im / ((1 - t - self.real(t)) ** 2 + im * im)

    # variable: theta (massive) or x = sqrt(t) (massless)
    def root(self, x: arb) -> arb:
        return x if self.massless else 2 * self.m * x.cosh()

    def dt(self, x: arb) -> arb:
        return 2 * x if self.massless else 8 * self.m**2 * x.cosh() * x.sinh()

    def edges(self, top: arb, fraction: float) -> list[arb]:
        """Panel edges from threshold (or t = 0) to the variable `top`, refined about the resonance."""
        longest = arb("0.5")
        if self.stable:
            x, edges = arb(0), [arb(0)]
            start = (1 / (2 * self.m)).acos() * arb(fraction)  # distance of the pole at imaginary theta
            while x < top:
                x = x + min(longest, start + x / 3)
                edges.append(min(x, top))
            return edges
        peak = arb(1) if self.massless else (1 / (2 * self.m)).acosh()
        width = self.imaginary(arb(1)) / self.dt(peak)
        step, offsets = width * arb(fraction), [arb(0)]
        while offsets[-1] < peak:
            offsets.append(offsets[-1] + step)
            step *= arb("1.7")
        below = sorted(peak - u for u in offsets[:-1])
        near = [arb(0)]
        if self.massless:  # t ln t at t = 0
            near = [arb(0), *(arb(2) ** (-k) * below[0] for k in range(100, 0, -1))]
        edges = [*near, *below]
        step, x = width * arb(fraction), peak
        while x < top:
            x += step
            edges.append(min(x, top))
            step = step * arb("1.7")
            if not self.massless:
                step = min(step, longest)
            elif step > x / 2:
                step = x / 2
        return edges

    def samples(self, top: arb, n: int, fraction: float) -> list[tuple[arb, arb]]:
        """(sqrt t, weight) such that int dt Im[...] f(sqrt t) = sum weight f."""
        result = []
        for a, b in pairwise(self.edges(top, fraction)):
            for node, weight in gauss(n):
                x = a + (b - a) * node
                root = self.root(x)
                result.append((root, weight * (b - a) * self.dt(x) * self.spectral(root * root)))
        return result


def reach(loop: Loop, root: arb) -> arb:
    """Variable at which sqrt t = root."""
    return root if loop.massless else (root / (2 * loop.m)).acosh()


def potential(loop: Loop, samples: list, r: arb) -> arb:
    total = sum((w * (-root * r).exp() for root, w in samples if root * r < 150), arb(0))
    value = total / (4 * arb.pi() ** 2 * r)
    if loop.stable:
        value += (-r).exp() / (4 * arb.pi() * r)
    return value


def check_sum_rule(loop: Loop, samples: list) -> float:
    """Spectral integral against the propagator at Q^2 = 1/3 and 7; samples reach sqrt t = 1e20."""
    worst = 0.0
    scale = arb(1) if loop.massless else loop.m**2
    ghost = scale * (1 / loop.norm + loop.slope).exp()  # Q^2 of the spacelike pole, from the leading logarithm
    for q2 in (arb(1) / 3, arb(7)):
        left = sum((w / (root * root + q2) for root, w in samples), arb(0)) / arb.pi()
        if loop.stable:
            left += 1 / (1 + q2)
        right = 1 / (1 + q2 - loop.real(-q2))
        difference = relative(to_mpf(left), to_mpf(right))
        expected = to_mpf((1 + q2) / (loop.norm * ghost))
        assert difference < mpf(10) ** -30 + 2 * expected, (mp.nstr(difference, 3), mp.nstr(expected, 3))
        worst = max(worst, float(difference))
    return worst


def check_real_part(nature: str, m: str) -> None:
    """Re Pi(s) = (s - 1)^2/pi int dt Im Pi/[(t - s)(t - 1)^2], folded about t = 1 and t = s."""
    loop = Loop(nature, "1", m)
    low = loop.threshold
    points = [arb(-3), arb(-40), arb("1.9"), arb(7)] + ([] if loop.massless else [low / 3])
    for s in points:

        def numerator(v: arb, s: arb = s) -> arb:
            """Im Pi dt/dv with t = low + v^2 (t = v^2 at m = 0), without the denominators."""
            t = low + v * v
            return loop.imaginary(t) * 2 * v

        poles = []
        if low < 1:
            poles.append((1 - low).sqrt())
        if s > low:
            poles.append((s - low).sqrt())
        poles.sort(key=float)
        half = []
        for k, p in enumerate(poles):
            near = [p] if k == 0 else [p - poles[k - 1]]
            if k + 1 < len(poles):
                near.append(poles[k + 1] - p)
            half.append(min(near, key=float) / 2)

        def full(v: arb, s: arb = s) -> arb:
            t = low + v * v
            return numerator(v) / ((t - s) * (t - 1) ** 2)

        scale = min((x for x in (low.sqrt(), abs(s - low).sqrt(), abs(1 - low).sqrt(), arb(1)) if x > 0), key=float) / 4

        def between(a: arb, b: arb, poles: list = poles, scale: arb = scale, full=full) -> arb:
            """Integral from a to b by panels no longer than half their distance to the poles."""
            cuts = [a]
            while cuts[-1] < b:
                x = cuts[-1]
                length = max(scale, x / 2, key=float)
                length = min([length, *(abs(x - p) / 2 for p in poles)], key=float)
                cuts.append(min(b, x + length, key=float))
            total = arb(0)
            for a, b in pairwise(cuts):
                total += sum((w * (b - a) * full(a + (b - a) * x) for x, w in gauss(60)), arb(0))
            return total

        total, edges_done = arb(0), arb(0)
        for p, h in zip(poles, half, strict=True):
            # fold: u^2 times the integrand is analytic; a simple pole cancels in the fold, a double one needs -2 N(0)
            single = bool(abs(low + p * p - 1) > arb("1e-9"))

            def scaled(u: arb, p: arb = p, single: bool = single, s: arb = s) -> arb:
                """u^2 times the integrand at v = p + u."""
                v = p + u
                t = low + v * v
                if single:
                    return u * numerator(v) / ((v + p) * (t - 1) ** 2)
                return numerator(v) / ((v + p) ** 2 * (t - s))

            centre = scaled(arb(0))
            cuts = [h * k / 4 for k in range(5)]
            for a, b in pairwise(cuts):
                for node, weight in gauss(60):
                    u = a + (b - a) * node
                    total += weight * (b - a) * (scaled(u) + scaled(-u) - 2 * centre) / (u * u)
            total -= 2 * centre / h
            total += between(edges_done, p - h)
            edges_done = p + h
        total += between(edges_done, arb(10) ** 16)
        got = to_mpf((s - 1) ** 2 / arb.pi() * total)
        difference = relative(got, to_mpf(loop.real(s)))
        assert difference < mpf(10) ** -28, (nature, m, s, mp.nstr(difference, 3))


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


def from_momentum_space(loop: Loop, r):
    def integrand(q):
        aq = to_arb(q)
        return q / to_mpf(1 + aq * aq - loop.real(-aq * aq))

    return sine_transform(integrand, r, mpf(1) / 40) / (2 * mp.pi**2 * r)


def check_weak_coupling() -> None:
    """(V - tree)/g^2 at g = 1e-6 against the one-loop values."""
    for nature, m, r, known in [
        ("dirac", "0.1", "1", "-0.0001488892571257"),
        ("majorana", "0.1", "5", "-1.494859515751e-7"),
        ("dirac", "0", "1", mp.nstr(mpf("-0.2270331990664") / (48 * mp.pi**3), 13)),
    ]:
        loop = Loop(nature, "1e-6", m)
        ar = to_arb(mpf(r))
        samples = loop.samples(reach(loop, 160 / ar), 50, 0.6)
        loop_part = (potential(loop, samples, ar) - (-ar).exp() / (4 * arb.pi() * ar)) * 10**12
        assert relative(to_mpf(loop_part), mpf(known)) < 1e-11, (nature, m, r, mp.nstr(to_mpf(loop_part), 15))


def main() -> None:
    for nature, m in [("dirac", "0"), *((n, m) for n in ("dirac", "majorana") for m in MASSES[1:])]:
        check_real_part(nature, m)
    print("Re Pi: closed form and dispersion integral agree", flush=True)
    check_weak_coupling()
    rows, worst_rule, worst_sum, worst_sine = [], mpf(0), {}, mpf(0)
    for nature in ("dirac", "majorana"):
        for g in COUPLINGS:
            for m in MASSES:
                if nature == "majorana" and m == "0":
                    continue
                loop = Loop(nature, g, m)
                top = reach(loop, arb(10) ** 20)
                fine, coarse = loop.samples(top, 50, 0.6), loop.samples(top, 40, 0.45)
                worst_sum[g] = max(worst_sum.get(g, 0.0), check_sum_rule(loop, fine))
                for text in DISTANCES:
                    r = to_arb(mpf(text))
                    value = potential(loop, fine, r)
                    assert value.rad() < abs(value.mid()) * arb(10) ** -30
                    value, other = to_mpf(value), to_mpf(potential(loop, coarse, r))
                    worst_rule = max(worst_rule, relative(other, value))
                    assert relative(other, value) < mpf(10) ** -28, (
                        nature,
                        g,
                        m,
                        text,
                        mp.nstr(relative(other, value), 3),
                    )
                    if text in ("1", "5") and value > 1e-9 and g != "2" and m in ("0", "0.4", "0.52"):
                        difference = relative(from_momentum_space(loop, mpf(text)), value)
                        worst_sine = max(worst_sine, difference)
                        assert difference < mpf(10) ** -20, (nature, g, m, text, mp.nstr(difference, 3))
                    label = "either" if m == "0" else nature
                    rows.append([label, g, "1", m, text, decimal(value, 26)])
        print(nature, "done", flush=True)
    print("largest change with another rule", mp.nstr(worst_rule, 3))
    print("sum rule, largest difference for each g_nu", {g: f"{x:.1e}" for g, x in worst_sum.items()})
    print("largest difference to the sine transform", mp.nstr(worst_sine, 3))
    header = [
        "Potential of a vector mediator (g_nu nubar gamma^mu P_L nu + g_f fbar gamma^mu f), loop summed to all",
        "  orders, tree included: V = 1/(4 pi^2 r) int dt Im[1/(M^2 - t - Pi)] e^{-sqrt(t) r}, g_1 = g_2 = 1;",
        "  Re Pi and its slope vanish at t = M^2 (mass and residue on shell); V > 0 repels.",
        "Columns: nature (dirac, majorana; either: massless state); g_nu; M; m (mass of the one state); r; value.",
        "Natural units (M, m, 1/r, value alike); inputs exact decimals. m = 0.52: stable mediator, pole included.",
        "Script: make_all_order.py (real axis through the resonance, panels refined to its width).",
        "Trustworthy digits: all printed (26).",
    ]
    write_table("all_order.csv", header, ["nature", "g_nu", "M", "m", "r", "value"], rows)


if __name__ == "__main__":
    main()
