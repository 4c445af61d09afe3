"""Interactions: sources, exchange and backgrounds put together."""

import copy
import dataclasses
import functools
import math
import pickle
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.backgrounds import Beam, Component, Relic, backgrounds
from nuforce.backgrounds.spin import beam_energy, stodolsky
from nuforce.errors import InputError, NotConverged, OutOfDomain, UnknownName
from nuforce.exchanges import Contact, Newton, Yukawa, exchanges
from nuforce.interaction import OPERATORS, Interaction, as_backgrounds, as_exchange
from nuforce.matter import content
from nuforce.potentials import AbstractCentral, Wave, WaveMixture, YukawaMixture
from nuforce.potentials.base import Combined, CombinedCentral
from nuforce.potentials.spectra import Line
from nuforce.potentials.spin_waves import SpinWaves
from nuforce.sector import Sector
from nuforce.units import deg, eV, km, m, mm, nm, um
from tests.tables import approx

SECTOR = Sector.normal_ordering(lightest=0.01)


def test_names_and_objects_are_the_same() -> None:
    named = nf.interaction("e", "W", SECTOR, exchange="contact", background="cosmic")
    made = nf.interaction(
        content("e"), content("W"), SECTOR, exchange=Contact(), background=[backgrounds["cosmic"]], part="total"
    )
    assert named(1 * um) == made(1 * um)
    assert named.references == made.references
    assert nf.interaction("e", "W", SECTOR, background="vacuum")(1 * um) == nf.interaction("e", "W", SECTOR)(1 * um)


def test_default_sector_is_normal_ordering() -> None:
    assert nf.interaction("e", "n")(1 * um) == nf.interaction("e", "n", Sector.normal_ordering())(1 * um)


def test_parts() -> None:
    r = 3 * um
    whole, vacuum, alone = (
        nf.interaction("e", "W", SECTOR, background="cosmic", part=part)(r)
        for part in ("total", "vacuum", "background")
    )
    assert whole == approx(vacuum + alone, rel=1e-12)
    assert vacuum == nf.interaction("e", "W", SECTOR)(r)
    assert nf.interaction("e", "W", SECTOR, part="background")(r) == 0  # without a background


def test_two_baths_add() -> None:
    """Only the first one shares its closed form with the vacuum."""
    sector = Sector.massless()
    r = 1 * mm
    vacuum = nf.interaction("n", "n", sector)(r)
    alone = nf.interaction("n", "n", sector, background="cosmic", part="background")(r)
    both = nf.interaction("n", "n", sector, background=["cosmic", "cosmic"])(r)
    assert both == approx(vacuum + 2 * alone, rel=1e-11)


def test_sums_of_backgrounds_are_their_members() -> None:
    solar = backgrounds["solar"]
    members = as_backgrounds("solar")
    assert members == solar.parts()
    assert len(members) > 4
    together, apart = (
        nf.interaction("e", "n", SECTOR, background=which, part="background")(1 * um) for which in ("solar", members)
    )
    assert together == approx(apart, rel=1e-13)


def test_kinds_of_sums() -> None:
    assert isinstance(nf.interaction("n", "n", SECTOR).scalar, YukawaMixture)
    assert isinstance(nf.interaction("n", "n", SECTOR, background="cosmic").scalar, YukawaMixture)  # no massless state
    assert isinstance(nf.interaction("n", "n", background="cosmic").scalar, CombinedCentral)
    assert isinstance(nf.interaction("n", "n", background="reactor").scalar, Combined)


def test_evaluation() -> None:
    pair = nf.interaction("n", "n", background="cr51")
    x = np.array([0.0, 0.0, 2.0]) * um
    assert pair.at(x) == approx(pair(2 * um), rel=1e-12)
    aligned = nf.interaction("n", "n").gradient(x)
    assert aligned[2] == approx(nf.interaction("n", "n").scalar.slope(2 * um), rel=1e-12)
    assert nf.interaction("n", "n").hessian(x).shape == (3, 3)
    tilted = pair.bare()(2 * um, 0.1)
    assert tilted == approx(pair.bare().at(2 * um * np.array([0.0, math.sin(0.1), math.cos(0.1)])), rel=1e-6)


