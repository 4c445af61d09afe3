"""What sources are made of: counts of particles, a mass and a spin, linear under addition and scaling."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from nuforce.catalogue import Catalogue, Provenance
from nuforce.constants import ATOMIC_MASS, MASSES
from nuforce.errors import InputError, OutOfDomain, UnknownName, near_misses
from nuforce.sector import SPECIES, Matrix, Sector

ABUNDANCES: Final = "Meija:2016gqv"
"""Reference of the isotopic abundances and atomic masses of the elements."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """A source of neutrino forces: how many of which particles, with which mass.

    Parameters
    ----------
    numbers : mapping species -> count
        Species of :data:`nuforce.sector.SPECIES`; counts may be fractional (natural isotopic mixtures).
    mass : float, eV
    spin : float or None
        Of a single particle or nucleus; None where it has no meaning.
    name : str
    references : tuple of str

    Notes
    -----
    Contents form a vector space: ``2 * hydrogen + oxygen`` is water (binding energy aside).
    """

    numbers: Mapping[str, float]
    mass: float
    spin: float | None = None
    name: str = ""
    references: tuple[str, ...] = (ATOMIC_MASS.reference,)

    def __post_init__(self) -> None:
        for species in self.numbers:
            if species not in SPECIES:
                raise UnknownName("numbers", species, SPECIES)
        if not 0 < self.mass < math.inf:
            raise InputError("mass", self.mass, "the mass of a source must be finite and larger than zero")
        if not all(math.isfinite(count) for count in self.numbers.values()):
            raise InputError("numbers", dict(self.numbers), "counts of particles must be finite numbers")
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))  # shared by the catalogue: read only

    def __reduce__(self) -> tuple[Any, ...]:
        return (_content, (dict(self.numbers), self.mass, self.spin, self.name, self.references))

    @property
    def species(self) -> str | None:
        """The species of a single particle, else None."""
        species = [name for name, count in self.numbers.items() if count != 0]
        return species[0] if len(species) == 1 and self.numbers[species[0]] == 1 else None

    def charge(self, sector: Sector, flavour: str = "all") -> Matrix:
        """Vector charge matrix in the mass basis, shape (n, n)."""
        return sector.charge(self.numbers, flavour)

    def flavour_charge(self, sector: Sector, flavour: str = "all") -> Matrix:
        """Vector charge matrix in the flavour basis, shape (f, f)."""
        return sector.flavour_charge(self.numbers, flavour)

    def __add__(self, other: Content) -> Content:
        if not isinstance(other, Content):
            return NotImplemented
        species = dict.fromkeys((*self.numbers, *other.numbers))
        numbers = {s: self.numbers.get(s, 0.0) + other.numbers.get(s, 0.0) for s in species}
        return Content(
            numbers=numbers,
            mass=self.mass + other.mass,
            name=" + ".join(n for n in (self.name, other.name) if n),
            references=tuple(dict.fromkeys((*self.references, *other.references))),
        )

    def __radd__(self, other: Any) -> Content:
        # so that the built-in sum() works, which starts from 0
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def __mul__(self, factor: float) -> Content:
        if not isinstance(factor, (int, float)):
            return NotImplemented
        return Content(
            numbers={s: factor * n for s, n in self.numbers.items()},
            mass=factor * self.mass,
            name=f"{factor:g} {self.name}".strip(),
            references=self.references,
        )

    __rmul__ = __mul__


def _content(numbers: Any, mass: float, spin: float | None, name: str, references: tuple[str, ...]) -> Content:
    return Content(numbers=numbers, mass=mass, spin=spin, name=name, references=references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A named mixture, by mass fractions of elements or compounds."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    title: str
    composition: dict[str, float]
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        if any(not f > 0 for f in self.composition.values()) or abs(sum(self.composition.values()) - 1) > 1e-6:
            raise InputError("composition", self.composition, "mass fractions must be positive and add up to 1")

    def content(self) -> Content:
        """Average content per atomic mass unit."""
        parts = [(fraction, content(part)) for part, fraction in self.composition.items()]
        unit = float(ATOMIC_MASS)
        total = parts[0][1] * (parts[0][0] * unit / parts[0][1].mass)
        for fraction, part in parts[1:]:
            total = total + part * (fraction * unit / part.mass)
        references = (*self.references, *total.references)
        return Content(
            numbers=total.numbers, mass=total.mass, name=self.name, references=tuple(dict.fromkeys(references))
        )


materials: Catalogue[Material] = Catalogue("materials", Material, fold=False)
"""The named materials shipped with nuforce."""

_PARTICLES: Final = {
    **{s: s for s in ("e", "mu", "tau", "p", "n")},
    "e+": "e",
    "mu+": "mu",
    "tau+": "tau",
    "pbar": "p",
    "nbar": "n",
}
_HYDROGEN: Final = {"H": "H-1", "D": "H-2", "T": "H-3"}
# percent, IUPAC 2013 (Meija:2016gqv): the table of `periodictable` leaves uranium's out
_ABUNDANCES: Final = {"U": {234: 0.0054, 235: 0.7204, 238: 99.2742}}


def elementary(source: Content) -> str:
    """The species of a source that is a single particle: only then does its spin carry its axial charge.

    Raises
    ------
    OutOfDomain
        For nuclei, atoms and materials.
    """
    if source.species is None:
        raise OutOfDomain(
            f"{source.name or 'this source'} is not a single particle: its axial charge depends on how the spins inside couple; "
            "take the particle that carries the spin (n for an odd neutron, e for an unpaired electron)"
        )
    return source.species


def content(what: str | Content, field: str = "particle") -> Content:
    """Return the content of a particle, isotope, element, compound or named material.

    Parameters
    ----------
    what : str or Content
        ``"e"``, ``"n"``, ``"mu+"``; ``"He-4"`` (neutral atom), ``"nucleus:He-4"``; ``"Pt"`` (natural element);
        ``"SiO2"`` (per formula unit); a material of the catalogue (per atomic mass unit).
        ``"H"``, ``"D"`` and ``"T"`` are the single isotopes; natural hydrogen enters through compounds (``"H2"``).

    Examples
    --------
    >>> from nuforce.matter import content
    >>> dict(content("He-4").numbers)
    {'e': 2, 'p': 2, 'n': 2}
    """
    if isinstance(what, Content):
        return what
    if not what or not isinstance(what, str):
        raise InputError(field, what, "expected the name of a particle, isotope, element, compound or material")
    return _named(what, field)


@functools.lru_cache(maxsize=512)
def _named(name: str, field: str) -> Content:
    if name in _PARTICLES:
        mass = MASSES[_PARTICLES[name]]
        return Content(numbers={name: 1}, mass=float(mass), spin=0.5, name=name, references=(mass.reference,))
    if name.startswith("nucleus:"):
        atom = _atom(_HYDROGEN.get(name[8:], name[8:]), field)
        z = atom.numbers["e"]
        bare = {s: v for s, v in atom.numbers.items() if s != "e"}
        # electronic binding energy (below 1e-5 of the mass) is neglected
        return Content(numbers=bare, mass=atom.mass - z * float(MASSES["e"]), name=name, references=atom.references)
    if name in materials:
        return materials[name].content()
    return _atom(_HYDROGEN.get(name, name), field)


def _atom(name: str, field: str) -> Content:
    import periodictable

    if match := re.fullmatch(r"([A-Z][a-z]?)-(\d+)", name):
        symbol, number = match[1], int(match[2])
        isotopes = {el.symbol: el for el in periodictable.elements if el.number > 0}
        element = isotopes.get(symbol)
        if element is not None and number in element.isotopes:
            return _neutral(element.number, number - element.number, element[number].mass, name)
        if element is not None:
            raise UnknownName(field, name, tuple(f"{symbol}-{a}" for a in element.isotopes))
        raise _unknown(field, name)
    if not re.fullmatch(r"(?:[A-Z][a-z]?\d*|[()\d.])+", name):
        raise _unknown(field, name)
    try:
        atoms = periodictable.formula(name).atoms
    except Exception:
        raise _unknown(field, name) from None
    total: Content | None = None
    for element, count in atoms.items():
        part = _element(element, name, field) * float(count)
        total = part if total is None else total + part
    if total is None:
        raise _unknown(field, name)
    return Content(numbers=total.numbers, mass=total.mass, name=name, references=total.references)


def _element(element: Any, name: str, field: str) -> Content:
    if hasattr(element, "isotope"):  # D and T in a formula are single isotopes
        return _neutral(element.number, element.isotope - element.number, element.mass, str(element))
    table = _ABUNDANCES.get(element.symbol) or {a: element[a].abundance for a in element.isotopes}
    isotopes = {a: abundance for a, abundance in table.items() if abundance > 0}
    if not isotopes:
        remedy = f"{element.symbol} has no natural isotopes; name one, like {element.symbol}-{max(element.isotopes)}"
        raise InputError(field, name, remedy)
    neutrons = sum(abundance * (a - element.number) for a, abundance in isotopes.items()) / sum(isotopes.values())
    return _neutral(element.number, neutrons, element.mass, element.symbol)


def _neutral(z: int, neutrons: float, mass_u: float, name: str) -> Content:
    return Content(
        numbers={"e": z, "p": z, "n": neutrons},
        mass=mass_u * float(ATOMIC_MASS),
        name=name,
        references=(ABUNDANCES, ATOMIC_MASS.reference),
    )


def _unknown(field: str, name: str) -> UnknownName:
    import periodictable

    symbols = [el.symbol for el in periodictable.elements if el.number > 0]
    known = (*_PARTICLES, *_HYDROGEN, *materials, *symbols)
    near = near_misses(name, known)
    message = (
        f"{field}: {name!r}: no such particle, isotope, element, compound or material; "
        + (f"did you mean {' or '.join(near)}? " if near else "")
        + f"particles: {', '.join(_PARTICLES)}; isotopes like He-4, nuclei like nucleus:He-4, elements like Pt, "
        f"compounds like SiO2; materials: {', '.join(materials)}"
    )
    return UnknownName(field, name, known, message)


__all__ = ["Content", "Material", "content", "materials"]
