"""The catalogues by kind, for the commands that look things up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nuforce.errors import UnknownName


def catalogues() -> dict[str, Mapping[str, Any]]:
    """All catalogues, and the things that classes stand for, by kind."""
    from nuforce.backgrounds import backgrounds
    from nuforce.exchanges import kinds
    from nuforce.experiments import experiments
    from nuforce.matter import materials
    from nuforce.observables import observables
    from nuforce.oscillations import oscillations

    return {
        "experiments": experiments,
        "backgrounds": backgrounds,
        "exchanges": kinds(),
        "oscillations": oscillations,
        "materials": materials,
        "observables": observables(),
    }


def find(name: str) -> tuple[str, Any]:
    """Return (kind, entry) of a name: catalogues first, then particles, elements and compounds."""
    from nuforce.matter import content

    known: list[str] = []
    for kind, catalogue in catalogues().items():
        if name in catalogue:
            return kind, catalogue[name]
        if kind in ("exchanges", "observables"):  # their case does not matter
            match = next((key for key in catalogue if key.casefold() == name.casefold()), None)
            if match is not None:
                return kind, catalogue[match]
        known += list(catalogue)
    try:
        return "matter", content(name)
    except UnknownName:
        raise UnknownName("name", name, known) from None


def title(entry: Any) -> str:
    """One line that says what an entry is."""
    text = getattr(entry, "title", None)
    if isinstance(text, str) and text:
        return text
    return (getattr(entry, "__doc__", "") or "").strip().split("\n")[0]
