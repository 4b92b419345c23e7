"""Who is told what of orders. What customers and sellers are mailed anyway isn't mailed once more."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from nexus.commerce.orders.events import OrderCancelled, OrderPaid, OrderPartCancelled
from nexus.commerce.orders.models import Order, OrderPart
from nexus.commerce.stores.models import teams_of
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.money import money
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

ORDER_PAID = Kind(
    "order_paid",
    "An order is paid",
    group="Orders",
    email=Frequency.NEVER,
    example=("Order N-001000042 is paid", "49.90 EUR. The sellers have been told to send it."),
)
ORDER_CANCELLED = Kind(
    "order_cancelled",
    "An order, or some of it, is cancelled",
    group="Orders",
    email=Frequency.NEVER,
    example=("Order N-001000042 is cancelled", "It was not paid in time."),
)
SALE_NEW = Kind(
    "sale_new",
    "A new sale",
    group="Sales",
    email=Frequency.NEVER,
    example=("New sale: order N-001000042", "49.90 EUR, to be sent."),
)
SALE_CANCELLED = Kind(
    "sale_cancelled",
    "A sale is cancelled",
    group="Sales",
    email=Frequency.NEVER,
    example=("Do not send order N-001000042", "Ordered twice."),
)


@notifies(OrderPaid, kind=ORDER_PAID)
def order_paid(heard: Heard[OrderPaid]) -> Iterator[Notice]:
    """Tell the customer that the money is there."""
    order = Order.objects.get(pk=heard.fact.order_id)
    total = money(order.total, order.currency)
    yield _to_customer(order, f"Order {order.number} is paid", f"{total}. It will be sent to you.")


@notifies(OrderPaid, kind=SALE_NEW)
def sale_new(heard: Heard[OrderPaid]) -> Iterator[Notice]:
    """Tell everyone in the stores what is to be sent."""
    parts = OrderPart.objects.filter(order=heard.fact.order_id)
    for part, team in _with_teams(parts.select_related("order")):
        total = money(part.total, part.order.currency)
        yield from _to_team(part, team, f"New sale: order {part.order.number}", f"{total}, to be sent.")


@notifies(OrderCancelled, kind=ORDER_CANCELLED)
def order_cancelled(heard: Heard[OrderCancelled]) -> Iterator[Notice]:
    """Tell the customer that nothing will come, unless it was the customer who cancelled."""
    order = Order.objects.get(pk=heard.fact.order_id)
    if order.customer_id != heard.actor_id:
        yield _to_customer(order, f"Order {order.number} is cancelled", heard.fact.reason)


@notifies(OrderPartCancelled, kind=ORDER_CANCELLED)
def part_cancelled(heard: Heard[OrderPartCancelled]) -> Iterator[Notice]:
    """Tell the customer that some of an order will not come."""
    order = Order.objects.get(pk=heard.fact.order_id)
    if order.customer_id != heard.actor_id:
        yield _to_customer(order, f"Some of order {order.number} is cancelled", heard.fact.reason)


@notifies(OrderCancelled, kind=SALE_CANCELLED)
def sale_cancelled(heard: Heard[OrderCancelled]) -> Iterator[Notice]:
    """Tell everyone in the stores that had been paid not to send it."""
    return _do_not_send(OrderPart.objects.filter(order=heard.fact.order_id), heard)


@notifies(OrderPartCancelled, kind=SALE_CANCELLED)
def part_of_sale_cancelled(heard: Heard[OrderPartCancelled]) -> Iterator[Notice]:
    """Tell everyone in the store whose part it is not to send it."""
    return _do_not_send(OrderPart.objects.filter(pk=heard.fact.part_id), heard)


def _do_not_send(parts: Any, heard: Heard[Any]) -> Iterator[Notice]:
    for part, team in _with_teams(parts.filter(paid_at__isnull=False).select_related("order")):
        title = f"Do not send order {part.order.number}"
        yield from _to_team(part, team - {heard.actor_id}, title, heard.fact.reason or "It is cancelled.")


def _with_teams(parts: Iterable[OrderPart]) -> Iterator[tuple[OrderPart, set[UUID]]]:
    found = list(parts)
    teams = teams_of(part.seller_id for part in found)
    return ((part, teams[part.seller_id]) for part in found)


def _to_customer(order: Order, title: str, text: str) -> Notice:
    link, about = f"/api/orders/{order.pk}/", {"order": str(order.pk)}
    return Notice(order.customer_id, title, text, link=link, about=about)


def _to_team(part: OrderPart, team: Iterable[UUID], title: str, text: str) -> Iterator[Notice]:
    about = {"order": str(part.order_id), "sale": str(part.pk)}
    for user_id in team:
        yield Notice(user_id, title, text, link=f"/api/sales/{part.pk}/", about=about)
