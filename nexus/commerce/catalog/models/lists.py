"""The lists and pages that everyone reads, compiled once for each shape of what is asked."""

from typing import Any, Unpack

from nexus.commerce.catalog.models.filters import ProductFilters
from nexus.commerce.catalog.models.products import Product
from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.prepared import Prepared, Rows


def _on_sale(
    *,
    search: Blank | None = None,
    is_ranked: bool = False,
    is_put_forward: bool = False,
    **to: Unpack[ProductFilters],
) -> Rows:
    products = Product.objects.live().narrowed(**to)
    if is_put_forward:
        products = products.narrowed(is_featured=True)
    if search is not None:
        products = products.by_relevance(search) if is_ranked else products.matching(search)
    return products.cards()


def _page(**to: Any) -> Rows:
    return Product.objects.live().filter(**to).pages()


ON_SALE = Prepared(_on_sale)
PAGE_ON_SALE = Prepared(_page)
