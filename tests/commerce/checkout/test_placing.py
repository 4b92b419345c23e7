"""Placing an order, through the door that people use."""

from decimal import Decimal
from uuid import uuid4

import pytest

from nexus.commerce.catalog.models import Status
from nexus.commerce.inventory.models import Hold, StockItem
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStep
from nexus.kernel.events.models import Event
from tests.factories.catalog import ProductFactory, VariantFactory, VariantPriceFactory
from tests.factories.orders import ADDRESS
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.taxes import TaxRuleFactory

pytestmark = pytest.mark.django_db

ORDERS = "/api/orders/"


def refused(answer, status, code):
    """The error of an answer that left no trace."""
    assert answer.status_code == status, answer.json()
    assert answer.json()["error"]["code"] == code
    assert not Order.objects.exists()
    assert not Hold.objects.exists()
    assert not StockItem.objects.filter(reserved__gt=0).exists()
    assert not Event.objects.filter(name="commerce.order.placed").exists()
    return answer.json()["error"]


def ordered(answer):
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def test_an_order_is_placed_and_its_things_are_held(shop, customer, body):
    product = ProductFactory(price=Decimal("19.90"), variant__stock=5)

    order = ordered(shop.post(ORDERS, body((product, 2), note="Ring twice.")))

    assert order["status"] == "pending_payment"
    assert (order["total"], order["currency"], order["note"]) == ("39.80", "USD", "Ring twice.")
    assert order["number"] == Order.objects.get().number
    (line,) = order["lines"]
    assert (line["product"], line["quantity"], line["total"]) == (str(product.pk), 2, "39.80")
    assert order["shipping_address"] == ADDRESS
    assert order["expires_at"]
    assert Hold.objects.of(order["id"]).get().quantity == 2
    assert StockItem.objects.get().reserved == 2
    assert OrderStep.objects.get().after == "pending_payment"
    event = Event.objects.get(name="commerce.order.placed")
    assert (event.subject, event.actor_id) == (order["id"], customer.pk)


def test_each_seller_has_its_own_part(shop, body):
    first, second = ProductFactory(), ProductFactory()
    also_first = ProductFactory(seller=first.seller)

    order = ordered(shop.post(ORDERS, body((first, 1), (second, 2), (also_first, 3))))

    parts = {part["seller"]["id"]: part["items_total"] for part in order["parts"]}
    assert parts == {str(first.seller_id): "40.00", str(second.seller_id): "20.00"}
    assert OrderPart.objects.count() == 2
    assert order["items_total"] == "60.00"


def test_what_is_named_twice_is_one_line(shop, body):
    product = ProductFactory(variant__stock=5)
    order = ordered(shop.post(ORDERS, body((product, 2), (product, 3))))
    assert [line["quantity"] for line in order["lines"]] == [5]


def test_where_there_are_several_variants_one_is_named(shop, body):
    product = ProductFactory(variant=None)
    small = VariantFactory(product=product, options={"Size": "S"}, price=Decimal("8.00"))
    VariantFactory(product=product, options={"Size": "L"})

    refused(shop.post(ORDERS, body((product, 1))), 422, "UNPROCESSABLE_ENTITY")
    said = body()
    said["items"] = [{"product": str(product.pk), "variant": str(small.pk), "quantity": 1}]

    (line,) = ordered(shop.post(ORDERS, said))["lines"]
    assert (line["variant"], line["options"], line["unit_price"]) == (str(small.pk), {"Size": "S"}, "8.00")


