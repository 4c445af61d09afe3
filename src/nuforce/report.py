"""Tables and sentences from the results of :func:`nuforce.reach`."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nuforce.bibliography import bibtex, entries
from nuforce.errors import UnknownName
from nuforce.units import length, m, one

if TYPE_CHECKING:
    import xarray

Format = Literal["text", "markdown", "latex", "csv", "html"]
FORMATS = ("text", "markdown", "latex", "csv", "html")

_HEADINGS = ("experiment", "background", "predicted", "sensitivity", "missing decades", "aligned", "survives")


def report(
    table: xarray.Dataset,
    format: Format = "text",
    *,
    figures: Sequence[str] = (),
    width: int = 118,
    by_ratio: bool = False,
) -> str:  # the word users expect
    """Render a table of :func:`nuforce.reach`.

    Parameters
    ----------
    table : Dataset
    format : "text", "markdown", "latex", "csv" or "html"
        HTML is one self-contained page.
    figures : sequence of str
        SVG documents to show in the page.
    width : int
        Columns of the text.
    by_ratio : bool
        Nearest to detection first (markdown, latex, csv).

    Returns
    -------
    str
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    if format == "html":
        return _html(table, figures)
    if format == "csv":
        return comma_separated(records(table, by_ratio=by_ratio))
    if format == "text":
        return _text(table, width)
    return _markup(table, format, by_ratio)


def records(table: xarray.Dataset, *, by_ratio: bool = False) -> list[dict[str, Any]]:
    """One flat record per experiment and background; ``by_ratio`` puts the nearest to detection first."""
    out = []
    for i, experiment in enumerate(table.experiment.values.tolist()):
        row = table.isel(experiment=i)
        for j, background in enumerate(table.background.values.tolist()):
            cell = row.isel(background=j)
            record: dict[str, Any] = {
                "experiment": experiment,
                "background": background,
                "observable": str(cell.observable.item()),
                "distance": float(cell.distance.item()) / m,
                "distance_unit": "m",
                "predicted": _number(cell.predicted),
                "sensitivity": float(cell.sensitivity.item()),
                "unit": "1",
                "missing_decades": _number(cell.missing_decades),
                "part": str(cell.part.item()),
                "ratio_to_gravity": _number(cell.ratio_to_gravity),
                "status": str(cell.status.item()),
            }
            gravity = float(cell.reference_gravity.item())
            if math.isfinite(gravity):
                record["reference_gravity"] = gravity / one("m/s^2")
                record["reference_gravity_unit"] = "m/s^2"
            if bool(cell.directed.item()):
                record["aligned"] = _number(cell.aligned)
                record["suppression"] = _number(cell.suppression)
                record["coherence_angle"] = _number(cell.coherence_angle)
                record["coherence_angle_unit"] = "rad"
                for name, unit in (("coherent_size", "m"), ("needed_flux", "1/cm^2/s"), ("needed_distance", "m")):
                    number = _number(cell[name])
                    record[name] = None if number is None else number / one(unit)
                    record[f"{name}_unit"] = unit
                record["limited_by"] = str(cell.limited_by.item())
            out.append(record)
    if by_ratio:
        out.sort(key=lambda r: math.inf if r["missing_decades"] is None else r["missing_decades"])
    return out


def verdicts(table: xarray.Dataset) -> dict[str, str]:
    """One sentence per experiment."""
    return {name: _verdict(table.isel(experiment=i), name) for i, name in enumerate(table.experiment.values.tolist())}


def verdict(table: xarray.Dataset) -> str:
    """Say in a sentence or two whether neutrino forces can be detected."""
    directed = table.directed.values.astype(bool)
    sentences = []
    plain = _closest(table, ~directed)
    beam = _closest(table, directed)
    if plain is not None:
        decades, experiment, background = plain
        answer = "Yes, it seems" if decades <= 0 else "No"
        if table.attrs.get("assumed"):  # not the neutrino force of the Standard Model: whatever couplings were given
            answer = f"With {table.attrs['exchange']}, of the couplings given"
        sentences.append(f"{answer}: closest is {experiment} ({_with(background)}), {_short(decades)}.")
    if beam is not None:
        decades, experiment, background = beam
        sentences.append(
            f"In a beam, two points exactly aligned with it would be {_short(decades)} ({experiment}, {background}); "
            "extended bodies see far less."
        )
    return " ".join(sentences) or "No prediction could be made."


