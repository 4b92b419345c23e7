from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry

from nexus.commerce.inventory.models import MovementKind
from nexus.kernel.accounts.graphql.types import User, user_of

strawberry.enum(MovementKind, description=MovementKind.__doc__)


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


def warehouse_of(row: Mapping[str, Any]) -> Warehouse:
    """Show a row of `Warehouse.objects.rows()`."""
    return Warehouse(
        id=row["id"],
        seller=user_of(row["seller_id"], row["seller__username"]),
        name=row["name"],
        country=row["country"],
        priority=row["priority"],
        is_active=row["is_active"],
        created_at=row["created_at"],
    )


def stock_of(row: Mapping[str, Any]) -> Stock:
    """Show a row of `StockItem.objects.rows()`."""
    return Stock(
        id=row["id"],
        variant=row["variant_id"],
        warehouse=WarehouseRef(id=row["warehouse_id"], name=row["warehouse__name"]),
        on_hand=row["on_hand"],
        reserved=row["reserved"],
        available=row["available"],
        low_stock_threshold=row["low_stock_threshold"],
        is_low=row["is_low"],
    )


def movement_of(row: Mapping[str, Any]) -> StockMovement:
    """Show a row of `StockMovement.objects.rows()`."""
    return StockMovement(
        id=row["id"],
        kind=row["kind"],
        on_hand_change=row["on_hand_change"],
        reserved_change=row["reserved_change"],
        reason=row["reason"],
        order=row["reference"],
        by=row["actor_id"],
        at=row["happened_at"],
    )


def warehouses_of(rows: Sequence[Mapping[str, Any]]) -> list[Warehouse]:
    """Show a page of warehouses."""
    return [warehouse_of(row) for row in rows]


def stocks_of(rows: Sequence[Mapping[str, Any]]) -> list[Stock]:
    """Show a page of stock."""
    return [stock_of(row) for row in rows]


def movements_of(rows: Sequence[Mapping[str, Any]]) -> list[StockMovement]:
    """Show a page of a history."""
    return [movement_of(row) for row in rows]
