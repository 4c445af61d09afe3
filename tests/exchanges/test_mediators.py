"""Two neutrinos through a mediator in the t-channel, one loop."""

import math
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import exp1, expi

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.constants import NUCLEON_AXIAL
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.exchanges import Contact, exchanges
from nuforce.exchanges.mediators import TChannel
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.units import MeV, eV, m, um
from tests.tables import approx, relative, rows

RANGE = Accuracy(r_min=1e-4, r_max=1e4)
NEUTRON, PROTON = content("n"), content("p")
MASSLESS = Sector.massless()
MASSIVE = Sector.normal_ordering(lightest=0.05)
MIXING = Sector.normal_ordering(alpha21=0.7).mixing
MEDIATORS: tuple[tuple[Literal["vector", "scalar"], int], ...] = (("vector", 1), ("scalar", -1))
SPINS = ("scalar", "spin-spin", "tensor", "parity-odd")
TABLE = rows("mediators.csv")


def one_state(mass: float, nature: Any = "dirac") -> Sector:
    return Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=np.complex128), nature=nature)


def loop(z: Any) -> Any:
    """J(z), not too far from 1."""
    return 0.25 * ((2 + z) * np.exp(z) * exp1(z) - (2 - z) * np.exp(-z) * expi(z) - 2)


@pytest.mark.parametrize("spin", ["vector", "scalar"])
@pytest.mark.parametrize("scheme", ["on-shell", "momentum"])
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_against_independent_table(spin: Any, scheme: Any, nature: str) -> None:
    """Real axis with the double pole subtracted (tests/reference/make_mediators.py); near a zero, relative to 1.3 r, r/1.3."""
    lines = [row for row in TABLE if (row["spin"], row["scheme"], row["nature"]) == (spin, scheme, nature)]
    assert len(lines) > 30
    for row in lines:
        exchange = TChannel(mediator=spin, scheme=scheme, mass=float(row["M"]))
        r, value = float(row["r"]), float(row["value"])
        potential = exchange.potential(NEUTRON, NEUTRON, one_state(float(row["m"]), nature), accuracy=RANGE)
        around = max(abs(value), *np.abs(potential(np.array([r / 1.3, r * 1.3]))))
        assert abs(float(potential(r)) - value) < (1e-14 if row["m"] == "0" else 5e-13) * around, row


def test_values_of_the_reference_scripts() -> None:
    """J, and loops of a massive neutrino."""
    potential = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, one_state(0.0), accuracy=RANGE)
    for z, value in ((0.1, 1.255168670332), (1, -0.2270331990664), (10, 9.840427661858e-4), (50, 9.757628211628e-7)):
        assert potential(z) * 48 * math.pi**3 * z == approx(value, rel=4e-13)
    for nature, big, small, r, value in (
        ("dirac", 1.0, 0.1, 1.0, -0.0001488892571257),
        ("majorana", 1.0, 0.1, 5.0, -1.494859515751e-7),
        ("dirac", 1.5, 1.0, 1.0, 3.640441706428e-5),
    ):
        found = TChannel(mass=big).potential(NEUTRON, NEUTRON, one_state(small, nature), accuracy=RANGE)(r)
        assert found == approx(value, rel=2e-13)


def test_logarithm_at_short_distance() -> None:
    """J -> ln(1/z) - gamma - 1/2: the coupling runs."""
    potential = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, one_state(0.0))
    for z in (1e-12, 1e-9, 1e-7, 1e-5, 1e-3):
        expected = math.log(1 / z) - np.euler_gamma - 0.5
        # next term: about z^2 ln z
        assert potential(z) * 48 * math.pi**3 * z == approx(expected, rel=1e-14 + 2 * z**2)


