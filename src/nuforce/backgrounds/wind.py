r"""The relic neutrinos as a moving observer meets them: the potential between two sources at rest in a wind.

**Massless neutrinos, in closed form.**  Everything depends on the even part of the thermal two-point function,
:math:`K(t,x)=\int\frac{d^3k}{(2\pi)^3}\frac NE\cos k\!\cdot\!x\,\cos Et`, on the light cone t = r,

.. math:: V = \frac{G_F^2\,gg'}{\pi r}\big[\partial_t^2-\partial_t\partial_\rho+\tfrac1r\partial_\rho\big]K ,
          \qquad x=\rho\,\hat x,\ \rho=t=r ,

because the Green function cos(Er)/r and the phase cos k.x are derivatives of the same wave.  d^3k/E and the occupation are
invariant, so K of a wind is that of the bath at rest at the transformed points,
:math:`\tau_\pm=\gamma(t\mp\beta\rho\cos\chi)`, and there
:math:`K=[F(R+\tau)+F(R-\tau)]/4\pi^2R` with :math:`F(z)=\int_0^\infty dk\,N\sin kz=1/z-\pi T\cos(\xi Tz)/\sinh(\pi Tz)`.
On the light cone :math:`R\to\tau`, and what :math:`F(R-\tau)` leaves is its slope at zero.  With a = gamma and
b = +-gamma beta cos chi, V is the sum over both signs of

.. math:: \frac{G_F^2gg'}{2\pi r}\big\{a(a+b)g_0''-2r(3a+b)g_1'+16r^2g_2-\tfrac brg_0'\big\}_{\tau=r(a-b)} ,

g_n the coefficients of :math:`(R^2-\tau^2)^n` in K.  The three parts of F make minus the vacuum force plus
:math:`O(\beta^4)/r^5`, a force :math:`O(\beta^2)T^2/r^3` that nothing screens, and one that decays as
:math:`e^{-2\pi T\tau}`; each is summed over the signs without cancellation.

**Massive neutrinos** have no such form.  Relative to the bath at rest, the multipoles of the occupation and of the neutrino's
left-handed current are integrated on the real axis, over the momentum in the frame of the bath, where the occupation is smooth.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final, Literal

import numpy as np

from nuforce.backgrounds.isotropic import Kind
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.base import AbstractPotential, as_array, check_range, distance, in_chunks, positions

Statistics = Literal["fermi-dirac", "maxwell-boltzmann"]
Term = tuple[float, int, int, int, int]
"""(c, i, k, p, q): c w^i r^k tau^-p times the q-th derivative of F at 2 tau (q = -1: no such factor)."""

_SERIES: Final = 0.6
"""2 T tau below which F is expanded; its nearest pole lies at 1."""
_ORDERS: Final = range(3, 77, 2)
"""Powers of 2 T tau of the expansion: 0.6^74 = 4e-17."""

# Even in b, in powers of e = gamma^2 beta^2 (first axis) and B = (gamma beta cos chi)^2 (second): numerators over
# (1 + e - B)^4 and (1 + e - B)^6 of the parts of F in F'(0) z and 1/z, the latter alone and with the vacuum, where everything
# below the fourth order in beta has cancelled.
_SLOPE: Final = ({1: 12, 2: 24, 3: 12}, {0: -36, 2: 36}, {0: -56, 1: -44}, {0: -4})
_INVERSE: Final = (
    {0: -2, 1: -12, 2: -18, 3: -2, 4: 12, 5: 6},
    {0: 12, 1: -60, 2: -102, 3: 24, 4: 54},
    {0: 110, 1: -30, 2: -240, 3: -100},
    {0: 166, 1: 168, 2: 12},
    {0: 36, 1: 30},
    {0: -2},
)
_REST: Final = (
    {2: 12, 3: 38, 4: 42, 5: 18, 6: 2},
    {1: -120, 2: -222, 3: -96, 4: -6, 5: -12},
    {0: 140, 1: 90, 2: -60, 3: 20, 4: 30},
    {0: 126, 1: 48, 2: -108, 3: -40},
    {0: 66, 1: 90, 2: 30},
    {0: -14, 1: -12},
    {0: 2},
)


class AbstractAxial(AbstractPotential):
    """A potential V(r, u) with an axis: u is the component of the separation along it."""

    __slots__ = ()

    direction: tuple[float, float, float]

    @abstractmethod
    def partials(self, r: Any, u: Any, order: int = 0) -> tuple[Any, ...]:
        """V; its derivatives with respect to r and u; the second ones rr, ru, uu, up to ``order``, each of the shape of r."""

    @property
    def axis(self) -> Any:
        """Unit vector, shape (3,)."""
        vector = np.asarray(self.direction, dtype=float)
        return vector / np.linalg.norm(vector)

    def along(self, r: Any, angle: float = 0.0) -> Any:
        """Energy (eV) at distances r (eV^-1), the separation being under ``angle`` (rad) to the wind."""
        return self._by_angle(r, angle, 0)

    def slope(self, r: Any, angle: float = 0.0) -> Any:
        return self._by_angle(r, angle, 1)

    def _by_angle(self, r: Any, angle: float, order: int) -> Any:
        c = _cosine(angle)

        def evaluate(part: Any) -> Any:
            found = self.partials(part, c * part, order)
            return found[1] + c * found[2] if order else found[0]

        return _plain(in_chunks(evaluate, _distances(r)))

    def at(self, x: Any) -> Any:
        def evaluate(part: Any) -> Any:
            return self.partials(distance(part), part @ self.axis, 0)[0]

        return _plain(in_chunks(evaluate, _vectors(x), 1))

    def gradient(self, x: Any) -> Any:
        def evaluate(part: Any) -> Any:
            r = distance(part)
            _, by_r, by_u = self.partials(r, part @ self.axis, 1)
            return (by_r / r)[..., None] * part + by_u[..., None] * self.axis

        return in_chunks(evaluate, _vectors(x), 1)

    def hessian(self, x: Any) -> Any:
        axis = self.axis

        def evaluate(part: Any) -> Any:
            r = distance(part)
            _, by_r, _, rr, ru, uu = (y[..., None, None] for y in self.partials(r, part @ axis, 2))
            n = part / r[..., None]
            nn, aa = n[..., :, None] * n[..., None, :], axis[:, None] * axis
            na = n[..., :, None] * axis + axis[:, None] * n[..., None, :]
            return rr * nn + ru * na + uu * aa + by_r / r[..., None, None] * (np.eye(3) - nn)

        return in_chunks(evaluate, _vectors(x), 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasslessWind(AbstractAxial):
    """What massless neutrinos of a moving thermal bath add, or vacuum and bath together: closed form, exact everywhere.

    Parameters
    ----------
    strength : float, eV^-4
        G_F^2 times the charge product.
    temperature : float, eV
        In the frame of the bath.
    speed : float
        beta, 0 <= beta < 1, of the sources through the bath.
    degeneracy : float
        xi = mu/T (Fermi-Dirac); antineutrinos have -xi.
    statistics : "fermi-dirac" or "maxwell-boltzmann"
    whole : bool
        Whether the vacuum force of the same strength is included (Fermi-Dirac): nothing cancels then.
    direction : (x, y, z)
        Of the wind, of any length; the potential does not tell it from its opposite.
    references : tuple of str

    Notes
    -----
    Error: about 1e-14 of the value for degeneracies up to a few, at every distance, angle and speed; see
    :meth:`error_estimate`.
    """

    strength: float
    temperature: float
    speed: float
    degeneracy: float = 0.0
    statistics: Statistics = "fermi-dirac"
    whole: bool = False
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    references: tuple[str, ...] = ("Horowitz:1993kw", "Ferrer:1999ad")

    def __post_init__(self) -> None:
        if not 0 < self.temperature < math.inf:
            raise InputError("temperature", self.temperature, "must be finite and larger than zero")
        if not (math.isfinite(self.strength) and abs(self.degeneracy) < math.inf):
            raise InputError("degeneracy", self.degeneracy, "strength and degeneracy must be finite numbers")
        check_speed("speed", self.speed)
        check_direction("direction", self.direction)
        if self.statistics != "fermi-dirac" and (self.whole or self.degeneracy):
            raise InputError(
                "statistics", self.statistics, "totals and chemical potentials are made for Fermi-Dirac statistics"
            )

    def scaled(self, factor: float) -> MasslessWind:
        return replace(self, strength=factor * self.strength)

    def partials(self, r: Any, u: Any, order: int = 0) -> tuple[Any, ...]:
        check_range(r, 0.0, math.inf, "")
        r, u = np.broadcast_arrays(np.asarray(r, dtype=float), np.asarray(u, dtype=float))
        return tuple(x.reshape(r.shape) for x in self._sum(r.ravel(), u.ravel(), order, size=False))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV): rounding of the terms, their exponents 2 pi T tau and phases 2 mu tau, of 1 - beta."""
        r = _distances(r)
        check_range(r, 0.0, math.inf, "")
        flat = np.asarray(r, dtype=float).ravel()
        (size,) = self._sum(flat, _cosine(angle) * flat, 0, size=True)
        return _plain(1e-15 / (1.0 - self.speed) * size.reshape(np.shape(r)))

    def _sum(self, r: Any, u: Any, order: int, *, size: bool) -> tuple[Any, ...]:
        # in units of the temperature: high powers of lengths in other units overflow
        t = self.temperature
        r, u = t * r, t * u
        gamma = 1.0 / math.sqrt((1.0 - self.speed) * (1.0 + self.speed))
        lift = gamma * self.speed
        w = lift * u
        series = _SERIES / max(1.0, abs(self.degeneracy) / 3.0)
        # tau of the two signs, without cancellation where the sources run along the wind at nearly the speed of light
        near = [2.0 * gamma * (r - s * self.speed * u) < series for s in (1.0, -1.0)]
        total = [np.zeros(r.shape) for _ in range((1, 3, 6)[order])]
        both = ~near[0] & ~near[1]
        for sign, close in zip((1.0, -1.0), near, strict=True):
            for mask, kind in ((close, "series"), (both, "screened"), (~close & ~both, "direct")):
                if mask.any():
                    found = self._branch(r[mask], sign * w[mask], gamma, order, kind, size)
                    _add(total, mask, found, (1.0, 1.0, sign, 1.0, sign, 1.0))
        if both.any():
            _add(total, both, self._powers(r[both], w[both], lift, order, size), (1.0,) * 6)
        if self.whole and not both.all():
            x = r[~both]
            _add(total, ~both, (2 / x**5, -10 / x**6, 0 * x, 60 / x**7, 0 * x, 0 * x), (1.0,) * 6)
        front = (abs(self.strength) if size else self.strength) / (8.0 * math.pi**3) * t**5
        power = (1.0, t, t * lift, t**2, t**2 * lift, (t * lift) ** 2)
        return tuple(front * f * x for f, x in zip(power, total, strict=False))

    def _branch(self, r: Any, w: Any, gamma: float, order: int, kind: str, size: bool) -> list[Any]:
        """One sign of b, lengths in 1/T: the expansion in 2 T tau, F and its slope at zero, or what is screened of F."""
        tau = gamma * r - w
        if kind == "series":
            coefficients = _taylor(self.statistics, self.degeneracy)
            terms: dict[tuple[int, int, int, int], float] = {}
            for n, f in zip(_ORDERS, coefficients[1:], strict=True):
                for c, i, k, p, q in _series_terms(n, gamma):
                    terms[i, k, p, q] = terms.get((i, k, p, q), 0.0) + c * f * 2.0**n
            table = tuple((c, *key) for key, c in terms.items())
            return _evaluate(table, gamma, r, w, tau, [], order, size)
        table = _closed_terms(gamma)
        waves = self._waves(2.0 * tau, order + 2, inverse=kind == "direct")
        if kind == "direct":
            slope = _taylor(self.statistics, self.degeneracy)[0]
            table += ((6 * gamma * slope, 0, 0, 3, -1), (2 * slope, 1, -1, 3, -1), (-6 * slope, 0, 1, 4, -1))
        found = _evaluate(table, gamma, r, w, tau, waves, order, size)
        if size:  # relative error of e^{-2 pi T tau} and of the cosine
            found = [found[0] * (1.0 + 0.4 * (2 * math.pi + 2 * abs(self.degeneracy)) * tau)]
        return found

    def _waves(self, x: Any, orders: int, *, inverse: bool) -> list[Any]:
        """Derivatives of F/T with respect to x = T z, without its part 1/x (2/x) unless ``inverse``."""
        if self.statistics == "maxwell-boltzmann":
            # F/T = 2x/(1 + x^2) = Im 2/(1 - ix)
            out = [(2.0 * 1j**q * math.factorial(q) / (1.0 - 1j * x) ** (q + 1)).imag for q in range(orders + 1)]
            if not inverse:
                out = [y - 2.0 * (-1.0) ** q * math.factorial(q) / x ** (q + 1) for q, y in enumerate(out)]
            return out
        y = math.pi * x
        f = 2.0 * np.exp(-y) / -np.expm1(-2.0 * y)
        s, q = f * f, (1.0 + np.exp(-2.0 * y)) / -np.expm1(-2.0 * y)
        csch = (f, -f * q, f * (1 + 2 * s), -f * q * (1 + 6 * s), f * (1 + 20 * s + 24 * s * s))
        xi = self.degeneracy
        c, d = np.cos(xi * x), np.sin(xi * x)
        wave = (c, -xi * d, -(xi**2) * c, xi**3 * d, xi**4 * c)
        out = []
        for n in range(orders + 1):
            h = sum(math.comb(n, k) * math.pi ** (k + 1) * csch[k] * wave[n - k] for k in range(n + 1))
            out.append((-1.0) ** n * math.factorial(n) / x ** (n + 1) - h if inverse else -h)
        return out

    def _powers(self, r: Any, w: Any, lift: float, order: int, size: bool) -> list[Any]:
        """Both signs of b, the parts of F in z and in 1/z: even functions of b."""
        e = lift**2
        slope = _taylor(self.statistics, self.degeneracy)[0]
        inverse = 1.0 if self.statistics == "fermi-dirac" else 2.0
        b = (w / r) ** 2
        total = [np.zeros(r.shape) for _ in range((1, 3, 6)[order])]
        for front, table, n, k in ((slope, _SLOPE, 4, 3), (inverse, _REST if self.whole else _INVERSE, 6, 5)):
            rows = [[c * e**i for i, c in row.items()] for row in table]
            numerator = np.polynomial.Polynomial([math.fsum(map(abs, x)) if size else math.fsum(x) for x in rows])
            q = 1.0 + e - b
            top = [np.asarray(numerator.deriv(j)(b)) for j in range(order + 1)] if order else [numerator(b)]
            value = [top[0] / q**n]
            if order:
                value.append(top[1] / q**n + n * top[0] / q ** (n + 1))
            if order > 1:
                value.append(top[2] / q**n + 2 * n * top[1] / q ** (n + 1) + n * (n + 1) * top[0] / q ** (n + 2))
            # f(B) r^-k with B = w^2/r^2
            found = [value[0] * r**-k]
            if order:
                found += [-(k * value[0] + 2 * b * value[1]) * r ** (-k - 1), 2 * w * value[1] * r ** (-k - 2)]
            if order > 1:
                found += [
                    (k * (k + 1) * value[0] + (4 * k + 6) * b * value[1] + 4 * b * b * value[2]) * r ** (-k - 2),
                    -2 * w * ((k + 2) * value[1] + 2 * b * value[2]) * r ** (-k - 3),
                    (2 * value[1] + 4 * b * value[2]) * r ** (-k - 2),
                ]
            total = [x + front * y for x, y in zip(total, found, strict=True)]
        return total


