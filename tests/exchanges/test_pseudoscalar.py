"""Pairs between sources that couple as pseudoscalars."""

import numpy as np
import pytest

import nuforce as nf
from nuforce.accuracy import Accuracy
from nuforce.errors import OutOfDomain
from nuforce.exchanges.pairs import FermionScalar, PhotonPair, ScalarPair, VectorPair
from nuforce.sector import Sector
from tests.tables import approx

PAIRS = [ScalarPair(mass=0.3), ScalarPair(), FermionScalar(mass=0.3), PhotonPair(), VectorPair(mass=0.4)]
NEAR = Accuracy(r_min=1e-3, r_max=1e3)


@pytest.mark.parametrize("plain", PAIRS, ids=lambda x: f"{x.kind}-{x.mass}")
def test_two_gradients_along_the_spins(plain: ScalarPair) -> None:
    """-(s_a.grad)(s_b.grad) V/4 m_a m_b, with the hessian of the potential between scalar sources."""
    from dataclasses import replace

    odd = replace(plain, sources="pseudoscalar")
    scalar = nf.interaction("n", "e", Sector.massless(), exchange=plain, accuracy=NEAR)
    spins = nf.interaction("n", "e", Sector.massless(), exchange=odd, structure=("spin-spin", "tensor"), accuracy=NEAR)
    x, a, b = np.array([0.3, 0.5, 0.8]), np.array([0.6, 0.0, 0.8]), np.array([0.1, 0.9, 0.2])
    expected = -(a @ scalar.hessian(x) @ b) / (4 * scalar.a.mass * scalar.b.mass)
    assert spins.energy(x, spin_a=a, spin_b=b) == approx(expected, rel=1e-12)


def test_one_boson_has_the_sign_of_the_pion() -> None:
    """The operator that turns -g^2 e^{-mr}/4 pi r into +g^2/(4 m_a m_b) (s.grad)(s.grad) e^{-mr}/4 pi r: aligned spins attract
    side by side and repel one behind the other."""
    odd = ScalarPair(sources="pseudoscalar")
    pair = nf.interaction("n", "n", Sector.massless(), exchange=odd, structure=("spin-spin", "tensor"))
    z = np.array([0, 0, 1.0])
    aside, behind = (float(pair.energy(5 * d, spin_a=z, spin_b=z)) for d in (np.array([1.0, 0, 0]), z))
    assert aside < 0 < behind


def test_there_is_no_spin_independent_part() -> None:
    with pytest.raises(OutOfDomain, match="spin-spin"):
        nf.interaction("n", "n", exchange=ScalarPair(sources="pseudoscalar"))
    with pytest.raises(OutOfDomain, match="single particle"):
        nf.interaction("He-4", "n", exchange=ScalarPair(sources="pseudoscalar"), structure="tensor")
