"""What was bought and sold: it stays, since the books need it, and names nobody any more."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from nexus.commerce.orders.models import Order, OrderPart, OrderStatus, number_of
from nexus.kernel.accounts.holdings import Holding, holds

Rows = Iterable[Mapping[str, Any]]

ERASED: Final = "Erased"
_MOST_NAMED: Final = 5
_TO_PAY: Final = (OrderStatus.PENDING_PAYMENT,)
_TO_SEND: Final = (OrderStatus.PAID, OrderStatus.PART_SHIPPED, OrderStatus.SHIPPED)


def _orders(user_id: UUID) -> Rows:
    return Order.objects.filter(customer=user_id).pages()


def _sales(user_id: UUID) -> Rows:
    return OrderPart.objects.filter(seller=user_id, paid_at__isnull=False).values(
        "order__serial", "status", "total", "order__currency", "paid_at"
    )


def _erase_orders(user_id: UUID) -> None:
    own = Order.objects.filter(customer=user_id)
    own.update(note="")
    for order in own.only("pk", "shipping_address", "billing_address").iterator():
        order.shipping_address = nowhere(order.shipping_address)
        order.billing_address = nowhere(order.billing_address) if order.billing_address else None
        order.save(update_fields=["shipping_address", "billing_address"])


def nowhere(address: Mapping[str, str]) -> dict[str, str]:
    """Keep of an address what its taxes hang on."""
    return {
        "name": ERASED,
        "line1": ERASED,
        "line2": "",
        "city": ERASED,
        "region": address.get("region", ""),
        "postal_code": "",
        "country": address["country"],
    }


def _bought(user_id: UUID) -> str:
    own = Order.objects.filter(customer=user_id, status__in=[*_TO_PAY, *_TO_SEND])
    return _told("You have orders under way", own.values_list("serial", flat=True))


def _sold(user_id: UUID) -> str:
    own = OrderPart.objects.filter(seller=user_id, paid_at__isnull=False, status__in=_TO_SEND)
    return _told("Your customers wait for orders", own.values_list("order__serial", flat=True))


def _told(what: str, serials: Any) -> str:
    named = [number_of(serial) for serial in serials.order_by("pk")[:_MOST_NAMED]]
    return f"{what}: {', '.join(named)}." if named else ""


holds(Holding("orders", _orders, _erase_orders, _bought), Holding("sales", _sales, hinders=_sold))
