# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the potential of one occupied mode: two static sources, massive neutrinos, helicity, unequal masses.

A neutrino i of momentum k along z, mass m_i and helicity h is scattered by source a, runs to source b as a neutrino j of the same
energy E, and is scattered back: per unit of G_F^2 times density,

    V = 4 Re { e^{-i k.x} u^+ U_a G_j U_b u },   G_j = (E - i alpha.grad + beta m_j) g(r),

g = -cos(q r)/(4 pi r), q^2 = E^2 - m_j^2, or -e^{-kappa r}/(4 pi r) below threshold, x from b to a.

Route. Explicit 4x4 Dirac matrices in the chiral representation, an explicit helicity spinor u with u^+ u = 1, the gradient of g
by its own closed form, one matrix product after the other. Vertices: Dirac U_ij = g_ij P_L, with Hermitian charges, and for
antineutrinos (the charge conjugate field) -g_ji P_R; Majorana U_ij = i Im g_ij - Re g_ij gamma5, with both Wick contractions in
it. Nothing here knows the amplitudes A and B of the closed form. The real part is taken because the second order in H has both
orders of the sources, which are complex conjugates of each other.

Checks made at each run: Dirac equation and norm of u; (E - H) acting on G gives zero away from the origin, by numerical
differentiation; the sum over helicities of Dirac and of Majorana spinors against traces with projectors; two working
precisions, to 1e-40.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from mpmath import mp, mpc, mpf
from reference_tools import decimal, write_table

PHASES = [1e-6, 0.3, 10.0, 1e3, 1e6, 1e9, 1e12]
ANGLES = [0.0, 1e-9, 1e-3, 0.7, float(np.pi / 2), 2.5, float(np.pi)]
# state: (Majorana?, helicities with their shares)
STATES = {
    "produced": (False, {-1: 1}),
    "flipped": (False, {1: 1}),
    "unpolarised": (False, {-1: mpf(1) / 2, 1: mpf(1) / 2}),
    "majorana": (True, {-1: 1}),
    "majorana-plus": (True, {1: 1}),
}
# charges of both sources: g_ij of a, g_ij of b (Hermitian: g_ji is the conjugate)
REAL = (mpc(1), mpc(1))
PHASED = (mpc(0.6, 0.3), mpc(-0.25, 0.8))
# m_i/k, m_j/k with one mass, and pairs of unequal masses, light to evanescent
ONE = [0.0, 1e-6, 1e-3, 1.0, 30.0, 1e4]
UNEQUAL = [(0.5, 0.4), (0.0, 0.3), (0.3, 0.0), (1e-6, 2e-6), (0.1, 2.0), (100.0, 20.0), (1e4, 9e3), (0.0, 1e-3)]
K = 3.0

mp.dps = 120


def block(a, b, c, d):
    """A 4x4 matrix from 2x2 blocks."""
    out = mp.zeros(4)
    for (row, column), part in {(0, 0): a, (0, 2): b, (2, 0): c, (2, 2): d}.items():
        for i, j in product(range(2), repeat=2):
            out[row + i, column + j] = part[i, j]
    return out


ZERO, UNIT = mp.zeros(2), mp.eye(2)
SIGMA = [
    mp.matrix([[0, 1], [1, 0]]),
    mp.matrix([[0, -mpc(0, 1)], [mpc(0, 1), 0]]),
    mp.matrix([[1, 0], [0, -1]]),
]
ALPHA = [block(-s, ZERO, ZERO, s) for s in SIGMA]
BETA = block(ZERO, UNIT, UNIT, ZERO)
GAMMA5 = block(-UNIT, ZERO, ZERO, UNIT)
LEFT, RIGHT = (mp.eye(4) - GAMMA5) / 2, (mp.eye(4) + GAMMA5) / 2


def spinor(k, m, helicity):
    """Positive energy, momentum k along z, helicity given, u^+ u = 1."""
    energy = mp.sqrt(k * k + m * m)
    left = mp.sqrt((energy - helicity * k) / (2 * energy))
    right = mp.sqrt((energy + helicity * k) / (2 * energy))
    spin = 0 if helicity > 0 else 1
    u = mp.zeros(4, 1)
    u[spin], u[2 + spin] = left, right
    hamiltonian = ALPHA[2] * k + BETA * m
    assert mp.norm(hamiltonian * u - energy * u) <= mpf(10) ** (8 - mp.dps) * energy
    assert abs((u.H * u)[0] - 1) < mpf(10) ** (8 - mp.dps)
    return u


def green(x, energy, m):
    """(E - i alpha.grad + beta m) g at x."""
    r = mp.sqrt(sum(c * c for c in x))
    q = mp.sqrt(mpc(energy * energy - m * m))
    if q.imag:
        kappa = abs(q.imag)
        g = -mp.exp(-kappa * r) / (4 * mp.pi * r)
        slope = -g * (kappa + 1 / r)
    else:
        q = q.real
        g = -mp.cos(q * r) / (4 * mp.pi * r)
        slope = (q * mp.sin(q * r) + mp.cos(q * r) / r) / (4 * mp.pi * r)
    out = (energy * mp.eye(4) + m * BETA) * g
    for component, alpha in zip(x, ALPHA, strict=True):
        out -= mpc(0, 1) * alpha * slope * component / r
    return out


