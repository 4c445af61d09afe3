# mypy: ignore-errors
# ruff: noqa: T201
"""Reference values of the beam kernel K = <E (C + S)>, so that V = -(G_F^2 g g' Phi/(pi r)) K for massless neutrinos.

With x = E r, c = cos(angle between the beam and the line joining the sources),

    C + S = cos(x c) cos x + c sin(x c) (sin x + cos x / x),

the exact second-order energy of two static sources in one occupied mode (S. Ghosh, Y. Grossman, W. Tangarife, X.-J. Xu,
B. Yu, JHEP 02 (2023) 092 keep the leading terms at x >> 1; the form used here is exact in x).

Route. Point rows: the formula as it stands, 250 digits, at exactly the doubles listed. Cap rows: u = 1 - c is
integrated analytically at fixed energy over 0 < u < U = 1 - cos(half-angle), which leaves E^-2 .. E^1 times e^{iEt};
their averages over the spectrum are phi(t) = <e^{iEt}>, phi', and the regular

    Psi1(t) = <(e^{iEt} - 1)/E>,      Psi2(t) = <(e^{iEt} - 1 - iEt)/E^2>,

all in closed form. Working precision follows the cancellation (two precisions are compared).

Checks made at each run:
* caps: energy first (phi, phi' at each direction), then a numerical integral over the cap (all but lines with many
  oscillations, r U E > 2e4);
* caps with r <E> <= 1e3, lines excepted: the kernel C + S integrated numerically over energy and direction.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
from mpmath import mp, mpf
from reference_tools import decimal, log10_abs, relative, write_table

E_LINE = mpf(3_000_000)
ANGLES = [0.0, 1e-9, 1e-6, 1e-3, 0.1, 0.7, float(np.pi / 2), 3.0, float(np.pi)]
CAPS = [0.0, 1e-16, 1e-9, 1e-6, 3.6e-6, 1e-5, 1e-3, 0.15, 1.0, float(np.pi)]
# name: (kind, mean energy in eV, sigma in eV or pinching)
SPECTRA = {
    "line": ("line", 3_000_000, None),
    "gaussian": ("gaussian", 3_000_000, 100_000),
    "pinched_a2.3": ("pinched", 12_000_000, "2.3"),
    "pinched_a1": ("pinched", 3_000_000, "1"),
    "pinched_a0.5": ("pinched", 3_000_000, "0.5"),
}
POINT_PHASES = [1e-6, 1e-3, 1, 10, 1e3, 1e6, 1e9, 1e11]
MEAN_PHASES = [1e-3, 1, 30, 1e3, 1e7, 1e11]


class Spectrum:
    """Characteristic function of a normalised spectrum and the averages built on it (mpmath, current precision)."""

    def __init__(self, name: str):
        self.kind, self.mean, parameter = SPECTRA[name]
        self.mean = mpf(self.mean)
        self.parameter = None if parameter is None else mpf(parameter)

    def phi(self, t):
        """<e^{iEt}>"""
        return self._moments(t)[0]

    def e_phi(self, t):
        """<E e^{iEt}> = -i phi'(t)"""
        return self._moments(t)[1]

    def _moments(self, t):
        e0, q = self.mean, self.parameter
        if self.kind == "line":
            value = mp.expj(e0 * t)
            return value, e0 * value
        if self.kind == "gaussian":  # sigma = q, on the whole real axis
            value = mp.exp(1j * e0 * t - (q * t) ** 2 / 2)
            return value, (e0 + 1j * q**2 * t) * value
        w = 1 - 1j * t * e0 / (q + 1)  # pinched: E^q exp(-(q + 1) E/e0)
        return w ** -(q + 1), e0 * w ** -(q + 2)

    def psi(self, t):
        """Psi1(t) and Psi2(t) = i int_0^t Psi1."""
        e0, q = self.mean, self.parameter
        if self.kind == "line":
            value = mp.expj(e0 * t) - 1
            return value / e0, (value - 1j * e0 * t) / e0**2
        if self.kind == "gaussian":
            root = mp.sqrt(2) * q
            error_functions = mp.erf(q * t / mp.sqrt(2) - 1j * e0 / root) + mp.erf(1j * e0 / root)
            zeroth = mp.exp(-((e0 / q) ** 2) / 2) * mp.sqrt(mp.pi / 2) / q * error_functions  # int_0^t phi
            first = (1j * e0 * zeroth - self.phi(t) + 1) / q**2  # int_0^t t' phi
            return 1j * zeroth, first - t * zeroth
        b = e0 / (q + 1)
        log_w = mp.log(1 - 1j * b * t)

        def power(s):  # (w^s - 1)/s
            return log_w if s == 0 else (mp.exp(s * log_w) - 1) / s

        def repeated(s):  # i int_0^t power(s): b t >> 1 and s = 0 both regular
            if s == 0:  # int log(1 - i b t) dt = (1 - i b t)(log(1 - i b t) - 1) i/b
                return -((1 - 1j * b * t) * (log_w - 1) + 1) / b
            return (-power(s + 1) / b - 1j * t) / s

        return -power(-q) / b, -repeated(-q) / b

    def density(self, energy):
        """Normalised dN/dE in double precision, for the two-dimensional check."""
        e0, q = float(self.mean), float(self.parameter)
        if self.kind == "gaussian":
            return np.exp(-(((energy - e0) / q) ** 2) / 2) / (np.sqrt(2 * np.pi) * q)
        norm = float(mp.mpf(q + 1) ** (q + 1) / mp.gamma(q + 1) / e0)
        return norm * (energy / e0) ** q * np.exp(-(q + 1) * energy / e0)


