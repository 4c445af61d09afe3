"""``nuforce crossing``."""

from __future__ import annotations

from typing import Any

import click

from nuforce.cli.common import Output, names, scenario_from, shared, table, writable


@click.command("crossing", epilog="For example: nuforce crossing n n --exchange z --with newton,z-tree")
@click.argument("a")
@click.argument("b")
@click.option(
    "--with", "others", default="newton", show_default=True, metavar="NAME[,NAME]", help="Exchanges to compare with."
)
@click.option("--exchange", metavar="NAME", help="What is exchanged: 'nuforce list exchanges' names all.")
@click.option("--flavour", metavar="FLAVOUR", help="all, e, mu or tau.")
@click.option("--from", "low", default="1e-20 m", show_default=True, metavar="LENGTH", help="Shortest distance.")
@click.option("--to", "high", default="1 m", show_default=True, metavar="LENGTH", help="Longest distance.")
@shared
def command(
    a: str,
    b: str,
    others: str,
    exchange: str | None,
    flavour: str | None,
    low: str,
    high: str,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Distances at which the force between A and B is as strong as another one: gravity, Coulomb, Z exchange, ..."""
    from nuforce.accuracy import Accuracy
    from nuforce.bibliography import labelled
    from nuforce.errors import InputError
    from nuforce.interaction import as_exchange, interaction
    from nuforce.units import m, parse

    if output is not None:
        writable(output)
    near, far = (parse(text, -1, field=f"--{n}", example="m") for n, text in (("from", low), ("to", high)))
    if not 1e-30 * m <= near < far <= 1e26 * m:
        raise InputError("--from", low, f"must be smaller than --to ({high}), both between 1e-30 m and 1e26 m")
    scenario = scenario_from(config, settings, exchange=exchange, flavour=flavour)
    sector, chosen = scenario.sector.build(), scenario.exchanged()
    asked = Accuracy(r_min=near, r_max=far)
    pair = interaction(a, b, sector, exchange=chosen, flavour=scenario.flavour, accuracy=asked)
    compared = [as_exchange(name) for name in dict.fromkeys(names(others, "--with") or ())]
    records: list[dict[str, Any]] = []
    warnings = dict.fromkeys(pair.warnings)
    found: list[float] = []
    for other in compared:
        rival = interaction(a, b, sector, exchange=other, flavour=scenario.flavour, accuracy=asked)
        warnings.update(dict.fromkeys(rival.warnings))
        roots = pair.crossings(rival, near, far)
        found += roots
        for r in roots:
            energy = float(pair(r))
            records.append(
                {"with": other.kind, "value": r / m, "unit": "m", "energy": energy, "energy_unit": "eV", "status": "ok"}
            )
        if not roots:
            records.append(
                {"with": other.kind, "value": None, "unit": "m", "energy": None, "energy_unit": "eV", "status": "none"}
            )
            warnings[f"none: {_why(pair, rival, low, high, near)}"] = None
    if found:
        warnings.update(dict.fromkeys(pair.validity(found)))
    made = Output(
        command="crossing",
        records=records,
        scenario=scenario.table() | {"a": a, "b": b, "with": others, "from": low, "to": high},
        references=list(dict.fromkeys((*pair.references, *(k for x in compared for k in x.references)))),
        warnings=list(warnings),
        reasons=labelled([pair.a, pair.b, sector, chosen, *compared]) if cite else {},
        text=table(records, title=f"{a} - {b}: where {chosen.title} is as strong as others"),
    )
    made.write(style, output, cite)
    return 0


def _why(pair: Any, rival: Any, low: str, high: str, near: float) -> str:
    """Why two forces have no crossing."""
    mine, theirs = (x.exchanges[0] for x in (pair, rival))
    if mine == theirs:
        return f"{theirs.title} is compared with itself"
    for x in (pair, rival):
        if x.log10_abs(near) == -float("inf"):
            return f"the sources do not couple in {x.exchanges[0].title}"
    stronger = "stronger" if float(pair.log10_abs(near)) > float(rival.log10_abs(near)) else "weaker"
    return f"from {low} to {high} {mine.title} is nowhere as strong as {theirs.title}; at {low} it is {stronger}"
