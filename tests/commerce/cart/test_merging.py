"""A guest's cart comes along when its guest signs in."""

import pytest

from nexus.commerce.cart.models import Cart, CartItem
from tests.commerce.cart.asking import cart_of, put, quantities, refusal
from tests.factories.cart import CartFactory, CartItemFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup(db):
    return ProductFactory(name="Cup")


@pytest.fixture
def guests(visitor, product):
    """The token of a guest's cart with two kettles."""
    return put(visitor, product, 2).json()["data"]["token"]


def test_quantities_add_up_and_the_guests_cart_is_gone(client_of, customer, guests, product, cup, visitor):
    client = client_of(customer)
    put(client, product)
    put(client, cup)

    answer = client.post("/api/cart/merge/", {"token": guests})

    assert answer.status_code == 200
    assert quantities(client) == {"Kettle": 3, "Cup": 1}
    assert Cart.objects.get().customer == customer
    assert cart_of(visitor)["items"] == []


def test_a_line_keeps_its_id(client_of, customer, guests):
    item = CartItem.objects.get()
    client = client_of(customer)
    client.post("/api/cart/merge/", {"token": guests})

    assert client.put(f"/api/cart/items/{item.pk}/", {"quantity": 1}).status_code == 200


def test_it_happens_once(client_of, customer, guests):
    client = client_of(customer)
    client.post("/api/cart/merge/", {"token": guests})

    again = refusal(client.post("/api/cart/merge/", {"token": guests}), 404)
    never = refusal(client.post("/api/cart/merge/", {"token": "never-was"}), 404)

    assert again | {"request_id": ""} == never | {"request_id": ""}
    assert quantities(client) == {"Kettle": 2}


def test_a_signed_in_request_that_carries_the_token_brings_it_over_by_itself(
    client_of, customer, guests, cup
):
    client = client_of(customer)
    client.credentials(**client._credentials, HTTP_X_CART_TOKEN=guests)

    put(client, cup)

    assert quantities(client) == quantities(client) == {"Kettle": 2, "Cup": 1}
    assert Cart.objects.count() == 1


def test_a_merged_line_stays_within_its_limits(client_of, customer, visitor):
    product = ProductFactory(variant=None, name="Nail")
    VariantFactory(product=product, stock=5_000)
    client = client_of(customer)
    put(client, product, 600)
    token = put(visitor, product, 600).json()["data"]["token"]

    client.post("/api/cart/merge/", {"token": token})

    assert quantities(client) == {"Nail": 999}


def test_more_than_is_in_stock_is_told_after_a_merge(client_of, customer, guests, product):
    client = client_of(customer)
    put(client, product, 4)
    client.post("/api/cart/merge/", {"token": guests})

    (line,) = cart_of(client)["items"]

    assert (line["quantity"], line["changed"]["only_left"]) == (6, 5)


def test_no_more_than_a_hundred_lines_come_together(client_of, customer, guests):
    cart = CartFactory(customer=customer)
    CartItem.objects.bulk_create(
        CartItem(cart=cart, name="Gone", quantity=1, seen_price=1, seen_currency="USD") for _ in range(99)
    )
    guest = Cart.objects.get(customer=None)
    CartItemFactory.create_batch(3, cart=guest)

    client_of(customer).post("/api/cart/merge/", {"token": guests})

    assert CartItem.objects.filter(cart=cart).count() == CartItem.objects.count() == 100


def test_a_visitor_has_nothing_to_merge_into(visitor, guests):
    assert refusal(visitor.post("/api/cart/merge/", {"token": guests}), 401)
    assert refusal(visitor.post("/api/cart/merge/", {}), 401)
    assert Cart.objects.count() == 1


def test_an_accounts_cart_is_opened_by_no_token(visitor, client_of, customer, product):
    put(client_of(customer), product)

    for token in ("", "None", "null", str(Cart.objects.get().pk)):
        visitor.credentials(HTTP_X_CART_TOKEN=token)
        assert cart_of(visitor)["items"] == []
