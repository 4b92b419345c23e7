"""What tests stand on, made once in a run by the first worker that asks, and copied from then on."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from nexus.config.embedded import engines
from nexus.config.embedded.binaries import postgres_install
from nexus.config.embedded.locks import exclusively
from nexus.config.embedded.postgres import Postgres
from tests.config.processes import python

# The suite's own data folder, which all its workers share; single tests name others.
SHARED = Path(os.environ["NEXUS_HOME"])
DATABASE = "nexus_ground"


def migrated_database() -> str:
    """Name a migrated database of the suite's server, for CREATE DATABASE ... TEMPLATE."""
    _once("database", _migrate_a_database)
    return DATABASE


def migrated_postgres() -> Path:
    """Give the folder of a migrated PostgreSQL, to be copied."""
    return _once("migrated", _fill_a_postgres) / "postgres"


def lay_migrated_database(home: Path) -> None:
    """Put a migrated PostgreSQL into a data folder that has none."""
    _copy(migrated_postgres(), home)


def lay_empty_database(home: Path) -> None:
    """Put a PostgreSQL as it is made for a new data folder into one that has none."""
    _copy(_once("empty", _make_a_postgres) / "postgres", home)


def address_of(database: str) -> str:
    """Say where a database of the suite's server is."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


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


def _migrate_a_database(home: Path) -> None:
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
    addresses = {"DATABASE_URL": address_of(DATABASE), "REDIS_URL": os.environ["REDIS_URL"]}
    command = ("manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    made = python(home, *command, DJANGO_SETTINGS_MODULE="nexus.config.settings.demo", **addresses)
    assert made.returncode == 0, made.stderr


def _make_a_postgres(home: Path) -> None:
    with engines(home, durable=False, kinds=(Postgres,)):
        pass


def _fill_a_postgres(home: Path) -> None:
    lay_empty_database(home)
    # To write a schema down and read it again takes a fifth of what migrating takes.
    schema, tools = home / "schema.sql", postgres_install() / "bin"
    subprocess.run([tools / "pg_dump", "--file", schema, address_of(migrated_database())], check=True)
    with engines(home, durable=False, kinds=(Postgres,)) as urls:
        reading = [tools / "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        reading += ["--output=/dev/null", "--file", schema, urls.database]
        subprocess.run(reading, check=True)


def _copy(postgres: Path, home: Path) -> None:
    subprocess.run(["cp", "-a", postgres, home], check=True)
