from datetime import datetime
from decimal import Decimal

import strawberry

from nexus.commerce.promotions.graphql.choices import CouponKind


@strawberry.type
class Coupon:
    """A code that makes an order cheaper; the site's own where it names no seller."""

    id: strawberry.ID
    code: str
    seller: strawberry.ID | None
    kind: CouponKind
    value: Decimal = strawberry.field(description="Percent, or an amount in the currency.")
    currency: str
    minimum: Decimal
    starts_at: datetime | None
    ends_at: datetime | None
    most_uses: int | None
    most_uses_per_user: int | None
    uses: int
    is_active: bool
    created_at: datetime
