# Two commands matter: `make run` shows the desk alive, `make test` proves it. Both do all set-up by themselves.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
TESTERS ?= auto
# a command is started some thousand times by the tests: compiled modules halve its start
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check fix bench docs lock
help:            ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 12

.venv/run.done: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip --disable-pip-version-check -q install --require-hashes -r requirements.lock
	$(BIN)/pip --disable-pip-version-check -q install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.done: requirements-dev.lock .venv/run.done
	$(BIN)/pip --disable-pip-version-check -q install --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/run.done .venv/dev.done   ## make .venv with everything, from the hashed locks

run: .venv/run.done   ## desk, worker, caught mail and a demonstration shop on SQLite; prints address and login
	@exec $(BIN)/todoke run

test: setup      ## all tests; PostgreSQL and Chromium are used if they are installed, and said to be skipped if not
	@$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile $(ARGS)

check: setup     ## types, style, imports
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup       ## mend what a machine can mend
	$(BIN)/ruff check --fix src tests bench

bench: setup     ## the benchmarks, each beside its floor, at a twentieth of the size (ARGS=--full for all)
	@$(BIN)/python -m bench $(ARGS)

docs: setup      ## draw docs/lives.md and docs/schema/ anew from the tables
	$(BIN)/todoke docs

lock:            ## pin the newest versions with hashes (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --python-version 3.11 -q -o requirements-dev.lock
