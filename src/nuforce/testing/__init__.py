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

from nuforce.testing.backgrounds import BackgroundLaws
from nuforce.testing.exchanges import ExchangeLaws
from nuforce.testing.potentials import ArrayLaws, CentralLaws, MixtureLaws, PotentialLaws

__all__ = ["ArrayLaws", "BackgroundLaws", "CentralLaws", "ExchangeLaws", "MixtureLaws", "PotentialLaws"]
