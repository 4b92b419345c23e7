from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "shipping_shippingmethod",
            "shipping_method",
            columns=[
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
            ],
        )
    ]
