from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.aftersales.actions import refund_sale
from nexus.commerce.aftersales.models.rows import REFUNDS
from nexus.commerce.aftersales.rest.serializers import RefundInput
from nexus.commerce.aftersales.rest.shapes import RefundQuery, RefundShape
from nexus.commerce.orders.models import Order, OrderPart
from nexus.commerce.payments.models import Refund
from nexus.kernel.access import require
from nexus.kernel.api.answers import created
from nexus.kernel.api.errors import InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView


class RefundView(ApiView):
    """Something about refunds."""

    def listed(self, request: Request, refunds: QuerySet[Refund, Any]) -> Response:
        """Answer a page of these refunds."""
        query = read_query(request, RefundQuery)
        return listing(request, REFUNDS.of(refunds), query, RefundShape.of, query.order)


class SaleRefunds(RefundView):
    """The money of a sale that went back."""

    @operation(
        "List a sale's refunds",
        who="the seller, those who work for the store, admin",
        answer=RefundShape,
        many=True,
        query=RefundQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, part_id: UUID) -> Response:
        """List a sale's refunds."""
        require(self.actor, "aftersales.list_refunds")
        part = OrderPart.objects.visible_to(self.actor).get(pk=part_id)
        return self.listed(request, Refund.objects.filter(part=part))

    @operation(
        "Refund a sale",
        who="the seller, the store's managers, admin",
        scope="payments:write",
        answer=RefundShape,
        status=201,
        body=RefundInput,
        errors=[NotFound, InvalidTransition, Unprocessable],
        description="Give money of a sale back: a `quantity` of a line at what was paid for it, an `amount` "
        "of it, or both; `shipping` is an amount of what was paid for shipping. Pieces that are "
        "refunded before they were sent aren't sent any more, and their stock is given back. "
        "Never more than was paid: 422. With an `Idempotency-Key` the refund is `processing` in "
        "the answer; the provider is asked right after it.",
    )
    @idempotent
    def post(self, request: Request, part_id: UUID) -> Response:
        """Refund lines, amounts or shipping of a sale."""
        said = self.read_body(RefundInput)
        refund = refund_sale(
            self.actor, part_id, said.get("lines", []), shipping=said["shipping"], reason=said["reason"]
        )
        row = REFUNDS.of(Refund.objects.filter(pk=refund.pk)).get()
        return created(RefundShape.of(row), "Refunded")


class OrderRefunds(RefundView):
    """The money of an order that came back to its customer."""

    @operation(
        "List an order's refunds",
        who="the customer, admin",
        answer=RefundShape,
        many=True,
        query=RefundQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """List an order's refunds."""
        require(self.actor, "aftersales.look_for_order")
        order = Order.objects.visible_to(self.actor).only("pk").get(pk=order_id)
        return self.listed(request, Refund.objects.filter(part__order=order))
