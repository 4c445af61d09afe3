"""The grand unified neutrino spectrum at the Earth, as the catalogue of backgrounds has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from nuforce.backgrounds.spectrum import Curve, grand_spectrum
from nuforce.figures.style import COLOURS
from nuforce.units import one

FLOOR: Final = 1e-16
"""Least flux per energy that is shown, 1/(cm^2 s eV)."""
TOP: Final = 1e20
BELOW: Final = 1e-4
"""Curves start at this fraction of the energy of their peak: farther down only their power of E is left."""
_STYLES: Final[Sequence[Any]] = (
    "-",
    (0, (5, 2)),
    (0, (1.5, 1.5)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (9, 3)),
    (0, (2, 3)),
    (0, (5, 1.5, 1, 1.5, 1, 1.5)),
    (0, (1, 3)),
)


def spectrum(ax: Any, curves: Sequence[Curve] | None = None) -> list[Any]:
    """Flux per energy of every background, all flavours and both neutrinos and antineutrinos; of lines the flux itself.

    Parameters
    ----------
    ax : matplotlib axes
    curves : sequence of Curve, optional
        Default: :func:`nuforce.backgrounds.spectrum.grand_spectrum`.
    """
    curves = grand_spectrum() if curves is None else curves
    unit, flux_unit = one("1/cm^2/s") / one("eV"), one("1/cm^2/s")
    artists: list[Any] = []
    groups = list(dict.fromkeys(curve.name.partition("-")[0] for curve in curves))
    for index, group in enumerate(groups):
        colour = COLOURS[index % len(COLOURS)]
        members = [curve for curve in curves if curve.name.partition("-")[0] == group]
        for place, curve in enumerate(members):
            dashes = _STYLES[place % len(_STYLES)]
            shown = (curve.density / unit > FLOOR) & (curve.energies > BELOW * curve.peak)
            density = np.where(shown, curve.density / unit, np.nan)
            label = curve.name
            if np.isfinite(density).any():
                artists += ax.plot(curve.energies, density, color=colour, ls=dashes, lw=1.6, label=label)
                label = f"_{curve.name}"
            for energy, flux in curve.lines:
                artists += ax.plot(
                    [energy, energy],
                    [FLOOR, flux / flux_unit],
                    color=colour,
                    ls=dashes,
                    lw=1.0,
                    marker="o",
                    markevery=[1],
                    ms=3.5,
                    label=label,
                )
                label = f"_{curve.name}"
    ax.set(
        xscale="log",
        yscale="log",
        ylim=(FLOOR, TOP),
        xlim=(curves[0].energies[0], curves[0].energies[-1]),
        xlabel=r"energy $E$ (relic neutrinos: momentum $k$) [eV]",
        ylabel=r"$\mathrm{d}\Phi/\mathrm{d}E$ [cm$^{-2}$ s$^{-1}$ eV$^{-1}$]; lines: $\Phi$ [cm$^{-2}$ s$^{-1}$]",
    )
    artists.append(ax.legend(loc="upper center", ncols=2))
    return artists
