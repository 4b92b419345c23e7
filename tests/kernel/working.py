"""Workers and relays as processes of their own, on the suite's engines."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from kombu import pools

from nexus.config.addresses import as_broker
from nexus.config.embedded.home import CHECKOUT
from nexus.kernel.tasks.queues import queues
from tests.kernel.nest import Nest

RABBITMQ = os.environ.get("NEXUS_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//")


def broker_url(name: str) -> str:
    """Name a broker; the test is skipped where RabbitMQ doesn't answer."""
    if name == "valkey":
        return as_broker(settings.REDIS_URL)
    with Celery(broker=RABBITMQ).connection_for_write(connect_timeout=2) as line:
        try:
            line.ensure_connection(max_retries=1, timeout=2)
        except OSError:
            pytest.skip("RabbitMQ doesn't answer")
    return RABBITMQ


@cache
def _nest(broker: str) -> Nest:
    """One for all that the suite starts with this broker."""
    return Nest(
        os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.kernel.lamps.settings",
            "DATABASE_URL": _database_url(),
            "CELERY_BROKER_URL": broker,
            "CELERY_QUEUE_PREFIX": settings.CELERY_QUEUE_PREFIX,
            "CELERY_SKIP_CHECKS": "1",
            "NEXUS_PROCESS": "worker",
            "PYTHONPATH": str(CHECKOUT),
        }
    )


class Program:
    """A process that can be killed and started again: what Python would run with these arguments."""

    def __init__(self, broker: str, *command: str) -> None:
        self._log = Path(tempfile.mkstemp(prefix="nexus-test-", suffix=".log")[1])
        self._start = partial(_nest(broker).start, *command, log=self._log)
        self.process = self._start()

    def kill(self) -> None:
        """End it and all its children, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self) -> None:
        self.kill()
        self.process = self._start()

    def said(self) -> str:
        return self._log.read_text()

    def stop(self) -> None:
        # How it stops is another test's matter: here it only has to be gone.
        self.kill()
        self._log.unlink()


class Outcome(NamedTuple):
    """How a process ended, and all that it said."""

    code: int
    said: str


def outcome(*command: str) -> Outcome:
    """Run this on the suite's database, in a process of its own."""
    with running(Program(broker_url("valkey"), *command)) as program:
        return Outcome(program.process.wait(), program.said())


@contextmanager
def running(program: Program) -> Iterator[Program]:
    try:
        yield program
    finally:
        program.stop()


def worker(broker: str, *, processes: int = 1) -> Program:
    command = ["-m", "celery", "--app", "nexus.config.celery", "worker", "--concurrency", str(processes)]
    name = f"{settings.CELERY_QUEUE_PREFIX}worker@localhost"
    return Program(broker, *command, "--without-gossip", "--without-mingle", "--hostname", name)


def relay(broker: str, *arguments: str) -> Program:
    return Program(broker, "manage.py", "relay", *arguments)


@contextmanager
def sending_to(broker: str, *, is_there: bool = True) -> Iterator[Celery]:
    """The site's own Celery application in this process, on that broker, with empty queues around it."""
    from nexus.config.celery import app  # noqa: PLC0415 - it reads the settings

    options = {"confirm_publish": True} if broker.startswith("amqp") else {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", broker)  # Celery itself reads it, before all settings
        before, app.conf.broker_transport_options = app.conf.broker_transport_options, options
        app.set_current()
        app.set_default()
        _forget_connections(app)
        if is_there:
            _empty(app)
        try:
            yield app
        finally:
            if is_there:
                _empty(app)
            _forget_connections(app)
            app.conf.broker_transport_options = before


def _forget_connections(app: Celery) -> None:
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def _empty(app: Celery) -> None:
    with app.connection_for_write() as line:
        for queue in queues():
            queue(line.default_channel).delete()


def _database_url() -> str:
    # The suite's engine, and in it the database that the tests write to.
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
