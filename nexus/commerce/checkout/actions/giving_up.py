"""Orders that come to nothing before they are paid."""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.inventory.actions import expired_holds, extend_hold, release
from nexus.commerce.inventory.exceptions import NotHeld
from nexus.commerce.inventory.models import Hold
from nexus.commerce.orders.actions import move_parts
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus
from nexus.commerce.payments.actions import is_under_way
from nexus.commerce.promotions.actions import give_back
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.kit.actor import SYSTEM, Actor

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
RESPITE: Final = timedelta(minutes=5)
NOT_PAID: Final = "It wasn't paid in time."


def give_up_order(order: Order, *, actor: Actor, reason: str) -> None:
    """Cancel a locked order that isn't paid: what was held for it and its coupon are free again."""
    if order.status != OrderStatus.PENDING_PAYMENT:
        raise InvalidTransition("This order isn't waiting for its payment any more.")
    parts = OrderPart.objects.filter(order=order, status=OrderStatus.PENDING_PAYMENT)
    move_parts(order, list(parts), OrderStatus.CANCELLED, actor=actor, reason=reason)
    release(order.pk, actor=actor, reason=reason)
    give_back(order.pk)


def expire_unpaid_orders() -> int:
    """Give up orders that weren't paid in time, each in its own transaction; tell how many there were."""
    return sum(_expired(order_id) for order_id in expired_holds(AT_ONCE))


def _expired(order_id: UUID) -> bool:
    try:
        return _expire(order_id)
    except Exception:
        # One that can't be given up must not keep the others' stock, nor their place in the queue.
        logger.exception("Order %s could not be given up", order_id)
        with suppress(NotHeld):
            extend_hold(order_id, timezone.now() + RESPITE)
        return False


@transaction.atomic
def _expire(order_id: UUID) -> bool:
    order = Order.objects.to_give_up(order_id)
    # Whoever is at it just now, its customer or a payment, may have bought time since the list was made.
    if order is None or not Hold.objects.of(order_id).filter(expires_at__lt=timezone.now()).exists():
        return False
    if is_under_way(order_id):
        extend_hold(order_id, timezone.now() + RESPITE)
        return False
    give_up_order(order, actor=SYSTEM, reason=NOT_PAID)
    return True
