"""Relic backgrounds past which the sources move."""

import dataclasses
import math
import tracemalloc
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import FermiDiracTotal, Relic, backgrounds
from nuforce.backgrounds.isotropic import background_blocks
from nuforce.backgrounds.unequal import unequal_blocks
from nuforce.backgrounds.wind import AbstractAxial, MassiveWind, MasslessWind, MovingPair
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import AbstractPotential, YukawaMixture
from nuforce.sector import Sector
from nuforce.testing import PotentialLaws
from nuforce.units import cm, m, mm, um
from tests.tables import approx, relative, rows

COSMIC = backgrounds["cosmic"]
assert isinstance(COSMIC, Relic)
T = COSMIC.temperature
BETA = 1.23357e-3
AXIS = (0.36, 0.48, 0.8)
KEYS = ("Horowitz:1993kw",)
UNIT = nf.Accuracy(r_min=1e-6, r_max=1e4)


def occupation(k: Any, xi: float) -> Any:
    z, f = np.exp(-k), math.exp(xi)
    return z * f / (1 + z * f) + z / f / (1 + z / f)


def at_rest(row: dict[str, str]) -> YukawaMixture:
    """The bath of a row of wind.csv without its motion."""
    mass, other, xi = (float(row[name]) for name in ("m", "other", "xi"))
    pole = complex(xi, math.pi)
    kind: Any = "massless" if mass == 0 else row["filling"]
    if mass == other and float(row["c"]) == float(row["n"]):
        blocks = background_blocks(
            kind, mass, lambda k: occupation(k, xi), strength=1.0, temperature=1.0, pole=pole, accuracy=UNIT
        )
    elif mass == other:  # C k/E + (C - N) m^2 k/E
        c, n = float(row["c"]), float(row["n"])
        shares: Any = (("majorana", n), ("both", c - n))
        blocks = tuple(
            block
            for how, strength in shares
            for block in background_blocks(
                how, mass, lambda k: occupation(k, xi), strength=strength, temperature=1.0, pole=pole, accuracy=UNIT
            )
        )
    else:
        blocks = unequal_blocks(
            kind,
            mass,
            other,
            lambda k: occupation(k, xi),
            c=float(row["c"]),
            n=float(row["n"]),
            fermi=1.0,
            temperature=1.0,
            pole=pole,
            accuracy=UNIT,
        )
    return YukawaMixture(blocks)


def moving(row: dict[str, str]) -> MassiveWind:
    pair = MovingPair(
        kind=row["filling"],  # type: ignore[arg-type]  # one of four words
        outer=float(row["m"]),
        inner=float(row["other"]),
        c=float(row["c"]),
        n=float(row["n"]),
        degeneracy=float(row["xi"]),
    )
    return MassiveWind(pairs=(pair,), temperature=1.0, speed=float(row["beta"]))


def massless(**changes: Any) -> MasslessWind:
    good: dict[str, Any] = {"strength": 1.0, "temperature": 1.0, "speed": 0.1}
    return MasslessWind(**{**good, **changes})


def label(row: dict[str, str]) -> str:
    return "-".join(row[name] for name in ("filling", "statistics", "m", "other", "beta", "xi", "r", "chi"))


# -- against the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for row in rows("wind.csv") if row["filling"] == "massless"], ids=label)
def test_massless_against_the_sum_over_modes(row: dict[str, str]) -> None:
    statistics: Any = "fermi-dirac" if row["statistics"] == "fd" else "maxwell-boltzmann"
    wind = massless(speed=float(row["beta"]), degeneracy=float(row["xi"]), statistics=statistics)
    r, chi = float(row["r"]), float(row["chi"])
    # the table has 12 digits
    assert relative(float(wind.along(r, chi)), float(row["V"])) < 2e-12
    # near a zero of V the value is a hundredth of its terms
    assert float(wind.error_estimate(r, chi)) < 1e-11 * abs(float(row["V"]))


