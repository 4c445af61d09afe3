"""Plane waves times spherical waves, averaged over spectrum and source."""

import math

import numpy as np
import pytest

from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Pinched
from tests.tables import approx, rows, spectrum_of

AXIS = np.array([0.0, 0.0, 1.0])


def kernel(spectrum: AbstractSpectrum, r: float, angle: float, cap: float) -> float:
    """<E (C + S)> from the potential of one wave of unit weight."""
    mixture = WaveMixture((Wave(AXIS, 1.0, spectrum, cap),))
    return -float(mixture.along(r, angle)) * math.pi * r


@pytest.mark.parametrize("spectrum", sorted({row["spectrum"] for row in rows("beam.csv")}))
def test_against_sixty_digits(spectrum: str) -> None:
    """Every energy, angle, cap and distance of the table, to rounding times the phase that double precision can hold."""
    for row in rows("beam.csv"):
        if row["spectrum"] != spectrum:
            continue
        r, angle = float.fromhex(row["r_hex"]), float.fromhex(row["angle_hex"])
        reference, energy = float(row["K_eV"]), float(row["mean_energy_eV"])
        x = energy * r
        capped = row["geometry"] == "cap" and angle > 0
        value = kernel(spectrum_of(row), r, 0.0 if capped else angle, angle if capped else 0.0)
        if abs(reference) < 1e-180:  # the Gaussian's tail below zero energy, an artefact
            assert abs(value) < 1e-180
            continue
        mixture = WaveMixture((Wave(AXIS, 1.0, spectrum_of(row), angle if capped else 0.0),))
        estimate = float(mixture.error_estimate(r, 0.0 if capped else angle)) * math.pi * r
        assert abs(value - reference) <= estimate
        # phases x (1 - cos) and x (1 + cos) are known to eps of themselves; the second wave is down by 1/x or (1 - cos)/2
        miss = 2 * math.sin(angle / 2) ** 2
        phase = 4e-16 * x * (2.0 if row["geometry"] == "angle" else max(miss, 1e-300))
        if row["geometry"] == "cap":
            # relative even to what little survives
            assert abs(value - reference) <= (2e-12 + 4 * phase) * abs(reference)
        else:
            forward = 4e-16 * x * miss
            floor = (2e-15 + 2 * forward) * energy * (1.0 if spectrum == "line" else 0.0)
            assert abs(value - reference) <= 3e-12 * abs(reference) + floor + 4 * phase * abs(reference)


def test_exact_kernel_at_small_distance_is_not_the_sketch() -> None:
    """1 + cos^2 as r -> 0; a common approximation has 1. Its mean over directions is 4/3."""
    for angle in (0.0, 0.7, math.pi / 2, 3.0):
        assert kernel(Line(energy=1.0), 1e-5, angle, 0.0) == approx(1 + math.cos(angle) ** 2, rel=1e-9)
    assert kernel(Line(energy=1.0), 1e-5, 0.0, math.pi) == approx(4 / 3, rel=1e-9)


def test_approximation_of_the_literature_holds_far_away() -> None:
    """cos^2(a/2) cos[(1-cos a)x] + sin^2(a/2) cos[(1+cos a)x], with corrections 1/x."""
    for x in (1e3, 1e5):
        for angle in (0.01, 0.5, 2.0):
            c = math.cos(angle)
            sketch = math.cos(angle / 2) ** 2 * math.cos((1 - c) * x) + math.sin(angle / 2) ** 2 * math.cos((1 + c) * x)
            assert abs(kernel(Line(energy=1.0), x, angle, 0.0) - sketch) < 1.0 / x


def test_uniform_disc_of_a_line_is_a_sinc() -> None:
    x, cap = 1e6, 3e-3
    tau = x * math.sin(cap / 2) ** 2 * 2
    assert kernel(Line(energy=1.0), x, 0.0, cap) == approx(math.sin(tau) / tau, abs=2e-6)  # corrections 1/x


def test_disc_becomes_a_point() -> None:
    for spectrum in (Line(energy=1.0), Pinched(mean_energy=1.0, pinch=2.3), Gaussian(energy=1.0, width=0.1)):
        point = kernel(spectrum, 50.0, 0.0, 0.0)
        wide = [abs(kernel(spectrum, 50.0, 0.0, cap) - point) for cap in (1e-2, 1e-3)]
        assert wide[1] == approx(1e-2 * wide[0], rel=0.15)  # the solid angle, and x times it


