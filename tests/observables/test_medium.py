"""Forward scattering on a medium: photons, neutrinos, mediators."""

import dataclasses
import math
import pickle
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import kn, zeta

import nuforce as nf
from nuforce.backgrounds import Relic
from nuforce.constants import ALPHA, MASSES
from nuforce.errors import InputError, NotConverged, OutOfDomain, UnknownName
from nuforce.observables.medium import (
    Gas,
    Plasma,
    at_rest,
    debye_mass,
    light_like,
    longitudinal_factor,
    matter_potential,
    mediator_mass,
    moving,
    msw_potential,
    one_loop,
    plasma_frequency,
    relic_gas,
    standing,
    transverse_factor,
)
from nuforce.observables.medium.loop import forward
from nuforce.units import K, MeV, eV, m
from tests.tables import approx, relative, rows

ELECTRON = float(MASSES["e"])
FOUR_PI_ALPHA = 4 * math.pi * float(ALPHA)
_COSMIC = nf.backgrounds["cosmic"]
assert isinstance(_COSMIC, Relic)
COSMIC: Relic = _COSMIC
KINDS: tuple[Any, ...] = ("scalar", "pseudoscalar", "vector", "axial")


def fermi(x: Any) -> Any:
    return 1 / (np.exp(np.minimum(x, 700.0)) + 1)


def frozen(p: Any, temperature: float, mu: float) -> Any:
    return fermi((p - mu) / temperature) + fermi((p + mu) / temperature)


def gas_of(row: dict[str, str]) -> Gas:
    mass, temperature, mu = (float(row[f"{name}_eV"]) for name in ("mass", "temperature", "mu"))
    if row["gas"] == "thermal":
        return Gas.thermal(mass, temperature, mu)
    occupation = partial(frozen, temperature=temperature, mu=mu)
    return Gas(mass=mass, occupation=occupation, scale=temperature, edges=(mu,) if mu else (), states=1)


def table(route: str, prefix: str) -> list[dict[str, str]]:
    found = [row for row in rows("medium.csv") if row["route"] == route and row["quantity"].startswith(prefix)]
    assert len(found) >= 2
    return found


# -- against the table (tests/reference/make_medium.py) ----------------------------------------------------------


def test_moving_quanta_against_the_two_graphs() -> None:
    for row in table("graphs", "moving"):
        kind, *mode = row["quantity"].split()[1:]
        found = moving(gas_of(row), float(row["omega_eV"]), float(row["k_eV"]), kind, *mode)  # type: ignore[arg-type]
        assert relative(found, float(row["value"])) < 1e-12, row


def test_static_fields_against_perturbation_theory() -> None:
    for row in table("perturbation", "standing"):
        kind: Any = row["quantity"].split()[1]
        gas = gas_of(row)
        size = standing(gas, float(row["k_eV"]), "vector")  # a scalar's two parts may cancel
        assert abs(standing(gas, float(row["k_eV"]), kind) - float(row["value"])) < 1e-12 * size, row


def test_moments_against_integrals_over_rapidity() -> None:
    for row in table("rapidity", ""):
        found = getattr(Plasma.of(gas_of(row)), row["quantity"])
        assert relative(found, float(row["value"])) < 2e-12, row


def test_closed_dispersion_against_roots_at_60_digits() -> None:
    for row in table("root", "closed"):
        plasma = Plasma(plasma_frequency=1.0, velocity=float(row["gas"][2:]), transverse_mass=1.0, debye_mass=1.0)
        found = getattr(plasma, row["quantity"].split()[1])(float(row["k_eV"]))
        assert relative(float(found), float(row["value"])) < 2e-15, row


def test_exact_dispersion_against_the_two_graphs() -> None:
    for row in table("graphs", "one-loop"):
        mode: Any = row["quantity"].split()[1]
        assert relative(one_loop(gas_of(row), float(row["k_eV"]), mode), float(row["value"])) < 1e-12


# -- values to reproduce -----------------------------------------------------------------------------------------


