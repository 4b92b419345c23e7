from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.fulfilment.events import ShipmentChanged
from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.orders.actions.moving import locked_order
from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class Tracking(TypedDict, total=False):
    """How a parcel can be followed."""

    carrier: str
    tracking_number: str
    tracking_url: str


@transaction.atomic
def correct_tracking(actor: Actor, shipment_id: UUID, tracking: Tracking) -> Shipment:
    """Correct how a parcel can be followed; its customer is told."""
    require(actor, "fulfilment.look_for_shipment")
    seen = Shipment.objects.visible_to(actor).select_related("part")
    part = seen.get(pk=shipment_id).part
    require(actor, "fulfilment.change_shipment", part)
    locked_order(part.order_id)  # the order first, and then what hangs on it, as everywhere
    shipment = seen.select_for_update(of=("self",)).get(pk=shipment_id)
    before = {name: getattr(shipment, name) for name in tracking}
    if before == tracking:
        return shipment  # nothing to tell the customer of
    for name, value in tracking.items():
        setattr(shipment, name, value)
    shipment.full_clean(exclude=["part"], validate_unique=False, validate_constraints=False)
    shipment.save(update_fields=list(tracking))
    publish(ShipmentChanged(shipment.pk, part.order_id, part.pk, part.seller_id), actor=actor)
    return shipment
