r"""Flux per energy of the backgrounds: what figures show, and what a quadrature integrates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.sources import table_density
from nuforce.backgrounds.thermal import Relic
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table

LOW: Final = 1e-6
HIGH: Final = 1e11
"""Energies (eV) between which the grand spectrum is drawn."""


def density(spectrum: AbstractSpectrum, energy: Any) -> Any:
    """Normalised density (eV^-1) of the continuous part of a spectrum; 0 for lines.

    Parameters
    ----------
    spectrum : AbstractSpectrum
    energy : array, shape (*S,), eV
        Positive.

    Returns
    -------
    array, shape (*S,)
    """
    energy = np.asarray(energy, dtype=float)
    if isinstance(spectrum, (Line, Lines)):
        return np.zeros(energy.shape)
    if isinstance(spectrum, Table):
        return table_density(spectrum, energy)
    if isinstance(spectrum, Gaussian):
        z = (energy - spectrum.energy) / spectrum.width
        return np.exp(-0.5 * z**2) / (math.sqrt(2 * math.pi) * spectrum.width)
    if isinstance(spectrum, Pinched):
        a, b = spectrum.pinch, (spectrum.pinch + 1) / spectrum.mean_energy
        return b * np.exp(a * np.log(b * energy) - b * energy - math.lgamma(a + 1))
    own = getattr(spectrum, "density", None)
    if not callable(own):
        raise OutOfDomain(
            f"a spectrum of kind {type(spectrum).__name__} does not say its density: give the class a method density(energy)"
        )
    return own(energy)


def lines(spectrum: AbstractSpectrum) -> tuple[tuple[float, float], ...]:
    """The lines of a spectrum as (energy in eV, share); none of a continuous one."""
    if isinstance(spectrum, Line):
        return ((spectrum.energy, 1.0),)
    if isinstance(spectrum, Lines):
        whole = sum(spectrum.weights)
        return tuple((e, w / whole) for e, w in zip(spectrum.energies, spectrum.weights, strict=True))
    return ()


def flux_density(
    background: AbstractBackground, energy: Any, *, masses: Sequence[float] = (0.0, 0.0, 0.0)
) -> tuple[Any, list[tuple[float, float]]]:
    r"""Flux per energy of a background where the bodies are, neutrinos and antineutrinos of all flavours together.

    Parameters
    ----------
    background : AbstractBackground
        A beam, an isotropic flux, a relic bath, or a sum of them.
    energy : array, shape (*S,), eV
        Positive.  For a relic bath the variable is the momentum k, in which its distribution is frozen: the same as the energy
        for massless states only.
    masses : sequence of float, eV
        Of the states of a relic bath, whose flux :math:`d\Phi/dk=\sum_i\frac{k^2N(k)}{2\pi^2}\frac k{\sqrt{k^2+m_i^2}}` they
        slow down.

    Returns
    -------
    density : array, shape (*S,), eV^2
        :math:`d\Phi/dE` (or dPhi/dk) of the continuous parts: flux in eV^3 per eV.  Of isotropic fluxes, all directions added.
    lines : list of (float, float)
        Energy (eV) and flux (eV^3) of each line, by energy.
    """
    energy = np.asarray(energy, dtype=float)
    if not np.all((energy > 0) & (energy < math.inf)):
        raise InputError("energy", "array", "energies must be finite and larger than zero")
    total = np.zeros(energy.shape)
    found: list[tuple[float, float]] = []
    for part in background.parts():
        components = getattr(part, "component", None)
        if isinstance(part, Relic):
            part.per_state(len(masses))  # says if there are not as many as it has chemical potentials
            for state, mass in enumerate(masses):
                speed = energy / np.sqrt(energy**2 + mass**2)
                total = total + speed * energy**2 * part.occupation(energy, state) / (2 * math.pi**2)
        elif components is not None:
            for piece in components:
                flux = piece.flux_at(getattr(part, "distance", 1.0))
                total = total + flux * density(piece.spectrum, energy)
                found += [(e, flux * share) for e, share in lines(piece.spectrum)]
        else:
            raise OutOfDomain(
                f"background {part.name} has no spectrum of its own: take one with components, or a relic bath"
            )
    return total, sorted(found)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Flux of one background against energy.

    Parameters
    ----------
    name, title : str
    variable : "energy" or "momentum"
        What ``energies`` are: momenta for a relic bath.
    energies : array, shape (N,), eV
    density : array, shape (N,), eV^2
        Flux per energy of the continuous part; 0 where there is none.
    lines : tuple of (float, float)
        Energies (eV) and fluxes (eV^3) of the lines.
    """

    name: str
    title: str
    variable: str
    energies: npt.NDArray[np.float64]
    density: npt.NDArray[np.float64]
    lines: tuple[tuple[float, float], ...]

    @property
    def peak(self) -> float:
        """Energy (eV) at which E dPhi/dE is largest; of the strongest line if there is no continuum."""
        if np.any(self.density > 0):
            return float(self.energies[np.argmax(self.energies * self.density)])
        return max(self.lines, key=lambda line: line[1])[0]


def grand_spectrum(
    names: Sequence[str] | None = None,
    *,
    energies: Any = None,
    masses: Sequence[float] = (0.0, 0.0, 0.0),
) -> list[Curve]:
    """The grand unified neutrino spectrum: all backgrounds of the catalogue, from the relic bath to the atmosphere.

    Parameters
    ----------
    names : sequence of str, optional
        Of backgrounds; by default every entry of the catalogue that is not a sum of others; relic ones at rest, Fermi-Dirac.
    energies : array, shape (N,), eV, optional
        By default 120 per decade from 1e-6 to 1e11 eV.
    masses : sequence of float, eV
        As for :func:`flux_density`.

    Returns
    -------
    list of Curve
        In the order of ``names``; by default by the energy of the peak.
    """
    from nuforce.backgrounds import backgrounds

    decades = math.log10(HIGH / LOW)
    grid = np.geomspace(LOW, HIGH, round(120 * decades) + 1) if energies is None else np.asarray(energies, dtype=float)
    if names is None:
        chosen = [b for b in backgrounds.values() if b.parts() == (b,)]
        chosen = [b for b in chosen if not isinstance(b, Relic) or (b.statistics == "fermi-dirac" and not b.wind)]
    else:
        chosen = [backgrounds[name] for name in names]
    curves = []
    for background in chosen:
        try:
            flux, found = flux_density(background, grid, masses=masses)
        except OutOfDomain:
            if names is not None:
                raise
            continue  # no spectrum to be drawn: single momenta
        if not (np.any(flux > 0) or found):
            continue
        relic = any(isinstance(part, Relic) for part in background.parts())
        variable = "momentum" if relic else "energy"
        curves.append(Curve(background.name, background.title, variable, grid, flux, tuple(found)))
    return curves if names is not None else sorted(curves, key=lambda curve: curve.peak)
