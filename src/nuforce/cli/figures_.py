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
    "angles": "The force in a beam against the angle of the pair to it",
    "suppression": "What source size and energy spread leave of the force in a beam",
    "relic": "The force among relic neutrinos: massless, massive Dirac, Majorana",
    "field": "Where the force points at a reactor, and in the Sun's beam through a day",
    "spectrum": "The grand unified neutrino spectrum at the Earth, as catalogued",
    "reach": "Predicted neutrino forces and what experiments can see",
}
TALK: Final = ("opening", "angles", "reach")
"""Figures of the talk: how 1/r^5 ends at short distances, V in a beam against the angle, and its table of experiments."""
SIZES: Final[dict[str, dict[str, Any]]] = {
    "opening": {"width": 9.5, "height": 6.4, "rows": 2, "columns": 2, "heights": (3, 2)},
    "operators": {"width": 8.0, "height": 5.0},
    "forces": {"width": 12.0, "height": 4.8, "columns": 3},
    "angles": {"width": 10.0, "height": 4.4, "columns": 2},
    "suppression": {"width": 10.0, "height": 4.4, "columns": 2},
    "relic": {"width": 10.0, "height": 4.6, "columns": 2},
    "field": {"width": 11.0, "height": 4.6, "columns": 2, "shared": False},
    "spectrum": {"width": 10.0, "height": 6.0},
    "reach": {"width": 9.5, "height": 5.5},
}


@click.command("figures")
@click.argument("scenario_file", metavar="[SCENARIO]", required=False)
@click.option("--only", metavar="NAME[,NAME]", help=f"Only these of {', '.join(TITLES)}.")
@click.option("--talk", is_flag=True, help=f"Only those of the talk: {', '.join(TALK)}.")
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
    """Write figures into a folder, made if it is not there: potentials, forces in backgrounds, the reach of experiments.

    Of a scenario, all enters reach and its neutrino sector forces; the others are of given sources and neutrinos.
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
        raise InputError("--only", only, f"leaves no figure beside --talk; those of the talk are {', '.join(TALK)}")
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

    draw, made, notes = _reach(scenario, progress) if name == "reach" else _DRAWN[name](scenario)
    with figures.canvas(**SIZES[name]) as (figure, axes):
        draw(axes)
        return figures.encoded(figure, form), made, notes


Drawn = tuple[Callable[[Any], Any], list[Any], Iterable[str]]
"""What draws a figure on axes, what entered it, what to know about it."""


def _reach(scenario: Scenario, progress: Progress | None) -> Drawn:
    from nuforce import figures
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
    return partial(figures.reach, table=found), [found], found.attrs["warnings"]


def _of_pairs(draw: Callable[[Any], Any], pairs: list[Any], others: Iterable[Any] = ()) -> Drawn:
    made = [*pairs, *(exchange for pair in pairs for exchange in pair.exchanges), *others]
    return draw, made, [note for pair in pairs for note in pair.warnings]


def _opening(scenario: Scenario) -> Drawn:
    from nuforce import figures

    del scenario
    columns = (figures.t_channel(), figures.s_channel())
    pairs = [curve.interaction for column in columns for curve in column.curves]
    return _of_pairs(partial(figures.opening, columns=columns), pairs)


def _operators(scenario: Scenario) -> Drawn:
    from nuforce import figures

    del scenario
    curves = figures.zoo()
    return _of_pairs(partial(figures.operators, curves=curves), [curve.interaction for curve in curves])


def _forces(scenario: Scenario) -> Drawn:
    from nuforce import figures

    panels = figures.rivals(scenario.sector.build())
    others = [force for panel in panels for force in panel.forces if force.references]
    pairs = [pair for panel in panels for pair in panel.interactions]
    return _of_pairs(partial(figures.forces, panels=panels), pairs, others)


def _relic(scenario: Scenario) -> Drawn:
    from nuforce import figures
    from nuforce.backgrounds import backgrounds

    del scenario
    pairs = [pair for part in figures.RELIC_PARTS for _, _, pair in figures.relic_pairs(part)]
    return _of_pairs(figures.relic, pairs, [backgrounds["cosmic"]])


def _of_background(draw: str, *names: str) -> Callable[[Scenario], Drawn]:
    """A figure of backgrounds of the catalogue alone."""

    def made(scenario: Scenario) -> Drawn:
        from nuforce import figures
        from nuforce.backgrounds import backgrounds

        del scenario
        present = [member for name in names for member in (backgrounds[name], *backgrounds[name].parts())]
        return getattr(figures, draw), present, ()

    return made


def _field(scenario: Scenario) -> Drawn:
    from nuforce import figures
    from nuforce.backgrounds import backgrounds

    del scenario
    data = figures.field_data()
    present = [member for name in ("reactor", "solar") for member in (backgrounds[name], *backgrounds[name].parts())]
    return _of_pairs(partial(figures.field, data=data), [data.reactor, data.solar], present)


def _spectrum(scenario: Scenario) -> Drawn:
    from nuforce import figures
    from nuforce.backgrounds import backgrounds
    from nuforce.backgrounds.spectrum import grand_spectrum

    del scenario
    curves = grand_spectrum()
    present = [backgrounds[curve.name] for curve in curves]
    notes = [note for background in present for note in background.notes]
    return partial(figures.spectrum, curves=curves), present, notes


_DRAWN: Final[dict[str, Callable[[Scenario], Drawn]]] = {
    "opening": _opening,
    "operators": _operators,
    "forces": _forces,
    "angles": _of_background("angles", "reactor"),
    "suppression": _of_background("suppression", "reactor"),
    "relic": _relic,
    "field": _field,
    "spectrum": _spectrum,
}


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
