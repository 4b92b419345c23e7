# Two commands: `make run` and `make test`. The rest is for those who change Nexus.

PY = .venv/bin/python
# What comes after a command: make test ARGS="tests/config -x"
ARGS =
WORKERS = 2
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
ROBOT_KEY = $$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')

.DEFAULT_GOAL = help
.PHONY: help run test check fix lock bench clean base dev

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: base ## run the whole site here, until Ctrl-C (PORT, HOST, NEXUS_HOME, NEXUS_DEMO=0)
	@$(PY) -m compileall -q nexus
	@$(PY) manage.py run

test: dev ## run the whole suite on engines of its own
	@$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

check: dev ## check style, types, layers, migrations, schemas and the production settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py openapi --check
	$(PY) manage.py postman --check
	$(PY) manage.py graphql_schema --check
	@echo "manage.py check --deploy, with the production settings"
	@DJANGO_SETTINGS_MODULE=nexus.config.settings.production ALLOWED_HOSTS=nexus.example \
		SECRET_KEY="$(ROBOT_KEY)" $(PY) manage.py check --deploy --fail-level WARNING

fix: dev ## put style right where that can be done by itself
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: dev ## write the lock files anew from requirements/*.in (ARGS=--upgrade takes newer versions)
	$(LOCK) $(ARGS) --output-file requirements/base.txt requirements/base.in
	$(LOCK) $(ARGS) --output-file requirements/dev.txt requirements/dev.in

bench: dev ## measure against the floor app
	@$(PY) -m bench $(ARGS)

clean: ## remove .venv and every cache; the data in .nexus stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

base:
	@requirements/install.sh base

dev:
	@requirements/install.sh dev
