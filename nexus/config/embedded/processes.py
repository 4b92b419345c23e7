"""Processes that outlive the one that started them."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from nexus.config.embedded.accounts import Account
from nexus.config.embedded.errors import EngineError

# Our own children stay zombies until they are asked for, and a zombie's id looks alive.
_children: dict[int, subprocess.Popen[bytes]] = {}


def spawn(command: list[str], *, folder: Path, log: Path, account: Account | None = None) -> int:
    """Start an engine in its folder, away from our terminal, and give its process id."""
    with log.open("ab") as output:
        try:
            child = subprocess.Popen(  # noqa: S603 - a binary of our own wheels, no shell
                command,
                cwd=folder,
                env=_clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                **_as(account),
            )
        except OSError as failure:
            raise _unusable(command, failure) from failure
    _children[child.pid] = child
    return child.pid


def ask(
    command: list[str], *, folder: Path, account: Account | None = None, say: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of an engine's own tools to its end."""
    try:
        return subprocess.run(  # noqa: S603 - a binary of our own wheels, no shell
            command,
            cwd=folder,
            env=_clean_environment(),
            input=say,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **_as(account),
        )
    except OSError as failure:
        raise _unusable(command, failure) from failure


def _clean_environment() -> dict[str, str]:
    # PGPORT, PGDATA and their like would bend the engine.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def _as(account: Account | None) -> dict[str, Any]:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _unusable(command: list[str], failure: OSError) -> EngineError:
    return EngineError(f"{command[0]} can't run on this machine: {failure.strerror}.")


def alive(pid: int) -> bool:
    """Tell whether the process still runs; one that waits to be buried doesn't."""
    child = _children.get(pid)
    if child:
        return child.poll() is None
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def works_in(pid: int, folder: Path) -> bool:
    """Tell whether the process is alive and at work in this folder: a stale id may be anyone's by now."""
    try:
        return alive(pid) and psutil.Process(pid).cwd() == str(folder)
    except psutil.Error:
        return False


def workers_in(folder: Path, name: str) -> Iterator[int]:
    """Give the processes of that name that work in this folder, parents before children."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == name and works_in(process.pid, folder):
            yield process.pid


def end(pid: int, *steps: tuple[signal.Signals, float]) -> None:
    """End a process: each signal gets its seconds to work before the next, harder one."""
    for step, seconds in steps:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, step)
        if _wait_for_end(pid, seconds):
            break
    _children.pop(pid, None)


def _wait_for_end(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
