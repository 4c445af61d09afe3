r"""Directions of a flux: uniform discs, von Mises-Fisher distributions, tabulated profiles, and averages over them.

The kernel at distance r and :math:`u=1-c`, c the cosine between a mode's direction and the separation, is even in c:
:math:`K=\mathrm{Re}\,[f(u)+f(2-u)]` with :math:`f(u)=(1-\frac u2)M_1(ru)+\frac{i(1-u)}{2r}M_0(ru)`, M_p the moments of the
spectrum.  The backward wave of a disc at an angle b is the forward wave of one at :math:`\pi-b`.

Off the axis, a disc of half-angle t is left with an integral along its edge.  With
:math:`\mathcal E=\frac{i(2-u)}{2r}M_0+\frac u{2r^2}M_{-1}+\frac i{2r^3}M_{-2}` at ru, whose derivative in u is -f, Stokes gives

.. math:: \langle f\rangle = -\frac1{2\pi U}\oint\mathcal E\,d\alpha\ \Big[-\frac{\mathcal E(2)}U\Big],\qquad
          U=1-\cos t,\quad d\alpha=\frac{\sin t\,(\sin t\cos b-\cos t\sin b\cos\psi)}{u(2-u)}\,d\psi ,

:math:`\alpha` the azimuth of the edge as seen around the separation; the last term if the disc covers u = 2; at u = 0
:math:`\mathcal E` is imaginary and gives nothing.  In :math:`T=\tan(\psi/2)` everything but the moments is rational, and since
energies are positive the moments decay as T is turned to :math:`e^{i\pi/4}\rho`: nothing oscillates, at any E r.

Where a smooth distribution averages every phase away, :func:`residue` is what remains.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.errors import InputError, OutOfDomain
from nuforce.numerics.oscillatory import SMOOTH, chebyshev, two_ended, unit_legendre
from nuforce.potentials.base import namespace
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched
from nuforce.units import Dim

Order = Literal["value", "slope", "turn", "doubt"]
"""Of a mean kernel: itself (eV), d/dr (eV^2), the derivative with respect to the angle (eV), its error (eV)."""

_WHOLE: Final = 24.0
"""Phase over a disc up to which the kernel is a polynomial there."""

_SLOW: Final = 12.0
"""Phase along the edge of a disc up to which the trapezoid rule needs no contour."""

_EDGE: Final = 64
"""Points of that rule: exp(-64 arccosh 3) = 1e-49, and Bessel J_64(6) = 1e-58."""


def kernel_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
    """<E (C + S)> in eV at distance r and 1 - cos = miss."""
    xp = namespace(r)
    c = 1.0 - miss
    s, t = r * miss, r * (2.0 - miss)
    first = (1.0 - 0.5 * miss) * xp.real(spectrum.moment(1, s)) + 0.5 * miss * xp.real(spectrum.moment(1, t))
    # i/(2r) (M0(s) - M0(t)): only imaginary parts, each small like its argument, so nothing cancels as r -> 0
    return first - c / (2.0 * r) * (xp.imag(spectrum.moment(0, s)) - xp.imag(spectrum.moment(0, t)))


def _doubt(spectrum: AbstractSpectrum, p: int, t: Any, reach: Any) -> Any:
    """Error of a moment, eV^p, at t known to eps ``reach``; the logarithms and powers of a pinched one cost a factor 30."""
    return 4e-16 * (30.0 * np.abs(spectrum.moment(p, t)) + np.abs(reach * spectrum.moment(p + 1, t)))


def doubt_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
    """Error of :func:`kernel_point`, eV."""
    s, t = r * miss, r * (2.0 - miss)
    waves = (1.0 - 0.5 * miss) * _doubt(spectrum, 1, s, s) + 0.5 * miss * _doubt(spectrum, 1, t, 2.0 * r)
    # of M_0 only the imaginary part enters, which is small like its argument: |Im M_0| <= t |M_1| near the origin
    near = 4e-16 * sum(
        np.abs(reach * spectrum.moment(1, z)) + 30.0 * np.abs(spectrum.moment(0, z).imag)
        for z, reach in ((s, s), (t, 2.0 * r))
    )
    return waves + np.abs(1.0 - miss) / (2.0 * r) * near


def slope_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
    """d/dr of <E (C + S)> at fixed angle, eV^2."""
    xp = namespace(r)
    c = 1.0 - miss
    s, t = r * miss, r * (2.0 - miss)
    m0s, m0t, m1s, m1t = (spectrum.moment(p, z) for p in (0, 1) for z in (s, t))
    first = -(1.0 - 0.5 * miss) * miss * xp.imag(spectrum.moment(2, s))
    second = -0.5 * miss * (2.0 - miss) * xp.imag(spectrum.moment(2, t))
    third = c / (2.0 * r**2) * (xp.imag(m0s) - xp.imag(m0t))
    return first + second + third - c / (2.0 * r) * (miss * xp.real(m1s) - (2.0 - miss) * xp.real(m1t))


def _over_cap(spectrum: AbstractSpectrum, r: Any, cap: float, order: Order) -> Any:
    """Mean over a disc of half-angle ``cap`` on the axis."""
    u = 2 * math.sin(cap / 2) ** 2  # 1 - cos at the edge; inside, 1 - cos is uniform on (0, u)
    near = r * u * spectrum.top < SMOOTH
    out = np.empty(r.shape)
    if near.any():
        point = {"doubt": doubt_point, "value": kernel_point, "slope": slope_point}[order]
        nodes, weights = unit_legendre()
        out[near] = point(spectrum, r[near][..., None], u * nodes) @ weights
    if not near.all():
        out[~near] = _edges(spectrum, r[~near], u, order)
    return out


def _edges(spectrum: AbstractSpectrum, r: Any, u: float, order: Order) -> Any:
    r"""The integral over cos in closed form: the antiderivative of the kernel, minus its value at the edge.

    .. math:: \int dc\,k(c) = \mathrm{Re}\Big\{\Big[\tfrac{i(1+c)}{2r} + \tfrac{1-c}{2Er^2} + \tfrac{i}{2E^2r^3}\Big]e^{iEs}
              - \Big[\tfrac{i(1-c)}{2r} + \tfrac{1+c}{2Er^2} + \tfrac{i}{2E^2r^3}\Big]e^{iEt}\Big\}

    The forward direction (s = 0) contributes nothing, so that what the average kills is not left to cancellation.
    """
    c = 1.0 - u
    # terms Re[coefficient M_p(length r) / r^power]: first c = 1, then minus the edge
    terms = (
        (-1.0, -1, 2.0, 2),
        (-0.5j, -2, 2.0, 3),
        (-0.5j * (1 + c), 0, u, 1),
        (-0.5 * (1 - c), -1, u, 2),
        (-0.5j, -2, u, 3),
        (0.5j * (1 - c), 0, 2.0 - u, 1),
        (0.5 * (1 + c), -1, 2.0 - u, 2),
        (0.5j, -2, 2.0 - u, 3),
    )
    total = np.zeros(r.shape)
    for coefficient, p, length, power in terms:
        if coefficient == 0:
            continue
        t = length * r
        if order == "doubt" and length == 0:  # M_p(0) is real: an imaginary coefficient takes nothing of it
            total += 1e-14 * np.abs((coefficient * spectrum.moment(p, t)).real) / r**power
        elif order == "doubt":
            total += abs(coefficient) * _doubt(spectrum, p, t, t if length == u else 2.0 * r) / r**power
        elif order == "value":
            total += (coefficient * spectrum.moment(p, t)).real / r**power
        else:
            total += (1j * length * coefficient * spectrum.moment(p + 1, t)).real / r**power
            total -= power * (coefficient * spectrum.moment(p, t)).real / r ** (power + 1)
    return total / u


class AbstractDirections(ABC):
    """A distribution of directions, symmetric about its centre."""

    __slots__ = ()

    @abstractmethod
    def mean(self, spectrum: AbstractSpectrum, r: Any, angle: Any, order: Order) -> Any:
        """Mean kernel, or what ``order`` says of it.

        Parameters
        ----------
        spectrum : AbstractSpectrum
        r : array, shape (N,), eV^-1
        angle : array, shape (N,), rad
            Of the separation to the axis, 0 to pi/2 (beyond, the kernel repeats itself).
        order : {"value", "slope", "turn", "doubt"}

        Returns
        -------
        array, shape (N,)
        """


@dataclass(frozen=True, slots=True)
class Disc(AbstractDirections):
    """Uniform directions within a half-angle.

    Parameters
    ----------
    half_angle : float, rad
        Above 0, up to pi (isotropic).

    Notes
    -----
    Three ways, by the phases across the disc and along its edge.  Small: the kernel is a polynomial in u, averaged exactly.
    Small along the edge only: the trapezoid rule.  Else the contour; exponential rules that converge to 1e-13.  What double
    precision leaves is eps times the phase E r u at the edge, for the part of the spectrum that is coherent there.
    """

    half_angle: float

    def __post_init__(self) -> None:
        if not 0 < self.half_angle <= math.pi:
            raise InputError("half_angle", self.half_angle, "the half-angle of a disc lies between 0 and pi")

    def mean(self, spectrum: AbstractSpectrum, r: Any, angle: Any, order: Order) -> Any:
        if isinstance(spectrum, Lines):  # each by the rule for its own phases: some may be far below the largest
            shares = np.array(spectrum.weights) / sum(spectrum.weights)
            lines = [self.mean(Line(energy=energy), r, angle, order) for energy in spectrum.energies]
            return sum(share * line for share, line in zip(shares, lines, strict=True))
        cap = self.half_angle
        out = np.empty(r.shape)
        # where the direction itself is rounded, as in a vector along the axis, and the phase does not feel it
        axis = (angle < 1e-14) & (2 * r * math.sin(cap) * angle * spectrum.top < 1e-14)
        if order == "turn":
            out[axis] = 0.0
        else:
            out[axis] = _over_cap(spectrum, r[axis], cap, order)
        off = np.flatnonzero(~axis)
        if not off.size:
            return out
        if cap <= math.pi / 2:
            out[off] = _off_axis(spectrum, r[off], angle[off], cap, order)
            return out
        # what the disc leaves out is a disc about the opposite direction, and the kernel is even
        whole, rest = 2 * math.sin(cap / 2) ** 2, 2 * math.cos(cap / 2) ** 2
        around = 0.0 if order == "turn" else _over_cap(spectrum, r[off], math.pi, order)
        hole = 0.0
        if rest > 1e-17:
            hole = _off_axis(spectrum, r[off], angle[off], math.pi - cap, order)
        sign = 1.0 if order == "doubt" else -1.0
        out[off] = (2.0 * around + sign * rest * hole) / whole
        return out


def _off_axis(spectrum: AbstractSpectrum, r: Any, angle: Any, cap: float, order: Order) -> Any:
    """Mean over a disc of half-angle ``cap`` <= pi/2 at angles in (0, pi/2]."""
    out = np.empty(r.shape)
    largest = 2 * np.sin(0.5 * (cap + angle)) ** 2
    smallest = np.where(angle < cap, 0.0, 2 * np.sin(0.5 * (cap - angle)) ** 2)
    whole = r * (largest - smallest) * spectrum.top <= _WHOLE
    slow = ~whole & (r * 2 * math.sin(cap) * np.sin(angle) * spectrum.top <= _SLOW)
    rows = _ROWS if isinstance(spectrum, (Line, Lines, Gaussian, Pinched)) else _TABLE_ROWS
    for b in np.unique(angle[whole]):
        found = np.flatnonzero(whole & (angle == b))
        for start in range(0, found.size, rows):
            here = found[start : start + rows]
            out[here] = _by_polynomials(spectrum, r[here], float(b), cap, order)
    for member, rule in ((slow, _real_edge), (~whole & ~slow, _complex_edge)):
        found = np.flatnonzero(member)
        for start in range(0, found.size, rows):
            here = found[start : start + rows]
            out[here] = _by_edge(spectrum, r[here], angle[here], cap, order, rule)
    return out


_ROWS: Final = 32
"""Distances taken at a time."""

_TABLE_ROWS: Final = 4
"""The same for tables, whose moments share what they need of the last few arguments."""


def _by_polynomials(spectrum: AbstractSpectrum, r: Any, angle: float, cap: float, order: Order) -> Any:
    """Where the phase changes little over the disc: the kernel at Chebyshev points, times the means of their polynomials."""
    low = 0.0 if angle < cap else 2 * math.sin(0.5 * (cap - angle)) ** 2
    high = 2 * math.sin(0.5 * (cap + angle)) ** 2
    phase = float(np.max(r)) * (high - low) * spectrum.top
    nodes, mean, turn = _moved(math.ceil(20 + 1.8 * phase), angle, cap)
    u = low + 0.5 * (high - low) * (1.0 + nodes)
    distances = r[:, None]
    if order == "turn":
        return _tilt_point(spectrum, distances, u) @ turn
    if order == "doubt":
        return 10.0 * doubt_point(spectrum, distances, u) @ np.abs(mean)  # the degree is made for 1e-13
    point = kernel_point if order == "value" else slope_point
    return point(spectrum, distances, u) @ mean


@lru_cache(maxsize=512)
def _moved(count: int, angle: float, cap: float) -> tuple[Any, Any, Any]:
    """Chebyshev points of (-1, 1), weights for the mean over the disc, and weights for that of (du/dangle) times a value."""
    nodes, matrix = chebyshev(count)
    # polynomials of degree count in u, the turned ones one more, are integrated exactly
    x, w = np.polynomial.legendre.leggauss(count // 2 + 2)
    whole = 2 * math.sin(cap / 2) ** 2
    radius = 2 * np.arcsin(np.sqrt(0.25 * whole * (1.0 + x)))[:, None]
    half = np.pi * (np.arange(count + 2) + 0.5) / (2 * (count + 2))  # of the azimuth, on one side
    u = 2 * np.sin(0.5 * (angle - radius)) ** 2 + 2 * math.sin(angle) * np.sin(radius) * np.sin(half) ** 2
    low = 0.0 if angle < cap else 2 * math.sin(0.5 * (cap - angle)) ** 2
    high = 2 * math.sin(0.5 * (cap + angle)) ** 2
    place = np.clip(2.0 * (u - low) / (high - low) - 1.0, -1.0, 1.0)
    polynomials = np.polynomial.chebyshev.chebvander(place, count - 1)
    weight = 0.5 * w[:, None] / (count + 2)
    tilt = np.sin(angle - radius) + 2 * math.cos(angle) * np.sin(radius) * np.sin(half) ** 2
    mean = np.sum(weight[..., None] * polynomials, axis=(0, 1)) @ matrix
    turn = np.sum((weight * tilt)[..., None] * polynomials, axis=(0, 1)) @ matrix
    return nodes, mean, turn


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """Points on the edge of a disc, shape (N, M): 1 - cos, 1 + cos, azimuths d alpha and (cos psi d psi) they stand for."""

    u: Any
    v: Any
    azimuth: Any
    around: Any
    through: Any
    """Shape (N,): whether it runs through -x, u = 2."""


def _real_edge(r: Any, top: float, near: Any, far: Any, cap: float) -> _Edge:
    """Equal steps in psi, 0 to pi; ``near`` and ``far`` as in :func:`_complex_edge`."""
    del r, top
    half = np.pi * (np.arange(_EDGE // 2) + 0.5) / _EDGE  # psi/2
    s, c = np.sin(half) ** 2, np.cos(half) ** 2
    (u0, v0, sine0), (u1, v1, sine1) = ((x[:, None] for x in end) for end in (near, far))
    u, v = u0 * c + u1 * s, v0 * c + v1 * s
    step = np.pi / (_EDGE // 2)
    azimuth = math.sin(cap) * (sine0 * c + sine1 * s) / (u * v) * step
    return _Edge(u, v, azimuth, (c - s) * step + 0.0 * u, np.zeros(len(u), dtype=bool))


def _complex_edge(r: Any, top: float, near: Any, far: Any, cap: float) -> _Edge:
    """On T = e^{i pi/4} rho.

    ``near`` and ``far`` hold 1 - cos, 1 + cos and sin(t - b) at psi = 0, sin(t + b) at psi = pi.
    """
    (u0, v0, sine0), (u1, v1, sine1) = near, far
    # the scale of the phase, and the poles of d alpha at u = 0 and u = 2, closer where the edge passes there
    fresnel = np.minimum(0.25, 1.0 / np.sqrt(r * (u1 - u0) * top))
    scales = []
    for small, large in ((u0, u1), (v1, v0)):
        pole = np.sqrt(small / large)
        scales.append(np.where(pole > 1e-15 * fresnel, np.minimum(fresnel, 0.3 * pole), fresnel))
    sine0 = np.where(np.sqrt(u0 / u1) > 1e-15 * fresnel, sine0, 0.0)
    through = np.sqrt(v1 / v0) <= 1e-15 * fresnel
    sine1 = np.where(through, 0.0, sine1)
    rho, weight = two_ended(*scales)
    square = rho**2
    fourth = 1.0 / (1.0 + square**2)
    # s = sin^2(psi/2) = T^2/(1 + T^2) and c = cos^2(psi/2)
    s, c = (square**2 + 1j * square) * fourth, (1.0 - 1j * square) * fourth
    u0, v0, sine0, u1, v1, sine1 = (x[:, None] for x in (u0, v0, sine0, u1, v1, sine1))
    u, v = u0 * c + u1 * s, v0 * c + v1 * s
    step = 2.0 * np.exp(0.25j * np.pi) * weight * c  # d psi
    azimuth = math.sin(cap) * (sine0 * c + sine1 * s) / (u * v) * step
    return _Edge(u, v, azimuth, (c - s) * step, through)


def _by_edge(spectrum: AbstractSpectrum, r: Any, angle: Any, cap: float, order: Order, rule: Any) -> Any:
    """Mean over a disc as an integral along its edge."""
    whole = 2 * math.sin(cap / 2) ** 2
    less, more = 0.5 * (cap - angle), 0.5 * (cap + angle)
    near = (2 * np.sin(less) ** 2, 2 * np.cos(less) ** 2, np.sin(2 * less))
    far = (2 * np.sin(more) ** 2, 2 * np.cos(more) ** 2, np.sin(2 * more))
    # the same disc around the opposite direction, its near end being the far one of this
    near_back, far_back = (far[1], far[0], -far[2]), (near[1], near[0], -near[2])
    total, covered = np.zeros(r.shape), np.zeros(r.shape)
    distances = r[:, None]
    for sign, ends, inside in ((1.0, (near, far), 0.0), (-1.0, (near_back, far_back), np.where(angle < cap, 1.0, 0.0))):
        edge = rule(r, spectrum.top, *ends, cap)
        covered = covered + np.where(edge.through, 0.5, inside)
        if order == "turn":
            wave = _forward(spectrum, distances, edge.u, edge.v)
            total -= sign * math.sin(cap) * np.sum(edge.around * wave, axis=-1).real
        elif order == "doubt":
            total += np.sum(np.abs(edge.azimuth) * _edge_doubt(spectrum, distances, edge.u, edge.v), axis=-1)
        else:
            wave = _edge_wave(spectrum, distances, edge.u, edge.v, order)
            total -= np.sum(edge.azimuth * wave, axis=-1).real
    total /= np.pi * whole
    if order == "turn":
        return total
    # the back-scattered wave where the disc covers -x, half of it where its edge is there
    two = np.full(r.shape, 2.0)
    if order == "doubt":
        # the trapezoid rule, of what is largest in its strip, the edge function at u = 0
        total = total + 2e-14 / (r * whole)
        return total + covered * _edge_doubt(spectrum, r, two, 0.0 * two) / whole
    return total - covered * _edge_wave(spectrum, r, two, 0.0 * two, order).real / whole


def _forward(spectrum: AbstractSpectrum, r: Any, u: Any, v: Any) -> Any:
    """f(u), v = 2 - u."""
    s = r * u
    return 0.5 * v * spectrum.moment(1, s) + 0.25j * (v - u) / r * spectrum.moment(0, s)


def _edge_wave(spectrum: AbstractSpectrum, r: Any, u: Any, v: Any, order: Order) -> Any:
    """The edge function, of which f is minus the derivative in u, or its slope in r at fixed u."""
    s = r * u
    zeroth, first, second = (spectrum.moment(-p, s) for p in (0, 1, 2))
    if order == "value":
        return 0.5j * v / r * zeroth + 0.5 * u / r**2 * first + 0.5j / r**3 * second
    wave = -0.5 * v * u / r * spectrum.moment(1, s) + (0.5j * u * u / r**2 - 0.5j * v / r**2) * zeroth
    return wave - (0.5 * u / r**3 + u / r**3) * first - 1.5j / r**4 * second


def _edge_doubt(spectrum: AbstractSpectrum, r: Any, u: Any, v: Any) -> Any:
    """Error of the edge function: rounding of the moments, and of the phase r Re u."""
    s = r * u
    reach = np.abs(s.real)
    zeroth, first, second = (_doubt(spectrum, p, s, reach) for p in (0, -1, -2))
    return 0.5 * np.abs(v) / r * zeroth + 0.5 * np.abs(u) / r**2 * first + 0.5 / r**3 * second


def _tilt_point(spectrum: AbstractSpectrum, r: Any, u: Any) -> Any:
    """d/du of <E (C + S)> at fixed r, eV."""
    s, t = r * u, r * (2.0 - u)
    m0s, m0t, m1s, m1t, m2s, m2t = (spectrum.moment(p, z) for p in (0, 1, 2) for z in (s, t))
    first = 0.5 * (m1t.real - m1s.real) - (1.0 - 0.5 * u) * r * m2s.imag + 0.5 * u * r * m2t.imag
    return first + (m0s.imag - m0t.imag) / (2.0 * r) - 0.5 * (1.0 - u) * (m1s.real + m1t.real)


_RAY: Final = 0.11
"""Step of the rule on a ray."""

_RANGE: Final = 300.0
"""Phase over a distribution up to which fixed rules average it."""


@dataclass(frozen=True, slots=True)
class Fisher(AbstractDirections):
    r"""Directions of density :math:`\propto e^{\kappa\cos}` about the axis (von Mises-Fisher).

    Parameters
    ----------
    concentration : float
        :math:`\kappa>0`; the rms angle per axis is :math:`1/\sqrt\kappa` where that is small.

    Notes
    -----
    One energy: in closed form at any phase, from :math:`\langle e^{ix(1-c)}\rangle=\frac\kappa{1-e^{-2\kappa}}\frac1w
    [e^{\delta}-e^{-2\kappa+2ix-\delta}]` with :math:`w^2=(\kappa-ix)^2+2i\kappa x(1-\cos b)`, :math:`\delta=w-\kappa+ix` and
    x = E r.  Spectra: on the axis at any phase, along rays on which both densities and moments decay; off it by Gauss-Legendre
    where the phase E r (1 - cos) changes by less than 300 over the distribution.  To 1e-12 of the aligned energy.
    """

    concentration: float

    def __post_init__(self) -> None:
        if not 1e-3 <= self.concentration < 1e15:
            raise InputError(
                "concentration",
                self.concentration,
                "lies between 1e-3 (below, take an isotropic flux) and 1e15 (above, a point source)",
            )

    def mean(self, spectrum: AbstractSpectrum, r: Any, angle: Any, order: Order) -> Any:
        out = np.empty(r.shape)
        for b in np.unique(angle):
            here = angle == b
            out[here] = self._mean(spectrum, r[here], float(b), order)
        return out

    def _mean(self, spectrum: AbstractSpectrum, r: Any, angle: float, order: Order) -> Any:
        if order == "turn" and angle == 0:
            return np.zeros(r.shape)
        reach = 2 * math.asin(math.sqrt(min(1.0, 20.0 / self.concentration)))  # where the density is down by e^-40
        low, high = max(0.0, angle - reach), min(math.pi, angle + reach)
        phase = r * 2 * math.sin(0.5 * (high - low)) * math.sin(0.5 * (high + low)) * spectrum.top
        if high - low > 3.0:
            phase = np.maximum(phase, 2 * r * spectrum.top)
        out = np.empty(r.shape)
        few = phase < 30.0
        if isinstance(spectrum, (Line, Lines)):
            exact = ~few
            out[exact] = self._lines(spectrum, r[exact], angle, order)
            rest = few
        elif angle == 0:
            rest = few
            for start in np.flatnonzero(~few):
                out[start] = self._on_axis(spectrum, float(r[start]), order)
        else:
            rest = np.full(r.shape, True)
            if np.any(phase > _RANGE):
                raise OutOfDomain(
                    f"a concentration of {self.concentration:.3g} seen from {angle:.3g} rad off its axis: phases change by "
                    f"{float(np.max(phase)):.3g} over it, above {_RANGE:g}, the range of this average for a spectrum; take "
                    "the axis, single lines, a disc (angular_radius), or the residue of geometric optics (residue)"
                )
        if rest.any():
            out[rest] = self._rings(spectrum, r[rest], angle, low, high, float(np.max(phase[rest])), order)
        return out

    def _rings(
        self, spectrum: AbstractSpectrum, r: Any, angle: float, low: float, high: float, phase: float, order: Order
    ) -> Any:
        """Gauss-Legendre panels over the angle to the separation."""
        from scipy.special import i0e, i1e

        kappa = self.concentration
        x, w = np.polynomial.legendre.leggauss(16)
        edges = np.linspace(low, high, math.ceil(phase / 6) + 9)
        half = 0.5 * np.diff(edges)[:, None]
        gamma = (edges[:-1, None] + half * (1.0 + x)).ravel()
        weight = (half * w).ravel() * np.sin(gamma) * kappa / -math.expm1(-2 * kappa)
        weight = weight * np.exp(-2 * kappa * np.sin(0.5 * (gamma - angle)) ** 2)
        argument = kappa * math.sin(angle) * np.sin(gamma)
        turned = math.cos(angle) * np.sin(gamma) * i1e(argument) - math.sin(angle) * np.cos(gamma) * i0e(argument)
        u, distances = 2 * np.sin(0.5 * gamma) ** 2, r[:, None]
        if order == "turn":
            return kernel_point(spectrum, distances, u) @ (weight * kappa * turned)
        point = {"doubt": doubt_point, "value": kernel_point, "slope": slope_point}[order]
        factor = 10.0 if order == "doubt" else 1.0  # the panels are made for 1e-13
        return factor * point(spectrum, distances, u) @ (weight * i0e(argument))

    def _on_axis(self, spectrum: AbstractSpectrum, r: float, order: Order) -> float:
        """One distance: rays from u = 0 and u = 2, at 45 degrees for the density e^{-kappa u}, at 135 for e^{kappa (u - 2)}."""
        kappa = self.concentration
        # double exponential from u = 0, single to where the density or every moment has decayed
        scale = 1.0 / (kappa + r * spectrum.top)
        steps = np.arange(-3.7, math.log(1e3 + 60.0 / (kappa * scale)), _RAY)
        y = scale * np.exp(steps - np.exp(-steps))
        step = _RAY * y * (1.0 + np.exp(-steps))
        total = 0.0
        for direction, sign in ((np.exp(0.25j * np.pi), -1.0), (np.exp(0.75j * np.pi), 1.0)):
            for start, side in ((0.0, 1.0), (2.0, -1.0)):
                u = start + direction * y
                density = np.exp(kappa * (sign * u - (2.0 if sign > 0 else 0.0)))
                weight = side * direction * step * density * kappa / -math.expm1(-2 * kappa)
                if order == "doubt":
                    doubt = 0.5 * np.abs(2.0 - u) * _doubt(spectrum, 1, r * u, r * u.real)
                    doubt = doubt + 0.5 * np.abs(1.0 - u) / r * _doubt(spectrum, 0, r * u, r * u.real)
                    total += float(np.sum(np.abs(weight) * doubt))
                elif order == "value":
                    total += float(np.sum(weight * _forward(spectrum, r, u, 2.0 - u)).real)
                else:
                    slope = 0.5j * (2.0 - u) * u * spectrum.moment(2, r * u)
                    slope = slope - 0.5 * (1.0 - u) * u / r * spectrum.moment(1, r * u)
                    slope = slope - 0.5j * (1.0 - u) / r**2 * spectrum.moment(0, r * u)
                    total += float(np.sum(weight * slope).real)
        return total

    def _lines(self, spectrum: Line | Lines, r: Any, angle: float, order: Order) -> Any:
        if isinstance(spectrum, Line):
            energies, weights = np.array([spectrum.energy]), np.ones(1)
        else:
            energies = np.array(spectrum.energies)
            weights = np.array(spectrum.weights) / sum(spectrum.weights)
        total = np.zeros(r.shape)
        for energy, weight in zip(energies, weights, strict=True):
            x = energy * r
            for miss, side in ((2 * math.sin(angle / 2) ** 2, 1.0), (2 * math.cos(angle / 2) ** 2, -1.0)):
                g = _fisher_wave(x, self.concentration, miss)
                near, far = 1.0 + 0.5j / x, 0.5 + 0.5j / x
                if order == "value":
                    wave = near * g["0"] + 1j * far * g["x"]
                elif order == "slope":
                    wave = near * g["x"] + 1j * far * g["xx"] - 0.5j / x**2 * (g["0"] + 1j * g["x"])
                    wave = energy * wave
                elif order == "turn":
                    wave = side * math.sin(angle) * (near * g["m"] + 1j * far * g["xm"])
                else:
                    # phases and decay exponents are known to eps x miss and to eps of themselves
                    reach = 10.0 + np.abs(g["exponent"])
                    wave = 4e-16 * reach * (np.abs(near * g["0"]) + np.abs(far * g["x"]))
                total += weight * energy * wave.real
        return total


def _fisher_wave(x: Any, kappa: float, miss: float) -> dict[str, Any]:
    """<e^{ixu}> and its derivatives with respect to x and to miss, the 1 - cos of the axis to the separation."""
    start = kappa - 1j * x
    w = np.sqrt(start**2 + 2j * kappa * x * miss)
    delta = 2j * kappa * x * miss / (w + start)
    wx_i = 1j * (delta + kappa * miss) / w  # dw/dx + i
    wx = wx_i - 1j
    wxx = (2j * wx_i - wx_i**2) / w
    wm = 1j * kappa * x / w
    wxm = (1j * kappa - wx * wm) / w
    back = 2j - wx_i
    near, far = np.exp(delta), np.exp(-2 * kappa + 2j * x - delta)
    n, n_x = near - far, wx_i * near - back * far
    n_xx = (wxx + wx_i**2) * near - (back**2 - wxx) * far
    n_m, n_xm = wm * (near + far), (wxm + wx_i * wm) * near + (wxm + back * wm) * far
    norm = kappa / -math.expm1(-2 * kappa) / w
    return {
        "0": norm * n,
        "x": norm * (n_x - n * wx / w),
        "xx": norm * (n_xx - 2 * n_x * wx / w - n * wxx / w + 2 * n * wx**2 / w**2),
        "m": norm * (n_m - n * wm / w),
        "xm": norm * (n_xm - n_x * wm / w - n_m * wx / w - n * wxm / w + 2 * n * wx * wm / w**2),
        "exponent": delta,
    }


@dataclass(frozen=True, slots=True)
class Profile(AbstractDirections):
    """A tabulated brightness, linear in the angle between its points and zero beyond: a superposition of discs.

    Parameters
    ----------
    angles : sequence of N floats, rad
        Increasing from 0 to at most pi/2.
    brightness : sequence of N floats
        Flux per solid angle, any normalisation, none negative.

    Notes
    -----
    Gauss-Legendre over the radii of the discs; phases E r (1 - cos) may change by 300 along the table.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    angles: tuple[Annotated[float, Dim(0, "rad", nonnegative=True)], ...]
    brightness: tuple[float, ...]

    def __post_init__(self) -> None:
        angles, brightness = (tuple(float(x) for x in column) for column in (self.angles, self.brightness))
        if len(angles) != len(brightness) or len(angles) < 2:
            raise InputError(
                "profile",
                f"{len(angles)} angles, {len(brightness)} values",
                "give two columns of equal length, two lines or more",
            )
        grows = all(a < b for a, b in pairwise(angles))  # false for NaN as well
        if angles[0] != 0 or not grows or angles[-1] > math.pi / 2:
            raise InputError("profile", angles[:4], "angles must increase, from 0 to at most pi/2 rad")
        if not all(0 <= x < math.inf for x in brightness) or not any(brightness):
            raise InputError("profile", brightness[:4], "brightness must not be negative, and not zero everywhere")
        object.__setattr__(self, "angles", angles)
        object.__setattr__(self, "brightness", brightness)

    def mean(self, spectrum: AbstractSpectrum, r: Any, angle: Any, order: Order) -> Any:
        furthest = float(np.max(r, initial=0.0))
        tilt = float(np.max(angle, initial=0.0))
        phase = furthest * spectrum.top * 2 * math.sin(0.5 * self.angles[-1]) * math.sin(0.5 * self.angles[-1] + tilt)
        if phase > _RANGE:
            raise OutOfDomain(
                f"phases change by {phase:.3g} over a source whose brightness is tabulated, above {_RANGE:g}: take a uniform "
                "disc (angular_radius) or a concentration on the axis, or a shorter distance"
            )
        discs = self._discs(furthest * spectrum.top * math.sin(self.angles[-1] + min(tilt, 0.5)))
        total, whole = np.zeros(r.shape), 0.0
        for half, weight in discs:
            size = weight * 2 * math.sin(half / 2) ** 2
            part = Disc(half).mean(spectrum, r, angle, order)
            total += (abs(size) if order == "doubt" else size) * part
            whole += size
        return total / whole

    def _discs(self, rate: float) -> list[tuple[float, float]]:
        """Half-angles and heights of uniform discs that add up to the profile; ``rate`` is the phase per angle."""
        discs = [(float(self.angles[-1]), float(self.brightness[-1]))] if self.brightness[-1] else []
        for low, high, fall in zip(self.angles[:-1], self.angles[1:], -np.diff(self.brightness), strict=True):
            if fall:
                # polynomials in the angle, and half a period of phase per two nodes
                x, w = np.polynomial.legendre.leggauss(8 + math.ceil(0.5 * rate * (high - low)))
                discs += [
                    (float(a), float(b))
                    for a, b in zip(low + 0.5 * (high - low) * (1.0 + x), 0.5 * fall * w, strict=True)
                ]
        return discs


