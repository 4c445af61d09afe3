"""Spin dependence and parity violation in beams and baths of massless neutrinos, against 2x2 algebra."""

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import AbstractBackground, Beam, Component, Isotropic, Relic, backgrounds
from nuforce.backgrounds.spin import (
    FROM_SCALAR,
    REFERENCES,
    Energies,
    beam_energy,
    isotropic_energy,
    spin_terms,
    spin_total,
    stodolsky,
    stodolsky_energy,
)
from nuforce.backgrounds.thermal_spin import FERMI_DIRAC, FermiDiracSpin
from nuforce.bibliography import entries
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.exchanges import Contact
from nuforce.matter import content
from nuforce.potentials import AbstractPotential, Derived, Wave, WaveMixture
from nuforce.potentials.directions import Disc
from nuforce.potentials.spectra import Line, Lines, Pinched
from nuforce.potentials.spin_waves import OPERATORS, SpinWaves
from nuforce.sector import Sector
from nuforce.testing import ArrayLaws, CentralLaws, PotentialLaws
from nuforce.testing.compare import STEPS, WEIGHTS, close, same
from nuforce.units import MeV, um
from tests.tables import approx, rows

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]], dtype=complex)
FERMI = 1.7
FLUX = 0.6
"""Sizes do not matter where both sides carry the same G_F^2 Phi."""


def unit(rng: np.random.Generator) -> Any:
    v = rng.normal(size=3)
    return v / np.linalg.norm(v)


def sigma(v: Any) -> Any:
    return np.tensordot(v, PAULI, 1)


def case(seed: int) -> tuple[Any, dict[str, Any]]:
    """A random separation, and everything else: spins inside and on the sphere, E r from 0.1 to 30."""
    rng = np.random.default_rng(seed)
    energy = float(rng.uniform(0.3, 3.0))
    x = unit(rng) * rng.uniform(0.3, 10.0)
    return x, {
        "direction": unit(rng),
        "energy": energy,
        "flux": FLUX,
        "vector": rng.normal(size=2),
        "axial": rng.normal(size=2),
        "spin_a": unit(rng),
        "spin_b": unit(rng) * rng.uniform(),
        "fermi": FERMI,
    }


def size(x: Any, given: dict[str, Any]) -> float:
    """The largest that a term may be: what roundings, and cancellations, are relative to."""
    charges = float(np.abs(np.concatenate([given["vector"], given["axial"]])).max()) ** 2
    r = float(np.linalg.norm(x))
    return FERMI**2 * FLUX / (math.pi * r) * charges * (float(given["energy"]) + 1.0 / r)


def green(x: Any, energy: float) -> tuple[float, Any]:
    """PV of 1/(E^2 - p^2) in position space, -cos(E r)/(4 pi r), and its gradient."""
    r = float(np.linalg.norm(x))
    slope = (energy * math.sin(energy * r) / r + math.cos(energy * r) / r**2) / (4 * math.pi)
    return -math.cos(energy * r) / (4 * math.pi * r), slope * x / r


def spinor(axis: Any, helicity: float) -> Any:
    """The column of (1 + h sigma.axis)/2 that is not zero, normalised."""
    columns = 0.5 * (np.eye(2) + helicity * sigma(axis))
    lengths = np.linalg.norm(columns, axis=0)
    best = int(np.argmax(lengths))
    return columns[:, best] / lengths[best]


def second_order(
    x: Any, given: dict[str, Any], *, momentum: Any, energy: float, chirality: float, u: Any, vertices: tuple[Any, Any]
) -> float:
    """Energy shift of one state of h = chirality sigma.p scattered a <- b, and b <- a, through 1/(energy - h)."""
    total = 0.0 + 0.0j
    for first, second, y in ((*vertices, x), (*vertices[::-1], -x)):
        g, gradient = green(y, abs(energy))
        # 1/(E - c sigma.p) = (E + c sigma.p)/(E^2 - p^2), p = -i grad
        propagator = energy * g * np.eye(2) - 1j * chirality * sigma(gradient)
        total += np.exp(-1j * (momentum @ y)) * (u.conj() @ first @ propagator @ second @ u)
    assert abs(total.imag) < 1e-13 * (abs(total) + size(x, given))
    return 2.0 * FERMI**2 * FLUX * float(total.real)


def sandwich(x: Any, given: dict[str, Any], antineutrino: bool, route: str = "hole") -> float:
    """The energy from two-by-two matrices alone.

    Antineutrinos in two ways: as a hole of momentum -k and energy -E in the sea of left-handed neutrinos, which counts
    negative; or as right-handed particles of the charge-conjugate field, whose vertices are -sigma_y M^T sigma_y.
    """
    vertices = tuple(
        gv * np.eye(2) - ga * sigma(spin)
        for gv, ga, spin in zip(given["vector"], given["axial"], (given["spin_a"], given["spin_b"]), strict=True)
    )
    k, energy = given["energy"] * given["direction"], given["energy"]
    left = spinor(given["direction"], -1.0)
    if not antineutrino:
        return second_order(
            x, given, momentum=k, energy=energy, chirality=-1.0, u=left, vertices=(vertices[0], vertices[1])
        )
    if route == "hole":
        return -second_order(
            x, given, momentum=-k, energy=-energy, chirality=-1.0, u=left, vertices=(vertices[0], vertices[1])
        )
    flipped = [-PAULI[1] @ m.T @ PAULI[1] for m in vertices]
    right = spinor(given["direction"], 1.0)
    return second_order(x, given, momentum=k, energy=energy, chirality=1.0, u=right, vertices=(flipped[0], flipped[1]))


def only(given: dict[str, Any], name: str) -> dict[str, Any]:
    """The same with the charges of one structure alone."""
    (v1, v2), (a1, a2) = given["vector"], given["axial"]
    kept = {
        "scalar": ((v1, v2), (0.0, 0.0)),
        "axial-a": ((0.0, v2), (a1, 0.0)),
        "axial-b": ((v1, 0.0), (0.0, a2)),
        "spin-spin": ((0.0, 0.0), (a1, a2)),
    }[name]
    return {**given, "vector": np.array(kept[0]), "axial": np.array(kept[1])}


@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_every_structure_is_the_two_by_two_algebra(seed: int, antineutrino: bool) -> None:
    x, given = case(seed)
    found = beam_energy(x, antineutrino=antineutrino, **given)
    assert list(found) == ["scalar", "axial-a", "axial-b", "spin-spin"]
    # phases up to 2 E r = 60 are known to eps of themselves
    tolerance = 2e-14 * size(x, given)
    for name, value in found.items():
        assert abs(value - sandwich(x, only(given, name), antineutrino)) < tolerance
        assert abs(value - sandwich(x, only(given, name), antineutrino, "conjugate")) < tolerance
    assert abs(found.total - sandwich(x, given, antineutrino)) < 4 * tolerance


