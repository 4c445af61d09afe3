"""Can we detect neutrino forces?  Experiments times backgrounds: predicted signal, sensitivity, missing decades."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds import AbstractBackground, Relic
from nuforce.backgrounds import backgrounds as catalogue
from nuforce.backgrounds.beam import FORMULA, Beam
from nuforce.bibliography import labelled
from nuforce.errors import InputError, NotConverged, NuforceError, OutOfDomain, UnknownName
from nuforce.exchanges import AbstractExchange
from nuforce.exchanges.single import newton
from nuforce.experiments import Experiment, experiments
from nuforce.interaction import PARTS, Interaction, Part, as_exchange, interaction
from nuforce.matter import Content, content
from nuforce.sector import Sector
from nuforce.units import length, one

if TYPE_CHECKING:
    import xarray

VACUUM: Final = "vacuum"
DEFAULT: Final = (
    VACUUM,
    "cosmic",
    "reactor",
    "solar",
    "supernova",
    "spallation",
    "cr51",
    "ar37",
    "geo",
    "atmospheric",
    "dsnb",
)
"""Backgrounds shown when none are named."""

POINTS: Final = "bodies are points at the mean distance of the experiment"
ALIGNED: Final = (
    "rows of beams hold for two points aligned with the beam to within the coherence angle: an upper bound, since only atoms "
    "inside a Fresnel radius sqrt(2 r/E) add up; a wide body facing the beam feels far less; where less than about 1e-3 "
    "survives, that is the sharp edge of a uniform disc and of a tabulated spectrum: an order of magnitude, of either sign"
)


_NUMBERS: Final = {
    "predicted": ("predicted signal", "1", 0),
    "missing_decades": ("decades between sensitivity and prediction", "1", 0),
    "ratio_to_gravity": ("neutrino potential over gravity", "1", 0),
    "aligned": ("upper bound of what the beam adds: point source of neutrinos on the axis", "1", 0),
    "suppression": ("what survives the source's size and spectrum", "1", 0),
    "coherence_angle": ("angle within which pair and source must lie on one axis", "rad", 0),
    "coherent_size": ("radius of the bodies within which atoms add up: the Fresnel radius", "eV^-1", -1),
    "needed_flux": ("flux that would be seen, everything aligned", "eV^3", 3),
    "needed_distance": ("distance of a point source that would be seen, everything aligned", "eV^-1", -1),
}
"""Numbers of the table: meaning, unit, power of eV."""


def reach(
    which: Any = "tag:talk",
    *,
    backgrounds: Iterable[str | AbstractBackground] = DEFAULT,
    sector: Sector | None = None,
    exchange: str | Mapping[str, Any] | AbstractExchange = "contact",
    part: Part | None = None,
    flavour: str = "all",
    accuracy: Accuracy | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xarray.Dataset:
    """Compare every experiment with every background.

    Parameters
    ----------
    which : name, tag, Experiment, catalogue, or several of them
        Experiments; ``"tag:NAME"`` or a bare tag takes all that carry it.
    backgrounds : names or objects
        "vacuum" is the force without any background.  Every other row is what that background adds, by its own sum;
        with ``part="total"`` the vacuum force is added.
    sector : Sector, optional
        Default: normal ordering, massless lightest state, Majorana.
    exchange : str, mapping or AbstractExchange
    part : "background" or "total", optional
        Of the rows of backgrounds; default "background".
    flavour : str
    accuracy : Accuracy, optional
    progress : callable, optional
        Called with (done, total) after each pair.

    Returns
    -------
    xarray.Dataset
        Dimensions ``experiment``, ``background``; variables ``predicted`` (signed; positive repels), ``sensitivity``,
        ``missing_decades`` (log10(sensitivity/|predicted|), negative within reach), ``ratio_to_gravity``, ``aligned``,
        ``suppression``, ``status``; for beams what it would take: ``coherence_angle`` (rad) for pair and source,
        ``coherent_size`` (eV^-1) of the bodies, and with both of these ``needed_flux`` (eV^3) or ``needed_distance`` (eV^-1)
        of the source; ``limited_by``: "too-near", "alignment", "source-size" or "flux".  Attributes: references, reasons,
        warnings.

    Examples
    --------
    >>> import nuforce as nf
    >>> table = nf.reach("wuhan-2020", backgrounds=["vacuum", "cosmic"])
    >>> bool(table.missing_decades.min() > 15)
    True
    """
    import xarray as xr

    rows = chosen_experiments(which)
    columns = chosen_backgrounds(backgrounds)
    sector = sector or Sector.normal_ordering()
    made = as_exchange(exchange)
    if part not in (None, *PARTS):
        raise UnknownName("part", part, PARTS)
    part = part or "background"
    shape = (len(rows), len(columns))
    values = {name: np.full(shape, np.nan) for name in _NUMBERS}
    status = np.full(shape, "ok", dtype=object)
    limits = np.full(shape, "", dtype=object)
    parts = np.full(shape, part, dtype=object)
    far = np.zeros(shape, dtype=bool)
    warnings: dict[str, None] = {POINTS: None}
    for j, column in enumerate(columns):
        here: Part = "vacuum" if column is None else part
        if column is not None and not made.in_backgrounds:
            status[:, j], parts[:, j] = "out-of-domain", here
            warnings[
                f"out-of-domain: {made.title}: a neutrino background acts on two-neutrino exchange through the contact "
                "interaction; use exchange 'contact' or 'z' for the rows of backgrounds"
            ] = None
            continue
        build = _builder(sector, made, column, here, flavour, accuracy)
        # what a beam loses, and what it would take, are matters of the beam without the vacuum force
        alone = build if here == "background" else _builder(sector, made, column, "background", flavour, accuracy)
        for i, row in enumerate(rows):
            parts[i, j] = here
            try:
                cell = _cell(row, build, alone, column, warnings)
            except InputError:
                raise
            except NuforceError as error:
                status[i, j] = error.status
                warnings[f"{row.name}, {_name(column)}: {error}"] = None
            else:
                status[i, j], far[i, j] = cell.pop("status"), cell.pop("far", False)
                limits[i, j] = cell.pop("limited_by", "")
                for name, value in cell.items():
                    values[name][i, j] = value
            if progress is not None:
                progress(j * len(rows) + i + 1, len(rows) * len(columns))
    if any(column is not None and column.directed for column in columns):
        warnings[ALIGNED] = None
    _warn_outputs(rows, columns, status, far, warnings)
    reasons = labelled([*rows, *(c for c in columns if c is not None), sector, made, *_materials(rows)])
    for column in columns:
        if column is not None and not any(isinstance(member, Relic) for member in column.parts()):
            reasons.setdefault(FORMULA, []).append(f"force in the flux of {column.name}")
    return _dataset(xr, made, rows, columns, values, status, limits, parts, warnings, reasons, part)


def chosen_experiments(which: Any) -> list[Experiment]:
    """Return experiments named, tagged or given."""
    if isinstance(which, Experiment):
        return [which]
    if isinstance(which, str):
        found = list(experiments.tagged(which))
        return sorted(found, key=lambda x: -x.setup.distance) if len(found) > 1 else found
    if isinstance(which, Mapping):
        return list(which.values())
    unique = {x.name: x for item in which for x in chosen_experiments(item)}
    if not unique:
        raise InputError("experiments", which, "name at least one experiment or tag")
    return list(unique.values())


def chosen_backgrounds(which: Iterable[str | AbstractBackground]) -> list[AbstractBackground | None]:
    """Return backgrounds named or given; "vacuum" becomes None."""
    found: list[AbstractBackground | None] = []
    for item in [which] if isinstance(which, (str, AbstractBackground)) else list(which):
        if isinstance(item, str) and item.casefold() == VACUUM:
            found.append(None)
            continue
        try:
            found.append(catalogue.get(item, field="background"))
        except UnknownName as error:
            raise UnknownName("background", item, (VACUUM, *error.known)) from None
    return [column for i, column in enumerate(found) if not any(column is other for other in found[:i])]


def _builder(
    sector: Sector,
    exchange: AbstractExchange,
    column: AbstractBackground | None,
    part: Part,
    flavour: str,
    accuracy: Accuracy | None,
) -> Callable[[Content, Content], Interaction]:
    present = () if column is None else column.parts()

    @lru_cache(maxsize=64)
    def build(a: Content, b: Content) -> Interaction:
        return interaction(
            a, b, sector, exchange=exchange, background=present, part=part, flavour=flavour, accuracy=accuracy
        )

    return build


def _cell(
    row: Experiment,
    build: Callable[[Content, Content], Interaction],
    alone: Callable[[Content, Content], Interaction],
    column: AbstractBackground | None,
    warnings: dict[str, None],
) -> dict[str, Any]:
    setup = row.setup
    predicted = row.signal(build)
    pair = build(content(setup.test[0]), content(setup.source))
    warnings.update(dict.fromkeys(pair.warnings))
    ratio = predicted
    if row.observable != "potential-ratio":
        ratio = float(pair(setup.distance, setup.angle) / abs(newton(pair.a, pair.b)(setup.distance)))
    cell: dict[str, Any] = {
        "predicted": predicted,
        "ratio_to_gravity": ratio,
        "status": "ok",
    }
    if not math.isfinite(predicted):
        cell["predicted"], cell["status"] = math.nan, "not-finite"
    elif predicted == 0:
        small = -math.inf < float(pair.log10_abs(setup.distance, setup.angle)) < -250
        cell["status"] = "underflow" if small else "zero"
    else:
        cell["missing_decades"] = math.log10(row.sensitivity.value / abs(predicted))
    try:
        for member in () if column is None else column.parts():
            member.check(setup.distance)
        pair.resolved(setup.distance, setup.angle)
    except (OutOfDomain, NotConverged) as error:
        cell.update(predicted=math.nan, ratio_to_gravity=math.nan, missing_decades=math.nan, status=error.status)
        cell["far"] = isinstance(error, OutOfDomain)
        if isinstance(error, NotConverged):
            warnings[f"{row.name}, {_name(column)}: {error.status}: {error}"] = None
    if column is not None and column.directed:
        aligned = row.signal(alone, bare=True)
        cell["aligned"] = aligned
        failed = math.isnan(cell["predicted"])
        cell["suppression"] = row.signal(alone) / aligned if aligned and not failed else math.nan
        cell |= _requirements(row, column, cell)
    return cell


def _requirements(row: Experiment, column: AbstractBackground, cell: dict[str, Any]) -> dict[str, Any]:
    """What a beam would have to be for this experiment to see it, and what limits the beam as it is."""
    setup, found = row.setup, column.quantities()
    energy = found["mean-energy"][0]
    needed: dict[str, Any] = {
        "coherence_angle": column.coherence_angle(setup.distance),
        "coherent_size": math.sqrt(2 * setup.distance / energy),
    }
    shortfall = row.sensitivity.value / abs(cell["aligned"]) if cell["aligned"] else math.inf
    if shortfall < math.inf and "flux" in found:
        needed["needed_flux"] = found["flux"][0] * shortfall
        distances = {member.distance if isinstance(member, Beam) else math.nan for member in column.parts()}
        if len(distances) == 1:
            needed["needed_distance"] = distances.pop() / math.sqrt(shortfall)
    if cell["status"] == "out-of-domain":
        needed["limited_by"] = "too-near"
    elif abs(setup.angle) > needed["coherence_angle"]:
        needed["limited_by"] = "alignment"
    elif abs(cell["suppression"]) < 0.5:
        needed["limited_by"] = "source-size"
    elif shortfall > 1:
        needed["limited_by"] = "flux"
    return needed


def _warn_outputs(rows: Any, columns: Any, status: Any, far: Any, warnings: dict[str, None]) -> None:
    sentences = {
        "underflow": "the predicted value is smaller than any number a computer holds (masses of what is exchanged screen it)",
        "zero": "the sources do not couple in this channel, or both materials alike",
        "not-finite": "the result is not a finite number",
    }
    for i, row in enumerate(rows):
        near = [_name(c) for j, c in enumerate(columns) if far[i, j] and c is not None and c.directed]
        if near:
            warnings[
                f"{row.name}: out-of-domain: the bodies are farther apart ({length(row.setup.distance)}) than the neutrino "
                f"sources of {', '.join(near)} are away, so that no plane wave passes both; the aligned value is the bound for "
                "an ideal one"
            ] = None
        for j, column in enumerate(columns):
            if status[i, j] in sentences:
                warnings[f"{row.name}, {_name(column)}: {status[i, j]}: {sentences[status[i, j]]}"] = None


def _dataset(
    xr: Any,
    exchange: AbstractExchange,
    rows: Any,
    columns: Any,
    values: Any,
    status: Any,
    limits: Any,
    parts: Any,
    warnings: Any,
    reasons: Any,
    part: str,
) -> xarray.Dataset:
    from importlib.metadata import version

    dims = ("experiment", "background")
    data: dict[str, Any] = {}
    for name, (text, unit, power) in _NUMBERS.items():
        data[name] = (dims, values[name], {"units": unit, "long_name": text, "dimension": power})
    data["limited_by"] = (dims, limits.astype(str), {"long_name": "what keeps a beam from being seen"})
    data["status"] = (dims, status.astype(str), {"long_name": "ok, or what kept the number from being made"})
    data["part"] = (dims, parts.astype(str), {"long_name": "vacuum, background or total"})
    per_row = {
        "sensitivity": ([x.sensitivity.value for x in rows], "what the experiment can see"),
        "observable": ([x.observable for x in rows], "what is measured"),
        "distance": ([x.setup.distance for x in rows], "mean distance"),
        "title": ([x.title for x in rows], "experiment"),
        "experiment_status": ([x.status for x in rows], "published or projected"),
        "notes": (["\n".join(x.notes) for x in rows], "what a reader must know"),
        "published": (["; ".join(_published(x)) for x in rows], "other figures, as published"),
        "reference_gravity": (
            [x.sensitivity.reference_gravity or math.nan for x in rows],
            "gravitational acceleration the sensitivity is referred to",
        ),
    }
    for name, (column, text) in per_row.items():
        unit = {"distance": "eV^-1", "reference_gravity": "eV"}.get(name, "1")
        data[name] = (("experiment",), np.array(column), {"long_name": text, "units": unit})
    data["directed"] = (
        ("background",),
        np.array([c is not None and c.directed for c in columns]),
        {"long_name": "whether the neutrinos come from one direction"},
    )
    data["background_title"] = (
        ("background",),
        np.array(["No background" if c is None else c.title for c in columns]),
        {"long_name": "background"},
    )
    data["background_notes"] = (
        ("background",),
        np.array(["" if c is None else "\n".join(c.notes) for c in columns]),
        {"long_name": "what a reader must know"},
    )
    made: xarray.Dataset = xr.Dataset(
        data,
        coords={"experiment": [x.name for x in rows], "background": [_name(c) for c in columns]},
        attrs={
            "references": list(reasons),
            "reasons": json.dumps(reasons),
            "warnings": list(warnings),
            "part": part,
            "exchange": exchange.title,
            "assumed": int(not exchange.in_backgrounds),
            "nuforce_version": version("nuforce"),
        },
    )
    return made


def _published(row: Experiment) -> list[str]:
    out = []
    for figure in row.published:
        unit = "" if figure.unit == "1" else f" {figure.unit}"
        gravity = figure.reference_gravity
        referred = "" if gravity is None else f" (referred to a gravity of {gravity / one('m/s^2'):.3g} m/s^2)"
        out.append(f"{figure.name} {figure.value:.3g}{unit}{referred}: {figure.meaning}")
    return out


def _materials(rows: list[Experiment]) -> list[Content]:
    return [content(name) for row in rows for name in dict.fromkeys((*row.setup.test, row.setup.source))]


def _name(column: AbstractBackground | None) -> str:
    return VACUUM if column is None else column.name


__all__ = ["DEFAULT", "chosen_backgrounds", "chosen_experiments", "reach"]
