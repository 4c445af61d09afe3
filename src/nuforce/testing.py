"""The laws that every potential, exchange and background obeys, as base classes for pytest.

A plug-in runs them on its own classes::

    from nuforce.testing import ExchangeLaws


    class TestMine(ExchangeLaws):
        @pytest.fixture
        def instance(self):
            return MyExchange(...)

Each law is a method; the fixture ``instance`` gives the object under test.  Needs pytest; array_api_strict and jax for the
laws about arrays.
"""

from __future__ import annotations

import copy
import importlib
import math
import pickle
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import AbstractBackground
from nuforce.bibliography import entries
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges import AbstractExchange
from nuforce.interaction import interaction
from nuforce.matter import content
from nuforce.potentials import AbstractCentral, AbstractPotential, Wave, WaveMixture
from nuforce.sector import Sector
from nuforce.units import one

_ROTATION = np.linalg.qr(np.random.default_rng(7).normal(size=(3, 3)))[0]


def _same(a: Any, b: Any, rtol: float = 1e-13) -> None:
    a, b = np.asarray(a), np.asarray(b)
    scale = float(np.max(np.abs(b))) if b.size else 0.0
    np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-16 * scale)


def _derivative(f: Any, x: Any, step: float) -> Any:
    """Sixth-order central difference of f along each of the three axes, last axis of the result."""
    columns = []
    for axis in np.eye(3):
        points = [f(x + k * step * axis) for k in (-3, -2, -1, 1, 2, 3)]
        weights = (-1 / 60, 3 / 20, -3 / 4, 3 / 4, -3 / 20, 1 / 60)
        columns.append(sum(w * p for w, p in zip(weights, points, strict=True)) / step)
    return np.stack(columns, axis=-1)


