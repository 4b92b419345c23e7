from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.fulfilment.actions import correct_tracking, mark_delivered, ship_part
from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.fulfilment.models.shipments import ShipmentQuerySet
from nexus.commerce.fulfilment.rest.serializers import ShipmentInput, TrackingInput
from nexus.commerce.fulfilment.rest.shapes import ShipmentQuery, ShipmentShape
from nexus.commerce.orders.models import Order, OrderPart
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView


class ShipmentView(ApiView):
    """Something about parcels."""

    def shown(self, shipment_id: UUID) -> ShipmentShape:
        """Give a parcel as this actor sees it."""
        return ShipmentShape.of(Shipment.objects.visible_to(self.actor).rows().get(pk=shipment_id))

    def listed(self, request: Request, shipments: ShipmentQuerySet) -> Response:
        """Answer a page of these parcels."""
        query = read_query(request, ShipmentQuery)
        return listing(request, shipments.rows(), query, ShipmentShape.of, query.order)


class SaleShipments(ShipmentView):
    """The parcels of one seller's part of an order."""

    @operation(
        "List a sale's parcels",
        who="the seller, those who work for the store, admin",
        answer=ShipmentShape,
        many=True,
        query=ShipmentQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, part_id: UUID) -> Response:
        """List a sale's parcels."""
        require(self.actor, "fulfilment.look_for_sale")
        part = OrderPart.objects.visible_to(self.actor).get(pk=part_id)
        return self.listed(request, Shipment.objects.filter(part=part))

    @operation(
        "Ship a sale",
        who="the seller, those who work for the store, admin",
        answer=ShipmentShape,
        status=201,
        body=ShipmentInput,
        errors=[NotFound, InvalidTransition, Unprocessable],
        description="Send so many of some lines of what was paid, or everything that is left where no "
        "`lines` are named. The sale is `part_shipped` until all of it is sent. The customer "
        "gets a mail with the tracking. With an `Idempotency-Key`, a repeated request gets the "
        "first one's answer, and sends nothing twice.",
    )
    @idempotent
    def post(self, request: Request, part_id: UUID) -> Response:
        """Send all or some of a sale."""
        tracking = self.read_body(ShipmentInput)
        shipment = ship_part(self.actor, part_id, tracking.pop("lines", None), tracking)
        return created(self.shown(shipment.pk), "Shipped")


class OrderShipments(ShipmentView):
    """The parcels of an order, of all sellers."""

    @operation(
        "List an order's parcels",
        who="the customer, admin",
        answer=ShipmentShape,
        many=True,
        query=ShipmentQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """List an order's parcels."""
        require(self.actor, "fulfilment.look_for_shipment")
        order = Order.objects.visible_to(self.actor).get(pk=order_id)
        return self.listed(request, Shipment.objects.filter(part__order=order))


class ShipmentDetail(ShipmentView):
    """One parcel."""

    @operation(
        "Show a parcel",
        who="the customer, the seller, those who work for the store, admin",
        answer=ShipmentShape,
        errors=[NotFound],
    )
    def get(self, request: Request, shipment_id: UUID) -> Response:
        """Show a parcel."""
        require(self.actor, "fulfilment.look_for_shipment")
        return ok(self.shown(shipment_id))

    @operation(
        "Correct a parcel's tracking",
        who="the seller, those who work for the store, admin",
        answer=ShipmentShape,
        body=TrackingInput,
        errors=[NotFound],
        description="Correct how a parcel can be followed: the fields that are given. The customer gets a "
        "mail.",
    )
    def put(self, request: Request, shipment_id: UUID) -> Response:
        """Correct a parcel's tracking."""
        correct_tracking(self.actor, shipment_id, self.read_body(TrackingInput, partial=True))
        return ok(self.shown(shipment_id), "Tracking corrected")

    patch = put


class ShipmentDeliver(ShipmentView):
    """A parcel's arrival."""

    @operation(
        "Note that a parcel arrived",
        who="the customer, the seller, those who work for the store, admin",
        answer=ShipmentShape,
        errors=[NotFound, InvalidTransition],
        description="Note that a parcel arrived. A sale is `delivered` once all of it is sent and all its "
        "parcels have arrived.",
    )
    @idempotent
    def post(self, request: Request, shipment_id: UUID) -> Response:
        """Note that a parcel arrived."""
        mark_delivered(self.actor, shipment_id)
        return ok(self.shown(shipment_id), "Delivered")