def point_kernel(energy, r: float, angle: float):
    """E (C + S) at one energy and direction."""
    x, c = energy * mpf(r), mp.cos(mpf(angle))
    return energy * (mp.cos(x * c) * mp.cos(x) + c * mp.sin(x * c) * (mp.sin(x) + mp.cos(x) / x))


def direction_kernel(spectrum: Spectrum, r, u):
    """<E (C + S)> at fixed direction, u = 1 - c: the exponential form averaged with phi and phi'."""
    near, near_e = spectrum._moments(r * u)
    far, far_e = spectrum._moments(r * (2 - u))
    return mp.re((1 - u / 2) * near_e + u / 2 * far_e + 1j * (1 - u) / (2 * r) * (near - far))


def cap_kernel(spectrum: Spectrum, r, width):
    """<E (C + S)> averaged over a uniform coaxial cap, 0 < 1 - c < width; closed form."""
    if width == 0:
        return direction_kernel(spectrum, r, mpf(0))
    s, full = r * width, 2 * r
    p1, p2 = spectrum.psi(s)
    forward = (spectrum.phi(s) - 1) / (1j * r) - (width * spectrum.phi(s) / (1j * r) + p1 / r**2) / 2
    forward += 1j / (2 * r) * (p1 / (1j * r) - (p2 - 1j * s * p1) / r**2)
    (f1, f2), (b1, b2) = spectrum.psi(full), spectrum.psi(full - s)
    j0 = (f1 - b1) / (1j * r)  # <int du e^{iE(2r - ru)}>
    j1 = (1j * s * b1 - f2 + b2) / r**2  # <int du u e^{iE(2r - ru)}>
    backward = (-width * spectrum.phi(full - s) / (1j * r) + j0 / (1j * r)) / 2 - 1j / (2 * r) * (j0 - j1)
    return mp.re(forward + backward) / width


def cap_width(half_angle: float):
    """1 - cos(half-angle); the last cap is the whole sphere, exactly."""
    return mpf(2) if half_angle == float(np.pi) else 2 * mp.sin(mpf(half_angle) / 2) ** 2


def at_two_precisions(function, digits: int) -> tuple:
    """Value at the higher precision and the relative difference of the two."""
    values = []
    for dps in (digits, digits + 150):
        mp.dps = dps
        values.append(function())
    return values[1], relative(values[0], values[1])


