"""How far experiments are from neutrino forces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nuforce.figures.style import COLOURS
from nuforce.units import length

if TYPE_CHECKING:
    import xarray

_FLOOR = 1e-45


def reach(ax: Any, table: xarray.Dataset) -> list[Any]:
    """Predicted signal and sensitivity against distance.

    Parameters
    ----------
    ax : matplotlib axes
    table : Dataset of :func:`nuforce.reach`

    Returns
    -------
    list of artists
    """
    data = table.isel(experiment=np.argsort(table.distance.values))
    place = np.arange(data.sizes["experiment"], dtype=float)
    backgrounds = data.background.values.tolist()
    shift = np.linspace(-0.32, 0.32, max(len(backgrounds), 2))
    artists: list[Any] = [
        ax.hlines(
            data.sensitivity.values,
            place - 0.42,
            place + 0.42,
            color="0.25",
            lw=2.2,
            label="what the experiment can see",
        )
    ]
    hidden = []
    for j, background in enumerate(backgrounds):
        colour = COLOURS[j % len(COLOURS)]
        column = data.isel(background=j)
        value = np.abs(column.predicted.values)
        shown = np.where(value >= _FLOOR, value, np.nan)
        if np.isfinite(shown).any():
            artists += ax.plot(place + shift[j], shown, "o", color=colour, ms=5, label=background)
        else:
            hidden.append(background)
        if bool(column.directed.item()):
            bound = np.abs(column.aligned.values)
            artists += ax.plot(place + shift[j], bound, "_", color=colour, ms=9, mew=1.6)
            artists.append(ax.vlines(place + shift[j], shown, bound, color=colour, lw=0.7, alpha=0.7))
    artists += ax.plot([], [], "_", color="0.35", ms=9, mew=1.6, label="aligned upper bound (beams)")
    ax.set_yscale("log")
    ax.set_ylim(_FLOOR, 1e9)
    ax.set_xlim(-0.6, place[-1] + 0.6)
    ax.grid(visible=False, axis="x")
    labels = [
        f"{name}\n{length(r)}" for name, r in zip(data.experiment.values.tolist(), data.distance.values, strict=True)
    ]
    ax.set_xticks(place, labels, rotation=30, ha="right", fontsize=8.5)
    ax.set_ylabel(r"$|V_\nu/V_\mathrm{gravity}|$, or as the experiment measures it")
    ax.set_title("Predicted neutrino forces and what experiments can see", loc="left", fontsize=11)
    if hidden:
        note = f"values below the axis are not shown (all of {', '.join(hidden)})"
        artists.append(ax.text(0.99, 0.02, note, transform=ax.transAxes, ha="right", fontsize=8, color="0.35"))
    artists.append(ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0)))
    return artists


def decades(ax: Any, table: xarray.Dataset) -> list[Any]:
    """Missing decades of sensitivity, experiment by background, as a map with numbers; axes and artists as :func:`reach`."""
    values = table.missing_decades.values
    shown = np.ma.masked_invalid(values)
    mesh = ax.imshow(shown, cmap="viridis_r", aspect="auto", vmin=0, vmax=50)
    artists: list[Any] = [mesh]
    for (i, j), value in np.ndenumerate(values):
        text = f"{value:.1f}" if np.isfinite(value) else str(table.status.values[i, j])
        dark = np.isfinite(value) and value > 22
        size = 8.5 if np.isfinite(value) else 5.5
        artists.append(
            ax.text(
                j,
                i,
                text.replace("out-of-", "out of\n"),
                ha="center",
                va="center",
                fontsize=size,
                color="white" if dark else "black",
            )
        )
    ax.set_xticks(range(values.shape[1]), table.background.values.tolist(), rotation=35, ha="right")
    ax.set_yticks(range(values.shape[0]), table.experiment.values.tolist())
    ax.grid(visible=False)
    ax.set_title("Missing decades: log10(sensitivity / |predicted|)", loc="left", fontsize=11)
    bar = ax.figure.colorbar(mesh, ax=ax, label="decades", extend="both")
    artists.append(bar)
    return artists
