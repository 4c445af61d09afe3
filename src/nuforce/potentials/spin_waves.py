r"""What a directed flux of massless neutrinos adds to two spins: coefficients of spin operators, averaged over the spectrum.

With :math:`c=\hat k\!\cdot\!\hat r`, :math:`s=r(1-c)`, :math:`t=r(1+c)` and the moments :math:`M_p` of the spectrum, everything
static is made of four functions, the averages of :math:`4\pi r` times :math:`Eg` and :math:`\hat r\!\cdot\!\nabla g` (see
:mod:`nuforce.backgrounds.spin`) with the cosine and the sine of the neutrino's phase:

.. math::
   C_g &= -\tfrac12\,\mathrm{Re}\,[M_1(t)+M_1(s)] , &
   C_d &= \tfrac12\,\mathrm{Im}\,[M_1(t)+M_1(s)]+\tfrac1{2r}\,\mathrm{Re}\,[M_0(t)+M_0(s)] , \\
   S_g &= -\tfrac12\,\mathrm{Im}\,[M_1(t)-M_1(s)] , &
   S_d &= \tfrac12\,\mathrm{Re}\,[M_1(s)-M_1(t)]+\tfrac1{2r}\,\mathrm{Im}\,[M_0(t)-M_0(s)] .

Each coefficient is a weight over :math:`\pi r` times one of them, or two; a list of such terms evaluates, differentiates and
averages itself over a disc of directions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.numerics.oscillatory import SMOOTH, unit_legendre
from nuforce.potentials.base import AbstractPotential, as_array, check_range, distance, in_chunks, namespace, positions
from nuforce.potentials.spectra import AbstractSpectrum
from nuforce.potentials.waves import Wave


class Term(NamedTuple):
    """One piece of a kernel: ``factor`` c^cosines part(M_p(r (1 + side c))) / r^power; ``part`` is "real" or "imag"."""

    factor: float
    cosines: int
    part: str
    p: int
    power: int
    side: int


Terms = tuple[Term, ...]


def _times(terms: Terms, factor: float, cosines: int = 0) -> Terms:
    return tuple(x._replace(factor=factor * x.factor, cosines=x.cosines + cosines) for x in terms)


_CG: Final[Terms] = (Term(-0.5, 0, "real", 1, 0, 1), Term(-0.5, 0, "real", 1, 0, -1))
_SG: Final[Terms] = (Term(-0.5, 0, "imag", 1, 0, 1), Term(0.5, 0, "imag", 1, 0, -1))
_CD: Final[Terms] = (
    Term(0.5, 0, "imag", 1, 0, 1),
    Term(0.5, 0, "imag", 1, 0, -1),
    Term(0.5, 0, "real", 0, 1, 1),
    Term(0.5, 0, "real", 0, 1, -1),
)
_SD: Final[Terms] = (
    Term(0.5, 0, "real", 1, 0, -1),
    Term(-0.5, 0, "real", 1, 0, 1),
    Term(0.5, 0, "imag", 0, 1, 1),
    Term(-0.5, 0, "imag", 0, 1, -1),
)


class Operator(NamedTuple):
    """An operator of the spins, and what multiplies it.

    Parameters
    ----------
    text : str
        The operator; rhat points from b to a, k along the beam.
    kernel : tuple of Term
        pi r times the coefficient, per unit of weight.
    directions : int
        How many vectors k it contains.
    parity : int
        What reversing k makes of the kernel.
    contraction : callable
        The operator for expectation values (n, k, s_a, s_b); n and k of shape (*S, 3).
    transverse : bool
        Whether it vanishes where rhat and k are parallel.
    """

    text: str
    kernel: Terms
    directions: int
    parity: int
    contraction: Callable[[Any, Any, Any, Any], Any]
    transverse: bool = False


def _tensor(n: Any, k: Any, a: Any, b: Any) -> Any:
    return 1.5 * ((n @ a) * (k @ b) + (k @ a) * (n @ b)) - np.sum(n * k, axis=-1) * (a @ b)


OPERATORS: Final[dict[str, Operator]] = {
    "spin-spin": Operator(
        "sigma_a.sigma_b", (*_CG, *_times(_SD, 1.0 / 3.0, 1)), 0, 1, lambda n, k, a, b: a @ b + 0.0 * n[..., 0]
    ),
    "tensor-beam": Operator(
        "(3/2)[(sigma_a.rhat)(sigma_b.k) + (sigma_a.k)(sigma_b.rhat)] - (rhat.k) sigma_a.sigma_b",
        _times(_SD, -2.0 / 3.0),
        1,
        -1,
        _tensor,
    ),
    "parity-odd-ab": Operator("(sigma_a x sigma_b).rhat", _CD, 0, 1, lambda n, k, a, b: n @ np.cross(a, b)),
    "parity-odd-ab-beam": Operator(
        "(sigma_a x sigma_b).k", _times(_SG, -1.0), 1, -1, lambda n, k, a, b: k @ np.cross(a, b)
    ),
    "parity-odd-a-beam": Operator("sigma_a.k", _CG, 1, 1, lambda n, k, a, b: k @ a),
    "parity-odd-a-radial": Operator("sigma_a.rhat", _times(_SD, -1.0), 0, -1, lambda n, k, a, b: n @ a),
    "parity-odd-b-beam": Operator("sigma_b.k", _CG, 1, 1, lambda n, k, a, b: k @ b),
    "parity-odd-b-radial": Operator("sigma_b.rhat", _times(_SD, -1.0), 0, -1, lambda n, k, a, b: n @ b),
    "spin-normal-a": Operator(
        "sigma_a.(rhat x k)", _times(_CD, -1.0), 1, 1, lambda n, k, a, b: np.cross(n, k) @ a, transverse=True
    ),
    "spin-normal-b": Operator("sigma_b.(rhat x k)", _CD, 1, 1, lambda n, k, a, b: np.cross(n, k) @ b, transverse=True),
}
"""Operators of two static spins in a beam; those whose text names no k are the ones of the vacuum."""


@dataclass(frozen=True, slots=True, eq=False)
class SpinWaves(AbstractPotential):
    """The coefficient of one spin operator in directed fluxes: a list of :class:`nuforce.potentials.Wave`.

    Parameters
    ----------
    operator : str
        One of :data:`OPERATORS`.
    waves : tuple of Wave
        Their weights are G_F^2 times flux times the product of the charges, with the sign of antineutrinos where it matters.
    references : tuple of str

    Notes
    -----
    Exact at every distance and angle for static sources and massless neutrinos; an average over a disc of directions (``cap``
    above 0) is made with the separation on its axis, where an operator that contains k has the axis in its place.  An
    isotropic flux (``cap`` = pi) has the separation itself there.

    The error is about 1e-16 of the weight times (<E> + 1/r)/(pi r), times the larger of 1 and the phases that the average over
    the spectrum leaves coherent; :meth:`error_estimate` has it.
    """

    operator: str
    waves: tuple[Wave, ...]
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise UnknownName("operator", self.operator, OPERATORS)

    @classmethod
    def joined(cls, mixtures: list[SpinWaves]) -> SpinWaves:
        """Join several lists for the same operator."""
        references = dict.fromkeys(key for mix in mixtures for key in mix.references)
        waves = tuple(wave for mix in mixtures for wave in mix.waves)
        return cls(mixtures[0].operator, waves, tuple(references))

    def scaled(self, factor: float) -> SpinWaves:
        return replace(self, waves=tuple(replace(w, weight=factor * w.weight) for w in self.waves))

    def bare(self) -> SpinWaves:
        """The same beams from point sources (isotropic fluxes stay as they are)."""
        return replace(self, waves=tuple(w if _cap(w) == math.pi else replace(w, cap=0.0) for w in self.waves))

    def at(self, x: Any) -> Any:
        """Coefficient (eV) of the operator at separation vectors x, shape (*S, 3) -> (*S,).

        Of an operator that contains k, all waves must have the same one; :meth:`energy` needs no such thing.
        """
        self._one_direction()
        return in_chunks(lambda part: self._sum(part, lambda wave, n: 1.0), positions(x), 1)

    def energy(self, x: Any, spin_a: Any, spin_b: Any) -> Any:
        """Energy (eV) at separation vectors x, shape (*S, 3) -> (*S,), for expectation values of the Pauli matrices."""
        a, b = np.asarray(spin_a, dtype=float), np.asarray(spin_b, dtype=float)
        operator = OPERATORS[self.operator]

        def contracted(wave: Wave, n: Any) -> Any:
            k = n if _cap(wave) == math.pi else np.broadcast_to(wave.direction, n.shape)
            return operator.contraction(n, k, a, b)

        return in_chunks(lambda part: self._sum(part, contracted, energy=True), positions(x), 1)

    def along(self, r: Any, angle: float = 0.0) -> Any:
        return in_chunks(lambda part: self._along(part, angle, 0), as_array(r, "r"))

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        return in_chunks(lambda part: self._along(part, angle, 1), as_array(r, "r"))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV) at distances r: rounding of phases and moments, and their cancellation."""
        return in_chunks(lambda part: self._along(part, angle, None), as_array(r, "r"))

    def gradient(self, x: Any) -> Any:
        return in_chunks(self._gradient, positions(x), 1)

    def hessian(self, x: Any) -> Any:
        return in_chunks(self._hessian, positions(x), 1)

    def __repr__(self) -> str:
        return f"<SpinWaves: {len(self.waves)} waves, coefficient of {OPERATORS[self.operator].text}>"

    # -- evaluation -----------------------------------------------------------------------------------------------

    def _sum(self, x: Any, factor: Callable[[Wave, Any], Any], *, energy: bool = False) -> Any:
        xp = namespace(x)
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        operator = OPERATORS[self.operator]
        total = xp.zeros_like(r)
        for wave in self.waves:
            k = xp.asarray(wave.direction)
            near, far = 0.5 * xp.sum((n - k) ** 2, axis=-1), 0.5 * xp.sum((n + k) ** 2, axis=-1)
            sign: Any = 1.0
            if 0 < _cap(wave) < math.pi:
                if xp is np and np.any(np.minimum(near, far) > 1e-24):
                    raise OutOfDomain(
                        "the average over a source of finite angular size is made for positions on its axis: put the separation "
                        "along the beam (angle 0), or set the angular radius to zero"
                    )
                sign = xp.where(near < far, 1.0, float(operator.parity))
                if operator.transverse and energy:
                    continue  # as many directions on either side of the axis
            kernel = self._kernel(wave, r, near, 0)
            total = total + wave.weight / (math.pi * r) * sign * kernel * factor(wave, n)
        return total[()] if isinstance(total, np.ndarray) else total

    def _along(self, r: Any, angle: float, order: int | None) -> Any:
        check_range(r, 0.0, math.inf, "")
        if not math.isfinite(angle):
            raise InputError("angle", angle, "must be a finite number of radians")
        self._one_direction()
        total = namespace(r).zeros_like(r)
        for wave in self.waves:
            if 0 < _cap(wave) < math.pi and angle:
                raise OutOfDomain(
                    f"angle {angle:.3g} rad off the axis of a source of angular radius {_cap(wave):.3g} rad: this average is "
                    "made on the axis; set background.angular_radius to '0 rad', or the angle to '0 deg'"
                )
            miss = 2 * math.sin(angle / 2) ** 2
            kernel = self._kernel(wave, r, miss, order)
            if order == 1:
                kernel = kernel - self._kernel(wave, r, miss, 0) / r
            weight = abs(wave.weight) if order is None else wave.weight
            total = total + weight / (math.pi * r) * kernel
        return total[()] if isinstance(total, np.ndarray) else total

    def _kernel(self, wave: Wave, r: Any, miss: Any, order: int | None) -> Any:
        """The kernel (order 0), its slope at fixed angle (1) or its error (None), averaged over the disc if there is one."""
        operator = OPERATORS[self.operator]
        if not _cap(wave):
            return _point(operator.kernel, wave.spectrum, r, miss, order)
        if operator.transverse:
            raise OutOfDomain(
                f"the coefficient of {operator.text} of a source of finite angular size is not derived; on the axis the operator "
                "vanishes. Set background.angular_radius to '0 rad'"
            )
        # the components of k across the axis average to zero, that along it is c
        return _over_cap(_times(operator.kernel, 1.0, operator.directions), wave.spectrum, r, _cap(wave), order)

    def _one_direction(self) -> None:
        """Refuse to add coefficients of operators that differ."""
        if not OPERATORS[self.operator].directions:
            return
        first = None
        for wave in self.waves:
            if _cap(wave) == math.pi:
                continue
            if first is not None and float(np.sum((wave.direction - first) ** 2)) > 1e-24:
                raise OutOfDomain(
                    f"beams of different directions k have different operators {OPERATORS[self.operator].text}: their "
                    "coefficients do not add; take energy(x, spin_a=..., spin_b=...), or one beam at a time"
                )
            first = wave.direction

    def _jets(self, x: Any, order: int) -> Any:
        """(wave, n, k, derivatives of kernel/r) for each wave."""
        self._one_direction()
        xp = namespace(x)
        r = distance(x)
        check_range(r, 0.0, math.inf, "")
        n = x / r[..., None]
        for wave in self.waves:
            if _cap(wave) == math.pi and order == 1:
                slope = self._kernel(wave, r, 0.0, 1) - self._kernel(wave, r, 0.0, 0) / r
                yield wave, n, 0.0 * n, {"r": slope / r, "u": 0.0 * r}
                continue
            if _cap(wave):
                raise OutOfDomain(
                    "these derivatives of a coefficient of a source of finite angular size are not made: use slope(r), or set "
                    "the angular radius to zero"
                )
            k = xp.asarray(wave.direction)
            miss = 0.5 * xp.sum((n - k) ** 2, axis=-1)
            yield wave, n, k, _jet(OPERATORS[self.operator].kernel, wave.spectrum, r, miss, order)

    def _gradient(self, x: Any) -> Any:
        total = namespace(x).zeros_like(x)
        for wave, n, k, jet in self._jets(x, 1):
            total = total + wave.weight / math.pi * (jet["r"][..., None] * n + jet["u"][..., None] * k)
        return total

    def _hessian(self, x: Any) -> Any:
        xp = namespace(x)
        r = distance(x)
        total = xp.zeros((*x.shape, 3), dtype=x.dtype)
        for wave, n, k, j in self._jets(x, 2):
            nn = n[..., :, None] * n[..., None, :]
            nk = n[..., :, None] * k[None, :] + k[:, None] * n[..., None, :]
            kk = k[:, None] * k[None, :]
            second = j["rr"][..., None, None] * nn + j["ru"][..., None, None] * nk + j["uu"][..., None, None] * kk
            second = second + (j["r"] / r)[..., None, None] * (xp.eye(3, dtype=x.dtype) - nn)
            total = total + wave.weight / math.pi * second
        return total


