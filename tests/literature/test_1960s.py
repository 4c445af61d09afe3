"""Feinberg and Sucher, and gravity."""

import math

import pytest

import nuforce as nf
from nuforce.sector import Sector
from nuforce.units import cm, m, nm
from tests.tables import approx, rows


def test_electron_potential_of_feinberg_and_sucher() -> None:
    """(2 sin^2 theta_W + 1/2)^2 G_F^2/(4 pi^3 r^5), from electron neutrinos."""
    sector = Sector.massless()
    r = 1 * nm
    coefficient = (2 * sector.sin2_theta_w + 0.5) ** 2
    expected = coefficient * sector.fermi**2 / (4 * math.pi**3 * r**5)
    assert nf.interaction("e", "e", sector, flavour="e")(r) == approx(expected, rel=1e-13)
    # the other two flavours add 0.1 % at the low-energy mixing angle (0.3 % at that of the Z)
    assert nf.interaction("e", "e", sector)(r) / expected == approx(1.00108, abs=1e-5)


def test_crossing_distances_of_two_particles() -> None:
    """An often quoted 1e-8 cm is that of two protons, to a factor of two; neutrons and atoms meet at 5 to 7 angstrom."""
    sector = Sector.massless(sin2_theta_w=0.23129)

    def crossing(a: str, b: str, flavour: str = "all") -> float:
        # |V|/gravity falls as 1/r^4
        ratio = abs(float(nf.interaction(a, b, sector, flavour=flavour).over_gravity(1 * nm)))
        return float(ratio**0.25 * 1e-9)

    assert crossing("p", "p") == approx(1.85453474437e-10, rel=1e-10)
    assert crossing("e", "e", "e") == approx(3.06249635526e-8, rel=1e-10)
    assert crossing("e", "e") == approx(3.06480782295e-8, rel=1e-10)
    assert crossing("n", "n") == approx(6.77437090138e-10, rel=1e-10)
    assert crossing("n", "n", "mu") == approx(5.14740875871e-10, rel=1e-10)
    assert crossing("e", "n") == approx(3.89084882984e-9, rel=1e-10)
    for atom in ("Al", "Fe", "W", "Pb", "U-238"):
        assert 4.7e-10 < crossing(atom, atom) < 4.9e-10  # nearly the same for all but hydrogen
    assert crossing("H", "H") == approx(7.2826e-10, rel=1e-4)


def test_forces_cross_farther_out_than_potentials() -> None:
    """By 5^(1/4): the force of 1/r^5 is 5/r^6, of 1/r it is 1/r^2."""
    pair, gravity = nf.interaction("n", "n", Sector.massless()), nf.newton("n", "n")
    r = 1 * nm
    force = pair.scalar.slope(r) / gravity.slope(r)
    assert force == approx(5 * pair(r) / gravity(r), rel=1e-12)


def test_electrons_attract_positrons_and_neutrons() -> None:
    r = 1 * nm
    values = {other: nf.interaction("e", other, Sector.massless())(r) for other in ("e", "e+", "n", "nbar", "mu+")}
    assert values["e"] > 0
    assert values["e+"] == -values["e"]
    assert values["n"] < 0
    assert values["nbar"] == -values["n"]


@pytest.mark.parametrize("row", rows("gravity_crossing.csv"), ids=lambda r: f"{r['a']}-{r['b']}-{r['flavour']}")
def test_distance_at_which_it_equals_gravity(row: dict[str, str]) -> None:
    names = {"1H": "H-1", "12C": "C-12", "56Fe": "Fe-56", "208Pb": "Pb-208", "H": "H-1"}
    a, b = (names.get(row[x], row[x]) for x in ("a", "b"))
    sector = Sector.massless(sin2_theta_w=0.23129)
    pair = nf.interaction(a, b, sector, flavour=row["flavour"])
    # atomic masses from another edition of the tables: 1e-7
    assert abs(pair.over_gravity(float(row["r_star_m"]) * m)) == approx(1.0, rel=2e-7)
    assert abs(pair.over_gravity(1 * cm)) == approx(float(row["ratio_1cm"]), rel=2e-7)
