from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import InvalidTransition, NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.webhooks import actions
from nexus.kernel.webhooks.models import Delivery, Endpoint
from nexus.kernel.webhooks.rest.shapes import DeliveryDetail, DeliveryQuery, DeliveryShape
from nexus.kernel.webhooks.rest.views import RUNNERS


class DeliveryView(ApiView):
    """Something about what an endpoint was sent."""

    def endpoint(self, endpoint_id: UUID) -> Endpoint:
        """Give the endpoint, if this actor runs it."""
        require(self.actor, "webhooks.look_for_endpoint")
        return Endpoint.objects.visible_to(self.actor).get(pk=endpoint_id)

    def shown(self, endpoint_id: UUID, delivery_id: UUID) -> DeliveryDetail:
        """Give a delivery of an endpoint that this actor runs."""
        endpoint = self.endpoint(endpoint_id)
        return DeliveryDetail.whole(Delivery.objects.get(pk=delivery_id, endpoint=endpoint))


class DeliveryList(DeliveryView):
    """What an endpoint was sent."""

    @operation(
        "List what an endpoint was sent",
        who=RUNNERS,
        answer=DeliveryShape,
        many=True,
        query=DeliveryQuery,
        errors=[NotFound],
        description="List deliveries, the newest first. They are kept for thirty days.",
    )
    def get(self, request: Request, endpoint_id: UUID) -> Response:
        """List deliveries."""
        endpoint = self.endpoint(endpoint_id)
        query = read_query(request, DeliveryQuery)
        rows = Delivery.objects.filter(endpoint=endpoint).narrowed(**query.filters).rows()
        return listing(request, rows, query, DeliveryShape.of, query.order)


class DeliveryDetails(DeliveryView):
    """One delivery."""

    @operation(
        "Show a delivery",
        who=RUNNERS,
        answer=DeliveryDetail,
        errors=[NotFound],
        description="Show what is sent, byte for byte, and what came of each attempt: status, time, and the "
        "first of what was answered.",
    )
    def get(self, request: Request, endpoint_id: UUID, delivery_id: UUID) -> Response:
        """Show a delivery with its attempts."""
        return ok(self.shown(endpoint_id, delivery_id))


class DeliveryResend(DeliveryView):
    """A delivery that is sent anew."""

    @operation(
        "Resend a delivery",
        who=RUNNERS,
        answer=DeliveryDetail,
        errors=[NotFound, InvalidTransition],
        description="Send it now, whatever became of it before, under the same `webhook-id`.",
    )
    @idempotent
    def post(self, request: Request, endpoint_id: UUID, delivery_id: UUID) -> Response:
        """Send it anew."""
        actions.resend(self.actor, endpoint_id, delivery_id)
        return ok(self.shown(endpoint_id, delivery_id), "It is sent anew")
