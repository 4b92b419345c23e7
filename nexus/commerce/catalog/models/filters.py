"""What a list of products can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Exists, OuterRef, Q

from nexus.commerce.catalog.models.variants import Variant
from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.literal import Literal
from nexus.kernel.taxonomy.models import filed_in


class ProductFilters(TypedDict, total=False):
    """The filters; None leaves the list as it is, a Blank is filled in later.

    category: the ids of a category and of all below it.
    """

    category: Blank | None
    min_price: Decimal | Blank | None
    max_price: Decimal | Blank | None
    seller: str | Blank | None
    brand: str | Blank | None
    is_featured: bool | None
    in_stock: bool | None
    status: str | None


def conditions(filters: ProductFilters) -> Iterator[Q]:
    """Give the condition of each filter that is given."""
    return (_CONDITIONS[name](value) for name, value in filters.items() if value is not None)


def _on_stock() -> Exists:
    return Exists(Variant.objects.filter(product=OuterRef("pk"), stock__gt=0))


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "category": filed_in,
    "min_price": lambda price: Q(price__gte=Literal(price)),
    "max_price": lambda price: Q(price__lte=Literal(price)),
    "seller": lambda username: Q(seller__username__iexact=username),
    "brand": lambda brand: Q(brand__iexact=brand),
    "is_featured": lambda is_featured: Q(is_featured=is_featured),
    "status": lambda status: Q(status=status),
    "in_stock": lambda in_stock: Q(_on_stock()) if in_stock else ~Q(_on_stock()),
}
