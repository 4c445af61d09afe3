"""Violation of the equivalence principle."""

from __future__ import annotations

from nuforce.errors import InputError
from nuforce.matter import content
from nuforce.observables.base import Builder, Setup
from nuforce.observables.ratio import force_over_gravity


def equivalence(build: Builder, setup: Setup, bare: bool = False) -> float:
    """Difference of the accelerations of two test materials over the gravity of the source (dimensionless).

    The force ratio F/F_gravity of the first material minus that of the second.
    """
    if len(setup.test) != 2:
        raise InputError("setup.test", setup.test, "an equivalence-principle test compares two materials")
    source = content(setup.source, "setup.source")
    ratios = []
    for name in setup.test:
        pair = build(content(name, "setup.test"), source)
        pair = pair.bare() if bare else pair
        ratios.append(force_over_gravity(pair, setup.distance, 0.0 if bare else setup.angle))
    return ratios[0] - ratios[1]
