# What a contributor and a curious person need, from a machine that has only
# Python (3.11 or later), its venv module and make. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
ARGS   ?=

# A stamp says what was installed; it is older than what it was made from when
# the dependencies have changed since.
NEEDS       := pyproject.toml constraints.txt
INSTALLED   := $(VENV)/.installed
HOMESERVER  := $(VENV)/.installed-homeserver
DEVELOPMENT := $(VENV)/.installed-dev

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help install demo test torture check format cover bench clean

help: ## say what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile
	@printf '\nARGS goes on to the program: make demo ARGS=--once, make test ARGS="-k seats",\n'
	@printf '  make torture ARGS="--seed 7 --minutes 60 --only crashes".\n'
	@printf 'PYTHON chooses the interpreter: make install PYTHON=python3.12.\n'

install: $(INSTALLED) ## make .venv, with the program at .venv/bin/rapporteur
	@echo "$(BIN)/rapporteur is ready; see $(BIN)/rapporteur --help"

demo: $(HOMESERVER) ## play a whole deliberation on a homeserver of its own
	@$(BIN)/rapporteur demo $(ARGS)

test: $(DEVELOPMENT) ## check everything, then run every test
	@$(MAKE) check
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile $(ARGS)

torture: $(DEVELOPMENT) ## kill, disturb and deceive it for ten minutes, and count
	@$(BIN)/python -m tests.torture $(ARGS)

check: $(DEVELOPMENT) ## style, types, and the arrows between the packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEVELOPMENT) ## put the code in its usual shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

cover: $(DEVELOPMENT) ## run every test and show the lines that none reached
	@$(BIN)/python -m pytest --cov $(ARGS)

bench: $(DEVELOPMENT) ## measure against a bare client, and print the table
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove .venv and everything else that was made
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov \
	    .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip comes last into a virtual environment, so that one without it is half made.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Rapporteur needs Python 3.11 or later; say which: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(NEEDS) | $(BIN)/pip
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(HOMESERVER): $(NEEDS) | $(BIN)/pip
	$(PIP) install --quiet -c constraints.txt -e '.[homeserver]'
	@touch $@ $(INSTALLED)

# Python compiles what is imported, when it is; most of what this installs never is.
$(DEVELOPMENT): $(NEEDS) | $(BIN)/pip
	$(PIP) install --quiet --no-compile -c constraints.txt -e '.[dev,homeserver]'
	@touch $@ $(HOMESERVER) $(INSTALLED)
