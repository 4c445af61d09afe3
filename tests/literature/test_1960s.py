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


@pytest.mark.parametrize("row", rows("gravity_crossing.csv"), ids=lambda r: f"{r['a']}-{r['b']}-{r['flavour']}")
def test_distance_at_which_it_equals_gravity(row: dict[str, str]) -> None:
    names = {"1H": "H-1", "12C": "C-12", "56Fe": "Fe-56", "208Pb": "Pb-208", "H": "H-1"}
    a, b = (names.get(row[x], row[x]) for x in ("a", "b"))
    sector = Sector.massless(sin2_theta_w=0.23129)
    pair = nf.interaction(a, b, sector, flavour=row["flavour"])
    # atomic masses from another edition of the tables: 1e-7
    assert abs(pair.over_gravity(float(row["r_star_m"]) * m)) == approx(1.0, rel=2e-7)
    assert abs(pair.over_gravity(1 * cm)) == approx(float(row["ratio_1cm"]), rel=2e-7)
