"""What is written when an order is placed, and when it is paid."""

from datetime import datetime
from typing import Any
from uuid import UUID

from nexus.commerce.inventory.models import Hold
from nexus.commerce.mails.actions.wording import parcels_of, write_to
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus
from nexus.kernel.kit.money import money


def tell_placed(order_id: UUID) -> None:
    """Write to the customer what was ordered and, while it isn't paid, until when it is held."""
    order = Order.objects.select_related("customer").get(pk=order_id)
    write_to(order.customer, "order_placed", _of_order(order) | {"held_until": _held_until(order)})


def tell_paid(order_id: UUID) -> None:
    """Write to the customer that the money is there, and to each seller what it is to send."""
    order = Order.objects.select_related("customer").get(pk=order_id)
    write_to(order.customer, "order_paid", _of_order(order))
    for part in _parts(order):
        sale = {"part": part, "total": money(part.total, order.currency), "note": order.note}
        of_order = {"order": order, "address": order.shipping_address, "parcels": parcels_of(order, [part])}
        write_to(part.seller, "sale_new", of_order | sale)


def _of_order(order: Order) -> dict[str, Any]:
    added_tax = order.total - (order.items_total - order.discount_total + order.shipping_total)
    return {
        "order": order,
        "address": order.shipping_address,
        "parcels": parcels_of(order, _parts(order)),
        "discount": money(-order.discount_total, order.currency) if order.discount_total else "",
        "added_tax": money(added_tax, order.currency) if added_tax else "",
        "tax": money(order.tax_total, order.currency) if order.tax_total else "",
        "total": money(order.total, order.currency),
    }


def _held_until(order: Order) -> datetime | None:
    if order.status != OrderStatus.PENDING_PAYMENT:
        return None  # paid or gone meanwhile: the mail that says so follows
    holds = Hold.objects.filter(reference=order.pk, expires_at__isnull=False)
    return holds.order_by("expires_at").values_list("expires_at", flat=True).first()


def _parts(order: Order) -> list[OrderPart]:
    found = OrderPart.objects.filter(order=order).select_related("seller").prefetch_related("lines")
    return list(found.order_by("id"))
