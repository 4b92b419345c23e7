from nexus.commerce.cart.models.carts import Cart
from nexus.commerce.cart.models.items import MOST_LINES, MOST_OF_ONE, CartItem

__all__ = ["MOST_LINES", "MOST_OF_ONE", "Cart", "CartItem"]
