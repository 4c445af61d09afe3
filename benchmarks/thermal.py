"""Relic neutrinos, massless and massive: time and error, beside quadratures of the same integrals.

``python -m benchmarks.thermal [--quick]`` prints the tables; asv finds the classes.
"""

import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import quad

import nuforce as nf
from benchmarks.common import clock, error, heading, mpmath, once, quick, span, table
from nuforce.backgrounds import FermiDiracTotal, Relic, backgrounds
from nuforce.backgrounds.isotropic import amplitudes, background_blocks
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector, pair_charges
from nuforce.units import K, m
from tests.tables import relative, representable, rows

T = 1.945 * K
FERMI = 1.1663788e-23  # eV^-2, as in the tables
SIZE = 100_000
FEW = 2_000  # for three massive states: fifty times the nodes
FILLINGS = ("both", "produced", "majorana")


@cache
def bath(xi: float = 0.0, statistics: Any = "fermi-dirac") -> Relic:
    return Relic(name="bath", title="a bath", references=(), temperature=T, degeneracy=xi, statistics=statistics)


def build(kind: Any, mass: float, relic: Relic) -> YukawaMixture:
    """Background of one state at unit charges."""
    blocks = background_blocks(
        kind,
        mass,
        relic.occupation,
        strength=FERMI**2,
        temperature=T,
        pole=complex(relic.degeneracy * T, math.pi * T),
        accuracy=nf.Accuracy(),
    )
    return YukawaMixture(blocks)


@cache
def sector() -> Sector:
    return Sector.normal_ordering(lightest=0.01)


def interaction() -> Any:
    """Electrons in the cosmic background, three massive Majorana states and their unequal pairs, ready to be evaluated."""
    return nf.interaction("e", "e", sector(), background="cosmic", part="background")


@cache
def distances(size: int) -> Any:
    """Random order, 1e-9 m to 1e3 m, uniform in the logarithm."""
    return 10.0 ** np.random.default_rng(1).uniform(-9, 3, size) * m


@cache
def worst_massive(filling: str) -> float:
    here = [row for row in rows("relic_massive.csv") if row["filling"] == filling]
    potentials = {
        key: build(filling, float(key[0]), bath(float(key[1]))) for key in {(row["mass_eV"], row["xi"]) for row in here}
    }
    return max(
        relative(float(potentials[row["mass_eV"], row["xi"]](float(row["r_m"]) * m)), float(row["background_eV"]))
        for row in here
    )


@cache
def worst_massless() -> tuple[float, float]:
    """Largest errors of the background alone, and of vacuum and background together in closed form."""
    alone = total = 0.0
    for row in rows("thermal_massless.csv"):
        r, xi = float(row["r_m"]) * m, float(row["xi"] or 0.0)
        boltzmann = row["statistics"] == "mb"
        potential = build("massless", 0.0, bath(xi, "maxwell-boltzmann" if boltzmann else "fermi-dirac"))
        alone = max(alone, relative(float(potential(r)), float(row["background_eV"])))
        if not boltzmann and representable(float(row["total_log10"])):
            closed = FermiDiracTotal(strength=FERMI**2, temperature=T, degeneracy=xi)
            total = max(total, relative(float(closed(r)), float(row["total_eV"])))
    return alone, total


def by_quad(kind: Any, mass: float, r: float) -> float:
    """scipy.integrate.quad over the momentum, the inner integral in closed form.

    V = -(G_F^2/4 pi^3 r) int dk N(k) {a (sin z - z cos z)/r^3 + b sin z/r} with z = 2 k r: a direct evaluation.
    """

    def mode(k: float) -> float:
        a, b = amplitudes(kind, k, math.hypot(k, mass), mass)
        z = 2 * k * r
        # int_0^k cos(2 kappa r) [4 a (k^2 - kappa^2) + 2 b] dkappa; the first by its series where it cancels
        if z < 0.03:
            first = 8 * k**3 / 3 * (1 - z * z / 10 * (1 - z * z / 28 * (1 - z * z / 54)))
        else:
            first = (math.sin(z) - z * math.cos(z)) / r**3
        return float(bath().occupation(k)) * (a * first + b * math.sin(z) / r)

    found = quad(mode, 0, 50 * T, epsabs=0, epsrel=1e-12, limit=2000)[0]
    return -(FERMI**2) / (4 * math.pi**3 * r) * found


