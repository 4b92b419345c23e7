from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.promotions.graphql.choices import CouponKind


@strawberry.input
class CouponFilter:
    """What a list of coupons can be narrowed to."""

    code: str | None = UNSET
    seller: strawberry.ID | None = UNSET
    is_active: bool | None = UNSET


@strawberry.input
class CouponChanges:
    """What is changed of a coupon."""

    kind: CouponKind | None = UNSET
    value: Decimal | None = strawberry.field(
        default=UNSET, description="Percent, or an amount in the currency."
    )
    currency: str | None = UNSET
    minimum: Decimal | None = UNSET
    starts_at: datetime | None = UNSET
    ends_at: datetime | None = UNSET
    most_uses: int | None = UNSET
    most_uses_per_user: int | None = UNSET
    is_active: bool | None = UNSET


@strawberry.input
class CouponInput(CouponChanges):
    """What is said of a new coupon; without a seller it is one's own, an administrator's the site's."""

    code: str
    seller: strawberry.ID | None = UNSET
