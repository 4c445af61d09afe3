"""The errors of nuforce, and when to use which.

Every message says what was asked, why it cannot be, and what to do instead; the data behind it are attributes.

- ``InputError``: the user's input is wrong (a negative mass, an unknown key): the caller can repair it.  Exit status 2.

  - ``UnknownName``: a name is in no catalogue; near misses are named.
  - ``UnitMismatch``: a quantity has the wrong dimension, an unknown unit, or no unit at all.
- ``OutOfDomain``: the input is fine, but the formula means nothing there.  Exit status 1.
- ``NotConverged``: a numerical method could not reach what was asked.  Exit status 1.
- ``SingularPotential``: an expectation value or a level diverges for this potential.  Exit status 1.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class NuforceError(Exception):
    """Root of all errors raised on purpose by nuforce."""

    @property
    def status(self) -> str:
        """The name in kebab case, as results carry it: "out-of-domain"."""
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(self).__name__).lstrip("-")

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class InputError(NuforceError, ValueError):
    """A value given by the user cannot be used.

    Parameters
    ----------
    field : str
        Which input it was.
    value : object
        What was given.
    remedy : str
        What is wrong, and what to write instead.
    message : str, optional
        The whole sentence, where "field: value: remedy" would not say it well.
    """

    def __init__(self, field: str, value: object, remedy: str, message: str | None = None) -> None:
        super().__init__(message or f"{field}: {_shown(value)}: {remedy}")
        self.field = field
        self.value = value
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.field, self.value, self.remedy, str(self)))


class UnitMismatch(InputError):
    """A quantity without a unit, with an unknown one, or with one of another dimension."""


class UnknownName(InputError, KeyError):
    """A name that no catalogue holds."""

    def __init__(self, field: str, value: object, known: Iterable[str], message: str | None = None) -> None:
        self.known = tuple(known)
        self.near = near_misses(str(value), self.known)
        hint = f"did you mean {' or '.join(repr(n) for n in self.near)}? " if self.near else ""
        super().__init__(field, value, f"unknown name; {hint}known: {', '.join(self.known)}", message)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.field, self.value, self.known, str(self)))


class OutOfDomain(NuforceError, ValueError):
    """A formula is asked where it does not hold; the message says what to do instead."""


class NotConverged(NuforceError, RuntimeError):
    """A numerical method stopped short of the accuracy asked for.

    Parameters
    ----------
    message : str
        What was computed and the remedy.
    asked, achieved : float
        Relative accuracies.
    """

    def __init__(self, message: str, asked: float, achieved: float) -> None:
        super().__init__(f"{message} (asked {asked:.1e}, achieved {achieved:.1e})")
        self.message = message
        self.asked = asked
        self.achieved = achieved

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.asked, self.achieved))


class SingularPotential(NuforceError, ArithmeticError):
    """A potential too singular at the origin for what was asked."""


def near_misses(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three names of ``known`` that resemble ``name``, those that differ only in case first."""
    names = list(known)
    folded = [k for k in names if k.casefold() == name.casefold()]
    by_fold: dict[str, str] = {k.casefold(): k for k in names}
    close = [by_fold[k] for k in difflib.get_close_matches(name.casefold(), list(by_fold), n=3, cutoff=0.6)]
    return tuple(dict.fromkeys(folded + close))[:3]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."
