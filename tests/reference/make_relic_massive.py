# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the isotropic relic background of one massive neutrino state, alone, at g g' = 1.

One extra neutrino in a mode k shifts the energy of two static sources at second order; averaged over directions,

    V_bkg = -(G_F^2/(4 pi^3 r^4)) int_0^inf dk N(k) w(k),     s = sin 2kr, co = 2kr cos 2kr, E = sqrt(k^2 + m^2),
    both (Dirac, both helicities filled):       w = (k/E) [(1 + m^2 r^2) s - co]
    produced (Dirac, one helicity filled):      w = (k m^2 r^2/2E) s + ((E + k)/2E) (s - co)
    majorana:                                   w = (k/E) (s - co)

with the frozen Fermi-Dirac N = 1/(e^{k/T - xi} + 1) + 1/(e^{k/T + xi} + 1) (C. J. Horowitz, J. Pantaleone, Phys. Lett.
B 319 (1993) 186 for the effect; the weights follow from the trace with the massive propagator at finite density).

Route: s - co = Im (1 - 2ikr) e^{2ikr} and so on; the whole integral is the imaginary part of one along the ray
arg k = pi/4, below the branch point k = i m and every pole k/T = +-xi + i pi (2j+1). Adaptive Gauss-Legendre in ball
arithmetic with 120 digits encloses the value, so the cancellations (up to 45 digits, at 1e6 m) are seen and covered.

