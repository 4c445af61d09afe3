"""Every exchange: time and error at 1e5 distances; the t-channel mediator beside quadrature and mpmath.

``python -m benchmarks.exchanges [--quick]`` prints the tables; asv finds the classes.
"""

import cmath
import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.special import exp1, expi

import nuforce as nf
from benchmarks.common import clock, error, heading, mpmath, once, quick, span, table
from nuforce.accuracy import Accuracy
from nuforce.exchanges import AbstractExchange, Resolved, TChannel, exchanges
from nuforce.exchanges import pairs as zoo
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.units import m
from tests.tables import rows

SIZE = 100_000
OPERATORS: dict[str, AbstractExchange] = {}
ONE = Sector(masses=np.zeros(1), mixing=np.eye(1, dtype=complex), nature="dirac")
UNITS = Accuracy(r_min=1e-4, r_max=1e4)


def operator(name: str, mass: float) -> AbstractExchange:
    """A row of operators.csv with unit coupling."""
    made: dict[str, AbstractExchange] = {
        "real-scalar": zoo.ScalarPair(mass=mass, coupling=1.0),
        "complex-scalar": zoo.ScalarPair(mass=mass, coupling=1.0, quanta="complex"),
        "complex-scalar-current": zoo.ScalarCurrent(mass=mass, coupling=1.0),
        "complex-derivative": zoo.ScalarDerivative(mass=mass, coupling=1.0),
        "real-derivative": zoo.ScalarDerivative(mass=mass, coupling=1.0, quanta="real"),
        "dirac-scalar": zoo.FermionScalar(mass=mass, coupling=1.0),
        "dirac-pseudoscalar": zoo.FermionPseudoscalar(mass=mass, coupling=1.0),
        "dirac-vector": zoo.FermionVector(mass=mass, coupling=1.0),
        "dirac-axial": zoo.FermionAxial(mass=mass, coupling=1.0),
        "photon-pair": zoo.PhotonPair(coupling=1.0),
    }
    if mass > 0:
        made["vector-pair"] = zoo.VectorPair(mass=mass, coupling=1.0)
    return made[name]


@cache
def distances(low: float = 1e-18, high: float = 1e-3) -> Any:
    """Random order, uniform in the logarithm."""
    return 10.0 ** np.random.default_rng(2).uniform(math.log10(low), math.log10(high), SIZE) * m


@cache
def worst_operator(name: str) -> float:
    """Largest relative error over the rows of one operator in operators.csv."""
    n, worst = content("n"), 0.0
    for row in rows("operators.csv"):
        if row["operator"] == name:
            made = operator(name, float(row["m"])).potential(n, n, ONE, accuracy=UNITS)
            worst = max(worst, abs(float(made(float(row["r"]))) / float(row["value"]) - 1.0))
    return worst


@cache
def worst_electroweak() -> float:
    """Largest error over electroweak.csv, spin-independent, relative to the value or to its neighbourhood at a zero."""
    sector, worst = Sector.massless(sin2_theta_w=0.23129), 0.0
    for row in rows("electroweak.csv"):
        if row["structure"] == "VV":
            a, b = (row[k].rstrip("-") for k in ("a", "b"))
            pair = nf.interaction(a, b, sector, exchange=Resolved(), accuracy=Accuracy(r_min=1e-21 * m))
            r = float(row["r_m"]) * m
            size = max(abs(float(pair(r * f))) for f in (0.8, 1.0, 1.25))
            worst = max(worst, abs(float(pair(r)) - float(row["value_eV"])) / size)
    return worst


# -- the mediator, by others -------------------------------------------------------------------------------------


def by_quad(z: Any) -> Any:
    """scipy.integrate.quad along the same ray, one distance after the other."""
    turn = cmath.exp(0.25j * math.pi)

    def integrand(s: float, x: float) -> float:
        mu = s * turn
        return (turn * mu**3 * cmath.exp(-mu * x) / (mu * mu - 1.0) ** 2).real

    return np.array([quad(integrand, 0.0, math.inf, args=(float(x),), epsabs=0, epsrel=1e-13, limit=400)[0] for x in z])


def by_closed_form(z: Any) -> Any:
    """The closed form with SciPy's exponential integrals, as it stands."""
    return 0.25 * ((2 + z) * np.exp(z) * exp1(z) - (2 - z) * np.exp(-z) * expi(z) - 2)


