"""What the API shows of a sale, to its seller: that part of the order, and nobody else's."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.orders.models import number_of
from nexus.commerce.orders.rest.shapes import AddressShape, OrderLineShape, Row
from nexus.kernel.accounts.rest.shapes import UserRef

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"


class SoldLine(OrderLineShape):
    """A line as its seller sees it: with what the site keeps of it, in percent."""

    example: ClassVar[Row] = OrderLineShape.example | {"commission_rate": "10.00"}

    commission_rate: Decimal


class OrderRef(msgspec.Struct):
    """The order that a sale is part of."""

    id: UUID
    number: str


class Sale(msgspec.Struct):
    """One seller's part of an order that was paid; created_at is when it was."""

    example: ClassVar[Row] = {
        "id": _ID,
        "order": {"id": _ID, "number": "N-001000001"},
        "seller": {"id": _ID, "username": "nexus_outfitters"},
        "status": "paid",
        "currency": "EUR",
        "items_total": "99.80",
        "discount_total": "9.98",
        "discount_by_site": "0.00",
        "shipping_total": "4.90",
        "tax_total": "15.12",
        "total": "94.72",
        "shipping_name": "Parcel",
        "shipping_address": AddressShape.example,
        "note": "",
        "lines": [SoldLine.example],
        "placed_at": "2026-11-21T09:30:00Z",
        "created_at": "2026-11-21T09:31:00Z",
    }

    id: UUID
    order: OrderRef
    seller: UserRef
    status: str
    currency: str
    items_total: Decimal
    discount_total: Decimal
    discount_by_site: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_name: str
    shipping_address: AddressShape
    note: str
    lines: list[SoldLine]
    placed_at: datetime
    created_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> "Sale":
        """Read a row of `OrderPart.objects.sales()`."""
        return cls(
            row["id"],
            OrderRef(row["order_id"], number_of(row["serial"])),
            UserRef(row["seller_id"], row["seller__username"]),
            row["status"],
            row["currency"],
            row["items_total"],
            row["discount_total"],
            row["discount_by_site"],
            row["shipping_total"],
            row["tax_total"],
            row["total"],
            row["shipping_name"],
            msgspec.convert(row["shipping_address"], AddressShape),
            row["note"],
            msgspec.convert(row["lines"], list[SoldLine]),
            row["placed_at"],
            row["paid_at"],
        )
