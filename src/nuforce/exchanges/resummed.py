r"""A propagator with its neutrino self-energy to all orders.

.. math:: D(t) = \frac1{M^2-t-\Pi(t)},\qquad
   \Pi = \frac{g^2}{24\pi^2}\sum_i\big[(t-a_im_i^2)\,f_i(t) + A + Bt\big],\quad
   f = -\beta\ln\frac{\beta+1}{\beta-1},\ \ \mathrm{Im}f = \pi\beta ,

a = 1 (Dirac) or 4 (Majorana); A and B make Re Pi and its slope vanish at :math:`t=M^2`. Above k thresholds the spectral
function is :math:`\rho_k = P_k/(M^2-t-\Pi)(M^2-t-\Pi+2iP_k)` with :math:`P_k=\sum_{i\le k}\mathrm{Im}\Pi_i`, analytic in the
upper half-plane but for the resonance on the second sheet. Each :math:`\rho_k-\rho_{k-1}` is integrated on its own ray; the
residue of the resonance is added where the ray passes it.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nuforce.errors import NotConverged, OutOfDomain
from nuforce.exchanges.base import RAY, Cut, Spectrum


@dataclass(frozen=True, slots=True)
class State:
    """One neutrino that couples to the mediator with P_L."""

    mass: float
    nature: Literal["dirac", "majorana"]

    def shape(self, t: Any, beta: Any) -> Any:
        """The factor t - a m^2, without cancellation at threshold."""
        return t - self.mass**2 if self.nature == "dirac" else t * beta * beta

    def beta(self, t: Any) -> Any:
        """Velocity of the neutrinos, continued to the upper half-plane of t."""
        return np.sqrt(1.0 - 4.0 * self.mass**2 / np.asarray(t, dtype=complex) + 0j)

    def beta_near(self, excess: Any, threshold: float) -> Any:
        """The same at mu = threshold + excess, without cancellation at this state's threshold."""
        mu = threshold + excess
        return np.sqrt((excess + (threshold - 2.0 * self.mass)) * (mu + 2.0 * self.mass)) / mu

    def loop(self, t: Any, beta: Any, scale: float) -> Any:
        """f(t) in the upper half-plane and on its border; massless: with M^2 = ``scale`` for the mass in the logarithm."""
        if self.mass == 0:
            return -(np.log(t / scale) - 1j * math.pi)
        # 1 - beta^2 = 4 m^2/t: (beta + 1)/(beta - 1) = -(1 + beta)^2 t/4m^2
        return -beta * (2.0 * np.log1p(beta) + np.log(t / (4.0 * self.mass**2)) - 1j * math.pi)

    def loop_slope(self, t: complex, scale: float) -> complex:
        """df/dt."""
        if self.mass == 0:
            return -1.0 / t
        four = 4.0 * self.mass**2
        return 0.5 * four * complex(self.loop(t, self.beta(t), scale)) / (t * (t - four)) - 1.0 / t


