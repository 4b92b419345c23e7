"""What lies in an account's cart."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.commerce.cart.models import Cart, CartItem
from nexus.kernel.accounts.holdings import Holding, holds


def _cart(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return CartItem.objects.filter(cart__customer=user_id).values("name", "quantity")


def _erase_cart(user_id: UUID) -> None:
    Cart.objects.of_customer(user_id).delete()


holds(Holding("cart", _cart, _erase_cart))
