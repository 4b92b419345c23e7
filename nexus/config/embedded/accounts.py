"""As whom PostgreSQL runs, which refuses root, and whose the data folder is when root starts it."""

import contextlib
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
    owner = (folder if folder.exists() else folder.parent).stat().st_uid
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


def hand_back(home: Path) -> None:
    """Give what root wrote into an ordinary user's data folder to that user, who has to read it again."""
    if os.geteuid() != 0 or not home.exists() or not (owner := home.stat()).st_uid:
        return
    # By the open folder that it was found in: no link that is put in its place meanwhile leads elsewhere.
    for _, folders, files, here in os.fwalk(home):
        for name in (*folders, *files):
            with contextlib.suppress(FileNotFoundError):  # others may be at work here
                _give(name, here, owner)


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


def _give(name: str, folder: int, owner: os.stat_result) -> None:
    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    # One of several names that a file has may be in a folder that isn't this user's.
    if found.st_uid == 0 and (stat.S_ISDIR(found.st_mode) or found.st_nlink == 1):
        os.chown(name, owner.st_uid, owner.st_gid, dir_fd=folder, follow_symlinks=False)


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
