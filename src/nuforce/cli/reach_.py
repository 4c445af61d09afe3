"""``nuforce reach``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nuforce.cli.common import Output, names, progress_bar, put, scenario_from, shared, writable
from nuforce.errors import InputError

_FOLDER = "nuforce-reach"
_ENDINGS = ("", ".html", ".json", ".csv", ".md", ".tex", ".txt", ".svg", ".png", ".pdf")


@click.command("reach")
@click.argument("scenario_file", metavar="[SCENARIO]", required=False)
@click.option("-x", "--experiments", metavar="NAME_OR_TAG,...", help="Experiments (default: the talk's table).")
@click.option("-b", "--backgrounds", metavar="NAME,...", help="Backgrounds (default: all).")
@click.option(
    "--part", type=click.Choice(["background", "total"]), help="Of the rows of backgrounds (default: background)."
)
@click.option("--sort", "order", type=click.Choice(["ratio"]), help="Nearest to detection first.")
@shared
def command(
    scenario_file: str | None,
    experiments: str | None,
    backgrounds: str | None,
    part: str | None,
    order: str | None,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Can we detect neutrino forces?  Predicted signal, sensitivity and missing decades.

    As text, a figure and a self-contained HTML report are put beside it, in the folder nuforce-reach.
    With -o, the file's ending decides: .html, .json, .csv, .md, .tex, .txt, or a figure as .svg, .png, .pdf.
    """
    from nuforce.reach import DEFAULT, reach
    from nuforce.report import records, report

    if output is not None:
        writable(output)
        if style == "text" and Path(output).suffix.lower() not in _ENDINGS:
            raise InputError("-o", output, f"unknown ending; choose one of {', '.join(_ENDINGS[1:])}")
    if scenario_file is not None and config is not None:
        raise InputError("--config", config, f"a scenario is given already ({scenario_file}); give one of the two")
    scenario = scenario_from(
        config if scenario_file is None else scenario_file,
        settings if backgrounds is None else (),
        experiments=names(experiments, "--experiments"),
        background=names(backgrounds, "--backgrounds"),
        part=part,
    )
    if backgrounds is not None and settings:
        from nuforce.scenario import parse_setting, replaced

        scenario = replaced(scenario, [parse_setting(text) for text in settings])
    chosen: Any = scenario.backgrounds() or DEFAULT
    resolved = scenario.table()
    if not scenario.background:
        resolved["background"] = list(DEFAULT)
    with progress_bar("experiments x backgrounds") as progress:
        table = reach(
            list(scenario.experiments),
            backgrounds=chosen,
            sector=scenario.sector.build(),
            exchange=scenario.exchanged(),
            part=scenario.part,
            flavour=scenario.flavour,
            progress=progress,
        )
    table.attrs["scenario"] = scenario.text()
    table.attrs["fingerprint"] = scenario.fingerprint
    rows = records(table, by_ratio=order == "ratio")
    import json

    made = Output(
        command="reach",
        records=rows,
        scenario=resolved,
        references=table.attrs["references"],
        warnings=table.attrs["warnings"],
        reasons=json.loads(table.attrs["reasons"]) if cite else {},
    )
    if style == "text":
        made.text = report(table) if order is None else _sorted_text(rows)
        made.text_has_warnings = order is None
        suffix = Path(output).suffix.lower() if output else ""
        if output and suffix in (".svg", ".png", ".pdf"):
            _figure(table, output)
            return 0
        if output and suffix == ".html":
            put(report(table, "html", figures=_figures(table)), output)
            return 0
        if output and suffix in (".json", ".csv"):
            made.write(suffix[1:], output, cite)
            return 0
        if output and suffix in (".md", ".tex"):
            text = report(table, "markdown" if suffix == ".md" else "latex", by_ratio=order == "ratio")
            if cite:
                fence = ("```bibtex\n", "```") if suffix == ".md" else ("\\begin{verbatim}\n", "\\end{verbatim}")
                text += f"\n\n{fence[0]}{made.bibtex()}{fence[1]}"
            put(text, output)
            return 0
    made.write(style, output, cite)
    if style == "text" and output is None:
        _files(table)
    return 0


def _sorted_text(rows: list[dict[str, Any]]) -> str:
    from nuforce.cli.common import table

    columns = (
        "experiment",
        "background",
        "predicted",
        "sensitivity",
        "missing_decades",
        "aligned",
        "suppression",
        "status",
    )
    return table(
        [{k: (float(f"{v:.3g}") if isinstance(v, float) else v) for k, v in row.items()} for row in rows], columns
    )


def _figures(table: Any) -> list[str]:
    from nuforce.figures import canvas, decades, reach, svg

    out = []
    for draw, height in ((reach, 5.5), (decades, 1.6 + 0.32 * table.sizes["experiment"])):
        with canvas(9.5, height) as (figure, ax):
            draw(ax, table)
            out.append(svg(figure))
    return out


def _figure(table: Any, path: str) -> None:
    from nuforce.figures import canvas, reach, save

    with canvas(9.5, 5.5) as (figure, ax):
        reach(ax, table)
        save(figure, path)


def _files(table: Any) -> None:
    from nuforce.report import report

    folder = Path(_FOLDER)
    try:
        folder.mkdir(exist_ok=True)
        figures = _figures(table)
        for name, figure in zip(("reach.svg", "decades.svg"), figures, strict=True):
            put(figure, str(folder / name))
        put(report(table, "html", figures=figures), str(folder / "report.html"))
    except (OSError, InputError) as error:
        click.echo(f"note: figure and report were not written to {folder}: {error}; use -o FILE.html", err=True)
        return
    click.echo(f"\nFigure: {folder / 'reach.svg'}   map: {folder / 'decades.svg'}   report: {folder / 'report.html'}")
