"""The look of all figures, and how they are written, bit by bit the same each time."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

COLOURS: Final = (
    "#000000",
    "#d55e00",
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#7f3c8d",
    "#8c564b",
    "#5f6b6d",
    "#b8860b",
)
"""Colours that colour-blind readers can tell apart (Okabe and Ito, extended)."""

_STYLE: Final[Any] = {
    "font.family": "serif",
    "font.serif": ["DejaVu Serif"],
    "mathtext.fontset": "dejavuserif",
    "font.size": 10,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "svg.hashsalt": "nuforce",
    "svg.fonttype": "path",
    "figure.dpi": 120,
}


@contextmanager
def canvas(
    width: float = 8.0,
    height: float = 5.0,
    *,
    rows: int = 1,
    columns: int = 1,
    heights: Sequence[float] | None = None,
    shared: bool = True,
) -> Iterator[tuple[Any, Any]]:
    """Open a figure in the house style; yields (figure, axes).

    Parameters
    ----------
    width, height : float
        Inches.
    rows, columns : int
        Panels; more than one come as an array of axes, shape (rows, columns).
    heights : sequence of float, optional
        Relative heights of the rows.
    shared : bool
        Panels of a column share their x axis, those of a row their y axis.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes: Any
        if rows == columns == 1:
            axes = figure.add_subplot()
        else:
            figure.set_layout_engine("constrained", wspace=0.04)
            ratios = {"height_ratios": heights}
            together: Any = {"sharex": "col", "sharey": "row"} if shared else {}
            axes = figure.subplots(rows, columns, squeeze=False, gridspec_kw=ratios, **together)
        yield figure, axes


def save(figure: Any, path: str | os.PathLike[str]) -> None:
    """Write a figure; the format follows the file's ending (svg, png, pdf)."""
    _write(figure, path, os.fspath(path).rsplit(".", 1)[-1].lower())


def encoded(figure: Any, form: str) -> bytes:
    """Return a figure as the bytes of a file of the given form (svg, png, pdf)."""
    buffer = io.BytesIO()
    _write(figure, buffer, form)
    return buffer.getvalue()


def _write(figure: Any, target: Any, form: str) -> None:
    plain = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
    figure.savefig(target, format=form, metadata=plain.get(form), dpi=200)


def svg(figure: Any) -> str:
    """Return a figure as an SVG document."""
    return encoded(figure, "svg").decode()