def residue(r: Any, spectrum: AbstractSpectrum, curvature: float, *, weight: float = 1.0) -> Any:
    r"""What is left of the energy where a smooth distribution of directions has averaged away every phase (eV).

    .. math:: V_{res} = \frac{w}{r^3}\Big\langle\frac1E\Big\rangle\big[\Delta p(\hat x)+\Delta p(-\hat x)\big]

    Parameters
    ----------
    r : array, eV^-1
    spectrum : AbstractSpectrum
        With a finite mean of 1/E.
    curvature : float
        :math:`\Delta p(\hat x)+\Delta p(-\hat x)`, the Laplacian on the sphere of the normalised density of directions (sr^-1);
        :func:`fisher_curvature` gives that of a von Mises-Fisher one.
    weight : float, eV^-1
        G_F^2 times flux times the product of the charges.

    Notes
    -----
    Leading order where E r times the solid angle over which p changes is large; the next is smaller by its square.
    """
    inverse = float(spectrum.moment(-1, np.zeros(())).real)
    return weight * curvature * inverse / np.asarray(r, dtype=float) ** 3


def fisher_curvature(concentration: float, angle: float) -> float:
    r"""Sum of the Laplacians of a von Mises-Fisher density at angles b and pi - b from its axis, for :func:`residue` (sr^-1)."""
    total = 0.0
    for side, miss in ((1.0, 2 * math.sin(angle / 2) ** 2), (-1.0, 2 * math.cos(angle / 2) ** 2)):
        density = concentration / (-2 * math.pi * math.expm1(-2 * concentration)) * math.exp(-concentration * miss)
        c = side * math.cos(angle)
        total += density * (concentration**2 * math.sin(angle) ** 2 - 2 * concentration * c)
    return total
