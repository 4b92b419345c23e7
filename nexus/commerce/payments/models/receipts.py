from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone

# A replay is an everyday thing: it is told by the row that isn't written, never by an error.
_KEEP = """
    INSERT INTO payments_receipt (provider, event_id, kind, payload, received_at, outcome)
    VALUES (%s, %s, %s, %s, %s, '')
    ON CONFLICT (provider, event_id) DO NOTHING RETURNING id
"""


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Webhooks as they came in."""

    def keep(self, provider: str, event_id: str, kind: str, payload: Any) -> int | None:
        """Keep a webhook, once for each event, and give its id; None where it is kept already."""
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [provider, event_id, kind, json.dumps(payload), timezone.now()])
            row = cursor.fetchone()
        return row[0] if row else None

    def left_over(self, *, older: timedelta, younger: timedelta) -> ReceiptQuerySet:
        """Keep those that nobody has handled, though they came between these ages ago."""
        now = timezone.now()
        came = self.filter(received_at__lt=now - older, received_at__gt=now - younger)
        return came.filter(handled_at__isnull=True).order_by("id")


class Receipt(models.Model):
    """A provider's webhook as it came in, kept under the provider's own id so that it is handled once."""

    id = models.BigAutoField(primary_key=True)
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    payload = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(max_length=200, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="receipt_once_per_event")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(handled_at__isnull=True), name="receipt_to_handle")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.event_id}"
