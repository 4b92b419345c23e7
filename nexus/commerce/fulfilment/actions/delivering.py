from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.fulfilment.actions.progress import move_on
from nexus.commerce.fulfilment.events import ShipmentDelivered
from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.orders.actions.moving import locked_order
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def mark_delivered(actor: Actor, shipment_id: UUID) -> Shipment:
    """Note that a parcel arrived; its part is delivered once all of it has."""
    require(actor, "fulfilment.look_for_shipment")
    shipment = Shipment.objects.visible_to(actor).select_related("part__order").get(pk=shipment_id)
    part = shipment.part
    require(actor, "fulfilment.deliver_shipment", part)
    order = locked_order(part.order_id)
    on_the_way = Shipment.objects.on_the_way().filter(pk=shipment.pk)
    if not on_the_way.update(delivered_at=timezone.now()):
        raise InvalidTransition("This parcel was noted as delivered already.")
    part.refresh_from_db()  # it may have moved while another held the order
    move_on(order, part, actor=actor)
    publish(ShipmentDelivered(shipment.pk, order.pk, part.pk, part.seller_id), actor=actor)
    return shipment
