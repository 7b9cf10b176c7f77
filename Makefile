# The commands of this house. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test test-rest check-all bench mutation lint lock clean venv venv-tests

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
PYTEST := .venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: PORT=8000 (run), PYTHON=python3 (any Python from 3.11), WORKERS=2 (tests), PARTS=\"rules assign\" (mutation)"

run: venv ## Start the demonstration site on http://127.0.0.1:8000 (PORT= for another port)
	@exec .venv/bin/python -m flask --app wsgi brokerage demonstration --port $(PORT)

test: venv-tests ## Run the everyday suite: SQLite, races on PostgreSQL too, a real browser
	@echo "Running the tests"
	@$(PYTEST) $(TESTS)

test-rest: venv-tests ## Run the rest of it: integration on PostgreSQL, the other journeys
	@echo "Running the rest of the tests"
	@BROKERAGE_PROOF=rest $(PYTEST) $(TESTS)

check-all: venv-tests ## Run the long proofs too: 2,000 posts a form, every slow round
	@echo "Running the tests and the long proofs"
	@BROKERAGE_PROOF=long $(PYTEST) $(TESTS)

bench: venv-tests ## Measure against the named baselines
	@echo "Running the benchmarks"
	@.venv/bin/python -m tests.benchmarks

mutation: ## Count the small faults in the matcher that its tests notice (long)
	@PYTHON="$(PYTHON)" scripts/mutation.sh $(PARTS)

lint: venv-tests ## Check style, types and import arrows
	@echo "Checking style" && .venv/bin/ruff check . && .venv/bin/ruff format --check .
	@echo "Checking types" && .venv/bin/mypy
	@echo "Checking import arrows" && .venv/bin/lint-imports

lock: ## Rewrite both lock files from setup.cfg (needs uv)
	@scripts/lock.sh

clean: ## Remove the environment and everything built; the data in instance/ stays
	@rm -rf build htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@if [ -L .venv ]; then echo "Left .venv alone: it is a link"; else rm -rf .venv; fi

venv:
	@PYTHON="$(PYTHON)" scripts/venv.sh requirements.lock

venv-tests:
	@PYTHON="$(PYTHON)" scripts/venv.sh requirements-tests.lock requirements.lock
