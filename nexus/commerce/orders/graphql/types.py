"""Orders and sales in GraphQL: the shapes that REST shows, once more as types."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.orders.models import OrderStatus, OrderStep as StepModel
from nexus.commerce.orders.rest.shapes import (
    AddressShape,
    OrderLineShape,
    OrderPartShape,
    OrderShape,
    OrderStepShape,
)
from nexus.kernel.accounts.graphql.types import User
from nexus.kernel.api.graphql.fields import shown_as
from nexus.kernel.api.graphql.siblings import Siblings

strawberry.enum(OrderStatus)


@strawberry.type
class OrderAddress:
    """Where an order, or its bill, goes."""

    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


@strawberry.type
class OrderLine:
    """So many of one variant, as it was called and at the price that it had when it was ordered."""

    id: strawberry.ID
    part: strawberry.ID
    product: strawberry.ID
    variant: strawberry.ID | None
    name: str
    sku: str
    options: JSON
    unit_price: Decimal
    quantity: int
    subtotal: Decimal
    discount: Decimal
    tax_name: str
    tax_rate: Decimal
    tax_is_included: bool
    tax: Decimal
    total: Decimal
    shipped_quantity: int
    returned_quantity: int
    cancelled_quantity: int
    refunded_quantity: int
    refunded_total: Decimal


@strawberry.type
class OrderPart:
    """One seller's part of an order."""

    id: strawberry.ID
    seller: User
    status: OrderStatus
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_method: strawberry.ID | None
    shipping_name: str


@strawberry.type
class OrderStep:
    """A line of an order's history, or of one of its parts'; by: none is Nexus itself."""

    part: strawberry.ID | None
    before: OrderStatus | None = strawberry.field(name="from")
    after: OrderStatus = strawberry.field(name="to")
    happened_at: datetime = strawberry.field(name="at")
    by: User | None
    reason: str


@strawberry.type
class Order:
    """What a customer bought in one go, of one or several sellers, in one currency."""

    id: strawberry.ID
    number: str
    status: OrderStatus
    currency: str
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    coupon: str | None
    created_at: datetime
    paid_at: datetime | None
    updated_at: datetime
    note: str
    expires_at: datetime | None = strawberry.field(description="Until when its things are held unpaid.")
    key: strawberry.Private[UUID]
    page: strawberry.Private[OrderShape]
    others: strawberry.Private[Siblings[UUID]]

    @shown_as(list[OrderLine])
    def lines(self) -> list[OrderLineShape]:
        """What was bought."""
        return self.page.lines

    @shown_as(list[OrderPart])
    def parts(self) -> list[OrderPartShape]:
        """What was bought of whom."""
        return self.page.parts

    @shown_as(OrderAddress)
    def shipping_address(self) -> AddressShape:
        """Where it goes."""
        return self.page.shipping_address

    @shown_as(OrderAddress | None)
    def billing_address(self) -> AddressShape | None:
        """Where the bill goes, if that is somewhere else."""
        return self.page.billing_address

    @shown_as(list[OrderStep])
    def history(self) -> list[OrderStepShape]:
        """How it came to where it is."""
        return self.others.of(self.key, steps_by_order) or []


@strawberry.type
class SoldLine(OrderLine):
    """A line as its seller sees it."""

    commission_rate: Decimal = strawberry.field(description="Percent that the site keeps.")


@strawberry.type
class OrderRef:
    """The order that a sale is part of."""

    id: strawberry.ID
    number: str


@strawberry.type
class Sale:
    """One seller's part of an order; `createdAt` is when it was paid."""

    id: strawberry.ID
    order: OrderRef
    seller: User
    status: OrderStatus
    currency: str
    items_total: Decimal
    discount_total: Decimal
    discount_by_site: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_name: str
    shipping_address: OrderAddress
    note: str
    lines: list[SoldLine]
    placed_at: datetime
    created_at: datetime | None


def orders_of(rows: Sequence[Mapping[str, Any]]) -> list[Order]:
    """Show rows of `Order.objects.pages()` side by side."""
    others = Siblings(row["id"] for row in rows)
    return [_order(OrderShape.of(dict(row)), others) for row in rows]


def steps_by_order(order_ids: Collection[UUID]) -> dict[UUID, list[OrderStepShape]]:
    """Find the histories of several orders."""
    found: dict[UUID, list[OrderStepShape]] = defaultdict(list)
    for row in StepModel.objects.of(*order_ids).rows():
        found[row["order_id"]].append(OrderStepShape.of(row))
    return found


def _order(page: OrderShape, others: Siblings[UUID]) -> Order:
    return Order(
        id=strawberry.ID(str(page.id)),
        number=page.number,
        status=OrderStatus(page.status),
        currency=page.currency,
        items_total=page.items_total,
        discount_total=page.discount_total,
        shipping_total=page.shipping_total,
        tax_total=page.tax_total,
        total=page.total,
        coupon=page.coupon,
        created_at=page.created_at,
        paid_at=page.paid_at,
        updated_at=page.updated_at,
        note=page.note,
        expires_at=page.expires_at,
        key=page.id,
        page=page,
        others=others,
    )
