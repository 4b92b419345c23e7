"""A seller's sales: its own parts of orders that are paid."""

from decimal import Decimal

import pytest
from django.test import Client

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

SALES = "/api/sales/"


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
    assert visitor.get(SALES).status_code == 401
    assert client_of(customer).get(SALES).status_code == 403


@pytest.mark.parametrize("role", StoreRole)
def test_who_works_for_a_store_sees_its_sales(client_of, seller, product, role):
    part = paid_order((product, 1)).parts.get()
    store, _ = Store.objects.get_or_create(pk=seller.pk, defaults={"name": "Ours"})
    client = client_of(MemberFactory(store=store, role=role).user)

    assert [sale["id"] for sale in results(client.get(SALES))] == [str(part.pk)]
    assert client.get(f"{SALES}{part.pk}/").status_code == 200


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


def test_graphql_lists_sales(client_of, seller, product, customer):
    paid_order((product, 1))
    query = "{ sales { edges { node { status total order { number } lines { name commissionRate } } } } }"
    (edge,) = ask(client_of(seller), query)["sales"]["edges"]
    assert edge["node"]["total"] == "12.50"
    assert refusal(client_of(customer), query)["code"] == "PERMISSION_DENIED"


def test_an_administrator_sees_a_sale_that_is_not_paid_at_either_door(client_of, admin, product):
    part = placed_order((product, 1)).parts.get()
    client = client_of(admin)

    assert client.get(f"{SALES}{part.pk}/").json()["data"]["created_at"] is None
    shown = ask(client, "query($id: ID!) { sale(id: $id) { status createdAt } }", id=str(part.pk))["sale"]
    assert shown == {"status": "PENDING_PAYMENT", "createdAt": None}


def test_in_the_back_office_a_part_has_a_name_that_people_read(admin, seller, product):
    Store.objects.create(owner=seller, name="Linen & Co")
    part = paid_order((product, 1)).parts.get()
    office = Client()
    office.force_login(admin)

    shown = office.get(f"/admin/orders/orderpart/{part.pk}/change/").content.decode()

    assert f"{part.order.number} of Linen &amp; Co" in shown
    assert str(OrderPart.objects.get()) == f"{part.order.number} of Linen & Co"
