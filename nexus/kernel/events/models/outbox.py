"""What the relay has still to do: rows that are gone once it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, models, transaction
from django.db.models import Count, F, OuterRef, Q
from django.utils import timezone

from nexus.kernel.events.hearing import Heard
from nexus.kernel.events.models.log import Event

# How long a hand-over is trusted to be on its way; each further one twice as long, up to sixteen times.
# Who works on a delivery holds its row, so that it isn't handed over again however long it takes.
TRUSTED_S = 30

_TAKE_PENDING = """
    WITH taken AS (
        DELETE FROM events_pending WHERE position = ANY(ARRAY(
            SELECT position FROM events_pending ORDER BY position LIMIT %s FOR UPDATE SKIP LOCKED
        )) RETURNING position, happened_at
    )
    SELECT taken.position, taken.happened_at, event.name
    FROM taken JOIN events_event AS event USING (position, happened_at) ORDER BY taken.position
"""
_HAND_NEW = """
    INSERT INTO events_delivery (position, happened_at, receiver, due_at, handed, handed_at, attempts, error)
    SELECT *, %s::timestamptz + interval '1 s' * %s, 1, %s, 0, ''
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[])
    ON CONFLICT (position, receiver) DO NOTHING RETURNING id, receiver
"""
# Two things at once: what is on its way and was never done; and of each receiver whose queue has room the
# first of what waits, so that none waits behind another's thousands.
_HAND_AGAIN = """
    WITH RECURSIVE name AS (
        (SELECT receiver FROM events_delivery
         WHERE handed_at IS NULL AND failed_at IS NULL ORDER BY receiver LIMIT 1)
        UNION ALL
        SELECT (SELECT receiver FROM events_delivery
                WHERE handed_at IS NULL AND failed_at IS NULL AND receiver > name.receiver
                ORDER BY receiver LIMIT 1)
        FROM name WHERE receiver IS NOT NULL
    ), waiting AS MATERIALIZED (
        SELECT due.id FROM name CROSS JOIN LATERAL (
            SELECT id FROM events_delivery AS one WHERE one.receiver = name.receiver
            AND handed_at IS NULL AND failed_at IS NULL AND due_at <= %(now)s
            ORDER BY due_at LIMIT %(each)s FOR UPDATE SKIP LOCKED
        ) AS due WHERE name.receiver <> ALL(%(full)s::text[])
    ), lost AS MATERIALIZED (
        SELECT id FROM events_delivery WHERE handed_at IS NOT NULL AND due_at <= %(now)s
        ORDER BY due_at LIMIT %(lost)s FOR UPDATE SKIP LOCKED
    )
    UPDATE events_delivery SET handed = handed + 1, handed_at = %(now)s,
        due_at = %(now)s::timestamptz + interval '1 s' * %(trusted)s * power(2, least(handed, 4))
    WHERE id = ANY(ARRAY(SELECT id FROM waiting UNION ALL SELECT id FROM lost))
    RETURNING id, receiver, handed, attempts
"""
# In this order it is read along its index, however much waits beside it.
_IN_FLIGHT = """
    SELECT receiver, count(*) FROM (
        SELECT receiver FROM events_delivery WHERE handed_at IS NOT NULL ORDER BY due_at LIMIT %s
    ) AS on_its_way GROUP BY receiver
"""
# The claim, the note that it is done and the look-up of the event at once: it counts only if the transaction
# of the receiver's own work commits, and whoever comes second finds nothing.
_TAKE = """
    WITH taken AS (
        DELETE FROM events_delivery WHERE id = (
            SELECT id FROM events_delivery WHERE id = %s AND failed_at IS NULL FOR UPDATE SKIP LOCKED
        ) RETURNING position, happened_at, receiver
    )
    SELECT taken.receiver, event.id, event.position, event.name, event.subject, event.sequence, event.payload,
           event.actor_id, event.request_id, event.happened_at
    FROM taken LEFT JOIN events_event AS event USING (position, happened_at)
"""
_WRITE_WAITING = """
    INSERT INTO events_delivery (position, happened_at, receiver, due_at, handed, attempts, error)
    SELECT position, happened_at, receiver, %s, 0, 0, ''
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS again (position, happened_at, receiver)
    ON CONFLICT (position, receiver) DO UPDATE
        SET due_at = excluded.due_at, handed = 0, handed_at = NULL, attempts = 0, failed_at = NULL
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in the log."""

    position: int
    happened_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A delivery that is handed over.

    again: an earlier hand-over came to nothing. begun: so did an attempt, and the next may end its worker.
    """

    id: int
    receiver: str
    again: bool
    begun: bool = False


