"""Options and output that all commands share."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nuforce.errors import InputError

if TYPE_CHECKING:
    from nuforce.scenario import Scenario

F = TypeVar("F", bound=Callable[..., Any])


def shared(function: F) -> F:
    """Add the options of every command: --format, --cite, -o, --config, --set."""
    options = (
        click.option(
            "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a key of the scenario (repeatable)."
        ),
        click.option("--config", metavar="SCENARIO.toml", help="Start from a scenario file."),
        click.option("-o", "--output", metavar="FILE", help="Write to a file."),
        click.option("--cite", is_flag=True, help="Append the BibTeX of everything that entered."),
        click.option(
            "--format",
            "style",
            type=click.Choice(["text", "json", "csv"]),
            default="text",
            show_default=True,
            help="Form of the output.",
        ),
    )
    for option in options:
        function = option(function)
    return function


@dataclass(kw_only=True)
class Output:
    """What a command has to say; :meth:`write` says it."""

    command: str
    records: list[dict[str, Any]]
    scenario: dict[str, Any] = field(default_factory=dict)
    references: Sequence[str] = ()
    warnings: Sequence[str] = ()
    reasons: dict[str, list[str]] = field(default_factory=dict)
    text: str | None = None
    text_has_warnings: bool = False

    def write(self, style: str, output: str | None, cite: bool) -> None:
        """Render as text, JSON or CSV to a file or to standard output; warnings of text and CSV go to stderr.

        A file called ``.json`` or ``.csv`` is written as such.
        """
        ending = Path(output or "").suffix.lower()
        if style == "text" and ending in (".json", ".csv"):
            style = ending[1:]
        content = self.render(style, cite)
        if cite and style != "json":
            content += "\n\n" + self.bibtex()
        put(content, output)
        if style == "csv" or (style == "text" and not self.text_has_warnings):
            for warning in self.warnings:
                click.echo(f"note: {warning}", err=True)

    def bibtex(self) -> str:
        """BibTeX of everything that entered."""
        from nuforce.bibliography import bibtex

        return bibtex(self.reasons or {key: [self.command] for key in self.references})

    def render(self, style: str, cite: bool = False) -> str:
        """Return the output in the given style."""
        if style == "json":
            whole = {
                "command": self.command,
                "nuforce_version": version("nuforce"),
                "scenario": self.scenario,
                "references": list(self.references),
                "warnings": list(self.warnings),
                "records": [{k: _finite(v) for k, v in record.items()} for record in self.records],
            }
            if cite:
                whole["bibtex"] = self.bibtex()
            return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
        if style == "csv":
            from nuforce.report import comma_separated

            return comma_separated({k: _finite(v) for k, v in record.items()} for record in self.records).rstrip("\n")
        return self.text if self.text is not None else table(self.records)


def table(records: Iterable[dict[str, Any]], columns: Sequence[str] | None = None, title: str = "") -> str:
    """Records as an aligned text table."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table

    records = list(records)
    names = list(columns or dict.fromkeys(name for record in records for name in record))
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title or None, title_justify="left")
    numeric = {n for n in names if all(isinstance(r.get(n), (int, float, type(None))) for r in records)}
    for name in names:
        grid.add_column(name.replace("_", " "), justify="right" if name in numeric else "left", overflow="fold")
    for record in records:
        grid.add_row(*(_shown(record.get(name)) for name in names))
    text = io.StringIO()
    console = Console(
        file=text, width=max(118, shutil.get_terminal_size((160, 24)).columns), highlight=False, markup=False
    )
    console.print(grid)
    return "\n".join(line.rstrip() for line in text.getvalue().rstrip("\n").splitlines())


