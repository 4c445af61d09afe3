"""Physical constants: each with its uncertainty, its unit and the reference it comes from.

``float(FERMI)`` is the value in natural units (powers of eV).  The conversion constants that are exact in the SI
live in :mod:`nuforce.units`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nuforce import units
from nuforce.errors import InputError


@dataclass(frozen=True, slots=True)
class Constant:
    """A measured number.

    Parameters
    ----------
    value, uncertainty : float
        In ``unit``; one standard deviation.
    unit : str
        Unit of the two, for people.
    scale : float
        One ``unit`` in powers of eV.
    reference : str
        Key in ``references.bib``; a constant without one cannot be made.
    """

    value: float
    uncertainty: float
    unit: str
    scale: float
    reference: str

    def __post_init__(self) -> None:
        if not self.reference:
            raise InputError("reference", self.reference, "a constant needs the reference it was taken from")

    def __float__(self) -> float:
        return self.value * self.scale


_CODATA = "Mohr:2024kco"
_PDG = "ParticleDataGroup:2024cfk"

FERMI: Final = Constant(1.1663788e-5, 6e-12, "GeV^-2", units.GeV**-2, _PDG)
"""Fermi constant G_F."""
SIN2_THETA_W: Final = Constant(0.23863, 5e-5, "1", 1.0, _PDG)
"""Weak mixing angle sin^2 theta_W at low momentum transfer (MS-bar, Thomson limit)."""
NEWTON: Final = Constant(6.67430e-11, 1.5e-15, "m^3/kg/s^2", units.m**3 / units.kg / units.s**2, _CODATA)
"""Newton's constant G_N."""
MASS_Z: Final = Constant(91.1880, 0.0020, "GeV", units.GeV, _PDG)
"""Mass of the Z boson."""
MASS_W: Final = Constant(80.3692, 0.0133, "GeV", units.GeV, _PDG)
"""Mass of the W boson."""
ALPHA: Final = Constant(7.2973525643e-3, 1.1e-12, "1", 1.0, _CODATA)
"""Fine-structure constant."""
ATOMIC_MASS: Final = Constant(931.49410372, 2.9e-7, "MeV", units.MeV, _CODATA)
"""Atomic mass unit."""
NUCLEON_AXIAL: Final = Constant(1.2754, 0.0013, "1", 1.0, _PDG)
"""Isovector axial charge of the nucleon, g_A (neutron beta decay)."""

MASSES: Final = {
    "e": Constant(0.51099895069, 1.6e-10, "MeV", units.MeV, _CODATA),
    "mu": Constant(105.6583755, 2.3e-6, "MeV", units.MeV, _CODATA),
    "tau": Constant(1776.86, 0.12, "MeV", units.MeV, _CODATA),
    "p": Constant(938.27208943, 2.9e-7, "MeV", units.MeV, _CODATA),
    "n": Constant(939.56542194, 4.8e-7, "MeV", units.MeV, _CODATA),
}
"""Masses of the elementary sources."""
