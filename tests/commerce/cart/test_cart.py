"""Filling a cart, signed in or as a guest."""

from uuid import uuid4

import pytest

from nexus.commerce.cart.models import Cart, CartItem
from nexus.commerce.catalog.models import Status
from tests.commerce.cart.asking import cart_of, put, quantities, refusal
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartFactory, CartItemFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

NOWHERE = "/api/cart/items/00000000-0000-7000-8000-000000000000/"


def item_path(client) -> str:
    return f"/api/cart/items/{cart_of(client)['items'][0]['id']}/"


def test_a_customer_puts_things_in_and_they_add_up(client_of, customer, product):
    client = client_of(customer)
    put(client, product)
    answer = put(client, product, 2)

    assert answer.status_code == 201
    cart = answer.json()["data"]
    (line,) = cart["items"]
    assert (line["name"], line["quantity"], line["price"], line["total"]) == ("Kettle", 3, "10.00", "30.00")
    assert line["stock"] == 5
    assert line["changed"] == {"price_rose": None, "price_fell": None, "only_left": None, "gone": False}
    assert cart["totals"] == [{"currency": "USD", "amount": "30.00"}]
    assert (cart["quantity"], cart["token"], cart["note"]) == (3, None, None)


def test_a_quantity_is_changed_and_a_line_taken_out(client_of, customer, product):
    client = client_of(customer)
    put(client, product)

    for change in (client.put, client.patch):
        assert change(item_path(client), {"quantity": 4}).json()["data"]["quantity"] == 4
    assert client.delete(item_path(client)).status_code == 204
    assert cart_of(client)["items"] == []


def test_a_cart_is_emptied(client_of, customer, product):
    client = client_of(customer)
    put(client, product)

    assert client.delete("/api/cart/").status_code == 204
    assert cart_of(client)["items"] == []
    assert client.delete("/api/cart/").status_code == 204


def test_a_guest_gets_a_token_once_and_it_is_kept_as_a_hash_only(visitor, product):
    answer = put(visitor, product)
    token = answer.json()["data"]["token"]

    assert len(token) > 40
    assert answer["X-Cart-Token"] == token
    assert token.encode() not in bytes(Cart.objects.get().token_hash)
    again = visitor.get("/api/cart/", headers={"X-Cart-Token": token})
    assert again.json()["data"]["token"] is None
    assert again.json()["data"]["quantity"] == 1
    assert again["Cache-Control"] == "private, no-store"
    assert not again.cookies


def test_a_guest_goes_on_with_the_token(guest, product):
    client = guest(product)

    assert put(client, product, 2).json()["data"]["token"] is None
    assert quantities(client) == {"Kettle": 3}
    assert Cart.objects.count() == 1


def test_without_a_cart_there_is_an_empty_one_and_nothing_is_written(visitor, client_of, customer):
    for client in (visitor, client_of(customer)):
        cart = cart_of(client)
        assert (cart["id"], cart["items"], cart["totals"]) == (None, [], [])
    assert Cart.objects.count() == 0


def test_an_unknown_token_reads_an_empty_cart_and_begins_a_fresh_one(visitor, product):
    visitor.credentials(HTTP_X_CART_TOKEN="gu\xe9ssed")

    assert cart_of(visitor)["items"] == []
    assert put(visitor, product).json()["data"]["token"]


def test_a_line_of_someone_elses_cart_is_not_there(visitor, client_of, product):
    theirs = CartItemFactory(quantity=2)
    path = f"/api/cart/items/{theirs.pk}/"
    mine = client_of(CartFactory().customer)

    for client in (visitor, mine, client_of(UserFactory())):
        for answer in (client.put(path, {"quantity": 1}), client.delete(path)):
            absent = client.delete(NOWHERE)
            assert answer.status_code == absent.status_code == 404
            assert answer.json()["error"] | {"request_id": ""} == absent.json()["error"] | {"request_id": ""}
    theirs.refresh_from_db()
    assert theirs.quantity == 2


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "two", 1000, 10**15, None, ""])
def test_a_quantity_that_makes_no_sense_is_told(client_of, customer, product, quantity):
    client = client_of(customer)
    put(client, product)

    for answer in (
        client.post("/api/cart/items/", {"product": str(product.pk), "quantity": quantity}, format="json"),
        client.put(item_path(client), {"quantity": quantity}, format="json"),
    ):
        assert "quantity" in refusal(answer, 400)["details"]
    assert quantities(client) == {"Kettle": 1}


