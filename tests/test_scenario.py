"""Scenarios."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.errors import InputError, UnknownName
from nuforce.scenario import Scenario, parse_setting, replaced
from nuforce.sector import Sector
from nuforce.units import eV, um
from tests.tables import approx


def changed(*settings: str) -> Scenario:
    return replaced(Scenario(), [parse_setting(text) for text in settings])


def test_text_round_trip() -> None:
    scenario = changed("sector.lightest=0.02 eV", "sector.nature=dirac", 'background=["cosmic", "solar"]', "part=total")
    again = Scenario.from_table(tomllib.loads(scenario.text()))
    assert again.text() == scenario.text()
    assert again.fingerprint == scenario.fingerprint
    np.testing.assert_allclose(again.sector.build().masses, scenario.sector.build().masses, rtol=1e-15)


def test_fingerprint_follows_the_inputs() -> None:
    prints = {
        changed(*s).fingerprint
        for s in (
            [],
            ["sector.lightest=0.02 eV"],
            ["sector.sin2_theta_w=0.2"],
            ["exchange.kind=newton"],
            ["flavour=e"],
            ['background=["cosmic"]'],
        )
    }
    assert len(prints) == 6


def test_replace_takes_text_and_leaves_the_original() -> None:
    scenario = Scenario()
    other = scenario.replace("sector.lightest", "0.1 eV")
    assert scenario.sector.lightest is None
    assert other.sector.lightest == 0.1 * eV
    assert other.replace("title", "x").title == "x"


def test_default_sector_is_the_documented_one() -> None:
    built, plain = Scenario().sector.build(), Sector.normal_ordering()
    np.testing.assert_array_equal(built.masses, plain.masses)
    np.testing.assert_array_equal(built.mixing, plain.mixing)
    assert built.nature == plain.nature == "majorana"


def test_mixing_phases_and_sterile_states() -> None:
    scenario = changed("sector.alpha21=60 deg", 'sector.sterile=[{mass = "1 eV", theta14 = "0.1 rad"}]')
    sector = scenario.sector.build()
    assert sector.masses[-1] == 1.0
    expected = Sector.normal_ordering(alpha21=np.pi / 3).with_sterile(1.0, 0.1)
    np.testing.assert_allclose(sector.mixing, expected.mixing, atol=1e-15)
    assert Scenario.from_table(tomllib.loads(scenario.text())).text() == scenario.text()


def test_mixing_matrix_of_complex_text() -> None:
    u = Sector.normal_ordering().mixing
    rows = [[f"{float(z.real)!r}{z.imag:+.17g}j" for z in row] for row in u]
    sector = Scenario().replace("sector.mixing", rows).sector.build()
    np.testing.assert_allclose(sector.mixing, u, atol=1e-15)


def test_nonstandard_interactions() -> None:
    epsilon = [[0.1, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    sector = Scenario().replace("sector.nsi.n", epsilon).sector.build()
    assert nf.interaction("n", "n", sector)(1 * um) != nf.interaction("n", "n")(1 * um)


def test_background_changes_reach_the_members_of_a_sum() -> None:
    scenario = replaced(Scenario(background=("solar", "cosmic")), [("background.angular_radius", "0 rad")])
    sun, cosmic = scenario.backgrounds()
    assert cosmic == "cosmic"
    assert [member.angular_radius for member in sun.parts()] == [0.0] * 8  # type: ignore[union-attr]  # a sum of beams


def test_nested_changes() -> None:
    scenario = Scenario(background=({"name": "cr51", "component": {"0": {"rate": "1e18 / s"}}},))
    source: Any = scenario.backgrounds()[0]
    plain: Any = nf.backgrounds["cr51"]
    ratio = source.quantities()["flux"][0] / plain.quantities()["flux"][0]
    assert ratio == approx(1e18 / 1.2617e17, rel=1e-4)


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("nonsense", "KEY=VALUE"),
        ("=3", "KEY=VALUE"),
        ("sector.lightest.unit=eV", "sector.lightest"),
        ("exchange.kind.x=3", "exchange.kind"),
    ],
)
def test_bad_settings(setting: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        changed(setting)


def test_unknown_background_field_lists_what_there_is() -> None:
    with pytest.raises(UnknownName, match="temperature"):
        replaced(Scenario(background=("cosmic",)), [("background.temprature", "1 K")])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=3", 3),
        ("a=0.3", 0.3),
        ("a=true", True),
        ("a=x y", "x y"),
        ('a="x"', "x"),
        ("a=[1 eV, 2 eV]", ["1 eV", "2 eV"]),
        ("a=[[1,0],[0,1]]", [[1, 0], [0, 1]]),
        ("a=0.05 eV", "0.05 eV"),
        ("a=b=c", "b=c"),
    ],
)
def test_values_of_settings(text: str, value: Any) -> None:
    assert parse_setting(text) == ("a", value)


# -- every input, there and back ----------------------------------------------------------------------------------

FULL = """
title = "All at once"
experiments = ["wuhan-2020", "tag:levitated"]
background = ["vacuum", { name = "cosmic", filling = "both" }, "solar"]
part = "total"
flavour = "mu"

