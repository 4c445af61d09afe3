"""``medium``: photons in a plasma, neutrinos in matter, mediators among relic neutrinos."""

import csv
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nuforce.bibliography import entries
from nuforce.cli import run
from nuforce.units import m
from tests.tables import approx

Call = Callable[..., dict[str, Any]]
COLD = ("medium", "photon-mass", "--density", "1e29/m^3", "--charge", "1", "--mass", "510998.95069 eV")
HOT = ("medium", "photon-mass", "--temperature", "1 MeV", "--chemical-potential", "0 eV")
MSW = ("medium", "msw", "--density", "1.3e30/m^3")
MEDIATOR = ("medium", "mediator-mass", "--coupling", "1e-6")
HEAVY = ("--set", "sector.masses=[0.05 eV, 0.05 eV, 0.05 eV]")


def values(made: dict[str, Any]) -> dict[str, Any]:
    return {r["name"]: r["value"] for r in made["records"]}


def test_cold_gas(as_json: Call) -> None:
    made = as_json(*COLD)
    found = values(made)
    assert found["plasma-frequency"] == approx(11.7424115593, rel=1e-11)
    assert found["transverse-mass"] == found["longitudinal-frequency"] == found["plasma-frequency"]
    assert "debye-mass" not in found
    assert made["warnings"] == []
    assert made["scenario"]["density"] == "1e29/m^3"
    assert {r["unit"] for r in made["records"]} == {"eV", "1"}


def test_screening_of_a_classical_gas(as_json: Call) -> None:
    found = values(as_json(*COLD, "--temperature", "1 keV"))
    n = 1e29 / m**3
    assert found["debye-mass"] == approx(math.sqrt(4 * math.pi * 7.2973525643e-3 * n / 1e3), rel=1e-14)
    assert found["debye-length"] == approx(1 / found["debye-mass"] / m, rel=1e-14)
    doubled = values(as_json(*COLD[:-3], "2", *COLD[-2:], "--temperature", "1 keV"))
    assert doubled["debye-mass"] == approx(2 * found["debye-mass"], rel=1e-14)


def test_a_degenerate_gas_is_announced(as_json: Call) -> None:
    classical = as_json(*COLD, "--temperature", "300 K")
    assert any(text.startswith("classical") and "fermi-dirac" in text for text in classical["warnings"])
    exact = as_json(*COLD, "--temperature", "300 K", "--statistics", "fermi-dirac")
    assert exact["warnings"] == []
    assert values(classical)["debye-mass"] > 14 * values(exact)["debye-mass"]


def test_electrons_and_positrons(as_json: Call) -> None:
    made = as_json(*HOT, "--momentum", "96265.5067269 eV")
    found = values(made)
    assert found["plasma-frequency"] == approx(96265.5067269, rel=1e-11)
    assert found["velocity"] == approx(0.976115229339, rel=1e-11)
    assert found["transverse-mass"] == approx(114705.985303, rel=1e-11)
    assert found["debye-mass"] == approx(171426.177287, rel=1e-11)
    for mode, excess in (("transverse", 0.00026), ("longitudinal", 0.00089)):
        assert found[f"{mode}-frequency-one-loop"] / found[f"{mode}-frequency"] - 1 == approx(excess, rel=0.03)
    last = made["records"][-1]
    assert (last["momentum"], last["momentum_unit"]) == (96265.5067269, "eV")


def test_dispersion_of_several_momenta(as_json: Call) -> None:
    made = as_json(*COLD, "--momentum", "1eV,2keV,1eV..100eV:3")
    found = [r for r in made["records"] if "momentum" in r]
    assert len(found) == 10
    for record in found[::2]:
        k = record["momentum"] * {"eV": 1, "keV": 1e3}[record["momentum_unit"]]
        assert record["value"] == approx(math.hypot(k, 11.7424115593), rel=1e-11)
    assert all(r["value"] == approx(11.7424115593, rel=1e-11) for r in found[1::2])


