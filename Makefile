# The two commands are `make demo` and `make test`; everything they need is set up in .venv.
VENV := .venv
PY := $(VENV)/bin/python
BASE ?= python3
STAMP := $(VENV)/.installed

.PHONY: demo test check lint types layers docs slow bench lock clean

demo: $(STAMP)
	$(VENV)/bin/ytterby demo

test: $(STAMP)
	$(PY) -m pytest -q -n 2 -m "not slow"

slow: $(STAMP)
	$(PY) -m pytest -q -m slow

check: lint types layers docs test

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(STAMP)
	$(PY) -m mypy

layers: $(STAMP)
	$(VENV)/bin/lint-imports --no-cache

docs: $(STAMP)
	$(PY) -m sphinx -q -W --keep-going -b html docs $(VENV)/docs

bench: $(STAMP)
	$(PY) -m benchmarks
	$(PY) -m benchmarks.law

lock: $(STAMP)
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --extra cluster --universal --generate-hashes \
	  --no-header --no-emit-index-url --python-version 3.11 -q -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(BASE) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	$(VENV)/bin/uv pip install --quiet --python $(PY) --no-deps -e .
	touch $@

clean:
	rm -rf $(VENV) build dist