Checks made at each run: the integral over real k, not rotated, at r <= 0.1 mm; another ray (arg k = pi/6) beyond; and
the large-distance series (Watson's lemma on the same integrand) where 2 r min(pi T, m) > 40.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from multiprocessing import Pool

from flint import acb, arb, ctx
from flint.types.acb_series import acb_series
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

mp.dps = 120
ctx.dps = 120
K = constants()
T = mpf(TEMPERATURE_K) * K.kelvin
DISTANCES = ["1e-9", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3", "3e-3", "1e-2", "1e-1", "1", "1e2", "1e6"]
MASSES = ["1.0", "0.05", "0.0086", "1e-3", "3e-4", "1e-4", "1e-6"]
FILLINGS = ["both", "produced", "majorana"]


def occupation(y, xi: arb):
    """n_nu + n_nubar at k = y T."""
    return 1 / ((y - xi).exp() + 1) + 1 / ((y + xi).exp() + 1)


def weight(k, energy, r: arb, m: arb, filling: str):
    """w without its oscillation: w = Im[weight e^{2ikr}] at real k."""
    wave = 1 - 2 * acb(0, 1) * k * r  # of s - co
    if filling == "both":
        return k / energy * (m * m * r * r + wave)
    if filling == "produced":
        return (k * m * m * r * r + (energy + k) * wave) / (2 * energy)
    return k / energy * wave


def integrand(s, analytic, *, direction: acb, r: arb, m: arb, xi: arb, filling: str):
    k = s * direction
    energy = (k * k + m * m).sqrt(analytic=analytic)
    oscillation = (2 * acb(0, 1) * k * r).exp()
    return direction * occupation(k / to_arb(T), xi) * weight(k, energy, r, m, filling) * oscillation


def background(r, m, xi, filling: str, angle) -> tuple:
    """V_bkg in eV along the ray of that angle, and the relative radius of its enclosure."""
    rate = mp.cos(angle) / T + 2 * r * mp.sin(angle)
    angle = to_arb(angle)
    direction = acb(angle.cos(), angle.sin())
    f = partial(integrand, direction=direction, r=to_arb(r), m=to_arb(m), xi=to_arb(xi), filling=filling)
    scales = sorted({mpf(0), m, T, 1 / rate, 10 / rate, 60 / rate, 290 / rate})
    cuts = [x for x in scales if x <= 290 / rate]
    # the ray is cut where e^{-290} = 1e-126 is left, times powers of m r that the radius below does not know
    size = to_arb((1 + (m * r) ** 2) / rate)
    total = arb(0)
    for a, b in pairwise(cuts):
        total += acb.integral(f, to_arb(a), to_arb(b), rel_tol=arb(10) ** -115, abs_tol=arb(10) ** -115 * size).imag
    middle = to_mpf(total)
    return -(K.fermi**2) / (4 * mp.pi**3 * r**4) * middle, to_mpf(total.rad()) / abs(middle)


def series(r, m, xi, filling: str) -> tuple:
    """Large-distance series: value, and its smallest term (where it stops) relative to the value.

    Watson's lemma on the same integrand: int_0^inf dk k^n e^{2ikr} = n! (i/2r)^{n+1}, Taylor coefficients at k = 0.
    """
    ctx.cap = 120
    y = acb_series([0, 1 / to_arb(T)])
    n = occupation(y, acb(to_arb(xi)))
    m, distance = acb(to_arb(m)), acb(to_arb(r))
    k = acb_series([0, 1])
    energy = (k * k + m * m).sqrt()
    coefficients = list(n * weight(k, energy, distance, m, filling))
    terms, power = [], acb(0, 1) / (2 * distance)
    for order, coefficient in enumerate(coefficients):
        terms.append(to_mpf((coefficient * power).imag))
        power *= (order + 1) * acb(0, 1) / (2 * distance)
    # a power of 1/r collects up to three orders in k, and every second one vanishes: judge neighbours together
    sizes = {i: abs(terms[i]) + abs(terms[i + 1]) for i in range(8, len(terms) - 1)}
    stop = min(sizes, key=sizes.get)
    total = mp.fsum(terms[:stop])
    return -(K.fermi**2) / (4 * mp.pi**3 * r**4) * total, sizes[stop] / abs(total)


def row_of(mass: str, xi: str, filling: str, distance: str) -> tuple:
    """One row, and the differences to the other routes."""
    r, m, x = mpf(distance) / K.hbar_c, mpf(mass), mpf(xi)
    value, radius = background(r, m, x, filling, mp.pi / 4)
    differences = {"enclosure": radius}
    where = (mass, xi, filling, distance)
    if mpf(distance) <= mpf("1e-4"):
        differences["real axis"] = relative(background(r, m, x, filling, mpf(0))[0], value)
    else:
        differences["other ray"] = relative(background(r, m, x, filling, mp.pi / 6)[0], value)
    if 2 * r * min(mp.pi * T, m) > 40:
        asymptotic, smallest = series(r, m, x, filling)
        difference = relative(asymptotic, value)
        beyond = 100 * mp.exp(-2 * r * min(mp.pi * T, m)) * (1 + (m * r) ** 2)  # poles and cut, invisible to the series
        allowed = 100 * smallest + beyond + mpf(10) ** -40
        assert difference < allowed, (where, mp.nstr(difference, 3), mp.nstr(allowed, 3))
        differences["series"] = difference
    for name in differences.keys() - {"series"}:
        assert differences[name] < mpf(10) ** -40, (where, name, mp.nstr(differences[name], 3))
    return [filling, mass, TEMPERATURE_K, xi, distance, decimal(value, 36), log10_abs(value, 36)], differences


def main() -> None:
    inputs = [(m, "0", f, d) for m in MASSES for f in FILLINGS for d in DISTANCES]
    inputs += [("0.05", "1", f, d) for f in FILLINGS for d in DISTANCES]
    with Pool(2) as pool:
        results = pool.starmap(row_of, inputs, chunksize=6)
    for name in ("enclosure", "real axis", "other ray", "series"):
        found = [differences[name] for _, differences in results if name in differences]
        print(name, "entries:", len(found), "largest difference:", mp.nstr(max(found), 3))
    header = [
        "Background part of the potential in an isotropic, frozen Fermi-Dirac background of one massive state,",
        "unit coupling g g' = 1, diagonal pair (background and intermediate state of the same mass), V > 0 repels.",
        "Columns: filling (both: Dirac, both helicities filled; produced: Dirac, only the helicity that was produced;",
        "  majorana); mass_eV; temperature_K; xi (mu/T, opposite for antineutrinos); r_m (m, exact decimal);",
        "  background_eV (eV); background_log10 (log10 |V/eV|).",
        f"Inputs: {CONSTANTS_LINE};",
        f"  T = {TEMPERATURE_K} K; occupation 1/(e^(k/T -+ xi) + 1) per helicity state.",
        "Script: make_relic_massive.py (k integral along a ray in the complex plane, enclosed in ball arithmetic).",
        "Trustworthy digits: 35 of every printed value.",
    ]
    columns = "filling,mass_eV,temperature_K,xi,r_m,background_eV,background_log10"
    write_table("relic_massive.csv", header, columns.split(","), [row for row, _ in results])


if __name__ == "__main__":
    main()
