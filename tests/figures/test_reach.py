"""Figures of the main question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.figures import canvas, decades, reach, save, svg
from nuforce.figures.style import COLOURS

BACKGROUNDS = ["vacuum", "cosmic", "reactor", "supernova"]


@pytest.fixture(scope="module")
def table() -> Any:
    return nf.reach(backgrounds=BACKGROUNDS)


@contextmanager
def drawn(draw: Callable[..., list[Any]], table: Any) -> Iterator[tuple[Any, Any, list[Any]]]:
    with canvas() as (figure, ax):
        yield figure, ax, draw(ax, table)


def test_every_number_is_drawn(table: Any) -> None:
    ordered = table.isel(experiment=np.argsort(table.distance.values))
    with drawn(reach, table) as (_, ax, artists):
        assert artists
        points = {line.get_label(): line for line in ax.get_lines() if line.get_marker() == "o"}
        assert list(points) == BACKGROUNDS
        for name, line in points.items():
            value = np.abs(ordered.predicted.sel(background=name).values)
            shown = np.asarray(line.get_ydata(), dtype=float)
            visible = value >= ax.get_ylim()[0]
            np.testing.assert_array_equal(shown[visible], value[visible])
            assert np.all(np.isnan(shown[~visible]))
        bounds = [line for line in ax.get_lines() if line.get_marker() == "_" and len(np.asarray(line.get_xdata()))]
        expected = [np.abs(ordered.aligned.sel(background=name).values) for name in ("reactor", "supernova")]
        np.testing.assert_array_equal([line.get_ydata() for line in bounds], expected)
        # one bar of sensitivity per experiment
        bars = artists[0].get_segments()
        np.testing.assert_array_equal([bar[0][1] for bar in bars], ordered.sensitivity.values)
        low, high = ax.get_ylim()
        assert low < min(ordered.sensitivity.values) < max(ordered.sensitivity.values) < high


def test_axes_say_what_they_show(table: Any) -> None:
    with drawn(reach, table) as (_, ax, _artists):
        assert ax.get_yscale() == "log"
        assert "gravity" in ax.get_ylabel()  # a ratio: no unit
        ticks = [text.get_text() for text in ax.get_xticklabels()]
        assert sorted(t.split("\n")[0] for t in ticks) == sorted(table.experiment.values)
        assert [t.split("\n")[1] for t in ticks] == [
            *("1 um", "52 um", "0.1 mm", "2 mm", "3.5 cm"),
            *("30 cm", "30 cm", "6400 km"),
        ]
        legend = [text.get_text() for text in ax.get_legend().get_texts()]
        assert {*BACKGROUNDS, "what the experiment can see"} <= set(legend)
        assert any("upper bound" in text for text in legend)
        assert ax.get_title(loc="left")


def test_colours_differ(table: Any) -> None:
    with drawn(reach, table) as (_, ax, _artists):
        colours = [line.get_color() for line in ax.get_lines() if line.get_marker() == "o"]
    assert len(set(colours)) == len(colours) == len(BACKGROUNDS)
    assert len(set(COLOURS)) == len(COLOURS)
    assert len(COLOURS) >= len(nf.reach("wuhan-2020").background)  # as many as are shown by default


def test_what_is_too_small_is_said() -> None:
    table = nf.reach("irvine-1985-5cm", backgrounds=["vacuum"], sector=nf.Sector.normal_ordering(lightest=0.05))
    with drawn(reach, table) as (_, ax, _artists):
        assert any("vacuum" in text.get_text() and "not shown" in text.get_text() for text in ax.texts)


def test_map_has_every_number(table: Any) -> None:
    with drawn(decades, table) as (figure, ax, artists):
        assert len(ax.texts) == table.predicted.size
        written = np.array([text.get_text() for text in ax.texts]).reshape(table.missing_decades.shape)
        for (i, j), value in np.ndenumerate(table.missing_decades.values):
            if np.isfinite(value):
                assert float(written[i, j]) == pytest.approx(value, abs=0.051)
            else:
                assert "domain" in written[i, j]
        assert [text.get_text() for text in ax.get_xticklabels()] == BACKGROUNDS
        assert [text.get_text() for text in ax.get_yticklabels()] == list(table.experiment.values)
        (bar,) = (a for a in figure.axes if a is not ax)
        assert "decades" in bar.get_ylabel()
        assert artists


@pytest.mark.parametrize("draw", [reach, decades])
@pytest.mark.parametrize("backgrounds", [["vacuum"], ["reactor"], ["supernova", "dsnb"]])
def test_small_tables(draw: Callable[..., list[Any]], backgrounds: list[str]) -> None:
    with drawn(draw, nf.reach("wuhan-2020", backgrounds=backgrounds)) as (figure, _, artists):
        assert artists
        assert svg(figure).count("<svg") == 1


@pytest.mark.parametrize("draw", [reach, decades])
def test_nothing_to_show_is_shown(draw: Callable[..., list[Any]]) -> None:
    table = nf.reach("washington-2007", backgrounds=["reactor"])
    assert np.isnan(table.predicted.item())
    with drawn(draw, table) as (figure, _, _artists):
        assert svg(figure).startswith("<?xml")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_bytes_twice(ending: str, table: Any, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        with drawn(reach, table) as (figure, _, _artists):
            save(figure, tmp_path / f"{name}.{ending}")
        made.append((tmp_path / f"{name}.{ending}").read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) > 5_000


def test_picture_in_text_is_that_of_the_file(table: Any, tmp_path: Path) -> None:
    with drawn(decades, table) as (figure, _, _artists):
        text = svg(figure)
        save(figure, tmp_path / "x.svg")
    assert "date" not in text.lower().replace("update", "")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").count("<path") == text.count("<path")


def test_tables_are_left_alone(table: Any) -> None:
    before = table.copy(deep=True)
    for draw in (reach, decades):
        with drawn(draw, table):
            pass
    assert table.identical(before)
