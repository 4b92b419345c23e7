from typing import Final

from django.db import transaction

from nexus.commerce.cart.models import Cart, CartItem

_AT_A_TIME: Final = 1_000


def sweep_abandoned_carts() -> int:
    """Forget the carts of guests that nobody has touched for a month; give how many there were."""
    swept = 0
    while found := _sweep_some():
        swept += found
    return swept


@transaction.atomic
def _sweep_some() -> int:
    # One that is being touched at this moment is locked, and not abandoned.
    locked = Cart.objects.abandoned().select_for_update(skip_locked=True).values_list("pk", flat=True)
    found = list(locked[:_AT_A_TIME])
    CartItem.objects.filter(cart__in=found).delete()
    Cart.objects.filter(pk__in=found).delete()
    return len(found)
