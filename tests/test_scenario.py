"""Scenarios."""

import tomllib
from typing import Any

import numpy as np
import pytest

import nuforce as nf
from nuforce.errors import InputError, UnknownName
from nuforce.scenario import Scenario, parse_setting, replaced
from nuforce.sector import Sector
from nuforce.units import eV, um


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
    (source,) = scenario.backgrounds()
    plain: Any = nf.backgrounds["cr51"]
    assert source.quantities()["flux"][0] / plain.quantities()["flux"][0] == pytest.approx(1e18 / 1.2617e17, rel=1e-4)  # type: ignore[union-attr]


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
