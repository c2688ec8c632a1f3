# Each command sets up what it needs in .venv first, and again only after requirements.lock or pyproject.toml changed.
PORT ?= 8050
SOURCES ?= ../shared/sources
UV ?= uv
WORKERS ?= auto
ARGS ?=

.PHONY: help serve test lint types mutants texts snapshot lock clean

help:
	@echo 'make serve      the dashboard on http://127.0.0.1:$(PORT) (PORT=8080 make serve for another port)'
	@echo 'make test       all tests, those in a browser included (ARGS="-m \"not browser\"" to leave them out)'
	@echo 'make lint       style and layout of the code; make types checks the types'
	@echo 'make mutants    change the indicators in 300 places, one by one, and see which changes their tests notice'
	@echo 'make texts      bring the files of translations up to date with the texts of the pages'
	@echo 'make snapshot   rebuild data/store from the published files in SOURCES'
	@echo 'make lock       choose the versions in requirements.lock anew (needs uv)'
	@echo 'make clean      remove .venv and what the tools left'

serve: .venv/depdash
	.venv/bin/depdash serve --port $(PORT) $(ARGS)

# Where no bytecode may be written, each of the hundreds of processes that tests start compiles all modules anew.
test: .venv/depdash
	@scripts/set-up browser
	unset PYTHONDONTWRITEBYTECODE; .venv/bin/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal $(ARGS)

lint: .venv/depdash
	.venv/bin/ruff check
	.venv/bin/ruff format --check

types: .venv/depdash
	.venv/bin/mypy

mutants: .venv/depdash .venv-mutants/cosmic-ray
	.venv-mutants/bin/python scripts/mutants.py $(ARGS)

texts: .venv/depdash
	.venv/bin/python scripts/texts.py

snapshot: .venv/depdash
	.venv/bin/depdash snapshot build $(SOURCES) --store data/store

# Names, versions and hashes for every platform; the header is left out because it would hold the command's paths.
lock:
	$(UV) pip compile --upgrade --universal --generate-hashes --no-header --extra test --group build \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .venv-mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps: the packages of the lock, then depdash itself in editable form.
.venv/packages: requirements.lock
	@scripts/set-up packages
	@touch $@

.venv/depdash: .venv/packages pyproject.toml
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# In a folder of its own: it changes source code and has no place among what the project runs with.
.venv-mutants/cosmic-ray:
	.venv/bin/python -m venv --clear .venv-mutants
	.venv-mutants/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0
	@touch $@
