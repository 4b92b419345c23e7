from nexus.commerce.promotions.actions.coupons import (
    CouponFields,
    change_coupon,
    create_coupon,
    deactivate_coupon,
)
from nexus.commerce.promotions.actions.using import find_coupon, give_back, redeem

__all__ = [
    "CouponFields",
    "change_coupon",
    "create_coupon",
    "deactivate_coupon",
    "find_coupon",
    "give_back",
    "redeem",
]
