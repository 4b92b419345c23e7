"""Ordering what lies in the cart."""

from decimal import Decimal
from functools import partial

import pytest

from nexus.commerce.cart.models import CartItem
from nexus.commerce.catalog.models import Status
from nexus.commerce.orders.models import Order
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS
from tests.together import all_at_once

pytestmark = pytest.mark.django_db

ORDERS = "/api/orders/"
FROM_CART = {"shipping_address": ADDRESS}


@pytest.fixture
def put(shop):
    def put(product, quantity=1):
        answer = shop.post("/api/cart/items/", {"product": str(product.pk), "quantity": quantity})
        assert answer.status_code in {200, 201}, answer.json()

    return put


def test_the_cart_becomes_an_order_and_is_empty(shop, put):
    first, second = ProductFactory(), ProductFactory()
    put(first, 2)
    put(second)

    answer = shop.post(ORDERS, FROM_CART)

    assert answer.status_code == 201, answer.json()
    lines = {line["product"]: line["quantity"] for line in answer.json()["data"]["lines"]}
    assert lines == {str(first.pk): 2, str(second.pk): 1}
    assert not CartItem.objects.exists()
    assert shop.post(ORDERS, FROM_CART).status_code == 422


def test_items_leave_the_cart_alone(shop, put, body):
    put(ProductFactory())
    assert shop.post(ORDERS, body((ProductFactory(), 1))).status_code == 201
    assert CartItem.objects.count() == 1


def test_an_empty_cart_orders_nothing(shop):
    answer = shop.post(ORDERS, FROM_CART)
    assert (answer.status_code, Order.objects.count()) == (422, 0)


def test_without_items_a_visitor_has_nothing_to_quote(visitor):
    assert visitor.post("/api/checkout/quote/", FROM_CART).status_code == 401


def test_what_rose_is_shown_before_it_is_charged(shop, put):
    product = ProductFactory(price=Decimal("10.00"))
    put(product)
    product.variants.update(price=Decimal("12.50"))

    answer = shop.post(ORDERS, FROM_CART)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "PRICES_CHANGED")
    (rose,) = error["details"]["items"]
    assert (rose["seen"], rose["price"], rose["currency"]) == ("10.00", "12.50", "USD")
    assert not Order.objects.exists()

    assert shop.get("/api/cart/").status_code == 200  # now it was shown
    assert shop.post(ORDERS, FROM_CART).json()["data"]["total"] == "12.50"


def test_what_fell_is_simply_cheaper(shop, put):
    product = ProductFactory(price=Decimal("10.00"))
    put(product)
    product.variants.update(price=Decimal("7.50"))
    assert shop.post(ORDERS, FROM_CART).json()["data"]["total"] == "7.50"


def test_what_went_off_sale_is_named(shop, put):
    product = ProductFactory()
    put(product)
    product.status = Status.ARCHIVED
    product.save()

    answer = shop.post(ORDERS, FROM_CART)
    assert (answer.status_code, CartItem.objects.count()) == (422, 1)


def test_a_refusal_leaves_the_cart_as_it_was(shop, put):
    product = ProductFactory(variant__stock=2)
    put(product, 2)
    CartItem.objects.update(quantity=3)

    assert shop.post(ORDERS, FROM_CART).json()["error"]["code"] == "INSUFFICIENT_STOCK"
    assert CartItem.objects.get().quantity == 3


@pytest.mark.django_db(transaction=True)
def test_one_cart_becomes_one_order_however_often_it_is_sent_at_once(shop, put):
    put(ProductFactory(variant__stock=50))

    answers = all_at_once([partial(shop.post, ORDERS, FROM_CART)] * 8)

    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 7
    assert Order.objects.count() == 1