def test_gradient_of_the_green_function_of_the_tests() -> None:
    x, given = case(1)
    step = 1e-5
    moved = [
        (green(x + d, given["energy"])[0] - green(x - d, given["energy"])[0]) / (2 * step) for d in step * np.eye(3)
    ]
    # second-order differences: step^2 E^2 and eps/step
    assert np.array(moved) == approx(green(x, given["energy"])[1], rel=1e-7)


def test_scalar_part_is_that_of_the_beam() -> None:
    x, given = case(3)
    many = x * np.geomspace(1e-4, 1e3, 40)[:, None]
    weight = FERMI**2 * FLUX * float(np.prod(given["vector"]))
    wave = WaveMixture((Wave(given["direction"], weight, Line(energy=given["energy"])),))
    found = beam_energy(many, **given)["scalar"]
    aligned = abs(weight) * given["energy"] / (math.pi * np.linalg.norm(many, axis=-1))
    phases = 1.0 + 2.0 * given["energy"] * np.linalg.norm(many, axis=-1)
    assert np.all(np.abs(found - wave.at(many)) < 1e-15 * aligned * phases)


def test_far_down_a_beam_the_forward_phase_is_known() -> None:
    """E r = 1e9 under 1e-5 rad: a phase of 0.05, of which k.x and E r would keep seven digits."""
    r, angle = 1e9, 1e-5
    x = r * np.array([math.sin(angle), 0.0, math.cos(angle)])
    common: dict[str, Any] = {"direction": (0, 0, 1), "energy": 1.0, "flux": 1.0, "fermi": 1.0}
    spins: dict[str, Any] = {"spin_a": (0, 0, 1), "spin_b": (1, 0, 0)}
    found = beam_energy(x, vector=(1.0, 1.0), axial=(1.0, 1.0), **common, **spins)
    expected = -math.cos(r * 2 * math.sin(angle / 2) ** 2) / (math.pi * r)
    # the back-scattered wave is 1/(E r) and angle^2/4 of it
    assert found["scalar"] == approx(expected, rel=3e-9)
    assert found["axial-a"] == approx(expected, rel=3e-9)


@pytest.mark.parametrize("er", [0.01, 0.7, 5.0])
def test_aligned_parity_violation(er: float) -> None:
    k = unit(np.random.default_rng(7))
    given: dict[str, Any] = {"direction": k, "energy": 1.0, "flux": FLUX, "fermi": FERMI, "spin_b": np.zeros(3)}
    found = beam_energy(er * k, vector=(0.0, 0.8), axial=(1.3, 0.0), spin_a=k, **given)
    expected = -(FERMI**2) * FLUX / (math.pi * er) * 1.3 * 0.8 * (1 + math.sin(2 * er) / (2 * er))
    # a dozen roundings of eps = 2e-16 on either side, with E r of order one in the sine
    assert found.total == approx(expected, rel=1e-14)
    assert found["axial-a"] == found.total
    scalar = beam_energy(er * k, vector=(1.3, 0.8), axial=(0.0, 0.0), spin_a=k, **given)
    assert scalar["scalar"] == approx(found.total, rel=1e-14)


def test_unpolarised_sources_keep_the_scalar_part_alone() -> None:
    x, given = case(5)
    found = beam_energy(x, **{**given, "spin_a": np.zeros(3), "spin_b": np.zeros(3)})
    assert found.total == found["scalar"] == beam_energy(x, **given)["scalar"]
    assert all(found[name] == 0 for name in ("axial-a", "axial-b", "spin-spin"))


@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_exchange_of_the_sources(seed: int, antineutrino: bool) -> None:
    x, given = case(seed)
    swapped = {
        **given,
        "vector": given["vector"][::-1],
        "axial": given["axial"][::-1],
        "spin_a": given["spin_b"],
        "spin_b": given["spin_a"],
    }
    one = beam_energy(x, antineutrino=antineutrino, **given)
    two = beam_energy(-x, antineutrino=antineutrino, **swapped)
    names = {"scalar": "scalar", "axial-a": "axial-b", "axial-b": "axial-a", "spin-spin": "spin-spin"}
    for name, other in names.items():
        assert abs(one[name] - two[other]) < 2e-14 * size(x, given)


@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_time_reversal(seed: int, antineutrino: bool) -> None:
    """Spins and the beam turn round, positions stay: the energies of static sources do as well."""
    x, given = case(seed)
    turned = {**given, **{name: -given[name] for name in ("direction", "spin_a", "spin_b")}}
    one, two = (beam_energy(x, antineutrino=antineutrino, **g) for g in (given, turned))
    for name, value in one.items():
        assert abs(value - two[name]) < 2e-14 * size(x, given)


@pytest.mark.parametrize("seed", range(5))
def test_parity(seed: int) -> None:
    """Positions and the beam turn round, spins stay, and right-handed antineutrinos stand for the mirrored neutrinos.

    A source keeps its charges, but antineutrinos see its vector charge with the opposite sign and the axial one with the same:
    terms with one of each change theirs.
    """
    x, given = case(seed)
    mirrored = {**given, "direction": -given["direction"]}
    one, same, conjugate = (
        beam_energy(x, **given),
        beam_energy(-x, **mirrored),
        beam_energy(-x, antineutrino=True, **mirrored),
    )
    tolerance = 2e-14 * size(x, given)
    assert abs(one["scalar"] - same["scalar"]) < tolerance
    for name, sign in {"scalar": 1, "axial-a": -1, "axial-b": -1, "spin-spin": 1}.items():
        assert abs(one[name] - sign * conjugate[name]) < tolerance
    # what parity alone conserves of each: s.(r x k), and everything of two spins but s1 x s2
    n, k = x / np.linalg.norm(x), given["direction"]
    normal = np.cross(n, k) / np.linalg.norm(np.cross(n, k))
    for spin, sign in ((normal, 1), (k, -1), (n, -1)):
        up, down = (
            beam_energy(y, **{**given, "direction": d, "spin_a": spin})["axial-a"] for y, d in ((x, k), (-x, -k))
        )
        assert abs(up - sign * down) < tolerance
        assert abs(up) > 1e3 * tolerance
    parallel = {**given, "spin_b": given["spin_a"]}
    up, down = (beam_energy(y, **{**parallel, "direction": d})["spin-spin"] for y, d in ((x, k), (-x, -k)))
    assert abs(up - down) < tolerance


