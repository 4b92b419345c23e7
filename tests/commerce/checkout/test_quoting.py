from decimal import Decimal

import pytest

from nexus.commerce.inventory.models import Hold
from nexus.commerce.orders.models import Order
from nexus.commerce.promotions.models import CouponUse
from tests.factories.catalog import ProductFactory
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.taxes import TaxRuleFactory

pytestmark = pytest.mark.django_db

QUOTE, ORDERS = "/api/checkout/quote/", "/api/orders/"
FIGURES = ("currency", "items_total", "discount_total", "shipping_total", "tax_total", "total", "coupon")


def test_a_quote_is_what_the_order_comes_to_and_holds_nothing(shop, visitor, body):
    ShippingMethodFactory(price=Decimal("4.90"))
    TaxRuleFactory(is_included=False)
    CouponFactory(code="TEN")
    said = body((ProductFactory(price=Decimal("9.99")), 3), (ProductFactory(), 1), coupon="TEN")

    quoted = shop.post(QUOTE, said).json()["data"]
    assert not Order.objects.exists()
    assert not Hold.objects.exists()
    assert not CouponUse.objects.exists()
    assert visitor.post(QUOTE, said).json()["data"] == quoted

    order = shop.post(ORDERS, said).json()["data"]
    assert {name: quoted[name] for name in FIGURES} == {name: order[name] for name in FIGURES}


def test_it_says_how_each_part_can_be_sent_the_cheapest_first(visitor, body):
    express = ShippingMethodFactory(price=Decimal("12.00"), name="Express", min_days=1, max_days=1)
    parcel = ShippingMethodFactory(price=Decimal("4.90"), name="Parcel")
    said = body((ProductFactory(), 1))

    (part,) = visitor.post(QUOTE, said).json()["data"]["parts"]
    ways = [(way["id"], way["price"], way["is_chosen"]) for way in part["shipping_methods"]]
    assert ways == [(str(parcel.pk), "4.90", True), (str(express.pk), "12.00", False)]

    chosen = visitor.post(QUOTE, said | {"shipping_method": str(express.pk)}).json()["data"]
    assert chosen["total"] == "22.00"


def test_it_refuses_what_an_order_would_be_refused(visitor, body):
    short = ProductFactory(variant__stock=1)
    answer = visitor.post(QUOTE, body((short, 2)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INSUFFICIENT_STOCK")
    assert visitor.post(QUOTE, body((short, 0))).status_code == 400


@pytest.mark.parametrize("lines", [1, 20])
def test_a_quote_of_any_size_takes_as_many_statements(visitor, body, lines, django_assert_num_queries):
    said = body(*[(ProductFactory(), 1) for _ in range(lines)])
    with django_assert_num_queries(6):  # its transaction, what is meant, what is there, taxes, shipping
        assert visitor.post(QUOTE, said).status_code == 200
