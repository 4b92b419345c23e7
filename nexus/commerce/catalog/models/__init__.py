from nexus.commerce.catalog.models.buying import ToBuy
from nexus.commerce.catalog.models.choices import Status
from nexus.commerce.catalog.models.images import ProductImage
from nexus.commerce.catalog.models.lists import ON_SALE, PAGE_ON_SALE
from nexus.commerce.catalog.models.prices import VariantPrice
from nexus.commerce.catalog.models.products import Product, ProductQuerySet
from nexus.commerce.catalog.models.variants import Variant

__all__ = [
    "ON_SALE",
    "PAGE_ON_SALE",
    "Product",
    "ProductImage",
    "ProductQuerySet",
    "Status",
    "ToBuy",
    "Variant",
    "VariantPrice",
]
