# Two commands: `make run` and `make test`. The rest is for those who change Nexus.

PY = .venv/bin/python
# What comes after a command: make test ARGS="tests/config -x"
ARGS =
# More than cores: much of the suite waits for processes that it started.
WORKERS = 4
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
ROBOT_BOX = $$($(PY) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')
ROBOT_KEY = $$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')

.DEFAULT_GOAL = help
.PHONY: help run test check fix lock bench torture clean base dev

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: base ## run the whole site here, until Ctrl-C (PORT, HOST, NEXUS_HOME, NEXUS_DEMO=0)
	@$(PY) -m compileall -q nexus
	@$(PY) manage.py run

# Where the shell forbids it, each of the suite's workers and of some hundred processes would compile anew.
test: export PYTHONDONTWRITEBYTECODE =
# Asserts are rewritten once in a fresh checkout, not by each worker.
# What fails beside others on few cores is asked once more, alone: a real fault fails twice.
test: dev ## run the whole suite on engines of its own
	@$(PY) -m compileall -q nexus tests
	@ls tests/__pycache__/conftest.*pytest*.pyc >/dev/null 2>&1 || $(PY) -m pytest --collect-only -qq >/dev/null || true
	@$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS) || \
		{ [ $$? = 1 ] && $(PY) -m pytest --last-failed --last-failed-no-failures none; }

check: dev ## check style, types, layers, migrations, schemas and the production settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py openapi --check
	$(PY) manage.py access_table --check
	$(PY) manage.py postman --check
	$(PY) manage.py graphql_schema --check
	@echo "manage.py check --deploy, with the production settings"
	@DJANGO_SETTINGS_MODULE=nexus.config.settings.production ALLOWED_HOSTS=nexus.example \
		NEXUS_PAYMENT_PROVIDERS=stripe STRIPE_SECRET_KEY="$(ROBOT_KEY)" STRIPE_WEBHOOK_SECRET="$(ROBOT_KEY)" \
		FIELD_ENCRYPTION_KEYS="$(ROBOT_BOX)" SECRET_KEY="$(ROBOT_KEY)" $(PY) manage.py check --deploy --fail-level WARNING

fix: dev ## put style right where that can be done by itself
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: dev ## write the lock files anew from requirements/*.in (ARGS=--upgrade takes newer versions)
	$(LOCK) $(ARGS) --output-file requirements/base.txt requirements/base.in
	$(LOCK) $(ARGS) --output-file requirements/dev.txt requirements/dev.in

bench: dev ## measure against the floor app
	@$(PY) -m bench $(ARGS)

torture: dev ## kill processes under load, and show that no order, cent or event is lost (three hours)
	@$(PY) -m tests.torture --report $(ARGS)

clean: ## remove .venv and every cache; the data in .nexus stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

base:
	@requirements/install.sh base

dev:
	@requirements/install.sh dev
