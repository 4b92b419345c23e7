"""Events through the relay: what publish() costs, how many a second arrive, with engines of its own.

Usage: python -m bench.relay [--events N] [--workers N] [--broker URL]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
os.environ.setdefault("NEXUS_PROCESS", "worker")

BATCH = 100


def main() -> None:
    """Start engines and a worker, publish, and time what becomes of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--broker", help="another broker than the embedded Valkey: amqp://…")
    options = parser.parse_args()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    if options.broker:
        os.environ["CELERY_BROKER_URL"] = options.broker
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.relaying import TABLE

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    _cost_of_publishing()
    _throughput_of_hand_over(options.events)
    with _worker(options.workers), _relay():
        _one_by_one()
        _throughput(options.events)


def _ball():
    from nexus.kernel.events.bus import Fact
    from nexus.kernel.kit.ids import new_id

    if "thrown" not in _known:

        @dataclass(frozen=True)
        class BallThrown(Fact):
            ball: str
            name: ClassVar[str] = "bench.ball.thrown"
            subject: ClassVar[str] = "ball"

        _known["thrown"] = BallThrown
    return _known["thrown"](str(new_id()))


_known: dict[str, type] = {}


def _cost_of_publishing(rounds: int = 2_000) -> None:
    """Beside an INSERT of the same columns without anything around it, in turns."""
    from django.db import connection, transaction

    from nexus.kernel.events.bus import publish
    from nexus.kernel.kit.actor import SYSTEM

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (LIKE events_event INCLUDING ALL)")
    took: dict[str, list[float]] = {"bare": [], "publish": []}
    for _ in range(rounds):
        fact = _ball()
        for name, times in took.items():
            with transaction.atomic():
                begun = time.perf_counter()
                if name == "publish":
                    publish(fact, actor=SYSTEM)
                else:
                    _bare_insert(fact)
                times.append((time.perf_counter() - begun) * 1e6)
    for name, times in took.items():
        print(f"{name:>10}: {statistics.median(times):.0f} µs in its transaction (median of {rounds})")


def _bare_insert(fact) -> None:
    from django.db import connection
    from django.utils import timezone

    from nexus.kernel.kit.ids import new_id

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_bare"
            " (id, name, aggregate, subject, sequence, payload, request_id, happened_at)"
            " VALUES (%s, %s, 'bench.ball', %s, 1, %s::jsonb, '', %s)",
            [new_id(), fact.name, fact.ball, f'{{"ball": "{fact.ball}"}}', timezone.now()],
        )


def _throughput_of_hand_over(events: int) -> None:
    """Count what the relay alone hands to the broker: nobody takes it yet."""
    from celery import current_app
    from django.db import connection

    from nexus.kernel.events import relay
    from nexus.kernel.events.sending import send

    _publish(events)
    room, relay.IN_FLIGHT = relay.IN_FLIGHT, 10 * events
    worker, begun = relay.Relay(send), time.perf_counter()
    while worker.step():
        pass
    took = time.perf_counter() - begun
    relay.IN_FLIGHT = room
    print(f" hand-over: {events / took:,.0f} events/s from the log to the broker")
    current_app.control.purge()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_delivery")


def _publish(events: int) -> None:
    from django.db import transaction

    from nexus.kernel.events.bus import publish
    from nexus.kernel.kit.actor import SYSTEM

    for _ in range(events // BATCH):
        with transaction.atomic():
            publish(*(_ball() for _ in range(BATCH)), actor=SYSTEM)


def _one_by_one(rounds: int = 200) -> None:
    from nexus.kernel.events.bus import publish
    from nexus.kernel.kit.actor import SYSTEM

    took = []
    for _ in range(rounds):
        done, begun = _effects(), time.perf_counter()
        publish(_ball(), actor=SYSTEM)
        while _effects() == done:
            time.sleep(0.001)
        took.append((time.perf_counter() - begun) * 1e3)
    took.sort()
    middle, p95 = took[len(took) // 2], took[-len(took) // 20]
    print(f"   latency: {middle:.0f} ms from commit to effect, p95 {p95:.0f} ms")


def _throughput(events: int) -> None:
    before = _effects()
    _publish(events)
    waiting, begun = _effects() - before, time.perf_counter()
    while _effects() - before < events:
        time.sleep(0.05)
    took = time.perf_counter() - begun
    print(
        f"  end to end: {(events - waiting) / took:,.0f} events/s from the log to the receiver's own commit"
    )


def _effects() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_effect")
        return cursor.fetchone()[0]


@contextmanager
def _worker(processes: int) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "--app", "bench.relaying", "worker", "--loglevel", "ERROR"]
    command += ["--concurrency", str(processes), "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(command, env={**os.environ, "CELERY_SKIP_CHECKS": "1"})
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def _relay() -> Iterator[None]:
    from django.db import connection

    from nexus.kernel.events.relay import Relay
    from nexus.kernel.events.sending import send

    stop = threading.Event()

    def run() -> None:
        Relay(send).run(stop)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    main()