def test_signs_from_far_to_near() -> None:
    """Vectors repel, scalars attract; twice the other way round in between."""
    for spin, sign in MEDIATORS:
        exchange = TChannel(mass=1.0, mediator=spin)
        potential = exchange.potential(NEUTRON, NEUTRON, one_state(0.0), accuracy=RANGE)
        assert list(potential.sign(np.array([0.1, 1.0, 10.0, 100.0]))) == [sign, -sign, sign, sign]
        assert exchange.long_range(NEUTRON, NEUTRON, one_state(0.0)).sign == sign
        tree = replace(exchange, tree=True, neutrino_coupling=0.01)
        assert list(tree.potential(NEUTRON, NEUTRON, MASSLESS).sign(np.array([0.1, 1.0]))) == [sign, sign]


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_massless_scalar_is_three_times_the_vector(nature: Any) -> None:
    r = np.geomspace(0.01, 50.0, 9)
    vector, scalar = (
        TChannel(mass=1.0, mediator=spin).potential(NEUTRON, NEUTRON, one_state(0.0, nature), accuracy=RANGE)(r)
        for spin, _ in MEDIATORS
    )
    np.testing.assert_allclose(scalar, -3.0 * vector * (0.5 if nature == "majorana" else 1.0), rtol=1e-14)


def test_next_order_beyond_the_contact_interaction() -> None:
    """1 + 40/(M r)^2 + 2520/(M r)^4 for massless neutrinos."""
    sector = Sector.massless(fermi=1.0)
    contact = nf.interaction("n", "n", sector)
    for z in (300.0, 1e3, 3e3):
        # G_F^2/4 = g_nu^2 g^2/2M^4
        exchange = TChannel(mass=1.0, coupling=2**-0.5)
        ratio = float(nf.interaction("n", "n", sector, exchange=exchange)(z) / contact(z))
        assert (ratio - 1) * z**2 / 40 == approx(1 + 63 / z**2, rel=1e-14 * z**2 / 40 + 1e4 / z**4)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_heavy_mediator_is_the_contact_interaction(nature: Any) -> None:
    """All spin structures and massive neutrinos; next order 2 <t>/M^2 where the propagator is squared."""
    sector = Sector(masses=np.array([0.03, 0.05, 0.2]), mixing=MIXING, nature=nature, fermi=1.0)
    mass = 1e3
    exchange = TChannel(mass=mass, coupling=mass**2 * 2**-0.5, axial_charges={"n": float(NUCLEON_AXIAL), "p": 0.3})
    open_, closed = (nf.interaction("n", "n", sector, exchange=x, structure=SPINS) for x in (exchange, Contact()))
    for r in (0.5, 3.0, 40.0):
        for name, term in closed.terms.items():
            found = float(open_.terms[name].along(r))
            # <t> = (mu_0 + a/r)^2: 40/(M r)^2 twice over for massless pairs, 136/(M r)^2 between Majorana spins at r = 40
            assert relative(found, float(term.along(r))) < 140 / (mass * r) ** 2 + 2 / mass**2, name
        value, slope, curvature = closed.scalar.derivatives(r, 2)  # type: ignore[attr-defined]  # a central potential
        mean = (curvature + 2 * slope / r) / value
        for name in ("scalar", "parity-odd-a", "parity-odd-b"):
            more = float(open_.terms[name].along(r) / closed.terms[name].along(r)) - 1
            assert more == approx(2 * mean / mass**2, rel=1e-3 if r < 1 else 1e-4)


def test_momentum_scheme_adds_the_yukawa_term_that_empties_space() -> None:
    """K = 2 J + e^-z: the integral of the potential over space vanishes; on shell it is -1/24 pi^2 M^2."""
    state = one_state(0.0)
    for mass in (1.0, 3.0):
        on_shell, momentum = (TChannel(mass=mass, scheme=scheme) for scheme in ("on-shell", "momentum"))
        integral = on_shell.spectrum(NEUTRON, NEUTRON, state).volume_integral()
        assert integral == approx(-1 / (24 * math.pi**2 * mass**2), rel=1e-14)
        assert abs(momentum.spectrum(NEUTRON, NEUTRON, state).volume_integral()) < 1e-14 * abs(integral)
        for r in np.array([0.05, 1.0, 8.0]) / mass:
            one, other = (float(x.potential(NEUTRON, NEUTRON, state, accuracy=RANGE)(r)) for x in (on_shell, momentum))
            term = math.exp(-mass * r) / (96 * math.pi**3 * r)
            assert other - one == approx(term, rel=1e-14 * max(1, abs(one) / term))


