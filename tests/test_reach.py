"""Experiments against backgrounds, the table, its report and its figures."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.bibliography import entries
from nuforce.errors import InputError, UnknownName
from nuforce.experiments import Experiment
from nuforce.figures import canvas, decades, save, svg
from nuforce.figures import reach as draw
from nuforce.interaction import interaction
from nuforce.matter import Content
from nuforce.observables import Setup, equivalence, force_ratio, potential_ratio
from nuforce.report import records, report, verdict, verdicts
from nuforce.sector import Sector
from nuforce.units import cm, mm, um

MASSLESS = Sector.massless()


def vacuum(a: Content, b: Content) -> Any:
    return interaction(a, b, MASSLESS)


@pytest.fixture(scope="module")
def table() -> Any:
    return nf.reach(backgrounds=["vacuum", "cosmic", "reactor", "supernova"])


def test_force_ratio_is_five_times_the_potential_ratio() -> None:
    setup = Setup(distance=0.1 * mm, test=("W",), source="W")
    assert force_ratio(vacuum, setup) / potential_ratio(vacuum, setup) == pytest.approx(5, rel=1e-12)


@pytest.mark.parametrize(
    ("material", "r", "ratio"), [("W", 0.1 * mm, 5.4e-22), ("Pt", 52 * um, 7.4e-21), ("Cu", 3.5 * cm, 3.5e-32)]
)
def test_potential_ratios_of_massless_neutrinos(material: str, r: float, ratio: float) -> None:
    """Rounded figures computed by hand from the charges of the elements."""
    setup = Setup(distance=r, test=(material,), source=material)
    assert potential_ratio(vacuum, setup) == pytest.approx(ratio, rel=0.02)


def test_equivalence_is_the_difference_of_two_force_ratios() -> None:
    setup = Setup(distance=1 * mm, test=("Cu", "Pb"), source="U-238")
    ratios = [force_ratio(vacuum, dataclasses.replace(setup, test=(x,))) for x in ("Cu", "Pb")]
    assert equivalence(vacuum, setup) == pytest.approx(ratios[0] - ratios[1], rel=1e-9)
    turned = dataclasses.replace(setup, test=("Pb", "Cu"))
    assert equivalence(vacuum, turned) == pytest.approx(-equivalence(vacuum, setup), rel=1e-12)
    with pytest.raises(InputError, match="two materials"):
        equivalence(vacuum, Setup(distance=1.0, test=("Cu",), source="W"))
    with pytest.raises(InputError):
        Setup(distance=1.0, test=(), source="W")


def test_force_in_a_beam_is_bounded_by_the_aligned_one() -> None:
    """Where the source's size kills coherence, the slope at a point is not a force on a body."""
    setup = Setup(distance=30 * cm, test=("Cu", "Pb"), source="U-238")

    def build(a: Content, b: Content) -> Any:
        return interaction(a, b, MASSLESS, background="solar", part="background")

    assert abs(equivalence(build, setup)) < abs(equivalence(build, setup, True))


def test_table_has_the_talk_and_its_attributes(table: Any) -> None:
    assert table.sizes == {"experiment": 8, "background": 4}
    assert set(table.attrs) >= {"references", "reasons", "warnings", "nuforce_version"}
    assert set(table.attrs["references"]) <= set(entries())
    for name in ("predicted", "missing_decades", "aligned", "suppression", "coherence_angle"):
        assert table[name].attrs["long_name"]
        assert table[name].attrs["units"]
    assert any("points" in text for text in table.attrs["warnings"])
    expected = np.log10(table.sensitivity / np.abs(table.predicted))
    np.testing.assert_allclose(table.missing_decades, expected.transpose("experiment", "background"), rtol=1e-12)


def test_total_is_the_sum(table: Any) -> None:
    total = nf.reach(backgrounds=["cosmic"], part="total")
    sums = table.predicted.sel(background="vacuum") + table.predicted.sel(background="cosmic")
    np.testing.assert_allclose(total.predicted.sel(background="cosmic"), sums, rtol=1e-9)


def test_sources_that_are_too_near_are_out_of_domain(table: Any) -> None:
    cell = table.sel(experiment="washington-2007", background="reactor")
    assert str(cell.status.item()) == "out-of-domain"
    assert np.isnan(cell.predicted)
    assert cell.aligned > 0  # the bound stays
    assert any("washington-2007" in text and "reactor" in text for text in table.attrs["warnings"])


