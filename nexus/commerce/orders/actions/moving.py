"""Taking orders through their states: the one place where a status is written, and its history with it.

All of it happens in the transaction of the action that locked the order.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from nexus.commerce.orders import events
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus, OrderStep
from nexus.commerce.orders.models.states import expect_step, status_of
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor

# What is announced once the order as a whole gets there; that it is paid, `mark_paid` tells with the payment.
_ANNOUNCED: Final[dict[str, Callable[[UUID], Fact]]] = {
    OrderStatus.PART_SHIPPED: events.OrderPartShipped,
    OrderStatus.SHIPPED: events.OrderShipped,
    OrderStatus.DELIVERED: events.OrderDelivered,
    OrderStatus.REFUNDED: events.OrderRefunded,
    OrderStatus.RETURNED: events.OrderReturned,
}


def locked_order(order_id: UUID) -> Order:
    """Take an order to change it or anything that hangs on it; others wait. Take it first of all locks."""
    # Not against those who only refer to it, such as a line of its history.
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)


def move_part(order: Order, part: OrderPart, to: OrderStatus, *, actor: Actor, reason: str = "") -> None:
    """Take one seller's part of a locked order a step on; InvalidTransition where no step leads there."""
    move_parts(order, [part], to, actor=actor, reason=reason)


def move_parts(
    order: Order, moving: Collection[OrderPart], to: OrderStatus, *, actor: Actor, reason: str = ""
) -> None:
    """Take parts of a locked order a step on, and the order with them where that changes what it sums up to.

    The statuses that count are those in the database; the objects that are given get the new ones.
    """
    now = timezone.now()
    parts = {part.pk: part for part in OrderPart.objects.filter(order=order).order_by("id")}
    moved = [parts[part.pk] for part in moving]
    steps = [_step(order, part, part.status, to, actor, reason, now) for part in moved]
    for part in (*moved, *moving):
        part.status = to
    _write_parts(moved, to, now)
    before, after = order.status, status_of(part.status for part in parts.values())
    if after != before:
        _write_order(order, after, now)
        steps.append(_step(order, None, before, after, actor, reason, now))
    OrderStep.objects.bulk_create(steps)
    if facts := list(_facts(order, before, moved, to, reason)):
        publish(*facts, actor=actor)


def mark_paid(order: Order, *, payment_id: UUID | None, actor: Actor, reason: str = "") -> None:
    """Take all parts of a locked order to paid: by this payment, or by none where nothing was to pay."""
    parts = list(OrderPart.objects.filter(order=order))
    move_parts(order, parts, OrderStatus.PAID, actor=actor, reason=reason)
    publish(events.OrderPaid(order.pk, payment_id), actor=actor)


def _step(  # noqa: PLR0913 (a line of the history is who, what, from where, to where, when and why)
    order: Order,
    part: OrderPart | None,
    before: str,
    after: OrderStatus,
    actor: Actor,
    reason: str,
    now: datetime,
) -> OrderStep:
    if part is not None:
        expect_step(before, after)
    return OrderStep(
        order=order,
        part=part,
        before=before,
        after=after,
        actor_id=actor.id,
        reason=reason,
        happened_at=now,
    )


def _write_parts(moved: Collection[OrderPart], to: OrderStatus, now: datetime) -> None:
    written = {"status": to} | ({"paid_at": now} if to == OrderStatus.PAID else {})
    OrderPart.objects.filter(pk__in=[part.pk for part in moved]).update(**written)


def _write_order(order: Order, status: OrderStatus, now: datetime) -> None:
    order.status, order.updated_at = status, now
    if status == OrderStatus.PAID and order.paid_at is None:
        order.paid_at = now
    order.save(update_fields=["status", "updated_at", "paid_at"])


def _facts(
    order: Order, before: str, moved: Collection[OrderPart], to: OrderStatus, reason: str
) -> Iterator[Fact]:
    if order.status != before and order.status == OrderStatus.CANCELLED:
        yield events.OrderCancelled(order.pk, reason)
    elif to == OrderStatus.CANCELLED:
        yield from (events.OrderPartCancelled(order.pk, part.pk, reason) for part in moved)
    if order.status != before and order.status in _ANNOUNCED:
        yield _ANNOUNCED[order.status](order.pk)
