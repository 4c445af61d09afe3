"""A spectrum and a disc of directions, averaged: time and error, beside a two-dimensional quadrature.

``python -m benchmarks.beams [--quick]`` prints the tables; asv finds the classes.
"""

import itertools
import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import dblquad, quad

from benchmarks.common import clock, error, heading, mpmath, once, quick, span, table
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Pinched, Table
from nuforce.units import MeV
from tests.tables import rows, spectrum_of

AXIS = np.array([0.0, 0.0, 1.0])
MEAN = 3 * MeV
PHASES = {"1e3": 1e3, "1e11": 1e11}
CAPS = {"1e3": 0.15, "1e11": 3.6e-6}  # rad; each averages away part of the force, not all
SIZE = 1000


@cache
def spectra() -> dict[str, AbstractSpectrum]:
    energy = np.linspace(0.02, 6.0, 200) * MEAN
    x = energy / MEAN
    return {
        "line": Line(energy=MEAN),
        "gaussian": Gaussian(energy=MEAN, width=MEAN / 30),
        "pinched": Pinched(mean_energy=MEAN, pinch=2.3),
        "table": Table(energy, x**2.3 * np.exp(-3.3 * x)),
    }


def mixture(spectrum: AbstractSpectrum, cap: float) -> WaveMixture:
    return WaveMixture((Wave(AXIS, 1.0, spectrum, cap),))


def kernel(spectrum: AbstractSpectrum, r: Any, cap: float, angle: float = 0.0) -> Any:
    """Mean of E (C + S), eV: the potential without its flux, its charges and 1/r."""
    return -mixture(spectrum, cap).along(r, angle) * math.pi * r


def distances(phase: float, size: int) -> Any:
    return phase / MEAN * np.random.default_rng(1).uniform(0.9, 1.1, size)


@cache
def worst(name: str, phase: float) -> tuple[float, float, int]:
    """Largest error over the caps of the reference table at one phase, the same over max(1, phase lost at the edge), lines.

    E r (1 - cos) at the edge of the disc is the phase that a rounding of r or of the angle changes.
    """
    plain = conditioned = 0.0
    count = 0
    for row in rows("beam.csv"):
        cap, reference = float.fromhex(row["angle_hex"]), float(row["K_eV"])
        same = row["spectrum"].startswith(name) and float(row["r_mean_energy"]) == phase
        if row["geometry"] != "cap" or not same or abs(reference) < 1e-180:
            continue
        r = float.fromhex(row["r_hex"])
        off = abs(float(kernel(spectrum_of(row), r, cap)) / reference - 1)
        edge = float(row["mean_energy_eV"]) * r * 2 * math.sin(cap / 2) ** 2
        plain, conditioned, count = max(plain, off), max(conditioned, off / max(1.0, edge)), count + 1
    return plain, conditioned, count


def _table_by_mpmath(r: float, cap: float) -> float:
    """The tabulated spectrum at one distance, 60 digits, each segment integrated by its antiderivatives."""
    mp = mpmath().mp
    spectrum = spectra()["table"]
    assert isinstance(spectrum, Table)
    with mp.workdps(60):
        energy = [mp.mpf(float(e)) for e in spectrum.energy]
        density = [mp.mpf(float(d)) for d in spectrum.density]
        slopes = [(density[k + 1] - density[k]) / (energy[k + 1] - energy[k]) for k in range(len(energy) - 1)]
        r, u = mp.mpf(float(r)), 2 * mp.sin(mp.mpf(float(cap)) / 2) ** 2

        def inverse(e: Any, t: Any, power: int) -> Any:
            """Antiderivative of e^{iet} e^-power, power 0, 1 or 2."""
            if power == 0:
                return mp.exp(1j * e * t) / (1j * t)
            first = -mp.e1(-1j * e * t)
            return first if power == 1 else -mp.exp(1j * e * t) / e + 1j * t * first

        def moment(p: int, t: Any) -> Any:
            """<E^p e^{iEt}>, p = 0, -1, -2, by parts where p = 0."""
            total = mp.mpc(0)
            for k, slope in enumerate(slopes):
                low, high = energy[k], energy[k + 1]
                base = density[k] - slope * low
                if p == 0:
                    first, last = (
                        mp.exp(1j * e * t) * ((base + slope * e) / (1j * t) + slope / t**2) for e in (low, high)
                    )
                    total += last - first
                else:
                    total += base * (inverse(high, t, -p) - inverse(low, t, -p))
                    total += slope * (inverse(high, t, -p - 1) - inverse(low, t, -p - 1))
            return total

        def primitive(v: Any) -> Any:
            """Antiderivative in v = 1 - cos of the mean kernel, up to what is the same at both ends."""
            c = 1 - v
            forward = -1j * (1 + c) / (2 * r) * moment(0, v * r) if v else 0
            if v:
                forward += -(1 - c) / (2 * r**2) * moment(-1, v * r) - 1j / (2 * r**3) * moment(-2, v * r)
            t = (2 - v) * r
            back = (
                1j * (1 - c) / (2 * r) * moment(0, t)
                + (1 + c) / (2 * r**2) * moment(-1, t)
                + 1j / (2 * r**3) * moment(-2, t)
            )
            return mp.re(forward) + mp.re(back)

        # at v = 0 only real moments of E^0, E^-1 and E^-2 are left, and their real parts vanish with i or with v
        return float((primitive(u) - primitive(mp.mpf(0))) / u)


