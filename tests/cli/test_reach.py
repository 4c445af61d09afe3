"""``nuforce reach`` as a script sees it."""

import csv
import io
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nuforce.bibliography import entries
from nuforce.cli import run
from nuforce.experiments import experiments
from tests.tables import TALK

Call = Callable[..., dict[str, Any]]
ONE = ["reach", "-x", "wuhan-2020"]
BEAMS = ("reactor", "solar", "supernova", "spallation", "cr51", "ar37")


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """One run of the main question, as a script would see it."""
    done = subprocess.run(
        [sys.executable, "-m", "nuforce", "reach", "--format", "json"], check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    parsed: dict[str, Any] = json.loads(done.stdout, parse_constant=pytest.fail)
    return parsed


def test_every_row_is_there(whole: dict[str, Any]) -> None:
    rows = {(r["experiment"], r["background"]): r for r in whole["records"]}
    assert len(rows) == len(whole["records"])
    assert {e for e, _ in rows} == set(TALK)
    for experiment in TALK:
        for background in ("vacuum", "cosmic", "reactor", "solar", "supernova", "spallation"):
            row = rows[experiment, background]
            assert row["unit"] == "1"
            assert row["sensitivity"] == experiments[experiment].sensitivity.value
            assert row["observable"] == experiments[experiment].observable
            assert row["part"] == ("vacuum" if background == "vacuum" else "background")
            if row["status"] == "ok":
                decades = math.log10(row["sensitivity"] / abs(row["predicted"]))
                assert row["missing_decades"] == pytest.approx(decades, abs=1e-12)
                assert row["ratio_to_gravity"] is not None
            else:
                assert row["predicted"] is None
                assert row["missing_decades"] is None
    assert rows["washington-2007", "vacuum"]["observable"] == "equivalence"
    assert rows["washington-1999", "vacuum"]["observable"] == "equivalence"
    assert rows["wuhan-2020", "vacuum"]["observable"] == "potential-ratio"
    assert rows["wuhan-2020", "vacuum"]["ratio_to_gravity"] == rows["wuhan-2020", "vacuum"]["predicted"]


def test_beams_have_bound_and_suppression(whole: dict[str, Any]) -> None:
    for row in whole["records"]:
        beam = row["background"] in BEAMS
        assert ("aligned" in row) == ("suppression" in row) == beam
        if not beam:
            continue
        assert row["aligned"] is not None
        if row["status"] == "ok":
            assert abs(row["suppression"]) <= 1 + 1e-12
            assert row["suppression"] == pytest.approx(row["predicted"] / row["aligned"], rel=1e-9, abs=0)


def test_what_survives_of_nothing_is_nothing(whole: dict[str, Any]) -> None:
    """The suppression is predicted/aligned, so it is null where predicted is."""
    lost = [r for r in whole["records"] if r["predicted"] is None and "suppression" in r]
    assert lost
    for row in lost:
        assert row["suppression"] is None, (row["experiment"], row["background"])


def test_points_and_bounds_are_said(whole: dict[str, Any]) -> None:
    assert any("points at the mean distance" in text for text in whole["warnings"])
    assert any("upper bound" in text for text in whole["warnings"])
    for row in whole["records"]:
        if row["status"] != "ok":
            assert any(row["experiment"] in t and row["status"] in t for t in whole["warnings"]), row


def test_scenario_repeats_the_defaults(whole: dict[str, Any]) -> None:
    assert whole["scenario"]["experiments"] == ["tag:talk"]
    names = list(dict.fromkeys(r["background"] for r in whole["records"]))
    assert whole["scenario"]["background"] == names
    sector = whole["scenario"]["sector"]
    assert (sector["nature"], sector["ordering"], sector["lightest"]) == ("majorana", "normal", "0.0 eV")
    assert set(whole["references"]) <= set(entries())
    for experiment in TALK:
        assert set(experiments[experiment].references) <= set(whole["references"])


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("tag:talk", set(TALK)),
        ("talk", set(TALK)),
        ("torsion-balance", set(TALK) - {"levitated-optomechanics"}),
        ("tag:equivalence-principle", {"washington-1999", "washington-2007"}),
        ("wuhan-2012,WUHAN-2020", {"wuhan-2012", "wuhan-2020"}),
        ("wuhan-2012, wuhan-2012", {"wuhan-2012"}),
        ("wuhan-2012,tag:levitated", {"wuhan-2012", "levitated-optomechanics"}),
    ],
)
def test_choosing_experiments(choice: str, names: set[str], as_json: Call) -> None:
    rows = [r["experiment"] for r in as_json("reach", "-x", choice, "-b", "vacuum")["records"]]
    assert set(rows) == names
    assert len(rows) == len(names)


