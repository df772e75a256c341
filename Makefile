# make demo   the whole bot in your browser, with no token and no network; ARGS="--port 9000" for its options
# make test   the tests
# make run    the bot, with config.toml
# make check  what CI runs: style, types, layers, the Dockerfile, tests with branch coverage
# make lock   pins anew what pyproject.toml asks for
#
# Each first makes .venv and installs what is pinned, if that is not done: .venv/ready is what Crier runs with,
# .venv/dev what it is tested with. PYTHON=… names the interpreter to make it from.

PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
BIN := .venv/bin
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
PURE := bot/domain/*,bot/services/*,bot/ports/*
WHOLE := *test_browser.py *test_end_to_end.py *test_demo.py *test_soak.py *test_app_lifetime.py *test_make.py *test_image.py
TOGETHER := -q -n 3 --dist worksteal
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check

.PHONY: demo test run check style types layers image-lint coverage pure lock clean

demo: .venv/ready
	@$(BIN)/python -m bot demo $(ARGS)

run: .venv/ready
	@$(BIN)/python -m bot run $(ARGS)

test: .venv/dev
	@$(BIN)/python -m pytest $(TOGETHER) $(ARGS)

check: style types layers image-lint coverage

style: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/lint-imports

image-lint: .venv/dev
	$(BIN)/hadolint Dockerfile

# Without the tests on PostgreSQL, which run the same lines again, and those of whole processes and browsers, which it
# does not look into: `make test` has run them.
coverage: .venv/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(TOGETHER) -m "not postgresql" $(addprefix --ignore-glob=,$(WHOLE))
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='$(PURE)' --fail-under=100
	$(BIN)/coverage report --omit='$(PURE)' --fail-under=90

# The half of it that has to be whole, in a minute or two: domain, services and ports by their own tests.
pure: .venv/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(TOGETHER) tests/domain tests/services
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='$(PURE)' --fail-under=100

lock: .venv/dev
	$(COMPILE) --upgrade --extra dev --extra discord --extra postgres --build-deps-for editable --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --extra discord --extra postgres --output-file requirements-image.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --only-build-deps --build-deps-for editable --output-file requirements-build.txt pyproject.toml
	for each in dev image; do cat requirements-newer.txt >> requirements-$$each.txt; done
	@! grep -nE '^ *--[a-z-]*(index|links|host)|://' requirements*.txt

clean:
	rm -rf .venv

# $(call install,FILES): says what takes its time. While it works there is no .venv/ready, so that an environment whose
# making was interrupted is made anew: pip would take what is half there for whole. The files name all that is needed, so
# nothing is resolved: pip before 23.3 looks for a newer release of what is pinned plainly but needed with an extra.
install = echo "crier: installing $$(cat $(1) | sort -u | grep -c '^[a-z].*==') pinned packages into .venv…"; \
	began=$$(date +%s); rm -f .venv/ready; $(INSTALL) --no-deps --require-hashes $(addprefix -r ,$(1))
done = echo "crier: done in $$(( $$(date +%s) - began )) s"

.venv/ready: requirements-build.txt requirements.txt pyproject.toml
	@{ test -e $@ && $(BIN)/python -m pip --version >/dev/null 2>&1; } || { $(make_venv); }
	@$(call install,requirements-build.txt requirements.txt) && $(INSTALL) --no-deps --no-build-isolation -e . && $(done)
	@touch $@

.venv/dev: .venv/ready requirements-dev.txt
	@$(call install,requirements-dev.txt) && $(done)
	@touch .venv/ready $@

# Of the interpreters that are new enough, the first that can make a virtual environment.
define make_venv
new=; for python in $(PYTHONS); do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	new=$$python; $$python -c 'import ensurepip, venv' 2>/dev/null && exec $$python -m venv --clear .venv; \
done; \
if [ "$$new" ]; then \
	echo "crier: $$new cannot make a virtual environment; on Debian and Ubuntu: sudo apt-get install $${new##*/}-venv"; \
else \
	echo "crier: Python 3.11 or newer is needed, and $(firstword $(PYTHONS)) is" \
		"$$($(firstword $(PYTHONS)) --version 2>/dev/null || echo not there); install one, or name it: make PYTHON=…"; \
fi >&2; exit 1
endef