@pytest.mark.parametrize("spin", ["vector", "scalar"])
@pytest.mark.parametrize("sector", [MASSIVE, one_state(0.4), one_state(0.7)], ids=["three", "below", "above"])
def test_volume_integral_of_the_momentum_scheme_by_quadrature(spin: Any, sector: Sector) -> None:
    exchange = TChannel(mass=1.0, scheme="momentum", mediator=spin)
    potential = exchange.potential(NEUTRON, NEUTRON, sector, accuracy=Accuracy(r_min=1e-9, r_max=1e4))

    def shell(u: float) -> float:
        r = math.exp(u)
        return float(potential(r)) * r**3

    parts = [quad(shell, low, high, epsabs=0, epsrel=2e-13, limit=200)[0] for low, high in ((-16, -1), (-1, 2), (2, 9))]
    assert abs(math.fsum(parts)) < 1e-9 * max(abs(part) for part in parts)


def test_tree() -> None:
    """g g' e^-Mr/4 pi r on top, spin structures and schemes included; it does not know of neutrinos."""
    r = 1.3
    for spin, sign in MEDIATORS:
        made = {
            tree: TChannel(mass=0.7, coupling=0.3, mediator=spin, tree=tree, scheme="momentum")
            for tree in (True, False)
        }
        more = [float(made[tree].potential(NEUTRON, PROTON, MASSIVE)(r)) for tree in (True, False)]
        assert more[0] - more[1] == approx(sign * 0.09 * math.exp(-0.7 * r) / (4 * math.pi * r), rel=1e-14)
    alone = TChannel(mass=0.7, tree=True, neutrino_coupling=0.0, axial_charges={"n": 0.4, "p": 0.9})
    x, y = 0.7 * r, math.exp(-0.7 * r) / (4 * math.pi * r)
    expected = {
        "scalar": y,
        "spin-spin": -2 / 3 * 0.36 * y,
        "tensor": 0.36 * y * (1 / x**2 + 1 / x + 1 / 3),
        "parity-odd-a": -0.4 * y,
        "parity-odd-b": 0.9 * y,
        "parity-odd-ab": y * (1 + x) / r * (0.9 / (2 * NEUTRON.mass) + 0.4 / (2 * PROTON.mass)),
    }
    for name, term in nf.interaction("n", "p", MASSIVE, exchange=alone, structure=SPINS).terms.items():
        assert term.along(r) == approx(expected[name], rel=1e-14), name


def test_charges_and_antiparticles() -> None:
    r = 0.4
    for spin, sign in MEDIATORS:
        exchange = TChannel(mass=1.0, mediator=spin, charges={"p": 2.0, "n": -1.0})
        unit = TChannel(mass=1.0, mediator=spin).potential(NEUTRON, NEUTRON, MASSLESS)(r)
        for a, b, charge in (
            ("p", "n", -2),
            ("p", "nbar", 2 * sign),
            ("pbar", "nbar", -2),
            ("e", "n", 0),
            ("He-4", "n", -2),
        ):
            found = exchange.potential(content(a), content(b), MASSLESS)(r)
            assert found == approx(charge * unit, rel=1e-14, abs=0), (a, b)


def test_couplings_enter_squared() -> None:
    r = 0.4
    unit = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, MASSLESS)(r)
    weak = TChannel(mass=1.0, coupling=1e-3, neutrino_coupling=1e-5).potential(NEUTRON, NEUTRON, MASSLESS)(r)
    assert weak == approx(1e-16 * unit, rel=1e-14)
    charged = TChannel(mass=1.0, neutrino_charges={"e": 3.0}).potential(NEUTRON, NEUTRON, MASSLESS)(r)
    assert charged == approx(3 * unit, rel=1e-14)


