"""What tests stand on, made once in a run by the first worker that asks, and copied from then on."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from nexus.config.embedded.locks import exclusively
from tests.config.processes import python

# The suite's own data folder, which all its workers share; single tests name others.
SHARED = Path(os.environ["NEXUS_HOME"])
DATABASE = "nexus_ground"
MIGRATE = """
from django.core.management import execute_from_command_line
from nexus.config.embedded import engines_in_environment
with engines_in_environment(print, durable=False):
    execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""


def migrated_database() -> str:
    """Name a migrated database of the suite's server, for CREATE DATABASE ... TEMPLATE."""
    _once("database", lambda _: _migrate_a_database())
    return DATABASE


def migrated_postgres() -> Path:
    """Give the folder of a migrated PostgreSQL, to be copied."""
    return _once("home", _migrate_a_home) / "postgres"


def lay_migrated_database(home: Path) -> None:
    """Put a migrated PostgreSQL into a data folder that has none."""
    subprocess.run(["cp", "-a", migrated_postgres(), home], check=True)


def _once(name: str, make: Callable[[Path], None]) -> Path:
    made = SHARED / "ground" / name
    made.parent.mkdir(exist_ok=True)
    with exclusively(made.with_suffix(".lock"), lambda: None):
        if not made.exists():
            draft = made.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(made)
    return made


def _migrate_a_database() -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = DATABASE
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()  # a database that somebody is connected to can't be copied
        connection.settings_dict["NAME"] = before


def _migrate_a_home(home: Path) -> None:
    made = python(home, "-c", MIGRATE, DJANGO_SETTINGS_MODULE="nexus.config.settings.demo")
    assert made.returncode == 0, made.stderr
