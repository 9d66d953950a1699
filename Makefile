PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
# As many processes as there are cores, each with up to a gigabyte; one that has nothing left to do takes from another.
PARALLEL := -n auto --maxprocesses 8 --dist worksteal

.PHONY: setup run test quick torture check bench

setup: .venv/installed  ## make .venv and install everything

.venv/installed: pyproject.toml constraints.txt
	@echo "Installing into .venv; this takes a minute or two."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch .venv/installed

run: setup  ## the main job on the seed articles: ./corpus.db, proposals.tsv, proposals.tmx
	$(BIN)/workbench run
	$(BIN)/workbench export -o proposals.tsv --status any --relation any
	$(BIN)/workbench export -o proposals.tmx --status any --relation any
	@echo "Review them in the terminal with: $(BIN)/workbench review"

test: setup  ## all tests
	$(PYTEST) $(PARALLEL)

quick: setup  ## the tests that take no time, in half a minute
	$(PYTEST) $(PARALLEL) -m "not slow"

torture: setup  ## kills, faults, damage and hostile input, at length: half an hour
	TORTURE=1 $(PYTEST) tests/torture

check: setup  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup  ## the pages of docs/ that follow from the code, and the site in build/site; warnings are errors
	$(BIN)/python -m docs.generate
	$(BIN)/python -m sphinx -E -W --keep-going -q -b html docs build/site

bench: setup  ## accuracy, speed and memory, measured and printed
	$(BIN)/python -m tests.benchmarks
