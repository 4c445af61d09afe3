"""The contact interaction opened, from 1/r^5 to 1/r^4, 1/r^2 and 1/r."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nuforce.exchanges import AbstractExchange
from nuforce.exchanges.box import SChannel
from nuforce.exchanges.mediators import TChannel
from nuforce.figures.lines import beyond, law, legend, signed
from nuforce.figures.style import COLOURS
from nuforce.interaction import Interaction, interaction
from nuforce.sector import Sector
from nuforce.units import keV, m

LOWEST: Final = 1e-17 * m
"""Distance (eV^-1) at which the curves of :func:`opening` start."""
HIGHEST: Final = 1e-3 * m
"""Distance (eV^-1) at which they end."""
POWERS: Final = (-7.0, 0.5)
"""Local powers that are shown; beyond, V is about to change its sign, or falls exponentially."""
_PER_DECADE: Final = 40
_FINE: Final = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a figure: an interaction, and how it is told from the others."""

    label: str
    interaction: Interaction
    colour: str
    term: str = "scalar"

    def values(self, r: Any) -> Any:
        """V (eV) at distances ``r`` (eV^-1)."""
        term: Any = self.interaction.terms[self.term]
        return term(r)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Curves that end as 1/r^5, and the distances at which their power changes.

    Parameters
    ----------
    title : str
    curves : tuple of Curve
    marks : mapping text -> distance (eV^-1)
    note : (text, distance), optional
        What to know, written over the powers at that distance.
    """

    title: str
    curves: tuple[Curve, ...]
    marks: Mapping[str, float]
    note: tuple[str, float] | None = None


def t_channel(mass: float = 100 * keV, neutrino_coupling: float = 1.0) -> Column:
    """A vector between two neutrons that turns into massless neutrinos: the loop alone, and with the vector's own exchange.

    Parameters
    ----------
    mass : float, eV
    neutrino_coupling : float
        That of the neutrons scales everything alike.
    """
    loop, whole = (TChannel(mass=mass, neutrino_coupling=neutrino_coupling, tree=tree) for tree in (False, True))
    return Column(
        title=rf"$t$-channel vector, $M = {mass / keV:g}$ keV",
        curves=(
            _curve("one loop alone", "n", loop, COLOURS[2]),
            _curve(rf"tree and loop, $g_\nu = {neutrino_coupling:g}$", "n", whole, COLOURS[1]),
        ),
        marks={"$1/M$": 1.0 / mass},
    )


def s_channel(splitting: float = 1.0) -> Column:
    """Neutrons that turn into a scalar slightly heavier: the box, n with its antiparticle, and the crossed graph, n with n.

    Parameters
    ----------
    splitting : float, eV
        m_phi - m.
    """
    exchange = SChannel(splitting=splitting)
    turns = exchange.crossovers("n")
    return Column(
        title=rf"$s$-channel scalar, $m_\phi - m = {splitting:g}$ eV",
        curves=(
            _curve(r"box, $n\,\bar n$", "nbar", exchange, COLOURS[4]),
            _curve(r"crossed, $n\,n$", "n", exchange, COLOURS[5]),
        ),
        marks={r"$1/\sqrt{a}$": turns.frame, r"$4m/\pi a$": turns.contact},
        note=(r"$\leftarrow$ box: symmetric frame", turns.frame),
    )


def _curve(label: str, other: str, exchange: AbstractExchange, colour: str) -> Curve:
    return Curve(label=label, interaction=interaction("n", other, Sector.massless(), exchange=exchange), colour=colour)


def opening(axes: Any, columns: Sequence[Column] | None = None) -> list[Any]:
    """How potentials leave the contact 1/r^5 towards short distances: size above, local power below.

    Parameters
    ----------
    axes : array of matplotlib axes, shape (2, n)
    columns : sequence of n Columns, optional
        Default: :func:`t_channel` and :func:`s_channel`.

    Returns
    -------
    list of artists
    """
    columns = (t_channel(), s_channel()) if columns is None else columns
    artists = [artist for j, column in enumerate(columns) for artist in regimes(axes[:, j], column)]
    axes[0, 0].set_ylabel(r"$|V|\,/\,|V_{\mathrm{contact}}|$")
    axes[1, 0].set_ylabel(r"$\mathrm{d}\,\ln|V|\,/\,\mathrm{d}\,\ln r$")
    return artists


def regimes(axes: Any, column: Column) -> list[Any]:
    """One column of :func:`opening`, on a pair of axes (size, power)."""
    above, below = axes
    r = np.geomspace(LOWEST, HIGHEST, round(_PER_DECADE * math.log10(HIGHEST / LOWEST)) + 1)
    artists: list[Any] = [above.axhline(1.0, color="0.35", lw=1.0, ls=":", label="contact, $1/r^5$")]
    for curve in column.curves:
        pair = curve.interaction
        (exchange,) = pair.exchanges
        end = exchange.long_range(pair.a, pair.b, Sector.massless())
        artists += signed(
            above, r / m, curve.values(r) * r**end.power / abs(end.coefficient), curve.colour, curve.label
        )
        power = pair.local_power(r, term=curve.term)
        shown = np.where((power > POWERS[0]) & (power < POWERS[1]), power, np.nan)
        artists += below.plot(r / m, shown, color=curve.colour, lw=1.6, label=curve.label)
    compton = 1.0 / min(curve.interaction.a.mass for curve in column.curves)
    artists += beyond(above, LOWEST / m, compton / m, "$r < 1/m_n$: not static", 0.44)
    artists += beyond(below, LOWEST / m, compton / m)
    for label, place in column.marks.items():
        artists += [ax.axvline(place / m, color="0.4", lw=0.8, ls=(0, (1, 1.5))) for ax in axes]
        artists.append(
            above.text(place / m, 1.015, label, transform=above.get_xaxis_transform(), ha="center", fontsize=_FINE)
        )
    for power_ in range(1, 6):
        artists.append(below.axhline(-power_, color="0.6", lw=0.6))
        artists.append(
            below.text(
                HIGHEST / m * 0.7,
                -power_ + 0.08,
                law(power_),
                ha="right",
                va="bottom",
                fontsize=_FINE,
                color="0.35",
            )
        )
    if column.note is not None:
        text, place = column.note
        artists.append(below.text(place / m * 0.6, -0.35, text, ha="right", va="center", fontsize=8, color="0.35"))
    above.set(xscale="log", yscale="log", xlim=(LOWEST / m, HIGHEST / m), ylim=(1e-24, 1e4))
    above.set_yticks(10.0 ** np.arange(-24, 5, 4))
    below.set(ylim=POWERS, yticks=range(-6, 1), xlabel=r"distance $r$ [m]")
    below.grid(visible=False, axis="y")
    above.set_title(column.title, loc="left", fontsize=11, pad=18)
    artists.append(legend([above], above, loc="lower right"))
    return artists
