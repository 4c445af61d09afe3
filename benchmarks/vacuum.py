"""The vacuum potential: time, memory and error, beside integrators that know nothing of it.

``python -m benchmarks.vacuum [--quick]`` prints the tables; asv finds the classes.
"""

import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import quad, tanhsinh
from scipy.special import kv, kve

import nuforce as nf
from benchmarks.common import clock, error, fresh, heading, mpmath, once, peak, quick, span, table
from nuforce.sector import Sector, pair_charges
from nuforce.units import deg, m
from tests.tables import number, relative, representable, rows

CASE = "ee_majorana_io_0.05_90_37"
SIZES = (1, 1000, 1_000_000)
MILLION = SIZES[-1]
MEMORY = """
from benchmarks import vacuum
print(*vacuum.memory())
"""


def sector_of(row: dict[str, str]) -> Sector:
    """The neutrino sector of a line of tests/reference/vacuum_contact.csv."""
    options: dict[str, Any] = {"nature": row["nature"], "sin2_theta_w": 0.23129}
    phases: dict[str, Any] = {"alpha21": number(row["alpha21_deg"]) * deg, "alpha31": number(row["alpha31_deg"]) * deg}
    make = Sector.inverted_ordering if row["ordering"] == "inverted" else Sector.normal_ordering
    if row["m1"]:
        masses = np.array([float(row[name]) for name in ("m1", "m2", "m3")])
        return Sector(masses=masses, mixing=make(**phases).mixing, **options)
    return make(lightest=float(row["lightest_eV"]), **phases, **options)


@cache
def lines(case: str) -> list[dict[str, str]]:
    return [row for row in rows("vacuum_contact.csv") if row["case"] == case]


@cache
def sector() -> Sector:
    return sector_of(lines(CASE)[0])


@cache
def pair() -> Any:
    """Three massive Majorana neutrinos between two electrons, both phases on: six thresholds, all charges complex."""
    return nf.interaction("e", "e", sector())


@cache
def distances(size: int) -> Any:
    """Random order, 1e-15 m to 1e3 m, uniform in the logarithm."""
    return 10.0 ** np.random.default_rng(1).uniform(-15, 3, size) * m


@cache
def worst() -> tuple[float, float]:
    """Largest errors over the whole reference table: of V where a double holds it, and of log10 |V| everywhere."""
    value = logarithm = 0.0
    for case in sorted({row["case"] for row in rows("vacuum_contact.csv")}):
        here = lines(case)
        potential = nf.interaction(here[0]["a"], here[0]["b"], sector_of(here[0]), flavour=here[0]["flavour"])
        for row in here:
            r, log = float(row["r_m"]) * m, float(row["log10_abs"])
            logarithm = max(logarithm, relative(float(potential.log10_abs(r)), log))
            if representable(log):
                value = max(value, relative(float(potential(r)), float(row["V_eV"])))
    return value, logarithm


def memory() -> tuple[int, int]:
    """Bytes that 1e6 distances add to what the process had before the call, and all it had; meant for a fresh process."""
    r = distances(MILLION)
    pair()(r[:10])
    before = peak()
    pair()(r)
    return peak() - before, peak()


def measured_memory() -> list[int]:
    """The same, in a process of its own."""
    return [int(number) for number in fresh(MEMORY).split()]


# -- the same integral, by others --------------------------------------------------------------------------------


@cache
def _pairs() -> list[tuple[float, float, float, float]]:
    """(m_i, m_j, weight of rho_plus, weight of rho_minus), masses in eV, of the six pairs."""
    g = sector().vector("e")
    plus, minus = pair_charges(g, g, sector().nature)
    masses = sector().masses.tolist()
    return [
        (masses[i], masses[j], (1 + (i != j)) * float(plus[i, j]), (1 + (i != j)) * float(minus[i, j]))
        for i in range(3)
        for j in range(i, 3)
    ]


def dispersive(y: Any, r: Any, lib: Any = np) -> Any:
    """The integrand of all pairs at once, in y = (mu - threshold) r, without e^{-lowest threshold r}."""
    low = min(a + b for a, b, _, _ in _pairs())
    total: Any = 0.0
    for a, b, up, down in _pairs():
        s = y / r
        mu = a + b + s
        t, p, q = mu * mu, (a + b) ** 2, (a - b) ** 2
        above = s * (s + 2 * (a + b))
        outside = above + 4 * a * b
        shape = lib.sqrt(above) * lib.sqrt(outside) / (t * mu)
        shape = shape * (up * above * (2 * t + q) + down * outside * (2 * t + p))
        total = total + shape * lib.exp(-(a + b - low) * r)
    return total * lib.exp(-y)