def panels(spectrum: Spectrum, r, width) -> list | None:
    """Edges in u, geometric from u = 0 out, no longer than the oscillation allows; None where there are too many."""
    scale = 1 / (spectrum.mean * r)
    longest, reach = mpf(2), mpf(2)
    if spectrum.kind != "pinched":  # oscillates with period 2 pi scale
        longest = 12 * scale
    if spectrum.kind == "gaussian":  # and is gone, exp(-reach^2/2), beyond
        reach = 22 / (spectrum.parameter * r)
    if min(reach, width) > 20000 * scale and spectrum.kind == "line":
        return None
    edges = [mpf(0), min(width, scale)]
    while edges[-1] < width:
        step = min(edges[-1], longest) if edges[-1] < reach else mpf(2)
        edges.append(min(width, edges[-1] + step))
    if width == 2:  # the backward end is graded as the forward one
        forward = [u for u in edges if u < 1]
        edges = forward + [2 - u for u in forward][::-1]
    return edges


def cap_by_quadrature(spectrum: Spectrum, r, width):
    """Energy first, then the cap by Gauss-Legendre panels."""
    mp.dps = 50
    edges = panels(spectrum, r, width)
    if edges is None:
        return None
    total = mpf(0)
    for a, b in pairwise(edges):
        half, mid = (b - a) / 2, (a + b) / 2
        total += half * mp.fsum(w * direction_kernel(spectrum, r, mid + half * y) for y, w in GAUSS)
    return total / width


def gauss_nodes(count: int) -> list:
    """Gauss-Legendre nodes and weights at the current precision (Newton on the three-term recurrence)."""
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
    return nodes


