"""The common form of all observables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from nuforce.errors import InputError
from nuforce.interaction import Interaction
from nuforce.matter import Content
from nuforce.units import Dim, check_fields

Builder = Callable[[Content, Content], Interaction]
"""Makes the interaction of two sources, everything else being given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Where the bodies of an experiment are and what they are made of; here points at the mean distance.

    Parameters
    ----------
    distance : float, eV^-1
    test : tuple of str
        Material of the test body; two for a comparison of two materials.
    source : str
        Material of the body that makes the force.
    angle : float, rad
        Between the separation and the axis of a beam.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    distance: Annotated[float, Dim(-1, "m", positive=True)]
    test: tuple[str, ...]
    source: str
    angle: Annotated[float, Dim(0, "rad")] = 0.0

    def __post_init__(self) -> None:
        check_fields(self)
        if len(self.test) not in (1, 2):
            raise InputError("test", self.test, "name one test material, or two that are compared")


Observable = Callable[[Builder, Setup, bool], float]
"""``f(build, setup, bare)``; ``bare`` asks for the upper bound with point sources aligned with every beam."""