def test_a_visitor_is_asked_to_sign_in(visitor, body):
    refused(visitor.post(ORDERS, body((ProductFactory(), 1))), 401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1.5", 1_000, 10**18, "many", True, None, [1], ""])
def test_a_quantity_is_a_whole_number_within_reason(shop, body, quantity):
    error = refused(shop.post(ORDERS, body((ProductFactory(), quantity))), 400, "VALIDATION_ERROR")
    assert "quantity" in str(error["details"]["items"])


def test_neither_do_many_lines_of_one_thing_come_to_more(shop, body):
    product = ProductFactory(variant__stock=5_000)
    error = refused(shop.post(ORDERS, body((product, 999), (product, 1))), 400, "VALIDATION_ERROR")
    assert "999" in str(error["details"]["items"])


def test_an_order_has_a_line_at_least_and_a_hundred_at_most(shop, body):
    product = ProductFactory()
    refused(shop.post(ORDERS, body()), 400, "VALIDATION_ERROR")
    refused(shop.post(ORDERS, body(*[(product, 1)] * 101)), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_only_what_is_on_sale_can_be_ordered(shop, body, status):
    here, gone = ProductFactory(), ProductFactory(status=status)
    error = refused(shop.post(ORDERS, body((here, 1), (gone, 1))), 422, "UNPROCESSABLE_ENTITY")
    assert list(error["details"]["items"]) == ["1"]


def test_nor_can_ones_own_unpublished_product(client_of, seller, body):
    product = ProductFactory(seller=seller, status=Status.DRAFT)
    refused(client_of(seller).post(ORDERS, body((product, 1))), 422, "UNPROCESSABLE_ENTITY")


def test_unknown_things_are_named(shop, body):
    product, other = ProductFactory(), ProductFactory()
    said = body((product, 1))
    said["items"].append({"product": str(uuid4()), "quantity": 1})
    said["items"].append({"product": str(product.pk), "variant": str(other.variants.get().pk), "quantity": 1})

    error = refused(shop.post(ORDERS, said), 422, "UNPROCESSABLE_ENTITY")
    assert set(error["details"]["items"]) == {"1", "2"}


def test_what_is_not_there_is_told_with_what_is_left_and_nothing_is_held(shop, body):
    enough, short = ProductFactory(), ProductFactory(name="Lamp", variant__stock=2)

    error = refused(shop.post(ORDERS, body((enough, 1), (short, 3))), 422, "INSUFFICIENT_STOCK")

    assert "2 of Lamp" in error["message"]
    variant = str(short.variants.get().pk)
    assert error["details"]["items"] == [{"variant": variant, "asked": 3, "available": 2, "name": "Lamp"}]


def test_a_refused_order_may_be_tried_again_under_its_key(shop, body):
    product = ProductFactory(variant__stock=2)
    refused(shop.post(ORDERS, body((product, 3)), HTTP_IDEMPOTENCY_KEY="one"), 422, "INSUFFICIENT_STOCK")
    first = shop.post(ORDERS, body((product, 2)), HTTP_IDEMPOTENCY_KEY="one")
    again = shop.post(ORDERS, body((product, 2)), HTTP_IDEMPOTENCY_KEY="one")

    assert ordered(first) == ordered(again)
    assert first.content == again.content
    assert Order.objects.count() == 1
    assert shop.post(ORDERS, body((product, 1)), HTTP_IDEMPOTENCY_KEY="one").status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "XX"},
        {"country": "Germany"},
        {"name": ""},
        {"line1": "\u202egnorw"},
        {"city": "x" * 121},
        {"postal_code": None},
    ],
)
def test_an_address_can_be_delivered_to(shop, body, wrong):
    said = body((ProductFactory(), 1), shipping_address=ADDRESS | wrong)
    error = refused(shop.post(ORDERS, said), 400, "VALIDATION_ERROR")
    assert list(error["details"]["shipping_address"]) == [*wrong]


def test_an_address_is_needed(shop, body):
    said = body((ProductFactory(), 1))
    del said["shipping_address"]
    refused(shop.post(ORDERS, said), 400, "VALIDATION_ERROR")


def test_all_of_it_is_paid_in_one_currency(shop, body):
    dollars, euros = ProductFactory(), ProductFactory(currency="EUR")
    both = ProductFactory()
    VariantPriceFactory(variant=both.variants.get(), currency="EUR", price=Decimal("8.00"))

    refused(shop.post(ORDERS, body((dollars, 1), (euros, 1))), 422, "MIXED_CURRENCIES")
    error = refused(shop.post(ORDERS, body((dollars, 1), currency="EUR")), 422, "MIXED_CURRENCIES")
    assert dollars.name in error["message"]
    refused(shop.post(ORDERS, body((dollars, 1), currency="XXX")), 400, "VALIDATION_ERROR")

    common = ordered(shop.post(ORDERS, body((both, 1), (euros, 1))))
    assert (common["currency"], common["total"]) == ("EUR", "18.00")
    asked = ordered(shop.post(ORDERS, body((both, 1), currency="EUR")))
    assert (asked["currency"], asked["total"]) == ("EUR", "8.00")
    assert ordered(shop.post(ORDERS, body((both, 1))))["currency"] == "USD"


