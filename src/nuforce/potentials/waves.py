r"""Potentials of a directed neutrino flux: plane waves times spherical waves, averaged over spectrum and source angle.

One mode of momentum k (unit vector n, energy E) contributes, per unit of weight,

.. math:: V = -\frac1\pi \Big[\cos k\!\cdot\!x - \sin k\!\cdot\!x\,\frac{k\!\cdot\!\nabla}{E^2}\Big]\frac{E\cos Er}{r}
            = -\frac1{\pi r}\,\mathrm{Re}\Big\{\Big[\tfrac{1+c}2 E + \tfrac{ic}{2r}\Big]e^{iEs}
              + \Big[\tfrac{1-c}2 E - \tfrac{ic}{2r}\Big]e^{iEt}\Big\},
          \quad s = r(1-c),\ t = r(1+c),\ c = \hat n\!\cdot\!\hat x ,

so that an average over energies replaces exponentials by moments of the spectrum, and an average over a disc of directions
around x by differences of moments.  Exact for massless neutrinos and static sources at every distance and angle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from nuforce.errors import InputError, OutOfDomain
from nuforce.numerics.oscillatory import SMOOTH, unit_legendre
from nuforce.potentials.base import (
    AbstractPotential,
    as_array,
    check_range,
    distance,
    in_chunks,
    namespace,
    positions,
)
from nuforce.potentials.spectra import AbstractSpectrum


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A flux with a spectrum from a uniform disc of directions.

    Parameters
    ----------
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel (centre of the disc).
    weight : float, eV^-1
        G_F^2 times flux times the product of the charges.
    spectrum : AbstractSpectrum
    cap : float, rad
        Half-angle of the disc of directions, 0 (a point source) to pi (isotropic).
    """

    direction: npt.NDArray[np.float64]
    weight: float
    spectrum: AbstractSpectrum
    cap: float = 0.0

    def __post_init__(self) -> None:
        direction = np.asarray(self.direction, dtype=float)
        norm = float(np.linalg.norm(direction))
        if direction.shape != (3,) or not 0 < norm < math.inf:
            raise InputError("direction", self.direction, "needs three components, not all zero")
        if not 0 <= self.cap <= math.pi:
            raise InputError("angular_radius", self.cap, "the half-angle of a disc of directions lies between 0 and pi")
        if not math.isfinite(self.weight):
            raise InputError("weight", self.weight, "must be a finite number")
        object.__setattr__(self, "direction", direction / norm)


