"""Laws of exchanges."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nuforce.accuracy import Accuracy
from nuforce.bibliography import entries
from nuforce.errors import OutOfDomain
from nuforce.exchanges import AbstractExchange
from nuforce.exchanges.base import OPERATORS, STRUCTURES
from nuforce.matter import Content, content
from nuforce.sector import Sector
from nuforce.testing.compare import approx, round_trips, same


class ExchangeLaws:
    """Laws of an exchange, in vacuum.

    Attributes
    ----------
    scale : float, eV^-1
        A distance at which it is well behaved.
    pair : two names of sources
    structure : str
        The spin structure it is judged by.
    conjugates : bool
        Whether an antiparticle feels the same force up to a sign (not where it opens other graphs).
    far : float, eV^-1
        A distance at which the potential has reached its asymptotic form to one part in 1000.
    """

    scale = 5.0
    pair = ("e", "W")
    structure = "scalar"
    conjugates = True
    far = 1e8

    @pytest.fixture
    def instance(self) -> AbstractExchange:
        """The exchange under test."""
        raise NotImplementedError("a suite overrides this fixture with the exchange it is about")

    def made(
        self, instance: AbstractExchange, a: str | Content, b: str | Content, sector: Sector, **options: Any
    ) -> Any:
        """The potential that is judged."""
        terms = instance.terms(content(a), content(b), sector, self.structure, **options)
        return terms[STRUCTURES[self.structure][0]]

    def test_the_two_sources_are_alike(self, instance: AbstractExchange) -> None:
        """Nothing changes when they are exchanged."""
        a, b = self.pair
        sector = Sector.normal_ordering()
        same(self.made(instance, a, b, sector)(self.scale), self.made(instance, b, a, sector)(self.scale), 1e-13)

    def test_sources_add(self, instance: AbstractExchange) -> None:
        """The potential is linear in each source."""
        if self.structure != "scalar":
            return  # spins belong to single particles
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        one_, two = (self.made(instance, factor * a + b, b, sector)(self.scale) for factor in (1.0, 2.0))
        alone = self.made(instance, a, b, sector)(self.scale)
        assert abs(two - one_ - alone) <= 1e-12 * (abs(two) + abs(one_))

    def test_references(self, instance: AbstractExchange) -> None:
        """It says whose work it embodies, and what it is; its potentials carry that on."""
        assert set(instance.references) <= set(entries())
        assert instance.references
        assert instance.title
        found = self.made(instance, *self.pair, Sector.normal_ordering()).references
        assert set(instance.references) <= set(found) <= set(entries())

    def test_antiparticles_have_opposite_charge(self, instance: AbstractExchange) -> None:
        """Particle-antiparticle is minus particle-particle for vector forces, and the same for gravity."""
        if self.conjugates:
            sector = Sector.normal_ordering()
            like, unlike = (float(self.made(instance, "e", x, sector)(self.scale)) for x in ("e", "e+"))
            assert abs(like) == approx(abs(unlike), rel=1e-13, abs=0)

    def test_accuracy(self, instance: AbstractExchange) -> None:
        """It delivers the accuracy it is asked for, in the range it is asked for; at a zero, relative to its neighbourhood."""
        sector = Sector.normal_ordering()
        r = self.scale * np.geomspace(0.1, 10.0, 30)
        exact = self.made(instance, *self.pair, sector)(r)
        around = np.abs(np.stack([np.roll(exact, k)[2:-2] for k in (-2, -1, 0, 1, 2)])).max(axis=0)
        for rtol in (1e-4, 1e-8):
            asked = Accuracy(rtol=rtol, r_min=0.1 * self.scale, r_max=10.0 * self.scale)
            found = self.made(instance, *self.pair, sector, accuracy=asked)(r)
            assert np.all(np.abs(found - exact)[2:-2] <= rtol * around)

    def test_flavours_add_up(self, instance: AbstractExchange) -> None:
        """Between sources that do not change flavour, one flavour at a time adds up to all; other forces ignore flavour."""
        if self.structure != "scalar":
            return
        sector = Sector.massless()
        try:
            parts = [float(self.made(instance, "n", "W", sector, flavour=f)(self.scale)) for f in sector.flavours]
        except OutOfDomain:
            return  # not derived flavour by flavour, and says so
        whole = float(self.made(instance, "n", "W", sector)(self.scale))
        assert parts == [whole] * 3 or math.fsum(parts) == approx(whole, rel=1e-12, abs=0)

    def test_structures(self, instance: AbstractExchange) -> None:
        """Every spin structure it claims has its terms between two particles, and the others are refused with a remedy."""
        a, b = content("e"), content("n")
        for structure, names in STRUCTURES.items():
            if structure not in instance.structures:
                with pytest.raises(OutOfDomain, match=r"use|choose"):
                    instance.terms(a, b, Sector.normal_ordering(), structure)
                continue
            terms = instance.terms(a, b, Sector.normal_ordering(), structure)
            assert tuple(terms) == names
            assert set(names) <= set(OPERATORS)
            for term in terms.values():
                assert math.isfinite(float(term(self.scale)))
                assert set(instance.references) <= set(term.references)

    def test_long_range(self, instance: AbstractExchange) -> None:
        """The power, sign and coefficient it announces are those of the potential far away."""
        if self.structure != "scalar":
            return
        a, b = (content(name) for name in self.pair)
        sector = Sector.massless()
        end = instance.long_range(a, b, sector)
        potential = instance.potential(a, b, sector)
        if end.coefficient == 0:
            assert potential(self.far) == 0
            return
        expected = math.log(abs(end.coefficient)) - end.power * math.log(self.far) - end.threshold * self.far
        assert float(potential.log_abs(self.far)) == approx(expected, abs=1e-3)
        assert int(potential.sign(self.far)) == end.sign
        assert instance.long_range_power(a, b, sector) == end.power
        assert ("repels" if end.sign > 0 else "attracts") in str(end)

    def test_warnings(self, instance: AbstractExchange) -> None:
        """What the reader must know is text."""
        a, b = (content(name) for name in self.pair)
        sector = Sector.normal_ordering()
        found = (*instance.warnings(a, b, sector), *instance.validity(a, b, sector, self.scale, self.scale))
        assert all(len(text) > 10 for text in found)

    def test_round_trips(self, instance: AbstractExchange) -> None:
        """Pickle and copy give an equal exchange."""
        for other in round_trips(instance):
            assert other == instance
        assert type(instance).__name__ in repr(instance)
