r"""The contact interaction opened in the t-channel: a mediator that turns into a pair of neutrinos and back.

.. math:: \mathcal L = Z'_\mu\,(g_\nu q_\alpha\,\bar\nu_\alpha\gamma^\mu P_L\nu_\alpha + g\,q_f\,\bar f\gamma^\mu f)
          \quad\text{or}\quad \phi\,(g_\nu\,\bar\nu\nu + g\,q_f\,\bar f f)

(Majorana: half of the neutrino term). One loop in the propagator, :math:`\mathrm{Im}\,\Pi/(t-M^2)^2`, has a double pole
inside the cut. With mass and residue of the mediator defined on shell, the potential is the finite part of the spectral
integral; for massless neutrinos :math:`V = g_\nu^2g_ag_b\,J(Mr)/48\pi^3r` per Weyl neutrino (a scalar: -3 times as much per
Dirac neutrino), which goes from :math:`6/(Mr)^4` (the contact 1/r^5) through two changes of sign to a running 1/r.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain
from nuforce.exchanges.base import Cut, Spectrum
from nuforce.exchanges.contact import Contact
from nuforce.exchanges.currents import (
    SPINS,
    AbstractCurrents,
    Current,
    Function,
    on_shell,
    pair_density,
    pairs,
)
from nuforce.exchanges.resummed import Propagator, State
from nuforce.exchanges.single import PARTICLES, Charges, check_charges, counted, particles
from nuforce.matter import Content, elementary
from nuforce.potentials import AbstractCentral
from nuforce.sector import ACTIVE, Sector, pair_charges
from nuforce.units import Dim, MeV, check_coupling, check_fields, length


def _flavours() -> Charges:
    return dict.fromkeys(ACTIVE, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TChannel(AbstractCurrents):
    """A mediator between the sources and a pair of neutrinos.

    Parameters
    ----------
    mediator : "vector" or "scalar"
    mass : float, eV
    coupling, neutrino_coupling : float
        g and g_nu.
    charges, axial_charges : mapping species -> number
        q_f of the vector (or scalar) and axial couplings of the sources; antiparticles have the opposite vector charge.
    neutrino_charges : mapping flavour -> number
        q_alpha; B - L, L_mu - L_tau, ...  A scalar couples to all alike.
    neutrino_matrix : matrix, optional
        Hermitian couplings in flavour space instead, flavour-changing ones included: rows and columns e, mu, tau, sterile ones.
    scheme : "on-shell" or "momentum"
        What the mediator's coupling means: its residue on shell, or its coupling at zero momentum, where the self-energy then
        vanishes (the volume integral of the loop is zero).  They differ by a Yukawa term.
    tree : bool
        Whether to add the exchange of the mediator alone.
    standard : bool
        Whether the sources keep their contact interaction of the Standard Model: the value then holds its own force and the
        interference, where one source emits the pair through the mediator and the other absorbs it at a contact vertex.
    resummed : bool
        All orders of the self-energy (the tree is then part of it), needed where the mass is near the threshold.
    width : float, eV
        With ``resummed``: width of the mediator into other things than neutrinos.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["t-channel"] = "t-channel"
    mediator: Literal["vector", "scalar"] = "vector"
    mass: Annotated[float, Dim(1, "MeV", positive=True)] = 10.0 * MeV
    coupling: float = 1.0
    neutrino_coupling: float = 1.0
    charges: Charges = field(default_factory=particles)
    axial_charges: Charges = field(default_factory=dict)
    neutrino_charges: Charges = field(default_factory=_flavours)
    neutrino_matrix: tuple[tuple[complex, ...], ...] = ()
    scheme: Literal["on-shell", "momentum"] = "on-shell"
    tree: bool = False
    standard: bool = False
    resummed: bool = False
    width: Annotated[float, Dim(1, "MeV")] = 0.0
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Xu:2021daf")
    title: ClassVar[str] = "two neutrinos through a t-channel mediator"

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("coupling", "neutrino_coupling"):
            check_coupling(f"exchange.{name}", getattr(self, name))
        check_charges(self.charges, PARTICLES, "exchange.charges")
        check_charges(self.axial_charges, PARTICLES, "exchange.axial_charges")
        check_charges(self.neutrino_charges, None, "exchange.neutrino_charges")
        if self.width < 0:
            raise OutOfDomain(
                f"exchange.width: {self.width!r} eV: a negative width is a mediator that grows; give zero or a positive one"
            )
        if self.width > 0 and not self.resummed:
            raise InputError(
                "exchange.width", self.width, "enters the all-order form only; set exchange.resummed = true"
            )
        if not isinstance(self.neutrino_matrix, Iterable):
            raise InputError(
                "exchange.neutrino_matrix", self.neutrino_matrix, "needs a hermitian matrix, flavour by flavour"
            )
        if len(self.neutrino_matrix):
            object.__setattr__(
                self, "neutrino_matrix", tuple(tuple(row) for row in self.neutrino_matrix)
            )  # arrays as well
            matrix = np.array(self.neutrino_matrix, dtype=complex) if self._square() else np.zeros((0, 0))
            if self.neutrino_charges != _flavours():
                raise InputError(
                    "exchange.neutrino_charges",
                    self.neutrino_charges,
                    "are the diagonal of neutrino_matrix: give one of the two",
                )
            if (
                not matrix.size
                or not np.all(np.isfinite(matrix))
                or not np.allclose(matrix, matrix.conj().T, rtol=0, atol=1e-12)
            ):
                raise InputError(
                    "exchange.neutrino_matrix", self.neutrino_matrix, "needs a hermitian matrix, flavour by flavour"
                )
        if self.mediator == "scalar" and self.axial_charges:
            raise InputError("exchange.axial_charges", self.axial_charges, "a scalar mediator has none; leave them out")

    def cited(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        own = AbstractCurrents.cited(self, a, b, sector)
        return tuple(dict.fromkeys((*own, *Contact.references))) if self.standard else own

    # -- charges ------------------------------------------------------------------------------------------------

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> float:
        del sector, flavour
        if kind == "axial":
            elementary(source)
            return self.coupling * counted(source, self.axial_charges, 1)
        return self.coupling * counted(source, self.charges, -1 if self.mediator == "vector" else 1)

    def neutrinos(self, sector: Sector, flavour: str = "all") -> Any:
        """Charge matrix of the neutrinos in the mass basis, shape (n, n)."""
        if self.neutrino_matrix:
            matrix = np.array(self.neutrino_matrix, dtype=complex)
            if matrix.shape != (len(sector.flavours),) * 2:
                raise InputError(
                    "exchange.neutrino_matrix",
                    f"shape {matrix.shape}",
                    f"needs rows and columns {', '.join(sector.flavours)}",
                )
            keep = np.array([float(flavour in ("all", a)) for a in sector.flavours])
            return sector.mixing.conj().T @ (matrix * np.outer(keep, keep)) @ sector.mixing
        check_charges(self.neutrino_charges, dict.fromkeys((*sector.flavours, *ACTIVE)), "exchange.neutrino_charges")
        charges = [self.neutrino_charges.get(a, 0.0) * (flavour in ("all", a)) for a in sector.flavours]
        if self._universal(sector, flavour):
            return charges[0] * np.eye(sector.masses.size)
        return sector.mixing.conj().T @ np.diag(charges) @ sector.mixing

    def _universal(self, sector: Sector, flavour: str) -> bool:
        charges = {self.neutrino_charges.get(a, 0.0) for a in sector.flavours}
        square = sector.mixing.shape[0] == sector.mixing.shape[1]
        return flavour == "all" and len(charges) == 1 and not self.neutrino_matrix and square

    def _square(self) -> bool:
        return all(len(row) == len(self.neutrino_matrix) for row in self.neutrino_matrix)

    # -- spectra ------------------------------------------------------------------------------------------------

    def between(self, a: float, b: float, sector: Sector, function: Function = "T", flavour: str = "all") -> Spectrum:
        if self.resummed:
            return self._all_orders(a * b, sector, function, flavour)
        if self.tree and flavour != "all":
            raise OutOfDomain(
                "the mediator's own exchange has no neutrino flavour; use flavour 'all', or exchange.tree = false"
            )
        loop = self._loop(sector, function, flavour)
        tree = float(self.tree)
        if self.scheme == "momentum":
            # an extra tree term that brings the volume integral, the self-energy at zero momentum, to zero
            integral = self._loop(sector, "T", flavour).volume_integral()
            tree += self._sign * -(self.mass**2) * integral
        cuts = tuple(Cut(cut.threshold, _times(cut.density, a * b)) for cut in loop.cuts)
        pole = (self.mass, self._sign * a * b * tree * on_shell(function, self.mass) / (4.0 * math.pi))
        return Spectrum(cuts, (pole,) if tree else (), resonant=loop.resonant)

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        of_a, of_b = (self.current(x, sector, flavour, "vector") for x in (a, b))
        found = self.between(of_a, of_b, sector, "T", flavour)
        if not self.standard:
            return found
        if self.mediator == "scalar" or self.resummed or self.scheme != "on-shell":
            raise OutOfDomain(
                "the interference with the Standard Model is derived for a vector mediator at one loop, on shell; set "
                "exchange.standard = false, or exchange.mediator, exchange.resummed and exchange.scheme to that"
            )
        q, first, second = (self.neutrinos(sector, flavour), a.charge(sector, flavour), b.charge(sector, flavour))
        own = [sector.fermi**2 * x for x in pair_charges(first, second, sector.nature)]
        # at each vertex G_F g + g_nu g_f q/sqrt2 (M^2 - t)
        mixed = sector.fermi * self.neutrino_coupling / math.sqrt(2.0)
        both = zip(pair_charges(first, q, sector.nature), pair_charges(q, second, sector.nature), strict=True)
        plus, minus = (mixed * (of_b * x + of_a * y) for x, y in both)
        cuts = pairs(sector, [(*own, pair_density), (plus, minus, self._one_sided)])
        return Spectrum((*found.cuts, *cuts), found.poles, resonant=True)

    def _one_sided(self, excess: Any, m_i: float, m_j: float) -> tuple[Any, Any]:
        """Densities of a pair between a propagator and a contact vertex: a single pole, its principal value."""
        plus, minus = pair_density(excess, m_i, m_j)
        pole = -1.0 / self._above(excess, m_i + m_j)
        return plus * pole, minus * pole

    @property
    def _sign(self) -> float:
        return 1.0 if self.mediator == "vector" else -1.0

    def _loop(self, sector: Sector, function: Function, flavour: str) -> Spectrum:
        """One loop between unit charges, on shell."""
        masses = sector.masses.tolist()
        cuts = []
        if self.mediator == "scalar":
            if not self._universal(sector, flavour):
                raise OutOfDomain(
                    "a scalar mediator that couples to flavours differently is not derived; give all neutrino_charges the same "
                    "value and ask for flavour 'all', or use mediator = 'vector'"
                )
            strength = self.neutrinos(sector)[0, 0] ** 2 * self.neutrino_coupling**2
            cuts = [Cut(2.0 * m, self._scalar(strength, m, sector.nature)) for m in masses]
        else:
            q = self.neutrinos(sector, flavour)
            plus, minus = (0.5 * self.neutrino_coupling**2 * x for x in pair_charges(q, q, sector.nature))
            cuts = list(pairs(sector, [(plus, minus, partial(self._vector, function=function))]))
        resonant = any(cut.threshold < self.mass for cut in cuts)
        return Spectrum(tuple(cuts), resonant=resonant)

    def _vector(self, excess: Any, m_i: float, m_j: float, function: Function) -> tuple[Any, Any]:
        """Densities of a pair between two propagators, -g + q q/M^2 over t - M^2."""
        poles = self._above(excess, m_i + m_j) ** -2
        transverse = pair_density(excess, m_i, m_j, "T")
        if function == "T":
            plus, minus = (part * poles for part in transverse)
            return plus, minus
        t = (m_i + m_j + excess) ** 2
        # the part along q has no pole: q_mu of the propagator is q_mu/M^2
        rest = [part / self.mass**4 for part in pair_density(excess, m_i, m_j, "R")]
        if function == "L":
            plus, minus = (part / t * poles + own for part, own in zip(transverse, rest, strict=True))
        else:
            plus, minus = (2.0 / 3.0 * part * poles - t / 3.0 * own for part, own in zip(transverse, rest, strict=True))
        return plus, minus

    def _scalar(self, strength: float, mass: float, nature: str) -> Callable[[Any], Any]:
        strength *= 0.5 if nature == "majorana" else 1.0

        def density(excess: Any) -> Any:
            above = excess * (excess + 4.0 * mass)  # t - 4 m^2
            return -strength / (16.0 * math.pi**3) * above**1.5 * self._above(excess, 2.0 * mass) ** -2

        return density

    def _above(self, excess: Any, threshold: float) -> Any:
        """The difference t - M^2, without cancellation at threshold."""
        mu = threshold + excess
        return (excess + (threshold - self.mass)) * (mu + self.mass)

    # -- all orders ---------------------------------------------------------------------------------------------

    def propagator(self, sector: Sector) -> Propagator:
        """The mediator's propagator with its self-energy, on shell; the neutrinos couple to it all alike."""
        if not self._universal(sector, "all") or self.mediator == "scalar":
            raise OutOfDomain(
                "the all-order form is derived for a vector that couples to all neutrinos alike; set exchange.resummed = false"
            )
        q = float(np.real(self.neutrinos(sector)[0, 0])) * self.neutrino_coupling
        states = tuple(State(m, sector.nature) for m in sorted(sector.masses.tolist()))
        return Propagator(self.mass, q, states, self.width)

    def _all_orders(self, product: float, sector: Sector, function: Function, flavour: str) -> Spectrum:
        if function != "T" or flavour != "all" or self.scheme != "on-shell":
            raise OutOfDomain(
                "the all-order form is derived on shell and for all flavours together; use flavour 'all' and exchange.scheme = "
                "'on-shell', or set exchange.resummed = false"
            )
        return self.propagator(sector).spectrum(product)

    @property
    def structures(self) -> tuple[str, ...]:
        if self.mediator == "scalar" or self.standard or not any(self.axial_charges.values()):
            return ("scalar",)
        return ("scalar", "parity-odd") if self.resummed else SPINS

    def missing(self, structure: str) -> str:
        if self.mediator == "vector" and not any(self.axial_charges.values()):
            return "the mediator has no axial couplings, and so acts on no spins; choose some, exchange.axial_charges = {n = 1}"
        if self.mediator == "vector" and self.resummed:
            return (
                "the all-order form is derived for the spin-independent and parity-odd potentials; use exchange.resummed = "
                "false for spin-spin and tensor forces"
            )
        return AbstractCurrents.missing(self, structure)

    def spin_terms(
        self, a: Content, b: Content, sector: Sector, structure: str, flavour: str, accuracy: Accuracy | None
    ) -> Mapping[str, AbstractCentral]:
        if flavour != "all":
            raise OutOfDomain("spin structures of a mediator are derived for all flavours together; use flavour 'all'")
        return AbstractCurrents.spin_terms(self, a, b, sector, structure, flavour, accuracy)

    # -- what to know -------------------------------------------------------------------------------------------

    def warnings(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        del a, b
        found = []
        if self.resummed:
            found.append(
                "scheme: all orders of the self-energy, mass and residue on shell; the tree exchange is part of the value"
            )
        else:
            what = (
                "the tree exchange is included"
                if self.tree
                else "without the tree exchange (exchange.tree = true adds it)"
            )
            meaning = {
                "on-shell": "coupling of the mediator on shell; momentum: at zero momentum, adds a Yukawa term",
                "momentum": "coupling of the mediator at zero momentum: the volume integral of the loop is zero",
            }[self.scheme]
            found.append(
                f"scheme: {self.scheme} ({meaning}); {what}; only tree and loop together are observable near r = 1/M"
            )
        reach = min(10 * self._width, 0.3 * self.mass)
        near = [cut for cut in self._loop(sector, "T", "all").cuts if abs(self.mass - cut.threshold) < reach]
        if near and not self.resummed:
            found.append(
                "threshold: the mediator lies within ten widths of a pair's threshold, where one loop is not enough; set "
                "exchange.resummed = true"
            )
        return tuple(found)

    @property
    def _width(self) -> float:
        return self.neutrino_coupling**2 * self.mass / (24.0 * math.pi) + self.width

    def validity(
        self, a: Content, b: Content, sector: Sector, smallest: float, largest: float = 0.0
    ) -> tuple[str, ...]:
        del a, b, largest
        expansion = self.neutrino_coupling**2 * sector.masses.size / (24.0 * math.pi**2)
        logarithm = abs(math.log(max(1.0 / (self.mass * smallest), 1.0)))
        if self.resummed and smallest < 10.0 / self.propagator(sector).ghost:
            limit = 10.0 / self.propagator(sector).ghost
            return (
                f"running-coupling: below {length(limit)} the mediator's coupling has run to a Landau pole and the theory needs "
                "another description; take a smaller exchange.neutrino_coupling",
            )
        if not self.resummed and expansion * max(logarithm, 1.0) > 0.3:
            return (
                f"perturbation-theory: at {length(smallest)} the loop corrects the mediator's coupling by more than 30 %; take a "
                "smaller exchange.neutrino_coupling, or set exchange.resummed = true",
            )
        return ()


def _times(density: Callable[[Any], Any], factor: float) -> Callable[[Any], Any]:
    return lambda excess: factor * density(excess)


__all__ = ["TChannel"]
