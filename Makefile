# What people type. `make help` lists it.

PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
LOCK := $(PYTHON) -m uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --quiet --custom-compile-command "make lock" pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run dev test soak bench lint format admin lock browser

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/' | expand -t 16

# --- The environment: stamps, so that the second run starts at once ---------------------------

$(PYTHON):
	@sh scripts/environment.sh create $(VENV)

$(VENV)/run.stamp: requirements/run.lock | $(PYTHON)
	@sh scripts/environment.sh install $(VENV) requirements/run.lock
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock | $(PYTHON)
	@sh scripts/environment.sh install $(VENV) requirements/dev.lock
	@touch $@ $(VENV)/run.stamp

# --- Running ----------------------------------------------------------------------------------

run: $(VENV)/run.stamp ## the whole portal on http://localhost:PORT (PORT=8000), stopped by Ctrl-C
	@exec $(PYTHON) manage.py serve --port $(PORT)

dev: $(VENV)/dev.stamp ## the same with reloading, debug pages and /styleguide/
	@exec $(PYTHON) manage.py serve --port $(PORT) --dev

admin: $(VENV)/run.stamp ## make EMAIL= an administrator: make admin EMAIL=ada@example.org
	@$(PYTHON) manage.py make_admin "$(EMAIL)"

# --- Checking ---------------------------------------------------------------------------------

browser:
	@sh scripts/browser.sh

test: $(VENV)/dev.stamp browser ## every test, the browser ones included
	@$(PYTHON) -m pytest -n 3 --dist loadscope $(ARGS)

soak: $(VENV)/dev.stamp ## the long kill, fault and growth tests
	@$(PYTHON) -m pytest -m soak $(ARGS)

bench: $(VENV)/dev.stamp ## requests per second, latency and queries beside a bare Django view
	@$(PYTHON) manage.py bench

lint: $(VENV)/dev.stamp ## style, types and the order of the rooms
	@sh scripts/lint.sh $(VENV)/bin

format: $(VENV)/dev.stamp ## rewrite the code in the house style
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

lock: $(VENV)/dev.stamp ## write the lock files anew from pyproject.toml
	@$(LOCK) --output-file requirements/run.lock
	@$(LOCK) --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock
