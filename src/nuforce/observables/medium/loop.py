r"""Forward scattering on an isotropic gas at one loop: what a photon, a vector or a scalar of momentum K feels.

A quantum of four-momentum :math:`K=(\omega,\mathbf k)` scatters forward off each particle P of the gas, in both orders.  With
the coupling g of :math:`g\,\phi\,\bar\psi\psi` or :math:`g\,V_\mu\bar\psi\gamma^\mu\psi` (g = eQ for a photon) the squared mass
that enters :math:`\omega^2-k^2=m^2` is

.. math:: m^2 = g^2\sum\int\frac{d^3p}{(2\pi)^3E}\,F(p)\,\Big\langle\frac{N}{(P\!\cdot\!K)^2-\tfrac14K^4}\Big\rangle ,

.. math:: N_T=(P\!\cdot\!K)^2-\tfrac12K^2p^2(1-c^2),\quad N_L=K^2(E^2-p^2c^2),\quad N_S=(P\!\cdot\!K)^2-m^2K^2,

averaged over the angle c between p and k.  An axial current has :math:`N_T-m^2K^2`, a pseudoscalar :math:`(P\cdot K)^2`.
Derived in ``docs/theory/medium.md``.
"""

from __future__ import annotations

import math
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.observables.medium.gas import Gas

