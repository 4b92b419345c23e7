"""Processes that begin loaded: forked from one that has loaded the site, as granian and Celery fork theirs.

To load it takes one to two seconds of a processor, and a test starts the same program again and again.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Self

import psutil

from nexus.config.embedded.home import CHECKOUT

WEB = ("nexus.config.urls", "granian.cli")
CREW = ("tests.torture.loaded_crew", "celery.bin.celery", "celery.apps.worker", "celery.concurrency.prefork")


class Nest:
    """One environment, in which modules are loaded and programs begin."""

    def __init__(self, environment: dict[str, str], *modules: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nest", *modules],
            cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._lock = Lock()

    def start(self, *command: str, log: Path) -> psutil.Process:
        """Begin what Python would with these arguments, in a process group of its own."""
        with self._lock:
            print(json.dumps([command, str(log)]), file=self._process.stdin, flush=True)
            pid = self._process.stdout.readline()
        return psutil.Process(int(pid))

    def close(self) -> None:
        """Start no more; who has begun goes on."""
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main(*modules: str) -> None:
    """Load these, then fork for each line that comes in."""
    gc.disable()
    for module in modules:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, _bury)
    for line in sys.stdin:
        if os.fork() == 0:
            return _begin(*json.loads(line))
    return None


def _bury(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _begin(command: list[str], log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.write(1, f"{os.getpid()}\n".encode())
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    sys.argv = command[1:] if command[0] == "-m" else command
    if command[0] == "-m":
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