def test_a_point_that_fails_is_kept(as_json: Call) -> None:
    made = as_json(*HOT, "--momentum", "1 MeV")
    record = made["records"][-1]
    assert record["name"] == "longitudinal-frequency-one-loop"
    assert record["value"] is None
    assert record["status"] == "out-of-domain"
    assert any(text.startswith("out-of-domain") for text in made["warnings"])
    assert any(text.startswith("landau-damping") for text in made["warnings"])


def test_msw(as_json: Call) -> None:
    made = as_json(*MSW)
    first, length = made["records"]
    assert first["value"] == approx(1.64762122612e-13, rel=1e-11)
    assert (first["unit"], first["particle"]) == ("eV", "neutrino")
    assert length["value"] * 1e3 * m == approx(2 * math.pi / first["value"], rel=1e-13)
    other = as_json(*MSW, "--antineutrino")
    assert other["records"][0]["value"] == -first["value"]
    doubled = as_json(*MSW, "--set", "sector.fermi=2.3327576e-5 GeV^-2")
    assert doubled["records"][0]["value"] == approx(2 * first["value"], rel=1e-13)


def test_msw_in_neutral_matter(as_json: Call) -> None:
    found = values(as_json(*MSW, "--neutrons", "2.6e30/m^3"))
    # the difference of two potentials of 2e-13 eV: eps of them
    assert found["potential-e"] == pytest.approx(0.0, abs=1e-28)
    assert found["potential-mu"] == found["potential-tau"] == approx(-found["msw-potential"], rel=1e-14)
    nothing = as_json("medium", "msw", "--density", "0/m^3")["records"]
    assert [r["value"] for r in nothing] == [0.0, None]


def test_scalar_mediator(as_json: Call) -> None:
    made = as_json(*MEDIATOR, *HEAVY)
    found = values(made)
    assert found["on-shell-mass-squared"] == approx(3e-12 * 1.72025e-11, rel=1e-5)
    assert found["on-shell-mass"] == approx(math.sqrt(found["on-shell-mass-squared"]), rel=1e-14)
    assert found["static-mass-squared"] == approx(-3e-12 * 5.8853e-7, rel=1e-4)
    assert found["static-mass"] is None
    assert found["rest-mass-squared"] < 1e-3 * found["on-shell-mass-squared"]
    assert found["static-length"] * m == approx(1 / math.sqrt(-found["static-mass-squared"]), rel=1e-13)
    assert any(text.startswith("anti-screening") for text in made["warnings"])
    shares = [r for r in made["records"] if r.get("state") and r["limit"] == "static"]
    assert sum(r["value"] for r in shares) == approx(found["static-mass-squared"], rel=1e-14)
    assert made["scenario"]["background"] == ["cosmic"]
    assert "Fixsen:2009ug" in made["references"]


def test_vector_mediator(as_json: Call) -> None:
    dirac = as_json(*MEDIATOR, *HEAVY, "--kind", "vector", "--set", "sector.nature=dirac")
    assert values(dirac)["static-mass-squared"] == approx(3e-12 * 5.8858e-7, rel=1e-4)
    assert dirac["warnings"] == []
    majorana = as_json(*MEDIATOR, *HEAVY, "--kind", "vector")
    assert {r["coupling"] for r in majorana["records"]} == {"axial"}
    assert any(text.startswith("majorana") for text in majorana["warnings"])
    found = values(majorana)
    assert found["static-mass-squared"] == approx(2 * found["on-shell-mass-squared"], rel=1e-12)


def test_background_is_changed(as_json: Call) -> None:
    plain, warm = (
        values(as_json(*MEDIATOR, *HEAVY, *more))["on-shell-mass-squared"]
        for more in ((), ("--set", "background.temperature=3.89 K"))
    )
    assert warm == approx(8 * plain, rel=1e-3)
    assert values(as_json(*MEDIATOR, "--background", "cosmic-mb"))["on-shell-mass-squared"] > 0


