from datetime import datetime

import strawberry

from nexus.commerce.inventory.models import MovementKind
from nexus.kernel.accounts.graphql.types import User

strawberry.enum(MovementKind)


@strawberry.type
class Warehouse:
    """A place where a seller keeps things; the one of the lowest priority is asked first."""

    id: strawberry.ID
    seller: User
    name: str
    country: str
    priority: int
    is_active: bool
    created_at: datetime


@strawberry.type
class WarehouseRef:
    """A warehouse, named where something lies in it."""

    id: strawberry.ID
    name: str


@strawberry.type
class Stock:
    """How many of a variant lie in one warehouse, how many of them are held, and how many are free."""

    id: strawberry.ID
    variant: strawberry.ID
    warehouse: WarehouseRef
    on_hand: int
    reserved: int
    available: int
    low_stock_threshold: int | None
    is_low: bool


@strawberry.type
class StockMovement:
    """A line of a stock's history: its changes add up to what is there."""

    id: strawberry.ID
    kind: MovementKind
    on_hand_change: int
    reserved_change: int
    reason: str
    order: strawberry.ID | None
    by: strawberry.ID | None
    at: datetime
