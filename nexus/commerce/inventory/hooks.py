from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.inventory.models import StockItem
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns, named_in

concerns("commerce.warehouse.*")(named_in("seller_id"))


@concerns("commerce.stock.*")
def of_stock(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the store in whose warehouses it lies."""
    stocked = StockItem.objects.filter(variant_id=heard.payload["variant_id"])
    return stocked.values_list("warehouse__seller", flat=True).distinct()
