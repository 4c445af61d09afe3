"""Could the exchange of pairs be gravity?  Feynman's third body, the universe: close to 1/r, and yet not close enough.

See docs/theory/three-body.md.  No scenario goes with it: three bodies are no exchange.
"""

import math

import numpy as np

from nuforce.potentials.three_body import order_energies, universe_energy
from nuforce.units import au, km, kpc, m, um

# Two bodies with L = c phi^2 alone fall as 1/r^3.  A third one within reach adds its share of about c/r.
c = 1 * um
for r in (10 * um, 1000 * um):
    pairs, triples = order_energies([[0, 0, 0], [r, 0, 0], [r / 2, math.sqrt(3) / 2 * r, 0]], c)
    print(f"equilateral triangle, r/c = {r / c:5.0f}: three-body over two-body energy {triples / pairs:.1e}")

# Now the third body is everything in a ball of this radius.  The densest that leaves the field stable: 2 rho R^2 = pi^2/4.
radius = 4.4e23 * km
density = math.pi**2 / 8 / radius**2

r = np.array([1 * um, 1 * m, 0.387 * au, 1 * kpc])
universe = universe_energy(r, density, radius)
step = 1e-4
exponent = np.log(universe_energy(r * (1 + step), density, radius) / universe) / math.log1p(step)

# A logarithm in front of 1/r: orbits do not close, ellipses turn by about pi/(ln(R/r) + 1) per revolution.
turn = np.degrees(2 * math.pi * ((1 - 1 / (np.log(radius / r) + 1)) ** -0.5 - 1))

# And how much of the force is left for it: the two bodies by themselves, -1/(16 pi^3 r^3) for unit couplings.
share = universe * -16 * math.pi**3 * r**3
print(f"{'r [m]':>10}{'power of r':>12}{'turn [deg]':>12}{'over two-body':>16}")
for row in zip(r / m, exponent, turn, share, strict=True):
    print("{:10.3g}{:12.4f}{:12.2f}{:16.1e}".format(*row))
