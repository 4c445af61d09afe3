"""Extended bodies in a directed flux, against quadratures over their volumes, limits and reference values."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from nuforce.backgrounds.bodies import (
    AbstractFormFactor,
    Ball,
    Body,
    DebyeWaller,
    Helm,
    Hydrogenic,
    Weighted,
    bath_sheets,
    coherent_fraction,
    disc_fraction,
    far_field,
    fresnel_energy,
    fresnel_number,
    point_sphere,
    sheets,
    sphere_sphere,
)
from nuforce.backgrounds.spin import beam_energy
from nuforce.errors import InputError, NotConverged, OutOfDomain
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Lines, Pinched, Table
from nuforce.units import K, MeV, cm, fm, keV, nm, um
from tests.tables import approx, rows

UNIT: dict[str, Any] = {"flux": 1.0, "charges": 1.0, "fermi": 1.0}
ALONG_Z: dict[str, Any] = {"direction": [0.0, 0.0, 1.0], **UNIT}
LINE = Line(energy=1.0)
AMU = 931.494e6
"""Atomic mass unit, eV; its digits do not matter here."""


def balls(a: float, b: float) -> tuple[Body, Body]:
    return Body("ball", a), Body("ball", b)


def discs(a: float, b: float) -> tuple[Body, Body]:
    return Body("disc", a), Body("disc", b)


def point(x: Any) -> Any:
    """Energy of two points in a beam along z with E = 1, in the form without exponentials."""
    r = np.sqrt(np.sum(x * x, axis=-1))
    c = x[..., 2] / r
    return -(np.cos(r * c) * np.cos(r) + c * np.sin(r * c) * (np.sin(r) + np.cos(r) / r)) / (math.pi * r)


def over_ball(radius: float, count: int) -> tuple[Any, Any]:
    """Points and weights of a product rule for averages over a ball."""
    t, w = np.polynomial.legendre.leggauss(count)
    r, phi = radius * (1 + t) / 2, math.pi * np.arange(2 * count) / count
    a, m, p = np.meshgrid(r, t, phi, indexing="ij")
    s = a * np.sqrt(1 - m * m)
    weight = (w * r * r)[:, None, None] * w[:, None] * np.ones(2 * count)
    return np.stack([s * np.cos(p), s * np.sin(p), a * m], -1).reshape(-1, 3), weight.ravel() / weight.sum()


def exact(a: float, b: float, x: tuple[float, float, float]) -> float:
    """Exact fraction of the aligned energy -1/(pi z) of two balls, E = 1; a = 0 is a point."""
    if a:
        return -math.pi * x[2] * float(sphere_sphere(x, energy=1.0, radii=(a, b), **ALONG_Z))
    return -math.pi * x[2] * float(point_sphere(x, energy=1.0, radius=b, **ALONG_Z))


class TestSpheres:
    @pytest.mark.parametrize("row", [row for row in rows("beam_bodies.csv") if "sphere" in row["group"]])
    def test_reference(self, row: dict[str, str]) -> None:
        a, b, value = float(row["a"]), float(row["b"]), float(row["value"])
        x = [float(row[name]) for name in "xyz"]
        if a:
            found = float(sphere_sphere(x, energy=1.0, radii=(a, b), **ALONG_Z))
        else:
            found = float(point_sphere(x, energy=1.0, radius=b, **ALONG_Z))
        # stated: 1e-15 (1 + E a + E b)^(1/2) of the aligned energy; twice that, since V may exceed it by a back-scattered part
        assert abs(found - value) < 2e-15 * math.sqrt(1 + a + b) / (math.pi * np.linalg.norm(x))

    @pytest.mark.parametrize(("radius", "x"), [(1.0, (0.5, 0.4, 1.6)), (3.0, (2.0, -3.0, 4.0)), (6.0, (9.0, 0.0, 7.0))])
    def test_point_and_sphere_by_quadrature_over_the_volume(self, radius: float, x: tuple[float, ...]) -> None:
        points, weights = over_ball(radius, 30)
        found = point_sphere(x, energy=1.0, radius=radius, **ALONG_Z)
        assert found == approx(weights @ point(np.array(x) + points), rel=1e-10)  # of the product rule

    @pytest.mark.parametrize(
        ("radii", "x"),
        [((1.0, 0.7), (0.5, 0.4, 2.6)), ((4.0, 7.0), (5.0, -9.0, 8.0)), ((60.0, 5.0), (0.0, 30.0, -70.0))],
    )
    def test_two_spheres_are_the_average_of_point_and_sphere(
        self, radii: tuple[float, float], x: tuple[float, ...]
    ) -> None:
        points, weights = over_ball(radii[1], 24)
        field = point_sphere(np.array(x) + points, energy=1.0, radius=radii[0], **ALONG_Z)
        for order in (radii, radii[::-1]):
            found = sphere_sphere(x, energy=1.0, radii=order, **ALONG_Z)
            assert found == approx(weights @ field, rel=1e-10)  # of the product rule

    def test_small_spheres_are_points(self) -> None:
        x = np.array([[0.3, 0.0, 2.0], [0.0, 0.0, -1.0], [7.0, 1.0, 0.0]])
        spin = beam_energy(
            x,
            direction=[0, 0, 1],
            energy=2.0,
            flux=3.0,
            vector=(1.0, 0.5),
            axial=(0, 0),
            spin_a=[0, 0, 0],
            spin_b=[0, 0, 0],
            fermi=0.1,
        )
        given: dict[str, Any] = {"direction": [0, 0, 1], "energy": 2.0, "flux": 3.0, "charges": 0.5, "fermi": 0.1}
        for radius, off in (
            (1e-3, 1e-4),
            (1e-6, 1e-10),
            (1e-30, 1e-13),
            (1e-160, 1e-13),
        ):  # (E a)^2, and more across the beam
            assert point_sphere(x, radius=radius, **given) == approx(spin.total, rel=off)
            assert sphere_sphere(x, radii=(radius, radius), **given) == approx(spin.total, rel=off)

    def test_nothing_changes_with_the_unit_of_length(self) -> None:
        x = np.array([3.0, 1.0, 5.0])
        one = sphere_sphere(x, energy=2.0, radii=(1.5, 1.0), **ALONG_Z)
        for scale in (1e-7, 1e7):  # V carries G_F^2 (eV^-4), the flux (eV^3) and E/r
            other = sphere_sphere(x * scale, energy=2.0 / scale, radii=(1.5 * scale, scale), **ALONG_Z)
            assert other * scale**2 == approx(one, rel=1e-13)

    def test_rotated_together(self) -> None:
        turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
        x, k = np.array([3.0, 1.0, 5.0]), np.array([0.0, 0.6, 0.8])
        one = sphere_sphere(x, direction=k, energy=2.0, radii=(1.5, 1.0), **UNIT)
        assert sphere_sphere(turn @ x, direction=turn @ k, energy=2.0, radii=(1.5, 1.0), **UNIT) == approx(
            one, rel=1e-12
        )
        assert sphere_sphere(-x, direction=k, energy=2.0, radii=(1.5, 1.0), **UNIT) == approx(one, rel=1e-12)

    def test_large_ones_meet_the_paraxial_form(self) -> None:
        for a, b in ((1500.0, 1500.0), (2000.0, 500.0), (0.0, 2500.0)):
            for z in (4000.0, 1e5):
                found = coherent_fraction(z, 1.0, bodies=balls(a, b))
                # of the exact one, 1e-15 sqrt(E a)
                assert abs(exact(a, b, (0.0, 0.0, z)) - found.value) < found.error + 1e-13

    def test_shapes(self) -> None:
        x = np.ones((2, 3, 3)) * np.array([1.0, 2.0, 3.0])
        assert sphere_sphere(x, energy=1.0, radii=(1.0, 1.0), **ALONG_Z).shape == (2, 3)
        assert point_sphere(x[0, 0], energy=1.0, radius=1.0, **ALONG_Z).shape == ()

    def test_bad_input(self) -> None:
        with pytest.raises(InputError, match=r"radius: .*the point lies inside the sphere.*distance beyond"):
            point_sphere([0.0, 0.0, 1.0], energy=1.0, radius=2.0, **ALONG_Z)
        with pytest.raises(InputError, match=r"radii: .*touch or overlap"):
            sphere_sphere([0.0, 0.0, 2.0], energy=1.0, radii=(1.0, 1.0), **ALONG_Z)
        with pytest.raises(OutOfDomain, match="fresnel_energy"):
            point_sphere([0.0, 0.0, 9e9], energy=1.0, radius=1e6, **ALONG_Z)
        with pytest.raises(InputError, match="radii: -1"):
            sphere_sphere([0.0, 0.0, 2.0], energy=1.0, radii=(-1.0, 1.0), **ALONG_Z)
        with pytest.raises(InputError, match="energy: nan"):
            sphere_sphere([0.0, 0.0, 2.0], energy=math.nan, radii=(0.1, 0.1), **ALONG_Z)


class TestCoherentFraction:
    @pytest.mark.parametrize("row", [row for row in rows("beam_bodies.csv") if row["group"] == "fresnel"])
    def test_reference(self, row: dict[str, str]) -> None:
        found = coherent_fraction(float(row["z"]), 1.0, bodies=balls(float(row["a"]), float(row["b"])))
        # the reference has forward waves only, as the sum here; rounding of the largest contribution, below 0.3 in all rows
        assert abs(found.value - float(row["value"])) < 1e-13 * (abs(found.value) + 0.01)

    @pytest.mark.parametrize(
        ("a", "b", "offset"),
        [
            (1, 1, 0),
            (1, 0.1, 0),
            (0, 1, 0),
            (1, 1, 0.5),
            (1, 1, 1.5),
            (1, 1, 3),
            (0.1, 0.1, 1),
            (0, 1, 0.5),
            (1, 0.3, 1),
        ],
    )
    @pytest.mark.parametrize("radius", [1.0, 10.0, 100.0, 1000.0])
    def test_error_covers_the_exact_energy(self, a: float, b: float, offset: float, radius: float) -> None:
        for factor in (2.1, 3.0, 10.0, 100.0):
            z = factor * radius
            found = coherent_fraction(z, 1.0, bodies=balls(a * radius, b * radius), offset=offset * radius)
            value = exact(a * radius, b * radius, (offset * radius, 0.0, z))
            assert abs(found.value - value) < found.error + 1e-13  # of the exact one, 1e-15 sqrt(E a)

    def test_error_is_useful(self) -> None:
        assert coherent_fraction(300.0, 1.0, bodies=balls(100.0, 100.0)).error < 1e-9
        small = coherent_fraction(1e9, 1.0, bodies=balls(1e4, 1e4), offset=1e4)
        assert small.error < 1e-8 * small.value

    def test_two_discs(self) -> None:
        assert disc_fraction(50.0) == approx(3.178074008394405e-3, rel=1e-14)
        for beta in (1e-3, 0.5, 2.0, 39.9, 40.1, 1e3, 1e6, 1e10):
            z = 1e30  # no corrections in 1/(E z)
            found = coherent_fraction(z, 1.0, bodies=discs(math.sqrt(beta * z), math.sqrt(beta * z)))
            assert found.value == approx(disc_fraction(beta), rel=2e-13)
        assert disc_fraction(np.array([1e-9, 1e12])) == approx([1.0, 2 / math.sqrt(math.pi) * 1e-18], rel=1e-11)
        assert disc_fraction(np.nextafter(40.0, 0)) == approx(disc_fraction(40.0), rel=1e-13)

    @pytest.mark.parametrize(
        ("radius", "z", "off"), [(100.0, 100.0, 1.4e-2), (1000.0, 1000.0, 4e-4), (300.0, 900.0, 0)]
    )
    def test_two_discs_by_quadrature_of_the_exact_kernel(self, radius: float, z: float, off: float) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(32)
        edges = np.linspace(0, 2 * radius, int(radius * radius / z) + 9)
        half = edges[1] / 2
        rho = (edges[:-1, None] + half * (1 + nodes)).ravel()
        chord = 2 * radius**2 * np.arccos(rho / 2 / radius) - rho / 2 * np.sqrt(4 * radius**2 - rho**2)
        density = np.tile(weights * half, len(edges) - 1) * 2 * math.pi * rho * chord / (math.pi * radius**2) ** 2
        value = -math.pi * z * np.sum(density * point(np.stack([rho, 0 * rho, 0 * rho + z], -1)))
        found = coherent_fraction(z, 1.0, bodies=discs(radius, radius))
        assert abs(found.value - value) < found.error
        if off:  # how far the paraxial closed form is off
            assert abs(value / disc_fraction(radius**2 / z) - 1) == approx(off, rel=0.15)

    def test_equal_spheres_from_small_to_large(self) -> None:
        def fraction(beta: float) -> float:
            return float(coherent_fraction(1e30, 1.0, bodies=balls(*2 * [math.sqrt(beta * 1e30)])).value)

        # 1 - <rho^4> (E/2z)^2/2, with <rho^4> = 8/15 <u^4> and <u^4> = 2 (3/7) a^4 + (10/3) (3/5)^2 a^4
        quartic = 8 / 15 * (2 * 3 / 7 + 10 / 3 * 0.36)
        assert (1 - fraction(0.01)) / (quartic * 0.01**2 / 8) == approx(1.0, rel=1e-4)  # next: beta^2
        constant = np.euler_gamma + 3 * math.log(2) - 1
        assert constant == approx(1.6566, rel=1e-4)
        for beta, off in ((50.0, 2e-3), (1e4, 1e-5), (1e10, 1e-9)):
            assert fraction(beta) == approx(1.125 / beta**2 * (math.log(beta) + constant), rel=off)

    def test_a_cone_of_directions_by_rotating_the_beam(self) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(24)
        for a, b, z, cone in ((30.0, 30.0, 300.0, 0.05), (30.0, 30.0, 300.0, 0.2), (20.0, 40.0, 2000.0, 0.03)):
            mean = 0.0
            for miss, weight in zip((1 - math.cos(cone)) * (nodes + 1) / 2, weights / 2, strict=True):
                k = np.array([math.sqrt(miss * (2 - miss)), 0.0, 1 - miss])
                mean += weight * float(sphere_sphere([0, 0, z], direction=k, energy=1.0, radii=(a, b), **UNIT))
            found = coherent_fraction(z, 1.0, bodies=balls(a, b), spread=cone)
            assert abs(found.value + math.pi * z * mean) < found.error
            assert found.error < 0.2 * abs(found.value) + 0.02 * cone
            assert abs(found.value) < 0.95 * coherent_fraction(z, 1.0, bodies=balls(a, b)).value

    def test_two_points_in_a_cone(self) -> None:
        # sin(y)/y, y = E z theta^2/2
        for cone in (1e-16, 1e-15, 4e-15):
            y = 1e30 * cone**2 / 2
            assert coherent_fraction(1e30, 1.0, bodies=balls(0, 0), spread=cone).value == approx(
                math.sin(y) / y, rel=1e-12
            )

    def test_two_points_off_the_axis(self) -> None:
        for b in (1e14, 1e15, 5e15):
            found = coherent_fraction(1e30, 1.0, bodies=balls(0, 0), offset=b)
            assert found.value == approx(math.cos(b * b / 2e30), rel=1e-11)

    def test_a_laboratory(self) -> None:
        # aligned points times N N' would be wrong by eighteen orders of magnitude
        found = coherent_fraction(10 * cm, 3 * MeV, bodies=balls(1 * cm, 1 * cm))
        beta = fresnel_number(3 * MeV, 1 * cm, 10 * cm)
        assert beta == approx(1.52e10, rel=1e-2)
        assert found.value == approx(1.125 / beta**2 * (math.log(beta) + 1.65666), rel=1e-6)
        assert found.error < 1e-10 * found.value
        wide = coherent_fraction(10 * cm, 3 * MeV, bodies=balls(1 * cm, 1 * cm), spread=0.15)
        assert abs(wide.value) < 0.3 * found.value
        assert coherent_fraction(10 * cm, 3 * MeV, bodies=balls(10 * nm, 10 * nm)).value > 0.99

    def test_energy(self) -> None:
        given: dict[str, Any] = {"bodies": balls(20.0, 10.0), "offset": 5.0}
        fraction = coherent_fraction(100.0, 2.0, **given)
        found = fresnel_energy(100.0, energy=2.0, flux=3.0, charges=-0.5, fermi=0.1, **given)
        assert found.value == approx(0.01 * 3 * 0.5 * 2 / (100 * math.pi) * fraction.value, rel=1e-14)
        assert found.error == approx(abs(found.value / fraction.value) * fraction.error, rel=1e-14)

    def test_bad_input(self) -> None:
        with pytest.raises(InputError, match=r"radius: .*touch or overlap"):
            coherent_fraction(2.0, 1.0, bodies=balls(1.0, 1.0))
        with pytest.raises(InputError, match="shape: 'cube'"):
            Body("cube", 1.0)  # type: ignore[arg-type]  # neither of the two words
        with pytest.raises(InputError, match="radius: -1"):
            Body("ball", -1.0)
        with pytest.raises(InputError, match=r"spread: 0\.6"):
            coherent_fraction(9.0, 1.0, bodies=balls(1.0, 1.0), spread=0.6)
        with pytest.raises(InputError, match="beta"):
            disc_fraction([1.0, -1.0])
        with pytest.raises(OutOfDomain, match="differ by a factor"):
            coherent_fraction(1e12, 1.0, bodies=balls(1e7, 1e7), offset=1e14)
        with pytest.raises(InputError, match="energy: 0"):
            fresnel_number(0.0, 1.0, 1.0)


class TestSpectra:
    @pytest.mark.parametrize("make", [balls, discs])
    @pytest.mark.parametrize(("a", "b"), [(300.0, 300.0), (1e4, 1e4), (2e4, 5e3)])
    def test_a_line_both_ways(self, make: Any, a: float, b: float) -> None:
        z = 1e8
        table = Table(np.array([1 - 1e-9, 1.0, 1 + 1e-9]), np.array([0.0, 1.0, 0.0]))  # a line, by its moments
        found = coherent_fraction(z, table, bodies=make(a, b))
        line = coherent_fraction(z, 1.0, bodies=make(a, b))
        assert abs(found.value - line.value) < found.error + line.error

    @pytest.mark.parametrize("spectrum", [Pinched(mean_energy=1.0, pinch=2.3), Gaussian(energy=1.0, width=0.1)])
    @pytest.mark.parametrize("make", [balls, discs])
    def test_average_over_lines(self, spectrum: AbstractSpectrum, make: Any) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(48)
        if isinstance(spectrum, Pinched):  # E = e^(s - e^(-s)): both ends are smooth
            s = -2.5 + 5.2 * (nodes + 1) / 2
            energy = np.exp(s - np.exp(-s))
            weights = weights * energy**2.3 * np.exp(-3.3 * energy) * energy * (1 + np.exp(-s))
        else:
            energy = 1 + 0.65 * nodes
            weights = weights * np.exp(-(((energy - 1) / 0.1) ** 2) / 2)
        lines = Lines(energies=tuple(energy.tolist()), weights=tuple(weights.tolist()))
        found = coherent_fraction(1e12, spectrum, bodies=make(1.5e6, 1.5e6))
        assert found.value == approx(coherent_fraction(1e12, lines, bodies=make(1.5e6, 1.5e6)).value, rel=1e-7)

    def test_edges_of_a_spectrum_go_to_the_error(self) -> None:
        # more panels than are made: what is left out is in the error, against exact lines
        table = Table(np.array([0.5, 1.5, 2.5]), np.array([0.0, 1.0, 0.0]))
        nodes, weights = np.polynomial.legendre.leggauss(20)
        energies = np.concatenate([1.0 + 0.5 * nodes, 2.0 + 0.5 * nodes])
        weights = np.concatenate([weights, weights]) * (1.0 - np.abs(energies - 1.5))
        lines = Lines(energies=tuple(energies.tolist()), weights=tuple(weights.tolist()))
        radius = math.sqrt(3e5 * 1e20)
        found = coherent_fraction(1e20, table, bodies=balls(radius, radius))
        value = coherent_fraction(1e20, lines, bodies=balls(radius, radius)).value
        assert abs(found.value - value) < found.error < 0.05 * value

    def test_low_energies_win(self) -> None:
        # S -> (9/8) <E beta^-2 (ln beta + c)>/<E>, beta = E R^2/z
        pinch, size = 2.3, 1e8
        found = coherent_fraction(
            1e20, Pinched(mean_energy=1.0, pinch=pinch), bodies=balls(*2 * [math.sqrt(size * 1e20)])
        )
        constant = np.euler_gamma + 3 * math.log(2) - 1

        def integrand(e: float) -> float:
            return float(e**pinch * math.exp(-(pinch + 1) * e) / e * (math.log(e * size) + constant))

        norm = (pinch + 1) ** (pinch + 1) / math.gamma(pinch + 1)
        mean = norm * quad(integrand, 0, 40, epsabs=0, epsrel=1e-11)[0]
        assert found.value == approx(1.125 / size**2 * mean, rel=1e-8)

    def test_bad_input(self) -> None:
        pinched = Pinched(mean_energy=1.0, pinch=2.3)
        for bodies, more in (
            (balls(1.0, 1.0), {"spread": 0.1}),
            (balls(1.0, 1.0), {"offset": 0.1}),
            (balls(1.0, 0.0), {}),
            ((Body("ball", 1.0), Body("disc", 1.0)), {}),
        ):
            with pytest.raises(OutOfDomain, match="give the spectrum as Lines"):
                coherent_fraction(9.0, pinched, bodies=bodies, **more)
        table = Table(np.array([1 - 1e-9, 1.0, 1 + 1e-9]), np.array([0.0, 1.0, 0.0]))  # all but a line: it never fades
        with pytest.raises(NotConverged, match="use Lines"):
            coherent_fraction(1.0e12, table, bodies=discs(1e11, 1e11))


class TestSheets:
    @pytest.mark.parametrize("row", [row for row in rows("beam_bodies.csv") if row["group"] == "sheet"])
    def test_reference(self, row: dict[str, str]) -> None:
        d, angle = float(row["z"]), float(row["a"])
        # the phase 2 E d cos, up to 600, carries rounding of the angle
        assert sheets(d, angle=angle, spectrum=LINE, **UNIT) == approx(float(row["value"]), rel=1e-12)

    def test_a_wide_sum_of_points_tends_to_it(self) -> None:
        # a Gaussian regulator of width w: the sum differs by O(1/(E w)^2), so that two widths extrapolate
        d, angle = 2.0, 0.5
        value = float(sheets(d, angle=angle, spectrum=LINE, **UNIT))
        found = {}
        for width in (30.0, 60.0):
            count = int(6.5 * width / 0.35)
            u = 0.35 * (np.arange(count) + 0.5)
            # even in y; trapezoid in the plane, exponentially exact
            x, y = np.meshgrid(np.concatenate([-u[::-1], u]), u, indexing="ij")
            r = np.sqrt(x * x + y * y + d * d)
            kx = math.sin(angle) * x + math.cos(angle) * d
            c = kx / r
            kernel = -(np.cos(kx) * np.cos(r) + c * np.sin(kx) * (np.sin(r) + np.cos(r) / r)) / (math.pi * r)
            found[width] = 2 * 0.35**2 * np.sum(kernel * np.exp(-(x * x + y * y) / (2 * width**2)))
        assert abs(found[60.0] / value - 1) < 1e-2
        assert (4 * found[60.0] - found[30.0]) / 3 == approx(value, rel=5e-4)

    def test_nothing_at_normal_incidence(self) -> None:
        assert sheets(np.array([0.1, 3.0, 1e5]), angle=0.0, spectrum=LINE, **UNIT) == approx(np.zeros(3))

    def test_grazing(self) -> None:
        # sin^2/cos sin(2 E d cos) -> 2 E d
        assert sheets(3.0, angle=math.pi / 2, spectrum=LINE, **UNIT) == approx(12.0, rel=1e-13)

    @pytest.mark.parametrize(
        "spectrum",
        [
            LINE,
            Pinched(mean_energy=1.0, pinch=2.3),
            Pinched(mean_energy=1.0, pinch=1.0),
            Gaussian(energy=1.0, width=0.1),
        ],
    )
    @pytest.mark.parametrize("thickness", [(0.01, 0.02), (20.0, 1.0), (20.0, 30.0), (5.9, 6.1)])
    def test_slabs_are_sums_of_sheets(self, spectrum: AbstractSpectrum, thickness: tuple[float, float]) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(60)
        x, y = (length * (nodes + 1) / 2 for length in thickness)
        thin = sheets(2.0 + x[:, None] + y, angle=0.7, spectrum=spectrum, **UNIT)
        value = math.prod(thickness) / 4 * weights @ thin @ weights
        found = sheets(2.0, angle=0.7, spectrum=spectrum, thickness=thickness, **UNIT)
        assert found == approx(
            value, rel=1e-11
        )  # thin slabs: to 1e-15; thick ones: a sum of four terms larger than itself

    def test_the_bath_is_the_average_over_directions(self) -> None:
        given = {"energy": 1.0, "density": 1.0, "charges": 1.0, "fermi": 1.0}
        for d in (0.05, 1.0, 7.0):
            mean = quad(lambda c, d=d: float(sheets(d, angle=math.acos(c), spectrum=LINE, **UNIT)), 0, 1, limit=200)[0]
            assert bath_sheets(d, **given) == approx(mean - math.pi, rel=1e-8)  # of quad

    def test_the_bath_by_its_integral(self) -> None:
        given = {"energy": 2.0, "density": 0.5, "charges": 3.0, "fermi": 0.1}
        for d in (1e-3, 0.3, 2.0):
            body = quad(lambda x: (math.sin(2 * x) - 2 * x * math.cos(2 * x)) / (2 * x**3), 2 * d, 8.0, epsrel=1e-12)[0]
            # from 8 on by parts: j_1(16) + pi/2 - Si(16)
            rest = (
                math.sin(16) / 256
                - math.cos(16) / 16
                + quad(lambda t: math.exp(-16 * t) / (1 + t * t), 0, 3)[0] * math.cos(16)
            )
            rest += quad(lambda t: t * math.exp(-16 * t) / (1 + t * t), 0, 3)[0] * math.sin(16)
            assert bath_sheets(d, **given) == approx(-2 * 0.01 * 0.5 * 3 * (body + rest), rel=1e-8)
        both = bath_sheets(np.array([np.nextafter(12.5, 0), 12.5]), **given)
        assert both[0] == approx(both[1], rel=1e-12)  # the closed form and the asymptotic one
        d = 1e4
        assert bath_sheets(d, **given) == approx(-0.03 * math.sin(4 * d) / (2 * (2 * d) ** 2), rel=1e-3)

    def test_bad_input(self) -> None:
        with pytest.raises(OutOfDomain, match="distance larger than zero"):
            sheets([1.0, 0.0], angle=0.1, spectrum=LINE, **UNIT)
        with pytest.raises(OutOfDomain, match="distance larger than zero"):
            bath_sheets(-1.0, energy=1.0, density=1.0, charges=1.0, fermi=1.0)
        with pytest.raises(InputError, match="angle: 4"):
            sheets(1.0, angle=4.0, spectrum=LINE, **UNIT)
        with pytest.raises(InputError, match="thickness: 0"):
            sheets(1.0, angle=0.4, spectrum=LINE, thickness=(0.0, 1.0), **UNIT)


class TestFormFactors:
    def test_transforms_of_densities(self) -> None:
        def transform(density: Any, q: float, end: float) -> float:
            edges = np.linspace(0, end, 9)
            parts = [
                quad(lambda r: 4 * math.pi * r * density(r) * math.sin(q * r) / q, x, y, epsabs=1e-15)[0]
                for x, y in pairwise(edges)
            ]
            return float(math.fsum(parts))

        for q in (0.01, 0.4, 3.0, 11.0):
            assert abs(Ball(1.3)(q) - transform(lambda r: 3 / (4 * math.pi * 1.3**3), q, 1.3)) < 1e-13
            assert (
                abs(Hydrogenic(0.7)(q) - transform(lambda r: math.exp(-2 * r / 0.7) / (math.pi * 0.343), q, 16.0))
                < 1e-13
            )
            gauss = DebyeWaller(0.5)
            assert abs(gauss(q) - transform(lambda r: math.exp(-(r**2)) / math.pi**1.5, q, 7.0)) < 1e-13
            assert Helm(1.3, 0.2)(q) == approx(Ball(1.3)(q) * DebyeWaller(0.04)(q), rel=1e-14)

    @pytest.mark.parametrize(
        "factor",
        [
            Ball(1.3),
            Hydrogenic(0.7),
            DebyeWaller(0.5),
            Helm(1.3, 0.2),
            Ball(2.0) * DebyeWaller(0.1),
            Weighted((3.0, -1.0), (Ball(1.0), Hydrogenic(0.5))),
        ],
    )
    def test_mean_square_is_the_slope(self, factor: AbstractFormFactor) -> None:
        assert factor(0.0) == 1.0
        assert (1 - factor(1e-3)) * 6e6 == approx(factor.mean_square, rel=1e-5)  # next: q^2, and rounding of 1 - F
        assert factor(np.zeros((2, 3))).shape == (2, 3)

    def test_nuclei(self) -> None:
        # measured rms charge radii: 40Ca 3.478 fm, 208Pb 5.501 fm; a fit to all nuclei misses them by 3 %
        assert math.sqrt(Helm.of_nucleus(40).mean_square) / fm == approx(3.478, rel=0.03)
        assert math.sqrt(Helm.of_nucleus(208).mean_square) / fm == approx(5.501, rel=0.03)
        with pytest.raises(OutOfDomain, match="A of 10 and more"):
            Helm.of_nucleus(4)

    def test_debye_model(self) -> None:
        mass, theta = 28 * AMU, 645 * K
        for ratio in (0.02, 0.5, 1.0, 9.99, 10.01, 300.0):
            integral = quad(lambda x: x / math.expm1(x), 0, 1 / ratio, epsabs=0, epsrel=1e-12)[0]
            found = DebyeWaller.debye(temperature=ratio * theta, debye_temperature=theta, mass=mass)
            assert found.displacement == approx(3 / (mass * theta) * (0.25 + ratio**2 * integral), rel=1e-11)
        cold = DebyeWaller.debye(temperature=0.0, debye_temperature=theta, mass=mass)
        assert cold.displacement == approx(0.75 / (mass * theta), rel=1e-15)
        hot = DebyeWaller.debye(temperature=100 * theta, debye_temperature=theta, mass=mass)
        assert hot.displacement == approx(3 * 100 / (mass * theta), rel=1e-4)  # equipartition

    def test_nothing_is_scattered_back_in_solids_above_40_keV(self) -> None:
        # silicon, of common solids one of the stiffest: 0.0066 nm along an axis at 300 K
        silicon = DebyeWaller.debye(temperature=300 * K, debye_temperature=645 * K, mass=28.0855 * AMU)
        assert math.sqrt(silicon.displacement) / nm == approx(0.0066, rel=0.02)
        r = 1 * um
        for energy, most in ((1 * keV, 1.0), (40 * keV, 2e-3), (100 * keV, 3e-19)):
            left = silicon(2 * energy) ** 2
            assert most / 3 < left <= most
            # on the axis V = -(E/pi r)[1 + F_1 F_2(2E) sin(2 E r)/(2 E r)]
            found = far_field([0, 0, r], energy=energy, factors=(silicon, silicon), **ALONG_Z)
            back = (-math.pi * r / energy * found.value - 1) * 2 * energy * r
            assert abs(back - left * math.sin(2 * energy * r)) < 1e-14 * energy * r  # rounding of 1 and of the phase

    def test_far_field_against_exact_spheres(self) -> None:
        rng = np.random.default_rng(1)
        for i in range(60):
            energy = 10 ** rng.uniform(-1, 2)
            a, b = np.sqrt(0.1 * rng.uniform(size=2) / max(energy, 1.0) / 1.2)
            n = rng.normal(size=3) * (1.0 if i % 2 else np.array([0.1, 0.1, 1.0]))
            x = n / np.linalg.norm(n)
            found = far_field(x, energy=energy, factors=(Ball(a), Ball(b)), **ALONG_Z)
            value = sphere_sphere(x, energy=energy, radii=(a, b), **ALONG_Z)
            assert abs(found.value - value) < 0.5 * found.error

    def test_far_field_of_points_is_exact(self) -> None:
        x = np.array([[0.3, 0.0, 2.0], [0.0, 0.0, -1.0], [7.0, 1.0, 0.0]])
        found = far_field(x, energy=1.0, factors=(Ball(0.0), DebyeWaller(0.0)), **ALONG_Z)
        assert found.value == approx(point(x), rel=1e-13)
        assert found.error == approx(np.zeros(3))

    def test_near_fields_are_refused(self) -> None:
        body = Ball(1 * cm)
        with pytest.raises(OutOfDomain, match="coherent_fraction"):
            far_field([0, 0, 1e3 * cm], energy=1 * MeV, factors=(body, body), **ALONG_Z)
        with pytest.raises(OutOfDomain, match="well beyond the bodies"):
            far_field([0, 0, 2.0], energy=1e-9, factors=(Ball(1.0), Ball(1.0)), **ALONG_Z)

    def test_bad_input(self) -> None:
        with pytest.raises(InputError, match="one charge for each"):
            Weighted((1.0,), (Ball(1.0), Ball(2.0)))
        with pytest.raises(InputError, match="must not vanish"):
            Weighted((1.0, -1.0), (Ball(1.0), Ball(2.0)))
        with pytest.raises(InputError, match="debye_temperature: 0"):
            DebyeWaller.debye(temperature=1.0, debye_temperature=0.0, mass=1.0)
        with pytest.raises(InputError, match="radius"):
            Ball(-1.0)
