"""The laws that every potential, exchange and background obeys, as base classes for pytest.

A plug-in runs them on its own classes::

    from nuforce.testing import ExchangeLaws


    class TestMine(ExchangeLaws):
        @pytest.fixture
        def instance(self):
            return MyExchange(...)

Each law is a method; the fixture ``instance`` gives the object under test.  :class:`PotentialLaws` holds for every potential,
:class:`CentralLaws` adds what central ones have, :class:`MixtureLaws` what lists of Yukawa nodes have; mix in
:class:`ArrayLaws` where the evaluation needs nothing but the array standard.  Needs pytest; the laws about arrays need
array_api_strict and jax.
"""

from __future__ import annotations

import copy
import functools
import importlib
import math
import pickle
import tracemalloc
from typing import Any

import numpy as np
import pytest

from nuforce.accuracy import Accuracy
from nuforce.backgrounds import AbstractBackground
from nuforce.bibliography import entries
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges import AbstractExchange
from nuforce.interaction import interaction
from nuforce.matter import content
from nuforce.potentials import AbstractPotential, Wave, WaveMixture, YukawaMixture
from nuforce.sector import Sector
from nuforce.units import one

_ROTATION = np.linalg.qr(np.random.default_rng(7).normal(size=(3, 3)))[0]

# Sixth-order central differences.  With steps of 3e-3 of the distance, the truncation error is about (3e-3)^6 = 1e-15 times
# the seventh derivative, and the rounding error of a value good to 1e-14 is 1e-14/3e-3 = 3e-12: 1e-9 leaves room for
# potentials that oscillate within the distance.
_STEPS = (-3, -2, -1, 1, 2, 3)
_WEIGHTS = (-1 / 60, 3 / 20, -3 / 4, 3 / 4, -3 / 20, 1 / 60)
_STEP = 3e-3
_DIFFERENCES = 1e-9

_approx = functools.partial(pytest.approx, abs=0.0)  # by itself it takes all numbers below 1e-12 for equal


def _same(a: Any, b: Any, rtol: float = 1e-13) -> None:
    """Equal, entry by entry, down to rounding of the largest one."""
    a, b = np.asarray(a), np.asarray(b)
    scale = float(np.max(np.abs(b))) if b.size else 0.0
    np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-16 * scale)


