from datetime import date
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from nexus.commerce.orders.graphql.types import Order, Sale, SalesFigures, orders_of
from nexus.commerce.orders.models import (
    Order as OrderModel,
    OrderPart as PartModel,
    OrderStatus,
    sellers_of,
)
from nexus.commerce.orders.rest.figures import figures_of
from nexus.commerce.orders.rest.queries import FiguresQuery, OrderQuery, SalesQuery
from nexus.commerce.orders.rest.sales import Sale as SaleShape, SalesFigures as FiguresShape
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import read_narrowing, uuid_of


@strawberry.enum(description="How orders and sales are ordered; CREATED_AT is newest first.")
class OrderOrdering(Enum):
    """How orders and sales are ordered, in REST's words."""

    CREATED_AT = "created_at"
    OLDEST = "oldest"


@strawberry.type
class Query:
    """What one may ask of orders."""

    @listed(Order)
    def orders(
        self, info: Info, status: OrderStatus | None = UNSET, ordering: OrderOrdering | None = UNSET
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
        self, info: Info, status: OrderStatus | None = UNSET, ordering: OrderOrdering | None = UNSET
    ) -> Listing[Any]:
        """List what the stores that one runs or works for have sold."""
        sellers = sellers_of(info.context.actor)
        require(info.context.actor, "orders.list_sales", sellers)
        query = read_narrowing(SalesQuery, None, status=status, ordering=ordering)
        sales = PartModel.objects.sold_by(sellers).narrowed(**query.filters)
        return Listing(sales.sales(), query.order, _sales_of)

    @shown_as(Sale | None)
    def sale(self, info: Info, id: strawberry.ID) -> SaleShape:
        """Show one seller's part of an order, with its own lines only."""
        actor = info.context.actor
        require(actor, "orders.look_for_sale")
        return SaleShape.of(PartModel.objects.visible_to(actor).sales().get(pk=uuid_of(id)))

    @shown_as(SalesFigures)
    def sales_figures(
        self, info: Info, since: date | None = UNSET, until: date | None = UNSET
    ) -> FiguresShape:
        """What was sold from one day to another (UTC, both counted in); without them, the last 30 days."""
        sellers = sellers_of(info.context.actor, StoreRole.MANAGER)
        require(info.context.actor, "orders.see_sales_figures", sellers)
        first, last = read_narrowing(FiguresQuery, None, since=since, until=until).span
        return figures_of(sellers, first, last)


def _sales_of(rows: Any) -> list[SaleShape]:
    return [SaleShape.of(row) for row in rows]