def directions(order: int) -> Iterator[tuple[Any, float]]:
    """Gauss in cos times equal steps in azimuth: exact for polynomials of degree 2 order - 1 in the components."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    for c, w in zip(nodes, weights, strict=True):
        for phi in 2 * math.pi * np.arange(2 * order) / (2 * order):
            s = math.sqrt(1 - c * c)
            yield np.array([s * math.cos(phi), s * math.sin(phi), c]), 0.5 * w / (2 * order)


@pytest.mark.parametrize("densities", [(1.0, 0.0), (0.0, 1.0), (0.3, 0.9)])
@pytest.mark.parametrize("er", [0.05, 1.0, 6.0])
def test_isotropic_bath_is_the_average_of_beams(er: float, densities: tuple[float, float]) -> None:
    x, given = case(11)
    x = x / np.linalg.norm(x) * er / given["energy"]
    bath = {key: value for key, value in given.items() if key not in ("direction", "flux")}
    found = isotropic_energy(x, neutrinos=densities[0], antineutrinos=densities[1], **bath)
    mean = dict.fromkeys(("scalar", "axial-a", "axial-b", "spin-spin"), 0.0)
    for k, weight in directions(16):  # e^{ik.x} of E r = 6 has died by degree 31
        for density, antineutrino in zip(densities, (False, True), strict=True):
            beam = beam_energy(x, antineutrino=antineutrino, **{**given, "direction": k, "flux": density})
            for name in mean:
                mean[name] += weight * float(beam[name])
    # each beam is 1/(E r) larger than the mean near the origin; 1024 terms
    tolerance = 1e-14 * size(x, given) / FLUX
    assert abs(found["scalar"] - mean["scalar"]) < tolerance
    assert abs(found["spin-spin"] + found["tensor"] + found["parity-odd-ab"] - mean["spin-spin"]) < tolerance
    assert abs(mean["axial-a"]) < tolerance
    assert abs(mean["axial-b"]) < tolerance
    assert abs(found.total - sum(mean.values())) < 4 * tolerance


def test_parity_odd_part_of_a_bath_needs_an_asymmetry() -> None:
    x, given = case(13)
    bath = {key: value for key, value in given.items() if key not in ("direction", "flux")}
    assert isotropic_energy(x, neutrinos=1.0, antineutrinos=1.0, **bath)["parity-odd-ab"] == 0
    one, two = (isotropic_energy(x, neutrinos=a, antineutrinos=b, **bath) for a, b in ((1.0, 0.0), (0.0, 1.0)))
    assert one["parity-odd-ab"] == -two["parity-odd-ab"] != 0
    assert all(one[name] == two[name] for name in ("scalar", "spin-spin", "tensor"))


@pytest.mark.parametrize("seed", range(3))
def test_minus_one_neutrino_per_mode_is_the_vacuum(seed: int) -> None:
    """Density -k^2 dk/(2 pi^2), summed with a Gaussian cut-off of which all powers are then extrapolated to zero."""
    x, given = case(seed)
    r = float(np.linalg.norm(x))
    bath = {key: value for key, value in given.items() if key not in ("direction", "flux", "energy")}
    nodes, weights = np.polynomial.legendre.leggauss(600)
    top = 140.0
    z = 0.5 * top * (1 + nodes)
    names = ("scalar", "spin-spin", "tensor", "parity-odd-ab")
    modes = [isotropic_energy(x, energy=float(e), neutrinos=1.0, **bath) for e in z / r]
    values = np.array([[float(mode[name]) for name in names] for mode in modes])
    # e^{-0.0025 z^2} is 1e-21 at the top; beyond all powers is e^{-1/cut}, 1e-13 of the largest cut
    step = 1.5
    cuts = 0.0025 * step ** np.arange(7)
    measure = 0.5 * top * weights / r * (z / r) ** 2 / (2 * math.pi**2)
    sums = np.array([-(measure * np.exp(-cut * z**2)) @ values for cut in cuts])
    # Neville: a polynomial in the cut-off, at zero
    for level in range(1, len(cuts)):
        ratio = step**level
        sums = (ratio * sums[:-1] - sums[1:]) / (ratio - 1.0)
    n = x / r
    (v1, v2), (a1, a2) = given["vector"], given["axial"]
    a, b = given["spin_a"], given["spin_b"]
    strength = FERMI**2 / (8 * math.pi**3 * r**5)
    dot, along = float(a @ b), float((n @ a) * (n @ b))
    scale = strength * float(np.abs([v1 * v2, a1 * a2]).max())
    scalar, spin, tensor, _ = sums[0]
    assert abs(scalar - 2 * strength * v1 * v2) < 3e-9 * scale
    assert abs(spin + tensor + strength * a1 * a2 * (3 * dot - 5 * along)) < 3e-9 * scale


def test_first_order_shift_is_the_spinor_expectation_value() -> None:
    rng = np.random.default_rng(17)
    for _ in range(10):
        k, spin = unit(rng), unit(rng) * rng.uniform()
        left = spinor(k, -1.0)
        expected = math.sqrt(2) * FERMI * FLUX * -0.7 * float((left.conj() @ -sigma(spin) @ left).real)
        assert stodolsky_energy(spin, k, FLUX, -0.7, fermi=FERMI) == approx(expected, rel=1e-13)
        # the charge-conjugate field: right-handed, with vertex -sigma_y M^T sigma_y = -s.sigma (the axial part keeps its sign)
        right = spinor(k, 1.0)
        conjugate = -PAULI[1] @ (-sigma(spin)).T @ PAULI[1]
        expected = math.sqrt(2) * FERMI * FLUX * -0.7 * float((right.conj() @ conjugate @ right).real)
        assert stodolsky_energy(spin, k, FLUX, -0.7, True, fermi=FERMI) == approx(expected, rel=1e-13)


def test_shapes_and_total() -> None:
    x, given = case(19)
    found = beam_energy(np.tile(x, (2, 5, 1)), **given)
    assert isinstance(found, Energies)
    assert all(value.shape == (2, 5) for value in found.values())
    assert found.total[1, 3] == approx(
        beam_energy(x, **given).total, rel=1e-12
    )  # dot products of arrays round differently
    bath = {key: value for key, value in given.items() if key not in ("direction", "flux")}
    assert isotropic_energy(np.tile(x, (2, 5, 1)), neutrinos=1.0, **bath).total.shape == (2, 5)
    assert np.ndim(isotropic_energy(x, neutrinos=1.0, **bath).total) == 0


def test_references_exist() -> None:
    assert set(REFERENCES) <= set(entries())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", (0.0, 0.0, 2.0)),
        ("direction", (0.0, 0.0, 0.0)),
        ("direction", (0.0, 1.0)),
        ("direction", (0.0, math.nan, 1.0)),
        ("direction", "up"),
        ("energy", 0.0),
        ("energy", -1.0),
        ("energy", math.inf),
        ("flux", -1.0),
        ("flux", math.nan),
        ("flux", None),
        ("vector", 1.0),
        ("vector", (1.0, math.nan)),
        ("axial", (1.0, 2.0, 3.0)),
        ("axial", (1.0, "x")),
        ("spin_a", (1.0, 1.0, 0.0)),
        ("spin_b", (0.0, 0.0, 1.001)),
        ("spin_b", None),
        ("fermi", math.nan),
        ("fermi", "x"),
    ],
)
def test_bad_input_is_refused(field: str, value: object) -> None:
    x, given = case(23)
    with pytest.raises(InputError) as error:
        beam_energy(x, **{**given, field: value})
    assert error.value.field == field


def test_bad_baths_spins_and_positions_are_refused() -> None:
    x, given = case(23)
    bath = {key: value for key, value in given.items() if key not in ("direction", "flux")}
    for bad in ({"neutrinos": -1.0}, {"neutrinos": 1.0, "antineutrinos": -1.0}):
        with pytest.raises(InputError, match="negative"):
            isotropic_energy(x, **{**bath, **bad})
    for spin, direction, flux in (
        ((0, 0, 2), (0, 0, 1), 1.0),
        ((0, 0, 1), (0, 0, 2), 1.0),
        ((0, 0, 1), (0, 0, 1), -1.0),
    ):
        with pytest.raises(InputError):
            stodolsky_energy(spin, direction, flux, 1.0, fermi=1.0)
    with pytest.raises((InputError, OutOfDomain)):
        beam_energy(np.zeros(3), **given)
    with pytest.raises(InputError):
        beam_energy(np.zeros(2), **given)


# -- coefficients of operators, averaged over spectra and directions ---------------------------------------------------

MASSLESS = Sector.massless()
BY_CHARGES = {
    "axial_a": ("parity-odd-a-beam", "parity-odd-a-radial", "spin-normal-a"),
    "axial_b": ("parity-odd-b-beam", "parity-odd-b-radial", "spin-normal-b"),
    "spin_spin": ("spin-spin", "tensor-beam", "parity-odd-ab", "parity-odd-ab-beam"),
}
"""The operators of each pair of charges."""
ODD = ("parity-odd-ab", "parity-odd-ab-beam", "spin-normal-a", "spin-normal-b")
"""Those whose sign antineutrinos change."""


def together(names: tuple[str, ...], x: Any, waves: tuple[Wave, ...], anti: bool, a: Any, b: Any) -> Any:
    """Energy of several operators in waves of neutrinos or antineutrinos."""
    flipped = tuple(dataclasses.replace(w, weight=-w.weight) for w in waves)
    return sum(SpinWaves(n, flipped if anti and n in ODD else waves).energy(x, a, b) for n in names)


@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_operators_make_up_the_energy_of_a_beam(seed: int, antineutrino: bool) -> None:
    x, given = case(seed)
    found = beam_energy(x, antineutrino=antineutrino, **given)
    (v1, v2), (a1, a2) = given["vector"], given["axial"]
    for name, charge in {"axial_a": a1 * v2, "axial_b": v1 * a2, "spin_spin": a1 * a2}.items():
        waves = (Wave(given["direction"], FERMI**2 * FLUX * charge, Line(energy=given["energy"])),)
        value = together(BY_CHARGES[name], x, waves, antineutrino, given["spin_a"], given["spin_b"])
        # phases up to 60 are known to eps of themselves; ten operators round
        assert abs(value - found[name.replace("_", "-")]) < 4e-14 * size(x, given)


def test_against_matrices_averaged_over_spectra_and_directions() -> None:
    axis, a, b = np.array([0.36, 0.48, 0.8]), np.array([0.48, -0.64, 0.6]), np.array([-0.375, 0.5, 0.25])
    spectra = {"line": Line(energy=1.0), "pinched": Pinched(mean_energy=1.0, pinch=2.3)}
    table = rows("spin_beam.csv")
    assert len(table) == 2 * 3 * 7 * 2
    for row in table:
        x = np.array([float(row[c]) for c in "xyz"])
        r = float(np.linalg.norm(x))
        cap = float(row["size_rad"]) if row["geometry"] == "cap" else 0.0
        waves = (Wave(axis, 1.0, spectra[row["spectrum"]], cap),)
        anti = row["antineutrino"] == "1"
        # errors are relative to the size without cancellation; powers of a pinched spectrum cost some eps
        tolerance = 3e-15 * (1.0 + 1.0 / r) / (math.pi * r)
        assert abs(float(row["scalar"]) - WaveMixture(waves).at(x)) < tolerance
        for column, names in BY_CHARGES.items():
            # an isotropic flux has no operators of one spin with a direction
            kept = tuple(n for n in names if not (cap == math.pi and n.startswith("spin-normal")))
            assert abs(float(row[column]) - together(kept, x, waves, anti, a, b)) < tolerance, row


@pytest.mark.parametrize("name", ["spin-spin", "tensor-beam", "parity-odd-ab-beam", "spin-normal-a"])
class TestSpinWaves(PotentialLaws, ArrayLaws):
    """Off the axis of two beams along the same direction; all four functions that everything is made of."""

    scale = 2.0

    @pytest.fixture
    def instance(self, name: str) -> AbstractPotential:
        axis = np.array([0.36, 0.48, 0.8])
        waves = (Wave(axis, 2.0, Pinched(mean_energy=1.5, pinch=2.3)), Wave(axis, 1.0, Line(energy=1.3)))
        return SpinWaves(name, waves, ("Ghosh:2022nzo",))

    def turned(self, instance: AbstractPotential, rotation: Any) -> AbstractPotential:
        assert isinstance(instance, SpinWaves)
        waves = tuple(dataclasses.replace(w, direction=rotation @ w.direction) for w in instance.waves)
        return dataclasses.replace(instance, waves=waves)

    def test_exchange_of_the_sources(self, instance: AbstractPotential, x: Any) -> None:
        """A coefficient depends on k.rhat: it is even or odd, with what it multiplies."""
        assert isinstance(instance, SpinWaves)
        parity = OPERATORS[instance.operator].parity
        same(instance.at(-x), parity * instance.at(x), 1e-12)
        close(instance.gradient(-x), -parity * instance.gradient(x), 1e-12)
        close(instance.hessian(-x), parity * instance.hessian(x), 1e-12)

    def test_along_is_at(self, instance: AbstractPotential) -> None:
        axis, across = np.array([0.36, 0.48, 0.8]), np.array([0.8, -0.6, 0.0])
        r = np.array([0.3, 2.0, 7.0])
        x = r[:, None] * (math.cos(0.7) * axis + math.sin(0.7) * across)
        close(instance.along(r, 0.7), instance.at(x), 1e-12)


@pytest.mark.parametrize(
    "name", ["spin-spin", "tensor-beam", "parity-odd-ab", "parity-odd-ab-beam", "parity-odd-a-beam"]
)
class TestDiscs:
    """Along the axis of a source of finite size."""

    @pytest.fixture
    def instance(self, name: str) -> SpinWaves:
        axis = np.array([0.0, 0.0, 1.0])
        waves = (Wave(axis, 2.0, Pinched(mean_energy=1.5, pinch=2.3), 0.3), Wave(axis, 1.0, Line(energy=1.3), 0.3))
        return SpinWaves(name, waves, ("Ghosh:2022nzo",))

    @pytest.fixture
    def x(self) -> Any:
        return np.array([[0, 0, 1.0], [0, 0, 2.0], [0, 0, 4.0]])

    @pytest.mark.parametrize("r", [2.0, 300.0])
    def test_slope(self, instance: SpinWaves, r: float) -> None:
        points = [float(instance.along(r + k * 3e-3)) for k in STEPS]
        numeric = sum(w * p for w, p in zip(WEIGHTS, points, strict=True)) / 3e-3
        # sixth-order differences of values that are good to 1e-13
        assert float(instance.slope(r)) == approx(numeric, rel=1e-8)
        assert float(instance.slope(r)) != 0

    def test_off_the_axis(self, instance: SpinWaves, x: Any) -> None:
        for evaluate in (instance.gradient, instance.hessian):
            with pytest.raises(OutOfDomain, match="slope"):
                evaluate(x)
        with pytest.raises(OutOfDomain, match="axis"):
            instance.at(x + 0.01 * np.array([1.0, 0.0, 0.0]))
        assert np.all(instance.at(x) == approx(instance.along(x[:, 2]), rel=1e-14))

    def test_exchange_of_the_sources(self, instance: SpinWaves, x: Any) -> None:
        """Behind the source, as in front of it, up to the sign of the coefficient."""
        same(instance.at(-x), OPERATORS[instance.operator].parity * instance.at(x), 1e-12)
        a, b = np.array([0.48, -0.64, 0.6]), np.array([0.3, 0.5, 0.25])
        # the energy itself: one direction of the disc after the other
        back = sum(
            weight * SpinWaves(instance.operator, (dataclasses.replace(w, direction=k, cap=0.0),)).energy(-x, a, b)
            for w in instance.waves
            for k, weight in disc(0.3)
        )
        close(instance.energy(-x, a, b), back, 1e-11)

    def test_closed_form_and_quadrature(self, instance: SpinWaves) -> None:
        """Far out, where the average is made from its ends; phases r (1 - cos 0.3) E of the line up to 290."""
        r = np.array([200.0, 1000.0, 5000.0])
        operator, u = OPERATORS[instance.operator], 1.0 - math.cos(0.3)
        nodes, weights = np.polynomial.legendre.leggauss(600)
        expected = 0.0 * r
        for miss, weight in zip(0.5 * u * (1.0 + nodes), 0.5 * weights, strict=True):
            for wave in instance.bare().waves:
                one = SpinWaves(instance.operator, (wave,)).along(r, 2.0 * math.asin(math.sqrt(0.5 * miss)))
                expected = expected + weight * (1.0 - miss) ** operator.directions * one
        aligned = 3.0 * 1.5 / (math.pi * r)
        # angles from sines, and 600 nodes: phases of 5000 are known to eps of themselves
        assert np.all(np.abs(instance.along(r) - expected) < 1e-15 * r * aligned)


@pytest.mark.parametrize("name", ["spin-spin", "tensor-beam"])
class TestSpheres(PotentialLaws):
    """Isotropic fluxes."""

    scale = 2.0
    smooth = False

    @pytest.fixture
    def instance(self, name: str) -> AbstractPotential:
        waves = (Wave(np.array([0.0, 0, 1]), 2.0, Pinched(mean_energy=1.5, pinch=2.3), math.pi),)
        return SpinWaves(name, waves, ("Ghosh:2022nzo",))


def disc(cap: float) -> Iterator[tuple[Any, float]]:
    """Directions in a disc round the z axis, exact for smooth phases."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    for c, w in zip(1.0 - (1.0 - math.cos(cap)) * 0.5 * (1.0 + nodes), weights, strict=True):
        for phi in 2 * math.pi * np.arange(8) / 8:
            s = math.sqrt(1 - c * c)
            yield np.array([s * math.cos(phi), s * math.sin(phi), c]), 0.5 * w / 8


