import strawberry
from strawberry import UNSET


@strawberry.input
class StockFilter:
    """What a list of stock can be narrowed to."""

    variant: strawberry.ID | None = UNSET
    warehouse: strawberry.ID | None = UNSET
    seller: strawberry.ID | None = UNSET
    below: int | None = strawberry.field(default=UNSET, description="Of which fewer than this can be bought.")
    is_held: bool | None = UNSET
    is_low: bool | None = UNSET


@strawberry.input
class WarehouseFilter:
    """What a list of warehouses can be narrowed to."""

    seller: strawberry.ID | None = UNSET
    is_active: bool | None = UNSET


@strawberry.input
class WarehouseInput:
    """What a seller says of a new warehouse."""

    name: str
    country: str | None = UNSET
    priority: int | None = UNSET
    is_active: bool | None = UNSET
    seller: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Where you manage the store for them; yourself unless given."
    )


@strawberry.input
class WarehouseChanges:
    """What a seller may change of a warehouse."""

    name: str | None = UNSET
    country: str | None = UNSET
    priority: int | None = UNSET
    is_active: bool | None = UNSET


@strawberry.input
class StockInput:
    """What is to lie in one more warehouse, and how many of it."""

    variant: strawberry.ID
    warehouse: strawberry.ID
    on_hand: int
    reason: str | None = UNSET


@strawberry.input
class StockChanges:
    """What a seller may say of what lies in one warehouse."""

    low_stock_threshold: int | None = strawberry.field(
        default=UNSET, description="From how many pieces left downwards it is low; null: as the site has it."
    )


@strawberry.input
class StockAdjustmentInput:
    """What was found: so many more or fewer, or so many in all; and why."""

    change: int | None = UNSET
    on_hand: int | None = UNSET
    reason: str
