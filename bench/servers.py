"""The two servers under load, started alike: the same server program, the same number of workers."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

WORKERS = 2


@contextmanager
def serve(application: str, **environment: str) -> Iterator[str]:
    """Run a WSGI application and give its address."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", "1", "--runtime-mode", "mt", "--no-access-log",
        "--log-level", "warning", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for_socket(port)
        yield f"http://127.0.0.1:{port}"
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
