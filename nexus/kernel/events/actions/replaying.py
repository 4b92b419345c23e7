"""Hearing again: what was given up, or what has been heard already."""

from django.db import transaction
from django.db.models import QuerySet

from nexus.kernel.access import require
from nexus.kernel.events.hearing import receivers, receivers_of
from nexus.kernel.events.models import Delivery, Event, Place
from nexus.kernel.events.waking import wake_relay
from nexus.kernel.kit.actor import Actor

BATCH = 1_000


@transaction.atomic
def resend(actor: Actor, deliveries: "QuerySet[Delivery]") -> int:
    """Begin anew with deliveries that were given up; how many."""
    require(actor, "events.resend_delivery")
    transaction.on_commit(wake_relay, robust=True)
    given_up = deliveries.values("pk")
    return Delivery.objects.filter(pk__in=given_up).resend()


def replay(actor: Actor, events: "QuerySet[Event]", receiver: str | None = None) -> int:
    """Have receivers hear events again, the oldest first; how many deliveries that makes.

    receiver: this one alone, LookupError where no room has it; without it all but those that write to people.
    Each batch is a transaction of its own.
    """
    require(actor, "events.replay_event")
    if receiver is not None and receiver not in receivers():
        raise LookupError(f"No room of this site has a receiver named {receiver}.")
    written, last = 0, 0
    while places := _places(events, last):
        pairs = [
            (place, one.name)
            for place in places
            for one in receivers_of(place.name)
            if (receiver == one.name if receiver else not one.tells_people)
        ]
        with transaction.atomic():
            Delivery.objects.write_waiting(pairs)
        written, last = written + len(pairs), places[-1].position
    wake_relay()
    return written


def _places(events: "QuerySet[Event]", after: int) -> list[Place]:
    found = events.filter(position__gt=after).order_by("position")[:BATCH]
    return [Place(*row) for row in found.values_list("position", "happened_at", "name")]
