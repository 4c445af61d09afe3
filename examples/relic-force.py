"""What relic neutrinos do to the force between two neutrons: Majorana or Dirac, and which helicities are filled.

The twin of relic-force.toml:
nuforce potential n n --at 1um..1m:13 --config relic-force.toml --set background.filling=both
"""

from dataclasses import replace

import numpy as np

import nuforce as nf
from nuforce.units import eV, m, um

r = np.geomspace(1 * um, 1 * m, 13)
majorana = nf.Sector.normal_ordering(lightest=0.05 * eV)
dirac = nf.Sector.normal_ordering(lightest=0.05 * eV, nature="dirac")
cosmic = nf.backgrounds["cosmic"]
both = replace(cosmic, filling="both")  # gravity has mixed the helicities

columns = {
    "Majorana": nf.interaction("n", "n", majorana, background=cosmic, part="background"),
    "Dirac, as produced": nf.interaction("n", "n", dirac, background=cosmic, part="background"),
    "Dirac, both": nf.interaction("n", "n", dirac, background=both, part="background"),
}
print(f"{'r [m]':>10}" + "".join(f"{name:>24}" for name in columns) + "      (V/V_gravity)")
for x in r:
    print(f"{x / m:10.3g}" + "".join(f"{pair.over_gravity(x):24.6e}" for pair in columns.values()))
