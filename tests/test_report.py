"""Tables and sentences."""

import csv
import dataclasses
import io
import math
import re
from typing import Any

import pytest

import nuforce as nf
from nuforce.errors import UnknownName
from nuforce.experiments import Experiment
from nuforce.figures import canvas, reach, svg
from nuforce.report import records, report, verdict, verdicts
from nuforce.sector import Sector
from nuforce.units import m
from tests.tables import approx

BACKGROUNDS = ["vacuum", "cosmic", "reactor", "supernova"]


@pytest.fixture(scope="module")
def table() -> Any:
    return nf.reach(backgrounds=BACKGROUNDS)


def one(sensitivity: float, **options: Any) -> Any:
    """A table of one experiment of the given sensitivity."""
    row = nf.experiments["wuhan-2020"]
    row = dataclasses.replace(row, name="dream", sensitivity=dataclasses.replace(row.sensitivity, value=sensitivity))
    assert isinstance(row, Experiment)
    return nf.reach(row, **options)


def test_records_are_flat_and_complete(table: Any) -> None:
    rows = records(table)
    assert len(rows) == 8 * len(BACKGROUNDS)
    for row in rows:
        assert not any(isinstance(v, (dict, list)) or (isinstance(v, float) and math.isnan(v)) for v in row.values())
        cell = table.sel(experiment=row["experiment"], background=row["background"])
        if row["predicted"] is None:
            assert math.isnan(cell.predicted)
        else:
            assert row["predicted"] == cell.predicted.item()
        assert row["distance"] == approx(cell.distance.item() / m, rel=1e-15)
        assert row["distance_unit"] == "m"
        assert ("aligned" in row) == (row["background"] in ("reactor", "supernova"))
    equivalence_rows = [r for r in rows if r["observable"] == "equivalence"]
    assert sorted({r["reference_gravity"] for r in equivalence_rows}) == approx([9.2e-7, 9.8], rel=1e-14)


def test_nearest_first_and_what_has_no_number_last(table: Any) -> None:
    nearest = records(table, by_ratio=True)
    decades = [r["missing_decades"] for r in nearest]
    known = [d for d in decades if d is not None]
    assert decades == sorted(known) + [None] * (len(decades) - len(known))
    key = [(r["experiment"], r["background"]) for r in nearest]
    assert sorted(key) == sorted((r["experiment"], r["background"]) for r in records(table))


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv", "html"])
def test_every_format_has_every_row(table: Any, format: Any) -> None:
    made = report(table, format)
    for name in (*table.experiment.values, *BACKGROUNDS):
        assert name in made
    for row in records(table):
        if row["missing_decades"] is not None:
            number = repr(row["missing_decades"]) if format == "csv" else f"{row['missing_decades']:.1f}"
            assert number in made
    assert "nan" not in re.findall(r"\b\w+\b", made.lower())


def test_unknown_format(table: Any) -> None:
    with pytest.raises(UnknownName, match="html"):
        report(table, "pdf")  # type: ignore[arg-type]  # that is the point


def test_csv_reads_back(table: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(report(table, "csv"))))
    for row, record in zip(rows, records(table), strict=True):
        assert {k: v for k, v in row.items() if v} == {k: str(v) for k, v in record.items() if v is not None}


@pytest.mark.parametrize("width", [118, 160])
def test_text_keeps_to_its_width(table: Any, width: int) -> None:
    text = report(table, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert not any(line != line.rstrip() for line in text.splitlines())
    assert "positive repels" in text
    assert "points at the mean distance" in text.replace("\n", " ")
    for sentence in (*verdicts(table).values(), verdict(table)):
        assert " ".join(sentence.split()) in " ".join(text.split())
    # the answer comes last
    assert " ".join(text.split()).endswith(" ".join(verdict(table).split()))


def test_markdown_is_a_table(table: Any) -> None:
    lines = report(table, "markdown").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + 8 * len(BACKGROUNDS)
    assert len({line.count("|") for line in rows}) == 1
    assert lines[-1] == verdict(table)


def test_latex_is_a_table(table: Any) -> None:
    text = report(table, "latex")
    assert text.startswith(r"\begin{tabular}{llrrrrr}")
    assert text.endswith(r"\end{tabular}")
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 1 + 8 * len(BACKGROUNDS)
    assert {line.count("&") for line in rows} == {6}
    assert not re.search(r"(?<!\\)_", text)


def test_page_is_self_contained(table: Any) -> None:
    with canvas() as (figure, ax):
        reach(ax, table)
        picture = svg(figure)
    page = report(table, "html", figures=[picture])
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert page.count("<svg") == 1
    assert "<?xml" not in page  # only at the start of a document
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//", page)
    assert not re.search(r"<(?:script|link|iframe|img)\b|@import|url\((?!#)", page)
    assert "utf-8" in page[:500].lower()
    for key in ("Feinberg:1968zz", "Huber:2011wv", "Xu:talk"):
        assert f"{{{key}," in page
    for sentence in verdicts(table).values():
        assert sentence in page
    for text in table.attrs["warnings"]:
        assert text[:60] in page


def test_page_says_what_was_published(table: Any) -> None:
    page = report(table, "html")
    assert "1.8e-13" in page
    assert "referred to a gravity of 0.017 m/s^2" in page
    assert "1e-16" not in page or "3.2e-16" in page


def test_page_escapes_what_it_is_given() -> None:
    row = dataclasses.replace(nf.experiments["wuhan-2020"], title="<script>alert(1)</script>", notes=("<img src=x>",))
    page = report(nf.reach(row, backgrounds=["vacuum"]), "html")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_verdict_answers_the_question(table: Any) -> None:
    assert verdict(table).startswith("No: closest is levitated-optomechanics (in vacuum), 10^17.3 short.")
    assert "aligned" in verdict(table)  # what is said of beams is a bound
    assert "far less" in verdict(table)
    assert list(verdicts(table)) == table.experiment.values.tolist()
    for name, sentence in verdicts(table).items():
        assert sentence.startswith(f"{name}: ")
        assert sentence.endswith(".")


def test_within_reach() -> None:
    table = one(1e-25, backgrounds=["vacuum"])
    decades = table.missing_decades.item()
    assert decades < 0
    assert verdict(table) == f"Yes, it seems: closest is dream (in vacuum), within reach by 10^{-decades:.1f}."
    assert verdicts(table) == {"dream": f"dream: closest in vacuum, within reach by 10^{-decades:.1f}."}


def test_screening_is_no_second_signal() -> None:
    """Far away the background part is minus the vacuum force: the verdict names the vacuum."""
    table = one(1e-3, backgrounds=["cosmic", "vacuum"], sector=Sector.massless())
    far = nf.reach("wuhan-2012", backgrounds=["cosmic", "vacuum"], sector=Sector.massless())
    assert abs(far.predicted.sel(background="cosmic").item()) >= 0.9 * far.predicted.sel(background="vacuum").item()
    assert "in vacuum" in verdict(far)
    assert "cosmic" not in verdict(far)
    assert "in vacuum" in verdict(table)


def test_a_beam_alone_gives_only_a_bound() -> None:
    table = one(1e-3, backgrounds=["supernova"])
    assert verdict(table).startswith("In a beam, two points exactly aligned")
    assert "closest" not in verdict(table)


def test_no_number_no_answer() -> None:
    table = nf.reach("washington-2007", backgrounds=["reactor"])
    assert verdict(table) == "No prediction could be made."
    assert verdicts(table) == {"washington-2007": "washington-2007: no prediction could be made."}
    for format in ("text", "markdown", "latex", "csv", "html"):
        assert "out-of-domain" in report(table, format)
