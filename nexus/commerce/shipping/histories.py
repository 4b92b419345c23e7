"""What is kept of the ways to send things."""

from nexus.commerce.shipping.models import ShippingMethod
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History(
        "shipping_method",
        ShippingMethod,
        (
            "seller_id",
            "name",
            "carrier",
            "currency",
            "price",
            "price_per_kg",
            "free_over",
            "max_weight_grams",
            "countries",
            "min_days",
            "max_days",
            "is_active",
        ),
        owned=ShippingMethod.objects.run_by,
    )
)
