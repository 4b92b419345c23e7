from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.ids import new_id


class BlockQuerySet(models.QuerySet["Block"]):
    """Who wants to hear no more of whom."""

    def between(self, one: UUID, another: UUID) -> BlockQuerySet:
        """Keep those that stand between two parties, either way."""
        return self.filter(Q(by=one, whom=another) | Q(by=another, whom=one))


class Block(models.Model):
    """A party that wants to hear no more of another one, in none of their conversations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["by", "whom"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.whom_id}"
