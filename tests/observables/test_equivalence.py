"""Two materials falling towards a third."""

import dataclasses
import math

import pytest

from nuforce.errors import InputError
from nuforce.interaction import Interaction, interaction
from nuforce.matter import Content
from nuforce.observables import Setup, equivalence, force_ratio
from nuforce.sector import Sector
from nuforce.units import cm, m, mm
from tests.tables import approx

MASSLESS = Sector.massless()
SETUP = Setup(distance=1 * mm, test=("Cu", "Pb"), source="U-238")


def vacuum(a: Content, b: Content) -> Interaction:
    return interaction(a, b, MASSLESS)


def test_difference_of_two_force_ratios() -> None:
    ratios = [force_ratio(vacuum, dataclasses.replace(SETUP, test=(x,))) for x in ("Cu", "Pb")]
    assert equivalence(vacuum, SETUP) == approx(ratios[0] - ratios[1], rel=1e-9)


def test_antisymmetric_in_the_materials() -> None:
    turned = dataclasses.replace(SETUP, test=("Pb", "Cu"))
    assert equivalence(vacuum, turned) == -equivalence(vacuum, SETUP)
    assert equivalence(vacuum, dataclasses.replace(SETUP, test=("Cu", "Cu"))) == 0


def test_differences_chain() -> None:
    a, b, c = (
        equivalence(vacuum, dataclasses.replace(SETUP, test=pair))
        for pair in (("Be", "Ti"), ("Ti", "Al"), ("Be", "Al"))
    )
    assert a + b == approx(c, rel=1e-9)


@pytest.mark.parametrize(
    ("test", "source", "difference", "charge"),
    [
        # charge differences per atomic mass unit of electron and muon neutrinos, charges of the source per unit
        (("Be", "Ti"), "Fe", (-0.02243, -0.00667), (0.197780, -0.267794)),
        (("Cu", "Pb"), "U-238", (0.09045, 0.02985), (0.079815, -0.306657)),
        (("TA6V", "PtRh10"), "Fe", (0.08516, 0.02812), (0.197780, -0.267794)),
    ],
)
def test_vacuum_in_closed_form(
    test: tuple[str, str], source: str, difference: tuple[float, float], charge: tuple[float, float]
) -> None:
    """5 G_F^2 [dq_e q_e + 2 dq_mu q_mu]/(4 pi^3 G r^4 u^2): the factor is that of a force 1/r^6 against 1/r^2."""
    r = 0.3
    hbarc = 1.973269804593025e-7  # eV m
    products = (difference[0] * charge[0] + 2 * difference[1] * charge[1]) / 931494103.72**2
    expected = 5 * 1.1663788e-23**2 * products * 1.220890e28**2 / (4 * math.pi**3 * (r / hbarc) ** 4)
    made = equivalence(vacuum, Setup(distance=r * m, test=test, source=source))
    # the two terms of the sum nearly cancel, so that the last of the four digits of each counts several times
    assert made == approx(expected, rel=1e-2)


def test_a_flux_of_one_flavour_sees_the_composition() -> None:
    """Reactor antineutrinos see Q_e, which differs between materials by tens of per cent; relic ones hardly do."""
    ratios = {}
    for background in ("reactor", "cosmic"):

        def build(a: Content, b: Content, background: str = background) -> Interaction:
            return interaction(a, b, MASSLESS, background=background, part="background")

        single = force_ratio(build, dataclasses.replace(SETUP, test=("Cu",)), True)
        ratios[background] = abs(equivalence(build, SETUP, True) / single)
    assert ratios["reactor"] == approx(0.09045 / 0.183985, rel=1e-3)
    assert ratios["cosmic"] < 0.1


def test_force_in_a_beam_is_bounded_by_the_aligned_one() -> None:
    """Where the source's size kills coherence, the slope at a point is not a force on a body."""
    setup = dataclasses.replace(SETUP, distance=30 * cm)

    def build(a: Content, b: Content) -> Interaction:
        return interaction(a, b, MASSLESS, background="solar", part="background")

    assert abs(equivalence(build, setup)) < abs(equivalence(build, setup, True))


def test_needs_two_materials() -> None:
    with pytest.raises(InputError, match="two materials"):
        equivalence(vacuum, Setup(distance=1.0, test=("Cu",), source="W"))
