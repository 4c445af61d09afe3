"""The bibliography follows the result."""

import re
from pathlib import Path
from typing import Any

import pytest

import nuforce as nf
from nuforce.backgrounds import backgrounds
from nuforce.bibliography import bibtex, cite, entries, labelled
from nuforce.constants import ATOMIC_MASS
from nuforce.errors import InputError, UnknownName
from nuforce.exchanges import kinds
from nuforce.experiments import experiments
from nuforce.matter import content, materials
from nuforce.oscillations import oscillations
from nuforce.sector import Sector

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "nuforce"
# an INSPIRE key, or one of this catalogue: letters, a colon, a year with letters or a word
KEY = re.compile(
    r"[\"'`\[ (]([A-Z][A-Za-z'-]+:(?:(?:19|20)\d\d[a-z]*|[a-z]+)|nuforce:choice)(?=[\"'`\], ).;:]|$)", re.M
)


def texts(*endings: str) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(SOURCE.rglob("*")) if p.suffix in endings)


def keys_of(text: str) -> list[str]:
    return re.findall(r"(?m)^@\w+\{([^,]+),", text)


def test_every_entry_parses() -> None:
    raw = (SOURCE / "data" / "references.bib").read_text(encoding="utf-8")
    assert list(entries()) == keys_of(raw)  # nothing is lost, nothing is there twice
    assert len(set(entries())) == raw.count("\n@") + raw.startswith("@")
    for key, entry in entries().items():
        assert re.match(
            r"@(article|book|misc|techreport|phdthesis|inproceedings|incollection)\{" + re.escape(key) + ",\n", entry
        ), key
        assert entry.endswith("\n}"), key
        assert entry.count("{") == entry.count("}"), key
        fields = re.findall(r"(?m)^ +(\w+) = [\"{].*[\"}],?$", entry)
        assert {"title"} <= set(fields), key
        assert len(fields) == len(set(fields)) == entry.count("\n") - 1, key
        lines = entry.split("\n")[1:-1]
        assert all(line.endswith(",") for line in lines[:-1]), key


def test_entries_are_sorted_by_key() -> None:
    keys = list(entries())
    assert keys == sorted(keys, key=str.casefold)


def test_keys_of_data_and_code_exist() -> None:
    used = set(KEY.findall(texts(".py", ".toml", ".md")))
    assert {"Feinberg:1968zz", "Xu:talk", "nuforce:choice", "Huber:2011wv"} <= used  # the pattern finds keys
    assert used <= set(entries())


def test_every_entry_is_used() -> None:
    used = set(KEY.findall(texts(".py", ".toml")))
    assert set(entries()) - used == set()


EVERYTHING: dict[str, Any] = {
    **{f"experiment {name}": x for name, x in experiments.items()},
    **{f"background {name}": x for name, x in backgrounds.items()},
    **{f"fit {name}": x for name, x in oscillations.items()},
    **{f"material {name}": x for name, x in materials.items()},
    **{f"exchange {name}": x for name, x in kinds().items()},
    "sector": Sector.normal_ordering(lightest=0.01),
    "sector of no fit": Sector.massless(),
    "constant": (ATOMIC_MASS.reference,),
    "content": content("SiO2"),
    "particle": content("n"),
    "interaction": nf.interaction("W", "Si", background=["cosmic", "solar"]),
    "potential": nf.interaction("W", "Si").scalar,
    "key": "Feinberg:1968zz",
    "several": [content("Pt"), "Huber:2011wv", experiments["wuhan-2020"]],
    "catalogue": list(experiments.values()),
}


@pytest.mark.parametrize("name", list(EVERYTHING))
def test_everything_can_be_cited(name: str) -> None:
    text = cite(EVERYTHING[name])
    keys = keys_of(text)
    assert keys
    assert len(keys) == len(set(keys))
    reasons = re.findall(r"(?m)^% (.+)\n@", text)
    assert len(reasons) == len(keys)
    assert all(reason.strip() for reason in reasons)


def test_composition_unites_references() -> None:
    sector = Sector.normal_ordering()
    pair = nf.interaction("W", "SiO2", sector, background=["cosmic", "reactor"])
    for part in (sector, content("W"), backgrounds["cosmic"], backgrounds["reactor"]):
        assert set(part.references) <= set(pair.references)
    assert "Feinberg:1968zz" in pair.references
    assert len(pair.references) == len(set(pair.references))
    assert set((pair + nf.interaction("W", "SiO2", exchange="newton")).references) >= set(pair.references)


def test_a_table_says_why_each_reference_is_there() -> None:
    table = nf.reach("wuhan-2020", backgrounds=["vacuum", "reactor"])
    text = cite(table, experiments["wuhan-2020"], "Feinberg:1968zz")
    keys = keys_of(text)
    assert len(keys) == len(set(keys))
    assert {"Tan:2020vpf", "Huber:2011wv", "Feinberg:1968zz", "Esteban:2024eli"} <= set(keys)
    assert re.search(r"% experiment wuhan-2020\n@article\{Tan:2020vpf", text)
    assert re.search(r"% .*asked for by its key\n@article\{Feinberg:1968zz", text)
    assert re.search(r"% .*reactor.*\n@article\{Huber:2011wv", text)
    assert "Keil:2002in" not in keys  # of the supernova, which is not in the table


def test_reasons_are_gathered_and_cut() -> None:
    reasons = labelled([content("W"), content("W"), content("Pt")])
    assert list(reasons.values()) == [["content W", "content Pt"]] * len(reasons)
    text = bibtex({"Feinberg:1968zz": list("abcdef")})
    assert text.startswith("% a; b; c; d; and 2 more\n@article{Feinberg:1968zz,")
    assert bibtex({}) == ""
    assert cite() == ""


@pytest.mark.parametrize("thing", ["Feinberg:1968zy", 3, None, 1.5, ["Feinberg:1968zz", 3]])
def test_what_cannot_be_cited(thing: Any) -> None:
    with pytest.raises(UnknownName):
        cite(thing)


def test_near_misses_are_named() -> None:
    with pytest.raises(InputError, match="Feinberg:1968zz"):
        cite("Feinberg:1968zy")
