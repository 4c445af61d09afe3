"""The table of operators: two quanta of one kind."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import nuforce as nf
import nuforce.exchanges.pairs as pairs
from nuforce.accuracy import Accuracy
from nuforce.constants import ALPHA, MASSES
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.exchanges.pairs import (
    PAIRS,
    AbstractPair,
    FermionAxial,
    FermionPseudoscalar,
    FermionScalar,
    FermionTensor,
    FermionVector,
    NeutrinoDipole,
    PhotonPair,
    ScalarCurrent,
    ScalarDerivative,
    ScalarPair,
    VectorPair,
)
from nuforce.matter import content
from nuforce.sector import Sector
from tests.tables import approx, relative, rows

SECTOR = Sector.massless()
RANGE = Accuracy(r_min=1e-3, r_max=1e3)
NEUTRON, PROTON = content("n"), content("p")

# rows of the table, with unit couplings; dipoles for e = 1 and m_e = 1, where a Bohr magneton is 1/2
OPERATORS: dict[str, AbstractPair] = {
    "real-scalar": ScalarPair(coupling=1.0),
    "complex-scalar": ScalarPair(coupling=1.0, quanta="complex"),
    "complex-scalar-current": ScalarCurrent(coupling=1.0),
    "complex-derivative": ScalarDerivative(coupling=1.0),
    "real-derivative": ScalarDerivative(coupling=1.0, quanta="real"),
    "dirac-scalar": FermionScalar(coupling=1.0),
    "dirac-pseudoscalar": FermionPseudoscalar(coupling=1.0),
    "dirac-vector": FermionVector(coupling=1.0),
    "dirac-axial": FermionAxial(coupling=1.0),
    "magnetic-dipole": NeutrinoDipole(magnetic=2.0),
    "electric-dipole": NeutrinoDipole(magnetic=0.0, electric=2.0),
    "photon-pair": PhotonPair(coupling=1.0),
    "vector-pair": VectorPair(coupling=1.0),
}
SCALARS = [name for name, pair in OPERATORS.items() if not pair.repels]


@pytest.fixture
def natural(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units in which the electron has charge and mass 1."""
    monkeypatch.setattr(pairs, "ALPHA", 1 / (4 * math.pi))
    monkeypatch.setattr(pairs, "MASSES", {"e": 1.0})


@pytest.mark.usefixtures("natural")
@pytest.mark.parametrize("operator", list(OPERATORS))
def test_against_independent_table(operator: str) -> None:
    """Euclidean time integral at 28 digits (tests/reference/make_operators.py)."""
    lines = [row for row in rows("operators.csv") if row["operator"] == operator]
    assert len(lines) >= 5
    for row in lines:
        exchange: Any = OPERATORS[operator]
        if operator != "photon-pair":
            exchange = replace(exchange, mass=float(row["m"]))
        found = exchange.potential(PROTON, PROTON, SECTOR, accuracy=RANGE)(float(row["r"]))
        assert relative(float(found), float(row["value"])) < 1e-14, row


def test_spins_against_independent_table() -> None:
    """Euclidean time integral at 28 digits (tests/reference/make_tensor_pair.py)."""
    for row in rows("tensor_pair.csv"):
        exchange, r = FermionTensor(coupling=1.0, mass=float(row["m"])), float(row["r"])
        pair = nf.interaction("n", "p", SECTOR, exchange=exchange, structure=("spin-spin", "tensor"), accuracy=RANGE)
        spins, tensor = (float(pair.terms[name].along(r)) for name in ("spin-spin", "tensor"))
        assert relative(spins - tensor, float(row["ss"])) < 4e-15, row
        assert relative(3 * tensor, float(row["rr"])) < 4e-15, row


@pytest.mark.usefixtures("natural")
@pytest.mark.parametrize(
    ("operator", "power", "coefficient"),
    [
        ("real-scalar", 3, -1 / 16),
        ("complex-scalar", 3, -1 / 32),
        ("complex-scalar-current", 5, 1 / 16),
        ("complex-derivative", 7, -15 / 16),
        ("real-derivative", 7, -15 / 32),
        ("dirac-scalar", 5, -3 / 8),
        ("dirac-pseudoscalar", 5, -3 / 8),
        ("dirac-vector", 5, 1 / 4),
        ("dirac-axial", 5, 1 / 4),
        ("magnetic-dipole", 3, 1 / 48),
        ("electric-dipole", 3, 1 / 48),
        ("photon-pair", 7, -15 / 16),
    ],
)
def test_power_and_sign_of_massless_quanta(operator: str, power: int, coefficient: float) -> None:
    """Times 1/pi^3; scalars attract, currents repel."""
    exchange = OPERATORS[operator]
    end = exchange.long_range(PROTON, PROTON)
    assert (end.power, end.threshold) == (power, 0.0)
    assert end.coefficient == approx(coefficient / math.pi**3, rel=1e-14)
    assert end.sign == (1 if exchange.repels else -1)
    r = np.geomspace(1e-2, 1e2, 9)
    found = exchange.potential(PROTON, PROTON, SECTOR, accuracy=RANGE)
    np.testing.assert_allclose(found(r) * r**power * math.pi**3, coefficient, rtol=1e-14)
    np.testing.assert_allclose(found.local_power(r), -power, rtol=5e-14)


