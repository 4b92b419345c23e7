"""The two servers under load, started alike: the same server program, the same number of workers."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from compileall import compile_dir
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

WORKERS = 2
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """A running server: its address, how long it took to its first answer, whose memory it is."""

    address: str
    seconds_to_answer: float
    pid: int

    def memory_mb(self) -> float:
        """Add up what its workers and their parent hold; what they share counts once."""
        parent = psutil.Process(self.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(process.memory_full_info().pss for process in family) / 2**20


def serve_nexus(first: str, **environment: str) -> AbstractContextManager[Server]:
    """Run Nexus as `make run` does."""
    return serve("nexus.config.wsgi:application", first, program="nexus.config.web", **environment)


@contextmanager
def serve(application: str, first: str, *, program: str = "granian", **environment: str) -> Iterator[Server]:
    """Run a WSGI application, wait until it answers the first path, and give it."""
    compile_dir(ROOT / "nexus", quiet=1)  # as `make run` does
    port = free_port()
    command = [sys.executable, "-m", program, *granian_options(port), application]
    with running(command, port, first, **environment) as server:
        yield server


def granian_options(port: int) -> list[str]:
    """Say how granian serves, whoever is served."""
    return [
        "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "1", "--runtime-mode", "mt", "--no-access-log",
        "--log-level", "warning",
    ]  # fmt: skip


@contextmanager
def running(command: list[str], port: int, first: str, **environment: str) -> Iterator[Server]:
    """Start a server, wait until it answers the first path, and give it."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for_socket(port)
        fetch(f"http://127.0.0.1:{port}{first}")
        yield Server(f"http://127.0.0.1:{port}", time.perf_counter() - begun, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def fetch(url: str) -> bytes:
    """Get one page, so that a wrong answer is never measured."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def free_port() -> int:
    """Name a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_socket(port: int) -> None:
    for _ in range(3_000):  # a minute: the machine may be busy
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"Nothing answers on port {port}.")