def _finish(integral: Any, r: Any) -> Any:
    low = min(a + b for a, b, _, _ in _pairs())
    return sector().fermi ** 2 / (48 * math.pi**3) * integral * np.exp(-low * r) / r**2


def by_quad(r: Any) -> Any:
    """scipy.integrate.quad, one distance after the other; scalar arithmetic, which suits it."""
    lowest = [quad(dispersive, 0, math.inf, args=(float(x), math), epsabs=0, epsrel=1e-13, limit=200)[0] for x in r]
    return _finish(np.array(lowest), r)


def by_tanhsinh(r: Any) -> Any:
    """scipy.integrate.tanhsinh, all distances in one call."""
    found = tanhsinh(dispersive, 0.0, math.inf, args=(r,), rtol=1e-13, maxlevel=12)
    return _finish(found.integral, r)


def by_mpmath(r: Any) -> Any:
    """mpmath.quad at its default 15 digits."""
    mp = mpmath().mp
    points = [0, 1, 10, 60]
    found = [mp.quad(lambda y, x=float(x): dispersive(y, x, mp), points) for x in r]
    return _finish(np.array([float(x) for x in found]), r)


def exact(r: Any) -> Any:
    """The value at each distance to 30 digits: mpmath.quad, pair by pair, between all scales of the integrand.

    rho(s) has branch points at s = 0, -2 m_i, -2 m_j, -(m_i + m_j) and -2 (m_i + m_j); with y = s r, the intervals end a
    factor of at most 100 apart from below the smallest of these to y = 1, and then at 8, 30 and 90.
    """
    mp = mpmath().mp
    out = []
    with mp.workdps(34):
        for x in map(mp.mpf, map(float, r)):
            total = mp.mpf(0)
            for a, b, up, down in _pairs():
                m_i, m_j = mp.mpf(a), mp.mpf(b)
                both, p, q = m_i + m_j, (m_i + m_j) ** 2, (m_i - m_j) ** 2
                start = min(mp.mpf(1), *(scale * x / 10 for scale in (2 * m_i, 2 * m_j, both) if scale))
                count = int(mp.ceil(-mp.log(start) / mp.log(100)))
                edges = [mp.mpf(0), *(start ** (mp.mpf(k) / count) for k in range(count, 0, -1)), 1, 8, 30, 90]

                def density(y: Any, x=x, both=both, p=p, q=q, four=4 * m_i * m_j, up=up, down=down) -> Any:
                    s = y / x
                    t, above = (both + s) ** 2, s * (s + 2 * both)
                    shape = mp.sqrt(above * (above + four)) / t ** mp.mpf("1.5")
                    return shape * (up * above * (2 * t + q) + down * (above + four) * (2 * t + p)) * mp.exp(-y)

                total += mp.quad(density, edges) * mp.exp(-both * x)
            out.append(float(mp.mpf(sector().fermi) ** 2 / (48 * mp.pi**3) * total / x**2))
    return np.array(out)


@cache
def sample(count: int) -> tuple[Any, Any]:
    """Distances out of the million at which a double holds V, the first ones in their random order, and exact values."""
    first = distances(MILLION)[: 4 * count]
    chosen = first[np.abs(pair()(first)) > 1e-300][:count]
    return chosen, exact(chosen)


# -- asv ---------------------------------------------------------------------------------------------------------


class Vacuum:
    params = SIZES
    param_names = ("distances",)

    def setup(self, size: int) -> None:
        pair()(distances(size)[:1])

    def time_potential(self, size: int) -> None:
        pair()(distances(size))

    def time_slope(self, size: int) -> None:
        pair().scalar.derivatives(distances(size), 1)

    def peakmem_potential(self, size: int) -> None:
        pair()(distances(size))


class Table:
    def track_error(self) -> float:
        return worst()[0]

    def track_error_of_logarithm(self) -> float:
        return worst()[1]

    def track_error_at_random(self) -> float:
        return error(pair()(sample(12)[0]), sample(12)[1]) if mpmath() else math.nan

    def track_memory_of_a_million(self) -> int:
        return measured_memory()[0]

    track_memory_of_a_million.unit = "bytes"  # type: ignore[attr-defined]  # asv reads it

    def time_build(self) -> None:
        nf.interaction("e", "e", sector())


# -- run as a program --------------------------------------------------------------------------------------------


