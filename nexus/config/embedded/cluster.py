"""Making PostgreSQL's data folder, once, whole or not at all."""

import shutil
from pathlib import Path

from nexus.config.embedded import logs
from nexus.config.embedded.accounts import Account
from nexus.config.embedded.errors import EngineError
from nexus.config.embedded.folders import private_folder
from nexus.config.embedded.processes import ask

DATABASE = "nexus"
# Sorting and upper case are PostgreSQL's own and the same everywhere; the machine's locale only tells
# pg_trgm what a letter is, so the best one that it has is taken.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LETTERS = ("C.UTF-8", "en_US.UTF-8", "C")


def create_cluster(folder: Path, install: Path, account: Account | None, *, durable: bool) -> None:
    """Make the data folder with the site's empty database in it."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    private_folder(draft, account)
    _initdb(draft, install, account, durable=durable)
    _create_database(draft, install, account)
    draft.rename(folder)


def _initdb(draft: Path, install: Path, account: Account | None, *, durable: bool) -> None:
    command = [str(install / "bin" / "initdb"), "--pgdata", str(draft), "--username=postgres", "--auth=trust"]
    command += ["--encoding=UTF8", *LOCALE, *([] if durable else ["--no-sync"])]
    for letters in LETTERS:
        result = ask([*command, f"--lc-ctype={letters}"], folder=draft, account=account)
        if result.returncode == 0:
            return
        if "locale" not in result.stderr:
            break
    raise EngineError(f"PostgreSQL's data can't be set up in {draft.parent}: {logs.reason(result.stderr)}.")


def _create_database(draft: Path, install: Path, account: Account | None) -> None:
    command = [str(install / "bin" / "postgres"), "--single", "-D", str(draft), "postgres"]
    result = ask(command, folder=draft, account=account, say=f"CREATE DATABASE {DATABASE}\n")
    if result.returncode != 0 or "ERROR" in result.stderr:
        raise EngineError(
            f"PostgreSQL's data can't be set up in {draft.parent}: {logs.reason(result.stderr)}."
        )