def test_only_discs_are_averaged() -> None:
    waves = SpinWaves("spin-spin", (Wave(np.array([0.0, 0.0, 1.0]), 1.0, Line(energy=1.0), Disc(0.2)),))
    with pytest.raises(OutOfDomain, match="uniform discs"):
        waves.along(2.0)
    spread = flux(angular_radius=None, concentration=30.0)
    for evaluate in (
        lambda: spin_terms(spread, content("e"), content("n"), MASSLESS, "spin-spin"),
        lambda: stodolsky("e", spread),
    ):
        with pytest.raises(OutOfDomain, match="angular_radius"):
            evaluate()


@pytest.mark.parametrize("name", ["spin-normal-a", "spin-normal-b"])
def test_on_the_axis_of_a_disc_nothing_is_normal(name: str) -> None:
    waves = SpinWaves(name, (Wave(np.array([0.0, 0.0, 1.0]), 1.0, Line(energy=1.0), 0.2),))
    x = np.array([0.0, 0.0, 2.0])
    assert waves.energy(x, (1, 0, 0), (0, 1, 0)) == 0
    with pytest.raises(OutOfDomain, match="angular_radius"):
        waves.along(2.0)
    assert waves.bare().along(2.0) != 0
    with pytest.raises(OutOfDomain, match="axis"):
        waves.energy(x + np.array([0.1, 0.0, 0.0]), (1, 0, 0), (0, 1, 0))
    with pytest.raises(OutOfDomain, match="angle"):
        waves.along(2.0, 0.1)


