# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of forward scattering on an isotropic gas: photons, vectors, scalars, moving and static.

Moving quanta: the two graphs of forward Compton scattering, each contracted with the polarisation by its own trace (checked here
against products of 4x4 matrices), summed and integrated over momentum and angle. Static fields: second-order perturbation
theory, transitions within the gas and blocked pairs, with spinor overlaps and energy denominators in place of propagators.
Moments and dispersion relations: integrals over rapidity and roots at 30 digits.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

from mpmath import mp, mpc, mpf
from reference_tools import decimal, relative, write_table

mp.dps = 30
ALPHA = mpf("7.2973525643e-3")
ELECTRON = mpf("510998.95069")

# ---------------------------------------------------------------------------------------------- gamma matrices
I2, O2 = mp.eye(2), mp.zeros(2)
PAULI = [mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, mpc(0, -1)], [mpc(0, 1), 0]]), mp.matrix([[1, 0], [0, -1]])]


def blocks(a, b, c, d):
    whole = mp.zeros(4)
    for row, pair in enumerate(((a, b), (c, d))):
        for column, block in enumerate(pair):
            for i in range(2):
                for j in range(2):
                    whole[2 * row + i, 2 * column + j] = block[i, j]
    return whole


GAMMA = [blocks(I2, O2, O2, -I2)] + [blocks(O2, s, -s, O2) for s in PAULI]
GAMMA5 = blocks(O2, I2, I2, O2)
METRIC = (1, -1, -1, -1)


def slash(a):
    total = mp.zeros(4)
    for x, sign, g in zip(a, METRIC, GAMMA, strict=True):
        total = total + sign * x * g
    return total


def dot(a, b):
    return a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3]


def trace(matrix):
    return sum(matrix[i, i] for i in range(4))


def vertex(kind, e):
    return {
        "scalar": lambda: mp.eye(4),
        "pseudoscalar": lambda: mpc(0, 1) * GAMMA5,
        "vector": lambda: slash(e),
        "axial": lambda: slash(e) * GAMMA5,
    }[kind]()


def by_matrices(kind, m, p, k, e):
    """Sum over spins of the forward amplitude, both graphs; its sign for a vector is that of -e.Pi.e."""
    v = vertex(kind, e)
    total = 0
    for sign in (1, -1):
        q = [a + sign * b for a, b in zip(p, k, strict=True)]
        top = trace((slash(p) + m * mp.eye(4)) * v * (slash(q) + m * mp.eye(4)) * v)
        total += top / (dot(q, q) - m * m)
    return total


def amplitude(kind, m, p, k, e):
    """The same by the trace of each graph."""
    square, pk, total = dot(k, k), dot(p, k), 0
    for sign in (1, -1):
        pq = m * m + sign * pk
        if kind == "scalar":
            top = 4 * (pq + m * m)
        elif kind == "pseudoscalar":
            top = 4 * (pq - m * m)
        else:
            eq = dot(e, p) + sign * dot(e, k)
            top = 4 * (2 * dot(e, p) * eq - dot(e, e) * (pq + (m * m if kind == "axial" else -m * m)))
        total += top / (square + sign * 2 * pk)
    return total


def check_traces():
    draw = random.Random(1)
    for kind in ("scalar", "pseudoscalar", "vector", "axial"):
        for _ in range(3):
            m = mpf(draw.random())
            p3, k, e = ([mpf(draw.uniform(-1, 1)) for _ in range(n)] for n in (3, 4, 4))
            p = [mp.sqrt(m * m + sum(x * x for x in p3)), *p3]
            assert abs(by_matrices(kind, m, p, k, e) - amplitude(kind, m, p, k, e)) < mpf(10) ** -24


# ---------------------------------------------------------------------------------------------- quadrature
@cache
def gauss(count):
    """Gauss-Legendre points on (-1, 1)."""
    found = []
    for n in range(count):
        x = mp.cos(mp.pi * (n + mpf("0.75")) / (count + mpf("0.5")))
        for _ in range(8):
            below, here = mpf(1), x
            for l in range(2, count + 1):
                below, here = here, ((2 * l - 1) * x * here - (l - 1) * below) / l
            slope = count * (x * here - below) / (x * x - 1)
            x -= here / slope
        found.append((x, 2 / ((1 - x * x) * slope**2)))
    return found


