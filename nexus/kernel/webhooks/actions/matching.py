"""From the log to deliveries: who asked for an event, and whom it concerns."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import Error, transaction

from nexus.kernel.events.bus import Heard
from nexus.kernel.events.models import Event
from nexus.kernel.webhooks.concerning import concerned_by
from nexus.kernel.webhooks.models import Delivery, Endpoint, Tail

logger = logging.getLogger(__name__)

BATCH: Final = 500


def follow_the_log() -> int:
    """Write deliveries for what happened since the last time, a batch; how many events were read."""
    return _read(Tail.objects.everyones())


def go_on_with_replays() -> int:
    """Write deliveries for what is to be heard again, a batch of each replay; how many events were read."""
    return sum(_read(tail) for tail in Tail.objects.exclude(endpoint=None).order_by("id"))


def _read(tail: Tail) -> int:
    end = Event.objects.last_settled() if tail.until is None else tail.until
    if end <= tail.position:
        return _done(tail)
    endpoints = _endpoints(tail)
    events: list[Heard[Any]] = []
    if endpoints:
        rows = Event.objects.filter(position__gt=tail.position, position__lte=end).order_by("position")
        events = [Heard(**row) for row in rows.rows()[:BATCH]]
    # Fewer than a batch: the rest up to the end is no event of anybody's.
    reached = events[-1].position if len(events) == BATCH else end
    is_replay = tail.endpoint_id is not None
    deliveries = [one for heard in events for one in _deliveries(heard, endpoints, from_before=is_replay)]
    with transaction.atomic():
        # A rival that was here first has written the same.
        if Tail.objects.move(tail, reached):
            Delivery.objects.write(deliveries, again=is_replay)
    return len(events)


def _done(tail: Tail) -> int:
    if tail.until is not None:
        tail.delete()
    return 0


def _endpoints(tail: Tail) -> list[Endpoint]:
    told = Endpoint.objects.told()
    return list(told if tail.endpoint_id is None else told.filter(pk=tail.endpoint_id))


def _deliveries(heard: Heard[Any], endpoints: Sequence[Endpoint], *, from_before: bool) -> Iterator[Delivery]:
    wanting = [
        one
        for one in endpoints
        if one.wants(heard.name) and (from_before or one.created_at <= heard.happened_at)
    ]
    told: dict[str, Mapping[UUID, Mapping[str, Any]]] = {}
    for endpoint in wanting:
        if endpoint.owner_id is None:
            yield _delivery(endpoint, heard, {})
            continue
        if endpoint.side not in told:
            told[endpoint.side] = _concerned(heard, endpoint.side)
        if endpoint.owner_id in told[endpoint.side]:
            yield _delivery(endpoint, heard, told[endpoint.side][endpoint.owner_id])


def _concerned(heard: Heard[Any], side: str) -> Mapping[UUID, Mapping[str, Any]]:
    try:
        return concerned_by(heard, side)
    except Error:
        raise  # the database is away: the batch is read again
    except Exception:
        # A mistake in one room's hooks.py. The log keeps the event, and a replay brings it when it is mended.
        logger.exception("nobody can say whom an event concerns", extra={"event": str(heard.id)})
        return {}


def _delivery(endpoint: Endpoint, heard: Heard[Any], own: Mapping[str, Any]) -> Delivery:
    body = written(heard.name, heard.happened_at, {**heard.payload, **own})
    return Delivery(endpoint=endpoint, event_id=heard.id, event=heard.name, body=body)


def written(event: str, happened_at: Any, data: Mapping[str, Any]) -> str:
    """Write a payload as the specification has it: type, timestamp, data."""
    return msgspec.json.encode({"type": event, "timestamp": happened_at, "data": data}).decode()
