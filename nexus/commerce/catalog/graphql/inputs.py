from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON


@strawberry.enum
class ProductOrdering(Enum):
    """How products are ordered; CREATED_AT is newest first."""

    CREATED_AT = "created_at"
    OLDEST = "oldest"
    PRICE = "price"
    PRICE_DESC = "-price"
    NAME = "name"
    NAME_DESC = "-name"


@strawberry.input
class ProductFilter:
    """What a list of products can be narrowed to."""

    search: str | None = strawberry.field(
        default=UNSET, description="Best matches first, unless an ordering is given."
    )
    category: str | None = strawberry.field(
        default=UNSET, description="A slug or an id, with all that is below it."
    )
    min_price: Decimal | None = UNSET
    max_price: Decimal | None = UNSET
    seller: str | None = strawberry.field(default=UNSET, description="A username.")
    brand: str | None = UNSET
    is_featured: bool | None = UNSET
    in_stock: bool | None = UNSET


@strawberry.input
class PriceInput:
    """What a variant costs in a further currency."""

    price: Decimal
    compare_at_price: Decimal | None = UNSET


@strawberry.input
class VariantInput:
    """What a seller says of a variant; without a price of its own it has the product's."""

    options: JSON | None = strawberry.field(default=UNSET, description='Such as {"Size": "M"}.')
    sku: str | None = UNSET
    price: Decimal | None = UNSET
    compare_at_price: Decimal | None = UNSET
    stock: int | None = UNSET
    weight_grams: int | None = UNSET


@strawberry.input
class ProductChanges:
    """What a seller may change of a product; price, stock and SKU where it has one variant only."""

    name: str | None = UNSET
    description: str | None = UNSET
    category: strawberry.ID | None = strawberry.field(default=UNSET, description="Its id or its slug.")
    brand: str | None = UNSET
    price: Decimal | None = UNSET
    compare_at_price: Decimal | None = UNSET
    currency: str | None = UNSET
    stock: int | None = UNSET
    sku: str | None = UNSET
    weight_grams: int | None = UNSET
    attributes: JSON | None = strawberry.field(default=UNSET, description='Such as {"Material": "cotton"}.')
    is_featured: bool | None = UNSET


@strawberry.input
class ProductInput(ProductChanges):
    """What a seller says of a new product: with one price and stock, or with variants."""

    name: str
    variants: list[VariantInput] | None = UNSET
    store: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The seller whose store you manage; your own unless given."
    )
