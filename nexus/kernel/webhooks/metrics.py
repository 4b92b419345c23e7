from collections.abc import Iterator

from django.utils import timezone

from nexus.kernel.kit.measuring import Figure, measures
from nexus.kernel.webhooks.models import Delivery, Endpoint


@measures
def webhooks() -> Iterator[Figure]:
    """Tell what is to be sent, how late it is, and how many endpoints are told at all."""
    due, since = Delivery.objects.due()
    yield Figure("nexus_webhook_deliveries_due", "Deliveries that could be sent now.", due)
    late = (timezone.now() - since).total_seconds() if since else 0
    yield Figure("nexus_webhook_lag_seconds", "How long the oldest of them has been due.", max(late, 0))
    given_up = Delivery.objects.given_up().count()
    yield Figure("nexus_webhook_deliveries_given_up", "Deliveries that are tried no further.", given_up)
    for state, number in sorted(Endpoint.objects.by_state().items()):
        yield Figure("nexus_webhook_endpoints", "Endpoints by their state.", number, {"state": state})