@dataclass(frozen=True, slots=True, eq=False)
class WaveMixture(AbstractPotential):
    """A list of :class:`Wave`; the potential of a beam.

    Notes
    -----
    Conditioning: the phase E r (1 - cos) is known to eps E r (1 - cos), so the relative error (of the aligned size) is
    about 1e-16 times the larger of 1 and that phase, for the part of the spectrum that the average leaves coherent; the
    back-scattered wave, of phase E r (1 + cos), is smaller than the forward one by 1/(E r) or by (1 - cos)/2.
    :meth:`error_estimate` says what that makes of a value.

    A disc of finite size is averaged with x on its axis (coaxial); off the axis ``OutOfDomain`` is raised.
    """

    waves: tuple[Wave, ...]
    references: tuple[str, ...] = ()

    @classmethod
    def joined(cls, mixtures: list[WaveMixture]) -> WaveMixture:
        """Join several mixtures into one list."""
        references = dict.fromkeys(key for mix in mixtures for key in mix.references)
        return cls(tuple(wave for mix in mixtures for wave in mix.waves), tuple(references))

    def scaled(self, factor: float) -> WaveMixture:
        return replace(self, waves=tuple(replace(w, weight=factor * w.weight) for w in self.waves))

    def at(self, x: Any) -> Any:
        return in_chunks(self._at, positions(x), 1)

    def _at(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        total = namespace(r).zeros_like(r)
        for wave in self.waves:
            total = total - wave.weight / (math.pi * r) * self._kernel(wave, x, r)
        return total[()] if isinstance(total, np.ndarray) else total

    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy at distances r (eV^-1) under the given angle (rad) to the axis of every wave.

        More precise than :meth:`at` for small angles: 1 - cos is made from the angle itself.
        """
        return in_chunks(lambda part: self._along(part, angle, _kernel_point, _kernel_cap), as_array(r, "r"))

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        """dV/dr at fixed angle (eV^2); minus the radial force on the first source."""

        def slope(part: Any) -> Any:
            value = self._along(part, angle, _kernel_point, _kernel_cap)
            return self._along(part, angle, _slope_point, _slope_cap) - value / part

        return in_chunks(slope, as_array(r, "r"))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) at distances r: rounding of phases and moments, and their cancellation.

        A moment M_p(t) is known to eps of itself and, since M_p' = i M_{p+1}, to eps t |M_{p+1}|.
        """
        return in_chunks(lambda part: -self._along(part, angle, _doubt_point, _doubt_cap, np.abs), as_array(r, "r"))

    def bare(self) -> WaveMixture:
        """The same beams from point sources (isotropic fluxes stay as they are)."""
        return replace(self, waves=tuple(w if w.cap == math.pi else replace(w, cap=0.0) for w in self.waves))

    def gradient(self, x: Any) -> Any:
        return in_chunks(self._gradient, positions(x), 1)

    def _gradient(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = namespace(x).zeros_like(x)
        for wave in self.waves:
            k = namespace(x).asarray(wave.direction)
            jet = _jet(self._point(wave), r, _miss(k, n), 1)
            total = total - wave.weight / math.pi * (jet["r"][..., None] * n + jet["u"][..., None] * k)
        return total

    def hessian(self, x: Any) -> Any:
        return in_chunks(self._hessian, positions(x), 1)

    def _hessian(self, x: Any) -> Any:
        xp = namespace(x)
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = xp.zeros((*x.shape, 3), dtype=x.dtype)
        for wave in self.waves:
            k = xp.asarray(wave.direction)
            j = _jet(self._point(wave), r, _miss(k, n), 2)
            nn = n[..., :, None] * n[..., None, :]
            nk = n[..., :, None] * k[None, :] + k[:, None] * n[..., None, :]
            kk = k[:, None] * k[None, :]
            second = j["rr"][..., None, None] * nn + j["ru"][..., None, None] * nk + j["uu"][..., None, None] * kk
            second = second + (j["r"] / r)[..., None, None] * (xp.eye(3, dtype=x.dtype) - nn)
            total = total - wave.weight / math.pi * second
        return total

    def __repr__(self) -> str:
        return f"<WaveMixture: {len(self.waves)} waves>"

    @staticmethod
    def _point(wave: Wave) -> AbstractSpectrum:
        if wave.cap:
            raise OutOfDomain(
                "derivatives of the potential of a source of finite angular size are available along its axis only: "
                "use slope(r), or set the angular radius to zero"
            )
        return wave.spectrum

    @staticmethod
    def _kernel(wave: Wave, x: Any, r: Any) -> Any:
        xp = namespace(x)
        n = x / r[..., None]
        k = xp.asarray(wave.direction)
        miss = _miss(k, n)
        if not wave.cap or wave.cap == math.pi:
            return _kernel_point(wave.spectrum, r, miss) if not wave.cap else _kernel_cap(wave.spectrum, r, wave.cap)
        # the kernel is even in cos: up and down the axis are alike
        if xp is np and np.any(np.minimum(miss, 0.5 * xp.sum((n + k) ** 2, axis=-1)) > 1e-24):
            raise OutOfDomain(
                "the average over a source of finite angular size is made for positions on its axis: put the separation "
                "along the beam (angle 0), or set the angular radius to zero"
            )
        return _kernel_cap(wave.spectrum, r, wave.cap)

    def _along(
        self,
        r: Any,
        angle: float,
        point: Callable[..., Any],
        cap: Callable[..., Any],
        size: Callable[[float], float] = float,
    ) -> Any:
        check_range(r, 0.0, math.inf, "")
        if not math.isfinite(angle):
            raise InputError("angle", angle, "must be a finite number of radians")
        total = namespace(r).zeros_like(r)
        for wave in self.waves:
            if wave.cap and angle and wave.cap != math.pi:
                raise OutOfDomain(
                    f"angle {angle:.3g} rad off the axis of a source of angular radius {wave.cap:.3g} rad: this average is "
                    "made on the axis; set background.angular_radius to '0 rad', or the angle to '0 deg'"
                )
            miss = 2 * math.sin(angle / 2) ** 2
            kernel = cap(wave.spectrum, r, wave.cap) if wave.cap else point(wave.spectrum, r, miss)
            total = total - size(wave.weight) / (math.pi * r) * kernel
        return total[()] if isinstance(total, np.ndarray) else total


def _miss(k: Any, n: Any) -> Any:
    """1 - k.n of unit vectors, without cancellation where they are close."""
    return 0.5 * namespace(n).sum((n - k) ** 2, axis=-1)


def _kernel_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
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


def _doubt_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
    """Error of :func:`_kernel_point`, eV."""
    s, t = r * miss, r * (2.0 - miss)
    waves = (1.0 - 0.5 * miss) * _doubt(spectrum, 1, s, s) + 0.5 * miss * _doubt(spectrum, 1, t, 2.0 * r)
    # of M_0 only the imaginary part enters, which is small like its argument: |Im M_0| <= t |M_1| near the origin
    near = 4e-16 * sum(
        np.abs(reach * spectrum.moment(1, z)) + 30.0 * np.abs(spectrum.moment(0, z).imag)
        for z, reach in ((s, s), (t, 2.0 * r))
    )
    return waves + np.abs(1.0 - miss) / (2.0 * r) * near


def _doubt_cap(spectrum: AbstractSpectrum, r: Any, cap: float) -> Any:
    """Error of :func:`_kernel_cap`, eV."""
    return _over_cap(spectrum, r, cap, None)


def _slope_point(spectrum: AbstractSpectrum, r: Any, miss: Any) -> Any:
    """d/dr of <E (C + S)> at fixed angle, eV^2."""
    xp = namespace(r)
    c = 1.0 - miss
    s, t = r * miss, r * (2.0 - miss)
    m0s, m0t, m1s, m1t = (spectrum.moment(p, z) for p in (0, 1) for z in (s, t))
    first = -(1.0 - 0.5 * miss) * miss * xp.imag(spectrum.moment(2, s))
    second = -0.5 * miss * (2.0 - miss) * xp.imag(spectrum.moment(2, t))
    third = c / (2.0 * r**2) * (xp.imag(m0s) - xp.imag(m0t))
    return first + second + third - c / (2.0 * r) * (miss * xp.real(m1s) - (2.0 - miss) * xp.real(m1t))


def _kernel_cap(spectrum: AbstractSpectrum, r: Any, cap: float) -> Any:
    """Mean of <E (C + S)> over a coaxial uniform disc of half-angle ``cap``, eV."""
    return _over_cap(spectrum, r, cap, 0)


def _slope_cap(spectrum: AbstractSpectrum, r: Any, cap: float) -> Any:
    """d/dr of :func:`_kernel_cap`, eV^2."""
    return _over_cap(spectrum, r, cap, 1)


def _over_cap(spectrum: AbstractSpectrum, r: Any, cap: float, order: int | None) -> Any:
    """Kernel (order 0), its slope (1), or the error of the kernel (None)."""
    r = np.asarray(r, dtype=float)
    u = 2 * math.sin(cap / 2) ** 2  # 1 - cos at the edge; inside, 1 - cos is uniform on (0, u)
    near = r * u * spectrum.top < SMOOTH
    out = np.empty(r.shape)
    if near.any():
        point = {None: _doubt_point, 0: _kernel_point, 1: _slope_point}[order]
        nodes, weights = unit_legendre()
        out[near] = point(spectrum, r[near][..., None], u * nodes) @ weights
    if not near.all():
        out[~near] = _edges(spectrum, r[~near], u, order)
    return out


def _edges(spectrum: AbstractSpectrum, r: Any, u: float, order: int | None) -> Any:
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
        if order is None and length == 0:  # M_p(0) is real: an imaginary coefficient takes nothing of it
            total += 1e-14 * np.abs((coefficient * spectrum.moment(p, t)).real) / r**power
        elif order is None:
            total += abs(coefficient) * _doubt(spectrum, p, t, t if length == u else 2.0 * r) / r**power
        elif order == 0:
            total += (coefficient * spectrum.moment(p, t)).real / r**power
        else:
            total += (1j * length * coefficient * spectrum.moment(p + 1, t)).real / r**power
            total -= power * (coefficient * spectrum.moment(p, t)).real / r ** (power + 1)
    return total / u


def _jet(spectrum: AbstractSpectrum, r: Any, miss: Any, order: int) -> dict[str, Any]:
    """Derivatives of F(r, u) = <E (C + S)>/r with respect to r and u = n.x, where s = r - u, t = r + u."""
    xp = namespace(r)
    c = 1.0 - miss
    # each term: coefficient(r, u) and its derivatives, times Re or -Im of M_p(r -+ u)
    half = 0.5 / r
    terms = []
    for sign, argument in ((-1.0, r * miss), (1.0, r * (2.0 - miss))):
        # (r -+ u)/(2 r^2) Re M1: forward has 1 + c with argument s, so the sign in front of u is opposite to that of s
        w = -sign
        a = {
            "": half * (1.0 + w * c),
            "r": -half / r * (1.0 + 2.0 * w * c),
            "u": w * half / r,
            "rr": 2.0 * half / r**2 * (1.0 + 3.0 * w * c),
            "ru": -2.0 * w * half / r**2,
            "uu": 0.0 * r,
        }
        terms.append((a, 1, sign, argument, "real"))
        b = {
            "": -w * c * half / r,
            "r": 3.0 * w * c * half / r**2,
            "u": -w * half / r**2,
            "rr": -12.0 * w * c * half / r**3,
            "ru": 3.0 * w * half / r**3,
            "uu": 0.0 * r,
        }
        terms.append((b, 0, sign, argument, "imag"))
    total = dict.fromkeys(("r", "u", "rr", "ru", "uu"), 0.0 * r)
    for coefficient, p, sign, argument, part in terms:
        pick = xp.real if part == "real" else xp.imag
        value = pick(spectrum.moment(p, argument))
        first = pick(1j * spectrum.moment(p + 1, argument))
        total["r"] = total["r"] + coefficient["r"] * value + coefficient[""] * first
        total["u"] = total["u"] + coefficient["u"] * value + sign * coefficient[""] * first
        if order > 1:
            second = pick(-spectrum.moment(p + 2, argument))
            mixed = coefficient["r"] * sign + coefficient["u"]
            total["rr"] = (
                total["rr"] + coefficient["rr"] * value + 2 * coefficient["r"] * first + coefficient[""] * second
            )
            total["ru"] = total["ru"] + coefficient["ru"] * value + mixed * first + sign * coefficient[""] * second
            total["uu"] = (
                total["uu"] + coefficient["uu"] * value + 2 * sign * coefficient["u"] * first + coefficient[""] * second
            )
    return total
