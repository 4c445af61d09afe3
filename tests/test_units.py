"""Units."""

import math
from fractions import Fraction
from typing import Any

import pint
import pytest
import scipy.constants
from hypothesis import given
from hypothesis import strategies as st

from nuforce import units
from nuforce.errors import InputError, UnitMismatch
from nuforce.units import Dim, dimension_of, express, length, one, parse, split_unit
from tests.tables import approx


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("50 um", -1, 50 * units.um),
        ("50 µm", -1, 50 * units.um),
        ("1.95 K", 1, 1.95 * units.K),
        ("3 GW", 2, 3 * units.GW),
        ("1e12 / cm^2 / s", 3, 1e12 / units.cm**2 / units.s),
        ("19.3 g/cm^3", 4, 19.3 * units.g / units.cm**3),
        ("1e-5 / GeV^2", -2, 1e-23),
        ("9.8 m/s^2", 1, 9.8 * units.m / units.s**2),
        ("5 eV^-1", -1, 5.0),
        ("1 Hz", 1, 2 * math.pi / units.s),
        ("2 kHz", 1, 4e3 * math.pi / units.s),
        ("1 / s", 1, 1 / units.s),
        ("3 Bq", 1, 3 / units.s),
        ("90 deg", 0, math.pi / 2),
        ("0.05 eV", 1, 0.05),
    ],
)
def test_text_with_units(text: str, dimension: int, value: float) -> None:
    assert parse(text, dimension, example="rad" if "deg" in text else "") == approx(value, rel=1e-14)
    assert dimension_of(text) == dimension


def test_parsec_of_the_unit_library() -> None:
    # it takes the tangent of an arc second instead of the angle
    assert parse("2 kpc", -1) == approx(2 * units.kpc, rel=1e-11)


def test_electron_volts_take_no_detour() -> None:
    for text, value in (("0.05 eV", 0.05), ("3 MeV", 3e6), ("2.3 keV", 2300.0)):
        assert parse(text, 1) == value


def test_quantities_of_other_libraries() -> None:
    registry: Any = pint.UnitRegistry()
    assert parse(registry.Quantity(52, "um"), -1) == approx(52 * units.um, rel=1e-14)


@pytest.mark.parametrize(
    ("value", "dimension", "example", "word"),
    [
        ("5", -1, "um", "um"),
        (5, -1, "um", "no unit"),
        (5.0, 0, "rad", "no unit"),
        ("5 kg", -1, "um", "mass dimension 1"),
        ("3 Gw", 2, "W", "did you mean GW"),
        ("1 A", 1, "eV", "mass dimension"),
        ("1 m", 0, "rad", "mass dimension"),
        ("0.3", 0, "rad", "bare number"),
    ],
)
def test_wrong_units(value: Any, dimension: int, example: str, word: str) -> None:
    with pytest.raises(UnitMismatch, match=word):
        parse(value, dimension, field="size", example=example)


@pytest.mark.parametrize("value", ["nan m", "inf m", "1e400 m", "", "m m m )", "__import__('os')", None, True, [1], {}])
def test_what_is_no_quantity(value: Any) -> None:
    with pytest.raises(InputError):
        parse(value, -1, field="size", example="um")


def test_signs_of_fields() -> None:
    with pytest.raises(InputError, match="larger than zero"):
        Dim(-1, "um", positive=True).read("0 um", "gap")
    with pytest.raises(InputError, match="negative"):
        Dim(1, "eV", nonnegative=True).read("-1 eV", "mass")
    assert Dim(0).read(0.3) == 0.3
    with pytest.raises(UnitMismatch):
        Dim(0).read("3 um")


@given(st.floats(1e-6, 1e6), st.sampled_from(["um", "km", "GeV", "aN", "1/cm^2/s", "g/cm^3", "K"]))
def test_round_trip(number: float, unit: str) -> None:
    value = parse(f"{number!r} {unit}", dimension_of(f"1 {unit}"))
    assert express(value, unit) == approx(number, rel=1e-13)


def test_small_helpers() -> None:
    assert one("1") == 1.0
    assert split_unit("1.5e-3 nm") == (1.5e-3, "nm")
    with pytest.raises(InputError):
        split_unit("nm")
    assert dimension_of("fN/Hz^(1/2)") == Fraction(2) - Fraction(1, 2)
    shown = [
        length(x)
        for x in (1e-18 * units.m, 52 * units.um, 0.1 * units.mm, 3.5 * units.cm, 0.3 * units.m, 6.4e6 * units.m)
    ]
    assert shown == ["1 am", "52 um", "0.1 mm", "3.5 cm", "30 cm", "6400 km"]


def test_conversions_are_exact_in_the_si() -> None:
    c = scipy.constants
    assert approx(c.hbar * c.c / c.e, rel=1e-15) == units.HBARC_EV_M
    assert approx(c.k / c.e, rel=1e-15) == units.K
    assert units.kg == approx(c.c**2 / c.e, rel=1e-15)
    assert units.au * units.HBARC_EV_M == approx(c.au, rel=1e-14)
    assert units.kpc * units.HBARC_EV_M == approx(1e3 * c.parsec, rel=1e-14)
