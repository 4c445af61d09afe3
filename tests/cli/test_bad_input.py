"""Wrong input gets one clear message, exit status 2, and nothing is lost."""

import errno
import json
import os
import stat
import tempfile
from pathlib import Path

import pytest

from nuforce.cli import run

POTENTIAL = ["potential", "e", "n", "--at", "1um"]

# arguments -> what the message must contain
BAD: dict[str, tuple[list[str], list[str]]] = {
    "bare number": (["potential", "e", "e", "--at", "5"], ["--at", "'5'", "um"]),
    "mass for a length": (["potential", "e", "e", "--at", "5 kg"], ["--at", "'5 kg'", "mass dimension"]),
    "unknown unit": (["potential", "e", "e", "--at", "5 umm"], ["unknown unit", "um"]),
    "no number": (["potential", "e", "e", "--at", "far"], ["--at", "far"]),
    "NaN": (["potential", "e", "e", "--at", "nan m"], ["--at", "finite"]),
    "infinity": (["potential", "e", "e", "--at", "inf m"], ["--at", "finite"]),
    "zero": (["potential", "e", "e", "--at", "0 um"], ["--at", "larger than zero"]),
    "negative": (["potential", "e", "e", "--at", "-1 um"], ["--at", "larger than zero"]),
    "empty list": (["potential", "e", "e", "--at", "1um,,2um"], ["--at"]),
    "range without count": (["potential", "e", "e", "--at", "1um..1m"], ["--at", "FIRST..LAST:COUNT"]),
    "range backwards": (["potential", "e", "e", "--at", "1m..1um:3"], ["--at", "larger one"]),
    "range with mixed kinds": (["potential", "e", "e", "--at", "1um..1kg:3"], ["--at", "1kg"]),
    "no distance": (["potential", "e", "e"], ["--at"]),
    "unknown particle": (["potential", "elektron", "e", "--at", "1um"], ["A", "elektron", "particles"]),
    "isotope that does not exist": (["potential", "C-99", "e", "--at", "1um"], ["C-99", "C-12"]),
    "unknown background": ([*POTENTIAL, "--background", "cosmik"], ["background", "cosmik", "cosmic"]),
    "unknown exchange": ([*POTENTIAL, "--exchange", "contakt"], ["exchange", "contact"]),
    "unknown flavour": ([*POTENTIAL, "--flavour", "x"], ["flavour", "tau"]),
    "unknown structure": ([*POTENTIAL, "--structure", "vector"], ["structure", "scalar"]),
    "unknown part": ([*POTENTIAL, "--part", "some"], ["--part", "total"]),
    "background part of no background": ([*POTENTIAL, "--part", "background"], ["--part", "--background"]),
    "setting of list": (["list", "--set", "x"], ["--set", "'x'"]),
    "setting of cite": (["cite", "wuhan-2020", "--set", "sector.mass=1"], ["mass", "masses"]),
    "scenario of show": (["show", "cosmic", "--config", "none.toml"], ["none.toml"]),
    "scenario of check": (["check", "none.toml", "--config", "other.toml"], ["other.toml"]),
    "unknown ending": (["reach", "-o", "out.docx"], ["-o", "out.docx", ".html"]),
    "unknown option": ([*POTENTIAL, "--parts", "total"], ["--parts", "--part"]),
    "unknown command": (["raech"], ["raech", "reach"]),
    "unknown format": ([*POTENTIAL, "--format", "xml"], ["xml", "json"]),
    "angle without unit": ([*POTENTIAL, "--angle", "5"], ["--angle", "rad"]),
    "angle as length": ([*POTENTIAL, "--angle", "5 m"], ["--angle", "5 m"]),
    "unknown experiment": (["reach", "-x", "wuhan-2021"], ["experiment", "wuhan-2020"]),
    "unknown background in reach": (["reach", "-b", "solr"], ["background", "solar"]),
    "vacuum has no neutrinos": (["background", "vacuum"], ["vacuum", "list backgrounds"]),
    "distance of a bath": (["background", "cosmic", "--distance", "3 m"], ["distance", "temperature"]),
    "unknown kind": (["list", "particles"], ["kind", "experiments"]),
    "unknown name": (["show", "wuhan2020"], ["wuhan-2020"]),
    "unknown reference": (["cite", "Feinberg:1968zy"], ["Feinberg:1968zz"]),
    "negative mass": ([*POTENTIAL, "--set", "sector.lightest=-1 eV"], ["sector.lightest", "negative"]),
    "mass without unit": ([*POTENTIAL, "--set", "sector.lightest=0.05"], ["sector.lightest", "eV"]),
    "mass that is no number": ([*POTENTIAL, "--set", "sector.lightest=nan eV"], ["sector.lightest", "finite"]),
    "masses without mixing": ([*POTENTIAL, "--set", "sector.masses=[1 eV]"], ["mixing", "masses"]),
    "mixing that is not unitary": (
        [*POTENTIAL, "--set", "sector.mixing=[[1,0,0],[0,1,0],[0,0,0.5]]"],
        ["mixing", "not unitary"],
    ),
    "unknown nature": ([*POTENTIAL, "--set", "sector.nature=weyl"], ["sector.nature", "majorana"]),
    "unknown fit": ([*POTENTIAL, "--set", "sector.oscillations=nufit-9"], ["nufit-9", "nufit-6.0-normal"]),
    "masses that disagree": (
        [*POTENTIAL, "--set", "sector.masses=[0 eV, 1 eV, 2 eV]", "--set", "sector.lightest=0.1 eV"],
        ["sector.lightest", "only one"],
    ),
    "orderings that disagree": (
        [*POTENTIAL, "--set", "sector.oscillations=nufit-6.0-normal", "--set", "sector.ordering=inverted"],
        ["sector.ordering", "only one"],
    ),
    "unknown key of the sector": ([*POTENTIAL, "--set", "sector.lihgtest=1 eV"], ["lihgtest", "lightest"]),
    "unknown key": ([*POTENTIAL, "--set", "sectr.lightest=1 eV"], ["sectr", "sector"]),
    "setting without value": ([*POTENTIAL, "--set", "sector.lightest"], ["--set", "KEY=VALUE"]),
    "setting a background that is not there": ([*POTENTIAL, "--set", "background.temperature=1 K"], ["--background"]),
    "setting what a background has not": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.distance=1 m"],
        ["distance", "temperature"],
    ),
    "negative temperature": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.temperature=-1 K"],
        ["temperature", "larger than zero"],
    ),
    "source wider than a hemisphere": (
        [*POTENTIAL, "--background", "reactor", "--set", "background.angular_radius=3 rad"],
        ["angular_radius", "hemisphere"],
    ),
    "unknown filling": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.filling=half"],
        ["filling", "produced"],
    ),
    "exchange without that key": ([*POTENTIAL, "--set", "exchange.mass=1 eV"], ["exchange", "mass"]),
    "empty distance": (["potential", "e", "e", "--at", ""], ["--at", "um"]),
    "area for a length": (["potential", "e", "e", "--at", "1 m m"], ["--at", "mass dimension -2"]),
    "distance too large for a computer": (["potential", "e", "e", "--at", "1e400 m"], ["--at", "finite"]),
    "range of one": (["potential", "e", "e", "--at", "1um..2um:1"], ["--at", "COUNT"]),
    "range of too many": (["potential", "e", "e", "--at", "1um..2um:10000000"], ["--at", "1000000"]),
    "range from zero": (["potential", "e", "e", "--at", "0um..2um:3"], ["--at", "positive"]),
    "range of nothing": (["potential", "e", "e", "--at", "1um..1um:3"], ["--at", "larger one"]),
    "range without unit": (["potential", "e", "e", "--at", "1..5um:3"], ["--at", "'1'", "um"]),
    "range of three": (["potential", "e", "e", "--at", "1um..2um..3um:3"], ["--at", "2um..3um"]),
    "empty particle": (["potential", "", "e", "--at", "1um"], ["A", "particle"]),
    "particle of the other case": (["potential", "e", "MU", "--at", "1um"], ["B", "'MU'", "did you mean"]),
    "second particle": (["potential", "e", "Xx", "--at", "1um"], ["B", "'Xx'"]),
    "element without natural isotopes": (["potential", "Tc", "e", "--at", "1um"], ["A", "Tc-"]),
    "unbalanced formula": (["potential", "SiO2)", "e", "--at", "1um"], ["A", "SiO2)"]),
    "no background at all": ([*POTENTIAL, "--background", ","], ["--background", "at least one"]),
    "no experiment at all": (["reach", "-x", "", "-b", "vacuum"], ["--experiments", "at least one"]),
    "one background of two": ([*POTENTIAL, "--background", "cosmic,solr"], ["'solr'", "solar"]),
    "unknown tag": (["reach", "-x", "tag:tlak"], ["tag:tlak", "tag:talk"]),
    "unknown part of reach": (["reach", "--part", "vacuum"], ["--part", "background", "total"]),
    "unknown order": (["reach", "--sort", "name"], ["--sort", "ratio"]),
    "unknown ratio": ([*POTENTIAL, "--over", "coulomb"], ["--over", "gravity"]),
    "no experiments in the scenario": (["reach", "--set", "experiments=[]"], ["experiments", "at least one"]),
    "two scenarios": (["reach", "PLACE/good.toml", "--config", "PLACE/good.toml"], ["--config", "good.toml"]),
    "unknown option of the program": (["--verbose"], ["--verbose"]),
    "kind in the singular": (["list", "experiment"], ["experiment", "experiments"]),
    "nothing to show": (["show"], ["NAME"]),
    "nothing to cite": (["cite"], ["NAMES"]),
    "too much to show": (["show", "cosmic", "solar"], ["solar"]),
    "material of the other case": (["show", "STEEL"], ["'STEEL'", "steel"]),
    "angle that is no number": ([*POTENTIAL, "--angle", "nan rad"], ["--angle", "finite"]),
    "empty angle": ([*POTENTIAL, "--angle", ""], ["--angle", "rad"]),
    "distance of a source without unit": (["background", "reactor", "--distance", "5"], ["distance", "m"]),
    "distance of a source as a mass": (["background", "reactor", "--distance", "5 kg"], ["distance", "'5 kg'"]),
    "negative distance of a source": (
        ["background", "reactor", "--distance", "-5 m"],
        ["distance", "larger than zero"],
    ),
    "inside the source": (["background", "reactor", "--distance", "1 m"], ["source_radius", "1.5 m"]),
    "separation without unit": (["background", "reactor", "--at", "5"], ["--at", "'5'"]),
    "two backgrounds where one is asked": (["background", "reactor,solar"], ["reactor,solar", "reactor"]),
    "weak mixing angle too large": (
        [*POTENTIAL, "--set", "sector.sin2_theta_w=2"],
        ["sin2_theta_w", "between 0 and 1"],
    ),
    "weak mixing angle that is no number": ([*POTENTIAL, "--set", "sector.sin2_theta_w=nan"], ["sin2_theta_w", "nan"]),
    "weak mixing angle as text": (
        [*POTENTIAL, "--set", "sector.sin2_theta_w=big"],
        ["sin2_theta_w", "'big'", "number"],
    ),
    "negative Fermi constant": ([*POTENTIAL, "--set", "sector.fermi=-1 GeV^-2"], ["sector.fermi", "larger than zero"]),
    "Fermi constant as a mass": ([*POTENTIAL, "--set", "sector.fermi=1 GeV"], ["sector.fermi", "GeV^-2"]),
    "infinite Fermi constant": ([*POTENTIAL, "--set", "sector.fermi=inf GeV^-2"], ["sector.fermi", "finite"]),
    "no masses": ([*POTENTIAL, "--set", "sector.masses=[]"], ["masses", "eV"]),
    "one negative mass": (
        [*POTENTIAL, "--set", "sector.masses=[0 eV, -1 eV, 2 eV]"],
        ["sector.masses.1", "'-1 eV'", "negative"],
    ),
    "masses in metres": ([*POTENTIAL, "--set", "sector.masses=[0 m, 1 m, 2 m]"], ["sector.masses", "'1 m'", "eV"]),
    "mixing of too few": ([*POTENTIAL, "--set", "sector.mixing=[[1,0],[0,1]]"], ["mixing", "3"]),
    "mixing with a hole": (
        [*POTENTIAL, "--set", "sector.mixing=[[1,0,0],[0,1],[0,0,1]]"],
        ["sector.mixing", "every row"],
    ),
    "mixing with NaN": ([*POTENTIAL, "--set", "sector.mixing=[[nan,0,0],[0,1,0],[0,0,1]]"], ["mixing", "finite"]),
    "mixing of words": (
        [*POTENTIAL, "--set", 'sector.mixing=[["x",0,0],[0,1,0],[0,0,1]]'],
        ["sector.mixing.0.0", "'x'"],
    ),
    "phase without unit": ([*POTENTIAL, "--set", "sector.alpha21=1"], ["sector.alpha21", "rad"]),
    "unknown ordering": ([*POTENTIAL, "--set", "sector.ordering=normla"], ["sector.ordering", "'normal'"]),
    "unknown species of new interactions": ([*POTENTIAL, "--set", "sector.nsi.x=[[1]]"], ["nsi", "'x'", "pbar"]),
    "new interactions that are not hermitian": (
        [*POTENTIAL, "--set", "sector.nsi.n=[[0,1,0],[0,0,0],[0,0,0]]"],
        ["nsi.n", "hermitian"],
    ),
    "new interactions with a hole": ([*POTENTIAL, "--set", "sector.nsi.n=[[0,0,0],[0],[0]]"], ["nsi.n"]),
    "new interactions of the wrong size": ([*POTENTIAL, "--set", "sector.nsi.n=[[1]]"], ["nsi.n", "3"]),
    "negative sterile mass": (
        [*POTENTIAL, "--set", 'sector.sterile=[{mass="-1 eV"}]'],
        ["sector.sterile.0.mass", "negative"],
    ),
    "unknown key of a sterile state": (
        [*POTENTIAL, "--set", 'sector.sterile=[{mass="1 eV", theta41="0.1 rad"}]'],
        ["theta41", "theta14"],
    ),
    "sterile flavour that is not there": ([*POTENTIAL, "--flavour", "s1"], ["flavour", "'s1'", "tau"]),
    "setting without key": ([*POTENTIAL, "--set", "=3"], ["--set", "KEY=VALUE"]),
    "setting a table": ([*POTENTIAL, "--set", "sector=3"], ["sector", "3"]),
    "setting below a number": ([*POTENTIAL, "--set", "sector.lightest.unit=eV"], ["sector.lightest"]),
    "exchange as a word": ([*POTENTIAL, "--set", "exchange=newton"], ["exchange", "'newton'"]),
    "negative mediator mass": (
        [*POTENTIAL, "--exchange", "yukawa", "--set", "exchange.mass=-1 eV"],
        ["mass", "'-1 eV'", "negative"],
    ),
    "mediator mass as a length": (
        [*POTENTIAL, "--exchange", "yukawa", "--set", "exchange.mass=1 m"],
        ["mass", "'1 m'", "eV"],
    ),
    "coupling that is no number": (
        [*POTENTIAL, "--exchange", "yukawa", "--set", "exchange.coupling=nan"],
        ["coupling", "nan", "finite"],
    ),
    "backgrounds as a word": ([*POTENTIAL, "--set", "background=cosmic"], ["background", "'cosmic'"]),
    "background without a name": ([*POTENTIAL, "--set", 'background=[{kind="beam"}]'], ["background.name", "name"]),
    "background with a number for a name": (
        [*POTENTIAL, "--set", "background=[{name=3}]"],
        ["background", "3", "cosmic"],
    ),
    "temperature as a length": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.temperature=1 m"],
        ["temperature", "'1 m'", "'K'"],
    ),
    "degeneracy that is no number": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.degeneracy=nan"],
        ["degeneracy", "nan", "between"],
    ),
    "near miss of a field of a background": (
        [*POTENTIAL, "--background", "cosmic", "--set", "background.temprature=1 K"],
        ["temprature", "did you mean 'temperature'"],
    ),
    "component that is not there": (
        [*POTENTIAL, "--background", "cr51", "--set", "background.component.5.rate=1e18 / s"],
        ["background.component.5.rate"],
    ),
    "component without a number": (
        [*POTENTIAL, "--background", "cr51", "--set", "background.component.x.rate=1e18 / s"],
        ["background.component.x.rate"],
    ),
    "near miss inside a component": (
        [*POTENTIAL, "--background", "cr51", "--set", "background.component.0.rtae=1e18 / s"],
        ["component.0.rtae", "did you mean 'rate'"],
    ),
    "file that is not there": ([*POTENTIAL, "--config", "PLACE/none.toml"], ["none.toml", "does not exist"]),
    "folder for a file": ([*POTENTIAL, "--config", "PLACE"], ["folder"]),
    "truncated file": ([*POTENTIAL, "--config", "PLACE/truncated.toml"], ["truncated.toml", "TOML"]),
    "file that is not text": ([*POTENTIAL, "--config", "PLACE/binary.toml"], ["binary.toml", "UTF-8"]),
    "scenario with an unknown key": (["reach", "PLACE/unknown.toml"], ["unknown.toml", "experimets", "experiments"]),
    "inline background with an unknown key": (["reach", "PLACE/inline.toml"], ["distanc"]),
    "inline background without kind": (["reach", "PLACE/nokind.toml"], ["mine"]),
    "inline spectrum of unknown kind": (["reach", "PLACE/spectrum.toml"], ["spectrum", "pinchd", "pinched"]),
    "output folder that is not there": ([*POTENTIAL, "-o", "PLACE/none/out.json"], ["-o", "does not exist"]),
    "output that is a folder": ([*POTENTIAL, "-o", "PLACE"], ["-o", "folder"]),
    "check of a bad file": (["check", "PLACE/experiment.toml"], ["experiment.toml", "distance", "5 kg"]),
    "check of a folder": (["check", "PLACE"], ["folder"]),
    "check of what is not there": (["check", "PLACE/none.toml"], ["none.toml", "does not exist"]),
    "check of a truncated file": (["check", "PLACE/truncated.toml"], ["truncated.toml", "TOML"]),
    "check of no text": (["check", "PLACE/binary.toml"], ["binary.toml", "UTF-8"]),
    "check of an unknown observable": (["check", "PLACE/observable.toml"], ["potential-ration", "potential-ratio"]),
    "check of an experiment that lacks a number": (
        ["check", "PLACE/missing.toml"],
        ["missing.toml", "distance", "missing"],
    ),
    "check of an experiment of unknown matter": (["check", "PLACE/matter.toml"], ["matter.toml", "'Wolfram'"]),
    "check of an experiment that sees everything": (["check", "PLACE/zero.toml"], ["value", "larger than zero"]),
    "check of a material that is not whole": (["check", "PLACE/material.toml"], ["composition", "add up to 1"]),
    "check of an unknown flavour": (["check", "PLACE/flavour.toml"], ["flavour", "'nope'", "tau"]),
    "check of a spectrum that is not there": (["check", "PLACE/table.toml"], ["none.csv"]),
    "check of a direction that is no number": (["check", "PLACE/direction.toml"], ["direction", "nan"]),
    "check of a flavour that is no number": (["check", "PLACE/nan.toml"], ["flavour", "nan"]),
    "empty name of a file": ([*POTENTIAL, "--config", ""], ["''"]),
    "endless name of a file": ([*POTENTIAL, "--config", 300 * "a"], ["file", "too long"]),
    "endless name of an output": ([*POTENTIAL, "-o", "PLACE/" + 300 * "a"], ["-o"]),
    "output below a file": ([*POTENTIAL, "-o", "PLACE/good.toml/out.json"], ["-o", "good.toml"]),
    "folder for a scenario": (["reach", "PLACE"], ["folder"]),
    "truncated scenario": (["reach", "PLACE/truncated.toml"], ["truncated.toml", "TOML"]),
    "scenario with an unknown key of the sector": (["reach", "PLACE/nested.toml"], ["nested.toml", "natur", "nature"]),
    "scenario with a bare number": (["reach", "PLACE/bare.toml"], ["bare.toml", "sector.lightest", "0.05", "eV"]),
    "scenario with an unknown key of a background": (
        ["reach", "-x", "wuhan-2020", "--config", "PLACE/reference.toml"],
        ["temprature", "did you mean 'temperature'"],
    ),
    "scenario with an unknown key of a component": (
        ["reach", "PLACE/component.toml"],
        ["fluxx", "did you mean 'flux'"],
    ),
    "scenario with an unknown key of a spectrum": (["reach", "PLACE/line.toml"], ["enrgy", "did you mean 'energy'"]),
    "scenario with an unknown flavour of a component": (["reach", "PLACE/ek.toml"], ["flavour", "'el'", "mu"]),
    "scenario with two strengths": (["reach", "PLACE/two.toml"], ["rate", "flux", "exactly one"]),
    "scenario with a spectrum that is not there": ([*POTENTIAL, "--config", "PLACE/table.toml"], ["none.csv"]),
    "scenario with a flavour that is no number": ([*POTENTIAL, "--config", "PLACE/nan.toml"], ["flavour", "nan"]),
}

