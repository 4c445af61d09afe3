"""Forces in a neutrino background: against the angle, against what suppresses them, among relic neutrinos."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from nuforce.backgrounds import backgrounds
from nuforce.figures.lines import legend, signed
from nuforce.figures.style import COLOURS
from nuforce.interaction import Interaction, Part, interaction
from nuforce.numerics.oscillatory import coherence_angle
from nuforce.potentials import Wave, WaveMixture
from nuforce.potentials.spectra import AbstractSpectrum, Gaussian, Line, Pinched
from nuforce.sector import Nature, Sector
from nuforce.units import MeV, cm, length, m, um

ENERGY: Final = 3.0 * MeV
"""Energy of the line (eV)."""
WIDTH: Final = 0.1
"""Relative width of the Gaussian line."""
MASS: Final = 0.05
"""Mass of relic neutrinos (eV)."""
RELIC_PARTS: Final[tuple[Part, ...]] = ("background", "total")
"""What the two panels of :func:`relic` show."""
SMALLEST: Final = 1e-6
"""Least |V|/|V aligned| that is shown."""
_AXIS: Final = np.array([0.0, 0.0, 1.0])
_ANGLE: Final = 1e-4
"""Angle (rad) of curves against a phase: only the phase matters while angles are small."""
_CYCLES: Final = 40.0
"""Phase beyond which oscillations are too fast to be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A spectrum and how it is drawn."""

    label: str
    colour: str
    spectrum: AbstractSpectrum

    def wave(self, cap: float = 0.0) -> WaveMixture:
        """A beam of unit weight from a disc of half-angle ``cap`` (rad)."""
        return WaveMixture((Wave(_AXIS, 1.0, self.spectrum, cap),))


def spreads(energy: float = ENERGY) -> tuple[Spread, ...]:
    """A line, a Gaussian line and a pinched thermal spectrum of one mean energy (eV), and the reactor's spectrum."""
    source: Any = backgrounds["reactor"]
    return (
        Spread(label=f"line, {energy / MeV:g} MeV", colour=COLOURS[0], spectrum=Line(energy=energy)),
        Spread(
            label=rf"Gaussian, $\sigma = {WIDTH:g}\,E$",
            colour=COLOURS[2],
            spectrum=Gaussian(energy=energy, width=WIDTH * energy),
        ),
        Spread(
            label=r"pinched thermal, $a = 2.3$",
            colour=COLOURS[4],
            spectrum=Pinched(mean_energy=energy, pinch=2.3),
        ),
        Spread(label="reactor", colour=COLOURS[1], spectrum=source.component[0].spectrum),
    )


def angles(axes: Any, energy: float = ENERGY, distances: tuple[float, ...] = (1 * um, 1 * cm)) -> list[Any]:
    """V of a plane wave against the angle between the pair and the beam, in units of the aligned V, for several spectra.

    Where it oscillates faster than can be drawn, a band shows its range.

    Parameters
    ----------
    axes : array of matplotlib axes, shape (1, n)
        One per distance.
    energy : float, eV
    distances : tuple of n floats, eV^-1
    """
    artists: list[Any] = []
    for ax, r in zip(np.ravel(axes), distances, strict=True):
        edge = float(coherence_angle(energy, r))
        alpha, curves = _against_angle(energy, r)
        slow = energy * r * alpha**2 / 2 < _CYCLES
        for each, ratio in curves:
            fast = isinstance(each.spectrum, Line)
            if fast:
                artists.append(
                    ax.fill_between(
                        alpha[~slow], -1.0, 1.0, color="0.82", lw=0, zorder=0, label="line: too fast to draw"
                    )
                )
            values = np.where(slow, ratio, np.nan) if fast else ratio
            artists += ax.plot(alpha, values, color=each.colour, lw=1.5, label=each.label)
        artists.append(ax.axvline(edge, color="0.4", lw=0.8, ls=(0, (1, 1.5))))
        options = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom", "fontsize": 9}
        artists.append(ax.text(edge, 1.02, r"$\sqrt{3.8/Er}$", **options))
        ax.set(xscale="log", xlim=(alpha[0], alpha[-1]), ylim=(-1.1, 1.1), xlabel=r"angle $\alpha$ to the beam [rad]")
        ax.set_title(f"$r$ = {length(r)}", loc="left", fontsize=11, pad=16)
    first = np.ravel(axes)[0]
    first.set_ylabel(r"$V(\alpha)\,/\,V(0)$")
    artists.append(first.legend(loc="lower left"))
    return artists


@lru_cache(maxsize=8)
def _against_angle(energy: float, r: float) -> tuple[Any, list[tuple[Spread, Any]]]:
    """Angles (rad) about the one that halves the force, and V/V aligned there for every spectrum."""
    alpha = float(coherence_angle(energy, r)) * np.geomspace(0.05, 20.0, 700)
    around = r * np.stack([np.sin(alpha), np.zeros_like(alpha), np.cos(alpha)], axis=-1)
    return alpha, [(each, each.wave().at(around) / float(each.wave().along(r))) for each in spreads(energy)]