def panels(f, knots, count=20):
    total = mpf(0)
    for low, high in pairwise(knots):
        centre, half = (low + high) / 2, (high - low) / 2
        if half:
            total += half * sum(w * f(centre + half * x) for x, w in gauss(count))
    return total


# ---------------------------------------------------------------------------------------------- gases
def fermi(x):
    return 1 / (mp.exp(x) + 1)


class Thermal:
    """f + fbar per spin state at temperature T and chemical potential mu; two states."""

    states = 2

    def __init__(self, mass, temperature, mu):
        self.mass, self.t, self.mu = mpf(mass), mpf(temperature), mpf(mu)

    def occupation(self, p):
        e = mp.sqrt(p * p + self.mass**2)
        return fermi((e - self.mu) / self.t) + fermi((e + self.mu) / self.t)

    def slope(self, p, q, ep, eq):
        """(F_p - F_q)/(E_q - E_p)."""
        return sum(quotient((ep + s * self.mu) / self.t, (eq + s * self.mu) / self.t) for s in (1, -1)) / self.t

    def knots(self):
        top = max(abs(self.mu), self.mass)
        edge = mp.sqrt(max(self.mu**2 - self.mass**2, 0))
        width = mp.sqrt((top + self.t) ** 2 - self.mass**2) - edge  # of the surface, or of the whole
        inner = [edge - n * width for n in (20, 6, 2, 0.5) if edge > n * width]
        outer = [edge + n * width for n in (0, 0.5, 1.2, 2, 3.5, 6, 10, 15, 24, 40, 60)]
        near = [n * self.mass for n in (0.4, 1, 2, 5, 15, 50)]
        return sorted({mpf(0), *inner, *outer, *(x for x in near if x < outer[-1])})


class Frozen(Thermal):
    """Relic: f + fbar of massless particles in momentum, one helicity; mu is xi T."""

    states = 1

    def occupation(self, p):
        return fermi((p - self.mu) / self.t) + fermi((p + self.mu) / self.t)

    def slope(self, p, q, ep, eq):
        inner = sum(quotient((p + s * self.mu) / self.t, (q + s * self.mu) / self.t) for s in (1, -1)) / self.t
        return inner * (ep + eq) / (p + q)

    def knots(self):
        outer = [n * self.t for n in (0, 0.5, 1.2, 2, 3.5, 6, 10, 15, 24, 40, 60)]
        return sorted({*outer, *(n * self.mass for n in (0.4, 1, 2, 5, 15, 50) if n * self.mass < outer[-1])})


def quotient(x, y):
    """(f(x) - f(y))/(y - x) of f = 1/(e^x + 1), also at x = y."""
    half = (y - x) / 2
    ratio = mp.sinh(half) / half if abs(half) > mpf(10) ** -12 else 1 + half * half / 6
    return ratio / (4 * mp.cosh(x / 2) * mp.cosh(y / 2))


CLOSE = [mpf(x) for x in ("-1", "-0.4", "0.3", "0.7", "0.9", "0.97", "0.99", "0.997", "0.9991", "1")]


def moving(gas, kind, mode, omega, k):
    """Squared mass per squared coupling: the amplitude, over 2E and averaged over spins, summed over the gas."""
    m = gas.mass
    root = mp.sqrt(omega**2 - k**2) if mode == "longitudinal" else None
    four = (omega, 0, 0, k)
    e = (0, 1, 0, 0) if mode == "transverse" else ((k / root, 0, 0, omega / root) if root else (0, 0, 0, 0))

    def at(p):
        energy = mp.sqrt(p * p + m * m)

        def angle(c):
            s = mp.sqrt(1 - c * c)
            total = 0
            # the azimuth: cos^2 averages to 1/2, and four equidistant angles do it exactly
            for x, y in ((1, 0), (0, 1)) if mode == "transverse" else ((1, 0),):
                total += amplitude(kind, m, (energy, p * s * x, p * s * y, p * c), four, e)
            return total / 2 if mode == "transverse" else total

        inner = panels(angle, CLOSE, 16) / 2
        return p * p * gas.occupation(p) / (2 * energy) * inner / 2  # mean over two spins

    # e.e = -1: the amplitude of a vector enters with the opposite sign of a scalar's
    integral = panels(at, gas.knots())
    return gas.states * integral / (2 * mp.pi**2)