def test_check_values() -> None:
    assert plasma_frequency(1e29 / m**3, ELECTRON) == approx(11.7424115593, rel=1e-11)
    plasma = Plasma.of(Gas.thermal(ELECTRON, 1 * MeV))
    assert plasma.plasma_frequency == approx(96265.5067269, rel=1e-11)
    assert plasma.velocity == approx(0.976115229339, rel=1e-11)
    assert plasma.transverse_mass == approx(114705.985303, rel=1e-11)
    assert plasma.debye_mass == approx(171426.177287, rel=1e-11)
    assert msw_potential(1.3e30 / m**3) == approx(1.64762122612e-13, rel=1e-11)


def test_closed_dispersion_is_good_to_a_part_in_a_thousand() -> None:
    gas = Gas.thermal(ELECTRON, 1 * MeV)
    plasma = Plasma.of(gas)
    k = plasma.plasma_frequency
    assert one_loop(gas, k) / float(plasma.transverse(k)) - 1 == approx(0.00026, rel=0.03)
    assert one_loop(gas, k, "longitudinal") / float(plasma.longitudinal(k)) - 1 == approx(0.00089, rel=0.01)


def test_static_and_on_shell_differ_by_the_square_of_mass_over_momentum() -> None:
    dirac = nf.Sector(masses=np.array([0.05]), mixing=np.eye(1, dtype=complex), nature="dirac")
    for kind, static in (("scalar", -5.885e-7), ("vector", 5.886e-7)):
        assert mediator_mass(1.0, dirac, COSMIC, kind, "static").squared == approx(static, rel=1e-3)  # type: ignore[arg-type]
        assert mediator_mass(1.0, dirac, COSMIC, kind, "on-shell").squared == approx(1.7203e-11, rel=1e-4)  # type: ignore[arg-type]


# -- the gas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mass", [0.0, 1e-6, 1.0, 300.0, 1e6])
def test_density_of_a_classical_gas(mass: float) -> None:
    gas = Gas.from_density(3.0, mass, 1.0, "maxwell-boltzmann")
    assert gas.density() == approx(3.0, rel=1e-13)
    if mass == 1.0:  # 1/E averages to K1/(m K2)
        assert light_like(gas) == approx(3 * kn(1, 1) / kn(2, 1), rel=1e-12)


@pytest.mark.parametrize(("density", "mass", "temperature"), [(1e-9, 1, 0.01), (1, 1, 1), (1e3, 1, 1e-6), (1, 1, 1e4)])
def test_density_of_fermions(density: float, mass: float, temperature: float) -> None:
    gas = Gas.from_density(density, mass, temperature)
    mu = temperature * gas.occupation.keywords["level"]  # type: ignore[attr-defined]

    def net(p: float) -> float:
        e = math.hypot(p, mass)
        x, y = e / temperature, mu / temperature
        if x + y > 600:
            return p * p / (1 + math.exp(min(x - y, 700))) / math.pi**2
        return p * p * math.sinh(y) / (math.cosh(x) + math.cosh(y)) / math.pi**2

    edge = gas.edges[0] if gas.edges else 0.0
    points = sorted({0.0, edge, *(max(edge + n * gas.scale, 0.0) for n in (-30, -5, 3, 10, 40))})
    total = sum(quad(net, a, b, epsabs=1e-11 * density, epsrel=1e-10, limit=200)[0] for a, b in pairwise(points))
    assert total == approx(density, rel=1e-9)


def test_cold_fermions_fill_a_sphere() -> None:
    density, mass = 1.0, 1.0
    fermi_momentum = (3 * math.pi**2 * density) ** (1 / 3)
    energy = math.hypot(fermi_momentum, mass)
    plasma = Plasma.of(Gas.from_density(density, mass, 1e-7))
    assert plasma.plasma_frequency**2 == approx(FOUR_PI_ALPHA * density / energy, rel=1e-11)
    assert plasma.velocity == approx(fermi_momentum / energy, rel=1e-11)
    assert plasma.debye_mass**2 == approx(4 * float(ALPHA) * fermi_momentum * energy / math.pi, rel=1e-11)


