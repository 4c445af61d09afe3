r"""The neutrino sector: masses, mixing, nature and couplings, turned into charge matrices of the sources.

Convention (one for the whole project):

.. math:: \mathcal L = -\frac{G_F}{\sqrt2}\, g_{ij}\,[\bar\nu_i\gamma^\mu(1-\gamma_5)\nu_j]\,[\bar f\gamma_\mu f]
          \quad\text{(and } g^A_{ij} \text{ with } -\gamma_\mu\gamma_5 \text{)}

with :math:`g_{ij} = \sum_{\alpha\beta} U^*_{\alpha i}\, g_{\alpha\beta}\, U_{\beta j}`.  Neutral currents give
:math:`g_V = -\tfrac12 + 2s^2` (charged lepton), :math:`\tfrac12 - 2s^2` (proton), :math:`-\tfrac12` (neutron), the charged
current adds 1 to the own flavour of a charged lepton; antiparticles have :math:`g_V \to -g_V,\ g_A \to +g_A`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from nuforce.constants import FERMI, NUCLEON_AXIAL, SIN2_THETA_W
from nuforce.errors import InputError, UnknownName
from nuforce.units import Dim

Nature = Literal["majorana", "dirac"]
Matrix = npt.NDArray[np.complex128]

ACTIVE: Final = ("e", "mu", "tau")
ANTI: Final = {"e+": "e", "mu+": "mu", "tau+": "tau", "pbar": "p", "nbar": "n"}
SPECIES: Final = ("e", "mu", "tau", "p", "n", *ANTI)
"""Elementary sources that have charges."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sector:
    """Neutrino masses, mixing, nature and couplings.

    Parameters
    ----------
    masses : array, shape (n,), eV
        Mass eigenstates, any number; none negative.
    mixing : array, shape (f, n), complex
        U, flavours (e, mu, tau, then sterile ones) by mass eigenstates, Majorana phases included; orthonormal rows.
    nature : "majorana" or "dirac"
    fermi : float, eV^-2
    sin2_theta_w : float
        At the scale of the process; the default is the low-energy value.
    nsi : mapping species -> (f, f) array
        Non-standard vector couplings epsilon (hermitian, flavour basis), in the usual normalisation
        -2 sqrt2 G_F eps [nubar gamma P_L nu][fbar gamma f]: they add 2 eps to the charge.
    nsi_axial : mapping species -> (f, f) array
        The same for the axial couplings, eps [nubar gamma P_L nu][-fbar gamma gamma5 f].
    references : tuple of str
    """

    masses: npt.NDArray[np.float64]
    mixing: Matrix
    nature: Nature = "majorana"
    fermi: Annotated[float, Dim(-2, "GeV^-2", positive=True)] = float(FERMI)
    sin2_theta_w: float = float(SIN2_THETA_W)
    nsi: Mapping[str, Matrix] = field(default_factory=dict)
    nsi_axial: Mapping[str, Matrix] = field(default_factory=dict)
    references: tuple[str, ...] = (FERMI.reference, SIN2_THETA_W.reference)

    def __post_init__(self) -> None:
        masses = np.array(self.masses, dtype=float)
        mixing = np.array(self.mixing, dtype=complex)
        if masses.ndim != 1 or masses.size == 0:
            raise InputError("masses", self.masses, "give one mass per mass eigenstate, e.g. [0, 0.0087, 0.0501] eV")
        if not np.all(np.isfinite(masses)) or np.any(masses < 0):
            raise InputError("masses", masses.tolist(), "neutrino masses must be finite and not negative")
        if mixing.ndim != 2 or mixing.shape[1] != masses.size:
            raise InputError(
                "mixing",
                f"shape {mixing.shape}",
                f"needs one column per mass eigenstate ({masses.size}); give masses and mixing together",
            )
        if not np.all(np.isfinite(mixing)):
            raise InputError("mixing", mixing.tolist(), "entries must be finite numbers")
        defect = float(np.max(np.abs(mixing @ mixing.conj().T - np.eye(mixing.shape[0]))))
        if defect > 1e-9:
            raise InputError(
                "mixing",
                f"|U U^dagger - 1| = {defect:.2g}",
                "the mixing matrix is not unitary; give all its rows and columns (add sterile states if it mixes into them)",
            )
        if self.nature not in ("majorana", "dirac"):
            raise UnknownName("nature", self.nature, ("majorana", "dirac"))
        if not np.isfinite(self.fermi) or self.fermi <= 0:
            raise InputError("fermi", self.fermi, "the Fermi constant must be positive and finite")
        if not 0 <= self.sin2_theta_w <= 1:
            raise InputError("sin2_theta_w", self.sin2_theta_w, "must lie between 0 and 1")
        both = {name: _couplings(name, getattr(self, name), mixing.shape[0]) for name in ("nsi", "nsi_axial")}
        for name, value in {"masses": masses, "mixing": mixing, **both}.items():
            object.__setattr__(self, name, value)

    # -- constructors -------------------------------------------------------------------------------------------

    @classmethod
    def normal_ordering(cls, lightest: float = 0.0, nature: Nature = "majorana", **options: Any) -> Sector:
        """Three flavours in normal ordering from the newest oscillation fit; see :meth:`from_oscillations`."""
        return cls.from_oscillations(_default_fit("normal"), lightest=lightest, nature=nature, **options)

    @classmethod
    def inverted_ordering(cls, lightest: float = 0.0, nature: Nature = "majorana", **options: Any) -> Sector:
        """Three flavours in inverted ordering from the newest oscillation fit; see :meth:`from_oscillations`."""
        return cls.from_oscillations(_default_fit("inverted"), lightest=lightest, nature=nature, **options)

    @classmethod
    def from_oscillations(
        cls,
        fit: Any,
        *,
        lightest: float = 0.0,
        nature: Nature = "majorana",
        alpha21: float = 0.0,
        alpha31: float = 0.0,
        **options: Any,
    ) -> Sector:
        """Three flavours from an oscillation fit.

        Parameters
        ----------
        fit : Oscillations or str
            The fit, or its name in the catalogue.
        lightest : float, eV
            Mass of the lightest state: m1 in normal, m3 in inverted ordering.
        nature : "majorana" or "dirac"
        alpha21, alpha31 : float, rad
            Majorana phases, PDG form: U diag(1, e^{i alpha21/2}, e^{i alpha31/2}).
        **options
            Passed on to :class:`Sector` (``fermi``, ``sin2_theta_w``, ``nsi``).
        """
        from nuforce.oscillations import oscillations

        fit = oscillations.get(fit, field="oscillations")
        if not np.isfinite(lightest) or lightest < 0:
            raise InputError("lightest", lightest, "the lightest neutrino mass must be finite and not negative")
        phases = np.exp(0.5j * np.array([0.0, alpha21, alpha31]))
        references = (*fit.references, FERMI.reference, SIN2_THETA_W.reference)
        return cls(
            masses=fit.masses(lightest),
            mixing=fit.mixing() * phases,
            nature=nature,
            references=tuple(dict.fromkeys(references)),
            **options,
        )

    @classmethod
    def massless(cls, nature: Nature = "majorana", **options: Any) -> Sector:
        """Three massless flavours: mixing has no effect."""
        return cls(masses=np.zeros(3), mixing=np.eye(3, dtype=complex), nature=nature, **options)

    def with_sterile(self, mass: float, theta14: float = 0.0, theta24: float = 0.0, theta34: float = 0.0) -> Sector:
        """Add one sterile state of the given mass (eV), mixed in by the rotations R34 R24 R14 (angles in rad)."""
        f, n = self.mixing.shape
        if f != n:
            raise InputError(
                "mixing", f"shape {self.mixing.shape}", "needs a square mixing matrix to add a sterile state to"
            )
        mixing = np.eye(n + 1, dtype=complex)
        mixing[:n, :n] = self.mixing
        for row, angle in enumerate((theta14, theta24, theta34)):
            rotation = np.eye(n + 1, dtype=complex)
            rotation[row, row] = rotation[n, n] = np.cos(angle)
            rotation[row, n], rotation[n, row] = np.sin(angle), -np.sin(angle)
            mixing = rotation @ mixing
        nsi, axial = (
            {s: np.pad(eps, ((0, 1), (0, 1))) for s, eps in table.items()} for table in (self.nsi, self.nsi_axial)
        )
        return Sector(
            masses=np.append(self.masses, mass),
            mixing=mixing,
            nature=self.nature,
            fermi=self.fermi,
            sin2_theta_w=self.sin2_theta_w,
            nsi=nsi,
            nsi_axial=axial,
            references=self.references,
        )

    # -- charges ------------------------------------------------------------------------------------------------

    @property
    def flavours(self) -> tuple[str, ...]:
        """Names of the rows of the mixing matrix."""
        sterile = tuple(f"s{k}" for k in range(1, self.mixing.shape[0] - 2))
        return (ACTIVE + sterile)[: self.mixing.shape[0]]

    def vector(self, species: str, flavour: str = "all") -> Matrix:
        """Vector charge matrix of a species in the mass basis.

        Parameters
        ----------
        species : str
            One of :data:`SPECIES`.
        flavour : str
            "all", or one flavour: the charges are then projected on it in flavour space first.

        Returns
        -------
        array, shape (n, n), complex
            Hermitian; dimensionless.
        """
        return self.charge({species: 1.0}, flavour)

    def axial(self, species: str, flavour: str = "all") -> Matrix:
        """Axial charge matrix of a species in the mass basis, shape (n, n); see :meth:`vector`.

        Nucleons: +g_A/2 (p), -g_A/2 (n) with the isovector axial charge g_A; the strange part is left out.
        """
        base, sign = self._species(species)
        del sign  # g_A is even under charge conjugation
        own = {base: 1.0} if base in ACTIVE else {}
        return self._to_mass_basis(self._axial_neutral(base), own, {base: 1.0}, flavour, self.nsi_axial)

    def neutral(self, numbers: Mapping[str, float], kind: Literal["vector", "axial"] = "vector") -> float:
        """Neutral-current charge of a collection of particles, the same for every flavour: without charged current and NSI."""
        if kind == "vector":
            return self._vector_parts(numbers)[0]
        total = 0.0
        for species, count in numbers.items():
            base, _ = self._species(species)
            total += count * self._axial_neutral(base)
        return total

    @staticmethod
    def _axial_neutral(base: str) -> float:
        return -0.5 if base in ACTIVE else (0.5 if base == "p" else -0.5) * float(NUCLEON_AXIAL)

    def charge(self, numbers: Mapping[str, float], flavour: str = "all") -> Matrix:
        """Vector charge matrix of a collection of particles, ``{species: count}``, in the mass basis, shape (n, n).

        Equal counts of electrons and protons cancel sin^2 theta_W exactly.
        """
        return self._to_mass_basis(*self._vector_parts(numbers), flavour, self.nsi)

    def mass_basis(self, universal: float, own: Mapping[str, float], flavour: str = "all") -> Matrix:
        """Matrix of charges diagonal in flavour, in the mass basis: one for all active flavours, and more for single ones."""
        return self._to_mass_basis(universal, own, {}, flavour, {})

    def flavour_charge(self, numbers: Mapping[str, float], flavour: str = "all") -> Matrix:
        """Vector charge matrix of a collection of particles in the flavour basis, shape (f, f)."""
        return self._in_flavour_basis(*self._vector_parts(numbers), flavour, self.nsi)

    def _vector_parts(self, numbers: Mapping[str, float]) -> tuple[float, dict[str, float], dict[str, float]]:
        # s2 enters only through (protons - charged leptons), so that it drops out of neutral matter to the last bit
        leptons = protons = neutrons = 0.0
        own: dict[str, float] = {}
        signed: dict[str, float] = {}
        for species, count in numbers.items():
            base, sign = self._species(species)
            signed[base] = signed.get(base, 0.0) + sign * count
            if base in ACTIVE:
                leptons += sign * count
                own[base] = own.get(base, 0.0) + sign * count
            elif base == "p":
                protons += sign * count
            else:
                neutrons += sign * count
        excess = protons - leptons
        return excess * (0.5 - 2.0 * self.sin2_theta_w) - 0.5 * neutrons, own, signed

    @staticmethod
    def _species(species: str) -> tuple[str, int]:
        if species not in SPECIES:
            raise UnknownName("species", species, SPECIES)
        return (ANTI[species], -1) if species in ANTI else (species, 1)

    def _in_flavour_basis(
        self,
        universal: float,
        own: Mapping[str, float],
        signed: Mapping[str, float],
        flavour: str,
        nsi: Mapping[str, Matrix],
    ) -> Matrix:
        names = self.flavours
        charges = np.array([(universal if a in ACTIVE else 0.0) + own.get(a, 0.0) for a in names])
        matrix = np.diag(charges).astype(complex)
        for species, count in signed.items():
            if species in nsi:
                matrix = matrix + 2.0 * count * nsi[species]
        if flavour != "all":
            if flavour not in names:
                raise UnknownName("flavour", flavour, ("all", *names))
            keep = np.array([float(a == flavour) for a in names])
            matrix = matrix * np.outer(keep, keep)
        return matrix

    def _to_mass_basis(
        self,
        universal: float,
        own: Mapping[str, float],
        signed: Mapping[str, float],
        flavour: str,
        nsi: Mapping[str, Matrix],
    ) -> Matrix:
        u, n = self.mixing, self.masses.size
        plain = flavour == "all" and all(a in ACTIVE for a in self.flavours) and u.shape == (n, n)
        if not plain:
            matrix = u.conj().T @ self._in_flavour_basis(universal, own, signed, flavour, nsi) @ u
            return 0.5 * (matrix + matrix.conj().T)
        # the universal part stays exactly diagonal: no rounding noise in pairs that do not couple
        matrix = universal * np.eye(n, dtype=np.complex128)
        for name, count in own.items():
            row = u[self.flavours.index(name)] if name in self.flavours else np.zeros(n)
            matrix = matrix + count * np.outer(row.conj(), row)
        for species, count in signed.items():
            if species in nsi:
                matrix = matrix + 2.0 * count * (u.conj().T @ nsi[species] @ u)
        return matrix


