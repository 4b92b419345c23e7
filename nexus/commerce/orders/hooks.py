from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nexus.commerce.orders.models import OrderPart
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.order.*")
def of_order(heard: Heard[Any]) -> Mapping[UUID, Mapping[str, Any]]:
    """Name all who sell something of an order; each knows it by its own sale."""
    parts = OrderPart.objects.filter(order=UUID(heard.subject))
    if one := heard.payload.get("part_id"):
        parts = parts.filter(pk=one)
    return {seller: {"sale_id": pk} for pk, seller in parts.values_list("pk", "seller")}
