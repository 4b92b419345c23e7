from __future__ import annotations

from django.db import models
from django.utils import timezone

from nexus.kernel.kit.ids import new_id


class Reconciliation(models.Model):
    """A comparison of what a provider says it moved with what we say, and what was done about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    matched = models.PositiveIntegerField(default=0)
    mended = models.JSONField(default=list, help_text="What was put right, a sentence each.")
    open = models.JSONField(default=list, help_text="What somebody has to look at, a sentence each.")
    totals = models.JSONField(
        default=dict, help_text="By currency: the statement's and the ledger's balance."
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.provider} {self.made_at:%Y-%m-%d %H:%M}"