def test_choosing_backgrounds(as_json: Call) -> None:
    rows = as_json(*ONE, "-b", "solar-pp, Vacuum,dsnb,cosmic-mb")["records"]
    assert [r["background"] for r in rows] == ["solar-pp", "vacuum", "dsnb", "cosmic-mb"]
    assert "aligned" in rows[0]
    assert "aligned" not in rows[2]  # from all directions


def test_nearest_first(as_json: Call) -> None:
    arguments = ["reach", "-b", "vacuum,cosmic,reactor", "--sort", "ratio"]
    decades = [r["missing_decades"] for r in as_json(*arguments)["records"]]
    known = [d for d in decades if d is not None]
    assert decades == sorted(known) + [None] * (len(decades) - len(known))
    assert None in decades  # rows without a number come last


def test_total_adds_the_vacuum(as_json: Call) -> None:
    for experiment in ("washington-2020", "washington-1999"):
        arguments = ["reach", "-x", experiment, "-b", "vacuum,cosmic,reactor"]
        vacuum, *parts = (r["predicted"] for r in as_json(*arguments)["records"])
        rows = as_json(*arguments, "--part", "total")["records"]
        assert [r["part"] for r in rows] == ["vacuum", "total", "total"]
        assert rows[0]["predicted"] == vacuum
        for row, part in zip(rows[1:], parts, strict=True):
            assert row["predicted"] == pytest.approx(vacuum + part, rel=1e-9, abs=0)


def test_settings_reach_the_numbers(as_json: Call) -> None:
    (plain,) = as_json(*ONE, "-b", "vacuum")["records"]
    massless = as_json(*ONE, "-b", "vacuum", "--set", "sector.masses=[0 eV, 0 eV, 0 eV]")["records"][0]
    assert massless["predicted"] == pytest.approx(5.411e-22, rel=2e-3, abs=0)
    assert massless["predicted"] > plain["predicted"]
    settings = ["--set", "background.angular_radius=0 rad", "--set", "background.distance=20 m"]
    (far,) = as_json(*ONE, "-b", "reactor", *settings)["records"]
    (near,) = as_json(*ONE, "-b", "reactor", "--set", "background.angular_radius=0 rad")["records"]
    assert near["predicted"] / far["predicted"] == pytest.approx(4, rel=1e-9, abs=0)
    assert far["suppression"] == pytest.approx(1, rel=1e-9, abs=0)
    (flavour,) = as_json(*ONE, "-b", "reactor", "--set", "flavour=mu")["records"]
    assert (flavour["predicted"], flavour["status"]) == (0.0, "zero")  # only electron antineutrinos
    assert flavour["missing_decades"] is None
    (gravity,) = as_json(*ONE, "-b", "vacuum", "--set", "exchange.kind=newton")["records"]
    assert gravity["predicted"] == pytest.approx(-1, rel=1e-14, abs=0)


def test_a_force_that_underflows_has_no_decades(as_json: Call) -> None:
    arguments = ["reach", "-x", "irvine-1985-5cm", "-b", "vacuum", "--set", "sector.lightest=0.05 eV"]
    result = as_json(*arguments)
    (row,) = result["records"]
    assert (row["predicted"], row["missing_decades"], row["status"]) == (0.0, None, "underflow")
    assert any("underflow" in text for text in result["warnings"])