def ours() -> None:
    build = clock(lambda: nf.interaction("e", "e", sector()))
    print(f"e-e, {CASE}: {pair().scalar!r}, built in {span(build)}\n")
    light = nf.interaction("e", "e", Sector.normal_ordering(alpha21=1.0, alpha31=2.0))
    listing = []
    for size in SIZES:
        r = distances(size)
        for name, potential in (
            ("V", pair()),
            ("V, lightest 0", light),
            ("V and V'", lambda r: pair().scalar.derivatives(r, 1)),
        ):
            best = clock(lambda p=potential, r=r: p(r), 3)
            listing.append((name, f"{size}", span(best), span(best / size)))
    table(("nuforce", "distances", "time", "per point"), listing)
    value, logarithm = worst()
    print(f"\nlargest relative error, whole table: V {value:.1e}, log10 |V| {logarithm:.1e}")
    added, whole = measured_memory()
    print(f"memory of 1e6 distances: {added / 1e6:.0f} MB beyond the process before, {whole / 1e6:.0f} MB in all\n")


def peers(short: bool) -> None:
    shares = {"quad": (50 if short else 200, by_quad), "tanhsinh": (200, by_tanhsinh)}
    if mpmath():
        shares["mpmath quad"] = (3 if short else 10, by_mpmath)
        near, truth = sample(6 if short else 36)
        against = f"error at {near.size} random distances, 30 digits"
    else:
        print("mpmath not installed: its quadrature and the error at random distances are left out\n")
        here = [row for row in lines(CASE) if representable(float(row["log10_abs"]))]
        near = np.array([float(row["r_m"]) for row in here]) * m
        truth = np.array([float(row["V_eV"]) for row in here])
        against = f"error, {near.size} lines of the table"
    r = distances(MILLION)
    usable = r[:2000][np.abs(pair()(r[:2000])) > 1e-300]  # elsewhere V is below the range of a double
    best = clock(lambda: pair()(r), 3) / MILLION
    listing = [("nuforce", "all", span(best), span(best * MILLION), "1", f"{error(pair()(near), truth):.1e}")]
    for name, (count, integrate) in shares.items():
        spent, _ = once(lambda f=integrate, n=count: f(usable[:n]))
        per = spent / count
        row = (name, f"{count} of {MILLION}", span(per), span(per * MILLION), f"{per / best:.3g}")
        listing.append((*row, f"{error(integrate(near), truth):.1e}"))
    table(("dispersive integral", "share", "per point", "all would take", "times nuforce", against), listing)


def closed_form(short: bool) -> None:
    """Equal masses, V = G_F^2 m^2 K_2(2mr)/(8 pi^3 r^3) between neutrons: one state, Majorana."""
    mass = 0.05
    one = Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex))
    potential = nf.interaction("n", "n", one)
    r = distances(MILLION)
    front = 0.25 * one.fermi**2 * mass**2 / (2 * math.pi**3)

    def scaled(r: Any) -> Any:
        return front * kve(2, 2 * mass * r) * np.exp(-2 * mass * r) / r**3

    def plain(r: Any) -> Any:
        return front * kv(2, 2 * mass * r) / r**3

    near = np.sort(r[np.abs(potential(r)) > 1e-300])[:: 20000 if short else 2000]
    forms = {"nuforce": potential, "scipy kve": scaled, "scipy kv": plain}
    truth = scaled(near)
    reference = "scipy kve"
    if mpmath():
        mp = mpmath().mp
        with mp.workdps(30):
            truth = np.array(
                [float(front * mp.besselk(2, 2 * mp.mpf(mass) * mp.mpf(x)) / mp.mpf(x) ** 3) for x in near.tolist()]
            )
        reference = "mpmath, 30 digits"
    inner = 2 * mass * near < 1
    listing = []
    for name, form in forms.items():
        best = clock(lambda f=form: f(r), 3)
        close, far = error(form(near[inner]), truth[inner]), error(form(near[~inner]), truth[~inner])
        listing.append((name, f"{r.size}", span(best / r.size), f"{close:.1e}", f"{far:.1e}"))
    print(f"\nequal masses; errors against {reference} at {near.size} distances\n")
    table(("equal masses", "distances", "per point", "error, 2 m r < 1", "error, beyond"), listing)


def main() -> None:
    short = quick(__doc__ or "")
    warnings.simplefilter("ignore")  # the peers complain where they give up
    heading("Vacuum")
    ours()
    peers(short)
    closed_form(short)


if __name__ == "__main__":
    main()
