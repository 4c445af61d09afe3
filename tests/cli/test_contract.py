"""What scripts may rely on."""

import csv
import io
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.cli import run
from nuforce.units import m, um

Call = Callable[..., dict[str, Any]]
TOP = ["command", "nuforce_version", "scenario", "references", "warnings", "records"]
COMMANDS = {
    "reach": ["reach", "-x", "wuhan-2020", "-b", "vacuum,reactor"],
    "potential": ["potential", "e", "n", "--at", "1um"],
    "background": ["background", "reactor", "--at", "1cm"],
    "list": ["list"],
    "show": ["show", "wuhan-2020"],
    "cite": ["cite", "wuhan-2020", "contact"],
    "check": ["check", "PLACE/wuhan-2020.toml"],
}
DATA = Path(nf.__file__ or "").parent / "data"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_json_is_one_object_with_flat_records(name: str, as_json: Call) -> None:
    arguments = [a.replace("PLACE", str(DATA / "experiments")) for a in COMMANDS[name]]
    result = as_json(*arguments)
    assert list(result) == TOP
    assert result["command"] == name
    assert result["records"]
    for record in result["records"]:
        assert not any(isinstance(value, (dict, list)) for value in record.values())
    assert all(isinstance(key, str) for key in result["references"])


@pytest.mark.parametrize("name", list(COMMANDS))
def test_csv_has_the_numbers_of_json(name: str, as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [a.replace("PLACE", str(DATA / "experiments")) for a in COMMANDS[name]]
    records = as_json(*arguments)["records"]
    assert run([*arguments, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for key, value in record.items():
            if isinstance(value, float):
                assert float(row[key]) == value  # full double precision
            elif value is None:
                assert row[key] == ""


def test_potential_of_two_electrons(as_json: Call) -> None:
    result = as_json(
        "potential",
        "e",
        "e",
        "--at",
        "1 nm",
        "--set",
        "sector.sin2_theta_w=0.23129",
        "--set",
        'sector.fermi="1.1663788e-5 GeV^-2"',
        "--set",
        "sector.masses=[0 eV, 0 eV, 0 eV]",
    )
    (record,) = result["records"]
    assert record["r"] == 1.0
    assert record["r_unit"] == "nm"
    assert record["unit"] == "eV"
    assert record["status"] == "ok"
    assert record["value"] == pytest.approx(3.0499050034338168e-37, rel=1e-13)
    assert record["log10_abs"] == pytest.approx(-36.51571368758010, rel=1e-14)
    assert record["over_gravity"] > 1e5


def test_defaults_are_repeated(as_json: Call) -> None:
    scenario = as_json("potential", "e", "n", "--at", "1um")["scenario"]
    sector = scenario["sector"]
    assert sector["ordering"] == "normal"
    assert sector["lightest"] == "0.0 eV"
    assert sector["nature"] == "majorana"
    assert sector["alpha21"] == "0.0 rad"
    assert sector["sin2_theta_w"] == 0.23863
    assert sector["fermi"] == "1.1663788e-05 GeV^-2"
    assert sector["oscillations"] == "nufit-6.0-normal"
    assert len(sector["masses"]) == 3
    assert scenario["exchange"] == {"kind": "contact"}


def test_distances_are_repeated_in_their_unit(as_json: Call) -> None:
    records = as_json("potential", "n", "n", "--at", "1um,10 um,0.5mm")["records"]
    assert [(r["r"], r["r_unit"]) for r in records] == [(1.0, "um"), (10.0, "um"), (0.5, "mm")]
    records = as_json("potential", "n", "n", "--at", "1um..1m:40")["records"]
    assert len(records) == 40
    assert {r["r_unit"] for r in records} == {"m"}
    np.testing.assert_allclose([r["r"] for r in records], np.geomspace(1e-6, 1, 40), rtol=1e-14)


def test_underflow_keeps_the_logarithm(as_json: Call) -> None:
    result = as_json("potential", "e", "n", "--at", "1m", "--set", "sector.lightest=0.05 eV")
    (record,) = result["records"]
    assert record["value"] == 0.0
    assert record["status"] == "underflow"
    assert any(text.startswith("underflow") for text in result["warnings"])
    # V = -(3/4 + ...) ... : exponent of the lightest pair, 2 m r/ln 10, within the power of r
    exponent = -2 * 0.05 * m / math.log(10)
    assert record["log10_abs"] == pytest.approx(exponent, rel=1e-3)
    assert record["log10_abs"] != pytest.approx(exponent, rel=1e-5)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["sector.nature=dirac"], {"nature": "dirac"}),
        (["sector.ordering=inverted"], {"oscillations": "nufit-6.0-inverted"}),
        (["sector.lightest=0.05 eV"], {"lightest": "0.05 eV"}),
        (["sector.alpha21=90 deg", "sector.alpha31=0.1 rad"], {"alpha31": "0.1 rad"}),
        (["sector.oscillations=nufit-6.0-normal-ic19"], {"oscillations": "nufit-6.0-normal-ic19"}),
    ],
)
def test_settings_change_the_sector(settings: list[str], expected: dict[str, Any], as_json: Call) -> None:
    plain = as_json("potential", "e", "e", "--at", "5um", "--set", "sector.lightest=0.01 eV")["records"][0]["value"]
    flags = [part for text in settings for part in ("--set", text)]
    result = as_json("potential", "e", "e", "--at", "5um", "--set", "sector.lightest=0.01 eV", *flags)
    assert expected.items() <= result["scenario"]["sector"].items()
    assert result["records"][0]["value"] != plain


