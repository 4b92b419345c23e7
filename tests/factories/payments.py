"""Payments as customers make them: through the real action, with the sandbox."""

from typing import Any

from nexus.commerce.orders.models import Order
from nexus.commerce.payments.actions import pay_order
from nexus.commerce.payments.models import Payment
from nexus.kernel.kit.actor import Actor
from tests.factories.orders import placed_order


def pay(order: Order, token: str = "tok_success", provider: str = "sandbox") -> Payment:
    """Pay an order as its customer."""
    return pay_order(Actor.of(order.customer), order.pk, provider, token)


def bought_order(*things: Any, **wish: Any) -> Order:
    """An order that its customer has paid with the sandbox."""
    order = placed_order(*things, **wish)
    pay(order)
    order.refresh_from_db()
    return order
