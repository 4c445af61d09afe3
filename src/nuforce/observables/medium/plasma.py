r"""Photons in a plasma: plasma frequency, transverse and Debye mass, and the dispersion of both modes.

A gas of charges Q gives a photon of four-momentum K the mass of :mod:`nuforce.observables.medium.loop` with
:math:`g^2=4\pi\alpha Q^2`.  Where :math:`K^4` is dropped and all velocities are replaced by one, :math:`v_*`, the dispersion
relations are the closed forms of Braaten and Segel (Phys. Rev. D 48, 1478 (1993)): but for :math:`K^4` they are exact for a cold,
a degenerate and a massless gas at every k, and for every gas to order k^2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np

from nuforce.constants import ALPHA
from nuforce.errors import InputError, OutOfDomain
from nuforce.observables.medium.gas import Gas
from nuforce.observables.medium.loop import Mode, forward, light_like, standing
from nuforce.units import Dim, check_fields

REFERENCES: Final = ("Braaten:1993jw", "Mohr:2024kco")
"""Keys of the works this package is after, for :func:`nuforce.cite`."""

_SERIES: Final = 0.5


def plasma_frequency(density: Any, mass: Any, charge: Any = 1.0) -> Any:
    r"""Plasma frequency of a cold gas, :math:`\omega_p^2=4\pi\alpha Q^2n/M`: also the effective mass of a transverse photon.

    Parameters
    ----------
    density : array, eV^3
    mass : array, eV
    charge : array
        In units of e.

    Returns
    -------
    array, eV
        Shape of the three broadcast.

    Notes
    -----
    Transverse photons have :math:`\omega^2=k^2+\omega_p^2`, longitudinal plasmons :math:`\omega=\omega_p` for every k.
    Valid for T << M, :math:`K^2\ll2M\omega` and, longitudinally, k far below the inverse Debye length.  Several kinds add in
    squares.

    References
    ----------
    ParticleDataGroup:2024cfk

    Examples
    --------
    >>> from nuforce.constants import MASSES
    >>> from nuforce.units import m
    >>> print(f"{plasma_frequency(1e29 / m**3, float(MASSES['e'])):.10f} eV")
    11.7424115593 eV
    """
    density, mass = _positive("density", density, zero=True), _positive("mass", mass)
    return _root_of(_charge(charge), density, mass)


def debye_mass(density: Any, temperature: Any, charge: Any = 1.0) -> Any:
    r"""Inverse screening length of a static charge in a classical gas, :math:`m_D^2=4\pi\alpha Q^2n/T`.

    Parameters
    ----------
    density : array, eV^3
    temperature : array, eV
    charge : array
        In units of e.

    Returns
    -------
    array, eV

    Notes
    -----
    M/T times larger than the squared plasma frequency: a static field feels the medium otherwise than a photon on its mass shell.
    Valid for :math:`T\ll M` and T above the Fermi energy; in general ``Plasma.of(Gas.from_density(...))``.
    """
    density, temperature = _positive("density", density, zero=True), _positive("temperature", temperature)
    return _root_of(_charge(charge), density, temperature)


def transverse_factor(y: Any) -> Any:
    r""":math:`\frac{3}{2y^2}\big[1-\frac{1-y^2}{2y}\ln\frac{1+y}{1-y}\big]=3\sum_n\frac{y^{2n}}{(2n+1)(2n+3)}` for 0 <= y <= 1.

    From 1 to 3/2; the series below y = 1/2, where the logarithm would lose 2 log10(1/y) digits.
    """
    y = np.asarray(y, dtype=float)
    square = y * y
    safe = np.clip(y, _SERIES, 1.0)
    last = safe == 1.0
    slope = np.arctanh(np.where(last, 0.0, safe)) / safe
    closed = 1.5 / safe**2 * (1.0 - np.where(last, 0.0, (1.0 - safe) * (1.0 + safe) * slope))
    return np.where(y < _SERIES, _sum(square, lambda n: 3.0 / ((2 * n + 1) * (2 * n + 3))), closed)[()]


def longitudinal_factor(y: Any) -> Any:
    r""":math:`\frac{3}{y^2}\big[\frac1{2y}\ln\frac{1+y}{1-y}-1\big]=3\sum_n\frac{y^{2n}}{2n+3}` for 0 <= y < 1; infinite at 1."""
    y = np.asarray(y, dtype=float)
    square = y * y
    safe = np.clip(y, _SERIES, 1.0)
    with np.errstate(divide="ignore"):
        closed = 3.0 / safe**2 * (np.arctanh(safe) / safe - 1.0)
    return np.where(y < _SERIES, _sum(square, lambda n: 3.0 / (2 * n + 3)), closed)[()]


def _sum(square: Any, term: Any) -> Any:
    total = np.zeros_like(square)
    for n in range(27, -1, -1):  # 1/4^27 = 6e-17
        total = total * np.minimum(square, _SERIES**2) + term(n)
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Plasma:
    """What the photon sees of a plasma, in four numbers.

    Parameters
    ----------
    plasma_frequency : float, eV
        Frequency of both modes at k = 0.
    velocity : float
        v_*, the root of w_1^2/w_p^2: typical velocity of the charges.
    transverse_mass : float, eV
        Mass of transverse photons of large k.
    debye_mass : float, eV
        Inverse screening length of a static charge; infinite for a cold classical gas.
    references : tuple of str
    """

    plasma_frequency: Annotated[float, Dim(1, "eV", nonnegative=True)]
    velocity: float
    transverse_mass: Annotated[float, Dim(1, "eV", nonnegative=True)]
    debye_mass: float
    references: tuple[str, ...] = REFERENCES

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 <= self.velocity <= 1:
            raise InputError("velocity", self.velocity, "must lie between 0 and 1")
        if not self.debye_mass >= 0:
            raise InputError("debye_mass", self.debye_mass, "must not be negative")

    @classmethod
    def of(cls, gas: Gas, charge: float = 1.0) -> Plasma:
        r"""From the occupation of a gas of particles of the given charge.

        .. math:: \omega_p^2,\ \omega_1^2,\ m_t^2,\ m_D^2 = \frac{4\alpha Q^2}\pi\int_0^\infty\!dp\,\frac{p^2}{E}F
                  \times\Big\{1-\tfrac13v^2,\ \tfrac53v^2-v^4,\ 1,\ 1+v^{-2}\Big\}

        to 1e-12 relative.
        """
        g2 = 4 * math.pi * float(ALPHA) * float(_charge(charge)) ** 2

        def moments(p: Any, energy: Any) -> Any:
            v2 = (p / energy) ** 2
            return np.stack([1.0 - v2 / 3.0, 5.0 / 3.0 * v2 - v2 * v2]) / energy

        lowest, first = gas.sum(moments).tolist()
        return cls(
            plasma_frequency=math.sqrt(g2 * lowest),
            velocity=math.sqrt(min(first / lowest, 1.0)) if lowest else 0.0,
            transverse_mass=math.sqrt(g2 * light_like(gas)),
            debye_mass=math.sqrt(g2 * standing(gas)),
        )

    @classmethod
    def cold(cls, density: float, mass: float, charge: float = 1.0, temperature: float | None = None) -> Plasma:
        """A non-relativistic classical gas to lowest order in T/M: density (eV^3), mass and temperature (eV)."""
        frequency = float(plasma_frequency(density, mass, charge))
        if temperature is None:
            return cls(plasma_frequency=frequency, velocity=0.0, transverse_mass=frequency, debye_mass=math.inf)
        debye = float(debye_mass(density, temperature, charge))
        velocity = math.sqrt(min(5 * temperature / mass, 1.0))
        return cls(plasma_frequency=frequency, velocity=velocity, transverse_mass=frequency, debye_mass=debye)

    @property
    def light_cone(self) -> float:
        r"""Wave number (eV) at which the longitudinal branch crosses :math:`\omega=k`; beyond, it is space-like."""
        factor = float(longitudinal_factor(self.velocity))
        return self.plasma_frequency * math.sqrt(factor)

    def transverse(self, k: Any) -> Any:
        r"""Frequency (eV) of transverse photons: :math:`\omega^2=k^2+\omega_p^2\,T(v_*k/\omega)`.

        Parameters
        ----------
        k : array, shape (*S,), eV

        Returns
        -------
        array, shape (*S,), eV

        Notes
        -----
        Below the exact one-loop relation by 0.026 % for electrons and positrons at T = 1 MeV and k = w_p (0.022 % of it the K^4
        that is dropped), longitudinal plasmons by 0.089 %.
        """
        return np.hypot(k, self.transverse_mass_at(k))[()]

    def transverse_mass_at(self, k: Any) -> Any:
        r"""Mass (eV) of a transverse photon of wave number k, :math:`\sqrt{\omega^2-k^2}`, without the cancellation."""
        k = _positive("k", k, zero=True)
        square = np.full_like(k, self.plasma_frequency**2)
        if self.plasma_frequency == 0:
            return square[()]
        for _ in range(200):
            y = self.velocity * k / np.hypot(np.sqrt(square), k)
            new = self.plasma_frequency**2 * transverse_factor(np.minimum(y, 1.0))
            done = np.all(np.abs(new - square) <= 2e-16 * square)
            square = new
            if done:
                break
        return np.sqrt(square)[()]

    def longitudinal(self, k: Any) -> Any:
        r"""Frequency (eV) of longitudinal plasmons: :math:`\omega^2=\omega_p^2\,L(v_*k/\omega)`.

        Parameters
        ----------
        k : array, shape (*S,), eV

        Returns
        -------
        array, shape (*S,), eV

        Notes
        -----
        With y = tanh x this is :math:`x\coth x-1=v_*^2k^2/3\omega_p^2`, one root for every k.  For a gas of finite temperature
        plasmons are damped where :math:`\omega\lesssim v_*k`, well before the branch ends in this form.
        """
        k = _positive("k", k, zero=True)
        if self.plasma_frequency == 0:
            return (self.velocity * k)[()]
        target = np.minimum(self.velocity * k / self.plasma_frequency, 1e100) ** 2 / 3.0
        x = np.sqrt(3.0 * target) + target  # from above: sqrt(3 s) where small, 1 + s where large
        for _ in range(60):
            value, slope = _cothm1(x)
            new = x - (value - target) / np.where(slope > 0, slope, 1.0)
            done = np.all(np.abs(new - x) <= 4e-16 * x)
            x = new
            if done:
                break
        y = np.tanh(x)
        # near y = 1 the logarithm is 2 x itself
        factor = np.where(y < _SERIES, longitudinal_factor(np.minimum(y, _SERIES)), 0.0)
        large = np.maximum(x, 0.5)
        factor = np.where(y < _SERIES, factor, 3.0 / np.tanh(large) ** 2 * (large / np.tanh(large) - 1.0))
        return np.maximum(self.plasma_frequency * np.sqrt(factor), self.velocity * k)[()]


def _cothm1(x: Any) -> tuple[Any, Any]:
    """X coth x - 1 and its slope, for x >= 0."""
    small = x < 0.1
    z = np.where(small, x, 0.0) ** 2
    series = z * (1 / 3 - z * (1 / 45 - z * (2 / 945 - z * (1 / 4725 - z * 2 / 93555))))
    rate = np.where(small, x, 0.0) * (2 / 3 - z * (4 / 45 - z * (12 / 945 - z * (8 / 4725 - z * 20 / 93555))))
    safe = np.maximum(x, 0.1)
    coth = 1.0 / np.tanh(safe)
    closed = safe * coth - 1.0
    slope = coth - safe * (coth - 1.0) * (coth + 1.0)
    return np.where(small, series, closed), np.where(small, rate, slope)


def one_loop(gas: Gas, k: float, mode: Mode = "transverse", charge: float = 1.0) -> float:
    r"""Frequency (eV) of a photon of wave number k, exact at one loop: with all velocities of the gas and :math:`K^4`.

    Parameters
    ----------
    gas : Gas
    k : float, eV
    mode : {"transverse", "longitudinal"}
    charge : float
        In units of e.

    Returns
    -------
    float, eV
        Relative accuracy 1e-12.

    Raises
    ------
    OutOfDomain
        The branch is space-like at this k (longitudinal, beyond the light cone), or K^2 is above the threshold 4 m^2.
    """
    if not 0 <= k < math.inf:
        raise InputError("k", k, "must be finite and not negative")
    g2 = 4 * math.pi * float(ALPHA) * float(_charge(charge)) ** 2
    rough = Plasma.of(gas, charge)
    if mode == "transverse":

        def mismatch(square: float) -> float:
            return g2 * forward(gas, square, k) - square

        start = float(rough.transverse_mass_at(k)) ** 2
    else:
        # K^2 times the response: the branch ends where the latter is 1 on the light cone
        def mismatch(square: float) -> float:
            return (g2 * forward(gas, square, k, "vector", mode) - 1.0) * (square + k * k)

        if k > 0 and mismatch(0.0) < 0:
            raise OutOfDomain(
                f"k = {k:.6g} eV lies where the longitudinal branch is space-like (from about {rough.light_cone:.6g} eV on): "
                "only the closed form reaches there"
            )
        start = max(float(rough.longitudinal(k)) ** 2 - k * k, 1e-6 * rough.plasma_frequency**2)
    return math.sqrt(k * k + _root(mismatch, start, 4 * gas.mass**2))


def _root(mismatch: Any, start: float, top: float) -> float:
    """Zero of a falling function of K^2 near ``start`` and below ``top``."""
    from scipy.optimize import brentq

    low, high = start, start
    for width in (1e-3, 1e-2, 0.1, 0.5, 1.0, 10.0, 1e3, 1e6):
        low = start * max(1.0 - width, 1e-12)
        high = min(start * (1.0 + width), top * (1.0 - 1e-12))
        if low < high and mismatch(low) >= 0 >= mismatch(high):
            return float(brentq(mismatch, low, high, xtol=1e-300, rtol=1e-14))
    raise OutOfDomain(
        f"no photon with a mass below the threshold {math.sqrt(top):.4g} eV for pairs; the closed forms of 'Plasma' drop these"
    )


def _root_of(charge: Any, density: Any, energy: Any) -> Any:
    """Root of 4 pi alpha Q^2 n/E, without overflow before the last step."""
    with np.errstate(over="ignore"):
        found = np.abs(charge) * np.sqrt(4 * math.pi * float(ALPHA)) * (np.sqrt(density) / np.sqrt(energy))
    if not np.all(np.isfinite(found)):
        raise OutOfDomain("the density times the squared charge over the energy is too large a number")
    return found[()]


def _positive(name: str, value: Any, zero: bool = False) -> Any:
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array)) or np.any(array < 0) or (not zero and np.any(array == 0)):
        raise InputError(name, value, "must be finite and " + ("not negative" if zero else "larger than zero"))
    return array


def _charge(value: Any) -> Any:
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array)):
        raise InputError("charge", value, "must be a finite number")
    return array
