"""Spin structures of exchanges between currents."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.constants import NUCLEON_AXIAL
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges import AbstractExchange, Contact, Spectrum, ZTree
from nuforce.exchanges.currents import AbstractCurrents, Current, Function, pair_density
from nuforce.exchanges.mediators import TChannel
from nuforce.exchanges.pairs import FermionTensor
from nuforce.exchanges.resolved import Resolved
from nuforce.matter import Content, content
from nuforce.sector import Matrix, Nature, Sector
from nuforce.units import GeV, um
from tests.tables import approx, number, relative, rows

RANGE = Accuracy(r_min=1e-4, r_max=1e3)
FUNCTIONS: tuple[Function, ...] = ("T", "L", "S")
NATURES: tuple[Nature, ...] = ("dirac", "majorana")
SPINS = ("scalar", "spin-spin", "tensor", "parity-odd")
MASSIVE = Sector.normal_ordering(lightest=0.05)


class OnePair(Contact):
    """A single pair of states, with the charge x + i y for x electrons and y protons."""

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> Matrix:
        charge = np.zeros((2, 2), dtype=np.complex128)
        charge[0, 1] = source.numbers["e"] + 1j * source.numbers["p"]
        return charge


class OnePole(AbstractCurrents):
    """A boson of mass 0.7 with g_V electrons and g_A protons."""

    references = ("Feinberg:1989ps",)

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> float:
        return source.numbers["e" if kind == "vector" else "p"]

    def between(self, a: float, b: float, sector: Sector, function: Function = "T") -> Spectrum:
        return Spectrum(poles=((0.7, a * b),))


def test_spins_against_independent_table() -> None:
    """Euclidean position-space integral (tests/reference/make_spin_contact.py): C = 1, N = n between two charges."""
    for row in rows("spin_contact.csv"):
        n, nature = number(row["n"]), row["nature"]
        masses = np.array([float(row["m_i"]), float(row["m_j"])])
        sector = Sector(masses=masses, mixing=np.eye(2), nature=nature, fermi=1.0)  # type: ignore[arg-type]  # text
        a = Content(numbers={"e": 1.0, "p": 1.0}, mass=1.0)
        b = Content(numbers={"e": (1 + n) / 4, "p": (1 - n) / 4}, mass=1.0)  # counted twice, as ij and ji
        terms = {**OnePair().terms(a, b, sector, "spin-spin", accuracy=RANGE)}
        terms |= OnePair().terms(a, b, sector, "tensor", accuracy=RANGE)
        r = float(row["r"])
        spins, tensor = float(terms["spin-spin"](r)), float(terms["tensor"](r))
        assert relative(spins - tensor, float(row["ss"])) < 2e-14, row
        assert relative(3 * tensor, float(row["rr"])) < 2e-14, row


def test_parity_odd_terms_against_explicit_spinors() -> None:
    """Coefficients of 4x4 Dirac matrices (tests/reference/make_parity_odd.py) times F, F and F'."""
    r, mass = 1.3, 0.7
    f = math.exp(-mass * r) / r
    slope = -(mass + 1 / r) * f
    for row in rows("parity_odd.csv"):
        a, b = (
            Content(numbers={"e": float(row[f"gV{k}"]), "p": float(row[f"gA{k}"])}, mass=float(row[f"m{k}"]))
            for k in "12"
        )
        found = {name: float(term(r)) for name, term in OnePole().terms(a, b, MASSIVE, "parity-odd").items()}
        expected = {
            "parity-odd-a": float(row["sigma1_v"]) * f,
            "parity-odd-b": float(row["sigma2_v"]) * f,
            "parity-odd-ab": float(row["cross"]) * slope,
        }
        for name, value in expected.items():
            assert relative(found[name], value) < 1e-14, (row, name)


