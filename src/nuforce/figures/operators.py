"""The table of operators as a picture: which pairs give 1/r^3, 1/r^5 and 1/r^7, and how their mass screens them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from nuforce.constants import ALPHA, MASSES
from nuforce.exchanges.pairs import PAIRS, AbstractPair, FermionTensor, NeutrinoDipole, PhotonPair
from nuforce.figures.lines import law, legend, signed
from nuforce.figures.potential import Curve
from nuforce.figures.style import COLOURS
from nuforce.interaction import interaction
from nuforce.sector import Sector

MASS: Final = 1.0
"""Mass of the quanta (eV); the figure is the same for every one."""
NEAREST: Final = 1e-2
"""Smallest distance, in units of 1/m."""
FARTHEST: Final = 10.0
"""Largest distance, in units of 1/m."""
_LABEL: Final = 40

_OPERATORS: Final = {
    "scalar-pair": r"$\phi^2$",
    "scalar-current": r"$i(\phi^*\partial_\mu\phi - \mathrm{c.c.})$",
    "scalar-derivative": r"$\partial\phi^*\!\cdot\partial\phi$",
    "fermion-scalar": r"$\bar\psi\psi$",
    "fermion-pseudoscalar": r"$\bar\psi i\gamma_5\psi$",
    "fermion-vector": r"$\bar\psi\gamma^\mu\psi$",
    "fermion-axial": r"$\bar\psi\gamma^\mu\gamma_5\psi$",
    "neutrino-dipole": r"$\bar\nu\sigma^{\mu\nu}\nu F_{\mu\nu}$, $Q_aQ_b > 0$",
    "fermion-tensor": r"$\bar\psi\sigma^{\mu\nu}\psi$, $\sigma_a\!\cdot\sigma_b$",
    "photon-pair": r"$F^2/4$, massless",
    "vector-pair": r"$V^2/2$",
}


def zoo() -> tuple[Curve, ...]:
    """Two electrons and every pair of the table of operators, all with the mass 1 eV and the coupling 1 in powers of it."""
    return tuple(_row(cls, COLOURS[j % len(COLOURS)]) for j, cls in enumerate(PAIRS))


def _row(cls: type[AbstractPair], colour: str) -> Curve:
    made: AbstractPair
    if cls is NeutrinoDipole:
        # e times the moment, in units of 1/m, is what the couplings of the others are
        moment = 2.0 * float(MASSES["e"]) / (4.0 * math.pi * float(ALPHA) * MASS)
        made = NeutrinoDipole(mass=MASS, magnetic=moment)
    elif cls is PhotonPair:
        made = PhotonPair(coupling=1.0)
    else:
        made = cls(mass=MASS, coupling=1.0)  # type: ignore[call-arg]  # all others have both
    term = "spin-spin" if cls is FermionTensor else "scalar"
    pair = interaction("e", "e", Sector.massless(), exchange=made, structure=term)
    return Curve(label=_OPERATORS.get(made.kind, made.kind), interaction=pair, colour=colour, term=term)


def operators(ax: Any, curves: Sequence[Curve] | None = None) -> list[Any]:
    """|V| r^5 against distance: 1/r^5 is flat, 1/r^3 rises, 1/r^7 falls; beyond 1/m all but photons are screened.

    Parameters
    ----------
    ax : matplotlib axes
    curves : sequence of Curve, optional
        Default: :func:`zoo`.  Distances and energies in powers of 1 eV.

    Returns
    -------
    list of artists
    """
    curves = zoo() if curves is None else curves
    x = np.geomspace(NEAREST, FARTHEST, 241)
    groups: dict[int, list[tuple[Curve, Any]]] = {}
    for curve in curves:
        y = curve.values(x / MASS) * x**5 / MASS
        power = -round(float(curve.interaction.local_power(x[0] / MASS, term=curve.term)))
        groups.setdefault(power, []).append((curve, y))
    artists: list[Any] = []
    for power, members in sorted(groups.items()):
        starts = np.array([abs(y[0]) for _, y in members])
        for j, (curve, y) in enumerate(members):
            # curves that start out the same lie on top of each other: the lower ones are broader
            same = int(np.sum(np.isclose(starts[j + 1 :], starts[j], rtol=0.05)))
            artists += signed(ax, x, y, curve.colour, f"{curve.label}  {law(power)}", width=1.6 + 1.6 * same)
        highest = members[int(np.argmax(starts))][1]
        side, shift = ("right", 0.9) if power < 5 else ("left", 1.1)
        artists.append(
            ax.text(x[_LABEL] * shift, abs(highest[_LABEL]) * 1.5, law(power), fontsize=13, color="0.25", ha=side)
        )
    ax.axvline(1.0, color="0.4", lw=0.8, ls=(0, (1, 1.5)))
    ax.set(xscale="log", yscale="log", xlim=(NEAREST, FARTHEST), ylim=(1e-9, 1e4))
    ax.set_xlabel(r"distance $m\,r$")
    ax.set_ylabel(r"$|V|\,r^5\,m^4$, couplings of 1 in powers of $1/m$")
    ax.set_title("Two quanta of mass $m$, by operator", loc="left", fontsize=11)
    artists.append(legend([ax], ax, loc="upper left", bbox_to_anchor=(1.01, 1.0)))
    return artists
