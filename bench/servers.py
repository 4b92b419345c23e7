"""The two servers under load, started alike: the same server program, the same number of workers."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server: its address, how long it took to its first answer, whose memory it is."""

    address: str
    seconds_to_answer: float
    pid: int

    def memory_mb(self) -> float:
        """Add up what its workers hold for themselves."""
        workers = psutil.Process(self.pid).children(recursive=True)
        return sum(worker.memory_full_info().uss for worker in workers) / 2**20


@contextmanager
def serve(application: str, first: str, **environment: str) -> Iterator[Server]:
    """Run a WSGI application, wait until it answers the first path, and give it."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "1", "--runtime-mode", "mt", "--no-access-log",
        "--log-level", "warning", application,
    ]  # fmt: skip
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_socket(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"Nothing answers on port {port}.")
