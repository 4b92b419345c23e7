"""Web processes that can be killed at any moment and come back on their port."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.torture import nest

LOG = Path(os.environ["NEXUS_HOME"]) / "webs.log"
SOUND = "nexus.config.wsgi:application"
STARTS_IN_S = 180
WEAKENED = "tests.torture.weakened:application"


@dataclass
class Web:
    """One web process on a port of its own."""

    port: int
    environment: dict[str, str]
    target: str = SOUND
    process: psutil.Process | None = None

    def start(self) -> None:
        """Start it, and come back once it answers: on a busy machine it listens long before that."""
        command = [
            "-m",
            "granian",
            self.target,
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        command += ["--workers", "1"]
        command += ["--blocking-threads", "1", "--runtime-mode", "mt", "--no-ws", "--log-level", "critical"]
        self.process = nest.start(*command, environment=self.environment, log=LOG)
        deadline = time.monotonic() + STARTS_IN_S
        while not _answers(self.port):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Nothing answers on port {self.port}.")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is None:
            return
        with suppress(psutil.NoSuchProcess):
            for process in [self.process, *self.process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.wait()
        while _listens(self.port):  # the worker may outlive its parent by a moment
            time.sleep(0.01)


@dataclass
class Webs:
    """Several web processes in front of one database."""

    all: list[Web]
    kills: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def address(self, dice: random.Random) -> tuple[str, int]:
        """Pick one, as a balancer that knows of no death would."""
        return "127.0.0.1", dice.choice(self.all).port

    @contextmanager
    def under_fire(self, kills: int, *, every: float, seed: int) -> Iterator[None]:
        """Kill one of them every so many seconds, `kills` times at least while the block lasts."""
        self._stop.clear()
        killer = threading.Thread(target=self._kill, args=(kills, every, random.Random(seed)))
        killer.start()
        try:
            yield
        finally:
            self._stop.set()
            killer.join()

    def _kill(self, kills: int, every: float, dice: random.Random) -> None:
        while self.kills < kills and not self._stop.wait(every * dice.uniform(0.5, 1.5)):
            victim = dice.choice(self.all)
            victim.kill()
            self.kills += 1
            victim.start()


@contextmanager
def webs(count: int = 2, *, without: str = "", **more: str) -> Iterator[Webs]:
    """Run web processes, sound ones or without one defence; more: their environment."""
    environment = os.environ | {"NEXUS_PROCESS": "web", "NEXUS_RATE_LIMITS": "0", "WITHOUT": without, **more}
    target = WEAKENED if without else SOUND
    running = [Web(free_port(), environment, target) for _ in range(count)]
    try:
        for web in running:
            web.start()
        yield Webs(running)
    finally:
        for web in running:
            web.kill()


def crashes() -> list[str]:
    """Give the last line of each traceback that web processes wrote: what stood behind their 500s."""
    blocks = LOG.read_text(errors="replace").split("Traceback (most recent call last):")[1:]
    lines = (line for block in blocks for line in block.splitlines() if line and not line.startswith(" "))
    return [line[:200] for line in dict.fromkeys(lines) if "Error" in line or "Exception" in line][:10]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_IN_S)
    try:
        line.request("GET", "/health/live")
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
