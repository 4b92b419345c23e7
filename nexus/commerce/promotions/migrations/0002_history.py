from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "promotions_coupon",
            "coupon",
            columns=[
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
            ],
        )
    ]
