"""Folders that one account alone can open, and where the engines' sockets are."""

import hashlib
import os
import tempfile
from pathlib import Path

from nexus.config.embedded.accounts import Account
from nexus.config.embedded.errors import EngineError

# What fits into a socket's address on every system, less the longest of the sockets' own names.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")


def socket_folder(data: Path) -> Path:
    """Name the folder of an engine's socket: with its data, or elsewhere where that path doesn't fit."""
    name = str(data)
    # A comma would make libpq see two hosts.
    if len(os.fsencode(name)) <= LONGEST_SOCKET_FOLDER and name.isascii() and "," not in name:
        return data
    mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return Path(tempfile.gettempdir()).resolve() / f"nexus-{mark}"


def secure_socket_folder(folder: Path, account: Account | None = None) -> None:
    """Make sure that the socket's folder is there, and its engine's alone."""
    if not folder.exists():
        private_folder(folder, account)
    # The temporary folder is everyone's: someone else may have made ours first.
    if folder.is_symlink() or folder.stat().st_uid != (account.uid if account else os.geteuid()):
        raise EngineError(
            f"{folder} belongs to someone else: remove it, or set NEXUS_HOME to a shorter path."
        )


def private_folder(folder: Path, account: Account | None = None) -> None:
    """Make a folder that only this account can open; None is our own."""
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
