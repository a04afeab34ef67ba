# Everything a newcomer needs. Only Python 3.11 or newer, make and a network for the first run are asked for;
# uv and npm are used when they are there.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
# More arguments for pytest or the benchmark: make test ARGS="tests/profile -k phone"
ARGS   ?=
export PORT

BIN   := $(VENV)/bin
TOOLS := tests/tools
TEST_PROCESSES ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench bench-more assets fmt catalogues lock clean core dev test-tools

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The demo's provider has a name. Whoever serves a public address gives his own.
ifndef CLIENTAREA_PUBLIC_URL
run: export CLIENTAREA_BRAND_NAME ?= Northwind Hosting
endif
run: assets ## Set up, fill the demo and serve http://localhost:8000 (PORT=…); Ctrl-C ends it
	@$(BIN)/flask --app wsgi db upgrade
	@$(BIN)/flask --app wsgi demo || echo "Starting with the data that is there."
	@exec $(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

test: dev assets test-tools ## Run the tests (ARGS=… goes to pytest)
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) -m "not long" $(ARGS)

test-long: dev assets test-tools ## Run every test, the long ones too
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) $(ARGS)

check: dev assets ## Lint, types, templates, storeys and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) -q tests/house

# In an environment of its own: the tools of the tests would make every process larger and its start slower.
bench: assets ## Measure speed, bytes and memory beside two reference applications
	@$(PYTHON) requirements/install.py core $(VENV)-bench
	$(VENV)-bench/bin/python -m bench $(ARGS)

bench-more: dev assets ## Measure first visits in Chromium, and PostgreSQL beside SQLite
	$(BIN)/python -m bench.more $(ARGS)

# By path, so that nothing else of the application is loaded.
define BUILD_ASSETS
import pathlib, runpy
build = runpy.run_path("webapp/core/asset_build.py")["build"]
build(pathlib.Path("static"), pathlib.Path("webapp/translations"))
endef
export BUILD_ASSETS

assets: core ## Compile catalogues, hash and compress static files
	@$(BIN)/python -c "$$BUILD_ASSETS"

fmt: dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The last line drops the headers that pybabel writes anew each time.
catalogues: dev ## Gather new words of the code and the templates into every language's .po file
	$(BIN)/pybabel -q extract -F webapp/translations/babel.cfg --no-wrap --sort-by-file --add-location=file \
	  -o $(VENV)/messages.pot webapp templates
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d webapp/translations --no-wrap --ignore-obsolete --no-fuzzy-matching
	@for file in webapp/translations/*/LC_MESSAGES/messages.po; do \
	  sed -i.bak -E -e '/^"(Project-Id|Report-Msgid|POT-|PO-|Last-Tr|Language-Team|Generated-By)/d' -e '$${/^$$/d;}' $$file && rm $$file.bak; done

# Extras stay named: older pips refuse a hash list in which `coverage[toml]` is asked for and only `coverage` is pinned.
COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-strip-extras --generate-hashes --no-header --no-emit-index-url
lock: ## Pin the newest allowed versions again (needs uv)
	$(COMPILE) pyproject.toml --group assets -o requirements/core.txt
	$(COMPILE) pyproject.toml --group dev --extra postgres -c requirements/core.txt -o requirements/dev.txt
	cd $(TOOLS) && npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove everything that was made, but the database in instance/
	rm -rf $(VENV) $(VENV)-bench $(TOOLS)/node_modules static/build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find webapp -name '*.mo' -delete
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---- steps of the above

core:
	@$(PYTHON) requirements/install.py core $(VENV)

dev: core
	@$(PYTHON) requirements/install.py dev $(VENV)

# axe-core and the Nu HTML checker. Without npm their tests say what is missing (and fail where it is required).
test-tools: $(TOOLS)/node_modules/.package-lock.json
$(TOOLS)/node_modules/.package-lock.json: $(TOOLS)/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd $(TOOLS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json \
	  || { echo "npm could not install $(TOOLS)"; test -z "$$CLIENTAREA_TEST_REQUIRE_TOOLS"; }; \
	else echo "npm is missing: tests that need axe-core or the Nu HTML checker will say so"; fi
