"""``nuforce figures``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from nuforce.cli.common import Output, Progress, names, progress_bar, scenario_from, shared, table
from nuforce.errors import InputError, UnknownName

if TYPE_CHECKING:
    from nuforce.scenario import Scenario

TITLES: Final = {
    "opening": "From 1/r^5 to 1/r^4, 1/r^2 and 1/r: the contact interaction opened",
    "operators": "Two quanta of one mass: which operators give 1/r^3, 1/r^5 and 1/r^7",
    "forces": "The neutrino force beside gravity, Coulomb, Z exchange and Casimir-Polder",
    "reach": "Predicted neutrino forces and what experiments can see",
}
TALK: Final = ("opening", "reach")
"""Figures of the talk: how 1/r^5 ends at short distances, and its table of experiments."""
SIZES: Final[dict[str, dict[str, Any]]] = {
    "opening": {"width": 9.5, "height": 6.4, "rows": 2, "columns": 2, "heights": (3, 2)},
    "operators": {"width": 8.0, "height": 5.0},
    "forces": {"width": 12.0, "height": 4.8, "columns": 3},
    "reach": {"width": 9.5, "height": 5.5},
}


@click.command("figures")
@click.argument("scenario_file", metavar="[SCENARIO]", required=False)
@click.option("--only", metavar="NAME[,NAME]", help=f"Only these of {', '.join(TITLES)}.")
@click.option("--talk", is_flag=True, help=f"Only those of the talk: {' and '.join(TALK)}.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["svg", "png", "pdf"]),
    default="svg",
    show_default=True,
    help="Form of the figures.",
)
@shared
def command(
    scenario_file: str | None,
    only: str | None,
    talk: bool,
    form: str,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Write the figures opening, operators, forces and reach into a folder, made if it is not there.

    Of a scenario, all enters reach and its neutrino sector forces; the other two are of massless neutrinos, or of any pair.
    """
    from nuforce.bibliography import labelled
    from nuforce.errors import NuforceError

    chosen = _chosen(only, talk)
    folder = _folder(output, [f"{name}.{form}" for name in chosen])
    if scenario_file is not None and config is not None:
        raise InputError("--config", config, f"a scenario is given already ({scenario_file}); give one of the two")
    scenario = scenario_from(config if scenario_file is None else scenario_file, settings)
    resolved = _resolved(scenario)
    contents: dict[str, bytes] = {}
    records: list[dict[str, Any]] = []
    warnings: dict[str, None] = {}
    things: list[Any] = []
    with progress_bar("figures") as progress:
        for index, name in enumerate(chosen):
            record: dict[str, Any] = {"figure": name, "file": None, "title": TITLES[name], "references": ""}
            try:
                content, made, notes = _made(name, scenario, form, _within(progress, index, len(chosen)))
            except InputError:
                raise
            except NuforceError as error:
                warnings[f"{name}: {error}"] = None
                records.append(record | {"status": error.status})
                continue
            path = folder / f"{name}.{form}"
            contents[path.name] = content
            things += made
            warnings.update(dict.fromkeys(f"{name}: {note}" for note in notes))
            records.append(
                record | {"file": str(path), "references": ", ".join(labelled(made)), "status": "ok"},
            )
    if contents:
        _write(folder, contents)
    reasons = labelled(things)
    failed = len(contents) < len(chosen)
    out = Output(
        command="figures",
        records=records,
        scenario=resolved,
        references=list(reasons),
        warnings=list(warnings),
        reasons=reasons,
        text=_text(folder, records, failed),
    )
    out.write(style, None, cite)
    return 1 if failed else 0


for _option in command.params:
    if _option.name == "output" and isinstance(_option, click.Option):  # a folder here, a file elsewhere
        _option.metavar, _option.help = "DIR", "Write into this folder (needed)."


