"""What is exchanged between two sources: spectral densities, turned into potentials.

``exchanges`` maps names to exchanges: ``exchanges["contact"]``, ``exchanges["newton"]``, ...
"""

from __future__ import annotations

from collections.abc import Mapping

from nuforce.catalogue import Catalogue, plugins
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


exchanges: Catalogue[AbstractExchange] = Catalogue(
    "exchanges", AbstractExchange, extra=lambda: {name: kind() for name, kind in kinds().items()}
)
"""Exchanges by name, with the defaults of their masses and couplings."""

__all__ = ["AbstractExchange", "Contact", "Coulomb", "Newton", "Yukawa", "exchanges", "kinds"]
