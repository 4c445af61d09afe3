"""Wrong input gets one clear message, exit status 2, and nothing is lost."""

from collections.abc import Callable
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
}

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
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([*POTENTIAL, "--background", "cosmic", "--exchange", "newton"], "contact"),
        ([*POTENTIAL, "--background", "reactor", "--angle", "1 deg"], "angular_radius"),
        (["potential", "n", "n", "--at", "20 m", "--background", "reactor"], "farther apart"),
        (["potential", "n", "n", "--at", "1e-25 m"], "range"),
    ],
)
def test_failed_computations_have_status_one(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 1
    err = capsys.readouterr().err
    assert word in err
    assert "Traceback" not in err


def test_a_point_that_fails_does_not_take_the_others_along(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["potential", "n", "n", "--at", "1um,1e-25 m", "--format", "csv"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert ",ok" in lines[1]
    assert ",out-of-domain" in lines[2]


@pytest.mark.parametrize("break_it", [lambda p: p.write_text("old", encoding="utf-8"), lambda p: None])
def test_output_is_not_touched_by_bad_input(
    break_it: Callable[[Path], object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.json"
    break_it(path)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    assert run(["potential", "e", "e", "--at", "5", "-o", str(path)]) == 2
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == before
    capsys.readouterr()
