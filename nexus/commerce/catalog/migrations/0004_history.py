from django.db import migrations

from nexus.kernel.audit.keeping import KeepHistory


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_stock_that_sums_up"), ("audit", "0001_initial")]

    operations = [
        KeepHistory(
            "catalog_product",
            "product",
            columns=[
                "seller_id",
                "category_id",
                "name",
                "slug",
                "description",
                "brand",
                "attributes",
                "currency",
                "price",
                "compare_at_price",
                "is_featured",
                "status",
            ],
            inserts=False,
        ),
        KeepHistory(
            "catalog_variant",
            "variant",
            columns=["product_id", "options", "sku", "price", "compare_at_price", "weight_grams"],
            of="product",
            of_column="product_id",
            inserts=False,
        ),
        KeepHistory(
            "catalog_variantprice",
            "variant_price",
            columns=["currency", "price", "compare_at_price"],
            of="product",
            of_column="variant_id",
            through=("catalog_variant", "product_id"),
            inserts=False,
        ),
    ]