def test_operators_of_several_beams() -> None:
    one, two = (Wave(k, w, Line(energy=1.0)) for k, w in ((np.array([0.0, 0, 1]), 1.0), (np.array([0.0, 1, 0]), 2.0)))
    x, a, b = np.array([0.3, 0.4, 1.2]), np.array([0.6, 0, 0.8]), np.array([0.0, 1, 0])
    for name, operator in OPERATORS.items():
        both = SpinWaves.joined([SpinWaves(name, (one,)), SpinWaves(name, (two,))])
        apart = [SpinWaves(name, (w,)).energy(x, a, b) for w in (one, two)]
        assert both.energy(x, a, b) == approx(sum(apart), rel=1e-14)
        if operator.directions:
            for evaluate in (both.at, both.gradient, both.hessian):
                with pytest.raises(OutOfDomain, match="energy"):
                    evaluate(x)
            with pytest.raises(OutOfDomain, match="energy"):
                both.along(1.0)
        else:
            assert both.at(x) == approx(sum(float(SpinWaves(name, (w,)).at(x)) for w in (one, two)), rel=1e-14)
    with pytest.raises(UnknownName, match="spin-spin"):
        SpinWaves("spin", (one,))
    with pytest.raises(InputError, match="angle"):
        SpinWaves("spin-spin", (one,)).along(1.0, math.nan)


# -- isotropic backgrounds ---------------------------------------------------------------------------------------------


def bath(xi: float = 0.0, temperature: float = 1.7e-4) -> Relic:
    cosmic = backgrounds["cosmic"]
    assert isinstance(cosmic, Relic)
    return dataclasses.replace(cosmic, degeneracy=xi, temperature=temperature)


def test_vacuum_obeys_the_law_of_isotropic_baths() -> None:
    """V + r V'/3 and -r V'/6 of the massless potential with axial charges are the spin-spin and tensor terms of the vacuum."""
    a, b = content("e"), content("n")
    exchange = Contact()
    mixture = exchange.between(MASSLESS.axial("e"), MASSLESS.axial("n"), MASSLESS).mixture(None)
    r = np.geomspace(1e-9, 1e3, 13) * um
    for name, kernel in FROM_SCALAR.items():
        term = exchange.terms(a, b, MASSLESS, name)[name]
        # half a dozen sums over five hundred nodes
        np.testing.assert_allclose(Derived(mixture, kernel)(r), term(r), rtol=1e-12)