def _chosen(only: str | None, talk: bool) -> tuple[str, ...]:
    """Names of the figures that are asked for."""
    wanted = names(only, "--only")
    for name in wanted or ():
        if name not in TITLES:
            raise UnknownName("--only", name, TITLES)
    chosen = tuple(name for name in TITLES if (wanted is None or name in wanted) and (not talk or name in TALK))
    if not chosen:
        raise InputError("--only", only, f"leaves no figure beside --talk; those of the talk are {' and '.join(TALK)}")
    return chosen


def _text(folder: Path, records: list[dict[str, Any]], failed: bool) -> str:
    rows = [{**record, "file": record["file"] and Path(record["file"]).name} for record in records]
    columns = ["figure", "file", "title", *(["status"] if failed else [])]
    return table(rows, columns, title=f"Figures in {folder}")


def _resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario with the backgrounds of the reach figure spelled out."""
    from nuforce.reach import DEFAULT

    resolved = scenario.table()
    if not scenario.background:
        resolved["background"] = list(DEFAULT)
    return resolved


def _made(
    name: str, scenario: Scenario, form: str, progress: Progress | None
) -> tuple[bytes, list[Any], Iterable[str]]:
    """One figure as bytes, with what entered it and what to know about it."""
    from nuforce import figures

    draw: Callable[[Any], Any]
    if name == "reach":
        from nuforce.reach import DEFAULT, reach

        found = reach(
            list(scenario.experiments),
            backgrounds=scenario.backgrounds() or DEFAULT,
            sector=scenario.sector.build(),
            exchange=scenario.exchanged(),
            part=scenario.part,
            flavour=scenario.flavour,
            progress=progress,
        )
        made: list[Any] = [found]
        notes: Iterable[str] = found.attrs["warnings"]
        draw = partial(figures.reach, table=found)
    else:
        others: list[Any] = []
        if name == "opening":
            columns = (figures.t_channel(), figures.s_channel())
            pairs = [curve.interaction for column in columns for curve in column.curves]
            draw = partial(figures.opening, columns=columns)
        elif name == "operators":
            curves = figures.zoo()
            pairs = [curve.interaction for curve in curves]
            draw = partial(figures.operators, curves=curves)
        else:
            panels = figures.rivals(scenario.sector.build())
            pairs = [pair for panel in panels for pair in panel.interactions]
            others = [force for panel in panels for force in panel.forces if force.references]
            draw = partial(figures.forces, panels=panels)
        made = [*pairs, *(exchange for pair in pairs for exchange in pair.exchanges), *others]
        notes = [note for pair in pairs for note in pair.warnings]
    with figures.canvas(**SIZES[name]) as (figure, axes):
        draw(axes)
        return figures.encoded(figure, form), made, notes


def _within(progress: Progress | None, index: int, count: int) -> Progress | None:
    """Progress of one of several figures."""
    if progress is None:
        return None
    progress(index, count)
    return lambda done, total: progress(index + done / total, count)


def _folder(output: str | None, files: Iterable[str]) -> Path:
    """Check that files of these names can be written into a folder, before any work is done for them."""
    if output is None or not output.strip():
        raise InputError("-o", "", "", "-o: no folder is given; name the one the figures go to, e.g. -o figures")
    path = Path(output)
    try:
        path = path.resolve()
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise InputError("-o", output, f"cannot be written: {getattr(error, 'strerror', None) or error}") from None
    if exists and not path.is_dir():
        raise InputError("-o", output, "is a file; give the name of a folder")
    if not exists and not path.parent.is_dir():
        raise InputError("-o", output, f"the folder {str(path.parent)!r} does not exist; make it first")
    place = path if exists else path.parent
    if not os.access(place, os.W_OK):
        raise InputError("-o", output, f"the folder {str(place)!r} cannot be written to")
    for name in files:
        if (path / name).is_dir():
            raise InputError("-o", output, f"has a folder {name!r} where a figure goes; move it away")
    return Path(output)


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write all files, each in one step: until the last is complete, none is where it goes."""
    new = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as temporary:
            for name, content in contents.items():
                (Path(temporary) / name).write_bytes(content)
            for name in contents:
                (Path(temporary) / name).replace(folder / name)
    except BaseException:
        if new:
            folder.rmdir()
        raise
