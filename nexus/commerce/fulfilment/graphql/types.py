from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from nexus.kernel.accounts.graphql.types import User, user_of


@strawberry.type
class ShippedLine:
    """So many of a line, in a parcel."""

    line: strawberry.ID
    name: str
    sku: str
    options: JSON
    quantity: int


@strawberry.type
class Shipment:
    """A parcel: what is in it, who sent it when, and how to follow it."""

    id: strawberry.ID
    order: strawberry.ID
    part: strawberry.ID
    seller: User
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[ShippedLine]


def shipment_of(row: Mapping[str, Any]) -> Shipment:
    """Show a row of `Shipment.objects.rows()`."""
    return Shipment(
        id=row["id"],
        order=row["order_id"],
        part=row["part_id"],
        seller=user_of(row["seller_id"], row["seller__username"]),
        carrier=row["carrier"],
        tracking_number=row["tracking_number"],
        tracking_url=row["tracking_url"],
        shipped_at=row["shipped_at"],
        delivered_at=row["delivered_at"],
        lines=[ShippedLine(**line) for line in row["lines"]],
    )


def shipments_of(rows: Sequence[Mapping[str, Any]]) -> list[Shipment]:
    """Show rows of `Shipment.objects.rows()`."""
    return [shipment_of(row) for row in rows]
