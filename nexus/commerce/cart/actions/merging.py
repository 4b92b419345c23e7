from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.cart.actions.finding import Shopper, locked_own_cart
from nexus.commerce.cart.models import MOST_LINES, MOST_OF_ONE, Cart, CartItem
from nexus.kernel.access import require
from nexus.kernel.api.errors import NotFound
from nexus.kernel.kit.actor import Actor

NO_SUCH_CART = "There is no guest's cart for this token: it was merged already, or never was."


def merge_cart(actor: Actor, token: str) -> None:
    """Bring what one gathered as a guest into one's own cart; NotFound where the token opens none.

    Quantities of one thing add up, to the limits of a line; the guest's cart is gone afterwards.
    """
    require(actor, "cart.merge_cart")
    if actor.id is None or not _merge(actor.id, token):
        raise NotFound(NO_SUCH_CART)


def carried_over(shopper: Shopper) -> Shopper:
    """Merge by itself where someone has signed in and still carries a guest's token."""
    if shopper.actor.id is not None and shopper.token:
        _merge(shopper.actor.id, shopper.token)
    return shopper


@transaction.atomic
def _merge(customer_id: UUID, token: str) -> bool:
    # The guest's cart before one's own, always: so two merges can't wait for each other.
    guest = Cart.objects.of_token(token).select_for_update().first()
    if guest is None:
        return False
    own = locked_own_cart(customer_id)
    _take_over(own, guest)
    guest.delete()
    own.touch(timezone.now())
    return True


def _take_over(own: Cart, guest: Cart) -> None:
    lines = own.items.all()
    mine = {item.variant_id: item for item in lines if item.variant_id}
    room = MOST_LINES - len(lines)
    both, moved = [], []
    for item in guest.items.all():
        same = mine.get(item.variant_id) if item.variant_id else None
        if same:
            same.quantity = min(same.quantity + item.quantity, MOST_OF_ONE)
            both.append(same)
        else:
            moved.append(item.pk)
    CartItem.objects.bulk_update(both, ["quantity"])
    CartItem.objects.filter(pk__in=moved[:room]).update(cart=own)
