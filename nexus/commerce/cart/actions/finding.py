from dataclasses import dataclass
from uuid import UUID

from nexus.commerce.cart.models import Cart
from nexus.commerce.cart.models.carts import CartQuerySet
from nexus.kernel.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who carries a cart: an account, or a guest who holds a token."""

    actor: Actor
    token: str = ""

    def carts(self) -> CartQuerySet:
        """Give the one cart that is theirs, or none."""
        if self.actor.id is not None:
            return Cart.objects.of_customer(self.actor.id)
        return Cart.objects.of_token(self.token) if self.token else Cart.objects.none()


def locked_own_cart(customer_id: UUID) -> Cart:
    """Find or begin an account's cart, and let nobody else change it before the transaction ends."""
    own = Cart.objects.of_customer(customer_id).select_for_update()
    found = own.first()
    if found is None:
        Cart.objects.get_or_create(customer_id=customer_id)
        found = own.get()
    return found
