"""The relay: from the log to the workers. The database knows what is to be done, the broker only carries it.

Several may run at a time: they pass over each other's rows. Killed at any moment, nothing is lost: what was
handed over and never done is handed over again.
"""

import logging
import time
from collections import Counter, defaultdict
from datetime import timedelta
from threading import Event as Flag
from typing import Any, Final, Protocol

from django.db import Error, connection
from psycopg import Error as DriverError

from nexus.kernel.events.actions.handing import hand_again, hand_back, hand_new
from nexus.kernel.events.hearing import receivers
from nexus.kernel.events.models import Delivery, Handed
from nexus.kernel.events.waking import CHANNEL, PAUSE_S
from nexus.kernel.tasks.queues import BULK, DEFAULT, QUEUES, named

logger = logging.getLogger(__name__)

EVENTS: Final = 500
EACH: Final = 100  # of one receiver, of what waits
# As many deliveries are on their way to a queue at most: the rest waits in the database, where it costs
# nothing, and holds up none of the other queues.
IN_FLIGHT: Final = 5_000
# Deliveries to one receiver in one message; what was begun before travels alone. Where one worker serves all
# queues, what is urgent waits for no more than one message of what may take long.
TOGETHER: Final = 50
TOGETHER_IN_BULK: Final = 10
AGAIN_EVERY_S: Final = 0.25
# It is woken, but looks for itself as often: a wake-up can be lost, and what is due again makes no noise.
POLL_S: Final = 0.5
AWAKE_S: Final = 4 * PAUSE_S
BROKER_PAUSE_S: Final = 3.0
DATABASE_PAUSE_S: Final = 1.0


class Send(Protocol):
    """Gives a message to the broker, or raises."""

    def __call__(self, delivery_ids: list[int], *, again: bool, queue: str) -> None: ...


class Relay:
    """Hands over what is new and what is due, until it is told to stop."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._again_at = 0.0
        self._worked_at = 0.0
        self._listening: Any = None

    def run(self, stop: Flag) -> None:
        """Work until someone says stop; a database that is away is waited for."""
        while not stop.is_set():
            try:
                if not self.step():
                    self._rest()
            except (Error, DriverError) as why:
                logger.warning("the relay waits for the database", extra={"why": repr(why)})
                connection.close()
                stop.wait(DATABASE_PAUSE_S)

    def step(self) -> bool:
        """Hand over once; tell whether there was anything."""
        full = _full()
        batch = hand_new(EVENTS, full=full)
        handed = batch.handed + self._due(full)
        self._send_all(handed)
        if batch.events or handed:
            self._worked_at = time.monotonic()
        return bool(batch.events or handed)

    def _due(self, full: set[str]) -> list[Handed]:
        now = time.monotonic()
        if now < self._again_at:
            return []
        due = hand_again(each=EACH, lost=EVENTS, full=full)
        self._again_at = now if due else now + AGAIN_EVERY_S
        return due

    def _send_all(self, handed: list[Handed]) -> None:
        messages = _messages(handed)
        for sent, message in enumerate(messages):
            try:
                first = message[0]
                self._send([one.id for one in message], again=first.again, queue=_queue(first.receiver))
            except Exception as why:  # noqa: BLE001 - each broker has its own; whatever it is, it isn't sent
                logger.warning("the relay waits for the broker", extra={"why": repr(why)})
                unsent = [one for rest in messages[sent:] for one in rest]
                hand_back(unsent, pause=timedelta(seconds=BROKER_PAUSE_S))
                time.sleep(BROKER_PAUSE_S)
                return

    def _rest(self) -> None:
        # Whoever publishes wakes us only now and then: right after an event it is quicker to look.
        if time.monotonic() - self._worked_at < AWAKE_S:
            time.sleep(PAUSE_S / 2)
            return
        connection.ensure_connection()
        if self._listening is not connection.connection:
            self._listening = connection.connection
            self._listening.execute(f"LISTEN {CHANNEL}")
        for _ in self._listening.notifies(timeout=POLL_S, stop_after=1):
            self._worked_at = time.monotonic()


def _full() -> set[str]:
    """Name the receivers whose queues have no room for as much as comes at once."""
    on_their_way: Counter[str] = Counter()
    for receiver, number in Delivery.objects.in_flight(len(QUEUES) * 2 * IN_FLIGHT).items():
        on_their_way[_queue(receiver)] += number
    full = {queue for queue, number in on_their_way.items() if number > IN_FLIGHT - EVENTS}
    return {name for name in receivers() if _queue(name) in full} if full else set()


def _messages(handed: list[Handed]) -> list[list[Handed]]:
    # By receiver, so that a slow one holds up none but itself.
    fresh: dict[tuple[str, bool], list[Handed]] = defaultdict(list)
    for one in handed:
        if not one.begun:
            fresh[one.receiver, one.again].append(one)
    together = [message for (receiver, _), row in fresh.items() for message in _portions(receiver, row)]
    return together + [[one] for one in handed if one.begun]


def _portions(receiver: str, row: list[Handed]) -> list[list[Handed]]:
    size = TOGETHER_IN_BULK if _queue(receiver) == named(BULK) else TOGETHER
    return [row[at : at + size] for at in range(0, len(row), size)]


def _queue(name: str) -> str:
    # A receiver that is gone is told of by the worker, which notes it as the delivery's error.
    receiver = receivers().get(name)
    return named(receiver.queue if receiver else DEFAULT)