def put(content: str, output: str | None) -> None:
    """Write to a file in one step (a failure leaves the old one), or to standard output."""
    if output is None:
        click.echo(content)
        return
    path = writable(output)
    if path.exists() and not path.is_file():  # a pipe or a device: there is nothing to replace
        with path.open("w", encoding="utf-8") as stream:
            stream.write(content if content.endswith("\n") else content + "\n")
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(content if content.endswith("\n") else content + "\n")
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def writable(output: str) -> Path:
    """Check that a file can be written, before any work is done for it."""
    path = Path(output)
    try:
        path = path.resolve()  # the file behind a link is written, the link stays
        path.stat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise InputError("-o", output, f"cannot be written: {error.strerror}") from None
    if path.is_dir():
        raise InputError("-o", output, "is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise InputError("-o", output, f"the folder {str(path.parent)!r} does not exist; make it first")
    if not os.access(path.parent, os.W_OK):
        raise InputError("-o", output, f"the folder {str(path.parent)!r} cannot be written to")
    return path


Progress = Callable[[float, float], None]


@contextmanager
def progress_bar(title: str) -> Iterator[Progress | None]:
    """A progress bar on stderr, where somebody is looking; gone when done.  Yields what is called with (done, total)."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def scenario_from(config: str | None, settings: Sequence[str], **fields: Any) -> Scenario:
    """The scenario of a command: file, then command-line fields that were given, then --set."""
    from nuforce.catalogue import plain
    from nuforce.scenario import Scenario, parse_setting, replaced

    scenario = Scenario() if config is None else Scenario.load(config)
    given = {name: value for name, value in fields.items() if value is not None}
    if "exchange" in given:  # the name of a kind: other settings of the same kind stay
        kind, stored = given["exchange"], scenario.exchange
        same = str(stored.get("kind", "")).casefold() == kind.casefold()
        given["exchange"] = {**stored, "kind": kind} if same else {"kind": kind}
    if "background" in given:  # entries of the scenario file have names too
        own = {x["name"]: x for x in scenario.background if isinstance(x, dict) and "kind" in x and "name" in x}
        given["background"] = [own.get(name, name) for name in given["background"]]
    if given:
        scenario = Scenario.from_table({**plain(scenario), **given}, "command line")
    return replaced(scenario, [parse_setting(text) for text in settings]) if settings else scenario


def checked(config: str | None, settings: Sequence[str]) -> None:
    """Refuse a wrong --config or --set also where the command has no use for a scenario."""
    if config is not None or settings:
        scenario_from(config, settings)


def names(text: str | None, option: str) -> list[str] | None:
    """Split a comma-separated list of names; None stays None."""
    if text is None:
        return None
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        raise InputError(option, text, "name at least one")
    return found


def quantities(text: str, dimension: int, field_name: str, unit: str) -> list[tuple[float, float, str]]:
    """Read ``1um,10um`` or ``1um..1m:40`` as (value in eV^d, number, unit) triples; ranges are in SI base units."""
    from nuforce.units import one, parse, split_unit

    out: list[tuple[float, float, str]] = []
    for part in (p.strip() for p in text.split(",")):
        if ".." in part:
            out += _range(part, dimension, field_name, unit)
            continue
        value = parse(part, dimension, field=field_name, example=unit)
        if not value > 0:
            raise InputError(field_name, part, "must be larger than zero")
        try:
            number, symbol = split_unit(part)
        except InputError:
            number, symbol = value / one("m" if dimension == -1 else unit), "m" if dimension == -1 else unit
        out.append((value, number, symbol))
    return out


def _range(text: str, dimension: int, field_name: str, unit: str) -> list[tuple[float, float, str]]:
    import numpy as np

    from nuforce.units import one, parse

    ends, _, count = text.partition(":")
    first, _, last = ends.partition("..")
    if not count.strip().isdigit() or int(count) < 2 or int(count) > 1_000_000:
        raise InputError(field_name, text, "a range is FIRST..LAST:COUNT with COUNT from 2 to 1000000, e.g. 1um..1m:40")
    low, high = (parse(end, dimension, field=field_name, example=unit) for end in (first, last))
    if not 0 < low < high:
        raise InputError(field_name, text, "a range runs from a positive value to a larger one")
    base = "m" if dimension == -1 else unit
    numbers = np.geomspace(low / one(base), high / one(base), int(count)).tolist()
    return [(number * one(base), number, base) for number in numbers]


def angle_of(text: str) -> float:
    """Read an angle in rad."""
    from nuforce.units import parse

    return parse(text, 0, field="--angle", example="rad")


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)
