"""How every figure draws a potential: its sign, where it holds, its power."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

SOLID: Final = "-"
"""Line of what repels."""
DASHED: Final[Any] = (0, (5, 2))
"""Line of what attracts."""


def signed(ax: Any, x: Any, y: Any, colour: str, label: str, width: float = 1.6) -> list[Any]:
    """|y| against x, solid where y repels (is positive) and dashed where it attracts: two lines, the first labelled.

    Points at which y vanishes, or is smaller than any number a computer holds, are left out.
    """
    y = np.asarray(y)
    parts = [np.where(sign * y > 0, np.abs(y), np.nan) for sign in (1.0, -1.0)]
    made: list[Any] = []
    for part, dashes in zip(parts, (SOLID, DASHED), strict=True):
        if np.isfinite(part).any():
            name = label if not made else "_" + label
            made += ax.plot(x, part, color=colour, ls=dashes, lw=width, label=name)
    return made


def beyond(ax: Any, start: float, end: float, text: str = "", height: float = 0.0) -> list[Any]:
    """A grey band from ``start`` to ``end``, where no static potential describes the sources, with the reason written in it.

    ``height`` is where the text begins, as a fraction of that of the axes.
    """
    made: list[Any] = [ax.axvspan(start, end, color="0.9", lw=0, zorder=0)]
    if text:
        options = {"rotation": 90, "ha": "center", "va": "bottom", "fontsize": 8, "color": "0.35"}
        place = start ** (2 / 3) * end ** (1 / 3)
        made.append(ax.text(place, height, text, transform=ax.get_xaxis_transform(), **options))
    return made


def legend(axes: Sequence[Any], ax: Any, **options: Any) -> Any:
    """A legend on ``ax`` for the curves of all ``axes``, with a key to the signs."""
    from matplotlib.lines import Line2D

    handles = {handle.get_label(): handle for each in axes for handle in each.get_legend_handles_labels()[0]}
    key = [
        Line2D([], [], color="0.35", lw=1.2, ls=dashes, label=label)
        for label, dashes in (("repels", SOLID), ("attracts", DASHED))
    ]
    made = ax.legend(handles=[*handles.values(), *key], **options)
    made.set_frame_on(True)
    made.get_frame().set(facecolor="white", edgecolor="none", alpha=0.9)
    return made


def law(power: int) -> str:
    """1/r^power as text for a figure."""
    return "$1/r$" if power == 1 else f"$1/r^{power}$"
