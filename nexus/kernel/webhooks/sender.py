"""The sender: from the log to the receivers. What is to be sent stands in the database, so it may be killed.

It works in two lanes. Whoever took the last one quickly is in the fast lane, up to four at a time; whoever
failed or was slow is in the slow lane, one at a time, and all of those together fill half of the places at
most. So receivers that hang keep none waiting but themselves.
"""

import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import Final
from uuid import UUID

from django.db import Error, connection
from django.utils import timezone
from psycopg import Error as DriverError

from nexus.kernel.webhooks.actions.matching import follow_the_log, go_on_with_replays
from nexus.kernel.webhooks.actions.sending import Outcome, attempt, note
from nexus.kernel.webhooks.models import Delivery, Secret
from nexus.kernel.webhooks.models.deliveries import Lane, Taken

logger = logging.getLogger(__name__)

PLACES: Final = 64
SLOW_PLACES: Final = 32
EACH: Final = 4  # deliveries to one endpoint at a time
POLL_S: Final = 0.5
TOGETHER_S: Final = 0.02  # outcomes that come in within this are noted together
DATABASE_PAUSE_S: Final = 1.0
STOP_S: Final = 5.0


class Sender:
    """Sends what is due, until it is told to stop. Several may run: they pass over each other's rows."""

    def __init__(self, places: int = PLACES, slow_places: int = SLOW_PLACES) -> None:
        self._places, self._slow_places = places, slow_places
        self._pool = ThreadPoolExecutor(places, "webhook")
        self._came: SimpleQueue[tuple[Outcome, bool]] = SimpleQueue()
        self._unnoted: list[Outcome] = []
        self._busy: dict[bool, Counter[UUID]] = {False: Counter(), True: Counter()}

    def run(self, stop: Flag) -> None:
        """Work until someone says stop; a database that is away is waited for."""
        while not stop.is_set():
            try:
                if not self.step():
                    self._wait(POLL_S)
            except (Error, DriverError) as why:
                logger.warning("the sender waits for the database", extra={"why": repr(why)})
                connection.close()
                stop.wait(DATABASE_PAUSE_S)
        self.stop()

    def step(self) -> bool:
        """Note what came back, write deliveries for what happened, send what is due; tell if any was."""
        noted = self._note()
        read = follow_the_log() + go_on_with_replays()
        sent = self._send(is_troubled=False) + self._send(is_troubled=True)
        if not sent and self.in_hand:
            self._wait(TOGETHER_S)
        return bool(noted or read or sent)

    @property
    def in_hand(self) -> int:
        """Count what is on its way."""
        return sum(counter.total() for counter in self._busy.values())

    def stop(self) -> None:
        """Begin nothing more, and note what still comes back; the rest is sent again by the next sender."""
        self._pool.shutdown(wait=False)
        ends_at = time.monotonic() + STOP_S
        while self.in_hand and time.monotonic() < ends_at:
            self._wait(POLL_S)
            self._note()

    def _send(self, *, is_troubled: bool) -> int:
        room = self._places - self.in_hand
        if is_troubled:
            room = min(room, self._slow_places - self._busy[True].total())
        if room <= 0:
            return 0
        # An endpoint that has just changed lanes may have some in hand from the other one.
        busy = self._busy[True] + self._busy[False]
        taken = Delivery.objects.take(Lane(is_troubled, room, 1 if is_troubled else EACH, busy))
        secrets = Secret.objects.good([one.endpoint_id for one in taken], at=timezone.now()) if taken else {}
        for one in taken:
            self._busy[is_troubled][one.endpoint_id] += 1
            self._pool.submit(self._attempt, one, secrets.get(one.endpoint_id, []), is_troubled)
        return len(taken)

    def _attempt(self, taken: Taken, secrets: list[str], is_troubled: bool) -> None:  # noqa: FBT001
        self._came.put((attempt(taken, secrets), is_troubled))

    def _note(self) -> bool:
        self._collect()
        if not self._unnoted:
            return False
        note(self._unnoted)
        self._unnoted = []
        return True

    def _collect(self) -> None:
        while True:
            try:
                outcome, is_troubled = self._came.get_nowait()
            except Empty:
                return
            self._unnoted.append(outcome)
            lane = self._busy[is_troubled]
            lane[outcome.taken.endpoint_id] -= 1
            if not lane[outcome.taken.endpoint_id]:
                del lane[outcome.taken.endpoint_id]

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        try:
            came = self._came.get(timeout=seconds)
        except Empty:
            return
        self._came.put(came)
        time.sleep(max(0.0, min(TOGETHER_S, deadline - time.monotonic())))
