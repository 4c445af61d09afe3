"""The Standard Model at all lengths: Z and W resolved."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import exp1, expi

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.constants import MASS_W, MASS_Z
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges import exchanges, resolved
from nuforce.exchanges.resolved import Resolved, one_w, two_w_box, two_w_crossed
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.units import GeV, m, um
from tests.tables import approx, relative, rows

SECTOR = Sector.massless(sin2_theta_w=0.23129)
MASSIVE = Sector.normal_ordering(lightest=0.02, alpha21=0.7, sin2_theta_w=0.23129)
ALL = Accuracy(r_min=1e-21 * m)
TABLE = rows("electroweak.csv")
PAIRS = sorted({(row["a"], row["b"], row["structure"]) for row in TABLE})
NAMES = {"e-": "e", "mu-": "mu"}
AVERAGES = {"one": one_w, "crossed": two_w_crossed, "box": two_w_box}


def pair(a: str, b: str, sector: Sector = SECTOR, **options: Any) -> Any:
    return nf.interaction(a, b, sector, exchange=Resolved(), accuracy=ALL, **options)


@pytest.mark.parametrize("row", PAIRS, ids="".join)
def test_against_independent_table(row: tuple[str, str, str]) -> None:
    """Real axis with the poles at M_Z subtracted (tests/reference/make_electroweak.py)."""
    a, b, structure = row
    lines = [x for x in TABLE if (x["a"], x["b"], x["structure"]) == row]
    kind, term = ("scalar", "scalar") if structure == "VV" else ("parity-odd", "parity-odd-b")
    found = pair(NAMES.get(a, a), NAMES.get(b, b), structure=kind).terms[term]
    for x in lines:
        assert relative(float(found.along(float(x["r_m"]) * m)), float(x["value_eV"])) < 2e-13, x


def test_known_averages_over_w_propagators() -> None:
    assert one_w(1.0)[0] == approx(0.8177661667193, rel=2e-13)
    assert one_w(100.0)[0] == approx(0.09593653317689, rel=4e-14)
    assert two_w_crossed(1.0)[0] == approx(0.6311899753242, rel=2e-13)
    assert two_w_box(1.0)[0] == approx(0.6822338332807, rel=2e-13)


@pytest.mark.parametrize("name", list(AVERAGES))
def test_both_sides_of_the_switch_between_series_and_closed_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the rays where they are needed."""
    average = AVERAGES[name]
    x = np.concatenate([np.geomspace(0.6, 0.8, 9) * turn for turn in (1.0, np.exp(0.5j), np.exp(1j * math.pi / 2))])
    values = []
    for switch in (0.5, 0.9):
        monkeypatch.setattr(resolved, "SWITCH", switch)
        values.append(average(x))
    np.testing.assert_allclose(values[0], values[1], rtol=2e-14)


@pytest.mark.parametrize("name", list(AVERAGES))
def test_limits_of_the_averages(name: str) -> None:
    average = AVERAGES[name]
    assert average(1e-12)[0] == approx(1, rel=2e-12)
    assert average(0.0)[0] == approx(1, rel=1e-15)
    far = 1e9
    law = {"one": 3 * (math.log(far) - 1.5) / far, "crossed": (6 * math.log(far) - 4.5) / far**2, "box": 3 / far}[name]
    assert average(far)[0] == approx(law, rel=1e-7)
    assert np.all(np.isfinite(average(np.array([1e60, 1e90, 1e60j]))))


@pytest.mark.parametrize("x", [0.01, 0.69, 0.71, 5.0, 300.0])
def test_averages_over_angles(x: float) -> None:
    """(3/8) int dc (1 + c)^2 P^n with P the propagator of one W, and n = 2 for the box."""

    def moment(n: int) -> float:
        def integrand(c: float) -> float:
            return (1 + c) ** 2 / (1 + x * (1 - c) / 2) ** n

        return 3 / 8 * float(quad(integrand, -1, 1, epsabs=0, epsrel=2e-14)[0])

    assert one_w(x)[0] == approx(moment(1), rel=1e-14)
    assert two_w_box(x)[0] == approx(moment(2), rel=1e-14)


