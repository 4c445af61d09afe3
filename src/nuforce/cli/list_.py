"""``nuforce list``."""

from __future__ import annotations

import click

from nuforce.cli.common import Output, checked, shared, table, writable


@click.command("list")
@click.argument("kind", required=False)
@shared
def command(
    kind: str | None, style: str, cite: bool, output: str | None, config: str | None, settings: tuple[str, ...]
) -> int:
    """Names in the catalogue: experiments, backgrounds, exchanges, oscillations, materials, observables."""
    from nuforce.cli.entries import catalogues, title
    from nuforce.errors import UnknownName

    checked(config, settings)
    if output is not None:
        writable(output)
    known = catalogues()
    if kind is not None and kind not in known:
        raise UnknownName("kind", kind, known)
    records = [
        {"kind": each, "name": name, "title": title(entry)}
        for each in ([kind] if kind else known)
        for name, entry in known[each].items()
    ]
    references = sorted({k for each in known.values() for e in each.values() for k in getattr(e, "references", ())})
    made = Output(command="list", records=records, references=references if cite else (), text=table(records))
    made.write(style, output, cite)
    return 0
