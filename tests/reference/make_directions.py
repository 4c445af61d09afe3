# mypy: ignore-errors
"""Kernels of beams from a uniform disc that is not around the separation, by integration over rings: directions.csv.

A disc of half-angle t about an axis at angle b to the separation holds, at the angle with cosine c to the separation, an arc of
azimuths 2 D(c), D = arccos[(cos t - c cos b)/(sin b sin gamma)] or pi. The mean is the integral of K(c) D(c) over c, smooth in
the variable phi of u = 1 - c = u0 + (u1 - u0) sin^2(phi/2) between the nearest and the farthest point of the disc. K is the
average over energies in closed form. The package integrates along the edge of the disc instead, in the complex plane.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from mpmath import mp, mpf
from reference_tools import decimal, relative, write_table

SPECTRA = {"line": None, "gaussian": "0.1", "pinched_a0.5": "0.5", "pinched_a2.3": "2.3"}
"""Mean energy 1 eV; sigma in eV, or the exponent a."""

PLACES = [  # r (eV^-1), angle, half-angle: inside, on the edge, outside; hemispheres nearly; E r = 1e11
    (0.3, 0.2, 0.5),
    (5.0, 0.2, 0.5),
    (5.0, 1.4, 0.5),
    (60.0, 0.1, 0.5),
    (60.0, 0.5, 0.5),
    (60.0, 0.7, 0.5),
    (60.0, 1.5, 0.5),
    (60.0, 1.5, 1.5),
    (60.0, 1.2, 1.5),
    (900.0, 0.001, 0.4),
    (900.0, 0.25, 0.4),
    (900.0, 0.4, 0.4),
    (900.0, 0.40001, 0.4),
    (900.0, 0.6, 0.4),
    (1e5, 0.2, 0.3),
    (1e6, 0.15, 0.1),
    (1e11, 2e-6, 3.6e-6),
    (1e11, 3.6e-6, 3.6e-6),
    (1e11, 5e-6, 3.6e-6),
    (1e11, 1e-5, 3e-5),
    (1e11, 3e-5, 3e-5),
    (1e11, 3.2e-5, 3e-5),
]


def moments(name: str, t):
    """<e^{iEt}> and <E e^{iEt}>."""
    if name == "line":
        wave = mp.expj(t)
        return wave, wave
    if name == "gaussian":
        q = mpf(SPECTRA[name])
        wave = mp.exp(1j * t - (q * t) ** 2 / 2)
        return wave, (1 + 1j * q * q * t) * wave
    a = mpf(SPECTRA[name])
    w = 1 - 1j * t / (a + 1)
    wave = w ** -(a + 1)
    return wave, wave / w


def kernel(name: str, r, u):
    """<E (C + S)> at u = 1 - c."""
    near, near_e = moments(name, r * u)
    far, far_e = moments(name, r * (2 - u))
    return mp.re((1 - u / 2) * near_e + u / 2 * far_e + 1j * (1 - u) / (2 * r) * (near - far))


@cache
def legendre(count: int) -> tuple:
    """Gauss-Legendre nodes and weights at 40 digits."""
    nodes = []
    for k in range(count):
        y = mp.cos(mp.pi * (k + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(8):
            p0, p1 = mpf(1), y
            for n in range(2, count + 1):
                p0, p1 = p1, ((2 * n - 1) * y * p1 - (n - 1) * p0) / n
            slope = count * (y * p1 - p0) / (y * y - 1)
            y -= p1 / slope
        nodes.append((y, 2 / ((1 - y * y) * slope**2)))
    return tuple(nodes)


def panelled(function, low, high, phase, count: int):
    """Gauss-Legendre panels, equal ones in the middle and halving towards both ends."""
    number = int(phase / 10) + 4
    edges = [mpf(k) / number for k in range(number + 1)]
    ends = [mpf(2) ** -k / number for k in range(1, 30)]
    edges = sorted({*edges, *ends, *(1 - e for e in ends)})
    total = mpf(0)
    for a, b in pairwise(edges):
        half, middle = (b - a) / 2, (a + b) / 2
        total += half * mp.fsum(w * function(low + (high - low) * (middle + half * y)) for y, w in legendre(count))
    return (high - low) * total


def mean(name: str, r: float, b: float, t: float, count: int):
    """Mean kernel over the disc."""
    r, b, t = mpf(r), mpf(b), mpf(t)
    u0, u1 = 2 * mp.sin((b - t) / 2) ** 2, 2 * mp.sin((b + t) / 2) ** 2
    whole = 2 * mp.sin(t / 2) ** 2
    total = mpf(0)
    if b < t and u0:  # full rings; steps even in the root of u, as the waves of a spectrum fade with u
        total += panelled(lambda v: 2 * v * kernel(name, r, v * v), mpf(0), mp.sqrt(u0), r * u0, count) * mp.pi

    def ring(phi):
        u = u0 + (u1 - u0) * mp.sin(phi / 2) ** 2
        c = 1 - u
        arc = mp.acos((mp.cos(t) - c * mp.cos(b)) / (mp.sin(b) * mp.sqrt(u * (2 - u))))
        return (u1 - u0) / 2 * mp.sin(phi) * arc * kernel(name, r, u)

    total += panelled(ring, mpf(0), mp.pi, r * (u1 - u0), count)
    return total / (mp.pi * whole)


def multipoles(r: float, b: float, t: float):
    """The same for one energy of 1 eV by the sum over even multipoles."""
    x, b, t = mpf(r), mpf(b), mpf(t)
    total = mpf(0)
    for l in range(0, int(x + 12 * x ** mpf("0.34")) + 40, 2):
        j, previous = (mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + mpf(1) / 2, x) for n in (l, l - 1))
        slope = previous - (l + 1) / x * j
        part = mp.cos(x) * j - (mp.sin(x) + mp.cos(x) / x) * slope
        window = mpf(1)
        if l:
            window = (mp.legendre(l - 1, mp.cos(t)) - mp.legendre(l + 1, mp.cos(t))) / ((2 * l + 1) * (1 - mp.cos(t)))
        total += (-1) ** (l // 2) * (2 * l + 1) * part * window * mp.legendre(l, mp.cos(b))
    return total


def main() -> None:
    mp.dps = 45
    rows, worst, other = [], mpf(0), mpf(0)
    for name, parameter in SPECTRA.items():
        for r, b, t in PLACES:
            value = mean(name, r, b, t, 30)
            worst = max(worst, abs(mean(name, r, b, t, 22) - value))
            if name == "line" and r < 100:
                other = max(other, relative(multipoles(r, b, t), value))
            rows.append([name, parameter or "", repr(r), b.hex(), t.hex(), repr(b), repr(t), decimal(value, 20)])
    print("other nodes:", mp.nstr(worst, 3), "multipoles:", mp.nstr(other, 3))  # noqa: T201
    assert worst < 1e-19
    assert other < 1e-17
    header = [
        "Mean over a uniform disc of K = <E (C + S)> in eV for massless neutrinos, mean energy 1 eV:",
        "  V = -(G_F^2 g g' Phi/(pi r)) K.",
        "Columns: spectrum; parameter (gaussian: sigma in eV; pinched: a in E^a exp(-(a+1) E/<E>)); r_inv_eV;",
        "  angle_hex, half_angle_hex (rad, the doubles used, exactly: of the separation to the axis, and of the disc);",
        "  angle_rad, half_angle_rad (the same in decimals); K_eV (good to 1e-19 of the mean energy).",
        "Script: make_directions.py (integral over rings around the separation).",
    ]
    columns = "spectrum,parameter,r_inv_eV,angle_hex,half_angle_hex,angle_rad,half_angle_rad,K_eV"
    write_table("directions.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
