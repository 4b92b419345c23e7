from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Min
from django.utils import timezone

from nexus.kernel.kit.ids import new_id

# How long a sent mail can be looked at.
KEPT = timedelta(days=30)


class MailQuerySet(models.QuerySet["Mail"]):
    """Mail, sent and to be sent."""

    def unsent(self) -> MailQuerySet:
        """Keep what has still to be sent."""
        return self.filter(sent_at=None)

    def waiting(self) -> tuple[int, datetime | None]:
        """Count them, and tell since when the oldest is there."""
        told = self.aggregate(number=Count("pk"), since=Min("created_at"))
        return told["number"], told["since"]

    def outlived(self) -> MailQuerySet:
        """Keep what was sent long ago."""
        return self.filter(sent_at__lt=timezone.now() - KEPT)


class Mail(models.Model):
    """A mail as it goes out, rendered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.CharField(max_length=100)
    to = ArrayField(models.EmailField())
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True, help_text="Beside those that every mail has.")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mail"
        indexes = [models.Index(fields=["sent_at"], name="mail_sent")]

    def __str__(self) -> str:
        return f"{self.subject} to {', '.join(self.to)}"


class Attachment(models.Model):
    """A file that goes with a mail."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name

    def as_sent(self) -> tuple[str, Any, str]:
        """Give it in the form that Django's messages take."""
        return self.name, bytes(self.content), self.content_type
