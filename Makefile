# Everything a person or CI runs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# A file's tests stay together: they share what is dear to make.
PYTEST := $(BIN)/python -m pytest -q --numprocesses auto --dist loadfile
UV     := UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv

.PHONY: help setup demo test test-hostile lab check bench bundle build lock clean
.DEFAULT_GOAL := help

help:            ## list the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(READY)  ## make or refresh .venv from requirements.lock

# --without-pip: a fresh Debian has no ensurepip; uv does the installing.
$(READY): requirements.lock pyproject.toml course/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sixfold needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV) (about a minute the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@test -x $(BIN)/uv || $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check uv
	@$(UV) pip sync --quiet requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable course --editable .
	@touch $(READY)

demo: setup      ## the whole form for a simulated cohort of 60, on both tracks
	@$(BIN)/sixfold demo

lab: setup       ## JupyterLab on the built course
	@$(BIN)/sixfold lab

build: setup     ## notebooks from the sources, under out/build
	@$(BIN)/sixfold build

bundle: setup    ## the trainee's archive
	@$(BIN)/sixfold bundle

test: check      ## every check and the whole test suite
	@$(PYTEST) -m "slow or browser"

test-hostile: setup ## submissions that cheat, break or leak: none may get away with it
	@$(BIN)/python -m pytest -q tests/hostile

check: setup     ## lint, types, derived files, fast tests (under a minute)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/sixfold build
	@$(BIN)/sixfold build --check
	@$(BIN)/sixfold data --check
	@$(BIN)/sixfold form --check
	@$(BIN)/sixfold lint
	@$(PYTEST) -m "not slow and not browser"

bench: setup     ## measured figures into out/bench.json
	@$(BIN)/python tests/benchmarks/run.py

lock: setup      ## pin again what pyproject.toml asks for
	@$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --upgrade --quiet \
		--no-emit-package sixfold --no-emit-package sixfold-grader \
		--custom-compile-command "make lock" --output-file requirements.lock

clean:           ## remove what was built (not .venv)
	rm -rf out