def test_algebra() -> None:
    pair, other = nf.interaction("n", "n"), nf.interaction("n", "n", background="cosmic", part="background")
    r = 2 * um
    assert (pair + other)(r) == approx(pair(r) + other(r), rel=1e-13)
    assert (3 * pair)(r) == approx(3 * pair(r), rel=1e-14)
    assert (pair * 3)(r) == (3 * pair)(r)
    gravity = nf.newton("n", "n")
    for both in (pair + gravity, gravity + pair):
        assert isinstance(both, Interaction)
        assert both(r) == approx(pair(r) + gravity(r), rel=1e-13)
    total: Any = sum([pair, pair, other])
    assert total(r) == approx(2 * pair(r) + other(r), rel=1e-13)
    with pytest.raises(TypeError):
        pair + 1.0
    with pytest.raises(InputError):
        pair * math.nan


def test_warnings_and_references_are_united() -> None:
    mixed, reactor = nf.interaction("e", "e", background="cosmic"), nf.interaction("e", "e", background="reactor")
    both = mixed + reactor
    assert set(both.warnings) == {*mixed.warnings, *reactor.warnings}
    assert set(both.references) == {*mixed.references, *reactor.references}
    assert {"Feinberg:1968zz", *SECTOR.references} <= set(mixed.references)
    assert len(both.references) == len(set(both.references))
    assert set(content("W").references) <= set(nf.interaction("W", "n").references)


def test_logarithm_where_the_value_underflows() -> None:
    pair = nf.interaction("n", "n", Sector(masses=np.array([0.05]), mixing=np.eye(1, dtype=complex)))
    r = 1 * m
    assert pair(r) == 0.0
    # e^{-2mr}, and a power law that changes the logarithm little
    assert pair.log10_abs(r) == approx(-2 * 0.05 * r / math.log(10), rel=1e-3)
    beam = nf.interaction("n", "n", background="cr51", part="background")
    assert beam.log10_abs(1 * um) == approx(math.log10(abs(beam(1 * um))), rel=1e-15)


def test_ratio_to_gravity() -> None:
    pair = nf.interaction("n", "e", Sector.massless())
    gravity = 6.70883074623e-57 * content("n").mass * content("e").mass  # G_N in eV^-2, to twelve digits
    assert pair.over_gravity(1 * nm) == approx(pair(1 * nm) * 1 * nm / gravity, rel=1e-11)
    assert pair.over_gravity(1 * nm) < 0  # attracts


def test_bare_keeps_everything_but_the_size_of_the_source() -> None:
    pair = nf.interaction("n", "n", background=["cosmic", "reactor"])
    vacuum = nf.interaction("n", "n", background="cosmic")
    point = nf.interaction("n", "n", background="reactor", part="background").bare()
    r = 1 * mm
    assert pair.bare()(r) == approx(vacuum(r) + point(r), rel=1e-12)
    assert abs(point(r)) > 1e3 * abs(nf.interaction("n", "n", background="reactor", part="background")(r))


def test_validity_is_stated() -> None:
    electrons, tungsten = nf.interaction("e", "e"), nf.interaction("W", "W")
    assert electrons.validity(1 * um) == ()
    assert [text.split(":")[0] for text in electrons.validity(np.array([1e-13, 1.0]) * m)] == ["static-limit"]
    assert [text.split(":")[0] for text in tungsten.validity(1e-17 * m)] == ["contact-limit"]
    assert len(electrons.validity(1e-17 * m)) == 2


def test_accuracy_reaches_the_nodes() -> None:
    asked = Accuracy(rtol=1e-6, r_min=0.1 * um, r_max=10 * um)
    rough, fine = (nf.interaction("e", "e", SECTOR, background="cosmic", accuracy=a) for a in (asked, None))
    assert rough(1 * um) == approx(fine(1 * um), rel=1e-5)
    assert isinstance(rough.scalar, YukawaMixture)
    assert rough.scalar.r_min == approx(0.1 * um)
    with pytest.raises(OutOfDomain, match="Accuracy"):
        rough(20 * um)


def test_copies_are_the_same() -> None:
    pair = nf.interaction("e", "W", background=["cosmic", "reactor"])
    for other in (pickle.loads(pickle.dumps(pair)), copy.deepcopy(pair)):  # our own bytes
        assert other(1 * um) == pair(1 * um)
        assert other.references == pair.references


