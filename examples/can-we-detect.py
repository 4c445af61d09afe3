"""Can we detect neutrino forces?  The talk's experiments against a few backgrounds.

The twin of can-we-detect.toml:  nuforce reach can-we-detect.toml
"""

import nuforce as nf
from nuforce.units import eV

# Neutrinos: masses from oscillations in normal ordering, the lightest one massless, Majorana.
sector = nf.Sector.normal_ordering(lightest=0 * eV, nature="majorana")

# Rows: experiments, by name or by tag.  Columns: the force in vacuum, and what each background adds to it.
# The answer is an xarray table of what is predicted, what can be seen, and how many decades are missing.
table = nf.reach("tag:talk", backgrounds=["vacuum", "cosmic", "solar", "reactor"], sector=sector)

# Missing decades, log10(sensitivity/|predicted|): negative would be within reach.  NaN: the formula does not apply there
# (two bodies farther apart than the reactor is away).
print(table.missing_decades.to_pandas().round(1))

# The answer in a sentence or two.
print(nf.verdict(table))