def test_the_cheapest_way_is_taken_unless_one_is_named(shop, body):
    product = ProductFactory()
    ShippingMethodFactory(price=Decimal("4.90"), name="Parcel")
    express = ShippingMethodFactory(price=Decimal("12.00"), name="Express")

    cheapest = ordered(shop.post(ORDERS, body((product, 1))))
    named = ordered(shop.post(ORDERS, body((product, 1), shipping_method=str(express.pk))))

    assert (cheapest["shipping_total"], cheapest["total"]) == ("4.90", "14.90")
    assert (named["shipping_total"], named["total"]) == ("12.00", "22.00")
    assert named["parts"][0]["shipping_name"] == "Express"


def test_a_way_that_is_not_offered_is_refused(shop, body):
    said = body((ProductFactory(), 1), shipping_method=str(uuid4()))
    error = refused(shop.post(ORDERS, said), 422, "UNPROCESSABLE_ENTITY")
    assert "shipping_method" in error["details"]


def test_nothing_goes_where_nobody_sends(shop, body):
    ShippingMethodFactory(countries=["AT"])
    refused(shop.post(ORDERS, body((ProductFactory(), 1))), 422, "NOT_DELIVERABLE")


def test_each_sellers_part_may_be_sent_its_own_way(shop, body):
    first, second = ProductFactory(), ProductFactory()
    dear = [ShippingMethodFactory(seller=product.seller, price=Decimal(9)) for product in (first, second)]
    for product in (first, second):
        ShippingMethodFactory(seller=product.seller, price=Decimal(3))

    said = body((first, 1), (second, 1), shipping_methods=[str(method.pk) for method in dear])
    assert ordered(shop.post(ORDERS, said))["shipping_total"] == "18.00"
    assert (
        ordered(shop.post(ORDERS, said | {"shipping_methods": [str(dear[0].pk)]}))["shipping_total"]
        == "12.00"
    )


def test_taxes_stand_in_the_lines_as_they_were(shop, body):
    product = ProductFactory(price=Decimal("11.90"))
    rule = TaxRuleFactory()

    order = ordered(shop.post(ORDERS, body((product, 1))))
    rule.delete()

    assert (order["total"], order["tax_total"]) == ("11.90", "1.90")
    line = OrderLine.objects.get()
    assert (line.tax_name, line.tax_rate, line.tax) == ("VAT", Decimal(19), Decimal("1.90"))


def test_the_price_of_an_order_does_not_change_with_the_products(shop, body):
    product = ProductFactory()
    order = ordered(shop.post(ORDERS, body((product, 1))))
    product.variants.update(price=Decimal(99))
    product.name = "Another"
    product.save()

    again = shop.get(f"{ORDERS}{order['id']}/").json()["data"]
    assert (again["total"], again["lines"]) == (order["total"], order["lines"])


def test_one_is_not_charged_more_than_one_was_shown(shop, body):
    product = ProductFactory(price=Decimal("10.00"))
    error = refused(shop.post(ORDERS, body((product, 1), expected_total="9.99")), 409, "PRICES_CHANGED")
    assert error["details"]["total"] == ["10.00 USD"]
    assert ordered(shop.post(ORDERS, body((product, 1), expected_total="10.00")))["total"] == "10.00"


def test_an_order_is_no_larger_than_its_columns(shop, body):
    product = ProductFactory(price=Decimal("9999999999.99"), variant__stock=999)
    refused(shop.post(ORDERS, body((product, 999))), 422, "UNPROCESSABLE_ENTITY")


@pytest.mark.parametrize("lines", [1, 20])
def test_an_order_of_any_size_takes_as_many_statements(shop, body, lines, django_assert_num_queries):
    products = [ProductFactory() for _ in range(lines)]
    said = body(*[(product, 1) for product in products])
    with django_assert_num_queries(16):
        ordered(shop.post(ORDERS, said, HTTP_IDEMPOTENCY_KEY="counted"))
