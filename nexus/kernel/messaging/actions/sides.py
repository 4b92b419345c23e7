"""Which side of a conversation an actor is on, and whether the other one can still be written to."""

from uuid import UUID

from nexus.kernel.access import require
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotFound
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.exceptions import ConversationBlocked, NobodyThere
from nexus.kernel.messaging.models import Block, Participant
from nexus.kernel.messaging.subjects import hosts_of


def own_side(actor: Actor, conversation_id: UUID) -> Participant:
    """Give the actor's side of a conversation; NotFound for all who are on none, administrators too."""
    require(actor, "messaging.talk")
    sides = Participant.objects.sides(conversation_id)
    mine = next((side for side in sides if side.party_id == actor.id), None)
    if mine is None:
        mine = next((side for side in sides if _speaks_for(actor, side)), None)
    if mine is None:
        raise NotFound
    return mine


def expect_reachable(mine: UUID | None, theirs: UUID | None) -> UUID:
    """Name the other party, where it has an open account and neither has blocked the other."""
    if theirs is None or mine is None or not User.objects.filter(pk=theirs, is_active=True).exists():
        raise NobodyThere
    blocks = list(Block.objects.between(mine, theirs))
    if any(block.by_id == mine for block in blocks):
        raise ConversationBlocked("You have blocked the other side. Unblock it to write again.")
    if blocks:
        raise ConversationBlocked
    return theirs


def _speaks_for(actor: Actor, side: Participant) -> bool:
    return side.is_host and side.party_id in hosts_of(actor, side.kind)