@pytest.mark.usefixtures("natural")
@pytest.mark.parametrize(
    ("operator", "at_threshold"),
    [
        ("real-scalar", 0.5),
        ("complex-scalar-current", 1.5),
        ("complex-derivative", 0.5),
        ("dirac-scalar", 1.5),
        ("dirac-pseudoscalar", 0.5),
        ("dirac-vector", 0.5),
        ("dirac-axial", 1.5),
        ("magnetic-dipole", 0.5),
        ("electric-dipole", 1.5),
        ("vector-pair", 0.5),
    ],
)
def test_waves_at_threshold(operator: str, at_threshold: float) -> None:
    """The pair of quanta is made in an S or in a P wave: beyond 1/m, e^-2mr over r^(5/2) or r^(7/2)."""
    mass = 3.0
    exchange: Any = OPERATORS[operator]
    exchange = replace(exchange, mass=mass)
    end = exchange.long_range(PROTON, PROTON)
    assert (end.power, end.threshold) == (at_threshold + 2, 2 * mass)
    found = exchange.potential(PROTON, PROTON, SECTOR)
    far = 1e8
    expected = math.log(abs(end.coefficient)) - end.power * math.log(far)
    assert found.log_abs(far) + 2 * mass * far == approx(expected, abs=1e-5)


def test_longitudinal_bosons_rule_below_their_compton_wavelength() -> None:
    """-15 c^2/(32 pi^3 m^4 r^7), twice a derivatively coupled real scalar of mass m over m^2."""
    mass, r = 0.01, 1e-3
    found = VectorPair(mass=mass, coupling=1.0).potential(NEUTRON, NEUTRON, SECTOR)(r)
    assert found == approx(-15 / (32 * math.pi**3 * mass**4 * r**7), rel=1e-9)
    scalar = ScalarDerivative(mass=mass, coupling=1 / mass**2, quanta="real").potential(NEUTRON, NEUTRON, SECTOR)(r)
    assert found == approx(scalar, rel=1e-9)


@pytest.mark.parametrize("mass", [0.0, 0.4])
def test_half_as_many_states_are_half_the_force(mass: float) -> None:
    whole_and_half: list[tuple[Any, dict[str, Any]]] = [
        (ScalarPair(mass=mass), {"quanta": "complex"}),
        (ScalarDerivative(mass=mass), {"quanta": "real"}),
        (FermionScalar(mass=mass), {"nature": "majorana"}),
        (FermionPseudoscalar(mass=mass), {"nature": "majorana"}),
        (FermionAxial(mass=mass), {"nature": "majorana"}),
    ]
    for whole, half in whole_and_half:
        one, other = (x.potential(NEUTRON, NEUTRON, SECTOR)(0.7) for x in (whole, replace(whole, **half)))
        assert other == approx(0.5 * one, rel=1e-15)


@pytest.mark.parametrize("operator", list(OPERATORS))
def test_antiparticles(operator: str) -> None:
    """A current's charge changes sign, a scalar density does not."""
    exchange = OPERATORS[operator]
    like, unlike, both = (
        float(exchange.potential(content(a), content(b), SECTOR)(1.0))
        for a, b in (("p", "e"), ("p", "e+"), ("pbar", "e+"))
    )
    sign = 1 if operator in SCALARS else -1
    assert unlike == sign * like
    assert both == like
    assert (like < 0) == (operator in SCALARS or operator.endswith("dipole"))  # p and e


def test_charges_count_particles() -> None:
    exchange = FermionVector(charges={"p": 2.0, "n": -1.0})
    plain = FermionVector(charges={"n": 1.0}).potential(NEUTRON, NEUTRON, SECTOR)(1.0)
    for source, charge in (("nucleus:He-4", 2), ("nucleus:H-3", 0), ("e", 0), ("pbar", -2), ("nbar", 1)):
        found = exchange.potential(content(source), NEUTRON, SECTOR)(1.0)
        assert found == approx(-charge * plain, rel=1e-14, abs=1e-300)
    twice = replace(exchange, coupling=2 * exchange.coupling).potential(PROTON, NEUTRON, SECTOR)(1.0)
    assert twice == approx(4 * exchange.potential(PROTON, NEUTRON, SECTOR)(1.0), rel=1e-14)


