# Verbs. Everything is installed into .venv from pyproject.toml; nothing else on the machine is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TYPES  := $(wildcard src/holdfast/checks/secrets/types/*.yaml src/holdfast/checks/*/rules/*.yaml \
            src/holdfast/checks/code/libraries/*/*.yaml src/holdfast/threats/rules/*.yaml)
PACK   := src/holdfast/checks/secrets/pack.json
SHOP   := build/shop

.PHONY: demo setup check test docs bench binary
.DEFAULT_GOAL := demo

demo: export HOLDFAST_DATA = $(CURDIR)/build/data
demo: setup ## make the example shop, scan it, write a report
	@$(BIN)/python examples/build_shop.py $(SHOP)
	@$(BIN)/python examples/pack_advisories.py build/advisories
	@$(BIN)/holdfast db update --full --from build/advisories >build/db-update.log 2>&1 || { cat build/db-update.log; exit 1; }
	@echo
	@cd $(SHOP) && ../../$(BIN)/holdfast scan --record --format text --format html=../shop-report.html; code=$$?; \
	  echo; echo "Report: build/shop-report.html"; echo; \
	  ../../$(BIN)/holdfast threats analyse --record && \
	  ../../$(BIN)/holdfast threats report -o ../shop-threats.html && echo "Threats: build/shop-threats.html" && \
	  ../../$(BIN)/holdfast posture && \
	  test $$code -eq 1 -a -s ../shop-report.html # the shop is full of planted secrets, so the gate has to refuse

setup: $(VENV)/.ready $(PACK)

$(VENV)/.ready: pyproject.toml tools/compile_rules.py
	@$(PYTHON) -c 'import sys; sys.exit("Holdfast needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@echo "Setting up .venv (once; about a minute)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src/holdfast # where PYTHONDONTWRITEBYTECODE is set, each start would compile it
	@touch $@

$(PACK): $(TYPES) src/holdfast/formats/rules.py src/holdfast/formats/late.py src/holdfast/formats/judgedrules.py $(wildcard src/holdfast/formats/code*.py) \
         src/holdfast/threats/rules.py \
         tools/compile_rules.py $(VENV)/.ready
	@$(BIN)/python tools/compile_rules.py

check: setup ## lint, types, import arrows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy src tests benchmarks examples/build_shop.py tools
	@$(BIN)/lint-imports --no-cache

test: setup
	@$(BIN)/python -m pytest -n logical --maxprocesses 8 --dist worksteal

docs: setup ## write the generated pages
	@$(BIN)/python -m tools.write_docs
	@$(BIN)/python tools/write_verification.py
	@$(BIN)/python -m tools.write_walk

bench: setup ## measure speed beside peers, and accuracy on the labelled cases
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/accuracy.py
	@$(BIN)/python -m benchmarks.infrastructure --cases

binary: ## build dist/holdfast: one file that needs no Python
	@$(PYTHON) -m venv build/binary
	@build/binary/bin/python -m pip install --quiet --disable-pip-version-check '.[binary,documents]'
	@build/binary/bin/python tools/binary/build.py
	@dist/holdfast --version
