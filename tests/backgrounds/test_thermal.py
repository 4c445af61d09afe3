"""Thermal and relic backgrounds."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nuforce as nf
from nuforce.backgrounds import FermiDiracTotal, Relic, asymptotics, backgrounds
from nuforce.backgrounds.isotropic import background_blocks
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector
from nuforce.units import K, cm, m, mm, um
from tests.tables import approx, relative, representable, rows

T = 1.945 * K
FERMI = 1.1663788e-23


def bath(xi: float = 0.0, statistics: str = "fermi-dirac", filling: str = "produced") -> Relic:
    return Relic(
        name="bath",
        title="a bath",
        references=(),
        temperature=T,
        degeneracy=xi,
        statistics=statistics,  # type: ignore[arg-type]  # one of two words
        filling=filling,  # type: ignore[arg-type]
    )


def background(kind: str, mass: float, relic: Relic) -> YukawaMixture:
    ((xi, _),) = relic.per_state(1)
    pole = complex(abs(xi) * T, math.pi * T)
    blocks = background_blocks(
        kind,  # type: ignore[arg-type]  # one of four words
        mass,
        relic.occupation,
        strength=FERMI**2,
        temperature=T,
        pole=pole,
        accuracy=nf.Accuracy(),
    )
    return YukawaMixture(blocks)


@pytest.mark.parametrize("row", rows("thermal_massless.csv"), ids=lambda r: f"{r['statistics']}-{r['xi']}-{r['r_m']}")
def test_massless_against_matsubara_sums(row: dict[str, str]) -> None:
    r = float(row["r_m"]) * m
    xi = float(row["xi"] or 0.0)
    statistics = "maxwell-boltzmann" if row["statistics"] == "mb" else "fermi-dirac"
    alone = background("massless", 0.0, bath(xi, statistics))
    # where the background is minus the vacuum (r T > 1) it is known as well as the vacuum; 3e-12: the contour's step
    assert relative(float(alone(r)), float(row["background_eV"])) < 3e-12
    if statistics == "fermi-dirac":
        total = FermiDiracTotal(strength=FERMI**2, temperature=T, degeneracy=xi)
        log = float(row["total_log10"])
        if representable(log):
            # e^{-y} with y up to 700, and cos(xi y/pi) near its zeros
            assert relative(float(total(r)), float(row["total_eV"])) < 3e-12
        assert relative(float(total.log_abs(r)) / math.log(10), log) < 1e-13


def test_total_of_the_command_line_is_right_where_it_is_1e20_below_the_vacuum() -> None:
    pair = nf.interaction("n", "n", Sector.massless(), background="cosmic")
    for r, value in ((1e-4, 3.27684469128e-62), (1e-3, 5.33973550720e-68), (1e-2, 6.32474781457e-92)):
        assert relative(float(pair(r * m)), 0.75 * value) < 3e-12  # the table has twelve digits


def test_logarithm_of_the_total_far_beyond_underflow() -> None:
    """The screened total keeps its size where nothing else is left: e^{-2 pi T r} at 1 m."""
    pair = nf.interaction("n", "n", Sector.massless(), background="cosmic")
    r = 1 * m
    y = 2 * math.pi * T * r
    expected = math.log10(0.75 * FERMI**2 * T * (1 + y) / (2 * math.pi**2 * r**4)) - y / math.log(10)
    assert pair(r) == 0
    # both sides take y = 5000 from eps-accurate constants, in different orders
    assert float(pair.log10_abs(r)) == approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    "row",
    [row for row in rows("thermal_massless.csv") if row["statistics"] == "fd" and row["xi"] == "0"],
    ids=lambda r: str(r["r_m"]),
)
def test_total_by_nodes_alone(row: dict[str, str]) -> None:
    """Independently of the closed form: vacuum and background nodes together, or Matsubara levels where they cancel."""
    r, log = float(row["r_m"]) * m, float(row["total_log10"])
    if 2 * math.pi * T * r < 2:
        sector = Sector(masses=np.zeros(1), mixing=np.eye(1, dtype=complex), fermi=FERMI)
        unit = nf.Content(numbers={"n": 2}, mass=1e9)  # charge -1
        total: Any = nf.interaction(unit, unit, sector).scalar + background("massless", 0.0, bath())
    else:
        total = FermiDiracTotal(strength=FERMI**2, temperature=T).nodes(nf.Accuracy(r_min=0.5 * r, r_max=2 * r))
    assert isinstance(total, YukawaMixture)
    if representable(log):
        assert relative(float(total(r)), float(row["total_eV"])) < 1e-12
    assert relative(float(total.log_abs(r)) / math.log(10), log) < 1e-14


@given(st.floats(-49, 49), st.floats(0.05, 2.0))
@settings(max_examples=40)
def test_nodes_agree_with_the_closed_form_for_every_chemical_potential(xi: float, x: float) -> None:
    """Background = total - vacuum; x is r k_F (or r pi T), where the two do not cancel."""
    r = x / (T * math.hypot(xi, math.pi))
    vacuum = FERMI**2 / (4 * math.pi**3 * r**5)
    total = FermiDiracTotal(strength=FERMI**2, temperature=T, degeneracy=xi)(r)
    nodes = background("massless", 0.0, bath(xi))(r)
    # for |xi| = 49 the ray leaves the axis under 2 degrees and its oscillating nodes cancel by a factor of 1e3
    assert abs(float(nodes) - (total - vacuum)) < 1e-11 * vacuum


def test_matsubara_nodes_are_the_closed_form() -> None:
    total = FermiDiracTotal(strength=FERMI**2, temperature=T)
    nodes = total.nodes(nf.Accuracy(r_min=1.3 * mm, r_max=10 * m))
    r = np.geomspace(1.3e-3, 0.1, 12) * m
    for order in range(3):
        np.testing.assert_allclose(nodes.derivatives(r, 2)[order], total.derivatives(r, 2)[order], rtol=1e-13)
    np.testing.assert_allclose(nodes.log_abs(5 * m), total.log_abs(5 * m), rtol=1e-14)


def test_matsubara_nodes_refuse_small_distances() -> None:
    total = FermiDiracTotal(strength=1.0, temperature=T)
    with pytest.raises(OutOfDomain, match="add the vacuum"):
        total.nodes(nf.Accuracy(r_min=1 * um, r_max=1 * m))


@pytest.mark.parametrize(
    "row", rows("relic_massive.csv"), ids=lambda r: f"{r['filling']}-{r['mass_eV']}-{r['xi']}-{r['r_m']}"
)
def test_massive_against_ball_arithmetic(row: dict[str, str]) -> None:
    """One contour for every distance, mass and filling; the table is an enclosed integral of 35 digits."""
    potential = background(row["filling"], float(row["mass_eV"]), bath(float(row["xi"])))
    assert relative(float(potential(float(row["r_m"]) * m)), float(row["background_eV"])) < 5e-12


@pytest.mark.parametrize(("filling", "nature"), [("both", "dirac"), ("produced", "dirac"), ("produced", "majorana")])
def test_massive_through_the_front_door(filling: Any, nature: Any) -> None:
    """The same numbers from an interaction: fillings and natures reach the right formula, charges and G_F enter once."""
    kind = "majorana" if nature == "majorana" else filling
    found = [row for row in rows("relic_massive.csv") if row["filling"] == kind and row["mass_eV"] == "0.05"]
    assert len(found) > 10
    sector = Sector(masses=np.array([0.05]), mixing=np.eye(1, dtype=complex), nature=nature, fermi=FERMI)
    for row in found:
        relic = bath(float(row["xi"]), filling=filling)
        pair = nf.interaction("n", "n", sector, background=relic, part="background")
        assert relative(4 * float(pair(float(row["r_m"]) * m)), float(row["background_eV"])) < 5e-12


def test_majorana_charges_that_change_sign_under_exchange() -> None:
    """Between electrons C and N differ: equal masses are the limit of unequal ones, phases included."""
    r = np.array([0.1, 1.0, 5.0]) * um
    mixing = Sector.normal_ordering(alpha21=1.1, alpha31=2.0).mixing
    values = []
    for split in (0.0, 1e-10, 2e-10):  # larger ones compete with the momenta, (T/m)^2 = 1e-5
        masses = 0.05 * np.array([1.0, 1.0 + split, 1.0 - split])
        sector = Sector(masses=masses, mixing=mixing)
        values.append(nf.interaction("e", "mu", sector, background=bath(), part="background")(r))
    first, second = (np.abs(v / values[0] - 1) for v in values[1:])
    assert np.all(second < 1e-9)
    np.testing.assert_allclose(second, 2 * first, rtol=0.01)  # linear in the splitting: the two ways agree to 1e-12
    plain = Sector(masses=np.full(3, 0.05), mixing=Sector.normal_ordering().mixing)
    without = nf.interaction("e", "mu", plain, background=bath(), part="background")(r)
    assert np.all(np.abs(without / values[0] - 1) > 0.1)  # the phases matter


@pytest.mark.parametrize(
    ("kind", "tail"),
    [
        ("both", lambda v, r, mass: -mass / (8 * T) * v),
        ("produced", lambda v, r, mass: -(mass / (16 * T) + 0.5) * v),
        ("majorana", lambda v, r, mass: -(FERMI**2) / (8 * math.pi**3 * mass * T * r**7)),
    ],
)
def test_power_law_tails_of_massive_neutrinos(kind: str, tail: object) -> None:
    r, mass = 1e4 * m, 0.05
    vacuum = FERMI**2 / (4 * math.pi**3 * r**5)
    assert callable(tail)
    # corrections fall as 1/(m r)^2 and 1/(T r)^2: 1e-14 here
    assert relative(float(background(kind, mass, bath())(r)), tail(vacuum, r, mass)) < 1e-10


def test_small_distance_is_a_coulomb_like_attraction() -> None:
    r = 1e-3 * um
    closed = -7 * math.pi * FERMI**2 * T**4 / 90 / r
    assert relative(float(background("massless", 0.0, bath())(r)), closed) < 1e-9  # next term (r T)^2


@pytest.mark.parametrize(("kind", "nature"), [("massless", "dirac"), ("both", "dirac"), ("majorana", "majorana")])
def test_full_occupation_gives_minus_the_vacuum(kind: Any, nature: Any) -> None:
    """N = n_+ + n_- -> 1 at every momentum: the modes of the vacuum, with the opposite sign (both Dirac helicities).

    N = e^{-k/L} with large L; what is missing falls as 1/L (as 1/L^2 for massless states), so that two L remove it.
    """
    mass = 0.0 if kind == "massless" else 0.05
    r = np.array([0.01, 0.1, 1.0, 3.0, 7.0]) / 0.05
    values = []
    for top in (1e6, 2e6):
        blocks = background_blocks(
            kind,
            mass,
            lambda k, top=top: np.exp(-k / top),  # type: ignore[misc]  # bound while the loop stands here
            strength=0.25 * FERMI**2,
            temperature=top,
            pole=1j * math.pi * top,
            accuracy=nf.Accuracy(),
        )
        values.append(YukawaMixture(blocks)(r))
    sector = Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex), nature=nature)
    vacuum = nf.interaction("n", "n", sector)(r)
    # the terms 1/L fall as powers of r, the vacuum as e^{-2mr}: at 7/m they are 1e-6 of it, and their square is left
    np.testing.assert_allclose(2 * values[1] - values[0], -vacuum, rtol=1e-9)


def test_nature_does_not_matter_for_massless_states() -> None:
    r = np.array([1.0, 100.0]) * um
    both = [
        nf.interaction("e", "e", Sector.massless(nature=nature), background="cosmic", part="background")(r)
        for nature in ("dirac", "majorana")
    ]
    np.testing.assert_allclose(both[0], both[1], rtol=1e-14)


def test_light_state_is_a_massless_one() -> None:
    r = 10 * um
    light = background("both", 1e-9, bath())(r)
    assert relative(float(light), float(background("massless", 0.0, bath())(r))) < 1e-8  # linear in m/T


def test_background_of_slow_dirac_neutrinos_is_enhanced_and_of_majorana_suppressed() -> None:
    r, mass = 1 * um, 0.05
    massless = float(background("massless", 0.0, bath())(r))
    # m/(8.4 T) for the produced helicity, twice that for both; 0.0138 for Majorana (rounded figures of the literature)
    assert float(background("produced", mass, bath())(r)) / massless == approx(36, rel=0.02)
    assert float(background("both", mass, bath())(r)) / massless == approx(71, rel=0.02)
    assert float(background("majorana", mass, bath())(r)) / massless == approx(0.0138, rel=0.02)


def test_friedel_oscillations_of_a_cold_degenerate_sea() -> None:
    xi = 40.0
    total = FermiDiracTotal(strength=FERMI**2, temperature=T, degeneracy=xi)
    fermi_momentum = xi * T
    for r in np.array([0.5, 2.0, 7.0]) / fermi_momentum:
        x = fermi_momentum * r
        cold = FERMI**2 / (4 * math.pi**3 * r**5) * (math.cos(2 * x) + x * math.sin(2 * x))
        assert relative(float(total(r)), cold) < 0.02 + 4 * (math.pi * T * r) ** 2  # first correction in temperature


def test_total_is_vacuum_plus_background() -> None:
    for sector in (Sector.massless(), Sector.normal_ordering(), Sector.normal_ordering(lightest=0.02, nature="dirac")):
        r = np.array([0.1, 1.0, 20.0]) * um
        parts = [
            nf.interaction("W", "e", sector, background="cosmic", part=part)(r) for part in ("vacuum", "background")
        ]
        total = nf.interaction("W", "e", sector, background="cosmic")(r)
        np.testing.assert_allclose(total, parts[0] + parts[1], rtol=1e-12)


def test_number_density_of_the_cosmic_background() -> None:
    density, unit = backgrounds["cosmic"].quantities()["number-density"]
    assert unit == "cm^-3"
    assert density * cm**3 == approx(2 * 55.976, rel=1e-4)  # neutrinos and antineutrinos, one eigenstate


@pytest.mark.parametrize(
    "bad",
    [
        *({"temperature": x} for x in (0.0, -1.0, math.nan, math.inf)),
        *({"degeneracy": x} for x in (math.inf, math.nan, 60.0)),
        {"degeneracy": 1.0, "statistics": "maxwell-boltzmann"},
        {"degeneracy": (0.0, 60.0)},
        *({"degeneracy": x} for x in ((), "much", None, (0.0, "much"))),
        *({"clustering": x} for x in (-0.1, math.inf, math.nan, (), (1.0, -1.0))),
        *({"wind": x} for x in (-0.1, 1.0, math.nan, True)),
        *({"wind_direction": x} for x in ((0.0, 0.0, 0.0), (1.0, math.nan, 0.0))),
    ],
)
def test_bad_baths_are_refused(bad: dict[str, Any]) -> None:
    good = {"name": "x", "title": "x", "references": (), "temperature": T}
    with pytest.raises(InputError):
        Relic(**{**good, **bad})


@pytest.mark.parametrize("bad", [0.0, -T, math.nan, math.inf])
def test_the_closed_form_needs_a_temperature(bad: float) -> None:
    with pytest.raises(InputError):
        FermiDiracTotal(strength=1.0, temperature=bad)


# -- one occupation for each mass eigenstate ------------------------------------------------------------------------------


STATES: dict[str, Any] = {"degeneracy": (0.4, 0.0, -1.5), "clustering": (1.0, 1.05, 1.3)}


def several(
    nature: Any = "dirac", filling: Any = "produced", masses: Any = (0.0, 0.0086, 0.05)
) -> tuple[Relic, Sector]:
    relic = Relic(name="bath", title="a bath", references=(), temperature=T, filling=filling, **STATES)
    mixing = Sector.normal_ordering(alpha21=1.1, alpha31=2.0).mixing
    return relic, Sector(masses=np.array(masses), mixing=mixing, nature=nature, fermi=FERMI)


@pytest.mark.parametrize("filling", ["produced", "both"])
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
@pytest.mark.parametrize("masses", [(0.0, 0.0086, 0.05), (0.02, 0.02, 0.05), (0.0, 0.0, 0.0)])
def test_every_eigenstate_brings_its_own_occupation(filling: Any, nature: Any, masses: Any) -> None:
    """The force of three different baths is the sum of those in which only one eigenstate is filled."""
    relic, sector = several(nature, filling, masses)
    r = np.array([0.1, 3.0, 100.0]) * um
    whole = nf.interaction("e", "mu", sector, background=relic, part="background")(r)
    total, size = np.zeros(3), np.zeros(3)
    for i in range(3):
        alone = dataclasses.replace(
            relic,
            degeneracy=STATES["degeneracy"][i],
            clustering=tuple(STATES["clustering"][i] * (i == j) for j in range(3)),
        )
        part = nf.interaction("e", "mu", sector, background=alone, part="background")(r)
        total, size = total + part, size + np.abs(part)
    assert np.all(np.abs(whole - total) < 1e-13 * size)  # the same sums in another order


def test_one_number_is_the_same_number_for_all() -> None:
    _, sector = several()
    r = np.array([0.1, 3.0, 300.0]) * um
    for part in ("background", "total"):
        values = [
            nf.interaction("e", "mu", sector, background=dataclasses.replace(bath(0.4), **changes), part=part)(r)
            for changes in ({}, {"degeneracy": (0.4,) * 3, "clustering": (1.0,) * 3}, {"degeneracy": [0.4] * 3})
        ]
        for other in values[1:]:
            np.testing.assert_array_equal(other, values[0])


def test_density_doubles_the_background() -> None:
    _, sector = several()
    r = np.array([0.1, 3.0, 300.0]) * um
    values = [
        nf.interaction("e", "mu", sector, background=dataclasses.replace(bath(), clustering=x), part="background")(r)
        for x in (1.0, 2.0, 0.0)
    ]
    np.testing.assert_allclose(values[1], 2 * values[0], rtol=1e-14)
    np.testing.assert_array_equal(values[2], 0.0)


@pytest.mark.parametrize("masses", [(0.0, 0.0086, 0.05), (0.0, 0.0, 0.0)])
def test_total_with_occupations_of_each_eigenstate(masses: Any) -> None:
    """Near, where vacuum and bath do not cancel, the total is their sum; far, the closed form of each state remains."""
    relic, sector = several(masses=masses)
    r = np.array([0.1, 3.0, 20.0]) * um
    vacuum, alone, total = (
        nf.interaction("e", "mu", sector, background=relic, part=part)(r) for part in ("vacuum", "background", "total")
    )
    np.testing.assert_allclose(total, vacuum + alone, rtol=1e-11)  # rounding of sums that have the size of the vacuum


def test_total_of_massless_states_far_away_is_what_each_one_leaves() -> None:
    relic, sector = several(masses=(0.0, 0.0, 0.0))
    r = 5 * mm  # e^{-2 pi T r} = 3e-12
    charge = nf.content("e").charge(sector)
    strengths = (np.abs(charge) ** 2).sum(axis=1)
    vacuum = 1 / (4 * math.pi**3 * r**5)
    expected = sum(
        s * FERMI**2 * (factor * FermiDiracTotal(strength=1.0, temperature=T, degeneracy=xi)(r) + (1 - factor) * vacuum)
        for s, xi, factor in zip(strengths, STATES["degeneracy"], STATES["clustering"], strict=True)
    )
    total = nf.interaction("e", "e", sector, background=relic)(r)
    # vacuum + factor * bath; the nodes of the bath are good to 3e-13
    assert relative(float(total), float(expected)) < 1e-12
    screened = dataclasses.replace(relic, clustering=1.0)
    left = float(nf.interaction("e", "e", sector, background=screened)(r))
    closed = sum(
        s * FERMI**2 * FermiDiracTotal(strength=1.0, temperature=T, degeneracy=xi)(r)
        for s, xi in zip(strengths, STATES["degeneracy"], strict=True)
    )
    assert relative(left, float(closed)) < 1e-13
    assert abs(left) < 1e-9 * vacuum * FERMI**2  # nothing of the vacuum is left in it


def test_numbers_of_eigenstates_must_agree() -> None:
    relic, _ = several()
    sector = Sector.normal_ordering().with_sterile(1.0, theta14=0.1)
    for bad in (relic, dataclasses.replace(relic, degeneracy=0.0)):
        with pytest.raises(InputError, match="4 mass eigenstates"):
            nf.interaction("n", "n", sector, background=bad)


def test_quantities_of_each_eigenstate() -> None:
    relic, _ = several()
    found = relic.quantities()
    alone = [bath(xi).quantities()["number-density"][0] for xi in STATES["degeneracy"]]
    for i, (n, factor) in enumerate(zip(alone, STATES["clustering"], strict=True)):
        assert found[f"number-density-{i + 1}"][0] == approx(factor * n, rel=1e-14)
    mean = sum(n * x for n, x in zip(alone, STATES["clustering"], strict=True)) / 3
    assert found["number-density"][0] == approx(mean, rel=1e-14)
    with pytest.raises(InputError, match="state = 0"):
        relic.occupation(T)
    assert relic.occupation(T, 2) == approx(1.3 * bath(-1.5).occupation(T), rel=1e-15)


def test_clustering_says_what_it_leaves_out() -> None:
    relic, sector = several()
    content = nf.content("e")
    assert any("clustering" in text for text in relic.warnings(content, content, sector))
    assert not any("clustering" in text for text in bath().warnings(content, content, sector))


# -- limits ---------------------------------------------------------------------------------------------------------------


KINDS: Any = ("massless", "both", "produced", "majorana")
CASES = [
    (kind, m, xi) for kind in KINDS for m in ((0.0,) if kind == "massless" else (5e-5, 5e-4, 0.05)) for xi in (0.0, 2.0)
]


@pytest.mark.parametrize(("kind", "mass", "xi"), CASES)
def test_short_distances(kind: Any, mass: float, xi: float) -> None:
    exact = background(kind, mass, bath(xi))
    numbers: Any = {"strength": FERMI**2, "temperature": T, "degeneracy": xi}
    edge = 0.05 / (T * (1 + 0.25 * xi))
    deviations = [
        relative(float(asymptotics.short_distance(kind, mass, f * edge, **numbers)), float(exact(f * edge)))
        for f in (1.0, 0.1, 1e-4)
    ]
    assert deviations[0] < 0.035
    assert deviations[1] == approx(deviations[0] / 100, rel=0.05)  # the next term is of relative order r^2
    assert deviations[2] < 1e-9
    with pytest.raises(OutOfDomain, match="holds up to"):
        asymptotics.short_distance(kind, mass, 1.1 * edge, **numbers)


@pytest.mark.parametrize(("kind", "mass", "xi"), [case for case in CASES if case[1]])
def test_long_distances(kind: Any, mass: float, xi: float) -> None:
    exact = background(kind, mass, bath(xi))
    numbers: Any = {"strength": FERMI**2, "temperature": T, "degeneracy": xi}
    scale = min(mass, math.pi * T / (1 + xi))
    for r in np.array([20.0, 200.0, 2e4]) / scale:
        leading = float(asymptotics.long_distance(kind, mass, r, **numbers))
        assert relative(leading, float(exact(r))) < 8 / (r * scale) ** 2 + 1e-12
    for r in np.array([12.0, 15.0, 30.0, 200.0]) / scale:
        series = float(asymptotics.series(kind, mass, r, **numbers))
        assert relative(series, float(exact(r))) < (2 * r * scale) ** 4 * math.exp(-2 * r * scale) + 1e-13
    for limit, edge in ((asymptotics.long_distance, 20.0), (asymptotics.series, 10.0)):
        with pytest.raises(OutOfDomain, match="on; use the background"):
            limit(kind, mass, 0.9 * edge / scale, **numbers)


@pytest.mark.parametrize(
    ("kind", "mass", "xi"), [("both", 1e-4 * T, 0.0), ("majorana", 1e-4 * T, 0.0), ("both", 1e-4 * T, 10.0)]
)
def test_power_laws_too_weak_to_be_seen_are_refused(kind: Any, mass: float, xi: float) -> None:
    """At r m = 10 they are 5, 20 and 99.7 per cent off."""
    numbers: Any = {"strength": FERMI**2, "temperature": T, "degeneracy": xi}
    with pytest.raises(OutOfDomain, match="exponential part"):
        asymptotics.series(kind, mass, 10.0 / mass, **numbers)
    with pytest.raises(OutOfDomain, match="digits"):
        asymptotics.series(kind, mass, 30.0 / mass, strength=1.0, temperature=T, degeneracy=20.0)


def test_long_distances_of_massless_neutrinos() -> None:
    r = np.array([6.0, 20.0]) / T
    numbers: Any = {"strength": FERMI**2, "temperature": T}
    leading = asymptotics.long_distance("massless", 0.0, r, **numbers)
    np.testing.assert_allclose(leading, background("massless", 0.0, bath())(r), rtol=1e-12)  # e^{-12 pi} = 4e-17
    with pytest.raises(OutOfDomain, match="closed form"):
        asymptotics.series("massless", 0.0, r, **numbers)


def test_cold_sea() -> None:
    mu = 45.0 * T
    total = FermiDiracTotal(strength=FERMI**2, temperature=T, degeneracy=45.0)
    for x in (0.1, 0.5, 2.0):
        cold = float(asymptotics.cold_total(x / mu, strength=FERMI**2, chemical_potential=mu, temperature=T))
        # the next term in temperature, (2 pi T r)^2/6 of the size of the oscillation
        size = FERMI**2 / (4 * math.pi**3 * (x / mu) ** 5) * (1 + x)
        assert abs(cold - float(total(x / mu))) < 1.1 * (2 * math.pi * x / 45.0) ** 2 / 6 * size * (1 + x)
    with pytest.raises(OutOfDomain, match="cold"):
        asymptotics.cold_total(1 / mu, strength=1.0, chemical_potential=10 * T, temperature=T)


@pytest.mark.parametrize(
    "bad", [{"temperature": 0.0}, {"mass": -1.0}, {"kind": "tachyon"}, {"degeneracy": 60.0}, {"strength": math.nan}]
)
def test_bad_input_of_the_limits(bad: dict[str, Any]) -> None:
    good: dict[str, Any] = {"kind": "both", "mass": 0.05, "r": 1.0, "strength": 1.0, "temperature": T}
    for limit in (asymptotics.short_distance, asymptotics.long_distance, asymptotics.series):
        with pytest.raises(InputError):
            limit(**{**good, **bad})
