r"""Superpositions of Yukawa potentials, the heart of the house.

.. math:: V(r) = \mathrm{Re} \sum_p \sum_n w_{pn}\, \frac{e^{-(\tau_p + s_n) r}}{r}

Newton and Coulomb are one node at zero mass; two-neutrino exchange is some five hundred nodes per pair of mass eigenstates,
sampling its spectral function, where all pairs share the *excesses* s_n above their thresholds tau_p: the exponentials are
made once for all pairs, and e^{-tau_p r} is factored out, so that nothing underflows before it must.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nuforce.errors import InputError
from nuforce.numerics.loggrid import UPPER
from nuforce.potentials.base import CHUNK, AbstractCentral, add_scaled, as_array, check_range, namespace
from nuforce.units import m

Kernel = tuple[tuple[int, int, float], ...]
"""Terms (k, p, c) of a radial function sum c S_k(r) r^-p, with S_k = Re sum w mu^k e^{-mu r}."""
NOTHING: Final = 2e-17
"""Part of the sum of absolute weights that is left out."""
PLAIN: Kernel = ((0, 1, 1.0),)
"""The mixture itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Nodes that share a grid of excesses.

    Parameters
    ----------
    excess : array, shape (N,), eV
        s_n, real or complex, not negative in the real part.
    threshold : array, shape (P,), eV
        tau_p >= 0, real.
    weight : array, shape (P, N), dimensionless
    uniform : bool
        Whether the excesses are the points of an exponentially convergent trapezoid rule (then leaving out every second
        one measures the error) or isolated particles.
    r_min, r_max : float, eV^-1
        Distances for which the nodes are good.
    ordered : bool
        Whether the nodes rise in size, so that those below 1/r measure what the potential at r consists of; otherwise every
        node counts at every distance.
    """

    excess: npt.NDArray[Any]
    threshold: npt.NDArray[np.float64]
    weight: npt.NDArray[Any]
    uniform: bool = False
    r_min: float = 0.0
    r_max: float = math.inf
    ordered: bool = True
    _below: npt.NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        excess, threshold, weight = (np.atleast_1d(np.asarray(x)) for x in (self.excess, self.threshold, self.weight))
        weight = np.atleast_2d(weight)
        if weight.shape != (threshold.size, excess.size):
            raise InputError("weight", f"shape {weight.shape}", f"needs shape {(threshold.size, excess.size)}")
        finite = all(np.all(np.isfinite(x)) for x in (excess, threshold, weight))
        if not finite or np.any(threshold < 0) or np.any(excess.real < 0):
            raise InputError("excess", "nodes", "masses must be finite with a real part that is not negative")
        below = np.cumsum(np.abs(weight), axis=1)
        whole = {"excess": excess, "threshold": threshold.astype(float), "weight": weight, "_below": below}
        for name, value in whole.items():
            object.__setattr__(self, name, value)

    def window(self, near: float, far: float) -> tuple[int, int]:
        """First node and the one after the last that matter for distances from ``near`` to ``far``."""
        if not (self.uniform and self.ordered):
            return 0, self.excess.size
        size = np.abs(self.excess)
        slowest = 1.0 if self.excess.dtype.kind != "c" else float(np.min(self.excess.real / size))
        inside = min(int(np.searchsorted(size, 1.0 / far)), size.size - 1)
        first = min(int(np.searchsorted(row, NOTHING * row[inside])) for row in self._below)
        return first, int(np.searchsorted(size, UPPER / (near * slowest), side="right"))

    def sums(self, r: Any, order: int = 0) -> tuple[tuple[Any, ...], Any]:
        """Return (S_0, ..., S_order) and x with Re sum w mu^k e^{-mu r} = S_k e^x, x = -(lowest threshold) r."""
        return _laplace(self, r, order)

    def magnitudes(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        """Return :meth:`sums` with every term replaced by its absolute value."""
        mu = np.abs(self.threshold[:, None] + self.excess)
        real = replace(self, weight=np.abs(self.weight), excess=self.excess.real)
        if self.excess.dtype.kind != "c":
            return real.sums(r, order)[0]
        each = [replace(real, weight=real.weight * mu**k).sums(r)[0][0] for k in range(order + 1)]
        return tuple(each)

    def coarse(self) -> Block:
        """Every second node at twice the weight: the trapezoid rule at twice the step."""
        return replace(self, excess=self.excess[::2], weight=2.0 * self.weight[:, ::2])

    def doubt(self, r: Any, terms: Kernel) -> Any:
        """Estimated error at distances ``r`` of sum c S_k r^-p over ``terms`` (k, p, c), from the step and from rounding.

        Notes
        -----
        The trapezoid error falls as exp(-c/h); if dropping every second node changes a block by a fraction d of its size,
        its own error is d^2 of it.  d oscillates with ln r in a period of two steps: its size is taken from two distances
        half a step apart.  The size is that of the sum of absolute values where weights cancel.
        """
        order = max(k for k, _, _ in terms)
        absolute = tuple((k, p, abs(c)) for k, p, c in terms)
        exponent = -float(self.threshold.min(initial=math.inf)) * r
        size = _total(self.magnitudes(r, order), r, absolute)
        error = 4e-16 * (64.0 + 4.0 * np.abs(exponent)) * size
        if self.uniform:
            middle = self.excess.size // 2
            ratio = abs(self.excess[middle + 1] / self.excess[middle]) ** 0.5 if self.ordered else 1.05
            near = np.asarray(np.clip(r * ratio, self.r_min, self.r_max))
            # the rule minus that of twice the step: weights of alternating sign.  Of complex nodes both parts count, since
            # what a pole near the contour does has a phase of its own
            change = self.weight * np.where(np.arange(self.excess.size) % 2, 1.0, -1.0)
            sides = (change, -1j * change) if self.excess.dtype.kind == "c" else (change,)
            for x, whole in ((r, size), (near, _total(self.magnitudes(near, order), near, absolute))):
                for sums in _laplaces(self, x, order, sides):
                    part = _total(sums, x, terms) / np.maximum(whole, 1e-300)
                    error = error + len(sides) * size * part**2
        return error * np.exp(exponent)


@dataclass(frozen=True, slots=True, eq=False)
class YukawaMixture(AbstractCentral):
    """A list of (strength, mass), grouped in blocks.

    Parameters
    ----------
    blocks : tuple of Block
    references : tuple of str

    Notes
    -----
    Evaluation takes any array of the array standard (NumPy, JAX with gradients, ...), in bounded memory; for NumPy arrays
    the distances are sorted so that only nodes that matter are visited.  Distances outside the range of the nodes raise
    ``OutOfDomain``.

    Examples
    --------
    >>> from nuforce.potentials import YukawaMixture
    >>> photon = YukawaMixture.single(weight=1 / 137.036, mass=0.0, references=("Mohr:2024kco",))
    >>> z = YukawaMixture.single(weight=-1e-3, mass=91.19e9, references=("ParticleDataGroup:2024cfk",))
    >>> bool((photon + z)(1e-9) == photon(1e-9) + z(1e-9))
    True
    """

    blocks: tuple[Block, ...]
    references: tuple[str, ...] = ()

    @classmethod
    def single(cls, weight: float, mass: float, references: tuple[str, ...] = ()) -> YukawaMixture:
        """One particle exchanged: weight e^{-mass r}/r."""
        if not (math.isfinite(mass) and mass >= 0):
            raise InputError("mass", mass, "the mass of the exchanged particle must be finite and not negative")
        return cls((Block(np.zeros(1), np.array([mass]), np.array([[weight]])),), references)

    @classmethod
    def joined(cls, mixtures: list[YukawaMixture]) -> YukawaMixture:
        """Join several mixtures into one list."""
        references = dict.fromkeys(key for mix in mixtures for key in mix.references)
        return cls(tuple(block for mix in mixtures for block in mix.blocks), tuple(references))

    def scaled(self, factor: float) -> YukawaMixture:
        return replace(self, blocks=tuple(replace(b, weight=factor * b.weight) for b in self.blocks))

    @property
    def mu(self) -> npt.NDArray[Any]:
        """All masses (thresholds included), one after the other, eV."""
        parts = [(b.threshold[:, None] + b.excess).ravel() for b in self.blocks]
        return np.concatenate(parts) if parts else np.zeros(0)

    @property
    def weight(self) -> npt.NDArray[Any]:
        """All weights, in the order of :attr:`mu`."""
        return np.concatenate([b.weight.ravel() for b in self.blocks]) if self.blocks else np.zeros(0)

    @property
    def r_min(self) -> float:
        """Smallest distance (eV^-1) at which every block holds."""
        return max((b.r_min for b in self.blocks), default=0.0)

    @property
    def r_max(self) -> float:
        """Largest distance (eV^-1) at which every block holds."""
        return min((b.r_max for b in self.blocks), default=math.inf)

    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        r = self.checked(r)
        xp = namespace(r)
        out: tuple[Any, ...] = tuple(xp.zeros_like(r) for _ in range(order + 1))
        for block in self.blocks:
            sums, exponent = block.sums(r, order)
            factor = xp.exp(exponent)
            out = tuple(a + factor * b for a, b in zip(out, _radial(sums, r), strict=True))
        return tuple(x[()] if isinstance(x, np.ndarray) else x for x in out)

    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        r = self.checked(r)
        if not self.blocks:
            return namespace(r).zeros_like(r), namespace(r).zeros_like(r)
        pairs = []
        for block in self.blocks:
            (value,), exponent = block.sums(r)
            pairs.append((value / r, exponent))
        value, exponent = add_scaled(pairs)
        if isinstance(value, np.ndarray):
            return value[()], exponent[()]
        return value, exponent

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) of V at distances ``r``; see :meth:`Block.doubt`."""
        del angle
        r = self.checked(r)
        total = sum((block.doubt(r, PLAIN) for block in self.blocks), np.zeros_like(r))
        return total[()]

    def __repr__(self) -> str:
        nodes = sum(b.weight.size for b in self.blocks)
        return f"<YukawaMixture: {nodes} nodes in {len(self.blocks)} blocks, {self.r_min / m:.2g} m to {self.r_max / m:.2g} m>"

    def checked(self, r: Any) -> Any:
        """Return distances as an array; refuse those outside the range of the nodes."""
        r = as_array(r, "r")
        remedy = "pass accuracy=Accuracy(r_min=..., r_max=...) to interaction(), or to the exchange or background"
        check_range(r, self.r_min, self.r_max, remedy)
        return r


