from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, TypedDict, Unpack, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from nexus.kernel.kit.actor import Actor

# Of those who try passwords, as many an hour are written down: the log tells of an attack, it isn't one.
FAILURES_OF_NAME: Final = 20
FAILURES_OF_ADDRESS: Final = 50
FAILURES_OF_ALL: Final = 2_000

# One statement for known and unknown names alike, so that the time it takes tells nothing.
_NOTE_FAILURE = """
    WITH lately AS (
        SELECT
            (SELECT count(*) FROM (SELECT FROM audit_securityevent WHERE name = 'sign_in_failed'
                AND tried = %(tried)s AND happened_at > %(since)s LIMIT %(most_of_name)s) AS a) AS of_name,
            (SELECT count(*) FROM (SELECT FROM audit_securityevent WHERE name = 'sign_in_failed'
                AND address = %(address)s AND happened_at > %(since)s LIMIT %(most_of_address)s) AS b)
                AS of_address,
            (SELECT count(*) FROM (SELECT FROM audit_securityevent WHERE name = 'sign_in_failed'
                AND happened_at > %(since)s LIMIT %(most)s) AS c) AS of_all
    )
    INSERT INTO audit_securityevent
        (happened_at, name, user_id, tried, address, user_agent, request_id, details)
    SELECT %(now)s, 'sign_in_failed', %(user_id)s, %(tried)s, %(address)s, %(user_agent)s, %(request_id)s,
           '{}'
    FROM lately
    WHERE of_name < %(most_of_name)s AND of_address < %(most_of_address)s AND of_all < %(most)s
"""
_MONTHS = r"""
    SELECT DISTINCT right(part.relname, 7) FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
    WHERE inhparent IN ('audit_change'::regclass, 'audit_securityevent'::regclass)
    AND part.relname ~ '_\d{4}_\d\d$' ORDER BY 1
"""


class ChangeFilters(TypedDict, total=False):
    """What the history can be narrowed to; None leaves it as it is."""

    kind: str | None
    id: str | None
    actor: UUID | None
    request: str | None
    since: datetime | None
    until: datetime | None


class EventFilters(TypedDict, total=False):
    """What security events can be narrowed to; None leaves them as they are."""

    name: str | None
    user: UUID | None
    actor: UUID | None
    address: str | None
    since: datetime | None
    until: datetime | None


