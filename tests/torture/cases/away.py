"""Case 12's other engines: with the broker or the cache frozen or gone, orders and browsing go on.

What happened meanwhile is in the database, and takes effect once the broker is there again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from signal import SIGCONT, SIGSTOP

from django.db import connections

from nexus.commerce.orders.models import Order
from nexus.kernel.events.models import Delivery, Pending
from tests.torture.arena import ADDRESS, accounts, shelves
from tests.torture.brokers import Broker, broker
from tests.torture.clients import Customer, Journal
from tests.torture.crews import QUEUES, crew
from tests.torture.results import Result
from tests.torture.waiting import eventually
from tests.torture.webs import Webs, crashes, webs

NAME = "12. broker and cache away"
DEFENCE = "outbox"  # the request itself hands what happened to the broker
FAULTS = ("the broker frozen", "the broker gone", "the cache frozen", "the cache gone", "both gone")
KILLED = {"the broker gone": 1, "the cache gone": 1, "both gone": 2}
# What is away, one after the other; for how many seconds each time.
FAULTLESS = "nothing away"  # what the others are held against
# In small it is for longer than the slowest order may take: one that waited for what is away would be seen.
SIZES = {"small": (FAULTS[:3:2], 3.5), "full": ((FAULTLESS, *FAULTS), 30), "control": (FAULTS[:1], 4)}
CUSTOMERS, BUYERS = {"small": 8, "full": 40, "control": 8}, 2
REST_S = {"small": 0.4, "full": 0, "control": 0.4}  # between a buyer's orders: the suite has other work to do
# What is quick: the suite's own processes are beside it in small.
SLOWEST_MS, DRAINED_IN_S = {"small": 3_000, "full": 1_000, "control": 3_000}, 900


def run(size: str, *, on: str, without: str = "", seed: int = 1) -> Result:
    """Order and browse while one engine after the other is away; then see that nothing was left undone."""
    faults, seconds = SIZES[size]
    result = Result(f"{NAME} ({on})", 0)
    with ExitStack() as stack:
        there, cache = stack.enter_context(broker(on)), stack.enter_context(broker("valkey"))
        more = {"REDIS_URL": cache.cache_url, "CELERY_BROKER_URL": there.url}
        stack.enter_context(crew(there.url, QUEUES, *[QUEUES] * (size == "full"), REDIS_URL=cache.cache_url))
        site = stack.enter_context(webs(without=without, NEXUS_RATE_LIMITS="1", **more))
        shop = _Shop(site, seed, CUSTOMERS[size], REST_S[size])
        shop.open_for(1, _away(FAULTLESS, there, cache))  # the first request of a process takes longer
        for fault in faults:
            journal = shop.open_for(seconds, _away(fault, there, cache))
            _judge(result, fault, journal, SLOWEST_MS[size])
        if not without:
            eventually(_is_drained, DRAINED_IN_S)
    if left := Pending.objects.count() + Delivery.objects.count():
        _clear_away()
        result.lost += [] if without else [f"{left} events or deliveries were never done."]
    there_are = Order.objects.filter(pk__in=shop.told).count()
    if there_are != len(shop.told):
        result.lost.append(f"{len(shop.told) - there_are} orders were promised, and are not there.")
    result.kills = sum(KILLED.get(fault, 0) for fault in faults)
    return result


class _Shop:
    """Customers who order and browse, each request once."""

    def __init__(self, site: Webs, seed: int, customers: int, rest_s: float) -> None:
        (seller,) = accounts(1, is_seller=True)
        self._things, self._site, self._seed = shelves(seller, 20, stock=1_000_000), site, seed
        self._rest_s = rest_s
        self._users = accounts(customers)
        self.told: set[str] = set()

    @contextmanager
    def _busy(self, deeds: list) -> Iterator[None]:
        stop = threading.Event()

        def work(deed) -> None:
            number = 0
            while not stop.is_set():
                deed(number)
                number += 1
            connections.close_all()

        with ThreadPoolExecutor(len(deeds)) as pool:
            workers = [pool.submit(work, deed) for deed in deeds]
            try:
                yield
            finally:
                stop.set()
            for worker in workers:
                worker.result()

    def open_for(self, seconds: float, away) -> Journal:
        """Sell for so long, while something is away; what the customers were told."""
        journal = Journal()
        people = [Customer(user, self._site, journal, self._seed) for user in self._users]
        deeds = [partial(self._order, people, place) for place in range(BUYERS)]
        with self._busy([*deeds, partial(self._browse, people)]):
            time.sleep(1)
            with away:
                journal.clear()
                time.sleep(seconds)
        self.told |= {answer.data["id"] for answer in journal.answers["order"] if answer.status == 201}
        return journal

    def _order(self, people: list[Customer], place: int, number: int) -> None:
        thing = self._things[(number + place) % len(self._things)]
        body = {"items": [{"product": str(thing.pk), "quantity": 1}], "shipping_address": ADDRESS}
        key = f"{place}-{number}-{time.monotonic_ns()}"
        customer = people[(BUYERS * number + place) % len(people)]
        customer.post("/api/orders/", body, key=key, name="order", again=())
        time.sleep(self._rest_s)

    def _browse(self, people: list[Customer], number: int) -> None:
        thing = self._things[number % len(self._things)]
        path = "/api/products/" if number % 2 else f"/api/products/{thing.pk}/"
        people[number % len(people)].get(path, name="browsing", again=())
        time.sleep(max(0.02, self._rest_s / 2))  # within everybody's limits


@contextmanager
def _away(fault: str, there: Broker, cache: Broker) -> Iterator[None]:
    what, how = fault.rsplit(" ", 1)
    engines = {"the broker": [there], "the cache": [cache], "both": [there, cache]}.get(what, [])
    for engine in engines:
        engine.kill() if how == "gone" else engine.signal(SIGSTOP)
    try:
        yield
    finally:
        for engine in engines:
            engine.start() if how == "gone" else engine.signal(SIGCONT)


def _judge(result: Result, fault: str, journal: Journal, slowest_ms: float) -> None:
    for name, right in (("order", 201), ("browsing", 200)):
        waits, answers = journal.waits_of(name), journal.answers[name]
        wrong = [answer for answer in answers if answer.status != right]
        if wrong or not answers:
            result.violated.append(
                f"{name}, with {fault}: {len(wrong)} of {len(answers)} failed {wrong[:1]} {crashes()[:2]}."
            )
        p99 = waits[int(len(waits) * 0.99)] if waits else 0.0
        if p99 > slowest_ms and name == "order" and fault != FAULTLESS:
            result.violated.append(f"{name}, with {fault}: p99 {p99:.0f} ms.")
        result.notes.append(f"{name}, with {fault}: {len(answers)}, p99 {p99:.0f} ms.")
        if name == "order":
            result.p99_ms = max(result.p99_ms, p99)
            result.n += len(answers)
    if journal.broken:
        result.violated.append(f"With {fault}: {journal.broken} requests broke off.")
    result.sent += journal.sent


def _clear_away() -> None:
    Delivery.objects.all().delete()
    Pending.objects.all().delete()


def _is_drained() -> bool:
    time.sleep(0.5)
    return not Pending.objects.exists() and not Delivery.objects.exists()
