# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the force in a relic background that moves past the two sources, at g g' = 1, G_F = 1, T = 1.

One neutrino of momentum k, density n, shifts the energy of two static sources by V = -(n/(pi r)) b, with E b =

    massless:   k^2 (C + S),        C = cos(k.x) cos(kr),   S = (k.x/kr) sin(k.x) [sin kr + cos(kr)/kr]
    both:       E^2 C + k^2 S,      both helicities of a Dirac neutrino filled alike
    majorana:   (E^2 - m m') C + k^2 S
    produced:   [E K0 C + K.x^ sin(k.x) (k sin kr + cos(kr)/r)]/2, one helicity in the frame of the bath; K is the left-handed
                current of that state, in its frame (E + p)(1, p^), a null vector

where with a neutrino of another mass m' in between, k' = sqrt(k^2 + m^2 - m'^2) stands in the waves of kr, cos(k'r) and
k' sin(k'r) + cos(k'r)/r, or e^{-|k'|r} and (|k'| + 1/r) e^{-|k'|r} where k' is imaginary.

Routes, none of which uses multipoles or closed forms: massless, spherical coordinates of k around x (energy, polar angle and
azimuth by quadrature); massive, momenta p in the frame of the bath around the wind, every vector boosted explicitly, d^3k/E =
d^3p/E_p; where k' may be imaginary, momenta k in the frame of the sources, panels ending at k' = 0 and at the momentum of the
wind. All sums in extended precision (64 bits), each with two grids.
"""

from __future__ import annotations

from itertools import pairwise, product
from multiprocessing import Pool

import numpy as np
from mpmath import mp, mpf
from reference_tools import decimal, write_table

REAL = np.longdouble
PI = REAL(4) * np.arctan(REAL(1))
mp.dps = 40


def gauss(count: int) -> tuple:
    """Gauss-Legendre nodes and weights on (-1, 1), refined by Newton's method in extended precision."""
    x = REAL(np.polynomial.legendre.leggauss(count)[0])
    for _ in range(3):
        low, high = np.ones_like(x), x
        for n in range(2, count + 1):
            low, high = high, ((2 * n - 1) * x * high - (n - 1) * low) / n
        slope = count * (x * high - low) / (x * x - 1)
        x = x - high / slope
    low, high = np.ones_like(x), x
    for n in range(2, count + 1):
        low, high = high, ((2 * n - 1) * x * high - (n - 1) * low) / n
    slope = count * (x * high - low) / (x * x - 1)
    return x, 2 / ((1 - x * x) * slope**2)


def panels(edges, count: int) -> tuple:
    y, w = gauss(count)
    edges = np.array(sorted({REAL(e) for e in edges}))
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + y)).ravel(), (half * w).ravel()


def occupation(p, xi, statistics: str = "fd"):
    if statistics == "mb":
        return 2 * np.exp(-p)
    with np.errstate(over="ignore"):
        return 1 / (np.exp(p - xi) + 1) + 1 / (np.exp(p + xi) + 1)


