from nexus.commerce.cart.actions.filling import add_to_cart, change_item, clear_cart, remove_item
from nexus.commerce.cart.actions.finding import Shopper
from nexus.commerce.cart.actions.looking import Line, Look, look_at_cart
from nexus.commerce.cart.actions.merging import carried_over, merge_cart
from nexus.commerce.cart.actions.ordering import cart_to_order, empty, lines_of, seen_prices
from nexus.commerce.cart.actions.sweeping import sweep_abandoned_carts

__all__ = [
    "Line",
    "Look",
    "Shopper",
    "add_to_cart",
    "carried_over",
    "cart_to_order",
    "change_item",
    "clear_cart",
    "empty",
    "lines_of",
    "look_at_cart",
    "merge_cart",
    "remove_item",
    "seen_prices",
    "sweep_abandoned_carts",
]
