# What a contributor and a curious person need, from a machine that has only
# Python (3.11 or later), its venv module and make. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --numprocesses=2 --dist=loadfile
ARGS   ?=

# A stamp says what was installed; it is older than what it was made from when
# the dependencies have changed since.
NEEDS       := pyproject.toml constraints.txt
INSTALLED   := $(VENV)/.installed
HOMESERVER  := $(VENV)/.installed-homeserver
DEVELOPMENT := $(VENV)/.installed-dev
# Clients that nobody of ours wrote, for tests. They need Node, and CLIENTS=required fails without.
JS          := tests/clients/js
CLIENTS_JS  := $(JS)/node_modules/.installed

# Enough to see that the bot starts, keeps a record, and deliberates.
ESSENTIAL := tests/deliberation tests/commands tests/config tests/templates tests/relay tests/storage \
    tests/versions tests/cli/test_quick.py tests/cli/test_run.py tests/e2e/test_main_path.py \
    tests/encryption/test_deliberation.py

# What was compiled once stays compiled: the tests start Python some hundred times.
unexport PYTHONDONTWRITEBYTECODE

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help install demo test quick lowest highest torture mutants check style types arrows quick-tests \
    format cover bench clean

# Runs a command, says how long it took, and ends as it did.
define timed
@begun=$$(date +%s); $(1); code=$$?; \
    echo "make $@ took $$(($$(date +%s) - begun)) s"; exit $$code
endef

help: ## say what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile
	@printf '\nARGS goes on to the program: make demo ARGS=--once, make quick ARGS="-k seats",\n'
	@printf '  make torture ARGS="--seed 7 --minutes 60 --only crashes",\n'
	@printf '  make mutants ARGS="--seed 7 --sample 40 --only outbox",\n'
	@printf '  make lowest ARGS=tests/storage. Without it, lowest and highest run the essential tests.\n'
	@printf 'PYTHON chooses the interpreter: make install PYTHON=python3.12.\n'

install: $(INSTALLED) ## make .venv, with the program at .venv/bin/rapporteur
	@echo "$(BIN)/rapporteur is ready; see $(BIN)/rapporteur --help"

demo: $(HOMESERVER) ## play a whole deliberation on a homeserver of its own
	@$(BIN)/rapporteur demo $(ARGS)

test: $(DEVELOPMENT) $(CLIENTS_JS) ## check everything, then run every test: everything that must hold
	$(call timed,$(MAKE) check && $(PYTEST) $(ARGS))

quick: $(DEVELOPMENT) ## check, and what is tested within 90 seconds: run it at every commit
	$(call timed,$(MAKE) --jobs=4 --keep-going quick-tests types style arrows)

lowest: $(DEVELOPMENT) ## run the essential tests on the lowest versions that pyproject.toml declares
	$(call try-resolution,lowest-direct)

highest: $(DEVELOPMENT) ## run the essential tests on the highest released versions, whatever is pinned
	$(call try-resolution,highest)

torture: $(DEVELOPMENT) ## kill, disturb and deceive it for ten minutes, and count
	@$(BIN)/python -m tests.torture $(ARGS)

mutants: $(DEVELOPMENT) ## change the code 600 times, and see that tests notice
	@nice $(BIN)/python -m tests.mutants $(ARGS)

check: $(DEVELOPMENT) ## style, types, and the arrows between the packages
	$(call timed,$(MAKE) --jobs=3 --keep-going types style arrows)

style: $(DEVELOPMENT)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEVELOPMENT)
	@$(BIN)/mypy

arrows: $(DEVELOPMENT)
	@$(BIN)/lint-imports

# A worker that has no tests left takes some from the other: neither waits for a long file. Where
# examples are drawn, a fifth as many are as in `make test`.
quick-tests: $(DEVELOPMENT)
	@$(PYTEST) --dist=worksteal --hypothesis-profile=quick -m quick $(ARGS)

format: $(DEVELOPMENT) ## put the code in its usual shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

cover: $(DEVELOPMENT) ## run every test and show the lines that none reached
	@$(BIN)/python -m pytest --cov $(ARGS)

bench: $(DEVELOPMENT) ## measure beside a bare client, and print each row
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove .venv and its like, and everything else that was made
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-highest build dist .coverage .coverage.* htmlcov \
	    .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(JS)/node_modules
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

# Where it can't be installed, the tests that need it are left out, and the run says so at its end.
$(CLIENTS_JS): $(JS)/package.json $(JS)/package-lock.json
	@if cd $(JS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	    then touch node_modules/.installed; \
	    else echo "matrix-js-sdk could not be installed: see above" >&2; test "$(CLIENTS)" != required; fi

# An environment of its own, made anew each time since new versions are released meanwhile.
# It installs what the bot needs and what the homeserver needs together, as `make test` does.
define try-resolution
@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-$@
$(BIN)/uv pip install --quiet --resolution $(1) --python $(VENV)-$@ -e '.[dev,homeserver]'
@$(VENV)-$@/bin/python -m tests.versions $@
@$(VENV)-$@/bin/python -m pytest --numprocesses=2 --dist=loadfile $(or $(ARGS),$(ESSENTIAL))
endef
