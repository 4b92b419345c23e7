"""A conversation can be listened to by its two sides: what was written and read, by ids."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from nexus.kernel.api.errors import NexusError
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.topics import Topic, topic
from nexus.kernel.messaging.actions import own_side
from nexus.kernel.messaging.subjects import subjects

# Not who of a store wrote or is to be told: that is the store's matter.
_TOLD = ("conversation_id", "message_id", "sender_id", "reader_id", "number", "by_id")


def _is_party(actor: Actor, conversation_id: str) -> bool:
    try:
        own_side(actor, UUID(conversation_id))
    except NexusError:
        return False
    return True


def _ids_of(heard: Heard[Any]) -> Iterator[str]:
    yield heard.payload["conversation_id"]


def _shape(heard: Heard[Any]) -> dict[str, Any]:
    return {name: heard.payload[name] for name in _TOLD if name in heard.payload}


topic(
    Topic(
        name="conversation",
        facts=("messaging.message.sent", "messaging.conversation.*"),
        may_listen=_is_party,
        ids_of=_ids_of,
        shape=_shape,
        doubts=tuple({fact for subject in subjects().values() for fact in subject.doubts}),
    )
)
