from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.inventory.models import StockFilters
from nexus.commerce.inventory.models.warehouses import WarehouseFilters
from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import ListQuery

Row = dict[str, Any]

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
Quantity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class WarehouseShape(msgspec.Struct):
    """A place where a seller keeps things; the one of the lowest priority is asked first."""

    example: ClassVar[Row] = {
        "id": _ID,
        "seller": {"id": _ID, "username": "nexus_outfitters"},
        "name": "Hamburg",
        "country": "DE",
        "priority": 1,
        "is_active": True,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    seller: UserRef
    name: str
    country: str
    priority: int
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> "WarehouseShape":
        """Read a row of `Warehouse.objects.rows()`."""
        return cls(
            row["id"],
            UserRef(row["seller_id"], row["seller__username"]),
            row["name"],
            row["country"],
            row["priority"],
            row["is_active"],
            row["created_at"],
        )


class WarehouseRef(msgspec.Struct):
    """A warehouse, named where something lies in it."""

    id: UUID
    name: str


class StockShape(msgspec.Struct):
    """How many of a variant lie in one warehouse, how many of them are held, and how many are free."""

    example: ClassVar[Row] = {
        "id": 1,
        "variant": _ID,
        "warehouse": {"id": _ID, "name": "Hamburg"},
        "on_hand": 12,
        "reserved": 2,
        "available": 10,
        "low_stock_threshold": 15,
        "is_low": True,
    }

    id: int
    variant: UUID
    warehouse: WarehouseRef
    on_hand: int
    reserved: int
    available: int
    low_stock_threshold: int | None
    is_low: bool

    @classmethod
    def of(cls, row: Row) -> "StockShape":
        """Read a row of `StockItem.objects.rows()`."""
        return cls(
            row["id"],
            row["variant_id"],
            WarehouseRef(row["warehouse_id"], row["warehouse__name"]),
            row["on_hand"],
            row["reserved"],
            row["available"],
            row["low_stock_threshold"],
            row["is_low"],
        )


class MovementShape(msgspec.Struct):
    """A line of a stock's history: what changed, why, for which order and by whom."""

    example: ClassVar[Row] = {
        "id": 7,
        "kind": "adjusted",
        "on_hand_change": -2,
        "reserved_change": 0,
        "reason": "Broken in the store",
        "order": None,
        "by": _ID,
        "at": "2026-11-21T09:30:00Z",
    }

    id: int
    kind: str
    on_hand_change: int
    reserved_change: int
    reason: str
    order: UUID | None
    by: UUID | None
    at: datetime

    @classmethod
    def of(cls, row: Row) -> "MovementShape":
        """Read a row of `StockMovement.objects.rows()`."""
        return cls(
            row["id"],
            row["kind"],
            row["on_hand_change"],
            row["reserved_change"],
            row["reason"],
            row["reference"],
            row["actor_id"],
            row["happened_at"],
        )


class WarehouseQuery(ListQuery, kw_only=True):
    """What a list of warehouses can be narrowed to."""

    seller: UUID | None = None
    is_active: bool | None = None

    @property
    def filters(self) -> WarehouseFilters:
        """Give the filters as the QuerySet takes them."""
        return {"seller": self.seller, "is_active": self.is_active}


class StockQuery(ListQuery, kw_only=True):
    """What a list of stock can be narrowed to; `below`: of which fewer than this can be bought."""

    variant: UUID | None = None
    warehouse: UUID | None = None
    seller: UUID | None = None
    below: Quantity | None = None
    is_held: bool | None = None
    is_low: bool | None = None

    @property
    def filters(self) -> StockFilters:
        """Give the filters as the QuerySet takes them."""
        return {
            "variant": self.variant,
            "warehouse": self.warehouse,
            "seller": self.seller,
            "below": self.below,
            "is_held": self.is_held,
            "is_low": self.is_low,
        }


class MovementQuery(ListQuery, kw_only=True):
    """What a stock's history takes: it is told from its latest line back."""
