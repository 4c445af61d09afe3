# mypy: ignore-errors
# ruff: noqa: T201
"""Extended bodies in a beam of massless neutrinos of one energy, in units G_F^2 g g' Phi = 1 and E = 1.

Groups and routes (V: energy; S: what is left of the aligned V = -1/(pi z)):

* point-sphere, V: sum over partial waves of the field of a ball, with its closed coefficients, 60 digits or more.
* sphere-sphere, V: the same sum with the coefficients of F1 F2(2 sin(theta/2)) in Legendre polynomials, projected numerically.
* fresnel, S: int t (1 - t^2/4z) sin(t^2/2) F(a t/z^(1/2)) F(b t/z^(1/2)) dt for coaxial balls, along t = e^{i pi/4} tau, with
  its digits. Forward waves only.
* sheet, V per area: I, the integral of e^{-ik.x} cos(r)/r over the plane, made over r on a rotated path; then
  V = -Re{e^{-ic d}[(2 - c^2) I - i c I']}/pi.

Checks made at each run: point-sphere by three-dimensional quadrature of the kernel of two points (radii up to 3), to 1e-12;
sphere-sphere (radii up to 3) by such a quadrature over both balls, to 1e-12; all of them with more digits, to 1e-25; fresnel with
other panels, and its path with the closed form of two discs, to 1e-25; sheets with 2 sin(alpha)^2/|c| sin(2 d |c|), to 1e-25.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from mpmath import mp, mpf
from reference_tools import decimal, log10_abs, relative, write_table

# radius (0: a point), radius, x, y, z
PAIRS = [
    ("0", "1e-3", "0", "0", "3"),
    ("0", "1", "0.5", "0.4", "1.6"),
    ("0", "3", "2", "-3", "4"),
    ("0", "2", "0", "0", "-5"),
    ("0", "30", "0", "0", "31"),
    ("0", "100", "0", "0", "300"),
    ("0", "100", "30", "40", "200"),
    ("0", "400", "1", "0", "1000"),
    ("1e-2", "1e-3", "0", "0", "3"),
    ("1", "0.7", "0.5", "0.4", "2.6"),
    ("2", "2", "2", "-3", "5"),
    ("2", "0.1", "0", "0", "-5"),
    ("10", "10", "0", "0", "21"),
    ("30", "20", "0", "3", "100"),
    ("50", "50", "0", "0", "1000"),
    ("50", "50", "10", "0", "130"),
]
# z, then kinds and widths in eV^-1
FRESNEL = [
    ("1e6", "ball", "100", "ball", "50"),
    ("1e6", "ball", "1000", "ball", "1000"),
    ("1e6", "ball", "3000", "ball", "3000"),
    ("1e6", "ball", "3000", "ball", "1500"),
    ("1e6", "ball", "6000", "ball", "0"),
    ("1e6", "ball", "8000", "ball", "6020"),
    ("1e6", "ball", "1200", "ball", "20000"),
    ("1e6", "ball", "20000", "ball", "20000"),
    ("1e4", "ball", "2000", "ball", "1000"),
]
SHEETS = [("0.1", "0.3"), ("2", "0.5"), ("2", "1.0"), ("30", "1.5"), ("7", "2.5"), ("300", "0.01")]


def j(l, x):
    return mp.sqrt(mp.pi / (2 * x)) * mp.besselj(l + mpf(1) / 2, x)


def y(l, x):
    return mp.sqrt(mp.pi / (2 * x)) * mp.bessely(l + mpf(1) / 2, x)


def ball(x):
    return 3 * (mp.sin(x) - x * mp.cos(x)) / x**3 if x else mpf(1)


def disc(x):
    return 2 * mp.besselj(1, x) / x if x else mpf(1)


def orders(reach: float) -> int:
    return int(reach + 14 * reach ** (1 / 3) + 24)


def one_ball(a) -> list:
    js = [mp.cos(a) / a] + [j(l, a) for l in range(orders(float(a)) + 2)]
    return [mpf(3) / 2 * (js[l + 1] ** 2 - js[l] * js[l + 2]) for l in range(orders(float(a)) + 1)]


def two_balls(a, b) -> list:
    """Projection on Legendre polynomials by Gauss-Legendre with enough points to be exact to rounding."""
    top = orders(float(a + b))
    nodes = gauss_legendre(top + 30)
    values = [ball(2 * a * mp.sqrt((1 - m) / 2)) * ball(2 * b * mp.sqrt((1 - m) / 2)) * w / 2 for m, w in nodes]
    sums = [mpf(0)] * (top + 1)
    for (m, _), value in zip(nodes, values, strict=True):
        before, now = mpf(0), mpf(1)
        for l in range(top + 1):
            sums[l] += value * now
            before, now = now, ((2 * l + 1) * m * now - l * before) / (l + 1)
    return sums


@cache
def nodes_at(count: int, dps: int) -> list:
    nodes = []
    for k in range(count):
        m = mp.cos(mp.pi * (k + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(11):
            before, now = mpf(1), m
            for n in range(2, count + 1):
                before, now = now, ((2 * n - 1) * m * now - (n - 1) * before) / n
            slope = count * (m * now - before) / (m * m - 1)
            m -= now / slope
        nodes.append((m, 2 / ((1 - m * m) * slope**2)))
    return nodes


def gauss_legendre(count: int) -> list:
    """Nodes and weights at the current precision."""
    return nodes_at(count, mp.dps)


def field(coefficients: list, x) -> mpf:
    """V = -(1/pi) Re{e^{-iz}[A - i dA/dz]}, A = -sum (2l+1) i^l C_l y_l(r) P_l(z/r)."""
    r, c = mp.sqrt(mp.fdot(x, x)), x[2] / mp.sqrt(mp.fdot(x, x))
    top = len(coefficients) - 1
    ys = [y(l, r) for l in range(top + 2)]
    legendre = [mpf(1), c]
    for l in range(1, top + 1):
        legendre.append(((2 * l + 1) * c * legendre[l] - l * legendre[l - 1]) / (l + 1))
    total, slope = mp.mpc(0), mp.mpc(0)
    for l, value in enumerate(coefficients):
        total -= (2 * l + 1) * mp.mpc(0, 1) ** l * value * ys[l] * legendre[l]
        below = l * ys[l - 1] * legendre[l - 1] if l else 0
        slope -= mp.mpc(0, 1) ** l * value * (below - (l + 1) * ys[l + 1] * legendre[l + 1])
    return -mp.re(mp.expj(-x[2]) * (total - 1j * slope)) / mp.pi


def point_kernel(x):
    """V of two points at many separations, doubles."""
    r = np.sqrt((x * x).sum(-1))
    c = x[..., 2] / r
    return -(np.cos(r * c) * np.cos(r) + c * np.sin(r * c) * (np.sin(r) + np.cos(r) / r)) / (np.pi * r)


def over_ball(radius: float, count: int):
    """Points and weights of a product rule over a ball."""
    t, w = np.polynomial.legendre.leggauss(count)
    r, phi = radius * (1 + t) / 2, np.pi * np.arange(2 * count) / count
    a, m, p = np.meshgrid(r, t, phi, indexing="ij")
    s = a * np.sqrt(1 - m * m)
    weight = (w * r**2)[:, None, None] * w[:, None] * np.ones(2 * count)
    return np.stack([s * np.cos(p), s * np.sin(p), a * m], -1).reshape(-1, 3), weight.ravel() / weight.sum()


def pair_rows() -> tuple[list, float]:
    rows, worst = [], 0.0
    for a, b, *x in PAIRS:
        values = []
        for mp.dps in (90, 110):  # the projection loses what y_l gains at the last l
            coefficients = two_balls(mpf(a), mpf(b)) if a != "0" else one_ball(mpf(b))
            values.append(field(coefficients, [mpf(value) for value in x]))
        assert relative(values[0], values[1]) < 1e-25, (a, b, x, mp.nstr(relative(*values), 3))
        where = np.array([float(value) for value in x])
        if float(b) <= 3 and a == "0":
            points, weights = over_ball(float(b), 36)
            worst = max(worst, abs(float(weights @ point_kernel(where + points) / values[1]) - 1))
        elif 0 < float(a) <= 3:  # both three-dimensional
            first, w1 = over_ball(float(a), 16)
            second, w2 = over_ball(float(b), 12)
            v = sum(w * (w1 @ point_kernel(where + first + shift)) for w, shift in zip(w2, second, strict=True))
            worst = max(worst, abs(float(v / values[1]) - 1))
        group = "point-sphere" if a == "0" else "sphere-sphere"
        rows.append([group, a, b, *x, decimal(values[1], 25), log10_abs(values[1], 25)])
    return rows, worst


def along_ray(factors: list, z) -> mpf:
    """int t (1 - t^2/4z) sin(t^2/2) prod F(w t) dt; z = None leaves the second term out."""
    turn = mp.expj(mp.pi / 4)
    scale = mp.sqrt(z) if z else 1
    widths = [(f, mpf(w) / scale) for f, w in factors]
    total = sum(w for _, w in widths)
    mp.dps = 45 + int(total**2 / 8)
    turn = mp.expj(mp.pi / 4)

    def integrand(tau):
        t = turn * tau
        value = t * turn * mp.exp(-tau * tau / 2) * (1 - t * t / (4 * z) if z else 1)
        for f, w in widths:
            value *= f(w * t)
        return value

    end = total + mp.sqrt(2 * mp.log(10) * mp.dps) + 2
    values = []
    for count, panels in ((100, int(2 * end) + 1), (120, int(2.5 * end) + 1)):
        nodes, half = gauss_legendre(count), end / panels / 2
        values.append(
            mp.im(mp.fsum(half * w * integrand(half * (2 * i + 1 + y)) for i in range(panels) for y, w in nodes))
        )
    assert relative(*values) < 1e-25, (factors, mp.nstr(relative(*values), 3))
    return values[1]


def fresnel_rows() -> list:
    for beta in ("0.1", "1", "5", "20"):
        mp.dps = 60
        w, x = mp.sqrt(mpf(beta)), mpf(beta)
        closed = 2 / x * (mp.besselj(0, x) * mp.sin(x) - mp.besselj(1, x) * mp.cos(x))
        assert relative(along_ray([(disc, w), (disc, w)], None), closed) < 1e-25
    kinds = {"ball": ball, "disc": disc}
    rows = []
    for z, *rest in FRESNEL:
        factors = [(kinds[kind], width) for kind, width in zip(rest[::2], rest[1::2], strict=True)]
        value = along_ray(factors, mpf(z))
        rows.append(["fresnel", rest[1], rest[3], "0", "0", z, decimal(value, 25), log10_abs(value, 25)])
    return rows


def sheet_rows() -> list:
    rows = []
    for d, angle in SHEETS:
        mp.dps = 50
        gap, c, s = mpf(d), mp.cos(mpf(angle)), mp.sin(mpf(angle))

        def plane(h, s=s):
            def f(tau):
                r = h + 1j * tau
                return mp.besselj(0, s * mp.sqrt(r * r - h * h)) * mp.expj(r) * 1j

            def g(tau):  # the mirror image, so that J_0 multiplies the cosine alone
                r = h - 1j * tau
                return mp.besselj(0, s * mp.sqrt(r * r - h * h)) * mp.expj(-r) * -1j

            end = 140 / (1 - s)
            edges = [mpf(0)] + [end * mpf(2) ** -k for k in range(12, -1, -1)]
            return mp.pi * mp.quad(lambda t: f(t) + g(t), edges)

        field_here, slope = plane(gap), mp.diff(plane, gap, h=mpf(10) ** -18)
        value = -mp.re(mp.expj(-c * gap) * ((2 - c * c) * field_here - 1j * c * slope)) / mp.pi
        closed = 2 * s * s / abs(c) * mp.sin(2 * gap * abs(c))
        print("sheet", d, angle, mp.nstr(relative(value, closed), 3))
        assert relative(value, closed) < 1e-25
        rows.append(["sheet", angle, "0", "0", "0", d, decimal(closed, 25), log10_abs(closed, 25)])
    return rows


def main() -> None:
    pairs, worst = pair_rows()
    print("pairs of bodies by quadrature over both, largest relative difference:", worst)
    assert worst < 1e-12
    rows = pairs + fresnel_rows() + sheet_rows()
    header = [
        "Extended bodies in a beam along z of massless neutrinos of E = 1 eV; G_F^2 Phi times the charges is 1/eV.",
        "Columns: group; a, b (eV^-1: radii, 0 for a point; group sheet: a is the angle to the normal in rad);",
        "  x, y, z (eV^-1: separation); value (point-sphere, sphere-sphere: V in eV; fresnel: fraction of -1/(pi z), forward",
        "  waves only; sheet: V per area for unit charges per area, eV^3); log10_abs (log10 |value|). 25 digits.",
        "Inputs are exact decimals. Script: make_beam_bodies.py.",
    ]
    write_table("beam_bodies.csv", header, ["group", "a", "b", "x", "y", "z", "value", "log10_abs"], rows)


if __name__ == "__main__":
    main()
