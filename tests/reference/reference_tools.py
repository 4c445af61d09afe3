# mypy: ignore-errors
"""Exact constants and number formatting shared by the scripts that make the reference tables.

All numbers are mpmath numbers at the precision set by the calling script: call `constants()` after that precision is
set. Nothing of the package under test is imported here or in the scripts.
"""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace

from flint import acb, arb
from mpmath import mp, mpf

HERE = Path(__file__).parent

FERMI_GEV = "1.1663788e-5"  # GeV^-2
SIN2_THETA_W = "0.23129"
TEMPERATURE_K = "1.945"
CONSTANTS_LINE = (
    "h = 6.62607015e-34 J s, c = 299792458 m/s, e = 1.602176634e-19 C, k_B = 1.380649e-23 J/K (exact); "
    f"G_F = {FERMI_GEV} GeV^-2"
)


def constants() -> SimpleNamespace:
    """SI constants (exact since 2019) in powers of eV, and the Fermi constant."""
    h, c, e, k_b = mpf("6.62607015e-34"), mpf(299792458), mpf("1.602176634e-19"), mpf("1.380649e-23")
    return SimpleNamespace(
        hbar_c=h / (2 * mp.pi) * c / e,  # eV m
        kelvin=k_b / e,  # eV
        fermi=mpf(FERMI_GEV) * mpf(10) ** -18,  # eV^-2
        s2=mpf(SIN2_THETA_W),
    )


def to_mpf(x: arb) -> mpf:
    """Midpoint of a real ball, exactly."""
    man, exp = x.mid().man_exp()
    return mp.ldexp(mpf(int(man)), int(exp))


def to_mpc(x: acb):
    """Midpoint of a complex ball, exactly."""
    return mp.mpc(to_mpf(x.real), to_mpf(x.imag))


def to_arb(x) -> arb:
    """A real mpmath number as a ball of zero radius."""
    sign, man, exp, _ = mpf(x)._mpf_
    return arb((-int(man) if sign else int(man), int(exp)))


def decimal(x, digits: int = 30) -> str:
    """Decimal string with `digits` significant digits; the exponent may have any number of digits."""
    x = mpf(x)
    if x == 0:
        return "0"
    sign, x = ("-" if x < 0 else ""), abs(x)
    exponent = int(mp.floor(mp.log10(x)))
    mantissa = mp.nstr(x / mpf(10) ** exponent, digits, strip_zeros=False)
    if mantissa.startswith("10."):
        mantissa, exponent = mp.nstr(x / mpf(10) ** (exponent + 1), digits, strip_zeros=False), exponent + 1
    return f"{sign}{mantissa}e{exponent:+03d}"


def log10_abs(x, digits: int = 30) -> str:
    """log10 of the modulus as a plain decimal string."""
    return mp.nstr(mp.log10(abs(x)), digits, min_fixed=-30, max_fixed=60, strip_zeros=False)


def relative(a, b):
    """|a/b - 1|."""
    return abs(a / b - 1) if b else abs(a)


def write_table(name: str, header: list[str], columns: list[str], rows: list[list[str]]) -> None:
    """Write a CSV with `#` header lines, UTF-8 and LF."""
    with (HERE / name).open("w", encoding="utf-8", newline="\n") as file:
        for line in header:
            file.write(f"# {line}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