def test_longitudinal_and_transverse_parts_of_a_pair() -> None:
    """T, L of the closed forms; T and L of one state; S = T - t L/3."""
    for m_i, m_j in ((0.0, 0.0), (0.3, 0.3), (0.2, 1.1), (0.0, 0.7)):
        s = np.geomspace(1e-3, 30.0, 40)
        mu = m_i + m_j + s
        t, d = mu**2, m_i**2 - m_j**2
        size = (t - (m_i + m_j) ** 2) * (t - (m_i - m_j) ** 2)
        front = mu / (4 * math.pi**2)
        transverse = np.sqrt(size) * (2 * t**2 - t * (m_i**2 + m_j**2) - d**2) / (12 * math.pi * t**2)
        extra = 6 * m_i * m_j * t * np.sqrt(size) / (12 * math.pi * t**2)
        longitudinal = np.sqrt(size) / (2 * math.pi * t) * (0.5 * (1 - d**2 / t**2) - size / (6 * t**2))
        for n in (-1.0, 0.0, 0.4, 1.0):
            found = {}
            for function in FUNCTIONS:
                plus, minus = pair_density(s, m_i, m_j, function)
                found[function] = (0.5 * (1 + n) * plus + 0.5 * (1 - n) * minus) / front
            np.testing.assert_allclose(found["T"], transverse - n * extra, rtol=1e-12)
            np.testing.assert_allclose(found["L"], longitudinal, rtol=2e-13)
            assert np.all(np.abs(found["S"] - (found["T"] - t * found["L"] / 3)) <= 1e-13 * found["T"])


@pytest.mark.parametrize(("a", "b"), [("e", "e"), ("e", "mu"), ("n", "p")])
def test_tensor_force_is_the_same_for_both_natures(a: str, b: str) -> None:
    made = {}
    for nature in NATURES:
        sector = Sector.normal_ordering(lightest=0.05, nature=nature)
        made[nature] = nf.interaction(a, b, sector, structure=("spin-spin", "tensor"))
    for r in (0.1 * um, 3 * um, 30 * um):
        tensors = [float(made[nature].terms["tensor"].along(r)) for nature in ("dirac", "majorana")]
        assert relative(*tensors) < 1e-14
    spins = [float(made[nature].terms["spin-spin"].along(3 * um)) for nature in ("dirac", "majorana")]
    assert relative(*spins) > 1e-2


def test_majorana_phases_show_in_the_spin_spin_force_of_charged_leptons_only() -> None:
    r = 3 * um
    turned = Sector.normal_ordering(lightest=0.05, alpha21=1.3, alpha31=0.4)
    for a, b, seen in (("e", "e", True), ("e", "mu", True), ("e", "n", False), ("p", "n", False)):
        for structure in ("spin-spin", "tensor"):
            values = [
                float(nf.interaction(a, b, s, structure=structure).terms[structure].along(r)) for s in (MASSIVE, turned)
            ]
            if seen and structure == "spin-spin":
                assert relative(*values) > 1e-4
            else:
                assert relative(*values) < 1e-14


def test_law_of_massless_spins() -> None:
    """-g_A g_A' G_F^2/(8 pi^3 r^5) [3 s.s - 5 (s.r)(s.r)]."""
    sector = Sector.massless()
    r = np.geomspace(1e-6, 1e6, 7) * um
    law = 0.75 * float(NUCLEON_AXIAL) ** 2 * sector.fermi**2 / (8 * math.pi**3 * r**5)
    terms = nf.interaction("n", "n", sector, structure=("spin-spin", "tensor")).terms
    spins, tensor = terms["spin-spin"].along(r), terms["tensor"].along(r)
    np.testing.assert_allclose(spins, -(3 - 5 / 3) * law, rtol=1e-14)
    np.testing.assert_allclose(tensor, 5 / 3 * law, rtol=1e-14)
    np.testing.assert_allclose(terms["tensor"].local_power(r), -5, rtol=1e-14)


def test_energy_is_the_sum_of_the_operators() -> None:
    """Every operator written out, massless neutrinos, electron and neutron at given spins and velocity."""
    sector = Sector.massless()
    pair = nf.interaction("e", "n", sector, structure=SPINS)
    s2, g_a = sector.sin2_theta_w, float(NUCLEON_AXIAL)
    # per flavour (e, mu, tau)
    v1, a1 = np.array([0.5, -0.5, -0.5]) + 2 * s2, np.array([0.5, -0.5, -0.5])
    v2, a2 = np.full(3, -0.5), np.full(3, -g_a / 2)
    m1, m2 = content("e").mass, content("n").mass
    random = np.random.default_rng(5)
    for _ in range(4):
        x, s, t, v = random.normal(size=(4, 3))
        s, t, v = s / np.linalg.norm(s), 0.7 * t / np.linalg.norm(t), 0.01 * v
        x = 10**-3 * um * x
        r = np.linalg.norm(x)
        n = x / r
        f = sector.fermi**2 / (4 * math.pi**3 * r**5)
        vector = (v1 @ v2) * f
        axial = -(a1 @ a2) * f / 2 * (3 * (s @ t) - 5 * (s @ n) * (t @ n))
        moving = ((v1 @ a2) * (t @ v) - (a1 @ v2) * (s @ v)) * f
        crossed = 5 * f / r * (np.cross(s, t) @ n) * ((v1 @ a2) / (2 * m1) + (a1 @ v2) / (2 * m2))
        expected = vector + axial + moving + crossed
        size = abs(vector) + abs(axial) + abs(moving) + abs(crossed)
        assert abs(pair.energy(x, spin_a=s, spin_b=t, velocity=v) - expected) < 1e-14 * size
        assert pair.energy(x) == approx(vector, rel=1e-14)
        for parts in (("scalar", "spin-spin", "tensor"), ("scalar", "parity-odd")):
            some = nf.interaction("e", "n", sector, structure=parts).energy(x, spin_a=s, spin_b=t, velocity=v)
            rest = axial if "tensor" in parts else moving + crossed
            assert abs(some - vector - rest) < 1e-14 * size
    many = random.normal(size=(2, 5, 3)) * 1e-3 * um
    found = pair.energy(many, spin_a=s, spin_b=t, velocity=v)
    assert found.shape == (2, 5)
    assert found[1, 3] == approx(pair.energy(many[1, 3], spin_a=s, spin_b=t, velocity=v), rel=1e-14)


