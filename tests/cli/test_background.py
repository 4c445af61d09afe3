"""``nuforce background`` as a script sees it."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nuforce.backgrounds import backgrounds
from nuforce.cli import run
from nuforce.units import MeV, cm, m
from tests.tables import approx

Call = Callable[..., dict[str, Any]]
LINE = [
    "--set",
    "background.component.0.spectrum.energies=['0.862 MeV']",
    "--set",
    "background.component.0.spectrum.weights=[1.0]",
]
POINT = ["--set", "background.angular_radius=0 rad"]


def of(result: dict[str, Any], quantity: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [r for r in result["records"] if r["quantity"] == quantity]
    assert len(found) == 1
    return found[0]


def test_suppression_of_a_line_by_the_size_of_its_source(as_json: Call) -> None:
    """sin(x)/x at x = E r theta^2/2, where E r is large and theta small."""
    theta = 1e-5
    result = as_json("background", "solar-be7", *LINE, "--set", f"background.angular_radius={theta} rad", "--at", "1cm")
    x = 0.862 * MeV * cm * 2 * math.sin(theta / 2) ** 2
    assert of(result, "suppression")["value"] == approx(
        math.sin(x) / x, rel=1e-6
    )  # 1/(E r) = 2e-5 of the back-scattered


def test_suppression_by_the_angle(as_json: Call) -> None:
    """cos of the phase E r alpha^2/2 for a point source."""
    result = as_json("background", "solar-be7", *LINE, *POINT, "--at", "1cm", "--angle", "5e-6 rad")
    record = of(result, "suppression")
    assert record["value"] == approx(math.cos(0.862 * MeV * cm * 2 * math.sin(2.5e-6) ** 2), rel=1e-6)
    assert (record["angle"], record["angle_unit"], record["between"]) == (5e-6, "rad", "n,n")
    assert (record["r"], record["r_unit"], record["status"]) == (1.0, "cm", "ok")
    assert 0 < record["error"] < 1e-6


def test_suppression_is_that_of_the_potential(as_json: Call) -> None:
    arguments = ["--at", "1um", *POINT, "--angle", "1 mrad"]
    here = of(as_json("background", "solar", "--between", "W,H", *arguments), "suppression")
    (there,) = as_json("potential", "W", "H", "--background", "solar", "--part", "background", *arguments)["records"]
    assert here["value"] == approx(there["suppression"], rel=1e-12)


def test_coherent_size(as_json: Call) -> None:
    result = as_json("background", "reactor", "--at", "1cm")
    energy = of(result, "mean-energy")["value"] * MeV
    assert of(result, "coherent-size")["value"] == approx(math.sqrt(2 * cm / energy) / m, rel=1e-12)


def test_components_add_up(as_json: Call) -> None:
    result = as_json("background", "solar")
    parts = [r for r in result["records"] if r["quantity"] == "component-flux"]
    assert len(parts) == len(backgrounds["solar"].parts())
    assert math.fsum(r["value"] for r in parts) == approx(of(result, "flux")["value"], rel=1e-12)
    energy = [r["value"] for r in result["records"] if r["quantity"] == "component-mean-energy"]
    mean = math.fsum(f["value"] * e for f, e in zip(parts, energy, strict=True)) / of(result, "flux")["value"]
    assert mean == approx(of(result, "mean-energy")["value"], rel=1e-12)
    assert not [r for r in as_json("background", "cosmic")["records"] if "component" in r]


def test_isotropic_backgrounds_are_not_suppressed(as_json: Call) -> None:
    """They have no axis to be aligned with."""
    found = {r["quantity"] for r in as_json("background", "cosmic", "--at", "1mm")["records"]}
    assert "suppression" not in found
    assert "coherence-angle" in found


def test_bodies_that_are_too_far_apart(as_json: Call) -> None:
    result = as_json("background", "reactor", "--at", "1cm,20m", status=1)
    near, far = (r for r in result["records"] if r["quantity"] == "suppression")
    assert near["status"] == "ok"
    assert (far["value"], far["status"]) == (None, "out-of-domain")
    assert any("farther apart" in text for text in result["warnings"])


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["background", "solar", "--at", "1cm"]) == 0
    out = capsys.readouterr().out
    for words in ("Components", "solar-hep", "Between two bodies", "suppression"):
        assert words in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reactor", "--between", "n"], ["--between", "two bodies"]),
        (["reactor", "--between", "n,Xx", "--at", "1cm"], ["Xx"]),
        (["reactor", "--angle", "nan rad", "--at", "1cm"], ["--angle"]),
        (["reactor", "--angle", "1", "--at", "1cm"], ["--angle", "rad"]),
        (["reactor", "--at", "1"], ["--at", "um"]),
        (["vacuum"], ["no neutrinos"]),
    ],
)
def test_bad_input(arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["background", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert all(word in err for word in words), err


def test_a_background_of_the_scenario_has_a_name(tmp_path: Path, as_json: Call) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text(
        '[[background]]\nname = "mine"\nkind = "isotropic"\n[[background.component]]\nflavour = {e = 1.0}\n'
        'flux = "1e5 / cm^2 / s"\nspectrum = {kind = "line", energy = "2 MeV"}\n',
        encoding="utf-8",
    )
    assert of(as_json("background", "mine", "--config", str(scenario)), "mean-energy")["value"] == approx(
        2.0, rel=1e-14
    )
    config = ["--config", str(scenario), "--background", "mine"]
    assert as_json("potential", "e", "n", "--at", "1um", *config)["records"][0]["status"] == "ok"


def test_table_that_does_not_increase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "falling.csv"
    table.write_text("3, 1\n2, 1\n1, 1\n", encoding="utf-8")
    entry = tmp_path / "mine.toml"
    entry.write_text(
        'name = "mine"\nkind = "isotropic"\ntitle = "x"\nreferences = []\n[[component]]\nflavour = {e = 1.0}\n'
        f'flux = "1 / cm^2 / s"\nspectrum = {{kind = "table", file = "{table.as_posix()}"}}\n',
        encoding="utf-8",
    )
    assert run(["background", "mine", "--config", str(entry)]) == 2
    scenario = tmp_path / "scenario.toml"
    text = entry.read_text(encoding="utf-8").replace("[[component]]", "[[background.component]]")
    scenario.write_text("[[background]]\n" + text, encoding="utf-8")
    capsys.readouterr()
    assert run(["background", "mine", "--config", str(scenario)]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert all(word in err for word in ("falling.csv", "MeV", "increasing")), err
