from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "stores_store",
            "store",
            columns=[
                "name",
                "description",
                "legal_name",
                "tax_number",
                "address",
                "country",
                "commission_rate",
            ],
            key="owner_id",
        ),
        KeepHistory(
            "stores_member",
            "member",
            columns=["store_id", "user_id", "role"],
            of="store",
            of_column="store_id",
        ),
    ]
