"""Reading the reference tables, and comparing numbers as small as 1e-300."""

import csv
import functools
import math
from pathlib import Path

import pytest

from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Pinched

approx = functools.partial(pytest.approx, abs=0.0)
"""As ``pytest.approx``, which by itself takes all numbers below 1e-12 for equal: every energy of this package."""

TALK = [
    "washington-2007",
    "washington-1999",
    "irvine-1985-2cm",
    "irvine-1985-5cm",
    "wuhan-2012",
    "wuhan-2020",
    "washington-2020",
    "levitated-optomechanics",
]
"""Experiments of the talk's table."""

FOLDER = Path(__file__).parent / "reference"


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a reference table; lines that start with # are its description."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def number(text: str, default: float = 0.0) -> float:
    """A number, or the default for an empty cell."""
    return float(text) if text else default


def relative(value: float, reference: float) -> float:
    """Relative deviation; absolute where the reference is zero."""
    return abs(value - reference) / abs(reference) if reference else abs(value)


def representable(log10: float) -> bool:
    """Whether a number of this size is a normal double."""
    return -305 < log10 < 308 and math.isfinite(log10)


def spectrum_of(row: dict[str, str]) -> AbstractSpectrum:
    """The spectrum of a row of beam.csv."""
    energy = float(row["mean_energy_eV"])
    if row["spectrum"] == "line":
        return Line(energy=energy)
    if row["spectrum"] == "gaussian":
        return Gaussian(energy=energy, width=float(row["parameter"]))
    return Pinched(mean_energy=energy, pinch=float(row["parameter"]))
