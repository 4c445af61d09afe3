"""Laws of potentials."""

from __future__ import annotations

import importlib
import math
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds.wind import MassiveWind, MasslessWind
from nuforce.bibliography import entries
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import AbstractPotential, Wave, WaveMixture, YukawaMixture
from nuforce.potentials.base import combined
from nuforce.potentials.modes import ModeMixture, Multipoles
from nuforce.testing.compare import DIFFERENCES, STEP, STEPS, WEIGHTS, close, derivative, round_trips, same

_ROTATION = np.linalg.qr(np.random.default_rng(7).normal(size=(3, 3)))[0]


class PotentialLaws:
    """Laws of a potential; ``scale`` is a distance (eV^-1) at which it is well behaved."""

    scale = 1.0
    counts = (2000, 10000)
    """Numbers of distances between which memory is compared; fewer for what takes milliseconds a point."""
    smooth = True
    """Whether second derivatives exist (sources of finite size have none)."""

    @pytest.fixture
    def instance(self) -> AbstractPotential:
        """The potential under test."""
        raise NotImplementedError("a suite overrides this fixture with the potential it is about")

    @pytest.fixture
    def x(self) -> Any:
        """Separation vectors, shape (4, 3), of lengths from about half to twice the scale."""
        return self.scale * np.random.default_rng(3).normal(size=(4, 3))

    def turned(self, instance: AbstractPotential, rotation: Any) -> AbstractPotential:
        """The potential with its beams turned; a plug-in with a direction of its own extends this."""
        parts = instance.parts()
        if len(parts) > 1:
            total: AbstractPotential = combined(tuple(self.turned(part, rotation) for part in parts))
            return total
        if isinstance(instance, WaveMixture):
            waves = tuple(Wave(rotation @ w.direction, w.weight, w.spectrum, w.cap) for w in instance.waves)
            return WaveMixture(waves, instance.references)
        if isinstance(instance, ModeMixture):
            return replace(instance, modes=tuple(replace(m, direction=rotation @ m.direction) for m in instance.modes))
        if isinstance(instance, Multipoles):
            return replace(instance, axis=rotation @ instance.axis)
        if isinstance(instance, (MasslessWind, MassiveWind)):
            x, y, z = (rotation @ np.asarray(instance.direction)).tolist()
            return replace(instance, direction=(x, y, z))
        return instance

    def test_shapes(self, instance: AbstractPotential, x: Any) -> None:
        """(*S, 3) -> (*S,); a single vector gives a number; so do distances."""
        many = instance.at(x)
        assert many.shape == (4,)
        assert instance.at(x.reshape(2, 2, 3)).shape == (2, 2)
        same(instance.at(x.reshape(2, 2, 3)).ravel(), many)
        assert np.ndim(instance.at(x[0])) == 0
        same(instance.at(x[0].tolist()), many[0])
        r = self.scale * np.array([[0.5, 1.0, 2.0]])
        for evaluate in (instance.along, instance.slope):
            assert evaluate(r).shape == (1, 3)
            assert evaluate(r[:, :0]).shape == (1, 0)
            assert np.ndim(evaluate(self.scale)) == 0
            same(evaluate(r)[0, 1], evaluate(self.scale))

    def test_gradient(self, instance: AbstractPotential, x: Any) -> None:
        """Against sixth-order differences."""
        gradient = instance.gradient(x)
        assert gradient.shape == (4, 3)
        assert instance.gradient(x[0]).shape == (3,)
        assert instance.gradient(x.reshape(2, 2, 3)).shape == (2, 2, 3)
        step = STEP * float(np.min(np.linalg.norm(x, axis=-1)))
        close(gradient, derivative(instance.at, x, step), DIFFERENCES)

    def test_hessian(self, instance: AbstractPotential, x: Any) -> None:
        """Against differences of the gradient, and symmetric."""
        if not self.smooth:
            with pytest.raises(OutOfDomain):
                instance.hessian(x)
            return
        hessian = instance.hessian(x)
        assert hessian.shape == (4, 3, 3)
        assert instance.hessian(x[0]).shape == (3, 3)
        step = STEP * float(np.min(np.linalg.norm(x, axis=-1)))
        close(hessian, derivative(instance.gradient, x, step), DIFFERENCES)
        close(hessian, np.swapaxes(hessian, -1, -2), 1e-13)

    def test_slope(self, instance: AbstractPotential) -> None:
        """DV/dr against differences."""
        r, h = self.scale, STEP * self.scale
        points = [float(instance.along(r + k * h)) for k in STEPS]
        numeric = sum(w * p for w, p in zip(WEIGHTS, points, strict=True)) / h
        # near an extremum the value's own rounding is larger than the slope
        close(instance.slope(r), numeric, DIFFERENCES + 1e-13 * abs(points[2] / (numeric * h)))

    def test_numerical_error(self, instance: AbstractPotential) -> None:
        """Its estimate has the shape of the distances, is a small part of the value here, and scales with the potential."""
        r = self.scale * np.array([[0.5, 1.0, 2.0]])
        estimate = instance.error_estimate(r)
        assert estimate.shape == (1, 3)
        assert np.ndim(instance.error_estimate(self.scale)) == 0
        assert np.all(estimate > 0)
        assert np.all(estimate < 1e-6 * np.max(np.abs(instance.along(r))))
        # made from differences of nearly equal numbers, it has few digits itself
        same((-3.0 * instance).error_estimate(r), 3.0 * estimate, 1e-6)
        for bad in (0.0, math.nan):
            with pytest.raises(OutOfDomain):
                instance.error_estimate(bad)

    def test_linearity(self, instance: AbstractPotential, x: Any) -> None:
        """Sums, differences and multiples are those of the values."""
        value = instance.at(x)
        same((instance + instance).at(x), 2 * value)
        same((3.0 * instance).at(x), 3 * value)
        same((instance * np.float64(3.0)).at(x), 3 * value)
        same((-instance).at(x), -value)
        same((2.0 * instance - instance).at(x), value, 1e-12)
        same((0.0 * instance).at(x), 0.0 * value)
        total: Any = sum([instance, instance, instance])
        same(total.at(x), 3 * value)
        assert set((instance + instance).references) == set(instance.references)

    def test_sum_of_kinds(self, instance: AbstractPotential, x: Any) -> None:
        """``(a + b)(x) == a(x) + b(x)`` for b of another kind, in either order, derivatives included."""
        r = self.scale
        photon = YukawaMixture.single(0.3 * float(instance.along(r)) * r, 0.2 / r, ("Mohr:2024kco",))
        expected = instance.at(x) + photon.at(x)
        assert set((instance + photon).references) == {*instance.references, "Mohr:2024kco"}
        for both in (instance + photon, photon + instance):
            # a sum over nodes of other sizes rounds otherwise
            close(both.at(x), expected, 1e-12)
            close(both.along(r), instance.along(r) + photon.along(r), 1e-12)
            close(both.slope(r), instance.slope(r) + photon.slope(r), 1e-12)
            close(both.gradient(x), instance.gradient(x) + photon.gradient(x), 1e-12)
            if self.smooth:
                close(both.hessian(x), instance.hessian(x) + photon.hessian(x), 1e-12)

    def test_bad_factors(self, instance: AbstractPotential) -> None:
        """A potential cannot be scaled by NaN or added to a number."""
        for bad in (math.nan, math.inf):
            with pytest.raises(InputError):
                instance * bad
        with pytest.raises(TypeError):
            instance + 1.0

    def test_exchange_of_the_sources(self, instance: AbstractPotential, x: Any) -> None:
        """V(-x) = V(x): the energy does not depend on which source is called the first."""
        same(instance.at(-x), instance.at(x), 1e-12)
        close(instance.gradient(-x), -instance.gradient(x), 1e-12)
        if self.smooth:
            close(instance.hessian(-x), instance.hessian(x), 1e-12)

    def test_rotation(self, instance: AbstractPotential, x: Any) -> None:
        """Turning the separation and the beams together changes nothing; the derivatives turn along."""
        turned = self.turned(instance, _ROTATION)
        same(turned.at(x @ _ROTATION.T), instance.at(x), 1e-11)
        close(turned.gradient(x @ _ROTATION.T), instance.gradient(x) @ _ROTATION.T, 1e-11)
        if self.smooth:
            expected = _ROTATION @ instance.hessian(x) @ _ROTATION.T
            close(turned.hessian(x @ _ROTATION.T), expected, 1e-11)

    def test_decay(self, instance: AbstractPotential) -> None:
        """It falls at large distance."""
        far = [abs(float(instance.along(self.scale * f))) for f in (1.0, 100.0)]
        assert far[1] < 0.2 * far[0]

    def test_round_trips(self, instance: AbstractPotential, x: Any) -> None:
        """Pickle and copy give the same potential."""
        for other in round_trips(instance):
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
        same(instance.along(r)[::130], [float(instance.along(x)) for x in r[::130]], 1e-12)

    def test_memory(self, instance: AbstractPotential) -> None:
        """More distances take more room for themselves and for the result (a few dozen bytes), not for all their nodes."""
        used = []
        few, many = self.counts
        for count in (few, many):
            r = self.scale * np.random.default_rng(5).permutation(np.geomspace(0.3, 3.0, count))
            tracemalloc.start()
            try:
                instance.along(r)
                used.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        assert used[1] - used[0] < 512 * (many - few)

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
        same(instance.at(x), instance(r), 1e-12)
        same(instance.along(r), instance(r), 0.0)
        same(instance.along(r, 0.7), instance(r), 0.0)

    def test_derivatives(self, instance: Any) -> None:
        """V, V', V'' with as many as asked for; each the derivative of the one before."""
        r = self.scale * np.array([0.5, 1.0, 2.0])
        all_three = instance.derivatives(r, 2)
        assert [len(instance.derivatives(r, order)) for order in (0, 1, 2)] == [1, 2, 3]
        for order in (0, 1):
            for few, many in zip(instance.derivatives(r, order), all_three, strict=False):
                same(few, many)
            h = STEP * r
            points = [instance.derivatives(r + k * h, order)[order] for k in STEPS]
            numeric = sum(w * p for w, p in zip(WEIGHTS, points, strict=True)) / h
            close(all_three[order + 1], numeric, DIFFERENCES)
        same(instance.slope(r), all_three[1])

    def test_logarithm(self, instance: Any) -> None:
        """The logarithm and the sign belong to the value."""
        r = self.scale * np.geomspace(0.3, 3.0, 7)
        value = instance(r)
        same(np.exp(instance.log_abs(r)) * instance.sign(r), value, 1e-11)
        assert np.ndim(instance.log_abs(self.scale)) == 0
        same((1e-100 * instance).log_abs(r), instance.log_abs(r) - 100 * math.log(10.0))
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
        size = sum(b.magnitudes(r)[0] * np.exp(-b.threshold.min() * r) / r for b in instance.blocks)
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
        close(np.asarray(value), instance.at(x), 1e-10)
        close(np.asarray(instance.gradient(other)), instance.gradient(x), 1e-10)
        close(np.asarray(instance.hessian(other)), instance.hessian(x), 1e-10)

    def test_automatic_differentiation(self, instance: Any, x: Any) -> None:
        """JAX, compiling, differentiates the value into the gradient, and V(r) into V' and V''."""
        import jax

        gradient = jax.jit(jax.vmap(jax.grad(instance.at)))(jax.numpy.asarray(x))
        close(np.asarray(gradient), instance.gradient(x), 1e-9)
        if not hasattr(instance, "derivatives"):
            return
        r = np.linalg.norm(x, axis=-1)
        twice = jax.jit(jax.vmap(jax.value_and_grad(jax.grad(instance))))(jax.numpy.asarray(r))
        for automatic, ours in zip(twice, instance.derivatives(r, 2)[1:], strict=True):
            close(np.asarray(automatic), ours, 1e-9)