def _cap(wave: Wave) -> float:
    """Half-angle of the disc of directions."""
    if not isinstance(wave.cap, (int, float)):
        raise OutOfDomain(
            "spin-dependent energies are averaged over uniform discs of directions; give the source an angular_radius, 0 for a "
            "point"
        )
    return float(wave.cap)


def _pick(xp: Any, part: str) -> Callable[[Any], Any]:
    pick: Callable[[Any], Any] = xp.real if part == "real" else xp.imag
    return pick


def _doubt(spectrum: AbstractSpectrum, part: str, p: int, t: Any, reach: Any) -> Any:
    """Error of the real or imaginary part of a moment, eV^p, at t known to eps ``reach``.

    The logarithms and powers of a pinched one cost a factor 30; an imaginary part is small with its argument, and so is its
    error.
    """
    moment = spectrum.moment(p, t)
    size = np.abs(moment) if part == "real" else np.abs(moment.imag)
    return 4e-16 * (30.0 * size + np.abs(reach * spectrum.moment(p + 1, t)))


def _point(kernel: Terms, spectrum: AbstractSpectrum, r: Any, miss: Any, order: int | None) -> Any:
    """A kernel at distance r and 1 - c = miss: eV, its slope eV^2 (order 1), or its error (None)."""
    xp = namespace(r)
    c = 1.0 - miss
    total: Any = 0.0
    for factor, cosines, part, p, power, side in kernel:
        length = 2.0 - miss if side > 0 else miss
        t = r * length
        front = factor * c**cosines
        if order is None:
            total = total + np.abs(front) * _doubt(spectrum, part, p, t, 2.0 * r if side > 0 else t) / r**power
            continue
        value = _pick(xp, part)(spectrum.moment(p, t))
        if order == 0:
            total = total + front * value / r**power
            continue
        total = total + front * length * _pick(xp, part)(1j * spectrum.moment(p + 1, t)) / r**power
        if power:
            total = total - power * front * value / r ** (power + 1)
    return total


