from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.indexes import BrinIndex
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from nexus.kernel.kit.ids import new_id

# Marks the advisory locks of whoever writes into the log, in the upper bits of their keys.
_MARK = 0x4E58

# One statement, four things: how far a reader may go until this transaction has ended (see `settled`), the
# next numbers of the subjects, the rows of the log, and a note for the relay that they are new.
# A subject's row is locked to the end of the transaction, in one order, so its numbers follow the commits.
_WRITE = f"""
    WITH floor AS MATERIALIZED (
        SELECT CASE WHEN coalesce(current_setting('nexus.log_floor', true), '') = ''
               THEN pg_try_advisory_xact_lock_shared(({_MARK}::bigint << 48) | (last_value + is_called::int))
                    AND set_config('nexus.log_floor', 'held', true) IS NOT NULL END AS held
        FROM events_event_position_seq
    ), given AS MATERIALIZED (
        SELECT fact.* FROM floor, unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
            WITH ORDINALITY AS fact (id, name, aggregate, subject, payload, place)
    ), counted AS (
        INSERT INTO events_stream AS stream (aggregate, subject, sequence)
        SELECT aggregate, subject, count(*) FROM given
        GROUP BY aggregate, subject ORDER BY aggregate, subject
        ON CONFLICT (aggregate, subject) DO UPDATE SET sequence = stream.sequence + excluded.sequence
        RETURNING aggregate, subject, sequence
    ), written AS (
        INSERT INTO events_event
            (id, name, aggregate, subject, sequence, payload, actor_id, request_id, happened_at)
        SELECT id, name, aggregate, subject,
               sequence + 1 - row_number() OVER (PARTITION BY aggregate, subject ORDER BY place DESC),
               payload::jsonb, %s::uuid, %s, %s
        FROM given JOIN counted USING (aggregate, subject) ORDER BY place
        RETURNING position, happened_at
    )
    INSERT INTO events_pending (position, happened_at) SELECT position, happened_at FROM written
"""  # noqa: S608 - only our own mark is put in

_LAST = "SELECT last_value - 1 + is_called::int FROM events_event_position_seq"
_FLOOR = f"""
    SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {_MARK}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND pid <> pg_backend_pid()
"""  # noqa: S608

_MONTHS = r"""
    SELECT part.relname FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
    WHERE inhparent = 'events_event'::regclass AND part.relname ~ '_\d{4}_\d\d$' ORDER BY part.relname
"""
_COLUMNS: tuple[str, ...] = (
    "position", "id", "name", "subject", "sequence", "payload", "actor_id", "request_id", "happened_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes into the log; payload: JSON."""

    id: UUID
    name: str
    subject: str
    payload: str

    @property
    def aggregate(self) -> str:
        """Name the kind of thing that it happened to: `commerce.order` of `commerce.order.placed`."""
        return self.name.rpartition(".")[0]


class EventQuerySet(models.QuerySet["Event"]):
    """The log, as its readers want it."""

    def write(self, writings: Sequence[Writing], actor_id: UUID | None, request_id: str) -> None:
        """Append to the log, and note for the relay that it is new."""
        columns = [
            [getattr(writing, name) for writing in writings]
            for name in ("id", "name", "aggregate", "subject", "payload")
        ]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [*columns, actor_id, request_id, timezone.now()])

    def settled(self) -> EventQuerySet:
        """Keep what nothing can be committed in front of any more: who goes on from its end misses nothing.

        Positions are given at the write and seen at the commit. Whoever writes holds a lock that names the
        lowest position it may get. What was given so far is asked first, who still holds a lock then: a
        writer below was there already, and either holds its lock or has committed.
        """
        return self.filter(position__lte=self.last_settled())

    def last_settled(self) -> int:
        """Tell up to which position nothing can be added any more."""
        last, floor = _figure(_LAST), _figure(_FLOOR)
        position: int = last if floor is None else min(last, floor - 1)
        return position

    def narrowed(
        self,
        *,
        after: int = 0,
        name: str | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> EventQuerySet:
        """Keep what comes after a position, is called so (`commerce.order.*` too), in that time."""
        conditions: dict[str, Any] = {
            "position__gt": after or None,
            "subject": subject,
            "happened_at__gte": since,
            "happened_at__lt": until,
        }
        kept = self.filter(**{column: value for column, value in conditions.items() if value is not None})
        return kept if name is None else kept.filter(_called(name))

    def naming(self, patterns: Sequence[str], text: str) -> EventQuerySet:
        """Keep what is called so (`commerce.order.*` too) and has this text in its subject or payload."""
        called = Q(*(_called(pattern) for pattern in patterns), _connector=Q.OR)
        said = self.alias(said=Cast("payload", models.TextField()))
        return said.filter(called, Q(subject=text) | Q(said__contains=text))

    def make_month(self, month: date) -> None:
        """Make the part of the log for a month, where it isn't there yet."""
        _figure("SELECT events_make_month(%s)", month)

    def months(self) -> list[date]:
        """List the months that the log has a part for, the oldest first."""
        with connection.cursor() as cursor:
            cursor.execute(_MONTHS)
            return [date(int(name[-7:-3]), int(name[-2:]), 1) for (name,) in cursor.fetchall()]

    def drop_month(self, month: date) -> None:
        """Drop a month's part of the log, in no time whatever its size."""
        _figure("SELECT events_drop_month(%s)", month)

    def last_position(self) -> int:
        """Tell the highest position there is, 0 where nothing has happened."""
        return self.order_by("-position").values_list("position", flat=True).first() or 0

    def rows(self) -> models.QuerySet[Event, dict[str, Any]]:
        """Give the columns that its readers are shown."""
        return cast(models.QuerySet[Event, dict[str, Any]], self.values(*_COLUMNS))

    def per_day(self, *, since: date) -> dict[date, int]:
        """Count what happened on each day since then; a quiet day isn't named."""
        midnight = datetime.combine(since, time(), UTC)
        days = self.filter(happened_at__gte=midnight).annotate(day=TruncDate("happened_at")).order_by()
        return dict(days.values("day").annotate(count=models.Count("pk")).values_list("day", "count"))


class Event(models.Model):
    """A fact, written in the transaction that made it: the record for audit, notices, webhooks and replay.

    The table has a part for each month (see the migrations), and so the time in all its keys.
    """

    position = models.BigAutoField(primary_key=True, help_text="The order in the log.")
    id = models.UUIDField(default=new_id, editable=False)
    name = models.CharField(max_length=100, help_text="Such as commerce.product.created.")
    aggregate = models.CharField(max_length=100, help_text="The kind of thing, such as commerce.product.")
    subject = models.CharField(max_length=64, help_text="The id of what it happened to.")
    sequence = models.BigIntegerField(help_text="Counts what happened to this subject, without gaps.")
    payload = models.JSONField(default=dict)
    actor_id = models.UUIDField(
        null=True, help_text="The account that did it; none for visitors and Nexus itself."
    )
    request_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="event_id"),
            models.Index(fields=["name", "position"], name="event_name"),
            models.Index(fields=["subject", "position"], name="event_subject"),
            # The log only grows: tiny, and enough.
            BrinIndex(fields=["happened_at"], name="event_happened_at"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Stream(models.Model):
    """How many things have happened to one subject."""

    pk = models.CompositePrimaryKey("aggregate", "subject")
    aggregate = models.CharField(max_length=100)
    subject = models.CharField(max_length=64)
    sequence = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.aggregate} {self.subject}"


def _called(name: str) -> Q:
    return Q(name__startswith=name[:-1]) if name.endswith("*") else Q(name=name)


def _figure(statement: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]
