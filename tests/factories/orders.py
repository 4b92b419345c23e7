"""Orders as customers place them: through the checkout, with their things held."""

from typing import Any

from django.db import transaction

from nexus.commerce.catalog.models import Product
from nexus.commerce.checkout.actions import Item, Wish, place_order
from nexus.commerce.inventory.actions import confirm_hold
from nexus.commerce.orders.actions import locked_order, mark_paid
from nexus.commerce.orders.models import Order
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import SYSTEM, Actor
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

ADDRESS = {
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "line2": "",
    "city": "Berlin",
    "region": "",
    "postal_code": "10115",
    "country": "DE",
}


def placed_order(*things: tuple[Product, int], customer: User | None = None, **wish: Any) -> Order:
    """An order that waits for its payment: of these products, or of one that is made for it."""
    items = [Item(product.pk, None, quantity) for product, quantity in things or [(ProductFactory(), 1)]]
    wish = {"items": items, "shipping_address": ADDRESS} | wish
    order_id = place_order(Actor.of(customer or UserFactory()), Wish(**wish))
    return Order.objects.get(pk=order_id)


def paid_order(*things: tuple[Product, int], customer: User | None = None, **wish: Any) -> Order:
    """An order that is paid, by no payment of ours: for what comes after."""
    order = placed_order(*things, customer=customer, **wish)
    with transaction.atomic():
        order = locked_order(order.pk)
        confirm_hold(order.pk)
        mark_paid(order, payment_id=None, actor=SYSTEM)
    return order
