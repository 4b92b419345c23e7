"""What the next start has to know about the processes of this one."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil

from nexus.config.embedded import Home

PATIENCE_S = 3.0


def write_record(home: Home, name: str, pid: int) -> None:
    """Note that this process, and the group it leads, is ours."""
    record = {"pid": pid, "created": psutil.Process(pid).create_time()}
    draft = _record(home, name).with_suffix(".new")
    draft.write_text(json.dumps(record))
    draft.replace(_record(home, name))


def drop_record(home: Home, name: str) -> None:
    """Forget a process that was ended in good order; one that can't be forgotten is found to be gone."""
    with contextlib.suppress(OSError):
        _record(home, name).unlink(missing_ok=True)


def end_leftovers(home: Home) -> int:
    """End the processes of a start that was killed, and give their number."""
    found: list[psutil.Process] = []
    for path in home.run.glob("*.process.json"):
        with contextlib.suppress(ValueError, KeyError):
            record = json.loads(path.read_text())
            found += _left(home, int(record["pid"]), float(record["created"]))
        path.unlink()
    _end(found)
    return len(found)


def _record(home: Home, name: str) -> Path:
    return home.run / f"{name}.process.json"


def _left(home: Home, leader: int, created: float) -> Iterator[psutil.Process]:
    # Process ids are used again: the group's number, its age and the data folder in its environment
    # together are ours alone.
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) != leader or process.create_time() < created - 1:
                continue
            if process.environ().get("NEXUS_HOME") == str(home.path):
                yield process


def _end(processes: list[psutil.Process]) -> None:
    # Only the leaders are asked: they know how to end their own.
    for process in processes:
        if _leads(process):
            _send(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=PATIENCE_S)
    for process in stubborn:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE_S)


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _leads(process: psutil.Process) -> bool:
    with contextlib.suppress(ProcessLookupError):
        return bool(os.getpgid(process.pid) == process.pid)
    return False
