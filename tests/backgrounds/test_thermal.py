"""Thermal and relic backgrounds."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import FermiDiracTotal, Relic, backgrounds
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
    pole = complex(relic.degeneracy * T, math.pi * T)
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
    assert float(pair.log10_abs(r)) == approx(expected, rel=1e-13)


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


def test_full_occupation_gives_minus_the_vacuum() -> None:
    """N = 1 at every momentum turns the background of a massive pair into minus its vacuum force (both Dirac helicities)."""
    mass = 0.05
    # occupied up to far above 1/r: the edge is softened over the same scale
    top = 400.0
    r = np.array([0.5, 2.0, 5.0]) / mass

    def occupied(k: Any) -> Any:
        return 1.0 / (1.0 + np.exp((k - 30 * top) / top))

    for kind, nature in (("both", "dirac"), ("majorana", "majorana")):
        blocks = background_blocks(
            kind,  # type: ignore[arg-type]  # one of four words
            mass,
            occupied,
            strength=0.25 * FERMI**2,
            temperature=top,
            pole=complex(30 * top, math.pi * top),
            accuracy=nf.Accuracy(r_min=1e-9 * um, r_max=1 * m),
        )
        sector = Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex), nature=nature)  # type: ignore[arg-type]
        vacuum = nf.interaction("n", "n", sector)(r)
        # the softened edge leaves e^{-2 pi top r} and, from rounding, eps (top/m)^3: 1e-4 of the smallest value
        np.testing.assert_allclose(YukawaMixture(blocks)(r), -vacuum, rtol=2e-3)


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