def suppression(axes: Any, energy: float = ENERGY) -> list[Any]:
    """What survives of the aligned force: against the size of the source, and against the spread of the phase.

    Beyond some cycles the curves are envelopes.

    Parameters
    ----------
    axes : array of matplotlib axes, shape (1, 2)
        Left, uniform discs of half-angle theta: against E r theta^2/2.  Right, a plane wave under a fixed angle: against
        Delta(E r) alpha^2, Delta the full width at half maximum of a Gaussian line or the full rms width of others, with the
        criterion Delta(E r) alpha^2 < pi.
    energy : float, eV
    """
    left, right = np.ravel(axes)
    artists: list[Any] = []
    for each, x, disc, y, tilted in _suppressed(energy):
        artists += left.plot(x, disc, color=each.colour, lw=1.4, label=each.label)
        artists += right.plot(y, tilted, color=each.colour, lw=1.4, label=each.label)
    for ax, place, text in ((left, 1.8955, "half of the line survives"), (right, math.pi, r"$\pi$")):
        artists.append(ax.axvline(place, color="0.4", lw=0.8, ls=(0, (1, 1.5))))
        artists.append(ax.text(place * 1.15, 2.0, text, fontsize=9))
        ax.set(xscale="log", yscale="log", ylim=(SMALLEST, 6))
    left.set(xlabel=r"$\langle E\rangle\,r\,\theta^2/2$: uniform disc of half-angle $\theta$", xlim=(1e-2, 1e4))
    left.set_ylabel(r"$|V|\,/\,|V_{\mathrm{aligned}}|$")
    right.set(xlabel=r"$\Delta(E r)\,\alpha^2$: point source under the angle $\alpha$", xlim=(1e-2, 1e3))
    artists.append(left.legend(loc="lower left"))
    return artists


@lru_cache(maxsize=4)
def _suppressed(energy: float) -> list[tuple[Any, ...]]:
    """For every spectrum, the curves of both panels of :func:`suppression`; a line has no width and so no second one."""
    found = []
    for each in spreads(energy):
        mean, width = each.spectrum.mean, _width(each.spectrum)
        bare, disc = each.wave(), each.wave(_ANGLE)
        curve = _envelope(disc, bare, 0.0, mean)
        y, tilted = _envelope(bare, bare, _ANGLE, mean) if width else (np.empty(0), np.empty(0))
        found.append((each, *curve, 2 * width / mean * y, tilted))
    return found


def _envelope(beam: WaveMixture, bare: WaveMixture, angle: float, mean: float) -> tuple[Any, Any]:
    """|V/V aligned| at phases E r angle^2/2: as it is for a few cycles, then its largest values over them."""

    def ratio(phase: Any) -> Any:
        r = 2 * phase / (mean * _ANGLE**2)
        return np.abs(beam.along(r, angle) / bare.along(r))

    phase = np.geomspace(1e-2, 1e4, 500)
    values = ratio(phase)
    cycle = np.linspace(0.0, 2 * math.pi, 12, endpoint=False)
    fast = np.geomspace(_CYCLES, 1e4, 40)
    grid = fast[:, None] + cycle
    tops = ratio(grid).max(axis=1)
    slow = phase < _CYCLES
    joined = np.concatenate([values[slow], tops])
    return np.concatenate([phase[slow], fast]), np.where(joined > 0.1 * SMALLEST, joined, np.nan)


def relic(axes: Any, mass: float = MASS) -> list[Any]:
    """What relic neutrinos add to the force between two neutrons, and the sum, in units of the massless vacuum force.

    All three masses are equal, but for the massless curve.

    Parameters
    ----------
    axes : array of matplotlib axes, shape (1, 2)
        Left the background alone, right vacuum and background.
    mass : float, eV
    """
    r = np.geomspace(1 * um, 1 * cm, 500)
    vacuum = interaction("n", "n", Sector.massless())(r)
    artists: list[Any] = []
    for ax, part in zip(np.ravel(axes), RELIC_PARTS, strict=True):
        for label, colour, pair in relic_pairs(part, mass):
            artists += signed(ax, r / m, pair(r) / vacuum, colour, label)
        artists.append(ax.axhline(1.0, color="0.35", lw=1.0, ls=":", label="massless vacuum force"))
        ax.set(xscale="log", yscale="log", xlim=(r[0] / m, r[-1] / m), ylim=(1e-9, 1e5), xlabel=r"distance $r$ [m]")
        ax.set_title(
            "what relic neutrinos add" if part == "background" else "vacuum and background", loc="left", fontsize=11
        )
    first = np.ravel(axes)[0]
    first.set_ylabel(r"$|V|\,/\,V_{\mathrm{vacuum,\,massless}}$")
    artists.append(legend([first], first, loc="upper left"))
    return artists


def relic_pairs(part: Part, mass: float = MASS) -> list[tuple[str, str, Interaction]]:
    """Two neutrons among relic neutrinos of one mass (eV), as (label, colour, interaction)."""
    cosmic: Any = backgrounds["cosmic"]
    massless = interaction("n", "n", Sector.massless(), background=cosmic, part=part)
    found = [("massless", COLOURS[0], massless)]
    kinds: tuple[tuple[str, str, Nature, str], ...] = (
        ("Dirac, produced helicity", COLOURS[1], "dirac", "produced"),
        ("Dirac, both helicities", COLOURS[3], "dirac", "both"),
        ("Majorana", COLOURS[2], "majorana", "produced"),
    )
    for label, colour, nature, filling in kinds:
        sector = Sector(masses=np.full(3, mass), mixing=np.eye(3, dtype=complex), nature=nature)
        pair = interaction("n", "n", sector, background=replace(cosmic, filling=filling), part=part)
        found.append((f"{label}, {mass:g} eV", colour, pair))
    return found


def _width(spectrum: AbstractSpectrum) -> float:
    """Full width (eV): at half maximum of a Gaussian, else twice the rms deviation."""
    if isinstance(spectrum, Line):
        return 0.0
    if isinstance(spectrum, Gaussian):
        return 2 * math.sqrt(2 * math.log(2)) * spectrum.width
    origin = np.zeros(())
    square = float(spectrum.moment(2, origin).real) - spectrum.mean**2
    return 2 * math.sqrt(square)
