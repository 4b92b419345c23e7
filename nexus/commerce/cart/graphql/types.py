from decimal import Decimal

import strawberry
from strawberry.scalars import JSON


@strawberry.type
class Amount:
    """Money in one currency."""

    currency: str
    amount: Decimal


@strawberry.type
class PriceChange:
    """A price as it was seen last, and today's."""

    before: Decimal
    now: Decimal


@strawberry.type(name="CartLineChanges")
class Changed:
    """What is new about a line since its customer has looked last."""

    price_rose: PriceChange | None
    price_fell: PriceChange | None
    only_left: int | None = strawberry.field(
        description="How many there are, where that is less than the line asks for."
    )
    gone: bool = strawberry.field(description="It is no longer on sale and can't be ordered.")


@strawberry.type
class CartLine:
    """So many of one thing, at today's price; what is gone has a name only."""

    id: strawberry.ID
    product: strawberry.ID | None
    variant: strawberry.ID | None
    seller: strawberry.ID | None
    name: str
    sku: str
    options: JSON
    image: str | None
    quantity: int
    price: Decimal | None
    currency: str | None
    total: Decimal
    stock: int
    changed: Changed


@strawberry.type
class Cart:
    """A cart with today's prices and stock."""

    id: strawberry.ID | None
    token: str | None = strawberry.field(
        description="A guest's, once, when the cart is begun: send it as X-Cart-Token from then on."
    )
    items: list[CartLine]
    quantity: int
    totals: list[Amount]
    note: str | None
