from uuid import UUID

from django.db import transaction

from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.sides import own_side
from nexus.kernel.messaging.events import CounterpartyBlocked, CounterpartyUnblocked
from nexus.kernel.messaging.exceptions import NobodyThere
from nexus.kernel.messaging.models import Block


@transaction.atomic
def block_other(actor: Actor, conversation_id: UUID) -> None:
    """Hear no more of the other side of a conversation, in this and any other one."""
    mine = own_side(actor, conversation_id)
    if mine.party_id is None or mine.other_id is None:
        raise NobodyThere
    _, is_new = Block.objects.get_or_create(by_id=mine.party_id, whom_id=mine.other_id)
    if is_new:
        publish(CounterpartyBlocked(conversation_id, mine.party_id), actor=actor)


@transaction.atomic
def unblock_other(actor: Actor, conversation_id: UUID) -> None:
    """Let the other side of a conversation write again."""
    mine = own_side(actor, conversation_id)
    gone, _ = Block.objects.filter(by=mine.party_id, whom=mine.other_id).delete()
    if gone:
        publish(CounterpartyUnblocked(conversation_id, mine.party_id), actor=actor)  # type: ignore[arg-type]