def test_chemical_potential_counts_as_its_opposite() -> None:
    one, other = (Gas.thermal(1.0, 0.5, mu) for mu in (2.0, -2.0))
    assert one.density() == other.density()
    assert relative(Gas.thermal(0.0, 1.0).density(), 3 * float(zeta(3)) / math.pi**2) < 1e-13


def test_gases_are_pickled() -> None:
    gas = Gas.thermal(1.0, 0.5, 2.0)
    again = pickle.loads(pickle.dumps(gas))  # our own bytes
    assert again.density() == gas.density()


def test_a_jump_that_is_not_named_is_not_integrated() -> None:
    def step(p: Any) -> Any:
        return np.where(p < math.pi, 1.0, 0.0)

    with pytest.raises(NotConverged, match="edges"):
        Gas(mass=1.0, occupation=step, scale=1.0).density()
    assert Gas(mass=1.0, occupation=step, scale=1.0, edges=(math.pi,)).density() == approx(math.pi / 3, rel=1e-13)


def test_integral_estimates_its_error() -> None:
    value, error = Gas.thermal(0.0, 1.0).integral(lambda p, energy: np.stack([p, p * energy]))
    assert np.all(error <= 1e-12 * value)
    np.testing.assert_allclose(value, [math.pi**2 / 6, 3 * float(zeta(3))], rtol=1e-14)


# -- limits of the photon ----------------------------------------------------------------------------------------


def test_slow_classical_gas() -> None:
    n, mass, temperature = 1e-9, 1.0, 1e-5
    exact = Plasma.of(Gas.from_density(n, mass, temperature, "maxwell-boltzmann"))
    rough = Plasma.cold(n, mass, temperature=temperature)
    assert exact.plasma_frequency == approx(rough.plasma_frequency * (1 - 5 * temperature / mass / 4), rel=1e-9)
    assert exact.transverse_mass == approx(rough.transverse_mass * (1 - 3 * temperature / mass / 4), rel=1e-9)
    assert exact.debye_mass == approx(rough.debye_mass, rel=2e-5)
    assert exact.velocity == approx(rough.velocity, rel=1e-4)
    k = 0.01 * rough.debye_mass
    bohm_gross = math.sqrt(rough.plasma_frequency**2 + 3 * temperature / mass * k**2)
    assert float(rough.longitudinal(k)) == approx(bohm_gross, rel=1e-7)


def test_fast_gas() -> None:
    """UR: e^2T^2/9, /6, /3, and v_* = 1."""
    temperature = 1e6 * ELECTRON
    plasma = Plasma.of(Gas.thermal(ELECTRON, temperature))
    for name, part in (("plasma_frequency", 9), ("transverse_mass", 6), ("debye_mass", 3)):
        assert getattr(plasma, name) ** 2 == approx(FOUR_PI_ALPHA * temperature**2 / part, rel=1e-9)
    assert plasma.velocity == approx(1.0, rel=1e-9)


def test_massless_gas_has_the_closed_forms_of_hard_loops() -> None:
    plasma = Plasma.of(Gas.thermal(0.0, 1.0))
    k = np.array([0.1, 1.0, 2.0]) * plasma.plasma_frequency
    mass = plasma.debye_mass**2
    for mode in ("transverse", "longitudinal"):
        w = getattr(plasma, mode)(k)
        x = w / k
        log = x / 2 * np.log((x + 1) / (x - 1))
        if mode == "transverse":
            np.testing.assert_allclose(w**2 - k**2, mass / 2 * (x**2 - (x**2 - 1) * log), rtol=1e-11)
        else:
            np.testing.assert_allclose(k**2, mass * (log - 1), rtol=1e-11)
    with pytest.raises(OutOfDomain, match="pair"):
        one_loop(Gas.thermal(0.0, 1.0), 0.1)


def test_cold_gas_at_one_loop() -> None:
    """With recoil, w^2 - K^4/4M^2 = w_p^2 for plasmons: Bohr's quantum correction."""
    n, mass = 1e-4, 1.0
    gas = Gas.from_density(n, mass, 1e-9, "maxwell-boltzmann")
    wp = float(plasma_frequency(n, mass))
    for k in (0.0, 0.5 * wp):
        w = one_loop(gas, k, "longitudinal")
        assert w**2 - ((w**2 - k**2) / (2 * mass)) ** 2 == approx(wp**2, rel=3e-9)
        w = one_loop(gas, k)
        square = w**2 - k**2
        assert square * (1 - (square / (2 * mass * w)) ** 2) == approx(wp**2, rel=3e-9)