@pytest.mark.parametrize("row", [row for row in rows("wind.csv") if row["filling"] != "massless"], ids=label)
def test_massive_against_the_sum_over_modes(row: dict[str, str]) -> None:
    r, chi = float(row["r"]), float(row["chi"])
    rest, wind = float(at_rest(row)(r)), float(moving(row).along(r, chi))
    # 1e-12 of the larger one is what the bath at rest is known to
    size = max(abs(rest), abs(wind), abs(float(row["V"])))
    assert abs(rest + wind - float(row["V"])) < 2e-12 * size
    assert float(moving(row).error_estimate(r, chi)) < 1e-10 * size
    assert abs(wind) > 1e-6 * abs(rest)  # so that the comparison is about the wind too


# -- massless: limits and identities --------------------------------------------------------------------------------------


@pytest.mark.parametrize("xi", [0.0, 1.3, 20.0])
def test_no_wind_is_the_isotropic_bath(xi: float) -> None:
    r = np.array([1e-5, 0.1, 0.29, 0.31, 1.0, 5.0, 20.0])
    total = FermiDiracTotal(strength=1.0, temperature=1.0, degeneracy=xi)
    still = massless(speed=0.0, degeneracy=xi, whole=True)
    # both round the exponent 2 pi r T and the phase 2 xi r T
    np.testing.assert_allclose(still.along(r, 0.7), total(r), rtol=4e-15 * (20 + xi * 20))


def test_vacuum_and_bath_make_the_total() -> None:
    r = np.array([0.01, 0.1, 0.3, 1.0, 3.0])
    vacuum = 1 / (4 * math.pi**3 * r**5)
    for beta in (1e-3, 0.1, 0.9, 0.99):
        for chi in (0.0, 0.8, 1.5):
            alone = massless(speed=beta).along(r, chi)
            total = massless(speed=beta, whole=True).along(r, chi)
            assert np.all(np.abs(total - vacuum - alone) < 1e-13 / (1 - beta) * np.maximum(vacuum, np.abs(alone)))


def test_quadrupole_that_nothing_screens() -> None:
    """At r >> 1/T the slopes of the flux towards and against the separation remain, at every speed."""

    def residue(beta: float, chi: float) -> float:
        """(1/r^3) int dk k/(2 pi)^3 [Lap n(k, x) + Lap n(k, -x)] by differences of T^2/(gamma (1 - beta mu))^2."""

        def flux(mu: float) -> float:  # int dk k N = pi^2 T^2/6 along mu
            return math.pi**2 / 6 * (1 - beta**2) / (1 - beta * mu) ** 2

        total = 0.0
        for c in (math.cos(chi), -math.cos(chi)):
            h = 1e-3
            first = (flux(c - 2 * h) - 8 * flux(c - h) + 8 * flux(c + h) - flux(c + 2 * h)) / (12 * h)
            second = (-flux(c - 2 * h) + 16 * flux(c - h) - 30 * flux(c) + 16 * flux(c + h) - flux(c + 2 * h)) / (
                12 * h * h
            )
            total += (1 - c * c) * second - 2 * c * first
        return total / (2 * math.pi) ** 3

    for beta in (0.1, 0.6):
        for chi in (0.0, 0.5, 1.5):
            wind = massless(speed=beta, whole=True)
            deviations = [relative(r**3 * float(wind.along(r, chi)), residue(beta, chi)) for r in (8.5, 25.0, 400.0)]
            # corrections fall as 1/r^2 (one per cent of 1/r^2 at beta = 0.1); differences: h^4 = 1e-12, rounding eps/h^2
            assert deviations[0] < {0.1: 1.5e-4, 0.6: 1e-1}[beta]
            assert deviations[1] < {0.1: 2e-5, 0.6: 1e-2}[beta]
            assert deviations[2] < {0.1: 1e-7, 0.6: 5e-5}[beta]


@pytest.mark.parametrize("beta", [1e-6, BETA])
def test_slow_wind_to_second_order(beta: float) -> None:
    """beta^2 (1 - 3 cos^2 chi) T^2/(4 pi r^3), without cancellation of lower orders."""
    for chi in (0.0, 0.5, 1.5):
        for r in (20.0, 1e3, 1e8):
            leading = beta**2 * (1 - 3 * math.cos(chi) ** 2) / (4 * math.pi * r**3)
            assert relative(float(massless(speed=beta, whole=True).along(r, chi)), leading) < 20 * beta**2 + 1e-13


