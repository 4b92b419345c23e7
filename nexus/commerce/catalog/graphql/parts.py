"""What hangs on a product: variants and pictures, fetched for all products of a page at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.catalog.models import ProductImage, Variant as VariantModel
from nexus.commerce.catalog.rest.shapes import VariantShape

P = TypeVar("P")


@strawberry.type
class VariantPrice:
    """What a variant costs in a further currency."""

    currency: str
    price: Decimal
    compare_at_price: Decimal | None


@strawberry.type
class Variant:
    """What one actually buys: a product in one size, one colour."""

    id: strawberry.ID
    options: JSON = strawberry.field(description='What tells it from the others, such as {"Size": "M"}.')
    sku: str
    price: Decimal
    compare_at_price: Decimal | None
    stock: int
    in_stock: bool
    weight_grams: int
    prices: list[VariantPrice] = strawberry.field(description="In further currencies.")


@strawberry.type
class Image:
    """A picture in three sizes; an imported one that isn't fetched yet has its `sourceUrl` only."""

    id: strawberry.ID
    url: str
    position: int
    alt: str
    thumb: str | None
    card: str | None
    full: str | None
    width: int | None
    height: int | None
    source_url: str | None


def variants_by_product(product_ids: Collection[UUID]) -> dict[UUID, list[VariantShape]]:
    """Find the variants of several products."""
    return _grouped(VariantModel.objects.of_each(product_ids).rows(), VariantShape.of)


def image_rows_by_product(product_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Find the rows of the pictures of several products."""
    return _grouped(ProductImage.objects.of_each(product_ids).rows(), dict)


def _grouped(rows: Iterable[dict[str, Any]], shown: Callable[[dict[str, Any]], P]) -> dict[UUID, list[P]]:
    grouped: dict[UUID, list[P]] = defaultdict(list)
    for row in rows:
        grouped[row["product_id"]].append(shown(row))
    return grouped
