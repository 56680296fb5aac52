# `make help` lists what there is. PYTHON names another Python than python3, PORT another port than 8000.
PYTHON ?= python3
PORT ?= $(or $(PEERHUB_PORT),8000)
python := .venv/bin/python
peerhub := $(python) -m peerhub
export PYTHON
demo serve: export PEERHUB_PORT := $(PORT)

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset serve test coverage faults check format assets words docs bench pictures lock clean environment tools

help: ## List these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1 ~\2/p' Makefile | column -t -s '~' 2>/dev/null || grep '##' Makefile

demo: assets ## Start the site with demonstration data, made on the first call
	@$(peerhub) db upgrade
	@$(peerhub) demo load
	@$(peerhub) demo accounts
	@exec $(peerhub) serve --host 127.0.0.1

demo-reset: ## Throw the demonstration's data away and start over
	rm -rf var
	@$(MAKE) --no-print-directory demo

serve: assets ## Start the site on the data that is there
	@$(peerhub) db upgrade
	@exec $(peerhub) serve --host 127.0.0.1

test: tools ## Run every check and every test: SQLite, PostgreSQL, Valkey, Chromium
	@$(python) -m tools.test

coverage: tools ## Which lines and branches the tests run: at least 95 %
	@$(python) -m tools.test --coverage

faults: tools ## Kill servers, cut lines, take databases and queues away: long, before a release
	@$(python) -m tools.test --faults

check: tools ## Format, lint, types, import contracts and the fast tests
	@$(python) -m tools.test --fast

format: tools ## Rewrite the code in the house's style
	@$(python) -m ruff format
	@$(python) -m ruff check --fix

assets: environment ## Bundle CSS and JavaScript into static/dist, compile the catalogues
	@$(python) -m tools.assets

words: tools ## Bring the catalogues of all languages up to date
	@$(python) -m tools.words

docs: tools ## Write into the documentation what is made from the code
	@$(python) -m tools.docs

bench: tools ## Measure against bare references; writes benchmarks/results.md
	@$(python) -m benchmarks

pictures: tools ## Photograph pages in light, dark, 320 px and Arabic into var/pictures
	@$(python) -m tools.pictures

lock: tools ## Write the locked versions anew; UPGRADE=1 takes the newest
	@tools/lock.sh

clean: ## Remove what was built; keeps var/, the data
	rm -rf .venv node_modules static/dist peerhub/translations/*/LC_MESSAGES/*.mo dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage htmlcov

environment:
	@tools/environment.sh base

tools:
	@tools/environment.sh dev
	@$(python) -m tools.assets --tests
