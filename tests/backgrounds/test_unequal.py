"""Relic backgrounds: pairs of unequal masses."""

import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds.isotropic import background_blocks
from nuforce.backgrounds.unequal import unequal_blocks
from nuforce.potentials import YukawaMixture
from nuforce.sector import Sector
from nuforce.units import K, m, um
from tests.tables import approx

T = 1.945 * K
FERMI = 1.1663788e-23
C, N = 0.3, -0.2


def occupation(k: Any) -> Any:
    return 2 * np.exp(-k / T) / (1 + np.exp(-k / T))


def nodes(kind: Any, m_i: float, m_j: float) -> YukawaMixture:
    blocks = unequal_blocks(
        kind,
        m_i,
        m_j,
        occupation,
        c=C,
        n=N,
        fermi=FERMI,
        temperature=T,
        pole=1j * math.pi * T,
        accuracy=nf.Accuracy(),
    )
    return YukawaMixture(blocks)


def modes(kind: str, m_i: float, m_j: float, r: float) -> float:
    """Sum over modes: each shifts the energy by its angular average with the Green function of the other mass.

    V = 4 G^2 int d^3k/(2 pi)^3 N { A j0(kr) g(r) - B j1(kr) g'(r) }, on the real axis.
    """
    x, w = np.polynomial.legendre.leggauss(40)
    delta = m_i**2 - m_j**2
    edges = np.linspace(0, 45 * T, 801)
    if delta < 0 and math.sqrt(-delta) < 45 * T:  # the intermediate neutrino begins to propagate there
        edges = np.sort(np.append(edges, math.sqrt(-delta)))
    half = 0.5 * np.diff(edges)[:, None]
    k = edges[:-1, None] + half * (1 + x)
    energy = np.hypot(k, m_i)
    a, b = {
        "massless": (C * k, C + 0 * k),
        "both": (C * energy, C * k / energy),
        "produced": (0.5 * C * (energy + k), 0.5 * C * (energy + k) / energy),
        "majorana": (C * energy - N * m_i * m_j / energy, C * k / energy),
    }[kind]
    z = k * r
    j0, j1 = np.sin(z) / z, np.sin(z) / z**2 - np.cos(z) / z
    square = k * k + delta
    k_j = np.sqrt(np.abs(square))
    waves = (-np.cos(k_j * r), k_j * np.sin(k_j * r) / r + np.cos(k_j * r) / r**2)
    decays = (-np.exp(-k_j * r), (k_j / r + 1 / r**2) * np.exp(-k_j * r))
    g = np.where(square > 0, waves[0], decays[0]) / (4 * math.pi * r)
    slope = np.where(square > 0, waves[1], decays[1]) / (4 * math.pi)
    return (
        4
        * FERMI**2
        * float(np.sum(half * w * k * k / (2 * math.pi**2) * occupation(k) * (a * j0 * g - b * j1 * slope)))
    )


@pytest.mark.parametrize(
    ("kind", "m_i", "m_j"),
    [
        ("both", 0.05, 0.0086),
        ("both", 0.0086, 0.05),
        ("both", 0.0086, 0.0),
        ("produced", 0.05, 0.01),
        ("produced", 0.01, 0.05),
        ("majorana", 0.05, 0.0086),
        ("majorana", 0.0087, 0.00865),
        ("massless", 0.0, 0.0086),
        ("both", 0.002, 0.001),
    ],
)
def test_against_the_sum_over_modes(kind: str, m_i: float, m_j: float) -> None:
    potential = nodes(kind, m_i, m_j)
    heavier = m_i > m_j
    for metres in (3e-6, 3e-5, 2e-4, *((1e-3, 3e-3) if heavier else ())):
        r = metres * m
        # the sum on the real axis loses (r T)^3 digits where the modes cancel
        tolerance = 1e-12 * max(1.0, (r * T) ** 3) * (1.0 if heavier else 10.0)
        assert abs(float(potential(r)) / modes(kind, m_i, m_j, r) - 1) < tolerance
        assert 0 < float(potential.error_estimate(r)) < 1e-11 * abs(float(potential(r)))


def test_equal_masses_are_the_limit() -> None:
    mass, r = 0.05, 1 * um
    equal = YukawaMixture(
        background_blocks(
            "both",
            mass,
            occupation,
            strength=C * FERMI**2,
            temperature=T,
            pole=1j * math.pi * T,
            accuracy=nf.Accuracy(),
        )
    )
    deviations = [abs(float(nodes("both", mass, mass * (1 - e))(r) / equal(r)) - 1) for e in (1e-3, 1e-4)]
    assert deviations[1] == approx(deviations[0] / 10, rel=0.01)  # linear in the splitting
    assert deviations[1] < 1e-5


def test_a_heavier_bath_neutrino_makes_the_force_alternate() -> None:
    m_i, m_j = 0.05, 0.0086
    potential = nodes("both", m_i, m_j)
    half_wave = math.pi / math.sqrt(m_i**2 - m_j**2)
    r = 0.1 * m + half_wave * np.arange(12)
    signs = np.sign(potential(r))
    np.testing.assert_array_equal(signs[1:], -signs[:-1])


def test_mixing_drops_out_for_equal_masses() -> None:
    """The off-diagonal charges of electrons with three equal masses add up to what unmixed neutrinos give."""
    r = np.array([1.0, 50.0]) * um
    mixing = Sector.normal_ordering().mixing
    forces = [
        nf.interaction(
            "e", "mu", Sector(masses=np.full(3, 0.05), mixing=u, nature="dirac"), background="cosmic", part="background"
        )(r)
        for u in (mixing, np.eye(3, dtype=np.complex128))
    ]
    np.testing.assert_allclose(forces[0], forces[1], rtol=1e-12)


def test_nucleons_have_no_such_pairs_and_electrons_say_so() -> None:
    sector = Sector.normal_ordering()
    neutrons = nf.interaction("n", "n", sector, background="cosmic")
    electrons = nf.interaction("e", "e", sector, background="cosmic")
    assert not any("alternates" in text for text in neutrons.warnings)
    assert any("alternates" in text for text in electrons.warnings)
