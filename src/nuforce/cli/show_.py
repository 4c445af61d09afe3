"""``nuforce show``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import click

from nuforce.cli.common import Output, checked, shared, table, writable


@click.command("show")
@click.argument("name")
@shared
def command(
    name: str, style: str, cite: bool, output: str | None, config: str | None, settings: tuple[str, ...]
) -> int:
    """Everything the catalogue knows of an entry, each number with its provenance; also particles and compounds."""
    from nuforce.bibliography import labelled
    from nuforce.catalogue import plain
    from nuforce.cli.entries import find, title
    from nuforce.errors import InputError

    checked(config, settings)
    if output is not None:
        writable(output)
    kind, entry = find(name)
    if kind == "matter":
        records = _matter(entry)
    elif kind in ("exchanges", "observables"):
        records = [{"field": "title", "value": title(entry)}]
        if dataclasses.is_dataclass(entry) and isinstance(entry, type):
            made: Any = entry()
            table_ = {key: "none" if value in ({}, []) else value for key, value in plain(made).items()}
            records += [{"field": f"exchange.{key}", "value": value} for key, value in _flat(table_)]
            records += _ending(made)
    else:
        content = plain(entry)
        if not isinstance(content, dict):
            raise InputError("name", name, "this entry cannot be shown")
        sources = {p.quantity: p for p in entry.provenance}
        for index, figure in enumerate(
            getattr(entry, "published", ())
        ):  # named in the provenance, numbered in the table
            for quantity, source in list(sources.items()):
                if quantity.startswith(f"published.{figure.name}"):
                    sources[quantity.replace(figure.name, str(index), 1)] = source
        records = []
        for path, value in _flat({k: v for k, v in content.items() if k not in ("provenance", "replaces")}):
            record: dict[str, Any] = {"field": path, "value": value}
            source = _source(sources, path) if _is_number(path) else None
            if source is not None:
                record |= {
                    "reference": source.reference,
                    "where": source.where,
                    "how": source.how,
                    "status": source.status,
                }
            records.append(record)
    records = [{"kind": kind, "name": name, **record} for record in records]
    shown = [
        {k: v for k, v in r.items() if k in ("field", "value", "unit", "reference", "where", "status")} for r in records
    ]
    made = Output(
        command="show",
        records=records,
        references=list(getattr(entry, "references", ())),
        reasons=labelled([entry]) if cite and hasattr(entry, "references") else {},
        text=table(shown, title=f"{kind}: {name}"),
    )
    made.write(style, output, cite)
    return 0


def _ending(exchange: Any) -> list[dict[str, Any]]:
    """Spin structures, and how the potential between two electrons ends, with massless neutrinos."""
    from nuforce.errors import OutOfDomain
    from nuforce.matter import content
    from nuforce.sector import Sector

    found: list[dict[str, Any]] = [{"field": "structures", "value": ", ".join(exchange.structures)}]
    try:
        end = exchange.long_range(content("e"), content("e"), Sector.massless())
    except OutOfDomain as error:
        return [*found, {"field": "long_range", "value": str(error)}]
    found.append({"field": "long_range", "value": str(end)})
    if end.coefficient:
        found.append({"field": "long_range_power", "value": end.power})
    return found


def _matter(entry: Any) -> list[dict[str, Any]]:
    from nuforce.constants import ATOMIC_MASS
    from nuforce.sector import Sector
    from nuforce.units import MeV

    charges = entry.flavour_charge(Sector.massless()).diagonal().real.tolist()
    records = [{"field": f"numbers.{species}", "value": count, "unit": "1"} for species, count in entry.numbers.items()]
    records.append({"field": "mass", "value": entry.mass / MeV, "unit": "MeV"})
    records += [
        {"field": f"neutrino_charge.{f}", "value": q, "unit": "1"}
        for f, q in zip(("e", "mu", "tau"), charges, strict=True)
    ]
    per = entry.mass / float(ATOMIC_MASS)
    records += [
        {"field": f"neutrino_charge_per_u.{f}", "value": q / per, "unit": "1"}
        for f, q in zip(("e", "mu", "tau"), charges, strict=True)
    ]
    return records


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(x, dict) for x in value):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{index}")
    elif isinstance(value, list):
        yield path, "; ".join(str(x) for x in value) if path.endswith("notes") else ", ".join(str(x) for x in value)
    else:
        yield path, value


def _is_number(path: str) -> bool:
    """Whether a field is something measured, not a name or a text."""
    return path.split(".", maxsplit=1)[0] not in (
        "name",
        "kind",
        "title",
        "references",
        "notes",
        "tags",
        "status",
        "date",
    )


def _source(sources: dict[str, Any], path: str) -> Any:
    while path:
        if path in sources:
            return sources[path]
        path = path.rpartition(".")[0]
    return sources.get("all")
