"""The two twins of each example agree."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "examples"


def script(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """Run a script; return its names and what it printed."""
    names = runpy.run_path(str(FOLDER / name))
    return names, capsys.readouterr().out


def command(*arguments: str) -> list[dict[str, Any]]:
    """Run the twin; return its records."""
    done = subprocess.run(
        [sys.executable, "-m", "nuforce", *arguments, "--format", "json"],
        cwd=FOLDER,
        env={**os.environ, "NUFORCE_PATH": "my-folder"},
        capture_output=True,
        text=True,
        check=True,
    )
    records: list[dict[str, Any]] = json.loads(done.stdout)["records"]
    return records


@pytest.mark.parametrize("name", ["can-we-detect", "my-experiment"])
def test_tables(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    names, out = script(f"{name}.py", capsys)
    table = names["table"]
    records = command("reach", f"{name}.toml")
    assert len(records) == table.predicted.size
    for record in records:
        cell = table.predicted.sel(experiment=record["experiment"], background=record["background"])
        if record["predicted"] is not None:
            assert float(cell) == pytest.approx(record["predicted"], rel=1e-9, abs=0)
    assert "short" in out


def test_relic_force(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = script("relic-force.py", capsys)
    last = [float(line.split()[-1]) for line in out.splitlines()[1:]]
    records = command("potential", "n", "n", "--at", "1um..1m:13", "--config", "relic-force.toml")
    assert last == pytest.approx([r["over_gravity"] for r in records], rel=1e-6, abs=0)


def test_every_example_is_listed() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.py"):
        assert re.search(re.escape(path.name), text)
        assert path.with_suffix(".toml").exists()
