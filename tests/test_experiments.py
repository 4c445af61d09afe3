"""Experiments and their sensitivities."""

import dataclasses
import math
from typing import Any

import pytest

import nuforce as nf
from nuforce.catalogue import build, plain
from nuforce.errors import InputError, UnitMismatch, UnknownName
from nuforce.experiments import Experiment, Sensitivity, experiments
from nuforce.interaction import Interaction, interaction
from nuforce.matter import Content
from nuforce.observables import Setup, equivalence, force_ratio, potential_ratio
from nuforce.sector import Sector
from nuforce.units import m, mm, one, um
from tests.tables import approx

# distance (m) and sensitivity, as the talk's table has them
TALK = {
    "washington-2007": (6.4e6, 3.2e-16),
    "washington-1999": (0.3, 3.0e-9),
    "irvine-1985-2cm": (0.035, 0.7e-4),
    "irvine-1985-5cm": (0.3, 2.7e-4),
    "wuhan-2012": (2e-3, 1e-3),
    "wuhan-2020": (1e-4, 3e-2),
    "washington-2020": (52e-6, 1.0),
    "levitated-optomechanics": (1e-6, 1e4),
}


def made(**changes: Any) -> Experiment:
    """A plain experiment."""
    options: dict[str, Any] = {
        "name": "mine",
        "title": "Mine",
        "observable": "potential-ratio",
        "status": "projected",
        "references": (),
        "setup": Setup(distance=1 * mm, test=("W",), source="W"),
        "sensitivity": Sensitivity(value=1e-3),
    }
    return Experiment(**(options | changes))


def vacuum(a: Content, b: Content) -> Interaction:
    return interaction(a, b, Sector.massless())


@pytest.mark.parametrize("name", list(TALK))
def test_the_table_of_the_talk(name: str) -> None:
    row = experiments[name]
    distance, sensitivity = TALK[name]
    assert row.setup.distance / m == approx(distance, rel=1e-14)
    assert row.sensitivity.value == sensitivity
    assert "talk" in row.tags
    assert row.observable == ("equivalence" if name in ("washington-2007", "washington-1999") else "potential-ratio")
    assert "Xu:talk" in row.references
    assert row.status == ("projected" if name == "levitated-optomechanics" else "published")


def test_equivalence_rows_keep_both_figures() -> None:
    """The talk divides by the whole of gravity, the paper by the part that the balance feels."""
    row = experiments["washington-2007"]
    published = {x.name: x for x in row.published}
    assert published["eta"].value == 1.8e-13
    assert row.sensitivity.reference_gravity is not None
    assert published["eta"].reference_gravity is not None
    accelerations = [
        x.value * (x.reference_gravity or math.nan) / one("m/s^2") for x in (row.sensitivity, published["eta"])
    ]
    assert accelerations == approx([3.1e-15, 3.1e-15], rel=0.03)  # the same measurement
    assert published["differential-acceleration"].value == 3.1e-15
    row = experiments["washington-1999"]
    assert row.sensitivity.value * (row.sensitivity.reference_gravity or 0) / one("m/s^2") == approx(2.8e-15, rel=0.03)


@pytest.mark.parametrize(
    ("observable", "test", "function"),
    [
        ("potential-ratio", ("W",), potential_ratio),
        ("force-ratio", ("W",), force_ratio),
        ("equivalence", ("W", "Si"), equivalence),
    ],
)
def test_signal_is_the_observable(observable: str, test: tuple[str, ...], function: Any) -> None:
    setup = Setup(distance=1 * mm, test=test, source="W")
    row = made(observable=observable, setup=setup)
    assert row.signal(vacuum) == function(vacuum, setup)
    assert row.signal(vacuum, bare=True) == function(vacuum, setup, True)


def test_signal_of_the_catalogue() -> None:
    assert experiments["wuhan-2020"].signal(vacuum) == approx(5.4e-22, rel=0.02)
    assert experiments["washington-2020"].signal(vacuum) == approx(7.4e-21, rel=0.02)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_sensitivity_is_a_positive_number(value: float) -> None:
    with pytest.raises(InputError, match="value"):
        Sensitivity(value=value)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, -0.1, math.nan])
def test_confidence_lies_between_zero_and_one(confidence: float) -> None:
    with pytest.raises(InputError, match="confidence"):
        Sensitivity(value=1.0, confidence=confidence)


def test_unit_of_a_sensitivity_is_known() -> None:
    assert Sensitivity(value=1.0, unit="m/s^2").unit == "m/s^2"
    with pytest.raises(UnitMismatch, match="unknown unit"):
        Sensitivity(value=1.0, unit="metre per fortnigt")


def test_unknown_observable_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="force-ratio"):
        made(observable="force-ration")


@pytest.mark.parametrize(("observable", "test"), [("equivalence", ("W",)), ("force-ratio", ("W", "Si"))])
def test_number_of_test_materials_fits_the_observable(observable: str, test: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="test"):
        made(observable=observable, setup=Setup(distance=1 * mm, test=test, source="W"))


def test_experiments_do_not_change() -> None:
    row = experiments["wuhan-2020"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.name = "x"  # type: ignore[misc]  # that is the point
    other = dataclasses.replace(row, setup=dataclasses.replace(row.setup, distance=1 * um))
    assert other.setup.distance == 1 * um
    assert row.setup.distance == 1e-4 * m


@pytest.mark.parametrize("name", list(experiments))
def test_entry_survives_a_round_trip(name: str) -> None:
    row = experiments[name]
    again = build(Experiment, plain(row), "round trip")
    pairs = [(again.sensitivity, row.sensitivity), *zip(again.published, row.published, strict=True)]
    for one_, other in pairs:
        # in m/s^2 the last bit of a number may change on its way
        assert (one_.reference_gravity or 0) == approx(other.reference_gravity or 0, rel=1e-15)
        assert dataclasses.replace(one_, reference_gravity=other.reference_gravity) == other
    assert dataclasses.replace(again, sensitivity=row.sensitivity, published=row.published) == row


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distance": "5 kg"}, ["setup.distance", "'5 kg'"]),
        ({"distance": 5}, ["setup.distance", "bare number"]),
        ({"distance": "0 m"}, ["setup.distance", "larger than zero"]),
        ({"distance": "nan m"}, ["setup.distance", "finite"]),
        ({"angle": "0.3"}, ["setup.angle", "rad"]),
        ({"separation": "1 m"}, ["setup.separation", "unknown key", "distance"]),
        ({"test": []}, ["test"]),
    ],
)
def test_files_are_checked(change: dict[str, Any], words: list[str]) -> None:
    entry = plain(experiments["wuhan-2020"])
    entry["setup"] |= change
    with pytest.raises(InputError) as caught:
        build(Experiment, entry, "wuhan.toml")
    for word in ("wuhan.toml", *words):
        assert word in str(caught.value)


def test_tags_and_names() -> None:
    assert {x.name for x in experiments.tagged("tag:talk")} == set(TALK)
    assert [x.name for x in experiments.tagged("LEVITATED")] == ["levitated-optomechanics"]
    assert experiments["Wuhan-2020"] is experiments["wuhan-2020"]
    with pytest.raises(UnknownName, match="wuhan-2020"):
        experiments["wuhan-2021"]
    assert nf.experiments is experiments