class PendingQuerySet(models.QuerySet["Pending"]):
    """Events that nobody has been told of."""

    def take(self, size: int) -> list[Place]:
        """Take the oldest that no other relay is at, in the transaction that passes them on."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_PENDING, [size])
            return [Place(*row) for row in cursor.fetchall()]

    def oldest(self) -> datetime | None:
        """Tell when the oldest of them happened."""
        return self.order_by("position").values_list("happened_at", flat=True).first()


class Pending(models.Model):
    """An event that the relay hasn't passed on yet: written with it, so that no late commit is missed."""

    pk = models.CompositePrimaryKey("position", "happened_at")
    position = models.BigIntegerField()
    happened_at = models.DateTimeField()

    objects = PendingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.position)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """What receivers have still to be told."""

    def hand_new(self, pairs: Sequence[tuple[Place, str]]) -> list[Handed]:
        """Write down who has to hear what, as handed over."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_HAND_NEW, [now, TRUSTED_S, now, *_columns(pairs)])
            return [Handed(row[0], row[1], again=False) for row in cursor.fetchall()]

    def hand_again(self, *, each: int, lost: int, full: Collection[str]) -> list[Handed]:
        """Take what is due by now: so many of each receiver that wait, and so many that never came back.

        full: the receivers whose queues have no room: only what is on its way already is handed over again.
        """
        told: dict[str, Any] = {
            "now": timezone.now(), "each": each, "lost": lost, "full": [*full], "trusted": TRUSTED_S,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_HAND_AGAIN, told)
            return [
                Handed(id_, receiver, again=handed > 1, begun=attempts > 0)
                for id_, receiver, handed, attempts in cursor.fetchall()
            ]

    def hand_back(self, ids: Iterable[int], *, due_at: datetime) -> None:
        """Note that a hand-over failed: the broker didn't take it."""
        self.filter(pk__in=list(ids)).update(due_at=due_at, handed=F("handed") - 1, handed_at=None)

    def take(self, delivery_id: int) -> tuple[str, Heard[Any] | None] | None:
        """Take a delivery as done, in the transaction of the receiver's work: its receiver, what it hears.

        None where it is done, given up or in other hands; no event where the log doesn't go back that far.
        """
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [delivery_id])
            row = cursor.fetchone()
        if row is None:
            return None
        return row[0], None if row[1] is None else _heard(row[1:])

    def count_attempt(self, delivery_id: int) -> int | None:
        """Count a further attempt before it begins, so that one that ends its worker is counted too.

        None where the delivery is done, given up or in other hands.
        """
        with transaction.atomic():
            free = self.filter(pk=delivery_id, failed_at=None).select_for_update(skip_locked=True)
            attempts = free.values_list("attempts", flat=True).first()
            if attempts is None:
                return None
            self.filter(pk=delivery_id).update(attempts=attempts + 1)
        return attempts + 1

    def write_waiting(self, pairs: Sequence[tuple[Place, str]]) -> None:
        """Have receivers hear, for the first time or anew, as soon as there is room on the way to them."""
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_WAITING, [timezone.now(), *_columns(pairs)])

    def resend(self) -> int:
        """Begin anew with those that were given up."""
        given_up = self.filter(failed_at__isnull=False)
        return given_up.update(due_at=timezone.now(), failed_at=None, attempts=0, handed=0, handed_at=None)

    def note_failure(self, delivery_id: int, error: str, attempts: int, *, pause: timedelta | None) -> None:
        """Note what went wrong: to be tried again after a pause, or given up."""
        now = timezone.now()
        self.filter(pk=delivery_id).update(
            error=error,
            attempts=attempts,
            handed_at=None,
            due_at=now + (pause or timedelta()),
            failed_at=now if pause is None else None,
        )

    def with_facts(self) -> DeliveryQuerySet:
        """Name with each what is to be heard."""
        place = {"position": OuterRef("position"), "happened_at": OuterRef("happened_at")}
        return self.annotate(fact=Event.objects.filter(**place).values("name")[:1])

    def in_flight(self, at_most: int) -> dict[str, int]:
        """Count for each receiver what is handed over and not done, up to a number in all."""
        with connection.cursor() as cursor:
            cursor.execute(_IN_FLIGHT, [at_most])
            return dict(cursor.fetchall())

    def oldest(self) -> datetime | None:
        """Tell when the oldest happened of those that wait, and don't wait for a further attempt."""
        waiting = self.filter(failed_at=None, error="")
        return waiting.order_by("happened_at").values_list("happened_at", flat=True).first()

    def by_receiver(self) -> list[tuple[str, int, int, int]]:
        """Count for each receiver what is on its way, to be tried again, and given up."""
        given_up, retrying = Q(failed_at__isnull=False), Q(failed_at=None) & ~Q(error="")
        counted = self.values_list("receiver").annotate(
            waiting=Count("pk", filter=~given_up & ~retrying),
            retrying=Count("pk", filter=retrying),
            given_up=Count("pk", filter=given_up),
        )
        return list(counted.order_by("receiver"))


class Delivery(models.Model):
    """That a receiver has still to hear of an event. Done, it is gone; given up, it stays with its error."""

    position = models.BigIntegerField(help_text="Of the event in the log.")
    happened_at = models.DateTimeField()
    receiver = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    handed = models.PositiveIntegerField(default=0, help_text="How often a worker was sent for it.")
    handed_at = models.DateTimeField(null=True, help_text="Since when it is on its way.")
    attempts = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, help_text="When it was given up.")
    error = models.TextField(blank=True, help_text="What went wrong at the last attempt.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["position", "receiver"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(handed_at__isnull=False), name="delivery_in_flight"),
            models.Index(
                fields=["receiver", "due_at"],
                condition=Q(handed_at=None, failed_at=None),
                name="delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} to {self.receiver}"


def _heard(row: Sequence[Any]) -> Heard[Any]:
    id_, position, name, subject, sequence, payload, actor_id, request_id, happened_at = row
    said = msgspec.json.decode(payload)
    return Heard(id_, position, name, subject, sequence, said, actor_id, request_id, happened_at)


def _columns(pairs: Sequence[tuple[Place, str]]) -> list[list[Any]]:
    return [
        [place.position for place, _ in pairs],
        [place.happened_at for place, _ in pairs],
        [receiver for _, receiver in pairs],
    ]
