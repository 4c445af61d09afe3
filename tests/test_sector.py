"""The neutrino sector and its charges."""

import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuforce.errors import InputError, UnknownName
from nuforce.oscillations import newest, oscillations
from nuforce.sector import SPECIES, Sector, pair_charges
from tests.tables import approx

NORMAL = Sector.normal_ordering()


def test_masses_of_both_orderings() -> None:
    fit = oscillations["nufit-6.0-normal"]
    m1, m2, m3 = Sector.normal_ordering(lightest=0.03).masses
    assert m1 == 0.03
    assert m2**2 - m1**2 == approx(fit.dm21.value, rel=1e-13)
    assert m3**2 - m1**2 == approx(fit.dm3l.value, rel=1e-13)
    fit = oscillations["nufit-6.0-inverted"]
    m1, m2, m3 = Sector.inverted_ordering(lightest=0.03).masses
    assert m3 == 0.03
    assert m2**2 - m1**2 == approx(fit.dm21.value, rel=1e-12)
    assert m3**2 - m2**2 == approx(fit.dm3l.value, rel=1e-13)


def test_mixing_is_that_of_the_particle_data_group() -> None:
    u = NORMAL.mixing
    np.testing.assert_allclose(u @ u.conj().T, np.eye(3), atol=1e-15)
    fit = newest("normal")
    assert abs(u[0, 2]) ** 2 == approx(fit.sin2_13.value, rel=1e-14)
    assert -np.angle(u[0, 2]) % (2 * math.pi) == approx(fit.delta_cp.value, rel=1e-14)
    assert abs(u[0, 1]) ** 2 / (abs(u[0, 0]) ** 2 + abs(u[0, 1]) ** 2) == approx(fit.sin2_12.value, rel=1e-13)
    assert abs(u[1, 2]) ** 2 / (abs(u[1, 2]) ** 2 + abs(u[2, 2]) ** 2) == approx(fit.sin2_23.value, rel=1e-13)
    # Jarlskog invariant
    s12, c12, s23, c23, s13 = (
        math.sqrt(x)
        for x in (
            fit.sin2_12.value,
            1 - fit.sin2_12.value,
            fit.sin2_23.value,
            1 - fit.sin2_23.value,
            fit.sin2_13.value,
        )
    )
    expected = s12 * c12 * s23 * c23 * s13 * (1 - fit.sin2_13.value) * math.sin(fit.delta_cp.value)
    assert (u[0, 0] * u[1, 1] * u[0, 1].conj() * u[1, 0].conj()).imag == approx(expected, rel=1e-12)


def test_majorana_phases_multiply_columns() -> None:
    turned = Sector.normal_ordering(alpha21=1.0, alpha31=0.6)
    np.testing.assert_allclose(turned.mixing, NORMAL.mixing * np.exp(1j * np.array([0, 0.5, 0.3])), rtol=1e-14)


@pytest.mark.parametrize(
    ("species", "vector"),
    [("p", lambda s: 0.5 - 2 * s), ("n", lambda s: -0.5), ("pbar", lambda s: 2 * s - 0.5), ("nbar", lambda s: 0.5)],
)
def test_nucleons_couple_to_all_flavours_alike(species: str, vector: Any) -> None:
    np.testing.assert_allclose(NORMAL.vector(species), vector(NORMAL.sin2_theta_w) * np.eye(3), atol=1e-16)


@pytest.mark.parametrize("species", ["e", "mu", "tau"])
def test_charged_leptons_have_the_charged_current_of_their_flavour(species: str) -> None:
    g = NORMAL.vector(species)
    flavour = NORMAL.mixing @ g @ NORMAL.mixing.conj().T
    expected = np.diag([2 * NORMAL.sin2_theta_w - 0.5 + (f == species) for f in ("e", "mu", "tau")])
    np.testing.assert_allclose(flavour, expected, atol=1e-15)
    np.testing.assert_allclose(NORMAL.vector(f"{species}+"), -g, atol=1e-16)
    axial = NORMAL.mixing @ NORMAL.axial(species) @ NORMAL.mixing.conj().T
    np.testing.assert_allclose(axial, np.diag([-0.5 + (f == species) for f in ("e", "mu", "tau")]), atol=1e-15)
    np.testing.assert_allclose(NORMAL.axial(f"{species}+"), NORMAL.axial(species), atol=0)


def test_charges_are_hermitian() -> None:
    for species in SPECIES:
        for matrix in (NORMAL.vector(species), NORMAL.axial(species), NORMAL.vector(species, "mu")):
            np.testing.assert_allclose(matrix, matrix.conj().T, atol=1e-16)


def test_weinberg_angle_drops_out_of_neutral_matter_to_the_last_bit() -> None:
    for counts in ({"e": 26, "p": 26, "n": 29.9}, {"e": 1, "p": 1}, {"e+": 1, "pbar": 1}):
        one, other = (Sector.normal_ordering(sin2_theta_w=s).charge(counts) for s in (0.2, 0.25))
        np.testing.assert_array_equal(one, other)


