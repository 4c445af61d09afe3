"""The neutrino force beside gravity, the Coulomb force, Z exchange and the Casimir-Polder force."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.constants import ALPHA, MASSES
from nuforce.figures.lines import beyond, legend, signed
from nuforce.figures.style import COLOURS
from nuforce.interaction import Interaction, interaction
from nuforce.matter import content
from nuforce.numerics.roots import sign_changes
from nuforce.sector import Sector
from nuforce.units import m

LOWEST: Final = 1e-20 * m
"""Smallest distance (eV^-1)."""
HIGHEST: Final = 1.0 * m
"""Largest distance (eV^-1)."""
WEAKEST: Final = 1e-58
"""Smallest |V| r that is shown."""

BOHR: Final = 1.0 / (float(ALPHA) * float(MASSES["e"]))
"""Bohr radius, hbar/(alpha m_e c) (eV^-1)."""
HARTREE: Final = float(ALPHA) ** 2 * float(MASSES["e"])
"""Atomic unit of energy, alpha^2 m_e c^2 (eV)."""
POLARISABILITY: Final = 4.5 * BOHR**3
"""Static polarisability of hydrogen, 9/2 a_0^3, exact for an infinitely heavy proton (eV^-3)."""
C6: Final = 6.499 * HARTREE * BOHR**6
"""Van der Waals coefficient of two hydrogen atoms (eV^-5), Yan:1996zz."""
OVERLAP: Final = 5.0 * BOHR
"""Distance (eV^-1) below which the electron clouds of two hydrogen atoms overlap."""
_PER_DECADE: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A force: V (eV) at distances in eV^-1, from where it is known."""

    label: str
    colour: str
    potential: Callable[[Any], Any]
    start: float = LOWEST
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The forces between two sources; the first is the neutrino force.

    Parameters
    ----------
    title : str
    forces : tuple of Rival
    limit : (text, distance)
        Below it (eV^-1) no static potential describes the sources.
    note : str
        What vanishes, and what is not shown.
    interactions : tuple of Interaction
        What the curves were made from.
    """

    title: str
    forces: tuple[Rival, ...]
    limit: tuple[str, float]
    note: str
    interactions: tuple[Interaction, ...] = ()


def rivals(sector: Sector | None = None) -> tuple[Panel, ...]:
    """The forces between two electrons, two neutrons and two hydrogen atoms.

    Parameters
    ----------
    sector : Sector, optional
        Default: normal ordering, massless lightest state, Majorana.
    """
    sector = sector or Sector.normal_ordering()
    atoms = Rival(
        label="Casimir-Polder",
        colour=COLOURS[4],
        potential=casimir_polder,
        start=OVERLAP,
        references=("Feinberg:1989ps", "Yan:1996zz"),
    )
    return (
        _panel("e", "two electrons", sector, "spins and magnetic moments not shown"),
        _panel("n", "two neutrons", sector, "no charge, no Coulomb force;\nstrong and magnetic forces not shown"),
        _panel(
            "H",
            "two hydrogen atoms",
            sector,
            "neutral: no Coulomb force, and the\n$Z$ charges of $e$ and $p$ cancel",
            limit=(r"$r < 5\,a_0$: clouds overlap", OVERLAP),
            more=(atoms,),
        ),
    )


def _panel(
    what: str,
    title: str,
    sector: Sector,
    note: str,
    limit: tuple[str, float] | None = None,
    more: tuple[Rival, ...] = (),
) -> Panel:
    accuracy = Accuracy(r_min=0.1 * LOWEST)
    kinds = (
        ("z", "neutrino pair", COLOURS[1]),
        ("z-tree", "$Z$, tree", COLOURS[2]),
        ("coulomb", "Coulomb", COLOURS[3]),
        ("newton", "gravity", COLOURS[0]),
    )
    forces, made = [], []
    for kind, label, colour in kinds:
        pair = interaction(what, what, sector, exchange=kind, accuracy=accuracy)
        if float(pair(LOWEST)) != 0.0:
            forces.append(Rival(label=label, colour=colour, potential=pair))
            made.append(pair)
    compton = 1.0 / content(what).mass
    return Panel(
        title=title,
        forces=(*forces, *more),
        limit=limit or (rf"$r < 1/m_{what}$: not static", compton),
        note=note,
        interactions=tuple(made),
    )


def casimir_polder(r: Any) -> Any:
    r"""Casimir-Polder potential (eV) of two hydrogen atoms at distances ``r`` (eV^-1).

    Notes
    -----
    .. math:: V = -\frac{1}{\pi r^2}\int_0^\infty d\omega\,\alpha^2(i\omega)\,e^{-2\omega r}
              \Big[\omega^4+\frac{2\omega^3}{r}+\frac{5\omega^2}{r^2}+\frac{6\omega}{r^3}+\frac3{r^4}\Big]

    with one oscillator, :math:`\alpha(i\omega)=\alpha_0/(1+\omega^2/\omega_0^2)`, its frequency such that
    :math:`C_6=\frac34\alpha_0^2\omega_0`: exact at both ends, :math:`-C_6/r^6` and :math:`-23\alpha_0^2/4\pi r^7`, and to one
    percent between them.

    References
    ----------
    Feinberg:1989ps
    """
    r = np.asarray(r, dtype=float)[..., None]
    frequency = 4.0 * C6 / (3.0 * POLARISABILITY**2)
    # trapezoid rule in the logarithm of omega, around the smaller of 1/r and the oscillator's frequency
    step = 0.1
    omega = frequency / (1.0 + frequency * r) * np.exp(step * np.arange(-240, 141))
    polynomial = ((((omega * r + 2.0) * omega * r + 5.0) * omega * r + 6.0) * omega * r + 3.0) / r**4
    alpha = POLARISABILITY / (1.0 + (omega / frequency) ** 2)
    integral = step * np.sum(omega * alpha**2 * np.exp(-2.0 * omega * r) * polynomial, axis=-1)
    return -integral / (math.pi * r[..., 0] ** 2)


def forces(axes: Any, panels: Sequence[Panel] | None = None) -> list[Any]:
    """|V| r/(hbar c), which is flat for 1/r, against distance; where the neutrino force equals another it is marked.

    Parameters
    ----------
    axes : sequence of n matplotlib axes
    panels : sequence of n Panels, optional
        Default: :func:`rivals`.

    Returns
    -------
    list of artists
    """
    panels = rivals() if panels is None else panels
    axes = np.ravel(axes)
    artists = [artist for ax, panel in zip(axes, panels, strict=True) for artist in _drawn(ax, panel)]
    axes[0].set_ylabel(r"$|V|\,r\,/\,\hbar c$")
    artists.append(legend(axes, axes[-1], loc="upper left", bbox_to_anchor=(1.01, 1.0)))
    return artists


def _drawn(ax: Any, panel: Panel) -> list[Any]:
    artists: list[Any] = []
    for force in panel.forces:
        decades = math.log10(HIGHEST / force.start)
        r = np.geomspace(force.start, HIGHEST, round(_PER_DECADE * decades) + 1)
        artists += signed(ax, r / m, force.potential(r) * r, force.colour, force.label)
    text, end = panel.limit
    artists += beyond(ax, LOWEST / m, end / m, text, 0.36)
    neutrinos, *others = panel.forces
    for other in others:
        for r_ in crossings(neutrinos, other):
            y = abs(float(neutrinos.potential(r_))) * r_
            artists += ax.plot(r_ / m, y, "o", color=other.colour, mfc="white", ms=5, mew=1.3, label="_crossing")
            options = {"xytext": (6, 4), "textcoords": "offset points", "fontsize": 9}
            artists.append(ax.annotate(_prefixed(r_ / m), (r_ / m, y), **options))
    ax.set(xscale="log", yscale="log", xlim=(LOWEST / m, HIGHEST / m), ylim=(WEAKEST, 1e7))
    ax.set_xticks(10.0 ** np.arange(-20, 1, 5))
    ax.set_yticks(10.0 ** np.arange(-50, 1, 10))
    ax.set_xlabel(r"distance $r$ [m]")
    ax.set_title(panel.title, loc="left", fontsize=11)
    options = {"ha": "right", "va": "top", "fontsize": 8, "color": "0.35"}
    artists.append(ax.text(0.97, 0.985, panel.note, transform=ax.transAxes, **options))
    return artists


def crossings(one: Rival, other: Rival) -> tuple[float, ...]:
    """Distances (eV^-1) at which two forces have potentials of the same size, but for those beside a zero of one of them."""

    def difference(r: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(np.abs(one.potential(r))) - np.log(np.abs(other.potential(r)))

    return sign_changes(difference, max(one.start, other.start), HIGHEST)


def _prefixed(value: float) -> str:
    """A distance in metres as text for a figure, three digits and a prefix."""
    power = 3 * math.floor(math.log10(value) / 3)
    prefix = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: ""}.get(power)
    return f"{value:.2e} m" if prefix is None else f"{value / 10.0**power:.3g} {prefix}m"