def test_universal_charges_do_not_see_the_mixing() -> None:
    r = 0.4
    exchange = TChannel(mass=1.0)
    turned = Sector(masses=MASSIVE.masses, mixing=np.eye(3, dtype=np.complex128))
    found = [exchange.potential(NEUTRON, NEUTRON, s, accuracy=RANGE)(r) for s in (MASSIVE, turned)]
    assert found[0] == found[1]
    states = [exchange.potential(NEUTRON, NEUTRON, one_state(m, "majorana"), accuracy=RANGE)(r) for m in MASSIVE.masses]
    assert found[0] == approx(math.fsum(states), rel=1e-14)


@pytest.mark.parametrize("charges", [{"mu": 1.0, "tau": -1.0}, {"e": 1.0, "mu": -1.0}, {"e": 2.0, "tau": 1.0}])
def test_flavour_charges_and_mixing(charges: dict[str, float]) -> None:
    """With equal masses of Dirac neutrinos the mixing drops out and sum q^2 counts; with unequal ones it does not."""
    r = 3.0
    exchange = TChannel(mass=1.0, neutrino_charges=charges)
    for mass in (0.0, 0.3):
        equal = Sector(masses=np.full(3, mass), mixing=MIXING, nature="dirac")
        one = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, one_state(mass), accuracy=RANGE)(r)
        count = sum(q * q for q in charges.values())
        assert exchange.potential(NEUTRON, NEUTRON, equal, accuracy=RANGE)(r) == approx(count * one, rel=1e-14)
    unequal = [
        exchange.potential(NEUTRON, NEUTRON, Sector(masses=np.array([0.0, 0.2, 0.4]), mixing=u), accuracy=RANGE)(r)
        for u in (MIXING, np.eye(3, dtype=np.complex128))
    ]
    assert relative(*unequal) > 1e-3
    turned = Sector(masses=np.array([0.0, 0.2, 0.4]), mixing=MIXING * np.exp(1j * np.array([0, 0.4, 1.0])))
    assert relative(exchange.potential(NEUTRON, NEUTRON, turned, accuracy=RANGE)(r), unequal[0]) > 1e-5


def test_flavours_add_up_without_mixing() -> None:
    r = 0.4
    sector = Sector(masses=np.array([0.0, 0.1, 0.3]), mixing=np.eye(3, dtype=np.complex128))
    exchange = TChannel(mass=1.0, neutrino_charges={"mu": 1.0, "tau": -1.0})
    parts = [float(exchange.potential(NEUTRON, NEUTRON, sector, flavour=f)(r)) for f in ("e", "mu", "tau")]
    assert parts[0] == 0
    assert math.fsum(parts) == approx(exchange.potential(NEUTRON, NEUTRON, sector)(r), rel=1e-14)


def test_a_sterile_state_has_no_charge_unless_given_one() -> None:
    r = 0.4
    for unmixed in (MASSLESS.with_sterile(0.2), MASSIVE.with_sterile(0.2)):
        bare = Sector(masses=unmixed.masses[:3], mixing=unmixed.mixing[:3, :3])
        found = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, unmixed, accuracy=RANGE)(r)
        plain = float(TChannel(mass=1.0).potential(NEUTRON, NEUTRON, bare, accuracy=RANGE)(r))
        assert found == approx(plain, rel=1e-14)
        charged = TChannel(mass=1.0, neutrino_charges={"e": 1, "mu": 1, "tau": 1, "s1": 1})
        state = TChannel(mass=1.0).potential(NEUTRON, NEUTRON, one_state(0.2, "majorana"), accuracy=RANGE)(r)
        more = float(charged.potential(NEUTRON, NEUTRON, unmixed, accuracy=RANGE)(r)) - plain
        assert more == approx(float(state), rel=1e-14)
    mixed = MASSLESS.with_sterile(0.2, theta14=0.3)
    assert relative(float(TChannel(mass=1.0).potential(NEUTRON, NEUTRON, mixed)(r)), plain) > 1e-3