def _couplings(name: str, given: Mapping[str, Any], size: int) -> dict[str, Matrix]:
    """Check couplings epsilon, one hermitian matrix per species."""
    found = {}
    for species, epsilon in given.items():
        if species not in SPECIES:
            raise UnknownName(name, species, SPECIES)
        remedy = f"needs a hermitian matrix of {size} rows and columns, flavour by flavour"
        try:
            matrix = np.array(epsilon, dtype=complex)
        except ValueError:
            raise InputError(f"{name}.{species}", epsilon, remedy) from None
        if matrix.shape != (size, size) or not np.allclose(matrix, matrix.conj().T, rtol=0, atol=1e-12):
            raise InputError(f"{name}.{species}", np.asarray(epsilon).tolist(), remedy)
        found[species] = matrix
    return found


def _default_fit(ordering: str) -> Any:
    from nuforce.oscillations import newest

    return newest(ordering)


def pair_charges(a: Matrix, b: Matrix, nature: str) -> tuple[Any, Any]:
    """Charge products (C + N)/2 and (C - N)/2 of all pairs, shape (n, n); for Dirac neutrinos both are C/2."""
    c = (a * b.conj()).real
    n = (a * b).real if nature == "majorana" else np.zeros_like(c)
    return 0.5 * (c + n), 0.5 * (c - n)


def massless_strength(a: Matrix, b: Matrix, sector: Sector) -> float:
    """Sum of the charge products C of all pairs whose two neutrinos are massless."""
    plus, minus = pair_charges(a, b, sector.nature)
    massless = sector.masses == 0
    return float(np.sum((plus + minus)[np.ix_(massless, massless)]))
