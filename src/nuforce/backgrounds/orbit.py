r"""Where the Sun stands: its direction, its distance, and what both do to a force in the course of a day and a year.

Times are UTC.  Directions on the ground have the components (east, north, up).  Neutrinos of the Sun travel along minus
:func:`sun_direction`; the force between two bodies is the same for both senses of the line that joins them.

The formulas are the Naval Observatory's for approximate coordinates (USNO:sun): good to about one arcminute (3e-4 rad) in
direction and 2e-4 in distance within two centuries of 2000; the difference of UTC and terrestrial time, 1.4e-5 rad, is left
out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nuforce.errors import InputError, OutOfDomain

_J2000: Final = np.datetime64("2000-01-01T12:00:00", "us")
_DAY_US: Final = 86400e6
TROPICAL_YEAR: Final = 365.24219
"""Mean solar days in a year of the seasons."""


def days_since_2000(time: Any) -> Any:
    """Days since 2000 January 1, 12h.

    Parameters
    ----------
    time : datetime, or array of datetime64, shape (*S,)
        UTC, unless a datetime says otherwise by its time zone; between 1800 and 2200.

    Returns
    -------
    array, shape (*S,)
    """
    if isinstance(time, datetime) and time.tzinfo is not None:
        time = time.astimezone(UTC).replace(tzinfo=None)
    try:
        moments = np.asarray(time, dtype="datetime64[us]")
    except (TypeError, ValueError):
        raise InputError("time", time, "give a datetime, or numpy datetime64 values, in UTC") from None
    if np.any(np.isnat(moments)):
        raise InputError("time", time, "a time is missing (NaT)")
    days = (moments - _J2000) / np.timedelta64(1, "us") / _DAY_US
    if np.any(np.abs(days) > 200 * TROPICAL_YEAR):
        raise OutOfDomain("the coordinates of the Sun are good for the years 1800 to 2200: choose a time between them")
    return days


def sun_coordinates(days: Any) -> tuple[Any, Any, Any]:
    r"""Apparent right ascension and declination (rad), and distance (astronomical units), of the Sun.

    .. math::
       g &= 357.529^\circ + 0.98560028^\circ D, \quad
       L = 280.459^\circ + 0.98564736^\circ D + 1.915^\circ\sin g + 0.020^\circ\sin 2g, \\
       R &= 1.00014 - 0.01671\cos g - 0.00014\cos 2g, \quad \epsilon = 23.439^\circ - 3.6\cdot10^{-7\,\circ} D, \\
       \tan\alpha &= \cos\epsilon\tan L, \quad \sin\delta = \sin\epsilon\sin L .

    Parameters
    ----------
    days : array, shape (*S,)
        D of :func:`days_since_2000`.
    """
    days = np.asarray(days, dtype=float)
    g = np.radians(357.529 + 0.98560028 * days)
    longitude = np.radians(280.459 + 0.98564736 * days + 1.915 * np.sin(g) + 0.020 * np.sin(2 * g))
    tilt = np.radians(23.439 - 3.6e-7 * days)
    ascension = np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude)) % (2 * math.pi)
    declination = np.arcsin(np.sin(tilt) * np.sin(longitude))
    return ascension, declination, 1.00014 - 0.01671 * np.cos(g) - 0.00014 * np.cos(2 * g)


def sidereal_angle(days: Any, longitude: float) -> Any:
    """Local mean sidereal time as an angle (rad): right ascensions with this value stand on the meridian.

    Parameters
    ----------
    days : array, shape (*S,)
        D of :func:`days_since_2000`.
    longitude : float, rad
        Of the place, positive to the east.

    References
    ----------
    Meeus:1998
    """
    return np.radians((280.46061837 + 360.98564736629 * np.asarray(days, dtype=float)) % 360.0) + longitude


def horizontal(hour_angle: Any, declination: Any, latitude: float) -> Any:
    """Direction (east, north, up) of a point of the sky.

    Parameters
    ----------
    hour_angle, declination : array, shape (*S,), rad
        Sidereal time less right ascension; declination.
    latitude : float, rad

    Returns
    -------
    array, shape (*S, 3)
    """
    h, d = np.broadcast_arrays(np.asarray(hour_angle, dtype=float), np.asarray(declination, dtype=float))
    s, c = math.sin(latitude), math.cos(latitude)
    return np.stack(
        [
            -np.cos(d) * np.sin(h),
            c * np.sin(d) - s * np.cos(d) * np.cos(h),
            s * np.sin(d) + c * np.cos(d) * np.cos(h),
        ],
        axis=-1,
    )


def sun_direction(time: Any, latitude: float, longitude: float) -> Any:
    """Unit vector (east, north, up) to the Sun, without refraction: neutrinos are not bent.

    Parameters
    ----------
    time : datetime, or array of datetime64, shape (*S,)
        UTC.
    latitude, longitude : float, rad
        Of the place; north and east are positive.

    Returns
    -------
    array, shape (*S, 3)
        Good to about 3e-4 rad; up is negative at night.
    """
    _place(latitude, longitude)
    days = days_since_2000(time)
    ascension, declination, _ = sun_coordinates(days)
    return horizontal(sidereal_angle(days, longitude) - ascension, declination, latitude)


def ground_axis(altitude: float, azimuth: float) -> npt.NDArray[np.float64]:
    """Unit vector (east, north, up) of a line fixed to the ground.

    Parameters
    ----------
    altitude : float, rad
        Above the horizon.
    azimuth : float, rad
        From north through east.
    """
    for name, value in (("altitude", altitude), ("azimuth", azimuth)):
        if not math.isfinite(value):
            raise InputError(name, value, "must be a finite number of radians")
    flat = math.cos(altitude)
    return np.array([flat * math.sin(azimuth), flat * math.cos(azimuth), math.sin(altitude)])


def polar_axis(latitude: float) -> npt.NDArray[np.float64]:
    """Unit vector (east, north, up) parallel to the axis of the Earth: the altitude of the pole is the latitude."""
    return ground_axis(latitude, 0.0)


def sun_angle(time: Any, latitude: float, longitude: float, axis: Any) -> Any:
    """Angle (rad), 0 to pi, between a line on the ground and the direction to the Sun.

    Parameters
    ----------
    time : datetime, or array of datetime64, shape (*S,)
        UTC.
    latitude, longitude : float, rad
        Of the place.
    axis : array, shape (3,)
        Unit vector (east, north, up), as from :func:`ground_axis`.
    """
    return angle_between(sun_direction(time, latitude, longitude), _axis(axis))


def angle_between(a: Any, b: Any) -> Any:
    """Angle (rad) between unit vectors of shapes (*S, 3) and (3,), precise near 0 and pi too."""
    return 2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1))


def flux_factor(time: Any) -> Any:
    """Flux of the Sun at the Earth over that at one astronomical unit: 1/R^2, from 0.967 in July to 1.034 in January."""
    return sun_coordinates(days_since_2000(time))[2] ** -2


@dataclass(frozen=True, slots=True, eq=False)
class Modulation:
    r"""Fourier coefficients of a signal that repeats with the solar day and with the year.

    .. math:: f(t) = \sum_{kn} c_{kn}\, e^{2\pi i(k\,t/\text{day} + n\,t/\text{year})}

    with t from local mean noon at the start of the year chosen.  The sidereal day is the pair (1, 1): one turn more in a year.

    Parameters
    ----------
    coefficients : array, shape (K, N), complex
        As from a discrete Fourier transform: negative k and n at the ends.
    error : float
        Largest change of a coefficient when half of the points are left out.
    """

    coefficients: npt.NDArray[np.complex128]
    error: float

    def coefficient(self, day: int, year: int) -> complex:
        """The coefficient c of harmonics ``day`` of the solar day and ``year`` of the year."""
        k, n = self.coefficients.shape
        if not (abs(day) < k / 4 and abs(year) < n / 4):
            raise OutOfDomain(
                f"harmonic ({day}, {year}) is beyond those that {k} points per day and {n} per year resolve: ask for more points"
            )
        return complex(self.coefficients[day, year])

    @property
    def mean(self) -> float:
        """Average over the year."""
        return self.coefficient(0, 0).real

    def amplitude(self, day: int, year: int) -> float:
        """Amplitude (half of the swing) of the cosine with this frequency."""
        return (2.0 if (day, year) != (0, 0) else 1.0) * abs(self.coefficient(day, year))

    def annual(self, harmonic: int = 1) -> float:
        """Amplitude at multiples of 1/year."""
        return self.amplitude(0, harmonic)

    def solar_day(self, harmonic: int = 1) -> float:
        """Amplitude at multiples of 1/(solar day)."""
        return self.amplitude(harmonic, 0)

    def sidereal_day(self, harmonic: int = 1) -> float:
        """Amplitude at multiples of 1/(sidereal day)."""
        return self.amplitude(harmonic, harmonic)


def modulation(
    f: Callable[[Any], Any],
    *,
    axis: Any,
    latitude: float,
    start: datetime | None = None,
    flux: bool = True,
    points: tuple[int, int] = (96, 96),
    tolerance: float = 1e-3,
) -> Modulation:
    """Harmonics, in day and year, of a function of the angle between a line on the ground and the Sun.

    Parameters
    ----------
    f : callable
        Of an array of angles (rad), for example ``lambda a: ...`` around the ``along`` of a potential.
    axis : array, shape (3,)
        Unit vector (east, north, up).
    latitude : float, rad
        Of the place; its longitude shifts phases only, as times are counted from local mean noon.
    start : datetime, optional
        Beginning of the year; the year 2025 by default.
    flux : bool
        Multiply by the flux, 1/R^2.
    points : (int, int)
        Samples per day and per year, even.
    tolerance : float
        Refuse if leaving out half of the points changes a coefficient by more than this fraction of the mean size of f.

    Returns
    -------
    Modulation

    Notes
    -----
    The motion of the Sun is a function of the year alone and the turn of the Earth one of the day alone: f is sampled on the
    torus of both, so that frequencies that differ by 1/year are separated exactly.  A force from single directions is sharper in
    angle than any sampling can follow (:func:`nuforce.numerics.oscillatory.coherence_angle`): average it over the bodies first.
    """
    _place(latitude, 0.0)
    axis = _axis(axis)
    if any(n < 8 or n % 2 for n in points):
        raise InputError("points", points, "needs two even numbers of at least 8")
    begin = float(days_since_2000(start or datetime(2025, 1, 1, 12)))
    day = 2 * math.pi * np.arange(points[0]) / points[0]
    dates = begin + TROPICAL_YEAR * np.arange(points[1]) / points[1]
    ascension, declination, distance = sun_coordinates(dates)
    # mean Sun: the sidereal time of mean noon grows by one turn in a year
    lead = np.radians((280.46061837 + 0.98564736629 * dates) % 360.0) - ascension
    toward = horizontal(day[:, None] + lead, declination, latitude)
    values = np.asarray(f(angle_between(toward, axis)), dtype=float)
    if values.shape != points:
        raise InputError("f", f"shape {values.shape}", f"must return one number per angle, shape {points}")
    if not np.all(np.isfinite(values)):
        raise InputError("f", "nan or inf", "must be finite at every angle from 0 to pi")
    if flux:
        values = values / distance**2
    fine = np.fft.fft2(values) / values.size
    coarse = np.fft.fft2(values[::2, ::2]) / (values.size / 4)
    # compare what both resolve
    k, n = np.arange(-(points[0] // 8), points[0] // 8 + 1), np.arange(-(points[1] // 8), points[1] // 8 + 1)
    error = float(np.max(np.abs(fine[np.ix_(k, n)] - coarse[np.ix_(k, n)])))
    if error > tolerance * float(np.mean(np.abs(values))):
        raise OutOfDomain(
            f"the function varies too fast with the angle for {points[0]} points per day and {points[1]} per year: give more "
            "points, or average it over the extent of the bodies first"
        )
    return Modulation(fine, error)


def _axis(axis: Any) -> npt.NDArray[np.float64]:
    array = np.asarray(axis, dtype=float)
    if array.shape != (3,) or not abs(float(np.linalg.norm(array)) - 1.0) < 1e-9:
        raise InputError("axis", axis, "needs a unit vector (east, north, up); make one with ground_axis")
    return array


def _place(latitude: float, longitude: float) -> None:
    if not abs(latitude) <= math.pi / 2:
        raise InputError("latitude", latitude, "lies between -pi/2 and pi/2 radians")
    if not abs(longitude) <= 2 * math.pi:
        raise InputError("longitude", longitude, "give radians, positive to the east")
