"""The Sun in the sky, and what repeats with the day and the year."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds.orbit import (
    TROPICAL_YEAR,
    angle_between,
    days_since_2000,
    flux_factor,
    ground_axis,
    horizontal,
    modulation,
    polar_axis,
    sidereal_angle,
    sun_angle,
    sun_coordinates,
    sun_direction,
)
from nuforce.errors import InputError, OutOfDomain
from tests.tables import approx

DEG = math.pi / 180
ARCMINUTE = DEG / 60
"""Accuracy that the source of the formulas claims."""

# UTC, from published almanacs: the Naval Observatory (2023) and JPL ephemerides (the other years)
SEASONS = [
    (datetime(2022, 3, 20, 15, 33), 0.0),
    (datetime(2022, 6, 21, 9, 14), 90.0),
    (datetime(2022, 9, 23, 1, 4), 180.0),
    (datetime(2022, 12, 21, 21, 48), 270.0),
    (datetime(2023, 3, 20, 21, 24), 0.0),
    (datetime(2023, 6, 21, 14, 58), 90.0),
    (datetime(2023, 9, 23, 6, 50), 180.0),
    (datetime(2023, 12, 22, 3, 27), 270.0),
    (datetime(1903, 3, 21, 19, 15), 0.0),
    (datetime(1914, 12, 22, 16, 22), 270.0),
]


@pytest.mark.parametrize(("time", "longitude"), SEASONS)
def test_equinoxes_and_solstices(time: datetime, longitude: float) -> None:
    """The ecliptic longitude is a multiple of 90 degrees there, and so is the right ascension."""
    ascension, declination, _ = sun_coordinates(days_since_2000(time))
    miss = (float(ascension) / DEG - longitude + 180) % 360 - 180
    # the Sun moves 0.04 degrees an hour; right ascension runs by 1/cos(23.4 degrees) faster at a solstice
    assert abs(miss * DEG) < 1.1 * ARCMINUTE
    assert abs(float(declination) - 23.438 * DEG * math.sin(longitude * DEG)) < ARCMINUTE


@pytest.mark.parametrize(
    ("time", "distance"),
    [
        (datetime(2021, 1, 2, 13, 50), 0.983257060),
        (datetime(2021, 7, 5, 22, 27), 1.016729224),
        (datetime(2022, 1, 4, 6, 54), 0.983336539),
        (datetime(2024, 1, 3, 0, 38), 0.983306949),
        (datetime(2024, 7, 5, 5, 6), 1.016725529),
    ],
)
def test_perihelion_and_aphelion(time: datetime, distance: float) -> None:
    """JPL ephemerides; the Moon moves the Earth by 3e-5, and the formula has five digits."""
    assert float(flux_factor(time)) == approx(distance**-2, rel=4e-4)


def test_published_example_of_an_accurate_algorithm() -> None:
    """NREL's algorithm (0.0003 degrees), its example of 2003 October 17 in Colorado: azimuth, hour angle, distance, height."""
    time = datetime(2003, 10, 17, 12, 30, 30, tzinfo=timezone(timedelta(hours=-7)))
    latitude, longitude = 39.742476 * DEG, -105.1786 * DEG
    east, north, up = sun_direction(time, latitude, longitude)
    assert math.atan2(east, north) % (2 * math.pi) == approx(194.340241 * DEG, rel=ARCMINUTE)
    days = days_since_2000(time)
    ascension, _, distance = sun_coordinates(days)
    hour = (float(sidereal_angle(days, longitude) - ascension) + math.pi) % (2 * math.pi) - math.pi
    # 1 arcminute of position is 4 seconds of time; the example's is seen from the ground, 0.0014 degrees off
    assert abs(hour - 11.105902 * DEG) < 1.5 * ARCMINUTE
    assert float(distance) == approx(0.996542, rel=1e-4)
    # the zenith distance there, 50.111622 degrees, has 0.016 degrees of refraction (820 mbar, 11 C) taken off
    assert abs(math.asin(up) - (90 - 50.111622 - 0.0163) * DEG) < ARCMINUTE


def test_time_zones_and_arrays() -> None:
    plain = datetime(2024, 5, 1, 6)
    zoned = datetime(2024, 5, 1, 8, tzinfo=timezone(timedelta(hours=2)))
    assert days_since_2000(plain) == days_since_2000(zoned) == days_since_2000(plain.replace(tzinfo=UTC))
    assert days_since_2000(datetime(2000, 1, 1, 12)) == 0
    times = np.datetime64("2024-05-01T06:00") + np.arange(3) * np.timedelta64(1, "h")
    directions = sun_direction(times, 0.7, 0.2)
    assert directions.shape == (3, 3)
    np.testing.assert_allclose(directions[0], sun_direction(plain, 0.7, 0.2), rtol=0, atol=1e-15)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=-1), 1, rtol=1e-15)


def test_geometry_of_the_sky() -> None:
    noon = horizontal(0.0, 10 * DEG, 50 * DEG)
    # due south, at 90 - 50 + 10 degrees
    np.testing.assert_allclose(noon, [0, -math.cos(50 * DEG), math.sin(50 * DEG)], atol=1e-15)
    evening = horizontal(math.pi / 2, 0.0, 50 * DEG)
    np.testing.assert_allclose(evening, [-1, 0, 0], atol=1e-15)  # the equator sets due west
    # the pole is 90 degrees less the declination away, whatever the hour
    for hour in (0.3, 2.0, 5.0):
        assert angle_between(horizontal(hour, 0.3, 0.9), polar_axis(0.9)) == approx(math.pi / 2 - 0.3, rel=1e-14)
    np.testing.assert_allclose(ground_axis(0.0, math.pi / 2), [1, 0, 0], atol=1e-16)
    assert sun_angle(datetime(2023, 6, 21, 14, 58), 0.9, 0.1, polar_axis(0.9)) == approx(
        (90 - 23.438) * DEG, rel=ARCMINUTE
    )