def test_more_than_there_is_says_what_is_left(client_of, customer, product):
    client = client_of(customer)
    variant = product.variants.get()
    put(client, product, 3)

    adding = refusal(put(client, product, 3), 422)
    changing = refusal(client.put(item_path(client), {"quantity": 9}), 422)

    assert adding["code"] == changing["code"] == "INSUFFICIENT_STOCK"
    assert adding["message"] == "Not so many of Kettle: there are 5 left."
    assert adding["details"] == {"items": [{"variant": str(variant.pk), "asked": 6, "available": 5}]}
    assert changing["details"]["items"][0]["asked"] == 9
    assert quantities(client) == {"Kettle": 3}


def test_a_line_holds_999_at_most(client_of, customer):
    product = ProductFactory(variant=None)
    VariantFactory(product=product, stock=5_000)
    client = client_of(customer)
    put(client, product, 999)

    assert "999" in refusal(put(client, product), 422)["message"]


def test_a_cart_holds_a_hundred_lines(client_of, customer, product):
    cart = CartFactory(customer=customer)
    CartItem.objects.bulk_create(
        CartItem(cart=cart, name="Gone", quantity=1, seen_price=1, seen_currency="USD") for _ in range(100)
    )

    assert "100 lines" in refusal(put(client_of(customer), product), 422)["message"]


def test_what_cannot_be_bought_cannot_be_put_in(client_of, customer, product):
    client = client_of(customer)
    draft = ProductFactory(status=Status.DRAFT, seller=customer)
    archived = ProductFactory(status=Status.ARCHIVED)
    several = VariantFactory(product=product, options={"Size": "L"}).product

    for answer in (
        put(client, draft),
        put(client, archived),
        put(client, several),
        client.post("/api/cart/items/", {"product": str(uuid4())}),
        put(client, product, variant=str(uuid4())),
    ):
        assert refusal(answer, 422)["details"]["items"]["0"]
    assert refusal(client.post("/api/cart/items/", {}), 400)["details"]["product"]
    assert refusal(client.post("/api/cart/items/", {"product": "kettle"}), 400)["details"]["product"]
    assert cart_of(client)["items"] == []


def test_a_variant_is_named_where_there_are_several(client_of, customer, product):
    large = VariantFactory(product=product, options={"Size": "L"}, price=12)
    client = client_of(customer)

    (line,) = put(client, product, variant=str(large.pk)).json()["data"]["items"]

    assert (line["variant"], line["options"], line["price"]) == (str(large.pk), {"Size": "L"}, "12.00")


def test_a_repeated_request_with_a_key_puts_it_in_once(client_of, customer, product):
    client = client_of(customer)

    for _ in range(2):
        body = {"product": str(product.pk), "quantity": 2}
        assert client.post("/api/cart/items/", body, headers={"Idempotency-Key": "k"}).status_code == 201
    assert quantities(client) == {"Kettle": 2}


def test_a_guests_key_belongs_to_the_cart_they_carry(guest, product):
    client = guest(product)
    body, key = {"product": str(product.pk), "quantity": 2}, {"Idempotency-Key": "k"}

    first, again = (client.post("/api/cart/items/", body, headers=key) for _ in "12")

    assert (again.status_code, again.content) == (201, first.content)
    assert quantities(client) == {"Kettle": 3}
    assert client.post("/api/cart/items/", body | {"quantity": 1}, headers=key).status_code == 422
    client.credentials()  # another guest
    assert quantities(guest(product)) == {"Kettle": 1}
    assert client.post("/api/cart/items/", body, headers=key).json()["data"]["quantity"] == 3


def test_reading_a_cart_costs_the_same_whatever_is_in_it(client_of, customer, django_assert_num_queries):
    client = client_of(customer)
    cart = CartFactory(customer=customer)
    CartItemFactory(cart=cart)
    cart_of(client)

    with django_assert_num_queries(4):  # the account, the cart, its lines, what they are
        cart_of(client)
    CartItemFactory.create_batch(10, cart=cart)
    with django_assert_num_queries(4):
        cart_of(client)


def test_a_browser_on_another_origin_may_send_the_token_and_read_it(client, product):
    origin = {"Origin": "http://localhost:3000"}
    asked = origin | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-cart-token",
    }

    assert "x-cart-token" in client.options("/api/cart/items/", headers=asked)["Access-Control-Allow-Headers"]
    assert "x-cart-token" in client.get("/api/cart/", headers=origin)["Access-Control-Expose-Headers"]
