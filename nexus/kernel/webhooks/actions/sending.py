"""One attempt: a signed POST, and what is noted of it."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.kernel.kit.signatures import sign
from nexus.kernel.outbound.client import post
from nexus.kernel.outbound.exceptions import Refused, Unreachable
from nexus.kernel.webhooks.actions.disabling import disable
from nexus.kernel.webhooks.actions.secrets import key_of
from nexus.kernel.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointState
from nexus.kernel.webhooks.models.deliveries import ANSWER_LENGTH, Taken

logger = logging.getLogger(__name__)

# Ten attempts over three days, the first seven on the first of them.
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000)
)
# An answer that takes longer puts its receiver into the slow lane.
SLOW_S: Final = 3.0
GONE: Final = 410
_ERROR_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt."""

    taken: Taken
    at: datetime
    took_ms: int
    status: int | None = None
    answer: str = ""
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """Tell whether the receiver took it: any 2xx says so, and nothing else does."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 (RFC 9110, 15.3)

    @property
    def is_slow(self) -> bool:
        """Tell whether it took a sender's time."""
        return self.took_ms > SLOW_S * 1_000


def attempt(taken: Taken, secrets: Sequence[str]) -> Outcome:
    """Send a delivery once; whatever happens is an outcome, never an exception."""
    at, begun = timezone.now(), monotonic()

    def came(**more: object) -> Outcome:
        return Outcome(taken, at, round((monotonic() - begun) * 1_000), **more)  # type: ignore[arg-type]

    try:
        first, *others = map(key_of, secrets)
        body = taken.body.encode()
        signed = sign(first, str(taken.event_id), body, at=int(at.timestamp()), also=others)
        reply = post(taken.url, body, {"Content-Type": "application/json", **signed})
    except (Refused, Unreachable) as why:
        return came(error=str(why)[:_ERROR_LENGTH])
    except Exception as why:  # a mistake of ours must not end the sender, and is retried as the rest is
        logger.exception("a webhook could not be sent", extra={"delivery": str(taken.id)})
        return came(error=f"Nexus failed ({type(why).__name__}).")
    said = reply.body[: ANSWER_LENGTH * 4].decode(errors="replace").replace("\0", "\ufffd")[:ANSWER_LENGTH]
    return came(status=reply.status, answer=said, error=_error_of(reply.status))


@transaction.atomic
def note(outcomes: Sequence[Outcome]) -> None:
    """Note what came of attempts: what is done, what is tried again and when, and who is given up."""
    there = set(
        Delivery.objects.filter(pk__in=[one.taken.id for one in outcomes]).values_list("pk", flat=True)
    )
    kept = [one for one in outcomes if one.taken.id in there]
    Attempt.objects.bulk_create(_logged(one) for one in kept)
    now = timezone.now()
    done = [one.taken.id for one in kept if one.is_taken]
    Delivery.objects.filter(pk__in=done).update(state=DeliveryState.DELIVERED, finished_at=now)
    failed = [_put_off(one, now) for one in kept if not one.is_taken]
    Delivery.objects.bulk_update(failed, ["state", "due_at", "finished_at"])
    _judge(kept, now)


def pause_after(attempts: int) -> timedelta | None:
    """Say how long to wait after a failed attempt, with a fifth of chance; None after the last one."""
    if attempts > len(PAUSES):
        return None
    chance = random.uniform(0.8, 1.2)  # noqa: S311 - it keeps those that failed together from coming together
    return PAUSES[attempts - 1] * chance


def _logged(one: Outcome) -> Attempt:
    return Attempt(
        delivery_id=one.taken.id,
        at=one.at,
        status=one.status,
        took_ms=one.took_ms,
        answer=one.answer,
        error=one.error,
    )


def _put_off(one: Outcome, now: datetime) -> Delivery:
    pause = pause_after(one.taken.attempt)
    if pause is None:
        return Delivery(pk=one.taken.id, state=DeliveryState.GIVEN_UP, due_at=now, finished_at=now)
    return Delivery(pk=one.taken.id, state=DeliveryState.WAITING, due_at=now + pause, finished_at=None)


def _judge(outcomes: Sequence[Outcome], now: datetime) -> None:
    # The last word of each receiver counts; in one order, as others lock them.
    last: dict[UUID, Outcome] = {one.taken.endpoint_id: one for one in outcomes}
    for slow in (False, True):
        took = [key for key, one in last.items() if one.is_taken and one.is_slow == slow]
        if took:
            Endpoint.objects.note_success(took, slow=slow, at=now)
    if failed := [key for key, one in last.items() if not one.is_taken]:
        Endpoint.objects.note_failure(failed, at=now)
        _give_up(failed, {one.taken.endpoint_id for one in outcomes if one.status == GONE}, now)


def _give_up(failed: Sequence[UUID], gone: set[UUID], now: datetime) -> None:
    for_days = now - timedelta(days=settings.WEBHOOK_FAILING_DAYS)
    active = Endpoint.objects.filter(pk__in=failed, state=EndpointState.ACTIVE).order_by("pk")
    for endpoint in active.select_for_update(of=("self",), no_key=True):
        if endpoint.pk in gone:
            disable(endpoint, "It answered 410 Gone: it wants no more.")
        elif endpoint.failing_since and endpoint.failing_since <= for_days:
            disable(endpoint, f"It has failed for {settings.WEBHOOK_FAILING_DAYS} days.")


def _error_of(status: int) -> str:
    match status // 100:
        case 2:
            return ""
        case 3:
            return "It redirects, and redirects aren't followed."
    return f"It answered {status}."
