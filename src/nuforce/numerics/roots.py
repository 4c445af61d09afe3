"""Roots over many decades."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nuforce.errors import InputError


def sign_changes(f: Callable[[Any], Any], low: float, high: float, per_decade: int = 60) -> tuple[float, ...]:
    """Every x in (low, high) at which a function of a positive variable changes its sign, in rising order.

    Parameters
    ----------
    f : callable
        Takes an array, shape (N,), or a number; infinities count with their sign.
    low, high : float
        0 < low < high.
    per_decade : int
        Points at which the sign is looked at; two roots closer than these are missed.

    Returns
    -------
    tuple of float
        To 1e-13 relative.
    """
    from scipy.optimize import brentq

    if not 0 < low < high < math.inf:
        raise InputError("low", (low, high), "need 0 < low < high < infinity")
    count = max(2, math.ceil(per_decade * math.log10(high / low)) + 1)
    x = np.geomspace(low, high, count)
    values = np.asarray(f(x), dtype=float)
    sign = np.sign(values)
    # a zero at a point between points that are none; where a function vanishes throughout there is no change of sign
    beside = np.concatenate([[1.0], np.abs(sign), [1.0]])
    found = [float(x[i]) for i in np.flatnonzero(sign == 0) if beside[i] and beside[i + 2]]
    for i in np.flatnonzero(sign[:-1] * sign[1:] < 0):

        def bounded(u: float) -> float:
            return float(np.clip(f(u), -1e300, 1e300))

        found.append(brentq(bounded, float(x[i]), float(x[i + 1]), xtol=1e-14 * float(x[i]), rtol=1e-14))
    return tuple(sorted(found))
