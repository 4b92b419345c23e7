from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.shipping.carriers import known_carrier
from nexus.commerce.shipping.events import (
    ShippingMethodAdded,
    ShippingMethodChanged,
    ShippingMethodRemoved,
)
from nexus.commerce.shipping.models import ShippingMethod
from nexus.commerce.stores.actions import expect_seller
from nexus.kernel.access import require
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class MethodFields(TypedDict, total=False):
    """What is said of a way of sending."""

    seller_id: UUID | None
    name: str
    carrier: str
    currency: str
    price: Decimal
    price_per_kg: Decimal
    free_over: Decimal | None
    max_weight_grams: int | None
    countries: list[str]
    min_days: int
    max_days: int
    is_active: bool


@transaction.atomic
def add_method(actor: Actor, fields: MethodFields) -> ShippingMethod:
    """Offer one more way of sending.

    Where no seller is named it is the actor's own store's, and an administrator's is the site's.
    """
    method = ShippingMethod(**fields)
    if "seller_id" not in fields and not actor.is_admin:
        method.seller_id = actor.id
    require(actor, "shipping.add_method", method)
    if method.seller_id is not None:
        expect_seller(method.seller_id)
    _save(method)
    publish(ShippingMethodAdded(method.pk), actor=actor)
    return method


@transaction.atomic
def change_method(actor: Actor, method_id: UUID, fields: MethodFields) -> ShippingMethod:
    """Change a way of sending for the orders to come; what isn't given stays, and so does whose it is."""
    method = _to_change(actor, method_id)
    for name, value in fields.items():
        setattr(method, name, value)
    _save(method)
    publish(ShippingMethodChanged(method.pk), actor=actor)
    return method


@transaction.atomic
def remove_method(actor: Actor, method_id: UUID) -> None:
    """Offer a way of sending no longer; it is kept, inactive, for those who manage it."""
    method = _to_change(actor, method_id)
    method.is_active = False
    method.save(update_fields=["is_active"])
    bump("shipping")
    publish(ShippingMethodRemoved(method_id), actor=actor)


def _to_change(actor: Actor, method_id: UUID) -> ShippingMethod:
    require(actor, "shipping.look_for_method_to_change")
    method = ShippingMethod.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=method_id)
    require(actor, "shipping.change_method", method)
    return method


def _save(method: ShippingMethod) -> None:
    method.full_clean(validate_unique=False, validate_constraints=False)
    known_carrier(method.carrier)
    with constraints_of(ShippingMethod):
        method.save()
    bump("shipping")