def test_isotropic_flux_obeys_the_same_law() -> None:
    flux = (Wave(np.array([0.0, 0, 1]), 0.7, Pinched(mean_energy=1.0, pinch=2.3), math.pi),)
    scalar = WaveMixture(flux)
    r = np.geomspace(0.01, 1e3, 40)
    v, slope = scalar.along(r), r * scalar.slope(r)
    # V and r V' cancel at most by half
    np.testing.assert_allclose(SpinWaves("spin-spin", flux).along(r), v + slope / 3, rtol=0, atol=1e-12 * abs(v).max())
    np.testing.assert_allclose(SpinWaves("tensor-beam", flux).along(r), -slope / 6, rtol=0, atol=1e-12 * abs(v).max())
    far = r > 100
    assert np.all(np.abs(SpinWaves("spin-spin", flux).along(r) - v - slope / 3)[far] < 1e-9 * np.abs(v)[far])


def test_isotropic_flux_is_the_sum_over_its_energies() -> None:
    spectrum = Lines(energies=(0.7, 1.9), weights=(3.0, 1.0))
    waves = (Wave(np.array([0.0, 0, 1]), 1.0, spectrum, math.pi),)
    a, b = np.array([0.48, -0.64, 0.6]), np.array([-0.375, 0.5, 0.25])
    options: dict[str, Any] = {"vector": (0.0, 0.0), "axial": (1.0, 1.0), "spin_a": a, "spin_b": b, "fermi": 1.0}
    for x in (np.array([0.1, 0.2, 0.3]), np.array([3.0, -2.0, 7.0])):
        parts = [
            {k: s * v for k, v in isotropic_energy(x, energy=e, neutrinos=1.0, **options).items()}
            for e, s in ((0.7, 0.75), (1.9, 0.25))
        ]
        expected = {name: sum(part[name] for part in parts) for name in parts[0]}
        unit = 1.0 / (math.pi * float(np.linalg.norm(x)) ** 2)
        found = {
            "spin-spin": SpinWaves("spin-spin", waves).energy(x, a, b),
            "tensor": SpinWaves("tensor-beam", waves).energy(x, a, b),
            "parity-odd-ab": together(("parity-odd-ab", "parity-odd-ab-beam"), x, waves, False, a, b),
        }
        for name, value in found.items():
            assert abs(value - expected[name]) < 1e-14 * unit


@pytest.mark.parametrize("name", list(FERMI_DIRAC))
class TestFermiDirac(CentralLaws, ArrayLaws):
    scale = 700 * um

    @pytest.fixture
    def instance(self, name: str) -> AbstractPotential:
        return FermiDiracSpin(
            operator=name, strength=1.0, temperature=1.7e-4, degeneracy=0.5, references=("Horowitz:1993kw",)
        )


def quadrature(r: float, relic: Relic, name: str) -> float:
    """A spin term of a thermal bath from the energies of its modes, per unit of strength."""
    t, xi = relic.temperature, relic.per_state(1)[0][0]
    # equal steps in p, k = T exp(p - exp(-p)): both ends die exponentially
    p = np.arange(-520, 520) / 100.0
    k = t * np.exp(p - np.exp(-p))
    keep = k < 90.0 * t
    p, k = p[keep], k[keep]
    measure = k * (1.0 + np.exp(-p)) / 100.0 * k**2 / (2 * math.pi**2)
    plus, minus = (1.0 / (np.exp(k / t - s * xi) + 1.0) for s in (1.0, -1.0))
    spins = {
        "spin-spin": ((1, 0, 0), (1, 0, 0)),
        "tensor": ((0, 0, 1), (0, 0, 1)),
        "parity-odd-ab": ((1, 0, 0), (0, 1, 0)),
    }
    operator = {"spin-spin": 1.0, "tensor": 2.0, "parity-odd-ab": 1.0}[name]
    a, b = spins[name]
    common: dict[str, Any] = {"vector": (0.0, 0.0), "axial": (1.0, 1.0), "spin_a": a, "spin_b": b, "fermi": 1.0}
    x = np.array([0.0, 0.0, r])
    values = [
        float(isotropic_energy(x, energy=float(e), neutrinos=float(n), antineutrinos=float(m), **common)[name])
        for e, n, m in zip(k, measure * plus, measure * minus, strict=True)
    ]
    return math.fsum(values) / operator


@pytest.mark.parametrize("xi", [0.0, 0.7, -3.0])
@pytest.mark.parametrize("rt", [0.003, 0.1, 0.6, 2.0])
def test_thermal_bath_is_the_sum_over_its_modes(rt: float, xi: float) -> None:
    relic = bath(xi)
    r = rt / relic.temperature
    e, n = content("e"), content("n")
    strength = MASSLESS.fermi**2 * float(np.trace(MASSLESS.axial("e") @ MASSLESS.axial("n")).real)
    size_ = abs(strength) * relic.temperature**4 * (1.0 + abs(xi)) ** 4 / r
    for name, structure in (("spin-spin", "spin-spin"), ("tensor", "tensor"), ("parity-odd-ab", "parity-odd")):
        (found,) = spin_terms(relic, e, n, MASSLESS, structure).values()
        expected = strength * quadrature(r, relic, name)
        # modes oscillate up to 2 k r = 360 rad and leave less than the sum of their sizes
        assert abs(float(found.along(r)) - expected) < 1e-12 * size_
        if rt < 1 and (xi or name != "parity-odd-ab"):
            assert abs(expected) > 1e-6 * size_
        elif not xi and name == "parity-odd-ab":
            assert found.along(r) == 0
        if structure in FROM_SCALAR:
            whole = spin_total(relic, e, n, MASSLESS, structure)
            assert whole is not None
            vacuum = Contact().terms(e, n, MASSLESS, structure)[name]
            if rt < 1:  # farther out the two cancel
                assert float(whole[name].along(r)) == approx(float(vacuum(r)) + expected, rel=1e-10)
            assert abs(float(whole[name].along(r)) - float(vacuum(r)) - expected) < 1e-12 * abs(float(vacuum(r)))


def test_parity_odd_term_of_a_bath_near_its_origin() -> None:
    """J = T xi [1 - (xi^2/pi^2 + 1)(2 pi T r)^2/6 + ...]: the pieces 1/r^4 cancel, -2 J''(0)/2 is left."""
    t, xi = 1.7e-4, 0.9
    term = FermiDiracSpin(operator="parity-odd-ab", strength=1.0, temperature=t, degeneracy=xi)
    second = -t * xi * (xi**2 / math.pi**2 + 1.0) * (2 * math.pi * t) ** 2 / 3.0
    r = 1e-7 / t
    assert float(term(r)) == approx(-second / (8 * math.pi**3 * r**2), rel=1e-12)  # corrections (r T)^2
    # where the series ends, 2 pi T r = 1
    edge = 1.0 / (2 * math.pi * t)
    near, far = (term.derivatives(np.array(edge * f), 2) for f in (1 - 1e-14, 1 + 1e-14))
    for one, other in zip(near, far, strict=True):
        assert one == approx(other, rel=1e-11)  # the direct form has lost two digits or three
    assert float(term.error_estimate(r)) < 1e-13 * abs(float(term(r)))


