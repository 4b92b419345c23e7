"""A seller's sales: its own parts of orders that are paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from nexus.commerce.orders.actions import move_part
from nexus.commerce.orders.models import OrderPart, OrderStatus
from nexus.commerce.stores.models import Store, StoreRole
from nexus.kernel.kit.actor import SYSTEM
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS, paid_order, placed_order
from tests.factories.stores import MemberFactory

pytestmark = pytest.mark.django_db

SALES, FIGURES = "/api/sales/", "/api/sales/figures/"


@pytest.fixture
def product(seller):
    return ProductFactory(seller=seller, price=Decimal("12.50"), variant__stock=100)


def results(answer):
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_a_seller_sees_its_own_lines_and_where_they_go(client_of, seller, product):
    other = ProductFactory()
    order = paid_order((product, 2), (other, 1), note="Ring twice.")

    (sale,) = results(client_of(seller).get(SALES))

    assert sale["order"] == {"id": str(order.pk), "number": order.number}
    assert [line["name"] for line in sale["lines"]] == [product.name]
    assert (sale["total"], sale["currency"], sale["note"]) == ("25.00", "USD", "Ring twice.")
    assert sale["shipping_address"] == ADDRESS
    assert Decimal(sale["lines"][0]["commission_rate"]) == 10
    told = str(client_of(seller).get(f"{SALES}{sale['id']}/").json())
    assert order.customer.email not in told
    assert order.customer.username not in told
    assert other.name not in told


def test_what_is_not_paid_is_no_sale(client_of, seller, product):
    order = placed_order((product, 1))
    client = client_of(seller)
    assert results(client.get(SALES)) == []
    assert client.get(f"{SALES}{order.parts.get().pk}/").status_code == 404


def test_others_sales_are_not_there(client_of, visitor, admin, seller, product):
    part = paid_order((product, 1)).parts.get()
    path = f"{SALES}{part.pk}/"
    statuses = {
        client_of(seller).get(path).status_code: "its seller",
        client_of(UserFactory(seller=True)).get(path).status_code: "another",
        visitor.get(path).status_code: "a visitor",
    }
    assert statuses == {200: "its seller", 404: "another", 401: "a visitor"}
    assert client_of(part.order.customer).get(path).status_code == 404
    assert client_of(admin).get(path).status_code == 200


def test_who_sells_nothing_has_no_sales(client_of, visitor, customer):
    for path in (SALES, FIGURES):
        assert visitor.get(path).status_code == 401
        assert client_of(customer).get(path).status_code == 403


@pytest.mark.parametrize(("role", "figures"), [(StoreRole.MANAGER, 200), (StoreRole.STAFF, 403)])
def test_who_works_for_a_store_sees_its_sales_and_managers_its_figures(
    client_of, seller, product, role, figures
):
    part = paid_order((product, 1)).parts.get()
    store, _ = Store.objects.get_or_create(pk=seller.pk, defaults={"name": "Ours"})
    client = client_of(MemberFactory(store=store, role=role).user)

    assert [sale["id"] for sale in results(client.get(SALES))] == [str(part.pk)]
    assert client.get(f"{SALES}{part.pk}/").status_code == 200
    assert client.get(FIGURES).status_code == figures


def test_states_and_age_order_them(client_of, seller, product):
    first, second = (paid_order((product, 1)) for _ in range(2))
    move_part(first, first.parts.get(), OrderStatus.SHIPPED, actor=SYSTEM)
    client = client_of(seller)

    def orders(query):
        return [sale["order"]["id"] for sale in results(client.get(f"{SALES}?{query}"))]

    assert orders("") == [str(second.pk), str(first.pk)]
    assert orders("ordering=oldest") == [str(first.pk), str(second.pk)]
    assert orders("status=shipped") == [str(first.pk)]
    assert orders("status=delivered") == []
    assert orders("cursor=&page_size=1") == [str(second.pk)]


@pytest.mark.parametrize("sales", [1, 10])
def test_the_list_takes_as_many_statements(client_of, seller, product, sales, django_assert_num_queries):
    for _ in range(sales):
        paid_order((product, 1))
    client = client_of(seller)
    with django_assert_num_queries(4):  # who asks, for whom it sells, how many, which
        assert len(results(client.get(SALES))) == sales


def paid_on(day, *things):
    part = paid_order(*things).parts.get()
    OrderPart.objects.filter(pk=part.pk).update(paid_at=timezone.now() - timedelta(days=day))
    return part


def test_figures_sum_up_what_was_sold(client_of, seller, product):
    lamp = ProductFactory(seller=seller, name="Lamp", price=Decimal(100))
    in_euros = ProductFactory(seller=seller, currency="EUR", price=Decimal(7))
    paid_on(0, (product, 2), (lamp, 1))
    paid_on(1, (product, 4))
    paid_on(60, (product, 1))
    paid_on(0, (in_euros, 3))
    cancelled = paid_on(0, (lamp, 1))
    move_part(cancelled.order, cancelled, OrderStatus.CANCELLED, actor=SYSTEM)
    paid_order((ProductFactory(), 1))

    figures = client_of(seller).get(FIGURES).json()["data"]

    euros, dollars = figures["currencies"]
    assert (euros["currency"], euros["sales"], euros["units"]) == ("EUR", "21.00", 3)
    assert (dollars["sales"], dollars["units"], dollars["orders"]) == ("175.00", 7, 2)
    assert [(day["sales"], day["units"], day["orders"]) for day in dollars["days"]] == [
        ("50.00", 4, 1),
        ("125.00", 3, 1),
    ]
    top = [(entry["name"], entry["units"], entry["sales"]) for entry in dollars["top_products"]]
    assert top == [("Lamp", 1, "100.00"), (product.name, 6, "75.00")]


def test_figures_are_asked_for_days(client_of, seller, product):
    paid_on(60, (product, 1))
    client, today = client_of(seller), timezone.now().date()
    then = today - timedelta(days=60)

    day = client.get(f"{FIGURES}?since={then}&until={then}").json()["data"]
    assert day["currencies"][0]["sales"] == "12.50"
    assert client.get(FIGURES).json()["data"]["currencies"] == []
    assert client.get(f"{FIGURES}?since={today}&until={then}").status_code == 400
    assert client.get(f"{FIGURES}?since=2020-01-01&until=2026-01-01").status_code == 400
    assert client.get(f"{FIGURES}?since=yesterday").status_code == 400


@pytest.mark.parametrize("sales", [1, 5])
def test_figures_take_as_many_statements(client_of, seller, product, sales, django_assert_num_queries):
    for _ in range(sales):
        paid_order((product, 1), (ProductFactory(seller=seller), 1))
    client = client_of(seller)
    with django_assert_num_queries(5):  # who asks, for whom it sells, days, their units, top products
        assert client.get(FIGURES).json()["data"]["currencies"][0]["orders"] == sales


def test_graphql_lists_sales(client_of, seller, product, customer):
    paid_order((product, 1))
    query = "{ sales { edges { node { status total order { number } lines { name commissionRate } } } } }"
    (edge,) = ask(client_of(seller), query)["sales"]["edges"]
    assert edge["node"]["total"] == "12.50"
    assert refusal(client_of(customer), query)["code"] == "PERMISSION_DENIED"


def test_in_the_back_office_a_part_has_a_name_that_people_read(admin, seller, product):
    Store.objects.create(owner=seller, name="Linen & Co")
    part = paid_order((product, 1)).parts.get()
    office = Client()
    office.force_login(admin)

    shown = office.get(f"/admin/orders/orderpart/{part.pk}/change/").content.decode()

    assert f"{part.order.number} of Linen &amp; Co" in shown
    assert str(OrderPart.objects.get()) == f"{part.order.number} of Linen & Co"
