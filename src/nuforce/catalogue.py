"""Named things from small text files: built in, from plug-ins, from a personal folder, or inline in a scenario.

A :class:`Catalogue` is a lazy, read-only mapping from names to objects of one kind.  Its entries come, in this order, from

1. ``nuforce/data/KIND/*.toml`` (or the list ``nuforce/data/KIND.toml``),
2. plug-ins: entry points of the group ``nuforce.data``, each a package that holds such folders,
3. the personal folders named in the environment variable ``NUFORCE_PATH``, and ``~/.config/nuforce``.

A name met twice is an error unless the later entry says ``replaces = true``.
"""

from __future__ import annotations

import copy
import functools
import importlib
import numbers
import os
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar, cast

from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.units import Dim, one

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a number comes from.

    Parameters
    ----------
    quantity : str
        Dotted name of the field it belongs to, or "all".
    reference : str
        Key in ``references.bib``.
    where, how : str
        Place in the source; how the number got here (transcribed, derived by what, assumed).
    status : "read", "derived", "memory" or "talk"
        "memory" marks a number nobody has checked yet.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    quantity: str
    reference: str
    where: str = ""
    how: str = ""
    status: Literal["read", "derived", "memory", "talk"]


class Tagged:
    """Annotation of a field that holds one of several dataclasses, told apart by their ``kind``.

    ``Annotated[AbstractSpectrum, Tagged(Line, Pinched)]`` reads ``{kind = "line", energy = "3 MeV"}``.
    """

    __slots__ = ("classes",)

    def __init__(self, *classes: Any) -> None:
        self.classes = classes

    @property
    def kinds(self) -> dict[str, Any]:
        """The classes by the default of their field ``kind``."""
        return {cls.__dataclass_fields__["kind"].default: cls for cls in self.classes}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        kinds = self.kinds
        choices = {kind: handler.generate_schema(cls) for kind, cls in kinds.items()}

        def kind_of(value: Any) -> Any:
            return value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)

        def check(value: Any) -> Any:
            kind = kind_of(value)
            if kind not in kinds:
                raise (
                    UnknownName("kind", kind, kinds)
                    if kind is not None
                    else InputError("kind", None, f"missing; choose one of {', '.join(kinds)}")
                )
            return value

        union = core_schema.tagged_union_schema(choices, discriminator=kind_of)
        return core_schema.no_info_before_validator_function(check, union)


