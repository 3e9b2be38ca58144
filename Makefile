# Two commands: `make demo` shows the library at work, `make test` runs everything.
#
#   make demo        proofs of five claims and more, then two sets of digits compared (no torch)
#   make test        the whole suite (with torch)
#   make test-core   the part of it that needs no torch
#   make test-browser   the page of the proofs in Chromium (fails where there is none)
#   make lint        ruff, mypy --strict
#   make bench       every script of benchmarks/, which write docs/results/
#
# PYTHON=python3.12 picks the interpreter, VENV=.venv312 the place, PIP_ARGS is passed to pip,
# WORKERS=4 the processes of the tests. GNU make 3.81 suffices.

PYTHON ?= python3 python3.13 python3.12 python3.11 python
VENV ?= .venv
WORKERS ?= 2

IN := $(VENV)/bin/python
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
PYTEST := $(ONE_THREAD) $(IN) -m pytest -n $(WORKERS) --dist worksteal

.PHONY: demo test test-core test-browser lint bench

demo: $(VENV)/.demo
	$(IN) -m proofs
	$(IN) -m divergences compare --demo

test: $(VENV)/.train
	$(PYTEST)

test-core: $(VENV)/.test
	$(PYTEST) --ignore=tests/gan --ignore=tests/vae

test-browser: $(VENV)/.test
	$(ONE_THREAD) $(IN) -m pytest tests/browser/look_at_the_page.py
	@echo "Look at the screenshots in build/browser."

lint: $(VENV)/.test
	$(IN) -m ruff check
	$(IN) -m ruff format --check
	$(IN) -m mypy

# Those that want a folder of data say so; the others go on.
bench: $(VENV)/.train
	@for script in benchmarks/[!_]*.py; do \
	    name=$${script#benchmarks/}; echo "$$script"; \
	    $(ONE_THREAD) $(IN) -m benchmarks.$${name%.py} || left="$$left $${name%.py}"; \
	done; test -z "$$left" || { echo "stopped:$$left"; exit 1; }

$(VENV)/.demo: EXTRAS = demo
$(VENV)/.test: EXTRAS = test
$(VENV)/.train: EXTRAS = train,test

# A torch that is installed already is left alone, whatever its version.
$(VENV)/.demo $(VENV)/.test $(VENV)/.train: $(VENV)/.made pyproject.toml constraints.txt
	@if $(IN) -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))'; \
	then grep -v '^torch==' constraints.txt > $(VENV)/constraints.txt; \
	else cp constraints.txt $(VENV)/constraints.txt; fi
	$(IN) -m pip install --quiet -c $(VENV)/constraints.txt $(PIP_ARGS) setuptools
	$(IN) -m pip install --quiet -c $(VENV)/constraints.txt $(PIP_ARGS) \
	    --no-build-isolation --editable '.[$(EXTRAS)]'
	@touch $@

$(VENV)/.made:
	@for python in $(PYTHON); do \
	    if $$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	        > /dev/null 2>&1; \
	    then \
	        echo "$$python -m venv $(VENV)"; \
	        if $$python -m venv $(VENV); then touch $@; exit 0; fi; \
	        rm -rf $(VENV); exit 1; \
	    fi; \
	done; \
	echo "No Python 3.11, 3.12 or 3.13 with venv among: $(PYTHON). Install one, or say where it is: make PYTHON=/path/to/python3.12" >&2; \
	exit 1
