# `make reach` answers the main question, `make test` checks the package.
# Either is enough on a fresh clone: what it needs is installed into .venv first.

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
INSTALL := $(PIP) install --constraint constraints.txt

.DELETE_ON_ERROR:
.PHONY: help reach test test-all lint docs bench clean distclean

help:
	@echo "make reach      what every experiment can see of the neutrino force   (ARGS=\"...\" is passed on)"
	@echo "make test       the quick tests                                      (ARGS=\"...\" is passed on)"
	@echo "make test-all   the slow ones as well"
	@echo "make lint       style, types, layers, security"
	@echo "make docs       the documentation, in docs/_build/html"
	@echo "make bench      timings"
	@echo "make clean      remove what was built; 'make distclean' removes .venv too"
	@echo "PYTHON=python3.12 on any line picks the interpreter"

reach: .venv/.run
	@$(BIN)/nuforce reach $(ARGS)

test: .venv/.test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" $(ARGS)

test-all: .venv/.test
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r src

docs: .venv/.dev
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

bench: .venv/.test
	@for part in vacuum exchanges beams thermal startup; do $(BIN)/python -m benchmarks.$$part $(ARGS) || exit 1; done

clean:
	rm -rf build dist docs/_build benchmarks/.asv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean
	rm -rf .venv

# One stamp for what the program needs, one on top of it for the tests; the others serve the people who change it.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "nuforce needs Python 3.11 or newer, and $(PYTHON) is not: try 'make PYTHON=python3.12 $(MAKECMDGOALS)'" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "$(PYTHON) could not make a virtual environment; on Debian and Ubuntu the package python3-venv is missing" >&2; exit 1; }

.venv/.run: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing nuforce into .venv (once; a minute or so, mostly download)"
	@$(PIP) install 'pip>=25.1'
	@$(INSTALL) --editable .
	@touch $@

.venv/.test: .venv/.run pyproject.toml constraints.txt
	@echo "Installing what the tests need into .venv (once)"
	@$(INSTALL) --group test
	@touch $@

.venv/.dev: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing nuforce and everything to develop it into .venv (once)"
	@$(PIP) install 'pip>=25.1'
	@$(INSTALL) --editable . --group dev --group docs
	@touch .venv/.run .venv/.test $@

.venv/.bench: .venv/.test
	@$(INSTALL) --group bench
	@touch $@
