"""Customers give back what was sent, sellers decide, and what comes back is refunded and sold again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from nexus.commerce.aftersales.actions.requesting import MOST_RETURNS
from nexus.commerce.aftersales.models import Return
from nexus.commerce.aftersales.models.returns import STEPS
from nexus.commerce.fulfilment.models import Shipment
from nexus.kernel.events.models import Event
from tests.commerce.aftersales.books import assert_sound, kept
from tests.commerce.buying import bought, line_of, part_of, refused, shown, stock_of
from tests.factories.accounts import UserFactory
from tests.factories.shipping import ShippingMethodFactory

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = ("approve", "reject", "withdraw", "receive")


def act(client, wish, deed, **said):
    return client.post(f"/api/returns/{wish['id']}/{deed}/", said)


def test_a_return_from_wish_to_money(client_of, seller, customer, sent, wish, pen):
    assert (wish["status"], wish["reason"], wish["order"]["number"]) == (
        "requested",
        "It leaks.",
        sent["number"],
    )

    approved = act(client_of(seller), wish, "approve", answer="Send it to Ufer 1.").json()["data"]
    assert (approved["status"], approved["answer"]) == ("approved", "Send it to Ufer 1.")
    received = act(client_of(seller), wish, "receive")

    assert received.status_code == 200, received.json()
    done = received.json()["data"]
    assert (done["status"], done["refund"]["amount"], done["refund"]["status"]) == (
        "received",
        "10.00",
        "succeeded",
    )
    assert (kept(), stock_of(pen)) == (Decimal("14.99"), 9)
    seen = shown(client_of(customer), sent)
    assert (seen["status"], line_of(seen, pen)["returned_quantity"]) == ("shipped", 1)
    told = Event.objects.filter(name__startswith="commerce.return.").order_by("position")
    assert [event.name.rpartition(".")[2] for event in told] == ["requested", "approved", "received"]
    assert_sound()


def test_all_of_it_comes_back(client_of, seller, customer, sent, returns, pen, ink):
    said = [{"line": line["id"], "quantity": line["quantity"]} for line in sent["lines"]]
    wish = client_of(customer).post(returns, {"lines": said, "reason": "Not mine."}).json()["data"]
    act(client_of(seller), wish, "approve")
    broken = {"line": line_of(sent, ink)["id"], "is_restocked": False}

    received = act(client_of(seller), wish, "receive", lines=[broken]).json()["data"]

    assert {line["name"]: line["is_restocked"] for line in received["lines"]} == {"Ink": False, "Pen": True}
    assert (kept(), stock_of(pen), stock_of(ink)) == (0, 10, 9)
    history = client_of(customer).get(f"/api/orders/{sent['id']}/history/").json()["results"]
    assert [step["to"] for step in history if step["part"] is None][-2:] == ["returned", "refunded"]
    assert_sound()


def test_without_its_shipping_it_stays_returned(client_of, seller, customer, pen):
    ShippingMethodFactory(name="Parcel", price=Decimal("4.90"), currency="USD")
    placed = bought(client_of(customer), [(pen, 1)])
    client_of(seller).post(f"/api/sales/{part_of(placed)}/shipments/")
    said = {"lines": [{"line": placed["lines"][0]["id"], "quantity": 1}], "reason": "No."}
    wish = client_of(customer).post(f"/api/orders/{placed['id']}/returns/", said).json()["data"]
    act(client_of(seller), wish, "approve")

    refused(act(client_of(seller), wish, "receive", shipping="4.91"), 422, "UNPROCESSABLE_ENTITY")
    received = act(client_of(seller), wish, "receive", shipping="2.00").json()["data"]

    assert received["refund"]["amount"] == "12.00"
    assert shown(client_of(customer), placed)["status"] == "returned"
    assert kept() == Decimal("2.90")
    assert_sound()


def test_what_was_refunded_before_is_not_refunded_again(client_of, seller, sent, wish, pen):
    line = line_of(sent, pen)["id"]
    boss = client_of(seller)
    boss.post(f"/api/sales/{part_of(sent)}/refunds/", {"lines": [{"line": line, "quantity": 2}]})
    act(boss, wish, "approve")

    received = act(boss, wish, "receive").json()["data"]

    assert received["refund"] is None
    assert (kept(), stock_of(pen)) == (Decimal("4.99"), 9)
    assert_sound()


def test_no_shipping_is_passed_over_where_all_is_refunded(client_of, seller, sent, wish, pen, ink):
    lines = [
        {"line": line_of(sent, pen)["id"], "quantity": 2},
        {"line": line_of(sent, ink)["id"], "quantity": 1},
    ]
    boss = client_of(seller)
    boss.post(f"/api/sales/{part_of(sent)}/refunds/", {"lines": lines})
    act(boss, wish, "approve")

    told = refused(act(boss, wish, "receive", shipping="1.00"), 422, "UNPROCESSABLE_ENTITY")

    assert told["details"] == {"shipping": ["At most 0.00."]}
    assert act(boss, wish, "receive").json()["data"]["refund"] is None


def test_money_that_went_back_before_is_taken_into_account(client_of, seller, sent, wish, pen):
    line = line_of(sent, pen)["id"]
    boss = client_of(seller)
    boss.post(f"/api/sales/{part_of(sent)}/refunds/", {"lines": [{"line": line, "amount": "15.00"}]})
    act(boss, wish, "approve")

    received = act(boss, wish, "receive").json()["data"]

    assert received["refund"]["amount"] == "2.50"  # its share of the five that are left of two
    assert kept() == Decimal("7.49")
    assert_sound()


@pytest.mark.parametrize("status", list(STEPS))
def test_every_step_is_in_the_table_or_refused(client_of, seller, customer, wish, status):
    goes_to = {"approve": "approved", "reject": "rejected", "withdraw": "cancelled", "receive": "received"}
    for deed in ACTS:
        Return.objects.update(status=status, refund=None)
        who = customer if deed == "withdraw" else seller
        answer = act(client_of(who), wish, deed, **({"answer": "No."} if deed == "reject" else {}))
        if goes_to[deed] in STEPS[status]:
            assert answer.status_code == 200, (status, deed, answer.json())
            return_to_how_it_was()
        else:
            refused(answer, 422, "INVALID_TRANSITION")


def return_to_how_it_was():
    """Undo what a receipt counted, so that the next deed finds the same."""
    line = Return.objects.get().lines.get().line
    type(line).objects.filter(pk=line.pk).update(returned_quantity=0)


def test_a_refusal_says_why(client_of, seller, wish):
    error = refused(act(client_of(seller), wish, "reject"), 400, "VALIDATION_ERROR")
    assert list(error["details"]) == ["answer"]

    rejected = act(client_of(seller), wish, "reject", answer="It was used.").json()["data"]

    assert (rejected["status"], rejected["answer"]) == ("rejected", "It was used.")


def test_after_a_refusal_or_a_withdrawal_one_may_ask_again(client_of, seller, customer, sent, returns, pen):
    buyer = client_of(customer)
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 2}], "reason": "It leaks."}
    first = buyer.post(returns, said).json()["data"]
    refused(buyer.post(returns, said), 422, "UNPROCESSABLE_ENTITY")

    act(buyer, first, "withdraw")
    second = buyer.post(returns, said)
    assert second.status_code == 201
    act(client_of(seller), second.json()["data"], "reject", answer="No.")
    assert buyer.post(returns, said).status_code == 201


def test_a_seller_is_not_asked_without_end(client_of, customer, sent, returns, pen):
    client = client_of(customer)
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "It leaks."}
    for _ in range(MOST_RETURNS):
        asked = client.post(returns, said).json()["data"]
        assert act(client, asked, "withdraw").status_code == 200

    refused(client.post(returns, said), 422, "UNPROCESSABLE_ENTITY")
    assert Return.objects.count() == MOST_RETURNS


def test_who_may_do_what(client_of, seller, manager, staff, customer, admin, wish, returns):
    path = f"/api/returns/{wish['id']}/"

    for who in (seller, manager, staff, customer, admin):
        assert client_of(who).get(path).status_code == 200
    for who in (UserFactory(), UserFactory(seller=True)):
        assert client_of(who).get(path).status_code == 404
        assert client_of(who).post(returns, {"lines": [], "reason": ""}).status_code in {400, 404}
        for deed in ACTS:
            assert act(client_of(who), wish, deed, answer="x").status_code == 404
    for deed in ("approve", "reject", "receive"):
        assert act(client_of(customer), wish, deed, answer="x").status_code == 403
        assert act(client_of(staff), wish, deed, answer="x").status_code == 403
    assert act(client_of(seller), wish, "withdraw").status_code == 403
    for deed in ACTS:
        assert act(client_of(None), wish, deed, answer="x").status_code == 401
    assert Return.objects.get().status == "requested"
    assert act(client_of(manager), wish, "approve").status_code == 200
    assert act(client_of(admin), wish, "receive").status_code == 200


def test_only_the_customer_asks(client_of, seller, admin, sent, returns, pen):
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "It leaks."}

    assert client_of(None).post(returns, said).status_code == 401
    assert client_of(seller).post(returns, said).status_code == 404
    assert client_of(UserFactory()).post(returns, said).status_code == 404
    assert client_of(admin).post(returns, said).status_code == 403


@pytest.mark.parametrize(
    ("field", "days", "status"),
    [
        ("shipped_at", 29, 201),
        ("shipped_at", 31, 422),
        ("delivered_at", 29, 201),
        ("delivered_at", 31, 422),
    ],
)
def test_the_time_runs_from_the_arrival(client_of, customer, sent, returns, pen, field, days, status):
    then = timezone.now() - timedelta(days=days)
    sent_then = timezone.now() - timedelta(days=90) if field == "delivered_at" else then
    Shipment.objects.update(**{"shipped_at": sent_then, field: then})
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "Late."}

    assert client_of(customer).post(returns, said).status_code == status


def test_a_site_grants_other_days(client_of, customer, sent, returns, pen, settings):
    Shipment.objects.update(shipped_at=timezone.now() - timedelta(days=31))
    settings.NEXUS_RETURN_DAYS = 60
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "Late."}

    assert client_of(customer).post(returns, said).status_code == 201


def test_what_was_not_sent_does_not_come_back(client_of, customer, placed, pen):
    said = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "reason": "Early."}

    refused(client_of(customer).post(f"/api/orders/{placed['id']}/returns/", said), 422, "INVALID_TRANSITION")


def test_a_return_is_of_one_seller(client_of, customer, pen, paper):
    buyer = client_of(customer)
    placed = bought(buyer, [(pen, 1), (paper, 1)])
    for product in (pen, paper):
        client_of(product.seller).post(f"/api/sales/{part_of(placed, product.seller)}/shipments/")
    lines = [{"line": line["id"], "quantity": 1} for line in placed["lines"]]
    returns = f"/api/orders/{placed['id']}/returns/"

    error = refused(buyer.post(returns, {"lines": lines, "reason": "Both."}), 422, "UNPROCESSABLE_ENTITY")

    assert {group["part"] for group in error["details"]["lines"]} == {part["id"] for part in placed["parts"]}
    for line in lines:
        assert buyer.post(returns, {"lines": [line], "reason": "One."}).status_code == 201


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 400),
        ({"lines": [], "reason": "So."}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 1}]}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 1}], "reason": ""}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 1}], "reason": "x" * 501}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 0}], "reason": "So."}, 400),
        ({"lines": [{"line": "{pen}", "quantity": -2}], "reason": "So."}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 3}], "reason": "So."}, 422),
        ({"lines": 2 * [{"line": "{pen}", "quantity": 1}], "reason": "So."}, 400),
        ({"lines": [{"line": "{strange}", "quantity": 1}], "reason": "So."}, 400),
    ],
)
def test_what_does_not_fit_is_refused(client_of, customer, sent, returns, pen, said, status):
    names = {"{pen}": line_of(sent, pen)["id"], "{strange}": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"}
    if "lines" in said:
        said = said | {"lines": [line | {"line": names[line["line"]]} for line in said["lines"]]}

    assert client_of(customer).post(returns, said).status_code == status
    assert not Return.objects.exists()


def test_lists_are_each_ones_own(client_of, seller, staff, customer, admin, sent, wish):
    def ids(who, path, query=""):
        answer = client_of(who).get(f"{path}{query}")
        assert answer.status_code == 200, answer.json()
        return [each["id"] for each in answer.json()["results"]]

    own, of_sales = "/api/returns/", "/api/sales/returns/"
    assert ids(customer, own) == ids(seller, of_sales) == ids(staff, of_sales) == [wish["id"]]
    assert ids(seller, own) == ids(customer, of_sales) == ids(UserFactory(seller=True), of_sales) == []
    assert ids(customer, own, "?status=requested") == [wish["id"]]
    assert ids(customer, own, "?status=received") == []
    assert ids(customer, own, f"?order={sent['id']}&ordering=oldest") == [wish["id"]]
    assert ids(customer, own, f"?order={wish['id']}") == []
    for wrong in ("status=lost", "order=first", "ordering=price", "seller=me"):
        error = refused(client_of(customer).get(f"{own}?{wrong}"), 400, "VALIDATION_ERROR")
        assert list(error["details"]) == [wrong.partition("=")[0]]
    assert client_of(None).get(own).status_code == client_of(None).get(of_sales).status_code == 401


@pytest.mark.parametrize(("path", "queries"), [("/api/returns/", 3), ("/api/sales/returns/", 4)])
def test_a_list_costs_the_same_however_long_it_is(
    client_of, seller, customer, sent, returns, pen, ink, path, queries, django_assert_num_queries
):
    client = client_of(customer if path == "/api/returns/" else seller)
    client.get(path)
    for size, product in enumerate((pen, ink), start=1):
        said = {"lines": [{"line": line_of(sent, product)["id"], "quantity": 1}], "reason": "So."}
        client_of(customer).post(returns, said)
        with django_assert_num_queries(queries):
            assert len(client.get(path).json()["results"]) == size