SAME_NAME = """
experiments = ["wuhan-2020"]
[[background]]
name = "solar"
[[background]]
name = "solar"
angular_radius = "0 rad"
"""


def test_two_backgrounds_of_one_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once as it is and once as a point source: two rows, or a message; none is dropped silently."""
    path = tmp_path / "twice.toml"
    path.write_text(SAME_NAME, encoding="utf-8")
    for style in ("csv", "text"):
        status = run(["reach", str(path), "--format", style, "-o", str(tmp_path / style)])
        err = capsys.readouterr().err
        if status == 2:
            assert "solar" in err
        else:
            assert status == 0
            assert (tmp_path / style).read_text(encoding="utf-8").count("solar") >= 2
    assert run([*ONE, "-b", "reactor,Reactor", "-o", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("ending", [".md", ".tex", ".csv", ".json", ".txt"])
def test_files_are_sorted_too(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out{ending}"
    assert run(["reach", "-x", "wuhan-2012,washington-2020", "-b", "vacuum", "--sort", "ratio", "-o", str(path)]) == 0
    capsys.readouterr()
    text = path.read_text(encoding="utf-8")
    rows = text[text.index('"records"') :] if ending == ".json" else text
    assert rows.index("washington-2020") < rows.index("wuhan-2012")


def test_inline_background_of_a_scenario(as_json: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        experiments = ["wuhan-2020"]
        [[background]]
        name = "my-reactor"
        kind = "beam"
        distance = "25 m"
        angular_radius = "0 rad"
        [[background.component]]
        flavour = { e = 1.0 }
        flux = "1e13 / cm^2 / s"
        spectrum = { kind = "pinched", mean_energy = "3 MeV", pinch = 2.0 }
        """,
        encoding="utf-8",
    )
    (record,) = as_json("reach", str(path))["records"]
    assert record["background"] == "my-reactor"
    assert record["suppression"] == pytest.approx(1.0, abs=0)
    (other,) = as_json("reach", "--config", str(path), "--set", "background.angular_radius=10 mrad")["records"]
    assert other["aligned"] == record["aligned"]
    assert abs(other["suppression"]) < 1
    # coherent upper limit: G_F^2 Phi E Q^2/(pi G m^2), with 0.103648 electron-neutrino charges per u of tungsten
    flux = 1e13 * (1.973269804593025e-5) ** 2 * 6.582119569509066e-16  # eV^3, from hbar c in eV cm and hbar in eV s
    planck, u = 1.220890e28, 931494103.72  # eV
    expected = 1.1663788e-23**2 * flux * 3e6 * (0.103648 / u) ** 2 * planck**2 / math.pi
    assert record["aligned"] == pytest.approx(-expected, rel=1e-3, abs=0)


STARTS = {
    ".html": "<!DOCTYPE html>",
    ".svg": "<?xml",
    ".json": "{",
    ".csv": "experiment,",
    ".md": "| experiment",
    ".tex": r"\begin{tabular}",
    ".txt": "Can we detect",
}


