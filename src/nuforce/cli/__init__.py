"""The command line: each command parses, calls one public function, renders; nothing else."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, Final

import click

_COMMANDS: Final = {
    "reach": "Can we detect neutrino forces?  Experiments against backgrounds.",
    "potential": "Neutrino potential between two sources.",
    "crossing": "Distances at which two forces are equally strong.",
    "background": "Flux, density, energy and size of a neutrino background.",
    "medium": "Masses and potentials that a medium gives: photons, neutrinos, mediators.",
    "figures": "The figures, as files in a folder.",
    "list": "What the catalogue holds.",
    "show": "One entry of the catalogue, with the provenance of its numbers.",
    "cite": "BibTeX of entries, formulas and papers.",
    "check": "Validate a catalogue or scenario file.",
}


class _Lazy(click.Group):
    """A group that imports a command when it is called, so that --help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"nuforce.cli.{cmd_name}_")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in _COMMANDS:
            from nuforce.errors import UnknownName

            raise UnknownName("command", args[0], _COMMANDS)
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(package_name="nuforce", message="nuforce %(version)s")
def group() -> None:
    """Neutrino-mediated forces, and whether an experiment can see them."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 a computation failed, 2 the input was wrong."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status; one message on stderr for every error, no traceback."""
    from nuforce.errors import InputError, NuforceError

    try:
        result = group.main(arguments, prog_name="nuforce", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except BrokenPipeError:
        # the reader (head, less) has gone; do not let the interpreter complain when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        click.echo(f"nuforce: {error.filename or 'output'}: {error.strerror or error}", err=True)
        return 1
    except (NuforceError, click.ClickException, click.Abort, KeyboardInterrupt) as error:
        if isinstance(error, click.ClickException):
            message = error.format_message()
        else:
            message = str(error) if isinstance(error, NuforceError) else "interrupted"
        click.echo(f"nuforce: {message}", err=True)
        return 2 if isinstance(error, (InputError, click.ClickException)) else 1
