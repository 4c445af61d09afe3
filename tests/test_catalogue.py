"""Catalogues from folders, personal files and plug-ins."""

import dataclasses
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nuforce.backgrounds import backgrounds
from nuforce.catalogue import Catalogue, build, plain, read_toml
from nuforce.errors import InputError, UnknownName
from nuforce.experiments import Experiment, experiments
from nuforce.matter import Material

MINE = """
name = "NAME"
title = "Mine"
observable = "force-ratio"
status = "projected"
tags = ["mine"]
references = ["Xu:talk"]
[setup]
distance = "10 um"
test = ["SiO2"]
source = "Au"
[sensitivity]
value = 1e3
"""


def personal(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Catalogue[Experiment]:
    assert len(experiments) >= 8  # read before the personal folder is there
    (folder / "experiments").mkdir()
    for name, text in files.items():
        (folder / "experiments" / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("NUFORCE_PATH", str(folder))
    return Catalogue("experiments", Experiment)


def test_personal_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = personal(tmp_path, monkeypatch, mine=MINE.replace("NAME", "mine"))
    assert found["mine"].observable == "force-ratio"
    assert set(experiments) < set(found)
    assert found.tagged("tag:mine") == [found["mine"]]
    assert found.raw("mine")["setup"]["distance"] == "10 um"


def test_a_name_met_twice_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = personal(tmp_path, monkeypatch, mine=MINE.replace("NAME", "wuhan-2020"))
    with pytest.raises(InputError, match="replaces = true"):
        len(found)


def test_unless_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = personal(tmp_path, monkeypatch, mine="replaces = true\n" + MINE.replace("NAME", "wuhan-2020"))
    assert found["wuhan-2020"].title == "Mine"
    assert experiments["wuhan-2020"].title != "Mine"


def test_path_that_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUFORCE_PATH", str(tmp_path / "none") + os.pathsep)
    with pytest.raises(InputError, match="NUFORCE_PATH"):
        len(Catalogue("experiments", Experiment))


# file name -> content, and what the message must name
SPOILED: dict[str, tuple[bytes | None, list[str]]] = {
    "truncated": (b'name = "mine', ["truncated.toml", "not valid TOML"]),
    "binary": (b"\xff\xfe\x00", ["binary.toml", "UTF-8"]),
    "folder": (None, ["folder.toml", "folder"]),
    "nameless": (b'title = "x"', ["nameless.toml", "name"]),
    "numbered": (b"name = 3", ["numbered.toml", "name", "3"]),
    "empty": (b"", ["empty.toml", "name"]),
    "unknown": (b'name = "mine"\ncolour = "red"', ["unknown.toml", "colour"]),
}


@pytest.mark.parametrize("case", list(SPOILED))
def test_spoiled_files_are_named(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, words = SPOILED[case]
    found = personal(tmp_path, monkeypatch)
    path = tmp_path / "experiments" / f"{case}.toml"
    if text is None:
        path.mkdir()
    else:
        path.write_bytes(text)
    with pytest.raises(InputError) as caught:
        len(found)
    for word in words:
        assert word in str(caught.value)


def test_a_link_to_nowhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = personal(tmp_path, monkeypatch)
    (tmp_path / "experiments" / "lost.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"lost\.toml.*does not exist"):
        len(found)


def test_lists_in_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As materials.toml: several entries, and a name met twice within one file."""
    entry = '[[material]]\nname = "NAME"\ntitle = "x"\ncomposition = {Au = 1.0}\nreferences = ["Meija:2016gqv"]\n'
    monkeypatch.setenv("NUFORCE_PATH", str(tmp_path))
    path = tmp_path / "materials.toml"
    path.write_text(entry.replace("NAME", "mine") + entry.replace("NAME", "yours"), encoding="utf-8")
    found: Catalogue[Material] = Catalogue("materials", Material, fold=False)
    assert {"mine", "yours", "steel"} <= set(found)
    assert "MINE" not in found  # names of matter are matched to the letter
    path.write_text(entry.replace("NAME", "mine") * 2, encoding="utf-8")
    with pytest.raises(InputError, match="replaces = true"):
        len(Catalogue("materials", Material, fold=False))


@pytest.mark.parametrize("text", ['material = "gold"', "material = [1, 2]", 'material = {name = "gold"}'])
def test_lists_that_are_none(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUFORCE_PATH", str(tmp_path))
    (tmp_path / "materials.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"materials\.toml"):
        len(Catalogue("materials", Material, fold=False))


@pytest.mark.parametrize("members", [["mine"], ["solar", "other"]])
def test_sums_that_contain_themselves(members: list[str], tmp_path: Path) -> None:
    """In a process of its own: a sum looks its members up in the catalogue of the package."""
    (tmp_path / "backgrounds").mkdir()
    for name, parts in (("mine", members), ("other", ["mine"])):
        text = f'name = "{name}"\nkind = "sum"\ntitle = "x"\nreferences = ["Xu:talk"]\nmembers = {parts}\n'
        (tmp_path / "backgrounds" / f"{name}.toml").write_text(text.replace("'", '"'), encoding="utf-8")
    code = "import nuforce as nf; nf.interaction('n', 'n', background='mine')"
    env = {**os.environ, "NUFORCE_PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert "InputError" in done.stderr
    assert "mine" in done.stderr.splitlines()[-1]


def test_personal_folders_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later folder wins, if it says so; the folder of the user's configuration comes last."""
    for place, title in (("one", "First"), ("two", "Second"), ("config/nuforce", "Third")):
        folder = tmp_path / place / "experiments"
        folder.mkdir(parents=True)
        text = "replaces = true\n" + MINE.replace("NAME", "mine").replace("Mine", title)
        (folder / "x.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("NUFORCE_PATH", os.pathsep.join(str(tmp_path / p) for p in ("one", "two")))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "empty"))
    assert Catalogue("experiments", Experiment)["mine"].title == "Second"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert Catalogue("experiments", Experiment)["mine"].title == "Third"


def test_reading_is_lazy_and_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUFORCE_PATH", str(tmp_path / "nowhere"))
    lazy: Catalogue[Experiment] = Catalogue("experiments", Experiment)  # says nothing yet
    with pytest.raises(InputError, match="NUFORCE_PATH"):
        len(lazy)
    monkeypatch.setenv("NUFORCE_PATH", "")
    assert len(lazy) >= 8
    assert lazy["wuhan-2020"] is lazy["wuhan-2020"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('distance = "10 um"', 'distance = "10 K"', ["setup.distance", "10 K"]),
        ('distance = "10 um"', "distance = 10", ["setup.distance", "no unit"]),
        ('distance = "10 um"', "", ["setup.distance", "missing"]),
        ('distance = "10 um"', 'distnace = "10 um"', ["distnace", "distance"]),
        ("value = 1e3", "value = nan", ["sensitivity", "value"]),
        ("value = 1e3", "value = -1.0", ["sensitivity", "larger than zero"]),
        ("value = 1e3", 'value = "big"', ["sensitivity.value"]),
        ('observable = "force-ratio"', 'observable = "force ratio"', ["observable", "force-ratio"]),
        ('observable = "force-ratio"', 'observable = "equivalence"', ["two test materials"]),
        ('status = "projected"', 'status = "planned"', ["status", "planned"]),
    ],
)
def test_bad_entries_name_field_value_and_remedy(old: str, new: str, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(MINE.replace("NAME", "x").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build(Experiment, read_toml(path), "x.toml")
    for word in ("x.toml", *words):
        assert word in str(caught.value)


def test_lookup() -> None:
    assert experiments["WUHAN-2020"] is experiments["wuhan-2020"]
    assert "wuhan-2020" in experiments
    assert "wuhan" not in experiments
    assert experiments.get(experiments["wuhan-2020"]) is experiments["wuhan-2020"]
    with pytest.raises(UnknownName, match="wuhan-2020"):
        experiments["wuhan2020"]
    with pytest.raises(UnknownName, match="tag:talk"):
        experiments.tagged("tag:tlak")
    assert "cosmic" in repr(backgrounds)


@pytest.mark.parametrize("catalogue", [experiments, backgrounds], ids=["experiments", "backgrounds"])
def test_entries_go_back_to_tables(catalogue: Any) -> None:
    for entry in catalogue.values():
        assert close(catalogue.build(plain(entry), entry.name), entry)


def close(a: Any, b: Any) -> bool:
    """Equal but for the rounding of a quantity on its way through text."""
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and all(close(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-14)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    return bool(a == b)
