"""``potential`` between spins in a background."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.backgrounds.spin import stodolsky
from nuforce.cli import run
from nuforce.interaction import OPERATORS
from nuforce.units import deg, um
from tests.tables import approx

Call = Callable[..., dict[str, Any]]
MASSLESS = ("--set", "sector.masses=[0 eV, 0 eV, 0 eV]")
POTENTIAL = ("potential", "e", "n", "--at", "1um", *MASSLESS)


def pair(structure: str, background: str, part: Any = "total") -> nf.Interaction:
    sector = nf.Sector.normal_ordering()
    massless = nf.Sector(masses=np.zeros(3), mixing=sector.mixing)
    return nf.interaction("e", "n", massless, structure=structure, background=background, part=part)


@pytest.mark.parametrize("structure", ["spin-spin", "tensor", "parity-odd"])
@pytest.mark.parametrize("background", ["cr51", "dsnb", "cosmic"])
def test_records_are_the_terms(as_json: Call, structure: str, background: str) -> None:
    made = as_json(*POTENTIAL, "--structure", structure, "--background", background)
    expected = pair(structure, background)
    assert len(made["records"]) == len(expected.terms)
    for record, (name, term) in zip(made["records"], expected.terms.items(), strict=True):
        assert record["operator"] == OPERATORS[name]
        assert {"r", "r_unit", "value", "unit", "log10_abs", "status"} <= set(record)
        assert (record["r"], record["r_unit"], record["unit"]) == (1.0, "um", "eV")
        # other matrices of mixing round otherwise
        assert record["value"] == approx(float(term.along(1 * um)), rel=1e-11)
        if record["value"]:
            assert record["log10_abs"] == approx(math.log10(abs(record["value"])), rel=1e-12)
    for source in ("e", "n"):
        energy = float(np.linalg.norm(stodolsky(source, background)))
        (said,) = (text for text in made["warnings"] if f"spin of {source} alone" in text)
        assert f"{energy:.4g}"[:5] in said
        assert "does not depend on the separation" in said


def test_angle_and_aligned(as_json: Call) -> None:
    point = ("--background", "cr51", "--set", "background.angular_radius=0 rad", "--part", "background")
    made = as_json(*POTENTIAL, *point, "--structure", "spin-normal", "--angle", "1e-5 deg")
    expected = pair("spin-normal", "cr51", "background").bare()
    assert [x["operator"] for x in made["records"]] == ["sigma_a.(rhat x k)", "sigma_b.(rhat x k)"]
    for record, term in zip(made["records"], expected.terms.values(), strict=True):
        assert record["value"] == approx(float(term.along(1 * um, 1e-5 * deg)), rel=1e-11)
        assert record["aligned"] == approx(float(term.along(1 * um)), rel=1e-11)
        assert record["suppression"] == approx(record["value"] / record["aligned"], rel=1e-14)


def test_antineutrinos_change_the_sign_of_some(as_json: Call) -> None:
    point = ("--background", "cr51", "--set", "background.angular_radius=0 rad", "--part", "background")
    for structure, signs in (("spin-spin", [1]), ("spin-normal", [-1, -1]), ("parity-odd", [1, 1, 1, 1, -1, -1])):
        call = (*POTENTIAL, *point, "--structure", structure)
        one, two = (
            as_json(*call, "--set", f"background.component.0.antineutrino={anti}")["records"]
            for anti in ("false", "true")
        )
        assert [round(b["value"] / a["value"], 12) for a, b in zip(one, two, strict=True)] == signs


def test_what_is_out_of_the_domain(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (("e", "n", "--structure", "spin-spin", "--background", "cosmic"), ("massless", "vacuum")),
        (("e", "He-4", "--structure", "tensor", "--background", "reactor"), ("He-4", "single particle")),
        (("e", "n", "--structure", "spin-normal", "--background", "dsnb"), ("spin-normal", "beam")),
        (("e", "n", "--structure", "spin-normal"), ("spin-normal", "beam")),
    ):
        assert run(["potential", *arguments, "--at", "1um"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert len(shown.err.strip().splitlines()) == 1
        for word in words:
            assert word in shown.err


def test_disc_has_no_coefficient_across_its_axis(as_json: Call) -> None:
    made = as_json(*POTENTIAL, "--structure", "spin-normal", "--background", "cr51", status=1)
    assert all(record["value"] is None and record["status"] == "out-of-domain" for record in made["records"])
    assert any("angular_radius" in text for text in made["warnings"])
