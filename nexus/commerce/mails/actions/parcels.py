"""What is written of a parcel on its way."""

from uuid import UUID

from django.conf import settings

from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.mails.actions.wording import stores_of, thing, write_to


def tell_parcel(shipment_id: UUID, template: str) -> None:
    """Write to the customer of a parcel: that it was sent, follows another track, or arrived."""
    shipment = Shipment.objects.select_related("part__order__customer").get(pk=shipment_id)
    part = shipment.part
    packed = shipment.lines.select_related("line").order_by("line__name", "line_id")
    context = {
        "order": part.order,
        "shipment": shipment,
        "store": stores_of([part.seller_id])[part.seller_id],
        "address": part.order.shipping_address,
        "things": [thing(each.line, each.quantity) for each in packed],
        "return_days": settings.NEXUS_RETURN_DAYS,
    }
    write_to(part.order.customer, template, context)