def test_both_modes_agree_at_rest() -> None:
    gas = Gas.thermal(1.0, 0.5)
    assert moving(gas, 0.25, 0.0) == approx(moving(gas, 0.25, 0.0, "vector", "longitudinal"), rel=1e-13)
    assert one_loop(gas, 0.0) == approx(one_loop(gas, 0.0, "longitudinal"), rel=1e-13)


def test_light_cone() -> None:
    gas = Gas.thermal(ELECTRON, 1 * MeV)
    plasma = Plasma.of(gas)
    k = plasma.light_cone
    assert float(plasma.longitudinal(k)) == approx(k, rel=1e-12)
    assert float(plasma.longitudinal(1.01 * k)) < 1.01 * k
    assert one_loop(gas, 1.01 * k, "longitudinal") > 1.01 * k  # the exact branch goes a little further
    with pytest.raises(OutOfDomain, match="space-like"):
        one_loop(gas, 1.1 * k, "longitudinal")


@pytest.mark.parametrize("factor", [transverse_factor, longitudinal_factor])
def test_series_and_logarithm_meet(factor: Any) -> None:
    below, above = np.nextafter(0.5, 0), 0.5
    assert factor(below) == approx(float(factor(above)), rel=2e-15)
    y = 0.499
    log = math.log((1 + y) / (1 - y))
    closed = (
        1.5 / y**2 * (1 - (1 - y**2) / (2 * y) * log) if factor is transverse_factor else 3 / y**2 * (log / (2 * y) - 1)
    )
    assert factor(y) == approx(closed, rel=3e-14)
    small = 1e-6
    assert factor(small) - 1 == pytest.approx((0.2 if factor is transverse_factor else 0.6) * small**2, abs=3e-16)
    assert factor(0.0) == 1.0
    assert factor(1.0) == (1.5 if factor is transverse_factor else math.inf)


@given(st.floats(1e-6, 1.0), st.floats(-6, 6))
def test_closed_dispersion_solves_its_equation(velocity: float, decades: float) -> None:
    plasma = Plasma(plasma_frequency=1.0, velocity=velocity, transverse_mass=1.0, debye_mass=1.0)
    k = 10**decades
    w = float(plasma.transverse(k))
    square = float(plasma.transverse_mass_at(k)) ** 2
    assert square == approx(float(transverse_factor(min(velocity * k / w, 1.0))), rel=1e-14)
    w = float(plasma.longitudinal(k))
    assert w >= velocity * k * (1 - 1e-15)
    assert w >= 1.0
    y = velocity * k / w
    if y < 0.999:
        assert w**2 == approx(float(longitudinal_factor(y)), rel=1e-11)


def test_closed_dispersion_broadcasts() -> None:
    plasma = Plasma.of(Gas.thermal(ELECTRON, 1 * MeV))
    k = np.geomspace(1.0, 1e8, 12).reshape(3, 4)
    for mode in ("transverse", "longitudinal", "transverse_mass_at"):
        found = getattr(plasma, mode)(k)
        assert found.shape == (3, 4)
        assert found[1, 2] == approx(float(getattr(plasma, mode)(k[1, 2])), rel=1e-15)
        assert np.all(np.diff(found.ravel()) > 0)
    assert plasma_frequency(np.ones((2, 1)), np.ones(3)).shape == (2, 3)
    assert np.all(Plasma.cold(1.0, 1e6).longitudinal(k) == plasma_frequency(1.0, 1e6))


# -- limits of scalars and vectors -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_three_limits_of_the_self_energy(kind: Any) -> None:
    gas = Gas.thermal(1.0, 0.7, 0.4)
    assert forward(gas, 1e-12, 1e-3, kind) == approx(light_like(gas), rel=1e-5)
    assert moving(gas, 1e-5, 0.0, kind) == approx(at_rest(gas, kind), rel=1e-9)
    if kind != "axial":
        assert standing(gas, 1e-4, kind) == approx(standing(gas, 0.0, kind), rel=1e-6)


