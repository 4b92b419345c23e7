"""Case 12: what was acknowledged is there after the database died, and orders go on within seconds."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from signal import SIGQUIT

from django.db import connection, connections

from nexus.commerce.orders.models import Order
from nexus.config.embedded.home import Home, home_path
from nexus.config.embedded.postgres import Postgres
from nexus.config.embedded.processes import end
from tests.torture.arena import accounts, shelves
from tests.torture.cases.checkout import judge, sendings
from tests.torture.clients import Customer, Journal
from tests.torture.results import Result
from tests.torture.waiting import eventually
from tests.torture.webs import webs

NAME = "12. the database dies"
DEFENCE = "durability"  # a commit is acknowledged before it is on disk
# How often it dies, after how many seconds of orders each time, and after how many orders at least.
SIZES = {"small": (2, 0.5), "full": (20, 5.0), "control": (1, 0.5)}
LEAST = 30
AT_ONCE, CUSTOMERS = 8, 16
# Beside the suite's other processes a start alone takes longer.
RECOVERED_IN_S, PATIENCE_S = {"small": 30.0, "full": 5.0, "control": 30.0}, 60.0
_HASTY = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Order under many keys, each sent one to five times, while PostgreSQL dies again and again."""
    times, every = SIZES[size]
    journal, result = Journal(), Result(NAME, 0)
    (seller,) = accounts(1, is_seller=True)
    things = shelves(seller, 20, stock=1_000_000)
    before = Order.objects.count()
    with webs() as site:
        customers = [Customer(user, site, journal, seed) for user in accounts(CUSTOMERS)]
        with _hasty() if without else nullcontext(), _orders(customers, things, seed) as keys:
            recoveries = [_die(journal, every) for _ in range(times)]
    result.n, result.sent, result.kills = len(keys), journal.sent, times
    if late := [taken for taken in recoveries if taken > RECOVERED_IN_S[size]]:
        result.violated.append(f"Orders went on after {max(late):.1f} s, {len(late)} times of {times}.")
    result.notes.append(
        f"From its death to the next order, start included: {min(recoveries):.1f} to {max(recoveries):.1f} s."
    )
    return judge(result, journal, before)


@contextmanager
def _orders(customers: list[Customer], things: list, seed: int) -> Iterator[list[int]]:
    """Order without pause while the block lasts; the keys that were used."""
    stop, keys = threading.Event(), []

    def buy(number: int) -> None:
        dice = random.Random(f"{seed}-{number}")
        while not stop.is_set():
            keys.append(number)
            for send in sendings(number, dice, customers[number % CUSTOMERS], things):
                send()
            number += AT_ONCE
        connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        buyers = [pool.submit(buy, number) for number in range(AT_ONCE)]
        try:
            yield keys
        finally:
            stop.set()
        for buyer in buyers:
            buyer.result()


def _die(journal: Journal, every: float) -> float:
    """Stop PostgreSQL at once, start it, and say after how long an order was acknowledged."""
    before = len(journal.took_ms)
    time.sleep(every)
    eventually(lambda: len(journal.took_ms) >= before + LEAST, PATIENCE_S)
    server = Postgres(Home(home_path()), lambda _: None)
    begun = time.monotonic()
    end(int((server.folder / "postmaster.pid").read_text().split()[0]), (SIGQUIT, 30))
    server.start()
    known = len(journal.took_ms)  # of an order before it died, at the latest
    eventually(lambda: len(journal.took_ms) > known, PATIENCE_S)
    connections.close_all()
    return time.monotonic() - begun


@contextmanager
def _hasty() -> Iterator[None]:
    """Acknowledge commits before they are on disk."""
    _set([f"ALTER SYSTEM SET {name} = '{value}'" for name, value in _HASTY.items()])
    try:
        yield
    finally:
        _set(["ALTER SYSTEM RESET ALL"])


def _set(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SELECT pg_reload_conf()")
    connections.close_all()
