"""Figures of potentials: the numbers are read back from the lines and compared with closed forms."""

import functools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import factorial

import nuforce as nf
from nuforce.exchanges.pairs import PAIRS
from nuforce.figures import canvas, encoded, forces, opening, operators, rivals, s_channel, save, t_channel, zoo
from nuforce.figures.forces import BOHR, C6, HARTREE, POLARISABILITY, casimir_polder
from nuforce.units import keV, m

WAYS: dict[str, tuple[Callable[[Any], list[Any]], dict[str, Any]]] = {
    "opening": (opening, {"rows": 2, "columns": 2}),
    "operators": (operators, {}),
    "forces": (forces, {"columns": 3}),
}
# natural units and constants that owe nothing to the package (CODATA 2022, PDG 2024)
HBARC = 6.62607015e-34 / (2 * math.pi) * 299792458.0 / 1.602176634e-19  # eV m
FERMI = 1.1663788e-5 * 1e-18  # eV^-2
SINE = 0.23863
NEWTON = 6.70883074623e-57  # eV^-2
ELECTRON, NEUTRON = 0.51099895069e6, 939.56542194e6  # eV


def curves(ax: Any) -> dict[str, tuple[Any, Any]]:
    """{label: (x, y)} of the lines on the axes, y with the sign that the line's dashes say: solid repels."""
    found: dict[str, tuple[Any, Any]] = {}
    for line in ax.get_lines():
        label = str(line.get_label()).removeprefix("_")
        x, y = (np.asarray(data, dtype=float) for data in line.get_data())
        if x.size < 50:
            continue
        y = y if line.get_linestyle() == "-" else -y
        if label in found:
            assert not np.any(np.isfinite(y) & np.isfinite(found[label][1]))  # a point has one sign
            y = np.where(np.isfinite(y), y, found[label][1])
        found[label] = (x, y)
    return found


def slope(x: Any, y: Any) -> Any:
    """D ln|y|/d ln x."""
    return np.gradient(np.log(np.abs(y)), np.log(x))


@functools.cache
def drawn(name: str) -> tuple[Any, list[Any]]:
    """The axes of a figure, one after the other, and its artists."""
    draw, panels = WAYS[name]
    with canvas(**panels) as (_, axes):
        return np.ravel(axes), draw(axes)


@pytest.mark.parametrize("name", list(WAYS))
def test_axes_and_curves_are_named(name: str) -> None:
    axes, artists = drawn(name)
    assert artists
    bottom = axes[2:] if name == "opening" else axes
    assert all("distance" in ax.get_xlabel() for ax in bottom)
    assert all("[m]" in ax.get_xlabel() or "m\\,r" in ax.get_xlabel() for ax in bottom)
    left = {"opening": axes[::2], "operators": axes, "forces": axes[:1]}[name]
    assert all("|V|" in ax.get_ylabel() for ax in left)
    top = axes[:2] if name == "opening" else axes
    assert all(ax.get_title(loc="left") for ax in top)
    assert all(ax.get_xscale() == ax.get_yscale() == "log" for ax in top)
    shown = [text.get_text() for ax in axes if ax.get_legend() for text in ax.get_legend().get_texts()]
    assert {"repels", "attracts"} <= set(shown)
    for ax in top:
        assert {label for label in curves(ax) if label} <= set(shown)


@pytest.mark.parametrize("name", list(WAYS))
def test_every_curve_has_numbers_in_sight(name: str) -> None:
    axes, _ = drawn(name)
    for ax in axes:
        low, high = ax.get_ylim()
        for label, (x, y) in curves(ax).items():
            assert not np.any(np.isinf(y)), label
            seen = np.abs(y) if ax.get_yscale() == "log" else y
            with np.errstate(invalid="ignore"):
                inside = (seen > low) & (seen < high)
            assert np.count_nonzero(inside) > 20, label
            assert np.all(np.diff(x) > 0)