def test_massless_states() -> None:
    """Four Fermi-Dirac states: T^2/6 for all; a static vector twice that."""
    gas = Gas.thermal(0.0, 2.0)
    assert light_like(gas) == approx(4 / 6, rel=1e-13)
    for kind in KINDS:
        assert standing(gas, 0.0, kind) == approx((2 if kind in ("vector", "axial") else 1) * 4 / 6, rel=1e-13)


def test_static_limit_against_quad() -> None:
    mass, temperature = 0.3, 0.2

    def integral(weight: Any) -> float:
        def f(p: float) -> float:
            e = math.hypot(p, mass)
            return float(2 * fermi(p / temperature) * weight(p, e)) / (2 * math.pi**2)

        return float(quad(f, 0, 8, epsabs=0, epsrel=1e-12, limit=200)[0])

    gas = Gas(mass=mass, occupation=partial(frozen, temperature=temperature, mu=0.0), scale=temperature, states=1)
    assert standing(gas, 0.0, "scalar") == approx(integral(lambda p, e: (p * p - mass**2) / e), rel=1e-11)
    assert standing(gas, 0.0, "vector") == approx(integral(lambda p, e: (p * p + e * e) / e), rel=1e-11)
    assert light_like(gas) == approx(integral(lambda p, e: p * p / e), rel=1e-11)


def test_screening_of_a_slow_gas_is_its_compressibility() -> None:
    """Classical, slow: vector +n/T, scalar -n/T, whatever the mass."""
    n, mass, temperature = 1.0, 1e4, 1e-2
    gas = Gas.from_density(n, mass, temperature, "maxwell-boltzmann")
    assert standing(gas, 0.0, "vector") == approx(n / temperature, rel=1e-5)
    assert standing(gas, 0.0, "scalar") == approx(-n / temperature, rel=1e-5)
    assert standing(gas, 0.0, "axial") == approx(2 * n / mass, rel=1e-5)
    assert at_rest(gas, "scalar") == approx(3 * n * temperature / mass**2, rel=1e-4)


def test_majorana_neutrinos_and_fillings() -> None:
    masses, mixing = np.array([0.05]), np.eye(1, dtype=complex)
    majorana, dirac = (nf.Sector(masses=masses, mixing=mixing, nature=x) for x in ("majorana", "dirac"))
    both = Relic(name="x", title="x", references=COSMIC.references, temperature=COSMIC.temperature, filling="both")
    scalar = [mediator_mass(1, s, COSMIC, "scalar", "static").squared for s in (majorana, dirac)]
    assert scalar[0] == scalar[1]
    assert mediator_mass(1, dirac, both, "scalar", "static").squared == approx(2 * scalar[1], rel=1e-13)
    found = mediator_mass(1, majorana, COSMIC, "vector", "static")
    assert found.kind == "axial"
    assert found.squared == approx(2 * mediator_mass(1, majorana, COSMIC).squared, rel=1e-12)
    assert mediator_mass(1, dirac, COSMIC, "vector", "static").kind == "vector"
    assert mediator_mass(1, dirac, COSMIC, "scalar", "static").mass is None
    assert mediator_mass(1, dirac, COSMIC).mass == approx(math.sqrt(1.72025e-11), rel=1e-5)


def test_states_add_up_with_the_density_of_the_background() -> None:
    sector = nf.Sector.normal_ordering(lightest=0.05 * eV)
    found = mediator_mass(3.0, sector, COSMIC)
    assert found.states.shape == (3,)
    assert found.squared == approx(float(found.states.sum()), rel=1e-15)
    density = relic_gas(COSMIC, sector, 0).density()
    assert density == approx(COSMIC.quantities()["number-density"][0], rel=1e-10)
    # slow: n/m; <1/E> = (1 - <v^2>/2)/m
    np.testing.assert_allclose(found.states, 9 * density / sector.masses, rtol=1e-4)
    assert found.range == approx(1 / math.sqrt(found.squared), rel=1e-15)
    massless = mediator_mass(1.0, nf.Sector.massless(), COSMIC).states
    np.testing.assert_allclose(massless, COSMIC.temperature**2 / 12, rtol=1e-12)
    assert set(COSMIC.references) <= set(found.references)


