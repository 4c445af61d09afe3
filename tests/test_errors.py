"""Errors: standard exceptions that carry their data, also through another process."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from nuforce import errors
from nuforce.backgrounds import backgrounds
from nuforce.errors import (
    InputError,
    NotConverged,
    NuforceError,
    OutOfDomain,
    SingularPotential,
    UnitMismatch,
    UnknownName,
    near_misses,
)
from nuforce.matter import content
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector
from nuforce.units import parse

STANDARD: dict[type[NuforceError], tuple[type[BaseException], ...]] = {
    InputError: (ValueError,),
    UnitMismatch: (InputError, ValueError),
    UnknownName: (InputError, KeyError, ValueError),
    OutOfDomain: (ValueError,),
    NotConverged: (RuntimeError,),
    SingularPotential: (ArithmeticError,),
}


def test_every_error_has_its_standard_exception() -> None:
    public = {x for x in vars(errors).values() if isinstance(x, type) and issubclass(x, NuforceError)}
    assert public == {NuforceError, *STANDARD}
    for error, bases in STANDARD.items():
        for base in bases:
            assert issubclass(error, base)


def test_a_question_without_answer_is_no_input_error() -> None:
    # the exit status of the command line hangs on it: 2 for input, 1 for the rest
    for error in (OutOfDomain, NotConverged, SingularPotential):
        assert not issubclass(error, InputError)


RAISED: dict[str, tuple[Callable[[], Any], type[NuforceError]]] = {
    "mass of a source": (lambda: Sector(masses=[-1.0], mixing=[[1.0]]), InputError),  # type: ignore[arg-type]
    "unit": (lambda: parse("3 Gw", 2, field="power"), UnitMismatch),
    "bare number": (lambda: parse(5, -1, field="gap", example="um"), UnitMismatch),
    "background": (lambda: backgrounds["cosmik"], UnknownName),
    "species": (lambda: Sector.massless().vector("electron"), UnknownName),
    "particle": (lambda: content("Xenonium"), UnknownName),
    "isotope": (lambda: content("He-99"), UnknownName),
    "distance": (lambda: YukawaMixture.single(1.0, 1.0)(-1.0), OutOfDomain),
    "factor": (lambda: YukawaMixture.single(1.0, 1.0) * float("inf"), InputError),
}


@pytest.mark.parametrize("name", list(RAISED))
def test_raised_errors_survive_pickle_and_copy(name: str) -> None:
    call, kind = RAISED[name]
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert type(error) is kind
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        for attribute in ("field", "value", "remedy", "known", "near"):
            assert getattr(again, attribute, None) == getattr(error, attribute, None)


def test_accuracies_survive_pickle() -> None:
    error = pickle.loads(pickle.dumps(NotConverged("the sum over levels", 1e-9, 2.5e-3)))
    assert (error.message, error.asked, error.achieved) == ("the sum over levels", 1e-9, 2.5e-3)
    assert str(error) == "the sum over levels (asked 1.0e-09, achieved 2.5e-03)"


def test_messages_name_the_field_the_value_and_the_remedy() -> None:
    error = InputError("mass", -1.5, "must be positive")
    assert str(error) == "mass: -1.5: must be positive"
    assert (error.field, error.value, error.remedy) == ("mass", -1.5, "must be positive")


def test_long_values_are_cut_in_the_message_but_kept() -> None:
    value = list(range(1000))
    error = InputError("masses", value, "too many")
    assert len(str(error)) < 150
    assert str(error).endswith("...: too many")
    assert error.value == value


def test_unknown_names_are_not_quoted_twice() -> None:
    # str() of a plain KeyError is the repr of its message
    error = UnknownName("background", "cosmik", ("cosmic", "solar"))
    assert str(error) == "background: 'cosmik': unknown name; did you mean 'cosmic'? known: cosmic, solar"
    assert error.near == ("cosmic",)
    assert error.known == ("cosmic", "solar")
    with pytest.raises(KeyError):
        raise error


def test_no_hint_where_nothing_is_near() -> None:
    error = UnknownName("background", "zzz", iter(("cosmic", "solar")))
    assert error.near == ()
    assert "did you mean" not in str(error)
    assert "known: cosmic, solar" in str(error)


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("SOLAR", ("geo", "solar", "solar-pp"), "solar"),
        ("reacter", ("reactor", "relic"), "reactor"),
        ("mev", ("meV", "MeV", "m"), "meV"),
    ],
)
def test_near_misses(name: str, known: tuple[str, ...], near: str) -> None:
    assert near_misses(name, known)[0] == near


def test_near_misses_are_few_and_different() -> None:
    found = near_misses("solar", [f"solar{k}" for k in range(9)])
    assert len(found) == len(set(found)) == 3
    assert {"meV", "MeV"} <= set(near_misses("mev", ("meV", "MeV", "keV")))
