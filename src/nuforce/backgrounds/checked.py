"""Checks of the arguments of functions: one message that names the argument, its value and the remedy."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from nuforce.errors import InputError

_UNIT: Final = 1e-9
"""By how much the length of a direction, or that of a spin above 1, may miss 1."""


def numbers(name: str, value: Any, count: int) -> Any:
    """Return an array of ``count`` finite numbers."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = np.full(1, np.nan)
    if array.shape != (count,) or not np.all(np.isfinite(array)):
        raise InputError(name, value, f"needs {'two' if count == 2 else 'three'} finite numbers")
    return array


def spin_vector(name: str, value: Any) -> Any:
    """Return the expectation value of a Pauli vector, shape (3,): at most 1 long."""
    spin = numbers(name, value, 3)
    if float(np.linalg.norm(spin)) > 1.0 + _UNIT:
        raise InputError(name, spin.tolist(), "the expectation value of a Pauli vector is at most 1 long")
    return spin


def unit_vector(value: Any, name: str = "direction") -> Any:
    """Return a direction, shape (3,), of unit length."""
    direction = numbers(name, value, 3)
    length = float(np.linalg.norm(direction))
    if abs(length - 1.0) > _UNIT:
        raise InputError(name, direction.tolist(), f"needs a unit vector; divide it by its length, {length:.6g}")
    return direction / length


def number(name: str, value: Any) -> float:
    """Return a finite number."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise InputError(name, value, "must be a finite number")
    return found


def positive(name: str, value: Any) -> float:
    """Return a finite number above zero."""
    found = number(name, value)
    if not found > 0:
        raise InputError(name, value, "must be positive")
    return found


def nonnegative(name: str, value: Any) -> float:
    """Return a finite number that is not below zero."""
    found = number(name, value)
    if found < 0:
        raise InputError(name, value, "cannot be negative")
    return found