def test_background_settings(as_json: Call) -> None:
    cold = as_json("potential", "n", "n", "--at", "10um", "--background", "cosmic", "--part", "background")
    warm = as_json(
        "potential",
        "n",
        "n",
        "--at",
        "10um",
        "--background",
        "cosmic",
        "--part",
        "background",
        "--set",
        "background.temperature=3.89 K",
    )
    massless = ["--set", "sector.masses=[0 eV, 0 eV, 0 eV]"]
    assert abs(warm["records"][0]["value"]) > abs(cold["records"][0]["value"])
    values = [
        as_json(
            "potential", "n", "n", "--at", "1nm", "--background", "cosmic", "--part", "background", *massless, *more
        )["records"][0]["value"]
        for more in ([], ["--set", "background.temperature=3.89 K"])
    ]
    assert values[1] / values[0] == pytest.approx(16, rel=1e-6)  # T^4
    dirac = ["--set", "sector.nature=dirac", "--set", "sector.lightest=0.05 eV"]
    one, both = (
        as_json("potential", "n", "n", "--at", "1nm", "--background", "cosmic", "--part", "background", *dirac, *more)[
            "records"
        ][0]["value"]
        for more in ([], ["--set", "background.filling=both"])
    )
    assert both / one == pytest.approx(2, rel=0.05)


def test_beams_show_bound_and_suppression(as_json: Call) -> None:
    arguments = ["potential", "n", "n", "--at", "1cm", "--background", "solar", "--part", "background"]
    (wide,) = as_json(*arguments)["records"]
    assert wide["suppression"] == pytest.approx(wide["value"] / wide["aligned"], rel=1e-12)
    assert abs(wide["suppression"]) < 1e-3
    (point,) = as_json(*arguments, "--set", "background.angular_radius=0 rad")["records"]
    assert point["value"] == pytest.approx(point["aligned"], rel=1e-12)
    assert point["aligned"] == pytest.approx(wide["aligned"], rel=1e-12)
    (tilted,) = as_json(*arguments, "--set", "background.angular_radius=0 rad", "--angle", "1 deg")["records"]
    assert abs(tilted["value"]) < abs(point["value"])


def test_yukawa_and_newton(as_json: Call) -> None:
    (record,) = as_json("potential", "W", "W", "--at", "1um", "--exchange", "newton")["records"]
    assert record["over_gravity"] == pytest.approx(-1, rel=1e-14)
    (record,) = as_json(
        "potential",
        "W",
        "W",
        "--at",
        "1um",
        "--exchange",
        "yukawa",
        "--set",
        "exchange.mass=0.2 eV",
        "--set",
        "exchange.coupling=3",
    )["records"]
    assert record["over_gravity"] == pytest.approx(-3 * math.exp(-0.2 * um), rel=1e-13)
    (record,) = as_json("potential", "H", "W", "--at", "1um", "--exchange", "coulomb")["records"]
    assert record["value"] == 0.0
    assert record["status"] == "zero"


def test_names_of_matter_keep_their_case_others_do_not(as_json: Call) -> None:
    neutron, nitrogen = (as_json("potential", x, "n", "--at", "1um")["records"][0]["value"] for x in ("n", "N"))
    assert neutron != nitrogen
    one, other = (
        as_json("potential", "n", "n", "--at", "1um", "--background", x, "--exchange", y)["records"]
        for x, y in (("cosmic", "contact"), ("CosMic", "Contact"))
    )
    assert one == other
    assert as_json("reach", "-x", "Wuhan-2020", "-b", "Vacuum")["records"][0]["experiment"] == "wuhan-2020"


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """One run of the main question, as a script would see it."""
    done = subprocess.run(
        [sys.executable, "-m", "nuforce", "reach", "--format", "json"], check=True, capture_output=True, text=True
    )
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def test_reach_has_every_row(whole: dict[str, Any]) -> None:
    rows = {(r["experiment"], r["background"]): r for r in whole["records"]}
    talk = [
        "washington-2007",
        "washington-1999",
        "irvine-1985-2cm",
        "irvine-1985-5cm",
        "wuhan-2012",
        "wuhan-2020",
        "washington-2020",
        "levitated-optomechanics",
    ]
    for experiment in talk:
        for background in ("vacuum", "cosmic", "reactor", "solar", "supernova", "spallation"):
            row = rows[experiment, background]
            assert row["unit"] == "1"
            assert row["sensitivity"] > 0
            assert row["part"] == ("vacuum" if background == "vacuum" else "background")
            if row["status"] == "ok":
                assert row["missing_decades"] == pytest.approx(
                    math.log10(row["sensitivity"] / abs(row["predicted"])), abs=1e-12
                )
                assert row["ratio_to_gravity"] is not None
            else:
                assert row["predicted"] is None
                assert row["missing_decades"] is None
            if background in ("reactor", "solar", "supernova", "spallation"):
                assert row["aligned"] is not None
                if row["status"] == "ok":
                    assert abs(row["suppression"]) <= 1 + 1e-12
                    assert row["suppression"] == pytest.approx(row["predicted"] / row["aligned"], rel=1e-9)
    assert rows["washington-2007", "vacuum"]["observable"] == "equivalence"
    assert rows["wuhan-2020", "vacuum"]["observable"] == "potential-ratio"


