"""``nuforce background``."""

from __future__ import annotations

import click

from nuforce.cli.common import Output, quantities, scenario_from, shared, table, writable


@click.command("background")
@click.argument("name")
@click.option("--distance", metavar="D", help="Distance from the source of a beam.")
@click.option("--at", "separation", metavar="R", help="Separation of two bodies, for the coherence angle.")
@shared
def command(
    name: str,
    distance: str | None,
    separation: str | None,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Flux, number density, mean energy, angular radius and coherence angle of a neutrino background."""
    from nuforce.bibliography import labelled
    from nuforce.errors import InputError
    from nuforce.interaction import as_backgrounds
    from nuforce.reach import chosen_backgrounds
    from nuforce.units import one

    if output is not None:
        writable(output)
    changes = (*settings, *((f"background.distance={distance!r}",) if distance is not None else ()))
    scenario = scenario_from(config, changes, background=[name])
    chosen = chosen_backgrounds(scenario.backgrounds())[0]
    if chosen is None:
        raise InputError("name", name, "vacuum has no neutrinos; name a background, see 'nuforce list backgrounds'")
    records = [
        {"background": chosen.name, "quantity": quantity, "value": value / one(unit), "unit": unit}
        for quantity, (value, unit) in chosen.quantities().items()
    ]
    if separation is not None:
        for r, number, unit in quantities(separation, -1, "--at", "um"):
            angle = chosen.coherence_angle(r)
            records.append(
                {
                    "background": chosen.name,
                    "quantity": "coherence-angle",
                    "value": angle,
                    "unit": "rad",
                    "r": number,
                    "r_unit": unit,
                }
            )
    made = Output(
        command="background",
        records=records,
        scenario=scenario.table(),
        references=list(dict.fromkeys(k for x in (chosen, *as_backgrounds(chosen)) for k in x.references)),
        warnings=list(chosen.notes),
        reasons=labelled([chosen, *chosen.parts()]) if cite else {},
        text=table(records, title=chosen.title),
    )
    made.write(style, output, cite)
    return 0
