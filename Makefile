# komreport: the two commands are `make report YEAR=2023` and `make test`.
# Everything runs in .venv, which is made from requirements.lock (exact versions with hashes).

YEAR   ?=
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: help env report newyear collect check data design doctor preview edit test lint types lock bench clean

help:            ## Show what can be done
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

env: $(STAMP)    ## Make the environment, once

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "komreport trenger Python 3.11 eller nyere. Sett for eksempel PYTHON=python3.12."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

report: $(STAMP) ## Build the report: make report YEAR=2023
	@$(BIN)/python -m komreport build $(YEAR)

check: $(STAMP)  ## Look for errors in data and notebooks, without building: make check YEAR=2023
	@$(BIN)/python -m komreport check $(YEAR)

newyear: $(STAMP) ## Begin a year: make newyear YEAR=2024
	@$(BIN)/python -m komreport new-year $(YEAR)

collect: $(STAMP) ## Read questionnaires: make collect FILES="svar/*.xlsx"
	@$(BIN)/python -m komreport collect $(FILES)

doctor: $(STAMP) ## Say what is installed and which renderer will be used
	@$(BIN)/python -m komreport doctor

preview: $(STAMP) ## Show the report in the browser and renew it at every save: make preview YEAR=2023
	@$(BIN)/python -m komreport preview $(YEAR)

edit: $(STAMP)   ## Open the notebooks in JupyterLab, and the preview beside them
	@$(BIN)/python -m komreport edit $(YEAR)

data: $(STAMP)   ## Describe the data anew (data/datapackage.json)
	@$(BIN)/python -m komreport.data

design: $(STAMP) ## Write the design of _brand.yml for style sheet and template
	@$(BIN)/python -m komreport.report.brand

# One more than most machines' two cores: many tests wait for kernels, browsers and LibreOffice.
test: lint types ## Lint, types and all tests
	@$(BIN)/python -m pytest -n 3

lint: $(STAMP)   ## Code style
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .

types: $(STAMP)  ## Types
	@$(BIN)/python -m mypy

lock:            ## Renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock

bench: $(STAMP)  ## Measure builds of the report, and write docs/performance.md
	@$(BIN)/python -m bench.build

clean:           ## Remove what was built, not what was published
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
