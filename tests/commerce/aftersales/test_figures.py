"""What sales come to: what was paid for them, what went back, and what is left, each on its own day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from nexus.commerce.orders.models import OrderPart
from nexus.commerce.payments.models import Refund
from nexus.commerce.stores.models import StoreRole
from tests.asking import ask, refusal
from tests.commerce.buying import bought, line_of, part_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import MemberFactory, StoreFactory

FIGURES = "/api/sales/figures/"
GRAPHQL = """
query($since: Date, $until: Date) {
  salesFigures(since: $since, until: $until) {
    since until currencies {
      currency orders units refundedUnits gross refunded net
      days { day orders net } topProducts { product name units refundedUnits gross refunded net }
    }
  }
}
"""
TODAY = timezone.now().date


@pytest.fixture
def product(seller):
    return ProductFactory(seller=seller, price=Decimal("12.50"), variant__stock=100)


def figures(client, **days):
    answer = client.get(FIGURES, days)
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]["currencies"]


def takings(entry):
    return entry["gross"], entry["refunded"], entry["net"], entry["units"], entry["refunded_units"]


def paid_on(day, *things):
    part = paid_order(*things).parts.get()
    OrderPart.objects.filter(pk=part.pk).update(paid_at=timezone.now() - timedelta(days=day))


@pytest.mark.django_db(transaction=True)
def test_what_went_back_is_told_on_its_own_day(client_of, seller, customer, pen, ink):
    ShippingMethodFactory(seller=seller, price=Decimal(3))
    boss, buyer = client_of(seller), client_of(customer)
    kept, cancelled = (bought(buyer, [(pen, 2), (ink, 1)]) for _ in range(2))
    OrderPart.objects.update(paid_at=timezone.now() - timedelta(days=1))
    said = {"lines": [{"line": line_of(kept, pen)["id"], "quantity": 1}], "shipping": "1.00"}
    assert boss.post(f"/api/sales/{part_of(kept)}/refunds/", said).status_code == 201
    gone = boss.post(f"/api/sales/{part_of(cancelled)}/cancel/", {"reason": "It is broken."})
    assert gone.status_code == 200
    Refund.objects.create(
        part_id=part_of(kept), amount=5, status="failed", payment=Refund.objects.first().payment
    )

    (dollars,) = figures(boss)
    (before,) = figures(boss, until=TODAY() - timedelta(days=1))

    assert [(takings(day), day["orders"]) for day in dollars["days"]] == [
        (("55.98", "0.00", "55.98", 6, 0), 2),
        (("0.00", "38.99", "-38.99", 0, 4), 0),
    ]
    assert (takings(dollars), dollars["orders"]) == (("55.98", "38.99", "16.99", 6, 4), 2)
    assert [(top["name"], takings(top)) for top in dollars["top_products"]] == [
        ("Pen", ("40.00", "30.00", "10.00", 4, 3)),
        ("Ink", ("9.98", "4.99", "4.99", 2, 1)),
    ]
    assert takings(before) == ("55.98", "0.00", "55.98", 6, 0)


@pytest.mark.django_db
def test_figures_sum_up_what_was_sold(client_of, seller, product):
    lamp = ProductFactory(seller=seller, name="Lamp", price=Decimal(100))
    in_euros = ProductFactory(seller=seller, currency="EUR", price=Decimal(7))
    paid_on(0, (product, 2), (lamp, 1))
    paid_on(1, (product, 4))
    paid_on(60, (product, 1))
    paid_on(0, (in_euros, 3))
    paid_order((ProductFactory(), 1))

    euros, dollars = figures(client_of(seller))

    assert (euros["currency"], euros["gross"], euros["units"]) == ("EUR", "21.00", 3)
    assert (dollars["gross"], dollars["net"], dollars["units"], dollars["orders"]) == (
        "175.00",
        "175.00",
        7,
        2,
    )
    assert [(day["gross"], day["units"], day["orders"]) for day in dollars["days"]] == [
        ("50.00", 4, 1),
        ("125.00", 3, 1),
    ]
    top = [(entry["name"], entry["units"], entry["net"]) for entry in dollars["top_products"]]
    assert top == [("Lamp", 1, "100.00"), (product.name, 6, "75.00")]


@pytest.mark.django_db
def test_figures_are_asked_for_days(client_of, seller, product):
    paid_on(29, (product, 1))
    paid_on(30, (product, 1))
    client, today = client_of(seller), TODAY()
    then = today - timedelta(days=29)

    assert figures(client)[0]["orders"] == 1
    assert figures(client, since=then, until=then)[0]["gross"] == "12.50"
    assert figures(client, since=then)[0]["orders"] == 1
    whole = client.get(FIGURES, {"since": "2024-01-01", "until": "2024-12-31"}).json()["data"]
    assert (whole["since"], whole["until"]) == ("2024-01-01", "2024-12-31")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "since=2026-03-03&until=2026-03-02",
        "since=2024-01-01&until=2025-01-01",
        "since=yesterday",
        "since=9999-12-20",
        "until=0001-01-05",
        "since=9999-12-31&until=9999-12-31",
    ],
)
def test_days_that_are_no_span_are_refused(client_of, seller, query):
    answer = client_of(seller).get(f"{FIGURES}?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "status"), [(StoreRole.MANAGER, 200), (StoreRole.STAFF, 403)])
def test_a_stores_managers_see_them(client_of, visitor, customer, seller, role, status):
    member = MemberFactory(store=StoreFactory(owner=seller), role=role).user
    assert client_of(member).get(FIGURES).status_code == status
    assert visitor.get(FIGURES).status_code == 401
    assert client_of(customer).get(FIGURES).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("sales", [1, 5])
def test_they_take_as_many_statements(client_of, seller, product, sales, django_assert_num_queries):
    for _ in range(sales):
        paid_order((product, 1), (ProductFactory(seller=seller), 1))
    client = client_of(seller)
    with django_assert_num_queries(4):  # who asks, for whom it sells, days, top products
        assert figures(client)[0]["orders"] == sales


@pytest.mark.django_db
def test_they_are_the_same_at_both_doors(client_of, visitor, seller, product):
    paid_order((product, 2))
    rest = client_of(seller).get(FIGURES).json()["data"]

    shown = ask(client_of(seller), GRAPHQL)["salesFigures"]

    (own,), (same,) = shown["currencies"], rest["currencies"]
    assert (shown["since"], shown["until"]) == (rest["since"], rest["until"])
    assert (own["orders"], own["units"], own["net"]) == (1, 2, same["net"])
    assert own["topProducts"] == [
        {"refundedUnits": top.pop("refunded_units"), **top} for top in same["top_products"]
    ]
    assert refusal(client_of(UserFactory()), GRAPHQL)["code"] == "PERMISSION_DENIED"
    assert refusal(visitor, GRAPHQL)["code"] == "NOT_AUTHENTICATED"
    backwards = refusal(client_of(seller), GRAPHQL, since="2026-03-03", until="2026-03-02")
    assert backwards["details"] == {"since": ["This is after `until`."]}
