r"""Infinite parallel sheets and slabs in a flux of massless neutrinos: energies per area, exactly.

The transform of the energy of two points in a beam along k is

.. math:: V(q) = -8G_F^2gg'\Phi E\,\frac{q_\perp^2}{q^4-4(k\cdot q)^2}\quad\text{(principal value)},

:math:`q_\perp` across the beam.  A sheet has only q along its normal.  With :math:`\kappa=2E|\cos\alpha|`, alpha the angle
between beam and normal, this is :math:`-8G_F^2gg'\Phi E\sin^2\alpha/(q^2-\kappa^2)`: waves in one dimension, reflected by
both sheets.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import sici, spherical_jn

from nuforce.backgrounds.checked import nonnegative, number, positive
from nuforce.errors import InputError, OutOfDomain
from nuforce.numerics.oscillatory import SMOOTH, unit_legendre
from nuforce.potentials.base import as_array, in_chunks
from nuforce.potentials.spectra import AbstractSpectrum


def sheets(
    d: Any,
    *,
    angle: float,
    spectrum: AbstractSpectrum,
    flux: float,
    charges: float,
    thickness: tuple[float, float] | None = None,
    fermi: float,
) -> Any:
    r"""Energy per area of two parallel sheets, or slabs, crossed by a beam.

    .. math:: \frac VA = 2G_F^2gg'\,\sigma_1\sigma_2\,\Phi\,\frac{\sin^2\alpha}{|\cos\alpha|}\,
              \mathrm{Im}\,M_0(2d|\cos\alpha|),\qquad M_p(t)=\langle E^pe^{iEt}\rangle .

    Over thicknesses :math:`L_1,L_2` the integral of :math:`M_0` is twice closed,

    .. math:: \int_0^{L_1}\!\!\int_0^{L_2}M_0(t)\,dx\,dy = -\frac1{4\cos^2\alpha}
              \big[M_{-2}(t_{12})-M_{-2}(t_1)-M_{-2}(t_2)+M_{-2}(t_0)\big],

    with :math:`t = 2|\cos\alpha|` times d, d + L_1, d + L_2 and d + L_1 + L_2.

    Parameters
    ----------
    d : array, shape (*S,), eV^-1
        Distance of the sheets; of slabs, the gap between them.
    angle : float, rad
        Between the beam and the normal of the sheets, 0 to pi.
    spectrum : AbstractSpectrum
        Of the flux; a line is ``Line(energy=...)``.
    flux : float, eV^3
        :math:`\Phi\ge0`.
    charges : float
        Product of the charges per area, eV^4; of slabs, per volume, eV^6.
    thickness : (float, float), eV^-1, optional
        Of the two slabs, positive; without it they are thin sheets.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    array, shape (*S,), eV^3
        Positive repels where it falls with d.

    Notes
    -----
    Exact for massless neutrinos and static sources.  At normal incidence it is zero: no 1/r force acts between wide plates
    that face the beam.  It is a reflection off both sheets, of momentum transfer 2 E cos(alpha), and so dies with the spread
    of energies over the phase 2 E d cos(alpha), and with the thickness.  The phase is known to 1e-16 of itself, and so is the
    energy, relative to its largest value, where the spectrum leaves it coherent.  Sheets must be wide against d tan(alpha).

    References
    ----------
    Ghosh:2022nzo (two points)
    """
    d = as_array(d, "d")
    if not np.all((d > 0) & (d < math.inf)):
        raise OutOfDomain("two sheets need a finite distance larger than zero between them")
    angle = number("angle", angle)
    if not 0 <= angle <= math.pi:
        raise InputError("angle", angle, "the angle between a beam and the normal of a sheet lies between 0 and pi")
    cosine = abs(math.cos(angle))
    unit = 2.0 * number("fermi", fermi) ** 2 * nonnegative("flux", flux) * number("charges", charges)
    unit *= math.sin(angle) ** 2 / cosine
    if thickness is None:
        return unit * in_chunks(lambda part: np.imag(spectrum.moment(0, 2.0 * cosine * part)), d)
    widths = tuple(positive("thickness", value) for value in thickness)
    return unit * in_chunks(lambda part: _between(spectrum, part, cosine, *sorted(widths)), d)


def _between(spectrum: AbstractSpectrum, d: Any, cosine: float, thin: float, thick: float) -> Any:
    """Integral of Im M_0 over both thicknesses; what is thin is summed, so that no difference of close numbers is taken."""
    nodes, weights = unit_legendre()
    scale = 2.0 * cosine
    if scale * thick * spectrum.top < SMOOTH:
        x = thin * nodes[:, None] + thick * nodes
        values = np.imag(spectrum.moment(0, scale * (d[..., None, None] + x)))
        return thin * thick * np.einsum("...ij,i,j->...", values, weights, weights)
    if scale * thin * spectrum.top < SMOOTH:
        near = scale * (d[..., None] + thin * nodes)
        ends = np.real(spectrum.moment(-1, near)) - np.real(spectrum.moment(-1, near + scale * thick))
        return thin / scale * (ends @ weights)
    total = np.zeros(np.shape(d))
    for sign, extent in ((1.0, thin + thick), (-1.0, thin), (-1.0, thick), (1.0, 0.0)):
        total = total - sign * np.imag(spectrum.moment(-2, scale * (d + extent)))
    return total / scale**2


def bath_sheets(d: Any, *, energy: float, density: float, charges: float, fermi: float) -> Any:
    r"""Energy per area of two parallel thin sheets in an isotropic bath of one energy.

    .. math:: \frac VA = -2G_F^2gg'\,\sigma_1\sigma_2\,n\int_{Ed}^\infty\frac{\sin2x-2x\cos2x}{2x^3}\,dx
              = -2G_F^2gg'\,\sigma_1\sigma_2\,n\Big[j_1(2Ed)+\frac\pi2-\mathrm{Si}(2Ed)\Big]

    It is the average of :func:`sheets` over directions less a constant, so that it vanishes at large distance.

    Parameters
    ----------
    d : array, shape (*S,), eV^-1
        Distance of the sheets.
    energy : float, eV
        E > 0.
    density : float, eV^3
        Number density n of neutrinos, from all directions alike.
    charges : float
        Product of the charges per area, eV^4.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    array, shape (*S,), eV^3
        To 1e-13 of its envelope.

    Notes
    -----
    Exact for massless neutrinos and static sources; beyond E d = 1 it oscillates, and falls as :math:`\sin(2Ed)/(2E^2d^2)`.

    References
    ----------
    Horowitz:1993kw
    """
    d = as_array(d, "d")
    if not np.all((d > 0) & (d < math.inf)):
        raise OutOfDomain("two sheets need a finite distance larger than zero between them")
    y = 2.0 * positive("energy", energy) * d
    unit = -2.0 * number("fermi", fermi) ** 2 * nonnegative("density", density) * number("charges", charges)
    near = np.minimum(y, 50.0)
    close = spherical_jn(1, near) + 0.5 * math.pi - sici(near)[0]
    # beyond, pi/2 - Si = f cos y + g sin y, and the first terms of f cancel against j_1
    far = np.maximum(y, 50.0)
    f, g, term = np.zeros(np.shape(far)), 1.0 / far**2, 1.0 / far
    for n in range(1, 31):
        if n % 2:
            term = term * n / far
            g = g + term
        else:
            term = -term * n / far
            f = f + term
    return (unit * np.where(y < 50.0, close, f * np.cos(far) + g * np.sin(far)))[()]
