import strawberry
from strawberry import UNSET

from nexus.commerce.orders.graphql.types import Order, Sale, orders_of
from nexus.commerce.orders.models import (
    Order as OrderModel,
    OrderPart as PartModel,
    OrderStatus,
    sellers_of,
)
from nexus.commerce.orders.rest.queries import OrderQuery, SalesQuery
from nexus.commerce.orders.rest.sales import Sale as SaleShape
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import AgeOrdering, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What one may ask of orders."""

    @listed(Order)
    def orders(
        self, info: Info, status: OrderStatus | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[Order]:
        """List what one has ordered."""
        actor = info.context.actor
        require(actor, "orders.list_own_orders")
        query = read_narrowing(OrderQuery, None, status=status, ordering=ordering)
        orders = OrderModel.objects.placed_by(actor).narrowed(**query.filters)
        return Listing(orders.pages(), query.order, orders_of)

    @shown_as(Order | None)
    def order(self, info: Info, id: strawberry.ID) -> Order:
        """Show an order that one placed; administrators see every one."""
        actor = info.context.actor
        require(actor, "orders.look_for_order")
        return orders_of([OrderModel.objects.visible_to(actor).pages().get(pk=uuid_of(id))])[0]

    @listed(Sale)
    def sales(
        self, info: Info, status: OrderStatus | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[SaleShape]:
        """List what the stores that one runs or works for have sold."""
        sellers = sellers_of(info.context.actor)
        require(info.context.actor, "orders.list_sales", sellers)
        query = read_narrowing(SalesQuery, None, status=status, ordering=ordering)
        sales = PartModel.objects.sold_by(sellers).narrowed(**query.filters)
        return Listing(sales.sales(), query.order, each(SaleShape.of))

    @shown_as(Sale | None)
    def sale(self, info: Info, id: strawberry.ID) -> SaleShape:
        """Show one seller's part of an order, with its own lines only."""
        actor = info.context.actor
        require(actor, "orders.look_for_sale")
        return SaleShape.of(PartModel.objects.visible_to(actor).sales().get(pk=uuid_of(id)))
