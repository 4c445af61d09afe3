"""The public surface."""

import subprocess
import sys
from importlib import resources

import pytest

import nuforce

NAMES = [
    "Accuracy",
    "Content",
    "Experiment",
    "Interaction",
    "Scenario",
    "Sector",
    "backgrounds",
    "cite",
    "content",
    "exchanges",
    "experiments",
    "interaction",
    "materials",
    "newton",
    "oscillations",
    "reach",
    "report",
    "ring_energy",
    "stodolsky",
    "units",
    "universe_energy",
    "verdict",
]


def test_names_are_pinned() -> None:
    assert nuforce.__all__ == NAMES
    assert dir(nuforce) == NAMES
    for name in NAMES:
        assert getattr(nuforce, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = nuforce.nothing


def test_functions_are_not_shadowed_by_their_modules() -> None:
    code = (
        "import nuforce.interaction, nuforce.reach, nuforce.report, nuforce.backgrounds.thermal as thermal, nuforce as nf; "
        "assert callable(nf.interaction) and callable(nf.reach) and callable(nf.report); "
        "assert thermal.Relic and nf.backgrounds['cosmic']; from nuforce.exchanges import contact; assert contact.Contact"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_is_light() -> None:
    code = (
        "import sys, nuforce; "
        "heavy = {'numpy', 'scipy', 'pandas', 'xarray', 'matplotlib', 'pint', 'pydantic', 'rich', 'click'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_types_are_shipped() -> None:
    assert (resources.files("nuforce") / "py.typed").is_file()