def _over_cap(kernel: Terms, spectrum: AbstractSpectrum, r: Any, cap: float, order: int | None) -> Any:
    """Mean of a kernel over a coaxial uniform disc of half-angle ``cap``: eV, its slope (order 1), or its error (None)."""
    r = np.asarray(r, dtype=float)
    u = 2 * math.sin(cap / 2) ** 2  # 1 - c at the edge; inside, 1 - c is uniform on (0, u)
    near = r * u * spectrum.top < SMOOTH
    out = np.empty(r.shape)
    if near.any():
        nodes, weights = unit_legendre()
        out[near] = _point(kernel, spectrum, r[near][..., None], u * nodes, order) @ weights
    if not near.all():
        out[~near] = _edges(kernel, spectrum, r[~near], u, order)
    return out


def _edges(kernel: Terms, spectrum: AbstractSpectrum, r: Any, u: float, order: int | None) -> Any:
    r"""The integral over c in closed form: the antiderivative at c = 1, minus that at the edge.

    .. math:: \int dc\,e^{iEr(1\pm c)} = \mp\frac{i}{Er}\,e^{iEr(1\pm c)},\qquad
              \int dc\,c\,e^{iEr(1\pm c)} = \Big[\mp\frac{ic}{Er}+\frac1{(Er)^2}\Big]e^{iEr(1\pm c)} .

    Coefficients are added before any moment is evaluated, so that what cancels in the forward direction does so exactly.
    """
    pieces: dict[tuple[int, float, int], complex] = {}

    def add(p: int, length: float, power: int, coefficient: complex) -> None:
        # M_p(0) is real
        key, kept = (p, length, power), coefficient if length else complex(coefficient.real)
        pieces[key] = pieces.get(key, 0.0) + kept

    for factor, cosines, part, p, power, side in kernel:
        if cosines > 1:
            raise InputError("kernel", cosines, "an average over a disc is made for up to one power of the cosine")
        real = factor * (1.0 if part == "real" else -1j)  # Im z = Re(-iz)
        for c, sign in ((1.0, real), (1.0 - u, -real)):
            length = (2.0 if c == 1.0 else 2.0 - u) if side > 0 else (0.0 if c == 1.0 else u)
            add(p - 1, length, power + 1, -1j * side * sign * c**cosines)
            if cosines:
                add(p - 2, length, power + 2, complex(sign))
    total = np.zeros(r.shape)
    for (p, length, power), coefficient in pieces.items():
        if coefficient == 0:
            continue
        t = length * r
        value = coefficient * spectrum.moment(p, t)
        if order is None and length == 0:
            total += 1e-14 * np.abs(value.real) / r**power
        elif order is None:
            moments = np.abs(spectrum.moment(p, t)), np.abs(spectrum.moment(p + 1, t))
            reach = t if length == u else 2.0 * r
            total += 4e-16 * abs(coefficient) * (30.0 * moments[0] + reach * moments[1]) / r**power
        elif order == 0:
            total += value.real / r**power
        else:
            total += (1j * length * coefficient * spectrum.moment(p + 1, t)).real / r**power
            total -= power * value.real / r ** (power + 1)
    return total / u


