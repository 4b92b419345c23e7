from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.orders.models import Order, OrderPart, OrderStep, sellers_of
from nexus.commerce.orders.rest.queries import OrderQuery, SalesQuery
from nexus.commerce.orders.rest.sales import Sale
from nexus.commerce.orders.rest.shapes import OrderCard, OrderShape, OrderStepShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import ListQuery, read_query
from nexus.kernel.api.views import ApiView


class OrderList(ApiView):
    """What one has ordered."""

    @operation(
        "List one's own orders",
        who="signed in",
        answer=OrderCard,
        many=True,
        query=OrderQuery,
    )
    def get(self, request: Request) -> Response:
        """List what one has ordered."""
        require(self.actor, "orders.list_own_orders")
        query = read_query(request, OrderQuery)
        orders = Order.objects.placed_by(self.actor).narrowed(**query.filters)
        return listing(request, orders.cards(), query, OrderCard.of, query.order)


class OrderDetail(ApiView):
    """One order."""

    @operation("Show an order", who="the customer, admin", answer=OrderShape, errors=[NotFound])
    def get(self, request: Request, order_id: UUID) -> Response:
        """Show an order with its parts and lines."""
        require(self.actor, "orders.look_for_order")
        return ok(OrderShape.of(Order.objects.visible_to(self.actor).pages().get(pk=order_id)))


class OrderHistory(ApiView):
    """How an order came to where it is."""

    @operation(
        "List an order's history",
        who="the customer, admin",
        answer=OrderStepShape,
        many=True,
        query=ListQuery,
        errors=[NotFound],
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """List who took the order and its parts from which state to which, when and why."""
        require(self.actor, "orders.look_for_order")
        order = Order.objects.visible_to(self.actor).only("pk").get(pk=order_id)
        rows = OrderStep.objects.of(order.pk).rows()
        return listing(request, rows, read_query(request, ListQuery), OrderStepShape.of, ("id",))


class SaleList(ApiView):
    """What a seller has sold."""

    @operation(
        "List one's sales",
        who="the seller and who works for the store",
        answer=Sale,
        many=True,
        query=SalesQuery,
    )
    def get(self, request: Request) -> Response:
        """List the paid parts of orders that are the seller's to send."""
        sellers = sellers_of(self.actor)
        require(self.actor, "orders.list_sales", sellers)
        query = read_query(request, SalesQuery)
        sales = OrderPart.objects.sold_by(sellers).narrowed(**query.filters)
        return listing(request, sales.sales(), query, Sale.of, query.order)


class SaleDetail(ApiView):
    """One sale."""

    @operation(
        "Show a sale", who="the seller and who works for the store, admin", answer=Sale, errors=[NotFound]
    )
    def get(self, request: Request, part_id: UUID) -> Response:
        """Show one seller's part of an order, with its own lines only."""
        require(self.actor, "orders.look_for_sale")
        return ok(Sale.of(OrderPart.objects.visible_to(self.actor).sales().get(pk=part_id)))
