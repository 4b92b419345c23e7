from nexus.commerce.inventory.models.holds import Hold
from nexus.commerce.inventory.models.items import StockFilters, StockItem, StockItemQuerySet
from nexus.commerce.inventory.models.movements import MovementKind, StockMovement
from nexus.commerce.inventory.models.warehouses import Warehouse

__all__ = [
    "Hold",
    "MovementKind",
    "StockFilters",
    "StockItem",
    "StockItemQuerySet",
    "StockMovement",
    "Warehouse",
]