def by_mpmath(r: float, digits: int) -> float:
    """Electrons in the cosmic background, mode by mode on the real axis, all nine pairs of masses, by mpmath.quad.

    A mode of momentum k and mass m_i becomes one of mass m_j, of wave number k_j = sqrt(k^2 + m_i^2 - m_j^2), between the
    sources: V = 4 G_F^2 int k^2 dk/(2 pi^2) N(k) [A j_0(k r) g(r) - B j_1(k r) g'(r)] with g = -cos(k_j r)/(4 pi r), or
    -e^{-|k_j| r}/(4 pi r) where k_j is imaginary; A = C E - N m_i m_j/E and B = C k/E.
    """
    mp = mpmath().mp
    bath_, charges = backgrounds["cosmic"], sector().vector("e")
    assert isinstance(bath_, Relic)
    plus, minus = pair_charges(charges, charges, sector().nature)
    with mp.workdps(digits):
        temperature, x, total = mp.mpf(bath_.temperature), mp.mpf(r), mp.mpf(0)
        masses = [mp.mpf(float(mass)) for mass in sector().masses]
        top = temperature * (2.5 * digits + 5)
        for i, m_i in enumerate(masses):
            for j, m_j in enumerate(masses):
                c, n = mp.mpf(float(plus[i, j] + minus[i, j])), mp.mpf(float(plus[i, j] - minus[i, j]))
                gap = m_i**2 - m_j**2

                def mode(k: Any, gap=gap, m_i=m_i, m_j=m_j, c=c, n=n) -> Any:
                    if not k:
                        return mp.mpf(0)
                    energy, z, square = mp.sqrt(k * k + m_i * m_i), k * x, k * k + gap
                    j_0, j_1 = mp.sin(z) / z, mp.sin(z) / z**2 - mp.cos(z) / z
                    k_j = mp.sqrt(abs(square))
                    if square > 0:
                        g, slope = -mp.cos(k_j * x), k_j * mp.sin(k_j * x) + mp.cos(k_j * x) / x
                    else:
                        g = -mp.exp(-k_j * x)
                        slope = -(k_j + 1 / x) * g
                    a, b = c * energy - n * m_i * m_j / energy, c * k / energy
                    return k * k / (mp.exp(k / temperature) + 1) * (a * j_0 * g - b * j_1 * slope)

                marks = {mp.mpf(0), top, temperature, 5 * temperature, 20 * temperature, 40 * temperature}
                marks |= {mark for mark in (m_i, mp.sqrt(-gap) if gap < 0 else top) if mark < top}
                marks |= {8 * step / x for step in range(1, int(top * x / 8))}  # a panel for every wave or so
                total += 2 * mp.quad(mode, sorted(marks))
        return float(4 * mp.mpf(sector().fermi) ** 2 / (2 * mp.pi**2 * 4 * mp.pi * x) * total)


# -- asv ---------------------------------------------------------------------------------------------------------


class Cosmic:
    def setup(self) -> None:
        self.pair = interaction()
        self.relic: Any = backgrounds["cosmic"]

    def time_build(self) -> None:
        interaction()

    def time_two_thousand(self) -> None:
        self.pair(distances(FEW))

    def peakmem_two_thousand(self) -> None:
        self.pair(distances(FEW))


class OneState:
    params = FILLINGS

    def setup(self, filling: str) -> None:
        self.potential = build(filling, 0.05, bath())

    def time_build(self, filling: str) -> None:
        build(filling, 0.05, bath())

    def time_hundred_thousand(self, filling: str) -> None:
        self.potential(distances(SIZE))

    def track_error(self, filling: str) -> float:
        return worst_massive(filling)