def _close(a: Any, b: Any, rtol: float) -> None:
    """Equal relative to the largest entry of each point: components may vanish by symmetry."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    assert a.shape == b.shape
    axes = tuple(range(1, b.ndim))
    size = np.max(np.abs(b), axis=axes, keepdims=True) if axes else np.abs(b)
    assert np.all(np.abs(a - b) <= rtol * size), float(np.max(np.abs(a - b) / size))


def _derivative(f: Any, x: Any, step: float) -> Any:
    """Sixth-order central difference of f along each of the three axes, last axis of the result."""
    columns = []
    for axis in np.eye(3):
        points = [f(x + k * step * axis) for k in _STEPS]
        columns.append(sum(w * p for w, p in zip(_WEIGHTS, points, strict=True)) / step)
    return np.stack(columns, axis=-1)


def _round_trips(instance: Any) -> tuple[Any, ...]:
    return pickle.loads(pickle.dumps(instance)), copy.copy(instance), copy.deepcopy(instance)  # our own bytes


class PotentialLaws:
    """Laws of a potential; ``scale`` is a distance (eV^-1) at which it is well behaved."""

    scale = 1.0
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

    def turned(self, instance: AbstractPotential, rotation: Any) -> AbstractPotential:
        """The potential with its beams turned; a plug-in with a direction of its own extends this."""
        parts = instance.parts()
        if len(parts) > 1:
            total: Any = sum(self.turned(part, rotation) for part in parts)
            return total  # type: ignore[no-any-return]  # a sum of potentials is one
        if isinstance(instance, WaveMixture):
            waves = tuple(Wave(rotation @ w.direction, w.weight, w.spectrum, w.cap) for w in instance.waves)
            return WaveMixture(waves, instance.references)
        return instance

    def test_shapes(self, instance: AbstractPotential, x: Any) -> None:
        """(*S, 3) -> (*S,); a single vector gives a number; so do distances."""
        many = instance.at(x)
        assert many.shape == (4,)
        assert instance.at(x.reshape(2, 2, 3)).shape == (2, 2)
        _same(instance.at(x.reshape(2, 2, 3)).ravel(), many)
        assert np.ndim(instance.at(x[0])) == 0
        _same(instance.at(x[0].tolist()), many[0])
        r = self.scale * np.array([[0.5, 1.0, 2.0]])
        for evaluate in (instance.along, instance.slope):
            assert evaluate(r).shape == (1, 3)
            assert evaluate(r[:, :0]).shape == (1, 0)
            assert np.ndim(evaluate(self.scale)) == 0
            _same(evaluate(r)[0, 1], evaluate(self.scale))

    def test_gradient(self, instance: AbstractPotential, x: Any) -> None:
        """Against sixth-order differences."""
        if not self.smooth:
            with pytest.raises(OutOfDomain):
                instance.gradient(x)
            return
        gradient = instance.gradient(x)
        assert gradient.shape == (4, 3)
        assert instance.gradient(x[0]).shape == (3,)
        assert instance.gradient(x.reshape(2, 2, 3)).shape == (2, 2, 3)
        step = _STEP * float(np.min(np.linalg.norm(x, axis=-1)))
        _close(gradient, _derivative(instance.at, x, step), _DIFFERENCES)

    def test_hessian(self, instance: AbstractPotential, x: Any) -> None:
        """Against differences of the gradient, and symmetric."""
        if not self.smooth:
            with pytest.raises(OutOfDomain):
                instance.hessian(x)
            return
        hessian = instance.hessian(x)
        assert hessian.shape == (4, 3, 3)
        assert instance.hessian(x[0]).shape == (3, 3)
        step = _STEP * float(np.min(np.linalg.norm(x, axis=-1)))
        _close(hessian, _derivative(instance.gradient, x, step), _DIFFERENCES)
        _close(hessian, np.swapaxes(hessian, -1, -2), 1e-13)

    def test_slope(self, instance: AbstractPotential) -> None:
        """DV/dr against differences."""
        r, h = self.scale, _STEP * self.scale
        points = [float(instance.along(r + k * h)) for k in _STEPS]
        numeric = sum(w * p for w, p in zip(_WEIGHTS, points, strict=True)) / h
        # near an extremum the value's own rounding is larger than the slope
        _close(instance.slope(r), numeric, _DIFFERENCES + 1e-13 * abs(points[2] / (numeric * h)))

    def test_linearity(self, instance: AbstractPotential, x: Any) -> None:
        """Sums, differences and multiples are those of the values."""
        value = instance.at(x)
        _same((instance + instance).at(x), 2 * value)
        _same((3.0 * instance).at(x), 3 * value)
        _same((instance * np.float64(3.0)).at(x), 3 * value)
        _same((-instance).at(x), -value)
        _same((2.0 * instance - instance).at(x), value, 1e-12)
        _same((0.0 * instance).at(x), 0.0 * value)
        total: Any = sum([instance, instance, instance])
        _same(total.at(x), 3 * value)
        assert set((instance + instance).references) == set(instance.references)

    def test_sum_of_kinds(self, instance: AbstractPotential, x: Any) -> None:
        """``(a + b)(x) == a(x) + b(x)`` for b of another kind, in either order, derivatives included."""
        r = self.scale
        photon = YukawaMixture.single(0.3 * float(instance.along(r)) * r, 0.2 / r, ("Mohr:2024kco",))
        expected = instance.at(x) + photon.at(x)
        assert set((instance + photon).references) == {*instance.references, "Mohr:2024kco"}
        for both in (instance + photon, photon + instance):
            # a sum over nodes of other sizes rounds otherwise
            _close(both.at(x), expected, 1e-12)
            _close(both.along(r), instance.along(r) + photon.along(r), 1e-12)
            _close(both.slope(r), instance.slope(r) + photon.slope(r), 1e-12)
            if self.smooth:
                _close(both.gradient(x), instance.gradient(x) + photon.gradient(x), 1e-12)
                _close(both.hessian(x), instance.hessian(x) + photon.hessian(x), 1e-12)

    def test_bad_factors(self, instance: AbstractPotential) -> None:
        """A potential cannot be scaled by NaN or added to a number."""
        for bad in (math.nan, math.inf):
            with pytest.raises(InputError):
                instance * bad
        with pytest.raises(TypeError):
            instance + 1.0

    def test_exchange_of_the_sources(self, instance: AbstractPotential, x: Any) -> None:
        """V(-x) = V(x): the energy does not depend on which source is called the first."""
        _same(instance.at(-x), instance.at(x), 1e-12)
        if self.smooth:
            _close(instance.gradient(-x), -instance.gradient(x), 1e-12)
            _close(instance.hessian(-x), instance.hessian(x), 1e-12)

    def test_rotation(self, instance: AbstractPotential, x: Any) -> None:
        """Turning the separation and the beams together changes nothing; the derivatives turn along."""
        turned = self.turned(instance, _ROTATION)
        _same(turned.at(x @ _ROTATION.T), instance.at(x), 1e-11)
        if self.smooth:
            _close(turned.gradient(x @ _ROTATION.T), instance.gradient(x) @ _ROTATION.T, 1e-11)
            expected = _ROTATION @ instance.hessian(x) @ _ROTATION.T
            _close(turned.hessian(x @ _ROTATION.T), expected, 1e-11)

    def test_decay(self, instance: AbstractPotential) -> None:
        """It falls at large distance."""
        far = [abs(float(instance.along(self.scale * f))) for f in (1.0, 100.0)]
        assert far[1] < 0.2 * far[0]

    def test_round_trips(self, instance: AbstractPotential, x: Any) -> None:
        """Pickle and copy give the same potential."""
        for other in _round_trips(instance):
            np.testing.assert_array_equal(other.at(x), instance.at(x))
            assert other.references == instance.references
        assert type(instance).__name__ in repr(instance)

    def test_references(self, instance: AbstractPotential) -> None:
        """It says whose work it embodies."""
        assert instance.references
        assert set(instance.references) <= set(entries())

    def test_order(self, instance: AbstractPotential) -> None:
        """Many distances in any order give what each gives alone."""
        r = self.scale * np.random.default_rng(5).permutation(np.geomspace(0.3, 3.0, 1300))
        _same(instance.along(r)[::130], [float(instance.along(x)) for x in r[::130]], 1e-12)

    def test_memory(self, instance: AbstractPotential) -> None:
        """More distances take more room for themselves and for the result (a few dozen bytes), not for all their nodes."""
        used = []
        for count in (2000, 10000):
            r = self.scale * np.random.default_rng(5).permutation(np.geomspace(0.3, 3.0, count))
            tracemalloc.start()
            try:
                instance.along(r)
                used.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        assert used[1] - used[0] < 8000 * 512

    def test_domain(self, instance: AbstractPotential, x: Any) -> None:
        """Distances that are not positive numbers are refused, alone and among good ones."""
        for bad in (0.0, -self.scale, math.nan):
            for evaluate in (instance.along, instance.slope):
                with pytest.raises(OutOfDomain):
                    evaluate(bad)
            with pytest.raises(OutOfDomain):
                instance.along(np.array([self.scale, bad]))
        for of_vectors in (instance.at, instance.gradient, instance.hessian):
            for vector in (np.zeros(3), np.zeros((2, 3)), x * np.array([1.0, math.nan, 1.0])):
                with pytest.raises(OutOfDomain):
                    of_vectors(vector)
        for shape in (np.zeros(2), 1.0, "far"):
            with pytest.raises(InputError):
                instance.at(shape)

    def test_infinity(self, instance: AbstractPotential) -> None:
        """An infinite distance is refused, or the potential vanishes there; it is never NaN."""
        try:
            value = float(instance.along(math.inf))
        except OutOfDomain:
            return
        assert value == 0.0


class CentralLaws(PotentialLaws):
    """Laws of a potential that depends on the distance alone."""

    def test_direction(self, instance: Any, x: Any) -> None:
        """Only the distance counts; calling it, ``at`` and ``along`` are the same."""
        r = np.linalg.norm(x, axis=-1)
        _same(instance.at(x), instance(r), 1e-12)
        _same(instance.along(r), instance(r), 0.0)
        _same(instance.along(r, 0.7), instance(r), 0.0)

    def test_derivatives(self, instance: Any) -> None:
        """V, V', V'' with as many as asked for; each the derivative of the one before."""
        r = self.scale * np.array([0.5, 1.0, 2.0])
        all_three = instance.derivatives(r, 2)
        assert [len(instance.derivatives(r, order)) for order in (0, 1, 2)] == [1, 2, 3]
        for order in (0, 1):
            for few, many in zip(instance.derivatives(r, order), all_three, strict=False):
                _same(few, many)
            h = _STEP * r
            points = [instance.derivatives(r + k * h, order)[order] for k in _STEPS]
            numeric = sum(w * p for w, p in zip(_WEIGHTS, points, strict=True)) / h
            _close(all_three[order + 1], numeric, _DIFFERENCES)
        _same(instance.slope(r), all_three[1])

    def test_logarithm(self, instance: Any) -> None:
        """The logarithm and the sign belong to the value."""
        r = self.scale * np.geomspace(0.3, 3.0, 7)
        value = instance(r)
        _same(np.exp(instance.log_abs(r)) * instance.sign(r), value, 1e-11)
        assert np.ndim(instance.log_abs(self.scale)) == 0
        _same((1e-100 * instance).log_abs(r), instance.log_abs(r) - 100 * math.log(10.0))
        np.testing.assert_array_equal((-instance).sign(r), -instance.sign(r))
        assert (0.0 * instance).log_abs(self.scale) == -math.inf


