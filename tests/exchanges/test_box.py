"""Two neutrinos through mediators in the s-channel: box and crossed graph."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import nuforce as nf
import nuforce.exchanges.box as module
from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.exchanges import exchanges
from nuforce.exchanges.box import SChannel, box_average, crossed_average
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.units import MeV, fm, um
from tests.tables import approx, relative, rows

SECTOR = Sector.massless()
TABLE = rows("s_channel.csv")
CASES = sorted({(row["m1"], row["mphi1"], row["m2"], row["mphi2"]) for row in TABLE})
WIDE = Accuracy(r_min=1e-2, r_max=1e10)
OPPOSITE, LIKE = ("e+", "n"), ("e", "n")


def masses(monkeypatch: pytest.MonkeyPatch, e: float = 1.0, n: float = 1.0) -> None:
    """Give the sources other masses."""
    monkeypatch.setattr(module, "MASSES", {"e": e, "n": n, "mu": 1.0, "tau": 1.0, "p": 1.0})


def potential(exchange: SChannel, pair: tuple[str, str], accuracy: Accuracy = WIDE) -> Any:
    return exchange.potential(content(pair[0]), content(pair[1]), SECTOR, accuracy=accuracy)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_against_independent_table(case: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Double integral over mass and angle; frequency integral (tests/reference/make_s_channel.py)."""
    m1, phi1, m2, phi2 = case
    masses(monkeypatch, float(m1), float(m2))
    gaps = [Decimal(phi) - Decimal(mass) for phi, mass in ((phi1, m1), (phi2, m2))]
    options: dict[str, Any] = {"splitting": float(gaps[0])}  # the difference of two floats would lose digits
    if gaps[0] != gaps[1]:
        options["masses"] = {"e": float(phi1), "n": float(phi2)}
    made = {}
    for topology, pair in (("box", OPPOSITE), ("crossed", LIKE)):
        for frame in ("symmetric", "static"):
            made[topology, frame] = potential(SChannel(frame=frame, **options), pair)
    for row in TABLE:
        if (row["m1"], row["mphi1"], row["m2"], row["mphi2"]) == case:
            found = made[row["topology"], row["frame"]](float(row["r"]))
            assert relative(float(found), float(row["value"])) < 2e-14, row


