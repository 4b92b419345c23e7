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
    set_stock,
)

__all__ = [
    "ProductFields",
    "VariantFields",
    "add_variant",
    "archive_product",
    "change_variant",
    "create_product",
    "publish_product",
    "remove_variant",
    "set_stock",
    "update_product",
]