def test_reach_puts_the_nearest_first(as_json: Call) -> None:
    decades = [r["missing_decades"] for r in as_json("reach", "-b", "vacuum,cosmic", "--sort", "ratio")["records"]]
    assert decades == sorted(decades)


def test_total_adds_the_vacuum(as_json: Call) -> None:
    arguments = ["reach", "-x", "washington-2020", "-b", "vacuum,cosmic"]
    vacuum, background = (r["predicted"] for r in as_json(*arguments)["records"])
    first, total = (r["predicted"] for r in as_json(*arguments, "--part", "total")["records"])
    assert first == vacuum
    assert total == pytest.approx(vacuum + background, rel=1e-12)


def test_a_scenario_file_records_a_command_line(as_json: Call, tmp_path: Path) -> None:
    made = as_json("potential", "e", "e", "--at", "1um", "--set", "sector.lightest=0.02 eV", "--background", "cosmic")
    import tomli_w

    table = {k: v for k, v in made["scenario"].items() if k not in ("a", "b", "structure", "angle")}
    path = tmp_path / "scenario.toml"
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    again = as_json("potential", "e", "e", "--at", "1um", "--config", str(path))
    assert again["records"] == made["records"]


def test_inline_background_of_a_scenario(as_json: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        experiments = ["wuhan-2020"]
        [[background]]
        name = "my-reactor"
        kind = "beam"
        distance = "25 m"
        angular_radius = "0 rad"
        [[background.component]]
        flavour = { e = 1.0 }
        flux = "1e13 / cm^2 / s"
        spectrum = { kind = "pinched", mean_energy = "3 MeV", pinch = 2.0 }
        """,
        encoding="utf-8",
    )
    (record,) = as_json("reach", str(path))["records"]
    assert record["background"] == "my-reactor"
    assert record["suppression"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("ending", "start"),
    [
        (".html", "<!DOCTYPE html>"),
        (".svg", "<?xml"),
        (".json", "{"),
        (".csv", "experiment,"),
        (".md", "| experiment"),
        (".tex", r"\begin{tabular}"),
        (".txt", ""),
    ],
)
def test_reach_writes_what_the_ending_says(
    ending: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"out{ending}"
    assert run(["reach", "-x", "wuhan-2020", "-b", "vacuum,reactor", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text(encoding="utf-8").startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_reach_as_text_puts_figure_and_report_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["reach", "-x", "wuhan-2020", "-b", "vacuum,cosmic"]) == 0
    out = capsys.readouterr().out
    assert "missing decades" in out
    assert "short" in out
    assert {p.name for p in (tmp_path / "nuforce-reach").iterdir()} == {"reach.svg", "decades.svg", "report.html"}


def test_background_quantities(as_json: Call) -> None:
    rows = {r["quantity"]: r for r in as_json("background", "reactor", "--distance", "20 m", "--at", "1cm")["records"]}
    assert {"flux", "number-density", "mean-energy", "angular-radius", "coherence-angle"} <= set(rows)
    near = {r["quantity"]: r for r in as_json("background", "reactor")["records"]}
    assert near["flux"]["value"] / rows["flux"]["value"] == pytest.approx(4, rel=1e-12)
    assert near["flux"]["unit"] == "1/cm^2/s"


def test_citations(as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    result = as_json("potential", "e", "e", "--at", "1um", "--cite")
    assert "@article{Feinberg:1968zz" in result["bibtex"]
    assert run(["potential", "e", "e", "--at", "1um", "--cite"]) == 0
    assert "@article{Feinberg:1968zz" in capsys.readouterr().out
    keys = [r["key"] for r in as_json("cite", "reactor", "contact")["records"]]
    assert len(keys) == len(set(keys))
    assert {"Huber:2011wv", "Feinberg:1968zz"} <= set(keys)


def test_static_limit_is_said(as_json: Call) -> None:
    warnings = as_json("potential", "e", "e", "--at", "1e-14 m")["warnings"]
    assert any(text.startswith("static-limit") for text in warnings)
    assert not as_json("potential", "e", "e", "--at", "1nm")["warnings"]


def test_help_is_light() -> None:
    code = (
        "import sys; from nuforce.cli import run; run(['--help']); "
        "heavy = {'numpy', 'scipy', 'xarray', 'matplotlib', 'pydantic', 'pint'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