@pytest.mark.parametrize("command", [COLD, HOT, MSW, MEDIATOR])
def test_contract(command: tuple[str, ...], as_json: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = as_json(*command, "--cite")
    assert made["command"] == "medium"
    assert set(made["references"]) <= set(entries())
    for key in made["references"]:
        assert f"{{{key}," in made["bibtex"]
    for record in made["records"]:
        assert {"name", "value", "unit"} <= set(record)
        assert not any(isinstance(x, (dict, list)) for x in record.values())
    assert run([*command, "--format", "csv"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    for line, record in zip(lines, made["records"], strict=True):
        assert line["name"] == record["name"]
        assert line["value"] == ("" if record["value"] is None else repr(record["value"]))
    path = tmp_path / "out.txt"
    assert run([*command, "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("photon-mass",), "--density"),
        (("photon-mass", "--density", "-1/m^3"), "--density"),
        (("photon-mass", "--density", "0/m^3"), "--density"),
        (("photon-mass", "--density", "1e29"), "m^-3"),
        (("photon-mass", "--density", "1e29/m^2"), "--density"),
        (("photon-mass", "--density", "1/m^3", "--mass", "0 eV"), "--mass"),
        (("photon-mass", "--density", "1/m^3", "--mass", "1 m"), "--mass"),
        (("photon-mass", "--density", "1/m^3", "--charge", "nan"), "--charge"),
        (("photon-mass", "--density", "1/m^3", "--charge", "x"), "--charge"),
        (("photon-mass", "--density", "1/m^3", "--temperature", "0 K"), "--temperature"),
        (("photon-mass", "--density", "1/m^3", "--temperature", "-1 K"), "--temperature"),
        (("photon-mass", "--density", "1/m^3", "--statistics", "fermi-dirac"), "--temperature"),
        (("photon-mass", "--density", "1/m^3", "--statistics", "bose"), "--statistics"),
        (("photon-mass", "--density", "1/m^3", "--chemical-potential", "0 eV"), "--chemical-potential"),
        (("photon-mass", "--chemical-potential", "0 eV"), "--temperature"),
        (
            (
                "photon-mass",
                "--chemical-potential",
                "0 eV",
                "--temperature",
                "1 K",
                "--statistics",
                "maxwell-boltzmann",
            ),
            "--statistics",
        ),
        (("photon-mass", "--density", "1/m^3", "--momentum", "1"), "--momentum"),
        (("photon-mass", "--density", "1/m^3", "--momentum", "1um"), "--momentum"),
        (("photon-mass", "--density", "1/m^3", "--set", "sector.nature=bose"), "nature"),
        (("msw",), "--density"),
        (("msw", "--density", "-1/m^3"), "--density"),
        (("msw", "--density", "1 eV"), "--density"),
        (("msw", "--density", "1/m^3", "--neutrons", "-1/m^3"), "--neutrons"),
        (("mediator-mass",), "--coupling"),
        (("mediator-mass", "--coupling", "inf"), "--coupling"),
        (("mediator-mass", "--coupling", "1", "--kind", "tensor"), "--kind"),
        (("mediator-mass", "--coupling", "1", "--background", "vacuum"), "--background"),
        (("mediator-mass", "--coupling", "1", "--background", "reactor"), "background"),
        (("mediator-mass", "--coupling", "1", "--background", "cosmik"), "cosmic"),
        (("photon-masses",), "photon-mass"),
    ],
)
def test_wrong_input(arguments: tuple[str, ...], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.json"
    assert run(["medium", *arguments, "-o", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert word in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert not path.exists()


def test_help_names_the_three(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["medium"]) == 0
    shown = "".join(capsys.readouterr())
    for name in ("photon-mass", "msw", "mediator-mass"):
        assert name in shown
