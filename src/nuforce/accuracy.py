"""How accurate, and over which distances: one value passed to everything numerical."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

from nuforce.errors import InputError
from nuforce.units import Dim, m


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """What a spectral sum must deliver.

    Parameters
    ----------
    rtol : float
        Relative accuracy of potentials and their derivatives; it fixes the step of the logarithmic grids,
        whose error falls as exp(-pi^2/step).
    r_min, r_max : float, eV^-1
        Distances between which the accuracy holds; they fix the extent of the grids.
    """

    rtol: float = 1e-14
    r_min: Annotated[float, Dim(-1, "m", positive=True)] = 1e-19 * m
    r_max: Annotated[float, Dim(-1, "m", positive=True)] = 1e13 * m

    def __post_init__(self) -> None:
        if not 1e-15 <= self.rtol <= 1e-3:
            raise InputError("rtol", self.rtol, "choose a relative accuracy between 1e-15 and 1e-3")
        if not 0 < self.r_min < self.r_max < math.inf:
            raise InputError("r_min", (self.r_min, self.r_max), "need 0 < r_min < r_max < infinity")

    @property
    def step(self) -> float:
        """Step in ln(mass) for real nodes; complex nodes on a ray at 45 degrees need half of it."""
        # 17: size of |Gamma(4 + 2 pi i/h)|/Gamma(4) in front of exp(-pi^2/h), the price of mu^3 (two massless quanta).
        return math.pi**2 / (math.log(1 / self.rtol) + 17.0)

    def strictest(self, other: Accuracy) -> Accuracy:
        """Return the accuracy that satisfies both."""
        return replace(
            self,
            rtol=min(self.rtol, other.rtol),
            r_min=min(self.r_min, other.r_min),
            r_max=max(self.r_max, other.r_max),
        )
