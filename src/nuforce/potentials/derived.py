r"""Radial differential operators on mixtures: what spin and momentum make of the same list of nodes.

With :math:`S_k(r)=\mathrm{Re}\sum_i w_i\mu_i^k e^{-\mu_ir}` every derivative of :math:`F=S_0/r` divided by powers of r is a
sum of terms :math:`c\,S_k\,r^{-p}`, and so are its own derivatives, since :math:`S_k'=-S_{k+1}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nuforce.potentials.base import AbstractCentral, add_scaled, namespace
from nuforce.potentials.yukawa import Kernel, YukawaMixture

SLOPE: Final[Kernel] = ((1, 1, -1.0), (0, 2, -1.0))
"""F'."""
TENSOR: Final[Kernel] = ((0, 3, 1.0), (1, 2, 1.0), (2, 1, 1.0 / 3.0))
"""(F'' - F'/r)/3: the coefficient of 3(s1.rhat)(s2.rhat) - s1.s2 in (s1.grad)(s2.grad) F."""


@dataclass(frozen=True, slots=True, eq=False)
class Derived(AbstractCentral):
    """A radial differential operator applied to a mixture.

    Parameters
    ----------
    base : YukawaMixture
        F, of any mass dimension: operators add one per derivative.
    kernel : tuple of (k, p, c)
        The result is the sum of c S_k(r) r^-p; :data:`SLOPE`, :data:`TENSOR`, or one's own.
    """

    base: YukawaMixture
    kernel: Kernel

    @property
    def references(self) -> tuple[str, ...]:
        """Those of the mixture."""
        return self.base.references

    def derivatives(self, r: Any, order: int = 0) -> tuple[Any, ...]:
        r = self.base.checked(r)
        xp = namespace(r)
        kernels = [self.kernel]
        for _ in range(order):
            kernels.append(differentiated(kernels[-1]))
        top = max(k for k, _, _ in kernels[-1])
        out: list[Any] = [xp.zeros_like(r) for _ in kernels]
        for block in self.base.blocks:
            sums, exponent = block.sums(r, top)
            factor = xp.exp(exponent)
            for n, terms in enumerate(kernels):
                out[n] = out[n] + factor * sum(c * sums[k] / r**p for k, p, c in terms)
        return tuple(x[()] if isinstance(x, np.ndarray) else x for x in out)

    def scaled_value(self, r: Any) -> tuple[Any, Any]:
        r = self.base.checked(r)
        if not self.base.blocks:
            return namespace(r).zeros_like(r), namespace(r).zeros_like(r)
        pairs = []
        for block in self.base.blocks:
            sums, exponent = block.sums(r, max(k for k, _, _ in self.kernel))
            pairs.append((sum(c * sums[k] / r**p for k, p, c in self.kernel), exponent))
        value, exponent = add_scaled(pairs)
        if isinstance(value, np.ndarray):
            return value[()], exponent[()]
        return value, exponent

    def error_estimate(self, r: Any, angle: float = 0.0) -> Any:
        del angle
        r = self.base.checked(r)
        total = sum((block.doubt(r, self.kernel) for block in self.base.blocks), np.zeros_like(r))
        return total[()]

    def scaled(self, factor: float) -> Derived:
        return Derived(self.base.scaled(factor), self.kernel)


def differentiated(kernel: Kernel) -> Kernel:
    """Return the kernel of the derivative: d/dr of c S_k r^-p is -c S_{k+1} r^-p - p c S_k r^-(p+1)."""
    found: dict[tuple[int, int], float] = {}
    for k, p, c in kernel:
        found[k + 1, p] = found.get((k + 1, p), 0.0) - c
        found[k, p + 1] = found.get((k, p + 1), 0.0) - p * c
    return tuple((k, p, c) for (k, p), c in found.items() if c != 0)
