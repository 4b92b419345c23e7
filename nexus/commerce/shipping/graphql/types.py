from decimal import Decimal

import strawberry


@strawberry.type
class ShippingMethod:
    """A way of sending; the site's own where it names no seller."""

    id: strawberry.ID
    seller: strawberry.ID | None
    name: str
    carrier: str
    currency: str
    price: Decimal
    price_per_kg: Decimal
    free_over: Decimal | None
    max_weight_grams: int | None
    countries: list[str] = strawberry.field(description="Where it goes; everywhere where none is named.")
    min_days: int
    max_days: int
    is_active: bool