def by_quadrature(spectrum: AbstractSpectrum, r: float, cap: float) -> float:
    """The exact kernel of one mode by scipy.integrate.dblquad over 1 - cos and the energy; a line by quad over 1 - cos."""
    u = 2 * math.sin(cap / 2) ** 2
    if isinstance(spectrum, Line):
        low = high = spectrum.energy
    elif isinstance(spectrum, Gaussian):
        low, high = spectrum.energy - 9 * spectrum.width, spectrum.energy + 9 * spectrum.width
        norm = spectrum.width * math.sqrt(2 * math.pi)

        def density(e: float) -> float:
            return math.exp(-0.5 * ((e - spectrum.energy) / spectrum.width) ** 2) / norm

    elif isinstance(spectrum, Pinched):
        a, mean = spectrum.pinch, spectrum.mean_energy
        low, high = 1e-6 * mean, 10 * mean
        norm = math.gamma(a + 1) * (mean / (a + 1)) ** (a + 1)

        def density(e: float) -> float:
            return e**a * math.exp(-(a + 1) * e / mean) / norm

    else:
        raise TypeError(spectrum)

    def mode(e: float, v: float) -> float:
        x, c = e * r, 1.0 - v
        return e * (math.cos(x * c) * math.cos(x) + c * math.sin(x * c) * (math.sin(x) + math.cos(x) / x))

    if low == high:
        return quad(lambda v: mode(low, v), 0, u, epsabs=0, epsrel=1e-10, limit=1000)[0] / u
    return dblquad(lambda e, v: density(e) * mode(e, v), 0, u, low, high, epsabs=0, epsrel=1e-6)[0] / u


