"""A mediator's propagator with its neutrino self-energy to all orders."""

import cmath
import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges.mediators import TChannel
from nuforce.exchanges.resummed import Propagator, State
from nuforce.matter import content
from nuforce.sector import Sector
from tests.tables import approx, relative, rows

RANGE = Accuracy(r_min=1e-3, r_max=1e3)
NEUTRON, PROTON = content("n"), content("p")
TABLE = rows("all_order.csv")


def states(*masses: float, nature: Any = "dirac") -> Sector:
    return Sector(masses=np.array(masses), mixing=np.eye(len(masses), dtype=np.complex128), nature=nature)


def resummed(coupling: float, **options: Any) -> TChannel:
    return TChannel(**{"mass": 1.0, "resummed": True, "neutrino_coupling": coupling, **options})


def value(exchange: TChannel, sector: Sector, r: Any) -> Any:
    return exchange.potential(NEUTRON, NEUTRON, sector, accuracy=RANGE)(r)


@pytest.mark.parametrize("g", ["0.3", "1", "2"])
def test_against_independent_table(g: str) -> None:
    """Real axis through the resonance (tests/reference/make_all_order.py)."""
    for row in TABLE:
        if row["g_nu"] == g:
            nature = "dirac" if row["nature"] == "either" else row["nature"]
            found = value(resummed(float(g)), states(float(row["m"]), nature=nature), float(row["r"]))
            assert relative(float(found), float(row["value"])) < 1e-13, row


SECTORS = {
    "massless": states(0.0, 0.0, 0.0),
    "dirac": states(0.1, 0.2, 0.3),
    "majorana": states(0.1, 0.2, 0.3, nature="majorana"),
    "some above": states(0.0, 0.4, 0.8, nature="majorana"),
    "two equal": states(0.2, 0.2, 0.45),
    "all above": states(0.6, 0.7, 2.0),
    "out of order": states(0.7, 0.0, 0.3),
}


@pytest.mark.parametrize("name", list(SECTORS))
@pytest.mark.parametrize("g", [0.01, 0.3, 1.5])
def test_fourier_transform_is_the_propagator_at_spacelike_momentum(name: str, g: float) -> None:
    """4 pi sum w/(mu^2 + q^2) = 1/(M^2 + q^2 - Pi(-q^2)): every cut and every pole is there, once."""
    exchange = resummed(g)
    nodes = exchange.potential(NEUTRON, NEUTRON, SECTORS[name], accuracy=Accuracy(r_min=1e-12, r_max=1e6))
    propagator = exchange.propagator(SECTORS[name])
    for q2 in (1e-3, 0.5, 1.0, 30.0):
        exact = 1 / (1 + q2 - complex(propagator.self_energy(complex(-q2))))
        assert abs(exact.imag) < 1e-15
        found = 4 * math.pi * np.sum(nodes.weight / (nodes.mu**2 + q2)).real
        assert found == approx(exact.real, rel=4e-13)


@pytest.mark.parametrize(
    ("masses", "g"),
    [
        ((0.4999,), 1.0),
        ((0.4999,), 1.25),
        ((0.4999,), 1.5),
        ((0.499,), 2.2),
        ((0.1, 0.4999), 1.2),
        ((0.4998, 0.4999), 0.9),
    ],
)
def test_resonance_in_any_direction_from_its_threshold(masses: tuple[float, ...], g: float) -> None:
    """Along 45 degrees, too, where the spectral function is otherwise integrated."""
    exchange, sector = resummed(g), states(*masses)
    nodes = exchange.potential(NEUTRON, NEUTRON, sector, accuracy=Accuracy(r_min=1e-12, r_max=1e6))
    exact = 1 / (2 - complex(exchange.propagator(sector).self_energy(-1 + 0j)))
    assert 4 * math.pi * np.sum(nodes.weight / (nodes.mu**2 + 1)).real == approx(exact.real, rel=1e-13)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_self_energy(nature: Any) -> None:
    """On shell it vanishes with its slope; its absorptive part is that of the loop; it is the textbook integral."""
    g, mass = 0.7, 0.3
    propagator = Propagator(1.0, g, (State(mass, nature),))
    assert complex(propagator.self_energy(1.0 + 0j)).real == approx(0, abs=1e-18)
    h = 1e-4
    slope = (complex(propagator.self_energy(1 + h + 0j)) - complex(propagator.self_energy(1 - h + 0j))).real / (2 * h)
    assert abs(slope) < 1e-9

    def absorbed(t: float) -> float:
        beta = math.sqrt(1 - 4 * mass**2 / t)
        return g**2 * beta * (t - (1 if nature == "dirac" else 4) * mass**2) / (24 * math.pi)

    for t in (0.37, 1.0, 50.0):
        assert complex(propagator.self_energy(t + 0j)).imag == approx(absorbed(t), rel=1e-14)

    # Pi(-q2) = (q2 + M^2)^2/pi int dt Im Pi/((t - M^2)^2 (t + q2)); a mediator below the threshold: no pole inside
    light = Propagator(0.4, g, (State(mass, nature),))
    for q2 in (0.5, 20.0):

        def kernel(x: float, q2: float = q2) -> float:
            t = 1 / x
            return absorbed(t) * t * t / ((t - 0.16) ** 2 * (t + q2))

        integral = float(quad(kernel, 0, 1 / (4 * mass**2), epsabs=0, epsrel=4e-14, limit=200)[0])
        expected = (q2 + 0.16) ** 2 / math.pi * integral
        assert complex(light.self_energy(complex(-q2))).real == approx(expected, rel=1e-14)