def by_two_dimensional_quadrature(spectrum: Spectrum, r, width) -> float | None:
    """Point kernel on a grid of energies and directions, extended precision of the machine."""
    e0, q, real = float(spectrum.mean), float(spectrum.parameter), np.longdouble
    phase = float(r) * e0
    if spectrum.kind == "gaussian":
        count, reach = 1601, 10.0
        step = np.linspace(-reach, reach, count)
        energy = e0 + q * step
        weight = spectrum.density(energy) * q * (2 * reach / (count - 1))
    elif phase * float(width) > 100:
        return None  # millions of directions: left to the other check
    else:  # E = e0 exp(p - exp(-p)), equal steps in p, at least six points per period of cos(2 E r) where E < 30 e0
        count, low, high = int(2000 + 60 * phase), -4.6, 4.2
        p = np.linspace(low, high, count)
        energy = e0 * np.exp(p - np.exp(-p))
        weight = spectrum.density(energy) * energy * (1 + np.exp(-p)) * ((high - low) / (count - 1))
    keep = weight * energy > 1e-19 * e0 / count
    energy, weight = real(energy[keep])[:, None], real(weight[keep])
    r, width = real(float(r)), real(float(width))
    nodes, node_weights = np.polynomial.legendre.leggauss(30)
    total = real(0)
    for chunk in np.array_split(np.arange(len(weight)), max(1, len(weight) // 100)):
        x = energy[chunk] * r
        edges = np.linspace(0, 1, 2 + int(float(x.max() * width) / 20))
        half = (edges[1:] - edges[:-1])[:, None] / 2
        u = width * real((edges[:-1, None] + half * (1 + nodes)).ravel())
        node_weight = real((half * node_weights).ravel())
        near, far = x * u, x * (2 - u)
        if x.max() < 0.1:  # no cancellation of the two sines
            c = 1 - u
            kernel = np.cos(x * c) * np.cos(x) + c * np.sin(x * c) * np.sin(x)
            kernel += c * c * np.cos(x) * np.sinc(x * c / real(np.pi))
        else:
            kernel = (1 - u / 2) * np.cos(near) + u / 2 * np.cos(far) - (1 - u) / (2 * x) * (np.sin(near) - np.sin(far))
        total += np.sum(weight[chunk] * energy[chunk, 0] * np.sum(node_weight * kernel, axis=1))
    return float(total)


def hexed(x: float) -> list[str]:
    return [repr(x), x.hex()]


def point_rows() -> list[list[str]]:
    rows = []
    for phase in POINT_PHASES:
        r = phase / float(E_LINE)
        for angle in ANGLES:
            kernel = partial(point_kernel, E_LINE, r, angle)
            value, difference = at_two_precisions(kernel, 100)
            assert difference < 1e-60
            row = ["point", "line", str(int(E_LINE)), "", repr(phase), *hexed(r), "angle", *hexed(angle)]
            rows.append([*row, decimal(value, 40), log10_abs(value), "40"])
    return rows


def spectrum_row(name: str, phase: float, geometry: str, angle: float) -> tuple[list[str], dict]:
    """One row, and its differences to the other routes in units of <E>."""
    kind, mean, parameter = SPECTRA[name]
    r = phase / float(mean)

    def kernel():
        if geometry == "cap":
            return cap_kernel(Spectrum(name), mpf(r), cap_width(angle))
        return direction_kernel(Spectrum(name), mpf(r), 1 - mp.cos(mpf(angle)))

    value, difference = at_two_precisions(kernel, 600 if kind == "gaussian" else 250)
    assert difference < 1e-60, (name, phase, geometry, angle, mp.nstr(difference, 3))
    spectrum, others = Spectrum(name), {}
    if geometry == "cap" and angle:
        others["angle quadrature"] = cap_by_quadrature(spectrum, mpf(r), cap_width(angle))
        if kind != "line" and phase <= 1e3:
            others["two-dimensional quadrature"] = by_two_dimensional_quadrature(spectrum, mpf(r), cap_width(angle))
    differences = {check: abs(other - value) / mean for check, other in others.items() if other is not None}
    row = ["spectrum", name, str(mean), str(parameter or ""), repr(phase), *hexed(r), geometry, *hexed(angle)]
    return [*row, decimal(value, 40), log10_abs(value), "40"], differences


def spectrum_rows() -> list[list[str]]:
    shapes = [("cap", cap) for cap in CAPS] + [("angle", angle) for angle in ANGLES]
    results = [spectrum_row(name, phase, *shape) for name in SPECTRA for phase in MEAN_PHASES for shape in shapes]
    for check, limit in (("angle quadrature", 1e-28), ("two-dimensional quadrature", 1e-14)):
        found = [differences[check] for _, differences in results if check in differences]
        print(check, "rows:", len(found), "largest difference in units of <E>:", mp.nstr(max(found), 3))
        assert max(found) < limit
    return [row for row, _ in results]


mp.dps = 60
GAUSS = gauss_nodes(40)


def main() -> None:
    rows = point_rows() + spectrum_rows()
    header = [
        "Beam kernel K = <E (C + S)> in eV for massless neutrinos: V = -(G_F^2 g g' Phi/(pi r)) K.",
        "Columns: group (point: one energy, one angle; spectrum); spectrum (line, gaussian, pinched_a*);",
        "  mean_energy_eV (exact); parameter (gaussian: sigma in eV; pinched: a in E^a exp(-(a+1) E/<E>));",
        "  r_mean_energy (nominal r <E>); r_inv_eV, r_hex (eV^-1, the double used, exactly);",
        "  geometry (angle: fixed angle between beam and separation; cap: uniform coaxial cap of that half-angle);",
        "  angle_rad, angle_hex (rad, the double used, exactly; a cap of 3.141592653589793 is the whole sphere);",
        "  K_eV (eV); log10_abs (log10 |K/eV|); digits (trustworthy digits of K_eV).",
        "The Gaussian is taken on the whole real axis, as its characteristic function has it. Its tail at E < 0 weighs",
        "  1e-198: |K| < 1e-180 <E> is an artefact of that tail, to be read as zero.",
        "Conditioning: K changes by about <E> * max(1, E r (1 -+ cos)) times the relative change of its inputs.",
        "Script: make_beam.py (closed form in both averages; checked there by two numerical quadratures).",
    ]
    columns = "group,spectrum,mean_energy_eV,parameter,r_mean_energy,r_inv_eV,r_hex,geometry,angle_rad,angle_hex"
    write_table("beam.csv", header, (columns + ",K_eV,log10_abs,digits").split(","), rows)


if __name__ == "__main__":
    main()