def test_both_branches_of_the_disc_average_agree() -> None:
    """Either side of the switch from quadrature to edges."""
    for spectrum in (Line(energy=1.0), Pinched(mean_energy=1.0, pinch=2.3), Gaussian(energy=1.0, width=0.1)):
        cap = 0.4
        u = 2 * math.sin(cap / 2) ** 2
        switch = 12.0 / (u * spectrum.top)
        sides = [kernel(spectrum, switch * (1 + e), 0.0, cap) for e in (-1e-9, 1e-9)]
        assert sides[0] == approx(sides[1], rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("pinch", [0.3, 2.3, 10.0, 30.0, 99.0])
def test_disc_average_of_narrow_spectra(pinch: float) -> None:
    """Closed form at the edges against a rule fine enough for every phase; both to 1e-12 of the aligned potential."""
    spectrum, cap = Pinched(mean_energy=1.0, pinch=pinch), 0.4
    u = 2 * math.sin(cap / 2) ** 2
    nodes, weights = np.polynomial.legendre.leggauss(2000)
    sines = np.sqrt(0.25 * u * (1 + nodes))  # of half the angle
    directions = np.stack([2 * sines * np.sqrt(1 - sines**2), 0 * sines, 1 - 2 * sines**2], axis=-1)
    point = WaveMixture((Wave(AXIS, 1.0, spectrum),))
    for phase in np.geomspace(1.0, 600.0, 20):
        r = float(phase) / u
        mean = math.fsum(-0.5 * weights * point.at(r * directions) * math.pi * r)
        assert abs(kernel(spectrum, r, 0.0, cap) - mean) < 1e-12


def test_derivatives_keep_their_digits_near_alignment() -> None:
    """Their phase E r (1 - cos) is of order one here, although E r is 1e11: they may lose 1e-16 E r angle = 3e-11, no more."""
    wave = WaveMixture((Wave(AXIS, 1.0, Line(energy=1.0)),))
    r = 1e11
    angle = 1 / math.sqrt(r)
    outward = np.array([math.sin(angle), 0.0, math.cos(angle)])
    sideways = np.array([math.cos(angle), 0.0, -math.sin(angle)])
    gradient, hessian = wave.gradient(r * outward), wave.hessian(r * outward)
    # to leading order in 1/x: V = -cos(x (1 - c))/(pi r), x = E r
    phase = r * 2 * math.sin(angle / 2) ** 2
    assert gradient @ sideways == approx(math.sin(phase) * math.sin(angle) / (math.pi * r), rel=1e-9)
    # the vector is kept to that fraction of its length, which lies sideways
    length = float(np.linalg.norm(gradient))
    assert gradient @ outward == approx(float(wave.slope(r, angle)), abs=1e-10 * length)
    expected = (math.cos(phase) * math.sin(angle) ** 2 + math.sin(phase) * math.cos(angle) / r) / (math.pi * r)
    # the terms that are summed are x times larger than this component of their sum: eps x remains
    assert sideways @ hessian @ sideways == approx(expected, rel=1e-4)


def test_slope_is_the_derivative() -> None:
    for cap in (0.0, 0.3, math.pi):
        mixture = WaveMixture((Wave(AXIS, 1.0, Pinched(mean_energy=1.0, pinch=2.3), cap),))
        for r in (0.3, 5.0, 40.0):
            h = 1e-3 * min(r, 1.0)
            points = [float(mixture.along(r + k * h)) for k in (-2, -1, 1, 2)]
            numeric = (points[0] - 8 * points[1] + 8 * points[2] - points[3]) / (12 * h)
            assert float(mixture.slope(r)) == approx(numeric, rel=2e-9)  # h^4


def test_bare_is_the_aligned_bound() -> None:
    wide = WaveMixture((Wave(AXIS, 1.0, Line(energy=1.0), 0.1), Wave(AXIS, 1.0, Line(energy=2.0), math.pi)))
    bare = wide.bare()
    assert [wave.cap for wave in bare.waves] == [0.0, math.pi]


def test_second_derivatives_of_wide_sources_are_refused_with_a_remedy() -> None:
    wide = WaveMixture((Wave(AXIS, 1.0, Line(energy=1.0), 0.1),))
    with pytest.raises(OutOfDomain, match="gradient"):
        wide.hessian(np.array([0.0, 0.0, 1.0]))


@pytest.mark.parametrize(
    ("direction", "weight", "cap"),
    [
        ([0, 0, 0], 1.0, 0.0),
        ([1, 0], 1.0, 0.0),
        ([0, math.nan, 1], 1.0, 0.0),
        ([0, math.inf, 1], 1.0, 0.0),
        ([0, 0, 1], math.nan, 0.0),
        ([0, 0, 1], math.inf, 0.0),
        ([0, 0, 1], 1.0, -0.1),
        ([0, 0, 1], 1.0, 4.0),
        ([0, 0, 1], 1.0, math.nan),
    ],
)
def test_bad_waves_are_refused(direction: list[float], weight: float, cap: float) -> None:
    with pytest.raises(InputError):
        Wave(np.array(direction, dtype=float), weight, Line(energy=1.0), cap)


@pytest.mark.parametrize("angle", [math.nan, math.inf])
def test_angles_are_finite(angle: float) -> None:
    with pytest.raises((InputError, OutOfDomain)):
        WaveMixture((Wave(AXIS, 1.0, Line(energy=1.0)),)).along(1.0, angle)
