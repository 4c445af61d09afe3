r"""Spin terms of massless Fermi-Dirac neutrinos and the vacuum together, in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np

from nuforce.errors import InputError
from nuforce.potentials import AbstractCentral
from nuforce.potentials.base import as_array, check_range, namespace
from nuforce.potentials.yukawa import Kernel

FERMI_DIRAC: Final[dict[str, Kernel]] = {
    "spin-spin": tuple((n, p, -c / (12.0 * math.pi**3)) for n, p, c in ((0, 4, 1.0), (1, 3, -1.0), (2, 2, 1.0))),
    "tensor": tuple((n, p, c / (6.0 * math.pi**3)) for n, p, c in ((0, 4, 1.0), (1, 3, -1.0), (2, 2, 0.25))),
    "parity-odd-ab": tuple((n, p, c / (8.0 * math.pi**3)) for n, p, c in ((2, 2, 1.0), (1, 3, -2.0))),
}
"""Terms (n, p, c) of sum c h^(n) r^-p (J in place of h for the last); see :class:`FermiDiracSpin`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FermiDiracSpin(AbstractCentral):
    r"""A spin term of massless Fermi-Dirac neutrinos, vacuum included, in closed form, exact at every distance.

    With :math:`h+iJ=\pi T\,e^{2i\xi Tr}/\sinh(2\pi Tr)`,

    .. math::
       V_{s_1\cdot s_2} = -\frac{gg'G_F^2}{12\pi^3r^4}\,[h-rh'+r^2h''],\quad
       V_\text{tensor} = \frac{gg'G_F^2}{6\pi^3r^4}\,[h-rh'+\tfrac14r^2h''],\quad
       V_{\hat r\cdot(s_1\times s_2)} = \frac{gg'G_F^2}{8\pi^3r^3}\,[rJ''-2J'] .

    Parameters
    ----------
    operator : "spin-spin", "tensor" or "parity-odd-ab"
        The last has no vacuum part.
    strength : float, eV^-4
        G_F^2 times the product of the axial charges.
    temperature : float, eV
    degeneracy : float
        xi = mu/T, neutrinos; antineutrinos have -xi.
    references : tuple of str

    Notes
    -----
    The error is about 1e-15, times the larger of 1 and r times 2 pi T or 2 xi T, of the size without cos or sin(2 xi T r).
    """

    operator: str
    strength: float
    temperature: float
    degeneracy: float = 0.0
    references: tuple[str, ...] = ("Horowitz:1993kw",)

    def __post_init__(self) -> None:
        if self.operator not in FERMI_DIRAC:
            raise InputError("operator", self.operator, f"name one of {', '.join(FERMI_DIRAC)}")
        if not 0 < self.temperature < math.inf:
            raise InputError("temperature", self.temperature, "must be finite and larger than zero")
        if not (math.isfinite(self.strength) and abs(self.degeneracy) < math.inf):
            raise InputError("degeneracy", self.degeneracy, "strength and degeneracy must be finite numbers")

    def scaled(self, factor: float) -> FermiDiracSpin:
        return replace(self, strength=factor * self.strength)

    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        r = as_array(r, "r")
        kernels = self._kernels(order)
        factor = namespace(r).exp(-2 * math.pi * self.temperature * r)
        out = tuple(factor * value for value in self._scaled(r, kernels))
        return tuple(x[()] if isinstance(x, np.ndarray) else x for x in out)

    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        r = as_array(r, "r")
        (value,) = self._scaled(r, self._kernels(0))
        exponent = -2 * math.pi * self.temperature * r
        return (value[()], exponent[()]) if isinstance(value, np.ndarray) else (value, exponent)

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        """Estimated absolute error (eV): rounding of the exponent 2 pi T r and of the phase 2 mu r."""
        del angle
        r = as_array(r, "r")
        (size,) = self._scaled(r, self._kernels(0), size=True)
        rates = 2 * self.temperature * (math.pi + abs(self.degeneracy))
        return (4e-16 * (16.0 + rates * r) * size * np.exp(-2 * math.pi * self.temperature * r))[()]

    def _kernels(self, order: int) -> list[Kernel]:
        kernels = [FERMI_DIRAC[self.operator]]
        for _ in range(order):
            each = [((n + 1, p, c), (n, p + 1, -p * c)) for n, p, c in kernels[-1]]
            kernels.append(tuple(term for pair in each for term in pair))
        return kernels

    def _scaled(self, r: Any, kernels: list[Kernel], *, size: bool = False) -> tuple[Any, ...]:
        """Values of the kernels times e^{2 pi T r}; with ``size``, the sum of the absolute values of what they consist of."""
        check_range(r, 0.0, math.inf, "")
        xp = namespace(r)
        beta, zeta = 2 * math.pi * self.temperature, 2 * self.temperature * self.degeneracy
        odd = self.operator == "parity-odd-ab"
        # sin/sinh is smooth at the origin, its pieces are not: a power series there
        start = min(1.0, 3.0 * math.pi / max(abs(self.degeneracy), 1e-30)) / beta if odd else 0.0
        far = xp.where(r > start, r, start + 0.0 * r) if odd else r
        top = max(n for kernel in kernels for n, _, _ in kernel)
        waves = self._waves(far, beta, zeta, top, odd=odd, size=size)
        front = abs(self.strength) if size else self.strength
        absolute = abs if size else float
        out = [front * sum(absolute(c) * waves[n] / far**p for n, p, c in kernel) for kernel in kernels]
        if not odd:
            return tuple(out)
        near = xp.where(r > start, 0.5 * start + 0.0 * r, r)
        series = [front * xp.exp(beta * near) * self._series(near, beta, kernel, size) for kernel in kernels]
        return tuple(xp.where(r > start, x, y) for x, y in zip(out, series, strict=True))

    def _waves(self, r: Any, beta: float, zeta: float, top: int, *, odd: bool, size: bool) -> list[Any]:
        """Values of h or J and their derivatives, times e^{beta r}."""
        xp = namespace(r)
        y = beta * r
        f = 2.0 / -xp.expm1(-2.0 * y)  # 1/sinh(y), times e^y
        q = (1.0 + xp.exp(-2.0 * y)) / -xp.expm1(-2.0 * y)  # coth
        cosecant = [beta**k * f * _horner(_cosecant(k), q) for k in range(top + 1)]
        c, s = xp.cos(zeta * r), xp.sin(zeta * r)
        first = (s, c, -s, -c) if odd else (c, -s, -c, s)
        waves = [zeta**k * first[k % 4] for k in range(top + 1)]
        if size:
            small = np.minimum(1.0, np.abs(zeta * r))
            waves = [abs(zeta) ** k * (small if (k % 2 == 0) is odd else 1.0) for k in range(top + 1)]
            cosecant = [np.abs(x) for x in cosecant]
        scale = math.pi * self.temperature
        return [scale * sum(math.comb(n, k) * cosecant[k] * waves[n - k] for k in range(n + 1)) for n in range(top + 1)]

    def _series(self, r: Any, beta: float, kernel: Kernel, size: bool) -> Any:
        """A kernel applied to the power series of J."""
        eta = self.degeneracy / math.pi
        sine = [(-1) ** i * eta ** (2 * i + 1) / math.factorial(2 * i + 1) for i in range(_TERMS)]
        total: Any = 0.0 * r
        for m in range(_TERMS):
            products = [sine[i] * _over_sinh()[m - i] for i in range(m + 1)]
            power = math.fsum(map(abs, products) if size else products)
            lowered: dict[int, float] = {}
            for n, p, c in kernel:
                lowered[n + p] = lowered.get(n + p, 0.0) + c * math.perm(2 * m, n)
            for by, c in lowered.items():
                coefficient = (abs(c) if size else c) * power * math.pi * self.temperature * beta ** (2 * m)
                if coefficient:
                    total = total + coefficient * r ** (2.0 * m - by)
        return total


_TERMS: Final = 28
"""Of the series of sin(eta y)/sinh(y) in y^2, for y < 1 and eta y < 3."""


@cache
def _over_sinh() -> tuple[float, ...]:
    """Coefficients of y/sinh(y) in powers of y^2."""
    inverse = [1.0 / math.factorial(2 * m + 1) for m in range(_TERMS)]
    found = [1.0]
    for m in range(1, _TERMS):
        found.append(-math.fsum(inverse[k] * found[m - k] for k in range(1, m + 1)))
    return tuple(found)


@cache
def _cosecant(n: int) -> tuple[float, ...]:
    """The polynomial P in q = coth(y), lowest power first, of the n-th derivative P/sinh(y) of 1/sinh(y)."""
    if n == 0:
        return (1.0,)
    p = np.polynomial.Polynomial(_cosecant(n - 1))
    q = np.polynomial.Polynomial([0.0, 1.0])
    return tuple((-q * p + (1.0 - q * q) * p.deriv()).coef.tolist())


def _horner(coefficients: tuple[float, ...], x: Any) -> Any:
    total: Any = 0.0 * x
    for c in reversed(coefficients):
        total = total * x + c
    return total