class PotentialLaws:
    """Laws of a potential; ``scale`` is a distance (eV^-1) at which it is well behaved."""

    scale = 1.0
    arrays = True
    """Whether other array libraries can be used (spectra in tables need SciPy)."""
    smooth = True
    """Whether gradient and hessian exist off the axis (sources of finite size have none)."""

    @pytest.fixture
    def instance(self) -> AbstractPotential:
        """The potential under test."""
        raise NotImplementedError  # a suite without an instance tests nothing

    @pytest.fixture
    def x(self) -> Any:
        """Separation vectors, shape (4, 3), of lengths from about half to twice the scale; on the axis if not smooth."""
        if not self.smooth:
            return self.scale * np.array([[0, 0, 0.5], [0, 0, 1.0], [0, 0, 1.3], [0, 0, 2.0]])
        return self.scale * np.random.default_rng(3).normal(size=(4, 3))

    def test_shapes(self, instance: AbstractPotential, x: Any) -> None:
        """(*S, 3) -> (*S,); a single vector gives a number; so do distances."""
        many = instance.at(x)
        assert many.shape == (4,)
        assert instance.at(x.reshape(2, 2, 3)).shape == (2, 2)
        _same(instance.at(x.reshape(2, 2, 3)).ravel(), many)
        assert np.ndim(instance.at(x[0])) == 0
        r = self.scale * np.array([[0.5, 1.0, 2.0]])
        assert instance.along(r).shape == (1, 3)
        assert np.ndim(instance.along(self.scale)) == 0
        assert np.ndim(instance.slope(self.scale)) == 0

    def test_gradient(self, instance: AbstractPotential, x: Any) -> None:
        """Against sixth-order differences: error (step/scale)^6 = 1e-15, rounding eps*scale/step = 1e-13."""
        if not self.smooth:
            with pytest.raises(OutOfDomain):
                instance.gradient(x)
            return
        gradient = instance.gradient(x)
        assert gradient.shape == (4, 3)
        numeric = _derivative(
            instance.at, x, 3e-3 * self.scale * float(np.min(np.linalg.norm(x, axis=-1))) / self.scale
        )
        _close(gradient, numeric, 1e-9)

    def test_hessian(self, instance: AbstractPotential, x: Any) -> None:
        """Against differences of the gradient, and symmetric."""
        if not self.smooth:
            with pytest.raises(OutOfDomain):
                instance.hessian(x)
            return
        hessian = instance.hessian(x)
        assert hessian.shape == (4, 3, 3)
        numeric = _derivative(instance.gradient, x, 3e-3 * float(np.min(np.linalg.norm(x, axis=-1))))
        _close(hessian, numeric, 1e-9)
        _close(hessian, np.swapaxes(hessian, -1, -2), 1e-13)

    def test_slope(self, instance: AbstractPotential) -> None:
        """DV/dr against differences."""
        r, h = self.scale, 3e-3 * self.scale
        points = [float(instance.along(r + k * h)) for k in (-3, -2, -1, 1, 2, 3)]
        numeric = sum(w * p for w, p in zip((-1 / 60, 0.15, -0.75, 0.75, -0.15, 1 / 60), points, strict=True)) / h
        _close(instance.slope(r), numeric, 1e-9 + 1e-13 * abs(points[2] / (numeric * h)))

    def test_linearity(self, instance: AbstractPotential, x: Any) -> None:
        """Sums, differences and multiples are those of the values."""
        value = instance.at(x)
        _same((instance + instance).at(x), 2 * value)
        _same((3.0 * instance).at(x), 3 * value)
        _same((-instance).at(x), -value)
        _same((2.0 * instance - instance).at(x), value, 1e-12)
        total: Any = sum([instance, instance, instance])
        _same(total.at(x), 3 * value)
        assert set((instance + instance).references) == set(instance.references)

    def test_bad_factors(self, instance: AbstractPotential) -> None:
        """A potential cannot be scaled by NaN or added to a number."""
        with pytest.raises(InputError):
            instance * math.nan
        with pytest.raises(TypeError):
            instance + 1.0

    def test_rotation(self, instance: AbstractPotential, x: Any) -> None:
        """Turning the separation and the beams together changes nothing."""
        turned = instance
        if isinstance(instance, WaveMixture):
            waves = tuple(Wave(_ROTATION @ w.direction, w.weight, w.spectrum, w.cap) for w in instance.waves)
            turned = WaveMixture(waves, instance.references)
        elif not isinstance(instance, AbstractCentral):
            pytest.skip("a sum of kinds: each is tested by itself")
        _same(turned.at(x @ _ROTATION.T), instance.at(x), 1e-11)

    def test_logarithm(self, instance: AbstractPotential) -> None:
        """The logarithm and the sign belong to the value."""
        if not isinstance(instance, AbstractCentral):
            pytest.skip("only central potentials have logarithms")
        r = self.scale * np.geomspace(0.3, 3.0, 7)
        value = instance(r)
        _same(np.exp(instance.log_abs(r)) * instance.sign(r), value, 1e-11)
        assert np.ndim(instance.log_abs(self.scale)) == 0

    def test_decay(self, instance: AbstractPotential) -> None:
        """It falls at large distance."""
        far = [abs(float(instance.along(self.scale * f))) for f in (1.0, 100.0)]
        assert far[1] < 0.2 * far[0]

    def test_round_trips(self, instance: AbstractPotential, x: Any) -> None:
        """Pickle and copy give the same potential."""
        for other in (
            pickle.loads(pickle.dumps(instance)),
            copy.copy(instance),
            copy.deepcopy(instance),
        ):  # our own bytes
            _same(other.at(x), instance.at(x), 0.0)
            assert other.references == instance.references
        assert type(instance).__name__ in repr(instance)

    def test_references(self, instance: AbstractPotential) -> None:
        """It says whose work it embodies."""
        assert instance.references
        assert set(instance.references) <= set(entries())

    def test_memory(self, instance: AbstractPotential) -> None:
        """Many distances in any order give what each gives alone."""
        r = self.scale * np.random.default_rng(5).permutation(np.geomspace(0.3, 3.0, 1300))
        _same(instance.along(r)[::130], [float(instance.along(x)) for x in r[::130]], 1e-12)

    def test_domain(self, instance: AbstractPotential) -> None:
        """Distances that are not positive numbers are refused."""
        for bad in (0.0, -self.scale, math.nan):
            with pytest.raises(OutOfDomain):
                instance.along(bad)
        with pytest.raises(InputError):
            instance.at(np.zeros(2))

    @pytest.mark.parametrize("library", ["array_api_strict", "jax.numpy"])
    def test_arrays(self, instance: AbstractPotential, x: Any, library: str) -> None:
        """Other array libraries give the same numbers."""
        if not self.arrays:
            pytest.skip("tabulated spectra and wide sources are evaluated with SciPy")
        xp = importlib.import_module(library)
        # JAX sums in another order, and alternating nodes cancel
        tolerance = 1e-10
        _close(np.asarray(instance.at(xp.asarray(x))), instance.at(x), tolerance)
        _close(np.asarray(instance.gradient(xp.asarray(x))), instance.gradient(x), tolerance)
        _close(np.asarray(instance.hessian(xp.asarray(x))), instance.hessian(x), tolerance)

    def test_automatic_differentiation(self, instance: AbstractPotential, x: Any) -> None:
        """JAX differentiates the value into the gradient."""
        if not self.arrays:
            pytest.skip("tabulated spectra and wide sources are evaluated with SciPy")
        import jax

        gradient = jax.vmap(jax.grad(instance.at))(jax.numpy.asarray(x))
        _close(np.asarray(gradient), instance.gradient(x), 1e-9)


