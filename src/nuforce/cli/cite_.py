"""``nuforce cite``."""

from __future__ import annotations

import click

from nuforce.cli.common import Output, checked, shared, writable


@click.command("cite")
@click.argument("names", nargs=-1, required=True)
@shared
def command(
    names: tuple[str, ...], style: str, cite: bool, output: str | None, config: str | None, settings: tuple[str, ...]
) -> int:
    """BibTeX of catalogue entries, exchanges, materials, or keys, each with the reason it is there."""
    from nuforce.bibliography import bibtex, entries, labelled
    from nuforce.cli.entries import find
    from nuforce.errors import UnknownName

    checked(config, settings)
    if output is not None:
        writable(output)
    reasons: dict[str, list[str]] = {}
    for name in names:
        if name in entries():
            found = {name: ["asked for by its key"]}
        else:
            try:
                _, entry = find(name)
            except UnknownName as error:
                raise UnknownName("name", name, (*error.known, *entries())) from None
            found = {key: [f"{name}"] for key in labelled([entry])} if hasattr(entry, "references") else {}
        for key, why in found.items():
            reasons.setdefault(key, []).extend(why)
    records = [{"key": key, "reason": "; ".join(why), "bibtex": entries()[key]} for key, why in reasons.items()]
    made = Output(command="cite", records=records, references=list(reasons), text=bibtex(reasons).rstrip())
    made.write(style, output, cite and style == "json")  # as text it is BibTeX already
    return 0
