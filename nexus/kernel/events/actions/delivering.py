"""One delivery: a receiver hears an event, once."""

import logging
import random
import traceback
from contextvars import copy_context
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from nexus.kernel.events.exceptions import EventGone, NobodyHears
from nexus.kernel.events.hearing import Heard, receivers
from nexus.kernel.events.models import Delivery
from nexus.kernel.kit.request_id import begin_request

logger = logging.getLogger(__name__)

# Twelve attempts take about three hours: long enough for whatever is away to come back, short enough for
# someone to hear of it on the same day.
MAX_ATTEMPTS: Final = 12
FIRST_PAUSE_S: Final = 5
LONGEST_ERROR: Final = 4_000

_WORKER_LOST = "The worker ended before this was done, at each of the attempts. Its log may say why."


def deliver(delivery_id: int, *, again: bool = False) -> None:
    """Have a receiver hear an event: its work and the note that it is done are one transaction.

    A failure is noted with its error and tried again after a growing pause; the last one gives it up.
    """
    attempt = Delivery.objects.count_attempt(delivery_id) if again else 1
    if attempt is None:
        return
    if attempt > MAX_ATTEMPTS:
        Delivery.objects.note_failure(delivery_id, _WORKER_LOST, MAX_ATTEMPTS, pause=None)
        return
    try:
        with transaction.atomic():
            if taken := Delivery.objects.take(delivery_id):
                _hear(*taken)
    except Exception as why:  # noqa: BLE001 - whatever a receiver raises is noted with its delivery
        _note(delivery_id, attempt, why)


def pause_after(attempt: int) -> timedelta | None:
    """Say how long to wait after a failed attempt, with a fifth of chance; None after the last one."""
    if attempt >= MAX_ATTEMPTS:
        return None
    chance = random.uniform(0.8, 1.2)  # noqa: S311 - it keeps those that failed together from coming together
    return timedelta(seconds=FIRST_PAUSE_S * 2 ** (attempt - 1) * chance)


def _hear(name: str, heard: Heard[Any] | None) -> None:
    receiver = receivers().get(name)
    if receiver is None:
        raise NobodyHears(f"No room of this site has a receiver named {name}.")
    if heard is None:
        raise EventGone("The log no longer holds this event.")
    # In a context of its own: what follows from a request carries its id, and leaves no trace here.
    copy_context().run(_heard_under_its_request, receiver.hear, heard)


def _heard_under_its_request(hear: Any, heard: Heard[Any]) -> None:
    if heard.request_id:
        begin_request(heard.request_id)
    hear(heard)


def _note(delivery_id: int, attempt: int, why: Exception) -> None:
    pause = pause_after(attempt)
    error = "".join(traceback.format_exception(why))[-LONGEST_ERROR:]
    Delivery.objects.note_failure(delivery_id, error, attempt, pause=pause)
    log = logger.error if pause is None else logger.warning
    log("delivery failed", extra={"delivery": delivery_id, "attempt": attempt, "why": repr(why)})