def _verdict(row: xarray.Dataset, name: str) -> str:
    directed = row.directed.values.astype(bool)
    table = row.expand_dims("experiment")
    parts = []
    plain, beam = _closest(table, ~directed), _closest(table, directed)
    if plain is not None:
        parts.append(f"closest {_with(plain[2])}, {_short(plain[0])}")
    if beam is not None:
        place = int(np.nanargmin(np.where(directed, row.missing_decades.values, np.nan)))
        angle = float(row.coherence_angle.values[place])
        parts.append(
            f"in a beam {beam[2]}, {_short(beam[0])} for points aligned within {angle:.1g} rad"
            + ("" if abs(float(row.suppression.values[place])) > 0.5 else " (source size and spectrum included)")
        )
    return f"{name}: " + ("; ".join(parts) or "no prediction could be made") + "."


def requirements(table: xarray.Dataset) -> dict[str, str]:
    """For each experiment, what its best beam would have to be to be seen: flux or distance, angle and size."""
    directed = table.directed.values.astype(bool)
    out = {}
    for i, name in enumerate(table.experiment.values.tolist()):
        row = table.isel(experiment=i)
        with np.errstate(divide="ignore"):
            shortfall = np.log10(float(row.sensitivity.item()) / np.abs(row.aligned.values))
        shortfall = np.where(directed & np.isfinite(shortfall), shortfall, np.inf)
        if not np.isfinite(shortfall).any():
            continue
        cell = row.isel(background=int(np.argmin(shortfall)))
        flux, away = (float(cell[key].item()) for key in ("needed_flux", "needed_distance"))
        source = f", as of a point source {length(away)} away" if math.isfinite(away) else ""
        if away < float(row.distance.item()):
            source = ", which no source makes that is farther away than the bodies are apart"
        much = float(shortfall.min())
        factor = f"10^{much:.1f} times the flux of" if much > 0 else f"no more than 10^{much:.1f} of the flux of"
        out[name] = (
            f"{name}: {factor} {cell.background.item()} ({flux / one('1/cm^2/s'):.1e} per cm^2 and s{source}), pair and source "
            f"within {float(cell.coherence_angle.item()):.1g} rad of one axis, bodies within "
            f"{length(float(cell.coherent_size.item()))} of it{_limit(str(cell.limited_by.item()))}."
        )
    return out


def _limit(name: str) -> str:
    """What kills a beam as it is."""
    return {
        "too-near": "; as it is, the source is nearer than the bodies are apart",
        "alignment": "; as it is, the pair is not aligned with the beam",
        "source-size": "; as it is, the size of the source kills it",
        "flux": "; as it is, only its flux is too small",
    }.get(name, "")


def _closest(table: xarray.Dataset, columns: Any) -> tuple[float, str, str] | None:
    values = table.missing_decades.values
    decades = np.where(columns[None, :] & np.isfinite(values), values, np.inf)
    names = table.background.values.tolist()
    if "vacuum" in names and columns[names.index("vacuum")]:
        # an isotropic bath screens the vacuum force: alone it is as large and opposite, which is not a second signal
        vacuum = decades[:, [names.index("vacuum")]]
        others = np.where(decades < vacuum - math.log10(2), decades, np.inf)
        others[:, names.index("vacuum")] = vacuum[:, 0]
        decades = others
    if not np.isfinite(decades).any():
        return None
    i, j = np.unravel_index(int(np.argmin(decades)), decades.shape)
    return float(decades[i, j]), str(table.experiment.values[i]), str(table.background.values[j])


def _short(decades: float) -> str:
    return f"10^{decades:.1f} short" if decades > 0 else f"within reach by 10^{abs(decades):.1f}"


def _with(background: str) -> str:
    return "in vacuum" if background == "vacuum" else f"in the {background} background"


def _number(item: Any) -> float | None:
    value = float(item.item())
    return value if math.isfinite(value) else None


def _figure(value: float | None, digits: int = 2) -> str:
    if value is None:
        return "-"
    return f"{value:+.{digits}e}" if value else "0"


def _cells(record: dict[str, Any]) -> tuple[str, ...]:
    decades = record["missing_decades"]
    status = record["status"]
    predicted = _figure(record["predicted"]) if status in ("ok", "underflow", "zero") else status
    return (
        record["background"],
        predicted,
        f"{record['sensitivity']:.1e}",
        "-" if decades is None else f"{decades:.1f}",
        _figure(record.get("aligned")) if "aligned" in record else "",
        (f"{record['suppression']:.1e}" if record.get("suppression") is not None else "-")
        if "aligned" in record
        else "",
    )


