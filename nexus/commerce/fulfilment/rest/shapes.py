from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import ListQuery

_LINE: dict[str, Any] = {
    "line": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e14",
    "name": "Linen Shirt",
    "sku": "SHIRT-M",
    "options": {"Size": "M"},
    "quantity": 1,
}


class ShippedLine(msgspec.Struct):
    """So many of a line, in a parcel."""

    line: UUID
    name: str
    sku: str
    options: dict[str, str]
    quantity: int


class ShipmentShape(msgspec.Struct):
    """A parcel: what is in it, who sent it when, and how to follow it."""

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e13",
        "order": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
        "part": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e12",
        "seller": {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "nexus_outfitters"},
        "carrier": "DHL",
        "tracking_number": "00340434161094042557",
        "tracking_url": "https://www.dhl.com/track?id=00340434161094042557",
        "shipped_at": "2026-11-21T09:30:00Z",
        "delivered_at": None,
        "lines": [_LINE],
    }

    id: UUID
    order: UUID
    part: UUID
    seller: UserRef
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[ShippedLine]

    @classmethod
    def of(cls, row: dict[str, Any]) -> "ShipmentShape":
        """Read a row of `Shipment.objects.rows()`."""
        return cls(
            row["id"],
            row["order_id"],
            row["part_id"],
            UserRef(row["seller_id"], row["seller__username"]),
            row["carrier"],
            row["tracking_number"],
            row["tracking_url"],
            row["shipped_at"],
            row["delivered_at"],
            [ShippedLine(**line) for line in row["lines"]],
        )


class ShipmentQuery(ListQuery, kw_only=True):
    """Parcels come in the order in which they were sent."""

    order: ClassVar[tuple[str, str]] = ("shipped_at", "id")
