"""The catalogue files, their provenance and the bibliography."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

import nuforce as nf
from nuforce.backgrounds import backgrounds
from nuforce.bibliography import cite, entries
from nuforce.cli import run
from nuforce.errors import UnknownName
from nuforce.experiments import experiments
from nuforce.matter import materials
from nuforce.oscillations import oscillations

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "nuforce" / "data"
FILES = sorted(DATA.rglob("*.toml"))
CATALOGUES: dict[str, Any] = {
    "experiments": experiments,
    "backgrounds": backgrounds,
    "oscillations": oscillations,
    "materials": materials,
}
CHOICE = "nuforce:choice"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_file_passes_its_own_check(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "ok" in out
    assert err == ""  # no unknown reference, no missing provenance


@pytest.mark.parametrize("kind", list(CATALOGUES))
def test_every_entry_says_where_its_numbers_come_from(kind: str) -> None:
    for entry in CATALOGUES[kind].values():
        assert entry.provenance, entry.name
        for item in entry.provenance:
            assert item.reference in entries(), (entry.name, item.reference)
            assert item.where
            assert item.how
        assert set(entry.references) <= set(entries())


def test_the_talk_is_complete() -> None:
    assert sorted(e.name for e in experiments.tagged("talk")) == sorted(
        [
            "washington-2007",
            "washington-1999",
            "irvine-1985-2cm",
            "irvine-1985-5cm",
            "wuhan-2012",
            "wuhan-2020",
            "washington-2020",
            "levitated-optomechanics",
        ]
    )
    assert set(backgrounds) >= {
        *("cosmic", "cosmic-mb", "reactor", "solar", "solar-pp", "solar-be7", "supernova", "dsnb", "atmospheric"),
        *("geo", "spallation", "cr51", "ar37"),
    }


def test_numbers_from_memory_are_marked_as_such() -> None:
    marked = [
        (entry.name, item.quantity)
        for catalogue in CATALOGUES.values()
        for entry in catalogue.values()
        for item in entry.provenance
        if item.status == "memory"
    ]
    assert ("ar37", "component.0.spectrum.weights") in marked or marked  # the reader can find them with nuforce show


def test_bibliography_is_used_and_complete() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder, endings in (("src", (".py", ".toml")), ("docs", (".md",)))
        for path in (ROOT / folder).rglob("*")
        if path.suffix in endings and "_build" not in path.parts
    )
    unused = [key for key in entries() if key not in text]
    assert unused == []
    for key, entry in entries().items():
        assert re.match(r"@\w+\{" + re.escape(key) + ",", entry)
        assert entry.count("{") == entry.count("}")
        assert "title" in entry


def test_citations_give_each_key_once_with_a_reason() -> None:
    table = nf.reach("wuhan-2020", backgrounds=["vacuum", "reactor"])
    text = cite(table, experiments["wuhan-2020"], "Feinberg:1968zz")
    keys = re.findall(r"(?m)^@\w+\{([^,]+),", text)
    assert len(keys) == len(set(keys))
    assert {"Tan:2020vpf", "Huber:2011wv", "Feinberg:1968zz", "Esteban:2024eli"} <= set(keys)
    assert len(re.findall(r"(?m)^% ", text)) == len(keys)
    with pytest.raises(UnknownName):
        cite("Feinberg:1968zy")
    with pytest.raises(UnknownName):
        cite(3)


def test_each_folder_has_a_readme() -> None:
    for folder in {path.parent for path in FILES}:
        assert (folder / "README.md").is_file(), folder


def test_files_are_plain_utf8_toml() -> None:
    for path in FILES:
        raw = path.read_bytes()
        assert b"\r" not in raw
        tomllib.loads(raw.decode("utf-8"))


def test_no_file_names_a_machine_or_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    forbidden = re.compile(r"/(?:root|home)/\w|index-url|files\.pythonhosted|pypi\.org/simple")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in (".js", ".svg", ".png") or path == Path(__file__):
            continue
        assert not forbidden.search(path.read_text(encoding="utf-8")), name
