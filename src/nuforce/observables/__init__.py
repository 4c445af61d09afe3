"""What experiments measure, computed from interactions: one file per observable.

``observables()`` maps the names used in experiment files to functions ``f(build, setup, bare) -> float``.
"""

from __future__ import annotations

from collections.abc import Mapping

from nuforce.catalogue import plugins
from nuforce.observables.base import Builder, Observable, Setup
from nuforce.observables.equivalence import equivalence
from nuforce.observables.ratio import force_ratio, potential_ratio

BUILTIN: Mapping[str, Observable] = {
    "potential-ratio": potential_ratio,
    "force-ratio": force_ratio,
    "equivalence": equivalence,
}
"""Observables by name."""


def observables() -> dict[str, Observable]:
    """Observables by name: built in, and from plug-ins (entry points of the group ``nuforce.observables``)."""
    return {**plugins("nuforce.observables"), **BUILTIN}


__all__ = ["Builder", "Observable", "Setup", "equivalence", "force_ratio", "observables", "potential_ratio"]
