"""What is kept of products and their variants; a new one tells of itself, and comes by the million."""

from nexus.commerce.catalog.models import Product, Variant, VariantPrice
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History(
        "product",
        Product,
        (
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
        ),
        inserts=False,
        owned=Product.objects.owned_by,
    ),
    History(
        "variant",
        Variant,
        (
            "product_id",
            "options",
            "sku",
            "price",
            "compare_at_price",
            "weight_grams",
        ),
        of="product",
        of_column="product_id",
        inserts=False,
    ),
    History(
        "variant_price",
        VariantPrice,
        ("currency", "price", "compare_at_price"),
        of="product",
        of_column="variant_id",
        through=("catalog_variant", "product_id"),
        inserts=False,
    ),
)
