"""Real processes on data folders of their own, away from the suite's engines and from a running site."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from nexus.config.embedded import Home, stop_abandoned

CHECKOUT = Path(__file__).resolve().parents[2]
# Each ends by itself or has failed; a loaded machine may need long for it.
PATIENCE_S = 120
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_",
    "NEXUS_",
    "DJANGO_",
    "PORT",
    "LIVE_PORT",
    "HOST",
    "SECRET_KEY",
)


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder with a short path, of which nothing is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nexus-home-")).resolve()
    try:
        yield folder
    finally:
        stop_abandoned(Home(folder))
        for pid in running_in(folder):
            psutil.Process(pid).kill()
        shutil.rmtree(folder)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a stranger's shell would have, with this data folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return plain | {"NEXUS_HOME": str(home), "PYTHONPATH": str(CHECKOUT)} | more


def python(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@contextmanager
def background(home: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=environment(home, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def eventually(happens: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def running_in(home: Path) -> dict[int, str]:
    """Every process that works on this data folder, by what it is."""
    found = {}
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            at_work = process.cwd().startswith(str(home)) or process.environ().get("NEXUS_HOME") == str(home)
        except psutil.Error:
            continue
        if at_work and process.pid != os.getpid():
            found[process.pid] = process.name()
    return found