def _closed_terms(gamma: float) -> tuple[Term, ...]:
    """V of one sign of b in F, F' and F'' at 2 tau, times 8 pi^3/strength."""
    g = gamma
    return (
        *((4 * g * g, 0, -1, 1, 2), (4 * g, 1, -2, 1, 2), (-6 * g, 0, 0, 2, 2), (-2, 1, -1, 2, 2), (2, 0, 1, 3, 2)),
        *((-4 * g * g, 0, -1, 2, 1), (-4 * g, 1, -2, 2, 1), (12 * g, 0, 0, 3, 1), (4, 1, -1, 3, 1)),
        *((-6, 0, 1, 4, 1), (-2, 1, -3, 1, 1)),
        *((2 * g * g, 0, -1, 3, 0), (2 * g, 1, -2, 3, 0), (-9 * g, 0, 0, 4, 0), (-3, 1, -1, 4, 0)),
        *((6, 0, 1, 5, 0), (1, 1, -3, 2, 0)),
    )


def _series_terms(n: int, gamma: float) -> tuple[Term, ...]:
    """V of one sign of b, of F = (z/2)^n, times 8 pi^3/strength."""
    g = gamma
    first, second, third = (n - 1) * (n - 2), -0.5 * (n - 2) * (n - 3), 0.5 * (n - 3) * (n - 4)
    terms: tuple[Term, ...] = (
        (g * g * first, 0, -1, 3 - n, -1),
        (g * first, 1, -2, 3 - n, -1),
        (3 * g * second, 0, 0, 4 - n, -1),
        (second, 1, -1, 4 - n, -1),
        (third, 0, 1, 5 - n, -1),
        (1.0 - n, 1, -3, 2 - n, -1),
    )
    return tuple(term for term in terms if term[0])