@pytest.mark.parametrize("pair", [OPPOSITE, LIKE])
@pytest.mark.parametrize("gaps", [(1e-3, 1e-3), (1e-3, 1e-3 * (1 + 1e-9)), (1e-3, 4e-3), (0.5, 1e-6)])
def test_static_frame_is_a_frequency_integral(
    pair: tuple[str, str], gaps: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A London pair: the exchange of two quanta between two-level systems."""
    masses(monkeypatch)
    exchange = SChannel(masses={"e": 1 + gaps[0], "n": 1 + gaps[1]}, splitting=1.0, frame="static")
    found = potential(exchange, pair)
    a = [exchange.opening(x) for x in ("e", "n")]
    d = [x / 2 for x in a]
    sign = -1 if pair == OPPOSITE else 1
    # y = 2 w r on a logarithmic grid: the trapezoid rule converges exponentially
    y = np.exp(np.arange(-60.0, 4.5, 0.05))
    for r in np.array([1e-2, 0.3, 2.0, 30.0]) / gaps[0]:
        w = y / (2 * r)
        levels = d[0] * d[1] / ((d[0] + 1j * w) * (d[1] + 1j * sign * w))
        integral = 0.05 * np.sum(y * (1 + y) * np.exp(-y) * levels.real)
        law = sign * integral / (256 * math.pi**3 * a[0] * a[1] * r**5)
        assert float(found(r)) == approx(law, rel=2e-13)


def test_regimes_of_a_deep_hierarchy(monkeypatch: pytest.MonkeyPatch) -> None:
    """1/r^5, then 1/r^4 and 1/r^2 for the box and 1/r^3 for the crossed graph, with their coefficients."""
    masses(monkeypatch)
    exchange = SChannel(splitting=1e-16)
    a = exchange.opening("n")
    wide = Accuracy(r_min=1.0, r_max=1e22)
    box, crossed = potential(exchange, OPPOSITE, wide), potential(exchange, LIKE, wide)
    for r, power, coefficient in (
        (1e20, 5, -1 / (128 * math.pi**3 * a**2)),
        (1e12, 4, -1 / (512 * math.pi**2 * a)),
        (1e4, 2, -1 / (512 * math.pi**2)),
    ):
        assert box.local_power(r) == approx(-power, abs=1e-3)
        assert float(box(r)) * r**power == approx(coefficient, rel=1e-3)
    for r, power, coefficient in (
        (1e20, 5, 1 / (128 * math.pi**3 * a**2)),
        (1e12, 3, 1 / (256 * math.pi**3)),
        (1e4, 3, 1 / (256 * math.pi**3)),
    ):
        assert crossed.local_power(r) == approx(-power, abs=3e-3)
        assert float(crossed(r)) * r**power == approx(coefficient, rel=3e-3)
    static = potential(SChannel(splitting=1e-16, frame="static"), OPPOSITE, wide)
    assert static.local_power(1e4) == approx(-4, abs=1e-3)
    crossovers = exchange.crossovers("n")
    # where the two laws on either side meet
    assert crossovers.contact == approx(4 / (math.pi * a), rel=1e-14)
    assert crossovers.frame == approx(a**-0.5, rel=1e-14)
    assert -5 < box.local_power(crossovers.contact) < -4
    assert -4 < box.local_power(crossovers.frame) < -2


def test_long_range_is_the_contact_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """-/+ y^4/(128 pi^3 a a' r^5): particle and antiparticle attract, particles repel, antiparticles too."""
    masses(monkeypatch, 1.0, 3.0)
    exchange = SChannel(splitting=0.5, coupling=0.3)
    law = 0.3**4 / (128 * math.pi**3 * exchange.opening("e") * exchange.opening("n"))
    for pair, sign in ((("e", "n"), 1), (("e+", "n"), -1), (("e", "nbar"), -1), (("e+", "nbar"), 1)):
        end = exchange.long_range(content(pair[0]), content(pair[1]))
        assert (end.power, end.threshold, end.sign) == (5.0, 0.0, sign)
        assert end.coefficient == approx(sign * law, rel=1e-14)


def angular(c1: float, c2: float, sign: int) -> float:
    """The average over angles as the integral it is; sign + for the box."""
    c = min(c1, c2)
    edges = np.linspace(0, math.asinh(1 / c), 21)
    x, weight = np.polynomial.legendre.leggauss(30)
    u = edges[:-1, None] + 0.5 * edges[1] * (1 + x)
    x = c * np.sinh(u)
    average = (1 - x * x) * (c1 * c2 + sign * x * x) / ((c1**2 + x * x) * (c2**2 + x * x))
    return float(np.sum(0.5 * edges[1] * weight * average * c * np.cosh(u)))


@pytest.mark.parametrize("c1", [1e-6, 0.3, 1.9, 2.1, 40.0, 1e5])
@pytest.mark.parametrize("ratio", [1.0, 1 + 1e-9, 1.3, 1.6, 2.5, 1e3])
def test_averages_are_integrals_over_the_angle(c1: float, ratio: float) -> None:
    for average, sign in ((box_average, 1), (crossed_average, -1)):
        # the integral of the crossed graph cancels by a factor of c
        assert float(average(c1, c1 * ratio)) == approx(angular(c1, c1 * ratio, sign), rel=1e-14 + 1e-15 / c1)


@pytest.mark.parametrize("average", [box_average, crossed_average])
@pytest.mark.parametrize("ratio", [1.0, 1.2, 5.0])
def test_both_sides_of_the_switch_between_series_and_closed_form(
    average: Any, ratio: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = np.linspace(1.9, 2.1, 9)
    values = []
    for switch in (1.5, 11.0):
        monkeypatch.setattr(module, "_SERIES", switch)
        values.append(average(c, ratio * c))
    np.testing.assert_allclose(values[0], values[1], rtol=1e-14)


def test_both_sides_of_the_switch_between_mean_and_quotient() -> None:
    """The mean of the slope, and the difference quotient, of unequal sources: the ratio where one takes over is 1.5."""
    for c in (0.01, 0.7, 1.6, 30.0):
        ratios = 1.5 * (1 + np.array([-1e-9, -1e-10, 1e-10, 1e-9]))
        values = crossed_average(np.full(4, c), c * ratios)
        slope = (values[-1] - values[0]) / (ratios[-1] - ratios[0])
        straight = values[0] + slope * (ratios - ratios[0])
        np.testing.assert_allclose(values, straight, rtol=4e-14)
        assert abs(slope) < 2 * values[0] + 1


def test_nearly_equal_masses_are_equal_masses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No difference quotient loses digits on the way."""
    masses(monkeypatch)
    r = np.geomspace(1.0, 1e4, 9)
    for pair in (LIKE, OPPOSITE):
        equal = potential(SChannel(splitting=0.01), pair)(r)
        for shift in (1e-12, 1e-9, 1e-6):
            near = SChannel(splitting=0.01, masses={"e": 1.01 * (1 + shift)})
            np.testing.assert_allclose(potential(near, pair)(r), equal, rtol=1e-14 + 110 * shift)


def test_couplings_and_charges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Y^2 at each source, and a factor for each species."""
    masses(monkeypatch)
    unit = float(potential(SChannel(splitting=0.01), LIKE)(2.0))
    assert potential(SChannel(splitting=0.01, coupling=0.1), LIKE)(2.0) == approx(1e-4 * unit, rel=1e-14)
    charged = SChannel(splitting=0.01, charges={"e": 2.0, "n": -3.0})
    assert potential(charged, LIKE)(2.0) == approx(36 * unit, rel=1e-14)
    assert potential(charged, ("e", "p"))(2.0) == 0
    assert charged.long_range(content("e"), content("p")).sign == 0


def test_matter_is_the_sum_over_its_particles() -> None:
    exchange = SChannel(splitting=1 * MeV)
    r = 10 * fm

    def one(a: str, b: str) -> float:
        return float(exchange.potential(content(a), content(b), SECTOR)(r))

    helium = one("nucleus:He-4", "e")
    assert helium == approx(2 * one("p", "e") + 2 * one("n", "e"), rel=1e-14)
    positronium = exchange.potential(content("e") + content("e+"), content("e"), SECTOR)(r)
    assert positronium == approx(one("e", "e") + one("e+", "e"), rel=1e-13)


def test_heavy_mediators_are_a_contact_interaction() -> None:
    """Where m_phi >> m the law 1/r^5 holds at every distance of a non-relativistic particle."""
    found = potential(SChannel(splitting=1e9 * MeV), ("p", "n"), Accuracy())
    assert found.local_power(1 * fm) == approx(-5, abs=1e-9)


def test_what_the_reader_must_know() -> None:
    exchange, static = SChannel(splitting=1 * MeV), SChannel(splitting=1 * MeV, frame="static")
    e, p, both = content("e"), content("p"), content("e") + content("e+")
    assert any("box" in x and "crossed" not in x for x in exchange.warnings(content("e+"), p, SECTOR))
    assert any("crossed" in x and "box" not in x for x in exchange.warnings(e, p, SECTOR))
    assert any("crossed" in x and "box" in x for x in exchange.warnings(both, p, SECTOR))
    massive = Sector.normal_ordering()
    far = 1.0 / massive.masses.max()
    assert any(x.startswith("massless-neutrinos") for x in exchange.validity(e, p, massive, far, far))
    assert exchange.validity(e, p, massive, 1e-3 * far, 1e-3 * far) == ()
    assert exchange.validity(e, p, SECTOR, far, far) == ()
    limit = exchange.crossovers("e").frame
    assert exchange.validity(e, p, SECTOR, 1.1 * limit) == ()
    assert exchange.validity(e, p, SECTOR, 0.9 * limit)[0].startswith("frame")
    assert static.validity(e, p, SECTOR, 0.9 * limit) == ()


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"splitting": 0.0}, OutOfDomain, r"exchange\.splitting.*m_phi > m"),
        ({"splitting": -1.0}, OutOfDomain, r"m_phi > m"),
        ({"masses": {"n": 9e8}}, OutOfDomain, r"mediator of n .*exchange\.masses\.n"),
        ({"masses": {"x": 1e9}}, UnknownName, r"exchange\.masses.*'x'.*known: e, mu, tau, p, n"),
        ({"masses": {"n": math.nan}}, InputError, r"masses.*nan.*finite"),
        ({"charges": {"e+": 1.0}}, UnknownName, r"exchange\.charges.*'e\+'"),
        ({"charges": {"n": math.inf}}, InputError, r"exchange\.charges\.n.*finite"),
        ({"coupling": math.nan}, InputError, r"exchange\.coupling.*finite"),
        ({"splitting": math.nan}, InputError, r"splitting"),
    ],
)
def test_bad_input_is_refused(options: dict[str, Any], error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        SChannel(**options)


def test_tables_and_structures() -> None:
    assert exchanges["s-channel"] == SChannel(splitting=1 * MeV)
    made = nf.interaction("n", "e", exchange={"kind": "s-channel", "splitting": "3 MeV", "masses": {"p": "2 GeV"}})
    assert made.exchanges == (SChannel(splitting=3 * MeV, masses={"p": 2e3 * MeV}),)
    assert made(1 * um) > 0
    with pytest.raises(OutOfDomain, match=r"no derived 'tensor' structure; choose scalar"):
        nf.interaction("n", "e", exchange="s-channel", structure="tensor")
    with pytest.raises(InputError, match="frame"):
        nf.interaction("n", "e", exchange={"kind": "s-channel", "frame": "moving"})
