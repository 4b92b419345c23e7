from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.cart.actions.finding import Shopper, locked_own_cart
from nexus.commerce.cart.models import MOST_LINES, MOST_OF_ONE, Cart, CartItem
from nexus.commerce.catalog.models import ToBuy, Variant
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.kernel.api.errors import NotFound, Unprocessable


@transaction.atomic
def add_to_cart(shopper: Shopper, product_id: UUID, variant_id: UUID | None, quantity: int) -> str | None:
    """Put so many more of a thing into the cart; a guest's first thing begins one, whose token is given.

    The variant may stay unnamed where a product has one only. InsufficientStock says what is left.
    """
    (found,) = Variant.objects.resolve([(product_id, variant_id)])
    thing = _on_sale(found)
    cart, token = _to_fill(shopper)
    items = list(cart.items.all())
    item = next((item for item in items if item.variant_id == thing.variant_id), None)
    if item is None and len(items) >= MOST_LINES:
        raise Unprocessable(f"A cart holds {MOST_LINES} lines: order some of it, or take something out.")
    wanted = quantity + (item.quantity if item else 0)
    _check_quantity(thing, wanted)
    if item is None:
        item = CartItem(
            cart=cart,
            variant_id=thing.variant_id,
            name=thing.name,
            seen_price=thing.price,
            seen_currency=thing.currency,
        )
    item.quantity = wanted
    item.save()
    cart.touch(timezone.now())
    return token


@transaction.atomic
def change_item(shopper: Shopper, item_id: UUID, quantity: int) -> None:
    """Take so many of a line; InsufficientStock says what is left."""
    cart = _locked(shopper)
    item = cart.items.get(pk=item_id)
    if item.variant_id is None:
        raise Unprocessable(f"{item.name} is no longer on sale: take it out of the cart.")
    _check_quantity(_on_sale(item.variant_id), quantity)
    item.quantity = quantity
    item.save(update_fields=["quantity"])
    cart.touch(timezone.now())


@transaction.atomic
def remove_item(shopper: Shopper, item_id: UUID) -> None:
    """Take a line out."""
    cart = _locked(shopper)
    cart.items.get(pk=item_id).delete()
    cart.touch(timezone.now())


@transaction.atomic
def clear_cart(shopper: Shopper) -> None:
    """Take everything out; an empty cart stays as it is."""
    cart = shopper.carts().select_for_update().first()
    if cart is not None:
        cart.items.all().delete()
        cart.touch(timezone.now())


def _to_fill(shopper: Shopper) -> tuple[Cart, str | None]:
    if shopper.actor.id is not None:
        return locked_own_cart(shopper.actor.id), None
    found = shopper.carts().select_for_update().first()
    return (found, None) if found else Cart.for_guest()


def _locked(shopper: Shopper) -> Cart:
    found = shopper.carts().select_for_update().first()
    if found is None:
        raise NotFound
    return found


def _on_sale(variant_id: UUID) -> ToBuy:
    thing = Variant.objects.to_buy([variant_id]).get(variant_id)
    if thing is None or thing.refusal:
        raise Unprocessable(thing.refusal if thing else "This is no longer on sale.")
    return thing


def _check_quantity(thing: ToBuy, quantity: int) -> None:
    if quantity > MOST_OF_ONE:
        raise Unprocessable(f"A line holds {MOST_OF_ONE} of a thing: ask its seller about more.")
    if quantity > thing.stock:
        left = f"there are {thing.stock} left" if thing.stock else "it is sold out"
        short = {"variant": str(thing.variant_id), "asked": quantity, "available": thing.stock}
        raise InsufficientStock(f"Not so many of {thing.name}: {left}.", {"items": [short]})
