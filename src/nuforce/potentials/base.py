"""What every potential can do: evaluate, differentiate, add, scale."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from array_api_compat import array_namespace

from nuforce.errors import InputError, OutOfDomain
from nuforce.units import m

CHUNK: Final = 512
"""Distances evaluated at a time: the exponentials then stay in the cache."""


class AbstractPotential(ABC):
    """An interaction energy V(x) between two sources at x = x1 - x2; positive repels.

    Potentials add, subtract and scale: ``a + b``, ``2 * a``, ``-a``, ``sum([a, b])``.
    Positions are arrays of shape (*S, 3) in eV^-1, energies come in eV.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def references(self) -> tuple[str, ...]:
        """Keys of the works this potential rests on."""

    @abstractmethod
    def at(self, x: Any) -> Any:
        """Energy at separation vectors ``x``, shape (*S, 3) -> (*S,)."""

    @abstractmethod
    def gradient(self, x: Any) -> Any:
        """Gradient with respect to x, shape (*S, 3) -> (*S, 3), eV^2; the force on the first source is minus this."""

    @abstractmethod
    def hessian(self, x: Any) -> Any:
        """Second derivatives, shape (*S, 3) -> (*S, 3, 3), eV^3."""

    @abstractmethod
    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy (eV) at distances r (eV^-1), the separation being under ``angle`` (rad) to the axis of the beams, if any."""

    @abstractmethod
    def slope(self, r: Any, angle: float = 0.0) -> Any:
        """dV/dr at fixed angle (eV^2), minus the radial force on the first source; see :meth:`along`."""

    @abstractmethod
    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) of :meth:`along`, numerical only: rounding, cancellation, the step of a grid."""

    def local_power(self, r: Any, angle: float = 0.0) -> Any:
        """The local power d ln|V|/d ln r at fixed angle: -5 where V falls as 1/r^5."""
        return r * self.slope(r, angle) / self.along(r, angle)

    @abstractmethod
    def scaled(self, factor: float) -> AbstractPotential:
        """The same potential times a number."""

    def parts(self) -> tuple[AbstractPotential, ...]:
        """The potentials this one is a sum of; itself if it is none."""
        return (self,)

    def __add__(self, other: Any) -> AbstractPotential:
        if not isinstance(other, AbstractPotential):
            return NotImplemented
        return combined((*self.parts(), *other.parts()))

    def __radd__(self, other: Any) -> AbstractPotential:
        # so that the built-in sum() works, which starts from 0
        if isinstance(other, (int, float)) and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: Any) -> AbstractPotential:
        difference: AbstractPotential = self + (-other)
        return difference

    def __neg__(self) -> AbstractPotential:
        return self.scaled(-1.0)

    def __mul__(self, factor: Any) -> AbstractPotential:
        if not isinstance(factor, (int, float, np.floating, np.integer)):
            return NotImplemented
        if not math.isfinite(factor):
            raise InputError("factor", factor, "a potential can be scaled by finite numbers only")
        return self.scaled(float(factor))

    __rmul__ = __mul__


