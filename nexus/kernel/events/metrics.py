from collections.abc import Iterator

from nexus.kernel.events.figures import figures
from nexus.kernel.events.models import Event
from nexus.kernel.kit.measuring import Figure, measures


@measures
def relay() -> Iterator[Figure]:
    """Tell how far the relay and the receivers are behind, and what was given up."""
    now = figures()
    yield Figure("nexus_events_total", "Events in the log.", Event.objects.last_position(), only_grows=True)
    yield Figure("nexus_relay_pending_events", "Events that the relay hasn't passed on.", now.events)
    yield Figure("nexus_relay_lag_seconds", "Age of the oldest event that somebody has to hear.", now.lag_s)
    about = "What receivers have still to hear; given_up: until somebody has it sent again."
    for one in now.receivers:
        for state in ("waiting", "retrying", "given_up"):
            labels = {"receiver": one.receiver, "state": state}
            yield Figure("nexus_deliveries", about, getattr(one, state), labels)