def test_a_fast_wind_is_a_beam() -> None:
    """At beta -> 1 the bath arrives from one side: the force near by is that of its energy density, (1 + c^2)."""
    for beta in (0.9, 0.99):
        gamma2 = 1 / (1 - beta**2)
        r = 1e-8
        for chi in (0.0, 1.0, 1.5):
            energy = 7 * math.pi**2 / 120  # T^4, neutrinos and antineutrinos of one helicity each
            # energy density and pressure along x of the moving gas
            along = energy * (1 / 3 + gamma2 * beta**2 * math.cos(chi) ** 2 * 4 / 3)
            density = energy * (gamma2 * 4 / 3 - 1 / 3)
            expected = -(density + along) / (math.pi * r)
            assert relative(float(massless(speed=beta).along(r, chi)), expected) < 1e-9


def test_wind_and_its_opposite_are_the_same() -> None:
    x = np.random.default_rng(4).normal(size=(5, 3))
    for one in (massless(speed=0.7, direction=AXIS), moving_pair()):
        other = dataclasses.replace(one, direction=(-AXIS[0], -AXIS[1], -AXIS[2]))
        np.testing.assert_allclose(other.at(x), one.at(x), rtol=1e-13)


# -- massive: limits ------------------------------------------------------------------------------------------------------


def moving_pair(kind: Any = "produced", outer: float = 1.5, inner: float = 1.0, **changes: Any) -> MassiveWind:
    pair = MovingPair(kind=kind, outer=outer, inner=inner, c=1.0, n=0.5)
    good: dict[str, Any] = {"pairs": (pair,), "temperature": 1.0, "speed": 0.1, "direction": AXIS, "references": KEYS}
    return MassiveWind(**{**good, **changes})


@pytest.mark.parametrize("kind", ["both", "produced", "majorana"])
@pytest.mark.parametrize("beta", [1e-3, 0.1])
def test_light_neutrinos_are_massless_ones(kind: Any, beta: float) -> None:
    """The two routes, quadrature and closed form, meet at m -> 0."""
    pair = MovingPair(kind=kind, outer=1e-7, inner=1e-7, c=1.0, n=1.0)
    light = MassiveWind(pairs=(pair,), temperature=1.0, speed=beta)
    for r in (0.01, 0.5, 3.0):
        for chi in (0.4, 1.4):
            change = massless(speed=beta, whole=True).along(r, chi) - massless(speed=0.0, whole=True).along(r, chi)
            # the right-hand side is a difference of totals, the left-hand side is linear in m/T
            size = float(massless(speed=0.0, whole=True).along(r, chi))
            assert abs(float(light.along(r, chi)) - float(change)) < 1e-6 * abs(float(change)) + 1e-14 * size


def test_massive_residue() -> None:
    """At large r: (1/r^3) int dk/(2 pi)^3 W [Lap n(k, x) + Lap n(k, -x)], W = k^2/E for Majorana neutrinos, small beta.

    p^2 = k^2 - 2 beta E k mu + beta^2 (E^2 + k^2 mu^2), so that n_2 = (beta^2/3) [E^2 (f'' - f'/k) + k f'], and
    Lap P_2 = -6 P_2.  (For Dirac neutrinos the integral diverges at k -> 0: the cusp there is not perturbative.)
    """
    beta, mass = 1e-4, 3.0
    x, w = np.polynomial.legendre.leggauss(80)
    edges = np.geomspace(1e-8, 50.0, 60)
    half = 0.5 * np.diff(edges)[:, None]
    k = edges[:-1, None] + half * (1 + x)
    f = 2 / (np.exp(k) + 1)
    slope = -f * (1 - f / 2)
    bend = -slope * (1 - f)
    energy = np.hypot(k, mass)
    second = beta**2 / 3 * (energy**2 * (bend - slope / k) + k * slope)
    moment = float(np.sum(half * w * k * k / energy * second))
    pair = MovingPair(kind="majorana", outer=mass, inner=mass, c=1.0, n=1.0)
    wind = MassiveWind(pairs=(pair,), temperature=1.0, speed=beta)
    for r, chi in ((15.0, 0.3), (60.0, 1.5)):
        expected = -12 * (1.5 * math.cos(chi) ** 2 - 0.5) * moment / ((2 * math.pi) ** 3 * r**3)
        # corrections of relative order 1/(r T)^2
        assert relative(float(wind.along(r, chi)), expected) < 2 / r**2


