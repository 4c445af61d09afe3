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

from nuforce.constants import ALPHA, MASSES
from nuforce.errors import InputError
from nuforce.potentials.spectra import AbstractSpectrum, Table
from nuforce.units import Dim, MeV, check_fields

_POINTS: Final = 320
_ALPHA: Final = float(ALPHA)
_TAPER: Final = 0.5 * MeV
"""Length of the straight lines that end a reactor spectrum."""
_SOFTEST: Final = 0.02 * MeV
"""Lowest end point of a reactor's effective branches: that of 241Pu is 21 keV, of tritium 19 keV."""


def beta_shape(energy: Any, endpoint: Any, charge: int, *, forbidden: int = 0, mass: float | None = None) -> Any:
    r"""Unnormalised neutrino spectrum of one beta branch.

    .. math:: \frac{dN}{dE} \propto E^2\,pW\,F(Z,W)\,C_n,\qquad W = Q - E + m_e,\qquad
              F = p^{2\gamma-2}e^{\pi\eta}|\Gamma(\gamma+i\eta)|^2,

    with :math:`\gamma=\sqrt{1-(\alpha Z)^2}`, :math:`\eta=\alpha ZW/p`, and for a unique decay forbidden n times
    :math:`C_n=\sum_{k=0}^n\frac{(2n+1)!}{(2k+1)!\,(2n-2k+1)!}\,p^{2k}E^{2n-2k}`.

    Parameters
    ----------
    energy : array, shape (*S,), eV
        Of the neutrino; the result is 0 outside 0 < E <= Q.
    endpoint : float or array that broadcasts with ``energy``, eV
        Q, the largest energy of the neutrino.
    charge : int
        Z of the daughter nucleus, negative if the charged lepton is a positron.
    forbidden : int
        n: 0 for an allowed decay, 1 to 3 for a unique forbidden one.
    mass : float, eV, optional
        Of the charged lepton; the electron's by default.

    Returns
    -------
    array
        In arbitrary units, the same for all energies and end points.

    Notes
    -----
    Left out: the size of the nucleus (beyond a constant factor), screening by the atom, recoil, radiative corrections and weak
    magnetism, of the order of one per cent or less for light nuclei, and the Coulomb corrections to :math:`C_n`.  With an
    electron the spectrum ends in a step, because the Coulomb field makes pF constant at small momenta; with a positron it ends
    smoothly.  Mean energies agree with the tabulated spectra of 13N, 15O and 17F to 1e-4, of pp and hep to 1e-3, of 40K
    (n = 3) to 1e-4.

    References
    ----------
    Konopinski:1941mt
    """
    from scipy.special import loggamma

    m = float(MASSES["e"]) if mass is None else mass
    energy, endpoint = np.broadcast_arrays(np.asarray(energy, dtype=float), np.asarray(endpoint, dtype=float))
    inside = (energy > 0) & (energy <= endpoint * (1 + 1e-15))
    kinetic = np.where(inside, np.maximum(endpoint - energy, 0.0), m) / m
    # in units of m; the limit of slow electrons is reached long before p = 1e-6
    w, p = kinetic + 1.0, np.maximum(np.sqrt(kinetic * (kinetic + 2.0)), 1e-6)
    gamma = math.sqrt(1.0 - (_ALPHA * charge) ** 2)
    eta = _ALPHA * charge * w / p
    fermi = p ** (2 * gamma - 2) * np.exp(math.pi * eta + 2 * loggamma(gamma + 1j * eta).real)
    q = energy / m
    top = math.factorial(2 * forbidden + 1)
    correction = sum(
        top
        / (math.factorial(2 * k + 1) * math.factorial(2 * (forbidden - k) + 1))
        * p ** (2 * k)
        * q ** (2 * (forbidden - k))
        for k in range(forbidden + 1)
    )
    return np.where(inside, q * q * p * w * fermi * correction, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beta(AbstractSpectrum):
    r"""Spectrum of a beta decay: the exact allowed shape, or a power law with a given mean.

    With ``daughter``, the shape of :func:`beta_shape`, allowed or unique forbidden, with the Coulomb field of the daughter.
    With ``mean_energy`` instead, :math:`E^2(Q-E)^p`, with p fixed by the mean energy :math:`3Q/(4+p)`: a parametrisation of this
    package for whole chains and decays to broad states, which has the right end point and mean and nothing else.

    Parameters
    ----------
    endpoint : float, eV
        Largest energy of the neutrino.
    mean_energy : float, eV, optional
        Selects the power law.
    daughter : int, optional
        Charge Z of the daughter nucleus; selects the exact shape.
    lepton : "electron" or "positron"
        Emitted with the neutrino.
    forbidden : int
        0 for an allowed decay; 1, 2, 3 for a unique forbidden one.
    lepton_mass : float, eV
        Of the charged lepton.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["beta"] = "beta"
    endpoint: Annotated[float, Dim(1, "MeV", positive=True)]
    mean_energy: Annotated[float, Dim(1, "MeV", positive=True)] | None = None
    daughter: int | None = None
    lepton: Literal["electron", "positron"] = "electron"
    forbidden: int = 0
    lepton_mass: Annotated[float, Dim(1, "MeV", positive=True)] = float(MASSES["e"])

    def __post_init__(self) -> None:
        check_fields(self)
        if (self.mean_energy is None) == (self.daughter is None):
            raise InputError(
                "daughter", self.daughter, "give either the charge of the daughter nucleus or the mean energy, not both"
            )
        if self.mean_energy is not None and not 0.1 < self.mean_energy / self.endpoint < 0.7:
            remedy = "the mean energy of a beta spectrum lies between 0.1 and 0.7 of its end point"
            raise InputError("mean_energy", self.mean_energy, remedy)
        if self.daughter is not None and not 0 <= self.daughter <= 100:
            raise InputError("daughter", self.daughter, "the charge of a nucleus lies between 0 and 100 here")
        if self.forbidden not in (0, 1, 2, 3) or (self.forbidden and self.daughter is None):
            raise InputError("forbidden", self.forbidden, "0 (allowed), or 1 to 3 together with a daughter nucleus")

    def table(self) -> Table:
        """The spectrum as a table, its points dense at both ends."""
        return _beta(self)

    def density(self, energy: Any) -> Any:
        """Normalised density (eV^-1) at energies (eV), as the moments integrate it."""
        return table_density(self.table(), energy)

    def moment(self, p: int, t: Any) -> Any:
        return self.table().moment(p, t)

    @property
    def top(self) -> float:
        return self.endpoint


@lru_cache(maxsize=64)
def _beta(beta: Beta) -> Table:
    x = _ends()
    energy = beta.endpoint * x
    if beta.mean_energy is not None:
        return Table(energy, x**2 * (1 - x) ** (3 * beta.endpoint / beta.mean_energy - 4))
    charge = (beta.daughter or 0) * (1 if beta.lepton == "electron" else -1)
    return Table(energy, beta_shape(energy, beta.endpoint, charge, forbidden=beta.forbidden, mass=beta.lepton_mass))


def _ends() -> Any:
    """Points of (0, 1], dense at both ends; equal steps would make the moments of a table revive at large t."""
    return np.sin(0.5 * math.pi * np.arange(1, _POINTS + 1) / _POINTS) ** 2


def table_density(table: Table, energy: Any) -> Any:
    """Density (eV^-1) of a table at energies (eV); 0 outside."""
    return np.interp(energy, table.energy, table.density, left=0.0, right=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Michel(AbstractSpectrum):
    """Neutrinos of muon decay at rest: nu_e ~ E^2 (1/2 - E/m), nubar_mu ~ E^2 (3/4 - E/m), E < m/2."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["michel"] = "michel"
    particle: Literal["nu_e", "nubar_mu"]

    def __post_init__(self) -> None:
        check_fields(self)

    def table(self) -> Table:
        """The spectrum as a table."""
        return _michel(self.particle)

    def density(self, energy: Any) -> Any:
        """Normalised density (eV^-1) at energies (eV), as the moments integrate it."""
        return table_density(self.table(), energy)

    def moment(self, p: int, t: Any) -> Any:
        return self.table().moment(p, t)

    @property
    def top(self) -> float:
        return 0.5 * float(MASSES["mu"])


@lru_cache(maxsize=2)
def _michel(particle: str) -> Table:
    x = 0.5 * _ends()
    return Table(x * float(MASSES["mu"]), np.maximum(x**2 * ((0.5 if particle == "nu_e" else 0.75) - x), 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactor(AbstractSpectrum):
    r"""Antineutrinos of a reactor core.

    Inside ``valid`` the sum over isotopes of :math:`\exp\sum_p a_p E^p` (E in MeV), as fitted to beta spectra; above, a straight
    line to zero over 0.5 MeV, so that no edge rings.  Below E_1, the lower end of the fit, one of three models, all continuous:

    "allowed"
        Effective beta branches of allowed shape in the field of ``charge``.  Branches with end points above E_1, 0.1 MeV apart,
        are fitted to the spectrum inside ``valid`` (the way measured beta spectra are converted) and continued below it;
        branches with end points Q from 20 keV to E_1 are distributed as :math:`Q^a(E_1-Q)`, their number and a fixed by the
        total number and the total antineutrino energy per fission.  A model: right in number, energy and the shape of single
        branches, but strong branches of single nuclides are spread out, and neutron capture on 238U is left out.
    "power"
        :math:`f(E_1)(E/E_1)^2 + A\,E^2(E_1-E)^p`, A and p fixed by the same two numbers: no physics beside these.
    "taper"
        A straight line to zero over 0.5 MeV: only the antineutrinos that the fit describes.  Neither the number nor the energy
        per fission is used.

    Parameters
    ----------
    fission_fractions : mapping
        Shares of the fissions, of any isotopes; they add up to 1.
    coefficients : mapping
        :math:`a_p` of each isotope, per fission and MeV.
    valid : (float, float), eV
        Range of the fit.
    energy_per_fission : mapping, eV
        Heat per fission of each isotope.
    antineutrino_energy : mapping, eV
        What antineutrinos carry away per fission of each isotope.
    neutrinos_per_fission : float
    below : "allowed", "power" or "taper"
    charge : int
        Charge Z of a typical fission product, for "allowed".

    References
    ----------
    Huber:2011wv, Mueller:2011nm, Schreckenbach:1985ep
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["reactor"] = "reactor"
    fission_fractions: dict[str, float]
    coefficients: dict[str, tuple[float, ...]]
    valid: tuple[Annotated[float, Dim(1, "MeV", positive=True)], Annotated[float, Dim(1, "MeV", positive=True)]]
    energy_per_fission: dict[str, Annotated[float, Dim(1, "MeV", positive=True)]]
    antineutrino_energy: dict[str, Annotated[float, Dim(1, "MeV", positive=True)]]
    neutrinos_per_fission: float
    below: Literal["allowed", "power", "taper"] = "allowed"
    charge: int = 46

    def __post_init__(self) -> None:
        if self.below not in ("allowed", "power", "taper"):
            raise InputError("below", self.below, "choose one of allowed, power, taper")
        if not 1 <= self.charge <= 100:
            raise InputError("charge", self.charge, "the charge of a fission product lies between 1 and 100 here")
        if not 0 < self.neutrinos_per_fission < math.inf:
            raise InputError("neutrinos_per_fission", self.neutrinos_per_fission, "about six")
        for isotope, values in self.coefficients.items():
            if not values or not all(math.isfinite(x) for x in values):
                raise InputError(
                    f"coefficients.{isotope}", values, "needs finite numbers a0, a1, ... of exp(a0 + a1 E + ...)"
                )
        for field in ("coefficients", "energy_per_fission", "antineutrino_energy"):
            missing = set(self.fission_fractions) - set(getattr(self, field))
            if missing:
                raise InputError(field, sorted(missing), "every isotope of fission_fractions needs an entry")
        if any(f < 0 for f in self.fission_fractions.values()) or abs(sum(self.fission_fractions.values()) - 1) > 1e-6:
            raise InputError("fission_fractions", self.fission_fractions, "must be positive and add up to 1")
        if not self.valid[0] < self.valid[1]:
            raise InputError("valid", self.valid, "the lower end of the fit must lie below the upper one")
        if self.below == "allowed" and not self.valid[0] > 0.1 * MeV:
            raise InputError("valid", self.valid, "effective branches need a fit that begins above 0.1 MeV")
        if self.below == "taper" and not self.valid[0] > _TAPER:
            raise InputError("valid", self.valid, "a taper of 0.5 MeV needs a fit that begins above 0.5 MeV")

    def _mean(self, per_isotope: dict[str, float]) -> float:
        return sum(f * per_isotope[iso] for iso, f in self.fission_fractions.items())

    @property
    def rate_per_power(self) -> float:
        """Antineutrinos emitted per thermal energy released, eV^-1."""
        number = self.neutrinos_per_fission
        if self.below == "taper":
            energy, density = self._points()
            number = float(np.trapezoid(density, energy))
        return number / self._mean(self.energy_per_fission)

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
        return _reactor(_Key(self))

    def density(self, energy: Any) -> Any:
        """Normalised density (eV^-1) at energies (eV), as the moments integrate it."""
        return table_density(self.table(), energy)

    def moment(self, p: int, t: Any) -> Any:
        return self.table().moment(p, t)

    @property
    def top(self) -> float:
        return self.valid[1]

    def _points(self) -> tuple[Any, Any]:
        """Energies (eV) and antineutrinos per fission and eV."""
        low, high = self.valid
        inner = np.linspace(low, high, 125)
        density = self.fitted(inner)
        outer, below = {"allowed": self._allowed, "power": self._power, "taper": self._cut}[self.below]()
        return np.concatenate([outer, inner, [high + _TAPER]]), np.concatenate([below, density, [0.0]])

    def _left(self) -> tuple[float, float]:
        """Number and energy (eV) per fission that are left for energies below the fit."""
        nodes, weights = _gauss(*self.valid, 40)
        weights = weights * self.fitted(nodes)
        high = self.valid[1]
        tail = 0.5 * _TAPER * float(self.fitted(high))  # the straight line above the fit
        number = self.neutrinos_per_fission - float(weights.sum()) - tail
        energy = self._mean(self.antineutrino_energy) - float((weights * nodes).sum()) - tail * (high + _TAPER / 3)
        return number, energy

    def _impossible(self) -> InputError:
        return InputError(
            "antineutrino_energy",
            self.antineutrino_energy,
            "with this number per fission, no spectrum below the fit's range carries the energy that is left",
        )

    def _cut(self) -> tuple[Any, Any]:
        return np.array([self.valid[0] - _TAPER]), np.array([0.0])

    def _power(self) -> tuple[Any, Any]:
        low = self.valid[0]
        edge = float(self.fitted(low))
        number, energy = self._left()  # of it, one part makes the spectrum continuous
        number, energy = number - edge * low / 3, energy - edge * low**2 / 4
        if not (number > 0 and 0 < energy < 0.75 * low * number):
            raise self._impossible()
        p = 3 * low * number / energy - 4
        x = _ends()[:-1]
        norm = 2.0 / ((p + 1) * (p + 2) * (p + 3))
        return low * x, edge * x**2 + number / (norm * low) * x**2 * (1 - x) ** p

    def _allowed(self) -> tuple[Any, Any]:
        from scipy.interpolate import CubicSpline
        from scipy.optimize import brentq, nnls

        low, high = self.valid
        energies = np.linspace(low, high, 125)
        fit = self.fitted(energies)
        ends = np.arange(low + 0.1 * MeV, high + 1.5 * MeV, 0.1 * MeV)
        shapes = beta_shape(energies[:, None], ends, self.charge)
        scale = shapes.max(axis=0)
        share, _ = nnls(shapes / scale / fit[:, None], np.ones_like(fit))
        # fitted to about one per cent; where the two meet, exactly
        share *= fit[0] / (shapes[0] / scale @ share) / scale

        def upper(energy: Any) -> Any:
            return beta_shape(energy[:, None], ends, self.charge) @ share

        nodes, weights = _gauss(0.0, low, 60)
        weights = weights * upper(nodes)
        number, energy = self._left()
        number, energy = number - float(weights.sum()), energy - float((weights * nodes).sum())
        # end points of the lower branches, evenly spread in their logarithm
        v, dv = _gauss(0.0, 1.0, 40)
        points = _SOFTEST * (low / _SOFTEST) ** v
        measure = points * math.log(low / _SOFTEST) * dv
        means = self._branch(points)[1]

        def shares(a: float) -> Any:
            share = measure * (points / low) ** a * (1 - points / low)
            return share / share.sum()

        def excess(a: float) -> float:
            return float(np.sum(shares(a) * means)) - energy / number

        if not (number > 0 and excess(-3.0) < 0 < excess(40.0)):
            raise self._impossible()
        a = float(brentq(excess, -3.0, 40.0))
        total = float(np.sum(measure * (points / low) ** a * (1 - points / low)))
        x = low * _ends()[:-1]
        # the branches that reach energy x have end points from x to E_1
        first = np.maximum(x, _SOFTEST)[:, None]
        q = first * (low / first) ** v
        knots = np.geomspace(_SOFTEST, low, 120)
        norm = np.exp(CubicSpline(np.log(knots), np.log(self._branch(knots)[0]))(np.log(q)))
        spread = q * np.log(low / first) * (q / low) ** a * (1 - q / low) / norm
        lower = np.sum(dv * spread * beta_shape(x[:, None], q, self.charge), axis=-1)
        return x, upper(x) + number / total * lower

    def _branch(self, endpoint: Any) -> tuple[Any, Any]:
        """Norms and mean energies (eV) of allowed branches with these end points."""
        u, du = _gauss(0.0, 1.0, 24)
        # E = Q (1 - u^2): dense where the electron is slow
        energy, weight = endpoint[..., None] * (1 - u**2), 2 * endpoint[..., None] * u * du
        shape = weight * beta_shape(energy, endpoint[..., None], self.charge)
        norm = shape.sum(axis=-1)
        return norm, (shape * energy).sum(axis=-1) / norm


def _gauss(low: float, high: float, count: int) -> tuple[Any, Any]:
    """Nodes and weights of Gauss-Legendre."""
    x, w = np.polynomial.legendre.leggauss(count)
    return 0.5 * (low + high) + 0.5 * (high - low) * x, 0.5 * (high - low) * w


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
    return Table(*key.spectrum._points())


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile(AbstractSpectrum):
    """A spectrum in a CSV file: two columns, energy in MeV and density in any unit; lines that start with # are comments."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["table"] = "table"
    file: str

    def table(self) -> Table:
        """The spectrum as a table."""
        return _table(self.file)

    def density(self, energy: Any) -> Any:
        """Normalised density (eV^-1) at energies (eV), as the moments integrate it."""
        return table_density(self.table(), energy)

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
    try:
        return Table(values[:, 0] * MeV, values[:, 1])
    except InputError as error:
        shown = (values[:, 0] if error.field == "energy" else values[:, 1]).tolist()[:4]
        what = "energies in MeV" if error.field == "energy" else "densities"
        raise InputError("spectrum.file", f"{file} ({what} {shown} ...)", error.remedy) from None
