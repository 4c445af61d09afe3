r"""Natural units: every quantity is a float in a power of eV (:math:`\hbar = c = k_B = 1`).

Multiply on the way in, divide on the way out: ``52 * um`` is a length in eV^-1, ``V / neV`` an energy in neV.
The *mass dimension* of a quantity is its power of eV: lengths and times -1, masses, energies and temperatures +1,
number densities +3, number fluxes +3, accelerations +1, forces +2.

A frequency is not an angular frequency: ``Hz`` is the energy :math:`2\pi\hbar/\mathrm{s}`; ``s**-1`` is :math:`\hbar/\mathrm{s}`.

Text with a unit is read by :func:`parse` (pint, imported only then) at the boundary and nowhere else.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import numbers
import re
import typing
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from nuforce.errors import InputError, UnitMismatch, UnknownName, near_misses

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

# Exact by definition of the SI (2019).
_H: Final = 6.62607015e-34
_C: Final = 299792458.0
_E: Final = 1.602176634e-19
_KB: Final = 1.380649e-23
_HBAR: Final = _H / (2 * math.pi)

HBARC_EV_M: Final = _HBAR * _C / _E  # 1.973269804593025e-7
"""Conversion constant hbar c in eV m (exact in the SI)."""
HBAR_EV_S: Final = _HBAR / _E
"""Conversion constant hbar in eV s (exact in the SI)."""

eV: Final = 1.0
neV: Final = 1e-9
meV: Final = 1e-3
keV: Final = 1e3
MeV: Final = 1e6
GeV: Final = 1e9
TeV: Final = 1e12
J: Final = 1.0 / _E
erg: Final = 1e-7 / _E

m: Final = 1.0 / HBARC_EV_M
fm: Final = 1e-15 * m
pm: Final = 1e-12 * m
nm: Final = 1e-9 * m
um: Final = 1e-6 * m
mm: Final = 1e-3 * m
cm: Final = 1e-2 * m
km: Final = 1e3 * m
au: Final = 149597870700.0 * m
pc: Final = 648000.0 / math.pi * au
kpc: Final = 1e3 * pc

s: Final = 1.0 / HBAR_EV_S
Hz: Final = 2 * math.pi / s
K: Final = _KB / _E
kg: Final = _C * _C / _E
g: Final = 1e-3 * kg
N: Final = J / m
fN: Final = 1e-15 * N
aN: Final = 1e-18 * N
W: Final = J / s
GW: Final = 1e9 * W

rad: Final = 1.0
mrad: Final = 1e-3
deg: Final = math.pi / 180


@dataclass(frozen=True, slots=True)
class Dim:
    """Annotation of a field: its mass dimension, the unit people like to read, and the sign it must have.

    ``Annotated[float, Dim(-1, "um")]`` is a length.  Used by the catalogue and the scenario to read text, by the
    reports to show values, and by the tests to scale every input (dimensional analysis).

    Parameters
    ----------
    power : int or Fraction
        Power of eV.
    unit : str
        Unit for display.  An angle has power 0 and unit "rad"; a pure number has unit "1".
    positive, nonnegative : bool
        Refuse values that are not ``> 0`` (``>= 0``).
    """

    power: int | Fraction
    unit: str = "1"
    positive: bool = False
    nonnegative: bool = False

    def read(self, value: Any, field: str = "value") -> float:
        """Return ``value`` (text with a unit, a quantity object, or for pure numbers a number) as a float in eV^power."""
        number = parse(value, self.power, field=field, example=self.unit)
        if self.positive and not number > 0:
            raise InputError(field, value, "must be larger than zero")
        if self.nonnegative and not number >= 0:
            raise InputError(field, value, "must not be negative")
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        # pydantic is known to the catalogue and the scenario only; this hook imports nothing until they call it.
        from pydantic_core import core_schema

        def validate(value: Any, info: Any) -> float:
            return self.read(value, info.field_name or "value")

        return core_schema.with_info_plain_validator_function(validate)


@functools.cache
def _dimensions(cls: type[Any]) -> dict[str, Dim]:
    hints = typing.get_type_hints(cls, include_extras=True)
    found = {}
    for name, hint in hints.items():
        for option in (hint, *typing.get_args(hint)):
            for note in getattr(option, "__metadata__", ()):
                if isinstance(note, Dim):
                    found[name] = note
    return found


@functools.cache
def _choices(cls: type[Any]) -> dict[str, tuple[Any, ...]]:
    hints = typing.get_type_hints(cls)
    own = (field.name for field in dataclasses.fields(cls))
    return {name: typing.get_args(hints[name]) for name in own if typing.get_origin(hints[name]) is Literal}


def check_fields(instance: Any) -> None:
    """Refuse values of a dataclass's annotated fields that are not finite, have the wrong sign, or are no choice of a Literal.

    None passes.
    """
    for name, known in _choices(typing.cast(Hashable, type(instance))).items():
        if getattr(instance, name) not in known:
            raise UnknownName(name, getattr(instance, name), known)
    for name, dim in _dimensions(typing.cast(Hashable, type(instance))).items():
        for value in _each(getattr(instance, name)):
            if not is_number(value):
                raise InputError(
                    name, value, f"expected a number in powers of eV; multiply by units, as in 3 * {dim.unit}"
                )
            if not math.isfinite(value):
                raise InputError(name, value, "must be a finite number")
            if value != 0 and not 1e-120 < abs(value) < 1e120:
                remedy = "is beyond what can be computed with: keep it within 1e-120 to 1e120"
                raise InputError(name, f"{value:g} eV^{dim.power}", remedy)
            if dim.positive and not value > 0:
                raise InputError(name, value, "must be larger than zero")
            if dim.nonnegative and not value >= 0:
                raise InputError(name, value, "must not be negative")


def check_coupling(name: str, value: Any) -> None:
    """Refuse a coupling without dimension that is no finite number, or one whose powers a computer cannot hold."""
    if not is_number(value) or not math.isfinite(value):
        raise InputError(name, value, "must be a finite number")
    if abs(value) > 1e60:
        raise InputError(name, value, "is beyond what can be computed with: keep it below 1e60")


def is_number(value: Any) -> bool:
    """Whether a value is a real number, and not a truth value."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _each(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def parse(value: Any, dimension: int | Fraction, *, field: str = "value", example: str = "") -> float:
    """Read a quantity into natural units.

    Parameters
    ----------
    value : str, quantity, or number
        ``"52 um"``, ``"1e12 / cm^2 / s"``; a pint or astropy quantity; a bare number only for pure numbers.
    dimension : int or Fraction
        Expected mass dimension.
    field : str
        Name used in error messages.
    example : str
        A unit the reader will recognise, named in error messages.  ``"rad"`` marks an angle, which needs its unit.

    Returns
    -------
    float
        The value in eV^dimension.

    Raises
    ------
    UnitMismatch
        No unit, an unknown unit, or a unit of another dimension.
    InputError
        Not a number, or not finite.

    Notes
    -----
    Natural units are honoured: ``"5 eV^-1"`` is a length and ``"1 K"`` a mass.  A single Hz carries its factor 2 pi.

    Examples
    --------
    >>> from nuforce.units import parse, um
    >>> parse("52 um", -1) / um
    52.0
    """
    want = f" in a unit like {example!r}" if example and example != "1" else ""
    if isinstance(value, bool) or value is None:
        raise InputError(field, value, f"expected a quantity{want}")
    if isinstance(value, numbers.Real):
        if dimension != 0 or example == "rad":
            remedy = f"a bare number has no unit here; write for example '{float(value):g} {example or 'eV'}'"
            raise UnitMismatch(field, value, remedy)
        return _finite(float(value), field, value)
    quantity = _quantity(value, field, want)
    number, power, angle = _natural(quantity)
    if (
        power is None
        or power != dimension
        or (example == "rad" and not angle)
        or (dimension == 0 and example in ("", "1") and angle)
    ):
        got = f"has mass dimension {power}, not {dimension}" if power != dimension else "is a bare number"
        raise UnitMismatch(field, value, f"{got}; give a quantity{want or f' of mass dimension {dimension}'}")
    return _finite(number, field, value)


