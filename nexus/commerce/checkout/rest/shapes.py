from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.catalog.models import ToBuy
from nexus.commerce.checkout.actions import Reckoning
from nexus.commerce.checkout.pricing import PricedLine, PricedPart
from nexus.commerce.orders.rest.shapes import PRICED_LINE
from nexus.commerce.shipping.carriers import Quote

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_FIGURES: dict[str, Any] = {
    "items_total": "99.80",
    "discount_total": "9.98",
    "shipping_total": "4.90",
    "tax_total": "15.12",
    "total": "94.72",
}


class QuotedLine(msgspec.Struct):
    """So many of one variant, at today's price."""

    product: UUID
    variant: UUID
    name: str
    sku: str
    options: dict[str, str]
    unit_price: Decimal
    quantity: int
    subtotal: Decimal
    discount: Decimal
    tax_name: str
    tax_rate: Decimal
    tax_is_included: bool
    tax: Decimal
    total: Decimal

    @classmethod
    def of(cls, priced: PricedLine, thing: ToBuy) -> "QuotedLine":
        """Show a line with what it is called."""
        rate = priced.line.tax_rate
        return cls(
            thing.product_id,
            thing.variant_id,
            thing.name,
            thing.sku,
            thing.options,
            priced.line.unit_price,
            priced.line.quantity,
            priced.subtotal,
            priced.discount,
            rate.name,
            rate.percent,
            rate.is_included,
            priced.tax,
            priced.total,
        )


class QuotedWay(msgspec.Struct):
    """A way to send a part; without an id, the one that there is where nothing is set up."""

    id: UUID | None
    name: str
    price: Decimal
    min_days: int
    max_days: int
    is_chosen: bool

    @classmethod
    def of(cls, way: Quote, chosen: Quote) -> "QuotedWay":
        """Show a way, and whether it is the one that the totals are for."""
        return cls(way.method_id, way.name, way.price, way.min_days, way.max_days, way is chosen)


class QuotedPart(msgspec.Struct):
    """One seller's part, and the ways in which it can be sent, the cheapest first."""

    seller: UUID
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_methods: list[QuotedWay]
    lines: list[QuotedLine]

    @classmethod
    def of(cls, part: PricedPart, reckoning: Reckoning) -> "QuotedPart":
        """Show a part of a reckoning."""
        chosen = reckoning.chosen[part.seller_id]
        return cls(
            part.seller_id,
            part.items_total,
            part.discount_total,
            part.shipping_total,
            part.tax_total,
            part.total,
            [QuotedWay.of(way, chosen) for way in reckoning.ways[part.seller_id]],
            [QuotedLine.of(line, reckoning.things[line.line.variant_id]) for line in part.lines],
        )


class QuoteShape(msgspec.Struct):
    """What an order would come to now."""

    example: ClassVar[dict[str, Any]] = {
        "currency": "EUR",
        **_FIGURES,
        "coupon": "SPRING-10",
        "parts": [
            {
                "seller": _ID,
                **_FIGURES,
                "shipping_methods": [
                    {
                        "id": _ID,
                        "name": "Parcel",
                        "price": "4.90",
                        "min_days": 1,
                        "max_days": 3,
                        "is_chosen": True,
                    }
                ],
                "lines": [PRICED_LINE],
            }
        ],
    }

    currency: str
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    coupon: str | None
    parts: list[QuotedPart]

    @classmethod
    def of(cls, reckoning: Reckoning) -> "QuoteShape":
        """Show a reckoning."""
        priced, discount = reckoning.priced, reckoning.discount
        return cls(
            priced.currency,
            priced.items_total,
            priced.discount_total,
            priced.shipping_total,
            priced.tax_total,
            priced.total,
            discount.code if discount else None,
            [QuotedPart.of(part, reckoning) for part in priced.parts],
        )