class ChangeQuerySet(models.QuerySet["Change"]):
    """The history, as its readers want it."""

    def of(self, kind: str, thing_id: str) -> ChangeQuerySet:
        """Keep what was changed of one thing, its parts included."""
        return self.filter(of_kind=kind, of_id=thing_id)

    def narrowed(self, **to: Unpack[ChangeFilters]) -> ChangeQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**_conditions(_CHANGES_BY, to))

    def forget(self, kind: str, thing_id: str, columns: Sequence[str]) -> None:
        """Take out what stood in some columns of one thing: its owner is to be forgotten."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_forget_columns(%s, %s, %s)", [kind, thing_id, list(columns)])

    def rows(self) -> models.QuerySet[Change, dict[str, Any]]:
        """Give plain rows with what is shown of a change."""
        columns = ("kind", "object_id", "of_kind", "of_id", "did", "changes", "actor_id", "actor__username")
        return cast(
            "models.QuerySet[Change, dict[str, Any]]",
            self.values("position", "happened_at", *columns, "request_id", "reason"),
        )


class Did(models.TextChoices):
    """What was done to a row, as the database calls it."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Change(models.Model):
    """What became of a row: written by the database's triggers, whoever wrote the row and how.

    The table has a part for each month (see the migration); nobody changes what stands in it.
    """

    position = models.BigAutoField(primary_key=True, help_text="The order in which it happened.")
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=40, help_text="Of what, such as variant.")
    object_id = models.CharField(max_length=64)
    of_kind = models.CharField(max_length=40, help_text="What that is a part of, such as product.")
    of_id = models.CharField(max_length=64)
    did = models.CharField(max_length=6, choices=Did.choices)
    changes = models.JSONField(help_text="By column: what it was, and what it became.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="None for visitors, Nexus itself and whoever writes to the database by hand.",
    )
    request_id = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        managed = False
        ordering: ClassVar = ["-position"]

    def __str__(self) -> str:
        return f"{self.did} {self.kind} {self.object_id}"

    @property
    def lines(self) -> list[tuple[str, Any, Any]]:
        """List what was changed: the column, what it was, what it became."""
        return [(name, before, after) for name, (before, after) in sorted(self.changes.items())]


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Security events, as their readers want them."""

    def visible_to(self, actor: Actor) -> SecurityEventQuerySet:
        """Keep those of the actor's own account; administrators see all."""
        if actor.is_admin:
            return self
        return self.filter(user=actor.id) if actor.is_signed_in else self.none()

    def narrowed(self, **to: Unpack[EventFilters]) -> SecurityEventQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**_conditions(_EVENTS_BY, to))

    def note_failure(self, **said: Any) -> bool:
        """Write a failed sign-in down, unless there were too many of late; tell whether it was."""
        most = {
            "most_of_name": FAILURES_OF_NAME,
            "most_of_address": FAILURES_OF_ADDRESS,
            "most": FAILURES_OF_ALL,
        }
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_FAILURE, {**said, **most, "now": now, "since": now - timedelta(hours=1)})
            return bool(cursor.rowcount)

    def forget_places(self, user_id: UUID) -> None:
        """Take out where an account was signed in from and by what: its owner is to be forgotten."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_forget_places(%s)", [user_id])

    def rows(self) -> models.QuerySet[SecurityEvent, dict[str, Any]]:
        """Give plain rows with what is shown of a security event."""
        people = ("user_id", "user__username", "actor_id", "actor__username")
        return cast(
            "models.QuerySet[SecurityEvent, dict[str, Any]]",
            self.values(
                "position", "happened_at", "name", *people, "address", "user_agent", "request_id", "details"
            ),
        )


class SecurityEvent(models.Model):
    """What concerns who may come in: sign-ins and refusals, roles, passwords, keys. Nobody changes it."""

    position = models.BigAutoField(primary_key=True, help_text="The order in which it happened.")
    happened_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="Whose account it concerns; none where a name is nobody's.",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="Who did it.",
    )
    tried = models.CharField(
        max_length=32, blank=True, editable=False, help_text="A keyed hash of the name that was tried."
    )
    address = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        managed = False
        ordering: ClassVar = ["-position"]

    def __str__(self) -> str:
        return f"{self.name} {self.user_id or ''}"


class Months:
    """The months that both tables have a part for."""

    @staticmethod
    def kept() -> list[date]:
        """List them, the oldest first."""
        with connection.cursor() as cursor:
            cursor.execute(_MONTHS)
            return [date(int(name[:4]), int(name[5:]), 1) for (name,) in cursor.fetchall()]

    @staticmethod
    def make(month: date) -> None:
        """Make a month's parts, where they aren't there yet."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_make_month(%s)", [month])

    @staticmethod
    def drop(month: date) -> None:
        """Drop a month's parts; the database refuses one that isn't old enough."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_drop_month(%s)", [month])


_CHANGES_BY: Final = {
    "kind": "of_kind",
    "id": "of_id",
    "actor": "actor",
    "request": "request_id",
    "since": "happened_at__gte",
    "until": "happened_at__lt",
}
_EVENTS_BY: Final = {
    "name": "name",
    "user": "user",
    "actor": "actor",
    "address": "address",
    "since": "happened_at__gte",
    "until": "happened_at__lt",
}


def _conditions(columns: dict[str, str], to: Any) -> dict[str, Any]:
    return {columns[name]: value for name, value in to.items() if value is not None}
