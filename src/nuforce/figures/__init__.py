"""Figures from tables: functions that take axes and data and return artists.  Only this package knows matplotlib."""

from nuforce.figures.reach import decades, reach
from nuforce.figures.style import canvas, save, svg

__all__ = ["canvas", "decades", "reach", "save", "svg"]
