"""The laws, run on an instance of every public class."""

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuforce.backgrounds import AbstractBackground
from nuforce.backgrounds.sources import TableFile
from nuforce.exchanges import AbstractExchange
from nuforce.potentials import AbstractCentral, AbstractPotential, YukawaMixture
from nuforce.potentials.spectra import AbstractSpectrum
from nuforce.testing import ArrayLaws, BackgroundLaws, CentralLaws, ExchangeLaws, MixtureLaws, PotentialLaws
from tests.canonical import BACKGROUNDS, EXCHANGES, POTENTIALS, SPECTRA, check_complete
from tests.tables import approx


class FromRegistry(PotentialLaws):
    @pytest.fixture(autouse=True)
    def entry(self, name: str) -> None:
        self.potential, self.scale, self.smooth = POTENTIALS[name][0], POTENTIALS[name][1], POTENTIALS[name][3]
        if name == "MassiveWind":
            self.counts = (100, 300)

    @pytest.fixture
    def instance(self, entry: None) -> AbstractPotential:
        return self.potential


def names(kind: type, *, arrays: bool) -> list[str]:
    """Names of the registry's potentials of one kind, by whether other array libraries can be used."""
    kinds = (YukawaMixture, AbstractCentral, AbstractPotential)  # the most special first
    return [
        name
        for name, entry in POTENTIALS.items()
        if next(k for k in kinds if isinstance(entry[0], k)) is kind and entry[2] is arrays
    ]


@pytest.mark.parametrize("name", names(YukawaMixture, arrays=True))
class TestMixtures(FromRegistry, MixtureLaws, ArrayLaws):
    pass


@pytest.mark.parametrize("name", names(AbstractCentral, arrays=True))
class TestCentral(FromRegistry, CentralLaws, ArrayLaws):
    pass


@pytest.mark.parametrize("name", names(AbstractPotential, arrays=True))
class TestDirected(FromRegistry, ArrayLaws):
    pass


@pytest.mark.parametrize("name", names(AbstractPotential, arrays=False))
class TestDirectedThroughSciPy(FromRegistry):
    pass


def test_every_potential_is_under_a_law() -> None:
    kinds: list[tuple[type, bool]] = [(YukawaMixture, True), (AbstractCentral, True)]
    kinds += [(AbstractPotential, True), (AbstractPotential, False)]
    assert sorted(n for kind, arrays in kinds for n in names(kind, arrays=arrays)) == sorted(POTENTIALS)


@pytest.mark.parametrize(
    "base", [AbstractCentral, AbstractPotential, AbstractSpectrum, AbstractExchange, AbstractBackground]
)
def test_registry_misses_no_public_class(base: type) -> None:
    check_complete()
    extra: Any = type("Forgotten", (base,), {"__slots__": (), "__module__": "nuforce.forgotten"})
    try:
        with pytest.raises(ImportError, match="Forgotten"):
            check_complete()
    finally:
        del extra
        gc.collect()  # so that the base class forgets it
    check_complete()


@pytest.mark.parametrize("name", list(EXCHANGES))
class TestExchanges(ExchangeLaws):
    @pytest.fixture(autouse=True)
    def judged(self, name: str) -> None:
        if "scalar" not in EXCHANGES[name].structures:  # acts between spins only
            self.structure, self.pair = "spin-spin", ("e", "n")
        self.conjugates = name not in ("Resolved", "SChannel", "SChannel-static")

    @pytest.fixture
    def instance(self, judged: None, name: str) -> AbstractExchange:
        return EXCHANGES[name]


@pytest.mark.parametrize("name", list(BACKGROUNDS))
class TestBackgrounds(BackgroundLaws):
    @pytest.fixture
    def instance(self, name: str) -> AbstractBackground:
        return BACKGROUNDS[name]


@pytest.fixture
def spectrum_file(tmp_path: Path) -> Path:
    path = tmp_path / "spectrum.csv"
    path.write_text("# energy in MeV, density\n1.0, 0.5\n2.0, 1.0\n4.0, 0.0\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", list(SPECTRA))
def test_spectra(name: str, spectrum_file: Path) -> None:
    spectrum: AbstractSpectrum = TableFile(file=str(spectrum_file)) if name == "TableFile" else SPECTRA[name]
    t = np.array([0.0, 0.3, 4.0]) / spectrum.mean
    zeroth: Any = spectrum.moment(0, t)
    assert zeroth.shape == (3,)
    assert zeroth[0] == approx(1.0, rel=1e-12)
    assert np.all(np.abs(zeroth) <= 1 + 1e-12)  # a characteristic function
    np.testing.assert_allclose(spectrum.moment(0, -t), np.conj(zeroth), rtol=1e-12)
    # M_p' = i M_{p+1}
    h = 1e-3 / spectrum.mean
    for p in (0, 1, -1):
        points = [complex(spectrum.moment(p, np.array(t[1] + k * h))) for k in (-2, -1, 1, 2)]
        numeric = (points[0] - 8 * points[1] + 8 * points[2] - points[3]) / (12 * h)
        exact = 1j * complex(spectrum.moment(p + 1, np.array(t[1])))
        assert abs(numeric - exact) < 1e-9 * spectrum.mean ** (p + 1)
    assert 0 < spectrum.mean <= spectrum.top or name == "Pinched"
