from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, Min, Q
from django.utils import timezone

from nexus.kernel.kit.ids import new_id
from nexus.kernel.webhooks.models.endpoints import Endpoint, EndpointState

# How long a delivery that was taken is left to its sender; a dead one's are sent again after it.
TRUSTED: Final = timedelta(seconds=30)
ANSWER_LENGTH: Final = 1_000

# First which endpoints have something due and room for it, in an order of chance, so that each comes round
# however many there are; then the oldest of each, as many as it has room for: none fills another's place.
_TAKE = """
    WITH open AS MATERIALIZED (
        SELECT endpoint.id, endpoint.url, %(each)s - coalesce(busy.number, 0) AS room
        FROM webhooks_endpoint AS endpoint
        LEFT JOIN accounts_user AS owner ON owner.id = endpoint.owner_id
        LEFT JOIN unnest(%(busy)s::uuid[], %(numbers)s::int[]) AS busy (id, number) ON busy.id = endpoint.id
        WHERE endpoint.state = 'active' AND endpoint.is_troubled = %(is_troubled)s
        AND coalesce(owner.is_active, true) AND coalesce(busy.number, 0) < %(each)s
        AND EXISTS (
            SELECT 1 FROM webhooks_delivery AS due WHERE due.endpoint_id = endpoint.id
            AND due.state = 'waiting' AND due.due_at <= %(now)s
        )
        ORDER BY random() LIMIT %(limit)s
    ), picked AS MATERIALIZED (
        SELECT due.id, open.url FROM open CROSS JOIN LATERAL (
            SELECT id FROM webhooks_delivery WHERE endpoint_id = open.id
            AND state = 'waiting' AND due_at <= %(now)s
            ORDER BY due_at LIMIT open.room FOR UPDATE SKIP LOCKED
        ) AS due LIMIT %(limit)s
    )
    UPDATE webhooks_delivery AS delivery SET due_at = %(until)s, attempts = attempts + 1
    FROM picked WHERE delivery.id = picked.id
    RETURNING delivery.id, delivery.endpoint_id, picked.url, delivery.event_id, delivery.body,
              delivery.attempts
"""


class DeliveryState(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", "To be sent"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given_up", "Given up"


class DeliveryFilters(TypedDict, total=False):
    """What a list of deliveries can be narrowed to; None leaves it as it is."""

    state: str | None
    event: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that one sender has in hand."""

    id: UUID
    endpoint_id: UUID
    url: str
    event_id: UUID
    body: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Lane:
    """Which endpoints are meant, how much is wanted, and how much of each: less what each has in hand."""

    is_troubled: bool
    limit: int
    each: int
    busy: Mapping[UUID, int]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, as the sender and lists want them."""

    def take(self, lane: Lane) -> list[Taken]:
        """Take what is due in a lane, for this sender alone."""
        now = timezone.now()
        told: dict[str, Any] = {
            "each": lane.each,
            "busy": list(lane.busy),
            "numbers": list(lane.busy.values()),
            "is_troubled": lane.is_troubled,
            "now": now,
            "until": now + TRUSTED,
            "limit": lane.limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, told)
            return [Taken(*row) for row in cursor.fetchall()]

    def write(self, deliveries: Sequence[Delivery], *, again: bool) -> None:
        """Put deliveries down, each event once for an endpoint; again: those that are there begin anew."""
        if not again:
            self.bulk_create(deliveries, ignore_conflicts=True)
            return
        self.bulk_create(
            deliveries,
            update_conflicts=True,
            unique_fields=["endpoint", "event_id"],
            update_fields=["state", "due_at", "attempts", "finished_at"],
        )

    def begin_anew(self) -> int:
        """Have these sent now, as if they were new; how many."""
        return self.update(state=DeliveryState.WAITING, due_at=timezone.now(), attempts=0, finished_at=None)

    def narrowed(self, **to: Unpack[DeliveryFilters]) -> DeliveryQuerySet:
        """Keep what fits all of the filters that are given; event: a name, or how it begins: `jobs.*`."""
        conditions: dict[str, Any] = {}
        if to.get("state") is not None:
            conditions["state"] = to["state"]
        if (event := to.get("event")) is not None:
            conditions |= {"event__startswith": event[:-1]} if event.endswith("*") else {"event": event}
        return self.filter(**conditions)

    def rows(self) -> models.QuerySet[Delivery, Any]:
        """Give plain rows with what lists show of a delivery."""
        return self.values(
            "id",
            "endpoint_id",
            "event_id",
            "event",
            "state",
            "attempts",
            "due_at",
            "finished_at",
            "created_at",
        )

    def due(self) -> tuple[int, datetime | None]:
        """Count what active endpoints could be told now, and tell since when the oldest of it is due."""
        waiting = self.filter(state=DeliveryState.WAITING, due_at__lte=timezone.now())
        told = waiting.filter(endpoint__state=EndpointState.ACTIVE).aggregate(
            number=Count("pk"), since=Min("due_at")
        )
        return told["number"], told["since"]

    def given_up(self) -> DeliveryQuerySet:
        """Keep what is tried no further, until somebody has it sent anew."""
        return self.filter(state=DeliveryState.GIVEN_UP)

    def outlived(self, *, before: datetime) -> DeliveryQuerySet:
        """Keep what was settled long ago, or has waited as long for a paused or disabled endpoint."""
        old = Q(finished_at__lt=before) | Q(state=DeliveryState.WAITING, due_at__lt=before)
        return self.filter(old, created_at__lt=before)


class Delivery(models.Model):
    """That an endpoint is to be told of an event: the record of whether it was, and the queue in one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    event_id = models.UUIDField(help_text="The event's id: the webhook-id, the same at each sending.")
    event = models.CharField(max_length=100, help_text="Such as commerce.order.paid.")
    body = models.TextField(help_text="As it is sent, byte for byte.")
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"], condition=Q(state="waiting"), name="webhook_delivery_due"
            ),
            models.Index(
                fields=["finished_at"], condition=Q(state="given_up"), name="webhook_delivery_given_up"
            ),
            models.Index(fields=["endpoint", "created_at", "id"], name="webhook_delivery_by_age"),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Tries to deliver."""

    def rows(self) -> models.QuerySet[Attempt, Any]:
        """Give plain rows with what the API shows of an attempt, the first one first."""
        return self.order_by("id").values("at", "status", "took_ms", "answer", "error")


class Attempt(models.Model):
    """One try to deliver, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, help_text="Of HTTP; none where no answer came.")
    took_ms = models.PositiveIntegerField()
    answer = models.CharField(
        max_length=ANSWER_LENGTH, blank=True, help_text="The first of what was answered."
    )
    error = models.CharField(max_length=300, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.status or self.error)
