"""Ratios of the neutrino force to gravity."""

from __future__ import annotations

from nuforce.exchanges.single import newton
from nuforce.interaction import Interaction
from nuforce.matter import content
from nuforce.observables.base import Builder, Setup
from nuforce.potentials import WaveMixture
from nuforce.potentials.modes import ModeMixture


def potential_ratio(build: Builder, setup: Setup, bare: bool = False) -> float:
    """Potential over the size of Newton's, V/|V_N|; positive repels (dimensionless)."""
    pair = _pair(build, setup, bare)
    angle = 0.0 if bare else setup.angle
    return float(pair(setup.distance, angle) / abs(newton(pair.a, pair.b)(setup.distance)))


def force_ratio(build: Builder, setup: Setup, bare: bool = False) -> float:
    """Radial force over the size of gravity; positive repels (dimensionless); 5 times the potential ratio for 1/r^5."""
    pair = _pair(build, setup, bare)
    return force_over_gravity(pair, setup.distance, 0.0 if bare else setup.angle)


def force_over_gravity(pair: Interaction, r: float, angle: float) -> float:
    """Radial force over the size of gravity between the two sources of an interaction.

    For a beam this is the potential ratio: the two agree for the coherent 1/r part.  What a source of finite size leaves
    beside it alternates in r within the wavelength 2 pi/(E (1 - cos)), far below the size of any body, over which it averages
    out; its slope at a point would exceed the upper bound for aligned points without meaning anything for a body.
    """
    gravity = newton(pair.a, pair.b)
    total = 0.0
    for term in pair.scalar.parts():
        if isinstance(term, (WaveMixture, ModeMixture)):
            total += float(term.along(r, angle) / abs(gravity(r)))
        else:
            total -= float(term.slope(r, angle) / gravity.slope(r))  # attraction: the slope of gravity is positive
    return total


def _pair(build: Builder, setup: Setup, bare: bool) -> Interaction:
    pair = build(content(setup.test[0], "setup.test"), content(setup.source, "setup.source"))
    return pair.bare() if bare else pair
