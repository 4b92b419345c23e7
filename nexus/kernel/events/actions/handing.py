"""What the relay does in the database: events become deliveries, deliveries are handed over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from nexus.kernel.events.hearing import receivers_of
from nexus.kernel.events.models import Delivery, Handed, Pending


@dataclass(frozen=True, slots=True)
class Batch:
    """What was handed over in one go, and how many events that was."""

    events: int
    handed: list[Handed]


@transaction.atomic
def hand_new(size: int, *, full: Collection[str] = ()) -> Batch:
    """Pass the oldest new events on to their receivers; for those whose queues are full they are put by."""
    places = Pending.objects.take(size)
    pairs = [(place, receiver.name) for place in places for receiver in receivers_of(place.name)]
    if put_by := [pair for pair in pairs if pair[1] in full]:
        Delivery.objects.write_waiting(put_by)
    at_once = [pair for pair in pairs if pair[1] not in full]
    return Batch(len(places), Delivery.objects.hand_new(at_once) if at_once else [])


@transaction.atomic
def hand_again(*, each: int, lost: int, full: Collection[str] = ()) -> list[Handed]:
    """Hand over what waits: put by, or for a further attempt; and what never came back."""
    return Delivery.objects.hand_again(each=each, lost=lost, full=full)


def hand_back(handed: list[Handed], *, pause: timedelta) -> None:
    """Take back what the broker didn't take, for a while."""
    Delivery.objects.hand_back([one.id for one in handed], due_at=timezone.now() + pause)
