r"""Sources that change with time: a supernova burst, a radioactive source, the fuel and the load of a reactor."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from nuforce.backgrounds.beam import Beam, Component
from nuforce.backgrounds.sources import Reactor
from nuforce.errors import InputError
from nuforce.units import Dim, check_fields, s


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    r"""Luminosity of a core-collapse supernova in time: a short accretion phase, then the cooling of the neutron star.

    .. math:: \frac{L(t)}{E} = \Big(1-e^{-t/\tau_r}\Big)\Big[\frac a{N_a}\,e^{-(t/\tau_a)^2}
                               + \frac{1-a}{N_c}\,e^{-t/\tau_c}\Big],\qquad t>0 ,

    each part normalised to one.  A parametrisation with the phases of the analyses of SN 1987A; mean energies are kept constant.
    Its default times are from memory of such analyses, not from a simulation, and good to a factor of two.

    Parameters
    ----------
    accretion : float
        a: share of the energy that is emitted in the accretion phase, 0 to 1.
    accretion_time, cooling_time, rise_time : float, eV^-1
        :math:`\tau_a, \tau_c, \tau_r`.

    References
    ----------
    Loredo:2001rx, Pagliaroli:2008ur
    """

    accretion: float = 0.2
    accretion_time: Annotated[float, Dim(-1, "s", positive=True)] = 0.55 * s
    cooling_time: Annotated[float, Dim(-1, "s", positive=True)] = 4.7 * s
    rise_time: Annotated[float, Dim(-1, "s", positive=True)] = 0.1 * s

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 <= self.accretion <= 1:
            raise InputError("accretion", self.accretion, "a share lies between 0 and 1")

    def profile(self, time: Any) -> Any:
        """Emission per time (eV) over the whole, at times (eV^-1) after the start; its integral is 1.

        Parameters
        ----------
        time : array, shape (*S,), eV^-1
            Negative before the start.
        """
        from scipy.special import erfcx

        time = np.asarray(time, dtype=float)
        t = np.maximum(time, 0.0)
        rise = -np.expm1(-t / self.rise_time)
        early = rise * np.exp(-((t / self.accretion_time) ** 2))
        late = rise * np.exp(-t / self.cooling_time)
        norm_early = (
            0.5 * math.sqrt(math.pi) * self.accretion_time * (1 - erfcx(0.5 * self.accretion_time / self.rise_time))
        )
        norm_late = self.cooling_time**2 / (self.cooling_time + self.rise_time)
        value = self.accretion / norm_early * early + (1 - self.accretion) / norm_late * late
        return np.where(time > 0, value, 0.0)

    def at(self, beam: Beam, time: float, *, duration: float = 10 * s) -> Beam:
        """A supernova whose flux is its fluence over ``duration`` (as ``backgrounds["supernova"]``), at one moment.

        Parameters
        ----------
        beam : Beam
        time : float, eV^-1
            After the first neutrinos arrive.
        duration : float, eV^-1
            Over which the flux of ``beam`` is the average.
        """
        if not 0 < duration < math.inf:
            raise InputError("duration", duration, "must be finite and larger than zero")
        return scaled(beam, float(self.profile(_time(time))) * duration)


def scaled(beam: Beam, factor: float) -> Beam:
    """The same beam with ``factor`` times the flux of each component."""
    if not 0 <= factor < math.inf:
        raise InputError("factor", factor, "must be finite and not negative")

    def change(part: Component) -> Component:
        name = next(name for name in ("rate", "flux", "power") if getattr(part, name) is not None)
        return replace(part, **{name: factor * getattr(part, name)})

    return replace(beam, component=tuple(change(part) for part in beam.component))


def decayed(beam: Beam, time: float, half_life: float) -> Beam:
    """A radioactive source some time after its activity was that of ``beam``.

    Parameters
    ----------
    beam : Beam
        Such as ``backgrounds["cr51"]`` or ``backgrounds["ar37"]``.
    time, half_life : float, eV^-1
        27.7015(11) days for 51Cr, 35.011(19) days for 37Ar.
    """
    if not 0 < half_life < math.inf:
        raise InputError("half_life", half_life, "must be finite and larger than zero")
    return scaled(beam, 2.0 ** (-_time(time) / half_life))


def with_fuel(beam: Beam, fission_fractions: dict[str, float], *, load: float = 1.0) -> Beam:
    """A reactor whose fuel has burnt to other shares of the fissions, at another load.

    At constant power the antineutrinos fall, and soften, as plutonium takes over from uranium-235.

    Parameters
    ----------
    beam : Beam
        With components that are given by a power.
    fission_fractions : mapping
        Shares of the isotopes, which add up to 1.
    load : float
        Power over the nominal one; 0 when the reactor is off (what its spent fuel still emits is left out).
    """
    if not any(isinstance(part.spectrum, Reactor) and part.power is not None for part in beam.component):
        raise InputError("beam", beam.name, "has no component with a power and a reactor spectrum")
    changed = tuple(
        replace(part, spectrum=replace(part.spectrum, fission_fractions=dict(fission_fractions)))
        if isinstance(part.spectrum, Reactor)
        else part
        for part in beam.component
    )
    return scaled(replace(beam, component=changed), load)


def _time(time: float) -> float:
    if not math.isfinite(time):
        raise InputError("time", time, "must be a finite number")
    return float(time)
