r"""Energy spectra through their moments :math:`M_p(t) = \langle E^p e^{iEt}\rangle`, each in closed form.

Every spectrum is normalised to one particle.  Moments with p < 0 are defined up to what drops out of differences
(see :mod:`nuforce.numerics.oscillatory`): an average over a disc never needs more.  Energies are positive, so moments are
analytic in the upper half of the plane of t, where they decay; averages over sources off the axis go there.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np
import numpy.typing as npt

from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.base import namespace
from nuforce.units import Dim, check_fields


class AbstractSpectrum(ABC):
    """A normalised distribution of energies."""

    __slots__ = ()

    @abstractmethod
    def moment(self, p: int, t: Any) -> Any:
        """Return <E^p e^{iEt}> (eV^p), complex, of the shape of ``t`` (eV^-1), real or with Im t >= 0; -2 <= p <= 3."""

    @property
    @abstractmethod
    def top(self) -> float:
        """An energy (eV) such that the moments are smooth in t over intervals shorter than 1/top."""

    @property
    def mean(self) -> float:
        """Mean energy, eV."""
        return float(self.moment(1, np.zeros(())).real)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(AbstractSpectrum):
    """One energy."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["line"] = "line"
    energy: Annotated[float, Dim(1, "MeV", positive=True)]

    def __post_init__(self) -> None:
        check_fields(self)

    def moment(self, p: int, t: Any) -> Any:
        xp = namespace(t)
        return self.energy**p * xp.exp(1j * (self.energy * t))

    @property
    def top(self) -> float:
        return self.energy


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(AbstractSpectrum):
    """Several energies with relative weights."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["lines"] = "lines"
    energies: tuple[Annotated[float, Dim(1, "MeV", positive=True)], ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(math.isfinite(x) and x > 0 for x in self.energies):
            raise InputError("energies", self.energies, "must be finite and larger than zero")
        if len(self.energies) != len(self.weights) or not self.energies:
            raise InputError("weights", self.weights, "give one weight per energy")
        if not all(0 <= w < math.inf for w in self.weights) or not sum(self.weights) > 0:
            raise InputError("weights", self.weights, "weights must not be negative, and not all zero")

    def moment(self, p: int, t: Any) -> Any:
        xp = namespace(t)
        whole = sum(self.weights)
        parts = zip(self.energies, self.weights, strict=True)
        return sum(w / whole * e**p * xp.exp(1j * (e * t)) for e, w in parts)

    @property
    def top(self) -> float:
        return max(self.energies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaussian(AbstractSpectrum):
    r"""A Gaussian line, :math:`M_0 = e^{iE_0t - \sigma^2t^2/2}`.

    The mean must lie eight widths above zero: closer, a Gaussian has negative energies.  Other p: the contour of the
    energy integral is shifted to :math:`E_0 + i\sigma^2 t`, where 40-point Gauss-Hermite integrates E^p to
    :math:`e^{-(E_0/\sigma)^2/2}`.  The same tail makes its moments grow again where :math:`\mathrm{Im}\,t>E_0/\sigma^2`; from
    three quarters of that on, where they are below 1e-13, they are taken as zero.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["gaussian"] = "gaussian"
    energy: Annotated[float, Dim(1, "MeV", positive=True)]
    width: Annotated[float, Dim(1, "MeV", positive=True)]

    def __post_init__(self) -> None:
        check_fields(self)
        if self.energy < 8 * self.width:
            raise InputError(
                "width", self.width, "a Gaussian needs a width below an eighth of its energy; use 'pinched'"
            )

    def moment(self, p: int, t: Any) -> Any:
        xp = namespace(t)
        if isinstance(t, (np.ndarray, np.generic)) and np.iscomplexobj(t):
            tail = t.imag * self.width**2 > 0.75 * self.energy
            return np.where(tail, 0.0, self._moment(p, np.where(tail, 0.0, t)))
        return self._moment(p, t, xp)

    def _moment(self, p: int, t: Any, xp: Any = np) -> Any:
        envelope = xp.exp(1j * (self.energy * t) - 0.5 * (self.width * t) ** 2)
        if p == 0:
            return envelope
        centre = xp.asarray(self.energy + 1j * (self.width**2 * t))
        nodes, weights = (xp.asarray(values) for values in _hermite())
        return envelope * xp.sum(weights * (centre[..., None] + self.width * nodes) ** p, axis=-1)

    @property
    def top(self) -> float:
        return self.energy + 4 * self.width