def test_flavours_add_up() -> None:
    counts = {"e": 2, "p": 1, "n": 3}
    parts = sum(NORMAL.charge(counts, f) for f in ("e", "mu", "tau"))
    np.testing.assert_allclose(parts, NORMAL.charge(counts), atol=1e-15)


def test_nonstandard_couplings_add_twice_epsilon() -> None:
    epsilon = np.array([[0.1, 0.02j, 0], [-0.02j, 0, 0.3], [0, 0.3, -0.05]])
    sector = Sector.normal_ordering(nsi={"n": epsilon})
    shift = sector.flavour_charge({"n": 3}) - NORMAL.flavour_charge({"n": 3})
    np.testing.assert_allclose(shift, 6 * epsilon, atol=1e-15)
    u = NORMAL.mixing
    np.testing.assert_allclose(
        sector.charge({"n": 3}) - NORMAL.charge({"n": 3}), 6 * u.conj().T @ epsilon @ u, atol=1e-15
    )
    np.testing.assert_allclose(sector.vector("nbar") - NORMAL.vector("nbar"), -2 * u.conj().T @ epsilon @ u, atol=1e-15)
    np.testing.assert_array_equal(sector.vector("p"), NORMAL.vector("p"))


def test_sterile_state_has_no_charges() -> None:
    sector = NORMAL.with_sterile(1.0, theta14=0.2)
    assert sector.flavours == ("e", "mu", "tau", "s1")
    assert sector.masses.tolist() == [*NORMAL.masses.tolist(), 1.0]
    neutron = sector.vector("n")
    # the neutral current is not diagonal any more: -1/2 (1 - |s><s|)
    assert neutron[3, 3].real == approx(-0.5 * math.sin(0.2) ** 2, rel=1e-13)
    assert abs(neutron[0, 3]) > 0.01
    unmixed = NORMAL.with_sterile(1.0).vector("n")
    np.testing.assert_allclose(unmixed[:3, :3], NORMAL.vector("n"), atol=1e-15)
    np.testing.assert_allclose(unmixed[3], 0, atol=1e-15)


def test_flavour_projection_of_a_source() -> None:
    """All flavours together are the sum of one at a time: for the potentials of nucleons too, not for those of leptons."""
    for flavour in ("e", "mu", "tau"):
        g = NORMAL.vector("n", flavour)
        row = NORMAL.mixing[("e", "mu", "tau").index(flavour)]
        np.testing.assert_allclose(g, -0.5 * np.outer(row.conj(), row), atol=1e-16)
    together = NORMAL.vector("n") @ NORMAL.vector("p")
    apart = sum(NORMAL.vector("n", f) @ NORMAL.vector("p", f) for f in ("e", "mu", "tau"))
    np.testing.assert_allclose(together, apart, atol=1e-16)


def test_charges_of_neutral_atoms() -> None:
    """(Z - N/2, -N/2, -N/2) in flavour space, whatever the mixing angle of the weak interaction."""
    for s2 in (0.0, 0.23, 1.0):
        sector = Sector.normal_ordering(sin2_theta_w=s2)
        charges = sector.flavour_charge({"e": 26, "p": 26, "n": 30})
        np.testing.assert_array_equal(charges, np.diag([11, -15, -15]))


def test_ions_see_the_mixing_angle() -> None:
    """An ion of charge q has lost q times the charge of an electron."""
    atom, ion = (NORMAL.flavour_charge({"e": z, "p": 13, "n": 14}).diagonal().real for z in (13, 10))
    s2 = NORMAL.sin2_theta_w
    np.testing.assert_allclose(atom - ion, 3 * np.array([0.5 + 2 * s2, 2 * s2 - 0.5, 2 * s2 - 0.5]), atol=1e-14)


def test_sterile_states_keep_the_rest() -> None:
    base = Sector.inverted_ordering(lightest=0.01, nature="dirac", fermi=1e-23, sin2_theta_w=0.25)
    angles = {"theta14": 0.15, "theta24": 0.1, "theta34": 0.2}
    four = base.with_sterile(2.0, **angles)
    five = four.with_sterile(3.0)
    for sector, n in ((four, 4), (five, 5)):
        assert sector.mixing.shape == (n, n)
        np.testing.assert_allclose(sector.mixing @ sector.mixing.conj().T, np.eye(n), atol=1e-15)
        assert (sector.nature, sector.fermi, sector.sin2_theta_w) == ("dirac", 1e-23, 0.25)
        assert sector.references == base.references
    assert five.flavours == ("e", "mu", "tau", "s1", "s2")
    # R34 R24 R14: nu_4 contains sin(theta14) of nu_e, cos(theta14) sin(theta24) of nu_mu, ...
    assert abs(four.mixing[0, 3]) == approx(math.sin(0.15), rel=1e-14)
    assert abs(four.mixing[1, 3]) == approx(math.cos(0.15) * math.sin(0.1), rel=1e-14)
    assert abs(four.mixing[2, 3]) == approx(math.cos(0.15) * math.cos(0.1) * math.sin(0.2), rel=1e-14)
    np.testing.assert_allclose(four.vector("n", "s1"), 0.0, atol=1e-16)  # it couples to nothing
    np.testing.assert_allclose(sum(four.vector("e", f) for f in ("e", "mu", "tau")), four.vector("e"), atol=1e-15)


