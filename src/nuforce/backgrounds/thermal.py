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
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.base import AbstractBackground
from nuforce.backgrounds.isotropic import Kind, background_blocks
from nuforce.backgrounds.unequal import unequal_blocks
from nuforce.backgrounds.wind import MassiveWind, MasslessWind, MovingPair, check_direction, check_speed
from nuforce.catalogue import Provenance
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content
from nuforce.numerics.loggrid import UPPER, half_line
from nuforce.potentials import AbstractCentral, AbstractPotential, Block, YukawaMixture
from nuforce.potentials.base import as_array, check_range, combined, namespace
from nuforce.sector import Sector, pair_charges
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
    degeneracy : float or tuple of float
        Chemical potential over temperature (opposite for antineutrinos), one for all mass eigenstates, or one for each.
    filling : "produced" or "both"
        Helicities of Dirac neutrinos that are filled: those the weak interaction makes, or both (gravitational mixing).
        "produced" is the helicity in the frame of the bath.
    clustering : float or tuple of float
        Local density over the average, 1 + delta, for all mass eigenstates, or one for each.  It multiplies the occupation at
        every momentum: real clustering changes its shape as well.
    wind : float
        Speed (units of c, 0 to below 1) of the sources through the bath.
    wind_direction : (x, y, z)
        Of that motion; the force is the same against it.

    Notes
    -----
    With a wind the potential has an axis: ``along(r, angle)`` takes the angle between the separation and the wind.  Massless
    states have a closed form at every speed and distance; pairs with a massive one are made for r T up to 100.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    name: str
    kind: Literal["relic"] = "relic"
    title: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()
    temperature: Annotated[float, Dim(1, "K", positive=True)]
    statistics: Literal["fermi-dirac", "maxwell-boltzmann"] = "fermi-dirac"
    degeneracy: float | tuple[float, ...] = 0.0
    filling: Literal["produced", "both"] = "produced"
    clustering: float | tuple[float, ...] = 1.0
    wind: float = 0.0
    wind_direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    provenance: tuple[Provenance, ...] = ()
    replaces: bool = False

    def __post_init__(self) -> None:
        for name in ("degeneracy", "clustering"):
            value = getattr(self, name)
            if not isinstance(value, (int, float)):
                try:
                    each = tuple(float(x) for x in value)
                except (TypeError, ValueError):
                    each = ()
                if not each:
                    raise InputError(name, value, "give one number, or one for each mass eigenstate")
                object.__setattr__(self, name, each)
        check_fields(self)
        if not all(abs(xi) < 50 for xi in _each(self.degeneracy)):
            raise InputError(
                "degeneracy", self.degeneracy, "chemical potential over temperature must lie between -50 and 50"
            )
        if any(_each(self.degeneracy)) and self.statistics != "fermi-dirac":
            raise InputError(
                "degeneracy", self.degeneracy, "a chemical potential is available for Fermi-Dirac statistics"
            )
        if not all(0 <= x < math.inf for x in _each(self.clustering)):
            raise InputError("clustering", self.clustering, "a density over the average is finite and not negative")
        check_speed("wind", self.wind)
        check_direction("wind_direction", self.wind_direction)

    def occupation(self, k: Any, state: int | None = None) -> Any:
        """N(k) = n_+ + n_- per helicity at momenta k (eV), complex k allowed.

        Parameters
        ----------
        k : array, eV
        state : int, optional
            Mass eigenstate, from 0; needed where they have chemical potentials or densities of their own.
        """
        if state is None:
            alike = {name: set(_each(getattr(self, name))) for name in ("degeneracy", "clustering")}
            for name, values in alike.items():
                if len(values) > 1:
                    raise InputError(
                        name, getattr(self, name), "differs between mass eigenstates: say which one, state = 0, ..."
                    )
            state = 0
        xi, factor = (_each(x)[min(state, len(_each(x)) - 1)] for x in (self.degeneracy, self.clustering))
        n = self._occupation(k, xi)
        return n if factor == 1 else factor * n

    def _occupation(self, k: Any, xi: float) -> Any:
        z = np.exp(-k / self.temperature)
        if self.statistics == "maxwell-boltzmann":
            return 2.0 * z
        fugacity = math.exp(xi)
        return z * fugacity / (1.0 + z * fugacity) + z / fugacity / (1.0 + z / fugacity)

    def per_state(self, count: int) -> tuple[tuple[float, float], ...]:
        """(degeneracy, clustering) of each of ``count`` mass eigenstates."""
        columns = []
        for name in ("degeneracy", "clustering"):
            value = getattr(self, name)
            each = _each(value)
            if isinstance(value, tuple) and len(each) != count:
                raise InputError(name, value, f"give one number, or one for each of the {count} mass eigenstates")
            columns.append(each if isinstance(value, tuple) else each * count)
        return tuple(zip(*columns, strict=True))

    def state(self, sector: Sector, mass: float) -> Kind:
        """How a mass eigenstate is filled; see :func:`nuforce.backgrounds.isotropic.amplitudes`."""
        if mass == 0:
            return "massless"
        return "majorana" if sector.nature == "majorana" else self.filling

    def potential(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential:
        return self._potential(a, b, sector, flavour, accuracy, massless=True)

    def massive(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential:
        """As :meth:`potential`, without the pairs of two massless states."""
        return self._potential(a, b, sector, flavour, accuracy, massless=False)

    def total(
        self, a: Content, b: Content, sector: Sector, *, flavour: str = "all", accuracy: Accuracy | None = None
    ) -> AbstractPotential | None:
        if self.statistics != "fermi-dirac" or not np.any(sector.masses == 0):
            return None
        references = self._sources(sector, a, b)
        terms: list[AbstractPotential] = []
        for (xi, factor), strength in self._massless(a, b, sector, flavour).items():
            whole = sector.fermi**2 * strength
            if self.wind:
                moving = self._moving(whole, xi, references)
                terms.append(replace(moving, whole=True))
                if factor != 1:
                    terms.append(moving.scaled(factor - 1.0))
                continue
            terms.append(
                FermiDiracTotal(strength=whole, temperature=self.temperature, degeneracy=xi, references=references)
            )
            if factor != 1:
                # (vacuum + bath) + (factor - 1) bath: neither part cancels against the other
                blocks = self._blocks("massless", 0.0, (factor - 1.0) * whole, xi, accuracy or Accuracy())
                terms.append(YukawaMixture(blocks, references))
        return combined(tuple(terms))

    def _massless(self, a: Content, b: Content, sector: Sector, flavour: str) -> dict[tuple[float, float], float]:
        """Sum of the charge products C of pairs of massless states, by degeneracy and clustering of that of the bath."""
        plus, minus = pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        massless = sector.masses == 0
        own = self.per_state(sector.masses.size)
        found: dict[tuple[float, float], float] = {}
        for key in dict.fromkeys(own[i] for i in np.flatnonzero(massless)):
            alike = massless & np.array([x == key for x in own])
            found[key] = float(np.sum((plus + minus)[np.ix_(alike, massless)]))
        return found

    def _moving(self, strength: float, xi: float, references: tuple[str, ...]) -> MasslessWind:
        return MasslessWind(
            strength=strength,
            temperature=self.temperature,
            speed=self.wind,
            degeneracy=xi,
            statistics=self.statistics,
            direction=self.wind_direction,
            references=references,
        )

    def _blocks(self, kind: Kind, mass: float, strength: float, xi: float, accuracy: Accuracy) -> tuple[Block, ...]:
        return background_blocks(
            kind,
            mass,
            partial(self._occupation, xi=xi),
            strength=strength,
            temperature=self.temperature,
            pole=complex(abs(xi) * self.temperature, math.pi * self.temperature),
            accuracy=accuracy,
        )

    def quantities(self) -> dict[str, tuple[float, str]]:
        count = max(len(_each(self.degeneracy)), len(_each(self.clustering)))
        k, weight = np.polynomial.laguerre.laggauss(80)
        densities, energies = [], []
        for state in range(count):
            occupation = self.occupation(k * self.temperature, state) * np.exp(k)
            densities.append(float(np.sum(weight * occupation * k**2)) * self.temperature**3 / (2 * math.pi**2))
            energies.append(float(np.sum(weight * occupation * k**3)) * self.temperature**4 / (2 * math.pi**2))
        density, mean = sum(densities) / count, math.nan if not sum(densities) else sum(energies) / sum(densities)
        found = {
            "temperature": (self.temperature, "K"),
            "number-density": (density, "cm^-3"),
            "mean-energy": (mean, "meV"),
            "screening-length": (1 / (2 * math.pi * self.temperature), "um"),
        }
        if count > 1:
            found |= {f"number-density-{i + 1}": (n, "cm^-3") for i, n in enumerate(densities)}
        return found | ({"wind": (self.wind, "1")} if self.wind else {})

    def warnings(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> tuple[str, ...]:
        found = []
        if self.filling == "both" and sector.nature == "dirac" and np.any(sector.masses > 0):
            found.append(
                f"background {self.name}: both helicities of massive Dirac states are filled, each as the one produced: "
                "twice as many neutrinos; where gravity has only mixed the helicities, set clustering to 0.5"
            )
        if self.statistics == "maxwell-boltzmann":
            found.append(
                f"background {self.name}: Maxwell-Boltzmann occupation violates Pauli blocking at low momenta and reverses the "
                "sign of the total force at large distances; for comparison only"
            )
        elif np.any(sector.masses == 0) and self.wind:
            found.append(
                f"background {self.name}: beyond {length(1 / (2 * math.pi * self.temperature))} the background part of massless "
                "states is minus their vacuum force (screening), and a quadrupole ~ beta^2/r^3 along the wind, which stays"
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
        losses = {
            (i, j): 1e-15 * self.temperature**2 / abs(sector.masses[i] ** 2 - sector.masses[j] ** 2)
            for i, j in pairs
            if i < j
        }
        close = {pair: loss for pair, loss in losses.items() if loss > 1e-9}
        if close:
            names = ", ".join(f"({i + 1},{j + 1})" for i, j in close)
            found.append(
                f"background {self.name}: the masses of the pairs {names} are so close for this temperature that beyond "
                f"{length(1 / self.temperature)} the relative error of their part rises to about {max(close.values()):.0e}"
            )
        massive = self.wind and np.any(sector.masses > 0)
        if massive:
            found.append(
                f"background {self.name}: with the wind, pairs with a massive state are made up to "
                f"{length(100 / self.temperature)}; the angle is that between the separation and the wind"
            )
        if any(factor != 1 for factor in _each(self.clustering)):
            found.append(
                f"background {self.name}: clustering multiplies the occupation at every momentum; a real halo changes its shape "
                "too, above all below the escape momentum, on which the force at large distances rests"
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
    ) -> AbstractPotential:
        accuracy = accuracy or Accuracy()
        references = self._sources(sector, a, b)
        plus, minus = pair_charges(a.charge(sector, flavour), b.charge(sector, flavour), sector.nature)
        own = self.per_state(sector.masses.size)
        blocks: list[Block] = []
        moving: list[AbstractPotential] = []
        moved: list[MovingPair] = []
        if massless and self.wind:
            for (xi, factor), strength in self._massless(a, b, sector, flavour).items():
                moving.append(self._moving(factor * sector.fermi**2 * strength, xi, references))
        for mass, key in dict.fromkeys(zip(np.sort(sector.masses).tolist(), _sorted(own, sector.masses), strict=True)):
            if mass == 0 and (self.wind or not massless):
                continue
            xi, factor = key
            same = sector.masses == mass
            alike = same & np.array([x == key for x in own])
            pairs = np.ix_(alike, same)
            c = factor * float(np.sum((plus + minus)[pairs]))  # sum of C over pairs of this mass
            opposite = factor * float(np.sum(2.0 * minus[pairs])) if sector.nature == "majorana" else 0.0  # C - N
            kind = self.state(sector, mass)
            shares: list[tuple[Kind, float]] = [(kind, c)]
            if kind == "majorana" and abs(opposite) > 1e-15 * abs(c):
                # C k/E (..) + (C - N) m^2 k/E: the second is the difference between "both" and "majorana"
                shares = [("majorana", c - opposite), ("both", opposite)]
            for how, strength in shares:
                if strength:
                    blocks += self._blocks(how, mass, sector.fermi**2 * strength, xi, accuracy)
            if self.wind and (c or opposite):
                moved.append(self._pair(kind, mass, mass, c, c - opposite, sector.fermi, xi))
        for i, j in self._unequal_pairs(a, b, sector, flavour):
            xi, factor = own[i]
            outer, inner = float(sector.masses[i]), float(sector.masses[j])
            c, n = factor * float(plus[i, j] + minus[i, j]), factor * float(plus[i, j] - minus[i, j])
            blocks += unequal_blocks(
                self.state(sector, outer),
                outer,
                inner,
                partial(self._occupation, xi=xi),
                c=c,
                n=n,
                fermi=sector.fermi,
                temperature=self.temperature,
                pole=complex(abs(xi) * self.temperature, math.pi * self.temperature),
                accuracy=accuracy,
            )
            if self.wind:
                moved.append(self._pair(self.state(sector, outer), outer, inner, c, n, sector.fermi, xi))
        if moved:
            moving.append(
                MassiveWind(
                    pairs=tuple(moved),
                    temperature=self.temperature,
                    speed=self.wind,
                    direction=self.wind_direction,
                    references=references,
                )
            )
        at_rest = YukawaMixture(tuple(blocks), references)
        return combined((at_rest, *moving)) if moving else at_rest

    def _pair(self, kind: Kind, outer: float, inner: float, c: float, n: float, fermi: float, xi: float) -> MovingPair:
        # a massless state has one helicity, which the formula for "both" fills at m = 0
        return MovingPair(
            kind="both" if kind == "massless" else kind,
            outer=outer,
            inner=inner,
            c=fermi**2 * c,
            n=fermi**2 * n,
            degeneracy=xi,
            statistics=self.statistics,
        )


def _each(value: float | tuple[float, ...]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def _sorted(own: tuple[tuple[float, float], ...], masses: Any) -> list[tuple[float, float]]:
    """Entries in the order of rising masses."""
    return [own[i] for i in np.argsort(masses, kind="stable")]
