from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.subjects import Parties

KIND_LENGTH = 32
TITLE_LENGTH = 200
DAY = timedelta(days=1)

# How an account is called that is closed, or there no more.
NOBODY = "Former member"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations, as actions want them."""

    def between(self, parties: Parties, kind: str, about: str) -> ConversationQuerySet:
        """Keep the one that these two have about this thing."""
        return self.filter(kind=kind, about=about, guest=parties.guest, host=parties.host)

    def begun_within_a_day(self, account_id: UUID, number: int) -> list[datetime]:
        """Give when an account began its last conversations of a day, newest first, so many at most."""
        since = timezone.now() - DAY
        begun = self.filter(starter=account_id, started_at__gt=since).order_by("-started_at")
        return list(begun.values_list("started_at", flat=True)[:number])

    def held(self, conversation_id: UUID) -> Conversation:
        """Give a conversation, and let nobody else write in it until the transaction ends."""
        return self.select_for_update(no_key=True).get(pk=conversation_id)


class Conversation(models.Model):
    """What two sides say to each other about a thing: the guest buys or applies, the host sells or hires."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=KIND_LENGTH, help_text="Such as product or order.")
    about = models.CharField(max_length=40, help_text="The id of the thing.")
    title = models.CharField(max_length=TITLE_LENGTH, help_text="What it was called at the beginning.")
    guest = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="talks_as_guest"
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="talks_as_host"
    )
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    last_number = models.PositiveIntegerField(default=0, help_text="How many messages there are.")
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "guest", "host"], name="conversation_once"),
        ]
        indexes = [models.Index(fields=["starter", "started_at"], name="conversation_of_starter")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