def express(value: float, unit: str) -> float:
    """Return ``value`` (in powers of eV) as a number of ``unit``, e.g. ``express(x, "aN")``."""
    return value / one(unit)


@functools.lru_cache(maxsize=256)
def one(unit: str) -> float:
    """Return one ``unit`` in powers of eV; ``one("1")`` is 1."""
    if unit == "1":
        return 1.0
    value, power, _ = _natural(_quantity(f"1 {unit}", "unit", ""))
    if power is None:
        raise UnitMismatch("unit", unit, "electric and luminous units have no mass dimension here")
    return value


def dimension_of(text: str) -> Fraction:
    """Return the mass dimension of a unit or of a quantity given as text."""
    power = _natural(_quantity(text, "unit", ""))[1]
    if power is None:
        raise UnitMismatch("unit", text, "electric and luminous units have no mass dimension here")
    return power


def split_unit(text: str) -> tuple[float, str]:
    """Split ``"1.5 nm"`` into ``(1.5, "nm")`` without converting, so that outputs can echo the user's unit."""
    match = re.fullmatch(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S.*?)\s*", text)
    if match is None:
        raise InputError("quantity", text, "expected a number followed by a unit, like '1.5 nm'")
    return float(match[1]), match[2]


def _finite(number: float, field: str, value: Any) -> float:
    if not math.isfinite(number):
        raise InputError(field, value, "must be a finite number")
    return number


