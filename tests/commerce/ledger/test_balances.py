from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nexus.commerce.ledger.actions import SaleShare, post_refund
from nexus.commerce.ledger.models import Entry, Transaction
from nexus.kernel.events.models import Event
from nexus.kernel.kit.ids import new_id
from tests.factories.accounts import UserFactory
from tests.factories.ledger import sale, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """Book on a day of one's choice; what is booked is never changed afterwards."""

    def at(day, *shares, **more):
        monkeypatch.setattr(
            "nexus.commerce.ledger.models.entries.timezone.now",
            lambda: datetime(2026, 3, day, 12, tzinfo=UTC),
        )
        order = sale(*shares, **more)
        monkeypatch.undo()
        return order

    return at


def balances(client, **query):
    answer = client.get("/api/balance/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def statement(client, **query):
    answer = client.get("/api/statement/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_seller_sees_what_is_owed_by_currency(client_of, seller):
    sale(share(seller.pk, "100.00", shipping="5.00", commission="10.00", tax="19.00"))
    sale(share(seller.pk, "1500.00"), currency="JPY")
    sale(share(UserFactory().pk, "7.00"))

    assert balances(client_of(seller)) == [
        {"currency": "JPY", "balance": "1500.00"},
        {"currency": "USD", "balance": "95.00"},
    ]


def test_more_given_back_than_earned_is_owed_by_the_seller(client_of, seller):
    post_refund(new_id(), new_id(), "sandbox", "USD", [SaleShare(seller.pk, Decimal("12.50"))])

    assert balances(client_of(seller)) == [{"currency": "USD", "balance": "-12.50"}]


def test_whoever_sold_nothing_is_owed_nothing(client_of, seeker):
    assert balances(client_of(seeker)) == []
    lines = statement(client_of(seeker))
    assert (lines["count"], lines["opening_balance"], lines["closing_balance"]) == (0, "0.00", "0.00")


@pytest.mark.parametrize("path", ["/api/balance/", "/api/statement/"])
def test_who_sees_a_sellers_money(client_of, visitor, seller, manager, staff, admin, path):
    sale(share(seller.pk))
    query = {"seller": str(seller.pk)}

    for user in (seller, manager, admin):
        assert client_of(user).get(path, query).status_code == 200
    for user in (staff, UserFactory(seller=True)):
        refused = client_of(user).get(path, query)
        assert refused.status_code == 404
        assert refused.json()["error"]["code"] == "NOT_FOUND"
    assert visitor.get(path, query).status_code == 401
    assert client_of(seller).get(path, {"seller": "nora"}).status_code == 400


def test_a_statement_shows_each_movement(client_of, seller):
    order = sale(share(seller.pk, "100.00", shipping="5.00", commission="10.00", tax="19.00"))

    lines = statement(client_of(seller))

    assert [(line["kind"], line["what"], line["amount"]) for line in lines["results"]] == [
        ("sale", "commission", "-10.00"),
        ("sale", "shipping", "5.00"),
        ("sale", "goods", "100.00"),
    ]
    assert {line["order"] for line in lines["results"]} == {str(order)}
    assert (lines["currency"], lines["opening_balance"], lines["closing_balance"]) == ("USD", "0.00", "95.00")


def test_a_statement_over_some_days_runs_from_one_balance_to_the_other(client_of, seller, on):
    on(1, share(seller.pk, "1.00"))
    on(2, share(seller.pk, "20.00"))
    on(3, share(seller.pk, "300.00"))
    on(4, share(seller.pk, "4000.00"))

    lines = statement(client_of(seller), since="2026-03-02", until="2026-03-03")

    assert [line["amount"] for line in lines["results"]] == ["300.00", "20.00"]
    assert (lines["opening_balance"], lines["closing_balance"]) == ("1.00", "321.00")


def test_its_pages_and_its_walk_hold_the_same_lines(client_of, seller):
    for coins in range(1, 8):
        sale(share(seller.pk, f"{coins}.00"))
    client = client_of(seller)
    paged = [line for page in (1, 2, 3) for line in statement(client, page=page, page_size=3)["results"]]

    walked, answer = [], statement(client, cursor="", page_size=3)
    while True:
        walked += answer["results"]
        if not answer["next"]:
            break
        answer = client.get(answer["next"]).json()

    assert paged == walked
    assert [line["amount"] for line in walked] == [f"{coins}.00" for coins in range(7, 0, -1)]


def test_of_several_currencies_one_must_be_named(client_of, seller):
    sale(share(seller.pk, "1.00"), currency="EUR")
    sale(share(seller.pk, "2.00"), currency="USD")
    client = client_of(seller)

    refused = client.get("/api/statement/")

    assert refused.status_code == 400
    assert refused.json()["error"]["details"] == {"currency": ["Name one of: EUR, USD."]}
    assert statement(client, currency="EUR")["closing_balance"] == "1.00"


@pytest.mark.parametrize(
    "query", [{"since": "soon"}, {"until": "2026-13-01"}, {"currency": "usd"}, {"who": "me"}]
)
def test_a_statement_of_nonsense_is_refused(client_of, seller, query):
    assert client_of(seller).get("/api/statement/", query).status_code == 400


def test_a_statement_whose_days_run_backwards_is_refused(client_of, seller):
    sale(share(seller.pk, "1.00"))

    refused = client_of(seller).get("/api/statement/", {"since": "2026-03-03", "until": "2026-03-02"})

    assert refused.status_code == 400
    assert refused.json()["error"]["details"] == {"since": ["This is after `until`."]}


@pytest.mark.parametrize("size", [1, 20])
def test_a_statement_takes_as_many_queries_whatever_its_length(
    client_of, seller, django_assert_num_queries, size
):
    for _ in range(size):
        sale(share(seller.pk, "1.00", shipping="1.00", commission="0.10"))
    client = client_of(seller)
    client.get("/api/statement/")

    # Who asks, the seller's currencies, the count, the lines, the closing balance.
    with django_assert_num_queries(5):
        client.get("/api/statement/")


def adjust(client, user, amount="-12.50", **more):
    body = {"seller": str(user.pk), "amount": amount, "currency": "USD", "reason": "Damage, agreed by phone."}
    return client.post("/api/adjustments/", body | more)


def test_an_administrator_puts_a_balance_right(client_of, seller, admin):
    taken, given = (
        adjust(client_of(admin), seller),
        adjust(client_of(admin), seller, "20.00", reason="Goodwill."),
    )

    assert (taken.status_code, given.status_code) == (201, 201)
    assert taken.json()["data"]["amount"] == "-12.50"
    assert balances(client_of(seller)) == [{"currency": "USD", "balance": "7.50"}]
    newest, oldest = statement(client_of(seller))["results"]
    assert (newest["reason"], oldest["reason"]) == ("Goodwill.", "Damage, agreed by phone.")
    assert newest["kind"] == newest["what"] == "adjustment"
    assert {booked.actor_id for booked in Transaction.objects.all()} == {admin.pk}
    assert Event.objects.filter(name="commerce.balance.adjusted").count() == 2


def test_nobody_else_does(client_of, visitor, seller, manager):
    assert adjust(client_of(seller), seller, "1000.00").status_code == 403
    assert adjust(client_of(manager), seller, "1000.00").status_code == 403
    assert adjust(visitor, seller).status_code == 401

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"amount": "0.00"}, 400),
        ({"amount": "1.005"}, 400),
        ({"amount": "1e99"}, 400),
        ({"amount": "NaN"}, 400),
        ({"amount": "0.50", "currency": "JPY"}, 400),
        ({"currency": "XXX"}, 400),
        ({"reason": ""}, 400),
        ({"reason": "two\nlines"}, 400),
        ({"seller": "nora"}, 400),
        ({"seller": "00000000-0000-7000-8000-000000000000"}, 400),
    ],
)
def test_an_adjustment_of_nonsense_changes_nothing(client_of, seller, admin, more, status):
    answer = adjust(client_of(admin), seller, **more)

    assert answer.status_code == status
    assert answer.json()["error"]["details"].keys() == {next(iter(more))}
    assert not Entry.objects.exists()


def test_who_sells_nothing_has_no_balance_to_adjust(client_of, admin):
    answer = adjust(client_of(admin), UserFactory())

    assert answer.status_code == 400
    assert answer.json()["error"]["details"] == {"seller": ["There is no such seller."]}
    assert not Entry.objects.exists()


def test_an_adjustment_sent_again_with_its_key_is_booked_once(client_of, seller, admin):
    client = client_of(admin)
    body = {"seller": str(seller.pk), "amount": "5.00", "currency": "USD", "reason": "Goodwill."}

    answers = [client.post("/api/adjustments/", body, HTTP_IDEMPOTENCY_KEY="one") for _ in range(3)]

    assert len({answer.content for answer in answers}) == 1
    assert balances(client_of(seller)) == [{"currency": "USD", "balance": "5.00"}]