class MixtureLaws(CentralLaws):
    """Laws of a list of Yukawa nodes."""

    def test_nodes(self, instance: YukawaMixture) -> None:
        """The flat lists of masses and weights are the potential."""
        assert instance.mu.shape == instance.weight.shape
        assert np.all(instance.mu.real >= 0)
        r = self.scale
        terms = (instance.weight * np.exp(-instance.mu * r) / r).real
        # loose nodes and blocks round otherwise, by eps of the sum of the absolute values
        assert abs(math.fsum(terms) - instance(r)) <= 1e-14 * math.fsum(np.abs(terms))

    def test_range(self, instance: YukawaMixture) -> None:
        """Distances outside the range of the nodes are refused; those at its ends are not."""
        assert instance.r_min <= self.scale <= instance.r_max
        if instance.r_min > 0:
            assert math.isfinite(instance(instance.r_min))
            for bad in (0.99 * instance.r_min, np.array([self.scale, 0.99 * instance.r_min])):
                with pytest.raises(OutOfDomain, match="Accuracy"):
                    instance(bad)
        if math.isfinite(instance.r_max):
            assert math.isfinite(instance(instance.r_max))
            for bad in (1.01 * instance.r_max, np.array([self.scale, 1.01 * instance.r_max])):
                with pytest.raises(OutOfDomain, match="Accuracy"):
                    instance(bad)

    def test_error_estimate(self, instance: YukawaMixture) -> None:
        """It bounds the true error of a list at twice the step, and that of the list itself is small."""
        coarse = YukawaMixture(tuple(b.coarse() if b.uniform else b for b in instance.blocks))
        r = self.scale * np.geomspace(0.3, 3.0, 40)
        estimate = coarse.error_estimate(r)
        assert estimate.shape == r.shape
        assert np.ndim(instance.error_estimate(self.scale)) == 0
        assert np.all(np.abs(coarse(r) - instance(r)) <= estimate)
        size = sum(b.magnitude(r) * np.exp(-b.threshold.min() * r) / r for b in instance.blocks)
        assert np.all(instance.error_estimate(r) <= 1e-11 * size)