def test_each_state_has_its_own_density() -> None:
    sector = nf.Sector.normal_ordering(lightest=0.05 * eV)
    denser = dataclasses.replace(COSMIC, clustering=(1.0, 1.5, 3.0))
    ratio = mediator_mass(1.0, sector, denser).states / mediator_mass(1.0, sector, COSMIC).states
    np.testing.assert_allclose(ratio, [1.0, 1.5, 3.0], rtol=1e-14)


@given(st.floats(-3, 3), st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0, 3))
def test_scaling(decades: float, mass: float, temperature: float, ratio: float) -> None:
    """Squared masses scale as lambda^2 when every input does with its own dimension."""
    scale = 10**decades

    def everything(l: float) -> list[float]:
        gas = Gas.thermal(l * mass, l * temperature, l * mass * ratio)
        omega, k = 0.5 * mass * l, 0.25 * mass * l
        found = [moving(gas, omega, k, kind) for kind in KINDS]
        found += [standing(gas, k, kind) for kind in KINDS if kind != "axial"]
        return [*found, Plasma.of(gas).plasma_frequency ** 2, float(plasma_frequency(l**3, l * mass)) ** 2]

    size = max(map(abs, everything(1.0)))
    np.testing.assert_allclose(
        everything(scale), [scale**2 * x for x in everything(1.0)], rtol=1e-11, atol=1e-11 * scale**2 * size
    )


def test_charges_and_densities_scale() -> None:
    assert plasma_frequency(4.0, 1.0, -2.0) == approx(4 * float(plasma_frequency(1.0, 1.0)), rel=1e-15)
    assert debye_mass(1.0, 0.25) == approx(2 * float(debye_mass(1.0, 1.0)), rel=1e-15)
    gas = Gas.thermal(1.0, 1.0)
    assert Plasma.of(gas, 2.0).debye_mass == approx(2 * Plasma.of(gas).debye_mass, rel=1e-15)
    assert plasma_frequency(0.0, 1.0) == 0.0
    assert Plasma.of(gas, 0.0).transverse(3.0) == 3.0


# -- neutrinos in matter -----------------------------------------------------------------------------------------


def test_neutral_matter() -> None:
    sector, n = nf.Sector.massless(), 1e30 / m**3
    found = matter_potential({"e": n, "p": n, "n": 1.5 * n}, sector)
    front = math.sqrt(2) * sector.fermi * n
    np.testing.assert_allclose(np.diag(found).real, front * np.array([0.25, -0.75, -0.75]), rtol=1e-14)
    assert (found[0, 0] - found[1, 1]).real == approx(float(msw_potential(n)), rel=1e-14)
    bare = matter_potential({"e": n}, sector)
    assert bare[1, 1].real == approx(front * (-0.5 + 2 * sector.sin2_theta_w), rel=1e-14)


def test_antineutrinos_have_the_opposite_sign() -> None:
    epsilon = np.zeros((3, 3), dtype=complex)
    epsilon[0, 1], epsilon[1, 0] = 0.1j, -0.1j
    sector = nf.Sector.massless(nsi={"e": epsilon})
    one, other = (matter_potential({"e": 1.0}, sector, antineutrino=x) for x in (False, True))
    np.testing.assert_array_equal(other, -one.conj())
    assert one[0, 1] == approx(math.sqrt(2) * sector.fermi * 0.2j, rel=1e-14)
    assert msw_potential(2.0, antineutrino=True) == -msw_potential(2.0)
    assert msw_potential(-2.0) == -msw_potential(2.0)  # positrons


# -- refusals ----------------------------------------------------------------------------------------------------


