"""``nuforce potential``."""

from __future__ import annotations

import math
from typing import Any

import click

from nuforce.cli.common import Output, angle_of, names, progress_bar, quantities, scenario_from, shared, table, writable


@click.command(
    "potential",
    epilog="For example: nuforce potential e n --at 1nm..1um:20 --exchange t-channel --set exchange.mass='10 keV'",
)
@click.argument("a")
@click.argument("b")
@click.option("--at", "distances", required=True, metavar="LIST", help="Distances: '1um,10um' or '1um..1m:40'.")
@click.option("--background", metavar="NAME[,NAME]", help="Neutrino backgrounds.")
@click.option("--part", type=click.Choice(["total", "vacuum", "background"]), help="Default: total.")
@click.option("--flavour", metavar="FLAVOUR", help="all, e, mu or tau.")
@click.option("--exchange", metavar="NAME", help="What is exchanged: 'nuforce list exchanges' names all.")
@click.option(
    "--structure",
    default="scalar",
    show_default=True,
    metavar="NAME",
    help="scalar, spin-spin, tensor, parity-odd or, in a beam, spin-normal.",
)
@click.option("--over", type=click.Choice(["gravity"]), help="Show the ratio to gravity.")
@click.option("--angle", default="0 deg", show_default=True, metavar="ANGLE", help="Between separation and beam.")
@shared
def command(
    a: str,
    b: str,
    distances: str,
    background: str | None,
    part: str | None,
    flavour: str | None,
    exchange: str | None,
    structure: str,
    over: str | None,
    angle: str,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Potential energy between two sources A and B: particles, isotopes, elements, compounds, materials."""
    from nuforce.bibliography import labelled
    from nuforce.errors import InputError, UnknownName
    from nuforce.exchanges import Contact
    from nuforce.interaction import STRUCTURES, as_backgrounds, interaction
    from nuforce.matter import content

    if output is not None:
        writable(output)
    if structure not in STRUCTURES:
        raise UnknownName("--structure", structure, STRUCTURES)
    points = quantities(distances, -1, "--at", "um")
    tilt = angle_of(angle)
    scenario = scenario_from(
        config,
        settings,
        background=names(background, "--background"),
        part=part,
        flavour=flavour,
        exchange=exchange,
    )
    first, second = content(a, "A"), content(b, "B")
    sector = scenario.sector.build()
    exchanged = scenario.exchanged()
    present = as_backgrounds(scenario.backgrounds())
    if scenario.part == "background" and not present:
        raise InputError("--part", scenario.part, "no background is given; name one with --background")
    pair = interaction(
        first,
        second,
        sector,
        exchange=exchanged,
        background=present,
        part=scenario.part,
        flavour=scenario.flavour,
        structure=structure,
        accuracy=None if isinstance(exchanged, Contact) else _covering(points),
    )
    warnings = dict.fromkeys(pair.warnings)
    directed = any(x.directed for x in present)
    records = []
    many = len(points) >= MANY and not present
    together = {} if not many else _together(pair, [p[0] for p in points])
    with progress_bar("distances") as progress:
        for index, (r, number, unit) in enumerate(points):
            for term in pair.terms:
                known = None if term not in together else together[term][index]
                record = _record(pair, term, present, r, tilt, directed, warnings, known)
                records.append({"r": number, "r_unit": unit, **record})
            if progress is not None:
                progress(index + 1, len(points))
    warnings.update(dict.fromkeys(pair.validity([p[0] for p in points])))
    failed = any(record["value"] is None for record in records)
    resolved = scenario.table()
    resolved |= {"a": a, "b": b, "structure": structure, "angle": angle}
    columns = ["r", "r_unit", "value", "unit", "log10_abs", "over_gravity"]
    if over == "gravity":
        columns = ["r", "r_unit", "over_gravity"]
    if structure != "scalar":
        columns.insert(2, "operator")
    columns += ["aligned", "suppression"] if directed else ["local_power"]
    if any(record["status"] != "ok" for record in records):
        columns.append("status")
    made = Output(
        command="potential",
        records=records,
        scenario=resolved,
        references=list(dict.fromkeys((*pair.references, *exchanged.references))),
        warnings=list(warnings),
        reasons=labelled([pair.a, pair.b, sector, exchanged, *present, pair]) if cite else {},
    )
    if style == "text":
        made.text = table(records, columns, title=f"{a} - {b}: {exchanged.title}")
    made.write(style, output, cite)
    return 1 if failed else 0


def _covering(points: list[tuple[float, float, str]]) -> Any:
    """The accuracy of every day, its range widened to the distances asked for, within reason."""
    from nuforce.accuracy import Accuracy
    from nuforce.units import m

    usual = Accuracy()
    near, far = min(p[0] for p in points), max(p[0] for p in points)
    return Accuracy(r_min=min(usual.r_min, max(near, 1e-30 * m)), r_max=max(usual.r_max, min(far, 1e26 * m)))


MANY = 200
"""Distances from which on all are evaluated in one call; sums over arrays may round otherwise in the last bit."""


def _together(pair: Any, radii: list[float]) -> dict[str, list[tuple[float, float, float, float]]]:
    """Value, error, logarithm and local power of every term, all distances in one call; nothing where one of them fails."""
    import numpy as np

    from nuforce.errors import NuforceError

    r = np.array(radii)
    found = {}
    for term in pair.terms:
        try:
            with np.errstate(invalid="ignore"):
                arrays = [
                    pair.term(term).along(r),
                    pair.error_estimate(r, term=term),
                    pair.log10_abs(r, term=term),
                    pair.local_power(r, term=term),
                ]
        except NuforceError:
            continue
        found[term] = list(zip(*(x.tolist() for x in arrays), strict=True))
    return found


def _record(
    pair: Any,
    term: str,
    present: Any,
    r: float,
    tilt: float,
    directed: bool,
    warnings: dict[str, None],
    known: tuple[float, float, float, float] | None,
) -> dict[str, Any]:
    from nuforce.errors import InputError, NuforceError
    from nuforce.exchanges.single import newton
    from nuforce.interaction import OPERATORS
    from nuforce.units import length

    record: dict[str, Any] = {"value": None, "unit": "eV", "log10_abs": None, "over_gravity": None}
    if term != "scalar":
        record = {"operator": OPERATORS[term], **record}
    try:
        for background in present:
            background.check(r)
        if known is not None and known[1] <= 0.1 * abs(known[0]):
            value, error, log, power = known
        else:
            value, error = pair.resolved_with_error(r, tilt, term)
            log = float(pair.log10_abs(r, tilt, term))
            power = math.nan if directed or not value else float(pair.local_power(r, tilt, term))
        record |= {"value": value, "log10_abs": log, "over_gravity": value / abs(float(newton(pair.a, pair.b)(r)))}
        record["error"] = error
        if not directed:
            record["local_power"] = power if math.isfinite(power) else None
        if directed:
            aligned = float(pair.bare().term(term).along(r))
            record |= {"aligned": aligned, "suppression": value / aligned if aligned else None}
        status = "ok"
        if value == 0:
            status = "underflow" if log > -math.inf else "zero"
            warnings[_SENTENCE[status]] = None
    except InputError:
        raise
    except NuforceError as error:
        status = error.status
        warnings[f"r = {length(r)}: {error}"] = None
    return record | {"status": status}


_SENTENCE = {
    "underflow": "underflow: the value is smaller than any number a computer holds; log10_abs has it",
    "zero": "zero: these sources do not couple in this channel",
}
