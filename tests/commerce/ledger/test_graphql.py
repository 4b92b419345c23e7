import pytest

from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.ledger import payout, sale, share

pytestmark = pytest.mark.django_db

STATEMENT = """
    query ($filter: StatementFilter) {
        statement(filter: $filter) {
            currency openingBalance closingBalance
            lines(first: 10) { totalCount edges { node { kind what amount order reason } } }
        }
    }
"""


def test_a_balance(client_of, seller):
    sale(share(seller.pk, "100.00", commission="10.00"))

    assert ask(client_of(seller), "{ balance { currency balance } }") == {
        "balance": [{"currency": "USD", "balance": "90.00"}]
    }


def test_a_statement(client_of, seller):
    order = sale(share(seller.pk, "100.00", commission="10.00"))

    shown = ask(client_of(seller), STATEMENT)["statement"]

    assert (shown["currency"], shown["openingBalance"], shown["closingBalance"]) == ("USD", "0.00", "90.00")
    assert shown["lines"]["totalCount"] == 2
    assert [edge["node"] for edge in shown["lines"]["edges"]] == [
        {"kind": "SALE", "what": "commission", "amount": "-10.00", "order": str(order), "reason": ""},
        {"kind": "SALE", "what": "goods", "amount": "100.00", "order": str(order), "reason": ""},
    ]


def test_a_statement_of_days_gone_by(client_of, seller):
    sale(share(seller.pk, "100.00"))

    shown = ask(client_of(seller), STATEMENT, filter={"since": "2020-01-01", "until": "2020-12-31"})[
        "statement"
    ]

    assert (shown["lines"]["edges"], shown["closingBalance"]) == ([], "0.00")


def test_payouts(client_of, seller):
    paid = payout(seller.pk, "77.00")
    payout(UserFactory().pk)
    query = "query ($filter: PayoutFilter) { payouts(filter: $filter) { edges { node {"
    query += " id amount currency status seller { username } } } } }"

    shown = ask(client_of(seller), query, filter={"status": "PENDING"})["payouts"]["edges"]

    assert [edge["node"] for edge in shown] == [
        {
            "id": str(paid.pk),
            "amount": "77.00",
            "currency": "USD",
            "status": "PENDING",
            "seller": {"username": seller.username},
        }
    ]
    assert ask(client_of(seller), query, filter={"status": "PAID"})["payouts"]["edges"] == []


@pytest.mark.parametrize(
    "query", ["{ balance { currency } }", "{ statement { currency } }", "{ payouts { totalCount } }"]
)
def test_a_visitor_sees_no_money(visitor, query):
    assert refusal(visitor, query)["code"] == "NOT_AUTHENTICATED"


def test_a_statement_whose_days_run_backwards_is_refused(client_of, seller):
    days = {"since": "2026-03-03", "until": "2026-03-02"}

    assert refusal(client_of(seller), STATEMENT, filter=days)["details"] == {
        "since": ["This is after `until`."]
    }


def test_who_sees_a_sellers_money(client_of, seller, manager, staff):
    sale(share(seller.pk, "1.00"))
    query = "query ($seller: ID) { balance(seller: $seller) { balance } }"

    assert ask(client_of(manager), query, seller=str(seller.pk)) == {"balance": [{"balance": "1.00"}]}
    for user in (staff, UserFactory(seller=True)):
        assert refusal(client_of(user), query, seller=str(seller.pk))["code"] == "NOT_FOUND"
        asked = {"seller": str(seller.pk)}
        assert refusal(client_of(user), STATEMENT, filter=asked)["code"] == "NOT_FOUND"
