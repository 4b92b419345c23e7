"""Who is told what of parcels; the customer is mailed of them anyway."""

from collections.abc import Iterator

from nexus.commerce.fulfilment.events import ShipmentDelivered, ShipmentSent
from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.stores.models import Store
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

ORDER_SHIPPED = Kind(
    "order_shipped",
    "A parcel is on its way",
    group="Orders",
    email=Frequency.NEVER,
    example=("A parcel of order N-001000042 is on its way", "From Nexus Outfitters, with DHL."),
)
ORDER_DELIVERED = Kind(
    "order_delivered",
    "A parcel has arrived",
    group="Orders",
    email=Frequency.NEVER,
    example=("A parcel of order N-001000042 has arrived", "From Nexus Outfitters, with DHL."),
)


@notifies(ShipmentSent, kind=ORDER_SHIPPED)
def parcel_sent(heard: Heard[ShipmentSent]) -> Iterator[Notice]:
    """Tell the customer that something is on its way."""
    yield _of_parcel(heard, "is on its way")


@notifies(ShipmentDelivered, kind=ORDER_DELIVERED)
def parcel_arrived(heard: Heard[ShipmentDelivered]) -> Iterator[Notice]:
    """Tell the customer that something has arrived."""
    yield _of_parcel(heard, "has arrived")


def _of_parcel(heard: Heard[ShipmentSent] | Heard[ShipmentDelivered], what: str) -> Notice:
    related = Shipment.objects.select_related("part__order", "part__seller")
    shipment = related.get(pk=heard.fact.shipment_id)
    order, seller = shipment.part.order, shipment.part.seller
    store = Store.objects.filter(pk=seller.pk).values_list("name", flat=True).first() or seller.username
    return Notice(
        order.customer_id,
        f"A parcel of order {order.number} {what}",
        f"From {store}{f', with {shipment.carrier}' if shipment.carrier else ''}.",
        link=f"/api/orders/{order.pk}/",
        about={"order": str(order.pk), "shipment": str(shipment.pk)},
    )
