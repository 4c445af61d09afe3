# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the massless isotropic thermal background, g g' = 1: Fermi-Dirac and Maxwell-Boltzmann.

Routes, none of which is the closed form.

Background alone: one extra neutrino in a mode k, averaged over directions, shifts the energy so that

    V_bkg = -(G_F^2/(4 pi^3 r^4)) int_0^inf dk N(k) [sin 2kr - 2kr cos 2kr] = -(...) Im int dk N(k) (1 - 2ikr) e^{2ikr},

with N = n_nu + n_nubar, taken along the ray arg k = pi/6, below every pole k/T = +-xi + i pi (2j+1); ball arithmetic.

Total: sum over Matsubara frequencies. With static sources the second-order free energy is
T sum_w tr[S_w(r) S_w(-r)], S_w(r) = i [w - sigma.rhat (w + 1/r)] e^{-w r}/(4 pi r), which gives

    V = (G_F^2 T/(2 pi^2 r^4)) Re sum_{n >= 0} (1 + 2 w_n r) e^{-2 w_n r},      w_n = pi T (2n + 1) - i mu,

summed term by term, so that a total of 1e-20 of the vacuum (or 1e-2300) has all its digits. Below 1e-6 m the terms are
too many: there the total is G_F^2/(4 pi^3 r^5) plus the (small) background.

Checks made at each run: total = vacuum + background wherever both were computed; at xi = 0 the image sum,

    V_bkg = (G_F^2/pi^4) sum_{n != 0} (-1)^n int dtau (r^2 - tau t_n)/[(r^2 + tau^2)(r^2 + t_n^2)]^2,  t_n = tau + n/T;

and the closed forms themselves.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from flint import acb, arb, ctx
from mpmath import mp, mpf
from reference_tools import (
    CONSTANTS_LINE,
    TEMPERATURE_K,
    constants,
    decimal,
    log10_abs,
    relative,
    to_arb,
    to_mpf,
    write_table,
)

