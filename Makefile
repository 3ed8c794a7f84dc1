# What a person does here. `make run` and `make test` work as the first command in a fresh clone.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: run test stress check format bench pins texts clean

run: $(VENV)/.installed  ## start everything on this machine, with example data
	@$(BIN)/python app.py

test: $(VENV)/.installed-dev  ## run the tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

stress: $(VENV)/.installed-dev  ## let staff do all that they can think of between any two calls (STRESS_SECONDS=600, STRESS_SEED=0)
	@STRESS_SECONDS=$${STRESS_SECONDS:-600} $(BIN)/python -m pytest tests/stress/test_stress.py -s

check: $(VENV)/.installed-dev  ## format, lint, types, the programme's files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/flask check

format: $(VENV)/.installed-dev  ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev  ## measure, side by side
	@$(BIN)/python -m bench

pins: $(VENV)/.installed-dev  ## compile requirements*.txt anew from the short lists
	$(BIN)/uv pip compile --universal --upgrade --no-emit-index-url --python-version 3.11 -q requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --upgrade --no-emit-index-url --python-version 3.11 -q requirements-dev.in -o requirements-dev.txt

texts: $(VENV)/.installed  ## bring new and changed texts into the catalogues of translations/
	@$(BIN)/pybabel -q extract -F babel.cfg --no-default-keywords -k _ --add-location=file --sort-by-file -w 120 --project Hoja --msgid-bugs-address "the issues of this repository" -o $(VENV)/texts.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/texts.pot -d translations -w 120 --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete

$(VENV)/.installed: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once; a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:  ## take away what was installed (what the program keeps, in var/, stays)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
