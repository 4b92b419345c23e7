from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.uploads.fields import FileNameField


class ExportStatus(models.TextChoices):
    """How far an export has come."""

    ASKED = "asked", "Being made"
    READY = "ready", "Ready"


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """Exports of personal data."""

    def visible_to(self, actor: Actor) -> DataExportQuerySet:
        """Keep the actor's own: nobody else gets them, administrators included."""
        return self.filter(user=actor.id) if actor.is_signed_in else self.none()

    def there(self) -> DataExportQuerySet:
        """Keep those whose file can be fetched."""
        return self.filter(status=ExportStatus.READY, expires_at__gt=timezone.now())

    def outlived(self) -> DataExportQuerySet:
        """Keep those whose time is up, ready or not."""
        return self.filter(expires_at__lte=timezone.now())

    def rows(self) -> models.QuerySet[DataExport, dict[str, Any]]:
        """Give plain rows with what the API shows of an export."""
        columns = ("id", "status", "size", "asked_at", "ready_at", "expires_at")
        return cast("models.QuerySet[DataExport, dict[str, Any]]", self.values(*columns))


class DataExport(models.Model):
    """All that is kept of a person, as one file for its owner, for a limited time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    status = models.CharField(max_length=6, choices=ExportStatus.choices, default=ExportStatus.ASKED)
    key = FileNameField(
        storage="private",
        max_length=100,
        blank=True,
        editable=False,
        help_text="Its name in the storage.",
    )
    size = models.PositiveBigIntegerField(default=0, help_text="In bytes.")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status="asked"),
                name="data_export_one_at_a_time",
                violation_error_message="An export is being made already: you are told when it is ready.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ExportStatus.values), name="data_export_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"
