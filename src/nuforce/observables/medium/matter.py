r"""Neutrinos in ordinary matter: the potential energy of coherent forward scattering."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from nuforce.constants import FERMI
from nuforce.errors import InputError
from nuforce.sector import Matrix, Sector

MATTER_REFERENCES: Final = ("Wolfenstein:1977ue", "Mikheyev:1985zog", "ParticleDataGroup:2024cfk")
"""Keys of the works this module is after, for :func:`nuforce.cite`."""


def msw_potential(density: Any, antineutrino: bool = False, fermi: float = float(FERMI)) -> Any:
    r"""Potential energy of an electron neutrino in matter, relative to the other flavours: :math:`\sqrt2\,G_Fn_e`.

    Parameters
    ----------
    density : array, shape (*S,), eV^3
        Electrons less positrons.
    antineutrino : bool
        Then the opposite sign.
    fermi : float, eV^-2

    Returns
    -------
    array, shape (*S,), eV

    Notes
    -----
    Charged current only: the neutral one is the same for all flavours, see :func:`matter_potential`.  Valid for unpolarised
    matter at rest, and :math:`E_\nu\ll M_W^2/m_e`.

    References
    ----------
    ParticleDataGroup:2024cfk, review of neutrino masses, mixing and oscillations

    Examples
    --------
    >>> from nuforce.units import m
    >>> print(f"{msw_potential(1.3e30 / m**3):.11e} eV")
    1.64762122612e-13 eV
    """
    density = np.asarray(density, dtype=float)
    if not np.all(np.isfinite(density)):
        raise InputError("density", density, "must be a finite number")
    if not 0 < fermi < math.inf:
        raise InputError("fermi", fermi, "must be finite and larger than zero")
    return ((-1.0 if antineutrino else 1.0) * math.sqrt(2.0) * fermi * density)[()]


def matter_potential(densities: Mapping[str, float], sector: Sector, antineutrino: bool = False) -> Matrix:
    r"""Potential energy of neutrinos in matter, charged and neutral current: :math:`\sqrt2\,G_F\sum_f n_f\,g^f_{\alpha\beta}`.

    Parameters
    ----------
    densities : mapping species -> number density, eV^3
        ``{"e": n, "p": n, "n": n_n}`` for neutral matter, where the electrons' and protons' neutral currents cancel and
        :math:`\sqrt2G_F\,(n_e\delta_{\alpha e}-\tfrac12n_n)` is left.
    sector : Sector
        With its Fermi constant, mixing angle and non-standard couplings.
    antineutrino : bool
        Then minus the complex conjugate.

    Returns
    -------
    array, shape (f, f), complex, eV
        Hermitian, in the flavour basis of ``sector.flavours``.

    Notes
    -----
    The charges are those of :mod:`nuforce.sector`; a positive potential repels.  Valid for unpolarised matter at rest.

    References
    ----------
    ParticleDataGroup:2024cfk
    """
    for species, density in densities.items():
        if not (math.isfinite(density) and density >= 0):
            raise InputError(f"densities.{species}", density, "must be finite and not negative")
    potential: Matrix = math.sqrt(2.0) * sector.fermi * sector.flavour_charge(densities)
    return -potential.conj() if antineutrino else potential