BEAM = """
experiments = ["wuhan-2020"]
[[background]]
name = "mine"
kind = "beam"
distance = "1 m"
angular_radius = "0 rad"
[[background.component]]
flavour = {flavour}
{strength}
spectrum = {spectrum}
"""
EXPERIMENT = """
name = "x"
title = "x"
observable = "{observable}"
status = "published"
references = []
[setup]
{distance}
test = ["W"]
source = "{source}"
[sensitivity]
value = {value}
"""


def beam(
    flavour: str = "{ e = 1.0 }",
    strength: str = 'flux = "1 / cm^2 / s"',
    spectrum: str = '{ kind = "line", energy = "1 MeV" }',
) -> str:
    """A scenario with a background of its own."""
    return BEAM.format(flavour=flavour, strength=strength, spectrum=spectrum)


def experiment(
    observable: str = "potential-ratio", distance: str = 'distance = "1 mm"', source: str = "W", value: float = 1.0
) -> str:
    """An experiment."""
    return EXPERIMENT.format(observable=observable, distance=distance, source=source, value=value)


FILES = {
    "truncated.toml": '[sector]\nlightest = "0.05',
    "unknown.toml": 'experimets = ["wuhan-2020"]',
    "inline.toml": (
        '[[background]]\nname = "mine"\nkind = "beam"\ndistanc = "1 m"\ndistance = "1 m"\nangular_radius = "0 rad"\n'
        '[[background.component]]\nflavour = {e = 1.0}\nflux = "1 / cm^2 / s"\nspectrum = {kind = "line", energy = "1 MeV"}\n'
    ),
    "nokind.toml": '[[background]]\nname = "mine"\ndistance = "1 m"\n',
    "spectrum.toml": (
        '[[background]]\nname = "mine"\nkind = "beam"\ndistance = "1 m"\nangular_radius = "0 rad"\n'
        '[[background.component]]\nflavour = {e = 1.0}\nflux = "1 / cm^2 / s"\nspectrum = {kind = "pinchd"}\n'
    ),
    "experiment.toml": (
        'name = "x"\ntitle = "x"\nobservable = "potential-ratio"\nstatus = "published"\nreferences = []\n'
        '[setup]\ndistance = "5 kg"\ntest = ["W"]\nsource = "W"\n[sensitivity]\nvalue = 1.0\n'
    ),
    "good.toml": beam(),
    "component.toml": beam(strength='fluxx = "1 / cm^2 / s"'),
    "line.toml": beam(spectrum='{ kind = "line", enrgy = "1 MeV" }'),
    "ek.toml": beam(flavour="{ el = 1.0 }"),
    "two.toml": beam(strength='flux = "1 / cm^2 / s"\nrate = "1 / s"'),
    "table.toml": beam(spectrum='{ kind = "table", file = "none.csv" }'),
    "nan.toml": beam(flavour="{ e = nan }"),
    "direction.toml": beam().replace("angular_radius", "direction = [nan, 0.0, 1.0]\nangular_radius"),
    "nested.toml": '[sector]\nnatur = "dirac"',
    "bare.toml": "[sector]\nlightest = 0.05",
    "reference.toml": '[[background]]\nname = "cosmic"\ntemprature = "1 K"',
    "flavour.toml": 'flavour = "nope"',
    "observable.toml": experiment(observable="potential-ration"),
    "missing.toml": experiment(distance=""),
    "matter.toml": experiment(source="Wolfram"),
    "zero.toml": experiment(value=0.0),
    "material.toml": '[[material]]\nname = "x"\ntitle = "x"\ncomposition = { Fe = 0.5 }\nreferences = []\n',
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with bad files."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00\x01")
    return tmp_path


