"""What scripts may rely on; the rows of ``reach`` have a file of their own."""

import csv
import io
import json
import math
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from scipy.special import kve

import nuforce as nf
from nuforce.bibliography import entries
from nuforce.cli import run
from nuforce.scenario import Scenario
from nuforce.units import cm, m, um

Call = Callable[..., dict[str, Any]]
TOP = ["command", "nuforce_version", "scenario", "references", "warnings", "records"]
DATA = Path(nf.__file__ or "").parent / "data"
COMMANDS = {
    "reach": ["reach", "-x", "wuhan-2020", "-b", "vacuum,reactor"],
    "potential": ["potential", "e", "n", "--at", "1um,2.5e-7 m"],
    "background": ["background", "reactor", "--at", "1cm"],
    "crossing": ["crossing", "e", "e", "--with", "newton"],
    "medium": ["medium", "msw", "--density", "1.3e30/m^3"],
    "list": ["list"],
    "show": ["show", "wuhan-2020"],
    "cite": ["cite", "wuhan-2020", "contact"],
    "check": ["check", str(DATA / "experiments" / "wuhan-2020.toml")],
}
REQUIRED = {
    "reach": "experiment background observable predicted sensitivity unit missing_decades part ratio_to_gravity status",
    "potential": "r r_unit value unit log10_abs over_gravity status",
    "background": "quantity value unit",
    "crossing": "with value unit status",
    "medium": "name value unit",
    "list": "kind name",
    "show": "name field value",
    "cite": "key bibtex",
    "check": "file kind name status",
}
TEXT = {"experiment", "background", "observable", "unit", "part", "status", "quantity", "kind", "name", "key"}

# natural units from the defining constants of the SI, for closed forms that owe nothing to the package
HBARC = 6.62607015e-34 / (2 * math.pi) * 299792458.0 / 1.602176634e-19  # eV m
FERMI = 1.1663788e-5 * 1e-18  # eV^-2


