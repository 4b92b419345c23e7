"""The words that coupons are described in, as enums of the schema."""

import strawberry

from nexus.commerce.promotions.models import CouponKind

__all__ = ["CouponKind"]

strawberry.enum(CouponKind)
