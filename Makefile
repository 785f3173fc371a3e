# Everything from a bare clone: each target sets up .venv first, where it is missing or out of date.
# Another interpreter: make test PYTHON=python3.13

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# durable_rules compiles its matcher on installation. Without the name below, it cannot be imported
# on Python 3.13; without -O2, it is several times slower.
export CPPFLAGS := -O2 -DPyEval_CallObject=PyObject_CallObject

# Where it is set, every command that a test starts compiles all modules again.
unexport PYTHONDONTWRITEBYTECODE

# The virtual environment belongs to one version of Python: asking for another makes it anew.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
READY := $(VENV)/.ready-$(VERSION)

.DEFAULT_GOAL := help
.PHONY: help brief test lint check bench faults docs man wheel wheelhouse clean

help:
	@echo 'make brief   a briefing from the built-in facts'
	@echo 'make test    the tests'
	@echo 'make lint    style and types'
	@echo 'make check   lint, test and bench'
	@echo 'make bench   how fast it is'
	@echo 'make faults  faults planted on purpose, for an hour or two'
	@echo 'make docs    the documents as a site, in build/docs/'
	@echo 'make man     the manual, a page for every command, in build/man/'
	@echo 'make wheel   a wheel in dist/'
	@echo 'make wheelhouse  wheels of all it needs, for machines without a network'
	@echo 'make clean   remove what the others made'

brief: $(READY)
	@$(BIN)/downdraft brief --example

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test bench

bench: $(READY)
	@$(BIN)/python -m benchmarks

# A fraction of it, or one kind: make faults FAULTS='--share 0.1 kills'
faults: $(READY)
	@$(BIN)/python -m benchmarks.faults $(FAULTS)

docs: $(READY)
	@$(BIN)/mkdocs build --quiet

man: $(READY)
	@$(BIN)/python .ci/man.py build/man

wheel: $(READY)
	$(BIN)/python -m build --wheel --no-isolation

# With other extras: make wheelhouse EXTRAS=feeds. There: pip install --no-index --find-links
# wheelhouse 'downdraft[feeds]', on the same system and version of Python.
EXTRAS ?= feeds,mcp,xlsx
WHEELHOUSE ?= build/wheelhouse
wheelhouse: $(READY)
	@rm -rf $(WHEELHOUSE)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --constraint constraints.txt \
		--no-cache-dir --no-deps --wheel-dir $(WHEELHOUSE) durable_rules
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --constraint constraints.txt \
		--find-links $(WHEELHOUSE) --wheel-dir $(WHEELHOUSE) '.[$(EXTRAS)]'
	@echo "$$(ls $(WHEELHOUSE) | wc -l) wheels in $(WHEELHOUSE)"

clean:
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# durable_rules goes in first and past pip's cache, which may hold a copy compiled without CPPFLAGS.
$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || \
		{ echo 'there is no $(PYTHON) here; name a Python, as in: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) .ci/fit.py
	@echo 'downdraft: setting up $(VENV) (once, a minute or two)' >&2
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --no-cache-dir --no-deps durable_rules
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $@
