from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.models.messages import Message
from nexus.kernel.uploads.fields import FileNameField
from nexus.kernel.uploads.private import NAME_LENGTH

# How long a file waits for the message that it goes with.
KEPT_UNSENT = timedelta(hours=24)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files that go with messages."""

    def unsent_of(self, account_id: UUID) -> AttachmentQuerySet:
        """Keep what an account sent up and hasn't yet put to a message."""
        return self.filter(uploader=account_id, message=None)

    def put_to(self, message: Message, ids: Collection[UUID], account_id: UUID) -> bool:
        """Let an account's files go with its message; False where one isn't its own, or has gone already."""
        own = self.unsent_of(account_id).filter(pk__in=ids)
        return own.update(message=message) == len(ids)

    def left_over(self) -> AttachmentQuerySet:
        """Keep what no message was written for."""
        return self.filter(message=None, uploaded_at__lt=timezone.now() - KEPT_UNSENT)


class Attachment(models.Model):
    """A file that goes with a message, kept where only the parties get it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    key = FileNameField(
        storage="private", max_length=100, editable=False, help_text="Its name in the storage."
    )
    name = models.CharField(max_length=NAME_LENGTH)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="In bytes.")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=models.Q(message=None), name="attachment_unsent_by_age"
            ),
        ]

    def __str__(self) -> str:
        return self.name
