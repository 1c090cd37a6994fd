# `make run` tries the service on this machine; `make test` tests it. Everything they make lies under var/.

PYTHON ?= python3
PORT ?= 8000
DATA := $(abspath $(or $(HACKIT_DATA),var))
VENV := var/venv
PY := $(VENV)/bin/python
TRIAL := HACKIT_TRIAL=1 HACKIT_DATA="$(DATA)" PORT="$(PORT)"
STATIC := hackit/static_storage.py $(shell find hackit/static -type f 2>/dev/null)
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)

# Byte code lies under var/ too. Where the environment forbids to write it, that was against litter beside the sources.
export PYTHONPYCACHEPREFIX := $(abspath var/cache/python)
unexport PYTHONDONTWRITEBYTECODE

# A virtual environment whose Python is gone (the folder was moved, Python was upgraded) is made anew.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(PY) -c 'print(1)' 2>/dev/null),1)
$(shell rm -rf $(VENV))
endif
endif

LINTS := lint-code lint-format lint-templates lint-types lint-migrations lint-security
.PHONY: run test prove audit lint $(LINTS) format lock locks-current install install-dev

run: $(VENV)/.installed $(DATA)/static/staticfiles.json
	@$(TRIAL) exec $(PY) -m gunicorn --config hackit/gunicorn.py hackit.wsgi

test: $(VENV)/.installed-dev
	$(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -q $(ARGS)

# Every campaign (races, kills, fuzz, payloads, canaries) in full; the figures go into docs/proof.md.
prove: $(VENV)/.installed-dev var/vnu/vnu.jar
	PROVE=1 $(PY) -m pytest -q -m "campaign or in_full" $(ARGS)
	$(MAKE) audit

# The W3C's checker of HTML, which is a program of Java: its makers publish it on npm. Only `make prove` needs either.
VNU := 26.9.27
var/vnu/vnu.jar:
	@command -v java >/dev/null && command -v npm >/dev/null \
		|| { echo "Checking the HTML needs Java and npm. On Debian or Ubuntu: apt install default-jre-headless npm"; exit 1; }
	@mkdir -p var/vnu
	npm install --prefix var/vnu --no-save --no-audit --no-fund --ignore-scripts vnu-jar@$(VNU)
	@cp var/vnu/node_modules/vnu-jar/build/dist/vnu.jar $@

# Known weaknesses of the packages that the service runs with. Where the list of them can't be asked, this fails.
audit: $(VENV)/.installed-dev
	$(VENV)/bin/uv tool run pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

lint: $(LINTS)

lint-code: $(VENV)/.installed-dev
	$(PY) -m ruff check .
lint-format: $(VENV)/.installed-dev
	$(PY) -m ruff format --check .
lint-templates: $(VENV)/.installed-dev
	@echo djade --check templates
	@$(VENV)/bin/djade --check $(TEMPLATES)
lint-types: $(VENV)/.installed-dev
	$(PY) -m mypy
lint-migrations: $(VENV)/.installed-dev
	HACKIT_TRIAL=1 $(PY) manage.py makemigrations --check --dry-run
lint-security: $(VENV)/.installed-dev
	$(PY) -m bandit --quiet --configfile pyproject.toml --recursive hackit weeknotes meetings manage.py

format: $(VENV)/.installed-dev
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .
	@$(VENV)/bin/djade $(TEMPLATES)

# --- The packages ---

COMPILE := $(VENV)/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header

# UPGRADE=1 takes the newest versions; without it only what pyproject.toml asks for moves.
lock: $(VENV)/.installed-dev
	$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock -o requirements-dev.lock

locks-current: $(VENV)/.installed-dev
	@mkdir -p var/cache && cp requirements.lock requirements-dev.lock var/cache/
	$(COMPILE) -o var/cache/requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o var/cache/requirements-dev.lock
	diff requirements.lock var/cache/requirements.lock
	diff requirements-dev.lock var/cache/requirements-dev.lock

# For a service that cannot write beside its own code: compiled once here, and not at every start of every command.
install: $(VENV)/.installed
	@$(PY) -m compileall -q hackit meetings weeknotes manage.py
install-dev: $(VENV)/.installed-dev

# Without dependencies: the lock names every one, and one that is left out on purpose (pyproject.toml) stays out.
PIP_INSTALL := $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "This needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.lock
	@echo "Installing the packages of requirements.lock."
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

# The developers' lock holds the service's packages too, in the same versions: both are installed then.
$(VENV)/.installed-dev: $(VENV)/.made requirements-dev.lock
	@echo "Installing the packages of requirements-dev.lock."
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $(VENV)/.installed $@

$(DATA)/static/staticfiles.json: $(VENV)/.installed $(STATIC)
	@$(TRIAL) $(PY) manage.py collectstatic --noinput --clear --verbosity 0