def test_one_loop_and_tree_as_the_coupling_vanishes() -> None:
    """What is left is g_nu^4: a factor of 16 for half the coupling."""
    for sector in (states(0.0, 0.0, 0.0), states(0.1, 0.2, 0.6), states(0.1, 0.3, nature="majorana"), states(0.6)):
        for r in (0.1, 1.0, 5.0):
            rests = []
            for g in (0.1, 0.05):
                whole = float(value(resummed(g), sector, r))
                first = float(value(TChannel(mass=1.0, neutrino_coupling=g, tree=True), sector, r))
                rests.append(whole - first)
                assert abs(rests[-1]) < 0.003 * g**4 * abs(whole)
            # g_nu^6, and rounding
            assert rests[0] / rests[1] == approx(16, rel=0.01 + 1e-14 * abs(whole / rests[1]))


def test_no_coupling_is_the_tree() -> None:
    r = np.array([0.1, 1.0, 10.0])
    tree = np.exp(-r) / (4 * math.pi * r)
    np.testing.assert_allclose(value(resummed(1e-9), states(0.0), r), tree, rtol=1e-14)
    np.testing.assert_allclose(value(resummed(1e-9), states(0.6), r), tree, rtol=1e-14)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_finite_across_the_threshold(nature: Any) -> None:
    """One loop diverges as the mediator meets the threshold of a pair; all orders do not."""
    r, g = 2.0, 0.1
    gaps = [-1e-2, -1e-3, -1e-4, 1e-4, 1e-3, 1e-2]
    whole = [float(value(resummed(g), states(0.5 * (1 + gap), nature=nature), r)) for gap in gaps]
    tree = math.exp(-r) / (4 * math.pi * r)
    assert max(abs(v / tree - 1) for v in whole) < 0.02
    if nature == "dirac":  # made in an S wave
        loops = [
            abs(float(value(TChannel(mass=1.0, neutrino_coupling=g), states(0.5 * (1 + gap)), r))) for gap in gaps[3:]
        ]
        assert loops[0] > 5 * loops[2]


def test_order_of_the_states_does_not_matter() -> None:
    one, other = (value(resummed(1.0), states(*m), 1.0) for m in ((0.7, 0.0, 0.3), (0.0, 0.3, 0.7)))
    assert one == other


def test_equal_states_count_once_each() -> None:
    """Two equal states are one with sqrt2 the coupling."""
    one, other = value(resummed(0.8), states(0.2, 0.2), 1.0), value(resummed(0.8 * math.sqrt(2)), states(0.2), 1.0)
    assert one == approx(other, rel=1e-14)
    close = value(resummed(0.8), states(0.2, 0.2 + 1e-9), 1.0)
    assert close == approx(one, rel=1e-8)


def test_width_into_other_things() -> None:
    """A Breit-Wigner: the part of it that makes neutrinos, integrated on the real axis."""
    g, width, r = 0.5, 0.05, 1.5
    for sector in (states(0.0), states(0.2, nature="majorana")):
        exchange = resummed(g, width=width)
        propagator = exchange.propagator(sector)
        mass = float(sector.masses[0])

        def integrand(t: float, p: Propagator = propagator) -> float:
            energy = complex(p.self_energy(complex(t)))
            return energy.imag / abs(1 - t - energy - 1j * width) ** 2 * math.exp(-math.sqrt(t) * r)

        edges = (4 * mass**2, 0.8, 1.0, 1.2, 3.0, 400.0)
        parts = [
            quad(integrand, low, high, epsabs=0, epsrel=4e-14, limit=200)[0] for low, high in itertools.pairwise(edges)
        ]
        assert value(exchange, sector, r) == approx(math.fsum(parts) / (4 * math.pi**2 * r), rel=1e-14)
    narrow = value(resummed(g, width=1e-7), states(0.0), r)
    assert narrow == approx(value(resummed(g), states(0.0), r), rel=1e-4)


def test_resonance() -> None:
    """A zero of the inverse propagator on the second sheet, near M^2 + i M Gamma (conjugated)."""
    for g, sector in ((0.3, states(0.0)), (1.0, states(0.1, 0.3, nature="majorana"))):
        propagator = resummed(g).propagator(sector)
        count = len(propagator.states)
        t = propagator.resonance(count)
        assert abs(complex(propagator.second_sheet(t, count))) < 1e-14
        width = sum(
            g**2 / (24 * math.pi) * cmath.sqrt(1 - 4 * m * m).real * (1 - (4 * m * m if m else 0))
            for m in sector.masses
        )
        assert t == approx(1 + 1j * width, rel=5 * g**4 / (24 * math.pi))


