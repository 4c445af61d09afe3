"""Single occupied modes: masses, helicities, mixing; shells of modes."""

import functools
import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nuforce as nf
from nuforce.backgrounds import Beam, Component
from nuforce.backgrounds.modes import Shell, SingleMode
from nuforce.catalogue import build
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.potentials import AbstractPotential
from nuforce.potentials.modes import (
    Mode,
    ModeMixture,
    Multipoles,
    State,
    amplitudes,
    cap_multipoles,
    multipole_kernel,
)
from nuforce.potentials.spectra import Line
from nuforce.sector import Nature, Sector
from nuforce.testing import ArrayLaws, BackgroundLaws, PotentialLaws
from nuforce.units import MeV, cm, eV, um
from tests.tables import approx, rows

KEYS = ("Ghosh:2022nzo", "Horowitz:1993kw")
AXIS = np.array([0.36, 0.48, 0.8])
MASSIVE: tuple[State, ...] = ("produced", "flipped", "unpolarised", "majorana")
STATES: tuple[State, ...] = ("massless", *MASSIVE)

logs = functools.partial(st.floats, allow_nan=False, allow_infinity=False)


def one(state: State, k: float = 1.0, mass: float = 0.0, **more: Any) -> ModeMixture:
    return ModeMixture((Mode(direction=AXIS, momentum=k, mass=mass, state=state, **more),), KEYS)


def around(cosines: Any) -> Any:
    """Unit vectors under given angles to the axis, shape (n, 3)."""
    across = np.array([0.8, -0.6, 0.0])
    return cosines[:, None] * AXIS + np.sqrt(1 - cosines**2)[:, None] * across


def mode_of(row: dict[str, str]) -> Mode:
    a, b = (complex(float(row[f"{s}_re"]), float(row[f"{s}_im"])) for s in ("a", "b"))
    majorana = row["state"].startswith("majorana")
    sign = -1.0 if row["antineutrino"] == "1" or row["state"] == "majorana-plus" else 1.0
    state: Any = "majorana" if majorana else row["state"]
    return Mode(
        direction=np.array([0.0, 0.0, 1.0]),
        momentum=float(row["k_eV"]),
        mass=float(row["m_i_eV"]),
        state=state,
        weight=(a * b.conjugate()).real,
        other=float(row["m_j_eV"]),
        opposite=(a * b).real if majorana else None,
        odd=sign * (a * b.conjugate()).imag,
    )


# -- the reference table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [*MASSIVE, "majorana-plus"])
def test_explicit_spinors(state: str) -> None:
    """4x4 Dirac matrices: masses up to 10^4 momenta, k r from 1e-6 to 1e12, unequal masses, complex charges."""
    count = 0
    for row in rows("modes.csv"):
        if row["state"] != state:
            continue
        mode = mode_of(row)
        potential = ModeMixture((mode,))
        r, angle, k, expected = (float(row[name]) for name in ("r_inv_eV", "angle_rad", "k_eV", "V_eV"))
        value, error = float(potential.along(r, angle)), float(potential.error_estimate(r, angle))
        assert abs(value - expected) <= error, row
        # what the estimate is: eps of the sizes of the waves, times their phases, which are at most 2kr and (q - k)r
        a, b = (abs(x) for x in mode.strengths)
        q = math.sqrt(abs(k * k + mode.excess))
        size = (a + b * max(k, q) + abs(mode.odd) * b / r) / (math.pi * r)
        assert error <= 1e-14 * max(1.0, 2 * k * r, q * r) * size, row
        count += 1
    assert count > 100


def test_vectors_and_angles() -> None:
    """At a vector the value is that at its distance and angle, wherever the rounding of its components allows."""
    for row in rows("modes.csv")[::7]:
        r, angle, k = float(row["r_inv_eV"]), float(row["angle_rad"]), float(row["k_eV"])
        if k * r > 2000 or float(row["m_i_eV"]) > 100:
            continue
        potential = ModeMixture((mode_of(row),))
        x = r * np.array([math.sin(angle), 0.0, math.cos(angle)])
        # three components, each rounded, beside the two inputs of the estimate
        assert abs(potential.at(x) - potential.along(r, angle)) <= 4 * potential.error_estimate(r, angle)


# -- laws ---------------------------------------------------------------------------------------------------------------


def _turned(instance: Any, rotation: Any) -> AbstractPotential:
    if isinstance(instance, ModeMixture):
        return replace(instance, modes=tuple(replace(m, direction=rotation @ m.direction) for m in instance.modes))
    assert isinstance(instance, Multipoles)
    return replace(instance, axis=rotation @ instance.axis)


class Turning(PotentialLaws):
    def turned(self, instance: AbstractPotential, rotation: Any) -> AbstractPotential:
        return _turned(instance, rotation)


@pytest.mark.parametrize(
    "modes",
    [
        *({"state": state, "mass": 1.7, "momentum": 1.3} for state in MASSIVE),
        {"state": "massless", "momentum": 1.3},
        {"state": "majorana", "mass": 1.7, "momentum": 1.3, "other": 0.4, "opposite": -0.3},
        {"state": "produced", "mass": 0.2, "momentum": 1.3, "other": 1.9},
    ],
    ids=lambda options: "-".join(str(x) for x in options.values()),
)
class TestModeMixture(Turning, ArrayLaws):
    @pytest.fixture
    def instance(self, modes: dict[str, Any]) -> ModeMixture:
        second = {**modes, "momentum": 0.6, "weight": 0.4}
        return ModeMixture((Mode(direction=AXIS, **modes), Mode(direction=AXIS, **second)), KEYS)


