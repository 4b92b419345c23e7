from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.limits import expect_not_too_fast
from nexus.kernel.messaging.actions.sides import expect_reachable, own_side
from nexus.kernel.messaging.events import MessageSent
from nexus.kernel.messaging.models import Attachment, Conversation, Message, Participant
from nexus.kernel.messaging.subjects import people_of

Files = Collection[UUID]


@transaction.atomic
def send_message(actor: Actor, conversation_id: UUID, text: str, *, attachments: Files = ()) -> Message:
    """Write to the other side: ConversationBlocked, NobodyThere or TooManyMessages where that can't be."""
    mine = own_side(actor, conversation_id)
    other = expect_reachable(mine.party_id, mine.other_id)
    expect_not_too_fast(actor.id)  # type: ignore[arg-type]  # only accounts have a side
    return write(actor, mine, other, text, attachments)


def write(actor: Actor, mine: Participant, other: UUID, text: str, attachments: Files) -> Message:
    """Put a message at a conversation's end, in the caller's transaction, and announce it."""
    conversation = Conversation.objects.held(mine.conversation_id)
    conversation.last_number += 1
    conversation.save(update_fields=["last_number"])
    message = Message.objects.create(
        conversation=conversation,
        number=conversation.last_number,
        is_from_host=mine.is_host,
        author_id=actor.id,
        text=text,
    )
    if attachments and not Attachment.objects.put_to(message, attachments, actor.id):  # type: ignore[arg-type]
        raise ValidationFailed(
            details={"attachments": ["Name files that you have sent up and not used yet."]}
        )
    Participant.objects.note_message(mine, message.sent_at)
    readers = [other] if mine.is_host else people_of(other, mine.kind)
    recipients = sorted(account for account in readers if account != actor.id)
    publish(MessageSent(message.pk, conversation.pk, mine.party_id, recipients), actor=actor)  # type: ignore[arg-type]
    return message
