r"""Uniform spheres in a directed flux of massless neutrinos, exactly.

With :math:`k=E\hat k` and :math:`G=\cos(Er)/r` the energy of two points is, for unit charges,

.. math:: V = -\frac{G_F^2\Phi E}\pi\,\mathrm{Re}\Big\{e^{-ik\cdot x}\Big[1-\frac i{E^2}\,k\!\cdot\!\nabla\Big]G\Big\} .

Averaged over two bodies that do not overlap, of form factors :math:`F_1,F_2` that depend on q alone, G becomes a sum of
outgoing and ingoing waves.  Their amplitudes are the product of the form factors *on the shell* of scattered neutrinos of the
same energy, because in the integral over momenta only the pole remains once the separation exceeds the sum of the radii:

.. math:: F_1F_2\Big(2E\sin\frac\theta2\Big) = \sum_l(2l+1)\,C_l\,P_l(\cos\theta),\qquad
          V = \frac{G_F^2\Phi E^2}\pi\,\mathrm{Re}\Big\{e^{-ixc}\sum_l i^l\,[(2l+1)C_l+(l+1)C_{l+1}+l\,C_{l-1}]\,
              y_l(x)\,P_l(c)\Big\},

x = E r and c the cosine between beam and separation.  In position space, :math:`C_l` is the mean of :math:`j_l^2(Eu)` over the
distances u between a point of the one body and a point of the other, their centres being put together.  All :math:`C_l` are
positive, and die beyond :math:`l=E(R_1+R_2)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nuforce.backgrounds.checked import nonnegative, number, positive, unit_vector
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.base import check_range, distance, positions
from nuforce.units import length

MAX_WAVES: Final = 2.5e4
"""Largest E (R_1 + R_2) for which partial waves are summed."""

_PHASE: Final = 140.0
_NODES: Final = 64
"""Gauss-Legendre points for a panel over which the phase of j_l^2 advances by _PHASE."""


def point_sphere(
    x: Any, *, direction: Any, energy: float, flux: float, charges: float, radius: float, fermi: float
) -> Any:
    r"""Energy of a point and a uniform sphere in a monochromatic beam of massless neutrinos.

    As in the module's sum, with

    .. math:: C_l = \frac3{a^3}\int_0^a u^2j_l^2(Eu)\,du = \tfrac32\,[j_l^2-j_{l-1}j_{l+1}](Ea) .

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation of the point and the centre of the sphere, longer than the radius.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    energy : float, eV
        E > 0 of the neutrinos.
    flux : float, eV^3
        :math:`\Phi\ge0`.
    charges : float
        Charge of the point times the charge of the whole sphere, g N g'.
    radius : float, eV^-1
        Of the sphere, a > 0, with E a up to 2.5e4.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    array, shape (*S,), eV
        Positive repels.

    Notes
    -----
    Exact for static sources and massless neutrinos.  The absolute error is about 1e-15 (1 + E a)^(1/2) of the energy of two
    aligned points at the distance |x|; where the sphere suppresses that energy, the relative error grows accordingly.

    References
    ----------
    Ghosh:2022nzo (two points)
    """
    radius, energy = positive("radius", radius), positive("energy", energy)
    r, miss = geometry(x, direction)
    _outside(r, radius, "radius", "the point lies inside the sphere")
    _summable(energy, radius)
    return front_factor(flux, charges, fermi) * energy**2 * waves(ball_coefficients(energy * radius), energy * r, miss)


def sphere_sphere(
    x: Any, *, direction: Any, energy: float, flux: float, charges: float, radii: tuple[float, float], fermi: float
) -> Any:
    r"""Energy of two uniform spheres in a monochromatic beam of massless neutrinos.

    As in the module's sum, with

    .. math:: C_l = \int_0^{a+b}4\pi u^2\rho(u)\,j_l^2(Eu)\,du,\qquad
              \rho = \frac{\pi(s-u)^2\,[u^2+2us-3(a-b)^2]}{12\,u}\,\Big(\frac3{4\pi}\Big)^2\frac1{a^3b^3}\quad(|a-b|<u<s=a+b)

    and constant for smaller u: the density of differences of points of the two balls.

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation of the centres, longer than the sum of the radii.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    energy : float, eV
        E > 0 of the neutrinos.
    flux : float, eV^3
        :math:`\Phi\ge0`.
    charges : float
        Product of the charges of the whole spheres, N g N' g'.
    radii : (float, float), eV^-1
        a, b > 0, with E (a + b) up to 2.5e4.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    array, shape (*S,), eV
        Positive repels.

    Notes
    -----
    Exact for static sources and massless neutrinos.  The absolute error is about 1e-15 (1 + E a + E b)^(1/2) of the energy of two
    aligned points at the distance |x|.  The time grows as the square of E (a + b); for larger bodies far
    enough apart see :func:`nuforce.backgrounds.bodies.fresnel.fresnel_energy`.

    References
    ----------
    Ghosh:2022nzo (two points)
    """
    a, b = (positive("radii", value) for value in radii)
    energy = positive("energy", energy)
    r, miss = geometry(x, direction)
    _outside(r, a + b, "radii", "the spheres touch or overlap")
    _summable(energy, a + b)
    coefficients = ball_ball_coefficients(energy * a, energy * b)
    return front_factor(flux, charges, fermi) * energy**2 * waves(coefficients, energy * r, miss)


def ball_coefficients(x: float) -> npt.NDArray[np.float64]:
    """C_l of a point and a uniform ball of radius x (in units of 1/E), for l = 0 ... as far as they count."""
    j = bessel_ladder(np.array([x]), _top(x) + 1)[:, 0]
    below = np.concatenate([[math.cos(x) / x], j[:-2]])
    return np.asarray(1.5 * (j[:-1] ** 2 - below * j[1:]))


def ball_ball_coefficients(a: float, b: float) -> npt.NDArray[np.float64]:
    """C_l of two uniform balls of radii a, b (in units of 1/E), for l = 0 ... as far as they count."""
    total, inner = a + b, abs(a - b)
    if min(a, b) < 1e-9:  # a point, up to the square of this
        return ball_coefficients(max(a, b))

    def density(u: Any) -> Any:
        # 4 pi u^2 rho; the volume common to two balls over both volumes
        edge = 0.75 * u * (total - u) ** 2 * (u * u + 2.0 * u * total - 3.0 * inner**2) / (4.0 * (a * b) ** 3)
        return np.where(u < inner, 3.0 * u * u / max(a, b) ** 3, edge)

    out = np.zeros(_top(total) + 1)
    for low, high in ((0.0, inner), (inner, total)):
        if high > low:
            _add_mean(out, density, low, high)
    return out


def _add_mean(out: npt.NDArray[np.float64], density: Callable[[Any], Any], low: float, high: float) -> None:
    """Add the integral of density(u) j_l^2(u) from low to high to out[l]."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    count = max(1, math.ceil(2.0 * (high - low) / _PHASE))
    edges = np.linspace(low, high, count + 1)
    half = 0.5 * (edges[1] - edges[0])
    for start in range(0, count, 12):  # some hundred points at a time
        centre = 0.5 * (edges[:-1] + edges[1:])[start : start + 12]
        u = (centre[:, None] + half * nodes).ravel()
        weight = half * np.tile(weights, centre.size) * density(u)
        top = min(_top(float(u[-1])), out.size - 1)
        j = bessel_ladder(u, top)
        out[: top + 1] += np.einsum("ln,ln,n->l", j, j, weight)