def test_spectral_function_does_not_see_the_pole_below_threshold() -> None:
    """A mediator lighter than the pair: an ordinary integral, and continuous in the mass of the neutrino."""
    light = TChannel(mass=1.0)
    assert not light.spectrum(NEUTRON, NEUTRON, one_state(0.6)).resonant
    assert light.spectrum(NEUTRON, NEUTRON, one_state(0.4)).resonant

    def direct(mass: float, r: float) -> float:
        def integrand(theta: float) -> float:
            mu = 2 * mass * math.cosh(theta)
            t, beta = mu * mu, math.tanh(theta)
            jacobian = 2 * mu * 2 * mass * math.sinh(theta)
            return jacobian * beta * (t - mass**2) / (24 * math.pi) / (t - 1) ** 2 * math.exp(-mu * r)

        top = math.acosh(1 + 20 / (mass * r))
        whole, _ = quad(integrand, 0, top, epsabs=0, epsrel=2e-14, limit=400)
        return float(whole) / (4 * math.pi**2 * r)

    for mass in (0.51, 0.6, 2.0):
        for r in (2.0, 1e-3, 1e-9):  # far below every scale the pairs near threshold still count
            assert light.potential(NEUTRON, NEUTRON, one_state(mass))(r) == approx(direct(mass, r), rel=1e-14)


def test_what_the_reader_must_know() -> None:
    plain, tree = TChannel(mass=1.0), TChannel(mass=1.0, tree=True, scheme="momentum")
    assert any(
        "without the tree exchange" in text and "on-shell" in text for text in plain.warnings(NEUTRON, PROTON, MASSLESS)
    )
    assert any("the tree exchange is included" in text for text in tree.warnings(NEUTRON, PROTON, MASSLESS))
    near = one_state(0.4999)
    assert any("threshold" in text and "resummed" in text for text in plain.warnings(NEUTRON, PROTON, near))
    assert not any("threshold" in text for text in plain.warnings(NEUTRON, PROTON, MASSLESS))
    strong = TChannel(mass=1.0, neutrino_coupling=3.0)
    assert strong.validity(NEUTRON, PROTON, MASSLESS, 1e-6)[0].startswith("perturbation-theory")
    assert plain.validity(NEUTRON, PROTON, MASSLESS, 1e-6) == ()
    whole = replace(strong, resummed=True)
    ghost = whole.propagator(MASSLESS).ghost
    assert ghost == approx(math.exp(12 * math.pi**2 / 27), rel=1e-14)
    assert whole.validity(NEUTRON, PROTON, MASSLESS, 11 / ghost) == ()
    assert whole.validity(NEUTRON, PROTON, MASSLESS, 9 / ghost)[0].startswith("running-coupling")