@pytest.mark.parametrize(
    ("name", "ending"), [*((name, "svg") for name in WAYS), ("opening", "png"), ("operators", "pdf")]
)
def test_the_same_bytes_twice(name: str, ending: str, tmp_path: Path) -> None:
    draw, panels = WAYS[name]
    with canvas(**panels) as (figure, axes):
        draw(axes)
        made = encoded(figure, ending)
    with canvas(**panels) as (figure, axes):
        draw(axes)
        save(figure, tmp_path / f"x.{ending}")
    assert (tmp_path / f"x.{ending}").read_bytes() == made
    assert 5_000 < len(made) < 300_000


# -- opening --------------------------------------------------------------------------------------------------------


def test_long_distances_are_contact_ones() -> None:
    axes, _ = drawn("opening")
    for ax in axes[:2]:
        for label, (_, y) in curves(ax).items():
            assert abs(y[-1]) == pytest.approx(1, abs=1e-6), label
    (left, right) = (curves(ax) for ax in axes[:2])
    assert all(y[-1] > 0 for _, y in left.values())  # like neutrons repel
    assert {label.split(",")[0]: np.unique(np.sign(y)).tolist() for label, (_, y) in right.items()} == {
        "box": [-1.0],
        "crossed": [1.0],
    }


def test_powers_are_the_slopes_of_the_curves() -> None:
    axes, _ = drawn("opening")
    for above, below in zip(axes[:2], axes[2:], strict=True):
        for label, (x, y) in curves(below).items():
            rise = slope(*curves(above)[label]) - 5.0
            calm = np.abs(np.gradient(y, np.log(x))) < 0.3
            assert np.count_nonzero(calm) > 300
            # central differences over a tenth of a decade
            np.testing.assert_allclose(rise[calm][1:-1], y[calm][1:-1], atol=0.02, err_msg=label)


@pytest.mark.parametrize(
    ("label", "place", "power", "atol"),
    [
        ("box", 3e-14, -2, 0.05),
        ("box", 1e-9, -4, 0.05),
        ("box", 1e-4, -5, 1e-4),
        ("crossed", 1e-11, -3, 0.01),
        ("crossed", 1e-4, -5, 1e-4),
        ("one loop", 1e-16, -1, 0.15),  # the logarithm of a coupling that runs
        ("one loop", 1e-8, -5, 1e-5),
        ("tree", 1e-16, -1, 0.05),
        ("tree", 1e-8, -5, 1e-5),
    ],
)
def test_regimes(label: str, place: float, power: float, atol: float) -> None:
    axes, _ = drawn("opening")
    (x, y) = next(line for ax in axes[2:] for name, line in curves(ax).items() if name.startswith(label))
    assert np.interp(math.log(place), np.log(x), y) == pytest.approx(power, abs=atol)


def test_loop_changes_its_sign_twice() -> None:
    """The zeros of J(Mr), 0.475358885289 and 4.795979628986."""
    axes, _ = drawn("opening")
    x, y = curves(axes[0])["one loop alone"]
    turns = np.flatnonzero(np.diff(np.sign(y)) != 0)
    zeros = np.array([0.475358885289, 4.795979628986]) * HBARC / 1e5
    assert turns.size == 2
    assert np.all((x[turns] < zeros) & (zeros < x[turns + 1]))


def test_marks_are_where_powers_change() -> None:
    right = s_channel(splitting=1.0).marks
    opened = 2 * NEUTRON + 1.0  # (m + 1 eV)^2 - m^2
    assert list(right.values()) == pytest.approx([opened**-0.5, 4 * NEUTRON / math.pi / opened], rel=1e-12)
    assert list(t_channel(mass=10 * keV).marks.values()) == [1e-4]


# -- operators ------------------------------------------------------------------------------------------------------

