"""Experiments against backgrounds, the table, its report and its figures."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.bibliography import entries
from nuforce.errors import InputError, UnknownName
from nuforce.report import report, requirements, verdict, verdicts
from nuforce.sector import Sector
from nuforce.units import m
from tests.tables import approx


@pytest.fixture(scope="module")
def table() -> Any:
    return nf.reach(backgrounds=["vacuum", "cosmic", "reactor", "supernova"])


def test_table_has_the_talk_and_its_attributes(table: Any) -> None:
    assert table.sizes == {"experiment": 8, "background": 4}
    assert set(table.attrs) >= {"references", "reasons", "warnings", "nuforce_version"}
    assert set(table.attrs["references"]) <= set(entries())
    for name in ("predicted", "missing_decades", "aligned", "suppression", "coherence_angle"):
        assert table[name].attrs["long_name"]
        assert table[name].attrs["units"]
    assert any("points" in text for text in table.attrs["warnings"])
    expected = np.log10(table.sensitivity / np.abs(table.predicted))
    np.testing.assert_allclose(table.missing_decades, expected.transpose("experiment", "background"), rtol=1e-12)


def test_total_is_the_sum(table: Any) -> None:
    total = nf.reach(backgrounds=["cosmic"], part="total")
    sums = table.predicted.sel(background="vacuum") + table.predicted.sel(background="cosmic")
    np.testing.assert_allclose(total.predicted.sel(background="cosmic"), sums, rtol=1e-9)


def test_sources_that_are_too_near_are_out_of_domain(table: Any) -> None:
    cell = table.sel(experiment="washington-2007", background="reactor")
    assert str(cell.status.item()) == "out-of-domain"
    assert np.isnan(cell.predicted)
    assert cell.aligned > 0  # the bound stays
    assert any("washington-2007" in text and "reactor" in text for text in table.attrs["warnings"])


def test_screened_force_underflows_with_a_word() -> None:
    heavy = nf.reach("washington-2007", backgrounds=["vacuum"], sector=Sector.normal_ordering(lightest=0.05))
    assert heavy.status.item() == "underflow"
    assert heavy.predicted.item() == 0
    assert np.isnan(heavy.missing_decades.item())


def test_choosing() -> None:
    assert nf.reach("tag:levitated", backgrounds=["vacuum"]).experiment.values.tolist() == ["levitated-optomechanics"]
    both = nf.reach(["wuhan-2012", nf.experiments["wuhan-2020"]], backgrounds="vacuum")
    assert both.experiment.values.tolist() == ["wuhan-2012", "wuhan-2020"]
    assert nf.reach(nf.experiments, backgrounds=["vacuum"]).sizes["experiment"] == len(nf.experiments)
    with pytest.raises(UnknownName, match="wuhan-2020"):
        nf.reach("wuhan-2021")
    with pytest.raises(UnknownName, match="cosmic"):
        nf.reach("wuhan-2020", backgrounds=["kosmic"])
    with pytest.raises(UnknownName, match="total"):
        nf.reach("wuhan-2020", backgrounds=["vacuum"], part="all")  # type: ignore[arg-type]  # that is the point


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    nf.reach(["wuhan-2012", "wuhan-2020"], backgrounds=["vacuum", "cosmic"], progress=lambda i, n: told.append((i, n)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


# What bodies at these distances would see if neutrinos were massless, computed elsewhere to two digits, as potential ratios:
# vacuum; what a relic background at 1.945 K adds; coherent bounds in the solar flux and at 10 m from a reactor of 3 GW.
# Rows of the equivalence principle hold the difference of the two materials.
FIGURES: dict[str, tuple[float, float, float, float]] = {
    "washington-2007": (2.9e-67, 2.9e-67, 8.1e-20, 6.6e-16),
    "washington-1999": (3.9e-37, 3.9e-37, 5.8e-21, 9.2e-16),
    "irvine-1985-2cm": (3.5e-32, 3.5e-32, 2.1e-18, 4.6e-15),
    "irvine-1985-5cm": (6.4e-36, 6.4e-36, 2.1e-18, 4.6e-15),
    "wuhan-2012": (3.4e-27, 3.4e-27, 1.8e-18, 1.4e-15),
    "wuhan-2020": (5.4e-22, 8.0e-25, 1.8e-18, 1.4e-15),
    "washington-2020": (7.4e-21, 8.4e-25, 1.8e-18, 1.3e-15),
    "levitated-optomechanics": (5.0e-14, 7.9e-25, 1.9e-18, 3.2e-15),
}


@pytest.fixture(scope="module")
def massless() -> Any:
    return nf.reach(backgrounds=["vacuum", "cosmic", "solar", "reactor"], sector=Sector.massless())


@pytest.mark.parametrize("name", list(FIGURES))
def test_figures_made_elsewhere(name: str, massless: Any) -> None:
    row = massless.sel(experiment=name)
    vacuum, relic, solar, reactor = FIGURES[name]
    # a difference of accelerations is one of forces: 5 times that of the potentials for 1/r^5, the same for 1/r
    factor = 5 if str(row.observable.item()) == "equivalence" else 1
    predicted = np.abs(row.predicted)
    assert predicted.sel(background="vacuum").item() / factor == approx(vacuum, rel=0.02)
    assert predicted.sel(background="cosmic").item() / factor == approx(relic, rel=0.02)
    aligned = np.abs(row.aligned)
    # electrons survive in equal shares there, here with the energy of each component; the differences of materials,
    # small against the charges themselves, feel that most
    assert aligned.sel(background="solar").item() == approx(solar, rel=0.2)
    # the same power, but 6.1e13 MeV/cm^2/s here, 6.7e13 there: other fission energies and neutrinos below 1.8 MeV
    energy = 6.1 / 6.7
    if name == "irvine-1985-5cm":  # copper attracts copper here, steel there
        energy *= 0.183985 / 0.197780
    assert aligned.sel(background="reactor").item() == approx(energy * reactor, rel=0.03)


def test_what_a_relic_bath_adds_far_away_cancels_the_vacuum(massless: Any) -> None:
    far = massless.sel(experiment="irvine-1985-5cm")
    vacuum, added = (far.predicted.sel(background=name).item() for name in ("vacuum", "cosmic"))
    assert added == approx(-vacuum, rel=1e-9)
    total = nf.reach("irvine-1985-5cm", backgrounds=["cosmic"], part="total", sector=Sector.massless())
    # left is e^{-2 pi T r} of it, by the closed form, not by a difference
    assert 0 < total.predicted.item() < 1e-300 or str(total.status.item()) == "underflow"


def test_reactor_from_the_power_by_hand(massless: Any) -> None:
    """6 antineutrinos and 205 MeV per fission, 1.4 MeV each: a bound within a few per cent of the catalogue's."""
    fissions = 3e9 / (205 * 1.602176634e-13)
    energy = fissions * 6 * 1.40e6 / (4 * np.pi * 1000.0**2)  # eV/cm^2/s at 10 m
    natural = energy * 1.973269804593025e-5**2 * 6.582119569509066e-16  # eV^4
    charge = 0.103648 / 931494103.72
    bound = 1.1663788e-23**2 * natural * charge**2 * 1.220890e28**2 / np.pi
    assert massless.aligned.sel(experiment="wuhan-2020", background="reactor").item() == approx(-bound, rel=0.03)


