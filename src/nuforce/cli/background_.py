"""``nuforce background``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from nuforce.cli.common import Output, angle_of, names, progress_bar, quantities, scenario_from, shared, table, writable

if TYPE_CHECKING:
    from nuforce.backgrounds import AbstractBackground
    from nuforce.interaction import Interaction


@click.command(
    "background", epilog="For example: nuforce background solar-be7 --at 1um,1cm --angle '1 arcmin' --between W,W"
)
@click.argument("name")
@click.option("--distance", metavar="D", help="Distance from the source of a beam.")
@click.option(
    "--at", "separation", metavar="LIST", help="Separations of two bodies: what they see of the aligned force."
)
@click.option(
    "--angle",
    default="0 deg",
    show_default=True,
    metavar="ANGLE",
    help="Between separation and beam, for the suppression.",
)
@click.option("--between", default="n,n", show_default=True, metavar="A,B", help="The two bodies, for the suppression.")
@shared
def command(
    name: str,
    distance: str | None,
    separation: str | None,
    angle: str,
    between: str,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Fluxes, densities and energies of a neutrino background, and what two bodies see of it.

    With --at: the angle to which pair and source must be aligned, the radius within which atoms of a body add up (the Fresnel
    radius), and the suppression of the aligned force by angle, source size and spectrum.
    """
    from nuforce.bibliography import labelled
    from nuforce.errors import InputError
    from nuforce.interaction import as_backgrounds, interaction
    from nuforce.reach import chosen_backgrounds
    from nuforce.units import one, split_unit

    if output is not None:
        writable(output)
    tilt = angle_of(angle)
    degrees, angle_unit = split_unit(angle)
    pair = names(between, "--between") or []
    if len(pair) != 2:
        raise InputError("--between", between, "name two bodies, e.g. --between n,Pt")
    points = [] if separation is None else quantities(separation, -1, "--at", "um")
    changes = (*settings, *((f"background.distance={distance!r}",) if distance is not None else ()))
    scenario = scenario_from(config, changes, background=[name])
    chosen = chosen_backgrounds(scenario.backgrounds())[0]
    if chosen is None:
        raise InputError("name", name, "vacuum has no neutrinos; name a background, see 'nuforce list backgrounds'")
    base = {"background": chosen.name}
    records: list[dict[str, Any]] = [
        {**base, "quantity": quantity, "value": value / one(unit), "unit": unit}
        for quantity, (value, unit) in chosen.quantities().items()
    ]
    records += [{**base, **record} for record in _components(chosen)]
    warnings = dict.fromkeys(chosen.notes)
    if points:
        made = (
            interaction(pair[0], pair[1], scenario.sector.build(), background=chosen, part="background")
            if chosen.directed
            else None
        )
        turned = {"angle": degrees, "angle_unit": angle_unit, "between": between}
        with progress_bar("distances") as progress:
            for index, (r, number, unit) in enumerate(points):
                where = {"r": number, "r_unit": unit}
                records += [{**base, **record, **where} for record in _at(chosen, r)]
                if made is not None:
                    records.append({**base, **_suppression(chosen, made, r, tilt, warnings), **where, **turned})
                if progress is not None:
                    progress(index + 1, len(points))
    out = Output(
        command="background",
        records=records,
        scenario=scenario.table(),
        references=list(dict.fromkeys(k for x in (chosen, *as_backgrounds(chosen)) for k in x.references)),
        warnings=list(warnings),
        reasons=labelled([chosen, *chosen.parts()]) if cite else {},
        text=_text(chosen.title, records),
    )
    out.write(style, output, cite)
    return 1 if any(record["value"] is None for record in records) else 0


def _text(title: str, records: list[dict[str, Any]]) -> str:
    """The whole, its components and what two bodies see of it, a table each."""
    whole = [record for record in records if "component" not in record and "r" not in record]
    parts = [record for record in records if "component" in record]
    pairs = [record for record in records if "r" in record]
    made = [table(whole, ("quantity", "value", "unit"), title=title)]
    if parts:
        made.append(table(parts, ("component", "quantity", "value", "unit"), title="Components"))
    if pairs:
        failed = any(record.get("status", "ok") != "ok" for record in pairs)
        columns = ("r", "r_unit", "quantity", "value", "unit", *(["status"] if failed else []))
        made.append(table(pairs, columns, title="Between two bodies"))
    return "\n".join(made)


def _components(chosen: AbstractBackground) -> list[dict[str, Any]]:
    """Flux and mean energy of every component of a flux that has several."""
    from nuforce.units import one

    found = []
    for member in chosen.parts():
        distance = float(getattr(member, "distance", 1.0))
        for index, part in enumerate(getattr(member, "component", ())):
            kind = "nubar" if part.antineutrino else "nu"
            flavours = ", ".join(f"{f} {share:.3g}" for f, share in part.flavour.items())
            shape = getattr(part.spectrum, "kind", "table")
            label = f"{member.name}.{index}: {kind} ({flavours}), {shape}"
            for quantity, value, unit in (
                ("component-flux", part.flux_at(distance), "1/cm^2/s"),
                ("component-mean-energy", part.spectrum.mean, "MeV"),
            ):
                found.append({"quantity": quantity, "value": value / one(unit), "unit": unit, "component": label})
    return found if len(found) > 2 else []


def _at(chosen: AbstractBackground, r: float) -> list[dict[str, Any]]:
    """What alignment and size of the bodies it takes at a separation r (eV^-1)."""
    from nuforce.units import m

    size = math.sqrt(2 * r / chosen.quantities()["mean-energy"][0])
    return [
        {"quantity": "coherence-angle", "value": chosen.coherence_angle(r), "unit": "rad"},
        {"quantity": "coherent-size", "value": size / m, "unit": "m"},
    ]


def _suppression(
    chosen: AbstractBackground, pair: Interaction, r: float, angle: float, warnings: dict[str, None]
) -> dict[str, Any]:
    """V over that of a point source on the axis."""
    from nuforce.errors import InputError, NuforceError
    from nuforce.units import length

    record: dict[str, Any] = {"quantity": "suppression", "value": None, "unit": "1"}
    try:
        for member in chosen.parts():
            member.check(r)
        aligned = float(pair.bare()(r))
        if not aligned:
            warnings[f"{pair.a.name} - {pair.b.name}: zero: these bodies do not couple to this background"] = None
            return record | {"status": "zero"}
        value, error = pair.resolved_with_error(r, angle)
        return record | {"value": value / aligned, "error": abs(error / aligned), "status": "ok"}
    except InputError:
        raise
    except NuforceError as error:
        warnings[f"r = {length(r)}: {error}"] = None
        return record | {"status": error.status}
