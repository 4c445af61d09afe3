"""Oscillation fits."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuforce.errors import InputError, UnknownName
from nuforce.oscillations import Number, Oscillations, Splitting, newest, oscillations
from nuforce.units import deg, eV
from tests.tables import approx

NORMAL = oscillations["nufit-6.0-normal"]
INVERTED = oscillations["nufit-6.0-inverted"]

# sin^2 theta_12, 23, 13, delta/deg, dm21/1e-5 eV^2, dm3l/1e-3 eV^2, as published
PUBLISHED = {
    "nufit-6.0-normal": (0.308, 0.470, 0.02215, 212, 7.49, 2.513),
    "nufit-6.0-inverted": (0.308, 0.550, 0.02231, 274, 7.49, -2.484),
}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_published_numbers(name: str) -> None:
    fit = oscillations[name]
    found = (
        *(x.value for x in (fit.sin2_12, fit.sin2_23, fit.sin2_13)),
        fit.delta_cp.value / deg,
        fit.dm21.value / 1e-5,
        fit.dm3l.value / 1e-3,
    )
    assert found == approx(PUBLISHED[name], rel=1e-14)


def test_the_newest_fit_is_the_one_with_most_data() -> None:
    assert newest("normal") is NORMAL
    assert newest("inverted") is INVERTED
    assert {fit.ordering for fit in oscillations.values()} == {"normal", "inverted"}


@given(st.floats(0, 10))
def test_masses_have_the_splittings_of_the_fit(lightest: float) -> None:
    for fit in (NORMAL, INVERTED):
        m1, m2, m3 = fit.masses(lightest)
        assert min(m1, m2, m3) == lightest  # exactly
        assert m1 < m2
        assert (m3 > m2) == (fit.ordering == "normal")
        # differences of squares lose digits as the masses grow
        tolerance = 1e-15 * max(m2, m3) ** 2
        assert m2**2 - m1**2 == pytest.approx(fit.dm21.value, rel=1e-13, abs=tolerance)
        base = m1 if fit.ordering == "normal" else m2
        assert m3**2 - base**2 == pytest.approx(fit.dm3l.value, rel=1e-13, abs=tolerance)


def test_masses_of_a_massless_lightest_state() -> None:
    m1, m2, m3 = NORMAL.masses(0.0)
    assert (m1, m2, m3) == approx((0.0, 8.6545e-3 * eV, 50.130e-3 * eV), rel=1e-4)
    m1, m2, m3 = INVERTED.masses(0.0)
    assert (m1, m2, m3) == approx((49.080e-3 * eV, 49.840e-3 * eV, 0.0), rel=1e-4)


unit = st.floats(0, 1)


@given(unit, unit, unit, st.floats(0, 2 * math.pi))
def test_mixing_is_unitary_for_all_angles(s12: float, s23: float, s13: float, delta: float) -> None:
    fit = replace(
        NORMAL,
        sin2_12=Number(value=s12),
        sin2_23=Number(value=s23),
        sin2_13=Number(value=s13),
        delta_cp=replace(NORMAL.delta_cp, value=delta),
    )
    u = fit.mixing()
    np.testing.assert_allclose(u @ u.conj().T, np.eye(3), atol=2e-15)
    assert np.linalg.det(u) == pytest.approx(1.0, abs=2e-15)  # a product of rotations


def test_mixing_is_the_product_of_three_rotations() -> None:
    """R23 R13(delta) R12, each written down by itself."""
    t12, t23, t13 = (math.asin(math.sqrt(x.value)) for x in (NORMAL.sin2_12, NORMAL.sin2_23, NORMAL.sin2_13))
    phase = np.exp(1j * NORMAL.delta_cp.value)
    r12, r23, r13 = (np.eye(3, dtype=complex) for _ in range(3))
    r12[:2, :2] = [[math.cos(t12), math.sin(t12)], [-math.sin(t12), math.cos(t12)]]
    r23[1:, 1:] = [[math.cos(t23), math.sin(t23)], [-math.sin(t23), math.cos(t23)]]
    r13[0, 0] = r13[2, 2] = math.cos(t13)
    r13[0, 2], r13[2, 0] = math.sin(t13) / phase, -math.sin(t13) * phase
    np.testing.assert_allclose(NORMAL.mixing(), r23 @ r13 @ r12, atol=1e-15)


def test_published_ranges_of_the_mixing_matrix() -> None:
    """|U| within the 3-sigma ranges that the fit's authors give."""
    size = np.abs(NORMAL.mixing())
    assert 0.801 < size[0, 0] < 0.842
    assert 0.519 < size[0, 1] < 0.580
    assert 0.142 < size[0, 2] < 0.155


@pytest.mark.parametrize(
    "changes",
    [
        {"sin2_12": Number(value=1.1)},
        {"sin2_13": Number(value=-0.1)},
        {"sin2_23": Number(value=math.nan)},
        {"dm21": Splitting(value=-7e-5)},
        {"dm21": Splitting(value=math.nan)},
        {"dm3l": Splitting(value=-2.5e-3)},
        {"dm3l": Splitting(value=math.nan)},
        {"ordering": "inverted"},
    ],
)
def test_inconsistent_fits_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        replace(NORMAL, **changes)


def test_unknown_fits_are_refused() -> None:
    with pytest.raises(UnknownName, match=r"nufit-6\.0-normal"):
        oscillations["nufit-6.0-normla"]
    assert isinstance(oscillations.get(NORMAL), Oscillations)
