"""Case 4: what was committed takes effect once, and what was rolled back never, whoever dies in between."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress

from django.db import connection, transaction
from django.utils import timezone

from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Delivery, Event, Pending
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.kernel.lamps.effects import make_room, noted
from tests.kernel.lamps.events import LampLit
from tests.torture.brokers import Broker, broker
from tests.torture.crews import QUEUES, Crew, crew
from tests.torture.results import Result
from tests.torture.waiting import eventually

NAME = "4. what is committed is done, once"
DEFENCE = "outbox"  # a message is sent right after the commit, and acknowledged late
# Events; kills of workers, kills of relays, deaths of the broker; how many workers and relays there are.
SIZES = {
    "small": (300, 1, 1, 1, 2, 1),
    "full": (40_000, 50, 25, 5, 3, 2),
    "control": (200, 0, 0, 1, 1, 0),
}
TOGETHER = 10
REFUSED = 0.05  # of the transactions are rolled back
CROWD = 0.13  # of the events are on their way each time that the broker dies: more than the relay lets out
PACE_S, PATIENCE_S = 4.0, {"small": 60, "full": 1_200, "control": 6}
_EFFECTS = "SELECT count(*) FROM lamps_effect"
_P99 = """
    SELECT coalesce(1000 * percentile_disc(0.99) WITHIN GROUP (
        ORDER BY extract(epoch FROM effect.at - event.happened_at)
    ), 0) FROM lamps_effect AS effect JOIN events_event AS event ON event.id::text = effect.what
"""


def run(size: str, *, on: str, without: str = "", seed: int = 1) -> Result:
    """Let things happen while workers, relays and the broker die; count what came of it."""
    number, *times, workers, relays = SIZES[size]
    result, dice = Result(f"{NAME} ({on})", number), random.Random(seed)
    make_room()
    with ExitStack() as stack:
        there = stack.enter_context(broker(on))
        more = {"TORTURE_VISIBILITY_S": "2"} if without else {}
        hands = stack.enter_context(
            crew(there.url, *[QUEUES] * workers, relays=("",) * relays, seed=seed, **more)
        )
        happens = _Sent(stack, there.url, dice) if without else _Happens(dice)
        happens(TOGETHER)
        eventually(lambda: _count(_EFFECTS), 120)
        _strike_all(_faults(dice, *times), happens, hands, there, number)
        happens(number - len(happens.told))
        eventually(lambda: _is_quiet(size, happens), PATIENCE_S[size])
        result.kills, result.sent = hands.kills, len(happens.told) + len(happens.refused)
    _judge(result, happens)
    return result


def _faults(dice: random.Random, workers: int, relays: int, brokers: int) -> list[str]:
    faults = dice.sample(["worker"] * workers + ["relay"] * relays, workers + relays)
    for place in range(brokers):
        faults.insert(len(faults) * (place + 1) // (brokers + 1), "broker")
    return faults


class _Happens:
    """Let things happen, and take some of them back; told: our own journal of what was committed."""

    def __init__(self, dice: random.Random) -> None:
        self.told: set[str] = set()
        self.refused: set[str] = set()
        self._dice = dice

    def __call__(self, number: int) -> None:
        for _ in range(number // TOGETHER):
            lamps = [new_id() for _ in range(TOGETHER)]
            is_refused = self._dice.random() < REFUSED
            with transaction.atomic():
                publish(*map(LampLit, lamps), actor=SYSTEM)
                transaction.set_rollback(is_refused)
            kept = self.refused if is_refused else self.told
            kept.update(map(str, lamps))
            if not is_refused:
                self.follow(list(map(str, lamps)))

    def follow(self, lamps: list[str]) -> None:
        """What else has to follow from a commit: nothing, the rest is in the database."""


class _Sent(_Happens):
    """The same as it is done where there is no outbox: a message to the broker after the commit."""

    def __init__(self, stack: ExitStack, url: str, dice: random.Random) -> None:
        from tests.kernel.working import sending_to

        super().__init__(dice)
        stack.enter_context(sending_to(url))

    def follow(self, lamps: list[str]) -> None:
        from tests.kernel.lamps.tasks import say

        for event in Event.objects.filter(subject__in=lamps).values_list("id", flat=True):
            with suppress(Exception):  # the commit stands, whatever becomes of the message
                say.delay(str(event))


def _strike_all(faults: list[str], happens: _Happens, hands: Crew, there: Broker, number: int) -> None:
    brokers = faults.count("broker")
    crowd = int(number * CROWD)
    share = (number - brokers * crowd) // len(faults)
    for place, fault in enumerate(faults):
        if fault == "broker":
            _cut_power(hands, there, lambda: happens(crowd), is_wiped=place % 2 == 0)
            continue
        done = _count(_EFFECTS)
        happens(share)
        eventually(lambda done=done: _count(_EFFECTS) >= done + share // 2, PACE_S)
        hands.strike(hands.workers if fault == "worker" else hands.relays)


def _cut_power(hands: Crew, there: Broker, crowd: Callable[[], None], *, is_wiped: bool) -> None:
    """End all workers and, with as much on its way as the relay lets out, the broker."""
    for worker in hands.workers:
        worker.kill()
    crowd()
    eventually(_relay_waits, PACE_S)
    there.kill()
    if is_wiped:
        there.wipe()
    there.start()
    for worker in hands.workers:
        worker.start()
    hands.kills += len(hands.workers) + 1


def _relay_waits() -> bool:
    before = Pending.objects.count()
    time.sleep(0.5)
    return Pending.objects.count() == before


def _is_quiet(size: str, happens: _Happens) -> bool:
    time.sleep(0.3)
    if size != "full":  # nobody waits half a minute in the suite
        Delivery.objects.filter(failed_at=None).update(due_at=timezone.now())
    waiting = Pending.objects.exists() or Delivery.objects.filter(failed_at=None).exists()
    return not waiting and _count(_EFFECTS) >= len(happens.told)


def _judge(result: Result, happens: _Happens) -> None:
    events = {str(id_): subject for id_, subject in _lamps().values_list("id", "subject")}
    effects = noted()
    done = Counter({events.get(event, event): times for event, times in effects.items()})
    if lost := [lamp for lamp in happens.told if not done[lamp]]:
        result.lost.append(f"{len(lost)} of {len(happens.told)} events had no effect.")
    if twice := [lamp for lamp, times in done.items() if times > 1]:
        result.doubled.append(f"{len(twice)} of {len(happens.told)} events had theirs more than once.")
    if strange := [lamp for lamp in done if lamp not in happens.told]:
        result.violated.append(f"{len(strange)} effects are of what was never committed.")
    if set(events.values()) != happens.told:
        result.violated.append("The log and our journal differ.")
    if given_up := Delivery.objects.filter(failed_at__isnull=False).count():
        result.violated.append(f"{given_up} were given up.")
    result.p99_ms = float(_count(_P99))
    result.notes.append(
        f"Rolled back, and never seen: {len(happens.refused)}. p99: from what happened to its effect."
    )
    Delivery.objects.all().delete()
    Pending.objects.all().delete()
    _lamps().delete()


def _lamps():
    return Event.objects.filter(name=LampLit.name)


def _count(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