def standing(gas, kind, k):
    """Transitions within the gas and blocked pairs, with the squared overlaps of the spinors."""
    m = gas.mass

    def at(p):
        ep = mp.sqrt(p * p + m * m)

        def after(q):
            eq, pq = mp.sqrt(q * q + m * m), (p * p + q * q - k * k) / 2
            overlap = {
                "vector": (1 + (m * m + pq) / (ep * eq)) / 2,
                "scalar": (1 + (m * m - pq) / (ep * eq)) / 2,
                "pseudoscalar": (1 - (m * m + pq) / (ep * eq)) / 2,
            }[kind]
            within = gas.slope(p, q, ep, eq) * overlap
            pairs = (gas.occupation(p) + gas.occupation(q)) / (ep + eq) * (1 - overlap)
            return (within - pairs) * q

        # the angle by the other momentum, p k dc = q dq
        low, high = abs(p - k), p + k
        return p * panels(after, [low, *(x for x in gas.knots() if low < x < high), high], 14) / (2 * k)

    near = [k + n * side * m for n in (0.4, 1, 2, 5, 15, 50) for side in (1, -1)]  # where q passes zero
    knots = sorted({*gas.knots(), k, k / 2, *(x for x in near if 0 < x < 2 * k)})
    total = gas.states * panels(at, knots, 24) / (2 * mp.pi**2)
    return total if kind == "vector" else -total


def moments(gas, charge=1):
    """Plasma frequency, velocity, transverse and Debye mass, by integrals over rapidity."""
    m = gas.mass
    knots = [mp.asinh(p / m) for p in gas.knots()]
    knots = sorted({x for a, b in pairwise(knots) for x in (a, (3 * a + b) / 4, (a + b) / 2, (a + 3 * b) / 4, b)})

    def integral(weight):
        f = lambda x: m * m * mp.sinh(x) ** 2 * gas.occupation(m * mp.sinh(x)) * weight(mp.tanh(x))  # noqa: E731
        return panels(f, knots, 24)  # mp.quad has an absolute tolerance

    front = 4 * ALPHA * charge**2 / mp.pi
    lowest = integral(lambda v: 1 - v * v / 3)
    first = integral(lambda v: 5 * v * v / 3 - v**4)
    debye = m * m * panels(lambda x: gas.occupation(m * mp.sinh(x)) * mp.cosh(2 * x), knots, 24)
    return (
        mp.sqrt(front * lowest),
        mp.sqrt(first / lowest),
        mp.sqrt(front * integral(lambda v: 1)),
        mp.sqrt(front * debye),
    )


def closed_form(mode, wp, v, k):
    """Braaten and Segel's relations with their logarithms, at 60 digits."""
    with mp.workdps(60):

        def right(w):
            y = v * k / w
            log = mp.log((1 + y) / (1 - y))
            if mode == "transverse":
                return k**2 + wp**2 * 3 / (2 * y**2) * (1 - (1 - y**2) / (2 * y) * log)
            return wp**2 * 3 / y**2 * (log / (2 * y) - 1)

        low = max((k if mode == "transverse" else v * k) * (1 + mpf(10) ** -40), wp)
        high = mp.sqrt(k**2 + 3 * wp**2)
        return mp.findroot(lambda w: w**2 - right(w), (low, high), solver="anderson", tol=1e-80)


def one_loop(gas, mode, k, start):
    with mp.workdps(20):

        def mismatch(w):
            return w * w - k * k - 4 * mp.pi * ALPHA * moving(gas, "vector", mode, w, k)

        return mp.findroot(mismatch, (start, start * mpf("1.001")), tol=1e-12, solver="secant")


