from typing import Final
from uuid import UUID

from django.db import transaction

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.sides import own_side
from nexus.kernel.messaging.events import ConversationRead
from nexus.kernel.messaging.models import Conversation, Message, Participant
from nexus.kernel.messaging.subjects import people_of
from nexus.kernel.notifications.actions import settle

TOLD_AS: Final = "new_message"


@transaction.atomic
def mark_read(actor: Actor, conversation_id: UUID, message_id: UUID | None = None) -> None:
    """Say up to which message one's side has read; without one, up to the last. Nothing becomes unread."""
    mine = own_side(actor, conversation_id)
    number = _number(conversation_id, message_id)
    left = Participant.objects.note_reading(mine, number)
    if left is None:
        return
    publish(ConversationRead(conversation_id, mine.party_id, number), actor=actor)  # type: ignore[arg-type]
    if left == 0:
        # Else what comes next would only be counted up, with no mail of its own.
        readers = people_of(mine.party_id, mine.kind) if mine.is_host else [mine.party_id]  # type: ignore[arg-type]
        settle(TOLD_AS, quiet_key(conversation_id), readers, actor=actor)  # type: ignore[arg-type]


def quiet_key(conversation_id: UUID) -> str:
    """Name what is told of a conversation once, for as long as it is unread."""
    return f"conversation {conversation_id}"


def _number(conversation_id: UUID, message_id: UUID | None) -> int:
    if message_id is None:
        return Conversation.objects.get(pk=conversation_id).last_number
    message = Message.objects.of(conversation_id).filter(pk=message_id).first()
    if message is None:
        raise ValidationFailed(details={"message": ["There is no such message in this conversation."]})
    return message.number