[sector]
oscillations = "nufit-6.0-inverted"
nature = "dirac"
lightest = "20 meV"
alpha21 = "90 deg"
alpha31 = "0.25 rad"
sin2_theta_w = 0.23129
fermi = "1.2e-5 GeV^-2"
sterile = [{ mass = "1 eV", theta14 = "0.1 rad", theta24 = "2 deg" }, { mass = "3 keV" }]

[sector.nsi]
n = [[0.1, "0.01+0.02j", 0, 0, 0], ["0.01-0.02j", 0, 0, 0, 0], [0, 0, -0.3, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0.2]]

[exchange]
kind = "contact"
"""


def test_every_input_round_trips(tmp_path: Path) -> None:
    path = tmp_path / "full.toml"
    path.write_text(FULL, encoding="utf-8")
    scenario = Scenario.load(path)
    text = scenario.text()
    again = Scenario.from_table(tomllib.loads(text))
    assert again.text() == text
    one, other = scenario.sector.build(), again.sector.build()
    np.testing.assert_array_equal(one.masses, other.masses)
    np.testing.assert_array_equal(one.mixing, other.mixing)
    np.testing.assert_array_equal(one.nsi["n"], other.nsi["n"])
    assert (one.nature, one.fermi, one.sin2_theta_w) == (other.nature, other.fermi, other.sin2_theta_w)
    assert again.experiments == ("wuhan-2020", "tag:levitated")
    assert again.background == scenario.background
    assert (again.part, again.flavour, again.title) == ("total", "mu", "All at once")


def test_numbers_are_those_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "full.toml"
    path.write_text(FULL, encoding="utf-8")
    sector = Scenario.load(path).sector.build()
    assert sector.flavours == ("e", "mu", "tau", "s1", "s2")
    assert sector.masses[2] == 0.02  # the lightest of inverted ordering
    assert sector.masses[3:].tolist() == [1.0, 3000.0]
    assert sector.nature == "dirac"
    assert sector.fermi == approx(1.2e-23, rel=1e-14)
    assert sector.nsi["n"][0, 1] == 0.01 + 0.02j
    np.testing.assert_allclose(sector.mixing @ sector.mixing.conj().T, np.eye(5), atol=1e-14)
    # |U_e4| = sin(theta14); a state that does not mix stands alone
    assert abs(sector.mixing[0, 3]) == approx(np.sin(0.1), rel=1e-12)
    assert sector.mixing[4].tolist() == [0, 0, 0, 0, 1]


CHANGES: dict[str, Any] = {
    "sector.lightest": "0.02 eV",
    "sector.nature": "dirac",
    "sector.ordering": "inverted",
    "sector.oscillations": "nufit-6.0-normal-ic19",
    "sector.masses": ["0 eV", "0.01 eV", "0.06 eV"],
    "sector.mixing": [[1, 0, 0], [0, 1, 0], [0, 0, "1j"]],
    "sector.alpha21": "1 rad",
    "sector.alpha31": "1 rad",
    "sector.sin2_theta_w": 0.23,
    "sector.fermi": "1.2e-5 GeV^-2",
    "sector.nsi.p": [[0.1, 0, 0], [0, 0, 0], [0, 0, 0]],
    "sector.sterile": [{"mass": "1 eV"}],
    "exchange": {"kind": "yukawa", "mass": "1 eV"},
    "background": ["cosmic"],
    "experiments": ["wuhan-2020"],
    "part": "total",
    "flavour": "e",
    "title": "Another question",
}


def test_every_input_is_in_the_fingerprint() -> None:
    prints = [Scenario().fingerprint, *(Scenario().replace(key, value).fingerprint for key, value in CHANGES.items())]
    assert len(set(prints)) == len(CHANGES) + 1
    assert all(len(x) == 64 for x in prints)
    for scenario in (Scenario().replace(key, value) for key, value in CHANGES.items()):
        again = Scenario.from_table(tomllib.loads(scenario.text()))
        assert again.fingerprint == scenario.fingerprint


def test_fingerprint_is_of_meaning_not_of_wording() -> None:
    plain = Scenario()
    for key, value in (
        ("sector.ordering", "normal"),
        ("sector.oscillations", "nufit-6.0-normal"),
        ("sector.lightest", "0 meV"),
        ("sector.alpha21", "0 deg"),
        ("exchange.kind", "Contact"),
    ):
        assert plain.replace(key, value).fingerprint == plain.fingerprint, key


def test_a_list_is_changed_by_its_place() -> None:
    scenario = Scenario(experiments=("wuhan-2012", "wuhan-2020")).replace("experiments.1", "washington-2020")
    assert scenario.experiments == ("wuhan-2012", "washington-2020")
    with pytest.raises(InputError, match=r"experiments\.7"):
        scenario.replace("experiments.7", "x")


def test_a_number_is_taken_in_powers_of_electronvolt() -> None:
    """As the docstring of replace() has it: 0.1 * eV is a float."""
    assert Scenario().replace("sector.lightest", 0.1 * eV).sector.lightest == 0.1 * eV


def test_replacing_many_times_does_not_drift() -> None:
    scenario = Scenario().replace("sector.fermi", "1.1663788e-5 GeV^-2").replace("sector.alpha21", "33.3 deg")
    first = scenario.sector
    for _ in range(5):
        scenario = scenario.replace("title", scenario.title + "!")
    assert (scenario.sector.fermi, scenario.sector.alpha21) == (first.fermi, first.alpha21)


def test_masses_come_with_their_lightest() -> None:
    scenario = Scenario().replace("sector.masses", ["30 meV", "10 meV", "20 meV"])
    assert scenario.table()["sector"]["lightest"] == "0.01 eV"
    assert scenario.sector.build().masses.tolist() == [0.03, 0.01, 0.02]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense = 1", ["mine.toml", "nonsense"]),
        ('[sector]\nlightest = "5 kg m"', ["mine.toml", "sector.lightest", "'5 kg m'", "eV"]),
        ('[sector]\nnatur = "dirac"', ["sector.natur", "did you mean 'nature'"]),
        ('part = "all"', ["part", "'all'", "total"]),
        ('[sector]\nmasses = ["-1 eV", "0 eV", "0 eV"]', ["sector.masses.0", "negative"]),
        ('[sector]\nsterile = [{ theta14 = "1 deg" }]', ["sector.sterile.0.mass", "missing"]),
        ("[sector", ["mine.toml", "TOML"]),
        ("experiments = [1]", ["experiments.0", "1"]),
    ],
)
def test_files_are_checked(text: str, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    for word in words:
        assert word in str(caught.value)


def test_backgrounds_become_objects() -> None:
    scenario = Scenario(background=("Vacuum", {"name": "COSMIC", "filling": "both"}, "reactor"))
    first, relic, last = scenario.backgrounds()
    assert first == "Vacuum"
    assert relic.filling == "both"  # type: ignore[union-attr]  # a background by now
    assert last == "reactor"
    assert nf.backgrounds["cosmic"].filling == "produced"  # type: ignore[attr-defined]  # the entry itself stays
