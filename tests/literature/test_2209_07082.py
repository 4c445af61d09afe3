"""Ghosh, Grossman, Tangarife, Xu and Yu: neutrino forces in neutrino backgrounds; and Horowitz and Pantaleone."""

import math

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import Beam, Component
from nuforce.potentials.spectra import Line
from nuforce.sector import Sector
from nuforce.units import MeV, cm, m, mm, s, um
from tests.tables import approx

SECTOR = Sector.massless()
STRENGTH = 0.25 * SECTOR.fermi**2  # two neutrons, one flavour


def reactor_line() -> Beam:
    part = Component(flavour={"e": 1.0}, flux=4.4e13 / cm**2 / s, spectrum=Line(energy=3 * MeV))
    return Beam(name="x", title="x", references=(), distance=10 * m, angular_radius=0.0, component=(part,))


def test_cosmic_background_with_boltzmann_statistics() -> None:
    """V_0 - (8 G_F^2/pi^3) T^4/[r (1 + 4 r^2 T^2)^2]."""
    temperature = nf.backgrounds["cosmic-mb"].temperature  # type: ignore[attr-defined]  # a relic background
    for r in (1 * um, 1 * mm, 1 * m):
        closed = -8 * temperature**4 / (math.pi**3 * r * (1 + 4 * r**2 * temperature**2) ** 2) * 3 * STRENGTH
        alone = nf.interaction("n", "n", SECTOR, background="cosmic-mb", part="background")
        assert alone(r) == approx(closed, rel=1e-11)
    # it flips the sign of the force at large distance, which Pauli blocking forbids
    assert nf.interaction("n", "n", SECTOR, background="cosmic-mb")(1 * m) < 0
    assert nf.interaction("n", "n", SECTOR, background="cosmic")(0.05 * m) > 0


def test_vacuum_term() -> None:
    """V_0 = G_F^2/(4 pi^3 r^5), per unit of charge."""
    r = 1 * um
    expected = 3 * STRENGTH / (4 * math.pi**3 * r**5)
    assert nf.interaction("n", "n", SECTOR)(r) == approx(expected, rel=1e-13)


def test_small_and_large_distances_in_the_cosmic_background() -> None:
    """-8 T^4/(pi^3 r) (Boltzmann) and -7 pi T^4/(90 r) (Fermi-Dirac) near; -(twice) the vacuum far away."""
    for name, near, far in (("cosmic-mb", 8 / math.pi**3, -2.0), ("cosmic", 7 * math.pi / 90, -1.0)):
        temperature = nf.backgrounds[name].temperature  # type: ignore[attr-defined]  # a relic background
        alone = nf.interaction("n", "n", SECTOR, background=name, part="background")
        r = 1e-5 / temperature
        assert alone(r) == approx(-near * temperature**4 / r * 3 * STRENGTH, rel=1e-9)
        r = 1e5 / temperature
        assert alone(r) / nf.interaction("n", "n", SECTOR)(r) == approx(far, rel=1e-9)


def test_fermi_dirac_background_screens_the_force_exponentially() -> None:
    """The total falls as e^{-2 pi T r}/r^4: a decade per 0.43 mm at 1.945 K, where Boltzmann statistics leave 1/r^5."""
    temperature = nf.backgrounds["cosmic"].temperature  # type: ignore[attr-defined]  # a relic background
    pair = nf.interaction("n", "n", SECTOR, background="cosmic")
    r = 20 / temperature
    logs = [pair.log10_abs(x) + 3 * math.log10(x) for x in (r, 2 * r)]  # [h - r h'] grows as r
    assert (logs[0] - logs[1]) / r == approx(2 * math.pi * temperature / math.log(10), rel=1e-3)


def test_isotropic_mean_of_the_beam_formula_is_four_thirds_at_small_distance() -> None:
    """The formula at finite angle averages to 1 as r -> 0; the exact kernel to 4/3, and to 2 along the beam."""
    x = 1e-4
    c, weight = np.polynomial.legendre.leggauss(20)
    pair = nf.interaction("n", "n", SECTOR, background=reactor_line(), part="background")
    scale = STRENGTH * 4.4e13 / cm**2 / s * 3 * MeV / math.pi
    r = x / (3 * MeV)
    exact = [-float(pair(r, math.acos(y))) * r / scale for y in c]
    half = np.arccos(c) / 2
    sketch = np.cos(half) ** 2 * np.cos((1 - c) * x) + np.sin(half) ** 2 * np.cos((1 + c) * x)
    assert 0.5 * weight @ exact == approx(4 / 3, rel=1e-7)
    assert 0.5 * weight @ sketch == approx(1.0, rel=1e-7)
    assert -float(pair(r)) * r / scale == approx(2.0, rel=1e-7)


def test_aligned_beam_is_a_coherent_one_over_r() -> None:
    """-(1/pi) G_F^2 Phi E/r for r E >> 1 and small angles."""
    pair = nf.interaction("n", "n", SECTOR, background=reactor_line(), part="background")
    for r in (1 * um, 1 * mm):
        expected = -STRENGTH * 4.4e13 / cm**2 / s * 3 * MeV / (math.pi * r)
        assert pair(r) == approx(expected, rel=1e-6)


@pytest.mark.parametrize("angle", [0.01, 0.3, 1.2, 2.5])
def test_formula_at_finite_angle_is_the_leading_term(angle: float) -> None:
    """cos^2(a/2) cos[(1 - cos a) E r] + sin^2(a/2) cos[(1 + cos a) E r]: right up to 1/(E r), wrong by O(1) below."""
    pair = nf.interaction("n", "n", SECTOR, background=reactor_line(), part="background")
    scale = STRENGTH * 4.4e13 / cm**2 / s * 3 * MeV / math.pi

    def sketch(r: float) -> float:
        x, c = 3 * MeV * r, math.cos(angle)
        return math.cos(angle / 2) ** 2 * math.cos((1 - c) * x) + math.sin(angle / 2) ** 2 * math.cos((1 + c) * x)

    r = 1e4 / (3 * MeV)
    assert abs(-pair(r, angle) * r / scale - sketch(r)) < 1e-4
    r = 1e-3 / (3 * MeV)
    assert -pair(r, angle) * r / scale - sketch(r) == approx(math.cos(angle) ** 2, abs=1e-5)


def test_smearing_condition_needs_the_angle_and_not_its_spread_in_energy() -> None:
    """A line from a disc is smeared too: half is gone at angle^2 = 3.8/(E r), whatever the width of the line."""
    angle = math.sqrt(3.79 / (3 * MeV * 1 * cm))
    part = Component(flavour={"e": 1.0}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV))
    disc = Beam(name="x", title="x", references=(), distance=10 * m, angular_radius=angle, component=(part,))
    pair = nf.interaction("n", "n", SECTOR, background=disc, part="background")
    assert pair(1 * cm) / pair.bare()(1 * cm) == approx(0.5, abs=1e-3)
