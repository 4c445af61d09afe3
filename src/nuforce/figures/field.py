"""Where the force of a beam points, and what the Sun's does through a day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np

from nuforce.backgrounds.orbit import ground_axis, sun_angle
from nuforce.figures.style import COLOURS
from nuforce.interaction import Interaction, interaction
from nuforce.sector import Sector
from nuforce.units import length, pm

SPAN: Final = 4.0 * pm
"""Half-width of the map (eV^-1): some wavelengths of the reactor's neutrinos."""
DISTANCES: Final = (1 * pm, 10 * pm, 100 * pm)
"""Distances (eV^-1) of the pair in the Sun's beam, so small that the size of the Sun makes no difference."""
LATITUDE: Final = math.radians(45.0)
DAY: Final = datetime(2025, 3, 20)
"""An equinox (UTC): at noon the Sun stands 90 degrees minus the latitude high."""
_MAP: Final = 24
_ARROWS: Final = 6
_MINUTES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """What :func:`field` draws.

    Parameters
    ----------
    reactor, solar : Interaction
        Two neutrons in each.
    across : array, shape (2n+1,), eV^-1
    scaled : array, shape (2n+1, 2n+1)
        V r over |V r| of close and aligned neutrons, at (along the beam, across it).
    arrows : array, shape (4, *S)
        Places along and across the beam (eV^-1), and the force there along and across it, of unit length.
    hours : array, shape (T,)
    day : array, shape (3, T)
        V over the aligned one, in the Sun's beam, for each of ``DISTANCES``.
    """

    reactor: Interaction
    solar: Interaction
    across: Any
    scaled: Any
    arrows: Any
    hours: Any
    day: Any


@lru_cache(maxsize=1)
def field_data() -> Field:
    """Two neutrons at the catalogue's reactor, and two that point at the Sun at noon; takes some seconds, once."""
    reactor, solar = (
        interaction("n", "n", Sector.massless(), background=name, part="background") for name in ("reactor", "solar")
    )
    near = 1e-2 * SPAN
    unit = abs(float(reactor(near)) * near)
    # V is even along and across the beam; the body itself stands between points of the grid
    half = SPAN * (np.arange(_MAP) + 0.5) / (_MAP - 0.5)
    along, aside = np.meshgrid(half, half, indexing="ij")
    quarter = reactor.at(_plane(along, aside)) * np.hypot(along, aside) / unit
    scaled = np.block([[quarter[::-1, ::-1], quarter[::-1]], [quarter[:, ::-1], quarter]])
    places = SPAN * (np.arange(_ARROWS) + 0.5) / _ARROWS
    z, x = np.meshgrid(places, places, indexing="ij")
    force = reactor.force(_plane(z, x))
    force = force / np.linalg.norm(force, axis=-1, keepdims=True)
    arrows = [(s * z, t * x, s * force[..., 2], t * force[..., 0]) for s in (1, -1) for t in (1, -1)]
    minutes = np.arange(0, 24 * 60 + 1, _MINUTES)
    times = np.array([DAY + timedelta(minutes=int(minute)) for minute in minutes], dtype="datetime64[us]")
    angle = sun_angle(times, LATITUDE, 0.0, ground_axis(math.pi / 2 - LATITUDE, math.pi))
    bare = solar.bare()
    day = [bare.at(_plane(r * np.cos(angle), r * np.sin(angle))) / float(bare(r)) for r in DISTANCES]
    return Field(
        reactor=reactor,
        solar=solar,
        across=np.concatenate([-half[::-1], half]),
        scaled=scaled,
        arrows=np.stack([np.stack(part) for part in arrows], axis=1),
        hours=minutes / 60,
        day=np.stack(day),
    )


def field(axes: Any, data: Field | None = None) -> list[Any]:
    """The force on a neutron around another one at a reactor, and the energy of a pair in the Sun's beam through a day.

    Parameters
    ----------
    axes : array of matplotlib axes, shape (1, 2)
        Left, in the plane of the beam: colour, V r over that of close and aligned neutrons; arrows, the direction of the force.
        Right, V over the aligned one for pairs fixed to the ground that point at the Sun at noon.
    data : Field, optional
        Default: :func:`field_data`.
    """
    left, right = np.ravel(axes)
    data = field_data() if data is None else data
    return [*_around(left, data), *_through_a_day(right, data)]


def _plane(along: Any, aside: Any) -> Any:
    """Positions in a plane that holds the beam."""
    return np.stack([aside, np.zeros_like(aside), along], axis=-1)


def _around(ax: Any, data: Field) -> list[Any]:
    grid = data.across / pm
    image = ax.pcolormesh(
        grid, grid, data.scaled.T, cmap="RdBu_r", vmin=-1.0, vmax=1.0, shading="gouraud", rasterized=True
    )
    z, x, fz, fx = (part.ravel() for part in data.arrows)
    arrows = ax.quiver(z / pm, x / pm, fz, fx, color="0.15", pivot="mid", scale=22, width=0.004)
    ax.plot([0], [0], marker="o", ms=5, color="black")
    ax.annotate(
        "beam",
        xy=(0.75, 1.04),
        xytext=(0.5, 1.04),
        xycoords="axes fraction",
        arrowprops={"arrowstyle": "->", "lw": 1.3},
        va="center",
        fontsize=9,
    )
    span = SPAN / pm
    ax.set(xlabel="along the beam [pm]", ylabel="across the beam [pm]", xlim=(-span, span), ylim=(-span, span))
    ax.set(aspect="equal")
    ax.grid(visible=False)
    ax.set_title("at a reactor", loc="left", fontsize=11)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.85, pad=0.02)
    bar.set_label(r"$V\,r\,/\,|V\,r|_{r\to0,\ \mathrm{aligned}}$")
    return [image, arrows, bar]


def _through_a_day(ax: Any, data: Field) -> list[Any]:
    artists: list[Any] = []
    for r, values, colour in zip(DISTANCES[::-1], data.day[::-1], (COLOURS[3], COLOURS[2], COLOURS[0]), strict=True):
        artists += ax.plot(data.hours, values, color=colour, lw=1.5, label=f"$r$ = {length(r)}")
    artists.append(ax.axhline(0.0, color="0.4", lw=0.7))
    ax.set(xlim=(0, 24), xticks=range(0, 25, 4), xlabel="hour of 20 March 2025 [UTC], at 45° N 0° E")
    ax.set_ylabel(r"$V\,/\,V_{\mathrm{aligned}}$")
    ax.set_title("a pair that points at the Sun at noon", loc="left", fontsize=11)
    artists.append(ax.legend(loc="upper left", bbox_to_anchor=(0.16, 1.0)))
    return artists
