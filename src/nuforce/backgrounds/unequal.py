r"""Isotropic backgrounds: pairs of unequal neutrino masses, to which sources with electrons or muons couple.

A background neutrino of mass m_i and momentum k becomes, between the two sources, one of mass m_j with the same energy and
wave number :math:`k_j=\sqrt{k^2+\delta}`, :math:`\delta=m_i^2-m_j^2` (evanescent where that is imaginary).  Averaged over
directions,

.. math:: V = -\frac{G_F^2}{4\pi^3 r}\,\mathrm{Re}\int_0^\infty dk\,k\,N(k)\int_{k_j-k}^{k_j+k}dq\,e^{iqr}
          \Big[A + \frac{B}{2k}(2k^2+\delta-q^2)\Big]

with A, B from :func:`strengths`; equal masses give back :mod:`nuforce.backgrounds.isotropic` with q = 2 kappa.  In the other
order of integration every q is reached at one of the ends, :math:`q_\pm = k_j \pm k`, where
:math:`dq_\pm = \pm(q_\pm/k_j)\,dk`, with weight :math:`W(q,k)=\int_k^\infty dk' N[k'A+\tfrac B2(2k'^2+\delta-q^2)]`.
Both ends go up the imaginary axis and then along a ray, as for equal masses; where :math:`q_-` would grow
(:math:`\delta>0`), its complex conjugate takes its place, which changes no real part.
Up the axis only the part of W that is odd in k survives, so that nothing cancels.  A heavier background neutrino
(:math:`\delta>0`) makes a force that oscillates as :math:`\cos\sqrt\delta r`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.isotropic import Kind, ray_grid
from nuforce.numerics.loggrid import interval, panel_integrals
from nuforce.potentials import Block


def strengths(kind: Kind, k: Any, energy: Any, m_i: float, m_j: float, c: float, n: float) -> tuple[Any, Any]:
    """Coefficients (A, B) of a mode: energy and momentum transfer parts, for charge products C and (Majorana) N.

    ========== ======================== ================
    kind       A                        B
    ========== ======================== ================
    massless   C k                      C
    both       C E                      C k/E
    produced   C (E + k)/2              C (E + k)/(2E)
    majorana   C E - N m_i m_j/E        C k/E
    ========== ======================== ================
    """
    if kind == "massless":
        return c * k, c + 0.0 * k
    if kind == "produced":
        return 0.5 * c * (energy + k), 0.5 * c * (energy + k) / energy
    if kind == "majorana":  # without the cancellation of slow neutrinos
        return (c - n) * energy + n * (k * k + m_i * (m_i - m_j)) / energy, c * k / energy
    return c * energy, c * k / energy


def unequal_blocks(
    kind: Kind,
    m_i: float,
    m_j: float,
    occupation: Callable[[Any], Any],
    *,
    c: float,
    n: float,
    fermi: float,
    temperature: float,
    pole: complex,
    accuracy: Accuracy,
) -> tuple[Block, ...]:
    """Yukawa nodes of the potential that background neutrinos of mass m_i add through intermediate ones of mass m_j.

    Parameters
    ----------
    kind : "massless", "both", "produced" or "majorana"
        How the background state is filled.
    m_i, m_j : float, eV
        Different masses.
    occupation : callable
        N(k) = n_+ + n_- per helicity for complex k in the first quadrant.
    c, n : float
        Re g^a_ij g^b*_ij and Re g^a_ij g^b_ij.
    fermi : float, eV^-2
    temperature, pole
        As for :func:`nuforce.backgrounds.isotropic.background_blocks`.
    accuracy : Accuracy

    Returns
    -------
    tuple of Block
        Relative error about 1e-12 of the size of the equal-mass pairs.
    """
    delta = (m_i - m_j) * (m_i + m_j)
    scale = -(fermi**2) / (4.0 * math.pi**3)
    limits = [pole.imag, *([m_i] if m_i > 0 else []), *([math.sqrt(delta)] if delta > 0 else [])]
    bend = 0.5 * min(limits)
    root = math.sqrt(abs(delta))

    def intermediate(k: Any) -> Any:
        if delta > 0:  # branch points at +-i root
            return np.sqrt(k - 1j * root) * np.sqrt(k + 1j * root)
        return np.sqrt(k - root + 0j) * np.sqrt(k + root)

    def integrand(k: Any) -> Any:
        energy = np.sqrt(k - 1j * m_i) * np.sqrt(k + 1j * m_i) if m_i else k
        a, b = strengths(kind, k, energy, m_i, m_j, c, n)
        filled = occupation(k)
        return np.stack([filled * (k * a + 0.5 * b * (2.0 * k**2 + delta)), 0.5 * filled * b])

    blocks = []
    # up the imaginary axis: k = iy, dk = i dy
    y, _, weight = interval(bend, accuracy.r_max, accuracy.step, 1e-17)
    first, second = np.cumsum(panel_integrals(np.append(0.0, y), lambda s: integrand(1j * s)).real, axis=1)
    if delta > 0:
        k_j = np.sqrt((root - y) * (root + y))
        q = k_j + 1j * y
        blocks.append(_block(-1j * q, scale * weight * 2.0 * q / k_j * (first - q**2 * second), accuracy))
    else:
        k_j = np.hypot(root, y)
        ends = (k_j + y, root**2 / (k_j + y))
        blocks += [_block(eta, scale * weight * eta / k_j * (first + eta**2 * second), accuracy) for eta in ends]
    # along the ray
    sigma, ray, step = ray_grid(bend, temperature, pole, accuracy)
    k = 1j * bend + ray * sigma
    parts = panel_integrals(1j * bend + ray * np.append(sigma, 1.5 * sigma[-1]), integrand)
    first, second = np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]
    k_j = intermediate(k)
    for q in (k_j + k, delta / (k_j + k)):
        # q_- = delta/(k_j + k): for delta > 0 the wave e^{-i q_- r} of the conjugate path
        direction = q if (q.imag > 0).all() else -q
        blocks.append(_block(-1j * direction, scale * ray * sigma * step * q / k_j * (first - q**2 * second), accuracy))
    return tuple(blocks)


def _block(mu: Any, weight: Any, accuracy: Accuracy) -> Block:
    """Nodes of masses mu, the least decay rate among them taken out as the threshold."""
    low = float(mu.real.min())
    return Block(
        mu - low,
        np.array([low]),
        weight[None, :],
        uniform=True,
        r_min=accuracy.r_min,
        r_max=accuracy.r_max,
        ordered=False,
    )
