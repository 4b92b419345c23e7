import pytest

from nexus.commerce.orders.models import Order
from tests.asking import ask, refusal
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS

pytestmark = pytest.mark.django_db

PLACE = """
mutation ($input: OrderInput!) { placeOrder(input: $input) {
  id number status total currency expiresAt coupon
  lines { product quantity total options } parts { seller { id } status total shippingName }
  shippingAddress { city country } billingAddress { city } history { from to by { username } }
} }
"""
QUOTE = """
query ($input: OrderInput!) { checkoutQuote(input: $input) {
  total currency parts { seller shippingMethods { id name price isChosen } lines { name quantity } }
} }
"""


def wish(product, quantity=1, **more):
    item = {"product": str(product.pk), "quantity": quantity}
    names = {"postal_code": "postalCode"}
    address = {names.get(name, name): value for name, value in ADDRESS.items()}
    return {"items": [item], "shippingAddress": address, **more}


def test_placing_an_order(shop, customer):
    product = ProductFactory(variant__stock=2)

    order = ask(shop, PLACE, input=wish(product, 2))["placeOrder"]

    assert order["status"] == "PENDING_PAYMENT"
    assert (order["total"], order["currency"], order["coupon"]) == ("20.00", "USD", None)
    assert order["lines"] == [{"product": str(product.pk), "quantity": 2, "total": "20.00", "options": {}}]
    assert order["parts"][0]["seller"]["id"] == str(product.seller_id)
    assert order["shippingAddress"] == {"city": "Berlin", "country": "DE"}
    assert order["history"] == [
        {"from": None, "to": "PENDING_PAYMENT", "by": {"username": customer.username}}
    ]
    assert Order.objects.get().customer == customer


def test_the_refusals_are_the_same(shop, visitor):
    product = ProductFactory(variant__stock=1)
    assert refusal(shop, PLACE, input=wish(product, 2))["code"] == "INSUFFICIENT_STOCK"
    assert refusal(shop, PLACE, input=wish(product, 0))["code"] == "VALIDATION_ERROR"
    for said in (wish(product), {"items": []}):
        assert refusal(visitor, PLACE, input=said)["code"] == "NOT_AUTHENTICATED"
    assert refusal(shop, PLACE, input=wish(product) | {"items": None})["code"] == "UNPROCESSABLE_ENTITY"


def test_what_does_not_fit_is_named_however_deep_it_lies(shop):
    wished = wish(ProductFactory())
    items = [*wished["items"], {"product": "x", "quantity": "two"}]
    address = wished["shippingAddress"] | {"postalCode": 5}

    details = [
        refusal(shop, PLACE, input=wished | changed)["details"]
        for changed in ({"items": items}, {"shippingAddress": address})
    ]

    assert details == [
        {"items": {"1": {"quantity": ["Give a whole number of 32 bits."]}}},
        {"shipping_address": {"postal_code": ["Give a text."]}},
    ]


def test_a_quote(visitor):
    product = ProductFactory()
    quote = ask(visitor, QUOTE, input=wish(product, 3))["checkoutQuote"]
    assert quote["total"] == "30.00"
    (part,) = quote["parts"]
    assert part["lines"] == [{"name": product.name, "quantity": 3}]
    assert part["shippingMethods"] == [{"id": None, "name": "Standard", "price": "0.00", "isChosen": True}]
    assert not Order.objects.exists()
