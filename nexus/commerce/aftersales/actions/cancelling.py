"""Cancelling: what isn't sent yet comes to nothing, its stock is given back, and the money too."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import transaction

from nexus.commerce.aftersales.actions.sending import send_after_commit
from nexus.commerce.aftersales.exceptions import AlreadyOnItsWay
from nexus.commerce.checkout.actions import give_up_order
from nexus.commerce.fulfilment.actions import locked_part
from nexus.commerce.fulfilment.models import left_to_ship
from nexus.commerce.inventory.actions import release
from nexus.commerce.orders.actions import locked_order, move_parts
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.commerce.payments.actions import give_up_payment, open_refund
from nexus.commerce.promotions.actions import give_back
from nexus.kernel.access import require
from nexus.kernel.api.errors import Conflict, InvalidTransition
from nexus.kernel.kit.actor import SYSTEM, Actor

_SENT: Final = frozenset(
    {OrderStatus.PART_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.RETURNED}
)


@transaction.atomic
def cancel_order(actor: Actor, order_id: UUID, *, reason: str = "") -> None:
    """Cancel an order of which nothing is sent: stock, coupon and whatever was paid are given back.

    AlreadyOnItsWay where something is; Conflict while a provider is being asked for the money. One that is
    silent is waited for no longer: what it has taken all the same goes back in full.
    """
    require(actor, "aftersales.look_for_order")
    require(actor, "aftersales.cancel_order", Order.objects.visible_to(actor).get(pk=order_id))
    order = locked_order(order_id)
    parts = list(OrderPart.objects.filter(order=order).order_by("id"))
    if any(part.status in _SENT for part in parts):
        raise AlreadyOnItsWay
    if order.status == OrderStatus.PENDING_PAYMENT:
        _expect_no_payment_under_way(order)
        give_up_order(order, actor=actor, reason=reason)
    else:
        _cancel(order, [part for part in parts if part.status == OrderStatus.PAID], actor, reason)


@transaction.atomic
def cancel_part(actor: Actor, part_id: UUID, *, reason: str) -> None:
    """Cancel a seller's paid part of which nothing is sent, and give back what was paid for it."""
    order, part = locked_part(actor, part_id, "aftersales.cancel_part")
    if part.status == OrderStatus.PENDING_PAYMENT:
        raise InvalidTransition("This sale isn't paid yet. Cancel the order as a whole.")
    if part.status in _SENT:
        raise AlreadyOnItsWay(
            "Something of this sale has been sent already. Refund what isn't, or wait for a return."
        )
    _cancel(order, [part] if part.status == OrderStatus.PAID else [], actor, reason)


def _expect_no_payment_under_way(order: Order) -> None:
    if not give_up_payment(order):
        raise Conflict(
            "A payment of this order is under way. Cancel it once its outcome is known, in a minute."
        )


def _cancel(order: Order, parts: Collection[OrderPart], actor: Actor, reason: str) -> None:
    if not parts:
        raise InvalidTransition(f"There is nothing left to cancel: this is {order.status} already.")
    move_parts(order, parts, OrderStatus.CANCELLED, actor=actor, reason=reason)
    # In the order of locks: the payment's rows, then stock, then the coupon.
    for part in parts:
        # By Nexus itself: whoever may cancel needn't be one who may refund.
        send_after_commit(open_refund(SYSTEM, part.pk, reason=reason))
    if unsent := _unsent(parts):
        release(order.pk, unsent, actor=actor, reason=reason)
    if order.status == OrderStatus.CANCELLED:
        give_back(order.pk)


def _unsent(parts: Collection[OrderPart]) -> dict[UUID, int]:
    lines = OrderLine.objects.filter(part__in=parts).exclude(variant=None)
    left = ((line.variant_id, left_to_ship(line)) for line in lines)
    return {variant: quantity for variant, quantity in left if variant is not None and quantity}
