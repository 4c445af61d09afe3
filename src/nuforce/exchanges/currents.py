r"""Pairs of neutrinos between currents: the spectral functions of all spin structures.

The absorptive part of the current correlator is :math:`\mathrm{Im}\,\Pi^{\mu\nu} = -T g^{\mu\nu} + L q^\mu q^\nu`.  With
:math:`F_X = \frac1{4\pi^2r}\int dt\,X e^{-\sqrt t\,r}` times the couplings, two static sources have

.. math::
   V = F_T^{VV} - F_S^{AA}\,\sigma_a\!\cdot\!\sigma_b + \tfrac13\Big(\partial_r^2-\tfrac1r\partial_r\Big)F_L^{AA}\;S_{ab},
   \qquad S = T - \tfrac t3 L,

:math:`S_{ab}=3(\sigma_a\hat r)(\sigma_b\hat r)-\sigma_a\sigma_b`, and at first order in their velocities
:math:`v=p_a/m_a-p_b/m_b` the parity-odd

.. math::
   \tfrac12\{\sigma_a v, -F_T^{AV}\} + \tfrac12\{\sigma_b v, F_T^{VA}\}
   - (\sigma_a\times\sigma_b)\!\cdot\!\hat r\;\partial_r\Big[\frac{F_T^{VA}}{2m_a}+\frac{F_T^{AV}}{2m_b}\Big] .
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.exchanges.base import AbstractExchange, Cut, Spectrum
from nuforce.matter import Content, elementary
from nuforce.potentials import AbstractCentral, Derived
from nuforce.potentials.derived import SLOPE, TENSOR
from nuforce.sector import Matrix, Sector

Function = Literal["T", "L", "S"]
Current = Literal["vector", "axial"]

Densities = Callable[[Any, float, float], tuple[Any, Any]]

SPINS: Final = ("scalar", "spin-spin", "tensor", "parity-odd")


def pair_density(excess: Any, m_i: float, m_j: float, function: Literal["T", "L", "S", "R"] = "T") -> tuple[Any, Any]:
    r"""Spectral densities (rho_plus, rho_minus) of a pair of neutrinos, per unit G_F^2 and unit charge.

    Parameters
    ----------
    excess : array, shape (*S,), eV
        mu - m_i - m_j, real or complex.
    m_i, m_j : float, eV
    function : "T", "L", "S" or "R"
        Transverse part (spin-independent and parity-odd potentials), longitudinal part (tensor), T - t L/3 (spin-spin), and
        L - T/t, the divergence of the current, which is zero for massless neutrinos.

    Returns
    -------
    rho_plus, rho_minus : arrays, shape (*S,), eV^3 (eV for "L" and "R")
        Weights of (C + N)/2 and (C - N)/2; Dirac pairs have C/2 times their sum.

    Notes
    -----
    With u = t - P, P = (m_i + m_j)^2, Q = (m_i - m_j)^2 every bracket is written without cancellation at threshold.

    References
    ----------
    Feinberg:1968zz, Hsu:1992tg (massless), Feinberg:1989ps (dispersion theory), Grifols:1996fk (massive, Majorana)
    """
    total = m_i + m_j
    mu = total + excess
    t = mu * mu
    u = excess * (excess + 2.0 * total)  # t - P
    four = 4.0 * m_i * m_j  # P - Q
    p, q = total**2, (m_i - m_j) ** 2
    common = np.sqrt(u) * np.sqrt(u + four) / (48.0 * math.pi**3 * t * mu)
    if function == "T":
        return common * u * (2.0 * t + q), common * (u + four) * (2.0 * t + p)
    if function == "L":
        both = common / t * (3.0 * p * four + (5.0 * p + q) * u + 2.0 * u * u)
        return both, both
    if function == "R":
        return 3.0 * common / t * p * (u + four), 3.0 * common / t * q * u
    plus = (p + 2.0 * q) * u / 3.0 + 4.0 / 3.0 * u * u - p * four
    minus = 2.0 * p * four + (10.0 * p - 7.0 * q) * u / 3.0 + 4.0 / 3.0 * u * u
    return common * plus, common * minus


def pairs(sector: Sector, terms: Iterable[tuple[Any, Any, Densities]]) -> tuple[Cut, ...]:
    """One cut per pair of mass eigenstates that couples.

    Parameters
    ----------
    sector : Sector
    terms : iterable of (plus, minus, densities)
        Charge products of :func:`nuforce.sector.pair_charges`, shape (n, n), times couplings; and what each multiplies, a
        function of (excess, m_i, m_j) that returns (rho_plus, rho_minus) as :func:`pair_density` does.
    """
    masses, terms = sector.masses.tolist(), list(terms)
    cuts = []
    for i, m_i in enumerate(masses):
        for j, m_j in enumerate(masses[i:], i):
            count = 1.0 if i == j else 2.0
            here = tuple(
                (count * plus[i, j], count * minus[i, j], densities)
                for plus, minus, densities in terms
                if plus[i, j] != 0 or minus[i, j] != 0
            )
            if here:
                cuts.append(Cut(m_i + m_j, _density(here, m_i, m_j)))
    return tuple(cuts)


def _density(terms: tuple[tuple[float, float, Densities], ...], m_i: float, m_j: float) -> Callable[[Any], Any]:
    def density(excess: Any) -> Any:
        total: Any = 0.0
        for up, down, densities in terms:
            plus, minus = densities(excess, m_i, m_j)
            total = total + up * plus + down * minus
        return total

    return density


class AbstractCurrents(AbstractExchange):
    """An exchange between vector and axial currents of the sources; it has all spin structures."""

    __slots__ = ()
    flavoured: ClassVar[bool] = True

    @property
    def structures(self) -> tuple[str, ...]:
        return SPINS

    @abstractmethod
    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> Any:
        """The vector or axial charge of a source, in whatever form :meth:`between` wants it."""

    @abstractmethod
    def between(self, a: Any, b: Any, sector: Sector, function: Function = "T") -> Spectrum:
        """Spectrum of F_T, F_L or F_S between two charges made by :meth:`current`."""

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        of_a, of_b = (self.current(x, sector, flavour, "vector") for x in (a, b))
        return self.between(of_a, of_b, sector)

    def spin_terms(
        self, a: Content, b: Content, sector: Sector, structure: str, flavour: str, accuracy: Accuracy | None
    ) -> Mapping[str, AbstractCentral]:
        references = self.cited(a, b, sector)

        def made(of_a: Current, of_b: Current, function: Function = "T") -> Any:
            first, second = (self.current(x, sector, flavour, kind) for x, kind in ((a, of_a), (b, of_b)))
            return self.between(first, second, sector, function).mixture(accuracy, references)

        if structure == "spin-spin":
            return {"spin-spin": made("axial", "axial", "S").scaled(-1.0)}
        if structure == "tensor":
            return {"tensor": Derived(made("axial", "axial", "L"), TENSOR)}
        with_spin = [x.species is not None for x in (a, b)]
        if with_spin == [True, False]:  # the other one is unpolarised matter
            return {"parity-odd-a": made("axial", "vector").scaled(-1.0)}
        if with_spin == [False, True]:
            return {"parity-odd-b": made("vector", "axial")}
        of_a, of_b = made("axial", "vector"), made("vector", "axial")
        cross = of_b.scaled(-0.5 / a.mass) + of_a.scaled(-0.5 / b.mass)
        return {
            "parity-odd-a": of_a.scaled(-1.0),
            "parity-odd-b": of_b,
            "parity-odd-ab": Derived(cross, SLOPE),
        }


def on_shell(function: Function, mass: float) -> float:
    """T, L or S of one vector boson, -g + q q/M^2 at t = M^2."""
    return {"T": 1.0, "L": mass**-2, "S": 2.0 / 3.0}[function]


def contact_charge(source: Content, sector: Sector, flavour: str, kind: Current) -> Matrix:
    """Charge matrix of a source in the mass basis, shape (n, n), at low momentum transfer."""
    if kind == "vector":
        return source.charge(sector, flavour)
    return sector.axial(elementary(source), flavour)