@functools.cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(cache_folder=None, autoconvert_offset_to_baseunit=True)


def _quantity(value: Any, field: str, want: str) -> Any:
    import pint

    ureg = _registry()
    example = want.replace(" in a unit like", ", such as", 1)
    if hasattr(value, "to_base_units"):  # a pint quantity of any registry
        if not isinstance(value.magnitude, numbers.Real):
            raise InputError(field, value, "expected a single quantity, not an array")
        return ureg.Quantity(value.magnitude, str(value.units))
    if hasattr(value, "si") and hasattr(value, "unit"):  # an astropy quantity
        return ureg.Quantity(float(value.si.value), value.si.unit.to_string().replace(" ", " * "))
    if not isinstance(value, str):
        raise InputError(field, value, f"expected text with a unit{want}")
    try:
        quantity = ureg.Quantity(value)
    except pint.UndefinedUnitError as error:
        unknown = str(next(iter(error.unit_names)))
        near = near_misses(unknown, _common_units())
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnitMismatch(field, value, f"unknown unit {unknown!r}{hint}") from None
    except Exception:
        raise InputError(field, value, f"cannot be read as a number with a unit{example}") from None
    if not isinstance(quantity.magnitude, (int, float)):
        raise InputError(field, value, f"cannot be read as a number with a unit{example}")
    return quantity


def _common_units() -> tuple[str, ...]:
    lengths = ("fm", "pm", "nm", "um", "mm", "cm", "m", "km", "au", "pc", "kpc", "angstrom")
    energies = ("neV", "meV", "eV", "keV", "MeV", "GeV", "TeV", "J", "erg", "K", "u", "mg", "g", "kg", "ton")
    others = (
        "s",
        "ms",
        "us",
        "min",
        "hour",
        "day",
        "year",
        "Hz",
        "kHz",
        "MHz",
        "GHz",
        "W",
        "kW",
        "MW",
        "GW",
        "N",
        "nN",
        "pN",
    )
    return (*lengths, *energies, *others, "fN", "aN", "Bq", "Ci", "rad", "mrad", "deg", "Pa")


_TO_NATURAL: Final = {
    "[length]": (-1, 1.0 / HBARC_EV_M),
    "[mass]": (1, _C * _C / _E),
    "[time]": (-1, 1.0 / HBAR_EV_S),
    "[temperature]": (1, _KB / _E),
    "[substance]": (0, 6.02214076e23),
}


def _natural(quantity: Any) -> tuple[float, Fraction | None, bool]:
    """Return the value in powers of eV, the mass dimension (None if electric) and whether it is an angle."""
    try:
        base = quantity.to_base_units()
    except Exception:
        return math.nan, None, False
    units = {str(name): exponent for name, exponent in quantity.unit_items()}
    angle = any(name.endswith(("radian", "degree", "arcminute", "arcsecond", "turn")) for name in units)
    if angle and not base.dimensionality:
        return float(base.magnitude), Fraction(0), True
    number = float(base.magnitude)
    power = Fraction(0)
    for name, exponent in base.dimensionality.items():
        if name not in _TO_NATURAL:
            return number, None, angle
        dim, factor = _TO_NATURAL[name]
        exact = Fraction(exponent).limit_denominator(12)
        power += dim * exact
        number *= factor ** float(exact)
    if all(name.endswith("electron_volt") for name in units) and units:  # no detour over joules: no rounding
        number = float(quantity.to(f"eV ** {float(power)}").magnitude)
    if len(units) == 1 and next(iter(units)).endswith("hertz") and next(iter(units.values())) == 1:
        number *= 2 * math.pi
    return number, power, angle


def length(value: float) -> str:
    """A length (eV^-1) as text, in a unit people like: ``"0.1 mm"``."""
    for unit, symbol, limit in (
        (1e-18 * m, "am", fm),
        (fm, "fm", 1e-12 * m),
        (1e-12 * m, "pm", nm),
        (nm, "nm", um),
        (um, "um", 100 * um),
        (mm, "mm", cm),
        (cm, "cm", m),
        (m, "m", km),
    ):
        if value < limit * 0.9999:
            return f"{value / unit:.4g} {symbol}"
    return f"{value / km:.4g} km"