def test_boltzmann_bath() -> None:
    e, n = content("e"), content("n")
    relic = backgrounds["cosmic-mb"]
    assert spin_total(relic, e, n, MASSLESS, "spin-spin") is None
    r = 0.4 / bath().temperature
    scalar = relic.potential(n, n, MASSLESS)
    ratio = np.trace(MASSLESS.axial("n") @ MASSLESS.axial("n")) / np.trace(MASSLESS.vector("n") @ MASSLESS.vector("n"))
    slope = float(scalar.slope(r))
    expected = {"spin-spin": float(scalar.along(r)) + r * slope / 3, "tensor": -r * slope / 6}
    for name, value in expected.items():
        (term,) = spin_terms(relic, n, n, MASSLESS, name).values()
        assert float(term.along(r)) == approx(ratio.real * value, rel=1e-11)


def test_what_averages_to_zero() -> None:
    e, he = content("e"), content("He-4")
    for background in (backgrounds["dsnb"], bath(0.5)):
        assert spin_terms(background, e, he, MASSLESS, "parity-odd") == {}
        assert spin_terms(background, e, e, MASSLESS, "spin-normal") == {}


# -- charges -----------------------------------------------------------------------------------------------------------


def flux(anti: bool = False, **options: Any) -> Beam:
    given: dict[str, Any] = {
        "name": "made",
        "title": "made",
        "references": ("Ghosh:2022nzo",),
        "distance": 1e12,
        "angular_radius": 0.0,
        "direction": (0.0, 0.6, 0.8),
        "component": (
            Component(flavour={"e": 0.7, "mu": 0.2}, flux=1e-3, spectrum=Line(energy=2.0), antineutrino=anti),
        ),
    }
    return Beam(**{**given, **options})


def energy_of(
    background: AbstractBackground, a: str, b: str, sector: Sector, x: Any, spins: Any, flavour: str
) -> float:
    terms: dict[str, AbstractPotential] = {}
    for structure in ("spin-spin", "tensor", "parity-odd", "spin-normal"):
        terms |= spin_terms(background, content(a), content(b), sector, structure, flavour=flavour)
    total = 0.0
    for term in terms.values():
        assert isinstance(term, SpinWaves)
        total += float(term.energy(x, *spins))
    return total


@pytest.mark.parametrize("flavour", ["all", "mu"])
@pytest.mark.parametrize("anti", [False, True])
def test_charges_by_flavour(anti: bool, flavour: str) -> None:
    """Sum over the flavours of the flux and over the intermediate ones, with couplings that change flavour."""
    nsi = np.array([[0.1, 0.2, 0.0], [0.2, -0.3, 0.05], [0.0, 0.05, 0.0]])
    mixed = Sector.normal_ordering(nsi={"e": nsi}, nsi_axial={"e": 0.7 * nsi, "n": -0.4 * nsi})
    sector = dataclasses.replace(mixed, masses=np.zeros(3))
    unmixed = Sector.massless(nsi=sector.nsi, nsi_axial=sector.nsi_axial)
    x, spins = np.array([0.3, -0.7, 1.1]), (np.array([0.6, 0.0, 0.8]), np.array([0.0, -0.6, 0.8]))
    charges = {(s, kind): getattr(unmixed, kind)(s, flavour).real for s in ("e", "n") for kind in ("vector", "axial")}
    expected = 0.0
    for f, share in ((0, 0.7), (1, 0.2)):
        for middle in range(3):
            # one pair of charges at a time: the first source takes f to `middle`, the second takes it back
            for first, second in (("axial", "vector"), ("vector", "axial"), ("axial", "axial")):
                one, two = charges["e", first][f, middle], charges["n", second][middle, f]
                found = beam_energy(
                    x,
                    direction=np.array([0.0, 0.6, 0.8]),
                    energy=2.0,
                    flux=share * 1e-3,
                    vector=(one * (first == "vector"), two * (second == "vector")),
                    axial=(one * (first == "axial"), two * (second == "axial")),
                    spin_a=spins[0],
                    spin_b=spins[1],
                    antineutrino=anti,
                    fermi=sector.fermi,
                )
                expected += float(found.total)
    # nine flavours and ten operators round, with some cancellation
    assert energy_of(flux(anti), "e", "n", sector, x, spins, flavour) == approx(expected, rel=1e-12)


def test_components_add() -> None:
    parts = (
        Component(flavour={"e": 1.0}, flux=2e-3, spectrum=Pinched(mean_energy=1.0, pinch=2.0)),
        Component(flavour={"tau": 1.0}, flux=1e-3, spectrum=Line(energy=3.0), antineutrino=True),
    )
    x, spins = np.array([0.3, -0.7, 1.1]), (np.array([0.6, 0.0, 0.8]), np.array([0.0, -0.6, 0.8]))
    whole, *each = (
        energy_of(flux(component=c), "e", "n", MASSLESS, x, spins, "all") for c in (parts, parts[:1], parts[1:])
    )
    assert whole == approx(sum(each), rel=1e-13)


def test_phases_that_violate_time_reversal_are_refused() -> None:
    eps = np.array([[0.0, 0.1j, 0.0], [-0.1j, 0.0, 0.0], [0.0, 0.0, 0.0]])
    sector = Sector.massless(nsi_axial={"e": eps, "n": abs(eps)})
    with pytest.raises(OutOfDomain, match="time reversal"):
        spin_terms(flux(), content("e"), content("n"), sector, "spin-spin")
    assert spin_terms(flux(), content("e"), content("e"), sector, "spin-spin")


def test_spins_belong_to_single_particles() -> None:
    e, he = content("e"), content("He-4")
    for background in (flux(), backgrounds["dsnb"], bath()):
        for structure in ("spin-spin", "tensor"):
            with pytest.raises(OutOfDomain, match="He-4 is not a single particle"):
                spin_terms(background, e, he, MASSLESS, structure)
        with pytest.raises(OutOfDomain, match="not a single particle"):
            spin_terms(background, he, he, MASSLESS, "parity-odd")
    names = {
        structure: tuple(spin_terms(flux(), he, e, MASSLESS, structure)) for structure in ("parity-odd", "spin-normal")
    }
    assert names == {"parity-odd": ("parity-odd-b-beam", "parity-odd-b-radial"), "spin-normal": ("spin-normal-b",)}
    # coherent: all particles of the atom have a vector charge
    (whole,) = spin_terms(flux(), he, e, MASSLESS, "spin-normal").values()
    parts = [
        count * float(spin_terms(flux(), content(s), e, MASSLESS, "spin-normal")["spin-normal-b"].along(1.0))
        for s, count in he.numbers.items()
    ]
    assert float(whole.along(1.0)) == approx(math.fsum(parts), rel=1e-13)


