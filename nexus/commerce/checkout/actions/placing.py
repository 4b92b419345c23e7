from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.commerce.cart.actions import empty, seen_prices
from nexus.commerce.cart.models import Cart
from nexus.commerce.catalog.models import ToBuy
from nexus.commerce.checkout.actions.reckoning import expect_stock, reckon
from nexus.commerce.checkout.actions.wishes import Wish, addressed, wanted
from nexus.commerce.checkout.actions.writing import write_order
from nexus.commerce.checkout.exceptions import PricesChanged
from nexus.commerce.inventory.actions import hold
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.commerce.orders.events import OrderPlaced
from nexus.commerce.payments.actions import settle_free_order
from nexus.commerce.promotions.actions import redeem
from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def place_order(actor: Actor, wish: Wish) -> UUID:
    """Order at today's prices, and hold the things until the order is paid or its time is up.

    InsufficientStock, CouponNotUsable, PricesChanged and the like order nothing and hold nothing.
    """
    require(actor, "checkout.place_order")
    wish = addressed(actor, wish)
    want = wanted(actor, wish)
    reckoning = reckon(actor, wish, want.quantities)
    if want.cart:
        _expect_seen(want.cart, reckoning.things)
    order = write_order(actor, wish, reckoning)
    publish(OrderPlaced(order.pk), actor=actor)
    if want.cart:
        empty(want.cart)
    # Last, so that others who want the same things wait as briefly as can be; stock before coupons, always.
    _hold(order.pk, want.quantities, reckoning.things, actor)
    if reckoning.discount:
        redeem(reckoning.discount.coupon_id, user_id=order.customer_id, order_id=order.pk)
    if not order.total:
        settle_free_order(order, actor=actor)
    return order.pk


def _expect_seen(cart: Cart, things: Mapping[UUID, ToBuy]) -> None:
    # The customer is never charged more than what was shown last; less is as welcome as ever.
    rose = [
        {
            "variant": str(key),
            "name": things[key].name,
            "seen": str(price),
            "price": str(now),
            "currency": currency,
        }
        for key, (price, currency) in seen_prices(cart).items()
        if (now := things[key].prices.get(currency)) is None or now > price
    ]
    if rose:
        raise PricesChanged(details={"items": rose})


def _hold(order_id: UUID, quantities: Mapping[UUID, int], things: Mapping[UUID, ToBuy], actor: Actor) -> None:
    until = timezone.now() + timedelta(minutes=settings.NEXUS_HOLD_MINUTES)
    try:
        hold(order_id, quantities, until=until, actor=actor)
    except InsufficientStock as short:
        # Someone else was faster by a moment: said in the same words as what was short before.
        left = {UUID(item["variant"]): item["available"] for item in short.details["items"]}
        expect_stock(things, quantities, left)
        raise
