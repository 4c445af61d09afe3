r"""Spin-dependent and parity-violating energies of two static sources in a flux of massless neutrinos.

A static source with vector and axial charges :math:`g_V, g_A` of one flavour couples to left-handed neutrinos as
:math:`H = \sqrt2\,G_F\,\nu_L^\dagger\,[g_V - g_A\,s\!\cdot\!\sigma]\,\nu_L`.  A neutrino of momentum :math:`E\hat k` and flux
:math:`\Phi`, scattered by both sources, shifts their energy at second order by

.. math::
   V = 4G_F^2\Phi\;\mathrm{Re}\Big\{e^{-ik\cdot x}\;u^\dagger\,[g_{V1}-g_{A1}s_1\!\cdot\!\sigma]\,
       (E+i\sigma\!\cdot\!\nabla)g\,[g_{V2}-g_{A2}s_2\!\cdot\!\sigma]\,u\Big\},
   \qquad g=-\frac{\cos Er}{4\pi r},\quad \sigma\!\cdot\!\hat k\,u=-u ,

:math:`(E+i\sigma\cdot\nabla)g` being the principal value of :math:`1/(E+\sigma\cdot p)`.  An antineutrino is a missing state of
momentum :math:`-E\hat k`, energy :math:`-E` and the same spinor.  The functions below are the traces of this.

Everything here is static, at tree level, for massless neutrinos, without recoil, without terms in the velocities of the sources.
Three functions are for one flavour and one energy; :func:`spin_terms` sums over the flavours of a background and averages over
its spectrum.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import spherical_jn, spherical_yn

from nuforce.accuracy import Accuracy
from nuforce.backgrounds.beam import FORMULA, Beam, Isotropic, charge_met, flux_waves, same_phase
from nuforce.backgrounds.checked import nonnegative, number, numbers, positive, spin_vector, unit_vector
from nuforce.backgrounds.isotropic import background_blocks
from nuforce.backgrounds.ring import MuonRing
from nuforce.backgrounds.thermal import Relic
from nuforce.backgrounds.thermal_spin import FermiDiracSpin
from nuforce.errors import InputError, OutOfDomain
from nuforce.matter import Content, elementary
from nuforce.potentials import AbstractPotential, Derived, Wave, YukawaMixture
from nuforce.potentials.base import check_range, combined, distance, positions
from nuforce.potentials.spin_waves import SpinWaves
from nuforce.potentials.yukawa import Kernel
from nuforce.sector import Sector

if TYPE_CHECKING:
    from nuforce.backgrounds.base import AbstractBackground

REFERENCES: Final = ("Ghosh:2022nzo", "Horowitz:1993kw")
"""Of the spin-independent parts; the others are derived here."""

LIGHT: Final = 1e-3
"""Largest mass over mean energy of a flux that counts as massless: helicities are then wrong by 1e-6 at most."""

FROM_SCALAR: Final[dict[str, Kernel]] = {
    "spin-spin": ((0, 1, 2.0 / 3.0), (1, 0, -1.0 / 3.0)),
    "tensor": ((0, 1, 1.0 / 6.0), (1, 0, 1.0 / 6.0)),
}
"""V + r V'/3 and -r V'/6 of a spin-independent potential V: what any isotropic massless bath, and the vacuum, makes of spins."""


class Energies(dict[str, Any]):
    """Energies (eV) by structure; :attr:`total` is their sum."""

    __slots__ = ()

    @property
    def total(self) -> Any:
        """Sum of all structures (eV)."""
        return sum(self.values())


def beam_energy(
    x: Any,
    *,
    direction: Any,
    energy: float,
    flux: float,
    vector: Any,
    axial: Any,
    spin_a: Any,
    spin_b: Any,
    antineutrino: bool = False,
    fermi: float,
) -> Energies:
    r"""Energy of two static sources in a monochromatic beam of massless neutrinos of one flavour.

    With :math:`\epsilon=+1` for neutrinos and -1 for antineutrinos,

    .. math::
       \frac V{4G_F^2\Phi} &= g_{V1}g_{V2}\,C - g_{A1}g_{V2}\,T_+(s_1) - g_{V1}g_{A2}\,T_-(s_2) + g_{A1}g_{A2}\,S , \\
       C &= E g\cos k\!\cdot\!x - \hat k\!\cdot\!\nabla g\,\sin k\!\cdot\!x , \\
       T_\pm(s) &= \cos k\!\cdot\!x\,\{-E g\,s\!\cdot\!\hat k \pm\epsilon\,s\!\cdot\!(\nabla g\times\hat k)\}
                 + \sin k\!\cdot\!x\;s\!\cdot\!\nabla g , \\
       S &= \cos k\!\cdot\!x\,\{E g\,s_1\!\cdot\!s_2 + \epsilon\,\nabla g\!\cdot\!(s_1\times s_2)\} \\
         &\quad + \sin k\!\cdot\!x\,\{-\epsilon E g\,\hat k\!\cdot\!(s_1\times s_2) + s_1\!\cdot\!s_2\,\hat k\!\cdot\!\nabla g
                 - s_1\!\cdot\!\nabla g\;s_2\!\cdot\!\hat k - s_1\!\cdot\!\hat k\;s_2\!\cdot\!\nabla g\} .

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation, from b to a.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    energy : float, eV
        E > 0 of the neutrinos.
    flux : float, eV^3
        :math:`\Phi \ge 0`, for massless neutrinos also their number density.
    vector, axial : (float, float)
        Charges (g_V1, g_V2) and (g_A1, g_A2) of a and b.
    spin_a, spin_b : array, shape (3,)
        Expectation values of the Pauli matrices of a and b: vectors of length up to 1.
    antineutrino : bool
        Whether the beam is one of antineutrinos.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Energies
        "scalar", "axial-a", "axial-b" and "spin-spin" in eV, each of shape (*S,), and their sum as ``total``; positive repels.

    Notes
    -----
    The single-spin terms :math:`s\cdot\hat k` and :math:`s\cdot\hat r` violate parity and need no velocity of the sources;
    :math:`s\cdot(\hat r\times\hat k)` conserves it, and changes its sign with :math:`\epsilon`, as do both terms in
    :math:`s_1\times s_2`.  Along the beam the term :math:`s_1\cdot\hat k` is as strong as the spin-independent force,

    .. math:: V = -\frac{G_F^2\Phi E}{\pi r}\,g_{A1}g_{V2}\,s_1\!\cdot\!\hat k\Big[1+\frac{\sin 2Er}{2Er}\Big]
                \qquad(\hat k=\hat r) .

    Exact at every distance and angle for static sources, massless neutrinos of one flavour, and a plane wave that covers
    both; no recoil, no velocities.  Spins of a and b are taken as independent, <s_1 s_2> = <s_1><s_2>.  Where E r < 1 the terms
    in :math:`s\cdot(\hat r\times\hat k)` and :math:`\hat r\cdot(s_1\times s_2)` are the largest, and go as Phi/r^2.  The error is
    about 1e-16 of G_F^2 Phi (E + 1/r)/(pi r), times the larger of 1 and the phases E r (1 - cos), of the forward wave, and
    E r (1 + cos), of the back-scattered one.

    References
    ----------
    Ghosh:2022nzo (spin-independent part)
    """
    r, n, a, b, (v1, v2), (a1, a2) = _pair(x, vector, axial, spin_a, spin_b)
    k = unit_vector(direction)
    energy, flux, fermi = positive("energy", energy), nonnegative("flux", flux), number("fermi", fermi)
    eps = -1.0 if antineutrino else 1.0
    er = energy * r
    # k.x = E r c makes no phase by itself: E r - k.x is small, and known well, near the beam
    miss = 0.5 * np.sum((n - k) ** 2, axis=-1)
    c = 1.0 - miss
    near, far = er * miss, er * (2.0 - miss)
    cos_cos, sin_sin = 0.5 * (np.cos(far) + np.cos(near)), 0.5 * (np.cos(near) - np.cos(far))
    cos_sin, sin_cos = 0.5 * (np.sin(far) + np.sin(near)), 0.5 * (np.sin(far) - np.sin(near))
    # g and its gradient in units of E/(4 pi r): -cos Er and rhat (sin Er + cos Er/(E r)), times cos k.x and sin k.x
    cos_g, sin_g = -cos_cos, -sin_cos
    cos_d, sin_d = cos_sin + cos_cos / er, sin_sin + sin_cos / er

    def single(spin: Any, sign: float) -> Any:
        odd = sign * eps * np.cross(n, k) @ spin
        return -cos_g * (k @ spin) + cos_d * odd + sin_d * (n @ spin)

    cross = np.cross(a, b)
    both = cos_g * (a @ b) + eps * cos_d * (n @ cross) - eps * sin_g * (k @ cross)
    both = both + sin_d * (c * (a @ b) - (n @ a) * (k @ b) - (k @ a) * (n @ b))
    unit = fermi**2 * flux * energy / (math.pi * r)
    return Energies(
        {
            "scalar": v1 * v2 * unit * (cos_g - c * sin_d),
            "axial-a": -a1 * v2 * unit * single(a, 1.0),
            "axial-b": -v1 * a2 * unit * single(b, -1.0),
            "spin-spin": a1 * a2 * unit * both,
        }
    )


def isotropic_energy(
    x: Any,
    *,
    energy: float,
    neutrinos: float,
    antineutrinos: float = 0.0,
    vector: Any,
    axial: Any,
    spin_a: Any,
    spin_b: Any,
    fermi: float,
) -> Energies:
    r"""Energy of two static sources in an isotropic bath of massless neutrinos of one flavour and one energy.

    The average of :func:`beam_energy` over directions, :math:`z = Er` the argument of the spherical Bessel functions,

    .. math::
       V = \frac{G_F^2E^2}\pi\Big\{(n_++n_-)\Big[g_{V1}g_{V2}\,(j_0y_0+j_1y_1)
           + g_{A1}g_{A2}\big(s_1\!\cdot\!s_2\,(j_0y_0-j_1y_1)+2\,s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r\,j_1y_1\big)\Big]
           - (n_+-n_-)\,g_{A1}g_{A2}\;\hat r\!\cdot\!(s_1\times s_2)\,(j_0y_1+j_1y_0)\Big\} .

    All terms with a single spin average to zero.

    Parameters
    ----------
    x : array, shape (*S, 3), eV^-1
        Separation, from b to a.
    energy : float, eV
        E > 0 of the neutrinos.
    neutrinos, antineutrinos : float, eV^3
        Number densities :math:`n_+, n_- \ge 0`.
    vector, axial : (float, float)
        Charges (g_V1, g_V2) and (g_A1, g_A2) of a and b.
    spin_a, spin_b : array, shape (3,)
        Expectation values of the Pauli matrices of a and b: vectors of length up to 1.
    fermi : float, eV^-2
        G_F.

    Returns
    -------
    Energies
        By the operators of :data:`nuforce.exchanges.base.OPERATORS` they belong to, in eV, each of shape (*S,): "scalar",
        "spin-spin" (:math:`s_1\cdot s_2`, with :math:`j_0y_0-\frac13j_1y_1`), "tensor"
        (:math:`3s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r-s_1\!\cdot\!s_2`, with :math:`\frac23j_1y_1`) and "parity-odd-ab"
        (:math:`\hat r\cdot(s_1\times s_2)`, which violates parity); the sum is ``total``.

    Notes
    -----
    Linear in the densities: integrate over energies for a spectrum.  The vacuum is minus one neutrino or antineutrino per
    mode, :math:`n_++n_-\to-d^3k/(2\pi)^3`, and so gives :math:`-g_{A1}g_{A2}G_F^2/(8\pi^3r^5)\,[3s_1\!\cdot\!s_2
    -5s_1\!\cdot\!\hat r\,s_2\!\cdot\!\hat r]` beside the scalar :math:`g_{V1}g_{V2}G_F^2/(4\pi^3r^5)`.

    Static sources, massless neutrinos of one flavour, no recoil, no velocities.  The error of a structure is about 1e-16 of the
    largest product of Bessel functions in it, times the larger of 1 and E r.

    References
    ----------
    Horowitz:1993kw, Ghosh:2022nzo (spin-independent part)
    """
    r, n, a, b, (v1, v2), (a1, a2) = _pair(x, vector, axial, spin_a, spin_b)
    energy, fermi = positive("energy", energy), number("fermi", fermi)
    plus, minus = nonnegative("neutrinos", neutrinos), nonnegative("antineutrinos", antineutrinos)
    z = energy * r
    j0, j1 = spherical_jn(0, z), spherical_jn(1, z)
    y0, y1 = spherical_yn(0, z), spherical_yn(1, z)
    unit = fermi**2 * energy**2 / math.pi
    even, odd = unit * (plus + minus), unit * (plus - minus)
    dot = float(a @ b)
    return Energies(
        {
            "scalar": v1 * v2 * even * (j0 * y0 + j1 * y1),
            "spin-spin": a1 * a2 * even * dot * (j0 * y0 - j1 * y1 / 3.0),
            "tensor": a1 * a2 * even * (3.0 * (n @ a) * (n @ b) - dot) * (2.0 / 3.0) * j1 * y1,
            "parity-odd-ab": -a1 * a2 * odd * (n @ np.cross(a, b)) * (j0 * y1 + j1 * y0),
        }
    )


def stodolsky_energy(
    spin: Any, direction: Any, flux: float, axial: float, antineutrino: bool = False, *, fermi: float
) -> float:
    r"""Energy (eV) of one spin in a flux of massless neutrinos, to first order: :math:`\pm\sqrt2\,G_F\,g_A\,s\cdot\hat k\,\Phi`.

    This is of first order in G_F and acts on each source alone: it does not depend on where the other one is, and so is no
    force between the two; :func:`beam_energy` is of second order.  The upper sign is that of neutrinos.

    Parameters
    ----------
    spin : array, shape (3,)
        Expectation value of the Pauli matrices of the source: a vector of length up to 1.
    direction : array, shape (3,)
        Unit vector along which the neutrinos travel.
    flux : float, eV^3
        :math:`\Phi \ge 0`, for massless neutrinos also their number density.
    axial : float
        Charge g_A of the source.
    antineutrino : bool
        Whether these are antineutrinos: the sign changes.
    fermi : float, eV^-2
        G_F.

    Notes
    -----
    A source at rest and massless neutrinos of one flavour.  The spin-independent shift, :math:`\pm\sqrt2\,G_F\,g_V\,\Phi`, is
    left out.  In an isotropic flux the effect vanishes.
    """
    sign = -1.0 if antineutrino else 1.0
    shift = number("fermi", fermi) * number("axial", axial) * nonnegative("flux", flux)
    return sign * math.sqrt(2.0) * shift * float(spin_vector("spin", spin) @ unit_vector(direction))


def spin_terms(
    background: AbstractBackground,
    a: Content,
    b: Content,
    sector: Sector,
    structure: str,
    *,
    flavour: str = "all",
    accuracy: Accuracy | None = None,
) -> dict[str, AbstractPotential]:
    r"""What a background adds to a spin structure, by the names of the operators.

    Parameters
    ----------
    background : AbstractBackground
        A beam, an isotropic flux, or relic neutrinos; no sum of them.
    a, b : Content
        Single particles; beside one of them the other may be unpolarised matter in "parity-odd" and "spin-normal".
    sector : Sector
    structure : "spin-spin", "tensor", "parity-odd" or "spin-normal"
        The last is the one structure of a single spin that conserves parity, sigma.(rhat x k), and belongs to beams.
    flavour : str
        "all", or one flavour: charges are then projected on it.
    accuracy : Accuracy, optional
        Of relic neutrinos.

    Returns
    -------
    dict
        Operators of :data:`nuforce.exchanges.base.OPERATORS` for an isotropic background, of
        :data:`nuforce.potentials.spin_waves.OPERATORS` for a beam; empty where all static terms average to zero.

    Notes
    -----
    A neutrino of flavour alpha contributes :math:`(g_ag_b)_{\alpha\alpha}` of the charge matrices: the intermediate one may
    have any flavour.  Static sources and massless neutrinos; terms in the velocities of the sources are not derived.

    Raises
    ------
    OutOfDomain
        Where the energies are not far above the masses of the neutrinos; for sources without a spin of their own.
    """
    if isinstance(background, (Beam, MuonRing, Isotropic)):
        return _flux_terms(background, a, b, sector, structure, flavour)
    if isinstance(background, Relic):
        return _relic_terms(background, a, b, sector, structure, flavour, accuracy)
    raise OutOfDomain(
        f"background {background.name}: the {structure} force of this kind of background is not derived; use structure 'scalar', "
        f"or part 'vacuum' for the {structure} one"
    )


def spin_total(
    background: AbstractBackground,
    a: Content,
    b: Content,
    sector: Sector,
    structure: str,
    *,
    flavour: str = "all",
    accuracy: Accuracy | None = None,
) -> dict[str, AbstractPotential] | None:
    """Vacuum plus background of a spin structure where that has a closed form, in place of their sum; else None."""
    if structure not in FROM_SCALAR or not isinstance(background, Relic) or background.statistics != "fermi-dirac":
        return None
    if np.any(sector.masses != 0) or background.wind:
        return None
    references = _cited(background, a, b, sector)
    parts: list[AbstractPotential] = []
    for state, xi, factor, strength in _axial_strengths(background, a, b, sector, flavour):
        parts.append(_fermi_dirac(background, structure, strength, xi, references))
        if factor != 1:
            # (vacuum + bath) + (factor - 1) bath: neither part cancels against the other
            parts.append(_bath(background, structure, (factor - 1.0) * strength, state, xi, accuracy, references))
    return {structure: combined(tuple(parts))}


def with_spin(a: Content, b: Content) -> tuple[bool, bool]:
    """Which of two sources have a spin of their own; at least one has.

    Raises
    ------
    OutOfDomain
        Where neither has.
    """
    found = a.species is not None, b.species is not None
    if not any(found):
        elementary(a)
    return found


def _flavour_charge(source: Content, sector: Sector, flavour: str, kind: str) -> Any:
    """Vector or axial charge matrix of a source in the flavour basis, shape (f, f)."""
    if kind == "vector":
        return source.flavour_charge(sector, flavour)
    size = len(sector.flavours)
    unmixed = replace(sector, masses=np.zeros(size), mixing=np.eye(size, dtype=complex))
    return unmixed.axial(elementary(source), flavour)


def _flux_terms(
    background: Beam | MuonRing | Isotropic, a: Content, b: Content, sector: Sector, structure: str, flavour: str
) -> dict[str, AbstractPotential]:
    heaviest = float(sector.masses.max())
    for part in background.component:
        if heaviest > LIGHT * part.spectrum.mean:
            raise OutOfDomain(
                f"background {background.name}: the mean energy of a component, {part.spectrum.mean:.3g} eV, is not far above "
                f"the largest neutrino mass, {heaviest:.3g} eV; spin-dependent forces are derived for massless neutrinos: take "
                "Sector.massless(), or structure 'scalar'"
            )
    isotropic = isinstance(background, Isotropic)
    references = tuple(dict.fromkeys((*_cited(background, a, b, sector), FORMULA)))

    def made(operator: str, kinds: str, odd: bool) -> SpinWaves:
        """Coefficient of an operator; ``kinds`` are the charges of a and b, and antineutrinos count negative if ``odd``."""
        of_a, of_b = (
            _flavour_charge(source, sector, flavour, "axial" if kind == "A" else "vector")
            for source, kind in zip((a, b), kinds, strict=True)
        )
        return SpinWaves(operator, _waves(background, of_a @ of_b, sector, odd), references)

    if structure == "spin-spin":
        return {"spin-spin": made("spin-spin", "AA", odd=False)}
    if structure == "tensor":
        return {"tensor" if isotropic else "tensor-beam": made("tensor-beam", "AA", odd=False)}
    spins = with_spin(a, b)
    found: dict[str, AbstractPotential] = {}
    for name, kinds, spin in (("a", "AV", spins[0]), ("b", "VA", spins[1])):
        if not spin or isotropic:
            continue  # no direction is left for a single spin to point along
        if structure == "spin-normal":
            found[f"spin-normal-{name}"] = made(f"spin-normal-{name}", kinds, odd=True)
        else:
            for end in ("beam", "radial"):
                found[f"parity-odd-{name}-{end}"] = made(f"parity-odd-{name}-{end}", kinds, odd=False)
    if structure == "parity-odd" and all(spins):
        radial, along = (made(operator, "AA", odd=True) for operator in ("parity-odd-ab", "parity-odd-ab-beam"))
        if isotropic:
            found["parity-odd-ab"] = radial + along
        else:
            found |= {"parity-odd-ab": radial, "parity-odd-ab-beam": along}
    return found


def _waves(background: Beam | MuonRing | Isotropic, product: Any, sector: Sector, odd: bool) -> tuple[Wave, ...]:
    """The waves of a flux, for a matrix of charge products in the flavour basis."""
    if isinstance(background, Isotropic):
        return flux_waves(background.component, 1.0, (0.0, 0.0, 1.0), math.pi, product, sector, odd=odd)
    return flux_waves(
        background.component, background.distance, background.direction, background.cap, product, sector, odd=odd
    )


def _relic_terms(
    background: Relic,
    a: Content,
    b: Content,
    sector: Sector,
    structure: str,
    flavour: str,
    accuracy: Accuracy | None,
) -> dict[str, AbstractPotential]:
    if np.any(sector.masses != 0):
        raise OutOfDomain(
            f"background {background.name}: the energies of relic neutrinos are not far above their masses (up to "
            f"{sector.masses.max():.3g} eV), and spin-dependent forces in a background are derived for massless neutrinos: take "
            "Sector.massless() (sector.masses = ['0 eV', '0 eV', '0 eV']), structure 'scalar', or part 'vacuum'"
        )
    if background.wind:
        raise OutOfDomain(
            f"background {background.name}: spin-dependent forces of a bath that moves past the sources are not derived; set "
            "background.wind to 0, or take structure 'scalar'"
        )
    references = _cited(background, a, b, sector)
    if structure in FROM_SCALAR:
        states = _axial_strengths(background, a, b, sector, flavour)
        baths = [_bath(background, structure, f * g, state, xi, accuracy, references) for state, xi, f, g in states]
        return {structure: combined(tuple(baths))}
    if structure == "parity-odd" and all(with_spin(a, b)):
        # without a chemical potential neutrinos and antineutrinos cancel
        states = _axial_strengths(background, a, b, sector, flavour)
        odd = [_fermi_dirac(background, "parity-odd-ab", f * g, xi, references) for _, xi, f, g in states]
        return {"parity-odd-ab": combined(tuple(odd))}
    return {}


def _cited(background: AbstractBackground, a: Content, b: Content, sector: Sector) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*background.references, *sector.references, *a.references, *b.references)))


def _axial_strengths(
    background: Relic, a: Content, b: Content, sector: Sector, flavour: str
) -> list[tuple[int, float, float, float]]:
    """State, degeneracy, clustering and G_F^2 times the charges (eV^-4), one entry for all massless states that are alike."""
    product = _mass_charge(a, sector, flavour) @ _mass_charge(b, sector, flavour)
    own = background.per_state(sector.masses.size)
    found = []
    for key in dict.fromkeys(own):
        alike = [i for i, each in enumerate(own) if each == key]
        charge = complex(sum(product[i, i] for i in alike))
        same_phase(charge, product)
        found.append((alike[0], *key, sector.fermi**2 * charge.real))
    return found


def _mass_charge(source: Content, sector: Sector, flavour: str) -> Any:
    """Axial charge matrix of a source in the mass basis, shape (n, n)."""
    return sector.axial(elementary(source), flavour)


def _bath(
    background: Relic,
    structure: str,
    strength: float,
    state: int,
    xi: float,
    accuracy: Accuracy | None,
    references: tuple[str, ...],
) -> Derived:
    """A spin term of what a bath of one massless state adds, by its own sum; its clustering is in the strength."""
    blocks = background_blocks(
        "massless",
        0.0,
        partial(replace(background, clustering=1.0).occupation, state=state),
        strength=strength,
        temperature=background.temperature,
        pole=complex(abs(xi) * background.temperature, math.pi * background.temperature),
        accuracy=accuracy or Accuracy(),
    )
    return Derived(YukawaMixture(blocks, references), FROM_SCALAR[structure])


def _fermi_dirac(
    background: Relic, operator: str, strength: float, xi: float, references: tuple[str, ...]
) -> FermiDiracSpin:
    return FermiDiracSpin(
        operator=operator,
        strength=strength,
        temperature=background.temperature,
        degeneracy=xi,
        references=references,
    )


def stodolsky(
    source: Content | str,
    background: AbstractBackground | str,
    sector: Sector | None = None,
    *,
    flavour: str = "all",
    wind: Any = None,
) -> Any:
    r"""First-order energy of one spin in a background, as a vector B: the energy is :math:`s\cdot B`.

    .. math:: B = \sqrt2\,G_F\sum_\alpha g^A_{\alpha\alpha}\,(\mathbf j_\alpha-\bar{\mathbf j}_\alpha) ,

    with the number currents of neutrinos and antineutrinos.  It acts on each source alone, wherever the other one is, and so is
    no force between the two.

    Parameters
    ----------
    source : Content or str
        A single particle.
    background : AbstractBackground or str
    sector : Sector, optional
        Default: three massless flavours.
    flavour : str
        "all", or one flavour.
    wind : array, shape (3,), optional
        Velocity (units of c) of a relic bath as the source sees it; default: that of its own wind, the opposite of the motion of
        the sources.

    Returns
    -------
    array, shape (3,), eV

    Notes
    -----
    A beam of half-angle theta has the current :math:`\Phi\cos^2(\theta/2)` along its axis; an isotropic flux none.  Massless
    relic neutrinos have the current :math:`(n-\bar n)\gamma v`, with :math:`n-\bar n=T^3(\xi+\xi^3/\pi^2)/6` for each state in
    the frame of the bath.  A source at rest.

    Raises
    ------
    OutOfDomain
        For relic neutrinos with masses and a wind: their helicities are not those of massless ones.

    References
    ----------
    Stodolsky:1974aq
    """
    from nuforce.backgrounds import backgrounds
    from nuforce.matter import content

    source, sector = content(source, "source"), sector or Sector.massless()
    elementary(source)
    velocity = None if wind is None else numbers("wind", wind, 3)
    if velocity is not None and not float(np.linalg.norm(velocity)) < 1.0:
        raise InputError("wind", velocity.tolist(), "is a velocity in units of c, below 1")
    total = np.zeros(3)
    for part in backgrounds.get(background, field="background").parts():
        total = total + math.sqrt(2.0) * sector.fermi * _current(part, source, sector, flavour, velocity)
    return total


def _current(background: AbstractBackground, source: Content, sector: Sector, flavour: str, velocity: Any) -> Any:
    """Current of neutrinos minus antineutrinos, weighted with the axial charges they meet, eV^3."""
    if isinstance(background, Isotropic):
        return np.zeros(3)
    if isinstance(background, (Beam, MuonRing)):
        charges = _flavour_charge(source, sector, flavour, "axial")
        axis = np.array(background.direction) / float(np.linalg.norm(background.direction))
        along = sum(
            (-1.0 if part.antineutrino else 1.0) * charge_met(part, charges, sector) * part.flux_at(background.distance)
            for part in background.component
        )
        return along * math.cos(0.5 * background.cap) ** 2 * axis
    if isinstance(background, Relic):
        if velocity is None:
            along_wind = np.array(background.wind_direction)
            velocity = -background.wind * along_wind / float(np.linalg.norm(along_wind))
        if not np.any(velocity):
            return np.zeros(3)
        if np.any(sector.masses != 0):
            raise OutOfDomain(
                f"background {background.name}: the first-order energy of a spin in a wind of massive relic neutrinos depends on "
                "their helicities and is not derived; take Sector.massless(), or no wind"
            )
        diagonal = np.diag(_mass_charge(source, sector, flavour)).real
        density = sum(
            g * factor * background.temperature**3 * (xi + xi**3 / math.pi**2) / 6.0
            for g, (xi, factor) in zip(diagonal, background.per_state(diagonal.size), strict=True)
        )
        return density / math.sqrt(1.0 - float(velocity @ velocity)) * velocity
    raise OutOfDomain(
        f"background {background.name}: the current of this kind of background is not known; use stodolsky_energy with its flux"
    )


def _pair(x: Any, vector: Any, axial: Any, spin_a: Any, spin_b: Any) -> tuple[Any, ...]:
    """Distances, unit separations, spins and charges, checked."""
    x = np.asarray(positions(x), dtype=float)
    r = distance(x)
    check_range(r, 0.0, math.inf, "")
    spins = (spin_vector("spin_a", spin_a), spin_vector("spin_b", spin_b))
    return r, x / r[..., None], *spins, numbers("vector", vector, 2), numbers("axial", axial, 2)
