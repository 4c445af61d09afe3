# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the energies of two spins in a flux of massless neutrinos, averaged over spectrum and directions.

One neutrino of momentum E k (helicity spinor u, sigma.k u = -u) scattered by two static sources with the vertices 1 (vector) and
-s.sigma (axial) shifts their energy, per unit of 4 G_F^2 Phi, by

    Re{ exp(-i E k.x) u^+ M_1 (E + i sigma.grad) g M_2 u },      g = -cos(E r)/(4 pi r).

Route. The 2x2 matrices as they stand, at every energy and direction of a quadrature, in the extended precision of the machine:
equal steps in p for pinched spectra, E = <E> exp(p - exp(-p)); Gauss-Legendre in the cosine to the axis times equal steps in the
azimuth for discs. An antineutrino is a missing state of momentum -E k and energy -E in the same spinor.

Checks made at each run:
* antineutrinos as right-handed particles of the charge-conjugate field, vertices -sigma_y M^T sigma_y;
* energies half a step on, 8 nodes fewer in the cosine and 3 azimuths fewer change nothing;
* rows of one direction again with mpmath, 30 digits, the energy integrated adaptively.
"""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf
from reference_tools import write_table

REAL, COMPLEX = np.longdouble, np.clongdouble
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]], dtype=COMPLEX)
ONE = np.eye(2, dtype=COMPLEX)
# decimal strings: exact in either arithmetic
SPIN_A, SPIN_B = ("0.48", "-0.64", "0.6"), ("-0.375", "0.5", "0.25")
AXIS = ("0.36", "0.48", "0.8")
ACROSS = ("0.8", "-0.6", "0.0")  # perpendicular to the axis
STRUCTURES = {"scalar": "VV", "axial_a": "AV", "axial_b": "VA", "spin_spin": "AA"}
SPECTRA = {"line": None, "pinched": "2.3"}  # mean energy 1 eV
DISTANCES = [0.03, 1.0, 6.0]
ANGLES = [0.0, 0.4, 1.5, 2.8]
CAPS = [0.3, 1.2, float(np.pi)]


def numbers(v):
    return np.array([REAL(c) for c in v], dtype=REAL) if isinstance(v, tuple) else v


def sigma(v):
    return np.einsum("...i,ijk->...jk", numbers(v), PAULI)


def nodes(spectrum: str, moved: int = 0):
    """Energies and weights; ``moved``: all of them half a step on."""
    if spectrum == "line":
        return np.ones(1, dtype=REAL), np.ones(1, dtype=REAL)
    q, exact = REAL(SPECTRA[spectrum]), mpf(SPECTRA[spectrum])
    p = (np.arange(-240, 241).astype(REAL) + REAL(moved) / 2) / REAL(50)
    energy = np.exp(p - np.exp(-p))
    norm = REAL(mp.nstr((exact + 1) ** (exact + 1) / mp.gamma(exact + 1), 25))
    weight = norm * energy**q * np.exp(-(q + 1) * energy) * energy * (1 + np.exp(-p)) * REAL(1) / 50
    keep = weight * (1 + energy) > 1e-24
    return energy[keep], weight[keep]


def directions(axis, angle_or_cap, geometry: str, fewer: int = 0):
    """Unit vectors along which neutrinos travel and weights; the separation is along the axis for discs."""
    axis = numbers(axis)
    if geometry == "angle":
        return axis[None, :], np.ones(1, dtype=REAL)
    e1 = numbers(ACROSS)
    e2 = np.cross(axis, e1)
    x, w = gauss(40 - 8 * fewer)
    u = 2 * np.sin(REAL(angle_or_cap) / 2) ** 2
    c = 1 - u * (1 + x) / 2
    s = np.sqrt(np.maximum(1 - c * c, 0))
    count = 12 - 3 * fewer
    phi = 2 * np.arctan(REAL(1)) * 4 * np.arange(count).astype(REAL) / count
    k = c[:, None, None] * axis + s[:, None, None] * (np.cos(phi)[None, :, None] * e1 + np.sin(phi)[None, :, None] * e2)
    weight = np.repeat((w / 2)[:, None] / count, count, axis=1)
    return k.reshape(-1, 3), weight.reshape(-1)


def gauss(count: int):
    """Gauss-Legendre in extended precision: the double nodes, corrected by Newton."""
    x = np.polynomial.legendre.leggauss(count)[0].astype(REAL)
    for _ in range(3):
        p0, p1 = np.ones_like(x), x.copy()
        for n in range(2, count + 1):
            p0, p1 = p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / n
        slope = count * (x * p1 - p0) / (x * x - 1)
        x = x - p1 / slope
    return x, 2 / ((1 - x * x) * slope**2)


def projected(k, sign):
    """A normalised spinor of sigma.k = sign, for many k: a column of the projector that is not small."""
    columns = (ONE + sign * sigma(k)) / 2
    first = np.abs(columns[..., :, 0]).sum(-1) > np.abs(columns[..., :, 1]).sum(-1)
    u = np.where(first[..., None], columns[..., :, 0], columns[..., :, 1])
    return u / np.sqrt((np.abs(u) ** 2).sum(-1))[..., None]


def shift(x, k, energy, momentum_sign, energy_sign, chirality, m1, m2, helicity):
    """Both orderings of one mode, per unit of 4 G_F^2 Phi; k of shape (N, 3)."""
    u = projected(k, helicity)
    total = 0
    for y, first, second in ((x, m1, m2), (-x, m2, m1)):
        r = np.sqrt((y * y).sum())
        g = -np.cos(energy * r) / (4 * PI * r)
        slope = (energy * np.sin(energy * r) / r + np.cos(energy * r) / r**2) / (4 * PI)
        # 1/(E - h), h = chirality sigma.p, p = -i grad
        propagator = energy_sign * energy * g * ONE - 1j * chirality * slope * sigma(y / r)
        inner = np.einsum("ni,ij,jk,kl,nl->n", u.conj(), first, propagator, second, u)
        total = total + np.exp(-1j * momentum_sign * energy * (k @ y)) * inner
    return total.real / 2


PI = 4 * np.arctan(REAL(1))


def vertex(kind: str, spin):
    return ONE if kind == "V" else -sigma(spin)


def mean(x, geometry, size, axis, spectrum, anti, kinds, *, fewer=0, route="hole"):
    k, weight = directions(axis, size, geometry, fewer)
    m1, m2 = vertex(kinds[0], SPIN_A), vertex(kinds[1], SPIN_B)
    total = REAL(0)
    for energy, share in zip(*nodes(spectrum, fewer), strict=True):
        if not anti:
            value = shift(x, k, energy, 1, 1, -1, m1, m2, -1)
        elif route == "hole":
            value = -shift(x, k, energy, -1, -1, -1, m1, m2, -1)
        else:
            f1, f2 = (-PAULI[1] @ m.T @ PAULI[1] for m in (m1, m2))
            value = shift(x, k, energy, 1, 1, 1, f1, f2, 1)
        total += share * (weight * value).sum()
    return total


def precisely(x, axis, spectrum, anti, kinds):
    """One direction, with mpmath: matrices of its own, adaptive in energy."""
    mp.dps = 30
    pauli = [mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, -1j], [1j, 0]]), mp.matrix([[1, 0], [0, -1]])]

    def dot(v):
        return sum((v[i] * pauli[i] for i in range(3)), mp.zeros(2))

    x, k = [mpf(float(c)) for c in x], [mpf(c) for c in axis]
    spins = [[mpf(c) for c in s] for s in (SPIN_A, SPIN_B)]
    m1, m2 = (mp.eye(2) if kind == "V" else -dot(spin) for kind, spin in zip(kinds, spins, strict=True))
    r = mp.sqrt(sum(c * c for c in x))
    projector = (mp.eye(2) - dot(k)) / 2

    def at(energy):
        sign = -1 if anti else 1
        g = -mp.cos(energy * r) / (4 * mp.pi * r)
        slope = (energy * mp.sin(energy * r) / r + mp.cos(energy * r) / r**2) / (4 * mp.pi)
        propagator = sign * energy * g * mp.eye(2) + 1j * slope / r * dot(x)
        phase = mp.expj(-sign * energy * sum(a * b for a, b in zip(k, x, strict=True)))
        product = projector * m1 * propagator * m2 * projector
        return sign * mp.re(phase * (product[0, 0] + product[1, 1]))

    if spectrum == "line":
        return at(mpf(1))
    q = mpf(SPECTRA[spectrum])
    norm = (q + 1) ** (q + 1) / mp.gamma(q + 1)
    return mp.quad(lambda e: norm * e**q * mp.exp(-(q + 1) * e) * at(e), [0, 0.5, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30])


def rows() -> list[list[str]]:
    found, worst = [], dict.fromkeys(("conjugate", "moved", "mpmath"), 0.0)
    for spectrum in SPECTRA:
        for r in DISTANCES:
            for geometry, size in [("angle", a) for a in ANGLES] + [("cap", c) for c in CAPS]:
                axis, across = (numbers(v) for v in (AXIS, ACROSS))
                tilt = size if geometry == "angle" else 0.0
                # the doubles that are printed are the separation
                x = (REAL(r) * (np.cos(REAL(tilt)) * axis + np.sin(REAL(tilt)) * across)).astype(float).astype(REAL)
                for anti in (False, True):
                    values = []
                    unit = (1 + 1 / r) / (4 * np.pi * r)
                    for kinds in STRUCTURES.values():
                        arguments = (x, geometry, size, AXIS, spectrum, anti, kinds)
                        value = mean(*arguments)
                        values.append(value)
                        if anti:
                            other = mean(*arguments, route="conjugate")
                            worst["conjugate"] = max(worst["conjugate"], abs(float(other - value)) / unit)
                        other = mean(*arguments, fewer=1)
                        worst["moved"] = max(worst["moved"], abs(float(other - value)) / unit)
                        if geometry == "angle" and tilt in (0.4, 2.8):
                            other = precisely(x, AXIS, spectrum, anti, kinds)
                            worst["mpmath"] = max(worst["mpmath"], abs(float(other - mpf(str(value)))) / unit)
                    place = [repr(float(c)) for c in x]
                    texts = [np.format_float_scientific(4 * v, precision=18, unique=False) for v in values]
                    found.append([spectrum, geometry, repr(size), str(int(anti)), *place, *texts, "16"])
    print("differences in units of (<E> + 1/r)/(4 pi r):", worst)
    assert worst["conjugate"] < 1e-17
    assert worst["moved"] < 2e-16
    assert worst["mpmath"] < 1e-17
    return found


def main() -> None:
    mp.dps = 30
    header = [
        "Energies of two static spins in a flux of massless neutrinos, divided by G_F^2 Phi, with unit charges; eV^2.",
        "Columns: spectrum (line: 1 eV; pinched: E^2.3 exp(-3.3 E/eV)); geometry (angle: one direction at that angle to the",
        "  separation; cap: uniform disc of that half-angle, rad, around the separation; 3.141592653589793 is the whole sphere);",
        "  antineutrino (0 or 1); x, y, z (separation from b to a in eV^-1, the doubles printed);",
        "  scalar, axial_a, axial_b, spin_spin (charges V V, A V, V A and A A of a and b: sources g_V - g_A s.sigma);",
        "  digits (trustworthy ones, relative to (<E> + 1/r)/(pi r)).",
        f"Neutrinos travel along, or around, ({', '.join(AXIS)}); spins: a ({', '.join(SPIN_A)}), b ({', '.join(SPIN_B)}).",
        "Script: make_spin_beam.py (2x2 matrices at every node of a quadrature).",
    ]
    columns = [
        "spectrum",
        "geometry",
        "size_rad",
        "antineutrino",
        "x",
        "y",
        "z",
        "scalar",
        "axial_a",
        "axial_b",
        "spin_spin",
        "digits",
    ]
    write_table("spin_beam.csv", header, columns, rows())


if __name__ == "__main__":
    main()
