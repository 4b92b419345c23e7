from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nexus.commerce.promotions.models import Coupon
from nexus.kernel.events.bus import Heard
from nexus.kernel.webhooks.concerning import concerns


@concerns("commerce.coupon.*")
def of_coupon(heard: Heard[Any]) -> Iterable[UUID]:
    """Name the store that offers a coupon; of the site's own, nobody."""
    found = Coupon.objects.filter(pk=heard.subject, seller__isnull=False)
    return found.values_list("seller", flat=True)