def test_energy_does_not_depend_on_which_source_is_called_a() -> None:
    there = nf.interaction("e", "n", MASSIVE, structure=SPINS)
    back = nf.interaction("n", "e", MASSIVE, structure=SPINS)
    x, s, t, v = (
        np.array([0.3, -0.5, 1.0]) * um,
        np.array([0.6, 0, 0.8]),
        np.array([0, 1.0, 0]),
        np.array([1e-3, 0, 2e-3]),
    )
    one = there.energy(x, spin_a=s, spin_b=t, velocity=v)
    assert back.energy(-x, spin_a=t, spin_b=s, velocity=-v) == approx(one, rel=1e-14)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"spin_a": [0, 0, 1.1]}, r"spin_a.*at most 1 long"),
        ({"spin_b": [0.8, 0.8, 0.0]}, r"spin_b.*at most 1 long"),
        ({"spin_a": [0, 1]}, r"spin_a.*three finite numbers"),
        ({"velocity": [0, 0, math.nan]}, r"velocity.*three finite numbers"),
        ({"velocity": 0.1}, r"velocity.*three finite numbers"),
    ],
)
def test_bad_spins_and_velocities_are_refused(options: dict[str, Any], match: str) -> None:
    pair = nf.interaction("e", "n", MASSIVE, structure=SPINS)
    with pytest.raises(InputError, match=match):
        pair.energy([0, 0, 1 * um], **options)


def test_antiparticles_have_the_opposite_vector_and_the_same_axial_charge() -> None:
    r = 2 * um
    for exchange in (Contact(), ZTree(mass=0.3), TChannel(mass=0.3, axial_charges={"e": 0.7, "n": -0.4})):
        signs = {"scalar": -1, "spin-spin": 1, "tensor": 1, "parity-odd-a": 1, "parity-odd-b": -1}
        for structure in SPINS:
            like, unlike = (exchange.terms(content(x), content("n"), MASSIVE, structure) for x in ("e", "e+"))
            for name in like:
                if name != "parity-odd-ab":  # its two parts have opposite signs
                    assert relative(float(unlike[name](r)), signs[name] * float(like[name](r))) < 1e-14


@pytest.mark.parametrize("pair", [("e", "n"), ("n", "p"), ("mu", "e")])
def test_one_boson_exchange(pair: tuple[str, str]) -> None:
    """-g_A g_A' [s.s - (s.grad)(s.grad)/M^2] Y, and the parity-odd terms of Y, with Y the potential of unit charges."""
    mass = 2.0
    sector = Sector.massless()
    a, b = (content(x) for x in pair)
    v1, v2 = (sector.neutral(x.numbers) for x in (a, b))
    a1, a2 = (sector.neutral(x.numbers, "axial") for x in (a, b))
    for r in (0.01, 1.0, 30.0):
        x = mass * r
        y = math.sqrt(2) * sector.fermi * mass**2 * math.exp(-x) / (4 * math.pi * r)
        slope = -y * (1 + x) / r
        expected = {
            "scalar": v1 * v2 * y,
            "spin-spin": -2 / 3 * a1 * a2 * y,
            "tensor": a1 * a2 * y * (1 / x**2 + 1 / x + 1 / 3),
            "parity-odd-a": -a1 * v2 * y,
            "parity-odd-b": v1 * a2 * y,
            "parity-odd-ab": -slope * (v1 * a2 / (2 * a.mass) + a1 * v2 / (2 * b.mass)),
        }
        for structure in SPINS:
            for name, term in ZTree(mass=mass).terms(a, b, sector, structure).items():
                assert relative(float(term(r)), expected[name]) < 1e-14, name


