from nexus.commerce.catalog.models.choices import Status
from nexus.commerce.catalog.models.images import ProductImage
from nexus.commerce.catalog.models.products import Product, ProductQuerySet
from nexus.commerce.catalog.models.variants import Variant

__all__ = ["Product", "ProductImage", "ProductQuerySet", "Status", "Variant"]