def _close(a: Any, b: Any, rtol: float) -> None:
    """Equal relative to the largest entry of each point: components may vanish by symmetry."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    axes = tuple(range(1, b.ndim))
    size = np.max(np.abs(b), axis=axes, keepdims=True) if axes else np.abs(b)
    assert np.all(np.abs(a - b) <= rtol * size), float(np.max(np.abs(a - b) / size))


class ExchangeLaws:
    """Laws of an exchange, in vacuum; ``scale`` is a distance (eV^-1) at which it is well behaved."""

    scale = 5.0
    pair = ("e", "W")

    @pytest.fixture
    def instance(self) -> AbstractExchange:
        """The exchange under test."""
        raise NotImplementedError  # a suite without an instance tests nothing

    def test_the_two_sources_are_alike(self, instance: AbstractExchange) -> None:
        """Nothing changes when they are exchanged."""
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        _same(instance.potential(a, b, sector)(self.scale), instance.potential(b, a, sector)(self.scale), 1e-13)

    def test_sources_add(self, instance: AbstractExchange) -> None:
        """The potential is linear in each source."""
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        one_, two = (instance.potential(factor * a + b, b, sector)(self.scale) for factor in (1.0, 2.0))
        alone = instance.potential(a, b, sector)(self.scale)
        assert abs(two - one_ - alone) <= 1e-12 * (abs(two) + abs(one_))

    def test_references(self, instance: AbstractExchange) -> None:
        """It says whose work it embodies, and what it is."""
        assert set(instance.references) <= set(entries())
        assert instance.references
        assert instance.title

    def test_antiparticles_have_opposite_charge(self, instance: AbstractExchange) -> None:
        """Particle-antiparticle is minus particle-particle for vector forces, and the same for gravity."""
        sector = Sector.normal_ordering()
        like, unlike = (float(instance.potential(content("e"), content(x), sector)(self.scale)) for x in ("e", "e+"))
        assert abs(like) == pytest.approx(abs(unlike), rel=1e-13)

    def test_round_trips(self, instance: AbstractExchange) -> None:
        """Pickle and copy give an equal exchange."""
        assert pickle.loads(pickle.dumps(instance)) == instance  # our own bytes
        assert copy.deepcopy(instance) == instance


class BackgroundLaws:
    """Laws of a neutrino background; ``scale`` is a distance (eV^-1) between sources."""

    scale = 5.0

    @pytest.fixture
    def instance(self) -> AbstractBackground:
        """The background under test."""
        raise NotImplementedError  # a suite without an instance tests nothing

    def _value(self, instance: AbstractBackground, a: Any, b: Any, part: Any = "background") -> float:
        return float(interaction(a, b, background=instance, part=part)(self.scale))

    def test_the_two_sources_are_alike(self, instance: AbstractBackground) -> None:
        """Nothing changes when they are exchanged."""
        assert self._value(instance, "e", "W") == pytest.approx(self._value(instance, "W", "e"), rel=1e-12)

    def test_sources_add(self, instance: AbstractBackground) -> None:
        """The potential is linear in each source."""
        a, b = content("e"), content("W")
        two, one_, alone = (self._value(instance, x, b) for x in (2 * a + b, a + b, a))
        assert abs(two - one_ - alone) <= 1e-11 * (abs(two) + abs(one_))

    def test_total_is_the_sum(self, instance: AbstractBackground) -> None:
        """Total = vacuum + background."""
        vacuum, alone, total = (self._value(instance, "W", "e", part) for part in ("vacuum", "background", "total"))
        assert abs(total - vacuum - alone) <= 1e-11 * max(abs(vacuum), abs(alone))

    def test_like_bodies_attract(self, instance: AbstractBackground) -> None:
        """Forward scattering in a common flux attracts equal bodies that are close together."""
        assert float(interaction("W", "W", background=instance, part="background")(1e-9 * self.scale)) < 0

    def test_quantities(self, instance: AbstractBackground) -> None:
        """Positive numbers with units."""
        found = instance.quantities()
        assert "number-density" in found
        assert "mean-energy" in found
        for value, unit in found.values():
            assert math.isfinite(value)
            assert value >= 0
            assert one(unit) > 0

    def test_references(self, instance: AbstractBackground) -> None:
        """It says whose work it embodies, and what it is."""
        assert instance.references
        assert set(instance.references) <= set(entries())
        assert instance.title
