"""What is kept of coupons, but for the count of their uses: each of those has a row of its own."""

from nexus.commerce.promotions.models import Coupon
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History(
        "coupon",
        Coupon,
        (
            "code",
            "seller_id",
            "kind",
            "value",
            "currency",
            "minimum",
            "starts_at",
            "ends_at",
            "most_uses",
            "most_uses_per_user",
            "is_active",
        ),
        owned=Coupon.objects.run_by,
    )
)
