"""What inventory announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class StockAdjusted(Fact):
    """Someone said anew how many there are of a variant; sales, holds and imports aren't told one by one."""

    name: ClassVar[str] = "commerce.stock.adjusted"
    subject: ClassVar[str] = "variant_id"
    variant_id: UUID


@dataclass(frozen=True)
class StockLow(Fact):
    """What can be bought from one warehouse fell to what is low: told once, until there is more again."""

    name: ClassVar[str] = "commerce.stock.low"
    subject: ClassVar[str] = "variant_id"
    variant_id: UUID
    stock_item_id: int


@dataclass(frozen=True)
class WarehouseOpened(Fact):
    """A seller opened a warehouse."""

    name: ClassVar[str] = "commerce.warehouse.opened"
    subject: ClassVar[str] = "warehouse_id"
    warehouse_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class WarehouseChanged(Fact):
    """A warehouse was renamed, put elsewhere in line, closed to new orders or opened to them again."""

    name: ClassVar[str] = "commerce.warehouse.changed"
    subject: ClassVar[str] = "warehouse_id"
    warehouse_id: UUID
    seller_id: UUID
