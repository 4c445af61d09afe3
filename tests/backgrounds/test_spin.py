"""Spin dependence and parity violation in beams and baths of massless neutrinos, against 2x2 algebra."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds.spin import REFERENCES, Energies, beam_energy, isotropic_energy, stodolsky_energy
from nuforce.bibliography import entries
from nuforce.errors import InputError, OutOfDomain
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.spectra import Line
from tests.tables import approx

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
