"""Carts as checkout takes them, and as they are forgotten."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.commerce.cart.actions import cart_to_order, empty, lines_of, seen_prices
from nexus.commerce.cart.models import Cart, CartItem
from nexus.commerce.cart.tasks import sweep_carts
from nexus.kernel.api.errors import NotAuthenticated, Unprocessable
from nexus.kernel.kit.actor import VISITOR, Actor
from tests.commerce.cart.asking import cart_of
from tests.factories.cart import CartFactory, CartItemFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=31)


def age(cart, when=LONG_AGO) -> None:
    Cart.objects.filter(pk=cart.pk).update(updated_at=when)


def test_only_guests_carts_of_a_month_ago_are_forgotten(guest, product, visitor, client_of):
    guest(product)
    old = Cart.objects.get()
    age(old)
    kept, _ = Cart.for_guest()
    of_account = CartItemFactory().cart
    age(of_account)

    sweep_carts()

    assert {*Cart.objects.all()} == {kept, of_account}
    assert not CartItem.objects.filter(cart=old.pk).exists()


def test_who_looks_at_a_cart_keeps_it(guest, product):
    client = guest(product)
    age(Cart.objects.get())

    cart_of(client)
    sweep_carts()

    assert Cart.objects.count() == 1


def test_checkout_takes_the_lines_in_order_with_what_was_seen(django_assert_num_queries):
    first = CartItemFactory(quantity=2)
    second = CartItemFactory(cart=first.cart, seen_price=7)
    actor = Actor.of(first.cart.customer)

    with django_assert_num_queries(4), transaction.atomic(savepoint=False):
        cart = cart_to_order(actor)
        assert lines_of(cart) == [(first.variant_id, 2), (second.variant_id, 1)]
        assert seen_prices(cart)[second.variant_id] == (7, "USD")
        empty(cart)

    assert not CartItem.objects.exists()


def test_an_empty_cart_cannot_be_ordered():
    cart = CartFactory()

    with pytest.raises(Unprocessable, match="empty"):
        cart_to_order(Actor.of(cart.customer))
    with pytest.raises(NotAuthenticated):
        cart_to_order(VISITOR)


def test_a_cart_with_something_gone_cannot_be_ordered():
    cart = CartItemFactory().cart
    CartItem.objects.update(variant=None, name="Kettle")

    with pytest.raises(Unprocessable, match="Kettle"):
        cart_to_order(Actor.of(cart.customer))
