"""Extended bodies in a directed flux of massless neutrinos: spheres, sheets, wide bodies, form factors.

The energy of two aligned points times N N' is *not* that of two bodies: see :func:`coherent_fraction`.
"""

from nuforce.backgrounds.bodies.form_factors import (
    AbstractFormFactor,
    Ball,
    DebyeWaller,
    Helm,
    Hydrogenic,
    Product,
    Weighted,
    far_field,
)
from nuforce.backgrounds.bodies.fresnel import (
    Body,
    Estimated,
    coherent_fraction,
    disc_fraction,
    fresnel_energy,
    fresnel_number,
)
from nuforce.backgrounds.bodies.sheets import bath_sheets, sheets
from nuforce.backgrounds.bodies.spheres import point_sphere, sphere_sphere

__all__ = [
    "AbstractFormFactor",
    "Ball",
    "Body",
    "DebyeWaller",
    "Estimated",
    "Helm",
    "Hydrogenic",
    "Product",
    "Weighted",
    "bath_sheets",
    "coherent_fraction",
    "disc_fraction",
    "far_field",
    "fresnel_energy",
    "fresnel_number",
    "point_sphere",
    "sheets",
    "sphere_sphere",
]
