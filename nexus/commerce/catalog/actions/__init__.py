from nexus.commerce.catalog.actions.prices import PriceFields, remove_price, set_price
from nexus.commerce.catalog.actions.products import (
    ProductFields,
    archive_product,
    create_product,
    publish_product,
    update_product,
)
from nexus.commerce.catalog.actions.variants import (
    VariantFields,
    add_variant,
    change_variant,
    remove_variant,
)

__all__ = [
    "PriceFields",
    "ProductFields",
    "VariantFields",
    "add_variant",
    "archive_product",
    "change_variant",
    "create_product",
    "publish_product",
    "remove_price",
    "remove_variant",
    "set_price",
    "update_product",
]
