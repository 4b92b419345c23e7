"""How views read the catalogue: lists under the filters of a query, and whole products."""

from functools import partial
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest
from rest_framework.response import Response

from nexus.commerce.catalog.actions.saving import AREA
from nexus.commerce.catalog.models import Product, ProductQuerySet
from nexus.commerce.catalog.rest.queries import ProductQuery
from nexus.commerce.catalog.rest.shapes import ImageShape, ProductCard, ProductShape, VariantShape
from nexus.kernel.api.paging import listing, ranked
from nexus.kernel.search.vocabulary import parse


def product_list(request: HttpRequest, products: ProductQuerySet, query: ProductQuery) -> Response:
    """Answer a list of products: the best matches first where a search names no ordering."""
    shape = partial(ProductCard.of, media=media(request))
    products = products.narrowed(**query.filters)
    search = parse(AREA, query.text)
    if search and query.ordering is None and query.cursor is None:
        return ranked(request, products.by_relevance(search).cards(), query, shape)
    return listing(request, products.matching(search).cards(), query, shape, query.order)


def product_page(request: HttpRequest, products: ProductQuerySet, product_id: UUID) -> ProductShape | None:
    """Show one of these products, with its variants and pictures; None where it isn't among them."""
    at = media(request)
    row = products.pages().filter(pk=product_id).first()
    if row is None:
        return None
    variants = msgspec.convert(row["variants"], list[VariantShape])
    images = [ImageShape.of(image | {"id": UUID(image["id"])}, at) for image in row["images"]]
    return ProductShape.whole(row, variants, images, at)


def product_written(request: HttpRequest, product_id: UUID) -> ProductShape | None:
    """Show a product to one who has just changed it."""
    return product_page(request, Product.objects.all(), product_id)


def media(request: HttpRequest) -> str:
    """Say where the addresses of files begin."""
    return request.build_absolute_uri(settings.MEDIA_URL)
