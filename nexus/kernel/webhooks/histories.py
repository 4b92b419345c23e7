"""What is kept of endpoints: where they lead, what they hear and who turned them off; never a secret."""

from nexus.kernel.audit.keeping import History, keep_history
from nexus.kernel.webhooks.models import Endpoint

keep_history(
    History(
        "webhook",
        Endpoint,
        ("url", "events", "description", "state", "side", "owner_id"),
        owned=Endpoint.objects.visible_to,
    )
)
