"""Can we detect neutrino forces?  The talk's experiments against a few backgrounds.

The twin of can-we-detect.toml:  nuforce reach can-we-detect.toml
"""

import nuforce as nf

# neutrinos: masses from oscillations in normal ordering, the lightest one massless, Majorana
sector = nf.Sector.normal_ordering(lightest=0.0, nature="majorana")

# a table (xarray) of what is predicted, what can be seen, and how many decades are missing
table = nf.reach("tag:talk", backgrounds=["vacuum", "cosmic", "solar", "reactor"], sector=sector)

print(table.missing_decades.to_pandas().round(1))
print(nf.verdict(table))