@dataclass(frozen=True, slots=True)
class Propagator:
    """D(t) of a mediator.

    Parameters
    ----------
    mass : float, eV
    coupling : float
        g of L = g Z' nubar gamma P_L nu.
    states : tuple of State, in order of their mass
    width : float, eV
        Into other things.
    """

    mass: float
    coupling: float
    states: tuple[State, ...]
    width: float = 0.0

    def __post_init__(self) -> None:
        for state in self.states:
            if self.mass == 2 * state.mass:
                raise OutOfDomain(
                    f"the mediator's mass {self.mass:g} eV is exactly the threshold of a pair, where its residue is not defined; "
                    "move it by a little"
                )
        if self.width and self.states and self.mass <= 2 * self.states[0].mass:
            raise OutOfDomain(
                f"the mediator ({self.mass:g} eV) is lighter than the threshold ({2 * self.states[0].mass:g} eV): it has no "
                "resonance that exchange.width could widen; set the width to zero"
            )

    @property
    def _front(self) -> float:
        return self.coupling**2 / (24.0 * math.pi**2)

    def betas(self, t: Any) -> list[Any]:
        """Velocities of all states."""
        return [state.beta(t) for state in self.states]

    def self_energy(self, t: Any, betas: list[Any] | None = None) -> Any:
        """Pi(t) in the upper half-plane, without the width into other things."""
        square = complex(self.mass**2)
        total: Any = 0.0
        for state, beta in zip(self.states, betas or self.betas(t), strict=True):
            total = total + state.shape(t, beta) * state.loop(t, beta, square.real)
            fixed = state.beta(square)
            at = complex(state.shape(square, fixed) * state.loop(square, fixed, square.real)).real
            total = total - at - self._slope(state, square).real * (t - square)
        return self._front * total

    def _slope(self, state: State, t: complex) -> complex:
        scale, beta = self.mass**2, state.beta(t)
        return complex(state.loop(t, beta, scale) + state.shape(t, beta) * state.loop_slope(t, scale))

    def absorption(self, t: Any, count: int, betas: list[Any] | None = None, before: int = 0) -> Any:
        """P_k - P_j: continued Im Pi of the first ``count`` states without those ``before``."""
        both = list(zip(self.states, betas or self.betas(t), strict=True))[before:count]
        return self._front * math.pi * sum(beta * s.shape(t, beta) for s, beta in both)

    def second_sheet(self, t: Any, count: int, betas: list[Any] | None = None) -> Any:
        """The inverse of D below the cuts of ``count`` states, continued upwards."""
        own = self.self_energy(t, betas) - 2j * self.absorption(t, count, betas)
        return self.mass**2 - t - own + 1j * self.mass * self.width

    def density(self, t: Any, count: int, betas: list[Any] | None = None, before: int = 0) -> Any:
        """Part of the spectral function Im D that makes neutrinos: rho_k - rho_j above ``count`` and ``before`` thresholds.

        Written without the difference: (P_k - P_j) D_0/(D D_k D_j), D_k being the second sheet of k states.
        """
        first = self.mass**2 - t - self.self_energy(t, betas) - 1j * self.mass * self.width
        opened = self.absorption(t, count, betas, before)
        found = opened / (first * self.second_sheet(t, count, betas))
        if not before:
            return found
        return found * self.second_sheet(t, 0, betas) / self.second_sheet(t, before, betas)

    def resonance(self, count: int) -> complex:
        """Zero of the second sheet in the upper half-plane of t, by Newton's method from the mass."""
        total = abs(self.absorption(complex(self.mass**2), count)) + self.mass * self.width
        t = complex(self.mass**2, total)
        for _ in range(60):
            step = complex(self.second_sheet(t, count)) / self._second_slope(t, count)
            t -= step
            if abs(step) < 1e-14 * abs(t):
                return t
        raise NotConverged("the position of the mediator's resonance", 1e-14, abs(step / t))

    def _second_slope(self, t: complex, count: int) -> complex:
        slope = -1.0 - self._front * sum(
            self._slope(s, t) - self._slope(s, complex(self.mass**2)).real for s in self.states
        )
        for s in self.states[:count]:
            beta = complex(s.beta(t))
            rise = 2.0 * s.mass**2 / (t * t * beta) if s.mass else 0.0
            slope += 2j * self._front * math.pi * (rise * complex(s.shape(t, beta)) + beta)
        return slope

    def spectrum(self, product: float) -> Spectrum:
        """Spectrum of the potential between two charges of the given product, the mediator's own exchange included."""
        cuts: list[tuple[float, int, int]] = []  # threshold, states open above it, states open below it
        for k, state in enumerate(self.states if self.coupling else (), 1):
            if k == len(self.states) or self.states[k].mass != state.mass:  # equal thresholds are passed together
                cuts.append((2.0 * state.mass, k, sum(1 for s in self.states if s.mass < state.mass)))
        sheets = [(tau, n, sign) for tau, k, j in cuts for n, sign in ((k, 1.0), (j, -1.0)) if n]
        places = [self._place(n) for _, n, _ in sheets]
        ray, clearance = between([cmath.phase(mu - tau) for (tau, _, _), mu in zip(sheets, places, strict=True) if mu])
        poles: list[tuple[complex, complex]] = []
        if not self.coupling or not self.states or self.mass < 2 * self.states[0].mass:
            poles.append((complex(self.mass), complex(product / (4.0 * math.pi))))
        for (tau, n, sign), mu in zip(sheets, places, strict=True):
            if self.mass <= tau or mu is None:
                self._check_empty(tau, n, ray)
            elif 0 < cmath.phase(mu - tau) < ray:
                poles.append((mu, sign * product * self._residue(mu * mu, n)))
        made = tuple(Cut(tau, self._cut(tau, k, j, product)) for tau, k, j in cuts)
        return Spectrum(made, tuple(poles), resonant=True, ray=ray, clearance=clearance)

    def _cut(self, threshold: float, count: int, before: int, product: float) -> Callable[[Any], Any]:
        def density(excess: Any) -> Any:
            excess = np.asarray(excess, dtype=complex)
            mu = threshold + excess
            betas = [state.beta_near(excess, threshold) for state in self.states]
            return product / (2.0 * math.pi**2) * mu * self.density(mu * mu, count, betas, before)

        return density

    def _place(self, count: int) -> complex | None:
        """Mass of the resonance on the sheet of ``count`` states; None where it is not found, far from the axis if at all."""
        try:
            return cmath.sqrt(self.resonance(count))
        except NotConverged:
            return None

    def _residue(self, t: complex, count: int) -> complex:
        """Weight of the resonance, for unit charges."""
        absorbed = complex(self.absorption(t, count))
        share = absorbed / (absorbed + self.mass * self.width)
        return -share / (4.0 * math.pi * self._second_slope(t, count))

    def _check_empty(self, threshold: float, count: int, ray: float) -> None:
        """Make sure, by the principle of the argument, that no resonance has moved between the axis and the ray."""
        rise = np.exp(np.arange(-40.0, 3.0, 0.01))
        arc = np.exp(1j * np.linspace(0.0, ray, 200))
        around = np.concatenate([rise, rise[-1] * arc, (rise * arc[-1])[::-1]]) * max(self.mass, threshold)
        betas = [state.beta_near(around + 0j, threshold) for state in self.states]
        phase = np.unwrap(np.angle(self.second_sheet((threshold + around + 0j) ** 2, count, betas)))
        if abs(phase[-1] - phase[0]) > math.pi:
            raise NotConverged("the mediator's resonance, which the coupling has moved above the threshold", 1e-14, 1.0)

    @property
    def ghost(self) -> float:
        """Mass (eV) near which the coupling, as it runs, has no meaning any more: M exp(1/2b), b = n g^2/24 pi^2."""
        b = self._front * len(self.states)
        return self.mass * math.exp(min(0.5 / b, 700.0)) if b else math.inf


def between(phases: list[float]) -> tuple[float, float]:
    """The direction of a ray in the first quadrant farthest from the poles in the given directions, and how far that is."""
    if all(abs(phase - RAY) >= RAY for phase in phases):
        return RAY, RAY
    candidates = np.linspace(0.0, 0.5 * math.pi, 361)
    walls = np.array([0.0, 0.5 * math.pi, *phases])
    clearance = np.abs(candidates[:, None] - walls).min(axis=1)
    best = int(np.argmax(clearance))
    return float(candidates[best]), float(clearance[best])