def off_axis(spectrum: AbstractSpectrum, r: float, angle: float, cap: float, nodes: int = 120) -> float:
    """Gauss-Legendre over the disc, its phases small: the kernel averaged over energies, in directions real ones only."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    polar = (0.5 * cap * (1.0 + x))[:, None]
    half = np.pi * (np.arange(nodes) + 0.5) / (2 * nodes)
    u = 2 * np.sin((angle - polar) / 2) ** 2 + 2 * math.sin(angle) * np.sin(polar) * np.sin(half) ** 2
    weight = w[:, None] * np.sin(polar) + 0.0 * u
    values = of_direction(spectrum, np.full(u.shape, r), u)
    return float(np.sum(weight * values) / np.sum(weight))


def of_direction(spectrum: AbstractSpectrum, r: Any, u: Any) -> Any:
    """Kernel of one direction, u = 1 - cos, averaged over energies (the formula of the literature)."""
    near, near_e, far, far_e = (spectrum.moment(p, t) for t in (r * u, r * (2 - u)) for p in (0, 1))
    return ((1 - u / 2) * near_e + u / 2 * far_e + 0.5j * (1 - u) / r * (near - far)).real


def by_dblquad(spectrum: AbstractSpectrum, r: float, angle: float, cap: float) -> float:
    """The same by scipy.integrate.dblquad over the disc."""

    def value(half: float, polar: float) -> float:
        u = 2 * math.sin((angle - polar) / 2) ** 2
        u += 2 * math.sin(angle) * math.sin(polar) * math.sin(half) ** 2
        return math.sin(polar) * float(of_direction(spectrum, np.array(r), np.array(u)))

    whole = dblquad(value, 0, cap, 0, math.pi / 2, epsabs=0, epsrel=1e-6)[0]
    return 2 * whole / (math.pi * 2 * math.sin(cap / 2) ** 2)


# -- asv ---------------------------------------------------------------------------------------------------------


class Disc:
    params = (("line", "gaussian", "pinched", "table"), tuple(PHASES))
    param_names = ("spectrum", "E r")

    def setup(self, name: str, phase: str) -> None:
        self.mixture = mixture(spectra()[name], CAPS[phase])
        self.r = distances(PHASES[phase], SIZE)

    def time_thousand(self, name: str, phase: str) -> None:
        self.mixture.along(self.r)

    def time_slope_of_thousand(self, name: str, phase: str) -> None:
        self.mixture.slope(self.r)

    def track_error(self, name: str, phase: str) -> float:
        return math.nan if name == "table" else worst(name, PHASES[phase])[0]


class OffAxis:
    params = (("line", "gaussian", "pinched", "table"), tuple(PHASES))
    param_names = ("spectrum", "E r")

    def setup(self, name: str, phase: str) -> None:
        self.mixture = mixture(spectra()[name], CAPS[phase])
        self.r = distances(PHASES[phase], 100)
        self.angle = 0.7 * CAPS[phase]

    def time_hundred(self, name: str, phase: str) -> None:
        self.mixture.along(self.r, self.angle)

    def time_slope_of_hundred(self, name: str, phase: str) -> None:
        self.mixture.slope(self.r, self.angle)


# -- run as a program --------------------------------------------------------------------------------------------


def ours() -> None:
    listing = []
    for name, spectrum in spectra().items():
        for label, phase in PHASES.items():
            wave, cap = mixture(spectrum, CAPS[label]), CAPS[label]
            one, many = distances(phase, 1), distances(phase, SIZE)
            step = itertools.count(1)  # another distance each time: moments of a table are remembered
            first = clock(lambda w=wave, r=one, n=step: w.along(r * (1 + 1e-9 * next(n))))
            rest = clock(lambda w=wave, r=many: w.along(r), 3)
            if name != "table":
                plain, conditioned, count = worst(name, phase)
                found = (f"{plain:.1e}", f"{conditioned:.1e}", f"{count} lines of the table")
            elif mpmath():
                reference = _table_by_mpmath(float(one[0]), cap)
                off = error(kernel(spectrum, one, cap), reference)
                edge = MEAN * float(one[0]) * 2 * math.sin(cap / 2) ** 2
                found = (f"{off:.1e}", f"{off / max(1.0, edge):.1e}", "1 point, mpmath")
            else:
                found = ("-", "-", "mpmath not installed")
            listing.append((name, label, f"{cap:g}", span(first), span(rest / SIZE), *found))
    columns = (
        "spectrum x disc",
        "E r",
        "disc (rad)",
        "1 point",
        f"per point of {SIZE}",
        "error",
        "over phase",
        "against",
    )
    table(columns, listing)


def peers(short: bool) -> None:
    """Both against the same lines of the table; a tabulated spectrum has kinks that keep dblquad busy for minutes."""
    print()
    listing = []
    for row in rows("beam.csv"):
        where = (row["geometry"], float(row["r_mean_energy"]), float(row["angle_rad"]))
        if where != ("cap", 1e3, CAPS["1e3"]) or row["spectrum"] not in ("line", "gaussian", "pinched_a2.3"):
            continue
        if short and row["spectrum"] != "gaussian":
            continue
        spectrum, cap, truth = spectrum_of(row), float.fromhex(row["angle_hex"]), float(row["K_eV"])
        r = np.array([float.fromhex(row["r_hex"])])
        many = r * np.random.default_rng(1).uniform(0.9, 1.1, SIZE)
        best = clock(lambda s=spectrum, x=many, c=cap: kernel(s, x, c), 3) / SIZE
        spent, found = once(lambda s=spectrum, x=r, c=cap: by_quadrature(s, float(x[0]), c))
        name = "quad" if isinstance(spectrum, Line) else "dblquad"
        own = error(kernel(spectrum, r, cap), truth)
        speed = (span(spent), span(spent * SIZE), f"{spent / best:.3g}")
        listing.append((name, row["spectrum"], f"1 of {SIZE}", *speed, f"{error([found], truth):.1e}", f"{own:.1e}"))
    columns = ("at E r 1e3", "spectrum", "share", "per point", "all would take", "times nuforce", "its error")
    table((*columns, "nuforce's error"), listing)


def ours_off_axis() -> None:
    """Inside, on the edge and outside of the disc; errors against rings of 40 digits, of the table against its real moments."""
    print()
    listing = []
    for r, angle, cap in (
        (900.0, 0.25, 0.4),
        (900.0, 0.4, 0.4),
        (900.0, 0.6, 0.4),
        (1e11, 2e-6, 3.6e-6),
        (1e11, 3.6e-6, 3.6e-6),
        (1e11, 5e-6, 3.6e-6),
    ):
        truths = {
            row["spectrum"]: (spectrum_of({**row, "mean_energy_eV": "1"}), float(row["K_eV"]))
            for row in rows("directions.csv")
            if (float(row["r_inv_eV"]), float(row["angle_rad"]), float(row["half_angle_rad"])) == (r, angle, cap)
        }
        if r > 1e3:
            energy = np.linspace(0.02, 6.0, 200)
            tabulated = Table(energy, energy**2.3 * np.exp(-3.3 * energy))
            truths["table"] = (tabulated, off_axis(tabulated, r, angle, cap))
        for name, (spectrum, truth) in truths.items():
            step = itertools.count(1)
            wave, one = mixture(spectrum, cap), np.array([r])
            first = clock(lambda w=wave, n=step, x=one, a=angle: w.along(x * (1 + 1e-12 * next(n)), a))
            many = r * np.random.default_rng(1).uniform(0.9, 1.1, 100)
            rest = clock(lambda w=wave, x=many, a=angle: w.along(x, a), 3) / 100
            off = abs(float(kernel(spectrum, one, cap, angle)[0]) - truth)
            listing.append((name, f"{r:g}", f"{angle:g}", f"{cap:g}", span(first), span(rest), f"{off:.1e}"))
    table(("off the axis", "E r", "angle", "disc (rad)", "1 point", "per point of 100", "error / <E>"), listing)


def peer_off_axis(short: bool) -> None:
    """Both against the same lines of the table; the peer is given the average over energies in closed form."""
    print()
    listing = []
    for row in rows("directions.csv"):
        where = (float(row["r_inv_eV"]), float(row["angle_rad"]), float(row["half_angle_rad"]))
        if where != (900.0, 0.25, 0.4) or (short and row["spectrum"] != "pinched_a2.3"):
            continue
        spectrum, truth = spectrum_of({**row, "mean_energy_eV": "1"}), float(row["K_eV"])
        r, angle, cap = where
        best = clock(lambda s=spectrum: kernel(s, np.array([900.0]), 0.4, 0.25))
        own = abs(float(kernel(spectrum, np.array([r]), cap, angle)[0]) - truth)
        spent, found = once(lambda s=spectrum: by_dblquad(s, 900.0, 0.25, 0.4))
        speed = (span(spent), span(best), f"{spent / best:.3g}")
        listing.append(("dblquad", row["spectrum"], *speed, f"{abs(found - truth):.1e}", f"{own:.1e}"))
    columns = ("off the axis at E r 900", "spectrum", "its time", "nuforce's", "ratio", "its error / <E>", "nuforce's")
    table(columns, listing)


def main() -> None:
    short = quick(__doc__ or "")
    warnings.simplefilter("ignore")  # the peer complains where it gives up
    heading("Beams: spectrum and disc of directions")
    ours()
    peers(short)
    ours_off_axis()
    peer_off_axis(short)


if __name__ == "__main__":
    main()