def test_massive_neutrinos_are_refused() -> None:
    e = content("e")
    heavy = Sector.normal_ordering(lightest=0.01)
    with pytest.raises(OutOfDomain, match=r"Sector.massless\(\)"):
        spin_terms(flux(), e, e, heavy, "tensor")  # 2 eV
    fast = flux(component=(Component(flavour={"e": 1.0}, flux=1e-3, spectrum=Line(energy=1 * MeV)),))
    assert spin_terms(fast, e, e, heavy, "tensor")
    with pytest.raises(OutOfDomain, match=r"Sector.massless\(\)"):
        spin_terms(bath(), e, e, heavy, "tensor")
    with pytest.raises(OutOfDomain, match="this kind of background"):
        spin_terms(backgrounds["solar"], e, e, MASSLESS, "tensor")  # a sum: its parts have terms
    assert spin_total(bath(), e, e, heavy, "tensor") is None
    assert spin_total(flux(), e, e, MASSLESS, "tensor") is None


# -- first order -------------------------------------------------------------------------------------------------------


def test_first_order_energy_in_a_beam() -> None:
    beam = flux(angular_radius=0.3)
    diagonal = np.diag(MASSLESS.axial("e")).real
    expected = math.sqrt(2) * MASSLESS.fermi * 1e-3 * (0.7 * diagonal[0] + 0.2 * diagonal[1])
    mean = sum(weight * k for k, weight in disc(0.3))[2]
    found = stodolsky("e", beam)
    assert np.linalg.norm(found) == approx(abs(expected) * mean, rel=1e-13)
    np.testing.assert_allclose(found, expected * mean * np.array([0.0, 0.6, 0.8]), rtol=1e-13, atol=0)
    np.testing.assert_array_equal(stodolsky("e", flux(True, angular_radius=0.3)), -found)
    one = sum(
        stodolsky_energy((0, 0, 1), (0.0, 0.6, 0.8), 1e-3 * share, float(diagonal[f]), fermi=MASSLESS.fermi)
        for f, share in ((0, 0.7), (1, 0.2))
    )
    assert float(stodolsky("e", flux())[2]) == approx(one, rel=1e-13)
    solar = backgrounds["solar"]
    np.testing.assert_allclose(stodolsky("e", solar), sum(stodolsky("e", x) for x in solar.parts()), rtol=1e-13)


def test_first_order_energy_in_a_bath() -> None:
    for isotropic in ("dsnb", "cosmic"):
        assert not np.any(stodolsky("n", isotropic))
    wind = np.array([0.0, 1.2e-3, -0.5e-3])
    assert not np.any(stodolsky("n", "cosmic", wind=wind))  # as many antineutrinos
    relic = bath(0.4)
    # n - nbar by quadrature
    t = relic.temperature
    k, w = np.polynomial.laguerre.laggauss(120)
    plus, minus = (np.exp(k) / (np.exp(k - s * 0.4) + 1.0) for s in (1.0, -1.0))
    density = t**3 * float(w @ (k**2 * (plus - minus))) / (2 * math.pi**2)
    gamma = 1.0 / math.sqrt(1.0 - float(wind @ wind))
    charge = float(np.trace(MASSLESS.axial("n")).real)
    expected = math.sqrt(2) * MASSLESS.fermi * charge * density * gamma * wind
    np.testing.assert_allclose(stodolsky("n", relic, wind=wind), expected, rtol=1e-11)
    with pytest.raises(OutOfDomain, match="helicities"):
        stodolsky("n", relic, Sector.normal_ordering(), wind=wind)
    assert not np.any(stodolsky("n", relic, Sector.normal_ordering()))


def test_states_of_their_own() -> None:
    """Chemical potentials and densities by mass eigenstate; massless ones can be told apart by them."""
    e, n = content("e"), content("n")
    sector = dataclasses.replace(Sector.normal_ordering(), masses=np.zeros(3))
    xi, factor = (0.5, 0.0, -1.0), (1.0, 3.0, 0.4)
    relic = dataclasses.replace(bath(), degeneracy=xi, clustering=factor)
    product = np.diag(sector.axial("e") @ sector.axial("n")).real
    whole = float(np.trace(sector.axial("e") @ sector.axial("n")).real)
    r = 0.3 / relic.temperature
    for structure in ("spin-spin", "tensor", "parity-odd"):
        (found,) = spin_terms(relic, e, n, sector, structure).values()
        expected = 0.0
        for own, f, charge in zip(xi, factor, product, strict=True):
            (alone,) = spin_terms(bath(own), e, n, sector, structure).values()
            expected += f * charge / whole * float(alone.along(r))
        assert float(found.along(r)) == approx(expected, rel=1e-12)
        if structure != "parity-odd":
            total = spin_total(relic, e, n, sector, structure)
            assert total is not None
            vacuum = Contact().terms(e, n, sector, structure)[structure]
            assert float(total[structure].along(r)) == approx(float(vacuum(r)) + expected, rel=1e-10)
    wind = np.array([0.0, 1e-3, 0.0])
    moving = dataclasses.replace(relic, wind=1e-3, wind_direction=(0.0, -2.0, 0.0))
    diagonal = np.diag(sector.axial("e")).real
    parts = [
        f * g / diagonal.sum() * stodolsky("e", bath(own), sector, wind=wind)
        for own, f, g in zip(xi, factor, diagonal, strict=True)
    ]
    for found in (stodolsky("e", relic, sector, wind=wind), stodolsky("e", moving, sector)):
        np.testing.assert_allclose(found, sum(parts), rtol=1e-12)
    with pytest.raises(OutOfDomain, match="moves past"):
        spin_terms(moving, e, n, sector, "tensor")
    assert spin_total(moving, e, n, sector, "tensor") is None


def test_first_order_energy_refuses() -> None:
    with pytest.raises(OutOfDomain, match="single particle"):
        stodolsky("He-4", "reactor")
    for bad in ((1.0, 1.0, 0.0), (0.0, 0.0), "fast"):
        with pytest.raises(InputError, match="wind"):
            stodolsky("e", "cosmic", wind=bad)


def test_bad_thermal_terms_are_refused() -> None:
    good: dict[str, Any] = {"operator": "tensor", "strength": 1.0, "temperature": 1.0}
    for bad in ({"operator": "scalar"}, {"temperature": 0.0}, {"strength": math.nan}, {"degeneracy": math.inf}):
        with pytest.raises(InputError):
            FermiDiracSpin(**{**good, **bad})


def test_fluxes_of_the_catalogue_have_references() -> None:
    for background in (backgrounds["reactor"], backgrounds["dsnb"], bath()):
        for term in spin_terms(background, content("e"), content("n"), MASSLESS, "spin-spin").values():
            assert set(background.references) <= set(term.references) <= set(entries())
    assert isinstance(backgrounds["dsnb"], Isotropic)
    assert isinstance(spin_terms(bath(), content("e"), content("n"), MASSLESS, "tensor")["tensor"].parts()[0], Derived)
