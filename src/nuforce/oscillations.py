"""Oscillation fits: mixing angles, the Dirac phase and mass splittings, with their uncertainties."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from nuforce.catalogue import Catalogue, Provenance
from nuforce.errors import InputError
from nuforce.units import Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A pure number with asymmetric one-sigma errors and its three-sigma interval, as far as known."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    value: float
    plus: float | None = None
    minus: float | None = None
    low3: float | None = None
    high3: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """An angle (rad) with errors, as :class:`Number`."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    value: Annotated[float, Dim(0, "rad")]
    plus: Annotated[float, Dim(0, "rad")] | None = None
    minus: Annotated[float, Dim(0, "rad")] | None = None
    low3: Annotated[float, Dim(0, "rad")] | None = None
    high3: Annotated[float, Dim(0, "rad")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """A difference of squared masses (eV^2) with errors, as :class:`Number`."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    value: Annotated[float, Dim(2, "eV^2")]
    plus: Annotated[float, Dim(2, "eV^2")] | None = None
    minus: Annotated[float, Dim(2, "eV^2")] | None = None
    low3: Annotated[float, Dim(2, "eV^2")] | None = None
    high3: Annotated[float, Dim(2, "eV^2")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Oscillations:
    """A global fit.

    ``dm3l`` is m3^2 - m1^2 > 0 in normal and m3^2 - m2^2 < 0 in inverted ordering.  Parametrisation: PDG,
    U = R23 R13(delta) R12.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    title: str
    ordering: Literal["normal", "inverted"]
    date: str
    dataset: str
    sin2_12: Number
    sin2_23: Number
    sin2_13: Number
    delta_cp: Angle
    dm21: Splitting
    dm3l: Splitting
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        for name in ("sin2_12", "sin2_23", "sin2_13"):
            value = getattr(self, name).value
            if not 0 <= value <= 1:
                raise InputError(name, value, "the square of a sine lies between 0 and 1")
        small, large = self.dm21.value, self.dm3l.value * (1 if self.ordering == "normal" else -1)
        if not (0 < small < math.inf and 0 < large < math.inf):
            raise InputError(
                "dm3l", self.dm3l.value, "dm21 is positive; dm3l is positive in normal, negative in inverted ordering"
            )

    def masses(self, lightest: float) -> npt.NDArray[np.float64]:
        """Masses (m1, m2, m3) in eV for a given lightest one."""
        small, large = self.dm21.value, abs(self.dm3l.value)
        squares = [0.0, small, large] if self.ordering == "normal" else [large - small, large, 0.0]
        masses: npt.NDArray[np.float64] = np.hypot(lightest, np.sqrt(np.array(squares)))  # exact for the lightest state
        return masses

    def mixing(self) -> npt.NDArray[np.complex128]:
        """Mixing matrix U, shape (3, 3), without Majorana phases."""
        s12, s23, s13 = (np.sqrt(x.value) for x in (self.sin2_12, self.sin2_23, self.sin2_13))
        c12, c23, c13 = (np.sqrt(1 - x.value) for x in (self.sin2_12, self.sin2_23, self.sin2_13))
        phase = np.exp(1j * self.delta_cp.value)
        return np.array(
            [
                [c12 * c13, s12 * c13, s13 / phase],
                [-s12 * c23 - c12 * s23 * s13 * phase, c12 * c23 - s12 * s23 * s13 * phase, s23 * c13],
                [s12 * s23 - c12 * c23 * s13 * phase, -c12 * s23 - s12 * c23 * s13 * phase, c23 * c13],
            ]
        )


oscillations: Catalogue[Oscillations] = Catalogue("oscillations", Oscillations)
"""The fits shipped with nuforce, by name."""


def newest(ordering: str) -> Oscillations:
    """Return the newest fit of the given ordering (latest date; among those the one with most data, listed first)."""
    fits = [fit for fit in oscillations.values() if fit.ordering == ordering]
    return max(fits, key=lambda fit: (fit.date, -len(fit.name)))
