"""Moments of spectra."""

import math

import numpy as np
import pytest

from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from tests.tables import approx

ENERGY = np.linspace(0.2, 6.0, 60)
SPECTRA: dict[str, AbstractSpectrum] = {
    "line": Line(energy=1.7),
    "lines": Lines(energies=(0.7, 1.9), weights=(3.0, 1.0)),
    "gaussian": Gaussian(energy=2.0, width=0.15),
    "pinched": Pinched(mean_energy=1.5, pinch=2.3),
    "pinched-1": Pinched(mean_energy=1.5, pinch=1.0),
    "pinched-half": Pinched(mean_energy=1.5, pinch=0.5),
    "table": Table(ENERGY, ENERGY**2 * np.exp(-ENERGY)),
}


def density(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Energies and weights of a fine quadrature of each continuous spectrum, made from its definition."""
    x, w = np.polynomial.legendre.leggauss(30)
    spectrum = SPECTRA[name]
    if isinstance(spectrum, Table):
        edges = spectrum.energy
    else:
        edges = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 60), np.linspace(1.05, 80.0, 1200)])
    half = 0.5 * np.diff(edges)[:, None]
    energy = (edges[:-1, None] + half * (1 + x)).ravel()
    weight = (half * w).ravel()
    if isinstance(spectrum, Gaussian):
        f = np.exp(-0.5 * ((energy - spectrum.energy) / spectrum.width) ** 2) / (
            spectrum.width * math.sqrt(2 * math.pi)
        )
    elif isinstance(spectrum, Pinched):
        a, b = spectrum.pinch, (spectrum.pinch + 1) / spectrum.mean_energy
        f = b ** (a + 1) / math.gamma(a + 1) * energy**a * np.exp(-b * energy)
    else:
        assert isinstance(spectrum, Table)
        f = np.interp(energy, spectrum.energy, spectrum.density)
    return energy, weight * f


@pytest.mark.parametrize("name", ["gaussian", "pinched", "pinched-1", "pinched-half", "table"])
@pytest.mark.parametrize("t", [0.0, 0.01, 1.3, 20.0])
def test_moments_against_quadrature(name: str, t: float) -> None:
    energy, weight = density(name)
    for p in (0, 1, 2, 3):
        direct = np.sum(weight * energy**p * np.exp(1j * energy * t))
        size = np.sum(weight * energy**p)
        assert abs(complex(SPECTRA[name].moment(p, np.array(t))) - direct) < 2e-12 * size


@pytest.mark.parametrize("name", ["gaussian", "pinched", "pinched-1", "table"])
@pytest.mark.parametrize("t", [0.01 + 0.02j, 1.0 + 1.0j, 20.0 + 0.3j, 0.1j, 3.0 + 6.0j])
def test_moments_above_the_real_axis(name: str, t: complex) -> None:
    """They decay there; relative to what the decayed spectrum has left, as averages need them."""
    energy, weight = density(name)
    moments = (-1, 0, 1, 2, 3) if name == "table" else (0, 1, 2, 3)
    for p in moments:
        direct = np.sum(weight * energy**p * np.exp(1j * energy * t))
        size = np.sum(weight * energy**p * np.exp(-energy * t.imag))
        assert abs(complex(SPECTRA[name].moment(p, np.array([t]))[0]) - direct) < 2e-12 * size


@pytest.mark.parametrize("name", list(SPECTRA))
def test_moments_are_continuous_at_the_real_axis(name: str) -> None:
    t = np.array([0.3, 4.0, 77.0])
    for p in (-2, -1, 0, 1, 2):
        real, above = SPECTRA[name].moment(p, t), SPECTRA[name].moment(p, t + 1e-14j)
        # moments of p + 1 below 50 times the step, and the rounding of segments of a table, which t/E enlarges for p = -2
        assert np.max(np.abs(real - above)) < 1e-11


def test_table_far_above_the_axis_is_zero_and_finite() -> None:
    values = SPECTRA["table"].moment(-2, np.array([1e3j, 1e9 + 1e9j, 5.0 + 1e300j]))
    np.testing.assert_array_equal(values, 0.0)


def test_exponential_integral_far_and_near() -> None:
    """Continued fraction and library routine where both hold, down to the imaginary axis."""
    from scipy.special import exp1

    from nuforce.potentials.spectra import _exponential_integral

    z = 41.0 * np.exp(1j * np.linspace(-0.5, 0.5, 21) * math.pi)
    assert np.max(np.abs(_exponential_integral(z, np.exp(-z)) / exp1(z) - 1)) < 1e-14


@pytest.mark.parametrize("name", list(SPECTRA))
@pytest.mark.parametrize("p", [-1, 0, 1, 2])
def test_moments_lower_by_integration(name: str, p: int) -> None:
    """M_p(t1) - M_p(t0) = i int M_{p+1} dt, also for the negative moments of which only differences mean anything."""
    x, w = np.polynomial.legendre.leggauss(40)
    t0, t1 = 0.4, 3.1
    t = 0.5 * (t1 + t0) + 0.5 * (t1 - t0) * x
    spectrum = SPECTRA[name]
    integral = 1j * 0.5 * (t1 - t0) * np.sum(w * spectrum.moment(p + 1, t))
    difference = complex(spectrum.moment(p, np.array(t1)) - spectrum.moment(p, np.array(t0)))
    assert abs(difference - integral) < 1e-11 * max(1.0, abs(integral))


@pytest.mark.parametrize("name", list(SPECTRA))
def test_second_inverse_moment(name: str) -> None:
    """The same for p = -2, whose imaginary part enters."""
    x, w = np.polynomial.legendre.leggauss(40)
    spectrum = SPECTRA[name]
    t0, t1 = 0.4, 3.1
    t = 0.5 * (t1 + t0) + 0.5 * (t1 - t0) * x
    integral = 1j * 0.5 * (t1 - t0) * np.sum(w * spectrum.moment(-1, t))
    difference = complex(spectrum.moment(-2, np.array(t1)) - spectrum.moment(-2, np.array(t0)))
    assert abs(difference - integral) < 1e-11


@pytest.mark.parametrize("name", list(SPECTRA))
def test_spectra_are_normalised_and_their_means_right(name: str) -> None:
    spectrum = SPECTRA[name]
    assert complex(spectrum.moment(0, np.array(0.0))) == approx(1.0, rel=1e-13)
    means = {"line": 1.7, "lines": 1.0, "gaussian": 2.0, "pinched": 1.5, "pinched-1": 1.5, "pinched-half": 1.5}
    if name in means:
        assert spectrum.mean == approx(means[name], rel=1e-13)
    assert spectrum.top >= spectrum.mean


def test_pinch_is_continuous_through_one() -> None:
    t = np.array([0.5, 2.0])

    def difference(a: float) -> complex:
        values = Pinched(mean_energy=1.0, pinch=a).moment(-2, t)
        return complex(values[1] - values[0])

    assert abs(difference(1.0) - difference(1.0 + 1e-7)) < 1e-5


@pytest.mark.parametrize("excess", [0.0, 1e-9, 3e-9, 1e-7, 1e-5, 1e-3])
def test_pinch_near_one_keeps_its_digits(excess: float) -> None:
    """(b^2/a) [e^{-d l_1} - e^{-d l_0}]/d with d = a - 1, by its series where d is small."""
    a = 1.0 + excess
    d, b = a - 1.0, a + 1.0
    t = np.array([0.5, 2.0])
    first, second = (complex(x) for x in np.log(1 - 1j * t / b))
    series = sum((-d) ** (k - 1) * -(second**k - first**k) / math.factorial(k) for k in range(1, 8))
    values = Pinched(mean_energy=1.0, pinch=a).moment(-2, t)
    assert abs(complex(values[1] - values[0]) / (b * b / a * series) - 1) < 1e-12


def test_table_accepts_any_normalisation() -> None:
    t = np.array(0.7)
    one, other = (Table(ENERGY, factor * ENERGY**2 * np.exp(-ENERGY)) for factor in (1.0, 37.0))
    assert complex(one.moment(1, t)) == approx(complex(other.moment(1, t)), rel=1e-14)


@pytest.mark.parametrize(
    ("energy", "values"),
    [
        ([1.0, 2.0], [1.0]),
        ([1.0], [1.0]),
        ([0.0, 1.0], [1.0, 1.0]),
        ([2.0, 1.0], [1.0, 1.0]),
        ([1.0, 2.0], [1.0, -1.0]),
        ([1.0, 2.0], [0.0, 0.0]),
        ([1.0, math.nan], [1.0, 1.0]),
    ],
)
def test_bad_tables_are_refused(energy: list[float], values: list[float]) -> None:
    with pytest.raises(InputError):
        Table(np.array(energy), np.array(values))


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_energies_are_positive_and_finite(bad: float) -> None:
    for make in (
        lambda: Line(energy=bad),
        lambda: Lines(energies=(1.0, bad), weights=(1.0, 1.0)),
        lambda: Gaussian(energy=bad, width=0.1),
        lambda: Gaussian(energy=1.0, width=bad),
        lambda: Pinched(mean_energy=bad, pinch=2.0),
    ):
        with pytest.raises(InputError):
            make()


def test_other_bad_spectra_are_refused() -> None:
    with pytest.raises(InputError, match="pinched"):
        Gaussian(energy=1.0, width=0.5)
    with pytest.raises(InputError):
        Pinched(mean_energy=1.0, pinch=0.0)
    with pytest.raises(InputError):
        Lines(energies=(1.0, 2.0), weights=(1.0,))
    with pytest.raises(InputError):
        Lines(energies=(1.0,), weights=(-1.0,))
    with pytest.raises(OutOfDomain):
        Pinched(mean_energy=1.0, pinch=2.0).moment(-3, np.array(1.0))


@pytest.mark.parametrize("p", [-2, -1, 0, 1, 2])
def test_one_distance_or_many_of_a_table(p: int) -> None:
    """Segments that meet share their exponential, so that boundary terms cancel also where E t is 1e12."""
    energy = np.linspace(2e4, 8e6, 300)
    table = Table(energy, energy**2 * (8.1e6 - energy) ** 2)
    for t in (1e-6, 1.0, 80.0, 8e4):
        together = table.moment(p, np.array([t, 2 * t]))[0]
        assert complex(table.moment(p, np.array(t))) == approx(complex(together), rel=1e-14)


def test_tail_of_a_table_that_fades_out() -> None:
    """M_0 -> a sum over the changes of slope, of size 1/t^2: far below 1 and known to the phases at the knots."""
    energy = np.array([1.0, 2.0, 4.0, 5.0])
    table = Table(energy, np.array([0.0, 1.0, 1.0, 0.0]))
    t = 1e6
    slopes = np.array([0.0, 1.0, 0.0, -1.0, 0.0]) / 3.0
    exact = -np.sum(np.diff(slopes) * np.exp(1j * energy * t)) / t**2
    assert abs(complex(table.moment(0, np.array(t))) - exact) < 1e-9 * abs(exact)
