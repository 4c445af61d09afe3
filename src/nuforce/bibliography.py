"""The bibliography follows the result: every object carries its references, and :func:`cite` prints them as BibTeX."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

from nuforce.errors import UnknownName


@functools.cache
def entries() -> dict[str, str]:
    """BibTeX entries of ``references.bib`` by key."""
    text = (resources.files("nuforce") / "data" / "references.bib").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"(?m)^(?=@\w+\{)", text):
        if match := re.match(r"@\w+\{([^,\s]+),", block):
            body = re.split(r"(?m)^\}", block, maxsplit=1)[0].rstrip()
            found[match[1]] = body + "\n}"
    return found


def cite(*things: Any) -> str:
    """Return the BibTeX of everything that entered, each entry with a comment on why it is there.

    Parameters
    ----------
    *things : objects, Datasets, names of references, or collections of them
        Anything with ``references``: a sector, an interaction, a background, an experiment, a table of :func:`nuforce.reach`.

    Examples
    --------
    >>> import nuforce as nf
    >>> print(nf.cite("Feinberg:1968zz").splitlines()[0])
    % asked for by its key
    """
    reasons: dict[str, list[str]] = {}
    for key, reason in _collect(things):
        reasons.setdefault(key, [])
        if reason not in reasons[key]:
            reasons[key].append(reason)
    return bibtex(reasons)


def bibtex(reasons: dict[str, list[str]]) -> str:
    """Return BibTeX for the given keys, each with the reasons given as a comment."""
    known = entries()
    blocks = []
    for key, why in reasons.items():
        if key not in known:
            raise UnknownName("reference", key, known)
        shown = "; ".join(why[:4]) + (f"; and {len(why) - 4} more" if len(why) > 4 else "")
        blocks.append(f"% {shown}\n{known[key]}")
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def labelled(things: Iterable[Any]) -> dict[str, list[str]]:
    """Return {key: [why, ...]} for objects that carry references."""
    reasons: dict[str, list[str]] = {}
    for key, reason in _collect(things):
        if reason not in reasons.setdefault(key, []):
            reasons[key].append(reason)
    return reasons


def _collect(things: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for thing in things:
        if isinstance(thing, str):
            yield thing, "asked for by its key"
        elif hasattr(thing, "attrs"):  # an xarray object: its reasons travel with it
            stored = json.loads(thing.attrs.get("reasons", "{}"))
            for key in thing.attrs.get("references", ()):
                for reason in stored.get(key, ["this table"]):
                    yield key, reason
        elif hasattr(thing, "references"):
            for key in thing.references:
                yield key, _label(thing)
        elif isinstance(thing, Iterable):
            yield from _collect(thing)
        else:
            raise UnknownName("cite", type(thing).__name__, ("an object with references", "a table", "a key"))


def _label(thing: Any) -> str:
    kind = type(thing).__name__.lower()
    name = getattr(thing, "name", "") or getattr(thing, "title", "")
    return f"{kind} {name}".strip() if isinstance(name, str) else kind
