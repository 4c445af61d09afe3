"""Experiments: what was measured, where, how well, by whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from nuforce.catalogue import Catalogue, Provenance
from nuforce.errors import InputError, UnknownName
from nuforce.observables import Builder, Setup, observables
from nuforce.units import Dim, one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The figure a prediction is compared with.

    Parameters
    ----------
    value : float
        In ``unit`` ("1" for ratios).
    confidence : float, optional
    meaning : str
    reference_gravity : float, eV, optional
        Gravitational acceleration that a ratio of accelerations is referred to.
    name : str
        Label of a further published figure.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    value: float
    unit: str = "1"
    confidence: float | None = None
    meaning: str = ""
    reference_gravity: Annotated[float, Dim(1, "m/s^2", positive=True)] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.value < math.inf:
            raise InputError("value", self.value, "a sensitivity must be finite and larger than zero")
        one(self.unit)  # an unknown unit says so
        if self.confidence is not None and not 0 < self.confidence < 1:
            raise InputError("confidence", self.confidence, "a confidence level lies between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A measurement, or a projected one.

    Parameters
    ----------
    name, title : str
    observable : str
        "potential-ratio", "force-ratio", "equivalence", or a plug-in's.
    status : "published" or "projected"
    tags : tuple of str
    setup : Setup
    sensitivity : Sensitivity
    published : tuple of Sensitivity
        Further figures as published.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    title: str
    observable: str
    status: Literal["published", "projected"]
    tags: tuple[str, ...] = ()
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    setup: Setup
    sensitivity: Sensitivity
    published: tuple[Sensitivity, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        known = observables()
        if self.observable not in known:
            raise UnknownName("observable", self.observable, known)
        if (self.observable == "equivalence") != (len(self.setup.test) == 2):
            raise InputError("setup.test", self.setup.test, "equivalence compares two test materials, ratios have one")

    def signal(self, build: Builder, *, bare: bool = False) -> float:
        """Predicted value of the observable, in the unit of the sensitivity.

        Parameters
        ----------
        build : callable (a, b) -> Interaction
        bare : bool
            Upper bound: point sources of neutrinos, aligned with the separation.
        """
        return observables()[self.observable](build, self.setup, bare)


experiments: Catalogue[Experiment] = Catalogue("experiments", Experiment)
"""The experiments shipped with nuforce, by name."""
