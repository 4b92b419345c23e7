"""What is written when an order, or one seller's part of it, comes to nothing."""

from collections.abc import Collection
from uuid import UUID

from nexus.commerce.mails.actions.wording import parcels_of, stores_of, write_to
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus, OrderStep
from nexus.kernel.kit.money import money


def tell_order_cancelled(order_id: UUID, reason: str, *, by: UUID | None) -> None:
    """Write to the customer that nothing will come, and to the sellers that had been paid not to send it.

    by: who cancelled it; that one knows.
    """
    order = Order.objects.select_related("customer").get(pk=order_id)
    parts = _parts(order, _cancelled_with(order))
    context = {
        "order": order,
        "reason": reason,
        "parcels": parcels_of(order, parts),
        "was_paid": any(part.paid_at and part.total for part in parts),
        "total": money(order.total, order.currency),
    }
    write_to(order.customer, "order_cancelled", context)
    _tell_sellers(order, parts, reason, by)


def tell_part_cancelled(order_id: UUID, part_id: UUID, reason: str, *, by: UUID | None) -> None:
    """Write to the customer which things will not come, and to their seller not to send them."""
    order = Order.objects.select_related("customer").get(pk=order_id)
    parts = _parts(order, [part_id])
    context = {
        "order": order,
        "reason": reason,
        "parcels": parcels_of(order, parts),
        "store": stores_of([parts[0].seller_id])[parts[0].seller_id],
        "was_paid": bool(parts[0].paid_at and parts[0].total),
    }
    write_to(order.customer, "part_cancelled", context)
    _tell_sellers(order, parts, reason, by)


def _cancelled_with(order: Order) -> list[UUID]:
    # Parts that were cancelled before the rest have had their own mails.
    ends = OrderStep.objects.filter(order=order, after=OrderStatus.CANCELLED)
    last = ends.filter(part=None).order_by("-id").values("happened_at")[:1]
    return [step.part_id for step in ends.filter(happened_at=last) if step.part_id]


def _parts(order: Order, part_ids: Collection[UUID]) -> list[OrderPart]:
    found = OrderPart.objects.filter(order=order, pk__in=part_ids).select_related("seller")
    return list(found.prefetch_related("lines").order_by("id"))


def _tell_sellers(order: Order, parts: Collection[OrderPart], reason: str, by: UUID | None) -> None:
    for part in parts:
        if part.paid_at and part.seller_id != by:
            context = {"order": order, "reason": reason, "parcels": parcels_of(order, [part])}
            write_to(part.seller, "sale_cancelled", context)