@pytest.mark.parametrize("ending", list(STARTS))
def test_the_ending_says_what_is_written(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out{ending}"
    path.write_text("old", encoding="utf-8")
    assert run([*ONE, "-b", "vacuum,reactor", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    content = path.read_text(encoding="utf-8")
    assert content.lstrip().startswith(STARTS[ending])
    assert content.endswith("\n")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("ending", "magic"), [(".png", b"\x89PNG\r\n"), (".pdf", b"%PDF-")])
def test_figures_as_pictures(ending: str, magic: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out{ending}"
    assert run([*ONE, "-b", "vacuum,reactor", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_bytes().startswith(magic)


def test_files_hold_the_same_numbers(as_json: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*ONE, "-b", "vacuum,cosmic,solar"]
    made = as_json(*arguments)
    for ending in (".json", ".csv"):
        assert run([*arguments, "-o", str(tmp_path / f"out{ending}")]) == 0
    capsys.readouterr()
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == made
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert [float(row["predicted"]) for row in rows] == [r["predicted"] for r in made["records"]]
    assert rows[0]["aligned"] == ""
    assert float(rows[2]["suppression"]) == made["records"][2]["suppression"]


@pytest.mark.parametrize("ending", [".md", ".tex", ".txt", ".html", ".json"])
def test_files_end_with_the_bibliography_on_request(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"out{ending}"
    assert run([*ONE, "-b", "vacuum,reactor", "--cite", "-o", str(path)]) == 0
    capsys.readouterr()
    content = path.read_text(encoding="utf-8")
    for key in ("Tan:2020vpf", "Huber:2011wv", "Feinberg:1968zz"):
        assert f"{{{key}," in content


def test_page_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.html"
    assert run([*ONE, "-b", "vacuum,reactor", "-o", str(path)]) == 0
    capsys.readouterr()
    page = path.read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?\s*(?:https?:)?//", page)
    assert "<script" not in page
    assert "<link" not in page
    assert "@import" not in page
    assert "lightest" in page  # the scenario
    for key in ("Tan:2020vpf", "Huber:2011wv", "Feinberg:1968zz"):
        assert key in page


def test_as_text_figure_and_report_lie_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([*ONE, "-b", "vacuum,cosmic"]) == 0
    out, err = capsys.readouterr()
    assert "missing decades" in out
    assert "short" in out
    assert "points at the mean distance" in out
    assert err == ""
    assert {p.name for p in (tmp_path / "nuforce-reach").iterdir()} == {"reach.svg", "decades.svg", "report.html"}


def test_a_folder_that_cannot_be_made_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer was given; the figure is beside the point."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nuforce-reach").write_text("in the way", encoding="utf-8")
    assert run([*ONE, "-b", "vacuum"]) == 0
    out, err = capsys.readouterr()
    assert "short" in out
    assert err.startswith("note: figure and report were not written")
    (tmp_path / "nuforce-reach").unlink()
    (tmp_path / "nuforce-reach" / "reach.svg").mkdir(parents=True)
    assert run([*ONE, "-b", "vacuum"]) == 0
    assert capsys.readouterr().err.startswith("note: ")


@pytest.mark.parametrize("ending", [".txt", ".md", ".tex", ".html"])
@pytest.mark.parametrize("name", ["[/core]", "[red]core", "a|b", "50% & more_#1"])
def test_any_name_may_be_given_to_a_background(
    name: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names are text, not markup."""
    path = tmp_path / "odd.toml"
    path.write_text(
        f"""
        experiments = ["wuhan-2020"]
        [[background]]
        name = {json.dumps(name)}
        kind = "beam"
        notes = ["[bold]a note[/bold] <b>x</b>"]
        distance = "25 m"
        angular_radius = "0 rad"
        [[background.component]]
        flavour = {{ e = 1.0 }}
        flux = "1e13 / cm^2 / s"
        spectrum = {{ kind = "line", energy = "3 MeV" }}
        """,
        encoding="utf-8",
    )
    out = tmp_path / f"out{ending}"
    assert run(["reach", str(path), "-o", str(out)]) == 0
    capsys.readouterr()
    content = out.read_text(encoding="utf-8")
    if ending == ".txt":
        assert name in content
    elif ending == ".md":
        cells = re.split(r"(?<!\\)\|", next(line for line in content.splitlines() if "wuhan-2020" in line))
        assert cells[2].strip().replace("\\", "") == name
        assert len(cells) == 9
    elif ending == ".tex":
        assert re.sub(r"([%&#_])", r"\\\1", name) in content
    else:
        assert "<b>x</b>" not in content
