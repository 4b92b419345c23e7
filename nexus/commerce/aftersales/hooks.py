from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.orders.models import OrderPart
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.return.*")
def of_return(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the store that things come back to."""
    return OrderPart.objects.filter(pk=heard.payload["part_id"]).values_list("seller", flat=True)
