# Two commands matter: `make run` and `make test`. Both set everything up first.
VENV   := .venv
PY     := $(VENV)/bin/python
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test lint bench setup map lock clean

help:            ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

run: $(VENV)/.run  ## set everything up and start the service
	@exec $(VENV)/bin/doezd serve

test: $(VENV)/.dev  ## set everything up, lint, and pass every test
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest $(ARGS)

lint: $(VENV)/.dev  ## ruff, mypy strict, the layers
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/.dev  ## measure; `make bench ONLY=routing` runs a part
	@$(PY) -m tests.benchmarks $(ONLY)

setup: $(VENV)/.run  ## install what `make run` needs
map: $(VENV)/.run  ## compile the map that would be loaded and say what it is
	@$(VENV)/bin/doezd map build

$(VENV)/.run: requirements/run.lock package-lock.json pyproject.toml
	@sh scripts/setup $(PYTHON) $(VENV) requirements/run.lock
	@touch $@

$(VENV)/.dev: requirements/dev.lock package-lock.json pyproject.toml
	@sh scripts/setup $(PYTHON) $(VENV) requirements/dev.lock
	@touch $@ $(VENV)/.run

lock:            ## renew the locks from pyproject.toml
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --extra demo --extra web pyproject.toml -o requirements/run.lock
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --extra demo --extra web --extra cluster --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-header \
	    --group bench -o tests/benchmarks/peers/requirements.lock

clean:           ## forget caches and data of the embedded service (asks first)
	@printf 'remove .doezd with all recorded calls? [y/N] '; read yes && [ "$$yes" = y ] && rm -rf .doezd .bench
