r"""Masses that the relic neutrinos give to a light mediator, on its mass shell and in a static force.

Both are forward scattering, and for slow neutrinos they differ by :math:`(m_\nu/p)^2`, 30000 for 0.05 eV: a quantum passes before
the neutrino has moved, a static field moves it.  A static scalar field pulls the neutrinos in and is enhanced
(a negative squared mass, anti-screening), a static vector field is screened as Debye's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from nuforce.backgrounds import AbstractBackground, Relic
from nuforce.errors import InputError, UnknownName
from nuforce.observables.medium.gas import Gas
from nuforce.observables.medium.loop import Kind, at_rest, light_like, standing
from nuforce.sector import Sector

Limit: TypeAlias = Literal["on-shell", "rest", "static"]
"""K^2 -> 0 with omega >> m_phi; omega -> 0 at k = 0; k -> 0 at omega = 0.  The three do not commute."""

MEDIATOR_REFERENCES: Final = ("Chauhan:2024qew",)
"""Keys of the works this module is after, for :func:`nuforce.cite`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediatorMass:
    """Squared masses of a mediator in a neutrino background.

    Parameters
    ----------
    kind : {"scalar", "pseudoscalar", "vector", "axial"}
        Coupling of the neutrinos, after a Majorana neutrino's vector current has been replaced by its axial one.
    limit : {"on-shell", "rest", "static"}
    states : array, shape (n,), eV^2
        What each mass eigenstate adds.
    references : tuple of str
    """

    kind: Kind
    limit: Limit
    states: Any
    references: tuple[str, ...]

    @property
    def squared(self) -> float:
        """Their sum (eV^2)."""
        return float(np.sum(self.states))

    @property
    def mass(self) -> float | None:
        """Root of the sum (eV); None where that is negative."""
        return math.sqrt(self.squared) if self.squared >= 0 else None

    @property
    def range(self) -> float:
        r"""Length (eV^-1) over which the medium changes the force: :math:`1/\sqrt{|m^2|}`."""
        return 1 / math.sqrt(abs(self.squared)) if self.squared else math.inf


def relic_gas(background: AbstractBackground, sector: Sector, state: int) -> Gas:
    """Relic neutrinos of one mass eigenstate as a gas: their momenta frozen, their helicities filled as the background says.

    Parameters
    ----------
    background : Relic
        ``backgrounds["cosmic"]``.
    sector : Sector
        For its nature and masses.
    state : int
        Mass eigenstate, from 0.

    Returns
    -------
    Gas
        Two filled states (neutrino and antineutrino of one helicity, or the two helicities of a Majorana neutrino); four for
        Dirac neutrinos of the filling "both".
    """
    if not isinstance(background, Relic):
        raise InputError(
            "background", background.name, "needs an isotropic thermal distribution, that of 'cosmic' or another relic"
        )
    mass = float(sector.masses[state])
    edge = abs(background.per_state(sector.masses.size)[state][0]) * background.temperature
    return Gas(
        mass=mass,
        occupation=partial(background.occupation, state=state),
        scale=background.temperature,
        edges=(edge,) if edge > 0 else (),
        states=2.0 if background.state(sector, mass) == "both" else 1.0,
    )


def mediator_mass(
    coupling: float,
    sector: Sector,
    background: AbstractBackground,
    kind: Kind = "scalar",
    limit: Limit = "on-shell",
) -> MediatorMass:
    r"""Squared mass of a light mediator among relic neutrinos, coupled alike to all mass eigenstates.

    Parameters
    ----------
    coupling : float
        y in :math:`y\,\phi\,\bar\nu\nu` (:math:`\bar\nu i\gamma_5\nu`) or g in :math:`g\,V_\mu\bar\nu\gamma^\mu\nu`
        (:math:`\bar\nu\gamma^\mu\gamma_5\nu`); half of that stands in the Lagrangian of Majorana neutrinos.
    sector : Sector
        Masses and nature.
    background : Relic
    kind : {"scalar", "pseudoscalar", "vector", "axial"}
        The vector current of Majorana neutrinos vanishes; "vector" is then the axial one, what is left of a left-handed current.
    limit : {"on-shell", "rest", "static"}

    Returns
    -------
    MediatorMass
        Relative error 1e-12.

    Notes
    -----
    :math:`m^2=y^2\sum\int\frac{d^3p}{(2\pi)^3E}\,f\,b` over the filled states, with

    ============ ======== ============ ===================
    kind         on-shell rest         static
    ============ ======== ============ ===================
    scalar       1        v^2          1 - m^2/p^2
    pseudoscalar 1        1            1
    vector       1        1 - v^2/3    1 + E^2/p^2
    axial        1        2 v^2/3      2
    ============ ======== ============ ===================

    on-shell and rest for transverse vectors, static for the component 00.  Valid for a mediator lighter than 2 m_nu, with
    :math:`K^2\ll P\!\cdot\!K` (on-shell: :math:`\omega\gg m_\phi`); static: distances far above 1/T, and neutrinos that had the
    time to respond.

    References
    ----------
    ParticleDataGroup:2024cfk

    Examples
    --------
    >>> import nuforce as nf
    >>> sector = nf.Sector.normal_ordering(lightest=0.05, nature="dirac")
    >>> found = mediator_mass(1e-6, sector, nf.backgrounds["cosmic"], "scalar", "static")
    >>> found.squared < 0
    True
    """
    if not math.isfinite(coupling):
        raise InputError("coupling", coupling, "must be a finite number")
    if kind not in get_args(Kind):
        raise UnknownName("kind", kind, get_args(Kind))
    if limit not in get_args(Limit):
        raise UnknownName("limit", limit, get_args(Limit))
    current: Kind = "axial" if kind == "vector" and sector.nature == "majorana" else kind
    found = []
    for state in range(sector.masses.size):
        gas = relic_gas(background, sector, state)
        if limit == "static":
            found.append(standing(gas, kind=current))
        else:
            found.append(light_like(gas) if limit == "on-shell" else at_rest(gas, current))
    states = coupling**2 * np.array(found)
    references = (*MEDIATOR_REFERENCES, *background.references, *sector.references)
    return MediatorMass(kind=current, limit=limit, states=states, references=tuple(dict.fromkeys(references)))
