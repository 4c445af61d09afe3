"""An experiment and a neutrino source of your own.

The twin of my-experiment.toml:  NUFORCE_PATH=my-folder nuforce reach my-experiment.toml
"""

import nuforce as nf
from nuforce.backgrounds import Beam, Component
from nuforce.experiments import Sensitivity
from nuforce.observables import Setup
from nuforce.potentials.spectra import Pinched
from nuforce.units import MeV, cm, m, s, um

# The experiment.  As a file it is my-folder/experiments/my-balance.toml.
balance = nf.Experiment(
    name="my-balance",
    title="My balance: two silicon plates",
    observable="force-ratio",  # or potential-ratio; equivalence compares two test materials
    status="projected",  # or published
    references=("Xu:talk",),
    setup=Setup(distance=20 * um, test=("Si",), source="Si"),  # points at the mean distance
    sensitivity=Sensitivity(value=50.0, confidence=0.95, meaning="What we hope for after a year."),
)

# The source: one component, electron neutrinos only.  Its flux is the one at the experiment.
source = Beam(
    name="my-source",
    title="A pinched spectrum from a point 5 m away",
    references=("Keil:2002in",),
    distance=5 * m,  # the bodies must be nearer to each other than to the source
    angular_radius=0.0,  # half-angle of the disc it covers as seen by the experiment; a point here
    component=(
        Component(
            flavour={"e": 1.0},
            flux=1e13 / cm**2 / s,
            spectrum=Pinched(mean_energy=3 * MeV, pinch=2.3),
        ),
    ),
)

# Objects and names may be mixed.
table = nf.reach([balance, "wuhan-2020"], backgrounds=["vacuum", source])
print(table.predicted.to_pandas())
print(nf.verdict(table))