def waves(coefficients: npt.NDArray[np.float64], x: Any, miss: Any) -> Any:
    r"""Re{e^{-ixc} sum_l i^l [(2l+1) C_l + (l+1) C_{l+1} + l C_{l-1}] y_l(x) P_l(c)}.

    Parameters
    ----------
    coefficients : array, shape (L,)
        C_l.
    x : array, shape (*S,)
        E r, beyond the sum of the radii times E.
    miss : array, shape (*S,)
        1 - c.
    """
    x, miss = np.asarray(x, dtype=float), np.asarray(miss, dtype=float)
    c = np.concatenate([[0.0], coefficients, [0.0, 0.0]])
    order = np.arange(coefficients.size + 1)
    weight = (2 * order + 1) * c[1:-1] + (order + 1) * c[2:] + order * c[:-2]
    even, odd = np.zeros(x.shape), np.zeros(x.shape)
    with np.errstate(over="ignore", invalid="ignore"):  # y_l overflows where its weight is zero
        y, following = -np.cos(x) / x, -(np.sin(x) + np.cos(x) / x) / x
        p, step = np.ones(x.shape), -miss  # P_l and P_{l+1} - P_l: near the axis only the differences are well known
        for l, w in enumerate(weight.tolist()):
            if w != 0.0:
                term = (w if l % 4 < 2 else -w) * y * p
                if l % 2:
                    odd += term
                else:
                    even += term
            p = p + step
            step = ((l + 1) * step - (2 * l + 3) * miss * p) / (l + 2)
            y, following = following, (2 * l + 3) / x * following - y
    phase = x * (1.0 - miss)
    return (np.cos(phase) * even + np.sin(phase) * odd)[()]