mp.dps = 110
ctx.dps = 110
K = constants()
T = mpf(TEMPERATURE_K) * K.kelvin
DISTANCES = ["1e-9", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3", "1e-2", "1e-1", "1"]
XIS = ["0", "1", "2.5"]


def occupation(k: acb, xi: arb | None) -> acb:
    """n_nu + n_nubar; xi None is Maxwell-Boltzmann (two species of e^{-k/T})."""
    y = k / to_arb(T)
    if xi is None:
        return 2 * (-y).exp()
    return 1 / ((y - xi).exp() + 1) + 1 / ((y + xi).exp() + 1)


def ray_integrand(s: acb, _analytic: bool, *, r: arb, xi: arb | None) -> acb:
    direction = (acb(0, 1) * arb.pi() / 6).exp()
    k = s * direction
    phase = 2 * acb(0, 1) * k * r
    return direction * occupation(k, xi) * (1 - phase) * phase.exp()


def background(r, xi) -> tuple:
    """V_bkg in eV and the relative radius of its enclosure (the part of the ray beyond the cut is below 1e-100)."""
    rate = mp.cos(mp.pi / 6) / T + 2 * r * mp.sin(mp.pi / 6)
    integrand = partial(ray_integrand, r=to_arb(r), xi=None if xi is None else to_arb(xi))
    cuts = [mpf(0)] + [mpf(c) / rate for c in (1, 10, 50, 320)]
    relative_goal, absolute_goal = arb(10) ** -95, arb(10) ** -95 * to_arb(1 / rate)
    pieces = [
        acb.integral(integrand, to_arb(a), to_arb(b), rel_tol=relative_goal, abs_tol=absolute_goal).imag
        for a, b in pairwise(cuts)
    ]
    total = sum(pieces, arb(0))
    return -(K.fermi**2) / (4 * mp.pi**3 * r**4) * to_mpf(total), to_mpf(total.rad()) / abs(to_mpf(total))


def vacuum(r):
    return K.fermi**2 / (4 * mp.pi**3 * r**5)


def total_by_frequencies(r, xi):
    """Sum over w_n > 0 and, by the real part, over w_n < 0."""
    factor = mp.exp(-4 * mp.pi * T * r)
    term = mp.exp(-2 * mp.pi * T * r + 2j * T * xi * r)
    total, n = mpf(0), 0
    while True:
        w = mp.pi * T * (2 * n + 1) - 1j * T * xi
        piece = mp.re((1 + 2 * w * r) * term)
        total += piece
        if abs((1 + 2 * w * r) * term) < abs(total) * mpf(10) ** -75:
            return K.fermi**2 * T / (2 * mp.pi**2 * r**4) * total
        term *= factor
        n += 1


def image(n: int, r):
    """Euclidean time integral of the n-th image, tau = -n/(2T) + y, y = r sinh v."""
    distance, shift = to_arb(r), to_arb(mpf(n) / T / 2)

    def integrand(v, _analytic):
        y = distance * v.sinh()
        a, b = y - shift, y + shift
        product = (distance**2 + a * a) * (distance**2 + b * b)
        return distance * v.cosh() * (distance**2 - a * b) / product**2

    goal = arb(10) ** -60
    value = acb.integral(integrand, 0, 60, rel_tol=goal, abs_tol=goal / (shift**4 * distance**3))
    return 2 * to_mpf(value.real) / (4 * mp.pi**4)


def background_by_images(r, terms: int = 60):
    """Alternating sum over n = 1, 2, ..., accelerated (H. Cohen et al., Experimental Mathematics 9 (2000) 3)."""
    d = (3 + mp.sqrt(8)) ** terms
    d = (d + 1 / d) / 2
    b, c, total = mpf(-1), -d, mpf(0)
    for k in range(terms):
        c = b - c
        total += c * image(k + 1, r)
        b *= mpf((k + terms) * (k - terms)) / ((k + mpf(1) / 2) * (k + 1))
    return -4 * K.fermi**2 * 2 * total / d


def closed_form(r, xi):
    y = 2 * mp.pi * r * T
    z = xi * y / mp.pi
    return K.fermi**2 * T / (4 * mp.pi**2 * r**4 * mp.sinh(y)) * (mp.cos(z) * (1 + y * mp.coth(y)) + z * mp.sin(z))


def main() -> None:
    rows = []
    worst = {"enclosure": mpf(0), "closed form": mpf(0), "sum against ray": mpf(0), "images": mpf(0)}
    for statistics, xi_text in [*(("fd", x) for x in XIS), ("mb", "")]:
        for distance in DISTANCES:
            r = mpf(distance) / K.hbar_c
            xi = mpf(xi_text) if statistics == "fd" else None
            bkg, radius = background(r, xi)
            worst["enclosure"] = max(worst["enclosure"], radius)
            assert radius < 1e-45, (statistics, xi_text, distance, mp.nstr(radius, 3))
            if statistics == "mb":
                total = vacuum(r) + bkg
                difference = relative(bkg, -8 * K.fermi**2 / mp.pi**3 * T**4 / (r * (1 + 4 * r**2 * T**2) ** 2))
            elif r * T > 8e-4:
                total = total_by_frequencies(r, xi)
                worst["sum against ray"] = max(worst["sum against ray"], abs(vacuum(r) + bkg - total) / abs(bkg))
                difference = relative(total, closed_form(r, xi))
            else:
                total = vacuum(r) + bkg
                difference = relative(total, closed_form(r, xi))
            worst["closed form"] = max(worst["closed form"], difference)
            if statistics == "fd" and xi == 0 and distance in ("1e-6", "1e-4", "1e-3", "1e-2"):
                worst["images"] = max(worst["images"], relative(background_by_images(r), bkg))
            row = [statistics, TEMPERATURE_K, xi_text, distance]
            for value in (bkg, total):
                row += [decimal(value, 40), log10_abs(value, 36)]
            rows.append([*row, decimal(vacuum(r), 40)])
        print(statistics, xi_text, flush=True)
    print({name: mp.nstr(value, 3) for name, value in worst.items()})
    assert max(worst.values()) < 1e-40
    header = [
        "Massless isotropic thermal background at unit coupling g g' = 1: background alone, and vacuum + background.",
        "Columns: statistics (fd: Fermi-Dirac neutrinos and antineutrinos; mb: n = e^{-k/T} for both);",
        "  temperature_K; xi (mu/T, opposite for antineutrinos); r_m (m, exact decimal);",
        "  background_eV, total_eV, vacuum_eV (eV, decimal strings, exponents of any size); *_log10 (log10 |V/eV|).",
        f"Inputs: {CONSTANTS_LINE};",
        f"  T = {TEMPERATURE_K} K.",
        "Script: make_thermal_massless.py (background: k integral on a ray; total: Matsubara frequency sum).",
        "Trustworthy digits: 39 of every printed value (the background is accurate relative to itself at every r).",
    ]
    columns = "statistics,temperature_K,xi,r_m,background_eV,background_log10,total_eV,total_log10,vacuum_eV"
    write_table("thermal_massless.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
