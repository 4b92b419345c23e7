"""A whole site as `make run` starts it, on a data folder and a port of its own."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.config.processes import CHECKOUT, environment, eventually

READY = "Ctrl-C stops all of it"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return trial.getsockname()[1]


class Site:
    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self.live_port = free_port()
        self.console = home.with_name(f"{home.name}.console")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.console.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=CHECKOUT,
                env=environment(
                    self.home, PORT=str(self.port), LIVE_PORT=str(self.live_port), NEXUS_DEMO="0"
                ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        eventually(lambda: READY in self.said() or self.process.poll() is not None, 180)
        assert READY in self.said(), self.said()

    def said(self) -> str:
        return self.console.read_text()

    def ready(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/health/ready")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def pid_of(self, program: str) -> int:
        return json.loads((self.home / "run" / f"{program}.process.json").read_text())["pid"]

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=90)


@contextmanager
def site_on(home: Path) -> Iterator[Site]:
    site = Site(home, free_port())
    try:
        yield site
    finally:
        if site.process and site.process.poll() is None:
            site.stop()
        site.console.unlink(missing_ok=True)