class Catalogue(Mapping[str, T], Generic[T]):
    """Lazy mapping from names to objects of one kind.

    Parameters
    ----------
    kind : str
        Name of the folder (or list file) in each data source.
    cls : type
        Dataclass (or annotated union of dataclasses) that validates an entry.
    extra : callable, optional
        Entries that no file holds: called once, returns a mapping.
    fold : bool
        Match names without regard to case.
    """

    def __init__(
        self,
        kind: str,
        cls: Any,
        *,
        extra: Callable[[], Mapping[str, T]] | None = None,
        fold: bool = True,
    ) -> None:
        self.kind = kind
        self.cls = cls
        # nuforce.backgrounds is this object and a package: "import nuforce.backgrounds.thermal as t" goes on from here
        self.__name__ = f"nuforce.{kind}"
        self._extra = extra
        self._fold = fold
        self._entries: dict[str, T] | None = None
        self._raw: dict[str, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        # the package of the same name: nuforce.backgrounds.bodies
        if not name.startswith("_"):
            try:
                return importlib.import_module(f"nuforce.{self.kind}.{name}")
            except ModuleNotFoundError:
                pass
        raise AttributeError(f"the catalogue of {name if name == 'kind' else self.kind} has no attribute {name!r}")

    def __getitem__(self, name: str) -> T:
        entries = self._load()
        if name in entries:
            return entries[name]
        if self._fold:
            for key, value in entries.items():
                if key.casefold() == str(name).casefold():
                    return value
        raise UnknownName(self.kind.rstrip("s"), name, entries)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except UnknownName:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def __repr__(self) -> str:
        return f"<Catalogue of {self.kind}: {', '.join(self)}>"

    def get(self, name: Any, default: Any = None, *, field: str = "") -> Any:
        """Return the entry called ``name``; an object of the right kind passes through."""
        del default  # a missing name is an error here: it teaches the near misses
        if not isinstance(name, str):
            return name
        try:
            return self[name]
        except UnknownName as error:
            raise UnknownName(field or self.kind.rstrip("s"), name, error.known) from None

    def tagged(self, selection: str) -> list[T]:
        """Return the entries named by ``selection``: a name, a tag, or ``tag:NAME``."""
        tag = selection.removeprefix("tag:")
        if not selection.startswith("tag:") and selection in self:
            return [self[selection]]
        found = [x for x in self.values() if tag.casefold() in (t.casefold() for t in getattr(x, "tags", ()))]
        if not found:
            tags = sorted({f"tag:{t}" for x in self.values() for t in getattr(x, "tags", ())})
            raise UnknownName(self.kind.rstrip("s"), selection, (*self, *tags))
        return found

    def raw(self, name: str) -> dict[str, Any]:
        """The table an entry was built from, as read from its file (a copy)."""
        self[name]  # an unknown name says so
        match = next(key for key in self._raw if key == name or (self._fold and key.casefold() == name.casefold()))
        return copy.deepcopy(self._raw[match])

    def build(self, entry: Mapping[str, Any], where: str) -> T:
        """Validate one entry (a parsed TOML table) into an object; ``where`` names its source in messages."""
        return cast(T, build(self.cls, entry, where))

    def _load(self) -> dict[str, T]:
        if self._entries is None:
            entries: dict[str, T] = dict(self._extra()) if self._extra else {}
            for where, table in self._tables():
                name = table.get("name")
                if not isinstance(name, str):
                    raise InputError(f"{where}: name", name, "every entry needs a name")
                if name in entries and not table.get("replaces", False):
                    raise InputError(
                        f"{where}: name", name, "this name exists already; choose another, or say replaces = true"
                    )
                entries[name] = self.build(table, where)
                self._raw[name] = table
            self._entries = entries
        return self._entries

    def _tables(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for root in _roots():
            single = root / f"{self.kind}.toml"
            if single.is_file():
                tables = read_toml(single).get(self.kind.rstrip("s"), [])
                if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
                    word = self.kind.rstrip("s")
                    raise InputError(f"{single.name}: {word}", tables, f"write one [[{word}]] table per entry")
                for table in tables:
                    yield f"{single.name}", table
            folder = root / self.kind
            if folder.is_dir():
                for path in sorted(folder.iterdir(), key=lambda p: p.name):
                    if path.name.endswith(".toml"):
                        yield path.name, read_toml(path)


def build(cls: Any, entry: Mapping[str, Any], where: str) -> Any:
    """Validate a mapping into a dataclass; errors name the source, the field, the value and the remedy."""
    import pydantic

    try:
        return _adapter(cls).validate_python(dict(entry))
    except pydantic.ValidationError as error:
        for item in error.errors():
            cause = item.get("ctx", {}).get("error")
            if isinstance(cause, OutOfDomain):  # the values are well formed, but the formula does not hold for them
                raise cause from None
        raise _explained(error, where, cls) from None


def read_toml(path: Any) -> dict[str, Any]:
    """Read a TOML file; a message that names the file on any failure."""
    name = getattr(path, "name", str(path))
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except IsADirectoryError:
        raise InputError("file", str(path), "is a folder; give the TOML file inside it") from None
    except FileNotFoundError:
        raise InputError("file", str(path), "does not exist") from None
    except OSError as error:
        raise InputError("file", str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError("file", str(path), "is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}", str(path), f"is not valid TOML: {error}") from None


_ADAPTERS: dict[int, tuple[Any, Any]] = {}


def _adapter(cls: Any) -> Any:
    import pydantic

    if id(cls) not in _ADAPTERS:
        _ADAPTERS[id(cls)] = (cls, pydantic.TypeAdapter(cls))
    return _ADAPTERS[id(cls)][1]


def _explained(error: Any, where: str, cls: Any) -> InputError:
    messages = []
    first = error.errors()[0]
    for item in error.errors():
        path = ".".join(str(part) for part in _walk(cls, item["loc"])[1])
        cause = item.get("ctx", {}).get("error")
        if item["type"] == "unexpected_keyword_argument" or item["type"] == "extra_forbidden":
            inside, _ = _walk(cls, item["loc"][:-1])
            names = tuple(f.name for f in fields(inside)) if is_dataclass(inside) else ()
            text = UnknownName(path, item["loc"][-1], names).args[0] if names else f"{path}: unknown key"
            text = text.replace("unknown name", "unknown key", 1)
        elif isinstance(cause, InputError):
            tail = str(cause).removeprefix(f"{cause.field}: ") if cause.field in item["loc"] else str(cause)
            text = f"{path}: {tail}" if path else str(cause).removeprefix(f"{where}.")
        elif item["type"] == "missing_argument" or item["type"] == "missing":
            text = f"{path}: missing; give it a value"
        else:
            # what the validation library says, without its links
            says = _PLAINLY.get(item["type"]) or re.sub(
                r"[,;]?( following the rules at)? https?://\S+", "", item["msg"]
            )
            text = f"{path}: {item['input']!r}: {says[:1].lower()}{says[1:]}"
        messages.append(text)
    field = ".".join(str(p) for p in first["loc"])
    whole = "; ".join(messages)
    return InputError(field, first.get("input"), whole, f"{where}: {whole}")


_PLAINLY = {
    "dict_type": "write a table, like {n = 1, p = 0}",
    "tuple_type": "write a list, like [[1, 0, 0], [0, 1, 0], [0, 0, 1]]",
    "float_parsing": "must be a plain number, without a unit",
    "float_type": "must be a plain number",
}


def _walk(cls: Any, loc: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """Follow the path of an error: the dataclass it ends in (None if it cannot be told), and the path without kinds."""
    here, shown = cls, []
    for step in loc:
        tagged = next((a for a in getattr(here, "__metadata__", ()) if isinstance(a, Tagged)), None)
        if tagged is not None and step in tagged.kinds:
            here = tagged.kinds[step]
            continue
        shown.append(step)
        if isinstance(step, int):
            continue
        here = typing.get_type_hints(here, include_extras=True).get(step) if is_dataclass(here) else None
        if not hasattr(here, "__metadata__"):
            options = (here, *typing.get_args(here))
            here = next((a for a in options if is_dataclass(a) or hasattr(a, "__metadata__")), None)
    return here, tuple(shown)


def in_units(value: Any, annotation: Any) -> Any:
    """A bare number (or a list of them) in powers of eV as text with its unit, where the annotation has a dimension."""
    if isinstance(value, (list, tuple)):
        return [in_units(item, annotation) for item in value]
    dim = _dim(annotation) or next(
        (d for a in typing.get_args(annotation) for x in (a, *typing.get_args(a)) if (d := _dim(x))), None
    )
    if dim is None or isinstance(value, (str, bool)) or not isinstance(value, numbers.Real) or dim.unit == "1":
        return value
    return f"{float(value)!r} rad" if dim.power == 0 else f"{float(value)!r} eV^({dim.power})"


@functools.cache
def plugins(group: str) -> dict[str, Any]:
    """Objects that installed packages offer as entry points of a group ("nuforce.exchanges", ...), by name."""
    return {point.name: point.load() for point in metadata.entry_points(group=group)}


def _roots() -> Iterator[Any]:
    yield resources.files("nuforce") / "data"
    for package in plugins("nuforce.data").values():
        yield resources.files(package)
    personal = [Path(p) for p in os.environ.get("NUFORCE_PATH", "").split(os.pathsep) if p]
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "nuforce"
    for folder in (*personal, config):
        if folder.is_dir():
            yield folder
        elif folder in personal:
            raise InputError("NUFORCE_PATH", str(folder), "is not a folder; each part of NUFORCE_PATH must be one")


def plain(value: Any, annotation: Any = None) -> Any:
    """Return a dataclass as the table it was built from: quantities as text with their unit; the inverse of :func:`build`."""
    if (dim := _dim(annotation)) is not None and isinstance(value, (int, float)):
        return float(value) if dim.unit == "1" else f"{value / one(dim.unit)!r} {dim.unit}"
    if is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value), include_extras=True)
        items = {f.name: plain(getattr(value, f.name), hints[f.name]) for f in fields(value)}
        return {name: item for name, item in items.items() if item is not None}
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next((a for a in typing.get_args(annotation) if typing.get_origin(a) in (tuple, dict)), None)
    inner = [a for a in typing.get_args(annotation) if a is not Ellipsis]
    if isinstance(value, (list, tuple)):
        hint = inner[0] if inner else None
        return [plain(item, hint) for item in value]
    if isinstance(value, Mapping):
        hint = inner[1] if len(inner) > 1 else None
        return {str(key): plain(item, hint) for key, item in value.items()}
    if isinstance(value, complex):
        return str(value).strip("()")
    return value


def _dim(annotation: Any) -> Dim | None:
    if annotation is None:
        return None
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Dim):
            return item
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next((d for a in typing.get_args(annotation) if (d := _dim(a)) is not None), None)
    return None