def test_neutrons_feel_the_z_alone() -> None:
    """3/4 G_F^2 M_Z^4 J(M_Z r)/24 pi^3 r, sign changes included."""
    found = pair("n", "n")
    for z in (1e-3, 0.1, 1.0, 3.0, 8.0):
        r = z / float(MASS_Z)
        j = 0.25 * ((2 + z) * math.exp(z) * exp1(z) - (2 - z) * math.exp(-z) * expi(z) - 2)
        law = 0.75 * SECTOR.fermi**2 * float(MASS_Z) ** 4 / (24 * math.pi**3 * r) * j
        assert found(r) == approx(law, rel=4e-14)
    zeros = nf.numerics.roots.sign_changes(found, 1e-2 / float(MASS_Z), 1e2 / float(MASS_Z))
    np.testing.assert_allclose(np.array(zeros) * float(MASS_Z), [0.475358885289, 4.795979628986], rtol=1e-12)


def test_first_correction_to_the_contact_interaction() -> None:
    """20/r^2 times 2/M_Z^2 per pair of neutral, 1/M_Z^2 - 1/4M_W^2 per mixed product: 4.8e-5 for e-p at 1e-15 m."""
    r = 1e-15 * m
    z2, w2 = float(MASS_Z) ** -2, float(MASS_W) ** -2
    mixed = z2 - w2 / 4
    for a, b in (("e", "p"), ("e", "n"), ("p", "n"), ("e", "mu")):
        numbers = [content(x).numbers for x in (a, b)]
        v1, v2 = (SECTOR.neutral(x) for x in numbers)
        leptons = [x in ("e", "mu") for x in (a, b)]
        first = 3 * v1 * v2 * 2 * z2 + (leptons[0] * v2 + leptons[1] * v1) * mixed
        strength = 3 * v1 * v2 + leptons[0] * v2 + leptons[1] * v1
        ratio = float(pair(a, b)(r) / nf.interaction(a, b, SECTOR)(r))
        assert ratio - 1 == approx(20 / r**2 * first / strength, rel=1e-3)
    e_p = float(pair("e", "p")(r) / nf.interaction("e", "p", SECTOR)(r)) - 1
    assert e_p == approx(4.8e-5, rel=0.01)


@pytest.mark.parametrize(("a", "b"), [("e", "e"), ("e", "e+"), ("e", "mu"), ("e", "n"), ("W", "He-4"), ("mu", "tau+")])
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_contact_interaction_at_long_distance(a: str, b: str, nature: Any) -> None:
    """Any masses, mixing and phases, scalar and parity-odd."""
    sector = Sector(masses=MASSIVE.masses, mixing=MASSIVE.mixing, nature=nature, sin2_theta_w=0.3)
    both = ("scalar", "parity-odd") if content(a).spin is not None and a in ("e", "mu") else ("scalar",)
    for r in (1e-3 * um, 1 * um, 30 * um):
        z, contact = (
            nf.interaction(a, b, sector, exchange=x, structure=both) for x in (exchanges["z"], exchanges["contact"])
        )
        for name, term in contact.terms.items():
            assert relative(float(z.terms[name].along(r)), float(term.along(r))) < 1e-13, name


@pytest.mark.parametrize("flavour", ["e", "mu", "tau"])
def test_one_flavour_at_a_time(flavour: str) -> None:
    """A charged lepton meets its W in its own flavour only."""
    r = 2e-18 * m
    for a, b in (("e", "p"), ("e", "mu"), ("e", "e"), ("e", "e+")):
        found = pair(a, b, flavour=flavour)
        near = float(found(1e-14 * m) / nf.interaction(a, b, SECTOR, flavour=flavour)(1e-14 * m))
        assert near == approx(1, rel=1e-5)
    parts = [float(pair("e", "p", flavour=f)(r)) for f in ("e", "mu", "tau")]
    assert math.fsum(parts) == approx(pair("e", "p")(r), rel=1e-14)
    assert parts[1] == parts[2]
    assert parts[1] == approx(
        SECTOR.neutral({"e": 1}) * SECTOR.neutral({"p": 1}) / 0.75 * float(pair("n", "n")(r)), rel=1e-14
    )


