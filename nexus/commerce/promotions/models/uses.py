from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connections, models
from django.utils import timezone

# After the coupon's row was locked, in a statement of its own: only so does it see the uses that others who
# held that lock have just committed. In the statement that locks, it would count those of before.
_USE: Final = """
    INSERT INTO promotions_couponuse (coupon_id, user_id, order_id, used_at)
    SELECT id, %(user)s, %(order)s, now() FROM promotions_coupon
    WHERE id = %(coupon)s AND (most_uses_per_user IS NULL OR most_uses_per_user > (
        SELECT count(*) FROM promotions_couponuse WHERE coupon_id = %(coupon)s AND user_id = %(user)s
    ))
"""
_GIVE_BACK: Final = """
    WITH unused AS (DELETE FROM promotions_couponuse WHERE order_id = %s RETURNING coupon_id)
    UPDATE promotions_coupon SET uses = uses - 1 FROM unused WHERE id = unused.coupon_id
"""


class CouponUseQuerySet(models.QuerySet["CouponUse"]):
    """Uses of coupons, counted under the lock of their coupon."""

    def note(self, coupon_id: UUID, *, user_id: UUID, order_id: UUID) -> bool:
        """Note a use of a coupon that is locked; False where the account has had all of its uses."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_USE, {"coupon": coupon_id, "user": user_id, "order": order_id})
            return bool(cursor.rowcount)

    def give_back(self, order_id: UUID) -> None:
        """Take an order's use out again, and count it no longer; nothing happens where there is none."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_GIVE_BACK, [order_id])


class CouponUse(models.Model):
    """An order that a coupon made cheaper; it is taken out where the order comes to nothing."""

    id = models.BigAutoField(primary_key=True)
    coupon = models.ForeignKey(
        "promotions.Coupon", on_delete=models.PROTECT, related_name="used_by", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField(unique=True)
    used_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CouponUseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["coupon", "user"], name="coupon_use_of_user")]

    def __str__(self) -> str:
        return f"{self.coupon_id} for {self.order_id}"
