"""Spectra of particular sources, tabulated from their formulas: beta decays, muon decay, reactors, tables in files."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.constants import MASSES
from nuforce.errors import InputError
from nuforce.potentials.spectra import AbstractSpectrum, Table
from nuforce.units import Dim, MeV, check_fields

_POINTS: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Beta(AbstractSpectrum):
    r"""Shape :math:`E^2(Q-E)^p` of a beta decay, with p fixed by the mean energy :math:`3Q/(4+p)`.

    An allowed decay has p between 2 (relativistic electron) and about 1.5; p also absorbs a spread of final states.
    Parametrisation of this package: it has the catalogued end point and mean, not the exact shape.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["beta"] = "beta"
    endpoint: Annotated[float, Dim(1, "MeV", positive=True)]
    mean_energy: Annotated[float, Dim(1, "MeV", positive=True)]

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0.1 < self.mean_energy / self.endpoint < 0.7:
            remedy = "the mean energy of a beta spectrum lies between 0.1 and 0.7 of its end point"
            raise InputError("mean_energy", self.mean_energy, remedy)

    def moment(self, p: int, t: Any) -> Any:
        return _beta(self.endpoint, self.mean_energy).moment(p, t)

    @property
    def top(self) -> float:
        return self.endpoint


@lru_cache(maxsize=64)
def _beta(endpoint: float, mean: float) -> Table:
    x = np.arange(1, _POINTS + 1) / _POINTS
    return Table(endpoint * x, x**2 * (1 - x) ** (3 * endpoint / mean - 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Michel(AbstractSpectrum):
    """Neutrinos of muon decay at rest: nu_e ~ E^2 (1/2 - E/m), nubar_mu ~ E^2 (3/4 - E/m), E < m/2."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["michel"] = "michel"
    particle: Literal["nu_e", "nubar_mu"]

    def moment(self, p: int, t: Any) -> Any:
        return _michel(self.particle).moment(p, t)

    @property
    def top(self) -> float:
        return 0.5 * float(MASSES["mu"])


@lru_cache(maxsize=2)
def _michel(particle: str) -> Table:
    x = 0.5 * np.arange(1, _POINTS + 1) / _POINTS
    return Table(x * float(MASSES["mu"]), x**2 * ((0.5 if particle == "nu_e" else 0.75) - x))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactor(AbstractSpectrum):
    r"""Antineutrinos of a reactor core.

    Inside ``valid`` the sum over isotopes of :math:`\exp\sum_p a_p E^p` (E in MeV), as fitted to beta spectra.  Below, where
    no fit exists, :math:`f(E_1)(E/E_1)^2 + A\,E^2(E_1-E)^p`, continuous, with A and p fixed by the total number and the total
    antineutrino energy per fission; above, a straight line to zero over 0.5 MeV, so that no edge rings.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["reactor"] = "reactor"
    fission_fractions: dict[str, float]
    coefficients: dict[str, tuple[float, ...]]
    valid: tuple[Annotated[float, Dim(1, "MeV", positive=True)], Annotated[float, Dim(1, "MeV", positive=True)]]
    energy_per_fission: dict[str, Annotated[float, Dim(1, "MeV", positive=True)]]
    antineutrino_energy: dict[str, Annotated[float, Dim(1, "MeV", positive=True)]]
    neutrinos_per_fission: float

    def __post_init__(self) -> None:
        for field in ("coefficients", "energy_per_fission", "antineutrino_energy"):
            missing = set(self.fission_fractions) - set(getattr(self, field))
            if missing:
                raise InputError(field, sorted(missing), "every isotope of fission_fractions needs an entry")
        if any(f < 0 for f in self.fission_fractions.values()) or abs(sum(self.fission_fractions.values()) - 1) > 1e-6:
            raise InputError("fission_fractions", self.fission_fractions, "must be positive and add up to 1")
        if not self.valid[0] < self.valid[1]:
            raise InputError("valid", self.valid, "the lower end of the fit must lie below the upper one")

    def _mean(self, per_isotope: dict[str, float]) -> float:
        return sum(f * per_isotope[iso] for iso, f in self.fission_fractions.items())

    @property
    def rate_per_power(self) -> float:
        """Antineutrinos emitted per thermal energy released, eV^-1."""
        return self.neutrinos_per_fission / self._mean(self.energy_per_fission)

    def fitted(self, energy: Any) -> Any:
        """Antineutrinos per fission and eV inside the fit's range."""
        x = np.asarray(energy) / MeV
        fit = sum(
            f * np.exp(np.polynomial.polynomial.polyval(x, self.coefficients[iso]))
            for iso, f in self.fission_fractions.items()
        )
        return fit / MeV

    def table(self) -> Table:
        """The whole spectrum as a table."""
        low, high = self.valid
        inner = np.linspace(low, high, 125)
        density = self.fitted(inner)
        edge = float(density[0])
        gauss, weight = np.polynomial.legendre.leggauss(40)
        nodes = 0.5 * (high - low) * gauss + 0.5 * (high + low)
        weight = 0.5 * (high - low) * weight * self.fitted(nodes)
        # what is left for energies below the fit, after the part that makes it continuous
        number = self.neutrinos_per_fission - float(weight.sum()) - edge * low / 3
        energy = self._mean(self.antineutrino_energy) - float((weight * nodes).sum()) - edge * low**2 / 4
        if not (number > 0 and 0 < energy < 0.75 * low * number):
            raise InputError(
                "antineutrino_energy",
                self.antineutrino_energy,
                "with this number per fission, no spectrum below the fit's range carries the energy that is left",
            )
        p = 3 * low * number / energy - 4
        outer = low * np.arange(1, _POINTS // 2) / (_POINTS // 2)
        x = outer / low
        shape = x**2 * (1 - x) ** p
        norm = math.gamma(3) * math.gamma(p + 1) / math.gamma(p + 4)
        below = edge * x**2 + number / (norm * low) * shape
        return Table(np.concatenate([outer, inner, [high + 0.5 * MeV]]), np.concatenate([below, density, [0.0]]))

    def moment(self, p: int, t: Any) -> Any:
        return _reactor(_Key(self)).moment(p, t)

    @property
    def top(self) -> float:
        return self.valid[1]


class _Key:
    """Hashable stand-in for a frozen dataclass that holds dictionaries."""

    __slots__ = ("spectrum", "text")

    def __init__(self, spectrum: Reactor) -> None:
        self.spectrum = spectrum
        self.text = repr(spectrum)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text


@lru_cache(maxsize=32)
def _reactor(key: _Key) -> Table:
    return key.spectrum.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile(AbstractSpectrum):
    """A spectrum in a CSV file: two columns, energy in MeV and density in any unit; lines that start with # are comments."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["table"] = "table"
    file: str

    def moment(self, p: int, t: Any) -> Any:
        return _table(self.file).moment(p, t)

    @property
    def top(self) -> float:
        return _table(self.file).top


@lru_cache(maxsize=32)
def _table(file: str) -> Table:
    path = Path(file) if Path(file).is_file() else resources.files("nuforce") / "data" / file
    try:
        text = path.read_text(encoding="utf-8")
        rows = [row for row in csv.reader(text.splitlines()) if row and not row[0].lstrip().startswith("#")]
        values = np.array([[float(x) for x in row] for row in rows])
    except OSError:
        raise InputError(
            "spectrum.file", file, "no such file; give a path, or a file of nuforce's data folder"
        ) from None
    except ValueError:
        raise InputError("spectrum.file", file, "expected two columns of numbers, energy in MeV and density") from None
    if values.ndim != 2 or values.shape[1] != 2:
        raise InputError("spectrum.file", file, "expected two columns, energy in MeV and density")
    return Table(values[:, 0] * MeV, values[:, 1])