GAS = Gas.thermal(1.0, 1.0)
SECTOR = nf.Sector.massless()


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: plasma_frequency(-1.0, 1.0), "density"),
        (lambda: plasma_frequency(1.0, 0.0), "mass"),
        (lambda: plasma_frequency(1.0, 1.0, math.nan), "charge"),
        (lambda: debye_mass(1.0, 0.0), "temperature"),
        (lambda: Gas.thermal(1.0, 0.0), "temperature"),
        (lambda: Gas.thermal(-1.0, 1.0), "mass"),
        (lambda: Gas.thermal(1.0, 1.0, math.inf), "chemical_potential"),
        (lambda: Gas.from_density(0.0, 1.0, 1.0), "density"),
        (lambda: Gas.from_density(1.0, 1.0, -1.0), "temperature"),
        (lambda: Gas.from_density(1.0, 1.0, 1.0, "bose"), "statistics"),  # type: ignore[arg-type]
        (lambda: Gas(mass=1.0, occupation=fermi, scale=0.0), "scale"),
        (lambda: Gas(mass=1.0, occupation=fermi, scale=1.0, edges=(-1.0,)), "edges"),
        (lambda: Gas(mass=1.0, occupation=fermi, scale=1.0, states=0.0), "states"),
        (lambda: moving(GAS, 1.0, 0.0, "tensor"), "kind"),  # type: ignore[arg-type]
        (lambda: moving(GAS, 1.0, 0.0, "scalar", "longitudinal"), "mode"),
        (lambda: moving(GAS, 0.0, 0.0), "omega"),
        (lambda: standing(GAS, -1.0), "k"),
        (lambda: standing(GAS, 0.0, "tensor"), "kind"),  # type: ignore[arg-type]
        (lambda: at_rest(GAS, "tensor"), "kind"),  # type: ignore[arg-type]
        (lambda: one_loop(GAS, math.nan), "k"),
        (lambda: Plasma.of(GAS).transverse(-1.0), "k"),
        (lambda: Plasma(plasma_frequency=1, velocity=2, transverse_mass=1, debye_mass=1), "velocity"),
        (lambda: Plasma(plasma_frequency=1, velocity=0, transverse_mass=1, debye_mass=-1), "debye_mass"),
        (lambda: msw_potential(math.nan), "density"),
        (lambda: msw_potential(1.0, fermi=0.0), "fermi"),
        (lambda: matter_potential({"e": -1.0}, SECTOR), "densities.e"),
        (lambda: matter_potential({"x": 1.0}, SECTOR), "species"),
        (lambda: mediator_mass(math.nan, SECTOR, COSMIC), "coupling"),
        (lambda: mediator_mass(1.0, SECTOR, COSMIC, "tensor"), "kind"),  # type: ignore[arg-type]
        (lambda: mediator_mass(1.0, SECTOR, COSMIC, "scalar", "off"), "limit"),  # type: ignore[arg-type]
        (lambda: mediator_mass(1.0, SECTOR, nf.backgrounds["reactor"]), "background"),
    ],
)
def test_wrong_input(call: Any, word: str) -> None:
    with pytest.raises((InputError, UnknownName), match=word):
        call()


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: moving(GAS, 1.0, 2.0), "standing"),
        (lambda: moving(GAS, 2.5, 1.0), "pair"),
        (lambda: standing(GAS, 1.0, "axial"), "k = 0"),
    ],
)
def test_outside_the_domain(call: Any, word: str) -> None:
    with pytest.raises(OutOfDomain, match=word):
        call()


def test_a_degenerate_metal_at_room_temperature() -> None:
    """1e29 electrons per cubic metre at 300 K: the classical Debye mass is 14 times too large."""
    n, temperature = 1e29 / m**3, 300 * K
    exact = Plasma.of(Gas.from_density(n, ELECTRON, temperature))
    fermi_momentum = (3 * math.pi**2 * n) ** (1 / 3)
    thomas_fermi = math.sqrt(4 * float(ALPHA) * fermi_momentum * math.hypot(fermi_momentum, ELECTRON) / math.pi)
    assert exact.debye_mass == approx(thomas_fermi, rel=1e-5)
    assert 14 < float(debye_mass(n, temperature)) / exact.debye_mass < 15