@pytest.mark.parametrize("case", list(BAD))
def test_bad_input(case: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, words = BAD[case]
    status = run([a.replace("PLACE", str(place)) for a in arguments])
    out, err = capsys.readouterr()
    assert status == 2, err
    assert out == ""
    assert err.startswith("nuforce: ")
    assert err.count("\n") == 1  # one message
    assert "Traceback" not in err
    assert "__" not in err  # no inner names
    assert "http" not in err  # nor the links of libraries
    for word in words:
        assert word in err


FAILED = {
    "background with gravity": ([*POTENTIAL, "--background", "cosmic", "--exchange", "newton"], "contact"),
    "spins off the axis of a wide beam": (
        [
            "potential",
            "e",
            "n",
            "--at",
            "1um",
            "--background",
            "reactor",
            "--structure",
            "spin-spin",
            "--angle",
            "1 deg",
        ],
        "angular_radius",
    ),
    "beyond the source": (["potential", "n", "n", "--at", "20 m", "--background", "reactor"], "farther apart"),
    "below the contact range": (["potential", "n", "n", "--at", "1e-25 m"], "range"),
}


@pytest.mark.parametrize("case", list(FAILED))
@pytest.mark.parametrize("style", ["text", "json", "csv"])
def test_failed_computations_have_status_one(case: str, style: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, word = FAILED[case]
    assert run([*arguments, "--format", style]) == 1
    out, err = capsys.readouterr()
    said = err + "".join(json.loads(out)["warnings"]) if style == "json" and out else err
    assert word in said
    assert "Traceback" not in err


def test_a_point_that_fails_does_not_take_the_others_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["potential", "n", "n", "--at", "1um,1e-25 m", "--format", "csv"]
    path = tmp_path / "partial.csv"
    assert run(arguments) == run([*arguments, "-o", str(path)]) == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 3
    assert ",ok" in lines[1]
    assert ",out-of-domain" in lines[2]
    assert path.read_text(encoding="utf-8") == out  # partial results are kept
    assert "1e-25" in err


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "case",
    [
        "bare number",
        "unknown particle",
        "unknown background",
        "unknown experiment",
        "negative mass",
        "truncated file",
        "unknown option",
        "check of a bad file",
        "unknown reference",
        "unknown kind",
        "distance of a source as a mass",
    ],
)
def test_output_is_not_touched_by_bad_input(
    case: str, there: bool, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "out.json"
    if there:
        path.write_text("old", encoding="utf-8")
    before = sorted(p.name for p in place.iterdir())
    assert run([*(a.replace("PLACE", str(place)) for a in BAD[case][0]), "-o", str(path)]) == 2
    capsys.readouterr()
    assert sorted(p.name for p in place.iterdir()) == before
    if there:
        assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("arguments", [POTENTIAL, ["reach", "-x", "wuhan-2020", "-b", "vacuum"]])
def test_a_full_disc_is_one_message(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert run([*arguments, "-o", str(path)]) in (1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nuforce: ")
    assert err.count("\n") == 1
    assert "No space left" in err
    assert path.read_text(encoding="utf-8") == "old"


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # the administrator may write anywhere
    assert run([*POTENTIAL, "-o", str(tmp_path / "out.json")]) == 2
    err = capsys.readouterr().err
    assert "-o" in err
    assert "cannot be written to" in err
    assert list(tmp_path.iterdir()) == []


def test_output_follows_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link stays a link; its target gets the result."""
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert run([*POTENTIAL, "--format", "csv", "-o", str(link)]) == 0
    capsys.readouterr()
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("r,")


def test_output_into_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no ordinary file (a pipe, /dev/stdout, /dev/null) is written to, never replaced."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        status = run([*POTENTIAL, "--format", "csv", "-o", str(path)])
        capsys.readouterr()
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert status == 2 or os.read(reader, 100).startswith(b"r,")
    finally:
        os.close(reader)
