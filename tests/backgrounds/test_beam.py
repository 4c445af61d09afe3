"""Directed fluxes."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds import Beam, Component, backgrounds
from nuforce.backgrounds.sources import Beta, Michel, Reactor
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.directions import Disc, Fisher, Profile
from nuforce.potentials.spectra import Line, Pinched
from nuforce.sector import Sector
from nuforce.units import MeV, cm, deg, m, mm, one, s, um
from tests.tables import approx


def beam(**changes: Any) -> Beam:
    good: dict[str, Any] = {
        "name": "test",
        "title": "a beam",
        "references": (),
        "distance": 10 * m,
        "angular_radius": 0.0,
        "component": (Component(flavour={"e": 1.0}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV)),),
    }
    return Beam(**{**good, **changes})


def test_flux_falls_with_the_square_of_the_distance() -> None:
    part = Component(flavour={"e": 1.0}, rate=1e20 / s, spectrum=Line(energy=3 * MeV))
    near, far = (beam(distance=d, component=(part,)).quantities()["flux"][0] for d in (10 * m, 20 * m))
    # a few roundings of eps = 2e-16 each; the second also of pi and of the units
    assert near / far == approx(4, rel=1e-14)
    assert near * cm**2 * s == approx(1e20 / (4 * math.pi * 1000**2), rel=1e-13)


def test_aligned_force_is_the_coherent_one() -> None:
    """V = -G_F^2 g g' Phi E [1 + (1 + sin 2x/2x ...)]/(pi r) -> -G_F^2 g g' Phi E/(pi r) far away."""
    sector = Sector.massless()
    pair = nf.interaction("n", "n", sector, background=beam(), part="background")
    r = 1 * mm
    flux, energy = 1e10 / cm**2 / s, 3 * MeV
    # the back-scattered wave is 1/(E r) = 7e-11 of it
    assert pair(r) == approx(-(sector.fermi**2) * 0.25 * flux * energy / (math.pi * r), rel=1e-9)


@pytest.mark.parametrize(
    ("mega", "flux", "angle", "cap", "value"),
    [
        (3.0, 4.4e13, 0.0, 0.0, -2.89086946723e-52),
        (3.0, 4.4e13, 0.0, 1e-5, -2.89086918874e-52),
        (3.0, 4.4e13, 0.0, 1e-3, -3.68249484129e-53),
        (1e-6, 1e10, 0.0, 0.0, -2.04909351956e-62),
        (1e-6, 1e10, math.pi / 2, 0.0, -7.61942881620e-63),
        (1e-6, 1e10, 0.7, 0.0, -4.09823252272e-63),
    ],
)
def test_independent_check_values(mega: float, flux: float, angle: float, cap: float, value: float) -> None:
    """At 1 um and unit charges, from an independent high-precision evaluation; through flux, charges and G_F."""
    part = Component(flavour={"e": 1.0}, flux=flux / cm**2 / s, spectrum=Line(energy=mega * MeV))
    unit = nf.Content(numbers={"n": 2}, mass=1e9)  # charge -1
    pair = nf.interaction(
        unit, unit, Sector.massless(), background=beam(component=(part,), angular_radius=cap), part="background"
    )
    # twelve digits are given, and at 1e-3 rad the phase 7.6 of E r = 1.5e7
    assert pair(1 * um, angle) == approx(value, rel=1e-11)


def test_angular_radius_wins_over_the_radius() -> None:
    assert beam(angular_radius=None, source_radius=1 * m).cap == approx(math.asin(0.1), rel=1e-15)  # 10 m / m rounds
    assert beam(angular_radius=0.2, source_radius=1 * m).cap == 0.2


def test_sterile_part_of_a_flux_does_nothing() -> None:
    half = Component(flavour={"e": 0.5}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV))
    values = [
        nf.interaction("e", "n", background=beam(component=(part,)), part="background")(1 * mm)
        for part in (half, beam().component[0])
    ]
    assert values[0] == approx(0.5 * values[1], rel=1e-14)  # the same sums, rounded otherwise


def test_neutrinos_and_antineutrinos_make_the_same_force() -> None:
    line, flux = Line(energy=3 * MeV), 1e10 / cm**2 / s
    values = [
        nf.interaction(
            "e",
            "n",
            background=beam(component=(Component(flavour={"e": 1.0}, flux=flux, antineutrino=anti, spectrum=line),)),
            part="background",
        )(1 * mm)
        for anti in (False, True)
    ]
    assert values[0] == values[1]


def test_beam_can_come_from_anywhere() -> None:
    tilted = beam(direction=(1.0, 2.0, -2.0))
    pair = nf.interaction("n", "n", background=tilted, part="background")
    assert pair.at(np.array([1.0, 2.0, -2.0]) / 3 * um) == approx(pair(1 * um), rel=1e-9)
    across = pair.at(np.array([2.0, 1.0, 2.0]) / 3 * um)
    assert across == approx(pair(1 * um, math.pi / 2), rel=1e-7)  # phases of E r = 1.5e7


def test_charges_of_a_flux_are_those_of_its_flavour_with_nonstandard_couplings() -> None:
    """(g_a g_b)_ee includes the detour through nu_tau that an off-diagonal coupling opens."""
    epsilon = np.zeros((3, 3), dtype=complex)
    epsilon[0, 2], epsilon[2, 0] = 0.1j, -0.1j
    plain, extended = (
        nf.interaction("n", "n", Sector.massless(nsi=nsi), background=beam(), part="background")(1 * mm)
        for nsi in ({}, {"n": epsilon})
    )
    # 3 x 3 matrix products, a dozen roundings
    assert extended / plain == approx((0.25 + 0.2**2) / 0.25, rel=1e-13)


def test_flavour_of_the_beam_decides_which_charge_counts() -> None:
    sector = Sector.massless()
    muon = Component(flavour={"mu": 1.0}, flux=1e10 / cm**2 / s, spectrum=Line(energy=3 * MeV))
    electron = nf.interaction("e", "e", sector, background=beam(), part="background")(1 * mm)
    other = nf.interaction("e", "e", sector, background=beam(component=(muon,)), part="background")(1 * mm)
    g_e, g_mu = 0.5 + 2 * sector.sin2_theta_w, -0.5 + 2 * sector.sin2_theta_w
    # g_mu = -0.02 is a difference of numbers 25 times larger
    assert electron / other == approx((g_e / g_mu) ** 2, rel=1e-12)


def test_isotropic_flux_is_the_average_over_directions() -> None:
    spectrum = Pinched(mean_energy=1e-3, pinch=2.3)  # soft, so that a fixed rule averages over angles
    part = Component(flavour={"e": 1.0}, flux=1e-20, spectrum=spectrum)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    sector = Sector.massless()
    point = nf.interaction("n", "n", sector, background=beam(component=(part,)), part="background")
    for r in (1.0, 100.0, 3000.0, 2e4):
        mean = sum(0.5 * w * float(point(r, math.acos(c))) for c, w in zip(nodes, weights, strict=True))
        whole = WaveMixture(
            tuple(
                type(w)(w.direction, w.weight, w.spectrum, math.pi)
                for w in point.scalar.waves  # type: ignore[attr-defined]  # a beam's potential
            )
        )
        # the directions cancel each other; their weights are known to 1e-14
        assert abs(float(whole.along(r)) - mean) < 1e-13 * abs(float(point(r)))


def test_catalogue_fluxes_are_those_of_their_sources() -> None:
    expected = {
        "reactor": 4.343e13,
        "cr51": 1.0040e12,
        "ar37": 1.2042e11,
        "supernova": 6 * 2.174e10,
        "spallation": 3 * 1.474e7,
        "solar-pp": 5.98e10,
    }
    # the catalogue's inputs (power, energy per fission, activity, distance) are given to three or four digits
    for name, flux in expected.items():
        value, unit = backgrounds[name].quantities()["flux"]
        assert value / one(unit) == approx(flux, rel=1e-3)


def test_reactor_spectrum_has_its_number_and_its_energy() -> None:
    spectrum = backgrounds["reactor"].component[0].spectrum  # type: ignore[attr-defined]  # a beam
    assert isinstance(spectrum, Reactor)
    table = spectrum.table()
    low, high = spectrum.valid
    # number above 1.8 MeV per fission, of six: the integral of the fit (tests its coefficients and units)
    energies = np.linspace(low, high, 20001)
    above = float(np.trapezoid(spectrum.fitted(energies), energies))
    assert above == approx(1.87, abs=0.02)  # 1.858 above 1.806 MeV in the literature; 0.006 MeV more, and its rounding
    inside = (table.energy[:-1] >= low) & (table.energy[1:] <= high)
    segment = 0.5 * (table.density[1:] + table.density[:-1]) * np.diff(table.energy)
    # the trapezoid rule on 125 lines, and the two segments cut at the ends of the fit
    assert float(segment[inside].sum()) * spectrum.neutrinos_per_fission == approx(above, rel=3e-3)
    assert table.mean * spectrum.neutrinos_per_fission / MeV == approx(8.42, rel=3e-3)
    assert np.all(np.diff(table.energy) > 0)
    step = table.density[np.searchsorted(table.energy, low) - 1 : np.searchsorted(table.energy, low) + 1]
    assert step[0] == approx(step[1], rel=0.03)  # continuous: one spacing of the table apart, where the spectrum falls


@pytest.mark.parametrize(("particle", "mean"), [("nu_e", 0.30), ("nubar_mu", 0.35)])
def test_michel_spectra(particle: str, mean: float) -> None:
    spectrum = Michel(particle=particle)  # type: ignore[arg-type]  # one of two words
    # a piecewise linear table of 240 energies
    assert spectrum.mean / (105.6583755 * MeV) == approx(mean, rel=1e-4)


def test_beta_shape_has_its_end_point_and_mean() -> None:
    spectrum = Beta(endpoint=15.2 * MeV, mean_energy=6.77 * MeV)
    # a piecewise linear table of 240 energies
    assert spectrum.mean / MeV == approx(6.77, rel=1e-4)
    with pytest.raises(InputError, match="mean energy"):
        Beta(endpoint=1 * MeV, mean_energy=0.9 * MeV)


def test_off_axis_source_of_finite_size() -> None:
    """Vectors and angles give the same, on the axis and off it; far outside, the disc is as good as a point at its phases."""
    wide = beam(angular_radius=0.1)
    pair = nf.interaction("n", "n", Sector.massless(), background=wide, part="background")
    angle = float(1 * deg)
    off = np.array([math.sin(angle), 0.0, math.cos(angle)]) * um
    aligned = abs(float(nf.interaction("n", "n", Sector.massless(), background=beam(), part="background")(1 * um)))
    # both know the angle to eps, and E r is 1.5e7; of the aligned energy the disc leaves 1e-5
    assert abs(float(pair.at(off)) - float(pair(1 * um, angle))) < 1e-14 * aligned
    # the distance of a vector is a square root of squares: its rounding is eps of the phases E r (1 - cos 0.1)
    assert pair.at(np.array([0.0, 0.0, 1.0]) * um) == approx(pair(1 * um), rel=1e-13)


def test_other_shapes_of_a_source() -> None:
    part = Component(flavour={"e": 1.0}, flux=1e10 / cm**2 / s, spectrum=Pinched(mean_energy=1.0, pinch=2.3))
    r = 30.0  # eV^-1: E r = 30
    shapes: list[tuple[dict[str, Any], Any]] = [
        ({"angular_radius": 0.4}, Disc(0.4)),
        ({"angular_radius": None, "concentration": 25.0}, Fisher(25.0)),
        ({"angular_radius": None, "profile": Profile((0.0, 0.5), (1.0, 0.0))}, Profile((0.0, 0.5), (1.0, 0.0))),
    ]
    point = nf.interaction("n", "n", background=beam(component=(part,)), part="background")
    for fields, directions in shapes:
        pair = nf.interaction("n", "n", background=beam(component=(part,), **fields), part="background")
        for angle in (0.0, 0.3):
            mean = float(directions.mean(part.spectrum, np.array([r]), np.array([angle]), "value")[0])
            aligned = -float(WaveMixture((Wave(np.array([0.0, 0.0, 1.0]), 1.0, part.spectrum),)).along(r)) * math.pi * r
            assert float(pair(r, angle)) / float(point(r)) == approx(mean / aligned, rel=1e-12)  # the same sums
    with pytest.raises(InputError, match="one size of the source"):
        beam(concentration=10.0)
    narrow = beam(angular_radius=None, concentration=1e4)
    assert narrow.quantities()["angular-radius"][0] == approx(0.02, rel=1e-14)
    with pytest.raises(OutOfDomain, match="angular_radius"):
        _ = narrow.cap


def test_beam_knows_how_far_it_is_uniform() -> None:
    with pytest.raises(OutOfDomain, match="farther apart"):
        backgrounds["reactor"].check(11 * m)
    backgrounds["reactor"].check(1 * m)


@pytest.mark.parametrize(
    "bad",
    [
        {"component": ()},
        {"angular_radius": None},
        {"angular_radius": 2.0},
        {"angular_radius": -0.1},
        {"angular_radius": math.nan},
        {"angular_radius": None, "source_radius": -1 * m},
        {"distance": 0.0},
        {"distance": -1 * m},
        {"distance": math.nan},
        {"distance": math.inf},
        {"direction": (0.0, 0.0, 0.0)},
        {"direction": (0.0, math.nan, 1.0)},
        {"angular_radius": None, "source_radius": 11 * m},
        {"concentration": 10.0},
        {"profile": Profile((0.0, 0.1), (1.0, 0.0))},
        {"angular_radius": None, "concentration": 10.0, "profile": Profile((0.0, 0.1), (1.0, 0.0))},
        {"angular_radius": None, "concentration": -1.0},
        {"angular_radius": None, "concentration": math.nan},
    ],
)
def test_bad_beams_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InputError):
        beam(**bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"flux": None},
        {"rate": 1.0},
        {"flux": -1.0},
        {"flux": math.nan},
        {"flux": math.inf},
        {"flavour": {"e": math.nan}},
        {"flux": None, "power": 1.0},
        {"flavour": {"e": 1.2}},
        {"flavour": {"x": 1.0}},
        {"flavour": {"e": -0.1}},
    ],
)
def test_bad_components_are_refused(bad: dict[str, object]) -> None:
    good: dict[str, Any] = {"flavour": {"e": 1.0}, "flux": 1.0, "spectrum": Line(energy=1.0)}
    with pytest.raises(InputError):
        Component(**{**good, **bad})


def test_couplings_of_different_phases_are_refused() -> None:
    """Their force is odd in the separation in part, which a beam does not make."""
    n, e = np.zeros((3, 3), dtype=complex), np.zeros((3, 3), dtype=complex)
    n[0, 1] = n[1, 0] = 0.3
    e[0, 1], e[1, 0] = 0.3j, -0.3j
    sector = dataclasses.replace(nf.Sector.massless(), nsi={"n": n, "e": e})
    with pytest.raises(OutOfDomain, match="kind 'mode'"):
        nf.interaction("e", "n", sector, background="reactor", part="background")
    nf.interaction("n", "n", sector, background="reactor", part="background")


def test_a_sum_with_a_bath_has_the_quantities_of_its_fluxes() -> None:
    both: Any = backgrounds.build(
        {"name": "x", "kind": "sum", "title": "x", "references": [], "members": ["reactor", "cosmic"]}, "x"
    )
    assert both.quantities()["flux"] == backgrounds["reactor"].quantities()["flux"]
    baths: Any = dataclasses.replace(both, members=("cosmic",))
    assert baths.quantities()["mean-energy"][0] == backgrounds["cosmic"].quantities()["mean-energy"][0]
