r"""Bodies that are wide against the wavelength: the paraxial (Fresnel) form, and the fraction of N N' that is left.

Neutrinos of high energy are scattered forward.  To lowest order in the angles the energy of two bodies at distance z along the
beam is :math:`-G_F^2gg'\Phi E\,NN'/(\pi z)`, that of N N' aligned pairs, times the *coherent fraction*

.. math:: S = \langle\cos\frac{E\rho^2}{2z}\rangle
            = \int_0^\infty t\,dt\,\sin\frac{t^2}2\,\prod_jF_j\big(w_j\sqrt{E/z}\;t\big),

with rho the distance across the beam between a point of the one and a point of the other body.  The factors :math:`F_j` are
two-dimensional Fourier transforms: of bodies of width w their form factors, of an offset b across the beam :math:`J_0`, of a beam
whose directions fill uniformly a cone of half-angle theta :math:`2J_1(x)/x` with :math:`w=z\theta`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import hankel1e, j0, j1, jv

from nuforce.backgrounds.checked import nonnegative, number, positive
from nuforce.errors import InputError, NotConverged, OutOfDomain
from nuforce.potentials.spectra import AbstractSpectrum, Line, Lines
from nuforce.units import length

Shape = Literal["ball", "disc"]
"""A uniform ball, or a thin disc that faces the beam."""

_NODES: Final = 32
_T: Final = 14.0
_GAMMA: Final = 14.0
_TAIL: Final = 8.8
"""exp(-_TAIL^2/2) is below rounding."""
_PHASES: Final = 3e6
_PANELS: Final = 4_000


def fresnel_number(energy: float, radius: float, distance: float) -> float:
    r"""Return the Fresnel number :math:`\beta=ER^2/z`; bodies add up coherently where it is well below 1.

    Parameters
    ----------
    energy : float, eV
    radius : float, eV^-1
        Half of the width across the beam.
    distance : float, eV^-1
        Along the beam.
    """
    energy, radius, distance = (
        positive(n, v) for n, v in (("energy", energy), ("radius", radius), ("distance", distance))
    )
    return energy * radius**2 / distance


def disc_fraction(beta: Any) -> Any:
    r"""Coherent fraction of two equal thin coaxial discs that face the beam.

    .. math:: S = \frac2\beta\,[J_0(\beta)\sin\beta-J_1(\beta)\cos\beta]\;\to\;\frac2{\sqrt\pi}\,\beta^{-3/2}

    Parameters
    ----------
    beta : array, shape (*S,)
        Fresnel number E R^2/z, positive.

    Notes
    -----
    Paraxial: exact for z >> R and E R >> 1; at z = R it deviates by 1.4 % at E R = 100, 4e-4 at 1000.  Good to 1e-14.
    """
    beta = np.asarray(beta, dtype=float)
    if not np.all((beta > 0) & (beta < math.inf)):
        raise InputError("beta", beta.tolist(), "a Fresnel number is positive and finite")
    small = np.minimum(beta, 40.0)
    near = j0(small) * np.sin(small) - j1(small) * np.cos(small)
    # beyond, of the products of waves only those remain whose phases cancel, and 2 beta
    large = np.maximum(beta, 40.0)
    h0, h1 = _hankel(0, large), _hankel(1, large)
    far = 0.5 * ((1j * h0 - h1) - np.exp(2j * large) * (1j * h0 + h1)).real
    return (2.0 / beta * np.where(beta < 40.0, near, far))[()]


@dataclass(frozen=True, slots=True)
class _Factor:
    """One factor of the transform: F(w t), and f of F = f(wt) e^{iwt} + conj."""

    width: float
    whole: Callable[[Any], Any]
    wave: Callable[[Any], Any]


def ball_factor(x: Any) -> Any:
    """3 j_1(x)/x, real or complex x."""
    small = np.abs(x) < 0.5
    y = np.where(small, 1.0, x)
    s = np.where(small, x * x, 0.0)
    series = np.zeros_like(s)
    for n in range(8, 0, -1):
        series = -s / (2 * n * (2 * n + 3)) * (1.0 + series)
    return np.where(small, 1.0 + series, 3.0 * (np.sin(y) - y * np.cos(y)) / y**3)


def _disc(x: Any) -> Any:
    """2 J_1(x)/x, real or complex x."""
    y = np.where(np.abs(x) < 1e-8, 1.0, x)
    return np.where(np.abs(x) < 1e-8, 1.0, 2.0 * jv(1, y) / y)


def _ring(x: Any) -> Any:
    return jv(0, x)


def _hankel(order: int, x: Any) -> Any:
    """H_order(x) e^{-ix}: by its asymptotic series where that is exact to rounding."""
    x = np.asarray(x, dtype=complex)
    far = np.abs(x) >= 40.0
    out = np.empty_like(x)
    if not far.all():
        out[~far] = hankel1e(order, x[~far])
    if far.any():
        z = x[far]
        term = np.ones_like(z)
        total = np.ones_like(z)
        for n in range(1, 20):
            term = term * (1j / z) * (4 * order**2 - (2 * n - 1) ** 2) / (8.0 * n)
            total = total + term
        out[far] = np.sqrt(2.0 / (math.pi * z)) * np.exp(-1j * math.pi * (0.5 * order + 0.25)) * total
    return out


_KINDS: Final[dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "ball": (ball_factor, lambda x: -1.5 * (x + 1j) / x**3),
    "disc": (_disc, lambda x: _hankel(1, x) / x),
    "ring": (_ring, lambda x: 0.5 * _hankel(0, x)),
    # minus x times the derivatives of the last two
    "disc-slope": (lambda x: 2.0 * jv(2, x), lambda x: _hankel(2, x)),
    "ring-slope": (lambda x: x * jv(1, x), lambda x: 0.5 * x * _hankel(1, x)),
}
"""Transforms F and their outgoing waves f, F(x) = f e^{ix} + conj."""


def _make(kind: str, width: float) -> _Factor:
    return _Factor(width, *_KINDS[kind])


@dataclass(frozen=True, slots=True)
class _Parts:
    """An integral over t: the bulk, and what comes from the saddles t = gamma, the edges of the bodies."""

    bulk: float
    gammas: npt.NDArray[np.float64]
    edges: npt.NDArray[np.float64]

    @property
    def total(self) -> float:
        return self.bulk + float(np.sum(self.edges))


def _fraction(factors: list[_Factor], power: int = 0) -> _Parts:
    r"""Evaluate the integral of t^(1 + power) sin(t^2/2) prod F(w t) over t > 0 (Abel's value where it needs one).

    Up to t1, where the narrowest of the factors wider than 1 has made its first oscillation, it is summed as it stands.
    Beyond, those factors are taken apart into waves, and each product of waves is integrated where it decays: up from t1, where
    the sine keeps the smallness of t^2/2, and through the saddle at which its phase is stationary.
    """
    wide = [f for f in factors if f.width > 1.0]
    rest = [f for f in factors if f.width <= 1.0]
    t1 = max([5.0 / f.width for f in wide], default=_T)
    total_width = sum(f.width for f in factors)
    if total_width * t1 > _PHASES:
        narrow = min(f.width for f in wide)
        raise OutOfDomain(
            f"the widths across the beam differ by a factor {total_width / narrow:.3g}, too much for this sum; drop the narrower "
            "body, offset or spread: it changes nothing at this accuracy"
        )

    def product(t: Any) -> Any:
        return np.prod([f.whole(f.width * t) for f in factors], axis=0)

    count = 1 + int(t1 * (total_width + t1) / 10.0)
    ends = np.linspace(0.0, t1, count + 1)
    bulk = float(_panels(lambda t: t ** (1 + power) * np.sin(0.5 * t * t) * product(t), ends).real)
    gammas, edges = [], []
    for signs in range(2 ** max(len(wide) - 1, 0)):  # of each pair of conjugates one
        up = [(signs >> i) & 1 == 0 for i in range(len(wide))]
        gamma = sum(f.width if u else -f.width for f, u in zip(wide, up, strict=True))
        if gamma < 0:
            up, gamma = [not u for u in up], -gamma
        pair = 2.0 if wide else 1.0

        def smooth(t: Any, up: list[bool] = up) -> Any:
            value = np.asarray(t, dtype=complex) ** (1 + power)
            for f in rest:
                value = value * f.whole(f.width * t)
            for f, u in zip(wide, up, strict=True):
                value = value * (f.wave(f.width * t) if u else np.conj(f.wave(np.conj(f.width * t))))
            return value

        away, edge = _one(smooth, gamma, t1)
        bulk += pair * away.real
        gammas.append(gamma)
        edges.append(pair * edge.real)
    return _Parts(bulk, np.array(gammas), np.array(edges))


def _one(smooth: Callable[[Any], Any], gamma: float, t1: float) -> tuple[complex, complex]:
    """Integral of smooth(t) e^{i gamma t} sin(t^2/2) over t > t1, for gamma >= 0: all but the saddle, and the saddle."""
    up, down = np.exp(0.25j * math.pi), np.exp(-0.25j * math.pi)

    def plus(t: Any) -> Any:
        return smooth(t) * np.exp(1j * (gamma * t + 0.5 * t * t)) / 2j

    def minus(t: Any) -> Any:
        return -smooth(t) * np.exp(1j * (gamma * t - 0.5 * t * t)) / 2j

    if gamma < _GAMMA:
        end = max(_T + gamma, t1)
        total = _panels(lambda t: smooth(t) * np.exp(1j * gamma * t) * np.sin(0.5 * t * t), _graded(t1, end))
        away = _TAIL**2 / (end - gamma)
        edges = np.linspace(0.0, away, 9)
        total += up * _panels(lambda s: plus(end + up * s), edges)
        return total + down * _panels(lambda s: minus(end + down * s), edges), 0.0
    rate = gamma - t1
    height = 0.5 * _TAIL**2 / rate
    edges = np.concatenate([[0.0], height * 2.0 ** np.arange(-40.0, 1.0)])
    edges = np.concatenate([[0.0], edges[edges > 0.05 * min(t1, height)]])
    total = 1j * _panels(
        lambda s: smooth(t1 + 1j * s) * np.exp(1j * gamma * (t1 + 1j * s)) * np.sin(0.5 * (t1 + 1j * s) ** 2),
        edges,
    )
    saddle = np.exp(0.5j * gamma**2) / 2j  # gamma t - t^2/2 = gamma^2/2 - (t - gamma)^2/2
    line = _panels(lambda s: smooth(gamma + down * s) * np.exp(-0.5 * s * s), np.linspace(-_TAIL, _TAIL, 9))
    return total, -saddle * down * line


def _graded(low: float, high: float) -> npt.NDArray[np.float64]:
    """Edges from low to high, growing with the distance from the origin, none longer than 1/4 beyond 4."""
    edges = [low]
    while edges[-1] < high:
        edges.append(min(high, edges[-1] + min(0.5 * edges[-1], 0.5)))
    return np.array(edges)


def _panels(f: Callable[[Any], Any], edges: npt.NDArray[np.float64]) -> complex:
    """Gauss-Legendre on every panel."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    half, centre = 0.5 * np.diff(edges), 0.5 * (edges[1:] + edges[:-1])
    total = 0.0 + 0.0j
    for h, m in zip(
        np.array_split(half, len(half) // 3000 + 1), np.array_split(centre, len(half) // 3000 + 1), strict=True
    ):
        values = f((m[:, None] + h[:, None] * nodes).ravel()).reshape(-1, _NODES)
        total += complex(np.sum((values @ weights) * h))
    return total


@dataclass(frozen=True, slots=True)
class Estimated:
    """Values and estimates of their absolute errors, of one shape and in one unit."""

    value: Any
    error: Any


@dataclass(frozen=True, slots=True)
class Body:
    """A uniform body: what its width across the beam does to coherence.

    Parameters
    ----------
    shape : {"ball", "disc"}
        A ball, or a thin disc whose axis is the beam.
    radius : float, eV^-1
        Not negative; 0 is a point.
    """

    shape: Shape
    radius: float

    def __post_init__(self) -> None:
        if self.shape not in ("ball", "disc"):
            raise InputError("shape", self.shape, "a body is a 'ball' or a 'disc'")
        nonnegative("radius", self.radius)

    @property
    def depth(self) -> float:
        """Half of the extent along the beam, eV^-1."""
        return self.radius if self.shape == "ball" else 0.0

    def returned(self, energy: float, z: float) -> float:
        """Bound of the form factor in the waves that the paraxial form lacks: those that go back, and those that decay."""
        if self.shape == "disc":  # it reflects into angles of up to sqrt(1/(E z)), as a plane does
            return min(1.0, math.sqrt(8.0 / math.pi) * (energy * self.radius**2 / z) ** -0.75) if self.radius else 1.0
        x = energy * self.radius
        return 1.0 if x < 1.0 else min(1.0, 3.0 * (1.0 + 1.0 / x) / x**2)


def coherent_fraction(
    z: float, energy: float | AbstractSpectrum, *, bodies: tuple[Body, Body], offset: float = 0.0, spread: float = 0.0
) -> Estimated:
    r"""Fraction of N N' times the energy of two aligned points that two bodies of N and N' particles keep.

    Its denominator is :math:`-G_F^2gg'\Phi\langle E\rangle NN'/(\pi z)`: what is had by multiplying the point formula by N N'.
    For one energy, :math:`t=Q\sqrt{z/E}` with Q the momentum transfer,

    .. math:: S = \int_0^\infty t\,dt\Big(1-\frac{t^2}{4Ez}\Big)\sin\frac{t^2}2\;F_1F_2\,J_0(t\,b\sqrt{E/z})\,
                  \frac{2J_1(t\,\theta\sqrt{Ez})}{t\,\theta\sqrt{Ez}} ,

    which for coaxial balls lacks only the back-scattered and the evanescent waves; the first correction to the paraxial
    :math:`Q_\perp=Q` of discs and offsets is added.  For a spectrum, coaxial bodies of one shape and a parallel beam, with P the
    density of distances rho across the beam,

    .. math:: S = -\frac{2\pi z}{\langle E\rangle}\int_0^{R_1+R_2}P'(\rho)\,\mathrm{Im}\,M_0\Big(\frac{\rho^2}{2z}\Big)\,d\rho .

    Parameters
    ----------
    z : float, eV^-1
        Distance of the centres along the beam, larger than the two depths together.
    energy : float or AbstractSpectrum, eV
        E > 0; a spectrum of the flux.  Lines are summed; others need ``offset`` and ``spread`` to be 0.
    bodies : (Body, Body)
    offset : float, eV^-1
        Distance b >= 0 of the centres across the beam.
    spread : float, rad
        Half-angle theta of a cone that the directions of the beam fill uniformly, up to 0.5.

    Returns
    -------
    Estimated
        S and its error: of the expansion in 1/(E z), and rounding.

    Notes
    -----
    One energy: the integral is evaluated where it decays, to 1e-13 of its largest contribution at any Fresnel number, in some
    20 ms.  Widths may differ by factors up to 5e5.  The error of the expansion for two coaxial balls is below
    :math:`2F_1F_2(E)/(Ez)`, below 1e-9 for equal balls of E R = 100; of thin discs it is :math:`2/(Ez)` where beta < 1, times
    :math:`\beta^{-3/2}` beyond (their faces reflect); of an offset it is the next order.  A spectrum is treated
    paraxially: an error of 1/(E z) + (R_1 + R_2)^2/z^2 of the fraction; where its edges oscillate too often to be followed, the
    modulus of what is left out is added to the error, and ``NotConverged`` raised if that is more than 5 %.

    Equal spheres: :math:`S\to\frac98\beta^{-2}[\ln\beta+\gamma+3\ln2-1]`.

    References
    ----------
    Ghosh:2022nzo (two points)
    """
    z, offset, spread = positive("z", z), nonnegative("offset", offset), nonnegative("spread", spread)
    depth = bodies[0].depth + bodies[1].depth
    if not z > depth:
        raise InputError(
            "radius",
            length(depth),
            f"the bodies touch or overlap: their centres are only {length(z)} apart along the beam",
        )
    if spread > 0.5:
        raise InputError("spread", spread, "a paraxial beam has directions within 0.5 rad")
    if isinstance(energy, Line):
        energy = energy.energy
    if isinstance(energy, Lines):
        parts = [
            (weight * e, coherent_fraction(z, e, bodies=bodies, offset=offset, spread=spread))
            for e, weight in zip(energy.energies, energy.weights, strict=True)
        ]
        whole = math.fsum(w for w, _ in parts)
        return Estimated(
            math.fsum(w * p.value for w, p in parts) / whole, math.fsum(w * p.error for w, p in parts) / whole
        )
    if isinstance(energy, AbstractSpectrum):
        return _of_spectrum(z, energy, bodies, offset, spread)
    return _of_line(z, positive("energy", energy), bodies, offset, spread)


def fresnel_energy(
    z: float,
    *,
    energy: float | AbstractSpectrum,
    flux: float,
    charges: float,
    bodies: tuple[Body, Body],
    offset: float = 0.0,
    spread: float = 0.0,
    fermi: float,
) -> Estimated:
    r"""Energy (eV) of two wide bodies in a directed flux.

    It is :math:`-G_F^2gg'\Phi\langle E\rangle/(\pi z)` times :func:`coherent_fraction`.

    Parameters
    ----------
    z : float, eV^-1
        Distance of the centres along the beam.
    energy : float or AbstractSpectrum, eV
    flux : float, eV^3
        :math:`\Phi\ge0`.
    charges : float
        Product of the charges of the whole bodies, N g N' g'.
    bodies : (Body, Body)
    offset : float, eV^-1
    spread : float, rad
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Estimated
        Positive repels.  Validity and error as for :func:`coherent_fraction`.
    """
    fraction = coherent_fraction(z, energy, bodies=bodies, offset=offset, spread=spread)
    mean = energy.mean if isinstance(energy, AbstractSpectrum) else energy
    unit = number("fermi", fermi) ** 2 * nonnegative("flux", flux) * number("charges", charges) * mean / (math.pi * z)
    return Estimated(-unit * fraction.value, abs(unit) * fraction.error)


def _of_line(z: float, energy: float, bodies: tuple[Body, Body], offset: float, spread: float) -> Estimated:
    scale, far = math.sqrt(energy / z), energy * z
    factors = [_make(body.shape, scale * body.radius) for body in bodies if body.radius]
    flat = [body.shape == "disc" for body in bodies if body.radius]
    if offset:
        factors.append(_make("ring", scale * offset))
        flat.append(True)
    beam = (
        [_make("disc", scale * z * 2.0 * math.sin(0.5 * spread))] if spread else []
    )  # has the solid angle of the cone
    plain, second = _fraction(factors + beam), _fraction(factors + beam, 2)
    value = plain.bulk - second.bulk / (4.0 * far)
    edges = plain.edges - second.edges / (4.0 * far)
    error = 2.0 / far * math.prod(body.returned(energy, z) for body in bodies)
    if any(flat):  # of these the transform is at Q_perp = Q (1 - t^2/(8 E z)), not at Q
        bent = [
            _fraction([*factors[:i], _bend(f), *factors[i + 1 :], *beam], 2)
            for i, (f, across) in enumerate(zip(factors, flat, strict=True))
            if across
        ]
        width = sum(f.width for f, across in zip(factors, flat, strict=True) if across)
        # the phase by which this shifts the edges; where it is large, their phases are unknown
        shift = width * plain.gammas**3 / (8.0 * far)
        change = sum(part.bulk for part in bent) / (8.0 * far)
        turn = sum(part.edges for part in bent) / (8.0 * far)
        value += change
        reach = min(width, _GAMMA) * min(sum(f.width for f in factors + beam), _GAMMA) ** 3 / (8.0 * far)
        error += 12.0 * abs(change) * (min(1.0, reach) + 1.0 / far)
        error += float(
            np.sum(np.where(shift < 1.0, np.abs(turn) * (6.0 * shift + 12.0 / far), 6.0 * np.abs(plain.edges)))
        )
        edges = edges + np.where(shift < 1.0, turn, 0.0)
    value += float(np.sum(edges))
    error += 1e-13 * abs(value)
    if spread:  # a tilt shortens z, and is an offset, only to lowest order in the angle
        tilted = [*factors, _bend(beam[0])]
        error += spread**2 * (abs(value) + abs(_fraction(tilted).total)) + abs(_fraction(tilted, 2).total) / (4.0 * far)
    return Estimated(float(value), float(error))


def _bend(factor: _Factor) -> _Factor:
    """Minus x times the derivative of a factor across the beam."""
    return _make("disc-slope" if factor.whole is _disc else "ring-slope", factor.width)


def _of_spectrum(
    z: float, spectrum: AbstractSpectrum, bodies: tuple[Body, Body], offset: float, spread: float
) -> Estimated:
    first, second = bodies
    if offset or spread or first.shape != second.shape or not (first.radius and second.radius):
        raise OutOfDomain(
            "the coherent fraction of a continuous spectrum is made for two coaxial balls or two coaxial discs in a parallel "
            "beam: give the spectrum as Lines (energies and weights), which take any offset, spread and shapes"
        )
    a, b = sorted((first.radius, second.radius))
    slope = _ball_slope if first.shape == "ball" else _disc_slope

    def density(s: Any) -> Any:  # in units of the larger radius
        return -2.0 * math.pi * slope(s, a / b, 1.0) * np.imag(spectrum.moment(0, (s * b) ** 2 / (2.0 * z)))

    start = 1e-4 * math.sqrt(2.0 * z / spectrum.top) / b
    edges = [0.0]
    while (low := max(2.0 * edges[-1], start)) < 1.0 + a / b:
        edges.append(low)
    edges = sorted({*edges, 1.0 - a / b, 1.0 + a / b})
    value, error = _adaptive(density, np.array(edges))
    unit, far = z / (b * b * spectrum.mean), spectrum.mean * z
    paraxial = unit * abs(value) * (1.0 / far + ((a + b) / z) ** 2)
    flat = math.prod(body.returned(spectrum.mean, z) for body in bodies)
    if first.shape == "disc":  # the phase of the outer edge, where the spectrum leaves it coherent
        turn = min(1.0, spectrum.mean * (a + b) ** 4 / (8.0 * z**3))
        flat *= 1.0 + far * turn * float(np.abs(spectrum.moment(0, np.array([(a + b) ** 2 / (2.0 * z)])))[0])
    paraxial += 2.0 / far * flat
    return Estimated(unit * value, unit * error + paraxial)


def _disc_slope(s: Any, a: float, b: float) -> Any:
    """dP/ds of two discs: minus the common chord over both areas."""
    chord = 4.0 * (s * a) ** 2 - (s * s + a * a - b * b) ** 2
    inside = np.abs(b - a) < s
    return -np.where(inside, np.sqrt(np.maximum(chord, 0.0)) / np.where(inside, s, 1.0), 0.0) / (math.pi * a * b) ** 2


def _ball_slope(s: Any, a: float, b: float) -> Any:
    """dP/ds of two balls: minus 2 pi s times the integral of the squared radius of their common circle over acosh(u/s)."""
    low, high = np.maximum(s, b - a), a + b
    root_low, root_high = np.sqrt(np.maximum(low**2 - s**2, 0.0)), np.sqrt(np.maximum(high**2 - s**2, 0.0))
    angle = np.log((high + root_high) / (low + root_low))
    third = (1.0 / low**2 - 1.0 / high**2) / (root_low / low + root_high / high)  # of tanh, over s^2
    circles = 0.5 * (a * a + b * b) * angle - 0.125 * (s * s * angle + high * root_high - low * root_low)
    circles = circles - 0.25 * (a * a - b * b) ** 2 * third
    return -2.0 * s * math.pi * circles / (16.0 / 9.0 * math.pi**2 * (a * b) ** 3)


def _adaptive(f: Callable[[Any], Any], edges: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Gauss-Legendre on panels, halved until both halves agree with the whole to 1e-13 of the sum of moduli.

    Of panels left over when there are too many, where a spectrum with edges still oscillates, the modulus goes to the error.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)

    def sums(low: Any, high: Any) -> tuple[Any, Any]:
        half, middle = 0.5 * (high - low), 0.5 * (high + low)
        parts = [  # some at a time: a table makes an array for every point
            f(m[:, None] + h[:, None] * nodes)
            for m, h in zip(
                np.array_split(middle, middle.size // 64 + 1), np.array_split(half, middle.size // 64 + 1), strict=True
            )
        ]
        values = np.concatenate(parts)
        return half * (values @ weights), half * (np.abs(values) @ weights)

    low, high = edges[:-1], edges[1:]
    coarse, size = sums(low, high)
    total, error, scale, used = 0.0, 0.0, float(np.sum(size)), 0
    while low.size and used + low.size < _PANELS:
        used += low.size
        middle = 0.5 * (low + high)
        left, left_size = sums(low, middle)
        right, right_size = sums(middle, high)
        gap = np.abs(left + right - coarse)
        done = gap <= 1e-13 * scale
        total += float(np.sum((left + right)[done]))
        error += float(np.sum(gap[done])) + 1e-15 * float(np.sum((left_size + right_size)[done]))
        keep = ~done
        low, high = np.concatenate([low[keep], middle[keep]]), np.concatenate([middle[keep], high[keep]])
        coarse = np.concatenate([left[keep], right[keep]])
        size = np.concatenate([left_size[keep], right_size[keep]])
    if low.size:
        error += float(np.sum(size))
    if not error < 0.05 * abs(total):
        raise NotConverged(
            "the average over a spectrum with sharp edges oscillates too often across such bodies; taper it, or use Lines",
            0.05,
            error / abs(total) if total else math.inf,
        )
    return total, error
