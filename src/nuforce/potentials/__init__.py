"""Potentials: an algebra of values that know how to evaluate and differentiate themselves."""

from nuforce.potentials.base import AbstractCentral, AbstractPotential, Combined
from nuforce.potentials.derived import Derived
from nuforce.potentials.waves import Wave, WaveMixture
from nuforce.potentials.yukawa import Block, YukawaMixture

__all__ = [
    "AbstractCentral",
    "AbstractPotential",
    "Block",
    "Combined",
    "Derived",
    "Wave",
    "WaveMixture",
    "YukawaMixture",
]
