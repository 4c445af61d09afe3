"""Figures from tables: functions that take axes and data and return artists.  Only this package knows matplotlib."""

from nuforce.figures.backgrounds import RELIC_PARTS, angles, relic, relic_pairs, suppression
from nuforce.figures.field import field, field_data
from nuforce.figures.forces import forces, rivals
from nuforce.figures.operators import operators, zoo
from nuforce.figures.potential import opening, s_channel, t_channel
from nuforce.figures.reach import decades, reach
from nuforce.figures.spectrum import spectrum
from nuforce.figures.style import canvas, encoded, save, svg

__all__ = [
    "RELIC_PARTS",
    "angles",
    "canvas",
    "decades",
    "encoded",
    "field",
    "field_data",
    "forces",
    "opening",
    "operators",
    "reach",
    "relic",
    "relic_pairs",
    "rivals",
    "s_channel",
    "save",
    "spectrum",
    "suppression",
    "svg",
    "t_channel",
    "zoo",
]
