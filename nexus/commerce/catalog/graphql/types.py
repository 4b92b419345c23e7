from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.catalog.graphql.parts import Image, Variant, image_rows_by_product, variants_by_product
from nexus.commerce.catalog.models import Product as ProductModel, Status
from nexus.commerce.catalog.rest.reading import media
from nexus.commerce.catalog.rest.shapes import ImageShape, VariantShape, address
from nexus.kernel.accounts.graphql.types import User, user_of
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import shown_as
from nexus.kernel.api.graphql.siblings import Siblings
from nexus.kernel.taxonomy.graphql.types import Category, filed_under

# GraphQL has no larger whole number: a strict client refuses the whole answer that holds one.
LARGEST_INT: Final = 2**31 - 1

strawberry.enum(Status, name="ProductStatus")


@strawberry.type
class Product:
    """A thing for sale. Its price and former price are its cheapest variant's."""

    id: strawberry.ID
    name: str
    slug: str
    price: Decimal
    currency: str
    compare_at_price: Decimal | None
    stock: int
    in_stock: bool
    brand: str
    image: str | None = strawberry.field(description="The address of its first picture, to put on a card.")
    is_featured: bool
    status: Status
    category: Category | None = strawberry.field(description="Where it is filed.")
    seller: User
    created_at: datetime
    key: strawberry.Private[UUID]
    others: strawberry.Private[Siblings[UUID]]
    media: strawberry.Private[str]

    @shown_as(list[Variant])
    def variants(self) -> list[VariantShape]:
        """What one actually buys, in the seller's order."""
        return self.others.of(self.key, variants_by_product) or []

    @shown_as(list[Image])
    def images(self) -> list[ImageShape]:
        """Its pictures, in the seller's order."""
        return [
            ImageShape.of(row, self.media) for row in self.others.of(self.key, image_rows_by_product) or ()
        ]

    @strawberry.field
    def description(self) -> str:
        """What the seller says of it."""
        return str(self._detail("description"))

    @strawberry.field
    def attributes(self) -> JSON:
        """What it is beside its name, such as {"Material": "cotton"}."""
        return JSON(self._detail("attributes"))

    @strawberry.field
    def updated_at(self) -> datetime:
        """When it was changed last."""
        moment: datetime = self._detail("updated_at")
        return moment

    def _detail(self, name: str) -> Any:
        # Long texts are read only where they are asked for.
        found = self.others.of(self.key, details_by_id)
        if found is None:
            raise ProductModel.DoesNotExist
        return found[name]


def products_of(rows: Sequence[Mapping[str, Any]], media: str) -> list[Product]:
    """Show rows of `Product.objects.cards()` side by side; media: where the addresses of files begin."""
    categories = Siblings(row["category_id"] for row in rows)
    others = Siblings(row["id"] for row in rows)
    return [_product(row, categories, others, media) for row in rows]


def written(info: Info, product_id: UUID) -> Product:
    """Show a product to one who has just changed it."""
    row = ProductModel.objects.cards().get(pk=product_id)
    return products_of([row], media(info.context.request))[0]


def details_by_id(product_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Find what only a product's own page shows, of several products."""
    return {row["id"]: row for row in ProductModel.objects.filter(pk__in=product_ids).details()}


def _product(
    row: Mapping[str, Any], categories: Siblings[int], others: Siblings[UUID], media: str
) -> Product:
    return Product(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        price=row["price"],
        currency=row["currency"],
        compare_at_price=row["compare_at_price"],
        stock=min(row["stock"], LARGEST_INT),
        in_stock=row["stock"] > 0,
        brand=row["brand"],
        image=address(media, row["image"]),
        is_featured=row["is_featured"],
        status=row["status"],
        category=filed_under(row, categories),
        seller=user_of(row["seller_id"], row["seller__username"]),
        created_at=row["created_at"],
        key=row["id"],
        others=others,
        media=media,
    )
