from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db import models
from django.db.models import Exists, OuterRef, Q

from nexus.commerce.catalog.models.rows import CARDS, DETAILS, PAGES
from nexus.commerce.catalog.models.variants import Variant
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.literal import Literal
from nexus.kernel.search.columns import SearchableQuerySet

if TYPE_CHECKING:
    from nexus.commerce.catalog.models.products import Product

    Rows = models.QuerySet[Product, Any]


class Status(models.TextChoices):
    """Where a product stands between its seller and the public."""

    ACTIVE = "active", "On sale"
    DRAFT = "draft", "Waiting for review"
    ARCHIVED = "archived", "Taken off"


LIVE = Q(status=Status.ACTIVE)
_LIVE = Q(status=Literal(Status.ACTIVE.value))


class Narrowing(TypedDict, total=False):
    """What a product list may be narrowed to; what is None doesn't narrow."""

    categories: Sequence[int] | None
    min_price: Decimal | None
    max_price: Decimal | None
    seller: str | None
    brand: str | None
    is_featured: bool | None
    in_stock: bool | None
    status: str | None


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "categories": lambda ids: Q(category=ids[0]) if len(ids) == 1 else Q(category__in=ids),
    "min_price": lambda price: Q(price__gte=Literal(price)),
    "max_price": lambda price: Q(price__lte=Literal(price)),
    "seller": lambda username: Q(seller__username__iexact=username),
    "brand": lambda brand: Q(brand__iexact=brand),
    "is_featured": lambda is_featured: Q(is_featured=is_featured),
    "status": lambda status: Q(status=status),
    "in_stock": lambda in_stock: Q(_on_stock()) if in_stock else ~Q(_on_stock()),
}


class ProductQuerySet(SearchableQuerySet["Product"]):
    """Products, as lists, pages and actions want them."""

    def live(self) -> ProductQuerySet:
        """Keep what is public: the one predicate for it."""
        return self.filter(_LIVE)

    def visible_to(self, actor: Actor) -> ProductQuerySet:
        """Keep what is public and what is the actor's own; administrators see everything."""
        if actor.is_admin:
            return self
        return self.filter(_LIVE | Q(seller=actor.id)) if actor.is_signed_in else self.live()

    def owned_by(self, actor: Actor) -> ProductQuerySet:
        """Keep the actor's own, on sale or not."""
        return self.filter(seller=actor.id)

    def kept(self) -> ProductQuerySet:
        """Keep what wasn't taken off by its seller: only that can be changed."""
        return self.exclude(status=Status.ARCHIVED)

    def narrowed(self, **to: Unpack[Narrowing]) -> ProductQuerySet:
        """Narrow to what is given of categories, prices, seller, brand, featured and in stock."""
        return self.filter(*(_CONDITIONS[name](value) for name, value in to.items() if value is not None))

    def cards(self) -> Rows:
        """Give plain rows with what a list shows of a product."""
        return CARDS.of(self)

    def details(self) -> Rows:
        """Give plain rows with what a product says of itself beyond its card."""
        return DETAILS.of(self)

    def pages(self) -> Rows:
        """Give plain rows with all that a product's page shows, its variants and images in them."""
        return PAGES.of(self)


def _on_stock() -> Exists:
    return Exists(Variant.objects.filter(product=OuterRef("pk"), stock__gt=0))
