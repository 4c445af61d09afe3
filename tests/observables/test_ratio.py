"""Neutrino force over gravity."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import backgrounds
from nuforce.errors import InputError, UnknownName
from nuforce.exchanges import Yukawa
from nuforce.interaction import Interaction, interaction
from nuforce.matter import Content, content
from nuforce.observables import Setup, force_ratio, observables, potential_ratio
from nuforce.sector import Sector
from nuforce.units import cm, m, mm, um
from tests.tables import approx

MASSLESS = Sector.massless()

# defining constants of the SI, CODATA 2022; natural units (eV)
HBARC = 6.62607015e-34 / (2 * math.pi) * 299792458.0 / 1.602176634e-19  # eV m
FERMI = 1.1663788e-23
UNIT = 931494103.72
PLANCK = 1.220890e28

# electron- and muon-neutrino charges per atomic mass unit, Z - N/2 and -N/2 of the neutral atom over its mass
CHARGES = {
    "W": (0.103648, -0.298876),
    "Pt": (0.099649, -0.300179),
    "Cu": (0.183985, -0.272377),
    "SiO2": (0.248676, -0.250634),
    "Au": (0.101540, -0.299543),
    "Pb": (0.093530, -0.302222),
    "Be": (0.166441, -0.277402),
}


def vacuum(a: Content, b: Content) -> Interaction:
    return interaction(a, b, MASSLESS)


def at(distance: float, test: str = "W", source: str = "") -> Setup:
    return Setup(distance=distance, test=(test,), source=source or test)


@pytest.mark.parametrize(
    ("test", "source", "r"),
    [("W", "W", 1e-4), ("Pt", "Pt", 52e-6), ("Cu", "Cu", 0.3), ("SiO2", "Au", 1e-6), ("Be", "Pb", 1e3)],
)
def test_massless_vacuum_in_closed_form(test: str, source: str, r: float) -> None:
    """G_F^2 sum(Q Q')/(4 pi^3 r^4 G m m') from tabulated charges."""
    (e, mu), (e2, mu2) = CHARGES[test], CHARGES[source]
    products = (e * e2 + 2 * mu * mu2) / UNIT**2
    expected = FERMI**2 * products * PLANCK**2 / (4 * math.pi**3 * (r / HBARC) ** 4)
    assert potential_ratio(vacuum, at(r * m, test, source)) == approx(expected, rel=2e-4)  # isotopic mixtures


@pytest.mark.parametrize(
    ("material", "r", "ratio"), [("W", 0.1 * mm, 5.4e-22), ("Pt", 52 * um, 7.4e-21), ("Cu", 3.5 * cm, 3.5e-32)]
)
def test_rounded_figures(material: str, r: float, ratio: float) -> None:
    """Two digits, as they are quoted."""
    assert potential_ratio(vacuum, at(r, material)) == approx(ratio, rel=0.02)


@pytest.mark.parametrize("r", [1 * um, 0.1 * mm, 1 * m])
def test_force_is_five_times_the_potential_for_an_inverse_fifth_power(r: float) -> None:
    assert force_ratio(vacuum, at(r)) / potential_ratio(vacuum, at(r)) == approx(5, rel=1e-12)


def test_force_of_a_yukawa_potential() -> None:
    """F/F_N = alpha (1 + m r) e^{-m r}, attractive."""
    mass = 0.01

    def build(a: Content, b: Content) -> Interaction:
        return interaction(a, b, exchange=Yukawa(mass=mass, coupling=3.0))

    r = 20 * um
    x = mass * r
    assert potential_ratio(build, at(r)) == approx(-3 * math.exp(-x), rel=1e-12)
    assert force_ratio(build, at(r)) == approx(-3 * (1 + x) * math.exp(-x), rel=1e-12)


@pytest.mark.parametrize("background", ["vacuum", "cosmic"])
def test_force_is_the_slope_of_the_potential(background: str) -> None:
    sector = Sector.normal_ordering(lightest=0.02)

    def build(a: Content, b: Content) -> Interaction:
        return interaction(a, b, sector, background=background)

    r = 5 * um
    step = 1e-3
    # V over gravity times 1/r, differentiated by a five-point formula (error step^4)
    values = [potential_ratio(build, at(r * (1 + k * step))) / (1 + k * step) for k in (-2, -1, 1, 2)]
    slope = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    assert force_ratio(build, at(r)) == approx(-slope, rel=1e-8)


@pytest.mark.parametrize("observable", [potential_ratio, force_ratio])
def test_like_charges_repel_and_unlike_ones_attract(observable: Callable[..., float]) -> None:
    assert observable(vacuum, at(1 * um, "n")) > 0
    assert observable(vacuum, Setup(distance=1 * um, test=("e",), source="n")) < 0
    both = [observable(vacuum, Setup(distance=1 * um, test=(a,), source=b)) for a, b in (("W", "Si"), ("Si", "W"))]
    assert both[0] == approx(both[1], rel=1e-12)


def test_size_of_the_bodies_drops_out() -> None:
    """Both forces grow with the number of atoms."""
    one = vacuum(content("W"), content("W"))
    many = vacuum(1e20 * content("W"), 3e7 * content("W"))
    assert many.over_gravity(1 * mm) == approx(one.over_gravity(1 * mm), rel=1e-12)


def test_bound_in_a_beam_is_that_of_a_point_source() -> None:
    def build(a: Content, b: Content) -> Interaction:
        return interaction(a, b, MASSLESS, background="solar", part="background")

    setup = at(1 * mm)
    bound = potential_ratio(build, setup, True)
    assert abs(potential_ratio(build, setup)) < 1e-2 * abs(bound)
    assert potential_ratio(lambda a, b: build(a, b).bare(), setup) == approx(bound, rel=1e-12)
    assert force_ratio(build, setup, True) == approx(bound, rel=1e-12)  # a coherent 1/r: factor 1
    # the angle of the setup plays no part in the bound
    assert potential_ratio(build, dataclasses.replace(setup, angle=0.3), True) == approx(bound, rel=1e-12)
    assert abs(potential_ratio(build, dataclasses.replace(setup, angle=0.3))) < 1e-2 * abs(bound)


def test_angle_to_a_point_source_lowers_the_signal() -> None:
    source: Any = backgrounds["supernova"]
    point = dataclasses.replace(source, angular_radius=0.0)

    def build(a: Content, b: Content) -> Interaction:
        return interaction(a, b, MASSLESS, background=point, part="background")

    values = [potential_ratio(build, dataclasses.replace(at(1 * mm), angle=angle)) for angle in (0.0, 1e-4, 1e-2)]
    sizes = np.abs(values)
    assert sizes[0] >= sizes[1] > sizes[2]


@pytest.mark.parametrize("test", [(), ("W", "Au", "Pb")])
def test_one_body_or_two(test: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="test"):
        Setup(distance=1.0, test=test, source="W")


def test_unknown_matter_names_the_field() -> None:
    with pytest.raises(UnknownName, match=r"setup\.test.*Wolfram"):
        potential_ratio(vacuum, at(1 * mm, "Wolfram"))
    with pytest.raises(UnknownName, match=r"setup\.source.*Wolfram"):
        potential_ratio(vacuum, at(1 * mm, "W", "Wolfram"))


def test_observables_by_name() -> None:
    known = observables()
    assert known["potential-ratio"] is potential_ratio
    assert known["force-ratio"] is force_ratio
    assert set(known) >= {"potential-ratio", "force-ratio", "equivalence"}
