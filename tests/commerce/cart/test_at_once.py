"""A cart that is filled, merged or looked at many times at once loses nothing and doubles nothing."""

from collections import Counter
from functools import partial

import pytest

from nexus.commerce.cart.models import Cart, CartItem
from nexus.commerce.catalog.models import Variant
from tests.commerce.cart.asking import put
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartFactory, CartItemFactory
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 16


def statuses(answers) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.fixture
def nail(db):
    product = ProductFactory(variant=None)
    VariantFactory(product=product, stock=1_000)
    return product


def test_what_is_put_in_at_once_adds_up_in_one_cart(client_of, customer, nail):
    client = client_of(customer)

    assert statuses(all_at_once([partial(put, client, nail, 2)] * MANY)) == {201: MANY}
    assert CartItem.objects.get().quantity == 2 * MANY
    assert Cart.objects.count() == 1


def test_a_guests_cart_is_merged_once(client_of, customer, nail, visitor):
    token = put(visitor, nail, 3).json()["data"]["token"]
    client = client_of(customer)
    merge = partial(client.post, "/api/cart/merge/", {"token": token})

    assert statuses(all_at_once([merge] * MANY)) == {200: 1, 404: MANY - 1}
    assert CartItem.objects.get().quantity == 3


def test_a_guests_cart_goes_to_one_account_only(client_of, nail, visitor):
    token = put(visitor, nail, 3).json()["data"]["token"]
    clients = [client_of(UserFactory()) for _ in range(MANY)]

    answers = all_at_once([partial(client.post, "/api/cart/merge/", {"token": token}) for client in clients])

    assert statuses(answers) == {200: 1, 404: MANY - 1}
    assert CartItem.objects.get().cart.customer is not None


def test_looks_at_once_note_new_prices_without_waiting_for_each_other_forever(client_of, customer):
    cart = CartFactory(customer=customer)
    CartItemFactory.create_batch(10, cart=cart, seen_price=1)
    Variant.objects.update(price=12)
    client = client_of(customer)

    assert statuses(all_at_once([partial(client.get, "/api/cart/")] * MANY)) == {200: MANY}
    assert set(CartItem.objects.values_list("seen_price", flat=True)) == {12}
