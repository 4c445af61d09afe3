r"""Potentials of single occupied modes, with neutrino mass, helicity and mixing, and of anisotropic shells of modes.

One neutrino of momentum k (unit vector n, energy E, mass m_i) that runs between the two sources as one of mass m_j and
of the same energy, hence of wave number :math:`q=\sqrt{E^2-m_j^2}`, adds per unit of weight

.. math:: V = -\frac1\pi\,\mathrm{Re}\Big\{e^{-ik\cdot x}\,[A - iB\,\hat n\!\cdot\!\nabla]\,\frac{\cos qr}r\Big\}
            = -\frac1\pi\,\mathrm{Re}\sum_{\sigma=\pm}\frac{e^{i(\sigma qr-k\cdot x)}}{2r}
              \Big\{A + Bc\Big[\sigma q+\frac ir\Big]\Big\},\qquad c=\hat n\!\cdot\!\hat x ,

and where m_j > E, :math:`e^{-\kappa r}` stands for the cosine, :math:`\kappa=\sqrt{m_j^2-E^2}`: one term, q = i kappa,
without the 1/2.  A and B follow from the state (:func:`amplitudes`).  Exact for static sources at every distance and angle.

A shell of modes of one momentum with the angular distribution :math:`\sum_l c_l P_l(\hat n\cdot\hat w)` adds

.. math:: V = -\frac1\pi\sum_l c_l\,P_l(\hat x\cdot\hat w)\,\mathrm{Re}\Big\{(-i)^l
              \Big[A\,j_l(kr)\,g + B\,j_l'(kr)\,g'\Big]\Big\},\qquad g=\frac{\cos qr}r ,

and odd l drop out unless the charges have phases (A and B are then complex).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy.special import spherical_jn

from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.potentials.base import AbstractPotential, as_array, check_range, distance, in_chunks, namespace, positions

State = Literal["massless", "produced", "flipped", "unpolarised", "majorana"]
"""What occupies a mode: a massless active neutrino; a Dirac one of the helicity that weak interactions make (- of a neutrino,
+ of an antineutrino), of the other, or of each in half of the cases; a Majorana one."""

STATES: Final[tuple[str, ...]] = get_args(State)

_EPS: Final = 4e-16
_PHASE: Final = 8.0
"""Half the phase that cos(2kr) may turn within a panel: 20-point Gauss-Legendre then has an error of J_40(8) = 1e-24."""
_MOST: Final = 200_000
"""Momenta of a quadrature beyond which it takes minutes."""
_BLOCK: Final = 1024
"""Momenta evaluated at a time, so that memory does not grow with their number."""


def amplitudes(state: State, k: Any, energy: Any, mass: float) -> tuple[Any, Any]:
    r"""Amplitudes A (eV) and B of a mode, in :math:`A - iB\,\hat n\cdot\nabla`; complex momenta allowed.

    =========== ================== ======================
    state       A                  B
    =========== ================== ======================
    massless    k                  1
    produced    (E + k)/2          (E + k)/(2E)
    flipped     (E - k)/2          -(E - k)/(2E)
    unpolarised E/2                k/(2E)
    majorana    k^2/E              k/E
    =========== ================== ======================

    Parameters
    ----------
    state : State
    k, energy : array or float, eV
        Momentum, and :math:`E=\sqrt{k^2+m^2}`.
    mass : float, eV
        Of the neutrino; that of the intermediate one enters for Majorana neutrinos only, see :class:`Mode`.

    Notes
    -----
    "Unpolarised" is per neutrino: half of them have each helicity.  E - k is taken as m^2/(E + k).

    References
    ----------
    Ghosh:2022nzo (massless, beyond terms that fall as 1/r^2), Horowitz:1993kw (averages over directions)
    """
    if state == "massless":
        return k, 1.0 + 0.0 * k
    if state == "produced":
        return 0.5 * (energy + k), 0.5 * (energy + k) / energy
    if state == "flipped":
        slow = 0.5 * mass**2 / (energy + k)
        return slow, -slow / energy
    if state == "unpolarised":
        return 0.5 * energy, 0.5 * k / energy
    if state == "majorana":
        return k * (k / energy), k / energy
    raise UnknownName("state", state, STATES)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Mode:
    r"""Neutrinos of one momentum and one state.

    Parameters
    ----------
    direction : array, shape (3,)
        Along which the neutrinos travel; any length.
    momentum : float, eV
        k > 0.
    mass : float, eV
        m_i of the neutrinos.
    state : State
    weight : float, eV^-1
        :math:`G_F^2 n\,\mathrm{Re}\,g^a_{ij}g^b_{ji}`, with their number density n.
    other : float, eV, optional
        Mass m_j of the neutrino between the two sources; by default m_i.
    opposite : float, eV^-1, optional
        :math:`G_F^2 n\,\mathrm{Re}\,g^a_{ij}g^b_{ij}`, of Majorana neutrinos only; by default as ``weight``, right for real
        charges.
    odd : float, eV^-1
        :math:`G_F^2 n\,\mathrm{Im}\,g^a_{ij}g^b_{ji}` for neutrinos and Majorana neutrinos of helicity -; minus that for
        antineutrinos and Majorana neutrinos of helicity +.  This part is odd in x, and so is its sign under exchange of the
        sources.
    """

    direction: npt.NDArray[np.float64]
    momentum: float
    mass: float = 0.0
    state: State = "massless"
    weight: float = 1.0
    other: float | None = None
    opposite: float | None = None
    odd: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "direction", _unit("direction", self.direction))
        _check_state(self.state, self.mass)
        if not 0 < self.momentum < math.inf:
            raise InputError("momentum", self.momentum, "must be finite and larger than zero")
        if self.other is not None and not 0 <= self.other < math.inf:
            raise InputError("other", self.other, "the mass of the intermediate neutrino is finite and not negative")
        if self.opposite is not None and self.state != "majorana":
            raise InputError("opposite", self.opposite, "belongs to Majorana neutrinos: leave it out for others")
        for name in ("weight", "opposite", "odd"):
            value = getattr(self, name)
            if value is not None and not math.isfinite(value):
                raise InputError(name, value, "must be a finite number")

    @property
    def energy(self) -> float:
        """Energy E (eV)."""
        return math.hypot(self.momentum, self.mass)

    @property
    def excess(self) -> float:
        """q^2 - k^2 = m_i^2 - m_j^2 (eV^2) of the intermediate wave number q."""
        return 0.0 if self.other is None else (self.mass - self.other) * (self.mass + self.other)

    @property
    def strengths(self) -> tuple[complex, complex]:
        """A and B times the weights (1, eV^-1), complex where the potential is odd in part."""
        k, energy, mass = self.momentum, self.energy, self.mass
        a, b = amplitudes(self.state, k, energy, mass)
        if self.state != "majorana":
            return (self.weight + 1j * self.odd) * a, (self.weight + 1j * self.odd) * b
        # C E - N m_i m_j/E, without cancellation for slow neutrinos of C = N and one mass
        partner = mass if self.other is None else self.other
        against = self.weight if self.opposite is None else self.opposite
        even = self.weight * (a + mass * (mass - partner) / energy) + (self.weight - against) * mass * partner / energy
        return even + 1j * self.odd * k, self.weight * b + 1j * self.odd

    def scaled(self, factor: float) -> Mode:
        """The same mode with all weights times a number."""
        opposite = None if self.opposite is None else factor * self.opposite
        return replace(self, weight=factor * self.weight, opposite=opposite, odd=factor * self.odd)


@dataclass(frozen=True, slots=True, eq=False)
class ModeMixture(AbstractPotential):
    """A list of :class:`Mode`, each exact at every distance and angle.

    Notes
    -----
    Conditioning: the phases k r (1 - c) + (q - k) r of the forward wave and k r (1 + c) + (q - k) r of the back-scattered one
    are known to eps of themselves, and so each wave to eps times the larger of 1 and its phase.  :meth:`error_estimate` says
    what that makes of a value.  1 - c and 1 + c are both made without cancellation.
    """

    modes: tuple[Mode, ...]
    references: tuple[str, ...] = ()

    def scaled(self, factor: float) -> ModeMixture:
        return replace(self, modes=tuple(mode.scaled(factor) for mode in self.modes))

    def at(self, x: Any) -> Any:
        return in_chunks(self._at, positions(x), 1)

    def _at(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = namespace(r).zeros_like(r)
        for mode in self.modes:
            total = total - _value(mode, r, *_gaps(mode, n)) / math.pi
        return total[()] if isinstance(total, np.ndarray) else total

    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy at distances r (eV^-1) under the given angle (rad) to the direction of every mode."""
        return in_chunks(lambda part: self._along(part, angle, _value), as_array(r, "r"))

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        """dV/dr at fixed angle (eV^2); minus the radial force on the first source."""
        return in_chunks(lambda part: self._along(part, angle, _slope), as_array(r, "r"))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) at distances r: rounding of amplitudes and phases."""
        return in_chunks(lambda part: -self._along(part, angle, _doubt), as_array(r, "r"))

    def _along(self, r: Any, angle: float, kernel: Callable[..., Any]) -> Any:
        check_range(r, 0.0, math.inf, "")
        if not math.isfinite(angle):
            raise InputError("angle", angle, "must be a finite number of radians")
        near, far = 2.0 * math.sin(angle / 2) ** 2, 2.0 * math.cos(angle / 2) ** 2
        total = namespace(r).zeros_like(r)
        for mode in self.modes:
            total = total - kernel(mode, r, near, far) / math.pi
        return total[()] if isinstance(total, np.ndarray) else total

    def gradient(self, x: Any) -> Any:
        return in_chunks(self._gradient, positions(x), 1)

    def _gradient(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = namespace(x).zeros_like(x)
        for mode in self.modes:
            jet = _jet(mode, r, *_gaps(mode, n), 1)
            total = total - _first(jet, n, namespace(x).asarray(mode.direction)) / math.pi
        return total

    def hessian(self, x: Any) -> Any:
        return in_chunks(self._hessian, positions(x), 1)

    def _hessian(self, x: Any) -> Any:
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        total = namespace(x).zeros((*x.shape, 3), dtype=x.dtype)
        for mode in self.modes:
            jet = _jet(mode, r, *_gaps(mode, n), 2)
            total = total - _second(jet, r, n, namespace(x).asarray(mode.direction)) / math.pi
        return total

    def __repr__(self) -> str:
        return f"<ModeMixture: {len(self.modes)} modes>"


def cap_multipoles(half_angle: float, top: int) -> dict[int, float]:
    r"""Multipoles c_l of directions that fill a cap evenly, for even l up to ``top``; c_0 = 1.

    .. math:: c_l = (2l+1)\,\langle P_l\rangle_\mathrm{cap} = \frac{P_{l-1}(\cos\theta)-P_{l+1}(\cos\theta)}{1-\cos\theta}

    Parameters
    ----------
    half_angle : float, rad
        theta, between 0 (one direction) and pi (isotropic).
    top : int
        The series converges where l exceeds kr by some 10 (kr)^(1/3) and more.

    Notes
    -----
    The mean of P_l is taken by Gauss-Legendre quadrature, exact for a polynomial, and without the cancellation at small angles of
    the difference; relative error 1e-13 for c_l that are not small.
    """
    if not 0 <= half_angle <= math.pi:
        raise InputError("half_angle", half_angle, "the half-angle of a cap lies between 0 and pi")
    if top < 0:
        raise InputError("top", top, "the highest multipole is not negative")
    nodes, weights = np.polynomial.legendre.leggauss(top // 2 + 1)
    inside = 1.0 - math.sin(half_angle / 2) ** 2 * (1.0 + nodes)  # cos, uniform between 1 and cos(half_angle)
    return {l: float((2 * l + 1) * 0.5 * (weights @ _legendre(l, inside)[0])) for l in range(0, top + 1, 2)}


def multipole_kernel(l: int, state: State, k: Any, mass: float, r: Any) -> Any:
    r"""Radial kernel K_l (eV) of a multipole of the directions of modes.

    .. math:: K_l = (-1)^{l/2}\Big[A\cos x\,j_l(x) - Bk\Big(\sin x+\frac{\cos x}x\Big)j_l'(x)\Big],\qquad x=kr,

    so that modes of density :math:`n\sum_lc_lP_l(\hat n\cdot\hat w)` and momentum k add
    :math:`-(G_F^2gg'n/\pi r)\sum_lc_lK_l\,P_l(\hat x\cdot\hat w)`; zero for odd l, for the potential of a mode is even in x.

    Parameters
    ----------
    l : int
    state : State
    k : array, eV
        Momenta > 0; broadcast against r.
    mass : float, eV
    r : array, eV^-1
        Distances.

    Notes
    -----
    Valid at all x: at small x nothing cancels (K_0 -> A + Bk/3, K_2 -> 2Bk/15).  At large x the leading 1/x of the two terms
    cancels where A = Bk (massless, Majorana), and K_l is known to eps x of itself, as its phase is.

    References
    ----------
    Horowitz:1993kw (l = 0)
    """
    if l < 0:
        raise InputError("l", l, "a multipole has l = 0, 1, 2, ...")
    _check_state(state, mass)
    k, r = np.asarray(k, dtype=float), np.asarray(r, dtype=float)
    if not np.all((k > 0) & (k < math.inf)):
        raise InputError("k", k.tolist(), "momenta must be finite and larger than zero")
    check_range(r, 0.0, math.inf, "")
    a, b = amplitudes(state, k, np.hypot(k, mass), mass)
    return (r * _radial(l, a, b, k, 0.0, r, 0)[0])[()]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Multipoles(AbstractPotential):
    r"""Anisotropic occupation, by multipoles about an axis: one momentum (:meth:`shell`) or a spectrum (:meth:`spectrum`).

    Parameters
    ----------
    axis : array, shape (3,)
    momenta : array, shape (K,), eV
    a, b : array, shape (K,)
        Amplitudes of the modes (eV, 1); see :func:`amplitudes` and :attr:`Mode.strengths`.
    weights : mapping l -> array, shape (K,)
        What multiplies the amplitudes at each momentum (eV^-1, or 1 where they contain the weight).
    excess : float, eV^2
        q^2 - k^2 of the intermediate wave number.
    r_max : float, eV^-1
        Largest distance at which the sum over momenta stands for an integral.
    check : Multipoles, optional
        The same by a coarser rule, from which the error is estimated.
    references : tuple of str

    Notes
    -----
    Even l act through the real parts of the amplitudes, odd l through the imaginary ones; those that do not act are left out.
    Rounding: eps times the larger of 1 and (k + q) r of each momentum.
    """

    axis: npt.NDArray[np.float64]
    momenta: npt.NDArray[np.float64]
    a: npt.NDArray[np.complex128]
    b: npt.NDArray[np.complex128]
    weights: Mapping[int, npt.NDArray[np.float64]]
    excess: float = 0.0
    r_max: float = math.inf
    check: Multipoles | None = None
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "axis", _unit("axis", self.axis))
        momenta = np.atleast_1d(np.asarray(self.momenta, dtype=float))
        if momenta.ndim != 1 or not np.all((momenta > 0) & (momenta < math.inf)):
            raise InputError("momenta", momenta.tolist(), "must be finite and larger than zero")
        if not math.isfinite(self.excess):
            raise InputError("excess", self.excess, "must be a finite number")
        object.__setattr__(self, "momenta", momenta)
        needs = f"needs {momenta.size} finite numbers, one per momentum"
        for name in ("a", "b"):
            value = np.atleast_1d(np.asarray(getattr(self, name), dtype=complex))
            if value.shape != momenta.shape or not np.all(np.isfinite(value)):
                raise InputError(name, f"shape {value.shape}", needs)
            object.__setattr__(self, name, value)
        weights = {}
        for l, given in self.weights.items():
            weight = np.atleast_1d(np.asarray(given, dtype=float))
            if l != int(l) or l < 0:
                raise InputError("weights", l, "a multipole has l = 0, 1, 2, ...")
            if weight.shape != momenta.shape or not np.all(np.isfinite(weight)):
                raise InputError(f"weights[{l}]", f"shape {weight.shape}", needs)
            if np.any(_acting(int(l), self.a)) or np.any(_acting(int(l), self.b)):
                weights[int(l)] = weight
        object.__setattr__(self, "weights", weights)

    @classmethod
    def shell(cls, mode: Mode, coefficients: Mapping[int, float], references: tuple[str, ...] = ()) -> Multipoles:
        r"""Neutrinos of one momentum whose directions are spread as :math:`\sum_l c_lP_l(\hat n\cdot\hat w)/4\pi`.

        Parameters
        ----------
        mode : Mode
            Momentum, state and weights of the neutrinos; its direction is the axis w.
        coefficients : mapping l -> c_l
            c_0 = 1 where the weight of the mode is to be that of all directions; see :func:`cap_multipoles`.
        references : tuple of str
        """
        a, b = mode.strengths
        return cls(
            axis=mode.direction,
            momenta=np.array([mode.momentum]),
            a=np.array([a]),
            b=np.array([b]),
            weights={l: np.array([c]) for l, c in coefficients.items()},
            excess=mode.excess,
            references=references,
        )

    @classmethod
    def spectrum(
        cls,
        axis: Any,
        occupation: Mapping[int, Callable[[Any], Any]],
        breaks: Sequence[float],
        *,
        strength: float,
        r_max: float,
        mass: float = 0.0,
        state: State = "massless",
        references: tuple[str, ...] = (),
    ) -> Multipoles:
        r"""Neutrinos with the occupation :math:`\sum_l n_l(k)P_l(\hat n\cdot\hat w)` of their modes.

        .. math:: V = -\frac{G_F^2gg'}{\pi r}\int\frac{k^2dk}{2\pi^2}\sum_l n_l(k)\,K_l(k,r)\,P_l(\hat x\cdot\hat w)

        Parameters
        ----------
        axis : array, shape (3,)
            w.
        occupation : mapping l -> callable
            n_l(k), dimensionless, for arrays of momenta (eV); summed over what counts as this state.
        breaks : sequence of float, eV
            Rising momenta from the lowest to the highest; n_l is smooth between any two of them (the momenta of a table that is
            interpolated linearly; a few multiples of the temperature).
        strength : float, eV^-4
            G_F^2 times charge product.
        r_max : float, eV^-1
            Up to which distance the phase 2kr is resolved: 20-point Gauss-Legendre on panels not wider than 8/r_max.
        mass : float, eV
        state : State
        references : tuple of str

        Notes
        -----
        The error is estimated by 16 points in place of 20.  Up to 200 000 momenta, so that r_max times the highest momentum may
        reach 80 000.
        """
        edges = np.asarray(breaks, dtype=float)
        if edges.ndim != 1 or edges.size < 2 or not np.all(np.diff(edges) > 0) or not edges[0] >= 0:
            raise InputError("breaks", list(breaks), "give at least two rising momenta, none negative")
        if not (0 < r_max < math.inf and edges[-1] < math.inf):
            raise InputError("r_max", r_max, "r_max and the highest momentum must be finite and larger than zero")
        _check_state(state, mass)
        counts = np.ceil(np.diff(edges) * r_max / _PHASE)
        if counts.sum() * 20 > _MOST:
            raise OutOfDomain(
                f"{counts.sum() * 20:.3g} momenta are needed to resolve phases up to {2 * edges[-1] * r_max:.3g}, more than "
                f"{_MOST}: lower r_max or the highest momentum"
            )
        parts = [np.linspace(a, b, int(n) + 1)[:-1] for a, b, n in zip(edges, edges[1:], counts, strict=False)]
        ends = np.append(np.concatenate(parts), edges[-1])

        def rule(points: int, check: Multipoles | None) -> Multipoles:
            nodes, weights = np.polynomial.legendre.leggauss(points)
            half = 0.5 * np.diff(ends)[:, None]
            k = (ends[:-1, None] + half * (1.0 + nodes)).ravel()
            measure = strength * (half * weights).ravel() * k**2 / (2 * math.pi**2)
            a, b = amplitudes(state, k, np.hypot(k, mass), mass)
            return cls(
                axis=axis,
                momenta=k,
                a=a,
                b=b,
                weights={l: measure * np.asarray(n(k), dtype=float) for l, n in occupation.items()},
                r_max=r_max,
                check=check,
                references=references,
            )

        return rule(20, rule(16, None))

    def scaled(self, factor: float) -> Multipoles:
        check = None if self.check is None else self.check.scaled(factor)
        return replace(self, weights={l: factor * w for l, w in self.weights.items()}, check=check)

    def at(self, x: Any) -> Any:
        return in_chunks(self._at, np.asarray(positions(x), dtype=float), 1)

    def _at(self, x: Any) -> Any:
        r = self._distance(distance(x))
        c = x @ self.axis / r
        return self._sum(r, c)[()]

    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy at distances r (eV^-1) under the given angle (rad) to the axis."""
        return in_chunks(lambda part: self._sum(self._distance(part), _cosine(angle))[()], np.asarray(as_array(r, "r")))

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        """dV/dr at fixed angle (eV^2); minus the radial force on the first source."""

        def slope(part: Any) -> Any:
            return -sum(_legendre(l, c)[0] * self._radial(l, part, 1)[1] for l in self.weights) / math.pi

        c = _cosine(angle)
        return in_chunks(lambda part: np.asarray(slope(self._distance(part)))[()], np.asarray(as_array(r, "r")))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) at distances r: rounding, and that of the sum over momenta."""

        def doubt(part: Any) -> Any:
            part = self._distance(part)
            found = np.zeros(part.shape)
            for l, weight in self.weights.items():
                size = np.abs(_legendre(l, c)[0]) * _EPS / math.pi
                for start in range(0, self.momenta.size, _BLOCK):
                    some = slice(start, start + _BLOCK)
                    size_of = _rounding(l, self.a[some], self.b[some], self.momenta[some], self.excess, part[..., None])
                    found += size * (size_of @ np.abs(weight[some]))
            if self.check is not None:
                change = np.abs(self._sum(part, c) - self.check._sum(part, c))
                found += np.where(change > found, change, 0.0)  # a smaller one is rounding itself
            return found[()]

        c = _cosine(angle)
        return in_chunks(doubt, np.asarray(as_array(r, "r")))

    def gradient(self, x: Any) -> Any:
        return in_chunks(lambda part: self._derivative(part, 1), np.asarray(positions(x), dtype=float), 1)

    def hessian(self, x: Any) -> Any:
        return in_chunks(lambda part: self._derivative(part, 2), np.asarray(positions(x), dtype=float), 1)

    def __repr__(self) -> str:
        return f"<Multipoles: l = {', '.join(map(str, self.weights))}, {self.momenta.size} momenta>"

    def _distance(self, r: Any) -> Any:
        check_range(
            r, 0.0, self.r_max, "the sum over momenta is made for distances up to r_max: make it with a larger one"
        )
        return np.asarray(r, dtype=float)

    def _sum(self, r: Any, c: Any) -> Any:
        total = np.zeros(r.shape)
        for l in self.weights:
            total = total - _legendre(l, c)[0] * self._radial(l, r, 0)[0] / math.pi
        return total

    def _radial(self, l: int, r: Any, order: int) -> tuple[Any, ...]:
        """Radial function of one multipole, summed over momenta, and its derivatives."""
        total: list[Any] = [0.0] * (order + 1)
        for start in range(0, self.momenta.size, _BLOCK):
            some = slice(start, start + _BLOCK)
            parts = _radial(l, self.a[some], self.b[some], self.momenta[some], self.excess, r[..., None], order)
            total = [sum_ + part @ self.weights[l][some] for sum_, part in zip(total, parts, strict=True)]
        return tuple(total)

    def _derivative(self, x: Any, order: int) -> Any:
        r = self._distance(distance(x))
        n = x / r[..., None]
        c = n @ self.axis
        jet = dict.fromkeys(("r", "u", "rr", "ru", "uu"), np.zeros(r.shape))
        for l in self.weights:
            p, p1, p2 = _legendre(l, c)
            v, *more = self._radial(l, r, order)
            jet["r"] = jet["r"] + more[0] * p - v * p1 * c / r
            jet["u"] = jet["u"] + v * p1 / r
            if order > 1:
                jet["rr"] = jet["rr"] + more[1] * p - 2 * more[0] * p1 * c / r + v * c * (p2 * c + 2 * p1) / r**2
                jet["ru"] = jet["ru"] + more[0] * p1 / r - v * (p1 + p2 * c) / r**2
                jet["uu"] = jet["uu"] + v * p2 / r**2
        return -(_first(jet, n, self.axis) if order == 1 else _second(jet, r, n, self.axis)) / math.pi


def _unit(field: str, value: Any) -> npt.NDArray[np.float64]:
    direction = np.asarray(value, dtype=float)
    norm = float(np.linalg.norm(direction))
    if direction.shape != (3,) or not 0 < norm < math.inf:
        raise InputError(field, value, "needs three components, not all zero")
    return np.asarray(direction / norm)


def _check_state(state: str, mass: float) -> None:
    if state not in STATES:
        raise UnknownName("state", state, STATES)
    if not 0 <= mass < math.inf:
        raise InputError("mass", mass, "the mass of a neutrino is finite and not negative")
    if state == "massless" and mass:
        raise InputError("mass", mass, f"a massive neutrino has a state: {', '.join(STATES[1:])}")


def _cosine(angle: float) -> float:
    if not math.isfinite(angle):
        raise InputError("angle", angle, "must be a finite number of radians")
    return math.cos(angle)


def _gaps(mode: Mode, n: Any) -> tuple[Any, Any]:
    """1 - c and 1 + c, both without cancellation."""
    xp = namespace(n)
    k = xp.asarray(mode.direction)
    return 0.5 * xp.sum((n - k) ** 2, axis=-1), 0.5 * xp.sum((n + k) ** 2, axis=-1)


def _waves(mode: Mode, r: Any, near: Any, far: Any) -> list[tuple[complex, Any, Any, float]]:
    """Waves e^{i(pr - ku)} of a mode: wave number p, complex amplitude e^{..} without its phase error, phase, share."""
    k, excess = mode.momentum, mode.excess
    square = k * k + excess
    if square < 0:
        phase = 0.5 * k * (far - near) * r
        kappa = math.sqrt(-square)
        return [(1j * kappa, namespace(r).exp(-kappa * r), -phase, 1.0)]
    q = math.sqrt(square)
    shift = excess / (q + k)  # q - k
    one = 1.0 + 0.0 * r
    return [(q + 0j, one, (shift + k * near) * r, 0.5), (-q + 0j, one, -(shift + k * far) * r, 0.5)]


def _value(mode: Mode, r: Any, near: Any, far: Any) -> Any:
    """Minus pi times the potential of a mode (eV)."""
    xp = namespace(r)
    a, b = mode.strengths
    c = 0.5 * (far - near)
    total = 0.0 * r
    for p, size, phase, share in _waves(mode, r, near, far):
        total = total + share * size / r * xp.real(xp.exp(1j * phase) * (a + b * c * (p + 1j / r)))
    return total


def _doubt(mode: Mode, r: Any, near: Any, far: Any) -> Any:
    """Error of :func:`_value`, per wave: eps of each part, and eps of its phase, as long as that is known at all."""
    a, b = mode.strengths
    k, excess = mode.momentum, abs(mode.excess)
    c = 0.5 * np.abs(far - near)
    total = 0.0 * r
    for p, size, phase, share in _waves(mode, r, near, far):
        # q itself, from q^2 = k^2 + excess, which may cancel; q - k is made from the excess
        q = max(abs(p), 1e-8 * math.sqrt(k * k + excess))
        slip = (k * k + excess) / q * (1.0 if p.imag else excess / (q + k) ** 2) * r
        turn = np.minimum(np.abs(phase) + np.abs(p.imag) * r + slip, 2.0 / _EPS)
        # the part i/r enters with the sine of the phase, small like it (the odd part with the cosine)
        flat = abs(a) + abs(b) * c * abs(p) + np.abs(b.imag) * c / r
        small = np.minimum(np.abs(phase), 1.0) * abs(b) * c / r
        total = total + share * size / r * _EPS * ((8.0 + turn) * (flat + small) + np.abs(phase) * abs(b) * c / r)
    return total


def _slope(mode: Mode, r: Any, near: Any, far: Any) -> Any:
    """d/dr of :func:`_value` at fixed angle (eV^2)."""
    xp = namespace(r)
    a, b = mode.strengths
    c = 0.5 * (far - near)
    total = 0.0 * r
    for p, size, phase, share in _waves(mode, r, near, far):
        part = a + b * c * (p + 1j / r)
        rate = 1j * phase / r - (p.imag if p.imag else 0.0)  # of the exponent
        total = total + share * size / r * xp.real(xp.exp(1j * phase) * (rate * part - part / r - 1j * b * c / r**2))
    return total


def _jet(mode: Mode, r: Any, near: Any, far: Any, order: int) -> dict[str, Any]:
    """Derivatives of :func:`_value` with respect to r and u = r c, each at fixed other."""
    xp = namespace(r)
    a, b = mode.strengths
    k = mode.momentum
    u = 0.5 * (far - near) * r
    total = dict.fromkeys(("r", "u", "rr", "ru", "uu"), 0.0 * r)
    for p, size, phase, share in _waves(mode, r, near, far):
        wave = share * size * xp.exp(1j * phase)
        # e^{i(pr - ku)} times this, and its derivatives
        f = a / r + b * u * (p / r**2 + 1j / r**3)
        f_r = -a / r**2 - b * u * (2 * p / r**3 + 3j / r**4)
        f_u = b * (p / r**2 + 1j / r**3)
        total["r"] = total["r"] + xp.real(wave * (1j * p * f + f_r))
        total["u"] = total["u"] + xp.real(wave * (f_u - 1j * k * f))
        if order > 1:
            f_rr = 2 * a / r**3 + b * u * (6 * p / r**4 + 12j / r**5)
            f_ru = -b * (2 * p / r**3 + 3j / r**4)
            total["rr"] = total["rr"] + xp.real(wave * (f_rr + 2j * p * f_r - p * p * f))
            total["ru"] = total["ru"] + xp.real(wave * (f_ru + 1j * p * f_u - 1j * k * f_r + p * k * f))
            total["uu"] = total["uu"] - xp.real(wave * (k * k * f + 2j * k * f_u))
    return total


def _first(jet: dict[str, Any], n: Any, k: Any) -> Any:
    """Gradient from the derivatives with respect to r and u = k.x."""
    return jet["r"][..., None] * n + jet["u"][..., None] * k


def _second(jet: dict[str, Any], r: Any, n: Any, k: Any) -> Any:
    """Second derivatives from those with respect to r and u = k.x."""
    xp = namespace(n)
    nn = n[..., :, None] * n[..., None, :]
    nk = n[..., :, None] * k[None, :] + k[:, None] * n[..., None, :]
    second = jet["rr"][..., None, None] * nn + jet["ru"][..., None, None] * nk
    second = second + jet["uu"][..., None, None] * (k[:, None] * k[None, :])
    return second + (jet["r"] / r)[..., None, None] * (xp.eye(3, dtype=n.dtype) - nn)


def _legendre(l: int, c: Any) -> tuple[Any, Any, Any]:
    """P_l and its first two derivatives at c."""
    c = np.asarray(c, dtype=float)
    zero = np.zeros_like(c)
    last, now = (zero, zero, zero), (zero + 1.0, zero, zero)
    for j in range(1, l + 1):
        p = ((2 * j - 1) * c * now[0] - (j - 1) * last[0]) / j
        last, now = now, (p, last[1] + (2 * j - 1) * now[0], last[2] + (2 * j - 1) * now[1])
    return now


def _bessel(l: int, k: Any, r: Any, order: int) -> list[Any]:
    """J(r) = j_l(kr) and its derivatives with respect to r, up to the given one (at most the third)."""
    x = k * r
    found = [spherical_jn(l, x), k * spherical_jn(l, x, derivative=True)]
    # J'' = -2J'/r - (k^2 - l(l + 1)/r^2) J, and once more
    square = k**2 - l * (l + 1) / r**2
    if order > 1:
        found.append(-2.0 * found[1] / r - square * found[0])
    if order > 2:
        found.append(
            -2.0 * found[2] / r + 2.0 * found[1] / r**2 - square * found[1] - 2.0 * l * (l + 1) / r**3 * found[0]
        )
    return found


def _acting(l: int, amplitude: Any) -> Any:
    """The part of an amplitude through which a multipole acts: (-i)^l has it real or imaginary."""
    return np.imag(amplitude) if l % 2 else np.real(amplitude)


def _radial(l: int, a: Any, b: Any, k: Any, excess: float, r: Any, order: int) -> tuple[Any, ...]:
    """Re{(-i)^l [A J g + (B/k) J' g']} of J = j_l(kr), g = cos(qr)/r or e^(-kappa r)/r, and its derivatives."""
    a, b = _acting(l, a), _acting(l, b)
    sign = -1.0 if l % 4 > 1 else 1.0
    j = _bessel(l, k, r, order + 1)
    square = k**2 + excess
    q = np.sqrt(np.abs(square))
    waves = square >= 0
    cos = np.where(waves, np.cos(q * r), np.exp(-q * r))
    sin = np.where(waves, np.sin(q * r), cos)
    g = [cos / r, -q * sin / r - cos / r**2]
    # g'' = -2g'/r - q^2 g, and once more
    if order > 0:
        g.append(-2.0 * g[1] / r - square * g[0])
    if order > 1:
        g.append(-2.0 * g[2] / r + 2.0 * g[1] / r**2 - square * g[1])
    out = []
    for d in range(order + 1):
        value = sum(math.comb(d, s) * (a * j[s] * g[d - s] + b / k * j[s + 1] * g[d - s + 1]) for s in range(d + 1))
        out.append(sign * value)
    return tuple(out)


def _rounding(l: int, a: Any, b: Any, k: Any, excess: float, r: Any) -> Any:
    """Error of :func:`_radial` in units of eps."""
    x = k * r
    a, b = np.abs(_acting(l, a)), np.abs(_acting(l, b))
    square = k**2 + excess
    scale = k**2 + abs(excess)
    q = np.maximum(np.sqrt(np.abs(square)), 1e-8 * np.sqrt(scale))
    fall = np.where(square >= 0, 1.0, np.exp(-q * r))
    j, slope = _bessel(l, k, r, 1)
    # of the size without the zeros: sin and cos as 1
    wave = np.minimum(1.0, 1.0 / x) * (x > l)
    size = (np.abs(j) + wave) * a / r + b / k * (np.abs(slope) + k * wave) * (q + 1.0 / r) / r
    # phases kr and qr, q from q^2 = k^2 + excess, which may cancel
    return (20.0 + 2.0 * l + 2.0 * x + 2.0 * scale / q * r) * size * fall
