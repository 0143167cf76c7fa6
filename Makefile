# The two commands a newcomer needs are `make repro` and `make test`; each makes the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-from-lock
export DVC_NO_ANALYTICS := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help env repro test lint types unit lock bench-segment bench-annotate clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

env: $(STAMP) ## make .venv from the lock file

repro: $(STAMP) ## rebuild every output from data/raw and data/labels
	$(BIN)/dvc repro
	$(BIN)/python -m pipeline.stages.headline

test: lint types unit ## lint, type check and the whole test suite

lint: $(STAMP) ## ruff: style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

unit: $(STAMP) ## pytest alone
	$(BIN)/pytest

lock: ## resolve the dependencies again into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --extra dev pyproject.toml requirements-build.in --output-file requirements.lock \
		--custom-compile-command "make lock"

bench-segment: $(STAMP) ## boundary exactness per layout, and reading speed
	$(BIN)/python -m benchmarks.segment

bench-annotate: $(STAMP) ## speed against plain GiNZA
	$(BIN)/python -m benchmarks.annotate

clean: ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .cache