def test_table_and_defaults() -> None:
    assert exchanges["t-channel"] == TChannel(mass=10 * MeV)
    made = nf.interaction("n", "p", exchange={"kind": "t-channel", "mass": "3 keV", "charges": {"n": 2}})
    assert made.exchanges == (TChannel(mass=3e3 * eV, charges={"n": 2.0}),)


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"coupling": math.nan}, InputError, r"exchange\.coupling.*finite"),
        ({"neutrino_coupling": math.inf}, InputError, r"exchange\.neutrino_coupling.*finite"),
        ({"charges": {"x": 1.0}}, UnknownName, r"exchange\.charges.*'x'.*known: e, mu, tau, p, n"),
        ({"charges": {"n": math.nan}}, InputError, r"exchange\.charges\.n.*finite"),
        ({"axial_charges": {"x": 1.0}}, UnknownName, r"exchange\.axial_charges.*'x'"),
        ({"neutrino_charges": {"mu": math.nan}}, InputError, r"exchange\.neutrino_charges\.mu.*finite"),
        ({"width": -1.0}, OutOfDomain, r"exchange\.width.*negative width.*give zero or a positive one"),
        ({"width": 0.1}, InputError, r"exchange\.width.*exchange\.resummed = true"),
        ({"mediator": "scalar", "axial_charges": {"n": 1.0}}, InputError, r"exchange\.axial_charges.*leave them out"),
        ({"mass": 0.0}, InputError, r"mass"),
        ({"mass": -1.0}, InputError, r"mass"),
    ],
)
def test_bad_input_is_refused(options: dict[str, Any], error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        TChannel(**options)


@pytest.mark.parametrize(
    ("exchange", "options", "error", "match"),
    [
        (TChannel(neutrino_charges={"x": 1.0}), {}, UnknownName, r"exchange\.neutrino_charges.*'x'.*known: e, mu, tau"),
        (
            TChannel(mediator="scalar", neutrino_charges={"e": 1.0}),
            {},
            OutOfDomain,
            r"scalar mediator.*same value.*mediator = 'vector'",
        ),
        (TChannel(mediator="scalar"), {"flavour": "e"}, OutOfDomain, r"scalar mediator.*flavour 'all'"),
        (TChannel(tree=True), {"flavour": "e"}, OutOfDomain, r"no neutrino flavour; use flavour 'all'"),
        (
            TChannel(mediator="scalar"),
            {"structure": "tensor"},
            OutOfDomain,
            r"no derived 'tensor' structure; choose scalar",
        ),
        (
            TChannel(axial_charges={"n": 1.0}),
            {"structure": "tensor", "flavour": "e"},
            OutOfDomain,
            r"all flavours together; use flavour 'all'",
        ),
        (TChannel(), {"background": "cosmic"}, OutOfDomain, r"contact.*part 'vacuum'"),
    ],
)
def test_what_is_not_derived_is_refused(exchange: TChannel, options: dict[str, Any], error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        nf.interaction("n", "p", MASSIVE, exchange=exchange, **options)


def test_micrometres_and_electronvolts() -> None:
    exchange = TChannel(mass=0.1 * eV, coupling=1e-10, neutrino_coupling=1e-3)
    pair = nf.interaction("n", "n", MASSLESS, exchange=exchange)
    r = 1 * um
    z = 0.1 * r
    assert pair(r) == approx(3 * 1e-26 * float(loop(z)) / (48 * math.pi**3 * r), rel=1e-14)


def test_massless_neutrinos_leave_two_thirds_between_spins() -> None:
    """L = T/t for a conserved current: spin-spin is -2/3 of the spin-independent force at every distance."""
    exchange = TChannel(axial_charges={"n": 1.0})
    pair = nf.interaction("n", "n", Sector.massless(), exchange=exchange, structure=["scalar", "spin-spin"])
    r = np.geomspace(1e-19, 1e-9, 41) * m
    np.testing.assert_allclose(pair.terms["spin-spin"].along(r), -2 / 3 * pair(r), rtol=1e-12)


@pytest.mark.parametrize(
    ("mass", "heavy", "expected"), [(1.0, 1e9, -1.854e-23), (1e-3, 1e9, -1.854e-32), (1e-12, 0.05, None)]
)
def test_momentum_scheme_of_neutrinos_far_heavier_than_the_mediator(
    mass: float, heavy: float, expected: float | None
) -> None:
    """Their loop is a contact term, -V~(0) delta, smeared to the Yukawa term -V~(0) M^2 e^{-Mr}/4 pi r."""
    sector = Sector(masses=np.array([heavy]), mixing=np.eye(1, dtype=np.complex128), nature="dirac")
    momentum = TChannel(mass=mass, scheme="momentum").spectrum(NEUTRON, NEUTRON, sector)
    loop = TChannel(mass=mass).spectrum(NEUTRON, NEUTRON, sector)
    ((_, weight),) = momentum.poles
    assert weight == approx(-loop.volume_integral() * mass**2 / (4 * math.pi), rel=1e-13)
    if expected is not None:
        assert complex(weight).real * math.exp(-1.0) * mass == approx(expected, rel=1e-3)


def test_fewer_flavours_than_states() -> None:
    """Three flavours of five massless states are three massless flavours."""
    rng = np.random.default_rng(1)
    q = np.linalg.qr(rng.normal(size=(5, 5)) + 1j * rng.normal(size=(5, 5)))[0][:3]
    five, three = Sector(masses=np.zeros(5), mixing=q), Sector.massless()
    for exchange in (TChannel(mass=1e6), TChannel(mass=1.0)):
        one, other = (nf.interaction("n", "n", sector, exchange=exchange)(1e3) for sector in (five, three))
        assert one == approx(other, rel=1e-12)
    with pytest.raises(OutOfDomain, match="alike"):
        nf.interaction("n", "n", five, exchange=TChannel(mass=1.0, resummed=True))
