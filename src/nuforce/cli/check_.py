"""``nuforce check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nuforce.cli.common import Output, checked, shared, table, writable


@click.command("check")
@click.argument("file")
@shared
def command(
    file: str, style: str, cite: bool, output: str | None, config: str | None, settings: tuple[str, ...]
) -> int:
    """Validate a TOML file: an experiment, a background, a fit, a list of materials, or a scenario; units included."""
    from nuforce.bibliography import entries
    from nuforce.catalogue import read_toml

    checked(config, settings)
    if output is not None:
        writable(output)
    path = Path(file)
    kind, made = _validated(read_toml(path), path.name)
    keys = [key for thing in made for key in getattr(thing, "references", ())]
    unknown = [key for key in keys if key not in entries()]
    warnings = [
        f"reference {key!r} is not in the bibliography: 'nuforce cite' cannot print it"
        for key in dict.fromkeys(unknown)
    ]
    silent = [thing.name for thing in made if hasattr(thing, "provenance") and not thing.provenance]
    warnings += [f"{name}: no provenance given; say where its numbers come from" for name in silent]
    records: list[dict[str, Any]] = [
        {"file": file, "kind": kind, "name": getattr(thing, "name", getattr(thing, "title", "")), "status": "ok"}
        for thing in made
    ]
    out = Output(
        command="check", records=records, references=list(dict.fromkeys(keys)), warnings=warnings, text=table(records)
    )
    out.write(style, output, cite)
    return 0


def _validated(content: dict[str, Any], where: str) -> tuple[str, list[Any]]:
    from nuforce.backgrounds import backgrounds, kinds
    from nuforce.errors import UnknownName
    from nuforce.experiments import experiments
    from nuforce.matter import content as matter
    from nuforce.matter import materials
    from nuforce.oscillations import oscillations
    from nuforce.reach import chosen_backgrounds, chosen_experiments
    from nuforce.scenario import Scenario

    if "material" in content:
        found = [materials.build(entry, where) for entry in content["material"]]
        for material in found:
            material.content()
        return "material", found
    if "observable" in content:
        row = experiments.build(content, where)
        for name in (*row.setup.test, row.setup.source):
            matter(name, f"{where}: setup")
        return "experiment", [row]
    if "sin2_12" in content:
        return "oscillations", [oscillations.build(content, where)]
    if content.get("kind") in kinds() or "component" in content:
        made = backgrounds.build(content, where)
        made.quantities()  # reads the file of a tabulated spectrum
        return "background", [made]
    scenario = Scenario.from_table(content, where)
    sector = scenario.sector.build()
    if scenario.flavour not in ("all", *sector.flavours):
        raise UnknownName(f"{where}: flavour", scenario.flavour, ("all", *sector.flavours))
    scenario.exchanged()
    chosen_experiments(list(scenario.experiments))
    for chosen in chosen_backgrounds(scenario.backgrounds()):
        if chosen is not None:
            chosen.quantities()
    return "scenario", [scenario]
