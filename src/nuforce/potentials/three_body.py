r"""Feynman's idea: pairs of scalars shared by three and more bodies, and the universe as the third.

Static sources :math:`L = \sum_a c_a\,\phi^2\,\delta^3(x-x_a)` of a real scalar of mass m (or :math:`c_a\,\phi^*\phi` of a complex
one) act on each other through closed rings of propagators.  The propagator between two static points at Euclidean frequency
:math:`\omega` is :math:`e^{-\kappa r}/4\pi r` with :math:`\kappa^2=\omega^2+m^2`, so that every ring is one integral over
frequency, known in closed form.  With :math:`\phi` canonically normalised a coupling c has mass dimension -1.

Derived in ``docs/theory/three-body.md``.  NumPy only.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.special import k1e

from nuforce.errors import InputError, NotConverged, OutOfDomain, UnknownName
from nuforce.potentials.base import as_array

Array: TypeAlias = npt.NDArray[np.float64]
Kind: TypeAlias = Literal["real", "complex"]
Density: TypeAlias = float | Callable[[float], float] | tuple[Any, Any]

REFERENCES: Final = ("Feynman:1996kb", "Xu:talk")
"""Keys of the works this module is after, for :func:`nuforce.cite`."""

LARGEST_RING: Final = 9
"""Bodies in one ring at most: (N-1)!/2 of them are 20160 then."""

MOST_RINGS: Final = 10_000_000
"""Rings summed in one call at most: some seconds."""

_BATCH = 200_000  # ring perimeters in memory at a time


def ring_energy(positions: Any, couplings: Any, mass: float = 0.0, kind: Kind = "real") -> np.float64 | Array:
    r"""Connected N-body energy: what N bodies have beyond all that fewer of them have, at first order in each coupling.

    Parameters
    ----------
    positions : array, shape (*S, N, 3), eV^-1
        The bodies; N from 2 to 9.
    couplings : array, shape (*S, N) or one number for all, eV^-1
        c in :math:`L = c\,\phi^2` (real) or :math:`c\,\phi^*\phi` (complex) at each body; of either sign.
    mass : float, eV
        Mass of the scalar.
    kind : {"real", "complex"}
        A real scalar counts each ring in one sense of rotation with :math:`2c`, a complex one in both with c: for equal c
        it has :math:`2^{1-N}` of the real one's energy.

    Returns
    -------
    array, shape (*S,), eV
        Positive repels.  Zero where it is below 1e-308; see :func:`scaled_ring_energy`.

    Raises
    ------
    OutOfDomain
        Two bodies coincide.

    Notes
    -----
    .. math:: E_N = -\frac{2^N}{2}\sum_\text{directed rings}\frac{m K_1(mP)}{\pi}\prod_\text{edges}\frac{c}{4\pi r}
              \to -\frac{2^N}{2}\sum\frac{1}{\pi P}\prod\frac{c}{4\pi r}\quad(m=0),

    with P the perimeter of the ring and one coupling for each edge.  Two bodies:
    :math:`-c_1c_2\,mK_1(2mr)/8\pi^3r^2\to-c_1c_2/16\pi^3r^3`; three: :math:`-c_1c_2c_3/(8\pi^4\,P\,r_{12}r_{23}r_{31})`.  Closed
    form, relative error some 1e-15 N (1 + m P).

    Valid for static point sources, each visited once; c far below the distances.  More visits: :func:`resummed_energy`.

    References
    ----------
    Feynman:1996kb, sec. 2.4, eq. (2.4.4) for the shape of three bodies; Xu:talk

    Examples
    --------
    >>> import math
    >>> pair = [[0, 0, 0], [0, 0, 2]]
    >>> print(f"{ring_energy(pair, 1) * 16 * math.pi**3 * 2**3:.12f}")
    -1.000000000000
    """
    value, exponent = scaled_ring_energy(positions, couplings, mass, kind)
    energy: np.float64 | Array = value * np.exp(exponent)
    return energy


def scaled_ring_energy(
    positions: Any, couplings: Any, mass: float = 0.0, kind: Kind = "real"
) -> tuple[np.float64 | Array, np.float64 | Array]:
    """Return (v, x), each of shape (*S,), with the energy of :func:`ring_energy` v e^x; x is -m times the shortest perimeter."""
    x, g, mass, loops = _checked(positions, couplings, mass, kind)
    count = g.shape[-1]
    if count > LARGEST_RING:
        raise InputError(
            "positions",
            f"{count} bodies",
            f"at most {LARGEST_RING} in one ring, there are (N-1)! of them; take all pairs, triples, ... of more bodies with "
            "total_energy, or everything at once with resummed_energy",
        )
    rings = _rings(count)
    ahead = np.roll(rings, -1, axis=1)
    weight = loops * (2 if count > 2 else 1)  # both senses of rotation, which for two bodies are one
    shape = x.shape[:-2]
    x, g = x.reshape(-1, count, 3), g.reshape(-1, count)
    values, exponents = np.empty(len(x)), np.empty(len(x))
    step = max(1, _BATCH // len(rings))
    for start in range(0, len(x), step):
        part = slice(start, start + step)
        edge = _distances(x[part])[:, rings, ahead]
        perimeter = edge.sum(axis=-1)
        shortest = perimeter.min(axis=-1)
        decay = np.exp(-mass * (perimeter - shortest[:, None]))
        product = np.prod(g[part][:, rings] / (4 * math.pi * edge), axis=-1)
        values[part] = -weight * np.sum(_tail(mass * perimeter) / (math.pi * perimeter) * decay * product, axis=-1)
        exponents[part] = -mass * shortest
    return values.reshape(shape)[()], exponents.reshape(shape)[()]


def order_energies(positions: Any, couplings: Any, mass: float = 0.0, kind: Kind = "real", *, orders: int = 3) -> Array:
    """Energies of all pairs, all triples, ..., each order by itself: whether three-body terms matter.

    Parameters
    ----------
    positions, couplings, mass, kind
        As in :func:`ring_energy`, but any number N >= 2 of bodies.
    orders : int
        Largest number of bodies in a ring, 2 to 9; above N means N.

    Returns
    -------
    array, shape (*S, min(orders, N) - 1), eV
        Pairs first.

    Notes
    -----
    The next order is smaller by c/r times the number of bodies; rings that come back to a body enter at that relative size as
    well and are in :func:`resummed_energy` alone.
    """
    x, g, mass, loops = _checked(positions, couplings, mass, kind)
    count = g.shape[-1]
    if orders not in range(2, LARGEST_RING + 1):
        raise InputError("orders", orders, f"a whole number from 2 (pairs) to {LARGEST_RING}")
    top = min(int(orders), count)
    number = sum(math.comb(count, n) * math.factorial(n - 1) for n in range(2, top + 1)) * math.prod(x.shape[:-2])
    if number > MOST_RINGS:
        raise InputError("orders", orders, f"{number:.1e} rings; lower it, or take resummed_energy, which has them all")
    _distances(x)  # refuses bodies in one place, by their numbers here
    c = g * loops  # back from 2 c (real) to c
    parts = []
    for n in range(2, top + 1):
        total = np.zeros(x.shape[:-2])
        for subsets in _batches(itertools.combinations(range(count), n), 4096):
            chosen = np.array(subsets)
            total += np.sum(ring_energy(x[..., chosen, :], c[..., chosen], mass, kind), axis=-1)
        parts.append(total)
    return np.stack(parts, axis=-1)


def total_energy(
    positions: Any, couplings: Any, mass: float = 0.0, kind: Kind = "real", *, orders: int = 3
) -> np.float64 | Array:
    """Energy of all rings of up to ``orders`` different bodies, shape (*S,), eV: the sum of :func:`order_energies`."""
    total: np.float64 | Array = np.sum(order_energies(positions, couplings, mass, kind, orders=orders), axis=-1)
    return total


def resummed_energy(positions: Any, couplings: Any, mass: float = 0.0, kind: Kind = "real") -> np.float64 | Array:
    r"""Energy of N bodies through all rings of any length, returns to the same body included.

    Parameters
    ----------
    positions, couplings, mass, kind
        As in :func:`ring_energy`, but any number of bodies, and no negative coupling.

    Returns
    -------
    array, shape (*S,), eV

    Raises
    ------
    OutOfDomain
        Two bodies coincide; a coupling is negative; or the bodies are so near and strong (two of them: within
        :math:`\sqrt{c_1c_2}/2\pi` for m = 0, real) that the field has an unstable mode and no energy exists.
    NotConverged
        The integral over frequency is not good to 1e-10.

    Notes
    -----
    .. math:: E = \frac12\int_{-\infty}^\infty\frac{d\omega}{2\pi}\,\ln\det\big(1-\sqrt{t_at_b}\,G_{ab}\big),\qquad
              G_{a\ne b}=\frac{e^{-\kappa r_{ab}}}{4\pi r_{ab}},\quad G_{aa}=0,\quad t_a=\frac{2c_a}{1+2c_a\kappa/4\pi}

    for a real scalar; twice that, with c for 2c, for a complex one.  A ring that turns on one body,
    :math:`G_{aa}=\Lambda-\kappa/4\pi`, is in t: its cut-off :math:`\Lambda` makes the coupling of the Lagrangian into c, which is
    *the coupling at* :math:`\kappa=0`, and its finite part is of the relative size c/r, that of a third body.  For c < 0 t has
    a pole at :math:`\kappa=4\pi/2|c|`, beyond any cut-off: such sources are not points.

    The trapezoid rule in the logarithm, its error squared from half of the points; relative error 1e-12.

    Examples
    --------
    >>> pair = [[0, 0, 0], [0, 0, 1000]]
    >>> print(f"{resummed_energy(pair, 1) / ring_energy(pair, 1):.6f}")
    0.999841
    """
    x, g, mass, loops = _checked(positions, couplings, mass, kind)
    if np.any(g < 0):
        raise OutOfDomain(
            f"couplings: {g[g < 0].ravel()[0] * loops:.4g} eV^-1: a point source with a negative coupling has a pole beyond its "
            "cut-off, and no energy to all orders; take total_energy, which is an expansion in it"
        )
    shape, count = x.shape[:-2], g.shape[-1]
    r = _distances(x).reshape(-1, count, count)
    g = g.reshape(-1, count)
    energies = np.array([_all_rings(*each, mass) for each in zip(r, g, strict=True)])
    return (energies * (2 * loops)).reshape(shape)[()]


def shell_weight(R: Any, a: Any) -> np.float64 | Array:
    r"""Weight of a spherical shell of third bodies around the midpoint of the first two.

    Parameters
    ----------
    R : array, eV^-1
        Radius of the shell.
    a : array, eV^-1
        Half the distance between the two bodies.

    Returns
    -------
    array, eV
        :math:`w=R^2\int d\Omega\,/(P\,r_{23}r_{31})`, of the broadcast shape.

    Notes
    -----
    .. math:: w = \frac{2\pi}a\ln\frac{\sqrt{R^2+a^2}}a\quad(R\le a),\qquad
              w = \frac{2\pi}a\ln\frac{R+a}{\sqrt{R^2+a^2}}\quad(R\ge a)\quad\to\frac{2\pi}R .

    The limit is Feynman's :math:`4\pi R^2/2R^3`.  Relative error 1e-15 everywhere; massless scalar.

    References
    ----------
    Feynman:1996kb, eq. (2.4.5), far shells

    Examples
    --------
    >>> print(f"{shell_weight(3, 1):.13f}")
    1.4765599487989
    """
    R, a = _lengths("R", R), _lengths("a", a, positive=True)
    near, u = np.minimum(R, a) / a, a / np.maximum(R, a)
    weight: np.float64 | Array = math.pi / a * np.log1p(np.where(a < R, 2 * u / (1 + u * u), near * near))
    return weight


def ball(radius: Any, a: Any) -> np.float64 | Array:
    r"""Integral of :func:`shell_weight` from 0 to ``radius``: a uniform ball of third bodies, dimensionless.

    Parameters
    ----------
    radius, a : arrays, eV^-1
        Radius of the ball around the midpoint, half the distance between the two bodies.

    Notes
    -----
    With :math:`x=R/a`, :math:`\pi[x\ln(1+x^2)-2x+2\arctan x]` inside and, for x > 1,

    .. math:: 2\pi\Big[\ln\frac{1+x}2+x\ln\Big(1+\frac1x\Big)-1-\frac x2\ln\Big(1+\frac1{x^2}\Big)+\arctan\frac1x\Big]
              = 2\pi\Big[\ln\frac R{2a}+\frac aR+O(a^2/R^2)\Big] .

    Relative error 1e-14.
    """
    radius, a = _lengths("radius", radius), _lengths("a", a, positive=True)
    x, u = np.minimum(radius, a) / a, a / np.maximum(radius, a)
    square = x * x
    series = sum((-square) ** k / ((k + 1) * (2 * k + 3)) for k in range(16)) * x * square  # below 0.3 to 1e-17
    inside = np.where(x < 0.3, series, x * np.log1p(square) - 2 * x + 2 * np.arctan(x))
    # ln(1 + x) - ln 2 without forming x, which may be 1e60; where u = 1 it is 0
    outside = np.log((1 + u) / 2) - np.log(u) + np.log1p(u) / u - 1 - np.log1p(u * u) / (2 * u) + np.arctan(u)
    value: np.float64 | Array = math.pi * np.where(radius > a, 2 * outside, inside)
    return value


def ellipsoid(axis: Any, a: Any) -> np.float64 | Array:
    r"""Uniform ellipsoid of revolution of third bodies, the two bodies in its foci, dimensionless; see :func:`ball`.

    Parameters
    ----------
    axis, a : arrays, eV^-1
        Major semi-axis, at least ``a``, and half the distance between the two bodies.

    Notes
    -----
    .. math:: \int\frac{d^3x}{P\,r_{23}r_{31}} = 2\pi\ln\frac{A+a}{2a}
    """
    axis, a = _lengths("axis", axis), _lengths("a", a, positive=True)
    if np.any(axis < a):
        raise InputError("axis", axis, "the major semi-axis is at least half the distance of the foci")
    value: np.float64 | Array = 2 * math.pi * np.log1p((axis - a) / (2 * a))
    return value


def universe_energy(
    r12: Any,
    density: Density,
    radius: float | None = None,
    *,
    couplings: tuple[float, float] = (1.0, 1.0),
    kind: Kind = "real",
    breaks: Iterable[float] = (),
    rtol: float = 1e-10,
) -> np.float64 | Array:
    r"""Energy of two bodies through all the third bodies around their midpoint, massless scalar, one third body at a time.

    Parameters
    ----------
    r12 : array, shape S, eV^-1
        Distance of the two bodies.
    density : float, callable, or pair of arrays, eV^2
        Coupling of third bodies per volume, :math:`\rho=\sum c_3n_3`: a number (uniform), a function of the radius (eV^-1), or a
        table (radii, densities) that is interpolated linearly and is zero outside itself.
    radius : float, eV^-1
        Where the universe ends; for a table its last radius if not given.
    couplings : tuple of two floats, eV^-1
        c_1 and c_2.
    kind : {"real", "complex"}
        As in :func:`ring_energy`.
    breaks : floats, eV^-1
        Radii where a callable density jumps or bends, or near which it has structure narrower than a percent of its radius;
        r12/2 and the radii of a table are known.
    rtol : float
        Relative accuracy.

    Returns
    -------
    array, shape S, eV

    Raises
    ------
    NotConverged
        The estimated error of the quadrature exceeds rtol.

    Notes
    -----
    .. math:: E = -\frac{c_1c_2}{8\pi^4}\,\frac1{r_{12}}\int_0^{R_U}dR\,\rho(R)\,w(R),

    w of :func:`shell_weight`; a complex scalar has a quarter of it, and a uniform ball :func:`ball`:
    :math:`\ln(R_U/r_{12})/r_{12}` rather than :math:`1/r_{12}`.  Feynman's form has :math:`G'^3m_1m_2m_3\pi^2` for
    :math:`c_1c_2c_3/8\pi^4`: with :math:`G'` taken from the two-body energy, :math:`G'^2m_1m_2=c_1c_2/8\pi^4`, it is low by
    :math:`2\sqrt2` (complex: by 2).

    Valid for static bodies, while fourth and further bodies are negligible, :math:`2\rho R_U^2\ll\pi^2/4` (complex:
    :math:`\rho R_U^2`): beyond, a positive density is an unstable medium and a negative one screens.

    References
    ----------
    Feynman:1996kb, eq. (2.4.5); Xu:talk

    Examples
    --------
    >>> import math
    >>> print(f"{-4 * math.pi**3 * universe_energy(1.0, density=1.0, radius=1e9) / math.log(1e9):.9f}")
    1.000000000
    """
    r12 = _lengths("r12", r12, positive=True)
    strength = (0.25 if _loops(kind) == 1 else 1.0) / (8 * math.pi**4)
    for c in couplings:
        strength *= _number("couplings", c)
    rtol = _number("rtol", rtol)
    if not rtol > 0:
        raise InputError("rtol", rtol, "must be larger than zero")
    profile, end, knots = _profile(density, radius, breaks)
    if isinstance(profile, float):
        whole: Any = profile * ball(end, r12 / 2)
    else:
        each = [_third_bodies(profile, end, float(r) / 2, knots, rtol) for r in r12.ravel()]
        whole = np.array(each).reshape(r12.shape)[()]
    energy: np.float64 | Array = -strength / r12 * whole
    return energy


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(name, value, "must be a finite number")
    return number


def _lengths(name: str, value: Any, positive: bool = False) -> Array:
    lengths = np.asarray(as_array(value, name), dtype=float)
    if not np.all(np.isfinite(lengths)) or np.any(lengths < 0) or (positive and not np.all(lengths > 0)):
        raise InputError(name, value, f"must be finite and {'larger than' if positive else 'not below'} zero")
    return lengths


def _loops(kind: str) -> float:
    """Half a loop for a real field, one for a complex one."""
    if kind not in get_args(Kind):
        raise UnknownName("kind", kind, get_args(Kind))
    return 0.5 if kind == "real" else 1.0


def _checked(positions: Any, couplings: Any, mass: float, kind: Kind) -> tuple[Array, Array, float, float]:
    """Positions (*S, N, 3), couplings at the vertex of a ring (*S, N), mass, loops."""
    loops = _loops(kind)
    x = np.asarray(as_array(positions, "positions"), dtype=float)
    c = np.asarray(as_array(couplings, "couplings"), dtype=float)
    mass = _number("mass", mass)
    if mass < 0:
        raise InputError("mass", mass, "must not be negative")
    if x.ndim < 2 or x.shape[-1] != 3 or x.shape[-2] < 2:
        raise InputError("positions", f"shape {x.shape}", "needs the shape (..., N, 3) of at least two bodies")
    for name, values in (("positions", x), ("couplings", c)):
        if not np.all(np.isfinite(values)):
            raise InputError(name, values[~np.isfinite(values)].ravel()[0], "must be finite numbers")
    count = x.shape[-2]
    if c.ndim and c.shape[-1] != count:
        raise InputError(
            "couplings", f"shape {c.shape}", f"needs one coupling for each of {count} bodies, or one number"
        )
    try:
        shape = np.broadcast_shapes(x.shape[:-2], c.shape[:-1])
    except ValueError:
        raise InputError(
            "couplings", f"shape {c.shape}", f"its leading axes do not fit those of positions, shape {x.shape}"
        ) from None
    return np.broadcast_to(x, (*shape, count, 3)), np.broadcast_to(c / loops, (*shape, count)), mass, loops


def _distances(x: Array) -> Array:
    """All distances, shape (*S, N, 3) -> (*S, N, N)."""
    d = x[..., :, None, :] - x[..., None, :, :]
    r: Array = np.sqrt(np.sum(d * d, axis=-1))
    same = (r == 0) & ~np.eye(x.shape[-2], dtype=bool)
    if np.any(same):
        a, b = np.argwhere(same)[0][-2:]
        raise OutOfDomain(
            f"bodies {a} and {b} coincide: the energy of point sources diverges there; give them distinct places"
        )
    return r


@functools.cache
def _rings(count: int) -> npt.NDArray[np.intp]:
    """Every ring through all bodies, in one sense of rotation, shape ((N-1)!/2, N)."""
    orders = itertools.permutations(range(1, count))
    return np.array([(0, *order) for order in orders if order[0] <= order[-1]])


def _batches(items: Iterable[tuple[int, ...]], size: int) -> Iterator[list[tuple[int, ...]]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def _tail(z: Array) -> Array:
    """Tail z K_1(z) e^z of a ring: 1 + z + ... at small z, where K_1 itself overflows."""
    return np.where(z < 1e-20, 1.0, z * k1e(np.maximum(z, 1e-20)))


def _all_rings(r: Array, g: Array, mass: float) -> float:
    """Integral of ln det(1 - sqrt(t t) G) over 0 < omega < infinity, divided by 2 pi."""
    apart = r + np.diag(np.full(len(r), math.inf))
    shortest = float(np.min(apart))
    # omega from e^{-150} in units of the shortest 1/r, double exponential towards zero, to where e^{-2 kappa r} has lost e^{-50}
    step, top = 0.05, 0.1 + 0.5 * math.log(625 + 50 * mass * shortest)
    u = step * np.arange(-100, math.ceil(top / step))
    omega = np.exp(u - np.exp(-u)) / shortest
    kappa = np.concatenate([[mass], np.hypot(omega, mass)])
    t = g / (1 + g * kappa[:, None] / (4 * math.pi))
    matrix = np.sqrt(t[:, :, None] * t[:, None, :]) * np.exp(-kappa[:, None, None] * r) / (4 * math.pi * apart)
    strengths = np.linalg.eigvalsh(matrix)
    if not strengths[0, -1] < 1:
        raise OutOfDomain(
            "the bodies are too near for their couplings: the field has an unstable mode (largest eigenvalue of t G at "
            f"omega = 0: {strengths[0, -1]:.4g}, must be below 1) and no energy exists; move them apart or lower the couplings"
        )
    # the matrix has no trace: adding lambda to every logarithm adds nothing and avoids the cancellation
    terms = np.sum(_log_rest(strengths[1:]), axis=-1) * omega * (1 + np.exp(-u)) * step
    fine, coarse = float(np.sum(terms)), 2 * float(np.sum(terms[::2]))
    error = (fine - coarse) ** 2
    if not error <= 1e-10 * fine**2:
        raise NotConverged("the integral over frequency; a mode is close to being unstable", 1e-10, error / fine**2)
    return fine / (2 * math.pi)


def _log_rest(x: Array) -> Array:
    """ln(1 - x) + x, by its series below 0.05."""
    small = np.where(np.abs(x) < 0.05, x, 0.0)
    series = -sum(small**k / k for k in range(14, 1, -1))
    return np.where(np.abs(x) < 0.05, series, np.log1p(-x) + x)


def _profile(
    density: Density, radius: float | None, breaks: Iterable[float]
) -> tuple[float | Callable[[float], float], float, list[float]]:
    """The density as a number or a function, where it ends, and where it may bend."""
    knots = [_number("breaks", b) for b in breaks]
    end = None if radius is None else _number("radius", radius)
    if end is not None and end < 0:
        raise InputError("radius", radius, "must not be below zero")
    if callable(density):
        if end is None:
            raise InputError("radius", None, "give the radius at which a density of this kind ends")
        return density, end, knots
    if isinstance(density, (tuple, list)):
        if len(density) != 2:
            raise InputError("density", density, "a table is the pair (radii, densities)")
        R, rho = (np.asarray(as_array(column, "density"), dtype=float) for column in density)
        if R.ndim != 1 or R.shape != rho.shape or R.size < 2:
            raise InputError(
                "density", f"shapes {R.shape} and {rho.shape}", "a table has as many radii as densities, two or more"
            )
        if not (np.all(np.isfinite(R)) and np.all(np.isfinite(rho)) and R[0] >= 0 and np.all(np.diff(R) > 0)):
            raise InputError("density", density, "the radii must rise from zero or above, and all numbers be finite")
        last = float(R[-1]) if end is None else end

        def table(x: float) -> float:
            return float(np.interp(x, R, rho, left=0.0, right=0.0))

        return table, last, [*knots, *(float(x) for x in R)]
    number = _number("density", density)
    if end is None:
        raise InputError("radius", None, "give the radius at which a density of this kind ends")
    return number, end, knots


def _third_bodies(profile: Callable[[float], float], radius: float, a: float, knots: list[float], rtol: float) -> float:
    """Integral of density times weight in ln R, in panels that begin and end where the density is seen to."""

    def weighted(R: float, jacobian: float) -> float:
        value = float(profile(R)) * (float(shell_weight(R, a)) * jacobian)
        if not math.isfinite(value):
            raise InputError("density", value, f"must be finite; it is not at the radius {R:.6g} eV^-1")
        return value

    found = _support(lambda R: abs(weighted(R, R)), 1e-6 * min(a, radius), radius)
    start = 1e-24 * min(a, radius)
    decades = start * 1e4 ** np.arange(math.log10(radius / start) / 4 if start else 0)
    edges = sorted({0.0, radius, *(x for x in (a, *knots, *found, *decades.tolist()) if 0 < x < radius)})
    total = error = size = 0.0
    for low, high in itertools.pairwise(edges):

        def integrand(x: float, low: float = low) -> float:
            R = low * math.exp(x) if low else x
            return weighted(R, R if low else 1.0)

        top = math.log(high / low) if low else high
        part = quad(integrand, 0.0, top, epsabs=0.0, epsrel=rtol / 4, limit=200, full_output=1)
        total, error, size = total + part[0], error + part[1], size + abs(part[0])
    if not error <= rtol * size:
        raise NotConverged(
            "the integral over third bodies; name the radii where the density jumps or bends in breaks, or raise rtol",
            rtol,
            error / size if size else math.inf,
        )
    if size == 0 and radius > 0 and not knots:
        raise InputError(
            "density",
            "a function",
            "is zero at every radius it was asked for; name in breaks where it is not, or give the number 0",
        )
    return total


def _support(weighted: Callable[[float], float], low: float, high: float) -> list[float]:
    """Ends of the ranges in which a function is seen not to vanish, at 400 radii per decade, and its peaks there."""
    R = np.geomspace(low, high, max(3, math.ceil(400 * math.log10(high / low)))) if high > low > 0 else np.zeros(3)
    values = np.array([weighted(float(x)) for x in R]) if R[-1] else R
    if not np.any(values > 0):
        return []
    seen = np.concatenate([[False], values > 1e-12 * values.max(), [False]])
    ends = np.flatnonzero(np.diff(seen.astype(int)))
    peaks = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] > values[2:]) & seen[2:-2]) + 1
    chosen = np.unique(np.clip([*(ends[0::2] - 1), *ends[1::2], *peaks], 0, R.size - 1))
    return [float(x) for x in R[chosen]] if chosen.size <= 100 else []
