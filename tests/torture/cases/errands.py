"""Case 17's errands: what nobody survives is given up and delays no other; what takes long is done once.

Long is: longer than the relay trusts a hand-over, and longer than Valkey waits for word of a message.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from django.db import connection
from django.utils import timezone

from nexus.kernel.events.actions.delivering import MAX_ATTEMPTS
from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Delivery, Event, Pending
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from nexus.kernel.tasks.queues import DELIVERIES
from tests.kernel.lamps.effects import make_room, noted
from tests.kernel.lamps.events import LampLit
from tests.kernel.working import sending_to
from tests.torture.brokers import broker
from tests.torture.crews import Crew, crew
from tests.torture.errands.begun import BEGUN, begun
from tests.torture.errands.events import DeadlyErrand, LongErrand
from tests.torture.results import Result
from tests.torture.waiting import eventually

NAME = "17. deadly and long errands"
DEFENCE = "bounds"  # no bound on attempts, no guard
# Others; deadly ones that are heard, tasks that end their process, tasks that end their worker; long ones,
# and their seconds.
SIZES = {"small": (60, 1, 0, 0, 1, 4), "full": (5_000, 10, 10, 2, 4, 45), "control": (20, 1, 0, 0, 1, 4)}
# Trust in a hand-over, and attempts, where a case has to be quick; the full size has what a site has.
QUICK = {"TORTURE_TRUSTED_S": "2", "TORTURE_ATTEMPTS": "3"}
VISIBILITY_S = 10
PATIENCE_S = {"small": 60, "full": 480, "control": 40}
PROMPT_S, PACE_S = 5.0, 0.02
# Whoever is still to begin again has begun by then.
QUIET_S = {"small": 3, "full": 45}
_WAITS = """
    SELECT extract(epoch FROM effect.at - event.happened_at)
    FROM lamps_effect AS effect JOIN events_event AS event ON event.id::text = effect.what ORDER BY 1