@cache
def _hermite() -> tuple[Any, Any]:
    x, w = np.polynomial.hermite_e.hermegauss(40)
    return x, w / w.sum()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinched(AbstractSpectrum):
    r"""Pinched thermal spectrum :math:`\propto E^a e^{-(a+1)E/\langle E\rangle}` (Keil et al.).

    :math:`M_p = b^{-p}\,\Gamma(a+1+p)/\Gamma(a+1)\,(1-it/b)^{-(a+1+p)}` with :math:`b=(a+1)/\langle E\rangle`.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["pinched"] = "pinched"
    mean_energy: Annotated[float, Dim(1, "MeV", positive=True)]
    pinch: float

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 < self.pinch < 100:
            raise InputError("pinch", self.pinch, "must lie between 0 and 100 (thermal: about 2.3)")

    def moment(self, p: int, t: Any) -> Any:
        xp = namespace(t)
        a, b = self.pinch, (self.pinch + 1) / self.mean_energy
        log = xp.log(1.0 - 1j * (t / b))
        power = a + 1 + p
        if p >= 0:
            factor = math.prod(a + 1 + k for k in range(p)) / b**p
            return factor * xp.exp(-power * log)
        if p == -1:
            return (b / a) * xp.exp(-a * log)
        if p == -2:
            # Gamma(a-1)/Gamma(a+1) = 1/(a (a-1)); the constant that makes it regular at a = 1 drops out of differences
            if a == 1:
                return (b * b / a) * (-log)
            if abs(a - 1) < 0.5:
                return (b * b / (a * (a - 1))) * xp.expm1(-(a - 1) * log)
            return (b * b / (a * (a - 1))) * xp.exp(-(a - 1) * log)
        raise OutOfDomain(f"moments of a pinched spectrum are defined here for p >= -2, not {p}")

    @property
    def top(self) -> float:
        return self.mean_energy * max(4 / (self.pinch + 1), 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Table(AbstractSpectrum):
    """A tabulated spectrum, piecewise linear between its points, each segment integrated in closed form.

    Parameters
    ----------
    energy : array, shape (N,), eV
        Increasing, positive.
    density : array, shape (N,)
        Any normalisation, none negative.

    Notes
    -----
    A spectrum that ends abruptly leaves a tail 1/t in its moments that the true source need not have: taper the ends.
    """

    energy: npt.NDArray[np.float64]
    density: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        energy, density = np.array(self.energy, dtype=float), np.array(self.density, dtype=float)
        if energy.ndim != 1 or energy.shape != density.shape or energy.size < 2:
            raise InputError("energy", f"shapes {energy.shape} and {density.shape}", "give two columns of equal length")
        if not (np.all(np.isfinite(energy)) and np.all(np.isfinite(density))):
            raise InputError("energy", "table", "all entries must be finite")
        if energy[0] <= 0 or np.any(np.diff(energy) <= 0):
            raise InputError("energy", energy.tolist()[:4], "energies must be positive and increasing")
        if np.any(density < 0) or not np.any(density > 0):
            raise InputError(
                "density", density.tolist()[:4], "a spectrum must not be negative, and not zero everywhere"
            )
        whole = float(np.sum(0.5 * (density[1:] + density[:-1]) * np.diff(energy)))
        object.__setattr__(self, "energy", energy)
        object.__setattr__(self, "density", density / whole)

    def moment(self, p: int, t: Any) -> Any:
        t = np.asarray(t)
        if not -2 <= p <= 3:
            raise OutOfDomain(f"moments of a table are defined here for -2 <= p <= 3, not {p}")
        if t.size == 1:  # value, error estimate and every pair of materials ask for the same distance
            return np.full(t.shape, _at_one(self, p, complex(t.item())))
        return self._upper(p, t)

    def _at_zero(self, p: int) -> float:
        """<E^p> for p = -1, -2, by segment."""
        low, high = self.energy[:-1], self.energy[1:]
        slope = np.diff(self.density) / (high - low)
        base, logs = self.density[:-1] - slope * low, np.log(high / low)
        if p == -1:
            return float(np.sum(base * logs + np.diff(self.density)))
        return float(np.sum(base * (high - low) / (low * high) + slope * logs))

    def _upper(self, p: int, t: Any) -> Any:
        """The moment at complex t, Im t >= 0: zero where every energy has decayed, a block of points at a time."""
        flat = t.reshape(-1).astype(complex)
        out = np.zeros(flat.shape, dtype=complex)
        alive = flat.imag * self.energy[0] < _DEAD
        if p < 0:  # where logarithms take the place of E_1
            origin = flat == 0
            out[origin] = self._at_zero(p)
            alive &= ~origin
        alive = np.flatnonzero(alive)
        size = max(1, _BLOCK // self.energy.size)
        for start in range(0, alive.size, size):
            block = alive[start : start + size]
            out[block] = self._upper_block(p, flat[block][:, None])
        return out.reshape(t.shape)

    def _upper_block(self, p: int, t: Any) -> Any:
        low, high = self.energy[:-1], self.energy[1:]
        slope = np.diff(self.density) / (high - low)
        half = 0.5 * (high - low)
        segments = _segments(self, t.tobytes())
        if p >= 0:
            middle, centre = 0.5 * (low + high), 0.5 * (self.density[:-1] + self.density[1:])
            # (centre + slope x)(middle + x)^p in powers of x = half * u
            powers = np.zeros((p + 2, low.size))
            for k in range(p + 1):
                powers[k] += centre * math.comb(p, k) * middle ** (p - k)
                powers[k + 1] += slope * math.comb(p, k) * middle ** (p - k)
            parts = segments.monomials(p + 1)
            return sum(
                np.sum(part * (c * half ** (k + 1)), axis=-1)
                for k, (c, part) in enumerate(zip(powers, parts, strict=True))
            )
        base = self.density[:-1] - slope * low
        first = segments.logarithms
        if p == -1:
            return np.sum(first * base + segments.monomials(0)[0] * half * slope, axis=-1)
        waves = segments.waves / self.energy
        second = waves[..., :-1] - waves[..., 1:] + 1j * t * first  # of e^{iEt}/E^2
        return np.sum(second * base + first * slope, axis=-1)

    @property
    def top(self) -> float:
        return float(self.energy[-1])


_DEAD: Final = 80.0
"""Decay exponent of the lowest energy from which a moment, below 1e-34 of its value at zero, is taken as zero."""

_BLOCK: Final = 12800
"""Arguments times energies of a table taken at a time, so that all of it stays in the cache, however long the table."""


def _exponential_integral(z: Any, wave: Any) -> Any:
    """E_1(z), Re z >= 0, z not 0, with wave = e^-z: by its continued fraction where |z| > 40, to 1e-15."""
    from scipy.special import exp1

    far = np.abs(z) > 40.0
    out = np.empty(z.shape, dtype=complex)
    large = z[far]
    tail = large
    for k in range(8, 0, -1):  # z + 1/(1 + 1/(z + 2/(1 + 2/(z + ...
        tail = large + k / (1.0 + k / tail)
    out[far] = wave[far] / tail
    out[~far] = exp1(z[~far])
    return out


class _Segments:
    """Integrals over the segments of a table at a block of complex arguments t, shape (N, 1), that its moments share."""

    def __init__(self, table: Table, t: Any) -> None:
        self.t, self.energy = t, table.energy
        self.waves = np.exp(1j * (t * table.energy))
        self._parts: list[Any] = []

    @cached_property
    def logarithms(self) -> Any:
        """Of e^{iEt}/E, shape (N, segments)."""
        ends = _exponential_integral(-1j * (self.t * self.energy), self.waves)
        return ends[..., :-1] - ends[..., 1:]

    def monomials(self, degree: int) -> list[Any]:
        """Of u^k e^{iEt}, k = 0 ... degree, E = middle + half u, over -1 < u < 1.

        By parts where |z| = |half t| > 2, by the power series where not: no digits are lost to either, and no factor overflows.
        """
        low, high = self.waves[..., :-1], self.waves[..., 1:]
        z = self.t * (0.5 * np.diff(self.energy))
        near = np.abs(z) < 2.0
        iz = 1j * np.where(near, 1.0, z)
        small = 1j * z[near]
        middle = low[near] * np.exp(small)
        for k in range(len(self._parts), degree + 1):
            part = (high - (-1) ** k * low - (k * self._parts[-1] if k else 0.0)) / iz
            series, odd = np.zeros(small.shape, dtype=complex), k % 2
            for j in range(24 + odd, -1, -2):  # only even k + j are left
                series = series * small**2 + 2.0 / ((k + j + 1) * math.factorial(j))
            part[near] = middle * (series * small if odd else series)
            self._parts.append(part)
        return self._parts[: degree + 1]


@lru_cache(maxsize=12)
def _segments(table: Table, t: bytes) -> _Segments:
    return _Segments(table, np.frombuffer(t, dtype=complex)[:, None])


@lru_cache(maxsize=4096)
def _at_one(table: Table, p: int, t: complex) -> complex:
    return complex(table._upper(p, np.array([t]))[0])
