r"""Two quanta of one kind: the table of operators, and why some forces fall as 1/r^3 and others as 1/r^5 or 1/r^7.

A source couples to a pair through :math:`\mathcal L = c\,O`, c the coupling times the source's charge.  Cutting the loop leaves
the squared amplitude to make the pair, :math:`\mathrm{Im}\,\Pi(t)`, with :math:`\beta=\sqrt{1-4m^2/t}`:

.. math:: V = \mp\frac{c_ac_b}{4\pi^2r}\int_{4m^2}^\infty dt\,\mathrm{Im}\,\Pi(t)\,e^{-\sqrt t\,r} ,

minus for a scalar operator (like sources attract), plus for a conserved current, where Im Pi stands for its transverse part.
A constant Im Pi gives 1/r^3; each power of t two more powers of 1/r.

A source that couples as a pseudoscalar, :math:`\bar f i\gamma_5 f`, has the density :math:`\sigma\!\cdot\!\nabla\delta^3/2m`
instead of :math:`\delta^3`: two of them make :math:`-(\sigma_a\!\cdot\!\nabla)(\sigma_b\!\cdot\!\nabla)V/4m_am_b`, two more
powers of 1/r.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.constants import ALPHA, MASSES
from nuforce.errors import OutOfDomain
from nuforce.exchanges.base import AbstractExchange, Cut, Spectrum
from nuforce.exchanges.single import PARTICLES, Charges, check_charges, counted, electric_charge, particles
from nuforce.matter import Content, elementary
from nuforce.potentials import AbstractCentral, Derived
from nuforce.potentials.derived import TENSOR
from nuforce.sector import Sector
from nuforce.units import Dim, GeV, check_coupling, check_fields

Mass = Annotated[float, Dim(1, "eV", nonnegative=True)]
PER_MASS: Final = Dim(-1, "GeV^-1")
PER_MASS_2: Final = Dim(-2, "GeV^-2")
PER_MASS_3: Final = Dim(-3, "GeV^-3")
_CONFIG: Final = {"extra": "forbid"}


class AbstractPair(AbstractExchange):
    """Exchange of two quanta of one mass, coupled to the number of particles (or other ``charges``) of a source.

    A subclass is a frozen dataclass with ``mass``, ``coupling`` and ``charges``; a scalar operator also has ``sources``.
    """

    __slots__ = ()
    coupling: float
    charges: Charges
    sources: Literal["scalar", "pseudoscalar"]
    repels: ClassVar[bool] = False
    """Whether like sources repel: true for currents, whose charge an antiparticle has with the opposite sign."""

    @property
    @abstractmethod
    def mass(self) -> float:
        """Mass of each of the two quanta (eV)."""

    def __post_init__(self) -> None:
        check_fields(self)
        check_charges(self.charges, PARTICLES, "exchange.charges")

    @abstractmethod
    def imaginary(self, t: Any, above: Any) -> Any:
        """Im Pi (or its transverse part) for unit couplings; ``above`` = t - 4 m^2 without cancellation."""

    def charge(self, source: Content) -> float:
        """Charge of a source."""
        return counted(source, self.charges, -1 if self.repels else 1)

    @property
    def structures(self) -> tuple[str, ...]:
        return ("spin-spin", "tensor") if self._spins else ("scalar",)

    @property
    def _spins(self) -> bool:
        return not self.repels and self.sources == "pseudoscalar"

    def strength(self, a: Content, b: Content) -> float:
        """Product of the couplings of two sources, with the sign of the force."""
        return self.coupling**2 * self.charge(a) * self.charge(b) * (1 if self.repels else -1)

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        del sector, flavour
        if "scalar" not in self.structures:
            raise OutOfDomain(
                f"{self.title}: acts between spins only, there is no spin-independent potential; use structure 'spin-spin' or "
                "'tensor'"
            )
        return Spectrum((self.cut(self.imaginary, self.strength(a, b)),))

    def between_spins(self, a: Content, b: Content) -> tuple[Cut, Cut]:
        """The cuts of the spin-spin term, and of F in (F'' - F'/r)/3, the tensor term."""
        strength = -self.strength(a, b) / (4.0 * a.mass * b.mass)
        return self.cut(lambda t, above: t / 3.0 * self.imaginary(t, above), strength), self.cut(
            self.imaginary, strength
        )

    def spin_terms(
        self, a: Content, b: Content, sector: Sector, structure: str, flavour: str, accuracy: Accuracy | None
    ) -> Mapping[str, AbstractCentral]:
        del flavour
        for source in (a, b):
            elementary(source)
        spin, tensor = (
            Spectrum((cut,)).mixture(accuracy, self.cited(a, b, sector)) for cut in self.between_spins(a, b)
        )
        return {structure: spin if structure == "spin-spin" else Derived(tensor, TENSOR)}

    def cut(self, imaginary: Callable[[Any, Any], Any], strength: float) -> Cut:
        """The continuum of pairs: rho = strength mu Im Pi/(2 pi^2)."""
        threshold = 2.0 * self.mass

        def density(excess: Any) -> Any:
            mu = threshold + excess
            return strength / (2.0 * math.pi**2) * mu * imaginary(mu * mu, excess * (excess + 2.0 * threshold))

        return Cut(threshold, density)


def _beta(t: Any, above: Any) -> Any:
    return np.sqrt(above) / np.sqrt(t)


def _half(nature: str, majorana: str) -> float:
    return 0.5 if nature == majorana else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarPair(AbstractPair):
    """c phi^2 (real) or c phi* phi (complex): attracts, 1/r^3; massive: m K_1(2mr)/r^2."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["scalar-pair"] = "scalar-pair"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS] = 1.0 / GeV
    quanta: Literal["real", "complex"] = "real"
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Brax:2017xho")
    title: ClassVar[str] = "a pair of scalars"

    def imaginary(self, t: Any, above: Any) -> Any:
        return _half(self.quanta, "complex") * _beta(t, above) / (8.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarCurrent(AbstractPair):
    """c times the current i(phi* d phi - d phi* phi) of a complex scalar: repels, 1/r^5; massive: m^2 K_2(2mr)/r^3."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["scalar-current"] = "scalar-current"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Brax:2017xho")
    title: ClassVar[str] = "a pair of scalars, through their current"
    repels: ClassVar[bool] = True

    def imaginary(self, t: Any, above: Any) -> Any:
        return above * _beta(t, above) / (48.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarDerivative(AbstractPair):
    """c d phi*.d phi (complex) or c (d phi)^2/2 (real), as for Goldstone bosons: attracts, 1/r^7."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["scalar-derivative"] = "scalar-derivative"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_3] = 1.0 / GeV**3
    quanta: Literal["real", "complex"] = "complex"
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Brax:2017xho")
    title: ClassVar[str] = "a pair of scalars, derivatively coupled"

    def imaginary(self, t: Any, above: Any) -> Any:
        inside = (above + 2.0 * self.mass**2) ** 2
        return _half(self.quanta, "real") * _beta(t, above) * inside / (64.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class FermionScalar(AbstractPair):
    """c psibar psi: attracts, 1/r^5; Majorana: c chibar chi/2, half of it."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["fermion-scalar"] = "fermion-scalar"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    nature: Literal["dirac", "majorana"] = "dirac"
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Bolton:2020xsm")
    title: ClassVar[str] = "a pair of fermions, scalar coupling"

    def imaginary(self, t: Any, above: Any) -> Any:
        return _half(self.nature, "majorana") * above * _beta(t, above) / (8.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class FermionPseudoscalar(AbstractPair):
    """c psibar i gamma5 psi (the source couples as a scalar): attracts, 1/r^5; Majorana: half of it."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["fermion-pseudoscalar"] = "fermion-pseudoscalar"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    nature: Literal["dirac", "majorana"] = "dirac"
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Bolton:2020xsm")
    title: ClassVar[str] = "a pair of fermions, pseudoscalar coupling"

    def imaginary(self, t: Any, above: Any) -> Any:
        return _half(self.nature, "majorana") * t * _beta(t, above) / (8.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class FermionVector(AbstractPair):
    """c psibar gamma^mu psi, Dirac: repels, 1/r^5 (the Uehling potential with a contact photon)."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["fermion-vector"] = "fermion-vector"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1968zz", "Feinberg:1989ps")
    title: ClassVar[str] = "a pair of fermions, vector coupling"
    repels: ClassVar[bool] = True

    def imaginary(self, t: Any, above: Any) -> Any:
        return _beta(t, above) * (above + 6.0 * self.mass**2) / (12.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class FermionAxial(AbstractPair):
    """c psibar gamma^mu gamma5 psi with the source's vector current: repels, 1/r^5; Majorana: c chibar ... chi/2, half of it."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["fermion-axial"] = "fermion-axial"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    nature: Literal["dirac", "majorana"] = "dirac"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Grifols:1996fk")
    title: ClassVar[str] = "a pair of fermions, axial coupling"
    repels: ClassVar[bool] = True

    def imaginary(self, t: Any, above: Any) -> Any:
        return _half(self.nature, "majorana") * above * _beta(t, above) / (12.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutrinoDipole(AbstractPair):
    r"""A neutrino with a magnetic or electric dipole moment, reached through a photon from a charged source: repels, 1/r^3.

    :math:`\mathcal L = \tfrac12\mu\,\bar\nu\sigma^{\mu\nu}\nu F_{\mu\nu}` (and :math:`i\gamma_5` for the electric one), Dirac;
    moments in Bohr magnetons e/2m_e.  Sources couple with their electric charge; neutral atoms do not.
    """

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["neutrino-dipole"] = "neutrino-dipole"
    mass: Mass = 0.0
    magnetic: float = 1e-11
    electric: float = 0.0
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Bolton:2020xsm")
    title: ClassVar[str] = "a pair of neutrinos through their dipole moments"
    repels: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_fields(self)
        for name, value in (("magnetic", self.magnetic), ("electric", self.electric)):
            check_coupling(f"exchange.{name}", value)

    def charge(self, source: Content) -> float:
        return electric_charge(source)

    def strength(self, a: Content, b: Content) -> float:
        photon = 4.0 * math.pi * float(ALPHA)
        magneton = math.sqrt(photon) / (2.0 * float(MASSES["e"]))
        return photon * magneton**2 * self.charge(a) * self.charge(b)

    def imaginary(self, t: Any, above: Any) -> Any:
        moments = self.magnetic**2 * (above + 12.0 * self.mass**2) + self.electric**2 * above
        return moments * _beta(t, above) / (24.0 * math.pi * t)


@dataclass(frozen=True, slots=True, kw_only=True)
class FermionTensor(AbstractPair):
    r"""-c fbar sigma^{mn} f psibar sigma_{mn} psi, Dirac: between spins only, 1/r^5.

    With E and B the sums over pairs made by the electric and the magnetic components,
    :math:`E=\beta(t+8m^2)/24\pi,\ B=t\beta^3/24\pi`, and :math:`F_X=\frac1{4\pi^2r}\int dt\,X e^{-\sqrt tr}`,
    :math:`V=4c^2[\sigma_a\!\cdot\!\sigma_b\,F_E-(\sigma_a\!\cdot\!\nabla)(\sigma_b\!\cdot\!\nabla)F_{(E+B)/t}]`.
    """

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["fermion-tensor"] = "fermion-tensor"
    mass: Mass = 0.0
    coupling: Annotated[float, PER_MASS_2] = 1.0 / GeV**2
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Bolton:2020xsm")
    title: ClassVar[str] = "a pair of fermions, tensor coupling"
    repels: ClassVar[bool] = True

    @property
    def structures(self) -> tuple[str, ...]:
        return ("spin-spin", "tensor")

    def imaginary(self, t: Any, above: Any) -> Any:
        """4 (2E - B)/3, of the spin-spin term."""
        return _beta(t, above) * (above + 24.0 * self.mass**2) / (18.0 * math.pi)

    def between_spins(self, a: Content, b: Content) -> tuple[Cut, Cut]:
        def gradients(t: Any, above: Any) -> Any:
            return _beta(t, above) * (above + 6.0 * self.mass**2) / (3.0 * math.pi * t)

        strength = self.strength(a, b)
        return self.cut(self.imaginary, strength), self.cut(gradients, -strength)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotonPair(AbstractPair):
    """c F^2/4, two photons between polarisabilities: attracts, 1/r^7 (retarded Casimir-Polder)."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["photon-pair"] = "photon-pair"
    coupling: Annotated[float, PER_MASS_3] = 1.0 / GeV**3
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps",)
    title: ClassVar[str] = "a pair of photons"

    @property
    def mass(self) -> float:
        return 0.0

    def imaginary(self, t: Any, above: Any) -> Any:
        del above
        return t * t / (64.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorPair(AbstractPair):
    """c V^2/2, two massive vector bosons: attracts; 1/r^7 below 1/m, from their longitudinal part."""

    __pydantic_config__: ClassVar[Any] = _CONFIG
    kind: Literal["vector-pair"] = "vector-pair"
    mass: Annotated[float, Dim(1, "eV", positive=True)] = 1.0
    coupling: Annotated[float, PER_MASS] = 1.0 / GeV
    sources: Literal["scalar", "pseudoscalar"] = "scalar"
    charges: Charges = field(default_factory=particles)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps",)
    title: ClassVar[str] = "a pair of massive vector bosons"

    def imaginary(self, t: Any, above: Any) -> Any:
        longitudinal = (t / (2.0 * self.mass**2) - 1.0) ** 2
        return _beta(t, above) * (longitudinal + 2.0) / (32.0 * math.pi)


PAIRS: Final[tuple[type[AbstractPair], ...]] = (
    ScalarPair,
    ScalarCurrent,
    ScalarDerivative,
    FermionScalar,
    FermionPseudoscalar,
    FermionVector,
    FermionAxial,
    NeutrinoDipole,
    FermionTensor,
    PhotonPair,
    VectorPair,
)
"""The rows of the table of operators."""

__all__ = [cls.__name__ for cls in PAIRS] + ["PAIRS", "AbstractPair"]
