"""Quotes in GraphQL: the shapes that REST shows, once more as types."""

from decimal import Decimal

import strawberry
from strawberry.scalars import JSON


@strawberry.type
class QuotedLine:
    """So many of one variant, at today's price."""

    product: strawberry.ID
    variant: strawberry.ID
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


@strawberry.type
class QuotedShippingMethod:
    """A way to send a part; without an id, the one that there is where nothing is set up."""

    id: strawberry.ID | None
    name: str
    price: Decimal
    min_days: int
    max_days: int
    is_chosen: bool


@strawberry.type
class QuotedPart:
    """One seller's part, and the ways in which it can be sent, the cheapest first."""

    seller: strawberry.ID
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_methods: list[QuotedShippingMethod]
    lines: list[QuotedLine]


@strawberry.type
class CheckoutQuote:
    """What an order would come to now."""

    currency: str
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    coupon: str | None
    parts: list[QuotedPart]
