"""Muon storage rings."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import Beam
from nuforce.backgrounds.ring import MuonRing, rest_spectrum
from nuforce.constants import MASSES
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.potentials import WaveMixture
from nuforce.sector import Sector
from nuforce.testing.backgrounds import BackgroundLaws
from nuforce.units import GeV, cm, m, s, um
from tests.tables import approx, rows

MUON = float(MASSES["mu"])
FLAVOURS: Any = ("mu", "e")


def ring(**changes: Any) -> MuonRing:
    good: dict[str, Any] = {
        "name": "test",
        "title": "a ring",
        "references": ("Geer:1997iz",),
        "muon": "mu-",
        "muon_energy": 3.8 * GeV,
        "decays": 1e12 / s,
        "distance": 100 * m,
    }
    return MuonRing(**{**good, **changes})


def gauss(low: float, high: float, count: int) -> Any:
    x, w = np.polynomial.legendre.leggauss(count)
    return 0.5 * (low + high) + 0.5 * (high - low) * x, 0.5 * (high - low) * w


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("polarisation", [-1.0, 0.0, 0.4])
def test_a_muon_at_rest_makes_one_of_each(flavour: Any, polarisation: float) -> None:
    x, dx = gauss(0, 1, 8)
    c, dc = gauss(-1, 1, 8)
    spectrum = rest_spectrum(flavour, x[:, None], polarisation * c) * 2 * math.pi
    # polynomials, integrated exactly up to roundings
    assert dx @ spectrum @ dc == approx(1, rel=1e-14)
    mean, along = dx @ (x[:, None] / 2 * spectrum) @ dc, dx @ (x[:, None] / 2 * spectrum) @ (dc * c)
    assert mean == approx({"mu": 0.35, "e": 0.30}[flavour], rel=1e-14)
    assert along == approx({"mu": -0.05, "e": 0.10}[flavour] * polarisation, rel=1e-13, abs=1e-16)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(("muon", "polarisation"), [("mu-", 0.4), ("mu+", 0.4), ("mu-", 0.0)])
@pytest.mark.parametrize("energy", [0.12, 3.8, 50.0])
def test_all_directions_together(flavour: Any, muon: str, polarisation: float, energy: float) -> None:
    """One neutrino per muon; its mean energy follows from the mean momentum at rest."""
    made = ring(muon=muon, muon_energy=energy * GeV, polarisation=polarisation)
    top = 0.5 * made.muon_energy * (1 + made.velocity)
    slow = 0.5 * made.muon_energy * (1 - made.velocity)
    pieces = [gauss(0, slow, 20), gauss(slow, top, 60)]  # the cone of all directions has a kink there
    number = sum(w @ made.within(flavour, e, math.pi) for e, w in pieces)
    mean = sum((w * e) @ made.within(flavour, e, math.pi) for e, w in pieces)
    assert number == approx(1, rel=1e-12)
    sign = polarisation if muon == "mu-" else -polarisation
    share = {"mu": 0.35 - 0.05 * sign * made.velocity, "e": 0.30 + 0.10 * sign * made.velocity}[flavour]
    assert mean == approx(share * made.muon_energy, rel=1e-12)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_cone_is_the_sum_of_its_directions(flavour: Any) -> None:
    made, opening = ring(polarisation=0.4), 0.02
    angle, weight = gauss(0, opening, 60)
    energies = np.array([0.3, 1.1, 2.4, 3.5]) * GeV
    for energy in energies:
        # above the energy that the edge of the cone can have, the quadrature would cross a step
        edge = 2 * math.asin(
            math.sqrt(min(1.0, (0.5 * MUON / energy - made._slowing(0.0)) / (2 * made.gamma * made.velocity)))
        )
        angle, weight = gauss(0, min(opening, edge), 60)
        direct = np.sum(weight * 2 * math.pi * np.sin(angle) * made.emission(flavour, energy, angle))
        assert made.within(flavour, np.array(energy), opening) == approx(float(direct), rel=1e-10)
    # a cone of the rest frame: all with cos* above that of the edge
    cosine = (math.cos(opening) - made.velocity) / (1 - made.velocity * math.cos(opening))
    c, dc = gauss(cosine, 1, 8)
    x, dx = gauss(0, 1, 8)
    number = 2 * math.pi * float(dx @ rest_spectrum(flavour, x[:, None], 0.4 * c) @ dc)
    knee = 0.5 * MUON / float(made._slowing(opening))
    parts = [gauss(0, knee, 40), gauss(knee, made.reach, 40)]
    # the kink at the edge's largest energy separates two polynomials
    assert sum(w @ made.within(flavour, e, opening) for e, w in parts) == approx(number, rel=1e-10)


@pytest.mark.parametrize("row", rows("ring.csv"), ids=lambda row: f"{row['name']}-{row['flavour']}")
def test_fluxes_from_the_rest_frame(row: dict[str, str]) -> None:
    """Explicit boosts, averaged over two Cartesian angles (make_ring.py)."""
    made = ring(
        muon=row["muon"],
        muon_energy=float(row["energy_GeV"]) * GeV,
        polarisation=float(row["polarisation"]),
        divergence=float(row["divergence"]),
        off_axis=float(row["off_axis"]),
        straight=150 * m,
    )
    place = {"mu": 0, "e": 1}[row["flavour"]]
    part = made.component[place]
    assert part.flavour == {row["flavour"]: 1.0}
    assert part.antineutrino == ((row["flavour"] == "e") == (row["muon"] == "mu-"))
    expected = made.decays * float(row["number_per_sr"]) / (100 * m * 250 * m)
    # a piecewise linear table of 320 energies
    assert part.flux == approx(expected, rel=1e-4)
    assert part.spectrum.mean == approx(float(row["mean_GeV"]) * GeV, rel=1e-4)


def test_full_polarisation_hides_the_electron_flavour_ahead() -> None:
    assert [c.flavour for c in ring(polarisation=-1.0).component] == [{"mu": 1.0}]
    assert [c.flavour for c in ring(polarisation=1.0, muon="mu+").component] == [{"mu": 1.0}]
    assert len(ring(polarisation=-1.0, divergence=0.001).component) == 2


def test_force_is_that_of_the_flux() -> None:
    """Aligned and far away, V = -G_F^2 sum g g' Phi <E>/(pi r)."""
    made = ring(polarisation=0.3, divergence=0.003)
    sector = Sector.massless()
    pair = nf.interaction("n", "n", sector, background=made, part="background")
    assert isinstance(pair.scalar, WaveMixture)
    r = 1 * um
    fluxes = [part.flux_at(made.distance) for part in made.component]
    expected = sum(flux * part.spectrum.mean for flux, part in zip(fluxes, made.component, strict=True))
    # the back-scattered wave is 1/(E r) = 1e-10 of it
    assert pair(r) == approx(-(sector.fermi**2) * 0.25 * expected / (math.pi * r), rel=1e-8)
    total, _ = made.quantities()["flux"]
    assert total == approx(sum(fluxes), rel=1e-15)
    assert made.directed
    assert ring(source_radius=1 * m).quantities()["angular-radius"][0] == approx(0.01, rel=1e-4)  # arcsin
    with pytest.raises(OutOfDomain, match="farther apart"):
        made.check(200 * m)