class TestShell(Turning):
    @pytest.fixture
    def instance(self) -> Multipoles:
        mode = Mode(direction=AXIS, momentum=1.3, weight=2.0, mass=0.4, state="produced")
        return Multipoles.shell(mode, cap_multipoles(0.9, 12), KEYS)


class TestEvanescentShell(Turning):
    @pytest.fixture
    def instance(self) -> Multipoles:
        mode = Mode(direction=AXIS, momentum=1.3, mass=0.4, state="majorana", other=1.9, opposite=-0.2)
        return Multipoles.shell(mode, {0: 1.0, 2: -0.4, 4: 0.3}, KEYS)


class TestSpectrum(Turning):
    @pytest.fixture
    def instance(self) -> Multipoles:
        return Multipoles.spectrum(
            AXIS,
            {0: lambda k: np.exp(-k), 2: lambda k: 0.3 * np.exp(-k)},
            (0.0, 1.0, 5.0, 20.0, 40.0),
            strength=1.0,
            r_max=10.0,
            mass=0.7,
            state="unpolarised",
            references=KEYS,
        )

    def test_decay(self, instance: AbstractPotential) -> None:
        """Made for distances up to 10 only."""
        assert abs(float(instance.along(10.0))) < 0.01 * abs(float(instance.along(1.0)))


def single(**changes: Any) -> SingleMode:
    good: dict[str, Any] = {
        "name": "test",
        "title": "a mode",
        "references": (),
        "momentum": 0.1 * eV,
        "density": 56 / cm**3,
        "populations": (0.5, 0.3, 0.2),
    }
    return SingleMode(**{**good, **changes})


class TestSingleMode(BackgroundLaws):
    @pytest.fixture
    def instance(self) -> SingleMode:
        return single(references=KEYS)


def a_shell(**changes: Any) -> Shell:
    good: dict[str, Any] = {
        "name": "test",
        "title": "a shell",
        "references": (),
        "momentum": 0.1 * eV,
        "density": 56 / cm**3,
        "populations": (0.5, 0.3, 0.2),
        "multipoles": {1: 0.3, 2: -0.4},
    }
    return Shell(**{**good, **changes})


class TestShells(BackgroundLaws):
    @pytest.fixture
    def instance(self) -> Shell:
        return a_shell(references=KEYS)


# -- pillar one: averages over directions are the isotropic formulas --------------------------------------------------


def isotropic(state: State, k: float, mass: float, r: float) -> float:
    """Average of b by hand, per neutrino: (sin 2x - 2x cos 2x)/(2x^3) and sin(2x)/(2x)."""
    x, energy = k * r, math.hypot(k, mass)
    both, alone = (math.sin(2 * x) - 2 * x * math.cos(2 * x)) / (2 * x**3), math.sin(2 * x) / (2 * x)
    s = both - alone  # <S>
    return {
        "massless": k * both,
        "produced": (energy + k) / (2 * energy) * (energy * alone + k * s),
        "flipped": mass**2 / (energy + k) / (2 * energy) * (energy * alone - k * s),  # E - k, precisely
        "unpolarised": 0.5 * (energy * alone + k**2 / energy * s),
        "majorana": k**2 / energy * both,
    }[state]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(state=st.sampled_from(STATES), x=logs(0.03, 60.0), ratio=logs(1e-3, 20.0))
def test_average_over_directions(state: Any, x: float, ratio: float) -> None:
    mass = 0.0 if state == "massless" else ratio
    nodes, weights = np.polynomial.legendre.leggauss(120)  # the phase is at most 120
    potential = one(state, 1.0, mass)
    mean = 0.5 * float(potential.at(x * around(nodes)) @ weights)
    a, b = amplitudes(state, 1.0, math.hypot(1.0, mass), mass)
    size = (a + abs(b)) * (1 + 1 / x**2)  # of what cancels in the formula by hand
    assert abs(-math.pi * x * mean - isotropic(state, 1.0, mass, x)) < 1e-13 * size
    assert abs(multipole_kernel(0, state, 1.0, mass, x) - isotropic(state, 1.0, mass, x)) < 1e-14 * size


@pytest.mark.parametrize("state", STATES)
def test_monopole_at_short_distance(state: State) -> None:
    """K_0 -> A + Bk/3 where the closed formula has lost all digits: its next term is of order x^2 = 1e-16."""
    mass = 0.0 if state == "massless" else 2.0
    a, b = amplitudes(state, 3.0, math.hypot(3.0, mass), mass)
    assert multipole_kernel(0, state, 3.0, mass, 1e-8 / 3) == approx(a + 3.0 * b / 3, rel=1e-14)
    assert multipole_kernel(2, state, 3.0, mass, 1e-8 / 3) == approx(2 * 3.0 * b / 15, rel=1e-14)


# -- pillar two: limits in the mass -----------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, derandomize=True)
@given(x=logs(1e-3, 100.0), angle=logs(0.0, math.pi), mass=st.sampled_from([0.0, 1e-9]))
def test_massless_limits(x: float, angle: float, mass: float) -> None:
    """All of them act as left-handed ones, Dirac neutrinos of the other helicity as sterile ones, half and half by halves."""
    expected = float(one("massless").along(x, angle))
    error = 10 * float(one("massless").error_estimate(x, angle)) + 1e-17 * abs(expected)
    shares: dict[State, float] = {"produced": 1.0, "majorana": 1.0, "unpolarised": 0.5, "flipped": 0.0}
    for state, share in shares.items():
        potential = one(state, 1.0, mass)
        assert abs(float(potential.along(x, angle)) - share * expected) <= error


