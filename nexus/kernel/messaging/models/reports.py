from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.models.messages import Message


class ReportReason(models.TextChoices):
    """What is wrong with a message."""

    SPAM = "spam", "Advertising"
    ABUSE = "abuse", "Insults or threats"
    FRAUD = "fraud", "Fraud, or payment past the site"
    PERSONAL = "personal_data", "Asks for or tells private data"
    OTHER = "other", "Something else"


class ReportStatus(models.TextChoices):
    """What has become of a report."""

    OPEN = "open", "To be looked at"
    HANDLED = "handled", "Handled"
    DISMISSED = "dismissed", "Dismissed"


class Report(models.Model):
    """Somebody wants the site's staff to look at a message: only then may they read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=13, choices=ReportReason.choices)
    note = models.CharField(max_length=1_000, blank=True)
    status = models.CharField(max_length=9, choices=ReportStatus.choices, default=ReportStatus.OPEN)
    filed_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reporter"],
                name="report_once",
                violation_error_message="You have reported this message already.",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values, status__in=ReportStatus.values),
                name="report_choices_known",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="open"), name="report_open_by_age"),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"

    def close(self, outcome: ReportStatus, actor: Actor) -> None:
        """Note what has become of it; InvalidTransition where that is settled already."""
        if self.status != ReportStatus.OPEN:
            raise InvalidTransition(f"This report is {self.status} already.")
        self.status, self.closed_at = outcome, timezone.now()
        self.closed_by_id = actor.id
