from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.models.conversations import KIND_LENGTH, Conversation
from nexus.kernel.messaging.models.messages import Message
from nexus.kernel.messaging.models.rows import CONVERSATIONS
from nexus.kernel.messaging.subjects import hosts_of, subjects

_UNREAD = Q(unread__gt=0)


class ConversationFilters(TypedDict, total=False):
    """What a list of conversations can be narrowed to; None leaves it as it is."""

    unread: bool | None
    kind: str | None
    about: str | None


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Sides of conversations, as lists and actions want them."""

    def visible_to(self, actor: Actor) -> ParticipantQuerySet:
        """Keep the actor's own side of each of its conversations. Administrators see no others' either."""
        if actor.id is None:
            return self.none()
        own = Q(party=actor.id)
        # Read apart from what they narrow: of known parties, an index gives the sides in their order.
        for kind in subjects():
            if hosts := hosts_of(actor, kind):
                own |= Q(kind=kind, is_host=True, party__in=hosts) & ~Q(other=actor.id)
        return self.filter(own)

    def sides(self, conversation_id: UUID) -> list[Participant]:
        """Give both sides of a conversation."""
        return list(self.filter(conversation=conversation_id).order_by("id"))

    def narrowed(self, **to: Unpack[ConversationFilters]) -> ParticipantQuerySet:
        """Keep what fits all of the filters that are given."""
        if (about := to.get("about")) is not None:
            self = self.filter(conversation__about=about)  # noqa: PLW0642 (one narrowing after the other)
        if (kind := to.get("kind")) is not None:
            self = self.filter(kind=kind)  # noqa: PLW0642
        unread = to.get("unread")
        return self if unread is None else self.filter(_UNREAD if unread else Q(unread=0))

    def count_unread(self) -> int:
        """Add up what is unread."""
        return self.filter(_UNREAD).aggregate(unread=Sum("unread"))["unread"] or 0

    def note_message(self, sender: Participant, moment: datetime) -> None:
        """Put a conversation on top of both sides' lists; the side that didn't write has one more to read."""
        more = Case(When(pk=sender.pk, then=Value(0)), default=Value(1))
        self.filter(conversation=sender.conversation_id).update(unread=F("unread") + more, last_at=moment)

    def note_reading(self, reader: Participant, number: int) -> int | None:
        """Let a side have read up to a message, and count what is left; None where it had read it already.

        The side is held first: counted while a message is just being written, that one would be lost.
        """
        self.select_for_update(no_key=True).get(pk=reader.pk)
        others = Message.objects.filter(
            conversation=OuterRef("conversation"), number__gt=number, is_from_host=not reader.is_host
        )
        left = others.order_by().values("conversation").annotate(left=Count("pk")).values("left")
        unread = Coalesce(Subquery(left), 0)
        fresh = self.filter(pk=reader.pk, read_number__lt=number)
        if not fresh.update(read_number=number, unread=unread):
            return None
        return self.values_list("unread", flat=True).get(pk=reader.pk)

    def rows(self) -> models.QuerySet[Participant, Any]:
        """Give plain rows with what the API shows of a conversation, seen from this side."""
        return CONVERSATIONS.of(self)


class Participant(models.Model):
    """One side of a conversation: an account, or a store with all who work for it.

    What a list is narrowed and ordered by stands here, so that it is a walk along an index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    is_host = models.BooleanField()
    party = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=KIND_LENGTH)
    read_number = models.PositiveIntegerField(default=0, help_text="Up to which message this side has read.")
    unread = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, help_text="When somebody wrote last.")

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "is_host"], name="conversation_side_once"),
        ]
        indexes = [
            models.Index(fields=["party", "last_at", "id"], name="conversation_of_party"),
            models.Index(fields=["party", "last_at", "id"], condition=_UNREAD, name="conversation_unread"),
        ]

    def __str__(self) -> str:
        return f"{'host' if self.is_host else 'guest'} of {self.conversation_id}"