class AbstractCentral(AbstractPotential):
    """A potential that depends on the distance alone."""

    __slots__ = ()

    @abstractmethod
    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        """V, dV/dr, ..., up to ``order`` <= 2, at distances ``r`` (eV^-1), each of the shape of r."""

    @abstractmethod
    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        """Return (v, x) with V = v e^x and v of moderate size, so that tiny values are not lost."""

    @abstractmethod
    def scaled(self, factor: float) -> AbstractCentral: ...

    def __call__(self, r: Any) -> Any:
        """Energy (eV) at distances ``r`` (eV^-1), any shape; a number in gives a number out."""
        return self.derivatives(r, 0)[0]

    def log_abs(self, r: Any) -> Any:
        """Natural logarithm of |V/eV|, also where V itself underflows; -inf where V is zero."""
        value, exponent = self.scaled_value(r)
        xp = namespace(value)
        if xp is np:
            with np.errstate(divide="ignore"):
                return np.log(np.abs(value)) + exponent
        return xp.log(xp.abs(value)) + exponent

    def sign(self, r: Any) -> Any:
        """+1 where the potential repels, -1 where it attracts, 0 where it vanishes; right also where V underflows."""
        value, _ = self.scaled_value(r)
        return namespace(value).sign(value)

    def local_power(self, r: Any, angle: float = 0.0) -> Any:
        """The local power d ln|V|/d ln r: -5 where V falls as 1/r^5; where V is too small for a number, to 1e-8."""
        value, slope = self.derivatives(r, 1)
        xp = namespace(value)
        if xp is not np:
            return r * slope / value
        tiny = np.abs(value) < 1e-280
        power = np.asarray(np.where(tiny, 0.0, r * slope) / np.where(tiny, 1.0, value))
        if np.any(tiny):
            step = 1e-4
            near, far = (self.log_abs(np.asarray(r) * f) for f in (1.0 - step, 1.0 + step))
            with np.errstate(invalid="ignore"):
                change = np.asarray(far) - np.asarray(near)  # NaN where V vanishes throughout
            power = np.where(tiny, change / (math.log1p(step) - math.log1p(-step)), power)
        return power[()]

    def at(self, x: Any) -> Any:
        return self(distance(x))

    def along(self, r: Any, angle: float = 0.0) -> Any:
        del angle
        return self(r)

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        del angle
        return self.derivatives(r, 1)[1]

    def gradient(self, x: Any) -> Any:
        x = positions(x)
        r = distance(x)
        _, slope = self.derivatives(r, 1)
        return (slope / r)[..., None] * x

    def hessian(self, x: Any) -> Any:
        x = positions(x)
        xp = namespace(x)
        r = distance(x)
        _, slope, curvature = self.derivatives(r, 2)
        n = x / r[..., None]
        transverse = (slope / r)[..., None, None]
        radial = curvature[..., None, None] - transverse
        return radial * (n[..., :, None] * n[..., None, :]) + transverse * xp.eye(3, dtype=x.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Combined(AbstractPotential):
    """A sum of potentials of different kinds; made by ``+``."""

    terms: tuple[AbstractPotential, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Union of the references of the terms."""
        return tuple(dict.fromkeys(key for term in self.terms for key in term.references))

    def parts(self) -> tuple[AbstractPotential, ...]:
        return self.terms

    def at(self, x: Any) -> Any:
        return sum(term.at(x) for term in self.terms)

    def along(self, r: Any, angle: float = 0.0) -> Any:
        return sum(term.along(r, angle) for term in self.terms)

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        return sum(term.slope(r, angle) for term in self.terms)

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        return sum(term.error_estimate(r, angle) for term in self.terms)

    def gradient(self, x: Any) -> Any:
        return sum(term.gradient(x) for term in self.terms)

    def hessian(self, x: Any) -> Any:
        return sum(term.hessian(x) for term in self.terms)

    def scaled(self, factor: float) -> Combined:
        return Combined(tuple(term.scaled(factor) for term in self.terms))


@dataclass(frozen=True, slots=True, eq=False)
class CombinedCentral(AbstractCentral):
    """A sum of central potentials of different kinds; made by ``+``."""

    terms: tuple[AbstractCentral, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Union of the references of the terms."""
        return tuple(dict.fromkeys(key for term in self.terms for key in term.references))

    def parts(self) -> tuple[AbstractCentral, ...]:
        return self.terms

    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        each = [term.derivatives(r, order) for term in self.terms]
        return tuple(sum(d[k] for d in each) for k in range(order + 1))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        return sum(term.error_estimate(r, angle) for term in self.terms)

    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        return add_scaled([term.scaled_value(r) for term in self.terms])

    def scaled(self, factor: float) -> CombinedCentral:
        return CombinedCentral(tuple(term.scaled(factor) for term in self.terms))


def combined(terms: tuple[AbstractPotential, ...]) -> AbstractPotential:
    """Join potentials into one: mixtures of the same kind merge, others stand side by side."""
    from nuforce.potentials.waves import WaveMixture
    from nuforce.potentials.yukawa import YukawaMixture

    yukawas = [t for t in terms if isinstance(t, YukawaMixture)]
    waves = [t for t in terms if isinstance(t, WaveMixture)]
    joined: list[AbstractPotential] = [t for t in terms if not isinstance(t, (YukawaMixture, WaveMixture))]
    if waves:
        joined.insert(0, waves[0] if len(waves) == 1 else WaveMixture.joined(waves))
    if yukawas:
        joined.insert(0, yukawas[0] if len(yukawas) == 1 else YukawaMixture.joined(yukawas))
    if len(joined) == 1:
        return joined[0]
    central = [t for t in joined if isinstance(t, AbstractCentral)]
    if len(central) == len(joined):
        return CombinedCentral(tuple(central))
    return Combined(tuple(joined))


def add_scaled(pairs: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Add numbers given as (v, x) meaning v e^x without underflow; terms that vanish do not set the scale."""
    xp = namespace(pairs[0][1])
    lowest = -1e300
    exponents = [xp.where(value == 0, lowest, exponent) for value, exponent in pairs]
    top = exponents[0]
    for exponent in exponents[1:]:
        top = xp.where(exponent > top, exponent, top)
    top = xp.where(top == lowest, 0.0, top)
    total = sum(value * xp.exp(exponent - top) for (value, _), exponent in zip(pairs, exponents, strict=True))
    return total, top


def namespace(x: Any) -> Any:
    """Array namespace of ``x`` (NumPy itself for plain numbers and NumPy arrays)."""
    if isinstance(x, (np.ndarray, np.generic, float, int)):
        return np
    return array_namespace(x)


def as_array(x: Any, name: str) -> Any:
    """Return an array of floats: array objects of any library as they are, everything else through NumPy."""
    if hasattr(x, "__array_namespace__") and not isinstance(x, (np.ndarray, np.generic)):
        return x
    try:
        return np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise InputError(name, x, "expected numbers in eV^-1 (multiply by nuforce.units, as in 3 * um)") from None


def positions(x: Any) -> Any:
    """Check and return separation vectors, shape (*S, 3)."""
    x = as_array(x, "x")
    if x.ndim == 0 or x.shape[-1] != 3:
        raise InputError("x", f"shape {x.shape}", "separation vectors need a last axis of length 3")
    return x


def distance(x: Any) -> Any:
    """Length of separation vectors, shape (*S, 3) -> (*S,)."""
    x = positions(x)
    xp = namespace(x)
    return xp.sqrt(xp.sum(x * x, axis=-1))


def in_chunks(evaluate: Callable[[Any], Any], points: Any, trailing: int = 0) -> Any:
    """Evaluate a few hundred points at a time (NumPy arrays only), so that memory does not grow with spectra and nodes.

    Parameters
    ----------
    evaluate : callable
        Maps points, shape (n, *T), to values, shape (n, *U).
    points : array, shape (*S, *T)
    trailing : int
        Number of axes T.

    Returns
    -------
    array, shape (*S, *U)
    """
    shape = points.shape[: points.ndim - trailing]
    count = math.prod(shape)
    if not isinstance(points, np.ndarray) or count <= CHUNK:
        return evaluate(points)
    flat = points.reshape(count, *points.shape[len(shape) :])
    parts = [evaluate(flat[start : start + CHUNK]) for start in range(0, count, CHUNK)]
    whole = np.concatenate(parts)
    return whole.reshape(*shape, *whole.shape[1:])


def check_range(r: Any, r_min: float, r_max: float, remedy: str) -> None:
    """Raise if any distance is not positive or outside [r_min, r_max] (NumPy arrays only: traced ones have no values)."""
    if not isinstance(r, (np.ndarray, np.generic)):
        return
    r = np.asarray(r)
    good = (r > 0) & (r < math.inf)  # false for NaN as well
    if not np.all(good):
        bad = r[~good].ravel()[0]
        raise OutOfDomain(f"distance {bad / m:.4g} m: a potential needs finite distances larger than zero")
    low, high = float(r.min(initial=math.inf)), float(r.max(initial=0.0))
    if low < r_min * (1 - 1e-9) or high > r_max * (1 + 1e-9):
        bad = low if low < r_min else high
        raise OutOfDomain(
            f"distance {bad / m:.4g} m lies outside the range {r_min / m:.3g} m to {r_max / m:.3g} m "
            f"for which this potential was made; {remedy}"
        )
