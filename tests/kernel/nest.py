"""Processes that begin loaded: forked from one that has loaded the site, as granian and Celery fork theirs.

To load it takes one to two seconds of a processor, and the suite starts the same programs again and again.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock
from typing import Any

from nexus.config.embedded.home import CHECKOUT

# What workers, relays, the live server and commands load before they begin.
LOADED = (
    "tests.kernel.lamps.loaded",
    "nexus.config.urls",
    "nexus.config.run.live",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "rest_framework.test",
)
START, ASK = "start", "ask"


class Nest:
    """One environment, in which the site is loaded and programs begin; it ends with whoever made it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.nest"],
            cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._lock = Lock()
        atexit.register(self._process.communicate)

    def start(self, *command: str, log: Path) -> "Process":
        """Begin what Python would with these arguments, in a process group of its own."""
        return Process(self, self.say(START, command, str(log)))

    def say(self, *words: Any) -> Any:
        with self._lock:
            print(json.dumps(words), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())


class Process:
    """One that began there, as subprocess has them."""

    def __init__(self, nest: Nest, pid: int) -> None:
        self._nest = nest
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nest.say(ASK, self.pid)
        return self.returncode

    def wait(self, timeout: float = 120) -> int:
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.01)
        return code

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)


def main() -> None:
    """Load all, then fork, or tell who has ended and how, for each line that comes in."""
    gc.disable()
    for module in LOADED:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    for line in sys.stdin:
        word, *what = json.loads(line)
        if word == ASK:
            _answer(_ended(*what))
        elif os.fork() == 0:
            return _begin(*what)
    return None


def _ended(pid: int) -> int | None:
    done, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def _answer(what: int | None) -> None:
    os.write(1, f"{json.dumps(what)}\n".encode())


def _begin(command: list[str], log: str) -> None:
    os.setsid()  # before it is known by its number: whoever knows that may kill the group
    _answer(os.getpid())
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    first, *rest = command
    sys.argv = rest if first == "-m" else command
    if first == "-m":
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        exec(rest[0], {"__name__": "__main__"})
    else:
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    main()
