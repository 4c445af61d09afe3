r"""Averages of oscillating exponentials over a spectrum and over an angle, in closed form.

A spectrum enters only through its *moments* :math:`M_p(t) = \langle E^p e^{iEt}\rangle`.  Since
:math:`M_p' = i M_{p+1}`, integrals over :math:`t` lower :math:`p`, and an average over a uniform disc is a difference of
moments with :math:`p \ge -2`: nothing oscillates under an integral sign, whatever :math:`Et` is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

Moment = Callable[[int, Any], Any]

_NODES = 32
_SWITCH = 12.0


@cache
def _legendre() -> tuple[Any, Any]:
    x, w = np.polynomial.legendre.leggauss(_NODES)
    return 0.5 * (x + 1.0), 0.5 * w


def chord_mean(moment: Moment, p: int, polynomial: Sequence[Any], start: Any, stop: Any, top: float) -> Any:
    r"""Mean of :math:`P(v)\,M_p(t_0 + v(t_1-t_0))` over 0 < v < 1.

    Parameters
    ----------
    moment : callable (p, t) -> complex array
        Moments of the spectrum, :math:`\langle E^p e^{iEt}\rangle`, for p down to ``p - len(polynomial)``.
    p : int
        Power of the energy.
    polynomial : sequence of arrays
        Coefficients of P, lowest first.
    start, stop : arrays
        The two ends t_0, t_1 (eV^-1).
    top : float
        An energy such that the moments are smooth in t over intervals shorter than 1/top.

    Returns
    -------
    complex array
        By 32-point Gauss-Legendre where ``|stop-start| top < 12`` (the moments are smooth there: relative error 1e-15),
        else by repeated integration by parts, exact; cancellation is bounded by (12/top <E>)^degree.
    """
    start, stop = np.broadcast_arrays(np.asarray(start, dtype=float), np.asarray(stop, dtype=float))
    coefficients = [np.broadcast_to(np.asarray(c), start.shape) for c in polynomial]
    out = np.empty(start.shape, dtype=complex)
    near = np.abs(stop - start) * top < _SWITCH
    if near.any():
        out[near] = _smooth(moment, p, [c[near] for c in coefficients], start[near], stop[near])
    if not near.all():
        far = ~near
        out[far] = _by_parts(moment, p, [c[far] for c in coefficients], start[far], stop[far])
    return out


def _smooth(moment: Moment, p: int, coefficients: list[Any], start: Any, stop: Any) -> Any:
    nodes, weights = _legendre()
    values = moment(p, start[..., None] + (stop - start)[..., None] * nodes)
    powers = sum(c[..., None] * nodes**k for k, c in enumerate(coefficients))
    return (values * powers) @ weights


def _by_parts(moment: Moment, p: int, coefficients: list[Any], start: Any, stop: Any) -> Any:
    # int_0^1 P M_p dv = [P M_{p-1}]/(i D) - (1/iD) int_0^1 P' M_{p-1} dv,  D = stop - start
    at_one = sum(coefficients)
    factor = 1.0 / (1j * (stop - start))
    value = factor * (at_one * moment(p - 1, stop) - coefficients[0] * moment(p - 1, start))
    if len(coefficients) > 1:
        derivative = [k * c for k, c in enumerate(coefficients)][1:]
        value = value - factor * _by_parts(moment, p - 1, derivative, start, stop)
    return value
