"""A mediator among the thresholds of several neutrinos, to all orders: real-axis integration as the other route."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from nuforce.accuracy import Accuracy
from nuforce.errors import InputError
from nuforce.exchanges.base import Cut, Spectrum
from nuforce.exchanges.resummed import Propagator, State
from tests.tables import approx

MASSES = (0.0, 0.01, 0.05)


def on_the_axis(propagator: Propagator, r: float) -> float:
    """The spectral integral with all breakpoints, the number of open channels counted by hand."""
    thresholds = [2 * state.mass for state in propagator.states]

    def integrand(mu: float) -> float:
        t, first = complex(mu * mu), complex(propagator.mass**2)
        inverse = first - t - complex(propagator.self_energy(t))
        return float(-inverse.imag / abs(inverse) ** 2 * mu * math.exp(-mu * r) / (2 * math.pi**2))

    width = propagator.coupling**2 * propagator.mass / 50
    points = {0.0, *thresholds, propagator.mass, 20 * propagator.mass, 60 / r + 20 * propagator.mass}
    points |= {max(propagator.mass + k * width, 1e-6) for k in (-30, -3, 3, 30)}
    edges = sorted(points)
    return sum(quad(integrand, a, b, limit=800, epsabs=0, epsrel=1e-11)[0] for a, b in pairwise(edges)) / r


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
@pytest.mark.parametrize(("mass", "coupling"), [(0.015, 0.5), (0.09, 2.0), (0.13, 0.5)])
def test_several_thresholds(nature: Any, mass: float, coupling: float) -> None:
    propagator = Propagator(mass, coupling, tuple(State(m, nature) for m in MASSES))
    potential = propagator.spectrum(1.0).mixture(Accuracy(r_min=1e-2, r_max=1e5))
    for r in (3.0, 300.0):
        assert float(potential(r)) == approx(on_the_axis(propagator, r), rel=1e-11)


def test_equal_states_open_together() -> None:
    """Three equal neutrinos are one that couples sqrt(3) times as strongly."""
    three = Propagator(0.13, 1.0, (State(0.02, "majorana"),) * 3).spectrum(1.0).mixture(Accuracy())
    one = Propagator(0.13, math.sqrt(3.0), (State(0.02, "majorana"),)).spectrum(1.0).mixture(Accuracy())
    r = np.array([1.0, 10.0, 200.0])
    np.testing.assert_allclose(three(r), one(r), rtol=1e-12)


def test_a_density_that_cancels_at_threshold_is_refused() -> None:
    """(1 + s) - 1 is zero where it should be small: such a cut would be lost in silence."""
    with pytest.raises(InputError, match="without differences"):
        Spectrum((Cut(1.0, lambda s: (1.0 + s) - 1.0),)).mixture(Accuracy())