def test_along_the_axis_of_the_earth_nothing_repeats_daily() -> None:
    """cos^2 of the angle to the pole is sin^2 of the declination: half-yearly, no day."""
    found = modulation(lambda a: np.cos(a) ** 2, axis=polar_axis(0.8), latitude=0.8, flux=False)
    tilt = math.sin(23.436 * DEG) ** 2
    # sin^2(dec) = sin^2(tilt) (1 - cos 2L)/2; the uneven speed of the Sun shifts the mean by e^2 = 3e-4
    assert found.mean == approx(tilt / 2, rel=2e-3)
    assert found.annual(2) == approx(tilt / 2, rel=2e-3)
    assert found.annual(1) < 0.04 * tilt  # of the order of e = 0.0167
    for daily in (found.solar_day(1), found.solar_day(2), found.sidereal_day(1), found.sidereal_day(2)):
        assert daily < 1e-15
    assert found.error < 1e-7  # of the orbit, which is not quite the same one year later


def test_the_flux_alone_repeats_yearly() -> None:
    found = modulation(np.ones_like, axis=ground_axis(1.0, 0.3), latitude=0.5)
    # <1/R^2> = 1/sqrt(1 - e^2) in units of the semi-major axis, and 2 e: the formula has e = 0.01671 and 1.00014
    assert found.mean == approx(1.00014, rel=1e-4)
    assert found.annual() == approx(2 * 0.01671, rel=2e-3)
    assert found.solar_day() < 1e-15


@pytest.mark.parametrize(("altitude", "azimuth"), [(90.0, 0.0), (20.0, 110.0)])
def test_harmonics_of_a_line_on_the_ground(altitude: float, azimuth: float) -> None:
    """Against a fit to the Sun's own path, sampled in time for 19 years, with these frequencies and no others near them."""
    latitude, longitude = 46 * DEG, 6 * DEG
    axis = ground_axis(altitude * DEG, azimuth * DEG)

    def shape(angle: Any) -> Any:
        return np.exp(2 * np.cos(angle) ** 2)

    found = modulation(shape, axis=axis, latitude=latitude)
    # local mean noon at this longitude, of the year 2025
    start = np.datetime64("2025-01-01T12:00:00", "us") - np.timedelta64(round(6 / 360 * 86400e6), "us")
    step, count = 0.0731, 95000
    days = step * np.arange(count)
    times = start + np.round(days * 86400e6).astype("timedelta64[us]")
    values = shape(sun_angle(times, latitude, longitude, axis)) * flux_factor(times)
    window = np.hanning(count)
    for pair in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2), (1, -1)]:
        phase = 2 * math.pi * (pair[0] * days + pair[1] * days / TROPICAL_YEAR)
        numeric = np.sum(window * values * np.exp(-1j * phase)) / np.sum(window)
        # the orbit is not quite the same in each year: perihelion drifts by 1 degree in 60 years
        assert abs(found.coefficient(*pair) - numeric) < 1e-3 * found.mean
        assert found.amplitude(*pair) == approx((2 if pair != (0, 0) else 1) * abs(found.coefficient(*pair)), rel=1e-15)


def test_a_function_too_sharp_is_refused() -> None:
    with pytest.raises(OutOfDomain, match="too fast"):
        modulation(lambda a: np.exp(-((a - 1) ** 2) / 1e-6), axis=ground_axis(1, 0), latitude=0.8)
    found = modulation(np.cos, axis=ground_axis(1, 0), latitude=0.8, points=(16, 16), tolerance=0.1)
    with pytest.raises(OutOfDomain, match="more points"):
        found.coefficient(5, 0)


def test_bad_input_is_refused() -> None:
    now = datetime(2024, 1, 1)
    with pytest.raises(InputError, match="latitude"):
        sun_direction(now, 2.0, 0.0)
    with pytest.raises(InputError, match="longitude"):
        sun_direction(now, 0.0, 180.0)
    with pytest.raises(InputError, match="axis"):
        sun_angle(now, 0.0, 0.0, [1.0, 1.0, 0.0])
    with pytest.raises(InputError, match="time"):
        days_since_2000("tomorrow")
    with pytest.raises(InputError, match="NaT"):
        days_since_2000(np.datetime64("NaT"))
    with pytest.raises(OutOfDomain, match="1800"):
        days_since_2000(datetime(1492, 10, 12))
    with pytest.raises(InputError, match="altitude"):
        ground_axis(math.nan, 0.0)
    axis = ground_axis(1.0, 0.0)
    with pytest.raises(InputError, match="points"):
        modulation(np.cos, axis=axis, latitude=0.0, points=(7, 96))
    with pytest.raises(InputError, match="one number per angle"):
        modulation(lambda a: a[0], axis=axis, latitude=0.0)
    with pytest.raises(InputError, match="finite"):
        modulation(lambda a: 0 * a + math.nan, axis=axis, latitude=0.0)