def _jet(kernel: Terms, spectrum: AbstractSpectrum, r: Any, miss: Any, order: int) -> dict[str, Any]:
    """Derivatives of F(r, u) = kernel/r with respect to r and u = r c; the moments have arguments r + side u."""
    xp = namespace(r)
    c = 1.0 - miss
    total = dict.fromkeys(("r", "u", "rr", "ru", "uu"), 0.0 * r)
    for factor, cosines, part, p, power, side in kernel:
        pick = _pick(xp, part)
        t = r * (2.0 - miss) if side > 0 else r * miss
        # factor u^j r^-m, and its derivatives
        m, j = power + 1 + cosines, cosines
        if j > 1:
            raise InputError("kernel", j, "derivatives are made for up to one power of the cosine")
        front = factor * c**j / r ** (m - j)
        by_u = factor * j / r**m
        value, first = pick(spectrum.moment(p, t)), pick(1j * spectrum.moment(p + 1, t))
        total["r"] = total["r"] - m * front / r * value + front * first
        total["u"] = total["u"] + by_u * value + side * front * first
        if order > 1:
            second = -pick(spectrum.moment(p + 2, t))
            total["rr"] = total["rr"] + m * (m + 1) * front / r**2 * value - 2 * m * front / r * first + front * second
            total["ru"] = (
                total["ru"] - m * by_u / r * value + (by_u - side * m * front / r) * first + side * front * second
            )
            total["uu"] = total["uu"] + 2 * side * by_u * first + front * second
    return total
