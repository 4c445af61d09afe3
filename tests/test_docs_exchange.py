"""The exchange that docs/howto/add-an-exchange.md writes: the law suite, and its use by name, on the very code of the page."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

import nuforce as nf
from nuforce import catalogue
from nuforce.cli import run
from nuforce.errors import InputError, NuforceError
from nuforce.exchanges import kinds
from nuforce.scenario import Scenario
from tests.tables import approx

PAGE = Path(__file__).parents[1] / "docs" / "howto" / "add-an-exchange.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"(?ms)^```{language}\n(.*?)^```", TEXT)
    return found


def module() -> Any:
    """The python blocks of the page as the package its entry point names, importable: an exchange is pickled by name."""
    (offered,) = tomllib.loads(blocks("toml")[0])["project"]["entry-points"]["nuforce.exchanges"].values()
    made = ModuleType(offered.split(":")[0])
    sys.modules[made.__name__] = made
    exec(compile("\n".join(blocks("python")), str(PAGE), "exec"), made.__dict__)  # our own page
    return made


MINE = module()
TestUnparticle = MINE.TestUnparticle


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the package of the page were installed."""
    offered = tomllib.loads(blocks("toml")[0])["project"]["entry-points"]
    real = metadata.entry_points

    def entry_points(**selection: Any) -> Any:
        group = selection.get("group", "")
        if group not in offered:
            return real(**selection)
        return metadata.EntryPoints([metadata.EntryPoint(name, value, group) for name, value in offered[group].items()])

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    catalogue.plugins.cache_clear()
    yield
    catalogue.plugins.cache_clear()


@pytest.mark.parametrize("dimension", [1.05, 1.5, 2.0, 4.0])
def test_any_dimension(dimension: float) -> None:
    """The integral over Euclidean time that the page starts from."""
    V = nf.interaction("n", "n", exchange=MINE.Unparticle(dimension=dimension, scale=1.0))
    for r in (0.2, 3.0):
        # tau = r tan(x)
        integral, _ = quad(lambda x, r=r: np.cos(x) ** (2 * dimension - 2) * r ** (1 - 2 * dimension), 0, np.pi / 2)
        assert V(r) == approx(-2 * integral / (4 * np.pi**2), rel=1e-9)
        assert V.local_power(r) == approx(1 - 2 * dimension, rel=1e-9)


def test_refusals() -> None:
    for bad in ({"dimension": 1.0}, {"dimension": 5.0}, {"scale": -1.0}, {"charges": {"x": 1.0}}):
        with pytest.raises(NuforceError):
            MINE.Unparticle(**bad)


def test_by_name(installed: None) -> None:
    assert "unparticle" in kinds()
    table = {"kind": "unparticle", "dimension": 1.7, "scale": "3 TeV"}
    named = nf.interaction("n", "n", exchange=table)
    assert named(2.0) == nf.interaction("n", "n", exchange=MINE.Unparticle(dimension=1.7, scale=3e12))(2.0)
    with pytest.raises(InputError, match="dimensoin"):
        nf.interaction("n", "n", exchange={"kind": "unparticle", "dimensoin": 1.7})
    assert Scenario.from_table({"exchange": table}).exchanged() == MINE.Unparticle(dimension=1.7, scale=3e12)


def test_the_command_of_the_page(installed: None, capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = blocks("sh")
    assert run(shown.split()[1:]) == 0
    out = capsys.readouterr().out
    assert "operator of a conformal sector" in out
    assert "over gravity" in out
    assert out.count(" m ") >= 2
