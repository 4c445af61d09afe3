r"""The Standard Model at all lengths: the contact interaction resolved into Z and W.

Cutting the pair of neutrinos leaves the product of two tree amplitudes, :math:`f\bar f\to\nu\bar\nu` by Z and W. With
:math:`Z=M_Z^2/(M_Z^2-t)` and the W in the crossed channel averaged over angles, the charges of
:mod:`nuforce.exchanges.contact` become

.. math:: g_{ij}(t) = g^{NC}_{ij}\,Z(t) + U^*_{li}U_{lj}\,W_1(t),\qquad
          W_1 = 3w\big[(1+w)^2\ln(1+1/w)-w-\tfrac32\big],\quad w=M_W^2/t ,

and where the same charged lepton meets itself the square :math:`W_1^2` is the average of two W propagators at once
(:math:`W_{2x}` for like, :math:`W_{2\mathrm{box}}` for opposite charges, at fixed s = 0). The integral over t is the finite
part at :math:`M_Z`, with the Z's mass and residue on shell.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np

from nuforce.constants import MASS_W, MASS_Z
from nuforce.errors import OutOfDomain
from nuforce.exchanges.base import Spectrum
from nuforce.exchanges.currents import AbstractCurrents, Current, Densities, Function, pair_density, pairs
from nuforce.matter import Content, elementary
from nuforce.sector import ACTIVE, ANTI, Matrix, Sector, pair_charges
from nuforce.units import Dim, check_fields, fm, length

SWITCH: Final = 0.7
"""|t|/M_W^2 below which the averages are summed as power series; above, the closed forms lose at most a digit."""
_TERMS: Final = 110


@dataclass(frozen=True, slots=True)
class Charge:
    """Charge of a source: of the neutral current, and of the charged current by (flavour, antiparticle)."""

    neutral: Matrix
    charged: dict[tuple[str, bool], Matrix]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(AbstractCurrents):
    """Two-neutrino exchange with the Z and W resolved, spin-independent and parity-odd, any neutrino masses and mixing.

    Complete for pointlike nucleon-nucleon, nucleon-lepton and pairs of different leptons; e-e and e-e+ at fixed s = 0.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}
    kind: Literal["z"] = "z"
    mass_z: Annotated[float, Dim(1, "GeV", positive=True)] = float(MASS_Z)
    mass_w: Annotated[float, Dim(1, "GeV", positive=True)] = float(MASS_W)
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps", "Ghosh:2024ctv", MASS_Z.reference)
    title: ClassVar[str] = "two-neutrino exchange, Z and W resolved"
    in_backgrounds: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def structures(self) -> tuple[str, ...]:
        return ("scalar", "parity-odd")

    def current(self, source: Content, sector: Sector, flavour: str, kind: Current) -> Charge:
        if sector.nsi or sector.nsi_axial:
            raise OutOfDomain(
                "non-standard interactions come from other mediators than Z and W, whose masses this exchange does not know; use "
                "exchange 'contact', or 't-channel' with its own couplings"
            )
        if kind == "axial":
            elementary(source)
        charged = {}
        for species, count in source.numbers.items():
            base, anti = ANTI.get(species, species), species in ANTI
            if base in ACTIVE and base in sector.flavours and count != 0:
                sign = -1.0 if anti and kind == "vector" else 1.0
                charged[base, anti] = sector.mass_basis(0.0, {base: sign * count}, flavour)
        return Charge(sector.mass_basis(sector.neutral(source.numbers, kind), {}, flavour), charged)

    def between(self, a: Charge, b: Charge, sector: Sector, function: Function = "T") -> Spectrum:
        if function != "T":
            raise OutOfDomain("spin-spin structures are not derived with Z and W resolved; use exchange 'contact'")
        products: list[tuple[Matrix, Matrix, Callable[[Any, Any], Any]]] = [(a.neutral, b.neutral, self._zz)]
        products += [(a.neutral, x, self._zw) for x in b.charged.values()]
        products += [(x, b.neutral, self._zw) for x in a.charged.values()]
        for (flavour, anti), x in a.charged.items():
            for (other, against), y in b.charged.items():
                alike = self._like if anti == against else self._opposite
                products.append((x, y, alike if flavour == other else self._ww))
        terms = []
        for x, y, average in products:
            plus, minus = (sector.fermi**2 * c for c in pair_charges(x, y, sector.nature))
            terms.append((plus, minus, self._averaged(average)))
        return Spectrum(pairs(sector, terms), resonant=True)

    # -- form factors in t, with M_Z^2 - t ------------------------------------------------------------------------

    def _zz(self, t: Any, gap: Any) -> Any:
        del t
        return (self.mass_z**2 / gap) ** 2

    def _zw(self, t: Any, gap: Any) -> Any:
        return self.mass_z**2 / gap * one_w(t / self.mass_w**2)

    def _ww(self, t: Any, gap: Any) -> Any:
        del gap
        return one_w(t / self.mass_w**2) ** 2

    def _like(self, t: Any, gap: Any) -> Any:
        del gap
        return two_w_crossed(t / self.mass_w**2)

    def _opposite(self, t: Any, gap: Any) -> Any:
        del gap
        return two_w_box(t / self.mass_w**2)

    def _averaged(self, average: Callable[[Any, Any], Any]) -> Densities:
        def densities(excess: Any, m_i: float, m_j: float) -> tuple[Any, Any]:
            plus, minus = pair_density(excess, m_i, m_j)
            mu = m_i + m_j + excess
            # no difference of squares: a pair may be about as heavy as the Z
            gap = -(excess + (m_i + m_j - self.mass_z)) * (mu + self.mass_z)
            factor = average(mu * mu, gap)
            return factor * plus, factor * minus

        return densities

    # -- what to know -------------------------------------------------------------------------------------------

    def warnings(self, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
        del sector
        found = [
            "not included: cuts without neutrinos (WW, other fermions), the photon-neutrino charge radius (two loops), radiative "
            "corrections to the charges; the Z's mass and residue are on shell"
        ]
        same = {ANTI.get(s, s) for s in a.numbers} & {ANTI.get(s, s) for s in b.numbers} & set(ACTIVE)
        if same:
            found.append(
                f"kinematics: the two-W part between {', '.join(sorted(same))} is taken at fixed s = 0, and below 1/M_W = "
                f"{length(1.0 / self.mass_w)} a potential is not unique; annihilation graphs are extra"
            )
        return tuple(found)

    def validity(
        self, a: Content, b: Content, sector: Sector, smallest: float, largest: float = 0.0
    ) -> tuple[str, ...]:
        del largest
        found = []
        hadrons = {ANTI.get(s, s) for x in (a, b) for s in x.numbers} & {"p", "n"}
        if hadrons and smallest < 1.0 * fm:
            found.append("nucleon-structure: below 1 fm nucleons are not points, as they are taken to be here")
        charged = any(s not in ("n", "nbar") for x in (a, b) for s in x.numbers)
        if smallest < 100.0 / self.mass_z and charged and abs(sector.sin2_theta_w - 0.2313) > 2e-3:
            found.append(
                "scale: sin2_theta_w is taken as given at every distance; near 1/M_Z its value there is 0.23129 "
                "(--set sector.sin2_theta_w=0.23129)"
            )
        return tuple(found)


def one_w(x: Any) -> Any:
    r"""W_1 at x = t/M_W^2, :math:`\sum_n 6(-x)^n/(n+1)(n+2)(n+3)`: 1 at small x, :math:`3(\ln x-\frac32)/x` at large x."""
    return _switched(x, _one_series, lambda x: 3.0 / x * ((1.0 + 1.0 / x) ** 2 * np.log1p(x) - 1.0 / x - 1.5))


def two_w_crossed(x: Any) -> Any:
    r"""W_2x at x = t/M_W^2, like leptons at fixed s = 0: 1 at small x, :math:`(6\ln x-\frac92)/x^2` at large x."""

    def closed(x: Any) -> Any:
        # divided by x^3 before anything can overflow
        logarithm = 4.0 * (1.0 + 1.0 / x) ** 3 * (1.0 + x) * np.log1p(x)
        return 1.5 / (x + 2.0) ** 3 * (logarithm - 4.0 / x**2 - 14.0 / x - 12.0 - 3.0 * x)

    return _switched(x, _crossed_series, closed, lambda x: 1.5 / (x + 2.0) ** 3)


def two_w_box(x: Any) -> Any:
    r"""W_2box at x = t/M_W^2, opposite leptons at fixed s = 0: 1 at small x, 3/x at large x."""

    def closed(x: Any) -> Any:
        return 3.0 / x * (1.0 + 2.0 / x - 2.0 * (1.0 + 1.0 / x) / x * np.log1p(x))

    return _switched(x, _box_series, closed)


def _switched(x: Any, series: Callable[[], Any], closed: Any, front: Any = None) -> Any:
    x = np.atleast_1d(np.asarray(x))
    out = np.empty(x.shape, dtype=np.result_type(x, float))
    small = np.abs(x) < SWITCH
    power = np.polynomial.polynomial.polyval(x[small], series())
    out[small] = power if front is None else front(x[small]) * power
    out[~small] = closed(x[~small])
    return out


@cache
def _one_series() -> Any:
    return np.array([6.0 * (-1) ** n / ((n + 1) * (n + 2) * (n + 3)) for n in range(_TERMS)])


@cache
def _logarithm_times(power: int) -> list[Fraction]:
    """Coefficients of (1 + x)^power ln(1 + x)."""
    log = [Fraction(0)] + [Fraction((-1) ** (n + 1), n) for n in range(1, _TERMS + 5)]
    return [
        sum((math.comb(power, k) * log[n - k] for k in range(min(n, power) + 1)), Fraction(0)) for n in range(len(log))
    ]


@cache
def _crossed_series() -> Any:
    """[4 (1+x)^4 ln(1+x) - 4x - 14x^2 - 12x^3 - 3x^4]/x^3."""
    whole = [4 * c for c in _logarithm_times(4)]
    for n, c in enumerate((0, 4, 14, 12, 3)):
        whole[n] -= c
    return np.array([float(c) for c in whole[3:]])


@cache
def _box_series() -> Any:
    """3 [2x + x^2 - 2(1+x) ln(1+x)]/x^3."""
    whole = [-2 * c for c in _logarithm_times(1)]
    whole[1] += 2
    whole[2] += 1
    return np.array([float(3 * c) for c in whole[3:]])
