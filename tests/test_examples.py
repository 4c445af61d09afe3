"""The two twins of each example agree."""

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuforce.cli import run
from nuforce.scenario import Scenario
from tests.tables import approx

FOLDER = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def script(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """Run a script; return its names and what it printed."""
    names = runpy.run_path(str(FOLDER / name), run_name="__main__")
    out, err = capsys.readouterr()
    assert err == ""
    return names, out


def command(*arguments: str) -> dict[str, Any]:
    """Run the twin as its README says; return the JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", "nuforce", *arguments, "--format", "json"],
        cwd=FOLDER,
        env={**os.environ, "NUFORCE_PATH": "my-folder"},
        capture_output=True,
        text=True,
        check=True,
    )
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("name", ["can-we-detect", "my-experiment"])
def test_tables_agree(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    names, out = script(f"{name}.py", capsys)
    table = names["table"]
    made = command("reach", f"{name}.toml")
    assert len(made["records"]) == table.predicted.size
    for record in made["records"]:
        cell = table.sel(experiment=record["experiment"], background=record["background"])
        assert record["status"] == str(cell.status.item())
        if record["predicted"] is None:
            assert np.isnan(cell.predicted)
        else:
            assert record["predicted"] == approx(cell.predicted.item(), rel=1e-14)
        assert record["sensitivity"] == cell.sensitivity.item()
        assert record["observable"] == str(cell.observable.item())
    assert set(made["references"]) == set(table.attrs["references"])
    assert "short" in out


def test_my_own_files_are_the_objects_of_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    from nuforce.catalogue import build
    from nuforce.experiments import Experiment

    names, _ = script("my-experiment.py", capsys)
    path = FOLDER / "my-folder" / "experiments" / "my-balance.toml"
    mine = build(Experiment, tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    for field in ("name", "title", "observable", "status", "references", "setup", "sensitivity"):
        assert getattr(mine, field) == getattr(names["balance"], field)
    source = Scenario.load(FOLDER / "my-experiment.toml").backgrounds()[1]
    assert source == names["source"]


@pytest.mark.parametrize(
    ("column", "settings"),
    [
        ("Dirac, both", []),
        ("Dirac, as produced", ["background.filling=produced"]),
        ("Majorana", ["sector.nature=majorana"]),
    ],
)
def test_relic_forces_agree(column: str, settings: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    names, out = script("relic-force.py", capsys)
    arguments = ["potential", "n", "n", "--at", "1um..1m:13", "--config", str(FOLDER / "relic-force.toml")]
    for setting in settings:
        arguments += ["--set", setting]
    assert run([*arguments, "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)["records"]
    np.testing.assert_allclose([r["over_gravity"] for r in records], names["table"][column], rtol=1e-12)
    np.testing.assert_allclose([r["r"] for r in records], np.geomspace(1e-6, 1, 13), rtol=1e-14)
    assert out.count("\n") == 14


def test_relic_force_says_what_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    """Near: m/(8.4 T) more than massless for Dirac as produced, twice that for both, hundreds of times less for Majorana."""
    names, _ = script("relic-force.py", capsys)
    produced, both, majorana = (names["table"][x][0] for x in ("Dirac, as produced", "Dirac, both", "Majorana"))
    assert produced < 0  # attraction, the exclusion principle at work
    assert both / produced == approx(2, rel=0.03)
    assert 1e-4 < majorana / produced < 1e-3


def test_short_range_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    names, out = script("short-range.py", capsys)
    made = command("potential", "n", "n", "--at", "1fm..1nm:25", "--config", "short-range.toml")
    values = np.array([record["value"] for record in made["records"]])
    np.testing.assert_allclose(values, names["loop"](names["r"]), rtol=1e-11)
    assert values[-1] / names["contact"][-1] == approx(1, rel=1e-6)
    assert "attracts between about 6 fm and 56 fm" in out


def test_the_universe_is_not_gravity(capsys: pytest.CaptureFixture[str]) -> None:
    names, out = script("feynman.py", capsys)
    assert names["turn"][2] == approx(4.9, rel=0.01)  # Mercury's distance from the Sun, degrees per revolution
    assert np.all(names["share"] < 1e-12)
    assert out.count("\n") == 7


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_every_example_has_its_twin_and_its_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin = path.with_suffix(".toml")
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if path.name in line)
    if "(none: " in line:  # what no scenario can say
        assert not twin.exists()
        script(path.name, capsys)
        return
    assert twin.name in line
    # each names the other, and the command that README names
    code, text = path.read_text(encoding="utf-8"), twin.read_text(encoding="utf-8")
    assert f"The twin of {twin.name}" in code
    assert f"The twin of {path.name}" in text
    shown = re.search(r"`((?:NUFORCE_PATH=\S+ )?nuforce [^`]+)`", line)
    assert shown is not None
    assert shown[1] in code
    assert shown[1] in text


def test_own_experiment_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    for path in (FOLDER / "my-folder").rglob("*.toml"):
        assert run(["check", str(path)]) == 0
        assert capsys.readouterr().err == ""


def test_scripts_are_commented() -> None:
    for path in SCRIPTS:
        assert path.read_text(encoding="utf-8").startswith('"""')
        comments = [line for line in path.read_text(encoding="utf-8").splitlines() if "# " in line]
        assert len(comments) >= 4
