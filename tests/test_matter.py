"""What sources are made of."""

import contextlib
import math
from typing import Any

import numpy as np
import pytest

from nuforce.constants import ATOMIC_MASS, MASSES
from nuforce.errors import InputError, UnknownName
from nuforce.matter import Content, content, materials
from nuforce.sector import Sector
from tests.tables import approx

SECTOR = Sector.massless()

# Z, N, Q_e, Q_mu per atom, Q_e and Q_mu per atomic mass unit: computed by hand from standard isotopic compositions
CHARGES = {
    "Be": (4, 5, 1.5, -2.5, 0.166441, -0.277402),
    "Al": (13, 14, 6, -7, 0.222374, -0.259437),
    "Ti": (22, 25.9183, 9.0408, -12.959, 0.188874, -0.270732),
    "Cu": (29, 34.617, 11.691, -17.309, 0.183985, -0.272377),
    "W": (74, 109.891, 19.055, -54.945, 0.103648, -0.298876),
    "Pt": (78, 117.12, 19.44, -58.56, 0.099649, -0.300179),
    "Au": (79, 118, 20, -59, 0.101540, -0.299543),
    "Pb": (82, 125.241, 19.38, -62.62, 0.093530, -0.302222),
    "C": (6, 6.0107, 2.9947, -3.0053, 0.249326, -0.250216),
    "Mg": (12, 12.3202, 5.8399, -6.1601, 0.240276, -0.253450),
    "Fe": (26, 29.9099, 11.045, -14.955, 0.197780, -0.267794),
    "Ta": (73, 108, 19, -54, 0.105003, -0.298428),
    "Bi": (83, 126, 20, -63, 0.095703, -0.301464),
    "U-238": (92, 146, 19, -73, 0.079815, -0.306657),
    "SiO2": (30, 30.1177, 14.941, -15.059, 0.248676, -0.250634),
    "H2O": (10, 8.00471, 5.9976, -4.0024, 0.332927, -0.222169),
    "CH2": (8, 6.01093, 4.9945, -3.0055, 0.356069, -0.214265),
}


@pytest.mark.parametrize("name", list(CHARGES))
def test_neutrino_charges_of_matter(name: str) -> None:
    z, n, q_e, q_mu, e_per_u, mu_per_u = CHARGES[name]
    atom = content(name)
    assert atom.numbers["p"] == atom.numbers["e"] == z
    assert atom.numbers["n"] == approx(n, rel=3e-4)  # tables of abundances differ
    e, mu, tau = atom.flavour_charge(SECTOR).diagonal().real
    assert mu == tau
    assert (e, mu) == approx((q_e, q_mu), rel=3e-4)
    mass = atom.mass / float(ATOMIC_MASS)
    assert (e / mass, mu / mass) == approx((e_per_u, mu_per_u), rel=3e-4)


def test_named_materials() -> None:
    assert set(materials) >= {"earth-bulk", "steel", "TA6V", "PtRh10"}
    alloy = content("TA6V")
    assert alloy.mass == approx(float(ATOMIC_MASS), rel=1e-12)  # per atomic mass unit
    e, mu, _ = alloy.flavour_charge(SECTOR).diagonal().real
    assert (e, mu) == approx((0.190397, -0.270217), rel=3e-4)
    e, mu, _ = content("PtRh10").flavour_charge(SECTOR).diagonal().real
    assert (e, mu) == approx((0.105232, -0.298342), rel=3e-4)


def test_particles_and_single_isotopes() -> None:
    for name, mass in MASSES.items():
        assert content(name).mass == float(mass)
        assert content(name).numbers == {name: 1}
    assert content("mu+").mass == content("mu").mass
    assert content("H").numbers == {"e": 1, "p": 1, "n": 0}
    assert content("D").numbers == {"e": 1, "p": 1, "n": 1}
    assert content("T").numbers == content("H-3").numbers
    assert content("He-4").mass / float(ATOMIC_MASS) == approx(4.002603254, abs=1e-8)
    assert content("U-238").numbers == {"e": 92, "p": 92, "n": 146}


def test_nuclei_have_no_electrons() -> None:
    nucleus, atom = content("nucleus:C-12"), content("C-12")
    assert nucleus.numbers == {"p": 6, "n": 6}
    assert atom.mass - nucleus.mass == approx(6 * float(MASSES["e"]), rel=1e-12)


def test_contents_form_a_vector_space() -> None:
    water: Any = 2 * content("H") + content("O-16")
    assert water.numbers == {"e": 10, "p": 10, "n": 8}
    np.testing.assert_allclose(
        water.charge(SECTOR), 2 * content("H").charge(SECTOR) + content("O-16").charge(SECTOR), atol=1e-15
    )
    assert (0.5 * water).mass == approx(0.5 * water.mass)


def test_contents_of_the_catalogue_cannot_be_spoiled() -> None:
    """What one caller does to a content does not reach the next one."""
    helium: Any = content("He-4").numbers
    with contextlib.suppress(TypeError):  # refused: as good
        helium["e"] = 7
    assert content("He-4").numbers["e"] == 2
    mine: dict[str, float] = {"e": 1}
    made = Content(numbers=mine, mass=1.0)
    mine["e"] = 5
    assert made.numbers == {"e": 1}


def test_isotopes_of_hydrogen_in_compounds() -> None:
    heavy, light = content("D2O"), content("H2O")
    assert heavy.numbers["p"] == heavy.numbers["e"] == 10
    assert heavy.numbers["n"] - light.numbers["n"] == pytest.approx(2, abs=1e-3)  # natural hydrogen has some
    assert heavy.mass / float(ATOMIC_MASS) == approx(20.0276, rel=1e-4)
    for name, neutrons in (("HD", 1), ("D2", 2), ("DT", 3), ("nucleus:D2", 2)):
        assert content(name).numbers["n"] == pytest.approx(neutrons, abs=1e-3)


def test_elements_of_the_earth_have_natural_isotopes() -> None:
    """Natural uranium is 99.27 % U-238; technetium and the like have to be asked for by isotope."""
    assert content("U").numbers["n"] == approx(145.98, rel=1e-4)
    assert content("Th").numbers["n"] == approx(142, rel=1e-4)
    for element in ("Tc", "Pm", "Po", "Ra", "Pu"):
        with pytest.raises(InputError, match=f"name one, like {element}-"):
            content(element)


def test_sums_of_contents() -> None:
    hydrogen: Any = sum([content("e"), content("p")])
    assert hydrogen.numbers == {"e": 1, "p": 1}
    assert hydrogen.mass == float(MASSES["e"]) + float(MASSES["p"])
    with pytest.raises(TypeError):
        content("e") + 1.0  # type: ignore[operator]  # that is the point


def test_neutron_and_nitrogen_are_not_the_same() -> None:
    assert content("n").numbers == {"n": 1}
    assert content("N").numbers["p"] == 7


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("electron", "particles"),
        ("Xx", "no such"),
        ("he-4", "no such"),
        ("He-9999", "He-4"),
        ("earth", "earth-bulk"),
        ("", "name of a particle"),
        ("SiO2)", "no such"),
        ("Tc", "no natural isotopes"),
    ],
)
def test_unknown_matter_is_refused_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        content(name)


def test_bad_contents_are_refused() -> None:
    with pytest.raises(UnknownName):
        Content(numbers={"q": 1}, mass=1.0)
    for mass in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(InputError):
            Content(numbers={"e": 1}, mass=mass)
    for count in (math.nan, math.inf):
        with pytest.raises(InputError):
            Content(numbers={"e": count}, mass=1.0)