def test_fewer_flavours_than_states() -> None:
    """Rows that are orthonormal make a sector; the flavours that are missing do not couple."""
    mixing = NORMAL.mixing[:2]
    sector = Sector(masses=NORMAL.masses, mixing=mixing)
    assert sector.flavours == ("e", "mu")
    np.testing.assert_allclose(sector.vector("n"), -0.5 * mixing.conj().T @ mixing, atol=1e-15)
    np.testing.assert_allclose(
        sector.vector("tau"), (2 * sector.sin2_theta_w - 0.5) * mixing.conj().T @ mixing, atol=1e-15
    )


@given(st.lists(st.floats(0, 2 * math.pi), min_size=4, max_size=4))
def test_phases_of_the_rows_and_of_the_common_kind_mean_nothing(phases: list[float]) -> None:
    """Rephasing the charged leptons, or all states together, changes no charge product of any pair."""
    rephased = np.exp(1j * np.array(phases[:3]))[:, None] * NORMAL.mixing * np.exp(1j * phases[3])
    other = Sector(masses=NORMAL.masses, mixing=rephased)
    for a, b in (("e", "e"), ("e", "mu"), ("e", "n")):
        for ours, theirs in zip(
            pair_charges(NORMAL.vector(a), NORMAL.vector(b), "majorana"),
            pair_charges(other.vector(a), other.vector(b), "majorana"),
            strict=True,
        ):
            np.testing.assert_allclose(theirs, ours, atol=1e-14)


def test_sectors_are_values() -> None:
    """What went in is not changed by what happens to the arrays it was made from."""
    masses, mixing = np.zeros(3), np.eye(3, dtype=complex)
    epsilon = np.zeros((3, 3), dtype=complex)
    sector = Sector(masses=masses, mixing=mixing, nsi={"n": epsilon})
    masses[0], mixing[0, 0], epsilon[0, 0] = 7.0, 7.0, 7.0
    assert sector.masses[0] == 0
    assert sector.mixing[0, 0] == 1
    assert sector.nsi["n"][0, 0] == 0
    again = pickle.loads(pickle.dumps(sector))  # our own bytes
    np.testing.assert_array_equal(again.vector("e"), sector.vector("e"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"masses": np.array([])}, "one mass per"),
        ({"masses": np.array([0.0, math.inf, 0.2])}, "finite"),
        ({"mixing": np.eye(3, dtype=complex) * np.exp(1e-8)}, "not unitary"),
        ({"mixing": np.ones((4, 3), dtype=complex)}, "not unitary"),
        ({"fermi": math.nan}, "Fermi constant"),
        ({"fermi": math.inf}, "Fermi constant"),
        ({"sin2_theta_w": math.nan}, "between 0 and 1"),
        ({"sin2_theta_w": -0.1}, "between 0 and 1"),
        ({"nsi": {"n": np.eye(2)}}, "hermitian"),
        ({"nsi": {"n": np.full((3, 3), math.nan)}}, "hermitian"),
        ({"masses": np.array([0.0, -0.1, 0.2])}, "negative"),
        ({"masses": np.array([0.0, math.nan, 0.2])}, "finite"),
        ({"masses": np.array([0.0, 0.1])}, "one column"),
        ({"masses": np.zeros((3, 1))}, "one mass per"),
        ({"mixing": np.diag([1, 1, 0.5]).astype(complex)}, "not unitary"),
        ({"mixing": np.full((3, 3), math.nan, dtype=complex)}, "finite"),
        ({"nature": "weyl"}, "nature"),
        ({"fermi": -1.0}, "Fermi constant"),
        ({"sin2_theta_w": 1.5}, "between 0 and 1"),
        ({"nsi": {"q": np.eye(3)}}, "nsi"),
        ({"nsi": {"n": np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])}}, "hermitian"),
    ],
)
def test_bad_sectors_are_refused(changes: dict[str, Any], message: str) -> None:
    good = {"masses": np.zeros(3), "mixing": np.eye(3, dtype=complex)}
    with pytest.raises(InputError, match=message):
        Sector(**{**good, **changes})


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        NORMAL.vector("mu-")
    with pytest.raises(UnknownName):
        NORMAL.vector("e", "sterile")
    with pytest.raises(InputError):
        Sector.normal_ordering(lightest=-0.1)
    with pytest.raises(InputError):
        Sector.normal_ordering(lightest=math.nan)


def test_fits_of_the_catalogue_are_consistent() -> None:
    for fit in oscillations.values():
        assert fit.ordering in fit.name
        u = fit.mixing()
        np.testing.assert_allclose(u @ u.conj().T, np.eye(3), atol=1e-15)
        for number in (fit.sin2_12, fit.sin2_23, fit.sin2_13, fit.dm21, fit.dm3l):
            if number.low3 is not None and number.high3 is not None:
                assert number.low3 < number.value < number.high3
    assert newest("normal").name == "nufit-6.0-normal"
    assert newest("inverted").name == "nufit-6.0-inverted"
