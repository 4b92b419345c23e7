from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.ids import new_id


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Erasures, asked for and done."""

    def pending(self) -> ErasureQuerySet:
        """Keep those that can still be taken back."""
        return self.filter(done_at=None, taken_back_at=None)

    def due(self) -> ErasureQuerySet:
        """Keep those whose grace is over."""
        return self.pending().filter(due_at__lte=timezone.now())

    def take(self, erasure_id: UUID) -> Erasure | None:
        """Take one in hand that is due; None where it isn't, or someone else is at it."""
        return self.due().select_for_update(skip_locked=True).filter(pk=erasure_id).first()


class Erasure(models.Model):
    """An account's wish to be forgotten: shut at once, erased when the grace is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(editable=False, help_text="Until when it can be taken back.")
    taken_back_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at=None, taken_back_at=None),
                name="erasure_one_at_a_time",
                violation_error_message="This account is about to be erased already.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, taken_back_at=None), name="erasure_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
