r"""Isotropic neutrino backgrounds as superpositions of Yukawa potentials, exact at every distance.

One mass eigenstate of mass m with occupation :math:`N(k)=n_++n_-` per helicity adds, per unit of charge product,

.. math:: V = -\frac{G_F^2}{4\pi^3 r}\,\mathrm{Re}\int_0^\infty d\kappa\, e^{2i\kappa r}\,W(\kappa),\qquad
          W(\kappa)=\int_\kappa^\infty dk\,N(k)\,[4a(k)(k^2-\kappa^2)+2b(k)] ,

with (a, b) from the table in :func:`amplitudes`.  The integral over kappa is deformed into the upper half plane:

* up the imaginary axis, kappa = iy, from 0 to y_bend, half way to the nearest singularity of N(k) or to the branch point im.
  Only :math:`w(y) = \int_0^y dy'\,\mathrm{Re}\{4(y^2-y'^2)\,[Na](iy') + 2[Nb](iy')\}` survives there, an integral of one sign:
  real Yukawa masses 2y, no cancellation, and the whole power-law tail at large r comes from it;
* from i y_bend to infinity along a ray: complex masses, suppressed at large r by e^{-2 y_bend r}.

A plain ray from the origin, by contrast, loses (rT)^3 to (rT)^5 at large r.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.numerics.loggrid import LOWER, interval, panel_integrals
from nuforce.potentials import Block

Kind = Literal["massless", "both", "produced", "majorana"]

_GAUSS: Final = np.polynomial.legendre.leggauss(24)
_DEAD: Final = 45.0
"""Occupations below e^-45 of a thermal tail are dropped."""


def amplitudes(kind: Kind, k: Any, energy: Any, m: float) -> tuple[Any, Any]:
    """Coefficients (a, b) of the potential of one mode of momentum k and energy E (eV), complex ones allowed.

    ========== ================= ================
    kind       a                 b (eV^2)
    ========== ================= ================
    massless   1                 0
    both       k/E               m^2 k/E
    produced   (E + k)/(2E)      m^2 k/(2E)
    majorana   k/E               0
    ========== ================= ================

    "both" and "produced" are Dirac neutrinos with both helicities, or only the one weak interactions make, filled.

    References
    ----------
    Horowitz:1993kw, Ferrer:1999ad
    """
    if kind == "massless" or m == 0:
        return 1.0 + 0.0 * k, 0.0 * k
    if kind == "both":
        return k / energy, m * m * k / energy
    if kind == "produced":
        return 0.5 * (energy + k) / energy, 0.5 * m * m * k / energy
    return k / energy, 0.0 * k


def background_blocks(
    kind: Kind,
    m: float,
    occupation: Callable[[Any], Any],
    *,
    strength: float,
    temperature: float,
    pole: complex,
    accuracy: Accuracy,
) -> tuple[Block, ...]:
    """Yukawa nodes of the potential that an isotropic background of one mass eigenstate adds.

    Parameters
    ----------
    kind : "massless", "both", "produced" or "majorana"
    m : float, eV
    occupation : callable
        N(k) = n_+ + n_- per helicity for complex k in the first quadrant.
    strength : float, eV^-4
        G_F^2 times the charge product.
    temperature : float, eV
        N falls as e^{-k/temperature}.
    pole : complex, eV
        The singularity of N in the first quadrant nearest to the origin (i pi T for Fermi-Dirac).
    accuracy : Accuracy

    Returns
    -------
    tuple of Block
        Relative error about 1e-13 of the background's own size, from ``accuracy.r_min`` to ``accuracy.r_max``.
    """
    scale = -strength / (4.0 * math.pi**3)
    light = 0 < m < 0.3 * pole.imag
    if kind == "massless" or m == 0:
        pieces, bend = [(0.0, 0.5 * pole.imag)], 0.5 * pole.imag
    elif light:
        # the branch point i m is passed on its right; beyond it E = i sqrt(y^2 - m^2)
        bend = 0.5 * (m + pole.imag)
        pieces = [(0.0, m), (m, bend)]
    else:
        bend = 0.5 * min(m, pole.imag)
        pieces = [(0.0, bend)]
    blocks = []
    sums = np.zeros(3)
    for start, stop in pieces:
        block, sums = _axis_block(kind, m, occupation, start, stop, sums, scale, accuracy)
        blocks.append(block)
    return (*blocks, _ray_block(kind, m, occupation, bend, scale, temperature, pole, accuracy))


def _axis_block(
    kind: Kind,
    m: float,
    occupation: Callable[[Any], Any],
    start: float,
    stop: float,
    sums: Any,
    scale: float,
    accuracy: Accuracy,
) -> tuple[Block, Any]:
    """Real nodes mu = 2y for start < y < stop, and the integrals of Re[N a] (1, y^2), Re[N b] up to stop."""
    lower = LOWER if start == 0 else 1e-17  # w starts as y^3 at the origin, but as a constant at the branch point
    length = stop - start
    u, rest, weight = interval(length, 2.0 * accuracy.r_max, accuracy.step, lower)
    y = start + u
    # m - y without cancellation at either end of the piece
    gap = rest if stop == m else (-u if start == m else m - y)
    x, gauss = _GAUSS
    t = 0.5 * (1.0 + x)

    def between(values: Any, first: float) -> Any:
        low = np.concatenate([[first], values[:-1]])
        return low[:, None] + (values - low)[:, None] * t

    nodes, gaps = between(y, start), between(gap, m - start if stop == m or start != m else 0.0)
    energy = np.sqrt(np.abs(gaps) * (m + nodes)) * np.where(gaps > 0, 1.0, 1j)
    k = 1j * nodes
    a, b = amplitudes(kind, k, np.where(energy == 0, 1.0, energy), m)
    n = occupation(k)
    na, nb = (n * a).real, (n * b).real
    # lengths of the panels, from whichever end is nearer: 1/sqrt(m - y) feels every bit of them
    widths = np.where(u < 0.5 * length, np.diff(u, prepend=0.0), -np.diff(rest, prepend=length))
    panel = 0.5 * gauss * widths[:, None]
    parts = np.stack([(panel * na).sum(1), (panel * na * nodes**2).sum(1), (panel * nb).sum(1)])
    a0, a2, b0 = np.cumsum(parts, axis=1) + sums[:, None]
    w = 4.0 * (y**2 * a0 - a2) + 2.0 * b0
    block = Block(
        2.0 * u,
        np.array([2.0 * start]),
        (scale * w * weight)[None, :],
        uniform=True,
        r_min=accuracy.r_min,
        r_max=accuracy.r_max,
    )
    return block, np.array([a0[-1], a2[-1], b0[-1]])


def ray_grid(bend: float, temperature: float, pole: complex, accuracy: Accuracy) -> tuple[Any, complex, float]:
    """Distances along the ray that leaves the imaginary axis at ``bend``, its direction, and the step in their logarithm.

    The ray halves the angle left by the singularity ``pole`` of the occupation; it ends where the occupation is dead.
    """
    phi = 0.5 * math.atan2(pole.imag - bend, pole.real)
    ray = complex(math.cos(phi), math.sin(phi))
    step = accuracy.step * phi / (0.5 * math.pi)
    top = _DEAD * temperature / ray.real + pole.real
    bottom = 1e-19 * min(bend, top)
    return bottom * np.exp(step * np.arange(math.ceil(math.log(top / bottom) / step) + 1)), ray, step


def _ray_block(
    kind: Kind,
    m: float,
    occupation: Callable[[Any], Any],
    bend: float,
    scale: float,
    temperature: float,
    pole: complex,
    accuracy: Accuracy,
) -> Block:
    """Complex nodes mu = -2 i kappa on the ray kappa = i bend + sigma e^{i phi}."""
    sigma, ray, step = ray_grid(bend, temperature, pole, accuracy)

    def integrand(k: Any) -> Any:
        a, b = amplitudes(kind, k, np.sqrt(k - 1j * m) * np.sqrt(k + 1j * m), m)
        n = occupation(k)
        return np.stack([n * a, n * a * k**2, n * b])

    parts = panel_integrals(1j * bend + ray * np.append(sigma, 1.5 * sigma[-1]), integrand)
    a0, a2, b0 = np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]
    kappa = 1j * bend + sigma * ray
    w = 4.0 * (a2 - kappa**2 * a0) + 2.0 * b0
    return Block(
        2.0 * sigma * (ray.imag - 1j * ray.real),
        np.array([2.0 * bend]),
        (scale * ray * w * sigma * step)[None, :],
        uniform=True,
        r_min=accuracy.r_min,
        r_max=accuracy.r_max,
    )
