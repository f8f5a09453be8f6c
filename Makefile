SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

PORT ?= 8000
export PATH := $(CURDIR)/.venv/bin:$(PATH)

ASSETS := collab/base/ui/static/build/main.js
SOURCES := $(shell find collab networks fellows discussions -path '*/static/*' -prune -o \
	\( -name '*.scss' -o -name '*.js' \) -print)
PACKAGES := collab networks fellows discussions

## To use it

.PHONY: run
run: export PUBLIC_BASE_URL ?= http://localhost:$(PORT)
run: port-is-free build  ## Start the product with the demo story (PORT=8000)
	@exec python manage.py start --port $(PORT)

.PHONY: demo-reset
demo-reset: port-is-free  ## Forget the local data; the next start tells the demo story afresh
	rm -rf var/collab.sqlite3* var/files

.PHONY: build
build: .venv/installed $(ASSETS)  ## Install what the product needs, build styles and scripts

## To change it

.PHONY: test
test: tools .venv/installed-dev $(ASSETS)  ## Run every suite, as CI does
	@.ci/suites

.PHONY: test-unit
test-unit: .venv/installed-dev $(ASSETS)  ## Unit tests on SQLite; choose with ARGS="-k thread"
	pytest -n 2 tests/unit $(ARGS)

.PHONY: test-live
test-live: .venv/installed-dev $(ASSETS)  ## Live tests and some small proofs on SQLite
	pytest -n 2 tests/live tests/proofs $(ARGS)

.PHONY: test-sqlite
test-sqlite: .venv/installed-dev $(ASSETS)  ## Unit and live tests and some small proofs on SQLite
	pytest -n 2 --dist worksteal tests/unit tests/live tests/proofs $(ARGS)

.PHONY: test-postgres
test-postgres: tools .venv/installed-dev $(ASSETS)  ## Those that meet a database, on PostgreSQL and Redis
	python -m tests.services pytest -n 3 --dist worksteal tests/unit tests/live tests/proofs $(ARGS)

.PHONY: test-journeys
test-journeys: tools .venv/installed-dev $(ASSETS)  ## Journeys of people through a real browser
	pytest -n 2 tests/journeys $(ARGS)

.PHONY: pictures
pictures: tools .venv/installed-dev $(ASSETS)  ## Take the pictures in docs/screens afresh
	KEEP_PICTURES=1 pytest tests/journeys/test_every_page.py tests/journeys/test_paper.py

.PHONY: test-architecture
test-architecture: .venv/installed-dev  ## The order of the house, migrations, deployment
	pytest tests/architecture $(ARGS)

.PHONY: prove
prove: tools .venv/installed-dev $(ASSETS)  ## The long proofs at full length, in 45 minutes; writes docs/proof.md
	@.ci/prove $(ARGS)

.PHONY: bench
bench: tools .venv/installed-dev $(ASSETS)  ## Measure pages, posts and delivery beside others; an hour on a quiet machine
	@.ci/bench $(ARGS)

.PHONY: lint
lint: .venv/installed-dev  ## Style and types
	ruff check .
	ruff format --check .
	djlint --lint --quiet $(PACKAGES)
	mypy

.PHONY: format
format: .venv/installed-dev  ## Put the code in its usual form
	ruff check --fix .
	ruff format .

.PHONY: lock
lock: .venv/installed-dev  ## Lock the newest versions that requirements*.in allow
	for name in requirements requirements-dev requirements-node; do \
		uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			$$name.in -o $$name.txt || exit; \
	done

.PHONY: help
help:  ## This list
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} \
		/^[a-z-]+:.*## /{printf "  make %-18s%s\n", $$1, $$2}' Makefile

# What the targets above stand on

.PHONY: port-is-free
port-is-free:
	@if (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
		echo "Port $(PORT) is in use. End what uses it, or choose another: make run PORT=8001"; \
		exit 1; \
	fi

.PHONY: tools
tools:
	@.ci/tools

.venv/bin/python:
	@.ci/venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what the product needs; this takes a minute"
	@python -m pip install -qq --no-deps --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing what its tests need"
	@python -m pip install -qq --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# A Node that is missing or too old is replaced by the one from PyPI, inside .venv.
node_modules/installed: package.json package-lock.json | .venv/bin/python
	@{ command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; } &>/dev/null || \
		python -m pip install -qq --no-deps --require-hashes -r requirements-node.txt
	npm ci --loglevel=error
	@touch $@

$(ASSETS): node_modules/installed $(SOURCES)
	npm run --silent build
	@touch $@
