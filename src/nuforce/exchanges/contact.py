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

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.constants import MASS_Z
from nuforce.exchanges.base import Spectrum
from nuforce.exchanges.currents import AbstractCurrents, Current, Function, contact_charge, pair_density, pairs
from nuforce.matter import Content
from nuforce.potentials import YukawaMixture
from nuforce.sector import Matrix, Sector, pair_charges
from nuforce.units import length

LIMIT: Final = 10.0 / float(MASS_Z)
"""Distance (eV^-1) below which the Z and W bosons are resolved: there the contact potential is off by more than half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(AbstractCurrents):
    """Two-neutrino exchange, V-A contact interaction, any masses and mixing, all spin structures.

    Valid for static sources at distances large compared with 1/M_Z (2e-18 m) and with their Compton wavelength.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    kind: Literal["contact"] = "contact"

    references: ClassVar[tuple[str, ...]] = ("Feinberg:1968zz", "Feinberg:1989ps", "Hsu:1992tg", "Grifols:1996fk")
    title: ClassVar[str] = "two-neutrino exchange, contact interaction"
    in_backgrounds: ClassVar[bool] = True

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> Matrix:
        return contact_charge(source, sector, flavour, kind)

    def between(self, a: Matrix, b: Matrix, sector: Sector, function: Function = "T") -> Spectrum:
        plus, minus = (sector.fermi**2 * x for x in pair_charges(a, b, sector.nature))
        return Spectrum(pairs(sector, [(plus, minus, partial(pair_density, function=function))]))

    def without_massless(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        """The potential without pairs of two massless states, whose vacuum and thermal parts have a closed form together."""
        plus, minus = (
            sector.fermi**2 * x
            for x in pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        )
        keep = ~np.logical_and.outer(sector.masses == 0, sector.masses == 0)
        found = Spectrum(pairs(sector, [(keep * plus, keep * minus, pair_density)]))
        return found.mixture(accuracy, self.cited(a, b, sector))

    def validity(
        self, a: Content, b: Content, sector: Sector, smallest: float, largest: float = 0.0
    ) -> tuple[str, ...]:
        del a, b, sector, largest
        if smallest >= LIMIT:
            return ()
        return (
            f"contact-limit: below {length(LIMIT)} the contact interaction is resolved into Z and W exchange, which this "
            "potential does not contain; use exchange 'z'",
        )
