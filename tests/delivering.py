"""What the relay and its workers would do, here and now: the same code, without a broker between."""

from nexus.kernel.events.actions.delivering import deliver
from nexus.kernel.events.actions.handing import hand_new
from nexus.kernel.events.models import Delivery

BATCH = 500


def deliver_events(*, may_fail: bool = False) -> int:
    """Have the receivers of every event in the log that is new hear it, and of what they publish; how many.

    A receiver that raises fails the test, with its trace, unless it may.
    """
    delivered = 0
    while (batch := hand_new(BATCH)).events:
        for handed in batch.handed:
            deliver(handed.id)
            delivered += 1
    failed = Delivery.objects.exclude(error="").values_list("receiver", "error")
    assert may_fail or not failed, "\n".join(f"{receiver}:\n{error}" for receiver, error in failed)
    return delivered
