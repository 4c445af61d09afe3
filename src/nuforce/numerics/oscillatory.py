r"""Averages of oscillating exponentials over angle, energy and source size, and measures of what survives them.

A spectrum enters only through its *moments* :math:`M_p(t) = \langle E^p e^{iEt}\rangle`.  Since
:math:`M_p' = i M_{p+1}`, an integral over :math:`t` lowers :math:`p`: averages over directions are moments at the edges,
and nothing oscillates under an integral sign, whatever :math:`Et` is.  Where :math:`Et` is small they are smooth, and a fixed
Gauss-Legendre rule is exact to rounding.  An integral along the edge of a disc remains where the disc is not around the
separation: it is taken along a path in the complex plane on which the moments decay (:func:`two_ended`).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final

import numpy as np

SMOOTH: Final = 12.0
"""Phase below which moments are smooth enough for :func:`unit_legendre`."""

_NODES: Final = 32


@cache
def unit_legendre() -> tuple[Any, Any]:
    """Nodes and weights of 32-point Gauss-Legendre on (0, 1); exact to 1e-15 for e^{iz v} with |z| < 12."""
    x, w = np.polynomial.legendre.leggauss(_NODES)
    return 0.5 * (x + 1.0), 0.5 * w


STEP: Final = 0.15
"""Step of :func:`two_ended`, for integrands regular within pi/4 of the real axis of w: exp(-2 pi (pi/4)/step) = 5e-15."""

_IMAGES: Final = 6


def two_ended(near: Any, far: Any) -> tuple[Any, Any]:
    r"""Nodes and weights for :math:`\int_0^\infty g(\rho^2)\,d\rho` of a function with structure at both ends.

    The trapezoid rule, on midpoints, in w where :math:`\rho=\sinh w\,\prod_{k\ge1}[\sinh(kW-w)\sinh(kW+w)]^{(-1)^k}` times
    a constant: an odd function of w about 0, as :math:`1/\rho` is about W, that grows as :math:`e^w` between.  The integrand
    then is periodic and analytic, and the rule converges exponentially.

    Parameters
    ----------
    near, far : array, shape (N,)
        Scales of g below 0.3: in rho at 0, in 1/rho at infinity.

    Returns
    -------
    rho, weight : array, shape (N, M)
    """
    near, far = np.asarray(near, dtype=float)[:, None], np.asarray(far, dtype=float)[:, None]
    width = np.log(4.0 / near) + np.log(1.0 / far)
    count = math.ceil(float(np.max(width)) / STEP)
    w = width * (np.arange(count) + 0.5) / count
    # in logarithms, with e^{-w} taken out of each sinh
    log = w + np.log(-np.expm1(-2 * w)) + math.log(0.5)
    slope = 1.0 / np.tanh(w)
    start = np.zeros_like(width)  # of log(rho/w) at 0
    for k in range(1, _IMAGES + 1):
        sign = (-1.0) ** k
        below, above, unit = -2 * (k * width - w), -2 * (k * width + w), -2 * k * width
        log = log + sign * (np.log(-np.expm1(below)) + np.log(-np.expm1(above)))
        slope = slope + sign * (1.0 / np.tanh(-0.5 * above) - 1.0 / np.tanh(-0.5 * below))
        start = start + sign * 2 * np.log(-np.expm1(unit))
    rho = near * np.exp(log - start)
    return rho, rho * slope * width / count


@cache
def chebyshev(count: int) -> tuple[Any, Any]:
    """Chebyshev points of (-1, 1), shape (count,), and the matrix that turns values there into coefficients."""
    angle = math.pi * (np.arange(count) + 0.5) / count
    matrix = 2.0 / count * np.cos(np.arange(count)[:, None] * angle)
    matrix[0] *= 0.5
    return np.cos(angle), matrix


def coherence_angle(mean_energy: float, r: Any) -> Any:
    """Half-angle (rad) of a uniform disc of directions that halves the aligned potential, sqrt(3.79/(E r)).

    From sin(x)/x = 1/2 at x = E r angle^2/2 = 1.8955; for E r well above 1, a line at ``mean_energy`` (eV), ``r`` in eV^-1.
    """
    return np.minimum(np.sqrt(2 * 1.895494267033981 / (mean_energy * np.asarray(r, dtype=float))), math.pi)[()]
