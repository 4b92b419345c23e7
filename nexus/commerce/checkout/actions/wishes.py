"""What a customer asks for: things by name, or what lies in the cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from nexus.commerce.cart.actions import cart_to_order, lines_of
from nexus.commerce.cart.models import MOST_OF_ONE, Cart
from nexus.commerce.catalog.models import Variant
from nexus.kernel.accounts.actions import address_to_use
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a product; variant: which of them, where there are several."""

    product: UUID
    variant: UUID | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Wish:
    """An order as a customer asks for it.

    items: None is what lies in the customer's cart.
    shipping_address_id: one of the customer's address book, which stands for it.
    currency: None is the one that all things have a price in.
    shipping_methods: how to send it; a seller's part for which none is named is sent the cheapest way.
    at_most: what it may cost in all; None asks for no such check.
    """

    items: Sequence[Item] | None
    shipping_address: Mapping[str, str]
    shipping_address_id: UUID | None = None
    billing_address: Mapping[str, str] | None = None
    coupon: str = ""
    currency: str | None = None
    shipping_methods: frozenset[UUID] = field(default_factory=frozenset)
    at_most: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of each variant; cart: where they lie, locked, if that is where they were found."""

    quantities: Mapping[UUID, int]
    cart: Cart | None = None


def addressed(actor: Actor, wish: Wish) -> Wish:
    """Write a kept address out, as the order keeps it; ValidationFailed where the actor keeps no such one."""
    if wish.shipping_address_id is None:
        return wish
    try:
        return replace(wish, shipping_address=address_to_use(actor, wish.shipping_address_id))
    except ObjectDoesNotExist:
        raise ValidationFailed(details={"shipping_address_id": ["You keep no such address."]}) from None


def wanted(actor: Actor, wish: Wish) -> Wanted:
    """Find out which variants are meant; without named items, those in the actor's cart."""
    if wish.items is not None:
        return Wanted(_quantities_of(wish.items))
    cart = cart_to_order(actor)
    return Wanted(dict(lines_of(cart)), cart)


def _quantities_of(items: Sequence[Item]) -> dict[UUID, int]:
    # What is named twice is one line.
    variants = Variant.objects.resolve([(item.product, item.variant) for item in items])
    found: dict[UUID, int] = {}
    for variant_id, item in zip(variants, items, strict=True):
        found[variant_id] = found.get(variant_id, 0) + item.quantity
    too_many = [place for place, variant_id in enumerate(variants) if found[variant_id] > MOST_OF_ONE]
    if too_many:
        sentence = f"One can order {MOST_OF_ONE} of a thing at most."
        raise ValidationFailed(details={"items": {str(place): [sentence] for place in too_many}})
    return found
