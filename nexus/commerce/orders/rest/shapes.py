"""What the API shows of an order: to the one who bought, and to administrators."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.orders.models import number_of
from nexus.kernel.accounts.rest.shapes import UserRef

Row = dict[str, Any]

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
# What a line costs: the same in a quote, before there is an order.
PRICED_LINE: Row = {
    "product": _ID,
    "variant": _ID,
    "name": "Linen Shirt",
    "sku": "SHIRT-M",
    "options": {"Size": "M"},
    "unit_price": "49.90",
    "quantity": 2,
    "subtotal": "99.80",
    "discount": "9.98",
    "tax_name": "VAT",
    "tax_rate": "19.00",
    "tax_is_included": True,
    "tax": "14.34",
    "total": "89.82",
}
_LINE: Row = {
    "id": _ID,
    "part": _ID,
    **PRICED_LINE,
    "shipped_quantity": 0,
    "returned_quantity": 0,
    "cancelled_quantity": 0,
    "refunded_quantity": 0,
    "refunded_total": "0.00",
}
_CARD: Row = {
    "id": _ID,
    "number": "N-001000001",
    "status": "pending_payment",
    "currency": "EUR",
    "items_total": "99.80",
    "discount_total": "9.98",
    "shipping_total": "4.90",
    "tax_total": "15.12",
    "total": "94.72",
    "coupon": "SPRING-10",
    "lines": [_LINE],
    "created_at": "2026-11-21T09:30:00Z",
    "paid_at": None,
    "updated_at": "2026-11-21T09:30:00Z",
}
_ADDRESS: Row = {
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "line2": "",
    "city": "Berlin",
    "region": "",
    "postal_code": "10115",
    "country": "DE",
}
_PART: Row = {
    "id": _ID,
    "seller": {"id": _ID, "username": "nexus_outfitters"},
    "status": "pending_payment",
    "items_total": "99.80",
    "discount_total": "9.98",
    "shipping_total": "4.90",
    "tax_total": "15.12",
    "total": "94.72",
    "shipping_method": _ID,
    "shipping_name": "Parcel",
}


class OrderLineShape(msgspec.Struct):
    """So many of one variant, as it was called and at the price that it had when it was ordered."""

    example: ClassVar[Row] = _LINE

    id: UUID
    part: UUID
    product: UUID
    variant: UUID | None
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
    shipped_quantity: int
    returned_quantity: int
    cancelled_quantity: int
    refunded_quantity: int
    refunded_total: Decimal


class AddressShape(msgspec.Struct):
    """Where an order, or its bill, goes."""

    example: ClassVar[Row] = _ADDRESS

    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


class OrderPartShape(msgspec.Struct):
    """One seller's part of an order."""

    example: ClassVar[Row] = _PART

    id: UUID
    seller: UserRef
    status: str
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    shipping_method: UUID | None
    shipping_name: str

    @classmethod
    def of(cls, row: Row) -> "OrderPartShape":
        """Read one of the parts in a row of `Order.objects.pages()`."""
        named = row | {"seller": {"id": row["seller"], "username": row["seller_name"]}}
        return msgspec.convert(named, cls)


class OrderCard(msgspec.Struct):
    """An order as lists show it; all amounts are in its currency, and `total` is what the customer pays."""

    example: ClassVar[Row] = _CARD

    id: UUID
    number: str
    status: str
    currency: str
    items_total: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    tax_total: Decimal
    total: Decimal
    coupon: str | None
    lines: list[OrderLineShape]
    created_at: datetime
    paid_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: Row) -> "OrderCard":
        """Read a row of `Order.objects.cards()`."""
        return cls(*_card(row))


class OrderShape(OrderCard):
    """An order as its own page shows it; expires_at: until when its things are held unpaid."""

    example: ClassVar[Row] = _CARD | {
        "parts": [_PART],
        "shipping_address": _ADDRESS,
        "billing_address": None,
        "note": "",
        "expires_at": "2026-11-21T09:45:00Z",
    }

    parts: list[OrderPartShape]
    shipping_address: AddressShape
    billing_address: AddressShape | None
    note: str
    expires_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> "OrderShape":
        """Read a row of `Order.objects.pages()`."""
        rest = (
            [OrderPartShape.of(part) for part in row["parts"]],
            msgspec.convert(row["shipping_address"], AddressShape),
            msgspec.convert(row["billing_address"], AddressShape | None),
            row["note"],
            row["expires_at"],
        )
        return cls(*(*_card(row), *rest))


class OrderStepShape(msgspec.Struct, rename={"before": "from", "after": "to", "happened_at": "at"}):
    """A line of an order's history, or of one of its parts'; by: none is Nexus itself."""

    example: ClassVar[Row] = {
        "part": None,
        "from": "pending_payment",
        "to": "paid",
        "at": "2026-11-21T09:31:00Z",
        "by": {"id": _ID, "username": "nora"},
        "reason": "",
    }

    part: UUID | None
    before: str | None
    after: str
    happened_at: datetime
    by: UserRef | None
    reason: str

    @classmethod
    def of(cls, row: Row) -> "OrderStepShape":
        """Read a row of `OrderStep.objects.rows()`."""
        by = UserRef(row["actor_id"], row["actor__username"]) if row["actor_id"] else None
        return cls(row["part_id"], row["before"] or None, row["after"], row["happened_at"], by, row["reason"])


def _card(row: Row) -> tuple[Any, ...]:
    return (
        row["id"],
        number_of(row["serial"]),
        row["status"],
        row["currency"],
        row["items_total"],
        row["discount_total"],
        row["shipping_total"],
        row["tax_total"],
        row["total"],
        row["coupon_code"] or None,
        msgspec.convert(row["lines"], list[OrderLineShape]),
        row["placed_at"],
        row["paid_at"],
        row["updated_at"],
    )