"""


def run(size: str, *, on: str, without: str = "", seed: int = 1) -> Result:
    """Ask for errands that are deadly and for some that take long, among many others."""
    others, heard, process, worker, long, seconds = SIZES[size]
    result = Result(f"{NAME} ({on})", others + heard + process + worker + 2 * long)
    more = {"TORTURE_VISIBILITY_S": str(VISIBILITY_S), **({} if size == "full" else QUICK)}
    attempts = int(more.get("TORTURE_ATTEMPTS", MAX_ATTEMPTS))
    make_room()
    BEGUN.unlink(missing_ok=True)
    with ExitStack() as stack:
        there = stack.enter_context(broker(on))
        queues = ["default", f"bulk:{2 * long + 2}", *["default", "urgent"] * bool(worker)]
        hands = stack.enter_context(crew(there.url, *queues, TORTURE_WITHOUT=without, **more))
        stack.enter_context(sending_to(there.url))
        _happen(1)
        eventually(noted, 120)
        asked = _bounds(attempts, heard, process, worker, long)
        due = _spread([*asked], others)
        for place in range(others):
            _happen(1)
            _ask(due.get(place, []), seconds)
            result.kills += hands.revive()
            time.sleep(PACE_S)
        expected = others + 1 + long * 2
        eventually(lambda: _hurry(hands, result) or _is_over(asked, expected, size), PATIENCE_S[size])
        result.sent = sum(begun().values()) + others
    _judge(result, asked, others + 1)
    _clear_away()
    return _proven(result) if without else result


def _happen(number: int) -> None:
    publish(*(LampLit(new_id()) for _ in range(number)), actor=SYSTEM)


def _bounds(attempts: int, heard: int, process: int, worker: int, long: int) -> dict[str, int]:
    """Name all errands, with how often each may begin at most; 0: once, and then it is done."""
    # A first hand-over isn't counted: a broker that hands it out again by itself does that a few times.
    bounds = {"heard": attempts + 1 + DELIVERIES, "process": DELIVERIES + 1, "worker": DELIVERIES + 2}
    numbers = {"long": long, "once": long, "heard": heard, "process": process, "worker": worker}
    return {f"{kind}-{n}": bounds.get(kind, 0) for kind, number in numbers.items() for n in range(number)}


def _spread(names: list[str], others: int) -> dict[int, list[str]]:
    """Say after how many others each errand is asked for: the long ones first, then one after the other."""
    long = [name for name in names if name.startswith(("long", "once"))]
    deadly = [name for name in names if name not in long]
    return {0: long} | {1 + place * others // len(deadly): [name] for place, name in enumerate(deadly)}


def _ask(names: list[str], seconds: int) -> None:
    from tests.torture.errands import tasks

    asking = {
        "heard": lambda name: publish(DeadlyErrand(name), actor=SYSTEM),
        "long": lambda name: publish(LongErrand(name, seconds), actor=SYSTEM),
        "once": lambda name: tasks.take_long_once.delay(name, seconds),
        "process": tasks.end_the_process.delay,
        "worker": tasks.end_the_worker.delay,
    }
    for name in names:
        asking[name.partition("-")[0]](name)


def _hurry(hands: Crew, result: Result) -> None:
    """Let the deadly ones be tried again now, not in hours; start those workers again that died."""
    deadly = Delivery.objects.filter(receiver__endswith="receivers.die", failed_at=None, handed__gt=0)
    deadly.update(due_at=timezone.now())
    result.kills += hands.revive()


def _is_over(asked: dict[str, int], expected: int, size: str) -> bool:
    time.sleep(0.3)
    if size == "control":
        return all(begun()[name] > max(bound, 1) for name, bound in asked.items() if "once" not in name)
    waiting = Pending.objects.exists() or Delivery.objects.filter(failed_at=None).exists()
    # A broker gives up a message that was in a dead worker's hands, begun or not: who is given up is quiet.
    is_quiet = time.time() - BEGUN.stat().st_mtime > QUIET_S[size]
    return not waiting and is_quiet and noted().total() >= expected


def _judge(result: Result, asked: dict[str, int], others: int) -> None:
    times, effects = begun(), noted()
    result.violated += [
        f"{name} was begun {times[name]} times."
        for name, bound in asked.items()
        if bound and times[name] > bound
    ]
    _judge_long(result, [name for name in asked if not asked[name]], times, effects)
    given_up = Delivery.objects.filter(failed_at__isnull=False, error__contains="worker ended").count()
    if given_up != sum(name.startswith("heard") for name in asked):
        result.violated.append(f"{given_up} deliveries were given up.")
    if deadly := [name for name in asked if asked[name] and effects[name]]:
        result.violated.append(f"{len(deadly)} deadly ones had an effect.")
    _judge_others(result, others)
    result.notes.append(f"Begun: {_most(asked, times)}. Workers that died: {result.kills}.")


def _judge_long(result: Result, names: list[str], times, effects) -> None:
    result.lost += [f"{name} was never done." for name in names if not effects[name]]
    result.doubled += [f"{name} was done {effects[name]} times." for name in names if effects[name] > 1]
    # One that waits for its rival's commit, and then finds it done, was never begun.
    result.doubled += [f"{name} was begun {times[name]} times." for name in names if times[name] > 1]


def _judge_others(result: Result, others: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        waits = [float(wait) for (wait,) in cursor.fetchall()]
    if len(waits) < others:
        result.lost.append(f"{others - len(waits)} others were never done.")
    if len(waits) > others:
        result.doubled.append(f"{len(waits) - others} others were done twice.")
    p99 = waits[int(len(waits) * 0.99)] if waits else 0.0
    if p99 > PROMPT_S:
        result.violated.append(f"Others waited {p99:.1f} s.")
    result.p99_ms = p99 * 1000
    if waits:
        result.notes.append(
            f"Others waited {waits[len(waits) // 2] * 1000:.0f} ms (half of them), {waits[-1]:.1f} s at most."
        )


def _most(asked: dict[str, int], times) -> dict[str, int]:
    most: dict[str, int] = {}
    for name in asked:
        kind = name.partition("-")[0]
        most[kind] = max(most.get(kind, 0), times[name])
    return most


def _proven(result: Result) -> Result:
    """A control that misses the bound or the guard proves nothing."""
    has_no_bound = any("heard" in fault for fault in result.violated)
    has_no_guard = any("long" in fault for fault in result.doubled)
    if not (has_no_bound and has_no_guard):
        result.lost, result.doubled, result.violated = [], [], []
    return result


def _clear_away() -> None:
    Delivery.objects.all().delete()
    Pending.objects.all().delete()
    Event.objects.filter(name__in=[LampLit.name, DeadlyErrand.name, LongErrand.name]).delete()
