# What a person does here. `make run` and `make test` work as the first command in a fresh clone.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
AUDIT = $(VENV)-audit
LIGHTHOUSE_FOLDER = $(VENV)-lighthouse
PUBLISHED = $(VENV)-published
CALENDARS = $(VENV)-calendars
CLIENTS = $(VENV)-clients
PYTEST = $(BIN)/python -m pytest
AT_ONCE = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# The order of sets is the same in each run, and so are the games of the long lane: what breaks once breaks again.
export PYTHONHASHSEED ?= 0
# Compiled modules are kept, whatever the environment says: without them each process of a run begins with ten seconds of work.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test test-long test-all prove stress attack audit outdated published calendars clients lighthouse check format bench pins texts reference language clean

run: $(VENV)/.installed  ## start everything on this machine, with example data
	@$(BIN)/python app.py

test: $(VENV)/.installed-dev  ## run the tests: every behaviour, without the long ones
	@$(PYTEST) $(AT_ONCE) -m "not long" --durations 10 --durations-min 1

test-long: $(VENV)/.installed-dev  ## run the long tests alone
	@$(PYTEST) $(AT_ONCE) -m long --durations 10 --durations-min 1

test-all: test test-long  ## run the long tests too, as CI does

# As large as can be; some five hours. What is tried, and how often, is printed.
prove: export ORACLE ?= 10000
prove: export ORACLE_WORKERS ?= 200
prove: export KILLS ?= 1000
prove: export FORMS ?= 10000
prove: export EDITS ?= 10000
prove: export DROPS ?= 1000
prove: export WAYS ?= 500
prove: export OUTAGE_FORMS ?= 5000
prove: export STRESS_SECONDS ?= 3600
prove: $(VENV)/.installed-dev  ## run the longest tests in full and print their figures
	@$(PYTEST) -s -m long

stress: $(VENV)/.installed-dev  ## let staff do all that they can think of between any two calls (STRESS_SECONDS=600, STRESS_SEED=0)
	@STRESS_SECONDS=$${STRESS_SECONDS:-600} $(PYTEST) tests/stress/test_stress.py -s -m long

attack: $(VENV)/.installed  ## attack a server of our own, as strangers would, and print what held (ten minutes; more with ATTACK_FULL=1)
	@$(BIN)/python -m attack

audit:  ## compare every pinned library with the index's list of known holes (needs the index)
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; }
	@$(AUDIT)/bin/pip-audit --strict --no-deps --disable-pip -r requirements.txt

outdated: $(VENV)/.installed-dev  ## name pinned libraries of which a newer version has been out for over a month (DAYS=30; needs the index)
	@$(BIN)/python -m bench.pins $(DAYS)

published: $(VENV)/.installed-dev  ## import published XLSForms, and compare what we make of them with Enketo's evaluator (needs npm, Chromium and, once, the registries)
	@test -d $(PUBLISHED)/node_modules || npm install --prefix $(PUBLISHED) --no-audit --no-fund --ignore-scripts --loglevel error openrosa-xpath-evaluator@3.1.0
	@ls -d $(PUBLISHED)/pyxform-1.3.3 >/dev/null 2>&1 || { $(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: -d $(PUBLISHED) pyxform==1.3.3 && tar -xzf $(PUBLISHED)/pyxform-1.3.3.tar.gz -C $(PUBLISHED); }
	@HOJA_PUBLISHED=$(PUBLISHED) HOJA_REQUIRE=published,browser $(PYTEST) tests/xlsform/test_independent.py tests/xlsform/test_published.py

calendars: $(VENV)/.installed-dev  ## have ical.js read our calendar objects beside icalendar (needs npm and, once, its registry)
	@test -d $(CALENDARS)/node_modules || npm install --prefix $(CALENDARS) --no-audit --no-fund --ignore-scripts --loglevel error ical.js@2.2.1
	@ICAL_JS=$(abspath $(CALENDARS)) HOJA_REQUIRE=ical.js $(PYTEST) tests/mail/calendar/test_two_parsers.py

clients: $(VENV)/.installed-dev  ## let other people's clients of Google Sheets call the local server (needs npm and, once, the registries)
	@test -x $(CLIENTS)/bin/pip || $(PYTHON) -m venv $(CLIENTS)
	@test -d $(CLIENTS)/node_modules || { $(CLIENTS)/bin/python -m pip install --quiet --disable-pip-version-check gspread==6.2.1 gspread-formatting==1.2.1 gspread-dataframe==4.0.0 pygsheets==2.0.6 google-api-python-client==2.202.0 pandas==3.1.1 && npm install --prefix $(CLIENTS) --no-audit --no-fund --ignore-scripts --loglevel error google-spreadsheet@5.3.0 googleapis@178.0.0; }
	@CLIENTS=$(abspath $(CLIENTS)) HOJA_REQUIRE=clients $(PYTEST) -s -m long tests/sheets/clients

lighthouse: $(VENV)/.installed-dev  ## have Lighthouse judge the public pages, and Firefox fill in forms (needs npm, Chromium, Firefox and, once, its registry)
	@test -x $(LIGHTHOUSE_FOLDER)/node_modules/.bin/lighthouse || npm install --prefix $(LIGHTHOUSE_FOLDER) --no-audit --no-fund --ignore-scripts --loglevel error lighthouse@12.8.2 puppeteer-core@24.43.1
	@LIGHTHOUSE=$(LIGHTHOUSE_FOLDER)/node_modules/.bin/lighthouse NODE_MODULES=$(abspath $(LIGHTHOUSE_FOLDER))/node_modules HOJA_REQUIRE=lighthouse,firefox $(PYTEST) -s tests/test_lighthouse.py tests/test_firefox.py

check: $(VENV)/.installed-dev  ## format, lint, types, imports, the programme's files; figures of how densely the code is written
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache --no-logo >$(VENV)/imports.txt || { cat $(VENV)/imports.txt; exit 1; }
	@tail -n 1 $(VENV)/imports.txt
	@$(BIN)/flask check
	@$(BIN)/python -m bench.density

format: $(VENV)/.installed-dev  ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev  ## measure, side by side
	@$(BIN)/python -m bench

pins: $(VENV)/.installed-dev  ## compile requirements*.txt anew from the short lists
	$(BIN)/uv pip compile --universal --upgrade --no-emit-index-url --python-version 3.11 -q requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --upgrade --no-emit-index-url --python-version 3.11 -q requirements-dev.in -o requirements-dev.txt

texts: $(VENV)/.installed  ## bring new and changed texts into the catalogues of translations/
	@$(BIN)/pybabel -q extract -F babel.cfg --no-default-keywords -k _ -k _n:1,2 --add-location=file --sort-by-file -w 120 --project Hoja --msgid-bugs-address "the issues of this repository" -o $(VENV)/texts.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/texts.pot -d translations -w 120 --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete

reference:  ## write docs/reference.md anew, from the program itself
	@$(BIN)/python -m authoring.reference > docs/reference.md

language: texts  ## begin one more language: make language CODE=qu
	@test -n "$(CODE)" || { echo "Which one? make language CODE=qu"; exit 1; }
	@test ! -e translations/$(CODE) || { echo "translations/$(CODE) is there already"; exit 1; }
	@$(BIN)/pybabel -q init -i $(VENV)/texts.pot -d translations -l $(CODE) -w 120

$(VENV)/.installed: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once; a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@# Google's description of its APIs, by which the local Sheets server reads calls: two files of a package without what it needs to run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $$(grep '^google-api-python-client==' requirements-dev.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:  ## take away what was installed (what the program keeps, in var/, stays)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
