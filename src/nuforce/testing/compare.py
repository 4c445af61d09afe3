"""Comparisons and differences that the laws share."""

from __future__ import annotations

import copy
import functools
import pickle
from typing import Any, Final

import numpy as np
import pytest

# Sixth-order central differences.  With steps of 3e-3 of the distance, the truncation error is about (3e-3)^6 = 1e-15 times
# the seventh derivative, and the rounding error of a value good to 1e-14 is 1e-14/3e-3 = 3e-12: 1e-9 leaves room for
# potentials that oscillate within the distance.
STEPS: Final = (-3, -2, -1, 1, 2, 3)
WEIGHTS: Final = (-1 / 60, 3 / 20, -3 / 4, 3 / 4, -3 / 20, 1 / 60)
STEP: Final = 3e-3
DIFFERENCES: Final = 1e-9

approx = functools.partial(pytest.approx, abs=0.0)  # by itself it takes all numbers below 1e-12 for equal


def same(a: Any, b: Any, rtol: float = 1e-13) -> None:
    """Equal, entry by entry, down to rounding of the largest one."""
    a, b = np.asarray(a), np.asarray(b)
    scale = float(np.max(np.abs(b))) if b.size else 0.0
    np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-16 * scale)


def close(a: Any, b: Any, rtol: float) -> None:
    """Equal relative to the largest entry of each point: components may vanish by symmetry."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    assert a.shape == b.shape
    axes = tuple(range(1, b.ndim))
    size = np.max(np.abs(b), axis=axes, keepdims=True) if axes else np.abs(b)
    assert np.all(np.abs(a - b) <= rtol * size), float(np.max(np.abs(a - b) / size))


def derivative(f: Any, x: Any, step: float) -> Any:
    """Sixth-order central difference of f along each of the three axes, last axis of the result."""
    columns = []
    for axis in np.eye(3):
        points = [f(x + k * step * axis) for k in STEPS]
        columns.append(sum(w * p for w, p in zip(WEIGHTS, points, strict=True)) / step)
    return np.stack(columns, axis=-1)


def round_trips(instance: Any) -> tuple[Any, ...]:
    """The instance after pickling, copying and deep copying."""
    return pickle.loads(pickle.dumps(instance)), copy.copy(instance), copy.deepcopy(instance)  # our own bytes
