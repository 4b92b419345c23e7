from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.catalog.models import Product
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.product.*")
def of_product(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the seller of a product."""
    return Product.objects.filter(pk=heard.subject).values_list("seller", flat=True)
