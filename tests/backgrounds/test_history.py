"""Sources that change with time."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import backgrounds
from nuforce.backgrounds.history import Burst, decayed, scaled, with_fuel
from nuforce.errors import InputError
from nuforce.units import s
from tests.tables import approx

DAY = 86400 * s


def flux(background: Any) -> float:
    return float(background.quantities()["flux"][0])


@pytest.mark.parametrize(
    "burst", [Burst(), Burst(accretion=1.0), Burst(accretion=0.0, rise_time=2 * s), Burst(cooling_time=1 * s)]
)
def test_a_burst_emits_its_fluence(burst: Burst) -> None:
    x, w = np.polynomial.legendre.leggauss(60)
    edges = np.array([0.0, 0.05, 0.3, 1, 3, 10, 30, 100, 250]) * s
    whole = sum(0.5 * (b - a) * float(w @ burst.profile(0.5 * (a + b) + 0.5 * (b - a) * x)) for a, b in pairwise(edges))
    # what is cut off is e^{-250/4.7}
    assert whole == approx(1, rel=1e-12)
    assert burst.profile(-1.0 * s) == burst.profile(0.0) == 0
    assert np.all(burst.profile(np.linspace(0.01, 5, 99) * s) > 0)


def test_flux_of_a_supernova_at_one_moment() -> None:
    source: Any = backgrounds["supernova"]
    burst = Burst(accretion=0.0)
    late = burst.at(source, 5 * s)
    # long after the rise: fluence over tau_c, times (1 + tau_r/tau_c) that normalises the rise
    expected = flux(source) * 10 * math.exp(-5 / 4.7) / 4.7 * (4.7 + 0.1) / 4.7
    assert flux(late) == approx(expected, rel=1e-12)
    assert flux(burst.at(source, -1 * s)) == 0
    # the first half second is several times brighter than the average of ten
    assert 3 < flux(Burst().at(source, 0.3 * s)) / flux(source) < 12
    assert late.component[0].spectrum == source.component[0].spectrum


def test_activity_halves_in_a_half_life() -> None:
    source: Any = backgrounds["cr51"]
    life = 27.7015 * DAY
    assert flux(decayed(source, life, life)) == approx(flux(source) / 2, rel=1e-14)
    assert flux(decayed(source, 0.0, life)) == flux(source)
    assert flux(decayed(source, 9 * DAY, life)) == approx(flux(source) * 0.5 ** (9 / 27.7015), rel=1e-13)


def test_burn_up_of_a_reactor() -> None:
    source: Any = backgrounds["reactor"]
    fractions = source.component[0].spectrum.fission_fractions
    assert flux(with_fuel(source, fractions)) == approx(flux(source), rel=1e-15)
    assert flux(with_fuel(source, fractions, load=0.0)) == 0
    assert flux(with_fuel(source, fractions, load=0.3)) == approx(0.3 * flux(source), rel=1e-15)
    old = with_fuel(source, {"U235": 0.45, "U238": 0.07, "Pu239": 0.40, "Pu241": 0.08})
    # more heat per fission: 202.36 and 205.99, 211.12, 214.26 MeV
    heat = [
        sum(f * e for f, e in zip(share, (202.36, 205.99, 211.12, 214.26), strict=True))
        for share in ((0.58, 0.07, 0.30, 0.05), (0.45, 0.07, 0.40, 0.08))
    ]
    assert flux(old) / flux(source) == approx(heat[0] / heat[1], rel=1e-12)
    assert old.component[0].spectrum.mean < source.component[0].spectrum.mean  # softer


def test_every_way_to_give_a_strength_is_scaled() -> None:
    for name in ("cr51", "supernova", "reactor"):  # rate, flux, power
        source: Any = backgrounds[name]
        assert flux(scaled(source, 0.25)) == approx(0.25 * flux(source), rel=1e-15)


def test_bad_input_is_refused() -> None:
    source: Any = backgrounds["cr51"]
    with pytest.raises(InputError, match="half_life"):
        decayed(source, 1.0, 0.0)
    with pytest.raises(InputError, match="time"):
        decayed(source, math.nan, 1.0)
    with pytest.raises(InputError, match="beam"):
        with_fuel(source, {"U235": 1.0})
    with pytest.raises(InputError, match="factor"):
        scaled(source, -1.0)
    with pytest.raises(InputError, match="accretion"):
        Burst(accretion=1.5)
    with pytest.raises(InputError, match="cooling_time"):
        Burst(cooling_time=0.0)
    with pytest.raises(InputError, match="duration"):
        Burst().at(source, 1.0, duration=0.0)