def by_mpmath(z: Any, digits: int = 15) -> Any:
    """The closed form with mpmath's."""
    mp = mpmath().mp
    out = []
    with mp.workdps(digits):
        for x in map(mp.mpf, map(float, z)):
            j = ((2 + x) * mp.exp(x) * mp.e1(x) - (2 - x) * mp.exp(-x) * mp.ei(x) - 2) / 4
            out.append(float(j))
    return np.array(out)


@cache
def mediator() -> Any:
    return TChannel(mass=1.0).potential(content("n"), content("n"), ONE, accuracy=Accuracy(r_min=1e-4, r_max=1e4))


def ours(z: Any) -> Any:
    """J(z) from the potential."""
    return mediator()(z) * z * 48 * math.pi**3


@cache
def truth(z: tuple[float, ...]) -> Any:
    return by_mpmath(np.array(z), 60)


# -- asv ---------------------------------------------------------------------------------------------------------


class Exchanges:
    params = sorted(name for name in exchanges if name != "fermion-tensor")
    param_names = ("exchange",)

    def setup(self, name: str) -> None:
        self.pair = nf.interaction("e", "p", exchange=exchanges[name])

    def time_build(self, name: str) -> None:
        nf.interaction("e", "p", exchange=exchanges[name])

    def time_potential(self, name: str) -> None:
        self.pair(distances())


class Errors:
    def track_electroweak(self) -> float:
        return worst_electroweak()

    def track_operators(self) -> float:
        return max(
            worst_operator(name)
            for name in {row["operator"] for row in rows("operators.csv")} - {"magnetic-dipole", "electric-dipole"}
        )


# -- run as a program --------------------------------------------------------------------------------------------


def all_of_them() -> None:
    r = distances()
    listing = []
    for name in exchanges:
        structure = "spin-spin" if name == "fermion-tensor" else "scalar"
        build = clock(lambda n=name, s=structure: nf.interaction("e", "p", exchange=exchanges[n], structure=s), 3)
        term = next(iter(nf.interaction("e", "p", exchange=exchanges[name], structure=structure).terms.values()))
        best = clock(lambda t=term: t(r), 3)
        nodes = sum(b.weight.size for b in term.blocks)  # type: ignore[attr-defined]  # a mixture
        inside = np.abs(term(r)) > 1e-300
        estimate = np.max(term.error_estimate(r[inside][:2000]) / np.abs(term(r[inside][:2000])))
        listing.append((name, f"{nodes}", span(build), span(best), span(best / SIZE), f"{estimate:.1e}"))
    columns = (
        "exchange, e-p, default sector",
        "nodes",
        "built in",
        f"{SIZE:.0e} distances",
        "per point",
        "worst estimate of the error",
    )
    table(columns, listing)
    print("\nNear its zeros a potential has fewer digits relative to itself; the estimate says so.\n")
    names = sorted({row["operator"] for row in rows("operators.csv")} - {"magnetic-dipole", "electric-dipole"})
    table(("operator", "largest relative error, operators.csv"), [(n, f"{worst_operator(n):.1e}") for n in names])
    print(f"\nelectroweak.csv: {worst_electroweak():.1e} (at zeros relative to the neighbourhood)\n")


def mediators(short: bool) -> None:
    z = np.geomspace(1e-3, 300, 40 if short else 200)
    many = np.geomspace(1e-3, 300, SIZE)
    sure = truth(tuple(z.tolist())) if mpmath() else None
    forms: dict[str, tuple[Any, Any]] = {
        "nuforce": (ours, many),
        "quad on the same ray": (by_quad, z),
        "closed form, scipy exp1 and expi": (by_closed_form, many),
    }
    if mpmath():
        forms["closed form, mpmath 15 digits"] = (by_mpmath, z)
    else:
        print("mpmath not installed: it is left out, and there is nothing to judge the errors by\n")
    listing = []
    for name, (form, share) in forms.items():
        spent, _ = once(lambda f=form, x=share: f(x))
        shown = "-" if sure is None else f"{error(form(z), sure):.1e}"
        listing.append((name, f"{share.size}", span(spent / share.size), shown))
    table(("t-channel, massless neutrinos, J(z)", "distances", "per point", "largest error, z = 1e-3 to 300"), listing)


def main() -> None:
    short = quick(__doc__ or "")
    warnings.simplefilter("ignore")  # the peers complain where they give up
    heading("Exchanges")
    all_of_them()
    mediators(short)


if __name__ == "__main__":
    main()