def _differentiated(terms: tuple[Term, ...], gamma: float, variable: str) -> tuple[Term, ...]:
    """Derivative with respect to r or w; tau = gamma r - w."""
    out: list[Term] = []
    for c, i, k, p, q in terms:
        if variable == "r" and k:
            out.append((c * k, i, k - 1, p, q))
        if variable == "w" and i:
            out.append((c * i, i - 1, k, p, q))
        inner = gamma if variable == "r" else -1.0
        if p:
            out.append((-c * p * inner, i, k, p + 1, q))
        if q >= 0:
            out.append((2.0 * c * inner, i, k, p, q + 1))
    return tuple(out)


def _evaluate(
    terms: tuple[Term, ...], gamma: float, r: Any, w: Any, tau: Any, waves: list[Any], order: int, size: bool
) -> list[Any]:
    """Sums of terms and of their derivatives with respect to r, w, rr, rw, ww; with ``size``, of absolute values."""
    wanted = [terms]
    if order:
        wanted += [_differentiated(terms, gamma, v) for v in "rw"]
    if order > 1:
        wanted += [_differentiated(wanted[i], gamma, v) for i, v in ((1, "r"), (1, "w"), (2, "w"))]
    found = []
    for table in wanted:
        total = np.zeros(r.shape)
        for c, i, k, p, q in table:
            x = c * w**i * r ** float(k) * tau ** float(-p) * (waves[q] if q >= 0 else 1.0)
            total += np.abs(x) if size else x
        found.append(total)
    return found


