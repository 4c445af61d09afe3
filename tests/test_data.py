"""The catalogue files, their provenance and the bibliography."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nuforce.backgrounds import backgrounds
from nuforce.bibliography import entries
from nuforce.cli import run
from nuforce.experiments import experiments
from nuforce.matter import materials
from nuforce.oscillations import oscillations
from tests.tables import TALK

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
    assert sorted(e.name for e in experiments.tagged("talk")) == sorted(TALK)
    assert set(backgrounds) >= {
        *("cosmic", "cosmic-mb", "reactor", "solar", "solar-pp", "solar-be7", "supernova", "dsnb", "atmospheric"),
        *("geo", "spallation", "cr51", "ar37"),
    }


def test_numbers_from_memory_are_shown_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    for catalogue in CATALOGUES.values():
        for entry in catalogue.values():
            if any(item.status == "memory" for item in entry.provenance) and entry.name in (
                "ar37",
                "supernova",
                "steel",
            ):
                assert run(["show", entry.name]) == 0
                assert "memory" in capsys.readouterr().out


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths and values; entries of a list go by their name, or by their place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(x, (dict, list)) for x in value):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{inner.get('name', index) if isinstance(inner, dict) else index}")
    else:
        yield path, value


def is_number(path: str, value: Any) -> bool:
    """Numbers, lists of them, and quantities; not labels, and not the 1 of a pure flavour."""
    if re.search(r"(^|\.)(unit|meaning|title|notes|name|replaces)$", path) or (
        re.search(r"\.flavour\.\w+$", path) and value == 1
    ):
        return False
    if isinstance(value, list):
        return any(is_number(path, x) for x in value)
    if isinstance(value, str):
        return re.match(r"[-+]?[\d.]+(e[-+]?\d+)? \S", value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


ENTRIES = {
    f"{path.parent.name}-{entry['name']}": entry
    for path in FILES
    for table in [tomllib.loads(path.read_text(encoding="utf-8"))]
    for entry in table.get("material", [table])
}


@pytest.mark.parametrize("name", list(ENTRIES))
def test_every_number_has_its_provenance(name: str) -> None:
    entry = ENTRIES[name]
    told = {item["quantity"] for item in entry["provenance"]}
    # the confidence level stands where the figure stands
    told |= {x.replace(".value", ".confidence") for x in told if x.startswith("published.")}
    known = [(p, v) for p, v in leaves(entry) if not p.startswith("provenance")]
    if "all" not in told:
        untold = [p for p, v in known if is_number(p, v) and not any(p == q or p.startswith(q + ".") for q in told)]
        assert untold == []
    for quantity in told - {"all"} - {x for x in told if x.endswith(".confidence")}:
        assert any(p == quantity or p.startswith(quantity + ".") for p, _ in known), quantity


@pytest.mark.parametrize("name", list(ENTRIES))
def test_every_entry_is_complete(name: str) -> None:
    entry = ENTRIES[name]
    assert entry["title"]
    assert entry["references"]
    for item in entry["provenance"]:
        assert set(item) == {"quantity", "reference", "where", "how", "status"}
        if item["status"] == "memory":
            assert item["how"] != "transcribed"
        if item["reference"] == CHOICE:
            assert item["status"] in ("derived", "memory")


def test_file_names_are_the_names_of_their_entries() -> None:
    for path in FILES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if "name" in table:
            assert path.stem == table["name"]


def test_catalogues_hold_every_file() -> None:
    for kind, catalogue in CATALOGUES.items():
        if (DATA / kind).is_dir():
            assert set(catalogue) == {path.stem for path in (DATA / kind).glob("*.toml")}


def test_each_folder_has_a_readme() -> None:
    for folder in {path.parent for path in FILES}:
        text = (folder / "README.md").read_text(encoding="utf-8")
        for path in folder.glob("*.toml"):
            assert path.name in text or re.search(rf"`{path.stem.split('-')[0]}-\*", text), path.name


def test_files_are_plain_utf8_toml() -> None:
    for path in FILES:
        raw = path.read_bytes()
        assert b"\r" not in raw
        tomllib.loads(raw.decode("utf-8"))


def test_no_file_names_a_machine_or_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    forbidden = re.compile(
        r"(?<![\w.])/(?:root|home|work|Users|mnt)/\w|[A-Z]:\\\\?Users|index-url|files\.pythonhosted|(?:pypi|anaconda|npmjs)\.org/"
        r"|talk\.md|conda-forge/|BEGIN [A-Z ]*PRIVATE KEY"
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in (".js", ".svg", ".png") or path == Path(__file__):
            continue
        assert not forbidden.search(path.read_text(encoding="utf-8")), name
