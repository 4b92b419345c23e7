"""How views read the catalogue: lists under the filters of a query, and whole products."""

from functools import lru_cache, partial
from urllib.parse import urljoin
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.catalog.actions.saving import AREA
from nexus.commerce.catalog.models import ON_SALE, PAGE_ON_SALE, Product
from nexus.commerce.catalog.rest.queries import ProductQuery
from nexus.commerce.catalog.rest.shapes import ImageShape, ProductCard, ProductShape, VariantShape
from nexus.kernel.api.origins import origin_of
from nexus.kernel.api.paging import Order, listing, ranked
from nexus.kernel.database.prepared import Given
from nexus.kernel.database.rows import Row
from nexus.kernel.search.vocabulary import parse
from nexus.kernel.taxonomy.rest.reading import ids_under


def product_list(
    request: Request,
    query: ProductQuery,
    *,
    within: list[int] | None = None,
    is_put_forward: bool = False,
) -> Response:
    """Answer a list of products on sale: the best matches first where a search names no ordering."""
    shape = partial(ProductCard.of, media=media(request))
    found, order = products_on_sale(request, query, within=within, is_put_forward=is_put_forward)
    return (
        ranked(request, found, query, shape)
        if order is None
        else listing(request, found, query, shape, order)
    )


def products_on_sale(
    request: HttpRequest,
    query: ProductQuery,
    *,
    within: list[int] | None = None,
    is_put_forward: bool = False,
) -> tuple[Given, Order | None]:
    """Find what is on sale under a query, and its order; None where the best matches come first.

    within: the only categories that count.
    """
    search = parse(AREA, query.text)
    is_ranked = search is not None and query.ordering is None and query.cursor is None
    asked = None if query.category is None else ids_under(request, query.category)
    found = ON_SALE.given(
        search=search,
        category=_both(within, asked),
        is_ranked=is_ranked or None,
        is_put_forward=is_put_forward or None,
        **query.filters,
    )
    return found, None if is_ranked else query.order


def product_on_sale(request: HttpRequest, product_id: UUID) -> ProductShape | None:
    """Show a product on sale; None where it isn't."""
    found = PAGE_ON_SALE.given(pk=product_id).read(size=1)
    return product_page(request, found[0]) if found else None


def product_written(request: HttpRequest, product_id: UUID) -> ProductShape:
    """Show a product to one who has just changed it."""
    return product_page(request, Product.objects.pages().get(pk=product_id))


def product_page(request: HttpRequest, row: Row) -> ProductShape:
    """Show a row of `pages()`, with its variants and pictures."""
    at = media(request)
    variants = msgspec.convert(row["variants"], list[VariantShape])
    images = [ImageShape.of(image | {"id": UUID(image["id"])}, at) for image in row["images"]]
    return ProductShape.whole(row, variants, images, at)


def media(request: HttpRequest) -> str:
    """Say where the addresses of files begin."""
    return _joined(origin_of(request), settings.MEDIA_URL)


@lru_cache(64)
def _joined(origin: str, path: str) -> str:
    return urljoin(origin, path)


def _both(within: list[int] | None, asked: list[int] | None) -> list[int] | None:
    if within is None or asked is None:
        return asked if within is None else within
    return [category for category in asked if category in within]