class ArrayLaws:
    """Laws of potentials that are evaluated with nothing but the array standard; mixed into one of the classes above."""

    @pytest.mark.parametrize("library", ["array_api_strict", "jax.numpy"])
    def test_arrays(self, instance: AbstractPotential, x: Any, library: str) -> None:
        """Other array libraries give the same numbers, as arrays of their own."""
        xp = importlib.import_module(library)
        other = xp.asarray(x)
        value = instance.at(other)
        assert type(value) is type(other)
        # JAX sums in another order, and alternating nodes cancel
        _close(np.asarray(value), instance.at(x), 1e-10)
        _close(np.asarray(instance.gradient(other)), instance.gradient(x), 1e-10)
        _close(np.asarray(instance.hessian(other)), instance.hessian(x), 1e-10)

    def test_automatic_differentiation(self, instance: Any, x: Any) -> None:
        """JAX, compiling, differentiates the value into the gradient, and V(r) into V' and V''."""
        import jax

        gradient = jax.jit(jax.vmap(jax.grad(instance.at)))(jax.numpy.asarray(x))
        _close(np.asarray(gradient), instance.gradient(x), 1e-9)
        if not hasattr(instance, "derivatives"):
            return
        r = np.linalg.norm(x, axis=-1)
        twice = jax.jit(jax.vmap(jax.value_and_grad(jax.grad(instance))))(jax.numpy.asarray(r))
        for automatic, ours in zip(twice, instance.derivatives(r, 2)[1:], strict=True):
            _close(np.asarray(automatic), ours, 1e-9)


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
        """It says whose work it embodies, and what it is; its potentials carry that on."""
        assert set(instance.references) <= set(entries())
        assert instance.references
        assert instance.title
        a, b = (content(name) for name in self.pair)
        assert set(instance.references) <= set(instance.potential(a, b, Sector.normal_ordering()).references)

    def test_antiparticles_have_opposite_charge(self, instance: AbstractExchange) -> None:
        """Particle-antiparticle is minus particle-particle for vector forces, and the same for gravity."""
        sector = Sector.normal_ordering()
        like, unlike = (float(instance.potential(content("e"), content(x), sector)(self.scale)) for x in ("e", "e+"))
        assert abs(like) == _approx(abs(unlike), rel=1e-13, abs=0)

    def test_accuracy(self, instance: AbstractExchange) -> None:
        """It delivers the accuracy it is asked for, in the range it is asked for."""
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        r = self.scale * np.geomspace(0.1, 10.0, 30)
        exact = instance.potential(a, b, sector)(r)
        for rtol in (1e-4, 1e-8):
            asked = Accuracy(rtol=rtol, r_min=0.1 * self.scale, r_max=10.0 * self.scale)
            np.testing.assert_allclose(instance.potential(a, b, sector, accuracy=asked)(r), exact, rtol=rtol)

    def test_flavours_add_up(self, instance: AbstractExchange) -> None:
        """Between sources that do not change flavour, one flavour at a time adds up to all; other forces ignore flavour."""
        a, b = content("n"), content("W")
        sector = Sector.massless()
        whole = float(instance.potential(a, b, sector)(self.scale))
        parts = [float(instance.potential(a, b, sector, flavour=f)(self.scale)) for f in sector.flavours]
        assert parts == [whole] * 3 or math.fsum(parts) == _approx(whole, rel=1e-12, abs=0)

    def test_round_trips(self, instance: AbstractExchange) -> None:
        """Pickle and copy give an equal exchange."""
        for other in _round_trips(instance):
            assert other == instance
        assert type(instance).__name__ in repr(instance)


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
        assert self._value(instance, "e", "W") == _approx(self._value(instance, "W", "e"), rel=1e-12, abs=0)

    def test_sources_add(self, instance: AbstractBackground) -> None:
        """The potential is linear in each source."""
        a, b = content("e"), content("W")
        two, one_, alone = (self._value(instance, x, b) for x in (2 * a + b, a + b, a))
        assert abs(two - one_ - alone) <= 1e-11 * (abs(two) + abs(one_))

    def test_total_is_the_sum(self, instance: AbstractBackground) -> None:
        """Total = vacuum + background."""
        vacuum, alone, total = (self._value(instance, "W", "e", part) for part in ("vacuum", "background", "total"))
        assert abs(total - vacuum - alone) <= 1e-11 * max(abs(vacuum), abs(alone))

    def test_backgrounds_add(self, instance: AbstractBackground) -> None:
        """Twice the same background changes the force twice."""
        vacuum, alone = (self._value(instance, "W", "e", part) for part in ("vacuum", "background"))
        twice = float(interaction("W", "e", background=[instance, instance])(self.scale))
        assert abs(twice - vacuum - 2 * alone) <= 1e-11 * max(abs(vacuum), abs(alone))

    def test_parts(self, instance: AbstractBackground) -> None:
        """Its parts add up to it."""
        total = math.fsum(self._value(part, "W", "e") for part in instance.parts())
        assert total == _approx(self._value(instance, "W", "e"), rel=1e-11, abs=0)

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

    def test_coherence_angle(self, instance: AbstractBackground) -> None:
        """An angle that shrinks with distance."""
        near, far = (instance.coherence_angle(f * self.scale) for f in (1.0, 1e12))
        assert 0 < far < near <= math.pi

    def test_warnings(self, instance: AbstractBackground) -> None:
        """What the reader must know is text, and names the background it is about."""
        names = [part.name for part in instance.parts()]
        for text in instance.warnings(content("e"), content("W"), Sector.normal_ordering()):
            assert any(name in text for name in names)

    def test_references(self, instance: AbstractBackground) -> None:
        """It says whose work it embodies, and what it is; its potentials carry that on."""
        assert instance.references
        assert set(instance.references) <= set(entries())
        assert instance.title
        carried = {key for part in instance.parts() for key in part.references}
        found = instance.potential(content("e"), content("W"), Sector.normal_ordering()).references
        assert carried <= set(found) <= set(entries())

    def test_round_trips(self, instance: AbstractBackground) -> None:
        """Pickle and copy give a background that does the same."""
        expected = self._value(instance, "e", "W")
        for other in _round_trips(instance):
            assert other == instance
            assert self._value(other, "e", "W") == expected
        assert type(instance).__name__ in repr(instance)
