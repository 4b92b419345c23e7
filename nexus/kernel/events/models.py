from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import TruncDate

from nexus.kernel.kit.ids import new_id


class EventQuerySet(models.QuerySet["Event"]):
    """The log, as its readers want it."""

    def per_day(self, *, since: date) -> dict[date, int]:
        """Count what happened on each day since then; a quiet day isn't named."""
        midnight = datetime.combine(since, time(), UTC)
        days = self.filter(happened_at__gte=midnight).annotate(day=TruncDate("happened_at")).order_by()
        return dict(days.values("day").annotate(count=models.Count("pk")).values_list("day", "count"))


class Event(models.Model):
    """A fact, written in the transaction that made it: the record for audit, notices, webhooks and replay."""

    position = models.BigAutoField(primary_key=True, help_text="The order in the log.")
    id = models.UUIDField(unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, help_text="Such as commerce.product.created.")
    subject = models.CharField(max_length=64, help_text="The id of what it happened to.")
    payload = models.JSONField(default=dict)
    actor_id = models.UUIDField(
        null=True, help_text="The account that did it; none for visitors and Nexus itself."
    )
    request_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "position"]),
            models.Index(fields=["subject", "position"]),
            BrinIndex(
                fields=["happened_at"], name="event_happened_at"
            ),  # the log only grows: tiny, and enough
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
