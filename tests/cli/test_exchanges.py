"""``potential`` with every exchange and structure, and ``crossing``."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy.special import exp1, expi

import nuforce as nf
from nuforce.cli import run
from nuforce.exchanges import kinds
from nuforce.units import GeV, MeV, fm, m, nm
from tests.tables import approx

Call = Callable[..., dict[str, Any]]
MASSLESS = ("--set", "sector.masses=[0 eV, 0 eV, 0 eV]", "--set", "sector.sin2_theta_w=0.23129")


def one(made: dict[str, Any]) -> dict[str, Any]:
    (record,) = made["records"]
    found: dict[str, Any] = record
    return found


def test_standard_model_at_five_attometres(as_json: Call) -> None:
    made = as_json("potential", "n", "n", "--exchange", "z", "--at", "5e-18m", *MASSLESS)
    assert one(made)["value"] == approx(-38964.73644872, rel=1e-12)
    assert one(made)["status"] == "ok"
    said = " ".join(made["warnings"])
    for word in ("not included", "static-limit", "nucleon-structure"):
        assert word in said
    assert "Ghosh:2024ctv" in made["references"]


def test_t_channel(as_json: Call) -> None:
    call = ("potential", "n", "n", "--exchange", "t-channel", "--set", "exchange.mass=10 MeV", "--at", "1fm,1pm")
    made = as_json(*call, *MASSLESS)
    z = 10 * MeV * fm
    j = 0.25 * ((2 + z) * math.exp(z) * exp1(z) - (2 - z) * math.exp(-z) * expi(z) - 2)
    assert made["records"][0]["value"] == approx(3 * j / (48 * math.pi**3) / fm, rel=1e-12)
    far = 10 * MeV * 1e-12 * m  # J ~ 6/z^4 (1 + 40/z^2 + 1260/z^4): the power is -5 - 80/z^2 (1 + 23/z^2)
    assert made["records"][1]["local_power"] == approx(-5 - 80 / far**2, rel=3e-4)
    assert any(text.startswith("scheme: on-shell") for text in made["warnings"])
    assert made["scenario"]["exchange"]["scheme"] == "on-shell"
    other = as_json(*call, *MASSLESS, "--set", "exchange.scheme=momentum")
    assert any(text.startswith("scheme: momentum") for text in other["warnings"])
    difference = other["records"][0]["value"] - made["records"][0]["value"]
    assert difference == approx(3 * math.exp(-z) / (96 * math.pi**3) / fm, rel=1e-12)  # J -> J + e^-z/2
    tree = as_json(*call, *MASSLESS, "--set", "exchange.tree=true")
    difference = tree["records"][0]["value"] - made["records"][0]["value"]
    assert difference == approx(math.exp(-z) / (4 * math.pi) / fm, rel=1e-12)


def test_s_channel_names_graph_and_frame(as_json: Call) -> None:
    for partner, graph, sign in (("n", "crossed", 1), ("nbar", "box", -1)):
        made = as_json("potential", "n", partner, "--exchange", "s-channel", "--at", "1fm,1nm")
        assert all(sign * record["value"] > 0 for record in made["records"])
        said = " ".join(made["warnings"])
        for word in (graph, "frame: below"):
            assert word in said
    screened = as_json("potential", "n", "nbar", "--exchange", "s-channel", "--at", "1mm")
    assert any(text.startswith("massless-neutrinos") for text in screened["warnings"])
    far = as_json("potential", "n", "nbar", "--exchange", "s-channel", "--at", "1nm")
    assert not any("frame: below" in text for text in far["warnings"])


def test_pair_of_scalars(as_json: Call) -> None:
    made = as_json(
        "potential", "n", "n", "--exchange", "scalar-pair", "--at", "1nm", "--set", "exchange.coupling=2 GeV^-1"
    )
    assert one(made)["value"] == approx(-4 / GeV**2 / (16 * math.pi**3 * nm**3), rel=1e-12)
    assert one(made)["local_power"] == approx(-3, rel=1e-12)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_exchange_answers_by_name(name: str, as_json: Call) -> None:
    structure = ("--structure", "tensor") if name == "fermion-tensor" else ()
    made = as_json("potential", "e", "p", "--exchange", name.upper(), "--at", "1nm", *structure)
    record = one(made)
    assert record["status"] in ("ok", "underflow")
    assert made["scenario"]["exchange"]["kind"] == name
    assert made["references"]


def test_spin_structures(as_json: Call) -> None:
    r, front = nm, nf.Sector.massless().fermi ** 2 / (4 * math.pi**3)
    g = 0.5**2 + 2 * 0.5**2  # sum over flavours of gA gA' between electrons
    call = ("potential", "e", "e", "--at", "1nm", *MASSLESS)
    spin = one(as_json(*call, "--structure", "spin-spin"))
    assert spin["value"] == approx(-2 / 3 * g * front / r**5, rel=1e-12)
    assert spin["operator"] == "sigma_a.sigma_b"
    tensor = one(as_json(*call, "--structure", "tensor"))
    assert tensor["value"] == approx(5 / 6 * g * front / r**5, rel=1e-12)
    odd = as_json(*call, "--structure", "parity-odd")["records"]
    assert len(odd) == 3
    assert odd[0]["value"] == approx(-odd[1]["value"], rel=1e-12)  # the two electrons are alike
    assert odd[2]["local_power"] == approx(-6, rel=1e-12)
    assert all("operator" in record for record in odd)


def test_outside_the_domain_of_an_exchange(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (("n", "n", "--exchange", "s-channel", "--set", "exchange.splitting=-1 MeV"), ("splitting", "m_phi > m")),
        (("n", "n", "--exchange", "t-channel", "--set", "exchange.width=-1 MeV"), ("width", "positive")),
        (("He-4", "n", "--structure", "spin-spin"), ("He-4", "single particle")),
        (("e", "e", "--exchange", "fermion-tensor"), ("spins", "structure")),
        (("e", "n", "--exchange", "z", "--structure", "tensor"), ("tensor", "contact")),
    ):
        assert run(["potential", *arguments, "--at", "1nm"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert len(shown.err.strip().splitlines()) == 1
        for word in words:
            assert word in shown.err


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("exchange.mass=-1 MeV", "mass"),
        ("exchange.charges.x=1", "charges"),
        ("exchange.mediator=tensor", "mediator"),
        ("exchange.neutrino_coupling=nan", "neutrino_coupling"),
        ("exchange.mass=1 m", "mass"),
        ("exchange.resumed=true", "resummed"),
    ],
)
def test_wrong_settings_of_a_mediator(setting: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["potential", "n", "n", "--exchange", "t-channel", "--at", "1nm", "--set", setting]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert word in shown.err
    assert len(shown.err.strip().splitlines()) == 1


def test_one_charge_is_changed_alone(as_json: Call) -> None:
    call = ("potential", "n", "n", "--exchange", "t-channel", "--at", "1nm")
    made = as_json(*call, "--set", "exchange.charges.e=-1", "--set", "exchange.neutrino_charges.mu=0")
    assert made["scenario"]["exchange"]["charges"] == {"e": -1, "mu": 1, "tau": 1, "p": 1, "n": 1}
    assert made["scenario"]["exchange"]["neutrino_charges"] == {"e": 1, "mu": 0, "tau": 1}
    whole = as_json(*call, "--set", "exchange.charges={n = 2}")
    assert whole["scenario"]["exchange"]["charges"] == {"n": 2}


def test_the_range_follows_the_distances(as_json: Call) -> None:
    made = as_json("potential", "n", "n", "--exchange", "z", "--at", "1e-24m,1e-22m", *MASSLESS)
    values = [record["value"] for record in made["records"]]
    assert all(value > 0 for value in values)
    assert -1.2 < made["records"][0]["local_power"] < -1


def test_crossing_with_gravity(as_json: Call) -> None:
    made = as_json("crossing", "e", "e", "--with", "newton,coulomb", *MASSLESS)
    gravity, coulomb = made["records"]
    assert gravity["with"] == "newton"
    assert gravity["value"] == approx(3.06480782295e-8, rel=1e-11)
    assert coulomb["value"] < 1e-17
    assert gravity["unit"] == "m"
    pair = nf.interaction("e", "e", nf.Sector.massless(sin2_theta_w=0.23129))
    r = gravity["value"] / 1e-9 * nm
    assert abs(float(pair.over_gravity(r))) == approx(1.0, rel=1e-11)


def test_no_crossing_is_said(as_json: Call) -> None:
    made = as_json("crossing", "n", "n", "--with", "coulomb", "--from", "1nm", "--to", "1um")
    assert one(made)["status"] == "none"
    assert one(made)["value"] is None
    assert any("do not couple" in text for text in made["warnings"])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--from", "1m", "--to", "1nm"), "--from"),
        (("--from", "1"), "--from"),
        (("--with", "graviton"), "newton"),
        (("--exchange", "contct"), "contact"),
    ],
)
def test_wrong_crossings(arguments: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crossing", "n", "n", *arguments]) == 2
    assert word in capsys.readouterr().err


def test_flavour_without_neutrinos_is_said(as_json: Call) -> None:
    for name in ("newton", "scalar-pair", "s-channel", "z-tree"):
        made = as_json("potential", "n", "n", "--exchange", name, "--flavour", "mu", "--at", "1nm")
        assert any(text.startswith("flavour: ") for text in made["warnings"])
    made = as_json("potential", "n", "n", "--exchange", "z", "--flavour", "mu", "--at", "1nm")
    assert not any(text.startswith("flavour: ") for text in made["warnings"])


def test_settings_of_the_same_kind_stay(as_json: Call, tmp_path: Path) -> None:
    """``--exchange`` names the kind; a scenario's table of that kind keeps its other fields."""
    path = tmp_path / "mine.toml"
    path.write_text('[exchange]\nkind = "t-channel"\nmass = "1 MeV"\ncharges = { n = 2 }\n', encoding="utf-8")
    call = ("potential", "n", "n", "--at", "1nm", "--config", str(path))
    plain, named, changed = (
        as_json(*call, *more)["scenario"]["exchange"]
        for more in ((), ("--exchange", "T-channel"), ("--exchange", "t-channel", "--set", "exchange.mass=2 MeV"))
    )
    assert plain == named
    assert changed == {**plain, "mass": "2.0 MeV"}
    assert as_json(*call, "--exchange", "newton")["scenario"]["exchange"] == {"kind": "newton"}


def test_a_thousand_distances_are_those_of_each(as_json: Call) -> None:
    many = as_json("potential", "e", "n", "--exchange", "z", "--at", "1am..1um:300")["records"]
    for index in (0, 150, 299):
        r = f"{many[index]['r']!r} m"
        alone = one(as_json("potential", "e", "n", "--exchange", "z", "--at", r))
        for key in ("value", "log10_abs", "over_gravity", "local_power"):
            assert many[index][key] == approx(alone[key], rel=1e-11)


def test_names_of_exchanges_in_any_case(as_json: Call) -> None:
    assert as_json("show", "T-Channel")["records"][0]["kind"] == "exchanges"
    assert as_json("cite", "Z")["records"]


def test_endings_of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending, first in (("json", "{"), ("csv", "r,"), ("txt", "e - n")):
        path = tmp_path / f"out.{ending}"
        assert run(["potential", "e", "n", "--at", "1nm", "-o", str(path)]) == 0
        assert path.read_text(encoding="utf-8").startswith(first)
    capsys.readouterr()