def test_exchanges_by_name_and_by_table() -> None:
    assert as_exchange("Newton") == Newton()
    assert as_exchange(exchanges["contact"]) == Contact()
    table: Any = {"kind": "yukawa", "mass": "2 eV", "coupling": 3.0}
    assert as_exchange(table) == Yukawa(mass=2 * eV, coupling=3.0)
    with pytest.raises(UnknownName, match="contact"):
        as_exchange("contakt")
    for bad in (
        {"kind": "yukawa", "mass": "2 m"},
        {"kind": "yukawa", "mas": "2 eV"},
        {"kind": "yukawa", "mass": "-1 eV"},
    ):
        with pytest.raises(InputError, match="mas"):
            as_exchange(bad)


def test_central_potentials_ignore_the_angle() -> None:
    pair = nf.interaction("e", "e", background="cosmic")
    assert isinstance(pair.scalar, AbstractCentral)
    assert pair(1 * um, 0.5) == pair(1 * um)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"flavour": "x"}, "flavour"),
        ({"part": "some"}, "part"),
        ({"background": "cosmik"}, "cosmic"),
        ({"background": [3]}, "background"),
        ({"exchange": "zz"}, "exchange"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        nf.interaction("n", "n", **options)


def test_backgrounds_act_on_the_contact_interaction_only() -> None:
    with pytest.raises(OutOfDomain, match="contact"):
        nf.interaction("n", "n", exchange="newton", background="cosmic")
    gravity = nf.interaction("n", "n", exchange="newton", background="cosmic", part="vacuum")
    assert gravity(1 * um) == nf.newton("n", "n")(1 * um)


def test_value_without_a_digit_is_refused_where_a_phase_is_lost() -> None:
    """A line at E r (1 - cos) = 4e15 rad: eps times that is a turn."""
    sun = backgrounds["solar-be7"]
    assert isinstance(sun, Beam)
    line = dataclasses.replace(sun, angular_radius=0.0)
    pair = nf.interaction("e", "e", background=line, part="background")
    assert pair.resolved(1 * m, 1 * deg) == pair(1 * m, 1 * deg)
    assert pair.resolved(6400 * km) == pair(6400 * km)  # aligned: no phase
    with pytest.raises(NotConverged, match="6400 km"):
        pair.resolved(6400 * km, 1 * deg)


def test_value_without_a_digit_is_refused_where_masses_cancel() -> None:
    """Pairs of masses closer than the temperature cancel each other far beyond 1/T."""
    cosmic = backgrounds["cosmic"]
    assert isinstance(cosmic, Relic)
    hot = dataclasses.replace(cosmic, temperature=1.0 * eV)
    sector = Sector.normal_ordering(lightest=0.01)
    pair = nf.interaction("e", "e", sector, background=hot, part="background")
    assert pair.resolved(1 * um) == pair(1 * um)
    with pytest.raises(NotConverged, match="cancel"):
        pair.resolved(10 * m)
    # neutrons couple to all masses alike: no pairs of unequal ones
    neutrons = nf.interaction("n", "n", sector, background=hot, part="background")
    assert neutrons.resolved(10 * m) == neutrons(10 * m)


def test_zero_is_a_value() -> None:
    nothing = nf.interaction("e", "e", background="cosmic", part="background") * 0.0
    assert nothing.resolved(1 * um) == 0.0


def test_crossings_at_a_zero_of_the_force() -> None:
    """On both sides of a zero of V there is a distance at which |V| equals a weak rival, however close they are."""
    from nuforce.exchanges import TChannel, Yukawa
    from nuforce.units import MeV

    sector = Sector.massless()
    force = nf.interaction("n", "n", sector, exchange=TChannel(mass=1 * MeV))
    rival = nf.interaction("n", "n", sector, exchange=Yukawa(coupling=1e30))
    found = force.crossings(rival, 0.01 / MeV, 100 / MeV)
    assert len(found) == 5
    for r in found:
        assert abs(float(force(r))) == approx(abs(float(rival(r))), rel=1e-8)
    assert force.crossings(force, 0.01 / MeV, 100 / MeV) == ()


def test_only_interactions_of_the_same_sources_add() -> None:
    with pytest.raises(InputError, match="add contents"):
        nf.interaction("e", "e") + nf.interaction("e", "p")


def test_local_power_where_the_value_underflows() -> None:
    heavy = nf.interaction("n", "n", Sector(masses=np.array([1e9]), mixing=np.eye(1, dtype=complex)))
    power = heavy.local_power(np.array([1e-9, 1e-5]))
    assert power[1] == approx(-2e4 - 3.5, rel=1e-6)  # e^{-2mr} r^-7/2 of a Majorana pair
    assert -7 < power[0] < -6


def test_force_and_torque_in_a_beam() -> None:
    """Radial and transverse force of one energy and direction in closed form; the torque on the pair follows.

    V = -(A/r) B, B = Re[f_+ e^{i(1-c)x} + f_- e^{i(1+c)x}], f_+- = (1 +- c)/2 +- ic/2x: F_r = -(A/r^2)(B - x dB/dx) and, along
    increasing angle, F_alpha = -(A/r^2) sin(alpha) dB/dc.
    """
    energy, weight, r, angle = 2.0, 3.0, 1.7, 0.4
    beam = WaveMixture((Wave(np.array([0.0, 0.0, 1.0]), weight, Line(energy=energy)),))
    pair = Interaction(a=content("n"), b=content("n"), terms={"scalar": beam})
    x, c = energy * r, math.cos(angle)
    waves = [((1 + s * c) / 2 + s * 1j * c / (2 * x), np.exp(1j * (1 - s * c) * x), s) for s in (1, -1)]
    b = sum(f * e for f, e, _ in waves).real
    db_dx = sum((1j * (1 - s * c) * f - s * 1j * c / (2 * x**2)) * e for f, e, s in waves).real
    db_dc = sum((s * (0.5 + 0.5j / x) - s * 1j * x * f) * e for f, e, s in waves).real
    place = r * np.array([math.sin(angle), 0.0, c])
    scale = float(pair.at(place)) * r / b  # -A
    radial, along = place / r, np.array([c, 0.0, -math.sin(angle)])
    force = pair.force(place)
    assert force @ radial == approx(scale / r**2 * (b - x * db_dx), rel=1e-12)
    assert force @ along == approx(scale / r**2 * math.sin(angle) * db_dc, rel=1e-12)
    torque = pair.torque(place)
    assert torque[1] == approx(r * (force @ along), rel=1e-12)
    assert np.abs(torque[[0, 2]]).max() < 1e-14 * abs(torque[1])
    # a force that depends on the distance alone turns nothing
    vacuum = nf.interaction("n", "n")
    assert np.abs(vacuum.torque(place)).max() <= 1e-15 * r * np.abs(vacuum.force(place)).max()


# -- spins in backgrounds ----------------------------------------------------------------------------------------------

SPINS: dict[str, Any] = {"spin_a": [0.48, -0.64, 0.6], "spin_b": [0.3, 0.5, 0.25]}
STATIC = ("spin-spin", "tensor", "parity-odd", "spin-normal")


def beam(direction: tuple[float, float, float] = (0.0, 0.6, 0.8), *, anti: bool = False) -> Beam:
    part = Component(flavour={"e": 1.0}, flux=1e-3, spectrum=Line(energy=2.0), antineutrino=anti)
    return Beam(
        name="made",
        title="made",
        references=("Ghosh:2022nzo",),
        distance=1e12,
        angular_radius=0.0,
        direction=direction,
        component=(part,),
    )


@pytest.mark.parametrize("anti", [False, True])
def test_spins_in_a_beam(anti: bool) -> None:
    """All structures together are the energy of one energy and direction."""
    sector = Sector.massless()
    x = np.array([[0.3, -0.7, 1.1], [2.0, 0.1, -4.0]])
    pair = nf.interaction(
        "e", "n", sector, background=beam(anti=anti), part="background", structure=("scalar", *STATIC)
    )
    charges = [
        (float(np.diag(getattr(sector, kind)("e"))[0].real), float(np.diag(getattr(sector, kind)("n"))[0].real))
        for kind in ("vector", "axial")
    ]
    expected = beam_energy(
        x,
        direction=(0.0, 0.6, 0.8),
        energy=2.0,
        flux=1e-3,
        vector=charges[0],
        axial=charges[1],
        antineutrino=anti,
        fermi=sector.fermi,
        **SPINS,
    )
    # ten operators, some of which cancel
    assert pair.energy(x, **SPINS) == approx(expected.total, rel=1e-12)
    assert pair.energy(x) == approx(expected["scalar"], rel=1e-13)
    assert set(pair.terms) <= set(OPERATORS)


@pytest.mark.parametrize("background", ["cosmic", "dsnb", "made", "reactor"])
def test_total_of_spins_is_vacuum_and_background(background: str) -> None:
    sector = Sector.massless()
    made = beam() if background == "made" else nf.backgrounds[background]
    structure = STATIC if made.directed else STATIC[:-1]
    x = 3 * um * np.array([0.0, 0.6, 0.8] if background == "made" else [0.0, 0.0, 1.0])
    velocity = [0.0, 1e-4, 2e-4]
    total, alone = (
        nf.interaction("e", "n", sector, background=made, part=part, structure=structure)
        for part in ("total", "background")
    )
    vacuum = nf.interaction("e", "n", sector, structure=STATIC[:-1])
    for spins in ({"spin_a": SPINS["spin_a"]}, {"spin_b": SPINS["spin_b"]}, SPINS):
        whole = float(total.energy(x, velocity=velocity, **spins))
        parts = [float(pair.energy(x, velocity=velocity, **spins)) for pair in (vacuum, alone)]
        # nodes of the vacuum against its closed form, and cancellation of the parts
        assert abs(whole - math.fsum(parts)) < 1e-11 * max(map(abs, parts))
    assert set(vacuum.terms) <= set(total.terms)


def test_screened_spins() -> None:
    """Far beyond 1/(2 pi T) the massless bath takes away the vacuum's 1/r^5, exactly."""
    sector = Sector.massless()
    r = 20 * mm
    whole, vacuum = (
        nf.interaction("n", "n", sector, background="cosmic", part=part, structure=("spin-spin", "tensor"))
        for part in ("total", "vacuum")
    )
    for term in ("spin-spin", "tensor"):
        assert 0 < abs(whole.resolved(r, term=term)) < 1e-30 * abs(float(vacuum.terms[term].along(r)))
    # the same as the scalar force with other charges: V + r V'/3 and -r V'/6
    scalar = nf.interaction("n", "n", sector, background="cosmic").scalar
    ratio = float(
        np.trace(sector.axial("n") @ sector.axial("n")).real / np.trace(sector.vector("n") @ sector.vector("n")).real
    )
    v, slope = float(scalar.along(r)), r * float(scalar.slope(r))
    assert float(whole.terms["spin-spin"].along(r)) == approx(ratio * (v + slope / 3), rel=1e-12)
    assert float(whole.terms["tensor"].along(r)) == approx(-ratio * slope / 6, rel=1e-12)


def test_spins_of_two_baths() -> None:
    """Only one of them shares its closed form with the vacuum."""
    r, sector = 1 * mm, Sector.massless()
    make = functools.partial(nf.interaction, "n", "n", sector, structure="tensor")
    vacuum, alone = make(), make(background="cosmic", part="background")
    both = make(background=["cosmic", "cosmic"]).terms["tensor"].along(r)
    assert both == approx(float(vacuum.terms["tensor"].along(r)) + 2 * float(alone.terms["tensor"].along(r)), rel=1e-10)


def test_exchange_of_the_sources_with_spins() -> None:
    for background in (beam(), "dsnb"):
        x = np.array([0.3, -0.7, 1.1])
        structure = STATIC if isinstance(background, Beam) else STATIC[:-1]
        one, two = (
            nf.interaction(a, b, Sector.massless(), background=background, part="background", structure=structure)
            for a, b in (("e", "n"), ("n", "e"))
        )
        swapped = {"spin_a": SPINS["spin_b"], "spin_b": SPINS["spin_a"]}
        assert one.energy(x, **SPINS) == approx(two.energy(-x, **swapped), rel=1e-12)


def test_beams_of_several_directions() -> None:
    x = np.array([0.3, -0.7, 1.1])
    make = functools.partial(nf.interaction, "e", "n", Sector.massless(), part="background", structure=STATIC)
    one, two = (make(background=beam(k)) for k in ((0.0, 0.6, 0.8), (1.0, 0.0, 0.0)))
    expected = float(one.energy(x, **SPINS) + two.energy(x, **SPINS))
    for both in (make(background=[beam(), beam((1.0, 0.0, 0.0))]), one + two):
        assert both.energy(x, **SPINS) == approx(expected, rel=1e-13)
        with pytest.raises(OutOfDomain, match="energy"):
            both.terms["tensor-beam"].at(x)
    twice: Any = 2.0 * one
    assert twice.energy(x, **SPINS) == approx(2 * float(one.energy(x, **SPINS)), rel=1e-14)


def test_bare_reaches_spins() -> None:
    pair = nf.interaction("e", "n", background="cr51", part="background", structure=STATIC)
    for name, term in pair.bare().terms.items():
        assert isinstance(term, SpinWaves)
        assert all(wave.cap == 0 for wave in term.waves), name
    # a 51Cr source in a box covers 0.1 rad: at 1 um hardly anything is left
    assert abs(float(pair.terms["spin-spin"].along(1 * um))) < 0.01 * abs(
        float(pair.bare().terms["spin-spin"].along(1 * um))
    )


def test_first_order_is_stated_beside() -> None:
    sector = Sector.massless()
    pair = nf.interaction("e", "n", sector, background="reactor", structure="spin-spin")
    said = [text for text in pair.warnings if text.startswith("first-order")]
    assert len(said) == 2
    for text, source in zip(said, ("e", "n"), strict=True):
        assert f"spin of {source} alone" in text
        assert f"{np.linalg.norm(stodolsky(source, 'reactor', sector)):.6g} eV" in text
        assert "no force" in text
    (text,) = (
        t for t in nf.interaction("n", "n", sector, background="dsnb", structure="tensor").warnings if "first-" in t
    )
    assert "0 eV in any direction" in text
    assert not any("first-order" in t for t in nf.interaction("e", "n", sector, background="reactor").warnings)
    # an unpolarised atom has no spin
    he = nf.interaction("e", "He-4", sector, background="reactor", structure="parity-odd", part="background")
    assert sum("first-order" in t for t in he.warnings) == 1
    assert list(he.terms) == ["parity-odd-a-beam", "parity-odd-a-radial"]
    odd = nf.interaction("e", "n", sector, background="reactor", structure="parity-odd")
    assert any("velocities" in t and "vacuum" in t for t in odd.warnings)


@pytest.mark.parametrize(
    ("a", "b", "options", "match"),
    [
        ("e", "n", {"structure": "spin-spin", "background": "cosmic"}, "relic"),  # massive
        ("e", "He-4", {"structure": "tensor", "background": "reactor"}, "single particle"),
        ("e", "n", {"structure": "spin-normal"}, "beam"),
        ("e", "n", {"structure": "spin-normal", "background": "dsnb"}, "beam"),
        ("e", "n", {"structure": "spin-normal", "background": "reactor", "part": "vacuum"}, "beam"),
        ("e", "He-4", {"structure": "parity-odd", "background": "dsnb", "part": "background"}, "averages to zero"),
        ("e", "n", {"structure": "tensor", "background": "reactor", "exchange": "z"}, "contact"),
        ("e", "n", {"structure": "tensor", "background": "reactor", "exchange": "t-channel"}, "contact"),
    ],
)
def test_spins_out_of_the_domain(a: str, b: str, options: dict[str, Any], match: str) -> None:
    with pytest.raises(OutOfDomain, match=match):
        nf.interaction(a, b, **options)


def test_spins_without_a_background() -> None:
    """The background part of nothing is zero."""
    nothing = nf.interaction("e", "n", structure=("spin-spin", "parity-odd"), part="background")
    assert set(nothing.terms) == {"spin-spin", "parity-odd-a", "parity-odd-b", "parity-odd-ab"}
    assert nothing.energy([0, 0, 1 * um], velocity=[0, 0, 1e-3], **SPINS) == 0
    vacuum = nf.interaction("e", "n", structure="tensor", background="reactor", part="vacuum")
    assert not any("first-order" in t for t in vacuum.warnings)
