from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.orders.models import OrderPart
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.refund.*")
def of_refund(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the store of the sale that money went back of; of no sale, it is the site's matter alone."""
    return OrderPart.objects.filter(pk=heard.payload["part_id"]).values_list("seller", flat=True)