# c^2 = 1, m r -> 0: coefficient and power of 1/r, positive repels
MASSLESS = {
    "scalar-pair": (-1 / 16, 3),
    "scalar-current": (1 / 16, 5),
    "scalar-derivative": (-15 / 16, 7),
    "fermion-scalar": (-3 / 8, 5),
    "fermion-pseudoscalar": (-3 / 8, 5),
    "fermion-vector": (1 / 4, 5),
    "fermion-axial": (1 / 4, 5),
    "neutrino-dipole": (1 / 48, 3),
    "fermion-tensor": (1 / 6, 5),  # of [2 sigma_a.sigma_b - 5 (sigma_a.n)(sigma_b.n)]/2, averaged over directions
    "photon-pair": (-15 / 16, 7),
    "vector-pair": (-15 / 32, 7),
}


def test_every_operator_is_drawn_with_its_power() -> None:
    axes, _ = drawn("operators")
    shown = curves(axes[0])
    rows = zoo()
    assert len(shown) == len(rows) == len(PAIRS) == len(MASSLESS)
    for row in rows:
        kind = row.interaction.exchanges[0].kind
        coefficient, power = MASSLESS[kind]
        (label,) = (name for name in shown if name.startswith(row.label + "  "))
        assert label.endswith(f"1/r^{power}$")
        x, y = shown[label]
        assert slope(x, y)[1] == pytest.approx(5 - power, abs=5e-3), kind
        # corrections are of order (m r)^2, with a logarithm for some
        assert y[0] / x[0] ** 5 == pytest.approx(coefficient / math.pi**3 / x[0] ** power, rel=2e-3), kind


def test_mass_screens_all_but_photons() -> None:
    axes, _ = drawn("operators")
    for label, (x, y) in curves(axes[0]).items():
        start = np.interp(math.log(0.1), np.log(x), slope(x, y))
        end = slope(x, y)[-2]
        if "massless" in label:
            assert end == pytest.approx(-2, abs=1e-6)
        else:
            assert end < start - 10, label


def test_powers_are_printed() -> None:
    axes, _ = drawn("operators")
    assert {"$1/r^3$", "$1/r^5$", "$1/r^7$"} <= {text.get_text() for text in axes[0].texts}


# -- forces ---------------------------------------------------------------------------------------------------------


def test_flat_lines_are_couplings() -> None:
    axes, _ = drawn("forces")
    electrons, neutrons, _ = (curves(ax) for ax in axes)
    np.testing.assert_allclose(electrons["Coulomb"][1], 1 / 137.035999177, rtol=1e-9)
    np.testing.assert_allclose(electrons["gravity"][1], -NEWTON * ELECTRON**2, rtol=1e-6)
    np.testing.assert_allclose(neutrons["gravity"][1], -NEWTON * NEUTRON**2, rtol=1e-6)
    assert "Coulomb" not in neutrons


@pytest.mark.parametrize(
    ("panel", "strength", "mass"),
    [
        (0, (0.5 + 2 * SINE) ** 2 + 2 * (-0.5 + 2 * SINE) ** 2, ELECTRON),
        (1, 0.75, NEUTRON),
        (2, 1.0, 938783066.5),  # hydrogen: sin^2 theta_W cancels
    ],
)
def test_neutrino_force_meets_gravity(panel: int, strength: float, mass: float) -> None:
    axes, _ = drawn("forces")
    size = FERMI**2 * strength / (4 * math.pi**3)
    place = (size / NEWTON / mass**2) ** 0.25 * HBARC
    ax = axes[panel]
    marks = [line.get_xdata()[0] for line in ax.get_lines() if line.get_marker() == "o"]
    assert place == pytest.approx(marks[-1], rel=2e-4)  # masses of neutrinos
    written = [text.get_text() for text in ax.texts]
    assert len([text for text in written if text.endswith(("nm", "pm", "am"))]) == len(marks)
    x, y = curves(ax)["neutrino pair"]
    here = np.flatnonzero((x > 1e-14) & (x < 1e-10))
    np.testing.assert_allclose(y[here], size * (HBARC / x[here]) ** 4, rtol=1e-4)