@settings(max_examples=40, deadline=None, derandomize=True)
@given(x=logs(1e-3, 100.0), angle=logs(0.0, math.pi), ratio=logs(1e-3, 1e4))
def test_helicities_add_up(x: float, angle: float, ratio: float) -> None:
    """The two helicities of a Dirac neutrino make twice an unpolarised one."""
    produced, flipped, mean = (one(s, 1.0, ratio) for s in MASSIVE[:3])
    total = float(produced.along(x, angle)) + float(flipped.along(x, angle))
    errors = sum(float(p.error_estimate(x, angle)) for p in (produced, flipped, mean))
    assert abs(total - 2 * float(mean.along(x, angle))) <= 2 * errors


def test_slow_neutrinos() -> None:
    """Dirac ones act with b = m/2, Majorana ones with k^2/m times (1 + cos^2), at k r << 1."""
    mass, k, r = 50.0, 1e-3, 1e-2
    slow = k / mass
    for state in MASSIVE[:3]:
        potential = one(state, k, mass)
        assert -math.pi * r * potential.along(r, 0.7) == approx(mass / 2, rel=2 * slow)
    expected = k**2 / mass * (1 + math.cos(0.7) ** 2)
    assert -math.pi * r * one("majorana", k, mass).along(r, 0.7) == approx(expected, rel=1e-9)  # (k r)^2 = 1e-10


@pytest.mark.parametrize("state", MASSIVE)
def test_equal_masses_are_a_limit_of_unequal_ones(state: State) -> None:
    """From both sides, linear in the difference; kr (q - k)/k = 1e-9 here."""
    equal = one(state, 1.0, 2.0).along(3.0, 0.4)
    for other in (2.0 - 1e-9, 2.0 + 1e-9):
        assert one(state, 1.0, 2.0, other=other).along(3.0, 0.4) == approx(float(equal), rel=2e-8)


def test_threshold_is_passed_smoothly() -> None:
    """An intermediate neutrino of rest energy E has q = 0: cos(qr) = 1, on both sides up to (q r)^2/2 or kappa r."""
    energy, r, angle = math.hypot(1.0, 0.5), 2.0, 0.3
    u = r * math.cos(angle)
    share = (energy + 1.0) / (2 * energy)
    expected = -share / (math.pi * r) * (energy * math.cos(u) + math.cos(angle) * math.sin(u) / r)
    at, below, above = (
        one("produced", 1.0, 0.5, other=energy * f).along(r, angle) for f in (1.0, 1 - 1e-12, 1 + 1e-12)
    )
    # q^2 = 2e-12 E^2 and rounding of 1e-16, which at the threshold itself is a kappa of 1e-8; V is a tenth of its terms
    assert below == approx(expected, rel=2e-10)
    assert above == approx(expected, rel=5e-5)
    assert abs(at - expected) <= one("produced", 1.0, 0.5, other=energy).error_estimate(r, angle) < 1e-5 * abs(expected)


def test_evanescent_partner() -> None:
    """Far above threshold the partner reaches 1/kappa only, and along the beam V has its exponential."""
    potential = one("produced", 1.0, 0.0, other=10.0)
    kappa = math.sqrt(99.0)
    for r in (0.5, 2.0, 6.0):
        cos, sin = math.cos(r), math.sin(r)
        expected = -math.exp(-kappa * r) / (math.pi * r) * (cos + sin * (kappa + 1 / r))
        assert potential.along(r) == approx(expected, rel=1e-13)


def test_odd_part_changes_sign() -> None:
    """With x, and with the exchange of the sources (odd -> -odd), so that the energy of a pair is one."""
    x = np.array([[0.3, -0.7, 1.1], [2.0, 0.1, -0.4]])
    there, back = (one("produced", 1.0, 0.5, weight=0.3, other=0.2, odd=s * 0.8) for s in (1.0, -1.0))
    np.testing.assert_allclose(there.at(x), back.at(-x), rtol=1e-13)
    assert np.all(np.abs(there.at(x) - there.at(-x)) > 0.1 * np.abs(there.at(x)))
    # gradient and hessian of that part against differences of sixth order with steps of 1e-2: 1e-12 and rounding
    h = 1e-2
    for value, derivative in ((there.at, there.gradient), (there.gradient, there.hessian)):
        numeric = [
            sum(w * value(x + s * h * e) for s, w in ((1, 45), (2, -9), (3, 1), (-1, -45), (-2, 9), (-3, -1)))
            / (60 * h)
            for e in np.eye(3)
        ]
        np.testing.assert_allclose(derivative(x), np.stack(numeric, axis=-1), rtol=1e-8, atol=1e-9)


# -- pillar three: the vacuum is the background with n_+ + n_- = -1 --------------------------------------------------


def all_filled(kernel: Callable[[Any], tuple[Any, Any]], r: float, scale: float) -> float:
    """Sum over all modes of minus one neutrino per state and momentum, G_F = 1, along a ray in the complex plane of k.

    In K_0 = Im{e^{2ix} [Ak^2/(2x) + Bk ((1 - x^2)/2 - ix)/x^3]} everything falls as e^{-2 Im(k) r} there.
    """
    nodes, weights = np.polynomial.legendre.leggauss(400)
    half = 16.0
    s = scale * np.exp(half * nodes - 12.0)  # from e^-28 of the scale, up to where e^{-2 Im(k) r} = e^-77
    ray = np.exp(0.25j * math.pi)
    k = s * ray
    x = k * r
    a, bk = kernel(k)
    integrand = k**2 / (2 * math.pi**2) * np.exp(2j * x) * (a / (2 * x) + bk * ((1 - x**2) / 2 - 1j * x) / x**3)
    return float(np.sum(half * weights * s * (integrand * ray).imag)) / (math.pi * r)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
