from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

KEPT = timedelta(hours=24)
KEY_LENGTH = 255
ROUTE_LENGTH = 255
BEGUN = 0  # the status of a key that was taken, and not answered yet

# A rival with the same key waits here on the unique index, until the first one's transaction has ended.
_CLAIM = """
    INSERT INTO api_onceanswered (principal, route, key, request_hash, status, headers, body, created_at)
    VALUES (%s, %s, %s, %s, 0, '{}', '', %s)
    ON CONFLICT (principal, route, key) DO NOTHING RETURNING id
"""
_KEEP = "UPDATE api_onceanswered SET status = %s, headers = %s::jsonb, body = %s WHERE id = %s AND status = 0"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who sends a request, where to, under which Idempotency-Key."""

    principal: UUID
    route: str
    key: str

    @property
    def text(self) -> str:
        """Name the claim in one line."""
        return f"once {self.principal} {self.route} {self.key}"


class OnceAnsweredQuerySet(models.QuerySet["OnceAnswered"]):
    """Requests that were answered once and for all."""

    def claim(self, claim: Claim, request_hash: bytes) -> int | None:
        """Take a key, in the transaction of the effect or ahead of its steps; None where it has been used."""
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [claim.principal, claim.route, claim.key, request_hash, timezone.now()])
            row = cursor.fetchone()
        return row[0] if row else None

    def wait_for(self, claim: Claim) -> None:
        """Wait until no other connection is busy with this key, and keep it from others."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [claim.text])

    def let_go(self, claim: Claim) -> None:
        """Let others have the key."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [claim.text])

    def keep(self, taken: int, status: int, headers: dict[str, str], body: bytes) -> bool:
        """Keep the answer under a key that was taken; False where one is kept already."""
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [status, json.dumps(headers), body, taken])
            return bool(cursor.rowcount)

    def give_back(self, taken: int) -> None:
        """Forget a key of which nothing came."""
        self.filter(pk=taken, status=BEGUN).delete()

    def under(self, claim: Claim) -> OnceAnsweredQuerySet:
        """Keep the one that was answered under this key."""
        return self.filter(principal=claim.principal, route=claim.route, key=claim.key)

    def outlived(self) -> OnceAnsweredQuerySet:
        """Keep those that no client may count on any more."""
        return self.filter(created_at__lt=timezone.now() - KEPT)


class OnceAnswered(models.Model):
    """The answer to a request with an Idempotency-Key, to be given again, byte for byte."""

    principal = models.UUIDField(help_text="The account that asked.")
    route = models.CharField(max_length=ROUTE_LENGTH, help_text="Method and path, without the version.")
    key = models.CharField(max_length=KEY_LENGTH)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = OnceAnsweredQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "once answered"
        constraints = [models.UniqueConstraint(fields=["principal", "route", "key"], name="once_per_key")]
        indexes = [models.Index(fields=["created_at"], name="once_answered_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer is kept here; else whoever took the key is busy, or gone."""
        return self.status != BEGUN