def test_flux_ahead_in_numbers() -> None:
    """gamma^2 (1 + beta)^2/(4 pi L^2) per decay: 3.8 GeV is gamma = 35.97, and 1e12 decays per second at 100 m."""
    flux = ring().component[0].flux_at(1.0) * cm**2 * s
    assert flux == approx(1e12 * 411.568 / 1e8, rel=1e-4)


@pytest.mark.parametrize(
    "bad",
    [
        {"muon_energy": 0.1 * GeV},
        {"polarisation": 1.1},
        {"polarisation": math.nan},
        {"muon": "mu"},
        {"divergence": 0.2},
        {"off_axis": 4.0},
        {"divergence": 0.01, "off_axis": 1.0},
        {"source_radius": 200 * m},
        {"distance": 0.0},
        {"decays": -1.0},
        {"direction": (0.0, 0.0, 0.0)},
        {"straight": -1.0},
    ],
)
def test_bad_rings_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises((InputError, UnknownName)):
        ring(**bad)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(UnknownName):
        ring().emission("tau", 1.0, 0.0)  # type: ignore[arg-type]  # no such neutrino
    with pytest.raises(InputError, match="opening"):
        ring().within("mu", np.array(1.0), 4.0)


class TestLaws(BackgroundLaws):
    @pytest.fixture
    def instance(self) -> MuonRing:
        return ring(polarisation=0.2, divergence=0.004, straight=100 * m)


@pytest.mark.parametrize(
    ("energy", "divergence", "off_axis"), [(100 * GeV, 0.0112, 0.1), (50 * GeV, 0.0334, 0.3), (3.8 * GeV, 3e-6, 0.1)]
)
def test_flux_far_off_the_axis(energy: float, divergence: float, off_axis: float) -> None:
    """The table follows the bulk of the muons, not the few that fly to the bodies."""
    plain: Any = nf.backgrounds["muon-ring"]
    ring = dataclasses.replace(plain, muon_energy=energy, divergence=divergence, off_axis=off_axis)
    spread = ring.decays / (ring.distance * (ring.distance + ring.straight))
    x, w = np.polynomial.legendre.leggauss(24)
    edges = ring.reach * np.concatenate([[0.0], np.geomspace(1e-12, 1.0, 400)])
    half = 0.5 * np.diff(edges)[:, None]
    nodes = edges[:-1, None] + half * (1 + x)
    assert len(ring.component) == 2
    for part in ring.component:
        (flavour,) = part.flavour
        number = float(np.sum(half * w * ring.toward(flavour, nodes.ravel()).reshape(nodes.shape)))
        assert part.flux == approx(spread * number, rel=3e-4)


def test_spins_in_the_ring_are_those_of_a_beam_of_its_components() -> None:
    plain: Any = nf.backgrounds["muon-ring"]
    ring = dataclasses.replace(plain, source_radius=0.0)
    beam = Beam(
        name="beam",
        title="the same flux",
        references=ring.references,
        distance=ring.distance,
        angular_radius=ring.cap,
        component=ring.component,
    )
    for structure in ("spin-spin", "tensor", "parity-odd", "spin-normal"):
        one, other = (
            nf.interaction("e", "n", nf.Sector.massless(), background=b, part="background", structure=structure).terms
            for b in (ring, beam)
        )
        assert set(one) == set(other)
        assert all(float(one[name].along(1 * um)) == float(other[name].along(1 * um)) for name in one)
    assert nf.stodolsky("e", ring).tolist() == nf.stodolsky("e", beam).tolist()
    assert np.any(nf.stodolsky("e", ring) != 0)
