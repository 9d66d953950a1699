# make test PYTHON=python3.13 tries another Python, in a folder of its own.
PYTHON ?= python3
VENV := $(if $(filter file,$(origin PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST := $(BIN)/python -m pytest -q
# As many processes as there are cores, each with up to a gigabyte; one that has nothing left to do takes from another.
PARALLEL := -n auto --maxprocesses 8 --dist worksteal

.PHONY: setup tools run test quick torture check docs bench figures

setup: $(VENV)/workbench  ## make .venv and install the workbench

tools: $(VENV)/installed  ## install what developing needs too

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/workbench: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV); this takes a minute or two."
	$(PIP) -e .
	touch $@

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV), with what developing needs; this takes a minute or two."
	$(PIP) -e '.[dev]'
	touch $(VENV)/workbench $@

run: setup  ## the main job on the seed articles: ./corpus.db, proposals.tsv, proposals.tmx
	$(BIN)/workbench run
	$(BIN)/workbench export -o proposals.tsv --status any --relation any
	$(BIN)/workbench export -o proposals.tmx --status any --relation any
	@echo "Review them in the terminal with: $(BIN)/workbench review"

test: tools  ## all tests
	$(PYTEST) $(PARALLEL)

quick: tools  ## the tests that take no time, in half a minute
	$(PYTEST) $(PARALLEL) -m "not slow"

torture: tools  ## kills, faults, damage and hostile input, at length, and laws by other examples: half an hour
	TORTURE=1 $(PYTEST) tests/torture tests/property

check: tools  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: tools  ## the pages of docs/ that follow from the code, and the site in build/site; warnings are errors
	$(BIN)/python -m docs.generate
	$(BIN)/python -m sphinx -E -W --keep-going -q -b html docs build/site

bench: tools  ## accuracy, speed and memory, measured and printed; BENCH="--quick" only shows that every part runs
	$(BIN)/python -m tests.benchmarks $(BENCH)

figures: tools  ## all measurements, kept in docs/figures/, and the pages made from them; more than an hour
	$(BIN)/python -m tests.benchmarks --record
	$(BIN)/python -m docs.generate
