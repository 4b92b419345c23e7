from uuid import UUID

import strawberry

from nexus.commerce.fulfilment.actions import correct_tracking, mark_delivered, ship_part
from nexus.commerce.fulfilment.graphql.inputs import ShipmentInput, TrackingInput
from nexus.commerce.fulfilment.graphql.types import Shipment
from nexus.commerce.fulfilment.models import Shipment as ShipmentModel
from nexus.commerce.fulfilment.models.shipments import ShipmentQuerySet
from nexus.commerce.fulfilment.rest.serializers import (
    ShipmentInput as ShipmentForm,
    TrackingInput as TrackingForm,
)
from nexus.commerce.fulfilment.rest.shapes import ShipmentQuery, ShipmentShape
from nexus.commerce.orders.models import Order, OrderPart
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, uuid_of


@strawberry.type
class Query:
    """What one may ask of parcels."""

    @shown_as(Shipment | None)
    def shipment(self, info: Info, id: strawberry.ID) -> ShipmentShape:
        """Show a parcel to the customer, and to those who sent it."""
        require(info.context.actor, "fulfilment.look_for_shipment")
        return _shown(info, uuid_of(id))

    @listed(Shipment)
    def order_shipments(self, info: Info, order: strawberry.ID) -> Listing[ShipmentShape]:
        """The parcels of an order of one's own, of all sellers."""
        actor = info.context.actor
        require(actor, "fulfilment.look_for_shipment")
        found = Order.objects.visible_to(actor).get(pk=uuid_of(order))
        return _listed(ShipmentModel.objects.filter(part__order=found))

    @listed(Shipment)
    def sale_shipments(self, info: Info, part: strawberry.ID) -> Listing[ShipmentShape]:
        """The parcels of a sale of one's store."""
        actor = info.context.actor
        require(actor, "fulfilment.look_for_sale")
        found = OrderPart.objects.visible_to(actor).get(pk=uuid_of(part))
        return _listed(ShipmentModel.objects.filter(part=found))


@strawberry.type
class Mutation:
    """What one may do with parcels."""

    @mutation(Shipment)
    def ship_part(self, info: Info, part: strawberry.ID, input: ShipmentInput) -> ShipmentShape:
        """Send all or some of a sale that is paid."""
        tracking = read_input(ShipmentForm, input)
        quantities = tracking.pop("lines", None)
        return _shown(info, ship_part(info.context.actor, uuid_of(part), quantities, tracking).pk)

    @mutation(Shipment)
    def correct_tracking(self, info: Info, id: strawberry.ID, input: TrackingInput) -> ShipmentShape:
        """Correct how a parcel can be followed."""
        tracking = read_input(TrackingForm, input, partial=True)
        return _shown(info, correct_tracking(info.context.actor, uuid_of(id), tracking).pk)

    @mutation(Shipment)
    def deliver_shipment(self, info: Info, id: strawberry.ID) -> ShipmentShape:
        """Note that a parcel arrived."""
        return _shown(info, mark_delivered(info.context.actor, uuid_of(id)).pk)


def _listed(shipments: ShipmentQuerySet) -> Listing[ShipmentShape]:
    return Listing(shipments.rows(), ShipmentQuery.order, each(ShipmentShape.of))


def _shown(info: Info, shipment_id: UUID) -> ShipmentShape:
    seen = ShipmentModel.objects.visible_to(info.context.actor)
    return ShipmentShape.of(seen.rows().get(pk=shipment_id))
