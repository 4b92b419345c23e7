"""What the relay does in the database: events become deliveries, deliveries are handed over."""

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
def hand_new(size: int) -> Batch:
    """Pass the oldest new events on to their receivers."""
    places = Pending.objects.take(size)
    pairs = [(place, receiver.name) for place in places for receiver in receivers_of(place.name)]
    return Batch(len(places), Delivery.objects.hand_new(pairs) if pairs else [])


@transaction.atomic
def hand_again(size: int) -> list[Handed]:
    """Hand over what is due: a further attempt, or one that never came back."""
    return Delivery.objects.hand_again(size)


def hand_back(handed: list[Handed], *, pause: timedelta) -> None:
    """Take back what the broker didn't take, for a while."""
    Delivery.objects.hand_back([one.id for one in handed], due_at=timezone.now() + pause)
