"""What every exchange can do: make the potential between two sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from nuforce.accuracy import Accuracy
from nuforce.matter import Content
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector


class AbstractExchange(ABC):
    """Something exchanged between two sources."""

    __slots__ = ()

    references: ClassVar[tuple[str, ...]]
    title: ClassVar[str]

    @abstractmethod
    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        """Spin-independent potential between two sources in vacuum."""
