"""A cart as checkout takes it, in the order's own transaction."""

from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from nexus.commerce.cart.models import Cart
from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.actor import Actor


def cart_to_order(actor: Actor) -> Cart:
    """Lock the account's cart, with its items; Unprocessable where it is empty or something in it is gone."""
    require(actor, "cart.order_cart")
    cart = Cart.objects.filter(customer=actor.id).select_for_update().prefetch_related("items").first()
    if cart is None or not cart.items.all():
        raise Unprocessable("Your cart is empty: put something in, or send `items`.")
    if gone := [item.name for item in cart.items.all() if item.variant_id is None]:
        raise Unprocessable(f"No longer on sale: {', '.join(gone)}. Look at your cart, and take it out.")
    return cart


def lines_of(cart: Cart) -> list[tuple[UUID, int]]:
    """List what is in a cart: variants and quantities, in the order in which they were put in."""
    return [(item.variant_id, item.quantity) for item in cart.items.all() if item.variant_id]


def seen_prices(cart: Cart) -> dict[UUID, tuple[Decimal, str]]:
    """Give the price and currency that the customer was shown last for each variant."""
    return {
        item.variant_id: (item.seen_price, item.seen_currency) for item in cart.items.all() if item.variant_id
    }


def empty(cart: Cart) -> None:
    """Take everything out of a cart that has become an order."""
    cart.items.all().delete()
    cart.touch(timezone.now())
