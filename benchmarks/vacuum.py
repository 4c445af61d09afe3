"""The vacuum potential: time, memory and error, beside integrators that know nothing of it.

``python -m benchmarks.vacuum`` prints the table; asv finds the classes.
"""

import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import quad, tanhsinh
from scipy.special import kv, kve

import nuforce as nf
from benchmarks.common import clock, error, fresh, heading, mpmath, once, peak, span, table
from nuforce.sector import Sector, pair_charges
from nuforce.units import deg, m
from tests.tables import number, relative, representable, rows

CASE = "ee_majorana_io_0.05_90_37"
SIZES = (1, 1000, 1_000_000)
MEMORY = """
from benchmarks import vacuum
print(vacuum.memory())
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


def memory() -> int:
    """Bytes that 1e6 distances add to what the process had before the call; meant for a fresh process."""
    r = distances(1_000_000)
    pair()(r[:10])
    before = peak()
    pair()(r)
    return peak() - before


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

    def track_memory_of_a_million(self) -> int:
        return int(fresh(MEMORY))

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
    print(f"memory of 1e6 distances, beyond the process before the call: {int(fresh(MEMORY)) / 1e6:.0f} MB\n")


def peers() -> None:
    shares = {"quad": (200, by_quad), "tanhsinh": (200, by_tanhsinh)}
    if mpmath():
        shares["mpmath quad"] = (10, by_mpmath)
    else:
        print("mpmath is not installed: left out\n")
    here = [row for row in lines(CASE) if representable(float(row["log10_abs"]))]
    r_table = np.array([float(row["r_m"]) for row in here]) * m
    truth = np.array([float(row["V_eV"]) for row in here])
    thousand = distances(1000)
    usable = thousand[pair()(thousand) > 1e-300]  # elsewhere V is below the range of a double
    best = clock(lambda: pair()(usable), 3)
    listing = [
        (
            "nuforce",
            f"{usable.size} of {usable.size}",
            span(best / usable.size),
            "1",
            f"{error(pair()(r_table), truth):.1e}",
        )
    ]
    for name, (count, integrate) in shares.items():
        spent, _ = once(lambda f=integrate, n=count: f(usable[:n]))
        per = spent / count
        ratio = per / (best / usable.size)
        listing.append(
            (name, f"{count} of {usable.size}", span(per), f"{ratio:.3g}", f"{error(integrate(r_table), truth):.1e}")
        )
    table(
        ("dispersive integral", "share", "per point", "times nuforce", f"error, {len(here)} lines of the table"),
        listing,
    )


def closed_form() -> None:
    """Equal masses, V = G_F^2 m^2 K_2(2mr)/(8 pi^3 r^3) between neutrons: one state, Majorana."""
    mass = 0.05
    one = Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex))
    potential = nf.interaction("n", "n", one)
    r = distances(1_000_000)
    front = 0.25 * one.fermi**2 * mass**2 / (2 * math.pi**3)

    def scaled(r: Any) -> Any:
        return front * kve(2, 2 * mass * r) * np.exp(-2 * mass * r) / r**3

    def plain(r: Any) -> Any:
        return front * kv(2, 2 * mass * r) / r**3

    near = np.sort(r[np.abs(potential(r)) > 1e-300])[::2000]
    forms = {"nuforce": potential, "scipy kve": scaled, "scipy kv": plain}
    truth = scaled(near)
    reference = "scipy kve"
    if mpmath():
        mp = mpmath().mp
        with mp.workdps(30):
            truth = np.array([float(front * mp.besselk(2, 2 * mass * mp.mpf(x)) / mp.mpf(x) ** 3) for x in near])
        reference = "mpmath, 30 digits"
    listing = []
    for name, form in forms.items():
        best = clock(lambda f=form: f(r), 3)
        listing.append((name, f"{r.size}", span(best / r.size), f"{error(form(near), truth):.1e}"))
    print()
    table(("equal masses", "distances", "per point", f"error against {reference} at {near.size} distances"), listing)


def main() -> None:
    warnings.simplefilter("ignore")  # the peers complain where they give up
    heading("Vacuum")
    ours()
    peers()
    closed_form()


if __name__ == "__main__":
    main()
