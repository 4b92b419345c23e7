"""What a cart says of what has changed since its customer has looked last."""

from decimal import Decimal

import pytest

from nexus.commerce.cart.models import CartItem
from nexus.commerce.catalog.actions import archive_product
from nexus.commerce.catalog.models import Variant
from nexus.kernel.kit.actor import SYSTEM
from tests.commerce.cart.asking import cart_of, put
from tests.factories.cart import CartFactory, CartItemFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

SAVEPOINT = 2  # a test stands in a transaction already
NOTHING = {"price_rose": None, "price_fell": None, "only_left": None, "gone": False}


@pytest.fixture
def client(client_of, customer, product):
    client = client_of(customer)
    put(client, product, 3)
    return client


@pytest.fixture
def variant(product):
    return product.variants.get()


def change_of(client) -> dict:
    (line,) = cart_of(client)["items"]
    return line["changed"]


def price(variant, amount: str) -> None:
    Variant.objects.filter(pk=variant.pk).update(price=Decimal(amount))


def test_a_price_that_rose_is_told_once_with_both_amounts(client, variant):
    price(variant, "12.50")

    assert change_of(client) == NOTHING | {"price_rose": {"before": "10.00", "now": "12.50"}}
    assert change_of(client) == NOTHING
    assert cart_of(client)["totals"] == [{"currency": "USD", "amount": "37.50"}]


def test_a_price_that_fell_is_told_too(client, variant):
    price(variant, "8.00")

    assert change_of(client) == NOTHING | {"price_fell": {"before": "10.00", "now": "8.00"}}


def test_what_an_answer_to_a_change_has_told_was_seen(client, variant, product):
    price(variant, "12.50")

    (line,) = put(client, product).json()["data"]["items"]

    assert line["changed"]["price_rose"] == {"before": "10.00", "now": "12.50"}
    assert change_of(client) == NOTHING


def test_what_another_currency_costs_is_no_rise(client, variant, product):
    product.currency = "EUR"
    product.save()

    assert change_of(client) == NOTHING
    assert CartItem.objects.get().seen_currency == "EUR"


def test_how_many_are_left_is_told_until_it_is_mended(client, seller, variant, product, client_of):
    path = f"/api/products/{product.pk}/"
    sellers = client_of(product.seller)
    for stock in (2, 0):
        assert sellers.put(path, {"stock": stock}).status_code == 200
        assert change_of(client) == change_of(client) == NOTHING | {"only_left": stock}

    item = cart_of(client)["items"][0]["id"]
    sellers.put(path, {"stock": 1})
    client.put(f"/api/cart/items/{item}/", {"quantity": 1})
    assert change_of(client) == NOTHING


def test_what_was_taken_off_is_gone_and_counts_no_longer(client, product):
    archive_product(SYSTEM, product.pk)

    cart = cart_of(client)

    (line,) = cart["items"]
    assert line["changed"] == NOTHING | {"gone": True}
    assert (line["name"], line["quantity"], line["price"], line["total"]) == ("Kettle", 3, None, "0.00")
    assert (cart["totals"], cart["quantity"]) == ([], 0)
    answer = client.put(f"/api/cart/items/{line['id']}/", {"quantity": 1})
    assert answer.status_code == 422


def test_a_variant_that_is_no_more_leaves_its_line_to_tell_of_it(client_of, customer, product):
    large = VariantFactory(product=product, options={"Size": "L"})
    client = client_of(customer)
    put(client, product, variant=str(large.pk))
    path = f"/api/products/{product.pk}/variants/{large.pk}/"
    assert client_of(product.seller).delete(path).status_code == 204

    (line,) = cart_of(client)["items"]
    assert (line["name"], line["changed"]) == ("Kettle", NOTHING | {"gone": True})
    path = f"/api/cart/items/{line['id']}/"
    assert "take it out" in client.put(path, {"quantity": 1}).json()["error"]["message"]
    assert client.delete(path).status_code == 204


def test_totals_of_several_currencies_say_how_to_order(client_of, customer):
    client = client_of(customer)
    cart = CartFactory(customer=customer)
    CartItemFactory(cart=cart, quantity=2)
    CartItemFactory(cart=cart, variant=ProductFactory(currency="EUR", price=7).variants.get())

    shown = cart_of(client)

    assert {total["currency"]: total["amount"] for total in shown["totals"]} == {
        "USD": "20.00",
        "EUR": "7.00",
    }
    assert shown["note"].endswith("order them apart.")


def test_noting_what_was_seen_costs_two_queries_more_however_many_changed(
    client_of, customer, django_assert_num_queries
):
    client = client_of(customer)
    cart = CartFactory(customer=customer)
    for count in (1, 10):
        CartItemFactory.create_batch(count, cart=cart, seen_price=1)
        with django_assert_num_queries(6 + SAVEPOINT):
            cart_of(client)
