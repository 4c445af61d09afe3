"""What is asked of a spectral sum, and what it delivers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import InputError
from nuforce.sector import Sector
from nuforce.units import m, um


@pytest.mark.parametrize("rtol", [1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13])
@pytest.mark.parametrize("mass", [0.0, 0.05])
def test_asked_is_delivered(rtol: float, mass: float) -> None:
    """Potential and both derivatives, against the finest grid, over the whole range and for every phase of the grid."""
    sector = Sector(masses=np.array([mass]), mixing=np.eye(1, dtype=complex))
    asked = Accuracy(rtol=rtol, r_min=1e-3 * um, r_max=1e3 * um)
    r = np.geomspace(1e-3, 1e3, 400) * um
    r = r[2 * mass * r < 600]  # where it does not underflow
    rough = nf.interaction("n", "n", sector, accuracy=asked).scalar.derivatives(r, 2)  # type: ignore[attr-defined]
    fine = nf.interaction("n", "n", sector).scalar.derivatives(r, 2)  # type: ignore[attr-defined]  # central potentials
    for one, other in zip(rough, fine, strict=True):
        assert np.max(np.abs(one / other - 1)) < rtol


def test_finer_grids_have_more_nodes() -> None:
    steps = [Accuracy(rtol=rtol).step for rtol in (1e-3, 1e-6, 1e-9, 1e-12, 1e-15)]
    assert steps == sorted(steps, reverse=True)
    assert 0.15 < steps[-1] < steps[0] < 0.6


@given(st.floats(1e-15, 1e-3), st.floats(1e-15, 1e-3), st.floats(1e-3, 1), st.floats(2, 1e3))
def test_strictest_serves_both_and_is_one_of_them(one: float, other: float, r_min: float, r_max: float) -> None:
    a, b = Accuracy(rtol=one, r_min=r_min * m), Accuracy(rtol=other, r_max=r_max * m)
    both = a.strictest(b)
    assert both == b.strictest(a)
    assert both.rtol == min(one, other)
    assert both.r_min <= min(a.r_min, b.r_min)
    assert both.r_max >= max(a.r_max, b.r_max)
    assert a.strictest(a) == a


@pytest.mark.parametrize(
    "bad",
    [
        *({"rtol": x} for x in (0.0, -1e-9, 1e-17, 0.1, math.nan)),
        *({"r_min": x} for x in (0.0, -1.0, math.nan, math.inf)),
        *({"r_max": x} for x in (0.0, -1.0, math.nan, math.inf)),
        {"r_min": 2.0, "r_max": 1.0},
    ],
)
def test_what_cannot_be_delivered_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(InputError):
        Accuracy(**bad)