def _total(sums: tuple[Any, ...], r: Any, terms: Kernel) -> Any:
    return sum(c * sums[k] / r**p for k, p, c in terms)


def _radial(sums: tuple[Any, ...], r: Any) -> tuple[Any, ...]:
    """Turn S_k = sum w mu^k e^{-mu r} into V, V', V'' of S_0/r."""
    out = [sums[0] / r]
    if len(sums) > 1:
        out.append(-sums[1] / r - sums[0] / r**2)
    if len(sums) > 2:
        out.append(sums[2] / r + 2.0 * sums[1] / r**2 + 2.0 * sums[0] / r**3)
    return tuple(out)


def _laplace(block: Block, r: Any, order: int) -> tuple[tuple[Any, ...], Any]:
    """Return (S_0 ... S_order, x) with sum w mu^k e^{-mu r} = S_k e^x; real parts; x = -(lowest threshold) r."""
    (sums,) = _laplaces(block, r, order, (block.weight,))
    return sums, -float(block.threshold.min(initial=math.inf)) * r


def _laplaces(block: Block, r: Any, order: int, weights: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """(S_0 ... S_order) for several sets of weights on the nodes of a block."""
    mu = block.threshold[:, None] + block.excess
    columns = np.stack([weight * mu**k for weight in weights for k in range(order + 1)])  # (sets * (order + 1), P, N)
    columns = np.moveaxis(columns, -1, 0)  # (N, sets * (order + 1), P)
    steps = block.threshold - float(block.threshold.min(initial=math.inf))
    flat = r.reshape(-1) if isinstance(r, np.ndarray) else namespace(r).reshape(r, (-1,))
    evaluate = _windowed if isinstance(r, np.ndarray) else _portable
    sums = evaluate(flat, block, steps, columns)
    found = [namespace(r).reshape(sums[:, k], r.shape) for k in range(columns.shape[1])]
    return [tuple(found[start : start + order + 1]) for start in range(0, len(found), order + 1)]


def _windowed(r: Any, block: Block, steps: Any, columns: Any) -> Any:
    """NumPy evaluation in chunks of sorted distances; each chunk visits only the nodes that matter."""
    excess = block.excess
    out = np.empty((r.size, columns.shape[1]))
    sort = block.uniform and block.ordered and r.size > CHUNK
    if sort:
        index = np.argsort(r)
        r = r[index]
    flat = np.ascontiguousarray(columns.reshape(excess.size, -1))
    for start in range(0, r.size, CHUNK):
        part = r[start : start + CHUNK]
        first, last = block.window(float(part.min()), float(part.max()))
        decay = -part[:, None] * excess[first:last].real
        np.exp(decay, out=decay)
        if excess.dtype.kind == "c":
            # Re (w e^{-sr}) with real arithmetic, which is several times faster
            phase = part[:, None] * excess[first:last].imag
            sums = (decay * np.cos(phase)) @ flat[first:last].real + (decay * np.sin(phase)) @ flat[first:last].imag
        else:
            sums = decay @ flat[first:last].real
        sums = sums.reshape(part.size, -1, steps.size)
        if steps.size > 1:
            sums = sums * np.exp(-part[:, None] * steps)[:, None, :]
        out[start : start + CHUNK] = sums.sum(axis=-1)
    if sort:
        unsorted = np.empty_like(out)
        unsorted[index] = out
        return unsorted
    return out


def _portable(r: Any, block: Block, steps: Any, columns: Any) -> Any:
    """Evaluation with nothing but the array standard."""
    excess = block.excess
    xp = namespace(r)
    nodes, tau = xp.asarray(excess), xp.asarray(steps)
    flat = xp.asarray(np.ascontiguousarray(columns.reshape(excess.size, -1)))
    rows = []
    for start in range(0, r.shape[0], CHUNK):
        part = r[start : min(start + CHUNK, r.shape[0])]
        sums = xp.exp(-part[:, None] * nodes[None, :]) @ flat
        sums = xp.reshape(sums, (part.shape[0], columns.shape[1], steps.size))
        sums = xp.sum(sums * xp.exp(-part[:, None] * tau[None, :])[:, None, :], axis=-1)
        rows.append(xp.real(sums) if excess.dtype.kind == "c" or columns.dtype.kind == "c" else sums)
    if not rows:
        return xp.zeros((0, columns.shape[1]), dtype=r.dtype)
    return xp.concat(rows, axis=0) if len(rows) > 1 else rows[0]