def test_distance_orders_the_talk(table: Any) -> None:
    distances = table.distance.values
    assert np.all(np.diff(distances) <= 0)


def test_part_is_told_for_every_cell() -> None:
    parts = nf.reach("wuhan-2020", backgrounds=["vacuum", "cosmic"]).part.values.tolist()
    assert parts == [["vacuum", "background"]]
    parts = nf.reach("wuhan-2020", backgrounds=["vacuum", "cosmic"], part="total").part.values.tolist()
    assert parts == [["vacuum", "total"]]


def test_one_flavour_alone() -> None:
    """Massless: each flavour has its own charges, and they add up."""
    values = {
        flavour: nf.reach(
            "wuhan-2020", backgrounds=["vacuum", "cosmic"], sector=Sector.massless(), flavour=flavour
        ).predicted.values
        for flavour in ("all", "e", "mu", "tau")
    }
    np.testing.assert_allclose(values["e"] + values["mu"] + values["tau"], values["all"], rtol=1e-12)
    np.testing.assert_allclose(values["mu"], values["tau"], rtol=1e-12)
    assert values["mu"][0, 0] / values["e"][0, 0] == approx((0.298876 / 0.103648) ** 2, rel=1e-3)


def test_objects_and_names_mix() -> None:
    source: Any = nf.backgrounds["reactor"]
    near = dataclasses.replace(source, name="near", angular_radius=0.0)
    table = nf.reach([nf.experiments["wuhan-2020"], "tag:levitated"], backgrounds=["vacuum", near, "dsnb"])
    assert table.background.values.tolist() == ["vacuum", "near", "dsnb"]
    np.testing.assert_allclose(table.suppression.sel(background="near"), 1, rtol=1e-9)
    assert table.directed.values.tolist() == [False, True, False]
    assert np.all(np.isnan(table.aligned.sel(background="dsnb")))


def test_exchange_of_gravity_is_gravity() -> None:
    table = nf.reach("tag:inverse-square-law", backgrounds=["vacuum"], exchange="newton")
    np.testing.assert_allclose(table.predicted, -1, rtol=1e-14)


def test_attributes_survive_netcdf(table: Any, tmp_path: Path) -> None:
    table.to_netcdf(tmp_path / "table.nc", engine="h5netcdf")
    import xarray as xr

    with xr.open_dataset(tmp_path / "table.nc", engine="h5netcdf") as again:
        np.testing.assert_array_equal(again.predicted, table.predicted)
        assert list(again.attrs["references"]) == table.attrs["references"]
        assert again.predicted.attrs["units"] == "1"