def _add(total: list[Any], mask: Any, found: Any, signs: tuple[float, ...]) -> None:
    for x, y, sign in zip(total, found, signs, strict=False):
        x[mask] += sign * y


@lru_cache(maxsize=64)
def _taylor(statistics: str, xi: float) -> tuple[float, ...]:
    r"""Coefficients of x, x^3, ... of F/T at x = Tz.

    Of :math:`1/x-\pi\cos(\xi x)/\sinh\pi x` by :math:`\pi x/\sinh\pi x=1+2\sum_k(-1)^k\eta(2k)x^{2k}`: products of terms of
    one sign.
    """
    count = len(_ORDERS) + 1
    if statistics == "maxwell-boltzmann":
        return tuple(2.0 * (-1.0) ** j for j in range(count))
    eta = [0.5, *(_eta(2 * k) for k in range(1, count + 1))]
    cosine = [xi ** (2 * j) / math.factorial(2 * j) for j in range(count + 1)]
    return tuple(
        -((-1.0) ** j) * math.fsum(2.0 * eta[k] * cosine[j - k] for k in range(j + 1)) for j in range(1, count + 1)
    )


def _eta(s: int) -> float:
    """Sum of (-1)^(n+1)/n^s."""
    from scipy.special import zeta

    return float((1.0 - 2.0 ** (1 - s)) * zeta(s))


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingPair:
    """One ordered pair of mass eigenstates: of the bath, and in between.

    Parameters
    ----------
    kind : "massless", "both", "produced" or "majorana"
        How the state of the bath is filled; "produced" means the helicity in the frame of the bath.
    outer, inner : float, eV
        Masses of the two, equal or not.
    c, n : float, eV^-4
        G_F^2 times Re g^a_ij g^b*_ij and Re g^a_ij g^b_ij, times the overdensity.
    degeneracy : float
    statistics : "fermi-dirac" or "maxwell-boltzmann"
    """

    kind: Kind
    outer: float
    inner: float
    c: float
    n: float
    degeneracy: float = 0.0
    statistics: Statistics = "fermi-dirac"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MassiveWind(AbstractAxial):
    r"""What the motion through a thermal bath of massive neutrinos changes: moving bath minus the same bath at rest.

    .. math:: V = -\frac1{\pi r}\int\frac{k^2dk}{2\pi^2}\Big\{\sum_{l\,\rm even}(-1)^{l/2}P_l(\cos\chi)
              \big[A_l\cos k_jr\,j_l(kr)-B_l\,s\,j_l'(kr)\big]
              +\cos\chi\sum_{l\,\rm odd}(-1)^{(l-1)/2}P_l(\cos\chi)\,D_l\,s\,j_l(kr)\Big\},
              \qquad s=k_j\sin k_jr+\frac{\cos k_jr}r ,

    with (evanescent) :math:`k_j^2=k^2+m_i^2-m_j^2` and the Legendre coefficients over the angle to the wind of the differences of
    N A, N B, N D to the bath at rest.  A and B are those of :func:`nuforce.backgrounds.unequal.strengths`, with N at the momentum
    p in the frame of the bath.  A neutrino of one helicity *there* has the left-handed current
    :math:`K=[(E_p+p)k-m^2u]/p`, u the four-velocity of the bath, a null vector: :math:`A=\tfrac12CK^0`,
    :math:`B=\tfrac12C(1+E_p/p)\,k/E`, and, of the part along u, :math:`D=-\tfrac12C\gamma\beta m^2/(pE)`.

    Parameters
    ----------
    pairs : tuple of MovingPair
    temperature : float, eV
    speed : float
        0 < beta < 1.
    direction : (x, y, z)
    references : tuple of str

    Notes
    -----
    Made for r T up to 100 and as many as 96 multipoles; beyond, ``OutOfDomain``.  The sum over real momenta cancels: the error
    is about :math:`10^{-16}(rT)^4` of the value at small r, times r_small/r, see :meth:`error_estimate`.
    """

    pairs: tuple[MovingPair, ...]
    temperature: float
    speed: float
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    references: tuple[str, ...] = ("Horowitz:1993kw", "Ferrer:1999ad")

    def __post_init__(self) -> None:
        if not 0 < self.temperature < math.inf:
            raise InputError("temperature", self.temperature, "must be finite and larger than zero")
        check_speed("speed", self.speed)
        if self.speed == 0:
            raise InputError("speed", self.speed, "must be larger than zero: a bath at rest is a Yukawa mixture")
        check_direction("direction", self.direction)

    def scaled(self, factor: float) -> MassiveWind:
        return replace(self, pairs=tuple(replace(x, c=factor * x.c, n=factor * x.n) for x in self.pairs))

    def partials(self, r: Any, u: Any, order: int = 0) -> tuple[Any, ...]:
        r, u = np.broadcast_arrays(np.asarray(r, dtype=float), np.asarray(u, dtype=float))
        self._check(r)
        found = np.array([self._point(x, y / x, order) for x, y in zip(r.ravel(), u.ravel(), strict=True)])
        count = (1, 3, 6)[order]
        return tuple(found.reshape(-1, count).T.reshape(count, *r.shape))

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV): rounding, the multipoles left out, and what a coarser grid changes."""
        r, c = _distances(r), _cosine(angle)
        self._check(r)
        found = [self._doubt(float(x), c) for x in np.ravel(r)]
        return _plain(np.array(found).reshape(np.shape(r)))

    def _check(self, r: Any) -> None:
        check_range(
            r,
            0.0,
            _FARTHEST / self.temperature,
            "the sum over the modes of a wind of massive neutrinos cancels beyond; take a shorter distance, or wind = 0",
        )

    def _point(self, r: float, c: float, order: int) -> tuple[float, ...]:
        """V, and its derivatives with respect to r at fixed u and to u at fixed r: r, u, rr, ru, uu."""
        total = np.zeros(6)
        for pair in self.pairs:
            total += self._pair(pair, r, c, order, fine=True)[0]
        value, by_r, by_c, rr, rc, cc = total
        found = (
            *(value, by_r - c / r * by_c, by_c / r),
            rr - 2 * c / r * rc + (c / r) ** 2 * cc + 2 * c / r**2 * by_c,
            rc / r - by_c / r**2 - c / r**2 * cc,
            cc / r**2,
        )
        return found[: (1, 3, 6)[order]]

    def _doubt(self, r: float, c: float) -> float:
        total = 0.0
        for pair in self.pairs:
            # of the pair at unit charge, so that the estimate scales with the potential to the last bit
            unit = replace(pair, c=1.0, n=pair.n / pair.c) if pair.c else pair
            (value, *_), size, tail = self._pair(unit, r, c, 0, fine=True)
            (other, *_), *_ = self._pair(unit, r, c, 0, fine=False)
            total += abs(pair.c or 1.0) * (1e-15 * size + tail + abs(value - other))
        return float(total)

    def _pair(self, pair: MovingPair, r: float, c: float, order: int, *, fine: bool) -> tuple[Any, float, float]:
        """Value and derivatives with respect to r and c; sum of absolute values; size of the last multipoles."""
        # where all momenta are those of the wind itself, multipoles beyond its phase are nothing
        phase = pair.outer * self.speed * r
        for top in [x for x in _MULTIPOLES if x >= min(1.3 * phase + 8.0, _MULTIPOLES[-1])]:
            table = _multipoles(
                replace(pair, c=1.0, n=pair.n / pair.c if pair.c else 0.0) if pair.c else pair,
                self.temperature,
                self.speed,
                top,
                _level(r * self.temperature),
                fine,
            )
            scale = pair.c or 1.0
            parts, size = table.radial(r, order)
            legendre = np.polynomial.legendre.legvander(np.array([c]), top + 1)[0]
            # even multipoles, then cos chi times odd ones
            weights = np.where(np.arange(top + 2) % 2, c, 1.0) * legendre
            by_l = np.abs(parts[0] * weights)
            tail = float(by_l[-4:].sum())
            whole = float(size.sum())
            if tail <= 1e-15 * whole:
                break
        else:
            if tail > 1e-6 * abs(float(parts[0] @ weights)):
                raise OutOfDomain(
                    f"a wind of speed {self.speed:.3g} makes more than {_MULTIPOLES[-1]} multipoles matter for neutrinos of "
                    f"{pair.outer:.3g} eV at r T = {r * self.temperature:.3g}: take a shorter distance or a slower wind"
                )
        if order:
            unit = np.eye(top + 2)
            first, second = (_legendre_at(np.polynomial.legendre.legder(unit, k), c) for k in (1, 2))
            odd = np.arange(top + 2) % 2 == 1
            by_c = np.where(odd, legendre + c * first, first)
            by_cc = np.where(odd, 2.0 * first + c * second, second)
        else:
            by_c = by_cc = np.zeros(top + 2)
        value = np.array(
            [
                parts[0] @ weights,
                parts[1] @ weights,
                parts[0] @ by_c,
                parts[2] @ weights,
                parts[1] @ by_c,
                parts[0] @ by_cc,
            ]
        )
        return scale * value, abs(scale) * whole, abs(scale) * tail


def _legendre_at(series: Any, c: float) -> Any:
    """Values at c of Legendre series, one in each column."""
    return np.polynomial.legendre.legvander(np.array([c]), series.shape[0] - 1)[0] @ series


_FARTHEST: Final = 100.0
"""Largest r T of a sum over real momenta."""
_MULTIPOLES: Final = (8, 16, 32, 64, 96)
_DEAD: Final = 45.0


def _level(phase: float) -> float:
    """Upper end of the octave of r T that shares a grid."""
    return float(2.0 ** max(-2, math.ceil(math.log2(phase))))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Legendre coefficients on a grid of lab momenta k with weights; of A, B and D, shape (3, L, K)."""

    k: Any
    weight: Any
    coefficients: Any
    delta: float

    def radial(self, r: float, order: int) -> tuple[Any, Any]:
        """Radial functions of every l and two derivatives, shape (3, L); sums of absolute values, shape (L,)."""
        k, count = self.k, self.coefficients.shape[1]
        x = k * r
        j = _bessel(x, count + 1)
        l = np.arange(count)[:, None]
        first = l / x * j[:count] - j[1 : count + 1]
        square = k * k + self.delta
        k_j = np.sqrt(np.abs(square))
        free = square > 0
        z = k_j * r
        with np.errstate(under="ignore"):
            fade = np.exp(-np.where(free, 0.0, z))
        cos, sin = np.where(free, np.cos(z), fade), np.where(free, np.sin(z), fade)
        s = k_j * sin + cos / r
        sign = np.where((l // 2) % 2, -1.0, 1.0)
        front = -sign * self.weight * k * k / (2.0 * math.pi**3 * r)
        a, b, d = self.coefficients * front
        terms = (a * cos * j[:count], -b * s * first, d * s * j[:count])
        value = (terms[0] + terms[1] + terms[2]).sum(1)
        size = (np.abs(terms[0]) + np.abs(terms[1]) + np.abs(terms[2])).sum(1)
        found = np.zeros((3, count))
        found[0] = value
        if order:
            angular = l * (l + 1) / x**2 - 1.0
            second = angular * j[:count] - 2.0 / x * first
            # of the waves in r, decaying ones alike
            cos1 = -k_j * sin
            s1 = square * cos + cos1 / r - cos / r**2
            slope = a * (cos1 * j[:count] + cos * k * first)
            slope -= b * (s1 * first + s * k * second)
            slope += d * (s1 * j[:count] + s * k * first)
            found[1] = slope.sum(1) - value / r
        if order > 1:
            third = (angular + 2.0 / x**2) * first - 2.0 * l * (l + 1) / x**3 * j[:count] - 2.0 / x * second
            cos2 = -square * cos
            s2 = square * cos1 + cos2 / r - 2.0 * cos1 / r**2 + 2.0 * cos / r**3
            bend = a * (cos2 * j[:count] + 2.0 * cos1 * k * first + cos * k * k * second)
            bend -= b * (s2 * first + 2.0 * s1 * k * second + s * k * k * third)
            bend += d * (s2 * j[:count] + 2.0 * s1 * k * first + s * k * k * second)
            # the factor 1/r is in a, b and d
            found[2] = bend.sum(1) - 2.0 / r * slope.sum(1) + 2.0 / r**2 * value
        return found, size


@lru_cache(maxsize=96)
def _multipoles(pair: MovingPair, temperature: float, speed: float, top: int, level: float, fine: bool) -> _Table:
    """Legendre coefficients up to l = top + 1 of what a wind changes, on a grid for r T <= level."""
    gamma = 1.0 / math.sqrt((1.0 - speed) * (1.0 + speed))
    m, t, xi = pair.outer, temperature, pair.degeneracy
    delta = (pair.outer - pair.inner) * (pair.outer + pair.inner)
    dead = (_DEAD + abs(xi)) * t
    k_max = gamma * (dead + speed * math.hypot(dead, m))
    special = sorted({0.0, gamma * speed * m, math.sqrt(-delta) if delta < 0 else 0.0})
    special = [x for x in special if x < k_max]
    # panels: no longer than the occupation and the phase 2 k r allow, graded towards kinks and thresholds
    longest = min(1.5 * t, (8.0 if fine else 10.0) * t / (2.0 * level))
    edges: set[float] = {k_max}
    # the root at a threshold needs small panels, the kink of the occupation and the origin less so
    steps = 0.35 ** np.arange((22 if fine else 19) if delta < 0 else (11 if fine else 9))
    for low, high in zip(special, [*special[1:], k_max], strict=True):
        middle = 0.5 * (low + high)
        reach = min(4.0 * t, middle - low)
        edges |= {low, *(low + reach * steps).tolist()}
        if high < k_max:
            edges |= set((high - reach * steps).tolist())
    ends = np.array(sorted(edges))
    pieces = np.maximum(1, np.ceil(np.diff(ends) / longest)).astype(int)
    ends = np.concatenate(
        [*(a + (b - a) * np.arange(n) / n for a, b, n in zip(ends[:-1], ends[1:], pieces, strict=True)), ends[-1:]]
    )
    x, w = _gauss(16 if fine else 12)
    half = 0.5 * np.diff(ends)[:, None]
    k, weight = (ends[:-1, None] + half * (1.0 + x)).ravel(), (half * w).ravel()
    energy = np.hypot(k, m)
    # over the momentum p in the frame of the bath, from the direction along the wind to the opposite one
    least = np.abs(gamma * (k - speed * energy))
    span = np.where(k > speed * energy, 2.0 * gamma * speed * energy, 2.0 * gamma * k)
    panels = math.ceil(float(span.max()) / (6.0 * t))
    if panels > 24:
        raise OutOfDomain(
            f"a wind of speed {speed:.3g} spreads the momenta of neutrinos of {m:.3g} eV over more than 144 temperatures: take a "
            "slower one; massless neutrinos have a closed form at every speed"
        )
    y, v = _gauss(40 + top // 2 if fine else 32 + top // 2)
    y = ((np.arange(panels)[:, None] + 0.5 * (1.0 + y)) / panels).ravel()
    v = np.tile(0.5 * v / panels, panels)
    coefficients = np.zeros((3, top + 2, k.size))
    for start in range(0, k.size, 512):
        part = slice(start, start + 512)
        coefficients[:, :, part] = _legendre(
            pair, t, speed, gamma, top, k[part, None], energy[part, None], least[part, None], span[part, None], y, v
        )
    return _Table(k, weight, coefficients, delta)


def _legendre(
    pair: MovingPair,
    t: float,
    speed: float,
    gamma: float,
    top: int,
    k: Any,
    energy: Any,
    least: Any,
    span: Any,
    y: Any,
    v: Any,
) -> Any:
    """Legendre coefficients, shape (3, L, K), for momenta k in the lab, over p = least + span y."""
    m = pair.outer
    p = least + span * y
    e_p = np.hypot(p, m)
    square = span * y * (2.0 * least + span * y)  # p^2 - least^2
    a, b = 2.0 * gamma**2 * speed * k * (energy - speed * k), (gamma * speed * k) ** 2
    miss = 2.0 * square / (a + np.sqrt(a * a + 4.0 * b * square))  # 1 - cos
    mu = 1.0 - miss
    measure = v * span / (gamma * speed * k * e_p)  # times p
    # p - k and the change of N without cancellation
    step = gamma**2 * speed * (speed * energy**2 - 2.0 * energy * k * mu + speed * (k * mu) ** 2) / (p + k)
    at_rest, change = _occupations(pair, k / t, p / t, step / t)
    if pair.kind == "produced":
        moving = at_rest + change
        current = 0.5 * pair.c * moving * (e_p + p)
        rest = 0.5 * pair.c * at_rest * (energy + k)
        parts = (
            current * energy - 0.5 * pair.c * moving * gamma * m * m - p * rest,
            current * k / energy - p * rest / energy,
            -0.5 * pair.c * moving * gamma * speed * m * m / energy,
        )
    else:
        first = pair.c * energy
        if pair.kind == "majorana":  # C E - N m_i m_j/E, without the cancellation of slow neutrinos
            first = (pair.c - pair.n) * energy + pair.n * (k * k + m * (m - pair.inner)) / energy
        parts = (change * p * first, change * p * pair.c * k / energy, np.zeros(()))
    out = np.zeros((3, top + 2, k.size))
    low, high = np.ones_like(mu), mu
    for l in range(top + 2):
        kernel = 0.5 * (2 * l + 1) * measure * low
        if l % 2:
            out[2, l] = (kernel * parts[2]).sum(1)
        else:
            out[0, l], out[1, l] = (kernel * parts[0]).sum(1), (kernel * parts[1]).sum(1)
        low, high = high, ((2 * l + 3) * mu * high - (l + 1) * low) / (l + 2)
    return out


def _occupations(pair: MovingPair, k: Any, p: Any, step: Any) -> tuple[Any, Any]:
    """N(k), and N(p) - N(k) without cancellation for p - k = step, all in units of T."""
    if pair.statistics == "maxwell-boltzmann":
        return 2.0 * np.exp(-k), 2.0 * np.exp(-k) * np.expm1(-step)
    rest, change = np.zeros_like(k), np.zeros_like(p)
    for xi in (pair.degeneracy, -pair.degeneracy):
        here = 1.0 / (np.exp(k - xi) + 1.0)
        there = 1.0 / (np.exp(p - xi) + 1.0)
        hole = 1.0 / (np.exp(xi - k) + 1.0)
        # by whichever exponential does not overflow: n(p) - n(k) = -(e^step - 1) (1 - n(k)) n(p)
        other = 1.0 / (np.exp(xi - p) + 1.0)
        up = -np.expm1(np.minimum(step, 0.0)) * hole * there
        down = np.expm1(-np.maximum(step, 0.0)) * here * other
        rest = rest + here
        change = change + np.where(step > 0, down, up)
    return rest, change


def _bessel(x: Any, top: int) -> Any:
    """Spherical Bessel functions j_0 ... j_top at x > 0, shape (top + 1, K): up where stable, else down from far above."""
    out = np.empty((top + 1, x.size))
    far = x > top
    z = x[far]
    out[0, far] = np.sin(z) / z
    if top:
        out[1, far] = np.sin(z) / z**2 - np.cos(z) / z
    for l in range(1, top):
        out[l + 1, far] = (2 * l + 1) / z * out[l, far] - out[l - 1, far]
    z = x[~far]
    below = np.empty((top + 1, z.size))
    above, here = np.zeros_like(z), np.full_like(z, 1e-100)
    for l in range(top + 40, -1, -1):
        if l <= top:
            below[l] = here
        big = np.abs(here) > 1e100
        if big.any():
            above[big], here[big] = above[big] * 1e-200, here[big] * 1e-200
            below[min(l, top + 1) :, big] *= 1e-200
        above, here = here, (2 * l + 1) / z * here - above
    # normalised to j_0 or j_1, whichever is larger
    sine = np.sin(z) / z
    first = np.abs(below[0]) > np.abs(below[1])
    known = np.where(first, sine, (sine - np.cos(z)) / z)
    out[:, ~far] = below * (known / np.where(first, below[0], below[1]))
    return out


@cache
def _gauss(count: int) -> tuple[Any, Any]:
    x, w = np.polynomial.legendre.leggauss(count)
    return x, w


def check_speed(name: str, value: Any) -> None:
    """Refuse what is not a speed below that of light."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1:
        raise InputError(name, value, "needs a speed in units of c, from 0 to below 1")


def check_direction(name: str, value: Any) -> None:
    """Refuse what is not a direction."""
    if len(value) != 3 or not all(math.isfinite(x) for x in value) or not any(value):
        raise InputError(name, value, "needs three finite components, not all zero")


def _cosine(angle: float) -> float:
    if not math.isfinite(angle):
        raise InputError("angle", angle, "must be a finite number of radians")
    return math.cos(angle)


def _distances(r: Any) -> Any:
    return np.asarray(as_array(r, "r"), dtype=float)


def _vectors(x: Any) -> Any:
    return np.asarray(positions(x), dtype=float)


def _plain(value: Any) -> Any:
    return value[()] if isinstance(value, np.ndarray) else value
