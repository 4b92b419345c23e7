from nexus.commerce.inventory.actions.holding import (
    confirm_hold,
    expired_holds,
    extend_hold,
    hold,
    release,
    ship,
    take_back,
)
from nexus.commerce.inventory.actions.stocking import (
    adjust_stock,
    change_stock,
    let_go,
    set_stock,
    set_stocks,
    stock_up,
)
from nexus.commerce.inventory.actions.warehouses import change_warehouse, open_warehouse

__all__ = [
    "adjust_stock",
    "change_stock",
    "change_warehouse",
    "confirm_hold",
    "expired_holds",
    "extend_hold",
    "hold",
    "let_go",
    "open_warehouse",
    "release",
    "set_stock",
    "set_stocks",
    "ship",
    "stock_up",
    "take_back",
]
