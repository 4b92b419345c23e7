"""The tail: a thread that reads the log as it grows, once for all who listen to this process."""

import asyncio
import logging
import time
from collections.abc import Callable
from threading import Event as Flag, Thread
from typing import Any, Final, NamedTuple

from django.db import Error, connection
from psycopg import Error as DriverError

from nexus.kernel.authentication.bearer import standing
from nexus.kernel.events.hearing import Heard, fits
from nexus.kernel.events.models import Event
from nexus.kernel.events.waking import CHANNEL, PAUSE_S
from nexus.kernel.live.hub import Hub
from nexus.kernel.live.topics import Topic, concerned, doubted
from nexus.kernel.live.updates import Update

logger = logging.getLogger(__name__)

BATCH: Final = 500
# It is woken, but looks for itself as often; so often too it asks whether those connected may still be.
POLL_S: Final = 0.4
AWAKE_S: Final = 4 * PAUSE_S
DATABASE_PAUSE_S: Final = 1.0
# Facts after which someone may no longer be who they were: that is looked at before anything else is told.
SECURITY: Final = ("authentication.*", "accounts.*")


class Concern(NamedTuple):
    """That a fact concerns something that can be listened to."""

    topic: Topic
    key: str
    heard: Heard[Any]


class Tail(Thread):
    """Follows the log from its end on, and tells the hub in the order of the log."""

    def __init__(
        self, hub: Hub, loop: asyncio.AbstractEventLoop, doubt: Callable[[set[Topic]], None]
    ) -> None:
        super().__init__(name="live-tail", daemon=True)
        self._hub, self._loop, self._doubt = hub, loop, doubt
        self._ended = Flag()
        self._asks_at = 0.0
        self._read_at = 0.0
        self._worked_at = 0.0
        self._listening: Any = None
        self._untold: list[Concern] = []
        self.begun = Flag()

    @property
    def follows(self) -> bool:
        """Tell whether it has read the log just now."""
        return time.monotonic() - self._read_at < 10 * POLL_S

    def stop(self) -> None:
        """Have it end."""
        self._ended.set()
        self.join(timeout=5)

    def run(self) -> None:
        """Follow the log; a database that is away is waited for."""
        while not self._ended.is_set():
            try:
                self._follow()
            except (Error, DriverError) as why:
                logger.warning("the live server waits for the database", extra={"why": repr(why)})
                connection.close()
                self._ended.wait(DATABASE_PAUSE_S)
            except Exception:
                logger.exception("the live server couldn't read the log")
                self._ended.wait(DATABASE_PAUSE_S)
        connection.close()

    def _follow(self) -> None:
        if not self.begun.is_set():
            self._hub.position = Event.objects.settled().last_position()
            self.begun.set()
        while not self._ended.is_set():
            self._tell()
            rows = Event.objects.settled().narrowed(after=self._hub.position).rows()[:BATCH]
            events: list[Heard[Any]] = [Heard(**row) for row in rows]
            self._read_at = time.monotonic()
            if self._read_at >= self._asks_at or any(_is_security(heard.name) for heard in events):
                self._ask_who_stands()
            if events:
                self._worked_at = time.monotonic()
                self._look_through(events)
            else:
                self._rest()

    def _ask_who_stands(self) -> None:
        if families := self._hub.families():
            self._loop.call_soon_threadsafe(self._hub.hold_to, families, standing(families))
        self._asks_at = time.monotonic() + POLL_S

    def _look_through(self, events: list[Heard[Any]]) -> None:
        concerns = [concern for heard in events for concern in _concerns(heard)]
        with self._hub.lock:
            # Who joins from here on reads from the log what was before.
            self._untold = [concern for concern in concerns if self._hub.has(concern.key)]
            self._hub.position = events[-1].position
        if doubts := {topic for heard in events for topic in doubted(heard.name)}:
            self._loop.call_soon_threadsafe(self._doubt, doubts)

    def _tell(self) -> None:
        # Where the database goes away meanwhile, it is tried again: nothing after it is read before.
        updates = [update for concern in self._untold if (update := _shaped(concern))]
        self._untold = []
        if updates:
            # The log is read no faster than it is told.
            asyncio.run_coroutine_threadsafe(self._hub.fan_out(updates), self._loop).result()

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


def _is_security(fact: str) -> bool:
    return any(fits(fact, pattern) for pattern in SECURITY)


def _concerns(heard: Heard[Any]) -> list[Concern]:
    found = []
    for topic in concerned(heard.name):
        try:
            found += [Concern(topic, key, heard) for key in topic.keys(heard)]
        except Exception:  # one room's fault must not end what all others hear
            logger.exception("a fact concerns nobody knows what", extra=_named(topic, heard))
    return found


def _shaped(concern: Concern) -> Update | None:
    try:
        return Update.of(*concern)
    except (Error, DriverError):
        raise
    except Exception:
        logger.exception("a fact couldn't be shaped", extra=_named(concern.topic, concern.heard))
        return None


def _named(topic: Topic, heard: Heard[Any]) -> dict[str, str]:
    return {"topic": topic.name, "fact": heard.name}
