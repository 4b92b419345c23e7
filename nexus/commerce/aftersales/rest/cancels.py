from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.aftersales.actions import cancel_order, cancel_part
from nexus.commerce.aftersales.exceptions import AlreadyOnItsWay
from nexus.commerce.aftersales.rest.serializers import CancelInput, CancelPartInput
from nexus.commerce.orders.models import Order, OrderPart
from nexus.commerce.orders.rest.sales import Sale
from nexus.commerce.orders.rest.shapes import OrderShape
from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import Conflict, InvalidTransition, NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.views import ApiView


class OrderCancel(ApiView):
    """A customer's change of mind, before anything is sent."""

    @operation(
        "Cancel an order",
        who="the customer, admin",
        answer=OrderShape,
        body=CancelInput,
        errors=[NotFound, AlreadyOnItsWay, InvalidTransition, Conflict],
        description="Cancel an order of which nothing is sent yet. Its stock and its coupon are given back, "
        "and whatever was paid. While a payment is under way the answer is 409: try again once "
        "its outcome is known. Once something is sent, ask for a return instead.",
    )
    @idempotent
    def post(self, request: Request, order_id: UUID) -> Response:
        """Cancel an order."""
        cancel_order(self.actor, order_id, reason=self.read_body(CancelInput)["reason"])
        row = Order.objects.visible_to(self.actor).pages().get(pk=order_id)
        return ok(OrderShape.of(row), "Order cancelled")


class SaleCancel(ApiView):
    """A seller that can't deliver."""

    @operation(
        "Cancel a sale",
        who="the seller, the store's managers, admin",
        answer=Sale,
        body=CancelPartInput,
        errors=[NotFound, AlreadyOnItsWay, InvalidTransition],
        description="Cancel a paid sale of which nothing is sent yet: its stock is given back, and the "
        "customer gets the money back, and the reason in a mail.",
    )
    @idempotent
    def post(self, request: Request, part_id: UUID) -> Response:
        """Cancel a sale."""
        cancel_part(self.actor, part_id, reason=self.read_body(CancelPartInput)["reason"])
        row = OrderPart.objects.visible_to(self.actor).sales().get(pk=part_id)
        return ok(Sale.of(row), "Sale cancelled")
