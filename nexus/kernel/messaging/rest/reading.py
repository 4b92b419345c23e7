from typing import Any
from uuid import UUID

from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions import own_side
from nexus.kernel.messaging.models import Participant

PARTIES = "the two sides of the conversation"


def side_of(actor: Actor, conversation_id: UUID) -> dict[str, Any]:
    """Give a conversation as the actor's side sees it; NotFound for all others."""
    mine = own_side(actor, conversation_id)
    row: dict[str, Any] = Participant.objects.filter(pk=mine.pk).rows().get()
    return row
