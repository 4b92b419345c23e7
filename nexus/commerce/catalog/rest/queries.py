from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from nexus.commerce.catalog.models.queries import Narrowing
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.query import ListQuery, Text
from nexus.kernel.taxonomy.models import Category

Amount = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")]
Ordering = Literal["price", "-price", "name", "-name", "created_at", "-created_at", "oldest"]

NEWEST = ("-created_at", "-id")
ORDERS: dict[str, tuple[str, str]] = {
    "price": ("price", "id"),
    "-price": ("-price", "-id"),
    "name": ("name_key", "id"),
    "-name": ("-name_key", "-id"),
    "created_at": NEWEST,
    "-created_at": NEWEST,
    "oldest": ("created_at", "id"),
}


class ProductQuery(ListQuery, kw_only=True):
    """What a list of products can be narrowed to and ordered by."""

    category: Text | None = None
    min_price: Amount | None = None
    max_price: Amount | None = None
    search: Text | None = None
    seller: Text | None = None
    brand: Text | None = None
    is_featured: bool | None = None
    in_stock: bool | None = None
    ordering: Ordering | None = None

    @property
    def text(self) -> str:
        """Give what is searched for; empty where nothing is."""
        return self.search or ""

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering] if self.ordering else NEWEST

    def narrowing(self) -> Narrowing:
        """Give the filters as the QuerySet takes them."""
        lowest, highest = _price(self.min_price), _price(self.max_price)
        if lowest is not None and highest is not None and lowest > highest:
            raise ValidationFailed(details={"min_price": ["This is more than max_price."]})
        return {
            "categories": ids_under(self.category) if self.category else None,
            "min_price": lowest,
            "max_price": highest,
            "seller": self.seller,
            "brand": self.brand,
            "is_featured": self.is_featured,
            "in_stock": self.in_stock,
        }


class ProductSearch(ProductQuery, kw_only=True):
    """What a search for products takes: the text as `q`, and all that the list takes."""

    q: Text | None = None

    @property
    def text(self) -> str:
        """Give what is searched for; empty where nothing is."""
        return self.q or self.search or ""


class OwnProductQuery(ListQuery, kw_only=True):
    """What a seller's own list can be narrowed to and ordered by."""

    status: Literal["active", "draft", "archived"] | None = None
    ordering: Ordering = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering]


def ids_under(category: str) -> list[int]:
    """List a category, named by slug or by id, and all below it; none where it isn't known.

    A look-up of its own: the list's query can then use the index of a single category.
    """
    return list(Category.objects.under(category).values_list("pk", flat=True))


def _price(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
