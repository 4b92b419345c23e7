"""What a coupon does to an order."""

from decimal import Decimal

import pytest

from nexus.commerce.inventory.models import Hold
from nexus.commerce.orders.models import Order, OrderPart
from nexus.commerce.promotions.models import CouponUse
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.events.models import Event
from tests.factories.catalog import ProductFactory
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db

ORDERS = "/api/orders/"


def test_a_coupon_makes_the_order_cheaper_and_is_used(shop, customer, body):
    coupon = CouponFactory(code="SPRING-10")
    answer = shop.post(ORDERS, body((ProductFactory(price=Decimal("19.99")), 1), coupon="spring-10"))

    order = answer.json()["data"]
    assert (order["discount_total"], order["total"], order["coupon"]) == ("2.00", "17.99", "SPRING-10")
    use = CouponUse.objects.get()
    assert (use.coupon, use.user, str(use.order_id)) == (coupon, customer, order["id"])
    part = OrderPart.objects.get()
    assert (part.discount_total, part.discount_by_site) == (Decimal("2.00"), Decimal("2.00"))


def test_a_stores_coupon_is_at_its_own_cost_and_on_its_own_goods(shop, body):
    own, others = ProductFactory(), ProductFactory()
    CouponFactory(code="MINE", seller=own.seller)

    answer = shop.post(ORDERS, body((own, 1), (others, 1), coupon="MINE"))

    assert answer.json()["data"]["discount_total"] == "1.00"
    parts = OrderPart.objects.in_bulk(field_name="pk").values()
    cuts = {part.seller_id: (part.discount_total, part.discount_by_site) for part in parts}
    assert cuts == {own.seller_id: (Decimal(1), Decimal(0)), others.seller_id: (Decimal(0), Decimal(0))}


def test_free_shipping_takes_the_shipping(shop, body):
    ShippingMethodFactory(price=Decimal("4.90"))
    CouponFactory(code="SENT", free_shipping=True)

    order = shop.post(ORDERS, body((ProductFactory(), 1), coupon="SENT")).json()["data"]

    assert (order["shipping_total"], order["discount_total"], order["total"]) == ("4.90", "4.90", "10.00")
    assert OrderPart.objects.get().shipping_discount == Decimal("4.90")


@pytest.mark.parametrize(
    "wrong",
    [{"is_active": False}, {"most_uses": 1, "uses": 1}, {"minimum": Decimal(100), "currency": "USD"}],
)
def test_a_coupon_that_is_of_no_use_orders_nothing(shop, body, wrong):
    CouponFactory(code="OLD", **wrong)
    answer = shop.post(ORDERS, body((ProductFactory(), 1), coupon="OLD"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "COUPON_NOT_USABLE")
    assert not Order.objects.exists()
    assert not Hold.objects.exists()
    assert shop.post(ORDERS, body((ProductFactory(), 1), coupon="UNKNOWN")).status_code == 422


def test_an_order_that_costs_nothing_is_paid_at_once(shop, body):
    CouponFactory(code="ALL", value=Decimal(100))

    order = shop.post(ORDERS, body((ProductFactory(), 1), coupon="ALL")).json()["data"]

    assert (order["total"], order["status"], order["expires_at"]) == ("0.00", "paid", None)
    assert Hold.objects.of(order["id"]).get().expires_at is None
    event = Event.objects.get(name="commerce.order.paid")
    assert event.payload == {"order_id": order["id"], "payment_id": None}


def test_a_seller_makes_no_money_of_the_sites_coupon(client_of, seller, body):
    CouponFactory(code="SITE-ALL", value=Decimal(100))
    own, others = ProductFactory(seller=seller), ProductFactory()
    buyer = client_of(seller)

    refused = buyer.post(ORDERS, body((own, 1), coupon="SITE-ALL"))
    mixed = buyer.post(ORDERS, body((own, 1), (others, 1), coupon="SITE-ALL")).json()["data"]

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "COUPON_NOT_USABLE")
    assert "that you sell yourself" in refused.json()["error"]["message"]
    assert (mixed["discount_total"], mixed["total"]) == ("10.00", "10.00")
    cuts = dict(OrderPart.objects.values_list("seller", "discount_by_site"))
    assert cuts == {seller.pk: Decimal(0), others.seller_id: Decimal(10)}


@pytest.mark.parametrize("role", StoreRole)
def test_nor_do_those_who_work_for_it(client_of, seller, body, role):
    CouponFactory(code="SITE-ALL", value=Decimal(100))
    own, others = ProductFactory(seller=seller), ProductFactory()
    member = MemberFactory(store=StoreFactory(owner=seller), role=role).user
    buyer = client_of(member)

    refused = buyer.post(ORDERS, body((own, 1), coupon="SITE-ALL"))
    mixed = buyer.post(ORDERS, body((own, 1), (others, 1), coupon="SITE-ALL")).json()["data"]

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "COUPON_NOT_USABLE")
    assert mixed["discount_total"] == "10.00"
    assert OrderPart.objects.get(seller=seller).discount_by_site == 0


def test_a_store_may_use_its_own_coupon_on_itself(client_of, seller, body):
    CouponFactory(code="MINE", seller=seller)

    answer = client_of(seller).post(ORDERS, body((ProductFactory(seller=seller), 1), coupon="MINE"))

    assert answer.json()["data"]["total"] == "9.00"
