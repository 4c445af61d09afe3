"""Spectral functions and what follows from them alone."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy.special import exp1, expi

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import InputError, OutOfDomain, UnknownName
from nuforce.exchanges import AbstractExchange, Contact, Coulomb, Cut, LongRange, Newton, SChannel, Spectrum, TChannel
from nuforce.exchanges.pairs import FermionScalar, ScalarPair
from nuforce.matter import Content, content
from nuforce.sector import Sector
from tests.tables import approx

SECTOR = Sector.massless()
NEUTRON = content("n")
RANGE = Accuracy(r_min=1e-3, r_max=1e4)


@dataclass(frozen=True)
class Given(AbstractExchange):
    """An exchange of whatever it is given."""

    found: Spectrum
    references: ClassVar[tuple[str, ...]] = ("Feinberg:1989ps",)
    title: ClassVar[str] = "given"

    def spectrum(self, a: Content, b: Content, sector: Sector, flavour: str = "all") -> Spectrum:
        return self.found


def power(exponent: float, factor: float = 1.0) -> Any:
    return lambda s: factor * s**exponent


@pytest.mark.parametrize("exponent", [-0.5, 0.0, 0.5, 1.5, 3.0])
@pytest.mark.parametrize("threshold", [0.0, 2.0])
def test_power_of_the_density_is_the_power_of_the_force(exponent: float, threshold: float) -> None:
    cut = Cut(threshold, power(exponent))
    assert cut.exponent() == exponent
    potential = Spectrum((cut,)).mixture(RANGE)
    for r in (0.01, 1.0, 30.0):
        closed = math.gamma(exponent + 1) / r ** (exponent + 2) * math.exp(-threshold * r)
        assert potential(r) == approx(closed, rel=1e-14)
    end = Given(Spectrum((cut,))).long_range(NEUTRON, NEUTRON)
    assert (end.power, end.threshold) == (exponent + 2, threshold)
    assert end.coefficient == approx(math.gamma(exponent + 1), rel=1e-14)


@pytest.mark.parametrize("exponent", [-0.95, -1.0, -1.5, -3.0])
def test_density_that_cannot_be_integrated_is_refused(exponent: float) -> None:
    with pytest.raises(OutOfDomain, match=r"\(mu - threshold\)\^-.*no potential.*choose larger exponents"):
        Spectrum((Cut(1.0, power(exponent)),)).mixture(RANGE)


def test_pole_on_the_axis_is_integrated_in_its_finite_part() -> None:
    """A simple one as a principal value, a double one by one more derivative with respect to its position."""
    simple = Spectrum((Cut(0.0, lambda x: x / (x * x - 1.0)),), resonant=True).mixture(RANGE)
    double = Spectrum((Cut(0.0, lambda x: x / (x * x - 1.0) ** 2),), resonant=True).mixture(RANGE)
    for r in (0.01, 0.3, 1.0, 4.0):
        up, down = np.exp(r) * exp1(r), np.exp(-r) * expi(r)
        assert r * simple(r) == approx(0.5 * (up - down), rel=1e-14)
        # d/dM^2 of the simple one at M = 1, by x -> M x
        assert r * double(r) == approx(0.25 * r * (up + down) - 0.5, rel=1e-14)


def test_single_quanta() -> None:
    potential = Spectrum(poles=((0.5, -2.0), (0.3 + 0.1j, 1.0 + 2.0j), (7.0, 0.0))).mixture(RANGE)
    r = np.array([0.1, 1.0, 20.0])
    unstable = ((1 + 2j) * np.exp(-(0.3 + 0.1j) * r)).real
    np.testing.assert_allclose(potential(r), (unstable - 2 * np.exp(-0.5 * r)) / r, rtol=1e-14)
    assert len(potential.blocks) == 2


def test_nothing_exchanged_is_no_force() -> None:
    nothing: tuple[Spectrum, ...] = (Spectrum(), Spectrum((Cut(0.0, power(2.0, 0.0)),)), Spectrum(poles=((1.0, 0.0),)))
    for spectrum in nothing:
        exchange = Given(spectrum)
        assert exchange.potential(NEUTRON, NEUTRON, SECTOR)(1.0) == 0
        end = exchange.long_range(NEUTRON, NEUTRON)
        assert end == LongRange(math.inf, 0.0, 0.0)
        assert end.sign == 0
        assert str(end) == "1/r^inf, vanishes"
    assert Coulomb().long_range(NEUTRON, NEUTRON).sign == 0


def test_long_range_is_that_of_the_lightest() -> None:
    """The lowest threshold, there the lowest power, and the sum of equal ones."""
    cuts = (Cut(1.0, power(1.5)), Cut(1.0, power(0.5, 2.0)), Cut(1.0, power(0.5, -3.0)), Cut(2.0, power(0.0)))
    end = Given(Spectrum(cuts)).long_range(NEUTRON, NEUTRON)
    assert (end.power, end.threshold, end.sign) == (2.5, 1.0, -1)
    assert end.coefficient == approx(-math.gamma(1.5), rel=1e-14)
    assert str(end) == "1/r^2.5 e^(-1 eV r), attracts"
    lighter = Given(Spectrum(cuts, ((0.5, 4.0), (0.5, 1.0), (0.7, -9.0)))).long_range(NEUTRON, NEUTRON)
    assert lighter == LongRange(1.0, 5.0, 0.5)
    assert Given(Spectrum(cuts)).long_range_power(NEUTRON, NEUTRON) == 2.5


def test_volume_integral() -> None:
    assert Spectrum(poles=((2.0, 3.0),)).volume_integral() == approx(3 * math.pi, rel=1e-15)
    smooth = Spectrum((Cut(0.0, lambda x: x**3 / (x * x + 1.0) ** 4),))
    assert smooth.volume_integral() == approx(4 * math.pi / 6, rel=1e-14)
    # below the pole at 2 the finite part of x^3/(x^2 - 4)^4 counts with its sign
    resonant = Spectrum((Cut(0.0, lambda x: x**3 / (x * x - 4.0) ** 4),), resonant=True)
    assert resonant.volume_integral() == approx(-4 * math.pi / (6 * 4**3), rel=1e-14)


@pytest.mark.parametrize("structure", ["spin-spin", "tensor", "parity-odd"])
def test_structures_that_are_not_derived_are_refused(structure: str) -> None:
    for exchange in (Newton(), Given(Spectrum())):
        with pytest.raises(OutOfDomain, match=rf"{exchange.title}.*{structure}.*choose scalar.*'z-tree'"):
            exchange.terms(NEUTRON, NEUTRON, SECTOR, structure)


def test_structures_by_name() -> None:
    with pytest.raises(UnknownName, match=r"structure.*did you mean 'tensor'"):
        nf.interaction("n", "n", structure="tensr")
    with pytest.raises(InputError, match=r"structure.*at least one of scalar"):
        nf.interaction("n", "n", structure=())
    both = nf.interaction("n", "n", SECTOR, structure=("tensor", "scalar", "tensor"))
    assert tuple(both.terms) == ("tensor", "scalar")
    spins = nf.interaction("n", "n", SECTOR, structure="tensor")
    with pytest.raises(InputError, match="ask for its structure"):
        spins(1.0)
    assert (spins + nf.interaction("n", "n", SECTOR))(1.0) == both(1.0)


def test_long_range_of_contact_is_the_law() -> None:
    end = Contact().long_range(NEUTRON, NEUTRON)
    assert (end.power, end.threshold) == (5.0, 0.0)
    assert end.coefficient == approx(0.75 * SECTOR.fermi**2 / (4 * math.pi**3), rel=1e-14)
    assert str(end) == "1/r^5, repels"
    dirac = Contact().long_range(NEUTRON, NEUTRON, Sector.normal_ordering(lightest=0.01, nature="dirac"))
    majorana = Contact().long_range(NEUTRON, NEUTRON, Sector.normal_ordering(lightest=0.01))
    assert (dirac.power, majorana.power) == (2.5, 3.5)
    assert dirac.threshold == majorana.threshold == 0.02


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: TChannel(mediator="quark"), "mediator"),  # type: ignore[arg-type]  # what a user may write
        (lambda: TChannel(scheme="msbar"), "scheme"),  # type: ignore[arg-type]
        (lambda: SChannel(frame="moving"), "frame"),  # type: ignore[arg-type]
        (lambda: ScalarPair(quanta="quark"), "quanta"),  # type: ignore[arg-type]
        (lambda: ScalarPair(sources="x"), "sources"),  # type: ignore[arg-type]
        (lambda: FermionScalar(nature="weyl"), "nature"),  # type: ignore[arg-type]
    ],
)
def test_choices_are_checked_when_an_exchange_is_made(make: Any, field: str) -> None:
    with pytest.raises(UnknownName, match=field):
        make()


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: TChannel(neutrino_charges=[1, 2]), "neutrino_charges"),  # type: ignore[arg-type]  # what a user may write
        (lambda: TChannel(neutrino_matrix=5), "neutrino_matrix"),  # type: ignore[arg-type]
        (lambda: TChannel(charges={"n": "a"}), "charges.n"),  # type: ignore[dict-item]
        (lambda: TChannel(mass="10 MeV"), "mass"),  # type: ignore[arg-type]
        (lambda: TChannel(coupling=1e200), "coupling"),
        (lambda: nf.interaction("n", "n", exchange=3), "exchange"),  # type: ignore[arg-type]
        (lambda: nf.interaction("n", "n", structure=3), "structure"),  # type: ignore[arg-type]
        (lambda: nf.interaction("n", "n").energy([1.0, 0, 0], spin_a="up"), "spin_a"),
        (lambda: nf.interaction("n", "n").energy([1.0, 0, 0], velocity=[2.0, 0, 0]), "velocity"),
        (lambda: nf.interaction("n", "n").energy(1.0), "x"),
    ],
)
def test_wrong_types_are_named(make: Any, field: str) -> None:
    with pytest.raises(InputError, match=field):
        make()


def test_arrays_are_matrices_too() -> None:
    rows: Any = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    array: Any = np.array(rows)
    by_array, by_rows = TChannel(neutrino_matrix=array), TChannel(neutrino_matrix=rows)
    both = [float(nf.interaction("n", "n", exchange=x)(1e-9)) for x in (by_array, by_rows)]
    assert both[0] == both[1]
