"""A customer's orders."""

import pytest

from nexus.commerce.orders.models import Order, OrderStatus
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order

pytestmark = pytest.mark.django_db

ORDERS = "/api/orders/"


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [entry["id"] for entry in answer.json()["results"]]


def test_one_sees_ones_own_newest_first(client_of, customer):
    first, second = (placed_order(customer=customer) for _ in range(2))
    placed_order()
    client = client_of(customer)

    assert ids(client.get(ORDERS)) == [str(second.pk), str(first.pk)]
    assert ids(client.get(f"{ORDERS}?ordering=-created_at")) == [str(second.pk), str(first.pk)]
    assert ids(client.get(f"{ORDERS}?ordering=oldest")) == [str(first.pk), str(second.pk)]
    assert client.get(f"{ORDERS}?ordering=total").status_code == 400
    assert "no-store" in client.get(ORDERS)["Cache-Control"]


def test_what_is_in_an_order_stands_in_the_list(client_of, customer):
    product = ProductFactory()
    placed_order((product, 2), customer=customer)
    (order,) = client_of(customer).get(ORDERS).json()["results"]
    assert (order["total"], order["lines"][0]["name"]) == ("20.00", product.name)


def test_every_state_is_a_filter(client_of, customer):
    waiting, paid = placed_order(customer=customer), paid_order(customer=customer)
    client = client_of(customer)
    found = {status: ids(client.get(f"{ORDERS}?status={status}")) for status in OrderStatus.values}
    assert found.pop("pending_payment") == [str(waiting.pk)]
    assert found.pop("paid") == [str(paid.pk)]
    assert not any(found.values())
    assert client.get(f"{ORDERS}?status=lost").status_code == 400


def test_a_walk_by_cursor_meets_each_once(client_of, customer):
    orders = [str(placed_order(customer=customer).pk) for _ in range(5)]
    client, found, path = client_of(customer), [], f"{ORDERS}?page_size=2&cursor="
    while path:
        answer = client.get(path)
        found += ids(answer)
        path = answer.json()["next"]
    assert found == orders[::-1]


def test_others_orders_are_not_there(client_of, visitor, customer, admin):
    order = placed_order(customer=customer)
    for path in (f"{ORDERS}{order.pk}/", f"{ORDERS}{order.pk}/history/"):
        assert client_of(customer).get(path).status_code == 200
        assert client_of(admin).get(path).status_code == 200
        assert client_of(UserFactory()).get(path).status_code == 404
        assert client_of(order.parts.get().seller).get(path).status_code == 404
        assert visitor.get(path).status_code == 401
    assert visitor.get(ORDERS).status_code == 401


def test_the_history_says_who_did_what(client_of, customer):
    order = paid_order(customer=customer)
    steps = client_of(customer).get(f"{ORDERS}{order.pk}/history/").json()["results"]
    told = [
        (step["from"], step["to"], step["by"] and step["by"]["username"], bool(step["part"]))
        for step in steps
    ]
    assert told == [
        (None, "pending_payment", customer.username, False),
        ("pending_payment", "paid", None, True),
        ("pending_payment", "paid", None, False),
    ]


@pytest.mark.parametrize("orders", [1, 10])
def test_the_list_takes_as_many_statements(client_of, customer, orders, django_assert_num_queries):
    products = [ProductFactory(variant__stock=50) for _ in range(3)]
    for _ in range(orders):
        placed_order(*[(product, 1) for product in products], customer=customer)
    client = client_of(customer)
    client.get(ORDERS)
    with django_assert_num_queries(3):  # who asks, how many, which
        assert len(ids(client.get(ORDERS))) == orders


def test_an_order_takes_as_many_statements(client_of, customer, django_assert_num_queries):
    order = placed_order(*[(ProductFactory(), 1) for _ in range(5)], customer=customer)
    client = client_of(customer)
    with django_assert_num_queries(2):  # who asks, and the order
        assert len(client.get(f"{ORDERS}{order.pk}/").json()["data"]["parts"]) == 5


GRAPHQL = """
{ orders(status: PAID) { totalCount edges { node {
  number status lines { name } history { to by { username } }
} } } }
"""


@pytest.mark.parametrize("orders", [1, 6])
def test_graphql_lists_them_with_their_histories(client_of, customer, orders, django_assert_num_queries):
    for _ in range(orders):
        paid_order(customer=customer)
    placed_order(customer=customer)
    client = client_of(customer)
    ask(client, GRAPHQL)
    with django_assert_num_queries(4):  # who asks, which, how many, their histories
        found = ask(client, GRAPHQL)["orders"]
    assert found["totalCount"] == len(found["edges"]) == orders
    history = [step["to"] for step in found["edges"][0]["node"]["history"]]
    assert history == ["PENDING_PAYMENT", "PAID", "PAID"]


def test_graphql_shows_one_to_its_customer_only(client_of, visitor, customer):
    order = placed_order(customer=customer)
    query = "query ($id: ID!) { order(id: $id) { number note } }"
    assert ask(client_of(customer), query, id=str(order.pk))["order"]["number"] == order.number
    assert refusal(client_of(UserFactory()), query, id=str(order.pk))["code"] == "NOT_FOUND"
    assert refusal(visitor, query, id=str(order.pk))["code"] == "NOT_AUTHENTICATED"
    assert refusal(visitor, "{ orders { totalCount } }")["code"] == "NOT_AUTHENTICATED"


def test_the_back_office_shows_an_order_with_its_history(client, admin):
    order = paid_order()
    client.force_login(admin)
    assert Order.objects.get().number in client.get("/admin/orders/order/").content.decode()
    page = client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    assert "pending_payment" in page
    part = order.parts.get()
    assert client.get(f"/admin/orders/orderpart/{part.pk}/change/").status_code == 200
    assert client.post(f"/admin/orders/order/{order.pk}/delete/").status_code == 403
    assert client.get(f"/admin/orders/order/?q={order.serial}").status_code == 200
