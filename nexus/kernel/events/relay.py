"""The relay: from the log to the workers. The database knows what is to be done, the broker only carries it.

Several may run at a time: they pass over each other's rows. Killed at any moment, nothing is lost: what was
handed over and never done is handed over again.
"""

import logging
import time
from collections import defaultdict
from datetime import timedelta
from threading import Event as Flag
from typing import Any, Final, Protocol

from django.db import Error, connection
from psycopg import Error as DriverError

from nexus.kernel.events.actions.handing import Batch, hand_again, hand_back, hand_new
from nexus.kernel.events.hearing import receivers
from nexus.kernel.events.models import Delivery, Handed
from nexus.kernel.events.waking import CHANNEL, PAUSE_S
from nexus.kernel.tasks.queues import DEFAULT, named

logger = logging.getLogger(__name__)

EVENTS: Final = 500
# As many deliveries are on their way at most: the rest waits in the database, where it costs nothing.
IN_FLIGHT: Final = 5_000
TOGETHER: Final = 50  # deliveries to one receiver in one message; what was begun before travels alone
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
        room = IN_FLIGHT - Delivery.objects.in_flight(IN_FLIGHT)
        # Soon there is room for more at a time. What is due is handed over all the same: a broker that has
        # forgotten what was on its way makes no room by itself.
        batch = hand_new(EVENTS) if room >= EVENTS else Batch(0, [])
        handed = batch.handed + self._due()
        self._send_all(handed)
        if batch.events or handed:
            self._worked_at = time.monotonic()
        return bool(batch.events or handed)

    def _due(self) -> list[Handed]:
        now = time.monotonic()
        if now < self._again_at:
            return []
        due = hand_again(EVENTS)
        self._again_at = now if due else now + AGAIN_EVERY_S
        return due

    def _send_all(self, handed: list[Handed]) -> None:
        messages = _messages(handed)
        for sent, message in enumerate(messages):
            try:
                self._send([one.id for one in message], again=message[0].again, queue=_queue(message[0]))
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


def _messages(handed: list[Handed]) -> list[list[Handed]]:
    # By receiver, so that a slow one holds up none but itself.
    fresh: dict[tuple[str, bool], list[Handed]] = defaultdict(list)
    for one in handed:
        if not one.begun:
            fresh[one.receiver, one.again].append(one)
    together = [row[at : at + TOGETHER] for row in fresh.values() for at in range(0, len(row), TOGETHER)]
    return together + [[one] for one in handed if one.begun]


def _queue(handed: Handed) -> str:
    # A receiver that is gone is told of by the worker, which notes it as the delivery's error.
    receiver = receivers().get(handed.receiver)
    return named(receiver.queue if receiver else DEFAULT)
