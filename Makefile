# make test   on a fresh clone: makes .venv, installs what requirements-dev.txt pins, runs the tests
# make run    the bot, with config.toml
# make check  what CI runs: style, types, layers, tests with branch coverage
# make lock   pins anew what pyproject.toml asks for

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
PURE := bot/domain/*,bot/services/*,bot/ports.py

.PHONY: test run check style types layers coverage lock clean

test: .venv/ready
	@$(BIN)/python -m pytest -q

run: .venv/ready
	@$(BIN)/crier run

check: style types layers coverage

style: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/ready
	$(BIN)/mypy

layers: .venv/ready
	$(BIN)/lint-imports

coverage: .venv/ready
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='$(PURE)' --fail-under=100
	$(BIN)/coverage report --omit='$(PURE)' --fail-under=90

lock: .venv/ready
	$(COMPILE) --upgrade --extra dev --build-deps-for editable --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --only-build-deps --build-deps-for editable --output-file requirements-build.txt pyproject.toml
	@! grep -nE '^ *--[a-z-]*(index|links|host)|://' requirements.txt requirements-build.txt requirements-dev.txt

clean:
	rm -rf .venv

.venv/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "crier needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