Kind: TypeAlias = Literal["scalar", "pseudoscalar", "vector", "axial"]
"""Couplings of the medium: to psibar psi, psibar i gamma5 psi, psibar gamma psi, psibar gamma gamma5 psi."""
Mode: TypeAlias = Literal["transverse", "longitudinal"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_SHARE: Final = 0.5 * (1.0 + _NODES)


def moving(gas: Gas, omega: float, k: float, kind: Kind = "vector", mode: Mode = "transverse") -> float:
    r"""Squared mass (eV^2) of a moving quantum per squared coupling, exact at one loop, at :math:`\omega\ge k`.

    Parameters
    ----------
    gas : Gas
    omega, k : float, eV
        Frequency and wave number of the quantum, on its mass shell or off it.
    kind : {"scalar", "pseudoscalar", "vector", "axial"}
    mode : {"transverse", "longitudinal"}
        Polarisation of a vector; "longitudinal" (:math:`\epsilon=(k,\omega\hat k)/K`) for "vector" only.

    Returns
    -------
    float, eV^2
        :math:`-\epsilon\cdot\Pi\cdot\epsilon/g^2`, to 1e-12.

    Raises
    ------
    OutOfDomain
        Space-like K, or K^2 above the threshold 4 m^2 where the quantum decays into a pair.

    Notes
    -----
    The angle is integrated in the variable ln(P.K), in which no K, however near the light cone, needs more than 64 points; every
    term is positive for a vector.  The vacuum's own polarisation and blocked pairs above threshold are no part of it.

    References
    ----------
    ParticleDataGroup:2024cfk
    """
    if kind not in get_args(Kind):
        raise UnknownName("kind", kind, get_args(Kind))
    if mode not in get_args(Mode) or (mode == "longitudinal" and kind != "vector"):
        raise UnknownName("mode", mode, get_args(Mode) if kind == "vector" else ("transverse",))
    if not (0 <= k < math.inf and 0 < omega < math.inf):
        raise InputError("omega, k", (omega, k), "need 0 < omega and 0 <= k, both finite")
    square = (omega - k) * (omega + k)
    found = forward(gas, square, k, kind, mode)
    return square * found if mode == "longitudinal" else found


def forward(gas: Gas, square: float, k: float, kind: Kind = "vector", mode: Mode = "transverse") -> float:
    """As :func:`moving`, of K^2 and k, so that nothing cancels near the light cone; over K^2 for the longitudinal mode."""
    m = gas.mass
    if square < 0:
        raise OutOfDomain(
            f"omega < k: a space-like momentum (K^2 = {square:.4g} eV^2) is absorbed by particles as fast as the wave; "
            "use 'standing' for a static field"
        )
    if square >= 4 * m * m:
        raise OutOfDomain(
            f"K = {math.sqrt(square):.4g} eV lies above the threshold 2 m = {2 * m:.4g} eV, where the quantum decays into a pair"
        )
    omega = math.sqrt(square + k * k)

    def weight(p: Any, energy: Any) -> Any:
        p, energy = p[:, None], energy[:, None]
        # beta = v k/omega, 1 - beta and artanh(beta) without cancellation
        beta = np.maximum(p * k / (energy * omega), 1e-150)
        gap = (energy * energy * square + m * m * k * k) / (energy * omega) ** 2 / (1.0 + beta)
        half = np.where(
            beta < 0.5, np.arctanh(np.minimum(beta, 0.5)), 0.5 * np.log((1.0 + beta) / np.maximum(gap, 1e-300))
        )
        growth = np.exp(2.0 * half * _SHARE)
        pk = energy * omega * gap * growth
        minus = gap * np.expm1(2.0 * half * _SHARE) / beta  # 1 - c
        plus = -(1.0 + beta) * np.expm1(-2.0 * half * (1.0 - _SHARE)) / beta  # 1 + c
        across = p * p * minus * plus
        if mode == "longitudinal":
            top = m * m + across
        elif kind in ("scalar", "axial"):  # (P.K)^2 - m^2 K^2, as squares
            top = (p * omega - energy * k * (1.0 - minus)) ** 2 + (m * k) ** 2 * minus * plus
        else:
            top = pk * pk
        if kind in ("vector", "axial") and mode == "transverse":
            top = top - 0.5 * square * across
        average = top / (pk * pk - 0.25 * square * square) * (gap * growth * half / beta * _WEIGHTS)
        return 0.5 * average.sum(axis=-1)

    # half dc = (P.K/E omega) dln(P.K)/(2 beta): the range of the logarithm is 2 artanh(beta), that of the nodes 2
    return float(gas.sum(lambda p, energy: weight(p, energy) / energy))


def standing(gas: Gas, k: float = 0.0, kind: Kind = "vector") -> float:
    r"""Squared mass (eV^2) per squared coupling that a static field of wave number k feels: :math:`1/(k^2+m^2)`.

    Parameters
    ----------
    gas : Gas
    k : float, eV
        Zero for the limit of large distances.
    kind : {"scalar", "pseudoscalar", "vector", "axial"}
        For a vector, the field of a charge at rest (the component 00); for an axial current, only k = 0.

    Returns
    -------
    float, eV^2
        Positive screens (Debye), negative makes the force longer ranged (anti-screening).

    Notes
    -----
    With a = k/2 and :math:`A=\mathrm{artanh}(a/p)/ap` (of p/a where p < a; 1/p^2 for k = 0), the principal value,

    .. math:: \sum\int\frac{d^3p}{(2\pi)^3E}F\times
              \{1-(m^2+a^2)A,\;\;1-a^2A,\;\;1+(E^2-a^2)A,\;\;2\}

    for scalar, pseudoscalar, vector and axial couplings.  Valid for a collisionless or equilibrium gas that has had time to
    respond; to 1e-12.

    References
    ----------
    ParticleDataGroup:2024cfk
    """
    if kind not in get_args(Kind):
        raise UnknownName("kind", kind, get_args(Kind))
    if not 0 <= k < math.inf:
        raise InputError("k", k, "must be finite and not negative")
    if kind == "axial" and k > 0:
        raise OutOfDomain("the static axial charge is derived for k = 0 only: its current is not conserved")
    a, m = 0.5 * k, gas.mass

    def weight(p: Any, energy: Any) -> Any:
        """p^2 times the bracket, which stays finite at p = 0."""
        if a == 0:
            inverse = np.ones_like(p)
        else:
            ratio = np.where(p > a, a / p, p / a)
            inverse = p / a * np.arctanh(np.minimum(ratio, 1.0 - 1e-16))
        if kind == "scalar":
            bracket = p * p - (m * m + a * a) * inverse
        elif kind == "pseudoscalar":
            bracket = p * p - a * a * inverse
        elif kind == "vector":
            bracket = p * p + (energy * energy - a * a) * inverse
        else:
            bracket = 2.0 * p * p
        return bracket / energy

    value, _ = gas.integral(weight, (a,) if a > 0 else ())
    return gas.states / (2 * math.pi**2) * float(value)


def light_like(gas: Gas) -> float:
    r""":math:`\sum\int\frac{d^3p}{(2\pi)^3}\,F/E` (eV^2): the squared mass on the light cone, the same for all four couplings.

    n/m for a slow gas, T^2/6 for four massless Fermi-Dirac states; valid for :math:`\omega\gg m_\phi` and
    :math:`K^2\ll2P\!\cdot\!K`.
    """
    return float(gas.sum(lambda p, energy: 1.0 / energy))


def at_rest(gas: Gas, kind: Kind = "vector") -> float:
    r"""Squared mass (eV^2) per squared coupling of a quantum at rest, k = 0, lighter than the particles of the gas.

    :math:`\sum\int\frac{d^3p}{(2\pi)^3E}F\times\{v^2,\;1,\;1-\tfrac13v^2,\;\tfrac23v^2\}` for scalar, pseudoscalar, vector and
    axial couplings: a slow scalar does not see a slow gas, since its two graphs cancel at threshold.
    """
    if kind not in get_args(Kind):
        raise UnknownName("kind", kind, get_args(Kind))
    share = {"scalar": (0.0, 1.0), "pseudoscalar": (1.0, 0.0), "vector": (1.0, -1 / 3), "axial": (0.0, 2 / 3)}[kind]
    return float(gas.sum(lambda p, energy: (share[0] + share[1] * (p / energy) ** 2) / energy))
