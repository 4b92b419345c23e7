from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.shipping.models import ShippingMethod
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.shipping_method.*")
def of_method(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the store that offers a shipping method; of the site's own, nobody."""
    found = ShippingMethod.objects.filter(pk=heard.subject, seller__isnull=False)
    return found.values_list("seller", flat=True)
