r"""Two-neutrino exchange through the four-fermion contact interaction.

The spectral function of a pair (i, j) of mass eigenstates, with :math:`t=\mu^2`, :math:`P=(m_i+m_j)^2`,
:math:`Q=(m_i-m_j)^2`, excess :math:`s=\mu-m_i-m_j`:

.. math::
   V = \frac1r\sum_{ij}\int d\mu\,\rho_{ij}(\mu)\,e^{-\mu r},\qquad
   \rho_{ij} = \frac{G_F^2}{48\pi^3}\,\frac{\sqrt{(t-P)(t-Q)}}{t^{3/2}}
   \Big[\tfrac{C+N}2(t-P)(2t+Q)+\tfrac{C-N}2(t-Q)(2t+P)\Big]

with :math:`C=\mathrm{Re}\,g^a_{ij}g^{b*}_{ij}` and, for Majorana neutrinos, :math:`N=\mathrm{Re}\,g^a_{ij}g^b_{ij}`
(:math:`N=0` for Dirac).  Both brackets are positive and have no cancellation at threshold.  Equal masses give
:math:`m^3K_3(2mr)` (Dirac) and :math:`m^2K_2(2mr)` (Majorana); zero masses :math:`G_F^2/4\pi^3r^5`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.exchanges.base import AbstractExchange
from nuforce.matter import Content
from nuforce.numerics.loggrid import half_line
from nuforce.potentials import Block, YukawaMixture
from nuforce.sector import Sector, pair_charges


def pair_density(excess: Any, m_i: float, m_j: float) -> tuple[Any, Any]:
    r"""Spectral densities (rho_plus, rho_minus) of a pair of neutrinos, per unit G_F^2 and unit charge.

    Parameters
    ----------
    excess : array, shape (*S,), eV
        mu - m_i - m_j, real or complex.
    m_i, m_j : float, eV

    Returns
    -------
    rho_plus, rho_minus : arrays, shape (*S,), eV^3
        Weights of (C + N)/2 and (C - N)/2; Dirac pairs have C/2 times their sum.

    References
    ----------
    Feinberg:1968zz, Hsu:1992tg (massless), Feinberg:1989ps (dispersion theory), Grifols:1996fk (massive, Majorana)
    """
    total = m_i + m_j
    mu = total + excess
    t = mu * mu
    above = excess * (excess + 2.0 * total)  # t - P
    outside = above + 4.0 * m_i * m_j  # t - Q
    p, q = total**2, (m_i - m_j) ** 2
    common = np.sqrt(above) * np.sqrt(outside) / (48.0 * math.pi**3 * t * mu)
    return common * above * (2.0 * t + q), common * outside * (2.0 * t + p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(AbstractExchange):
    """Spin-independent two-neutrino exchange, V-A contact interaction, any masses and mixing.

    Valid for static sources at distances large compared with 1/M_Z (2e-18 m) and with their Compton wavelength.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["contact"] = "contact"

    references: ClassVar[tuple[str, ...]] = ("Feinberg:1968zz", "Feinberg:1989ps", "Hsu:1992tg", "Grifols:1996fk")
    title: ClassVar[str] = "two-neutrino exchange, contact interaction"

    def potential(
        self,
        a: Content,
        b: Content,
        sector: Sector,
        *,
        flavour: str = "all",
        accuracy: Accuracy | None = None,
        skip_massless: bool = False,
    ) -> YukawaMixture:
        """Potential between two sources.

        Parameters
        ----------
        a, b : Content
        sector : Sector
        flavour : str
            "all" or one flavour, projected before going to the mass basis.
        accuracy : Accuracy, optional
        skip_massless : bool
            Leave out the pairs of two massless states (whose vacuum and thermal parts have a closed form together).
        """
        accuracy = accuracy or Accuracy()
        plus, minus = pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        references = tuple(dict.fromkeys((*self.references, *sector.references, *a.references, *b.references)))
        excess = half_line(accuracy.r_min, accuracy.r_max, accuracy.step)
        masses = sector.masses
        thresholds, weights = [], []
        for i in range(masses.size):
            for j in range(i, masses.size):
                if plus[i, j] == 0 and minus[i, j] == 0:
                    continue
                if skip_massless and masses[i] == 0 and masses[j] == 0:
                    continue
                count = 1.0 if i == j else 2.0
                up, down = pair_density(excess, float(masses[i]), float(masses[j]))
                density = plus[i, j] * up + minus[i, j] * down
                thresholds.append(float(masses[i] + masses[j]))
                weights.append(count * sector.fermi**2 * accuracy.step * excess * density)
        if not weights:
            return YukawaMixture((), references)
        block = Block(
            excess,
            np.array(thresholds),
            np.array(weights),
            uniform=True,
            r_min=accuracy.r_min,
            r_max=accuracy.r_max,
        )
        return YukawaMixture((block,), references)