def test_beyond_its_range_a_massive_wind_is_refused() -> None:
    wind = moving_pair()
    with pytest.raises(OutOfDomain, match="take a shorter distance"):
        wind.along(101.0)
    with pytest.raises(OutOfDomain, match="slower"):
        moving_pair(outer=5.0, inner=5.0, speed=0.95).along(0.1)


def test_error_of_a_massive_wind_is_that_of_its_parts() -> None:
    """A sum that nearly cancels has the error of its terms."""
    one = moving_pair("both", 1.5, 1.5)
    pairs = (*one.pairs, dataclasses.replace(one.pairs[0], c=-1.0, n=-0.5))
    nothing = dataclasses.replace(one, pairs=pairs)
    assert float(nothing.along(2.0, 0.3)) == 0.0
    assert float(nothing.error_estimate(2.0, 0.3)) == approx(2 * float(one.error_estimate(2.0, 0.3)), rel=1e-9)


# -- laws -----------------------------------------------------------------------------------------------------------------


class AxialLaws(PotentialLaws):
    scale = 0.5

    def turned(self, instance: AbstractPotential, rotation: Any) -> AbstractPotential:
        assert isinstance(instance, (MasslessWind, MassiveWind))
        x, y, z = (rotation @ instance.axis).tolist()
        return dataclasses.replace(instance, direction=(x, y, z))


@pytest.mark.parametrize(
    "options",
    [
        {"speed": 0.1},
        {"speed": 0.8, "whole": True, "degeneracy": 0.7},
        {"speed": BETA, "whole": True},
        {"speed": 0.3, "statistics": "maxwell-boltzmann"},
    ],
    ids=str,
)
class TestMasslessWind(AxialLaws):
    @pytest.fixture
    def instance(self, options: dict[str, Any]) -> MasslessWind:
        return massless(direction=AXIS, references=KEYS, **options)


class TestMassiveWind(AxialLaws):
    scale = 0.3

    @pytest.fixture
    def instance(self) -> MassiveWind:
        return moving_pair("produced", 1.0, 1.0, speed=0.05)

    def test_memory(self, instance: AbstractPotential) -> None:
        """Distances come one after the other, at some milliseconds each: a tenth of the number of the other suites."""
        used = []
        for count in (200, 1000):
            r = self.scale * np.random.default_rng(5).permutation(np.geomspace(0.3, 3.0, count))
            tracemalloc.start()
            try:
                instance.along(r)
                used.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        assert used[1] - used[0] < 800 * 512


@pytest.mark.parametrize(("kind", "inner"), [("both", 2.0), ("majorana", 1.0), ("produced", 2.0)])
def test_derivatives_of_unequal_pairs(kind: Any, inner: float) -> None:
    laws = TestMassiveWind()
    x = 0.7 * np.random.default_rng(3).normal(size=(4, 3))
    laws.test_gradient(moving_pair(kind, 1.5, inner), x)
    laws.test_hessian(moving_pair(kind, 1.5, inner), x)


# -- through the front door -----------------------------------------------------------------------------------------------


def windy(**changes: Any) -> Relic:
    assert isinstance(COSMIC, Relic)
    return dataclasses.replace(COSMIC, **{"wind": BETA, **changes})


def test_no_wind_changes_nothing() -> None:
    sector = Sector.normal_ordering(nature="dirac")
    r = np.array([0.1, 10.0, 1000.0]) * um
    for part in ("background", "total"):
        one, other = (nf.interaction("W", "e", sector, background=x, part=part) for x in (COSMIC, windy(wind=0.0)))
        assert type(one.scalar) is type(other.scalar)
        np.testing.assert_array_equal(one(r), other(r))


