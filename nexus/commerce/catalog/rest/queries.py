from decimal import Decimal
from typing import Literal

from nexus.commerce.catalog.models.filters import ProductFilters
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.query import BY_AGE, NEWEST, Amount, ListQuery, Orders, Text

Ordering = Literal["price", "-price", "name", "-name", "created_at", "-created_at", "oldest"]

ORDERS: Orders = {
    **BY_AGE,
    "price": ("price", "id"),
    "-price": ("-price", "-id"),
    "name": ("name_key", "id"),
    "-name": ("-name_key", "-id"),
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

    @property
    def filters(self) -> ProductFilters:
        """Give the filters as the QuerySet takes them, all but the category."""
        lowest, highest = _price(self.min_price), _price(self.max_price)
        if lowest is not None and highest is not None and lowest > highest:
            raise ValidationFailed(details={"min_price": ["This is more than max_price."]})
        return {
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


class OwnProductsQuery(ListQuery, kw_only=True):
    """What a seller's own list can be narrowed to and ordered by."""

    status: Literal["active", "draft", "archived"] | None = None
    ordering: Ordering = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering]


def _price(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
