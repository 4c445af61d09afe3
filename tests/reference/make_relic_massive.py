"""Reference values of the isotropic relic background of one massive neutrino state, g g' = 1, diagonal pair, background alone.

One extra neutrino in a mode k shifts the energy of two static sources at second order; averaged over directions,

    V_bkg = -(G_F^2/(4 pi^3 r^4)) int_0^inf dk N(k) w(k),     s = sin 2kr, co = 2kr cos 2kr, E = sqrt(k^2 + m^2),
    both (Dirac, both helicities filled):       w = (k/E) [(1 + m^2 r^2) s - co]
    produced (Dirac, one helicity filled):      w = (k m^2 r^2/2E) s + ((E + k)/2E) (s - co)
    majorana:                                   w = (k/E) (s - co)

with the frozen Fermi-Dirac N = 1/(e^{k/T - xi} + 1) + 1/(e^{k/T + xi} + 1) (C. J. Horowitz, J. Pantaleone, Phys. Lett. B 319
(1993) 186 for the effect; the weights follow from the trace with the massive propagator at finite density).

Route: s - co = Im (1 - 2ikr) e^{2ikr} and so on; the whole integral is the imaginary part of one along the ray
arg k = pi/4, below the branch point k = i m and every pole k/T = +-xi + i pi (2j+1). Adaptive Gauss-Legendre in ball
arithmetic with 150 digits encloses the value, so cancellations (1e-30 at r = 1 nm, 1e-60 at 1e6 m) are seen and covered.

Checks made at each run: another ray (arg k = pi/6) for every entry; the integral over real k, not rotated, at r <= 0.1 mm;
the large-distance series (Watson's lemma on the same integrand) where 2 r min(pi T, m) > 40.
"""

from __future__ import annotations

from functools import partial
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

mp.dps = 150
ctx.dps = 150
K = constants()
T = mpf(TEMPERATURE_K) * K.kelvin
DISTANCES = ["1e-9", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3", "3e-3", "1e-2", "1e-1", "1", "1e2", "1e6"]
MASSES = ["1.0", "0.05", "0.0086", "1e-3", "3e-4", "1e-4", "1e-6"]
FILLINGS = ["both", "produced", "majorana"]
TERMS = 120


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
    scales = sorted({mpf(0), m, T, 1 / rate, 10 / rate, 60 / rate, 360 / rate})
    cuts = [x for x in scales if x <= 360 / rate]
    # the rays are cut where e^{-360} = 1e-156 is left, times powers of m r that the radius below does not know
    size = to_arb((1 + (m * r) ** 2) / rate)
    total = arb(0)
    for a, b in zip(cuts[:-1], cuts[1:], strict=True):
        total += acb.integral(f, to_arb(a), to_arb(b), rel_tol=arb(10) ** -145, abs_tol=arb(10) ** -145 * size).imag
    middle = to_mpf(total)
    return -(K.fermi**2) / (4 * mp.pi**3 * r**4) * middle, to_mpf(total.rad()) / abs(middle)


def series(r, m, xi, filling: str) -> tuple:
    """Large-distance series, stopped at its smallest term: value and size of that term relative to the value."""
    ctx.cap = TERMS
    ar, am, axi = to_arb(r), to_arb(m), to_arb(xi)
    k = acb_series([0, 1])
    y = k / acb(to_arb(T))
    n = 1 / ((y - acb(axi)).exp() + 1) + 1 / ((y + acb(axi)).exp() + 1)
    energy = (k * k + acb(am * am)).sqrt()
    wave = 1 - 2 * acb(0, 1) * acb(ar) * k
    kinetic = k / energy
    if filling == "both":
        w = kinetic * (acb(am * am * ar * ar) + wave)
    elif filling == "produced":
        w = (kinetic * acb(am * am * ar * ar) + (1 + kinetic) * wave) / 2
    else:
        w = kinetic * wave
    coefficients = list(n * w)
    # int_0 dk k^n e^{2ikr} = n! (i/2r)^{n+1}; two consecutive orders in k share one power of 1/r: add even and odd together
    terms = []
    for order in range(len(coefficients)):
        value = coefficients[order] * acb(0, 1) ** (order + 1) * arb(order).gamma() if order == 0 else None
        factorial = arb(order + 1).gamma()
        value = coefficients[order] * acb(0, 1) ** (order + 1) * factorial / (2 * ar) ** (order + 1)
        terms.append(to_mpf(value.imag))
    pairs = [terms[i] for i in range(0, len(terms))]
    total, smallest = mpf(0), None
    # group by the power of 1/r: the terms proportional to r (from -2ikr) and r^2 (from m^2 r^2) belong to lower powers
    window = [abs(pairs[i]) + abs(pairs[i + 1]) for i in range(len(pairs) - 1)]
    for i in range(6, len(window)):
        if smallest is None or window[i] < smallest[0]:
            smallest = (window[i], i)
    total = mp.fsum(pairs[: smallest[1]])
    return -(K.fermi**2) / (4 * mp.pi**3 * r**4) * total, smallest[0] / abs(total)


def main() -> None:
    pass


if __name__ == "__main__":
    main()