def test_wind_of_massless_neutrinos_through_the_front_door() -> None:
    """G_F, charges and temperature enter once; the total at 30 cm is the quadrupole, of the size of the vacuum force."""
    sector = Sector.massless()
    total = nf.interaction("n", "n", sector, background=windy())
    vacuum = nf.interaction("n", "n", sector)
    still = nf.interaction("n", "n", sector, background="cosmic")
    r = 30 * cm
    quadrupole = 0.75 * sector.fermi**2 * T**2 * BETA**2 / (4 * math.pi * r**3)
    for chi in (0.0, 1.0, math.pi / 2):
        # corrections of order beta^2, here up to 11 beta^2: at 1 rad the leading one is small
        assert relative(float(total(r, chi)), quadrupole * (1 - 3 * math.cos(chi) ** 2)) < 20 * BETA**2
    assert float(total(r, math.pi / 2)) / float(vacuum(r)) == approx((math.pi * BETA * T * r) ** 2, rel=1e-5)
    assert abs(float(still(r))) < 1e-300
    near = 10 * um
    assert relative(float(total(near, 0.5)), float(still(near))) < 1e-6
    assert any("quadrupole" in text for text in total.warnings)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_total_is_vacuum_plus_background_in_the_wind(nature: Any) -> None:
    sector = Sector.normal_ordering(nature=nature)
    relic = windy(wind=0.01, degeneracy=(0.3, 0.0, 0.0), clustering=(1.2, 1.0, 1.1))
    for r in (3 * um, 60 * um):
        vacuum, alone, total = (
            float(nf.interaction("W", "e", sector, background=relic, part=part)(r, 0.4))
            for part in ("vacuum", "background", "total")
        )
        assert abs(total - vacuum - alone) < 1e-11 * max(abs(vacuum), abs(alone))


def test_wind_of_slow_dirac_neutrinos() -> None:
    """For 0.05 eV at the speed of the Earth the tail 1/r^5 is buried under the quadrupole 1/r^3 within a millimetre or so."""
    sector = Sector(masses=np.array([0.05]), mixing=np.eye(1, dtype=complex), nature="dirac")
    moving_, still = (nf.interaction("n", "n", sector, background=x, part="background") for x in (windy(), "cosmic"))
    near, far = 1 * um, 10 * mm
    assert 0 < abs(float(moving_(near, 0.4)) / float(still(near)) - 1) < 1e-4
    assert abs(float(moving_(far, 0.4))) > 50 * abs(float(still(far)))
    value, error = moving_.resolved_with_error(far, 0.4)
    assert error < 1e-9 * abs(value)
    with pytest.raises(OutOfDomain, match="wind of massive"):
        moving_(1 * m, 0.4)


def test_quantities_of_a_wind() -> None:
    assert windy().quantities()["wind"] == (BETA, "1")
    assert "wind" not in COSMIC.quantities()
    assert not windy().directed


@pytest.mark.parametrize(
    "bad",
    [
        *({"temperature": x} for x in (0.0, -1.0, math.nan, math.inf)),
        *({"speed": x} for x in (-0.1, 1.0, math.nan, "fast")),
        *({"direction": x} for x in ((0.0, 0.0, 0.0), (math.inf, 0.0, 0.0), (1.0, 0.0))),
    ],
)
def test_bad_winds_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        massless(**bad)
    with pytest.raises(InputError):
        moving_pair(**bad)


@pytest.mark.parametrize(
    "bad",
    [{"strength": math.nan}, {"degeneracy": math.inf}, {"statistics": "maxwell-boltzmann", "whole": True}],
)
def test_bad_massless_winds_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        massless(**bad)


def test_a_bath_at_rest_is_no_massive_wind() -> None:
    with pytest.raises(InputError, match="at rest"):
        moving_pair(speed=0.0)


def test_an_angle_must_be_a_number() -> None:
    for one in (massless(), moving_pair()):
        assert isinstance(one, AbstractAxial)
        for evaluate in (one.along, one.slope, one.error_estimate):
            with pytest.raises(InputError, match="angle"):
                evaluate(1.0, math.nan)