@pytest.mark.parametrize("name", list(COMMANDS))
def test_json_is_one_object_with_flat_records(name: str, as_json: Call) -> None:
    result = as_json(*COMMANDS[name])
    assert list(result) == TOP
    assert result["command"] == name
    assert result["nuforce_version"]
    assert isinstance(result["scenario"], dict)
    assert result["records"]
    for record in result["records"]:
        assert not any(isinstance(value, (dict, list)) for value in record.values())
        assert set(REQUIRED[name].split()) <= set(record)
        assert all(isinstance(value, str) for key, value in record.items() if key in TEXT)
    assert all(isinstance(text, str) for text in result["warnings"])
    assert len(result["references"]) == len(set(result["references"]))
    assert set(result["references"]) <= set(entries())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_bibtex_comes_with_cite_alone(name: str, as_json: Call) -> None:
    plain = as_json(*COMMANDS[name])
    cited = as_json(*COMMANDS[name], "--cite")
    assert list(cited) == [*TOP, "bibtex"]
    assert cited["records"] == plain["records"]
    for key in cited["references"]:
        assert f"{{{key}," in cited["bibtex"]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_csv_has_the_numbers_of_json(name: str, as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    records = as_json(*COMMANDS[name])["records"]
    assert run([*COMMANDS[name], "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for key, value in record.items():
            if isinstance(value, float):
                assert float(row[key]) == value  # full double precision
            elif value is None:
                assert row[key] == ""
            else:
                assert row[key] == str(value)


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("style", ["text", "json", "csv"])
def test_output_goes_to_the_file_alone(
    name: str, style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # where reach puts its figure
    assert run([*COMMANDS[name], "--format", style]) == 0
    shown, notes = capsys.readouterr()
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.txt"
    path.write_text("old\n", encoding="utf-8")
    assert run([*COMMANDS[name], "--format", style, "-o", str(path)]) == 0
    assert capsys.readouterr() == ("", notes)
    written = path.read_text(encoding="utf-8")
    assert written.endswith("\n")
    assert shown.startswith(written)  # as text, reach goes on to say where its figure is
    assert [p.name for p in folder.iterdir()] == ["out.txt"]


def test_numbers_are_the_doubles_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    """Full precision: shortest text that reads back as the same double."""
    assert run([*COMMANDS["potential"], "--format", "json"]) == 0
    texts: list[str] = []

    def kept(text: str) -> float:
        texts.append(text)
        return float(text)

    json.loads(capsys.readouterr().out, parse_float=kept)
    assert texts
    assert all(repr(float(text)) == text for text in texts)
    pair = nf.interaction("e", "n")
    for r in (1 * um, 2.5e-7 * m):
        assert repr(float(pair(r))) in texts
        assert repr(float(pair.log10_abs(r))) in texts


ISSUE = [
    *("potential", "e", "e", "--at", "1 nm", "--set", "sector.sin2_theta_w=0.23129"),
    *("--set", 'sector.fermi="1.1663788e-5 GeV^-2"', "--set", "sector.masses=[0 eV, 0 eV, 0 eV]"),
]


def test_potential_of_two_electrons(as_json: Call) -> None:
    (record,) = as_json(*ISSUE)["records"]
    assert record["r"] == 1.0
    assert record["r_unit"] == "nm"
    assert record["unit"] == "eV"
    assert record["status"] == "ok"
    assert record["value"] == pytest.approx(3.0499050034338168e-37, rel=1e-13, abs=0)
    assert record["log10_abs"] == pytest.approx(-36.51571368758010, rel=1e-14, abs=0)
    own, other = 0.5 + 2 * 0.23129, -0.5 + 2 * 0.23129
    closed = FERMI**2 * (own**2 + 2 * other**2) * (HBARC / 1e-9) ** 5 / (4 * math.pi**3)
    assert record["value"] == pytest.approx(closed, rel=1e-12, abs=0)
    gravity = 6.67430e-11 * 9.1093837139e-31**2 / 1e-9 / 1.602176634e-19  # eV; CODATA 2022
    assert record["over_gravity"] == pytest.approx(closed / gravity, rel=1e-7, abs=0)


def test_logarithm_is_that_of_the_value(as_json: Call) -> None:
    for record in as_json("potential", "e", "n", "--at", "1e-14m..1mm:12")["records"]:
        assert record["log10_abs"] == pytest.approx(math.log10(abs(record["value"])), rel=1e-14, abs=0)
        assert record["value"] < 0


def test_underflow_keeps_the_logarithm(as_json: Call) -> None:
    """Equal Dirac masses: V = G_F^2 sum(g g') m^3 K_3(2 m r)/(4 pi^3 r^2)."""
    mass = 0.05
    settings = ["--set", "sector.nature=dirac", "--set", "sector.masses=[0.05 eV, 0.05 eV, 0.05 eV]"]
    result = as_json("potential", "e", "n", "--at", "1um,1mm,1m,1000m", *settings)
    strength = -0.5 * (0.5 + 2 * 0.23863) - (-0.5 + 2 * 0.23863)
    for record in result["records"]:
        r = record["r"] * {"um": 1e-6, "mm": 1e-3, "m": 1.0}[record["r_unit"]] / HBARC
        size = FERMI**2 * abs(strength) * mass**3 * kve(3, 2 * mass * r) / (4 * math.pi**3 * r**2)
        assert record["log10_abs"] == pytest.approx(math.log10(size) - 2 * mass * r / math.log(10), rel=1e-14, abs=0)
        lost = record["log10_abs"] < -324
        assert record["status"] == ("underflow" if lost else "ok")
        assert (record["value"] == 0) == lost
        assert record["value"] is not None
    assert {r["status"] for r in result["records"]} == {"ok", "underflow"}
    assert any(text.startswith("underflow") for text in result["warnings"])


def test_defaults_are_repeated(as_json: Call) -> None:
    scenario = as_json("potential", "e", "n", "--at", "1um")["scenario"]
    sector = scenario["sector"]
    assert sector["ordering"] == "normal"
    assert sector["lightest"] == "0.0 eV"
    assert sector["nature"] == "majorana"
    assert sector["alpha21"] == sector["alpha31"] == "0.0 rad"
    assert sector["sin2_theta_w"] == 0.23863
    assert sector["fermi"] == "1.1663788e-05 GeV^-2"
    assert sector["oscillations"] == "nufit-6.0-normal"
    assert len(sector["masses"]) == 3
    assert scenario["exchange"] == {"kind": "contact"}
    assert scenario["flavour"] == "all"
    assert (scenario["a"], scenario["b"]) == ("e", "n")


def test_distances_are_repeated_in_their_unit(as_json: Call) -> None:
    records = as_json("potential", "n", "n", "--at", "1um,10 um,0.5mm,3 angstrom")["records"]
    assert [(r["r"], r["r_unit"]) for r in records] == [(1.0, "um"), (10.0, "um"), (0.5, "mm"), (3.0, "angstrom")]
    records = as_json("potential", "n", "n", "--at", "1um..1m:40")["records"]
    assert len(records) == 40
    assert {r["r_unit"] for r in records} == {"m"}
    np.testing.assert_allclose([r["r"] for r in records], np.geomspace(1e-6, 1, 40), rtol=1e-14)
    assert (records[0]["r"], records[-1]["r"]) == (1e-6, 1.0)
    mixed = as_json("potential", "n", "n", "--at", "5nm,1um..1mm:3")["records"]
    assert [r["r_unit"] for r in mixed] == ["nm", "m", "m", "m"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["sector.nature=dirac"], {"nature": "dirac"}),
        (["sector.ordering=inverted"], {"oscillations": "nufit-6.0-inverted", "ordering": "inverted"}),
        (["sector.lightest=0.05 eV"], {"lightest": "0.05 eV"}),
        (["sector.alpha21=90 deg", "sector.alpha31=0.1 rad"], {"alpha31": "0.1 rad"}),
        (["sector.oscillations=nufit-6.0-normal-ic19"], {"oscillations": "nufit-6.0-normal-ic19"}),
        (["sector.sin2_theta_w=0.23129"], {"sin2_theta_w": 0.23129}),
        (['sector.fermi="1.2e-5 GeV^-2"'], {"fermi": "1.2e-05 GeV^-2"}),
        (["sector.masses=[10 meV, 0.02 eV, 0.03 eV]"], {"masses": ["0.01 eV", "0.02 eV", "0.03 eV"]}),
    ],
)
def test_settings_change_the_sector(settings: list[str], expected: dict[str, Any], as_json: Call) -> None:
    plain = as_json("potential", "e", "e", "--at", "5um", "--set", "sector.lightest=0.01 eV")["records"][0]["value"]
    flags = [part for text in settings for part in ("--set", text)]
    result = as_json("potential", "e", "e", "--at", "5um", "--set", "sector.lightest=0.01 eV", *flags)
    assert expected.items() <= result["scenario"]["sector"].items()
    assert result["records"][0]["value"] != plain


def test_the_last_setting_wins(as_json: Call) -> None:
    one = as_json(
        "potential", "e", "e", "--at", "5um", "--set", "sector.lightest=1 eV", "--set", "sector.lightest=0 eV"
    )
    assert one == as_json("potential", "e", "e", "--at", "5um")


def test_parts_add_up(as_json: Call) -> None:
    arguments = ["potential", "n", "n", "--at", "1um,0.1mm", "--background", "cosmic"]
    total, vacuum, background = (
        [r["value"] for r in as_json(*arguments, "--part", part)["records"]]
        for part in ("total", "vacuum", "background")
    )
    assert total == pytest.approx([v + b for v, b in zip(vacuum, background, strict=True)], rel=1e-9, abs=0)
    assert [r["value"] for r in as_json(*arguments)["records"]] == total  # the default
    assert [r["value"] for r in as_json(*arguments[:-2])["records"]] == vacuum


def test_flavours_keep_their_own_charges(as_json: Call) -> None:
    massless = ["--at", "1nm", "--set", "sector.masses=[0 eV, 0 eV, 0 eV]", "--set", "sector.sin2_theta_w=0.23129"]
    values = {
        flavour: as_json("potential", "e", "mu", *massless, "--flavour", flavour)["records"][0]["value"]
        for flavour in ("all", "e", "mu", "tau")
    }
    own, other = 0.5 + 2 * 0.23129, -0.5 + 2 * 0.23129
    ratio = values["e"] / values["tau"]
    assert ratio == pytest.approx(own / other, rel=1e-12, abs=0)
    assert values["e"] == pytest.approx(values["mu"], rel=1e-12, abs=0)
    assert values["all"] == pytest.approx(values["e"] + values["mu"] + values["tau"], rel=1e-12, abs=0)


def test_background_settings(as_json: Call) -> None:
    arguments = ["potential", "n", "n", "--background", "cosmic", "--part", "background"]
    cold = as_json(*arguments, "--at", "10um")
    warm = as_json(*arguments, "--at", "10um", "--set", "background.temperature=3.89 K")
    massless = ["--at", "1nm", "--set", "sector.masses=[0 eV, 0 eV, 0 eV]"]
    assert abs(warm["records"][0]["value"]) > abs(cold["records"][0]["value"])
    values = [
        as_json(*arguments, *massless, *more)["records"][0]["value"]
        for more in ([], ["--set", "background.temperature=3.89 K"])
    ]
    assert values[1] / values[0] == pytest.approx(16, rel=1e-6, abs=0)  # T^4
    dirac = ["--at", "1nm", "--set", "sector.nature=dirac", "--set", "sector.lightest=0.05 eV"]
    one, both = (
        as_json(*arguments, *dirac, *more)["records"][0]["value"] for more in ([], ["--set", "background.filling=both"])
    )
    assert both / one == pytest.approx(2, rel=0.05, abs=0)


def test_beams_show_bound_and_suppression(as_json: Call) -> None:
    arguments = ["potential", "n", "n", "--at", "1cm", "--background", "solar", "--part", "background"]
    (wide,) = as_json(*arguments)["records"]
    assert wide["suppression"] == pytest.approx(wide["value"] / wide["aligned"], rel=1e-12, abs=0)
    assert abs(wide["suppression"]) < 1e-3
    (point,) = as_json(*arguments, "--set", "background.angular_radius=0 rad")["records"]
    assert point["value"] == pytest.approx(point["aligned"], rel=1e-12, abs=0)
    assert point["aligned"] == pytest.approx(wide["aligned"], rel=1e-12, abs=0)
    (tilted,) = as_json(*arguments, "--set", "background.angular_radius=0 rad", "--angle", "1 deg")["records"]
    assert abs(tilted["value"]) < abs(point["value"])
    (same,) = as_json(*arguments, "--set", "background.angular_radius=0 rad", "--angle", "17.453292519943295 mrad")[
        "records"
    ]
    assert same["value"] == pytest.approx(tilted["value"], rel=1e-6, abs=0)  # a phase of order 1e6 at one degree


@pytest.mark.parametrize("part", ["background", "total"])
def test_suppression_is_value_over_aligned(part: str, as_json: Call) -> None:
    arguments = ["potential", "n", "n", "--at", "1um,1mm,10cm", "--background", "solar,reactor", "--part", part]
    for record in as_json(*arguments)["records"]:
        assert record["suppression"] == pytest.approx(record["value"] / record["aligned"], rel=1e-12, abs=0)


def test_yukawa_and_newton(as_json: Call) -> None:
    (record,) = as_json("potential", "W", "W", "--at", "1um", "--exchange", "newton")["records"]
    assert record["over_gravity"] == pytest.approx(-1, rel=1e-14, abs=0)
    settings = ["--exchange", "yukawa", "--set", "exchange.mass=0.2 eV", "--set", "exchange.coupling=3"]
    result = as_json("potential", "W", "W", "--at", "1um", *settings)
    (record,) = result["records"]
    assert record["over_gravity"] == pytest.approx(-3 * math.exp(-0.2 * um), rel=1e-13, abs=0)
    assert result["scenario"]["exchange"] == {"kind": "yukawa", "mass": "0.2 eV", "coupling": 3.0}
    (record,) = as_json("potential", "p", "e", "--at", "1 angstrom", "--exchange", "coulomb")["records"]
    assert record["value"] == pytest.approx(-14.399645, rel=1e-7, abs=0)  # eV angstrom: e^2/(4 pi epsilon_0)
    (record,) = as_json("potential", "H", "W", "--at", "1um", "--exchange", "coulomb")["records"]
    assert record["value"] == 0.0
    assert record["status"] == "zero"
    assert record["log10_abs"] is None


def test_names_of_matter_keep_their_case_others_do_not(as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    neutron, nitrogen = (as_json("potential", x, "n", "--at", "1um")["records"][0]["value"] for x in ("n", "N"))
    assert neutron != nitrogen
    assert run(["potential", "pt", "n", "--at", "1um"]) == 2
    assert "did you mean Pt" in capsys.readouterr().err
    one, other = (
        as_json("potential", "n", "n", "--at", "1um", "--background", x, "--exchange", y)["records"]
        for x, y in (("cosmic", "contact"), ("CosMic", "Contact"))
    )
    assert one == other
    (record,) = as_json("reach", "-x", "Wuhan-2020", "-b", "Vacuum")["records"]
    assert (record["experiment"], record["background"]) == ("wuhan-2020", "vacuum")
    assert as_json("background", "SOLAR-pp")["records"][0]["background"] == "solar-pp"
    assert as_json("show", "WUHAN-2020")["records"]


def scenario_table(result: dict[str, Any]) -> dict[str, Any]:
    """The part of a reported scenario that is a scenario; the rest are arguments of the command."""
    return {k: v for k, v in result["scenario"].items() if k not in ("a", "b", "structure", "angle")}


RELOADED = {
    "potential": ["potential", "e", "e", "--at", "1um"],
    "reach": ["reach"],
    "background": ["background", "cosmic"],
}


@pytest.mark.parametrize("name", list(RELOADED))
def test_reported_scenario_gives_the_same_numbers_again(name: str, as_json: Call, tmp_path: Path) -> None:
    made = as_json(
        *RELOADED[name],
        *(["-x", "wuhan-2020,washington-1999", "-b", "cosmic"] if name == "reach" else []),
        *(["--background", "cosmic"] if name == "potential" else []),
        *("--set", "sector.lightest=0.02 eV", "--set", "sector.alpha21=1 rad", "--set", "background.temperature=2 K"),
    )
    table = scenario_table(made)
    assert Scenario.from_table(table).table() == table  # as JSON
    path = tmp_path / "scenario.toml"
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    again = as_json(*RELOADED[name], "--config", str(path))
    if name == "background":  # the name on the command line stands for the catalogue's entry
        again = as_json(*RELOADED[name], "--set", "background.temperature=2 K")
    assert again["records"] == made["records"]


def test_command_line_wins_over_the_file(as_json: Call, tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(
        'flavour = "mu"\npart = "background"\nbackground = ["cosmic"]\n[sector]\nlightest = "0.1 eV"\n',
        encoding="utf-8",
    )
    arguments = ["potential", "n", "n", "--at", "1um"]
    flags = ["--flavour", "all", "--part", "total", "--background", "vacuum", "--set", "sector.lightest=0 eV"]
    assert as_json(*arguments, "--config", str(path), *flags)["records"] == as_json(*arguments)["records"]
    other = as_json(*arguments, "--config", str(path))
    assert other["scenario"]["flavour"] == "mu"
    assert other["records"] != as_json(*arguments)["records"]


def test_ratio_to_gravity_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["potential", "W", "W", "--at", "1um", "--exchange", "newton", "--over", "gravity"]) == 0
    out = capsys.readouterr().out
    assert "over gravity" in out
    assert "log10" not in out
    assert "-1" in out


def test_background_quantities(as_json: Call) -> None:
    rows = {r["quantity"]: r for r in as_json("background", "reactor", "--distance", "20 m", "--at", "1cm")["records"]}
    assert {"flux", "number-density", "mean-energy", "angular-radius", "coherence-angle"} <= set(rows)
    near = {r["quantity"]: r for r in as_json("background", "reactor")["records"]}
    assert near["flux"]["value"] / rows["flux"]["value"] == pytest.approx(4, rel=1e-12, abs=0)
    assert near["flux"]["unit"] == "1/cm^2/s"
    assert rows["coherence-angle"]["unit"] == "rad"
    assert (rows["coherence-angle"]["r"], rows["coherence-angle"]["r_unit"]) == (1.0, "cm")
    # a flux of massless particles is their density times c
    assert near["flux"]["value"] / near["number-density"]["value"] == pytest.approx(29979245800, rel=1e-12, abs=0)


def test_distance_moves_the_source(as_json: Call) -> None:
    """Twice as near is four times as bright, however the entry states its strength."""
    for name, near, far in (("supernova", "5 kpc", "10 kpc"), ("cr51", "0.5 m", "1 m"), ("solar", "0.5 au", "1 au")):
        flux = [
            next(r["value"] for r in as_json("background", name, "--distance", d)["records"] if r["quantity"] == "flux")
            for d in (near, far)
        ]
        assert flux[0] / flux[1] == pytest.approx(4, rel=1e-9, abs=0), name


def test_list_has_every_kind(as_json: Call) -> None:
    rows = as_json("list")["records"]
    kinds = {r["kind"] for r in rows}
    assert {"experiments", "backgrounds", "exchanges", "oscillations", "materials"} <= kinds
    for kind in kinds:
        alone = as_json("list", kind)["records"]
        assert alone == [r for r in rows if r["kind"] == kind]
    names = {r["name"] for r in rows}
    assert {"wuhan-2020", "cosmic", "contact", "nufit-6.0-normal", "earth-bulk"} <= names
    assert all(r["title"] for r in rows)


@pytest.mark.parametrize(
    "name", ["wuhan-2020", "washington-2007", "reactor", "cosmic", "nufit-6.0-normal", "earth-bulk"]
)
def test_show_gives_numbers_with_provenance(name: str, as_json: Call) -> None:
    rows = as_json("show", name)["records"]
    known = [r for r in rows if "reference" in r]
    assert known
    for record in known:
        assert record["reference"] in entries()
        assert record["where"]
        assert record["status"] in ("read", "derived", "memory", "talk")


def test_show_gives_the_provenance_of_published_figures(as_json: Call) -> None:
    rows = {r["field"]: r for r in as_json("show", "wuhan-2020")["records"]}
    assert rows["published.0.value"]["value"] == 48.0
    assert rows["published.0.value"].get("reference") == "Tan:2020vpf"


@pytest.mark.parametrize("compound", ["D2O", "LiT"])
def test_compounds_of_heavy_hydrogen(compound: str, as_json: Call) -> None:
    """D and T are single isotopes, also inside a formula."""
    rows = {r["field"]: r["value"] for r in as_json("show", compound)["records"]}
    assert rows["numbers.p"] == {"D2O": 10, "LiT": 4}[compound]
    # natural oxygen and lithium, whose isotopes vary
    assert rows["numbers.n"] == pytest.approx({"D2O": 10.0045, "LiT": 5.94}[compound], abs=0.03)


def test_show_matter(as_json: Call) -> None:
    rows = {r["field"]: r["value"] for r in as_json("show", "SiO2")["records"]}
    assert rows["numbers.p"] == pytest.approx(30, rel=1e-6, abs=0)
    # neutral matter: Z - N/2 for electron neutrinos, -N/2 for the others
    neutrons = rows["numbers.n"]
    assert rows["neutrino_charge.e"] == pytest.approx(30 - neutrons / 2, rel=1e-12, abs=0)
    assert rows["neutrino_charge.tau"] == pytest.approx(-neutrons / 2, rel=1e-12, abs=0)
    assert rows["neutrino_charge_per_u.e"] == pytest.approx(0.248676, rel=1e-4, abs=0)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("backgrounds/solar.toml", "background"),
        ("oscillations/nufit-6.0-normal.toml", "oscillations"),
        ("materials.toml", "material"),
        ("experiments/wuhan-2012.toml", "experiment"),
    ],
)
def test_check_knows_the_kind(path: str, kind: str, as_json: Call) -> None:
    result = as_json("check", str(DATA / path))
    assert {r["kind"] for r in result["records"]} == {kind}
    assert {r["status"] for r in result["records"]} == {"ok"}


def test_check_of_a_scenario(as_json: Call, tmp_path: Path) -> None:
    path = tmp_path / "question.toml"
    path.write_text('title = "x"\nbackground = ["cosmic"]\n[sector]\nlightest = "0.05 eV"\n', encoding="utf-8")
    (record,) = as_json("check", str(path))["records"]
    assert (record["kind"], record["name"], record["status"]) == ("scenario", "x", "ok")


def test_citations(as_json: Call, capsys: pytest.CaptureFixture[str]) -> None:
    result = as_json("potential", "e", "e", "--at", "1um", "--cite")
    assert "@article{Feinberg:1968zz" in result["bibtex"]
    assert run(["potential", "e", "e", "--at", "1um", "--cite"]) == 0
    assert "@article{Feinberg:1968zz" in capsys.readouterr().out
    keys = [r["key"] for r in as_json("cite", "reactor", "contact", "contact", "Huber:2011wv")["records"]]
    assert len(keys) == len(set(keys))
    assert {"Huber:2011wv", "Feinberg:1968zz"} <= set(keys)
    assert run(["cite", "Pt", "Feinberg:1968zz"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("% Pt\n@")
    assert "% asked for by its key\n@article{Feinberg:1968zz" in out


def test_static_limit_is_said(as_json: Call) -> None:
    warnings = as_json("potential", "e", "e", "--at", "1e-14 m")["warnings"]
    assert any(text.startswith("static-limit") for text in warnings)
    assert not as_json("potential", "e", "e", "--at", "1nm")["warnings"]


def test_scenario_is_valid_toml_too(as_json: Call) -> None:
    made = as_json("reach", "-x", "wuhan-2020", "-b", "cosmic", "--set", "sector.nature=dirac")
    text = tomli_w.dumps(made["scenario"])
    assert tomllib.loads(text) == made["scenario"]


def test_beyond_the_last_digit_nothing_is_lost_in_a_pipe() -> None:
    """The installed program, as a script calls it."""
    done = subprocess.run(
        [sys.executable, "-m", "nuforce", *ISSUE, "--format", "json"], check=True, capture_output=True, text=True
    )
    (record,) = json.loads(done.stdout)["records"]
    assert record["value"] == pytest.approx(3.0499050034338168e-37, rel=1e-13, abs=0)
    assert done.stderr == ""


def test_help_is_light() -> None:
    heavy = "{'numpy', 'scipy', 'xarray', 'matplotlib', 'pydantic', 'pint', 'numba', 'periodictable', 'rich', 'jinja2'}"
    code = (
        "import sys; from nuforce.cli import run; assert run(['--help']) == 0; "
        f"heavy = {heavy} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    for command in COMMANDS:
        assert command in done.stdout


def test_coherence_angle_shrinks_with_distance(as_json: Call) -> None:
    angles = [
        r["value"]
        for r in as_json("background", "supernova", "--at", "1um..1m:5")["records"]
        if r["quantity"] == "coherence-angle"
    ]
    assert len(angles) == 5
    ratios = np.array(angles[:-1]) / np.array(angles[1:])
    np.testing.assert_allclose(ratios, math.sqrt(10**1.5), rtol=1e-2)  # 1/sqrt(E r)
    assert nf.backgrounds["supernova"].coherence_angle(1 * cm) < 1e-4


def test_source_looks_smaller_from_farther_away(as_json: Call) -> None:
    sizes = [
        next(
            r["value"]
            for r in as_json("background", "reactor", "--distance", d)["records"]
            if r["quantity"] == "angular-radius"
        )
        for d in ("10 m", "20 m")
    ]
    assert math.sin(sizes[0]) / math.sin(sizes[1]) == pytest.approx(2, rel=1e-12, abs=0)  # radius/distance


def test_error_comes_with_every_value(as_json: Call) -> None:
    for background in ("vacuum", "cosmic", "reactor", "solar"):
        (record,) = as_json("potential", "e", "n", "--at", "1um", "--background", background)["records"]
        assert 0 < record["error"] < 1e-9 * abs(record["value"])


def test_check_says_what_a_file_lacks(as_json: Call, tmp_path: Path) -> None:
    text = (DATA / "experiments" / "wuhan-2020.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    bare = {k: v for k, v in whole.items() if k != "provenance"} | {"references": ["Nobody:2099abc"]}
    path = tmp_path / "bare.toml"
    path.write_text(tomli_w.dumps(bare), encoding="utf-8")
    warnings = as_json("check", str(path))["warnings"]
    assert any("wuhan-2020: no provenance" in text for text in warnings)
    assert any("Nobody:2099abc" in text and "bibliography" in text for text in warnings)
    assert as_json("check", str(DATA / "experiments" / "wuhan-2020.toml"))["warnings"] == []
