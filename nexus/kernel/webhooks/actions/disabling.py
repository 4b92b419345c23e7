from django.conf import settings
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.mail.actions import send
from nexus.kernel.webhooks.events import EndpointDisabled
from nexus.kernel.webhooks.models import Endpoint, EndpointState


def disable(endpoint: Endpoint, because: str) -> None:
    """Give an endpoint up, and write to its owner why; what waits for it stays."""
    endpoint.state, endpoint.disabled_because = EndpointState.DISABLED, because
    endpoint.updated_at = timezone.now()
    endpoint.save(update_fields=["state", "disabled_because", "updated_at"])
    publish(EndpointDisabled(endpoint.pk, endpoint.side, endpoint.owner_id), actor=SYSTEM)
    reader = User.objects.filter(pk=endpoint.owner_id or endpoint.created_by_id, is_active=True).first()
    if reader is not None and reader.email:
        context = {"endpoint": endpoint, "user": reader, "site_url": settings.SITE_URL}
        send("webhooks/endpoint_disabled", reader.email, context)
