"""What a seller offers whose account was shut: it may be seen for a while, but nobody can buy it."""

import pytest

from nexus.commerce.cart.models import CartItem
from nexus.commerce.inventory.models import Hold
from nexus.commerce.orders.models import Order
from nexus.kernel.accounts.models import User
from tests.asking import refusal
from tests.commerce.cart.asking import cart_of, put
from tests.commerce.checkout.test_graphql import QUOTE, wish
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

SENTENCE = "Its seller doesn't sell here any more."


@pytest.fixture
def pen():
    return ProductFactory(name="Pen")


def shut(product, *, is_active=False):
    User.objects.filter(pk=product.seller_id).update(is_active=is_active)


def test_it_can_not_be_ordered_until_the_account_is_open_again(shop, body, pen):
    shut(pen)
    answer = shop.post("/api/orders/", body((ProductFactory(), 1), (pen, 1)))

    assert answer.status_code == 422, answer.json()
    assert answer.json()["error"]["details"] == {"items": {"1": [SENTENCE]}}
    assert not Order.objects.exists()
    assert not Hold.objects.exists()

    shut(pen, is_active=True)
    assert shop.post("/api/orders/", body((pen, 1))).status_code == 201


def test_nor_quoted_at_the_other_door(shop, pen):
    shut(pen)

    error = refusal(shop, QUOTE, input=wish(pen))

    assert (error["code"], error["details"]) == ("UNPROCESSABLE_ENTITY", {"items": {"0": [SENTENCE]}})


@pytest.mark.parametrize("quantity", [1, 2])
def test_it_can_not_be_put_into_a_cart(shop, pen, quantity):
    shut(pen)
    answer = put(shop, pen, quantity)

    assert answer.status_code == 422, answer.json()
    assert answer.json()["error"]["details"] == {"items": {"0": [SENTENCE]}}
    assert not CartItem.objects.exists()


def test_what_lies_in_a_cart_is_said_to_be_gone_and_neither_changed_nor_ordered(shop, body, pen):
    put(shop, pen)
    shut(pen)

    (line,) = cart_of(shop)["items"]
    assert line["changed"]["gone"] is True
    changed = shop.put(f"/api/cart/items/{line['id']}/", {"quantity": 2})
    assert (changed.status_code, changed.json()["error"]["message"]) == (422, SENTENCE)
    ordered = shop.post("/api/orders/", {"shipping_address": body()["shipping_address"]})
    assert ordered.status_code == 422, ordered.json()
    assert ordered.json()["error"]["details"] == {"items": {"0": [SENTENCE]}}
    assert not Order.objects.exists()
