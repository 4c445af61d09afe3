r"""Thermal neutrino backgrounds: the cosmic one, massless or massive, Dirac or Majorana.

Massless Fermi-Dirac neutrinos have a closed form for vacuum and background together: with
:math:`h(r) = \pi T \cos(2\xi T r)/\sinh(2\pi T r)`,

.. math:: V = \frac{g g' G_F^2}{4\pi^3 r^4}\,\big[h - r h'\big] ,

screened as :math:`e^{-2\pi T r}`, where the sum of the two parts would leave nothing after cancellation.  The same total is a
mixture of Yukawa potentials with Matsubara masses :math:`\mu\ge 2\pi T(2n+1)`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.isotropic import Kind, background_blocks
from nuforce.backgrounds.unequal import unequal_blocks
from nuforce.catalogue import Provenance
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content
from nuforce.numerics.loggrid import UPPER, half_line
from nuforce.potentials import AbstractCentral, AbstractPotential, Block, YukawaMixture
from nuforce.potentials.base import as_array, check_range, namespace
from nuforce.sector import Sector, massless_strength, pair_charges
from nuforce.units import Dim, check_fields, length, m


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FermiDiracTotal(AbstractCentral):
    """Vacuum plus massless Fermi-Dirac background, closed form, exact at every distance.

    Parameters
    ----------
    strength : float, eV^-4
        G_F^2 times the charge product.
    temperature : float, eV
    degeneracy : float
        xi = mu/T, neutrinos; antineutrinos have -xi.
    references : tuple of str
    """

    strength: float
    temperature: float
    degeneracy: float = 0.0
    references: tuple[str, ...] = ("Horowitz:1993kw", "Ferrer:1999ad")

    def __post_init__(self) -> None:
        if not 0 < self.temperature < math.inf:
            raise InputError("temperature", self.temperature, "must be finite and larger than zero")
        if not (math.isfinite(self.strength) and abs(self.degeneracy) < math.inf):
            raise InputError("degeneracy", self.degeneracy, "strength and degeneracy must be finite numbers")

    def scaled(self, factor: float) -> FermiDiracTotal:
        return replace(self, strength=factor * self.strength)

    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        r = as_array(r, "r")
        scaled, exponent = self._scaled(r, order)
        factor = namespace(r).exp(exponent)
        out = tuple(factor * x for x in scaled)
        return tuple(x[()] if isinstance(x, np.ndarray) else x for x in out)

    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        (value,), exponent = self._scaled(as_array(r, "r"), 0)
        return (value[()], exponent[()]) if isinstance(value, np.ndarray) else (value, exponent)

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV): rounding of the exponent 2 pi T r and of the phase 2 mu r."""
        del angle
        r = as_array(r, "r")
        beta, zeta = 2 * math.pi * self.temperature, 2 * self.temperature * abs(self.degeneracy)
        # of the size without the cosine, which may vanish
        size = np.abs(replace(self, degeneracy=0.0)(r)) * (1.0 + zeta * r)
        return 4e-16 * (8.0 + (beta + zeta) * r) * size

    def _scaled(self, r: Any, order: int) -> tuple[tuple[Any, ...], Any]:
        check_range(r, 0.0, math.inf, "")
        xp = namespace(r)
        beta, zeta = 2 * math.pi * self.temperature, 2 * self.temperature * self.degeneracy
        y = beta * r
        # f = 1/sinh(y) and its derivatives, all times e^y
        f = 2.0 / -xp.expm1(-2.0 * y)
        square = 4.0 * xp.exp(-2.0 * y) / xp.expm1(-2.0 * y) ** 2  # 1/sinh^2
        q = (1.0 + xp.exp(-2.0 * y)) / -xp.expm1(-2.0 * y)  # coth
        csch = (f, -beta * f * q, beta**2 * f * (1.0 + 2.0 * square), -(beta**3) * f * q * (1.0 + 6.0 * square))
        # cos(zeta r) and its derivatives
        c, s = xp.cos(zeta * r), xp.sin(zeta * r)
        wave = (c, -zeta * s, -(zeta**2) * c, zeta**3 * s)
        scale = math.pi * self.temperature
        h = [scale * sum(math.comb(n, k) * csch[k] * wave[n - k] for k in range(n + 1)) for n in range(order + 2)]
        front = self.strength / (4 * math.pi**3)
        bracket = [h[0] - r * h[1]]
        if order > 0:
            bracket.append(-r * h[2])
        if order > 1:
            bracket.append(-h[2] - r * h[3])
        out = [front * bracket[0] / r**4]
        if order > 0:
            out.append(front * (bracket[1] / r**4 - 4 * bracket[0] / r**5))
        if order > 1:
            out.append(front * (bracket[2] / r**4 - 8 * bracket[1] / r**5 + 20 * bracket[0] / r**6))
        return tuple(out), -y

    def nodes(self, accuracy: Accuracy) -> YukawaMixture:
        r"""The same total as Yukawa potentials: :math:`\rho(\mu)=\frac{T}{4\pi^2}\sum_{\mu_n<\mu}(\mu^2-\mu_n^2)`.

        Needs 26/(2 pi T r_min) Matsubara levels; made for 2 pi T r_min >= 2 (nearer, add vacuum and background), xi = 0.
        """
        if self.degeneracy:
            raise OutOfDomain(
                "Matsubara nodes are made for zero chemical potential; use the closed form (call the object)"
            )
        beta = 2 * math.pi * self.temperature
        if beta * accuracy.r_min < 2:
            raise OutOfDomain(
                f"Matsubara nodes are made for distances above 1/(pi T) = {2 / beta / m:.3g} m; nearer, add the vacuum "
                "and the background potentials, which hardly cancel there"
            )
        levels = math.ceil(UPPER / (2 * beta * accuracy.r_min)) + 1
        threshold = beta * (2 * np.arange(levels) + 1)
        excess = half_line(accuracy.r_min, accuracy.r_max, accuracy.step)
        density = self.strength * self.temperature / (4 * math.pi**2) * excess * (excess + 2 * threshold[:, None])
        block = Block(
            excess,
            np.asarray(threshold, dtype=float),
            density * excess * accuracy.step,
            uniform=True,
            r_min=accuracy.r_min,
            r_max=accuracy.r_max,
        )
        return YukawaMixture((block,), self.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relic(AbstractBackground):
    """Relic neutrinos: an isotropic thermal distribution in momentum, frozen, for each mass eigenstate.

    Parameters
    ----------
    temperature : float, eV
        Of the momentum distribution.
    statistics : "fermi-dirac" or "maxwell-boltzmann"
        The latter is for comparison only: it violates Pauli blocking and makes the force attractive at large r.
    degeneracy : float
        Chemical potential over temperature (opposite for antineutrinos).
    filling : "produced" or "both"
        Helicities of Dirac neutrinos that are filled: those the weak interaction makes, or both (gravitational mixing).
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["relic"] = "relic"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    temperature: Annotated[float, Dim(1, "K", positive=True)]
    statistics: Literal["fermi-dirac", "maxwell-boltzmann"] = "fermi-dirac"
    degeneracy: float = 0.0
    filling: Literal["produced", "both"] = "produced"
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        check_fields(self)
        if not abs(self.degeneracy) < 50:
            raise InputError(
                "degeneracy", self.degeneracy, "chemical potential over temperature must lie between -50 and 50"
            )
        if self.degeneracy and self.statistics != "fermi-dirac":
            raise InputError(
                "degeneracy", self.degeneracy, "a chemical potential is available for Fermi-Dirac statistics"
            )

    def occupation(self, k: Any) -> Any:
        """N(k) = n_+ + n_- per helicity at momenta k (eV), complex k allowed."""
        z = np.exp(-k / self.temperature)
        if self.statistics == "maxwell-boltzmann":
            return 2.0 * z
        fugacity = math.exp(self.degeneracy)
        return z * fugacity / (1.0 + z * fugacity) + z / fugacity / (1.0 + z / fugacity)

    def state(self, sector: Sector, mass: float) -> Kind:
        """How a mass eigenstate is filled; see :func:`nuforce.backgrounds.isotropic.amplitudes`."""
        if mass == 0:
            return "massless"
        return "majorana" if sector.nature == "majorana" else self.filling

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        return self._potential(a, b, sector, flavour, accuracy, massless=True)

    def massive(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> YukawaMixture:
        """As :meth:`potential`, without the pairs of two massless states."""
        return self._potential(a, b, sector, flavour, accuracy, massless=False)

    def total(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential | None:
        del accuracy
        strength = massless_strength(a.charge(sector, flavour), b.charge(sector, flavour), sector)
        if self.statistics != "fermi-dirac" or not np.any(sector.masses == 0):
            return None
        return FermiDiracTotal(
            strength=sector.fermi**2 * strength,
            temperature=self.temperature,
            degeneracy=self.degeneracy,
            references=self._sources(sector, a, b),
        )

    def quantities(self) -> dict[str, tuple[float, str]]:
        k, weight = np.polynomial.laguerre.laggauss(80)
        occupation = self.occupation(k * self.temperature) * np.exp(k)
        density = float(np.sum(weight * occupation * k**2)) * self.temperature**3 / (2 * math.pi**2)
        mean = float(np.sum(weight * occupation * k**3)) * self.temperature**4 / (2 * math.pi**2) / density
        return {
            "temperature": (self.temperature, "K"),
            "number-density": (density, "cm^-3"),
            "mean-energy": (mean, "meV"),
            "screening-length": (1 / (2 * math.pi * self.temperature), "um"),
        }

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        found = []
        if self.statistics == "maxwell-boltzmann":
            found.append(
                f"background {self.name}: Maxwell-Boltzmann occupation violates Pauli blocking at low momenta and reverses the "
                "sign of the total force at large distances; for comparison only"
            )
        elif np.any(sector.masses == 0):
            found.append(
                f"background {self.name}: beyond {length(1 / (2 * math.pi * self.temperature))} the background part of massless "
                "states is minus their vacuum force (screening), not a second signal; --part total shows what is left"
            )
        pairs = self._unequal_pairs(a, b, sector, flavour)
        waves = sorted({2 * math.pi / math.sqrt(abs(sector.masses[i] ** 2 - sector.masses[j] ** 2)) for i, j in pairs})
        if waves:
            found.append(
                f"background {self.name}: pairs of unequal neutrino masses make a force that alternates with distance, with "
                f"wavelengths {', '.join(length(w) for w in waves)}: bodies larger than that average it out"
            )
        gap = 0.3 * math.pi * self.temperature
        close = [
            f"({i + 1},{j + 1})"
            for i, j in pairs
            if i < j and abs(sector.masses[i] ** 2 - sector.masses[j] ** 2) < gap**2
        ]
        if close:
            found.append(
                f"background {self.name}: the masses of the pairs {', '.join(close)} differ by less than the temperature: beyond "
                f"{length(1 / self.temperature)} their part loses digits"
            )
        return tuple(found)

    def _unequal_pairs(self, a: Content, b: Content, sector: Sector, flavour: str) -> list[tuple[int, int]]:
        """Ordered pairs of different masses to which both sources couple."""
        plus, minus = pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        n = sector.masses.size
        pairs = [(i, j) for i in range(n) for j in range(n) if sector.masses[i] != sector.masses[j]]
        return [(i, j) for i, j in pairs if plus[i, j] != 0 or minus[i, j] != 0]

    def _potential(
        self, a: Content, b: Content, sector: Sector, flavour: str, accuracy: Accuracy | None, *, massless: bool
    ) -> YukawaMixture:
        accuracy = accuracy or Accuracy()
        plus, minus = pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        pole = complex(abs(self.degeneracy) * self.temperature, math.pi * self.temperature)
        blocks: list[Block] = []
        for mass in np.unique(sector.masses):
            if mass == 0 and not massless:
                continue
            same = sector.masses == mass
            c = float(np.sum((plus + minus)[np.ix_(same, same)]))  # sum of C over pairs of this mass
            opposite = float(np.sum(2.0 * minus[np.ix_(same, same)])) if sector.nature == "majorana" else 0.0  # C - N
            kind = self.state(sector, float(mass))
            shares: list[tuple[Kind, float]] = [(kind, c)]
            if kind == "majorana" and abs(opposite) > 1e-15 * abs(c):
                # C k/E (..) + (C - N) m^2 k/E: the second is the difference between "both" and "majorana"
                shares = [("majorana", c - opposite), ("both", opposite)]
            for how, strength in shares:
                if strength:
                    blocks += background_blocks(
                        how,
                        float(mass),
                        self.occupation,
                        strength=sector.fermi**2 * strength,
                        temperature=self.temperature,
                        pole=pole,
                        accuracy=accuracy,
                    )
        for i, j in self._unequal_pairs(a, b, sector, flavour):
            blocks += unequal_blocks(
                self.state(sector, float(sector.masses[i])),
                float(sector.masses[i]),
                float(sector.masses[j]),
                self.occupation,
                c=float(plus[i, j] + minus[i, j]),
                n=float(plus[i, j] - minus[i, j]),
                fermi=sector.fermi,
                temperature=self.temperature,
                pole=pole,
                accuracy=accuracy,
            )
        return YukawaMixture(tuple(blocks), self._sources(sector, a, b))
