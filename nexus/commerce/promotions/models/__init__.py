from nexus.commerce.promotions.models.coupons import Coupon, CouponFilters, CouponKind, CouponQuerySet
from nexus.commerce.promotions.models.uses import CouponUse

__all__ = ["Coupon", "CouponFilters", "CouponKind", "CouponQuerySet", "CouponUse"]
