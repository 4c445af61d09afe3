r"""Isotropic gases of one kind of particle, and integrals over their momenta.

Everything that forward scattering does in such a gas is an integral :math:`\int_0^\infty dp\,F(p)\,w(p)` over the occupation F.
The line is cut where F changes fast (at the Fermi momentum), each finite piece mapped by :math:`p\propto1/(1+e^{-\pi\sinh t})`
and the tail by :math:`p-p_0\propto e^{t-e^{-t}}`; the trapezoid rule in t then converges exponentially, from a classical to a
degenerate gas and from a non-relativistic to a massless one, algebraic and logarithmic ends included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

import numpy as np

from nuforce.errors import InputError, NotConverged, UnknownName
from nuforce.units import Dim, check_fields

Statistics: TypeAlias = Literal["fermi-dirac", "maxwell-boltzmann"]

RTOL: Final = 1e-12
"""Relative accuracy of the integrals."""
_TAIL: Final = (-4.5, 6.75)  # from 1e-41 of the scale, to 850 times it, where e^-x has left double precision
_INNER: Final = (-3.5, 3.5)
_FINEST: Final = 9  # halvings of the step
_LARGEST: Final = 1e70  # eV, so that fourth powers are doubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Gas:
    """An isotropic gas of particles of one mass, with its antiparticles.

    Parameters
    ----------
    mass : float, eV
    occupation : callable
        F(p) = f + fbar at momenta p (array, shape (N,), eV): mean occupation of one spin state of the particle plus that of the
        antiparticle.
    scale : float, eV
        Momentum within which F dies out, counted from the last of the ``edges``.
    edges : tuple of float, eV
        Momenta at which F changes within a small part of itself: Fermi momenta.
    states : float
        Spin states that are filled, of the particle (and as many of the antiparticle).
    """

    mass: Annotated[float, Dim(1, "eV", nonnegative=True)]
    occupation: Callable[[Any], Any]
    scale: Annotated[float, Dim(1, "eV", positive=True)]
    edges: tuple[Annotated[float, Dim(1, "eV", positive=True)], ...] = ()
    states: float = 2.0

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 < self.states < math.inf:
            raise InputError("states", self.states, "must be finite and larger than zero")
        if any(not 0 < edge < math.inf for edge in self.edges):
            raise InputError("edges", self.edges, "must be finite and larger than zero")

    @classmethod
    def thermal(cls, mass: float, temperature: float, chemical_potential: float = 0.0) -> Gas:
        """Fermions of spin 1/2 and their antiparticles, f = 1/(e^{(E - mu)/T} + 1), fbar with -mu.

        Parameters
        ----------
        mass, temperature, chemical_potential : float, eV
            The chemical potential counts the rest energy; a sum over both kinds is even in it.
        """
        _check(mass, temperature)
        if not abs(chemical_potential) < _LARGEST:
            raise InputError("chemical_potential", chemical_potential, f"must be a number below {_LARGEST:g} eV")
        mu = abs(chemical_potential)
        return cls._fermions(mass, temperature, (mu - mass) / temperature, mu / temperature)

    @classmethod
    def from_density(
        cls, density: float, mass: float, temperature: float, statistics: Statistics = "fermi-dirac"
    ) -> Gas:
        """Particles of spin 1/2 of a given number density (less that of antiparticles) in equilibrium.

        Parameters
        ----------
        density : float, eV^3
        mass, temperature : float, eV
        statistics : "fermi-dirac" or "maxwell-boltzmann"
            The latter without antiparticles.
        """
        if not _LARGEST**-2 < density < _LARGEST**2:
            raise InputError("density", density, f"must lie between {_LARGEST**-2:g} and {_LARGEST**2:g} eV^3")
        _check(mass, temperature)
        if statistics not in get_args(Statistics):
            raise UnknownName("statistics", statistics, get_args(Statistics))
        if statistics == "maxwell-boltzmann":
            made = cls(
                mass=mass,
                occupation=partial(_maxwell_boltzmann, mass=mass, temperature=temperature, norm=1.0),
                scale=_reach(mass, temperature, 0.0),
            )
            norm = density / made.density()
            return cls(
                mass=mass,
                occupation=partial(_maxwell_boltzmann, mass=mass, temperature=temperature, norm=norm),
                scale=made.scale,
            )
        return cls._fermions(mass, temperature, *_levels(density, mass, temperature))

    @classmethod
    def _fermions(cls, mass: float, temperature: float, degeneracy: float, level: float) -> Gas:
        kinetic = degeneracy * temperature
        fermi = math.sqrt(kinetic * (kinetic + 2.0 * mass)) if kinetic > 0 else 0.0
        return cls(
            mass=mass,
            occupation=partial(_fermi_dirac, mass=mass, temperature=temperature, degeneracy=degeneracy, level=level),
            scale=_reach(mass, temperature, max(kinetic, 0.0)),
            edges=(fermi,) if fermi > 0 else (),
        )

    def energy(self, p: Any) -> Any:
        """Energy (eV) at momenta p."""
        return np.hypot(p, self.mass)

    def integral(self, weight: Callable[[Any, Any], Any], edges: tuple[float, ...] = ()) -> tuple[Any, Any]:
        r""":math:`\int_0^\infty dp\,F(p)\,w(p, E)` and an estimate of its error.

        Parameters
        ----------
        weight : callable
            w(p, E) for p and E of shape (N,): shape (*S, N).
        edges : tuple of float, eV
            Further momenta at which w is singular (as a logarithm or an integrable power).

        Returns
        -------
        value, error : arrays, shape (*S,)
            The error is the change when the step was last halved, of which the next change would be about the square.

        Raises
        ------
        NotConverged
            The change stayed above 1e-12 of the integral of \|F w\|.
        """
        value: Any = None
        change: Any = math.inf
        size: Any = 0.0
        for level in range(1, _FINEST):
            step = 0.5**level
            total: Any = 0.0
            whole: Any = 0.0
            for p, jacobian in self._pieces(step, tuple(edges)):
                term = weight(p, self.energy(p)) * (self.occupation(p) * jacobian)
                total = total + np.sum(term, axis=-1)
                whole = whole + np.sum(np.abs(term), axis=-1)
            if value is not None:
                change = np.abs(total - value)
            value, size = total, whole
            if level > 2 and np.all(change <= RTOL * size):
                return value, change
        achieved = float(np.max(change / np.where(size > 0, size, 1.0)))
        raise NotConverged(
            "the integral over the momenta of the gas; give the momenta at which its occupation jumps as 'edges'",
            RTOL,
            achieved,
        )

    def sum(self, weight: Callable[[Any, Any], Any]) -> Any:
        r"""Sum over states, :math:`\sum\int\frac{d^3p}{(2\pi)^3}F(p)\,w(p,E)`, for w as in :meth:`integral`; to 1e-12."""
        value, _ = self.integral(lambda p, energy: p * p * weight(p, energy))
        return self.states / (2 * math.pi**2) * value

    def density(self) -> float:
        """Number density (eV^3), particles and antiparticles together."""
        return float(self.sum(lambda p, energy: np.ones_like(p)))

    def _pieces(self, step: float, edges: tuple[float, ...]) -> Iterator[tuple[Any, Any]]:
        """Nodes and weights of the pieces of the line; those of the tail start at the last edge."""
        known = sorted({0.0, *self.edges, *(e for e in edges if 0 < e < math.inf)})
        t = np.arange(_INNER[0], _INNER[1] + 0.5 * step, step)
        share = 1.0 / (1.0 + np.exp(-math.pi * np.sinh(t)))
        rest = share[::-1]
        jacobian = math.pi * np.cosh(t) * share * rest * step
        for low, high in pairwise(known):
            width = high - low
            yield np.where(t < 0, low + width * share, high - width * rest), width * jacobian
        t = np.arange(_TAIL[0], _TAIL[1] + 0.5 * step, step)
        x = np.exp(t - np.exp(-t))
        yield known[-1] + self.scale * x, self.scale * x * (1.0 + np.exp(-t)) * step


def _check(mass: float, temperature: float) -> None:
    if not 0 <= mass < _LARGEST:
        raise InputError("mass", mass, f"must not be negative, and below {_LARGEST:g} eV")
    if not 1 / _LARGEST < temperature < _LARGEST:
        raise InputError("temperature", temperature, f"must lie between {1 / _LARGEST:g} and {_LARGEST:g} eV")


def _reach(mass: float, temperature: float, kinetic: float) -> float:
    """Momentum at which the energy is T above mass + kinetic, less the one at mass + kinetic."""
    low = math.sqrt(kinetic * (kinetic + 2 * mass))
    more = kinetic + temperature
    high = math.sqrt(more * (more + 2 * mass))
    return temperature * (2 * kinetic + temperature + 2 * mass) / (high + low)


def _fermi_dirac(p: Any, mass: float, temperature: float, degeneracy: float, level: float) -> Any:
    """Particles plus antiparticles; ``degeneracy`` is (mu - m)/T and ``level`` mu/T, so that no rest energy is subtracted."""
    x = p * p / ((np.hypot(p, mass) + mass) * temperature)
    return _logistic(x - degeneracy) + _logistic(x + (mass / temperature + level))


def _fermi_dirac_net(p: Any, mass: float, temperature: float, degeneracy: float, level: float) -> Any:
    """Particles less antiparticles, f - fbar = f (1 - fbar) (1 - e^{-2 mu/T}), without a difference."""
    x = p * p / ((np.hypot(p, mass) + mass) * temperature)
    return _logistic(x - degeneracy) / (1.0 + np.exp(-x - (mass / temperature + level))) * -math.expm1(-2.0 * level)


def _logistic(x: Any) -> Any:
    z = np.exp(-np.abs(x))
    return np.where(x > 0, z, 1.0) / (1.0 + z)


def _maxwell_boltzmann(p: Any, mass: float, temperature: float, norm: float) -> Any:
    return norm * np.exp(-p * p / ((np.hypot(p, mass) + mass) * temperature))


def _levels(density: float, mass: float, temperature: float) -> tuple[float, float]:
    """(mu - m)/T and mu/T at which particles less antiparticles have the given density; mu >= 0."""
    from scipy.optimize import brentq

    rest = mass / temperature
    hot = rest < 30  # mu/T may be small there; in a cold gas (mu - m)/T may be

    def levels(x: float) -> tuple[float, float]:
        return (x - rest, x) if hot else (x, x + rest)

    def excess(x: float) -> float:
        degeneracy, level = levels(x)
        gas = Gas._fermions(mass, temperature, degeneracy, level)
        net = partial(_fermi_dirac_net, mass=mass, temperature=temperature, degeneracy=degeneracy, level=level)
        found = Gas(mass=mass, occupation=net, scale=gas.scale, edges=gas.edges).density()
        return math.log(max(found, 1e-300)) - math.log(density)

    low, high = 1e-290 if hot else max(-rest, -690.0), 1.0
    while excess(high) < 0:
        high = 2.0 * high + 1.0
    if excess(low) > 0:
        raise InputError("density", density, "is too small to be told from zero at this temperature")
    if hot and excess(1e-3) > 0:  # proportional to mu/T there
        while excess(1e-3 * high) > 0:
            high *= 1e-3
        low = 1e-3 * high
    return levels(float(brentq(excess, low, high, xtol=1e-300 if hot else 1e-15, rtol=1e-15)))
