r"""Spin-dependent and parity-violating energies of two static sources in a flux of massless neutrinos.

A static source with vector and axial charges :math:`g_V, g_A` of one flavour couples to left-handed neutrinos as
:math:`H = \sqrt2\,G_F\,\nu_L^\dagger\,[g_V - g_A\,s\!\cdot\!\sigma]\,\nu_L`.  A neutrino of momentum :math:`E\hat k` and flux
:math:`\Phi`, scattered by both sources, shifts their energy at second order by

.. math::
   V = 4G_F^2\Phi\;\mathrm{Re}\Big\{e^{-ik\cdot x}\;u^\dagger\,[g_{V1}-g_{A1}s_1\!\cdot\!\sigma]\,
       (E+i\sigma\!\cdot\!\nabla)g\,[g_{V2}-g_{A2}s_2\!\cdot\!\sigma]\,u\Big\},
   \qquad g=-\frac{\cos Er}{4\pi r},\quad \sigma\!\cdot\!\hat k\,u=-u ,

:math:`(E+i\sigma\cdot\nabla)g` being the principal value of :math:`1/(E+\sigma\cdot p)`.  An antineutrino is a missing state of
momentum :math:`-E\hat k`, energy :math:`-E` and the same spinor.  The functions below are the traces of this.

Everything here is static, at tree level, for massless neutrinos of one flavour (sum over flavours), without recoil, without
terms in the velocities of the sources.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from scipy.special import spherical_jn, spherical_yn

from nuforce.errors import InputError
from nuforce.potentials.base import check_range, distance, positions

REFERENCES: Final = ("Ghosh:2022nzo", "Horowitz:1993kw")
"""Of the spin-independent parts; the others are derived here."""

_UNIT: Final = 1e-9
"""By how much the length of a direction, or that of a spin above 1, may miss 1."""


class Energies(dict[str, Any]):
    """Energies (eV) by structure; :attr:`total` is their sum."""

    __slots__ = ()

    @property
    def total(self) -> Any:
        """Sum of all structures (eV)."""
        return sum(self.values())


def beam_energy(
    x: Any,
    *,
    direction: Any,
    energy: float,
    flux: float,
    vector: Any,
    axial: Any,
    spin_a: Any,
    spin_b: Any,
    antineutrino: bool = False,
    fermi: float,
) -> Energies:
    r"""Energy of two static sources in a monochromatic beam of massless neutrinos of one flavour.

    With :math:`\epsilon=+1` for neutrinos and -1 for antineutrinos,

    .. math::
       \frac V{4G_F^2\Phi} &= g_{V1}g_{V2}\,C - g_{A1}g_{V2}\,T_+(s_1) - g_{V1}g_{A2}\,T_-(s_2) + g_{A1}g_{A2}\,S , \\
       C &= E g\cos k\!\cdot\!x - \hat k\!\cdot\!\nabla g\,\sin k\!\cdot\!x , \\
       T_\pm(s) &= \cos k\!\cdot\!x\,\{-E g\,s\!\cdot\!\hat k \pm\epsilon\,s\!\cdot\!(\nabla g\times\hat k)\}
                 + \sin k\!\cdot\!x\;s\!\cdot\!\nabla g , \\
       S &= \cos k\!\cdot\!x\,\{E g\,s_1\!\cdot\!s_2 + \epsilon\,\nabla g\!\cdot\!(s_1\times s_2)\} \\
         &\quad + \sin k\!\cdot\!x\,\{-\epsilon E g\,\hat k\!\cdot\!(s_1\times s_2) + s_1\!\cdot\!s_2\,\hat k\!\cdot\!\nabla g
                 - s_1\!\cdot\!\nabla g\;s_2\!\cdot\!\hat k - s_1\!\cdot\!\hat k\;s_2\!\cdot\!\nabla g\} .

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation, from b to a.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    energy : float, eV
        E > 0 of the neutrinos.
    flux : float, eV^3
        :math:`\Phi \ge 0`, for massless neutrinos also their number density.
    vector, axial : (float, float)
        Charges (g_V1, g_V2) and (g_A1, g_A2) of a and b.
    spin_a, spin_b : array, shape (3,)
        Expectation values of the Pauli matrices of a and b: vectors of length up to 1.
    antineutrino : bool
        Whether the beam is one of antineutrinos.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Energies
        "scalar", "axial-a", "axial-b" and "spin-spin" in eV, each of shape (*S,), and their sum as ``total``; positive repels.

    Notes
    -----
    The single-spin terms :math:`s\cdot\hat k` and :math:`s\cdot\hat r` violate parity and need no velocity of the sources;
    :math:`s\cdot(\hat r\times\hat k)` conserves it, and changes its sign with :math:`\epsilon`, as do both terms in
    :math:`s_1\times s_2`.  Along the beam the term :math:`s_1\cdot\hat k` is as strong as the spin-independent force,

    .. math:: V = -\frac{G_F^2\Phi E}{\pi r}\,g_{A1}g_{V2}\,s_1\!\cdot\!\hat k\Big[1+\frac{\sin 2Er}{2Er}\Big]
                \qquad(\hat k=\hat r) .

    Exact at every distance and angle for static sources, massless neutrinos of one flavour, and a plane wave that covers
    both; no recoil, no velocities.  Spins of a and b are taken as independent, <s_1 s_2> = <s_1><s_2>.  Where E r < 1 the terms
    in :math:`s\cdot(\hat r\times\hat k)` and :math:`\hat r\cdot(s_1\times s_2)` are the largest, and go as Phi/r^2.  The error is
    about 1e-16 of G_F^2 Phi (E + 1/r)/(pi r), times the larger of 1 and the phases E r (1 - cos), of the forward wave, and
    E r (1 + cos), of the back-scattered one.

    References
    ----------
    Ghosh:2022nzo (spin-independent part)
    """
    r, n, a, b, (v1, v2), (a1, a2) = _pair(x, vector, axial, spin_a, spin_b)
    k = _direction(direction)
    energy, flux, fermi = _positive("energy", energy), _density("flux", flux), _number("fermi", fermi)
    eps = -1.0 if antineutrino else 1.0
    er = energy * r
    # k.x = E r c makes no phase by itself: E r - k.x is small, and known well, near the beam
    miss = 0.5 * np.sum((n - k) ** 2, axis=-1)
    c = 1.0 - miss
    near, far = er * miss, er * (2.0 - miss)
    cos_cos, sin_sin = 0.5 * (np.cos(far) + np.cos(near)), 0.5 * (np.cos(near) - np.cos(far))
    cos_sin, sin_cos = 0.5 * (np.sin(far) + np.sin(near)), 0.5 * (np.sin(far) - np.sin(near))
    # g and its gradient in units of E/(4 pi r): -cos Er and rhat (sin Er + cos Er/(E r)), times cos k.x and sin k.x
    cos_g, sin_g = -cos_cos, -sin_cos
    cos_d, sin_d = cos_sin + cos_cos / er, sin_sin + sin_cos / er

    def single(spin: Any, sign: float) -> Any:
        odd = sign * eps * np.cross(n, k) @ spin
        return -cos_g * (k @ spin) + cos_d * odd + sin_d * (n @ spin)

    cross = np.cross(a, b)
    both = cos_g * (a @ b) + eps * cos_d * (n @ cross) - eps * sin_g * (k @ cross)
    both = both + sin_d * (c * (a @ b) - (n @ a) * (k @ b) - (k @ a) * (n @ b))
    unit = fermi**2 * flux * energy / (math.pi * r)
    return Energies(
        {
            "scalar": v1 * v2 * unit * (cos_g - c * sin_d),
            "axial-a": -a1 * v2 * unit * single(a, 1.0),
            "axial-b": -v1 * a2 * unit * single(b, -1.0),
            "spin-spin": a1 * a2 * unit * both,
        }
    )


def isotropic_energy(
    x: Any,
    *,
    energy: float,
    neutrinos: float,
    antineutrinos: float = 0.0,
    vector: Any,
    axial: Any,
    spin_a: Any,
    spin_b: Any,
    fermi: float,
) -> Energies:
    r"""Energy of two static sources in an isotropic bath of massless neutrinos of one flavour and one energy.

    The average of :func:`beam_energy` over directions, :math:`z = Er` the argument of the spherical Bessel functions,

    .. math::
       V = \frac{G_F^2E^2}\pi\Big\{(n_++n_-)\Big[g_{V1}g_{V2}\,(j_0y_0+j_1y_1)
           + g_{A1}g_{A2}\big(s_1\!\cdot\!s_2\,(j_0y_0-j_1y_1)+2\,s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r\,j_1y_1\big)\Big]
           - (n_+-n_-)\,g_{A1}g_{A2}\;\hat r\!\cdot\!(s_1\times s_2)\,(j_0y_1+j_1y_0)\Big\} .

    All terms with a single spin average to zero.

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation, from b to a.
    energy : float, eV
        E > 0 of the neutrinos.
    neutrinos, antineutrinos : float, eV^3
        Number densities :math:`n_+, n_- \ge 0`.
    vector, axial : (float, float)
        Charges (g_V1, g_V2) and (g_A1, g_A2) of a and b.
    spin_a, spin_b : array, shape (3,)
        Expectation values of the Pauli matrices of a and b: vectors of length up to 1.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Energies
        By the operators of :data:`nuforce.exchanges.base.OPERATORS` they belong to, in eV, each of shape (*S,): "scalar",
        "spin-spin" (:math:`s_1\cdot s_2`, with :math:`j_0y_0-\frac13j_1y_1`), "tensor"
        (:math:`3s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r-s_1\!\cdot\!s_2`, with :math:`\frac23j_1y_1`) and "parity-odd-ab"
        (:math:`\hat r\cdot(s_1\times s_2)`, which violates parity); the sum is ``total``.

    Notes
    -----
    Linear in the densities: integrate over energies for a spectrum.  The vacuum is minus one neutrino or antineutrino per
    mode, :math:`n_++n_-\to-d^3k/(2\pi)^3`, and so gives :math:`-g_{A1}g_{A2}G_F^2/(8\pi^3r^5)\,[3s_1\!\cdot\!s_2
    -5s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r]` beside the scalar :math:`g_{V1}g_{V2}G_F^2/(4\pi^3r^5)`.

    Static sources, massless neutrinos of one flavour, no recoil, no velocities.  The error of a structure is about 1e-16 of the
    largest product of Bessel functions in it, times the larger of 1 and E r.

    References
    ----------
    Horowitz:1993kw, Ghosh:2022nzo (spin-independent part)
    """
    r, n, a, b, (v1, v2), (a1, a2) = _pair(x, vector, axial, spin_a, spin_b)
    energy, fermi = _positive("energy", energy), _number("fermi", fermi)
    plus, minus = _density("neutrinos", neutrinos), _density("antineutrinos", antineutrinos)
    z = energy * r
    j0, j1 = spherical_jn(0, z), spherical_jn(1, z)
    y0, y1 = spherical_yn(0, z), spherical_yn(1, z)
    unit = fermi**2 * energy**2 / math.pi
    even, odd = unit * (plus + minus), unit * (plus - minus)
    dot = float(a @ b)
    return Energies(
        {
            "scalar": v1 * v2 * even * (j0 * y0 + j1 * y1),
            "spin-spin": a1 * a2 * even * dot * (j0 * y0 - j1 * y1 / 3.0),
            "tensor": a1 * a2 * even * (3.0 * (n @ a) * (n @ b) - dot) * (2.0 / 3.0) * j1 * y1,
            "parity-odd-ab": -a1 * a2 * odd * (n @ np.cross(a, b)) * (j0 * y1 + j1 * y0),
        }
    )


def stodolsky_energy(
    spin: Any, direction: Any, flux: float, axial: float, antineutrino: bool = False, *, fermi: float
) -> float:
    r"""Energy (eV) of one spin in a flux of massless neutrinos, to first order: :math:`\pm\sqrt2\,G_F\,g_A\,s\cdot\hat k\,\Phi`.

    This is of first order in G_F and acts on each source alone: it does not depend on where the other one is, and so is no
    force between the two; :func:`beam_energy` is of second order.  The upper sign is that of neutrinos.

    Parameters
    ----------
    spin : array, shape (3,)
        Expectation value of the Pauli matrices of the source: a vector of length up to 1.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    flux : float, eV^3
        :math:`\Phi \ge 0`, for massless neutrinos also their number density.
    axial : float
        Charge g_A of the source.
    antineutrino : bool
        Whether these are antineutrinos: the sign changes.
    fermi : float, eV^-2
        G_F.

    Notes
    -----
    A source at rest and massless neutrinos of one flavour.  The spin-independent shift, :math:`\pm\sqrt2\,G_F\,g_V\,\Phi`, is
    left out.  In an isotropic flux the effect vanishes.
    """
    sign = -1.0 if antineutrino else 1.0
    shift = _number("fermi", fermi) * _number("axial", axial) * _density("flux", flux)
    return sign * math.sqrt(2.0) * shift * float(_spin("spin", spin) @ _direction(direction))


def _pair(x: Any, vector: Any, axial: Any, spin_a: Any, spin_b: Any) -> tuple[Any, ...]:
    """Distances, unit separations, spins and charges, checked."""
    x = np.asarray(positions(x), dtype=float)
    r = distance(x)
    check_range(r, 0.0, math.inf, "")
    spins = (_spin("spin_a", spin_a), _spin("spin_b", spin_b))
    return r, x / r[..., None], *spins, _numbers("vector", vector, 2), _numbers("axial", axial, 2)


def _numbers(name: str, value: Any, count: int) -> Any:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = np.full(1, np.nan)
    if array.shape != (count,) or not np.all(np.isfinite(array)):
        raise InputError(name, value, f"needs {'two' if count == 2 else 'three'} finite numbers")
    return array


def _spin(name: str, value: Any) -> Any:
    spin = _numbers(name, value, 3)
    if float(np.linalg.norm(spin)) > 1.0 + _UNIT:
        raise InputError(name, spin.tolist(), "the expectation value of a Pauli vector is at most 1 long")
    return spin


def _direction(value: Any) -> Any:
    direction = _numbers("direction", value, 3)
    length = float(np.linalg.norm(direction))
    if abs(length - 1.0) > _UNIT:
        raise InputError("direction", direction.tolist(), f"needs a unit vector; divide it by its length, {length:.6g}")
    return direction / length


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(name, value, "must be a finite number")
    return number


def _positive(name: str, value: Any) -> float:
    number = _number(name, value)
    if not number > 0:
        raise InputError(name, value, "must be positive")
    return number


def _density(name: str, value: Any) -> float:
    number = _number(name, value)
    if number < 0:
        raise InputError(name, value, "cannot be negative")
    return number
