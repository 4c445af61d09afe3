"""Radial differential operators on mixtures."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import OutOfDomain
from nuforce.exchanges import Spectrum
from nuforce.exchanges.mediators import TChannel
from nuforce.matter import content
from nuforce.potentials import Derived, YukawaMixture
from nuforce.potentials.derived import SLOPE, TENSOR, differentiated
from nuforce.potentials.yukawa import PLAIN
from nuforce.sector import Sector
from nuforce.testing.compare import STEPS, WEIGHTS
from nuforce.units import um
from tests.tables import approx

KEYS = ("Feinberg:1968zz",)
SECTOR = Sector.normal_ordering(lightest=0.01)


def mixtures() -> dict[str, tuple[YukawaMixture, float]]:
    """Real and complex nodes, several thresholds, single quanta, and all of them together; with a distance for each."""
    contact = nf.interaction("e", "mu", SECTOR).scalar
    ray = TChannel(mass=0.3).potential(content("e"), content("n"), SECTOR)
    assert isinstance(contact, YukawaMixture)
    unstable = Spectrum(poles=((0.3 + 0.1j, 1.0 + 2.0j),)).mixture(None)
    return {
        "contact": (contact, 2 * um),
        "ray": (ray, 3.0),
        "single": (YukawaMixture.single(2.0, 0.7, KEYS), 1.0),
        "unstable": (unstable, 2.0),
        "joined": (YukawaMixture.joined([ray, unstable]), 2.0),
    }


MIXTURES = mixtures()


@pytest.mark.parametrize("name", list(MIXTURES))
def test_operators_are_derivatives_of_the_mixture(name: str) -> None:
    base, scale = MIXTURES[name]
    r = scale * np.geomspace(0.2, 5.0, 11)
    value, slope, curvature = base.derivatives(r, 2)
    np.testing.assert_allclose(Derived(base, PLAIN)(r), value, rtol=5e-15)
    np.testing.assert_allclose(Derived(base, SLOPE)(r), slope, rtol=5e-15)
    np.testing.assert_allclose(Derived(base, SLOPE).slope(r), curvature, rtol=1e-14)
    size = (np.abs(curvature) + np.abs(slope / r)) / 3
    assert np.all(np.abs(Derived(base, TENSOR)(r) - (curvature - slope / r) / 3) <= 1e-14 * size)


@pytest.mark.parametrize("kernel", [PLAIN, SLOPE, TENSOR, differentiated(TENSOR)])
def test_differentiated_kernel(kernel: Any) -> None:
    """Against sixth-order differences; twice, against the second derivative."""
    made = Derived(MIXTURES["ray"][0], kernel)
    r = 2.0
    h = 3e-3 * r
    numeric = sum(w * float(made(r + k * h)) for k, w in zip(STEPS, WEIGHTS, strict=True)) / h
    value, slope, curvature = made.derivatives(r, 2)
    assert value == made(r)
    assert slope == approx(numeric, rel=4e-12)
    assert Derived(made.base, differentiated(kernel))(r) == approx(slope, rel=1e-14)
    assert Derived(made.base, differentiated(differentiated(kernel)))(r) == approx(curvature, rel=1e-14)


@pytest.mark.parametrize("mass", [0.0, 1e-3, 0.7])
def test_one_quantum(mass: float) -> None:
    base = YukawaMixture.single(-2.0, mass, KEYS)
    for r in (1e-6, 1.0, 300.0):
        x = mass * r
        assert Derived(base, SLOPE)(r) == approx(2 * (1 + x) * math.exp(-x) / r**2, rel=1e-14)
        assert Derived(base, TENSOR)(r) == approx(-2 / 3 * (3 + 3 * x + x * x) * math.exp(-x) / r**3, rel=1e-14)


def test_harmonic_function() -> None:
    """The tensor force of a massless quantum is that of two dipoles, and its gradient falls by one power more."""
    dipoles = Derived(YukawaMixture.single(1.0, 0.0, KEYS), TENSOR)
    assert dipoles(2.0) == approx(1 / 8, rel=1e-15)
    assert dipoles.local_power(2.0) == approx(-3, rel=1e-14)
    x = np.array([0.6, 0.0, 0.8])
    np.testing.assert_allclose(dipoles.gradient(x), -3 * x, rtol=1e-14)


@pytest.mark.parametrize("kernel", [SLOPE, TENSOR])
def test_logarithm_where_the_value_underflows(kernel: Any) -> None:
    made = Derived(MIXTURES["contact"][0], kernel)
    for r in (1 * um, 10 * um):
        assert made.log_abs(r) == approx(math.log(abs(made(r))), rel=1e-14)
    far = 1e6 * um
    assert made(far) == 0
    tau = min(block.threshold.min() for block in made.base.blocks)
    # the lightest pair alone is left: beyond its mass, r^-7/2 and the factor of (F'' - F'/r)/3 or F'
    assert made.log_abs(2 * far) - made.log_abs(far) == approx(-tau * far - 3.5 * math.log(2), abs=1e-4)
    assert made.sign(far) == made.base.sign(far) * (-1 if kernel == SLOPE else 1)


def test_algebra() -> None:
    base, r = MIXTURES["contact"]
    made = Derived(base, TENSOR)
    assert (3.0 * made).along(r) == approx(3 * made(r), rel=1e-15)
    assert (made + made).along(r) == approx(2 * made(r), rel=1e-15)
    assert (made + base).along(r) == made(r) + base(r)
    assert made.references == base.references
    assert made.error_estimate(r) < 1e-12 * abs(made(r))


def test_nothing() -> None:
    nothing = Derived(YukawaMixture((), KEYS), TENSOR)
    r = np.array([1.0, 2.0])
    np.testing.assert_array_equal(nothing(r), 0.0)
    np.testing.assert_array_equal(nothing.log_abs(r), -math.inf)
    np.testing.assert_array_equal(nothing.error_estimate(r), 0.0)
    assert nothing.references == KEYS


def test_range_is_that_of_the_mixture() -> None:
    narrow = Accuracy(r_min=0.1 * um, r_max=10 * um)
    made = nf.interaction("e", "n", SECTOR, structure="tensor", accuracy=narrow).terms["tensor"]
    made.along(1 * um)
    for bad in (0.01 * um, 20 * um):
        with pytest.raises(OutOfDomain, match=r"Accuracy\(r_min"):
            made.along(bad)


def test_error_estimate_covers_the_error() -> None:
    """A rule too coarse for the distance is worse by no more than it says."""
    rough, fine = (
        nf.interaction("e", "n", SECTOR, structure="tensor", accuracy=Accuracy(rtol=rtol)).terms["tensor"]
        for rtol in (1e-6, 1e-15)
    )
    r = np.geomspace(0.1, 30.0, 40) * um
    error = np.abs(rough.along(r) - fine.along(r))
    assert np.all(error <= 3 * rough.error_estimate(r))
    assert np.all(rough.error_estimate(r) <= 1e-4 * np.abs(fine.along(r)))
