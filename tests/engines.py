"""A pytest plugin: the suite's own PostgreSQL and Valkey, started before Django reads its settings."""

import contextlib
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nexus.config.embedded import EngineError, Home, engines_in_environment, stop_abandoned

PREFIX = "nexus-tests-"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    gc.disable()  # all that is loaded and collected stays: to look through it meanwhile takes a third as long
    os.environ["DJANGO_SETTINGS_MODULE"] = "nexus.config.settings.test"
    # The workers of pytest-xdist inherit what their controller has started.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        stack = contextlib.ExitStack()
        early_config.add_cleanup(stack.close)
        _start(stack)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000)  # at its 700, a twentieth of the time went into looking for little
    gc.enable()


def _start(stack: contextlib.ExitStack) -> None:
    _sweep()
    home = tempfile.mkdtemp(prefix=PREFIX)
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    try:
        stack.enter_context(engines_in_environment(lambda _: None, home=home, durable=False))
    except EngineError as why:
        raise pytest.UsageError(str(why)) from why


def _sweep() -> None:
    # A suite that was killed left its engines running; whoever comes next puts them away.
    for folder in Path(tempfile.gettempdir()).resolve().glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            # One that is just being made isn't locked yet.
            if time.time() - folder.stat().st_mtime > 60 and stop_abandoned(Home(folder)):
                shutil.rmtree(folder)
