"""Laws of neutrino backgrounds."""

from __future__ import annotations

import math
from typing import Any

import pytest

from nuforce.backgrounds import AbstractBackground
from nuforce.bibliography import entries
from nuforce.interaction import interaction
from nuforce.matter import content
from nuforce.sector import Sector
from nuforce.testing.compare import approx, round_trips
from nuforce.units import one


class BackgroundLaws:
    """Laws of a neutrino background; ``scale`` is a distance (eV^-1) between sources."""

    scale = 5.0

    @pytest.fixture
    def instance(self) -> AbstractBackground:
        """The background under test."""
        raise NotImplementedError("a suite overrides this fixture with the background it is about")

    def _value(self, instance: AbstractBackground, a: Any, b: Any, part: Any = "background") -> float:
        return float(interaction(a, b, background=instance, part=part)(self.scale))

    def test_the_two_sources_are_alike(self, instance: AbstractBackground) -> None:
        """Nothing changes when they are exchanged."""
        assert self._value(instance, "e", "W") == approx(self._value(instance, "W", "e"), rel=1e-12, abs=0)

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
        assert total == approx(self._value(instance, "W", "e"), rel=1e-11, abs=0)

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
        for other in round_trips(instance):
            assert other == instance
            assert self._value(other, "e", "W") == expected
        assert type(instance).__name__ in repr(instance)
