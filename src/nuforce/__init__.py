"""Neutrino-mediated forces, and whether an experiment can see them.

The public names, each imported when first used.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nuforce import units as units
    from nuforce.accuracy import Accuracy as Accuracy
    from nuforce.backgrounds import backgrounds as backgrounds
    from nuforce.backgrounds.spin import stodolsky as stodolsky
    from nuforce.bibliography import cite as cite
    from nuforce.exchanges import exchanges as exchanges
    from nuforce.exchanges.single import newton as newton
    from nuforce.experiments import Experiment as Experiment
    from nuforce.experiments import experiments as experiments
    from nuforce.interaction import Interaction as Interaction
    from nuforce.interaction import interaction as interaction
    from nuforce.matter import Content as Content
    from nuforce.matter import content as content
    from nuforce.matter import materials as materials
    from nuforce.oscillations import oscillations as oscillations
    from nuforce.potentials.three_body import ring_energy as ring_energy
    from nuforce.potentials.three_body import universe_energy as universe_energy
    from nuforce.reach import reach as reach
    from nuforce.report import report as report
    from nuforce.report import verdict as verdict
    from nuforce.scenario import Scenario as Scenario
    from nuforce.sector import Sector as Sector

_HOMES = {
    "Accuracy": "nuforce.accuracy",
    "backgrounds": "nuforce.backgrounds",
    "cite": "nuforce.bibliography",
    "exchanges": "nuforce.exchanges",
    "Experiment": "nuforce.experiments",
    "experiments": "nuforce.experiments",
    "newton": "nuforce.exchanges.single",
    "Interaction": "nuforce.interaction",
    "interaction": "nuforce.interaction",
    "Content": "nuforce.matter",
    "content": "nuforce.matter",
    "materials": "nuforce.matter",
    "oscillations": "nuforce.oscillations",
    "report": "nuforce.report",
    "ring_energy": "nuforce.potentials.three_body",
    "stodolsky": "nuforce.backgrounds.spin",
    "universe_energy": "nuforce.potentials.three_body",
    "verdict": "nuforce.report",
    "Scenario": "nuforce.scenario",
    "reach": "nuforce.reach",
    "Sector": "nuforce.sector",
    "units": "nuforce",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # the names are data: the table above


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'nuforce' has no attribute {name!r}")
    if home == "nuforce":
        return importlib.import_module(f"nuforce.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return list(__all__)


class _Package(types.ModuleType):
    # nuforce.interaction is a function that lives in the module nuforce/interaction.py: when that module is loaded, the
    # import system would put it in the place of the function
    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