def test_one_heavy_boson_is_a_contact_interaction() -> None:
    """Integrated over space, sqrt2 G_F times the charges, spin-independent; 2/3 of it between spins."""
    sector = Sector.massless()
    for mass in (1.0, 91 * GeV):
        boson = ZTree(mass=mass)
        strength = math.sqrt(2) * sector.fermi * 0.3 * 0.2
        assert boson.between(0.3, 0.2, sector).volume_integral() == approx(strength, rel=1e-14)
        assert boson.between(0.3, 0.2, sector, "S").volume_integral() == approx(2 / 3 * strength, rel=1e-14)


@pytest.mark.parametrize("source", ["He-4", "nucleus:He-4", "W", "H-1", 2 * content("e"), 0.5 * content("n")])
@pytest.mark.parametrize(
    "exchange",
    [Contact(), ZTree(), TChannel(axial_charges={"e": 1.0}), Resolved(), FermionTensor()],
    ids=lambda x: type(x).__name__,
)
def test_spins_belong_to_single_particles(exchange: AbstractExchange, source: Any) -> None:
    for structure in set(exchange.structures) & {"spin-spin", "tensor"}:
        for a, b in (("e", source), (source, "n")):
            with pytest.raises(OutOfDomain, match=r"not a single particle.*take the particle that carries the spin"):
                nf.interaction(a, b, MASSIVE, exchange=exchange, structure=structure)
    if "parity-odd" in exchange.structures:
        with pytest.raises(OutOfDomain, match=r"not a single particle"):
            nf.interaction(source, source, MASSIVE, exchange=exchange, structure="parity-odd")


@pytest.mark.parametrize(
    "exchange", [Contact(), ZTree(mass=0.3), TChannel(mass=0.3, axial_charges={"e": 1.0})], ids=lambda x: x.kind
)
def test_one_spin_in_unpolarised_matter(exchange: Any) -> None:
    """The axial charge of the particle with the vector charge of the matter: the sum over its particles."""
    r = 1e-4 * um
    for a, b, name in (("e", "He-4", "parity-odd-a"), ("He-4", "e", "parity-odd-b")):
        found = nf.interaction(a, b, MASSIVE, exchange=exchange, structure="parity-odd").terms
        assert tuple(found) == (name,)
        parts = []
        for species, count in content("He-4").numbers.items():
            pair = (a, species) if name == "parity-odd-a" else (species, b)
            term = nf.interaction(pair[0], pair[1], MASSIVE, exchange=exchange, structure="parity-odd").terms[name]
            parts.append(count * float(term.along(r)))
        assert abs(float(found[name].along(r)) - math.fsum(parts)) < 1e-14 * max(map(abs, parts))


def test_massive_relic_neutrinos_have_no_spin_structures() -> None:
    with pytest.raises(OutOfDomain, match="massless"):
        nf.interaction("e", "n", background="cosmic", structure=("scalar", "tensor"))
    vacuum = nf.interaction("e", "n", MASSIVE, background="cosmic", structure="tensor", part="vacuum")
    plain = nf.interaction("e", "n", MASSIVE, structure="tensor")
    assert vacuum.terms["tensor"].along(1 * um) == plain.terms["tensor"].along(1 * um)


def test_interactions_add_term_by_term() -> None:
    one = nf.interaction("e", "n", MASSIVE, structure=("scalar", "tensor"))
    other = nf.interaction("e", "n", MASSIVE, exchange="z-tree", structure=("tensor", "parity-odd"))
    both = one + 2.0 * other
    r = 0.1 * um
    assert set(both.terms) == {"scalar", "tensor", "parity-odd-a", "parity-odd-b", "parity-odd-ab"}
    assert both.terms["tensor"].along(r) == one.terms["tensor"].along(r) + 2 * other.terms["tensor"].along(r)
    assert both.log10_abs(r, term="tensor") == approx(math.log10(abs(both.terms["tensor"].along(r))), rel=1e-14)
    assert both.resolved(r, term="tensor") == both.terms["tensor"].along(r)
    assert both.error_estimate(r, term="tensor") < 4e-13 * abs(both.terms["tensor"].along(r))