MOVING = [  # gas, mass, T, mu, omega, k
    (Thermal, "1", "2", "0", "0.5", "0.25"),
    (Thermal, "1", "0.125", "1.5", "0.75", "0.5"),
    (Thermal, "1", "0.0625", "0", "1.5", "0"),
    (Thermal, "1", "8", "3", "1.0009765625", "1"),
    (Frozen, "2", "0.5", "0", "0.5", "0.375"),
    (Frozen, "0.5", "1", "0.75", "0.25", "0.125"),
]
STANDING = [
    (Thermal, "1", "2", "0", "0.25"),
    (Thermal, "1", "2", "0", "6"),
    (Thermal, "1", "0.25", "2", "1"),
    (Frozen, "2", "0.5", "0", "0.125"),
    (Frozen, "300", "1", "0", "0.5"),
    (Frozen, "0.01", "1", "0.75", "3"),
]
PLASMAS = [
    (str(ELECTRON), "1e6", "0"),
    (str(ELECTRON), "1e3", "0"),
    (str(ELECTRON), "1e4", "6e5"),
    (str(ELECTRON), "1e8", "0"),
    ("1", "0.001", "1.25"),
    ("1", "50", "400"),
]


def main() -> None:
    check_traces()
    rows = []

    def add(route, quantity, gas, mass, t, mu, omega, k, value, digits=18):
        rows.append([route, quantity, gas, mass, t, mu, omega, k, decimal(value, digits)])
        print(rows[-1], flush=True)

    mp.dps = 20
    for make, mass, t, mu, omega, k in MOVING:
        gas, name = make(mass, t, mu), make.__name__.lower()
        for kind, mode in (
            ("vector", "transverse"),
            ("vector", "longitudinal"),
            ("axial", "transverse"),
            ("scalar", ""),
            ("pseudoscalar", ""),
        ):
            value = moving(gas, kind, mode, mpf(omega), mpf(k))
            add("graphs", f"moving {kind} {mode}".strip(), name, mass, t, mu, omega, k, value, 15)
    for make, mass, t, mu, k in STANDING:
        gas, name = make(mass, t, mu), make.__name__.lower()
        for kind in ("vector", "scalar", "pseudoscalar"):
            add("perturbation", f"standing {kind}", name, mass, t, mu, "", k, standing(gas, kind, mpf(k)), 15)
    mp.dps = 30
    for mass, t, mu in PLASMAS:
        values = moments(Thermal(mass, t, mu))
        for label, value in zip(("plasma_frequency", "velocity", "transverse_mass", "debye_mass"), values, strict=True):
            add("rapidity", label, "thermal", mass, t, mu, "", "", value)
    wp = moments(Thermal(str(ELECTRON), "1e6", "0"))[0]
    assert relative(wp, mpf("96265.5067269")) < 1e-11
    for v in ("0.001", "0.5", "0.976", "1"):
        for k in ("0.0001", "0.5", "1", "3"):
            for mode in ("transverse", "longitudinal"):
                value = closed_form(mode, mpf(1), mpf(v), mpf(k))
                add("root", f"closed {mode}", f"v={v}", "", "", "", "", k, value)
    for mode, start in (("transverse", "139995"), ("longitudinal", "122969")):
        gas = Thermal(str(ELECTRON), "1e6", "0")
        value = one_loop(gas, mode, mpf("96265.5067269"), mpf(start))
        add("graphs", f"one-loop {mode}", "thermal", str(ELECTRON), "1e6", "0", "", "96265.5067269", value, 13)
    header = [
        "Forward scattering on an isotropic gas, squared mass per squared coupling (or frequency where the quantity says so).",
        "Columns: route; quantity; gas (thermal: spin 1/2 with antiparticles, two states; frozen: massless Fermi-Dirac in",
        "  momentum, one helicity of particle and antiparticle; v=: one velocity, plasma frequency 1); mass_eV, temperature_eV,",
        "  mu_eV (of the energy, or of the momentum for frozen), omega_eV, k_eV (exact); value (eV^2 for moving and standing,",
        "  eV for frequencies and masses, 1 for the velocity). alpha = 7.2973525643e-3.",
        "Script: make_medium.py. Trustworthy digits: all printed but the last two.",
    ]
    columns = "route,quantity,gas,mass_eV,temperature_eV,mu_eV,omega_eV,k_eV,value"
    write_table("medium.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
