"""What is exchanged between two sources: spectral densities, turned into potentials.

``exchanges`` maps names to exchanges: ``exchanges["contact"]``, ``exchanges["newton"]``, ...
"""

from __future__ import annotations

from collections.abc import Mapping

from nuforce.catalogue import plugins
from nuforce.exchanges.base import AbstractExchange
from nuforce.exchanges.contact import Contact
from nuforce.exchanges.single import Coulomb, Newton, Yukawa

BUILTIN: Mapping[str, type[AbstractExchange]] = {
    "contact": Contact,
    "newton": Newton,
    "coulomb": Coulomb,
    "yukawa": Yukawa,
}
"""Exchange kinds by name."""


def kinds() -> dict[str, type[AbstractExchange]]:
    """Exchange kinds by name: built in, and from plug-ins (entry points of the group ``nuforce.exchanges``)."""
    return {**plugins("nuforce.exchanges"), **BUILTIN}


__all__ = ["AbstractExchange", "Contact", "Coulomb", "Newton", "Yukawa", "kinds"]