def test_two_backgrounds_of_one_name() -> None:
    """The same source with and without its size is a natural question: two columns, or a word; none is dropped silently."""
    source: Any = nf.backgrounds["reactor"]
    pair = [source, dataclasses.replace(source, angular_radius=0.0)]
    said = ""
    try:
        table = nf.reach("wuhan-2020", backgrounds=pair)
    except InputError as error:
        said = str(error)
    if not said:
        assert table.sizes["background"] == 2
        assert set(verdicts(table)) == {"wuhan-2020"}
        said = verdict(table)
    assert "reactor" in said


def test_the_same_background_twice_is_one() -> None:
    pairs: list[list[Any]] = [["reactor", "Reactor"], ["vacuum", "VACUUM"], [nf.backgrounds["cosmic"], "cosmic"]]
    for pair in pairs:
        assert nf.reach("wuhan-2020", backgrounds=pair).sizes["background"] == 1


def test_value_without_a_digit_is_not_shown() -> None:
    """Geoneutrinos over 6400 km: phases of 1e20, at the edges of a table."""
    table = nf.reach("washington-2007", backgrounds=["geo", "cosmic"])
    assert table.status.values.tolist() == [["not-converged", "ok"]]
    assert np.isnan(table.predicted.values[0, 0])
    assert np.isnan(table.missing_decades.values[0, 0])
    assert any("washington-2007, geo: not-converged" in text for text in table.attrs["warnings"])


def test_coherence_angle_is_that_of_the_distance(table: Any) -> None:
    """sin(x)/x = 1/2 at x = 1.8955 = E r angle^2/2."""
    for name in ("wuhan-2020", "irvine-1985-5cm"):
        r = nf.experiments[name].setup.distance
        mean = nf.backgrounds["reactor"].component[0].spectrum.mean  # type: ignore[attr-defined]  # a beam
        angle = table.coherence_angle.sel(experiment=name, background="reactor").item()
        assert angle == approx((2 * 1.8954942670 / (mean * r)) ** 0.5, rel=1e-9)


def test_ratio_to_gravity_of_a_comparison_is_that_of_its_first_material(table: Any) -> None:
    row = nf.experiments["washington-1999"]
    pair = nf.interaction(row.setup.test[0], row.setup.source)
    cell = table.sel(experiment=row.name, background="vacuum")
    assert cell.ratio_to_gravity.item() == approx(float(pair.over_gravity(row.setup.distance)), rel=1e-14)
    assert cell.ratio_to_gravity.item() != cell.predicted.item()


def test_what_it_would_take(table: Any) -> None:
    """The needed flux makes the aligned force equal the sensitivity; the distance follows from 1/d^2."""
    cell = table.sel(experiment="washington-1999", background="reactor")
    flux = nf.backgrounds["reactor"].quantities()["flux"][0]
    factor = float(cell.sensitivity) / abs(float(cell.aligned))
    assert float(cell.needed_flux) == approx(factor * flux, rel=1e-12)
    assert float(cell.needed_distance) == approx(10 * m / factor**0.5, rel=1e-12)
    reactor: Any = nf.backgrounds["reactor"]
    brighter = dataclasses.replace(
        reactor,
        distance=float(cell.needed_distance),
        angular_radius=0.0,
        source_radius=None,
    )
    seen = nf.reach("washington-1999", backgrounds=[brighter])
    # nearer than the bodies are apart, so that no number is given for it, but the bound is
    assert abs(float(seen.aligned.item())) == approx(float(cell.sensitivity), rel=1e-12)
    energy = nf.backgrounds["reactor"].quantities()["mean-energy"][0]
    assert float(cell.coherent_size) ** 2 == approx(2 * float(cell.distance) / energy, rel=1e-12)
    assert np.isnan(table.needed_flux.sel(background="vacuum")).all()


def test_what_limits_a_beam() -> None:
    def limit(**changes: Any) -> str:
        experiment = nf.experiments["washington-1999"]
        angle = changes.pop("angle", 0.0)
        experiment = dataclasses.replace(experiment, setup=dataclasses.replace(experiment.setup, angle=angle))
        sun: Any = nf.backgrounds["solar-be7"]
        beam = dataclasses.replace(sun, **changes)
        return str(nf.reach(experiment, backgrounds=[beam]).limited_by.item())

    assert limit() == "source-size"
    assert limit(angular_radius=0.0) == "flux"
    assert limit(angular_radius=0.0, angle=1e-3) == "alignment"
    assert limit(distance=1 * nf.units.um, angular_radius=0.0) == "too-near"


def test_requirements_in_words(table: Any) -> None:
    sentences = requirements(table)
    assert list(sentences) == table.experiment.values.tolist()
    assert "nearer than the bodies" in sentences["washington-2007"]
    assert "the size of the source kills it" in sentences["washington-1999"]
    assert all(text in report(table, width=100_000) and text in report(table, "html") for text in sentences.values())
    assert requirements(nf.reach("wuhan-2020", backgrounds=["vacuum", "cosmic"])) == {}
