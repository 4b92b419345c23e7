"""Workers and relays that can be killed at any moment and come back."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.torture import nest

LOG = Path(os.environ["NEXUS_HOME"]) / "crew.log"
QUEUES = "urgent,default,bulk"


@dataclass
class Hand:
    """A process of the crew, with whatever it started itself."""

    command: list[str]
    environment: dict[str, str]
    process: psutil.Process | None = None

    def start(self) -> None:
        self.process = nest.start(*self.command, environment=self.environment, log=LOG)

    def kill(self) -> None:
        """End it and its children as a power cut would, whether or not it died by itself."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Crew:
    """Workers and relays on one broker."""

    workers: list[Hand]
    relays: list[Hand]
    kills: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def strike(self, hands: list[Hand]) -> None:
        """Kill one of them, and start it again."""
        victim = self.dice.choice(hands)
        victim.kill()
        self.kills += 1
        victim.start()

    def revive(self) -> int:
        """Start again whoever has died by itself; how many."""
        dead = [hand for hand in (*self.workers, *self.relays) if not hand.process.is_running()]
        for hand in dead:
            hand.kill()
            hand.start()
        return len(dead)


@contextmanager
def crew(
    broker: str, *queues: str, relays: tuple[str, ...] = ("",), seed: int = 1, **more: str
) -> Iterator[Crew]:
    """Run a worker for each of these, as in `default` or `bulk:4`, and relays; more: their environment."""
    environment = os.environ | {
        "CELERY_BROKER_URL": broker,
        "CELERY_SKIP_CHECKS": "1",
        "NEXUS_PROCESS": "worker",
        **more,
    }
    workers = [Hand(_worker(number, names), environment) for number, names in enumerate(queues)]
    messengers = [Hand(["manage.py", "relay", *arguments.split()], environment) for arguments in relays]
    hands = [*workers, *messengers]
    try:
        for hand in hands:
            hand.start()
        yield Crew(workers, messengers, dice=random.Random(seed))
    finally:
        for hand in hands:
            if hand.process:
                hand.kill()


def _worker(number: int, asked: str) -> list[str]:
    queues, _, processes = asked.partition(":")
    command = ["-m", "celery", "--app", "nexus.config.celery", "worker", "--queues", queues]
    command += ["--hostname", f"torture{number}@localhost", "--concurrency", processes or "2"]
    return [*command, "--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"]
