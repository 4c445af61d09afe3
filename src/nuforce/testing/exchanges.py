"""Laws of exchanges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuforce.accuracy import Accuracy
from nuforce.bibliography import entries
from nuforce.exchanges import AbstractExchange
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.testing.compare import approx, round_trips, same


class ExchangeLaws:
    """Laws of an exchange, in vacuum; ``scale`` is a distance (eV^-1) at which it is well behaved."""

    scale = 5.0
    pair = ("e", "W")

    @pytest.fixture
    def instance(self) -> AbstractExchange:
        """The exchange under test."""
        raise NotImplementedError("a suite overrides this fixture with the exchange it is about")

    def test_the_two_sources_are_alike(self, instance: AbstractExchange) -> None:
        """Nothing changes when they are exchanged."""
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        same(instance.potential(a, b, sector)(self.scale), instance.potential(b, a, sector)(self.scale), 1e-13)

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
        assert abs(like) == approx(abs(unlike), rel=1e-13, abs=0)

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
        assert parts == [whole] * 3 or math.fsum(parts) == approx(whole, rel=1e-12, abs=0)

    def test_round_trips(self, instance: AbstractExchange) -> None:
        """Pickle and copy give an equal exchange."""
        for other in round_trips(instance):
            assert other == instance
        assert type(instance).__name__ in repr(instance)
