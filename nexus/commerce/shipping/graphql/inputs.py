from decimal import Decimal

import strawberry
from strawberry import UNSET


@strawberry.input
class ShippingMethodFilter:
    """What the list of shipping methods can be narrowed to."""

    seller: strawberry.ID | None = strawberry.field(default=UNSET, description="What that seller offers.")
    currency: str | None = UNSET
    country: str | None = UNSET


@strawberry.input
class ShippingMethodChanges:
    """What is changed of a way of sending."""

    name: str | None = UNSET
    carrier: str | None = UNSET
    currency: str | None = UNSET
    price: Decimal | None = UNSET
    price_per_kg: Decimal | None = UNSET
    free_over: Decimal | None = UNSET
    max_weight_grams: int | None = UNSET
    countries: list[str] | None = strawberry.field(
        default=UNSET, description="Where it goes; everywhere where none is named."
    )
    min_days: int | None = UNSET
    max_days: int | None = UNSET
    is_active: bool | None = UNSET


@strawberry.input
class ShippingMethodInput(ShippingMethodChanges):
    """What is said of a new way of sending; without a seller one's own, an administrator's the site's."""

    name: str
    currency: str
    seller: strawberry.ID | None = UNSET
