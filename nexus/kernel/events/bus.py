"""publish(): announce up, so that a lower room never knows who listens."""

import msgspec
from django.db import transaction

from nexus.kernel.events.hearing import Fact, Heard, hears, known_facts, receivers_of
from nexus.kernel.events.models import Event, Writing
from nexus.kernel.events.waking import wake_relay
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.request_id import current_request_id

__all__ = ["Fact", "Heard", "hears", "known_facts", "publish", "receivers_of"]


def publish(*facts: Fact, actor: Actor) -> None:
    """Write what happened into the log, in the transaction that made it happen: one INSERT."""
    if facts:
        Event.objects.write([_written(fact) for fact in facts], actor.id, current_request_id())
        # The relay finds them without being woken too, a little later.
        transaction.on_commit(wake_relay, robust=True)


def _written(fact: Fact) -> Writing:
    payload = msgspec.json.encode(fact).decode()
    return Writing(new_id(), fact.name, str(getattr(fact, fact.subject)), payload)