class Massless:
    def track_error_alone(self) -> float:
        return worst_massless()[0]

    def track_error_of_total(self) -> float:
        return worst_massless()[1]


# -- run as a program --------------------------------------------------------------------------------------------


def ours(short: bool) -> None:
    alone, total = worst_massless()
    listing = []

    def add(name: str, make: Any, off: str, size: int = SIZE // 10 if short else SIZE) -> None:
        potential = make()
        nodes = potential.scalar if hasattr(potential, "scalar") else potential
        count = sum(block.weight.size for block in nodes.blocks) if isinstance(nodes, YukawaMixture) else 0
        built, spent = clock(make, 3), clock(lambda: potential(distances(size)), 2)
        listing.append((name, f"{count or '-'}", span(built), f"{size}", span(spent), span(spent / size), off))

    add("massless", lambda: build("massless", 0.0, bath()), f"{alone:.1e}")
    for filling in FILLINGS:
        add(f"0.05 eV, {filling}", lambda f=filling: build(f, 0.05, bath()), f"{worst_massive(filling):.1e}")
    add("1e-4 eV, produced", lambda: build("produced", 1e-4, bath()), "(above)")
    add("vacuum + massless", lambda: FermiDiracTotal(strength=FERMI**2, temperature=T), f"{total:.1e}")
    add("e-e, cosmic, 3 masses", interaction, "-", FEW)
    table(("background", "nodes", "build", "distances", "time", "per point", "error, whole table"), listing)


def peers() -> None:
    print()
    listing = []
    for filling in FILLINGS:
        potential = build(filling, 0.05, bath())
        here = [
            row
            for row in rows("relic_massive.csv")
            if (row["filling"], row["mass_eV"], row["xi"]) == (filling, "0.05", "0")
        ]
        per = clock(lambda p=potential: p(distances(FEW)), 3) / FEW
        for low, high in ((0.0, 2e-3), (2e-3, 2.0)):
            share = [row for row in here if low < float(row["r_m"]) < high]
            r = np.array([float(row["r_m"]) for row in share]) * m
            truth = np.array([float(row["background_eV"]) for row in share])
            spent, found = once(lambda f=filling, r=r: [by_quad(f, 0.05, float(x)) for x in r])
            spent /= len(share)
            listing.append(
                (
                    filling,
                    f"{share[0]['r_m']} .. {share[-1]['r_m']} m: {len(share)} of {len(here)}",
                    span(spent),
                    f"{spent / per:.3g}",
                    f"{error(found, truth):.1e}",
                    f"{error(potential(r), truth):.1e}",
                )
            )
    table(
        ("quad, 0.05 eV", "lines of the table", "per point", "times nuforce", "its error", "nuforce's error"), listing
    )


def modes(short: bool) -> None:
    """All pairs of masses, for which there is no table: against the sum over modes."""
    print()
    if not mpmath():
        print(
            "mpmath not installed: the three masses of the cosmic background are not compared with their sum over modes"
        )
        return
    pair = interaction()
    per = clock(lambda: pair(distances(FEW)), 2) / FEW
    listing = []
    for metres in (1e-8, 1e-6, 1e-4) if short else (1e-8, 1e-6, 1e-5, 1e-4, 1e-3):
        r = metres * m
        truth = by_mpmath(r, 30)
        spent, found = once(lambda r=r: by_mpmath(r, 22))
        own = relative(float(pair(r)), truth)
        listing.append(
            (f"{metres:g} m", span(spent), f"{spent / per:.3g}", f"{relative(found, truth):.1e}", f"{own:.1e}")
        )
    columns = ("e-e, cosmic, 3 masses", "mpmath, 22 digits", "times nuforce", "its error", "nuforce's error")
    table(columns, listing)


def main() -> None:
    short = quick(__doc__ or "")
    warnings.simplefilter("ignore")  # the peer complains where it gives up
    heading("Relic neutrinos")
    ours(short)
    peers()
    modes(short)


if __name__ == "__main__":
    main()
