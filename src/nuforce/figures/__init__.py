"""Figures from tables: functions that take axes and data and return artists.  Only this package knows matplotlib."""

from nuforce.figures.forces import forces, rivals
from nuforce.figures.operators import operators, zoo
from nuforce.figures.potential import opening, s_channel, t_channel
from nuforce.figures.reach import decades, reach
from nuforce.figures.style import canvas, encoded, save, svg

__all__ = [
    "canvas",
    "decades",
    "encoded",
    "forces",
    "opening",
    "operators",
    "reach",
    "rivals",
    "s_channel",
    "save",
    "svg",
    "t_channel",
    "zoo",
]
