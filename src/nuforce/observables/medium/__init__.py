"""What a medium does by forward scattering: photons in a plasma, neutrinos in matter, mediators among relic neutrinos.

The parts: :mod:`~nuforce.observables.medium.gas` (any isotropic occupation), :mod:`~nuforce.observables.medium.loop` (the
one-loop self-energy), :mod:`~nuforce.observables.medium.plasma`, :mod:`~nuforce.observables.medium.matter`,
:mod:`~nuforce.observables.medium.mediators`.  Derived in ``docs/theory/medium.md``.
"""

from nuforce.observables.medium.gas import Gas
from nuforce.observables.medium.loop import at_rest, light_like, moving, standing
from nuforce.observables.medium.matter import matter_potential, msw_potential
from nuforce.observables.medium.mediators import MediatorMass, mediator_mass, relic_gas
from nuforce.observables.medium.plasma import (
    Plasma,
    debye_mass,
    longitudinal_factor,
    one_loop,
    plasma_frequency,
    transverse_factor,
)

__all__ = [
    "Gas",
    "MediatorMass",
    "Plasma",
    "at_rest",
    "debye_mass",
    "light_like",
    "longitudinal_factor",
    "matter_potential",
    "mediator_mass",
    "moving",
    "msw_potential",
    "one_loop",
    "plasma_frequency",
    "relic_gas",
    "standing",
    "transverse_factor",
]
