from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nexus.kernel.database.turns import wait_for_turn
from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.models.conversations import NOBODY, Conversation
from nexus.kernel.messaging.models.rows import MESSAGES

LONGEST_TEXT = 5_000
MINUTE = timedelta(minutes=1)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, as lists and actions want them."""

    def of(self, conversation_id: UUID) -> MessageQuerySet:
        """Keep those of one conversation."""
        return self.filter(conversation=conversation_id)

    def around(self, message: Message, before: int, after: int) -> list[Message]:
        """Give a message with what was said before and after it."""
        near = self.filter(
            conversation=message.conversation_id,
            number__range=(max(1, message.number - before), message.number + after),
        )
        return list(near.select_related("conversation__guest", "conversation__host").order_by("number"))

    def unread_one(self, message_id: UUID) -> Message | None:
        """Give a message that the side it was written to hasn't read yet."""
        to_guest = Q(is_from_host=True, conversation__participants__is_host=False)
        to_host = Q(is_from_host=False, conversation__participants__is_host=True)
        unread = Q(conversation__participants__read_number__lt=F("number"))
        found = self.filter((to_guest | to_host) & unread, pk=message_id)
        return found.select_related("conversation__guest", "conversation__host").first()

    def reported(self) -> MessageQuerySet:
        """Keep what somebody wants the site's staff to look at."""
        return self.filter(reports__isnull=False).distinct()

    def written_within_a_minute(self, account_id: UUID, number: int) -> list[datetime]:
        """Give when an account wrote the last of its messages of a minute, newest first, so many at most."""
        written = self.filter(author=account_id, sent_at__gt=timezone.now() - MINUTE).order_by("-sent_at")
        return list(written.values_list("sent_at", flat=True)[:number])

    def hold_author(self, account_id: UUID) -> None:
        """Let an account write one message after the other, or its limits could be passed all at once."""
        wait_for_turn(f"messages of {account_id}")

    def rows(self) -> models.QuerySet[Message, Any]:
        """Give plain rows with what the API shows of a message."""
        return MESSAGES.of(self)


class Message(models.Model):
    """What one side wrote. The text stands as it came: it is shown as text, nowhere as HTML."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    number = models.PositiveIntegerField(help_text="Its place in the conversation, 1 first.")
    is_from_host = models.BooleanField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Who wrote it for that side.",
    )
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
        ]
        indexes = [models.Index(fields=["author", "sent_at"], name="message_of_author")]

    def __str__(self) -> str:
        return f"Message {self.number} of {self.conversation_id}"

    @property
    def sender_name(self) -> str:
        """Name the side that wrote it."""
        sender = self.conversation.host if self.is_from_host else self.conversation.guest
        return sender.username if sender is not None and sender.is_active else NOBODY