def test_sector_enters() -> None:
    heavy = rivals(nf.Sector.normal_ordering(lightest=0.1))[1].forces[0].potential(1e-5 * m)
    light = rivals()[1].forces[0].potential(1e-5 * m)
    assert 0 < heavy < 0.05 * light


def hydrogen(count: int = 14) -> tuple[Any, Any]:
    """Excitation energies (E_h) and oscillator strengths of H from 1s, pseudo-states u = r^(k+2) e^(-r), l = 1."""
    k, j = np.meshgrid(np.arange(count), np.arange(count), indexing="ij")
    n = (k + j).astype(float)
    # integrals of r^p e^(-2r), normalised so that the basis is well scaled
    scale = np.sqrt(factorial(2.0 * np.arange(count) + 4) / 2.0 ** (2 * np.arange(count) + 5))
    norm = np.outer(scale, scale)

    def moment(p: Any) -> Any:
        return factorial(p) / 2.0 ** (p + 1)

    overlap = moment(n + 4) / norm
    # -u''/2 + u/r^2 - u/r on u = r^(j+2) e^(-r)
    b = j + 2.0
    on = -0.5 * (b * (b - 1) * moment(n + 2) - 2 * b * moment(n + 3) + moment(n + 4)) + moment(n + 2) - moment(n + 3)
    energy = on / norm
    dipole = 2.0 * moment(np.arange(count) + 4.0) / scale  # <u| r |2 r e^(-r)>
    lower = np.linalg.cholesky(overlap)
    inverse = np.linalg.inv(lower)
    values, vectors = np.linalg.eigh(inverse @ (0.5 * (energy + energy.T)) @ inverse.T)
    gaps = values + 0.5
    return gaps, 2.0 * gaps * (vectors.T @ inverse @ dipole) ** 2 / 3.0


def test_hydrogen_numbers() -> None:
    gaps, strengths = hydrogen(10)
    assert np.sum(strengths / gaps**2) == pytest.approx(4.5, rel=1e-8)
    assert POLARISABILITY / BOHR**3 == 4.5
    # C_6 = 3/2 sum f f'/(E E' (E + E'))
    c6 = 1.5 * np.sum(np.outer(strengths / gaps, strengths / gaps) / np.add.outer(gaps, gaps))
    assert c6 == pytest.approx(6.49903, rel=1e-5)
    assert c6 * HARTREE * BOHR**6 == pytest.approx(C6, rel=1e-5)


def test_casimir_polder_ends() -> None:
    near, far = 10.0 * BOHR, 1e7 * BOHR
    assert casimir_polder(near) == pytest.approx(-C6 / near**6, rel=1e-3)
    assert casimir_polder(far) == pytest.approx(-23 * POLARISABILITY**2 / (4 * math.pi * far**7), rel=1e-6)
    r = np.geomspace(near, far, 7).reshape(7, 1)
    assert casimir_polder(r).shape == (7, 1)


def test_one_oscillator_is_enough() -> None:
    """Against the polarisability of hydrogen at every frequency."""
    gaps, strengths = hydrogen(10)
    for x in np.geomspace(10.0, 1e5, 9):  # in Bohr radii
        r = x * BOHR
        omega = HARTREE / (1 + x / 137.036) * np.exp(0.05 * np.arange(-400, 200))
        alpha = np.sum(strengths[:, None] / (gaps[:, None] ** 2 + (omega / HARTREE) ** 2), axis=0) * BOHR**3
        z = omega * r
        whole = alpha**2 * np.exp(-2 * z) * (z**4 + 2 * z**3 + 5 * z**2 + 6 * z + 3)
        exact = -0.05 * np.sum(omega * whole) / (math.pi * r**6)
        assert float(casimir_polder(r)) == pytest.approx(exact, rel=0.01)