def bessel_ladder(x: npt.NDArray[np.float64], top: int) -> npt.NDArray[np.float64]:
    """Spherical Bessel functions j_l(x), l = 0 ... top, shape (top + 1, N), by Miller's downward recurrence."""
    start = top + 2 + int(4.0 * math.sqrt(top + 10))
    out = np.zeros((start + 1, x.size))
    out[start] = 1e-250
    above = np.zeros(x.size)
    inverse = 1.0 / x
    every = 1 if start < 200 else 4  # steps between looks; a step multiplies by (2l + 1)/x at most
    for l in range(start, 0, -1):
        np.multiply((2 * l + 1) * inverse, out[l], out=out[l - 1])
        out[l - 1] -= above
        above = out[l]
        if l % every == 0:
            large = np.abs(out[l - 1]) > 1.0
            if large.any():
                out[l - 1 :, large] *= 1e-200
                above = out[l]
    # the sum rule sum (2l + 1) j_l^2 = 1 gives the size, the larger of j_0 and j_1 the sign
    out = out[: top + 1]
    out /= np.maximum(np.abs(out[0]), np.abs(out[1]))
    odd = 2.0 * np.arange(top + 1) + 1.0
    size = 1.0 / np.sqrt(np.einsum("l,ln,ln->n", odd, out, out))
    j0 = np.sinc(x / math.pi)
    by_first = np.abs(out[0]) >= np.abs(out[1])
    sign = np.where(by_first, j0 * out[0], (j0 - np.cos(x)) * out[1])
    scale = np.copysign(size, sign)
    out *= scale
    return out


def _top(x: float) -> int:
    """Order beyond which j_l(x)^2 is below 1e-34 of its largest."""
    return math.ceil(x + 12.0 * math.cbrt(x)) + 14


def front_factor(flux: float, charges: float, fermi: float) -> float:
    """G_F^2 Phi g g'/pi, checked."""
    return number("fermi", fermi) ** 2 * nonnegative("flux", flux) * number("charges", charges) / math.pi


def geometry(x: Any, direction: Any) -> tuple[Any, Any]:
    """Distances, and 1 - cos of the angles to the beam."""
    x = np.asarray(positions(x), dtype=float)
    r = distance(x)
    check_range(r, 0.0, math.inf, "")
    return r, 0.5 * np.sum((x / r[..., None] - unit_vector(direction)) ** 2, axis=-1)


def _outside(r: Any, reach: float, field: str, what: str) -> None:
    if not np.all(r > reach):
        near = float(np.min(r))
        raise InputError(
            field,
            length(reach),
            f"{what}: the centres are only {length(near)} apart; the sum of partial waves needs a distance beyond the surfaces",
        )


def _summable(energy: float, reach: float) -> None:
    if not energy * reach <= MAX_WAVES:
        raise OutOfDomain(
            f"E times the sum of the radii is {energy * reach:.3g}: partial waves are summed up to {MAX_WAVES:.3g}; for such "
            "bodies use the paraxial form, nuforce.backgrounds.bodies.fresnel_energy, which is the better the larger they are"
        )
