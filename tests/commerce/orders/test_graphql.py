"""Sales and histories at the GraphQL door: what REST shows."""

import pytest

from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order

pytestmark = pytest.mark.django_db

SALE = """
query($id: ID!) { sale(id: $id) { id status total order { number } lines { name commissionRate } } }
"""
HISTORY = "query($id: ID!) { order(id: $id) { history { part from to at by { username } reason } } }"


@pytest.fixture
def product(seller):
    return ProductFactory(seller=seller, name="Pen")


def test_a_sale_is_the_same_at_both_doors(client_of, visitor, seller, product):
    part = paid_order((product, 2)).parts.get()
    rest = client_of(seller).get(f"/api/sales/{part.pk}/").json()["data"]

    shown = ask(client_of(seller), SALE, id=str(part.pk))["sale"]

    assert (shown["id"], shown["total"], shown["order"]["number"]) == (
        rest["id"],
        rest["total"],
        rest["order"]["number"],
    )
    assert [line["name"] for line in shown["lines"]] == ["Pen"]
    assert refusal(client_of(UserFactory(seller=True)), SALE, id=str(part.pk))["code"] == "NOT_FOUND"
    assert refusal(visitor, SALE, id=str(part.pk))["code"] == "NOT_AUTHENTICATED"


def test_a_history_has_the_words_of_rest(client_of):
    customer = UserFactory()
    order = placed_order(customer=customer)
    client = client_of(customer)

    told = ask(client, HISTORY, id=str(order.pk))["order"]["history"]

    rest = client.get(f"/api/orders/{order.pk}/history/").json()["results"]
    assert [(step["to"].lower(), step["at"]) for step in told] == [(step["to"], step["at"]) for step in rest]
    assert told[0]["from"] is None


@pytest.mark.parametrize("lines", [1, 5])
def test_what_is_shown_of_sales_costs_the_same_whatever_was_sold(
    client_of, seller, lines, django_assert_num_queries
):
    things = [(ProductFactory(seller=seller), 1) for _ in range(lines)]
    part = paid_order(*things).parts.get()
    client = client_of(seller)
    ask(client, "{ __typename }")

    with django_assert_num_queries(3):  # who asks, its stores, the sale
        assert len(ask(client, SALE, id=str(part.pk))["sale"]["lines"]) == lines
