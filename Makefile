# The two commands a newcomer needs are `make repro` and `make test`; each makes the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-from-lock
export DVC_NO_ANALYTICS := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help env repro test lint types unit lock bench-segment bench-annotate bench-explore clean faults fuzz audit chromium browser screenshots

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
	$(BIN)/python -m pipeline.stages.verify
	$(BIN)/python -m pipeline.stages.headline

test: lint types unit ## lint, type check and the whole test suite

lint: $(STAMP) ## ruff: style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

unit: $(STAMP) ## pytest alone
	$(BIN)/pytest

faults: $(STAMP) ## kill, interrupt, fill and damage a small project; a table of what was lost (a quarter of an hour)
	$(BIN)/python -m tests.faults

FUZZ_SECONDS ?= 60

fuzz: $(STAMP) ## give readers, imports and models anything at all, FUZZ_SECONDS=60 for each of some twenty targets
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

audit: $(STAMP) ## known holes in the packages of the lock file; needs a network
	$(BIN)/python -m pipeline.audit

chromium: ## install Debian's Chromium and a Japanese font where they are missing; needs root
	@if test -x /usr/bin/chromium; then :; \
	elif test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-ipafont-gothic; \
	else echo "There is no /usr/bin/chromium, so the browser tests are skipped. Install Debian's package chromium." >&2; fi

browser: $(STAMP) chromium ## the tests of report and explorer in Chromium
	$(BIN)/pytest tests/test_*_browser.py

screenshots: $(STAMP) ## the pictures of the README, of the tables as they are
	$(BIN)/python -m tests.screenshots

lock: ## resolve the dependencies again into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-strip-extras --extra dev pyproject.toml requirements-build.in --output-file requirements.lock \
		--custom-compile-command "make lock"

bench-segment: $(STAMP) ## boundary exactness per layout, and reading speed
	$(BIN)/python -m benchmarks.segment

bench-annotate: $(STAMP) ## speed against plain GiNZA
	$(BIN)/python -m benchmarks.annotate

bench-explore: $(STAMP) ## the explorer's start and answers with 100,000 remarks
	$(BIN)/python -m benchmarks.explore

clean: ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .cache
