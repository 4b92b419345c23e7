from django.db import transaction

from nexus.commerce.checkout.actions.reckoning import Reckoning, reckon
from nexus.commerce.checkout.actions.wishes import Wish, addressed, wanted
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def quote(actor: Actor, wish: Wish) -> Reckoning:
    """Tell what an order would come to today, and in which ways it can be sent; nothing is held."""
    wish = addressed(actor, wish)
    return reckon(actor, wish, wanted(actor, wish).quantities)
