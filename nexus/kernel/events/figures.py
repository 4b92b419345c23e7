"""How the relay is doing: what waits, since when, and for whom."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from nexus.kernel.events.models import Delivery, Pending


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one receiver has still to hear."""

    receiver: str
    waiting: int
    retrying: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of the relay. depth: events and deliveries to be handed over or done; lag: of the oldest."""

    events: int
    deliveries: int
    given_up: int
    lag_s: float
    receivers: list[Waiting]

    @property
    def depth(self) -> int:
        """Count what has still to be done."""
        return self.events + self.deliveries


def figures() -> Figures:
    """Measure what is waiting; each time it counts what waits, and nothing else."""
    receivers = [Waiting(*row) for row in Delivery.objects.by_receiver()]
    oldest = [at for at in (Pending.objects.oldest(), Delivery.objects.oldest()) if at]
    return Figures(
        events=Pending.objects.count(),
        deliveries=sum(one.waiting + one.retrying for one in receivers),
        given_up=sum(one.given_up for one in receivers),
        lag_s=_seconds_since(min(oldest)) if oldest else 0.0,
        receivers=receivers,
    )


def _seconds_since(moment: datetime) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds())
