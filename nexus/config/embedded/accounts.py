"""As whom PostgreSQL runs: it refuses root."""

import os
import pwd
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nexus.config.embedded.errors import EngineError

_PASS, _READ = 0o111, 0o444
CANDIDATES = ("nobody", "daemon", "postgres", "www-data")


@dataclass(frozen=True)
class Account:
    """An account of this machine that may do no more than it is given."""

    name: str
    uid: int
    gid: int


def account_for(folder: Path) -> Account | None:
    """Give the account that PostgreSQL runs as on this folder; None means our own."""
    if os.geteuid() != 0:
        return None
    # Data that an ordinary user made stays that user's when root starts it.
    owner = folder.stat().st_uid if folder.exists() else 0
    for entry in _entries(owner):
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EngineError(
        "PostgreSQL refuses to run as root and this machine has no other account: "
        "run Nexus as an ordinary user, or set DATABASE_URL to a server."
    )


def _entries(owner: int) -> Iterable[pwd.struct_passwd]:
    everyone = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    yield from (entry for entry in everyone.values() if owner and entry.pw_uid == owner)
    yield from (everyone[name] for name in CANDIDATES if name in everyone)
    yield from everyone.values()


def let_through(account: Account, target: Path, announce: Callable[[str], None]) -> None:
    """Let the account pass, but not look, through the folders above `target` that shut it out."""
    opened = [folder for folder in reversed(target.parents) if _open(folder, account, _PASS)]
    if opened:
        names = ", ".join(map(str, opened))
        announce(f"Letting {account.name}, who runs PostgreSQL, pass through {names} (chmod +x only)")


def let_read(account: Account, install: Path) -> None:
    """Let the account read and run the wheel's own files, where a strict umask hid them."""
    if not _denied(install / "bin" / "postgres", account, _PASS):
        return
    for place, _, names in os.walk(install):
        _open(Path(place), account, _PASS | _READ)
        for path in (Path(place) / name for name in names):
            _open(path, account, _READ | (_PASS if os.access(path, os.X_OK) else 0))


def _open(path: Path, account: Account, bits: int) -> bool:
    lacking = _denied(path, account, bits)
    if lacking:
        path.chmod(path.stat().st_mode | lacking)
    return bool(lacking)


def _denied(path: Path, account: Account, bits: int) -> int:
    # Only one class of bits counts for an account: its own, its group's or the others'.
    status = path.stat()
    if status.st_uid == account.uid:
        wanted = bits & stat.S_IRWXU
    elif status.st_gid == account.gid:
        wanted = bits & stat.S_IRWXG
    else:
        wanted = bits & stat.S_IRWXO
    return wanted & ~status.st_mode