@pytest.mark.parametrize("mass", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("r", [0.02, 0.3, 1.0, 3.0])
def test_vacuum_force(nature: Any, mass: float, r: float) -> None:
    """K_3, K_2 and 1/r^5 of the exchange of a pair, from the amplitudes of single modes."""

    def kernel(k: Any) -> tuple[Any, Any]:
        energy = np.sqrt(k - 1j * mass) * np.sqrt(k + 1j * mass)
        # n_+ + n_- = -1 for each helicity of Dirac neutrinos; Majorana ones have two helicities, for nu and nubar
        states: tuple[State, ...] = ("produced", "flipped") if nature == "dirac" else ("majorana",)
        each = [amplitudes(state, k, energy, mass) for state in states]
        return sum(a for a, _ in each), k * sum(b for _, b in each)

    sector = Sector(masses=np.array([mass]), mixing=np.array([[1.0 + 0j]]), nature=nature)
    vacuum = nf.interaction("n", "n", sector)(r) / (0.25 * sector.fermi**2)
    # the rule is exact to 1e-14 of the integrand, which at 2mr = 6 is e^6 = 400 times its sum
    assert all_filled(kernel, r, 1.0 / r) == approx(float(vacuum), rel=1e-10)


@pytest.mark.parametrize("state", STATES)
def test_kernel_on_the_real_axis_is_the_one_continued(state: State) -> None:
    """The form in exponentials used above is K_0."""
    mass = 0.0 if state == "massless" else 0.8
    x = np.array([0.4, 1.0, 7.0, 40.0])
    a, b = amplitudes(state, 1.0, math.hypot(1.0, mass), mass)
    continued = (np.exp(2j * x) * (a / (2 * x) + b * ((1 - x**2) / 2 - 1j * x) / x**3)).imag
    np.testing.assert_allclose(multipole_kernel(0, state, 1.0, mass, x), continued, rtol=1e-13, atol=1e-15)


# -- multipoles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("x", [0.01, 1.0, 9.0, 40.0])
def test_single_direction_is_the_sum_of_its_multipoles(state: State, x: float) -> None:
    """c_l = 2l + 1."""
    mass = 0.0 if state == "massless" else 1.5
    top = int(2 * x + 40)
    potential = one(state, 1.0, mass)
    shell = Multipoles.shell(potential.modes[0], cap_multipoles(0.0, top))
    for angle in (0.0, 0.6, 1.4, 3.0):
        exact = float(potential.along(x, angle))
        # the terms add up to (2l + 1) j_l of order one, some twenty of them
        size = 1e-12 * (1 / (math.pi * x)) * math.hypot(1.0, mass)
        assert abs(float(shell.along(x, angle)) - exact) < size
        slope = float(potential.slope(x, angle))
        assert abs(float(shell.slope(x, angle)) - slope) < size * (1 + 1 / x) * 10


@pytest.mark.parametrize("angle", [0.0, 0.5, 1.2, 2.0])
@pytest.mark.parametrize("half", [0.2, 1.0, 2.5, math.pi])
def test_cap_off_its_axis(angle: float, half: float) -> None:
    """Against the average of single modes over the cap, by quadrature in both angles."""
    r, mass = 12.0, 0.7
    mode = Mode(direction=np.array([0, 0, 1.0]), momentum=1.0, mass=mass, state="produced")
    shell = Multipoles.shell(mode, cap_multipoles(half, 60))
    nodes, weights = np.polynomial.legendre.leggauss(60)
    cos = 1.0 - math.sin(half / 2) ** 2 * (1.0 + nodes)
    turns = np.arange(128) * 2 * math.pi / 128
    x = r * np.array([math.sin(angle), 0.0, math.cos(angle)])
    sin = np.sqrt(1.0 - cos**2)
    total = 0.0
    for c, s, w in zip(cos, sin, weights, strict=True):
        directions = np.stack([s * np.cos(turns), s * np.sin(turns), c + 0 * turns], axis=-1)
        modes = tuple(
            Mode(direction=d, momentum=1.0, mass=mass, state="produced", weight=w / 2 / 128) for d in directions
        )
        total += float(ModeMixture(modes).at(x))
    size = 1e-12 / (math.pi * r)  # of one mode along the beam; 7680 modes, and 31 multipoles
    assert abs(float(shell.at(x)) - total) < size
    assert abs(float(shell.along(r, angle)) - total) < size


@pytest.mark.parametrize("other", [0.3, 0.7, 5.0])
@pytest.mark.parametrize("state", ["produced", "majorana"])
def test_every_multipole_of_a_mode_with_an_odd_part(state: State, other: float) -> None:
    """All l, c_l = 2l + 1, give back one direction: complex charges, a lighter, an equal and a too heavy partner."""
    opposite = -0.3 if state == "majorana" else None
    potential = one(state, 1.0, 0.7, weight=0.6, opposite=opposite, other=other, odd=-0.8)
    whole = Multipoles.shell(potential.modes[0], {l: 2 * l + 1 for l in range(60)})
    x = np.random.default_rng(1).normal(size=(5, 3)) * 4.0
    # 60 terms whose largest is some five times their sum, the odd part like 1/r near the origin
    size = 1e-12 * (1 + 1 / np.linalg.norm(x, axis=-1)) / np.linalg.norm(x, axis=-1)
    assert np.all(np.abs(whole.at(x) - potential.at(x)) < size)
    # each derivative takes up to an l/r
    assert np.all(np.abs(whole.gradient(x) - potential.gradient(x)) < 20 * size[:, None])
    assert np.all(np.abs(whole.hessian(x) - potential.hessian(x)) < 400 * size[:, None, None])


@pytest.mark.parametrize("half", [1e-6, 0.15, 1.0])
def test_cap_on_its_axis_is_the_one_of_beams(half: float) -> None:
    """The coaxial average in closed form."""
    r = 20.0
    part = Component(flavour={"e": 1.0}, flux=1.0, spectrum=Line(energy=1.0))
    beam = Beam(name="b", title="b", references=(), distance=1e9, angular_radius=half, component=(part,))
    content = nf.Content(numbers={"n": 1}, mass=1e9)
    sector = Sector.massless()
    expected = beam.potential(content, content, sector)
    shell = Multipoles.shell(one("massless", weight=0.25 * sector.fermi**2).modes[0], cap_multipoles(half, 80))
    assert shell.along(r) == approx(float(expected.along(r)), rel=1e-11)  # 40 multipoles of alternating sign


def test_coefficients_of_a_cap() -> None:
    """c_l = [P_{l-1} - P_{l+1}](cos theta)/(1 - cos theta); one direction 2l + 1; all directions 1, 0, 0, ..."""
    for half in (0.4, 1.3, 3.0):
        found = cap_multipoles(half, 20)
        c = math.cos(half)
        p = [float(np.polynomial.legendre.legval(c, [0] * l + [1])) for l in range(22)]
        assert found[0] == approx(1.0, rel=1e-14)
        for l in range(2, 21, 2):
            assert abs(found[l] - (p[l - 1] - p[l + 1]) / (1 - c)) < 1e-13 / (1 - c)
    assert cap_multipoles(0.0, 4) == approx({0: 1.0, 2: 5.0, 4: 9.0}, rel=1e-14)
    assert all(abs(c) < 1e-13 for l, c in cap_multipoles(math.pi, 20).items() if l)


def test_odd_multipoles_drop_out() -> None:
    """The potential of a mode is even in x: a dipole makes no force."""
    assert multipole_kernel(3, "massless", 1.0, 0.0, 2.0) == 0.0
    mode = one("massless").modes[0]
    even, both = (Multipoles.shell(mode, c) for c in ({0: 1.0, 2: 0.3}, {0: 1.0, 1: 0.8, 2: 0.3}))
    x = np.array([0.3, 1.0, -2.0])
    assert even.at(x) == both.at(x)


@pytest.mark.parametrize("l", [0, 2, 4, 10, 40])
def test_multipoles_by_projection(l: int) -> None:
    """K_l is (2l + 1)/2 times the integral of b P_l, divided by 2l + 1; for x from 1e-3 to 100 where K_l is not tiny."""
    nodes, weights = np.polynomial.legendre.leggauss(260)
    p = np.polynomial.legendre.legval(nodes, [0] * l + [1])
    for state in STATES:
        mass = 0.0 if state == "massless" else 1.5
        potential = one(state, 1.0, mass)
        for x in (1e-3, 0.5, 8.0, 100.0):
            values = -math.pi * x * potential.at(x * around(nodes))
            # rounding of the sum: values up to 2E with weights known to 1e-14, phases up to 200
            size = 1e-13 * max(1.0, 0.1 * x) * math.hypot(1.0, mass)
            assert abs(multipole_kernel(l, state, 1.0, mass, x) - 0.5 * float(np.sum(weights * p * values))) < size


def test_isotropic_spectrum_is_the_relic_one() -> None:
    """The monopole of a thermal occupation against the contour integral of the package, at four distances."""
    cosmic: Any = nf.backgrounds["cosmic"]
    temperature = float(cosmic.temperature)
    cases: tuple[tuple[State, Nature, float], ...] = (
        ("majorana", "majorana", 0.05),
        ("produced", "dirac", 0.05),
        ("produced", "dirac", 1e-4),
    )
    for state, nature, mass in cases:
        sector = Sector(masses=np.array([mass]), mixing=np.array([[1.0 + 0j]]), nature=nature)
        relic = nf.interaction("n", "n", sector, background="cosmic", part="background")
        potential = Multipoles.spectrum(
            AXIS,
            {0: cosmic.occupation},
            tuple(temperature * f for f in (0.0, 1.0, 3.0, 8.0, 20.0, 45.0)),
            strength=0.25 * sector.fermi**2,
            r_max=10 / temperature,
            mass=mass,
            state=state,
        )
        for rt in (1e-3, 0.1, 1.0, 10.0):
            r = rt / temperature
            value, error = float(potential.along(r)), float(potential.error_estimate(r))
            assert abs(value - float(relic(r))) <= error + 1e-12 * abs(float(relic(r)))
            assert error < (1e-9 if rt <= 1 else 1e-3) * abs(value)


def test_moving_bath() -> None:
    """A bath that moves with beta leaves, far away, G_F^2 T^2 beta^2 (1 - 3 cos^2 chi)/(4 pi r^3), to order beta^2."""
    beta, temperature = 1e-2, 1.0
    nodes, weights = np.polynomial.legendre.leggauss(24)

    def multipole(l: int) -> Callable[[Any], Any]:
        p = np.polynomial.legendre.legval(nodes, [0] * l + [1])

        def occupation(k: Any) -> Any:
            gamma = 1 / math.sqrt(1 - beta**2)
            n = 2.0 / (np.exp(gamma * k[:, None] * (1 - beta * nodes) / temperature) + 1.0)
            return (2 * l + 1) / 2 * (n @ (weights * p))

        return occupation

    bath = Multipoles.spectrum(
        np.array([0, 0, 1.0]),
        {0: multipole(0), 2: multipole(2)},
        (0.0, 1.0, 3.0, 8.0, 20.0, 45.0),
        strength=1.0,
        r_max=10.0,
    )
    r = 8.0
    vacuum = 1 / (4 * math.pi**3 * r**5)  # which the isotropic part undoes up to e^{-2 pi r T} = 1e-22
    for angle in (0.0, 0.8, math.pi / 2):
        expected = temperature**2 * beta**2 * (1 - 3 * math.cos(angle) ** 2) / (4 * math.pi * r**3)
        left = float(bath.along(r, angle)) + vacuum
        # the monopole has 1 + O(beta^2) of the same, the next orders are beta^2 of it
        assert left == approx(expected, rel=1e-3)


def test_tabulated_occupation() -> None:
    """Piecewise linear tables, broken at their momenta, are exact; broken elsewhere, the estimate says how wrong."""
    k = np.linspace(0.0, 6.0, 13)
    table = np.maximum(0.0, 1.0 - k / 6.0) * (1 + 0.3 * np.cos(2 * k))

    def occupation(q: Any) -> Any:
        return np.interp(q, k, table)

    exact = Multipoles.spectrum(AXIS, {0: occupation}, tuple(k), strength=1.0, r_max=50.0)
    rough = Multipoles.spectrum(AXIS, {0: occupation}, (0.0, 6.0), strength=1.0, r_max=50.0)
    fine = Multipoles.spectrum(AXIS, {0: occupation}, tuple(np.linspace(0, 6.0, 25)), strength=1.0, r_max=50.0)
    r = np.array([0.3, 3.0, 30.0])
    assert np.all(np.abs(exact.along(r) - fine.along(r)) <= exact.error_estimate(r))
    assert np.all(exact.error_estimate(r) <= 1e-11 * np.abs(exact.along(0.3)))
    assert np.all(np.abs(rough.along(r) - fine.along(r)) <= 10 * rough.error_estimate(r))


# -- the background kind ----------------------------------------------------------------------------------------------


def test_massless_mode_is_a_beam() -> None:
    """With a line, at every distance and angle, for fractions of flavours and for populations."""
    density = 1e10 / cm**3
    for species, flavour in (("e", {"e": 1.0}), ("mu", {"e": 0.2, "mu": 0.5})):
        part = Component(flavour=flavour, flux=density, spectrum=Line(energy=3 * MeV))
        beam = Beam(name="b", title="b", references=(), distance=1.0, angular_radius=0.0, component=(part,))
        mode = single(populations=None, flavour=flavour, momentum=3 * MeV, density=density)
        sector = Sector.massless()
        expected, found = (nf.interaction("e", species, sector, background=x, part="background") for x in (beam, mode))
        for r in (1e-9 * um, 1e-6 * um, 1 * um):
            for angle in (0.0, 1e-5, 0.7):
                error = float(expected.error_estimate(r, angle))
                assert abs(float(found(r, angle)) - float(expected(r, angle))) <= error
    populated = single(populations=(0.2, 0.5, 0.3), momentum=3 * MeV, density=density)
    flavoured = single(populations=None, flavour={"e": 0.2, "mu": 0.5, "tau": 0.3}, momentum=3 * MeV, density=density)
    values = [nf.interaction("e", "e", Sector.massless(), background=x)(1 * um) for x in (populated, flavoured)]
    assert values[0] == approx(values[1], rel=1e-13)


def test_fast_neutrinos_of_any_mass_are_massless() -> None:
    """At k = 1 keV masses of 0.05 eV change 1e-9 of it, and the detour by other masses phases of m^2 r/2k."""
    shares = np.array([0.5, 0.3, 0.2])
    for nature in ("dirac", "majorana"):
        sector = Sector.normal_ordering(nature=nature)
        light = replace(sector, masses=np.zeros(3))
        mode = single(momentum=1e3, populations=tuple(shares))
        massive, massless = (nf.interaction("e", "e", x, background=mode, part="background") for x in (sector, light))
        for r in (1e-3, 1.0):
            assert massive(r, 0.2) == approx(float(massless(r, 0.2)), rel=1e-7)


def test_off_diagonal_charges_by_hand() -> None:
    """Electron and muon as sources, three masses, Majorana phases: the sums over pairs, one by one."""
    sector = Sector.normal_ordering(lightest=0.01, alpha21=1.0, alpha31=-0.6)
    dirac = Sector.normal_ordering(lightest=0.01, nature="dirac")
    r, angle, k = 30.0, 0.6, 0.04
    shares = (0.5, 0.3, 0.2)
    x = r * np.array([math.sin(angle), 0.0, math.cos(angle)])
    c = math.cos(angle)
    for s, filling in itertools.product((sector, dirac), ("produced", "flipped", "unpolarised")):
        helicity = {"produced": -1, "flipped": 1, "unpolarised": 0}[filling]
        mode = single(momentum=k, populations=shares, filling=filling, density=2.0)
        g, h = (nf.matter.content(p).charge(s) for p in ("e", "mu"))
        total = 0.0
        for i, share in enumerate(shares):
            energy = math.hypot(k, s.masses[i])
            for j in range(3):
                q = np.sqrt(energy**2 - s.masses[j] ** 2 + 0j)
                value = (np.exp(1j * q * r) + (np.exp(-1j * q * r) if q.imag == 0 else np.exp(1j * q * r))) / (2 * r)
                slope = (-q * np.sin(q * r) / r - np.cos(q * r) / r**2) if q.imag == 0 else value * (1j * q - 1 / r)
                wave = np.exp(-1j * k * r * c)
                product = g[i, j] * h[j, i]
                plain, odd = energy * value - 1j * k / energy * c * slope, k * value - 1j * c * slope
                if s.nature == "majorana":
                    even = product.real * plain - (g[i, j] * h[i, j]).real * s.masses[i] * s.masses[j] / energy * value
                    term = wave * (even - 1j * helicity * product.imag * odd)
                else:
                    produced, flipped = (
                        (energy + w * k) / (2 * energy) * (energy * value - 1j * w * c * slope) for w in (1, -1)
                    )
                    parts = {"produced": produced, "flipped": flipped, "unpolarised": 0.5 * (produced + flipped)}
                    term = wave * product * parts[filling]
                total -= s.fermi**2 * 2.0 * share * term.real / math.pi
        pair = nf.interaction("e", "mu", s, background=mode, part="background")
        assert pair(r, angle) == approx(float(total), rel=1e-12)
        assert pair.at(x) == approx(float(total), rel=1e-12)


def test_exchange_of_unlike_sources() -> None:
    """V(a, b; x) = V(b, a; -x), with the CP-odd part of e and mu, whose sign antineutrinos reverse."""
    sector = Sector.normal_ordering(lightest=0.01, nature="dirac")
    x = np.array([20.0, 7.0, 31.0])
    there, back, anti = (
        nf.interaction(a, b, sector, background=mode, part="background").at
        for a, b, mode in (
            ("e", "mu", single(momentum=0.04)),
            ("mu", "e", single(momentum=0.04)),
            ("e", "mu", single(momentum=0.04, antineutrino=True)),
        )
    )
    assert there(x) == approx(float(back(-x)), rel=1e-12)
    assert there(x) == approx(float(anti(-x)), rel=1e-12)
    assert abs(there(x) - there(-x)) > 1e-6 * abs(there(x))


def test_shell_of_one_direction_is_a_mode() -> None:
    """All multipoles 2l + 1; electrons and muons, three masses, one of them out of reach."""
    sector = Sector.normal_ordering(lightest=0.01, nature="dirac")
    narrow = a_shell(momentum=0.02, multipoles={l: 2 * l + 1 for l in range(1, 40)}, direction=(1.0, 2.0, -1.0))
    mode = single(momentum=0.02, direction=(1.0, 2.0, -1.0))
    x = np.array([[100.0, 200.0, 250.0], [-30.0, 10.0, 220.0]])  # k r up to 7
    many, alone = (nf.interaction("e", "mu", sector, background=b, part="background") for b in (narrow, mode))
    largest = np.max(np.abs(alone.at(x)))
    assert np.all(np.abs(many.at(x) - alone.at(x)) < 1e-11 * largest)
    even = nf.interaction("e", "mu", sector, background=a_shell(multipoles={}), part="background").at(x)
    assert np.all(np.abs(even - alone.at(x)) > 1e-3 * np.abs(alone.at(x)))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(scale=logs(0.02, 50.0), nature=st.sampled_from(["dirac", "majorana"]))
def test_dimensions(scale: float, nature: Any) -> None:
    """Natural units have one scale: energies grow with it, their derivatives with its powers."""
    mixing = Sector.normal_ordering(alpha21=0.7).mixing

    def made(s: float, kind: Callable[..., Any]) -> Any:
        sector = Sector(masses=s * np.array([0.0, 0.01, 0.05]), mixing=mixing, fermi=1e-23 * s**-2, nature=nature)
        background = kind(momentum=0.03 * s, density=1e-13 * s**3)
        return nf.interaction("e", "mu", sector, background=background, part="background")

    x = np.array([30.0, -40.0, 90.0])
    for kind in (single, a_shell):
        one_, other = made(1.0, kind), made(scale, kind)
        pairs = [(one_.at(x), other.at(x / scale) / scale), (one_.gradient(x), other.gradient(x / scale) / scale**2)]
        pairs.append((one_.hessian(x), other.hessian(x / scale) / scale**3))
        for plain, scaled in pairs:
            # nine terms of either sign, rounded otherwise
            np.testing.assert_allclose(scaled, plain, rtol=1e-11, atol=1e-12 * np.max(np.abs(plain)))


def test_a_sterile_shell_does_nothing() -> None:
    empty = a_shell(populations=None, flavour={})
    assert nf.interaction("n", "n", Sector.massless(), background=empty, part="background")(1 * um) == 0.0


def test_warnings_name_wavelengths_and_ranges() -> None:
    heavy = Sector.normal_ordering(lightest=0.0, nature="dirac")
    slow = single(momentum=0.01, populations=(1.0,))
    texts = slow.warnings(nf.matter.content("e"), nf.matter.content("e"), heavy)
    assert len(texts) == 3
    wave = 2 * math.pi / (0.01 - math.sqrt(0.01**2 - heavy.masses[1] ** 2))
    assert nf.units.length(wave) in texts[1]
    assert nf.units.length(1 / math.sqrt(heavy.masses[2] ** 2 - 0.01**2)) in texts[2]
    assert len(slow.warnings(nf.matter.content("n"), nf.matter.content("e"), heavy)) == 1


def test_pairs_that_do_not_couple_are_left_out() -> None:
    made = single().potential(nf.matter.content("n"), nf.matter.content("e"), Sector.normal_ordering())
    assert len(made.modes) == 3
    assert (
        single(populations=None, flavour={})
        .potential(nf.matter.content("n"), nf.matter.content("e"), Sector.massless())
        .at([1.0, 2.0, 3.0])
        == 0.0
    )


def test_from_a_table() -> None:
    """As a file of the catalogue gives it, with units."""
    table = {
        "name": "slow",
        "kind": "mode",
        "title": "Slow neutrinos",
        "references": ["Horowitz:1993kw"],
        "momentum": "5e-4 eV",
        "density": "56 / cm^3",
        "populations": [0.2, 0.3, 0.5],
        "filling": "unpolarised",
        "direction": [1, 0, 0],
    }
    made = build(SingleMode, table, "test")
    assert made.momentum == 5e-4
    assert made.density == approx(56 / cm**3, rel=1e-15)
    assert made.directed
    assert made.quantities()["number-density"] == (made.density, "cm^-3")
    sector = Sector.normal_ordering(nature="dirac")
    pair = nf.interaction("n", "n", sector, background=made, part="background")
    assert set(made.references) <= set(pair.references)
    energies = np.hypot(5e-4, sector.masses)
    # far below both wavelengths V = -G_F^2 g g' n/(pi r) sum_i p_i [E_i + k^2 c^2/E_i]/2; (k r)^2 = 2.5e-13
    r, c = 1e-3, 0.6
    kernel = 0.5 * np.sum(np.array([0.2, 0.3, 0.5]) * (energies + (5e-4 * c) ** 2 / energies))
    expected = -(sector.fermi**2) * 0.25 * made.density * kernel / (math.pi * r)
    assert pair.at(np.array([c, 0.8, 0.0]) * r) == approx(expected, rel=1e-12)
    with pytest.raises(InputError):
        build(SingleMode, {**table, "momentum": "5 cm"}, "test")
    wide = build(Shell, {**table, "kind": "shell", "multipoles": {"2": -0.4}}, "test")
    assert wide.multipoles == {2: -0.4}


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"momentum": 0.0}, "momentum"),
        ({"momentum": math.inf}, "momentum"),
        ({"mass": -1.0}, "mass"),
        ({"mass": math.nan}, "mass"),
        ({"state": "massless", "mass": 1.0}, "mass"),
        ({"state": "sideways"}, "state"),
        ({"direction": (0.0, 0.0, 0.0)}, "direction"),
        ({"direction": (1.0, 0.0)}, "direction"),
        ({"other": -1.0}, "other"),
        ({"opposite": 1.0}, "opposite"),
        ({"weight": math.nan}, "weight"),
        ({"odd": math.inf}, "odd"),
    ],
)
def test_bad_modes(changes: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {"direction": AXIS, "momentum": 1.0, "mass": 0.0, "state": "produced"}
    with pytest.raises(InputError) as caught:
        Mode(**{**good, **changes})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"momentum": 0.0}, "momentum"),
        ({"density": -1.0}, "density"),
        ({"populations": None}, "populations"),
        ({"flavour": {"e": 1.0}}, "populations"),
        ({"populations": (0.5, 0.6)}, "populations"),
        ({"populations": (1.5, -0.5)}, "populations"),
        ({"populations": None, "flavour": {"sterile": 1.0}}, "flavour"),
        ({"populations": None, "flavour": {"e": 0.7, "mu": 0.7}}, "flavour"),
        ({"filling": "both"}, "filling"),
        ({"direction": (0.0, 0.0, 0.0)}, "direction"),
    ],
)
def test_bad_backgrounds(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        single(**changes)
    assert caught.value.field == field


@pytest.mark.parametrize("bad", [{0: 1.0}, {-1: 0.3}, {2: 5.1}, {2: math.nan}])
def test_bad_shells(bad: dict[int, float]) -> None:
    with pytest.raises(InputError) as caught:
        a_shell(multipoles=bad)
    assert caught.value.field == "multipoles"


def test_what_a_sector_must_have() -> None:
    with pytest.raises(OutOfDomain, match="massless"):
        nf.interaction("n", "n", background=single(populations=None, flavour={"e": 1.0}))
    with pytest.raises(OutOfDomain, match="populations"):
        nf.interaction("n", "n", Sector.massless(), background=single(populations=(0.25,) * 4))


def test_bad_multipoles() -> None:
    with pytest.raises(UnknownName):
        multipole_kernel(0, "sideways", 1.0, 0.0, 1.0)  # type: ignore[arg-type]
    mode, one_ = one("massless").modes[0], np.ones(1, dtype=complex)
    for call in (
        lambda: multipole_kernel(-1, "massless", 1.0, 0.0, 1.0),
        lambda: multipole_kernel(0, "massless", 0.0, 0.0, 1.0),
        lambda: cap_multipoles(4.0, 2),
        lambda: cap_multipoles(1.0, -2),
        lambda: Multipoles.shell(mode, {-2: 1.0}),
        lambda: Multipoles.shell(mode, {0: math.nan}),
        lambda: Multipoles(axis=AXIS, momenta=np.zeros(1), a=one_, b=one_, weights={}),
        lambda: Multipoles(axis=AXIS, momenta=np.ones(2), a=one_, b=np.append(one_, one_), weights={}),
        lambda: Multipoles(axis=AXIS, momenta=np.ones(1), a=one_, b=one_, weights={}, excess=math.nan),
        lambda: Multipoles.spectrum(AXIS, {0: np.exp}, (1.0, 0.0), strength=1.0, r_max=1.0),
        lambda: Multipoles.spectrum(AXIS, {0: np.exp}, (0.0, 1.0), strength=1.0, r_max=math.inf),
        lambda: Multipoles.shell(mode, {0: 1.0}).along(1.0, math.nan),
        lambda: one("massless").along(1.0, math.inf),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(OutOfDomain, match="r_max"):
        Multipoles.spectrum(AXIS, {0: np.exp}, (0.0, 1.0), strength=1.0, r_max=1e6)
    made = Multipoles.spectrum(AXIS, {0: lambda k: np.exp(-k)}, (0.0, 1.0), strength=1.0, r_max=5.0)
    with pytest.raises(OutOfDomain, match="r_max"):
        made.along(6.0)
