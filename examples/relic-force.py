"""What relic neutrinos do to the force between two neutrons: Majorana or Dirac, and which helicities are filled.

The twin of relic-force.toml, which holds the last column:
nuforce potential n n --at 1um..1m:13 --config relic-force.toml
"""

from dataclasses import replace

import numpy as np

import nuforce as nf
from nuforce.units import eV, m, um

# Thirteen distances, equal steps of the logarithm.
r = np.geomspace(1 * um, 1 * m, 13)

# All three states are so heavy that relic neutrinos hardly move: their Majorana or Dirac nature matters most.
majorana = nf.Sector.normal_ordering(lightest=0.05 * eV)
dirac = nf.Sector.normal_ordering(lightest=0.05 * eV, nature="dirac")

# The catalogue's relic background has the helicities that the weak interaction produced; in the other limit gravity has
# mixed them.  Entries of the catalogue never change: replace() makes another.
produced = nf.backgrounds["cosmic"]
both = replace(produced, filling="both")

# part="background" is what the relic neutrinos add, by its own sum; the vacuum force is not in it.
columns = {
    "Majorana": nf.interaction("n", "n", majorana, background=produced, part="background"),
    "Dirac, as produced": nf.interaction("n", "n", dirac, background=produced, part="background"),
    "Dirac, both": nf.interaction("n", "n", dirac, background=both, part="background"),
}

# An interaction takes an array of distances and gives an array back; negative attracts.
table = {name: pair.over_gravity(r) for name, pair in columns.items()}
print(f"{'r [m]':>10}" + "".join(f"{name:>24}" for name in table) + "      (V/V_gravity)")
for i, x in enumerate(r):
    print(f"{x / m:10.3g}" + "".join(f"{column[i]:24.6e}" for column in table.values()))
