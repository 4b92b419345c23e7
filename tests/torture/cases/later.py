"""Case 17's later work: what is due at a time is done then, and once, whoever dies in between.

Orders that nobody pays end when their time is up: a column, and a task of beat that looks for it.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from nexus.commerce.inventory.models import Hold, StockItem
from nexus.commerce.orders.events import OrderCancelled
from nexus.commerce.orders.models import Order
from nexus.kernel.events.models import Event
from tests.factories.orders import placed_order
from tests.kernel.lamps.effects import make_room, noted
from tests.torture.arena import accounts, shelves
from tests.torture.brokers import broker
from tests.torture.crews import QUEUES, crew
from tests.torture.results import Result
from tests.torture.waiting import eventually

NAME = "17. later work, at its time"
DEFENCE = "columns"  # what is due later waits in the broker
# Orders, the seconds that they end in, kills of workers and of the relay with its beat; the broker dies once.
SIZES = {"small": (12, 4, 2), "full": (500, 120, 30), "control": (20, 4, 1)}
LATEST_S, PATIENCE_S = 60, 3
SOONEST_S = 2


def run(size: str, *, on: str, without: str = "", seed: int = 1) -> Result:
    """Let orders come to their end while beat, relay, workers and the broker die."""
    number, span, kills = SIZES[size]
    result, dice = Result(f"{NAME} ({on})", number, sent=number), random.Random(seed)
    schedule = Path(settings.HOME) / f"beat-{on}-{size}"
    make_room()
    with ExitStack() as stack:
        there = stack.enter_context(broker(on))
        beat = f"--beat --schedule {schedule}"
        hands = stack.enter_context(crew(there.url, QUEUES, QUEUES, relays=(beat,), seed=seed))
        wanted = _Messages(stack, there.url) if without else _Orders()
        eventually(wanted.is_awake, 120)
        wanted.ask([SOONEST_S + dice.uniform(0, span) for _ in range(number)])
        for kill in range(kills):
            time.sleep(span / (kills + 1))
            if kill == kills // 2:
                there.kill()
                there.wipe()
                there.start()
            hands.strike(hands.relays if kill % 2 else hands.workers)
        eventually(wanted.is_done, span + (PATIENCE_S if without else LATEST_S))
        wanted.judge(result)
        result.kills = hands.kills + 1
    return result


class _Orders:
    """Orders that aren't paid: their holds say when they end."""

    def __init__(self) -> None:
        (seller,) = accounts(1, is_seller=True)
        self._customer, (self._thing,) = accounts(1)[0], shelves(seller, 1, stock=10_000)
        self._due: dict[str, datetime] = {}

    def is_awake(self) -> bool:
        """Tell whether beat and a worker are at work: an order that is over already ends."""
        if not self._due:
            self.ask([-1])
        return self.is_done()

    def ask(self, seconds: list[float]) -> None:
        """Place orders that end in so many seconds."""
        orders = [placed_order((self._thing, 1), customer=self._customer) for _ in seconds]
        for order, wait in zip(orders, seconds, strict=True):
            self._due[str(order.pk)] = timezone.now() + timedelta(seconds=wait)
            Hold.objects.filter(reference=order.pk).update(expires_at=self._due[str(order.pk)])

    def is_done(self) -> bool:
        """Tell whether all have ended."""
        return not Order.objects.filter(pk__in=self._due, status="pending_payment").exists()

    def judge(self, result: Result) -> None:
        """Each ended once, not before its time and not long after, and gave back what was held for it."""
        ended: dict[str, list[datetime]] = {order: [] for order in self._due}
        found = Event.objects.filter(name=OrderCancelled.name, subject__in=self._due)
        for order, at in found.values_list("subject", "happened_at"):
            ended[order].append(at)
        late = sorted(
            (at - self._due[order]).total_seconds() for order, times in ended.items() for at in times
        )
        result.lost += [f"Order {order} never ended." for order, times in ended.items() if not times]
        result.doubled += [f"Order {order} ended twice." for order, times in ended.items() if times[1:]]
        if late and (late[0] < 0 or late[-1] > LATEST_S):
            result.violated.append(f"Orders ended {late[0]:.1f} to {late[-1]:.1f} s after their time.")
        variants = self._thing.variants.values("pk")
        if StockItem.objects.filter(variant_id__in=variants, reserved__gt=0).exists():
            result.violated.append("Things are held for orders that have ended.")
        result.p99_ms = 1000 * late[int(len(late) * 0.99)] if late else 0
        result.notes.append("p99: from an order's time to its end, the broker's death included.")


class _Messages:
    """The same with messages that the broker keeps until they are due."""

    def __init__(self, stack: ExitStack, url: str) -> None:
        from tests.kernel.working import sending_to

        stack.enter_context(sending_to(url))
        self._asked: set[str] = set()

    def is_awake(self) -> bool:
        """Tell whether a worker is at work."""
        if not self._asked:
            self.ask([0])
        return self.is_done()

    def ask(self, seconds: list[float]) -> None:
        """Send messages that are due in so many seconds."""
        from tests.kernel.lamps.tasks import say

        for wait in seconds:
            name = f"later-{len(self._asked)}"
            say.apply_async([name], countdown=wait)
            self._asked.add(name)

    def is_done(self) -> bool:
        """Tell whether all had their effect."""
        return self._asked <= set(noted())

    def judge(self, result: Result) -> None:
        """Each had its effect once."""
        done = noted()
        if lost := [name for name in self._asked if not done[name]]:
            result.lost.append(f"{len(lost)} of {len(self._asked)} that were due later were never done.")
        if twice := [name for name in self._asked if done[name] > 1]:
            result.doubled.append(f"{len(twice)} of {len(self._asked)} that were due later were done twice.")
