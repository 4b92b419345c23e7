"""Coupons as orders use them; who orders is asked by the order's own action."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.promotions.exceptions import CouponNotUsable
from nexus.commerce.promotions.models import Coupon, CouponUse

USED_BY_YOU = "You have used this coupon as often as one may."
UNKNOWN = "There is no coupon with this code."


def find_coupon(code: str, *, user_id: UUID | None = None) -> Coupon:
    """Find a coupon that can be used now, by this account where one is named; CouponNotUsable says why not.

    It holds nothing: only `redeem` knows whether there is a use left.
    """
    coupons = Coupon.objects.with_code(code)
    coupon = (coupons.with_uses_of(user_id) if user_id else coupons).first()
    if coupon is None:
        raise CouponNotUsable(UNKNOWN)
    if why := coupon.obstacle(timezone.now()):
        raise CouponNotUsable(why)
    most = coupon.most_uses_per_user
    if user_id and most is not None and getattr(coupon, "uses_of_user", 0) >= most:
        raise CouponNotUsable(USED_BY_YOU)
    return coupon


@transaction.atomic(savepoint=False)  # its refusal ends the order, not only itself
def redeem(coupon_id: UUID, *, user_id: UUID, order_id: UUID) -> None:
    """Use a coupon for an order, within its limits whoever else does too; CouponNotUsable says why not.

    The coupon's row stays locked until the order's transaction ends, so it comes after the stock.
    """
    if not Coupon.objects.take_one_use(coupon_id, timezone.now()):
        coupon = Coupon.objects.get(pk=coupon_id)
        raise CouponNotUsable(coupon.obstacle(timezone.now()) or None)
    if not CouponUse.objects.note(coupon_id, user_id=user_id, order_id=order_id):
        raise CouponNotUsable(USED_BY_YOU)


def give_back(order_id: UUID) -> None:
    """Let the coupon of an order that came to nothing be used again; once, however often it is called."""
    CouponUse.objects.give_back(order_id)