def test_parity_odd_terms_are_those_of_the_same_propagator() -> None:
    exchange = resummed(1.0, axial_charges={"n": 0.4, "p": 0.9})
    pair = nf.interaction("n", "p", states(0.1), exchange=exchange, structure=("scalar", "parity-odd"))
    r = 1.3
    assert exchange.structures == ("scalar", "parity-odd")
    assert pair.terms["parity-odd-a"].along(r) == approx(-0.4 * pair(r), rel=1e-14)
    assert pair.terms["parity-odd-b"].along(r) == approx(0.9 * pair(r), rel=1e-14)
    slope = pair.scalar.slope(r)
    cross = -slope * (0.9 / (2 * NEUTRON.mass) + 0.4 / (2 * PROTON.mass))
    assert pair.terms["parity-odd-ab"].along(r) == approx(cross, rel=1e-14)


def test_charge_product_and_warning() -> None:
    exchange = resummed(1.0, charges={"n": 2.0, "p": -1.0})
    one = exchange.potential(NEUTRON, PROTON, states(0.1), accuracy=RANGE)(1.0)
    assert one == approx(-2 * float(value(resummed(1.0), states(0.1), 1.0)), rel=1e-14)
    assert any("all orders" in text for text in exchange.warnings(NEUTRON, PROTON, states(0.1)))
    assert not any("threshold" in text for text in exchange.warnings(NEUTRON, PROTON, states(0.49999)))


def test_long_range_is_the_lightest_pair_or_the_mediator() -> None:
    for sector, power, threshold in ((states(0.0), 5.0, 0.0), (states(0.1), 2.5, 0.2), (states(0.6), 1.0, 1.0)):
        end = resummed(0.5).long_range(NEUTRON, NEUTRON, sector)
        assert (end.power, end.threshold, end.sign) == (power, threshold, 1)


@pytest.mark.parametrize("mass", [0.5, 0.25])
def test_mediator_exactly_at_a_threshold_is_refused(mass: float) -> None:
    with pytest.raises(OutOfDomain, match=r"exactly the threshold of a pair.*move it by a little"):
        resummed(1.0, mass=2 * mass).potential(NEUTRON, NEUTRON, states(0.1, mass))


def test_width_of_a_mediator_without_resonance_is_refused() -> None:
    with pytest.raises(OutOfDomain, match=r"lighter than the threshold.*set the width to zero"):
        resummed(1.0, width=0.1).potential(NEUTRON, NEUTRON, states(0.6, 0.7))


@pytest.mark.parametrize(
    ("options", "request_", "match"),
    [
        ({"mediator": "scalar"}, {}, r"vector that couples to all neutrinos alike; set exchange\.resummed = false"),
        ({"neutrino_charges": {"e": 1.0}}, {}, r"couples to all neutrinos alike; set exchange\.resummed = false"),
        ({"scheme": "momentum"}, {}, r"on shell.*exchange\.scheme = 'on-shell'"),
        ({}, {"flavour": "e"}, r"all flavours together; use flavour 'all'"),
        ({"axial_charges": {"n": 1.0}}, {"structure": "spin-spin"}, r"all-order form.*exchange\.resummed = false"),
        ({"axial_charges": {"n": 1.0}}, {"structure": "tensor"}, r"all-order form.*exchange\.resummed = false"),
    ],
)
def test_what_is_not_derived_is_refused(options: dict[str, Any], request_: dict[str, Any], match: str) -> None:
    with pytest.raises(OutOfDomain, match=match):
        nf.interaction("n", "n", exchange=resummed(1.0, **options), **request_)


def test_bad_width_is_refused() -> None:
    with pytest.raises(OutOfDomain, match=r"exchange\.width.*negative"):
        resummed(1.0, width=-0.1)
    with pytest.raises(InputError, match=r"exchange\.width.*set exchange\.resummed = true"):
        TChannel(width=0.1)
    with pytest.raises(InputError, match="width"):
        resummed(1.0, width=math.nan)


def test_resonance_that_has_left_the_sector() -> None:
    """So strong a coupling that the resonance is nowhere near the axis: the spectrum alone is the propagator."""
    exchange, sector = resummed(2.5), states(0.4999)
    nodes = exchange.potential(NEUTRON, NEUTRON, sector, accuracy=Accuracy(r_min=1e-12, r_max=1e6))
    exact = 1 / (2 - complex(exchange.propagator(sector).self_energy(-1 + 0j)))
    assert 4 * math.pi * np.sum(nodes.weight / (nodes.mu**2 + 1)).real == approx(exact.real, rel=1e-10)