def test_antiparticles_open_another_graph() -> None:
    """Minus the like-sign force, but for the two-W part between charged leptons of one flavour."""
    r = 5e-19 * m
    for a, b, anti in (("n", "p", "pbar"), ("e", "p", "pbar"), ("e", "mu", "mu+"), ("n", "e", "e+")):
        assert float(pair(a, anti)(r)) == approx(-float(pair(a, b)(r)), rel=1e-14)
    assert relative(float(pair("e", "e+")(r)), -float(pair("e", "e")(r))) > 0.1
    assert float(pair("e+", "e+")(r)) == approx(float(pair("e", "e")(r)), rel=1e-14)


def test_masses_of_the_bosons_are_inputs() -> None:
    heavy = nf.interaction("e", "mu", SECTOR, exchange=Resolved(mass_z=2 * float(MASS_Z), mass_w=2 * float(MASS_W)))
    plain = nf.interaction("e", "mu", SECTOR, exchange=Resolved())
    r = 1e-18 * m
    # V = G_F^2 M^5 f(M r)
    assert heavy(r) == approx(32 * plain(2 * r), rel=1e-14)


def test_what_the_reader_must_know() -> None:
    exchange = Resolved()
    for a, b, kinematic in (("e", "e+", True), ("W", "e", True), ("e", "mu", False), ("n", "p", False)):
        found = exchange.warnings(content(a), content(b), SECTOR)
        assert any(text.startswith("not included") for text in found)
        assert any(text.startswith("kinematics") for text in found) == kinematic
    at = [
        exchange.validity(content("e"), content(x), Sector.massless(), r * m)
        for x, r in (("mu", 1.0), ("mu", 1e-17), ("p", 1e-16))
    ]
    assert [[text.split(":")[0] for text in each] for each in at] == [[], ["scale"], ["nucleon-structure", "scale"]]
    assert exchange.validity(content("e"), content("mu"), SECTOR, 1e-17 * m) == ()  # the mixing angle of that scale


def test_other_couplings_are_refused() -> None:
    sector = Sector.massless(nsi={"e": 0.1 * np.eye(3)})
    with pytest.raises(OutOfDomain, match=r"non-standard.*use exchange 'contact', or 't-channel'"):
        nf.interaction("e", "n", sector, exchange="z")
    for structure in ("spin-spin", "tensor"):
        with pytest.raises(OutOfDomain, match=rf"'{structure}'.*choose scalar, parity-odd"):
            nf.interaction("e", "n", SECTOR, exchange="z", structure=structure)
    exchange, e = Resolved(), content("e")
    charge = exchange.current(e, SECTOR, "all", "axial")
    with pytest.raises(OutOfDomain, match=r"not derived with Z and W resolved; use exchange 'contact'"):
        exchange.between(charge, charge, SECTOR, "S")
    for name in ("mass_z", "mass_w"):
        for bad in (0.0, -1.0, math.nan):
            options: dict[str, Any] = {name: bad}
            with pytest.raises(InputError, match=name):
                Resolved(**options)
    assert nf.interaction("e", "n", exchange={"kind": "z", "mass_w": "80 GeV"}).exchanges == (
        Resolved(mass_w=80 * GeV),
    )


def test_pair_as_heavy_as_the_z() -> None:
    """No difference of squares: the potential is continuous where a pair's mass passes that of the Z."""
    z = float(MASS_Z)

    def potential(offset: float) -> float:
        sector = Sector(masses=np.array([0.5 * z * (1 + offset)]), mixing=np.eye(1, dtype=complex))
        return float(nf.interaction("n", "n", sector, exchange="z")(0.5 / z))

    assert potential(0.0) == approx(532777.32, rel=1e-7)
    for offset in (-1e-9, -1e-12, 1e-12, 1e-9):
        assert potential(offset) == approx(potential(0.0), rel=4 * abs(offset) ** 0.5)
    dirac = Sector(masses=np.array([0.5 * z]), mixing=np.eye(1, dtype=complex), nature="dirac")
    with pytest.raises(OutOfDomain, match="sets in"):
        nf.interaction("n", "n", dirac, exchange="z")
