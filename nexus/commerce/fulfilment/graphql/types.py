from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from nexus.kernel.accounts.graphql.types import User


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