def massless(beta, xi, statistics, r, chi, fine: int):
    """Background part; polar axis along x, azimuths of the wind."""
    beta, r, chi, xi = REAL(beta), REAL(r), REAL(chi), REAL(xi)
    gamma = 1 / np.sqrt(1 - beta**2)
    top = (52 + xi) * gamma * (1 + beta)
    step = min(REAL(2.4), 10 / (2 * r)) / (1 + 0.2 * fine)
    k, wk = panels(np.linspace(0, top, 2 + int(top / step)), 20)
    waves = 2 * r * min(top, 35 + xi)
    c, wc = panels(np.linspace(-1, 1, 4 + fine + int(waves / 20)), 24)
    count = 2 * int(24 + 4 * fine + 55 * beta)
    phi = 2 * PI * (np.arange(count // 2) + REAL(0.5)) / count  # half of the circle, the other alike
    z = k * r
    sin, cos = np.sin(z), np.cos(z)
    total = REAL(0)
    for x, w in zip(c, wc, strict=True):
        mu = x * np.cos(chi) + np.sqrt(1 - x * x) * np.sin(chi) * np.cos(phi)
        n = np.mean(occupation(gamma * k[:, None] * (1 - beta * mu), xi, statistics), axis=1)
        kernel = np.cos(z * x) * cos + x * np.sin(z * x) * (sin + cos / z)
        total += w * np.sum(wk * k**3 * n * kernel)
    return -total * 2 * PI / (2 * PI) ** 3 / (PI * r)


def kernel(kind, c, n, m, other, energy, k_x, k2, r, current0=0, current_x=0):
    square = k2 + (m - other) * (m + other)
    k_j = np.sqrt(np.abs(square))
    free = square > 0
    fade = np.exp(-np.where(free, 0, k_j * r))
    cos, sin = np.where(free, np.cos(k_j * r), fade), np.where(free, np.sin(k_j * r), fade)
    s = np.sin(k_x * r) * (k_j * sin + cos / r)
    wave = np.cos(k_x * r) * cos
    if kind == "produced":
        return c * (energy * current0 * wave + current_x * s) / 2
    mass = n * m * other if kind == "majorana" else 0
    return (c * energy**2 - mass) * wave + c * k_x * s


def massive(kind, c, n, m, other, beta, xi, r, chi, fine: int):
    """Background part; momenta in the frame of the bath, polar axis along the wind."""
    c, n, m, other, beta, xi, r, chi = (REAL(x) for x in (c, n, m, other, beta, xi, r, chi))
    gamma = 1 / np.sqrt(1 - beta**2)
    edges = [0, *np.geomspace(1e-3, 1, 8), *np.linspace(1, 52 + xi, int((20 + 4 * r) * (1 + 0.2 * fine)))[1:]]
    p, wp = panels(edges, 24)
    mu, wm = panels(np.linspace(-1, 1, 3 + fine + int(2 * r)), 24)
    count = 2 * int(20 + 15 * r + 4 * fine)
    phi = 2 * PI * (np.arange(count // 2) + REAL(0.5)) / count
    energy = np.sqrt(p * p + m * m)
    total = REAL(0)
    for x, w in zip(mu, wm, strict=True):
        s = np.sqrt(1 - x * x)
        lab, k_z = gamma * (energy + beta * p * x), gamma * (p * x + beta * energy)
        k_x = (p * s)[:, None] * np.cos(phi) * np.sin(chi) + (k_z * np.cos(chi))[:, None]
        k2 = ((p * s) ** 2 + k_z**2)[:, None]
        null = energy + p
        current0 = (null * gamma * (1 + beta * x))[:, None]
        current_x = (null * s)[:, None] * np.cos(phi) * np.sin(chi) + (null * gamma * (x + beta) * np.cos(chi))[:, None]
        f = kernel(kind, c, n, m, other, lab[:, None], k_x, k2, r, current0, current_x)
        total += w * np.sum(wp * p * p / energy * occupation(p, xi) * np.mean(f, axis=1))
    return -total * 2 * PI / (2 * PI) ** 3 / (PI * r)


def evanescent(kind, c, n, m, other, beta, xi, r, chi, fine: int):
    """Background part for a heavier neutrino in between; momenta in the frame of the sources, polar axis along the wind."""
    c, n, m, other, beta, xi, r, chi = (REAL(x) for x in (c, n, m, other, beta, xi, r, chi))
    gamma = 1 / np.sqrt(1 - beta**2)
    special = [
        REAL(0),
        gamma * beta * m,
        np.sqrt((other - m) * (other + m)),
        (52 + xi) * gamma * (1 + beta) + gamma * beta * m,
    ]
    edges = set(special)
    for low, high in pairwise(sorted(special)):
        middle = (low + high) / 2
        # small panels at the root of k', larger ones at the origin and at the kink of the occupation
        edges |= {low + (middle - low) * REAL(0.3) ** j for j in range(24 if low == special[2] else 13)}
        edges |= {high - (high - middle) * REAL(0.3) ** j for j in range(24 if high == special[2] else 13)}
        edges |= set(np.arange(low, high, REAL(1.8) / (1 + 0.2 * fine)))
    k, wk = panels(edges, 18)
    miss, wm = panels([0, *(2 * REAL(0.4) ** np.arange(18)), *np.linspace(0.1, 2, 5 + fine)], 18)
    count = 56 + 8 * fine
    phi = 2 * PI * (np.arange(count // 2) + REAL(0.5)) / count
    energy = np.sqrt(k * k + m * m)
    total = REAL(0)
    for u, w in zip(miss, wm, strict=True):
        x, s = 1 - u, np.sqrt(u * (2 - u))
        # (gamma (E - beta k cos))^2 - m^2
        square = (
            (gamma * (k - beta * energy)) ** 2
            + 2 * gamma**2 * beta * k * u * (energy - beta * k)
            + (gamma * beta * k * u) ** 2
        )
        k_x = k[:, None] * (x * np.cos(chi) + s * np.sin(chi) * np.cos(phi))
        f = kernel(kind, c, n, m, other, energy[:, None], k_x, (k * k)[:, None], r)
        total += w * np.sum(wk * k * k / energy * occupation(np.sqrt(np.maximum(square, 0)), xi) * np.mean(f, axis=1))
    return -total * 2 * PI / (2 * PI) ** 3 / (PI * r)


def exact(x) -> mpf:
    high = float(x)
    return mpf(high) + mpf(float(x - REAL(high)))


def row_of(task) -> tuple:
    """One row, and the relative difference of the two grids."""
    route, case, labels = task
    arguments = case[1:] if route is massless else case
    coarse, value = (route(*arguments, fine) for fine in (0, 1))
    difference = float(abs(coarse / value - 1))
    print(*labels, float(value), difference, flush=True)
    return [*labels, decimal(exact(value), 15)], difference


def main() -> None:
    waves = [
        ("1.23357e-3", "0", "fd"),
        ("0.1", "0", "fd"),
        ("0.1", "1.5", "fd"),
        ("0.6", "0", "fd"),
        ("0.6", "0", "mb"),
    ]
    cases = [("massless", *w, r, chi) for w, r, chi in product(waves, ("0.01", "0.2", "0.5", "2"), ("0.4", "1.3"))]
    cases += [("massless", "0.1", "0", "fd", r, chi) for r, chi in product(("8.5",), ("0", "1"))]
    tasks = [(massless, case, [case[0], case[3], "1", "1", "0", "0", *case[1:3], *case[4:]]) for case in cases]
    pairs = [
        *(("both", "1", "1", "3", "3"), ("produced", "1", "1", "3", "3"), ("majorana", "1", "1", "3", "3")),
        *(("both", "0.3", "-0.2", "3", "2"), ("produced", "0.3", "0", "3", "2"), ("majorana", "0.3", "-0.2", "3", "2")),
        ("majorana", "0.3", "-0.2", "3", "3"),
    ]
    cases = [(massive, *x, "0.2", "0", r, chi) for x, r, chi in product(pairs, ("0.01", "0.5", "2"), ("0.4", "1.3"))]
    fast = [("both", "1", "1", "3", "3"), ("produced", "1", "1", "3", "3")]
    cases += [(massive, *x, "0.4", "1.5", "0.5", "1") for x in fast]
    heavy = [(kind, "1", "1", "300", "300") for kind in ("both", "produced", "majorana")]
    cases += [(massive, *x, "1.23357e-3", "0", r, "0.4") for x, r in product(heavy, ("0.01", "0.5", "2"))]
    lighter = [("both", "0.3", "0", "2", "3"), ("majorana", "0.3", "-0.2", "2", "3"), ("both", "0.3", "0", "0", "3")]
    cases += [(evanescent, *x, "0.2", "0", r, chi) for x, r, chi in product(lighter, ("0.5", "1.5"), ("0.4",))]
    tasks += [(route, case, [case[0], "fd", *case[1:]]) for route, *case in cases]
    with Pool(2) as pool:
        found = pool.map(row_of, tasks, chunksize=1)
    rows, worst = [row for row, _ in found], max(difference for _, difference in found)
    print("largest difference of two grids", worst)
    assert worst < 1e-12
    header = [
        "Background part of the potential of two sources that move through a thermal bath, hbar = c = G_F = T = 1, V > 0 repels.",
        "Columns: filling (massless; both, produced: Dirac, both helicities or one in the frame of the bath; majorana);",
        "  statistics (fd, mb: Maxwell-Boltzmann); c, n (charge products C and, Majorana, N of the pair); m (mass of the",
        "  background neutrino, in units of T), other (mass of the one in between); beta (speed); xi (mu/T); r (1/T);",
        "  chi (rad, between separation and wind); V (T^5). Inputs are exact decimals.",
        "Script: make_wind.py (three-dimensional quadrature in extended precision, two grids).",
        "Trustworthy digits: 12.",
    ]
    columns = "filling,statistics,c,n,m,other,beta,xi,r,chi,V"
    write_table("wind.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
