"""What is exchanged between two sources: spectral densities, turned into potentials.

``exchanges`` maps names to exchanges: ``exchanges["contact"]``, ``exchanges["newton"]``, ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nuforce.catalogue import Catalogue, plugins
from nuforce.exchanges.base import AbstractExchange, Cut, LongRange, Spectrum
from nuforce.exchanges.box import SChannel
from nuforce.exchanges.contact import Contact
from nuforce.exchanges.mediators import TChannel
from nuforce.exchanges.pairs import PAIRS
from nuforce.exchanges.resolved import Resolved
from nuforce.exchanges.single import Coulomb, Newton, Yukawa, ZTree

_CLASSES: tuple[type[Any], ...] = (Contact, Resolved, TChannel, SChannel, *PAIRS, Newton, Coulomb, Yukawa, ZTree)

BUILTIN: Mapping[str, type[AbstractExchange]] = {cls.__dataclass_fields__["kind"].default: cls for cls in _CLASSES}
"""Exchange kinds by name."""


def kinds() -> dict[str, type[AbstractExchange]]:
    """Exchange kinds by name: built in, and from plug-ins (entry points of the group ``nuforce.exchanges``)."""
    return {**plugins("nuforce.exchanges"), **BUILTIN}


exchanges: Catalogue[AbstractExchange] = Catalogue(
    "exchanges", AbstractExchange, extra=lambda: {name: kind() for name, kind in kinds().items()}
)
"""Exchanges by name, with the defaults of their masses and couplings."""

__all__ = [
    "AbstractExchange",
    "Contact",
    "Coulomb",
    "Cut",
    "LongRange",
    "Newton",
    "Resolved",
    "SChannel",
    "Spectrum",
    "TChannel",
    "Yukawa",
    "ZTree",
    "exchanges",
    "kinds",
]