def test_screened_force_underflows_with_a_word() -> None:
    heavy = nf.reach("washington-2007", backgrounds=["vacuum"], sector=Sector.normal_ordering(lightest=0.05))
    assert heavy.status.item() == "underflow"
    assert heavy.predicted.item() == 0
    assert np.isnan(heavy.missing_decades.item())


def test_choosing() -> None:
    assert nf.reach("tag:levitated", backgrounds=["vacuum"]).experiment.values.tolist() == ["levitated-optomechanics"]
    both = nf.reach(["wuhan-2012", nf.experiments["wuhan-2020"]], backgrounds="vacuum")
    assert both.experiment.values.tolist() == ["wuhan-2012", "wuhan-2020"]
    assert nf.reach(nf.experiments, backgrounds=["vacuum"]).sizes["experiment"] == len(nf.experiments)
    with pytest.raises(UnknownName, match="wuhan-2020"):
        nf.reach("wuhan-2021")
    with pytest.raises(UnknownName, match="cosmic"):
        nf.reach("wuhan-2020", backgrounds=["kosmic"])
    with pytest.raises(UnknownName, match="total"):
        nf.reach("wuhan-2020", backgrounds=["vacuum"], part="all")  # type: ignore[arg-type]  # that is the point


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    nf.reach(["wuhan-2012", "wuhan-2020"], backgrounds=["vacuum", "cosmic"], progress=lambda i, n: told.append((i, n)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_experiment_within_reach_says_so() -> None:
    dream = dataclasses.replace(
        nf.experiments["wuhan-2020"],
        name="dream",
        sensitivity=dataclasses.replace(nf.experiments["wuhan-2020"].sensitivity, value=1e-25),
    )
    assert isinstance(dream, Experiment)
    table = nf.reach(dream, backgrounds=["vacuum"])
    assert table.missing_decades.item() < 0
    assert verdict(table).startswith("Yes")
    assert "within reach" in verdicts(table)["dream"]


def test_records_are_flat_and_complete(table: Any) -> None:
    rows = records(table)
    assert len(rows) == 32
    beams = [r for r in rows if r["background"] in ("reactor", "supernova")]
    assert all("aligned" in r and "suppression" in r for r in beams)
    nearest = records(table, by_ratio=True)
    decades_ = [r["missing_decades"] for r in nearest if r["missing_decades"] is not None]
    assert decades_ == sorted(decades_)
    equivalence_rows = [r for r in rows if r["observable"] == "equivalence"]
    assert sorted({r["reference_gravity"] for r in equivalence_rows}) == pytest.approx([9.2e-7, 9.8])


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv", "html"])
def test_reports(table: Any, format: Any) -> None:
    made = report(table, format)
    for name in table.experiment.values:
        assert name in made
    with pytest.raises(UnknownName):
        report(table, "pdf")  # type: ignore[arg-type]  # that is the point


def test_page_is_self_contained(table: Any) -> None:
    with canvas() as (figure, ax):
        draw(ax, table)
        picture = svg(figure)
    page = report(table, "html", figures=[picture])
    assert "<svg" in page
    assert not re.search(r'(?:src|href)\s*=\s*"https?:', page)
    assert "<script" not in page
    assert "Feinberg:1968zz" in page
    assert verdict(table).split(".")[0] in page


def test_verdict_answers_the_question(table: Any) -> None:
    assert verdict(table).startswith("No: closest is levitated-optomechanics (in vacuum), 10^17.3 short.")
    assert set(verdicts(table)) == set(table.experiment.values.tolist())


def test_figures_have_axes_units_and_legend(table: Any, tmp_path: Path) -> None:
    with canvas() as (figure, ax):
        assert draw(ax, table)
        assert "gravity" in ax.get_ylabel()
        labels = [text.get_text() for text in ax.get_legend().get_texts()]
        assert {"vacuum", "cosmic", "reactor", "supernova"} <= set(labels)
        assert any("um" in t.get_text() for t in ax.get_xticklabels())
        save(figure, tmp_path / "x.png")
        save(figure, tmp_path / "x.pdf")
    assert (tmp_path / "x.png").stat().st_size > 10_000
    with canvas() as (figure, ax):
        assert decades(ax, table)
        assert len(ax.texts) == 32


def test_figures_are_the_same_to_the_bit(table: Any) -> None:
    made = []
    for _ in range(2):
        with canvas() as (figure, ax):
            draw(ax, table)
            made.append(svg(figure))
    assert made[0] == made[1]
