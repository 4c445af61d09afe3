"""A scenario: everything a question needs, by value; reads from and writes to TOML."""

from __future__ import annotations

import hashlib
import math
import tomllib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from nuforce.backgrounds import AbstractBackground, Several, backgrounds
from nuforce.catalogue import build, in_units, plain, read_toml
from nuforce.constants import FERMI, SIN2_THETA_W
from nuforce.errors import InputError, UnknownName
from nuforce.exchanges import AbstractExchange
from nuforce.interaction import as_exchange
from nuforce.oscillations import Oscillations, newest, oscillations
from nuforce.sector import Nature, Sector
from nuforce.units import Dim, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Sterile:
    """One sterile state: its mass and the angles of the rotations R34 R24 R14."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    mass: Annotated[float, Dim(1, "eV", nonnegative=True)]
    theta14: Annotated[float, Dim(0, "rad")] = 0.0
    theta24: Annotated[float, Dim(0, "rad")] = 0.0
    theta34: Annotated[float, Dim(0, "rad")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorInput:
    """The neutrino sector as a user writes it.

    Parameters
    ----------
    oscillations : str, optional
        Name of an oscillation fit; default: the newest one of the given ordering.
    ordering : "normal" or "inverted", optional
        Default: that of the fit, or normal.
    nature : "majorana" or "dirac"
    lightest : float, eV, optional
        Mass of the lightest state; default 0.
    masses : tuple of float, eV, optional
        All masses, instead of those of the fit.
    mixing : matrix, optional
        Flavours by mass eigenstates; entries are numbers or text like "0.3+0.1j".
    alpha21, alpha31 : float, rad
        Majorana phases.
    sin2_theta_w : float
    fermi : float, eV^-2
    nsi, nsi_axial : mapping species -> matrix
    sterile : tuple of Sterile
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    oscillations: str | None = None
    ordering: Literal["normal", "inverted"] | None = None
    nature: Nature = "majorana"
    lightest: Annotated[float, Dim(1, "eV", nonnegative=True)] | None = None
    masses: tuple[Annotated[float, Dim(1, "eV", nonnegative=True)], ...] | None = None
    mixing: tuple[tuple[complex, ...], ...] | None = None
    alpha21: Annotated[float, Dim(0, "rad")] = 0.0
    alpha31: Annotated[float, Dim(0, "rad")] = 0.0
    sin2_theta_w: float = float(SIN2_THETA_W)
    fermi: Annotated[float, Dim(-2, "GeV^-2", positive=True)] = float(FERMI)
    nsi: dict[str, tuple[tuple[complex, ...], ...]] = field(default_factory=dict)
    nsi_axial: dict[str, tuple[tuple[complex, ...], ...]] = field(default_factory=dict)
    sterile: tuple[Sterile, ...] = ()

    def fit(self) -> Oscillations:
        """The oscillation fit; one of another ordering than asked for is an error."""
        if self.oscillations is None:
            return newest(self.ordering or "normal")
        fit = oscillations[self.oscillations]
        if self.ordering not in (None, fit.ordering):
            remedy = f"{fit.name} is a fit in {fit.ordering} ordering: give only one of sector.oscillations and sector.ordering"
            raise InputError("sector.ordering", self.ordering, remedy)
        return fit

    def build(self) -> Sector:
        """Make the sector."""
        fit = self.fit()
        if self.masses is None:
            masses = fit.masses(self.lightest or 0.0)
        else:
            masses = np.array(self.masses)
            if self.lightest is not None and not math.isclose(
                min(self.masses, default=0.0), self.lightest, rel_tol=1e-12
            ):
                remedy = (
                    f"the smallest of sector.masses is {min(self.masses, default=0.0):g} eV: give only one of the two"
                )
                raise InputError("sector.lightest", f"{self.lightest:g} eV", remedy)
        if self.mixing is None:
            mixing = fit.mixing()
        else:
            if len({len(row) for row in self.mixing}) != 1:
                raise InputError("sector.mixing", self.mixing, "every row needs the same number of entries")
            mixing = np.array(self.mixing, dtype=complex)
        phases = np.zeros(mixing.shape[1])
        phases[1:3] = [self.alpha21, self.alpha31][: max(phases.size - 1, 0)]
        sector = Sector(
            masses=masses,
            mixing=mixing * np.exp(0.5j * phases),
            nature=self.nature,
            fermi=self.fermi,
            sin2_theta_w=self.sin2_theta_w,
            references=tuple(dict.fromkeys((*fit.references, FERMI.reference, SIN2_THETA_W.reference))),
        )
        for extra in self.sterile:
            sector = sector.with_sterile(extra.mass, extra.theta14, extra.theta24, extra.theta34)
        new = {name: typing.cast(typing.Any, getattr(self, name)) for name in ("nsi", "nsi_axial")}
        return replace(sector, **new) if any(new.values()) else sector

    def resolved(self) -> SectorInput:
        """The same with the fit, the ordering and the masses spelled out."""
        fit = self.fit()
        masses = tuple(self.build().masses.tolist()[: None if not self.sterile else -len(self.sterile)])
        return replace(self, oscillations=fit.name, ordering=fit.ordering, lightest=min(masses), masses=masses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Experiments, sector, exchange and backgrounds of one question.

    Parameters
    ----------
    title : str
    experiments : tuple of str
        Names and tags.
    sector : SectorInput
    exchange : table with ``kind``
    background : tuple of names, or of tables
        A table with only a ``name`` (and changes to its fields) refers to the catalogue; any other defines a background.
    part : "vacuum", "background" or "total", optional
    flavour : str
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    title: str = "Can we detect neutrino forces?"
    experiments: tuple[str, ...] = ("tag:talk",)
    sector: SectorInput = field(default_factory=SectorInput)
    exchange: dict[str, Any] = field(default_factory=lambda: {"kind": "contact"})
    background: tuple[str | dict[str, Any], ...] = ()
    part: Literal["vacuum", "background", "total"] | None = None
    flavour: str = "all"

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read a scenario from a TOML file."""
        if not str(path):
            raise InputError("file", path, "needs the name of a scenario file")
        path = Path(path)
        return cls.from_table(read_toml(path), path.name)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], where: str = "scenario") -> Scenario:
        """Make a scenario from a parsed TOML table; messages name ``where``."""
        made: Scenario = build(cls, table, where)
        return made

    def replace(self, key: str, value: Any) -> Scenario:
        """Return a scenario with one dotted key changed: ``scenario.replace("sector.lightest", "0.1 eV")``.

        Values are as in TOML, quantities as text; a float is taken in powers of eV where a field of the sector has a
        dimension.
        """
        first, _, name = key.partition(".")
        hint = typing.get_type_hints(SectorInput, include_extras=True).get(name) if first == "sector" else None
        return replaced(self, [(key, value if hint is None else in_units(value, hint))])

    def text(self) -> str:
        """The scenario as TOML, every input spelled out."""
        import tomli_w

        return tomli_w.dumps(self.table())

    def table(self) -> dict[str, Any]:
        """The scenario as a plain table, every input spelled out."""
        made: dict[str, Any] = plain(replace(self, sector=self.sector.resolved()))
        made["exchange"] = plain(self.exchanged())
        return made

    @property
    def fingerprint(self) -> str:
        """SHA-256 of :meth:`text`."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def exchanged(self) -> AbstractExchange:
        """Make the exchange."""
        return as_exchange(self.exchange)

    def backgrounds(self) -> tuple[str | AbstractBackground, ...]:
        """Make the backgrounds; "vacuum" stays a name."""
        return tuple(_background(item) for item in self.background)


def replaced(scenario: Scenario, changes: Iterable[tuple[str, Any]]) -> Scenario:
    """Return a scenario with dotted keys changed; ``background.X`` changes every background that has a field X."""
    table = plain(scenario)
    for key, value in changes:
        first, _, rest = key.partition(".")
        if first == "background" and rest:
            table["background"] = _changed_backgrounds(table.get("background", []), rest, value)
        else:
            if first == "exchange" and "." in rest:  # one of several charges: the others keep their defaults
                table["exchange"] = plain(as_exchange(table["exchange"]))
            _assign(table, key.split("."), value, key)
    return Scenario.from_table(table)


def parse_setting(text: str) -> tuple[str, Any]:
    """Read KEY=VALUE; the value as TOML, as a list of quantities, or as text."""
    key, equals, value = text.partition("=")
    key = key.strip()
    if not equals or not key:
        raise InputError("--set", text, "write KEY=VALUE, e.g. --set sector.lightest='0.05 eV'")
    value = value.strip()
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        pass
    if value.startswith("[") and value.endswith("]"):
        items = [item.strip().strip("\"'") for item in value[1:-1].split(",")]
        return key, [item for item in items if item]
    return key, value


def _assign(table: dict[str, Any], path: list[str], value: Any, key: str) -> None:
    *parents, last = path
    here: Any = table
    for name in parents:
        if isinstance(here, dict):
            here = here.setdefault(name, {})
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            raise InputError(
                "--set", key, f"{name!r} is not a table; known keys: {', '.join(Scenario.__dataclass_fields__)}"
            )
    if isinstance(here, dict):
        here[last] = value
    elif isinstance(here, list) and last.isdigit() and int(last) < len(here):
        here[int(last)] = value
    else:
        raise InputError("--set", key, f"{last!r} cannot be set there")


def _changed_backgrounds(items: list[Any], rest: str, value: Any) -> list[Any]:
    """Apply a change to every named background that has the field; at least one must."""
    changed, hit, known = [], False, set()
    for item in items:
        table = {"name": item} if isinstance(item, str) else dict(item)
        members = [table]
        if _is_reference(table) and table["name"].casefold() != "vacuum":
            made = backgrounds[table["name"]]
            members = (
                [{"name": n, **{k: v for k, v in table.items() if k != "name"}} for n in made.members]
                if isinstance(made, Several)
                else members
            )
        fits = False
        for member in members:
            names = _field_names(member)
            known |= names
            if rest.split(".", maxsplit=1)[0] in names:
                fits = True
        if fits:
            hit = True
            _assign(table, rest.split("."), value, f"background.{rest}")
            changed.append(table)
        else:
            changed.append(item)
    if not items:
        raise InputError("--set", f"background.{rest}", "no background is named; add --background NAME")
    if not hit:
        raise UnknownName("background", rest, sorted(known))
    return changed


def _field_names(table: Mapping[str, Any]) -> set[str]:
    from nuforce.backgrounds import kinds

    if table.get("name", "").casefold() == "vacuum":
        return set()
    kind = table.get("kind") or backgrounds.raw(table["name"])["kind"]
    known = kinds()
    if kind not in known:
        raise UnknownName("background.kind", kind, known)
    return {f.name for f in fields(known[kind])}


def _is_reference(table: Mapping[str, Any]) -> bool:
    return "kind" not in table


def _background(item: str | Mapping[str, Any]) -> str | AbstractBackground:
    if isinstance(item, str):
        return item
    if "name" not in item:
        raise InputError("background.name", dict(item), "every background needs a name")
    name = str(item["name"])
    changes = {key: value for key, value in item.items() if key != "name"}
    if not _is_reference(item):
        defaults = {"title": name, "references": []}
        return backgrounds.build({**defaults, **item}, f"background {name}")
    if not changes or name.casefold() == "vacuum":
        return name
    made = backgrounds[name]
    if isinstance(made, Several):
        # the change goes to every member that has the field
        members = [
            _background(
                {"name": n, **{k: v for k, v in changes.items() if k.split(".")[0] in _field_names({"name": n})}}
            )
            for n in made.members
        ]
        return replace(made, members=tuple(members))  # type: ignore[arg-type]  # objects pass where names do
    table = backgrounds.raw(made.name)
    if "distance" in changes and "distance" in table:
        _move(table, changes["distance"])
    _merge(table, changes, "background")
    return backgrounds.build(table, f"background {name}")


def _move(table: dict[str, Any], distance: Any) -> None:
    """Let fluxes and angles that are given at one distance from the source follow to another."""
    near, far = (parse(d, -1, field="background.distance", example="m") for d in (distance, table["distance"]))
    if not near > 0:
        raise InputError("background.distance", distance, "must be larger than zero")
    for part in table.get("component", []):
        if "flux" in part:
            part["flux"] = f"{parse(part['flux'], 3) * (far / near) ** 2!r} eV^3"
    if "profile" in table or "concentration" in table:
        remedy = (
            "give the source's directions as seen from there: angular_radius, source_radius, concentration or profile"
        )
        raise InputError("background.distance", distance, remedy)
    if "angular_radius" in table:
        sine = math.sin(parse(table["angular_radius"], 0, example="rad")) * far / near
        if sine >= 1:
            raise InputError("background.distance", distance, "lies inside the source")
        table["angular_radius"] = f"{math.asin(sine)!r} rad"


def _merge(table: dict[str, Any], changes: Mapping[str, Any], path: str) -> None:
    for key, value in changes.items():
        here = f"{path}.{key}"
        if isinstance(value, Mapping) and isinstance(table.get(key), dict):
            _merge(table[key], value, here)
        elif isinstance(value, Mapping) and isinstance(table.get(key), list):
            for index, inner in value.items():
                if not str(index).isdigit() or int(index) >= len(table[key]) or not isinstance(inner, Mapping):
                    whole = f"{here}.{index}" + (f".{next(iter(inner))}" if isinstance(inner, Mapping) else "")
                    raise InputError(
                        whole, inner, f"number the entries from 0 to {len(table[key]) - 1} and name a field"
                    )
                _merge(table[key][int(index)], inner, f"{here}.{index}")
        else:
            table[key] = value
