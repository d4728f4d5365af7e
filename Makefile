# The verbs of this checkout; what they do stands in scripts/.
PYTHON ?= python3
VENV := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test check setup fmt soak bench lock clean

help:  ## Say what can be done here
	@sed -n 's/^\([a-z]*\):  *## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run:  ## Start the demo street: installs what is missing, then serves until Ctrl-C (SIDAN_PORT=8000)
	@exec $(PYTHON) scripts/run.py

test:  ## Run everything CI runs: linters, types, tests on SQLite and PostgreSQL, journeys in Chromium
	@exec $(PYTHON) scripts/check.py

check:  ## The same without the browser
	@exec $(PYTHON) scripts/check.py --no-journeys

setup:  ## Install a developer's tools and build messages, static files and the dispatcher
	@exec $(PYTHON) scripts/steps.py

fmt:  ## Format the Python files and mend what ruff can mend
	@$(VENV)/ruff check --fix --quiet; $(VENV)/ruff format --quiet

soak:  ## Kill, cut and starve it for an hour: the long mode of the fault tests (SIDAN_SOAK_MINUTES=60)
	@exec $(PYTHON) scripts/soak.py

bench:  ## Measure: make bench NAME=loop_pages
	@exec $(VENV)/python -m benchmarks.$(NAME)

lock:  ## Compile requirements/*.txt and package-lock.json anew from what is asked for
	@sh scripts/lock.sh

clean:  ## Remove what was installed and built; the data in var/ stays
	@rm -rf .venv node_modules var/static var/stamps var/test .mypy_cache .ruff_cache .pytest_cache
