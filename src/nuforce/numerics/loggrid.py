r"""Exponentially convergent grids for Laplace-type integrals over many decades.

The trapezoid rule in :math:`x = \ln s` applied to :math:`\int_0^\infty f(s)\,e^{-sr}\,ds` converges as
:math:`e^{-2\pi d/h}`, where :math:`d` is the half-width of the strip in which :math:`f(e^x)\exp(-r e^x)\,e^x` is analytic
and bounded: :math:`d=\pi/2` for real nodes, :math:`\min(\varphi, \pi/2-\varphi)` when the nodes lie on a ray of angle
:math:`\varphi` (there, half the step).  The same grid serves every :math:`r` of its range.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_GAUSS: Final = np.polynomial.legendre.leggauss(24)

LOWER: Final = 1e-11
"""Smallest s*r that matters: threshold tails fall only as (s r)^{3/2}."""
UPPER: Final = 52.0
"""Largest s*r that matters: e^-52 times a fourth power is below double precision."""


def half_line(r_min: float, r_max: float, step: float, lower: float = LOWER) -> Array:
    """Nodes s for the integral over (0, infinity) of f(s) e^{-s r} ds, all r in [r_min, r_max].

    Returns
    -------
    array, shape (N,), dimension of 1/r
        Geometric sequence of ratio e^step; the weight of each node is ``step * s``.
    """
    count = math.ceil(math.log(UPPER / r_min / (lower / r_max)) / step) + 1
    nodes: Array = lower / r_max * np.exp(step * np.arange(count))
    return nodes


def interval(upper: float, r_max: float, step: float, lower: float = LOWER) -> tuple[Array, Array, Array]:
    """Nodes for the integral over (0, upper) of f(y) e^{-y r} dy, all r up to ``r_max``.

    The substitution y = upper/(1 + e^{-x}) turns both ends into exponential tails, so that the trapezoid rule in x
    converges exponentially also for algebraic end-point singularities.  ``lower`` is the smallest y*r that matters.

    Returns
    -------
    y, rest, weight : arrays, shape (N,)
        The nodes, ``upper - y`` without cancellation, and dy/dx times the step.
    """
    low = math.log(lower / max(r_max * upper, 1.0))
    x = np.arange(low, 38.0 * 2, step)  # (1 - y/upper)^{1/2} falls below 1e-16 at x = 74
    y = upper / (1.0 + np.exp(-x))
    rest = upper / (1.0 + np.exp(x))
    return y, rest, y * rest / upper * step


def panel_integrals(edges: npt.NDArray[Any], integrand: Callable[[Any], Any]) -> Any:
    """Integrals over the panels between successive points of a path, by 24-point Gauss-Legendre.

    Parameters
    ----------
    edges : array, shape (N + 1,)
        Points along a path, real or complex; straight between neighbours.
    integrand : callable
        Maps points, shape (N, 24), to values, shape (K, N, 24): K functions at once.

    Returns
    -------
    array, shape (K, N)
    """
    x, weight = _GAUSS
    half = 0.5 * np.diff(edges)[:, None]
    return (integrand(edges[:-1, None] + half * (1.0 + x)) * (half * weight)).sum(axis=-1)
