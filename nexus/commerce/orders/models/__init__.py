from nexus.commerce.orders.models.history import OrderStep
from nexus.commerce.orders.models.lines import OrderLine
from nexus.commerce.orders.models.orders import Order, OrderQuerySet, number_of
from nexus.commerce.orders.models.parts import OrderPart, PartQuerySet, sellers_of
from nexus.commerce.orders.models.states import OrderStatus
from nexus.commerce.orders.models.writing import write_rows

__all__ = [
    "Order",
    "OrderLine",
    "OrderPart",
    "OrderQuerySet",
    "OrderStatus",
    "OrderStep",
    "PartQuerySet",
    "number_of",
    "sellers_of",
    "write_rows",
]
