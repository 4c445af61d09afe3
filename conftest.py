"""What every test run shares: quiet and repeatable surroundings, and the examples in the documents as tests."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

# Read when the libraries are first imported, so set before anything imports them.
os.environ.setdefault("JAX_ENABLE_X64", "1")  # single precision says nothing about these forces
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("MPLBACKEND", "agg")
if "PYTEST_XDIST_WORKER" in os.environ:  # the workers already fill the cores
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(threads, "1")

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

# The python blocks of one page share their names and run in order.
pages = PythonCodeBlockParser(doctest_optionflags=OPTIONS)
pytest_collect_file = SybilCollection(
    [
        Sybil(parsers=[pages], filenames=["README.md"]),
        Sybil(parsers=[pages], path="docs", pattern="*.md"),
        Sybil(parsers=[DocTestParser(optionflags=OPTIONS)], path="src", pattern="*.py"),
    ]
).pytest()
