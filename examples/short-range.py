"""The contact interaction opened up: a mediator of 10 MeV between nucleons and neutrinos, from 1 fm to 1 nm.

The twin of short-range.toml, which holds the first column:
nuforce potential n n --at 1fm..1nm:25 --config short-range.toml
"""

import numpy as np

import nuforce as nf
from nuforce.exchanges import TChannel
from nuforce.units import MeV, fm, m, nm

r = np.geomspace(1 * fm, 1 * nm, 25)

# A vector that couples to baryon minus lepton number.  Its own exchange (tree=True) hides the loop of neutrinos below 1/M and
# is gone above: what is left there is the neutrino force.
mediator = TChannel(
    mass=10 * MeV,
    coupling=1e-3,
    neutrino_coupling=1e-3,
    charges={"p": 1, "n": 1, "e": -1, "mu": -1, "tau": -1},
    neutrino_charges={"e": -1, "mu": -1, "tau": -1},
)
loop = nf.interaction("n", "n", exchange=mediator)

# From far away it is a contact interaction: G^2 in place of G_F^2, with G^2 g g' = g_nu^2 g_a g_b/(2 M^4) per flavour.
contact = 3 * 1e-12 / (2 * mediator.mass**4) / (4 * np.pi**3 * r**5)

print(f"{'r [m]':>10}{'V [eV]':>14}{'V/contact':>12}{'power of r':>12}")
for x, v, ratio, power in zip(r / m, loop(r), loop(r) / contact, loop.local_power(r), strict=True):
    print(f"{x:10.2e}{v:14.4e}{ratio:12.6f}{power:12.3f}")

# Where does it change its sign?  Between the zeros of the loop it attracts; only tree and loop together are observable there.
zeros = r[:-1][np.diff(np.sign(loop(r))) != 0]
print("\nattracts between about", " and ".join(f"{x / fm:.0f} fm" for x in zeros))
