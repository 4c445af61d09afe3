r"""Limits of the force in a relic background, each with the distances at which it holds.

The background is thermal in momentum at a temperature T, of one mass eigenstate; ``strength`` is G_F^2 times the charge product,
:math:`V_0=\mathrm{strength}/4\pi^3r^5` the vacuum force of massless neutrinos.  Outside its range a limit raises ``OutOfDomain``:
use the background itself, which is exact everywhere.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from nuforce.backgrounds.isotropic import Kind, amplitudes
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.potentials.base import as_array, check_range
from nuforce.units import length

_GAUSS: Final = np.polynomial.legendre.leggauss(60)
_SMALL: Final = 0.05
_TERMS: Final = 30


def short_distance(
    kind: Kind, mass: float, r: Any, *, strength: float, temperature: float, degeneracy: float = 0.0
) -> Any:
    r"""Background part (eV) at :math:`r\ll1/k`: Coulomb-like.

    .. math:: V\to-\frac{2\,\mathrm{strength}}{\pi^3 r}\int_0^\infty dk\,N\,k\Big[\tfrac13ak^2+\tfrac14b\Big]

    with (a, b) of :func:`nuforce.backgrounds.isotropic.amplitudes`; massless,
    :math:`-\frac{7\pi}{90}\,\mathrm{strength}\,\frac{T^4}r\big[1+\tfrac{30}7(\xi/\pi)^2+\tfrac{15}7(\xi/\pi)^4\big]`.

    Parameters
    ----------
    kind : "massless", "both", "produced" or "majorana"
    mass : float, eV
    r : array, eV^-1
        Up to 0.05/(T (1 + |xi|/4)); there the next term, (k r)^2, makes 3 per cent.
    strength : float, eV^-4
    temperature : float, eV
    degeneracy : float
        xi = mu/T.

    References
    ----------
    Horowitz:1993kw
    """
    t, xi = _checked(kind, mass, strength, temperature, degeneracy)
    r = _distances(r, 0.0, _SMALL / (t * (1.0 + 0.25 * abs(xi))))
    if kind == "massless" or mass == 0:
        y = (xi / math.pi) ** 2
        return -7.0 * math.pi / 90.0 * strength * t**4 / r * (1.0 + 30.0 / 7.0 * y + 15.0 / 7.0 * y * y)
    # (k/E and k of light neutrinos vary over their mass)
    x, w = _GAUSS
    edges = np.concatenate([[0.0], np.geomspace(1e-12, 1.0, 25), np.linspace(1.0, 50.0 + abs(xi), 26)[1:]])
    edges = np.unique(np.concatenate([edges, [min(mass / t, 50.0)]]))
    half = 0.5 * np.diff(edges)[:, None]
    k = t * (edges[:-1, None] + half * (1.0 + x))
    a, b = amplitudes(kind, k, np.hypot(k, mass), mass)
    n = 1.0 / (np.exp(k / t - xi) + 1.0) + 1.0 / (np.exp(k / t + xi) + 1.0)
    moment = t * float(np.sum(half * w * n * k * (a * k**2 / 3.0 + 0.25 * b)))
    return -2.0 * strength / (math.pi**3 * r) * moment


def long_distance(
    kind: Kind, mass: float, r: Any, *, strength: float, temperature: float, degeneracy: float = 0.0
) -> Any:
    r"""Leading power law (eV) of the background part of massive neutrinos at :math:`r\gg1/T,1/m`.

    ========== ==================================================================
    both       :math:`-\frac m{4T}\sigma\,V_0`
    produced   :math:`-\big(\frac12+\frac m{8T}\sigma\big)V_0`
    majorana   :math:`-\frac{\mathrm{strength}}{4\pi^3mTr^7}\,\sigma`
    ========== ==================================================================

    :math:`\sigma=\tfrac12\cosh^{-2}(\xi/2)` comes from the cusp of N(k) at k = 0, N'(0) = -sigma/T (1/2 without a chemical
    potential); a massless state gives exactly minus the vacuum force, :math:`-V_0`, up to terms of order exp(-2 pi T r).

    Parameters
    ----------
    kind, mass, strength, temperature, degeneracy
        See :func:`short_distance`.
    r : array, eV^-1
        From 20/min(m, pi T/(1 + |xi|)) on (massless: from 6/T on); there corrections of relative order
        8/(r min(m, pi T))^2 are 2 per cent; refused where exponential parts are larger than that.

    References
    ----------
    Horowitz:1993kw, Ferrer:1999ad
    """
    t, xi = _checked(kind, mass, strength, temperature, degeneracy)
    vacuum = strength / (4.0 * math.pi**3)
    if kind == "massless" or mass == 0:
        return -vacuum / _distances(r, 6.0 / t, math.inf) ** 5
    scale = min(mass, math.pi * t / (1.0 + abs(xi)))
    r = _distances(r, 20.0 / scale, math.inf)
    sigma = 0.5 / math.cosh(0.5 * xi) ** 2
    if kind == "majorana":
        return _beyond(-vacuum * sigma / (mass * t * r**7), r, scale, vacuum * scale / mass, 0.02)
    share = mass / t * sigma
    return _beyond(-(0.25 * share if kind == "both" else 0.5 + 0.125 * share) * vacuum / r**5, r, scale, vacuum, 0.02)


def cold_total(r: Any, *, strength: float, chemical_potential: float, temperature: float = 0.0) -> Any:
    r"""Vacuum plus massless background (eV) of a degenerate sea, T -> 0 at fixed mu: Friedel oscillations.

    .. math:: V = V_0\,[\cos2\mu r+\mu r\sin2\mu r]

    Parameters
    ----------
    r : array, eV^-1
        Up to 0.05/T.
    strength : float, eV^-4
    chemical_potential : float, eV
    temperature : float, eV
        At most mu/20.

    References
    ----------
    Horowitz:1993kw
    """
    mu = abs(chemical_potential)
    if not (math.isfinite(mu) and math.isfinite(strength)):
        raise InputError("chemical_potential", chemical_potential, "needs finite numbers")
    if not 0 <= temperature <= mu / 20.0:
        raise OutOfDomain(
            f"a sea of chemical potential {mu:.3g} eV is cold below {mu / 20:.3g} eV, not at {temperature:.3g} eV: use the "
            "closed form, FermiDiracTotal"
        )
    r = _distances(r, 0.0, _SMALL / temperature if temperature else math.inf)
    x = mu * r
    return strength / (4.0 * math.pi**3 * r**5) * (np.cos(2 * x) + x * np.sin(2 * x))


def series(kind: Kind, mass: float, r: Any, *, strength: float, temperature: float, degeneracy: float = 0.0) -> Any:
    r"""Background part (eV) of massive neutrinos at large distance by the whole asymptotic series.

    .. math:: V=-\frac{\mathrm{strength}}{4\pi^3r}\sum_{n\,\rm odd}(-1)^{(n+1)/2}\frac{W_n}{(2r)^{n+1}},\qquad
              W_n=-2\,(Nb)^{(n-1)}(0)+8(n-1)\,(Na)^{(n-3)}(0) ,

    stopped at its smallest term.

    Parameters
    ----------
    kind, mass, strength, temperature, degeneracy
        See :func:`short_distance`; massive states only (massless, every term but -V_0 vanishes).
    r : array, eV^-1
        From 10/s on, s = min(m, pi T/(1 + |xi|)).

    Returns
    -------
    array
        Error about (2 r s)^2 e^{-2 r s} of the massless vacuum force (Majorana: times s/m), refused above 1e-3 of the value;
        and, relative, 1e-13: what the singularities next to the origin leave, which no power series sees.

    References
    ----------
    Horowitz:1993kw
    """
    t, xi = _checked(kind, mass, strength, temperature, degeneracy)
    if kind == "massless" or mass == 0:
        raise OutOfDomain(
            "the series of massless neutrinos ends after minus the vacuum force: use long_distance, or the closed form"
        )
    if abs(xi) > 10:
        raise OutOfDomain(
            "beyond |mu/T| = 10 the coefficients of the series lose their digits: use the background itself"
        )
    scale = min(mass, math.pi * t / (1.0 + abs(xi)))
    r = _distances(r, 10.0 / scale, math.inf)
    na, nb = _derivatives(kind, mass, t, xi, scale)
    total, size = np.zeros(r.shape), np.full(r.shape, math.inf)
    going = np.ones(r.shape, dtype=bool)
    # two odd orders at a time: in one of them a coefficient may happen to be small
    for j in range(_TERMS // 2):
        pair = np.zeros(r.shape)
        magnitude = np.zeros(r.shape)
        for n in (4 * j + 1, 4 * j + 3):
            w = -2.0 * nb[n - 1] + (8.0 * (n - 1) * na[n - 3] * scale**2 if n >= 3 else 0.0)
            term = (-1.0) ** ((n + 1) // 2) * w * scale**2 * (2.0 * r * scale) ** float(-n - 1)
            pair, magnitude = pair + term, magnitude + np.abs(term)
        going &= magnitude < size
        total = np.where(going, total + pair, total)
        size = np.where(going & (magnitude > 0), magnitude, size)
    vacuum = strength / (4.0 * math.pi**3)
    return _beyond((-vacuum / r * total)[()], r, scale, vacuum * (scale / mass if kind == "majorana" else 1.0), 1e-3)


def _beyond(value: Any, r: Any, scale: float, vacuum: float, tolerance: float) -> Any:
    """The value, if what no power series sees, about (2 r s)^2 e^{-2 r s} of the massless vacuum force, is small beside it."""
    unseen = (2.0 * r * scale) ** 2 * np.exp(-2.0 * r * scale) * abs(vacuum) / r**5
    if vacuum and np.any(unseen > tolerance * np.abs(value)):
        raise OutOfDomain(
            "for light neutrinos, or with a chemical potential, the power law is so weak that an exponential part of the force "
            "still matters here; go farther out, or use the background itself, exact everywhere"
        )
    return value


def _derivatives(kind: Kind, mass: float, t: float, xi: float, scale: float) -> tuple[list[float], list[float]]:
    """Derivatives at k = 0 of N a and N b with respect to k/scale, orders 0 to 2 _TERMS, from their power series."""
    count = 2 * _TERMS + 1
    n = sum(_occupation_series(scale / t, sign * xi, count) for sign in (1.0, -1.0))
    # E/m = sqrt(1 + y^2), y = k/m
    y = scale / mass
    root = np.zeros(count)
    inverse = np.zeros(count)
    root[0] = inverse[0] = 1.0
    for i in range(1, (count + 1) // 2):
        root[2 * i] = root[2 * i - 2] * (1.5 / i - 1.0) * y * y
        inverse[2 * i] = inverse[2 * i - 2] * (0.5 / i - 1.0) * y * y
    speed = np.concatenate([[0.0], inverse[:-1]]) * y  # k/E
    unit = np.zeros(count)
    unit[0] = 1.0
    if kind == "produced":
        a, b = 0.5 * (unit + speed), 0.5 * mass**2 * speed
    else:
        a, b = speed, mass**2 * speed if kind == "both" else np.zeros(count)
    products = (np.convolve(n, f)[:count] for f in (a, b))
    found = [[math.factorial(i) * float(c) for i, c in enumerate(f)] for f in products]
    return found[0], found[1]


def _occupation_series(slope: float, xi: float, count: int) -> Any:
    """Power series of 1/(e^{slope y - xi} + 1) in y: n' = -slope n (1 - n)."""
    n = np.zeros(count)
    n[0] = 1.0 / (math.exp(-xi) + 1.0)
    for i in range(count - 1):
        product = float(n[: i + 1] @ n[i::-1])
        n[i + 1] = -slope * (n[i] - product) / (i + 1)
    return n


def _checked(kind: Kind, mass: float, strength: float, temperature: float, degeneracy: float) -> tuple[float, float]:
    known = ("massless", "both", "produced", "majorana")
    if kind not in known:
        raise UnknownName("kind", kind, known)
    if not 0 < temperature < math.inf:
        raise InputError("temperature", temperature, "must be finite and larger than zero")
    if not 0 <= mass < math.inf:
        raise InputError("mass", mass, "must be finite and not negative")
    if not (math.isfinite(strength) and abs(degeneracy) < 50):
        raise InputError("degeneracy", degeneracy, "needs a finite strength and |mu/T| below 50")
    return temperature, degeneracy


def _distances(r: Any, low: float, high: float) -> Any:
    r = np.asarray(as_array(r, "r"), dtype=float)
    near = f"from {length(low)} on" if high == math.inf else f"up to {length(high)}"
    check_range(r, low, high, f"this limit holds {near}; use the background itself, exact everywhere")
    return r
