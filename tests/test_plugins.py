"""Packages that bring exchanges, backgrounds, observables and data of their own through entry points."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pytest

import nuforce as nf
from nuforce import catalogue
from nuforce.backgrounds import kinds as background_kinds
from nuforce.catalogue import Catalogue
from nuforce.errors import InputError
from nuforce.exchanges import AbstractExchange, Cut, Spectrum, kinds
from nuforce.experiments import Experiment
from nuforce.matter import Content
from nuforce.observables import Setup, observables
from nuforce.sector import Sector
from nuforce.testing import ExchangeLaws


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLaw(AbstractExchange):
    """A spectral density mu^p: the whole exchange of a plug-in."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["power-law"] = "power-law"
    power: float = 1.0
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1968zz",)
    title: ClassVar[str] = "a power law"

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        charge = float(np.trace(a.charge(sector, flavour) @ b.charge(sector, flavour)).real)
        return Spectrum((Cut(0.0, lambda mu: charge * mu**self.power),))


def doubled(build: Any, setup: Setup, bare: bool) -> float:
    """An observable of a plug-in."""
    return 2.0 * observables()["potential-ratio"](build, setup, bare)


class TestPowerLaw(ExchangeLaws):
    @pytest.fixture
    def instance(self) -> AbstractExchange:
        return PowerLaw(power=2.0)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As if a package with these entry points were installed."""
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "experiments").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path.parent))
    (tmp_path / "experiments" / "theirs.toml").write_text(
        'name = "theirs"\ntitle = "x"\nobservable = "doubled"\nstatus = "published"\nreferences = []\n'
        '[setup]\ndistance = "1 mm"\ntest = ["W"]\nsource = "W"\n[sensitivity]\nvalue = 1.0\n',
        encoding="utf-8",
    )
    sys.modules.pop(tmp_path.name, None)
    offered = {
        "nuforce.exchanges": ("power-law", f"{__name__}:PowerLaw"),
        "nuforce.observables": ("doubled", f"{__name__}:doubled"),
        "nuforce.data": ("theirs", tmp_path.name),
    }
    real = metadata.entry_points

    def entry_points(**selection: Any) -> Any:
        group = selection.get("group", "")
        if group not in offered:
            return real(**selection)
        return metadata.EntryPoints([metadata.EntryPoint(*offered[group], group=group)])

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    catalogue.plugins.cache_clear()
    yield tmp_path
    catalogue.plugins.cache_clear()
    sys.modules.pop(tmp_path.name, None)


def test_exchange_of_a_plug_in(installed: Path) -> None:
    assert "power-law" in kinds()
    made = nf.interaction("n", "n", exchange={"kind": "power-law", "power": 1.0})
    assert made(2.0) / made(4.0) == pytest.approx(8.0, rel=1e-12, abs=0)  # 1/r^3
    with pytest.raises(InputError, match="powr"):
        nf.interaction("n", "n", exchange={"kind": "power-law", "powr": 1.0})


def test_data_and_observable_of_a_plug_in(installed: Path) -> None:
    found: Catalogue[Experiment] = Catalogue("experiments", Experiment)
    theirs = found["theirs"]
    one = nf.reach(theirs, backgrounds=["vacuum"]).predicted.item()
    plain = theirs.setup
    assert one == pytest.approx(2 * observables()["potential-ratio"](nf.interaction, plain, False), rel=1e-12, abs=0)


def test_kinds_of_backgrounds() -> None:
    assert {"relic", "beam", "isotropic", "sum"} <= set(background_kinds())
