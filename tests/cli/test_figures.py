"""``nuforce figures`` as a script sees it."""

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nuforce.bibliography import entries
from nuforce.cli import figures_, run
from nuforce.errors import NotConverged

Call = Callable[..., dict[str, Any]]
NAMES = ["opening", "operators", "forces", "angles", "suppression", "relic", "field", "spectrum", "reach"]
QUICK = ["--set", 'experiments=["wuhan-2020"]', "--set", 'background=["vacuum"]']
ONE = ["--only", "reach"]
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All figures, with what they are by default."""
    place = tmp_path_factory.mktemp("figures") / "new"
    assert run(["figures", "-o", str(place)]) == 0
    return place


def test_records_are_files(tmp_path: Path, as_json: Call) -> None:
    result = as_json("figures", *QUICK, "-o", str(tmp_path / "new"))
    assert result["command"] == "figures"
    assert [r["figure"] for r in result["records"]] == NAMES
    for record in result["records"]:
        assert set(record) == {"figure", "file", "title", "references", "status"}
        assert all(isinstance(value, str) and value for value in record.values())
        assert record["status"] == "ok"
        keys = record["references"].split(", ")
        assert set(keys) <= set(result["references"]) <= set(entries())
        path = Path(record["file"])
        assert path == tmp_path / "new" / f"{record['figure']}.svg"
        text = path.read_text(encoding="utf-8")
        assert text.startswith("<?xml")
        assert text.count("<svg") == 1
        assert len(text) < 300_000
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == sorted(f"{name}.svg" for name in NAMES)
    assert result["scenario"]["experiments"] == ["wuhan-2020"]
    assert any(text.startswith("forces: ") for text in result["warnings"])
    for key in ("Xu:2021daf", "Ghosh:2024ctv", "Bolton:2020xsm", "Tan:2020vpf"):
        assert key in result["references"]


def test_documentation_shows_these(folder: Path) -> None:
    static = Path(__file__).parents[2] / "docs" / "_static"
    for name in NAMES[:-1]:
        texts = [(place / f"{name}.svg").read_text(encoding="utf-8") for place in (static, folder)]
        # another release of matplotlib may write other paths, not other elements
        one, other = (sorted(re.findall(r'<g id="([a-z]+)', text)) for text in texts)
        assert one == other, f"renew docs/_static/{name}.svg with 'nuforce figures -o docs/_static'"


def test_talk(tmp_path: Path, as_json: Call) -> None:
    records = as_json("figures", "--talk", *QUICK, "-o", str(tmp_path))["records"]
    assert [r["figure"] for r in records] == ["opening", "angles", "reach"]
    assert {p.name for p in tmp_path.iterdir()} == {"opening.svg", "angles.svg", "reach.svg"}


def test_only_some(tmp_path: Path, as_json: Call) -> None:
    records = as_json("figures", "--only", "reach,operators", *QUICK, "-o", str(tmp_path))["records"]
    assert [r["figure"] for r in records] == ["operators", "reach"]


@pytest.mark.parametrize("form", list(MAGIC))
def test_forms(form: str, tmp_path: Path, as_json: Call) -> None:
    records = as_json("figures", *ONE, *QUICK, "--as", form, "-o", str(tmp_path))["records"]
    assert {p.name for p in tmp_path.iterdir()} == {Path(r["file"]).name for r in records}
    assert all(p.suffix == f".{form}" and p.read_bytes().startswith(MAGIC[form]) for p in tmp_path.iterdir())


def test_text_and_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: Call) -> None:
    arguments = ["figures", *ONE, *QUICK, "-o", str(tmp_path)]
    records = as_json(*arguments)["records"]
    assert run([*arguments, "--format", "csv"]) == 0
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out))) == records
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert all(Path(r["file"]).name in out and r["title"] in out for r in records)
    assert err.startswith("note: ")


def test_citations(tmp_path: Path, as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["figures", *ONE, *QUICK, "-o", str(tmp_path), "--cite"]
    result = as_json(*arguments)
    assert all(f"{{{key}," in result["bibtex"] for key in result["references"])
    assert run(arguments) == 0
    assert "@article{Tan:2020vpf" in capsys.readouterr().out


def test_scenario_enters(tmp_path: Path, as_json: Call) -> None:
    scenario = tmp_path / "heavy.toml"
    scenario.write_text(
        'experiments = ["wuhan-2020"]\nbackground = ["vacuum"]\n[sector]\nlightest = "0.1 eV"\n', encoding="utf-8"
    )
    some = ("--only", "operators,forces,reach")
    result = as_json("figures", str(scenario), *some, "-o", str(tmp_path / "heavy"))
    assert result["scenario"]["sector"]["lightest"] == "0.1 eV"
    as_json("figures", *some, *QUICK, "-o", str(tmp_path / "light"))
    same = {
        name: (tmp_path / "heavy" / f"{name}.svg").read_bytes() == (tmp_path / "light" / f"{name}.svg").read_bytes()
        for name in ("operators", "forces", "reach")
    }
    assert same == {"operators": True, "forces": False, "reach": False}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["-o", "no folder"]),
        (["-o", "{old}"], ["is a file"]),
        (["-o", "{here}/no/such"], ["does not exist; make it first"]),
        (["-o", "{here}/blocked"], ["reach.svg", "move it away"]),
        (["-o", "{here}/x" + 300 * "y"], ["cannot be written"]),
        (["nothing.toml", "-o", "{here}/new"], ["nothing.toml", "does not exist"]),
        (["--set", "sector.lightest=-1 eV", "-o", "{here}/new"], ["lightest"]),
        (["--set", 'experiments=["wuhan"]', "--set", 'background=["vacuum"]', "-o", "{here}/new"], ["wuhan"]),
        (["--as", "gif", "-o", "{here}/new"], ["gif"]),
        (["--only", "zoo", "-o", "{here}/new"], ["zoo", "operators"]),
        (["--only", "forces", "--talk", "-o", "{here}/new"], ["forces", "--talk"]),
        (["{old}", "--config", "{old}", "-o", "{here}/new"], ["--config"]),
    ],
)
def test_bad_input(arguments: list[str], words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old"
    old.write_text("old", encoding="utf-8")
    (tmp_path / "blocked" / "reach.svg").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    assert run(["figures", *(a.format(old=old, here=tmp_path) for a in arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nuforce: ")
    assert err.count("\n") == 1
    assert all(word in err for word in words), err
    assert sorted(tmp_path.rglob("*")) == before
    assert old.read_text(encoding="utf-8") == "old"


def test_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run(["figures", "-o", str(tmp_path)]) == 2
    assert "cannot be written to" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("new", [True, False])
def test_a_full_disk_leaves_nothing_behind(
    new: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "figures"
    if not new:
        folder.mkdir()
        (folder / "opening.svg").write_bytes(b"old")
    whole = Path.write_bytes

    def write(self: Path, data: bytes) -> int:
        if self.name == "reach.svg":
            raise OSError(28, "No space left on device", str(self))
        return whole(self, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    assert run(["figures", "--talk", *QUICK, "-o", str(folder)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert folder.exists() != new
    if not new:
        assert [p.name for p in folder.iterdir()] == ["opening.svg"]
        assert (folder / "opening.svg").read_bytes() == b"old"


def test_a_figure_that_fails_is_said_and_the_others_kept(tmp_path: Path, as_json: Call) -> None:
    """Z and W do not know the mediators of non-standard interactions."""
    nsi = "sector.nsi={n = [[0.1, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]}"
    result = as_json("figures", *QUICK, "--set", nsi, "-o", str(tmp_path), status=1)
    rows = {r["figure"]: r for r in result["records"]}
    assert rows["forces"]["status"] == "out-of-domain"
    assert rows["forces"]["file"] is None
    assert {r["status"] for name, r in rows.items() if name != "forces"} == {"ok"}
    assert {p.name for p in tmp_path.iterdir()} == {f"{name}.svg" for name in NAMES if name != "forces"}
    assert any(text.startswith("forces: non-standard") for text in result["warnings"])


def test_no_figure_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: Call) -> None:
    def fail(*_: Any) -> Any:
        raise NotConverged("nothing", 1e-3, 1.0)

    monkeypatch.setattr(figures_, "_made", fail)
    result = as_json("figures", "-o", str(tmp_path / "new"), status=1)
    assert {r["status"] for r in result["records"]} == {"not-converged"}
    assert not (tmp_path / "new").exists()


def test_progress_is_shown_to_people_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["figures", *ONE, *QUICK, "-o", str(tmp_path)]
    assert run(arguments) == 0
    plain = capsys.readouterr()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert run(arguments) == 0
    seen = capsys.readouterr()
    assert seen.out == plain.out
    assert len(seen.err) > len(plain.err)


def test_help_says_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "--help"]) == 0
    out = capsys.readouterr().out
    assert "DIR" in out
    assert "FILE" not in out
