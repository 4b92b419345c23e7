import pytest
from django.db import transaction

from nexus.commerce.documents.actions import issue_invoices
from nexus.commerce.documents.models import Document
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(seller, store, customer):
    """Bought of two sellers, of which one has members."""
    order = paid_order((ProductFactory(seller=seller), 2), (ProductFactory(), 1), customer=customer)
    with transaction.atomic():
        issue_invoices(order.pk)
    return order


@pytest.fixture
def invoice(order, seller):
    return Document.objects.get(seller=seller)


@pytest.fixture
def may_read(seller, manager, admin, customer):
    return [seller, manager, admin, customer]


@pytest.fixture
def may_not(staff):
    return [staff, UserFactory(), UserFactory(seller=True)]


def test_who_lists_an_orders_invoices(client_of, visitor, order, may_not, seller, manager, admin, customer):
    path = f"/api/orders/{order.pk}/invoices/"

    for user, seen in ((customer, 2), (admin, 2), (seller, 1), (manager, 1)):
        assert client_of(user).get(path).json()["count"] == seen
    for user in may_not:
        assert client_of(user).get(path).status_code == 404
    assert visitor.get(path).status_code == 401


@pytest.mark.parametrize("file", ["", "pdf/"])
def test_who_reads_one(client_of, visitor, order, invoice, may_read, may_not, file):
    path = f"/api/documents/{invoice.pk}/{file}"

    for user in may_read:
        assert client_of(user).get(path).status_code == 200
    absent = client_of(may_not[0]).get(f"/api/documents/{order.pk}/{file}").json()["error"]
    for user in may_not:
        refused = client_of(user).get(path)
        assert refused.status_code == 404
        assert refused.json()["error"] | {"request_id": ""} == absent | {"request_id": ""}
    assert visitor.get(path).status_code == 401


def test_an_order_that_is_not_paid_has_none(client_of, customer):
    order = placed_order(customer=customer)

    assert client_of(customer).get(f"/api/orders/{order.pk}/invoices/").json()["count"] == 0


def test_it_is_shown_with_all_that_stands_on_it(client_of, customer, order, invoice):
    listed = client_of(customer).get(f"/api/orders/{order.pk}/invoices/").json()["results"]
    shown = client_of(customer).get(f"/api/documents/{invoice.pk}/").json()["data"]

    assert {card["id"] for card in listed} == {
        str(pk) for pk in Document.objects.values_list("pk", flat=True)
    }
    assert next(card for card in listed if card["id"] == str(invoice.pk)).items() <= shown.items()
    assert (shown["number"], shown["total"], shown["currency"]) == ("INV-000001", "20.00", "USD")
    assert shown["says"]["lines"][0]["quantity"] == 2
    assert client_of(customer).get(shown["pdf"]).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "application/pdf", "application/json"])
def test_it_comes_as_pdf(client_of, customer, invoice, accept):
    answer = client_of(customer).get(f"/api/documents/{invoice.pk}/pdf/", HTTP_ACCEPT=accept)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="INV-000001.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")


def test_a_refusal_of_a_file_is_told_in_json(client_of, customer, order):
    answer = client_of(customer).get(f"/api/documents/{order.pk}/pdf/", HTTP_ACCEPT="application/pdf")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("parts", [1, 5])
def test_lists_take_as_many_queries_however_long_they_are(
    client_of, customer, django_assert_num_queries, parts
):
    order = paid_order(*((ProductFactory(), 1) for _ in range(parts)), customer=customer)
    issue_invoices(order.pk)
    client = client_of(customer)
    path = f"/api/orders/{order.pk}/invoices/"
    client.get(path)

    # Who asks, whether there are any, the count, the page.
    with django_assert_num_queries(4):
        assert client.get(path).json()["count"] == parts


def test_the_same_over_graphql(client_of, visitor, customer, order, invoice, may_not):
    query = """
        query ($order: ID!, $id: ID!) {
            invoices(order: $order) { totalCount edges { node { number total currency } } }
            document(id: $id) { kind number order refund total seller { username } pdf }
        }
    """
    asked = {"order": str(order.pk), "id": str(invoice.pk)}

    shown = ask(client_of(customer), query, **asked)

    assert shown["invoices"]["totalCount"] == 2
    assert shown["document"] == {
        "kind": "INVOICE",
        "number": "INV-000001",
        "order": str(order.pk),
        "refund": None,
        "total": "20.00",
        "seller": {"username": invoice.seller.username},
        "pdf": f"/api/documents/{invoice.pk}/pdf/",
    }
    only = "query ($order: ID!) { invoices(order: $order) { totalCount } }"
    for user in may_not:
        assert refusal(client_of(user), only, order=str(order.pk))["code"] == "NOT_FOUND"
    assert refusal(visitor, only, order=str(order.pk))["code"] == "NOT_AUTHENTICATED"


def test_the_back_office_draws_them_for_those_who_may_see_them(client, invoice):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(f"/admin/documents/document/{invoice.pk}/pdf/").status_code == 403


def test_the_back_office_shows_and_draws_them(client, admin, invoice):
    client.force_login(admin)

    assert "INV-000001" in client.get("/admin/documents/document/").content.decode()
    assert client.get(f"/admin/documents/document/{invoice.pk}/change/").status_code == 200
    drawn = client.get(f"/admin/documents/document/{invoice.pk}/pdf/")
    assert drawn.content.startswith(b"%PDF-")
    assert client.post(f"/admin/documents/document/{invoice.pk}/delete/").status_code == 403
