from dataclasses import fields
from datetime import datetime
from inspect import cleandoc
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec

from nexus.kernel.api.query import BY_AGE, NEWEST, ListQuery, Text
from nexus.kernel.events.bus import Fact
from nexus.kernel.webhooks.models import Attempt, Delivery, Tail
from nexus.kernel.webhooks.models.deliveries import DeliveryFilters
from nexus.kernel.webhooks.models.endpoints import EndpointFilters

Row = dict[str, Any]
# The models' choices once more: msgspec reads plain types only, not Django's enums.
StateName = Literal["active", "paused", "disabled"]
DeliveryStateName = Literal["waiting", "delivered", "given_up"]

_ENDPOINT: Row = {
    "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
    "side": "store",
    "owner": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
    "url": "https://example.com/webhooks",
    "description": "Our records",
    "events": ["*"],
    "state": "active",
    "disabled_because": "",
    "failing_since": None,
    "delivered_at": "2026-11-21T09:30:00Z",
    "created_at": "2026-11-20T09:30:00Z",
    "updated_at": "2026-11-20T09:30:00Z",
}
_DELIVERY: Row = {
    "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e12",
    "endpoint": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
    "webhook_id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e13",
    "event": "commerce.order.paid",
    "state": "delivered",
    "attempts": 1,
    "next_attempt_at": None,
    "finished_at": "2026-11-21T09:30:01Z",
    "created_at": "2026-11-21T09:30:00Z",
}
_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"  # noqa: S105 (an example)


class EndpointShape(msgspec.Struct):
    """An endpoint. owner: none for the site's own. failing_since: the first failure since it took one."""

    example: ClassVar[Row] = _ENDPOINT

    id: UUID
    side: str
    owner: UUID | None
    url: str
    description: str
    events: list[str]
    state: str
    disabled_because: str
    failing_since: datetime | None
    delivered_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Row) -> "EndpointShape":
        """Read a row of `Endpoint.objects.rows()`."""
        return cls(**_endpoint(row))


class NewEndpointShape(EndpointShape):
    """A new endpoint, with its secret: this is the only time that it is shown."""

    example: ClassVar[Row] = {**_ENDPOINT, "delivered_at": None, "secret": _SECRET}

    secret: str

    @classmethod
    def made(cls, row: Row, secret: str) -> "NewEndpointShape":
        """Read a row of `Endpoint.objects.rows()`, with the secret beside it."""
        return cls(**_endpoint(row), secret=secret)


class SecretShape(msgspec.Struct):
    """A new secret: this is the only time that it is shown. Until then the one before holds as well."""

    example: ClassVar[Row] = {"secret": _SECRET, "overlap_until": "2026-11-22T09:30:00Z"}

    secret: str
    overlap_until: datetime


class EventKind(msgspec.Struct):
    """A kind of event, the sentence that explains it, and the names of what its data holds."""

    type: str
    sentence: str
    data: list[str]


class EventKinds(msgspec.Struct):
    """What endpoints can hear, by the side that they are of."""

    example: ClassVar[Row] = {
        "sides": {
            "store": [
                {
                    "type": "commerce.order.paid",
                    "sentence": "An order was paid: by no payment where there was nothing to pay.",
                    "data": ["order_id", "payment_id"],
                }
            ]
        }
    }

    sides: dict[str, list[EventKind]]

    @classmethod
    def of(cls, kinds: dict[str, dict[str, type[Fact]]]) -> "EventKinds":
        """List these facts."""
        return cls({side: [_kind(*one) for one in found.items()] for side, found in kinds.items()})


class DeliveryShape(msgspec.Struct):
    """That an endpoint is told of an event. webhook_id: the same at each attempt, as in the header."""

    example: ClassVar[Row] = _DELIVERY

    id: UUID
    endpoint: UUID
    webhook_id: UUID
    event: str
    state: str
    attempts: int
    next_attempt_at: datetime | None
    finished_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> "DeliveryShape":
        """Read a row of `Delivery.objects.rows()`."""
        return cls(**_delivery(row))


class AttemptShape(msgspec.Struct):
    """One try. status: none where no answer came. answer: the first of what was answered."""

    at: datetime
    status: int | None
    took_ms: int
    answer: str
    error: str


class DeliveryDetail(DeliveryShape):
    """A delivery with what is sent, and what came of each attempt that is still known."""

    example: ClassVar[Row] = {
        **_DELIVERY,
        "body": '{"type":"commerce.order.paid","timestamp":"2026-11-21T09:30:00Z","data":{}}',
        "tries": [{"at": "2026-11-21T09:30:01Z", "status": 200, "took_ms": 84, "answer": "ok", "error": ""}],
    }

    body: str
    tries: list[AttemptShape]

    @classmethod
    def whole(cls, delivery: Delivery) -> "DeliveryDetail":
        """Read a delivery with its attempts."""
        row = Delivery.objects.filter(pk=delivery.pk).rows().get()
        tries = [AttemptShape(**one) for one in Attempt.objects.filter(delivery=delivery).rows()]
        return cls(**_delivery(row), body=delivery.body, tries=tries)


class ReplayShape(msgspec.Struct):
    """A replay that was begun: what happened since then is sent anew, little by little."""

    example: ClassVar[Row] = {
        "endpoint": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "since": "2026-11-21T00:00:00Z",
        "events_to_read": 1042,
    }

    endpoint: UUID
    since: datetime | None
    events_to_read: int

    @classmethod
    def of(cls, tail: Tail) -> "ReplayShape":
        """Read a replay."""
        return cls(tail.endpoint_id, tail.since, max((tail.until or 0) - tail.position, 0))  # type: ignore[arg-type]


class EndpointQuery(ListQuery, kw_only=True):
    """What a list of endpoints can be narrowed to and ordered by; created_at is newest first."""

    state: StateName | None = None
    side: Text | None = None
    ordering: Literal["created_at", "-created_at", "oldest"] = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return BY_AGE[self.ordering]

    @property
    def filters(self) -> EndpointFilters:
        """Give the filters as the QuerySet takes them."""
        return {"state": self.state, "side": self.side}


class DeliveryQuery(ListQuery, kw_only=True):
    """What a list of deliveries can be narrowed to; newest first."""

    state: DeliveryStateName | None = None
    event: Text | None = None

    order: ClassVar[tuple[str, str]] = NEWEST

    @property
    def filters(self) -> DeliveryFilters:
        """Give the filters as the QuerySet takes them."""
        return {"state": self.state, "event": self.event}


def _endpoint(row: Row) -> Row:
    return {**{name: value for name, value in row.items() if name != "owner_id"}, "owner": row["owner_id"]}


def _delivery(row: Row) -> Row:
    return {
        "id": row["id"],
        "endpoint": row["endpoint_id"],
        "webhook_id": row["event_id"],
        "event": row["event"],
        "state": row["state"],
        "attempts": row["attempts"],
        "next_attempt_at": row["due_at"] if row["state"] == "waiting" else None,
        "finished_at": row["finished_at"],
        "created_at": row["created_at"],
    }


def _kind(name: str, fact: type[Fact]) -> EventKind:
    return EventKind(name, cleandoc(fact.__doc__ or ""), [field.name for field in fields(fact)])
