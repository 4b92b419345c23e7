"""Making PostgreSQL's data folder, once, whole or not at all."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from nexus.config.embedded import logs
from nexus.config.embedded.accounts import Account
from nexus.config.embedded.errors import EngineError
from nexus.config.embedded.processes import ask

DATABASE = "nexus"
# Sorting and upper case are PostgreSQL's own and the same everywhere; the machine's locale only tells
# pg_trgm what a letter is, so the best one that it has is taken.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LETTERS = ("C.UTF-8", "en_US.UTF-8", "C")
# What fits into a socket's address on every system, less the socket's own name.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")


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


def socket_folder(data: Path) -> Path:
    """Name the folder of PostgreSQL's socket: with the data, or elsewhere where that path doesn't fit."""
    name = str(data)
    # A comma would make libpq see two hosts.
    if len(os.fsencode(name)) <= LONGEST_SOCKET_FOLDER and name.isascii() and "," not in name:
        return data
    mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return Path(tempfile.gettempdir()).resolve() / f"nexus-{mark}"


def secure_socket_folder(folder: Path, account: Account | None) -> None:
    """Make sure that the socket's folder is there, and PostgreSQL's alone."""
    if not folder.exists():
        private_folder(folder, account)
    # The temporary folder is everyone's: someone else may have made ours first.
    if folder.is_symlink() or folder.stat().st_uid != (account.uid if account else os.geteuid()):
        raise EngineError(
            f"{folder} belongs to someone else: remove it, or set NEXUS_HOME to a shorter path."
        )


def private_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only PostgreSQL's account can open."""
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
