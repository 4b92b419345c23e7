"""What all shops under load have in common: what they are asked, what they sell, where they live."""

import json
import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.load import posting
from bench.servers import Server

HERE = Path(__file__).parent
PRODUCTS = 10_000
Start = Callable[[], AbstractContextManager[Server]]
LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}


@dataclass(frozen=True)
class Ask:
    """A request: a path, and a GraphQL query where that is posted to it."""

    path: str
    query: str = ""

    def prove(self, address: str) -> None:
        """Ask once, so that a wrong answer is never measured: GraphQL says 200 to those too."""
        request = urllib.request.Request(address + self.path)
        if self.query:
            request.data = json.dumps({"query": self.query}).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
        print(f"{address}{self.path}: {len(body):,} bytes", file=sys.stderr)
        if b'"errors"' in body:
            raise SystemExit(f"{address}{self.path} answers {body[:500]!r}")

    def script(self, file: Path) -> Path | None:
        """Write what wrk sends instead of a plain GET."""
        if not self.query:
            return None
        file.write_text(posting(self.query))
        return file


def own_database(name: str) -> dict[str, str]:
    """Make an empty database beside Nexus's, and say in libpq's variables where it is."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    there = conninfo_to_dict(urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
    return {LIBPQ[key]: str(value) for key, value in there.items()} | {"SECRET_KEY": secrets.token_hex(16)}


def installed(folder: Path, wanted: Path, install: Callable[[], None]) -> None:
    """Install what a file names, unless the folder has it from an earlier run."""
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    folder.mkdir(parents=True, exist_ok=True)
    install()
    stamp.write_text(wanted.read_text())


def run(command: list[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
    """Run a command to its end; what it says is only shown when it fails."""
    done = subprocess.run(
        command, env=os.environ | (environment or {}), cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