def vertex(majorana, g, anti=False):
    if majorana:
        return mpc(0, 1) * g.imag * mp.eye(4) - g.real * GAMMA5
    return -mp.conj(g) * RIGHT if anti else g * LEFT


def potential(state, anti, k, m_i, m_j, r, angle, charges):
    """V for G_F^2 n = 1."""
    majorana, helicities = STATES[state]
    k, m_i, m_j, r, angle = map(mpf, (k, m_i, m_j, r, angle))
    energy = mp.sqrt(k * k + m_i * m_i)
    x = (r * mp.sin(angle), mpf(0), r * mp.cos(angle))
    g_a, g_b = charges
    # U_a takes j to i at a: g_ij of a; U_b takes i to j at b: g_ji of b
    middle = vertex(majorana, g_a, anti) * green(x, energy, m_j) * vertex(majorana, mp.conj(g_b), anti)
    phase = mp.expj(-k * x[2])
    total = mpf(0)
    for helicity, share in helicities.items():
        u = spinor(k, m_i, -helicity if anti else helicity)
        total += share * 4 * mp.re(phase * (u.H * middle * u)[0])
    return total


def check_green():
    """(E + i alpha.grad - beta m) G = 0 away from the origin."""
    with mp.workdps(60):
        x, h = [mpf("0.7"), mpf("-0.4"), mpf("1.1")], mpf(10) ** -15
        for energy, m in ((mpf(2), mpf("0.7")), (mpf("0.7"), mpf(2))):
            total = (energy * mp.eye(4) - m * BETA) * green(x, energy, m)
            for axis in range(3):
                up, down = list(x), list(x)
                up[axis] += h
                down[axis] -= h
                total += mpc(0, 1) * ALPHA[axis] * (green(up, energy, m) - green(down, energy, m)) / (2 * h)
            assert mp.norm(total) < mpf(10) ** -27, mp.norm(total)


def check_traces():
    """Sum over helicities as a trace: u u^+ = (E + alpha.k + beta m)/2E."""
    k, m, r, angle = mpf("1.3"), mpf("0.8"), mpf("2.1"), mpf("0.6")
    energy = mp.sqrt(k * k + m * m)
    x = (r * mp.sin(angle), mpf(0), r * mp.cos(angle))
    full = (energy * mp.eye(4) + ALPHA[2] * k + BETA * m) / (2 * energy)
    for majorana, names in ((False, ("produced", "flipped")), (True, ("majorana", "majorana-plus"))):
        for m_j in (mpf("0.8"), mpf("0.2"), mpf(3)):
            middle = vertex(majorana, PHASED[0]) * green(x, energy, m_j) * vertex(majorana, mp.conj(PHASED[1]))
            trace = 4 * mp.re(mp.expj(-k * x[2]) * sum((full * middle)[i, i] for i in range(4)))
            each = sum(potential(name, False, k, m, m_j, r, angle, PHASED) for name in names)
            assert abs(trace - each) < mpf(10) ** -100 * abs(trace)


def rows():
    found = []
    cases = [(s, False, m, m, REAL) for s in STATES for m in ONE if s != "majorana-plus"]
    for state, (majorana, _) in STATES.items():
        cases += [
            (state, anti, *pair, PHASED) for pair in UNEQUAL for anti in ((False,) if majorana else (False, True))
        ]
    for state, anti, ratio_i, ratio_j, charges in cases:
        angles = ANGLES if charges is REAL else ANGLES[1::2]
        for phase, angle in product(PHASES, angles):
            r, m_i, m_j = phase / K, ratio_i * K, ratio_j * K
            with mp.workdps(60):
                low = potential(state, anti, K, m_i, m_j, r, angle, charges)
            value = potential(state, anti, K, m_i, m_j, r, angle, charges)
            size = mpf(K) / mpf(r)
            assert abs(low - value) <= mpf(10) ** -40 * size, (state, ratio_i, ratio_j, phase, angle)
            numbers = [repr(float(y)) for g in charges for y in (g.real, g.imag)]
            row = [state, str(int(anti)), repr(K), repr(m_i), repr(m_j), *numbers, repr(r), repr(angle)]
            found.append([*row, decimal(value, 25)])
    return found


def main() -> None:
    check_green()
    check_traces()
    table = rows()
    print(len(table), "rows")
    header = [
        "Potential V of one occupied neutrino mode between two static sources, G_F^2 times number density = 1.",
        "Columns: state (produced: helicity - of a neutrino, + of an antineutrino; flipped: the other; unpolarised: half each;",
        "  majorana: helicity -; majorana-plus: helicity +); antineutrino (1 or 0); k_eV; m_i_eV (of the mode); m_j_eV (between",
        "  the sources); a_re, a_im, b_re, b_im (charges g_ij of the sources a and b; g_ji is the conjugate); r_inv_eV",
        "  (distance); angle_rad (between the momentum and x, from b to a); V_eV. All inputs are doubles, exactly.",
        "Conditioning: V changes by (k/r) max(1, k r (1 -+ cos), (q - k) r) times the relative change of its inputs;",
        "  it is right to 1e-25 of k/r. Script: make_modes.py (explicit 4x4 Dirac matrices and helicity spinors).",
    ]
    columns = "state,antineutrino,k_eV,m_i_eV,m_j_eV,a_re,a_im,b_re,b_im,r_inv_eV,angle_rad,V_eV"
    write_table("modes.csv", header, columns.split(","), table)


if __name__ == "__main__":
    main()
