"""Running the command line in this process."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from nuforce.cli import run

Json = dict[str, Any]


@pytest.fixture
def as_json(capsys: pytest.CaptureFixture[str]) -> Callable[..., Json]:
    """Run a command with ``--format json`` and return the parsed object."""

    def call(*arguments: str, status: int = 0) -> Json:
        assert run([*arguments, "--format", "json"]) == status
        out, err = capsys.readouterr()
        assert not err
        parsed: Json = json.loads(out, parse_constant=refuse)
        return parsed

    return call


def refuse(name: str) -> Any:
    """JSON has no NaN and no infinity."""
    raise AssertionError(f"{name} in JSON")
