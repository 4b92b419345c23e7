from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.promotions.events import CouponChanged, CouponCreated, CouponDeactivated
from nexus.commerce.promotions.models import Coupon
from nexus.commerce.stores.actions import expect_seller
from nexus.kernel.access import require
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class CouponFields(TypedDict, total=False):
    """What a coupon's owner says of it."""

    code: str
    seller_id: UUID | None
    kind: str
    value: Decimal
    currency: str
    minimum: Decimal
    starts_at: datetime | None
    ends_at: datetime | None
    most_uses: int | None
    most_uses_per_user: int | None
    is_active: bool


@transaction.atomic
def create_coupon(actor: Actor, fields: CouponFields) -> Coupon:
    """Give out a coupon at the cost of a store, or of the site; a taken code is a Conflict.

    Where no seller is named it is the actor's own store's, and an administrator's is the site's.
    """
    coupon = Coupon(**fields)
    if "seller_id" not in fields and not actor.is_admin:
        coupon.seller_id = actor.id
    require(actor, "promotions.add_coupon", coupon)
    if coupon.seller_id is not None:
        expect_seller(coupon.seller_id)
    _save(coupon)
    publish(CouponCreated(coupon.pk), actor=actor)
    return coupon


@transaction.atomic
def change_coupon(actor: Actor, coupon_id: UUID, fields: CouponFields) -> Coupon:
    """Change a coupon's terms for the orders to come; what isn't given stays, and so does whose it is."""
    coupon = _to_change(actor, coupon_id)
    for name, value in fields.items():
        setattr(coupon, name, value)
    _save(coupon)
    publish(CouponChanged(coupon.pk), actor=actor)
    return coupon


@transaction.atomic
def deactivate_coupon(actor: Actor, coupon_id: UUID) -> None:
    """Take a coupon out of use; orders that were placed with it keep their discount."""
    coupon = _to_change(actor, coupon_id)
    coupon.is_active = False
    coupon.save(update_fields=["is_active"])
    publish(CouponDeactivated(coupon.pk), actor=actor)


def _to_change(actor: Actor, coupon_id: UUID) -> Coupon:
    require(actor, "promotions.look_for_coupon")
    coupon = Coupon.objects.run_by(actor).select_for_update().get(pk=coupon_id)
    require(actor, "promotions.change_coupon", coupon)
    return coupon


def _save(coupon: Coupon) -> None:
    coupon.full_clean(validate_unique=False, validate_constraints=False)
    with constraints_of(Coupon):
        coupon.save()
