"""Processes that begin loaded: forked from one that has loaded the site, as granian and Celery fork theirs.

To load it takes one to two seconds of a processor, and cases start the same programs again and again. The
nest is itself forked from the process that runs the cases. What differs from program to program is the
environment, and so the settings: each reads them anew before it begins.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

import psutil

SETTINGS = "tests.torture.settings"
# What a web process, a worker, a relay or a sender loads before it begins; none of it reads what differs.
LOADED = (
    "nexus.config.urls",
    "nexus.kernel.api.page_cache",
    "nexus.kernel.api.whole",
    "granian.cli",
    "granian.server",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "celery.fixups.django",
    "kombu.transport.redis",
)
_FIRST_FD = 3
_nests: list[_Nest] = []


@contextmanager
def nest() -> Iterator[None]:
    """Have it for the length of a block, which begins where nothing is connected and no thread runs yet."""
    _load()
    _nests.append(_Nest())
    try:
        yield
    finally:
        _nests.pop().close()


def start(*command: str, environment: dict[str, str], log: Path) -> psutil.Process:
    """Begin what Python would with these arguments, in a process group of its own."""
    return _nests[-1].start(command, environment, log)


def _load() -> None:
    from django.apps import apps

    gc.disable()
    for module in LOADED:
        importlib.import_module(module)
    for app in apps.get_app_configs():
        for name in ("tasks", "receivers"):
            with suppress(ModuleNotFoundError):
                importlib.import_module(f"{app.name}.{name}")
    gc.freeze()
    gc.enable()


class _Nest:
    """The process that has loaded the site, seen from the one that runs the cases."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self._lock = Lock()
        if os.fork() == 0:
            _never_return(theirs)
        theirs.close()

    def start(self, command: tuple[str, ...], environment: dict[str, str], log: Path) -> psutil.Process:
        with self._lock:
            self._line.send_bytes(json.dumps([command, environment, str(log)]).encode())
            return psutil.Process(int(self._line.recv_bytes()))

    def close(self) -> None:
        self._line.close()


def _never_return(line: Connection) -> None:
    # Above this are the frames of the process that runs the cases: none of them is this one's to leave.
    try:
        _leave_behind(line)
        _serve(line)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - nobody else would hear of it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _leave_behind(line: Connection) -> None:
    """Let go of what is the parent's: its files, locks among them, and how it takes signals."""
    os.closerange(_FIRST_FD, line.fileno())
    os.closerange(line.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent


def _serve(line: Connection) -> None:
    """Fork for whoever is asked for."""
    signal.signal(signal.SIGCHLD, _bury)
    while True:
        try:
            asked = json.loads(line.recv_bytes())
        except EOFError:
            return
        if os.fork() == 0:
            os.setsid()  # before it is known by its number: whoever knows that may kill the group
            line.send_bytes(str(os.getpid()).encode())
            line.close()
            _begin(*asked)
            return


def _bury(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _begin(command: list[str], environment: dict[str, str], log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    _settle(environment)
    sys.argv = command[1:] if command[0] == "-m" else command
    if command[0] == "-m":
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(command[0], run_name="__main__")


def _settle(environment: dict[str, str]) -> None:
    """Read the settings anew, in this environment, and forget what was made of the old ones."""
    from django.conf import Settings, settings
    from django.core.cache import caches
    from django.db import connections

    from tests.torture.errands.weakened import suit_the_case

    os.environ.clear()
    os.environ.update(environment)
    for name in ("nexus.config.settings.base", "nexus.config.settings.demo", SETTINGS):
        importlib.reload(sys.modules[name])
    settings._wrapped = Settings(SETTINGS)
    for handler in (connections, caches):
        vars(handler).pop("settings", None)
        handler._settings = None
    suit_the_case()