def _text(table: xarray.Dataset, width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    text = io.StringIO()
    console = Console(file=text, width=width, highlight=False, markup=False)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Can we detect neutrino forces?", title_justify="left")
    for name in _HEADINGS:
        grid.add_column(name, justify="left" if name in ("experiment", "background") else "right", no_wrap=True)
    rows = records(table)
    count = table.sizes["background"]
    for index, record in enumerate(rows):
        first = index % count == 0
        label = record["experiment"] if first else ""
        if index % count == 1:
            label = f"  at {length(record['distance'] * m)}"
        if index % count == 2:
            label = f"  {record['observable']}"
        grid.add_row(label, *_cells(record), end_section=(index + 1) % count == 0)
    console.print(grid)
    console.print(_LEGEND, soft_wrap=False)
    console.print()
    console.print("What to know about these numbers:")
    for warning in table.attrs["warnings"]:
        console.print(f"- {warning}", soft_wrap=False)
    console.print()
    for sentence in verdicts(table).values():
        console.print(f"* {sentence}", soft_wrap=False)
    needs = requirements(table)
    if needs:
        console.print()
        console.print("What would it take to see a beam of neutrinos:")
        for sentence in needs.values():
            console.print(f"- {sentence}", soft_wrap=False)
    console.print()
    console.print(verdict(table), style="bold", soft_wrap=False)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


_LEGEND = (
    "predicted: signed, in the unit of the sensitivity (positive repels); missing decades: log10(sensitivity/|predicted|), "
    "negative means within reach; aligned: upper bound for a point source of neutrinos exactly on the axis; survives: what "
    "the source's angular size and spectrum leave of it. vacuum is the force itself, every other row what that background adds."
)


def _markup(table: xarray.Dataset, format: str, by_ratio: bool) -> str:  # as in report()
    latex = format == "latex"
    rows = [(r["experiment"], *_cells(r)) for r in records(table, by_ratio=by_ratio)]
    if latex:
        lines = [r"\begin{tabular}{llrrrrr}", r"\hline", " & ".join(_HEADINGS) + r" \\", r"\hline"]
        lines += [" & ".join(re.sub(r"([%&#_])", r"\\\1", cell) for cell in row) + r" \\" for row in rows]
        return "\n".join([*lines, r"\hline", r"\end{tabular}"])
    lines = ["| " + " | ".join(_HEADINGS) + " |", "|" + "---|" * len(_HEADINGS)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines += ["", verdict(table)]
    return "\n".join(lines)


def comma_separated(rows: Iterable[dict[str, Any]]) -> str:
    """CSV of records; their columns are the union of their keys, what is missing or None stays empty."""
    import csv

    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    return buffer.getvalue()


def _html(table: xarray.Dataset, figures: Sequence[str]) -> str:
    import jinja2

    source = (resources.files("nuforce") / "data" / "report.html.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    rows = records(table)
    count = table.sizes["background"]
    groups = []
    lines = verdicts(table)
    for i, name in enumerate(table.experiment.values.tolist()):
        row = table.isel(experiment=i)
        groups.append(
            {
                "name": name,
                "title": str(row.title.item()),
                "distance": length(float(row.distance.item())),
                "observable": str(row.observable.item()),
                "status": str(row.experiment_status.item()),
                "sensitivity": f"{float(row.sensitivity.item()):.1e}",
                "notes": [x for x in str(row.notes.item()).split("\n") if x],
                "published": [x for x in str(row.published.item()).split("; ") if x],
                "verdict": lines[name],
                "rows": [_cells(r) for r in rows[i * count : (i + 1) * count]],
            }
        )
    reasons = json.loads(table.attrs["reasons"])
    known = entries()
    return environment.from_string(source).render(
        verdict=verdict(table),
        legend=_LEGEND,
        headings=_HEADINGS[1:],
        groups=groups,
        figures=[figure[figure.index("<svg") :] for figure in figures],
        backgrounds=[
            {
                "name": name,
                "title": str(table.background_title.values[j]),
                "notes": [x for x in str(table.background_notes.values[j]).split("\n") if x],
            }
            for j, name in enumerate(table.background.values.tolist())
        ],
        requirements=list(requirements(table).values()),
        warnings=table.attrs["warnings"],
        scenario=table.attrs.get("scenario", ""),
        version=table.attrs["nuforce_version"],
        bibliography=bibtex({k: v for k, v in reasons.items() if k in known}),
    )