def test_dipoles_in_bohr_magnetons() -> None:
    """Q Q' (4 pi alpha)^2 kappa^2/(4 m_e^2)/(48 pi^3 r^3); neutral atoms feel nothing."""
    exchange = NeutrinoDipole(magnetic=3e-11, electric=4e-11)
    r = 2.0
    law = (4 * math.pi * float(ALPHA)) ** 2 * (5e-11) ** 2 / (4 * float(MASSES["e"]) ** 2) / (48 * math.pi**3 * r**3)
    assert exchange.potential(PROTON, PROTON, SECTOR)(r) == approx(law, rel=1e-14)
    assert exchange.potential(content("e"), content("nucleus:He-4"), SECTOR)(r) == approx(-2 * law, rel=1e-14)
    for neutral in ("n", "H-1", "W"):
        assert exchange.potential(content(neutral), PROTON, SECTOR)(r) == 0
        assert exchange.long_range(content(neutral), PROTON).sign == 0


def test_neutrinos_and_flavour_do_not_matter() -> None:
    for cls in PAIRS:
        if cls is not FermionTensor:
            exchange = cls()
            one = exchange.potential(PROTON, PROTON, SECTOR)(1.0)
            other = exchange.potential(PROTON, PROTON, Sector.normal_ordering(lightest=0.1), flavour="mu")(1.0)
            assert one == other


def test_tensor_coupling_acts_between_spins_only() -> None:
    exchange = FermionTensor()
    for call in (lambda: exchange.potential(NEUTRON, PROTON, SECTOR), lambda: exchange.long_range(NEUTRON, PROTON)):
        with pytest.raises(OutOfDomain, match=r"between spins only.*use structure 'spin-spin' or 'tensor'"):
            call()
    for structure in ("scalar", "parity-odd"):
        with pytest.raises(OutOfDomain, match=r"choose spin-spin, tensor|use structure 'spin-spin' or 'tensor'"):
            nf.interaction("n", "p", exchange=exchange, structure=structure)
    like, unlike = (
        nf.interaction("n", x, exchange=exchange, structure="tensor").terms["tensor"].along(1.0) for x in ("p", "pbar")
    )
    assert unlike == -like
    found = nf.interaction("n", "p", exchange=exchange, structure=("spin-spin", "tensor"))
    for name, coefficient in (("spin-spin", 1 / 6), ("tensor", -5 / 6)):
        end = found.terms[name]
        assert end.along(2.0) == approx(coefficient * exchange.coupling**2 / (math.pi**3 * 2.0**5), rel=1e-14)
        assert end.local_power(2.0) == approx(-5, rel=1e-14)


@pytest.mark.parametrize("cls", [cls for cls in PAIRS if cls is not NeutrinoDipole])
def test_bad_charges_and_couplings_are_refused(cls: Any) -> None:
    with pytest.raises(UnknownName, match=r"exchange\.charges.*'q'.*known: e, mu, tau, p, n"):
        cls(charges={"q": 1.0})
    with pytest.raises(UnknownName, match=r"exchange\.charges.*'e\+'"):
        cls(charges={"e+": 1.0})
    with pytest.raises(InputError, match=r"exchange\.charges\.n.*finite"):
        cls(charges={"n": math.nan})
    with pytest.raises(InputError, match=r"coupling.*finite"):
        cls(coupling=math.nan)


@pytest.mark.parametrize("cls", [cls for cls in PAIRS if cls is not PhotonPair])
@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_bad_masses_are_refused(cls: Any, bad: float) -> None:
    with pytest.raises(InputError, match="mass"):
        cls(mass=bad)


def test_more_bad_input() -> None:
    with pytest.raises(InputError, match=r"mass.*zero|mass.*positive|mass.*larger"):
        VectorPair(mass=0.0)
    for field in ("magnetic", "electric"):
        bad: dict[str, Any] = {field: math.inf}
        with pytest.raises(InputError, match=rf"exchange\.{field}.*finite number"):
            NeutrinoDipole(**bad)
    for table in ({"kind": "photon-pair", "mass": "1 eV"}, {"kind": "scalar-pair", "quanta": "quark"}):
        with pytest.raises(InputError, match="exchange"):
            nf.interaction("n", "n", exchange=table)
