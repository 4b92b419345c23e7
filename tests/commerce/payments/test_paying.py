"""Paying through the door that customers use, with every way in which the sandbox can answer."""

import logging
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nexus.commerce.inventory.models import Hold
from nexus.commerce.ledger.models import AccountKind, Transaction
from nexus.commerce.orders.models import OrderPart, OrderStep
from nexus.commerce.payments.actions.paying import MOST_TRIES
from nexus.commerce.payments.models import Payment, SandboxCharge
from nexus.commerce.payments.rest.cards import NEVER
from nexus.kernel.events.models import Event
from tests.commerce.payments.books import assert_ledger_is_sound, charged, in_ledger
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import placed_order

pytestmark = pytest.mark.django_db


def error(answer) -> dict:
    return answer.json()["error"]


def test_a_payment_makes_an_order_paid_and_everything_with_it(pay, order):
    answer = pay(order)

    assert answer.status_code == 201, answer.content
    data = answer.json()["data"]
    assert data["status"] == "succeeded"
    assert data["order"] == {"id": str(order.pk), "number": order.number, "status": "paid"}
    assert (data["amount"], data["currency"]) == (str(order.total), order.currency)
    assert "token" not in data
    assert charged(order) == order.total
    assert set(OrderPart.objects.filter(order=order).values_list("status", flat=True)) == {"paid"}
    assert OrderStep.objects.filter(order=order, after="paid").exists()
    assert Hold.objects.get(reference=order.pk).expires_at is None
    assert {"commerce.order.paid", "commerce.payment.succeeded"} <= set(
        Event.objects.values_list("name", flat=True)
    )


def test_the_ledger_takes_the_sale_of_each_seller_and_its_commission(pay, customer):
    first, second = ProductFactory(price=Decimal("30.00")), ProductFactory(price=Decimal("12.34"))
    order = placed_order((first, 2), (second, 1), customer=customer)

    pay(order)

    assert in_ledger(AccountKind.PROVIDER, provider="sandbox") == order.total == Decimal("72.34")
    assert in_ledger(AccountKind.SELLER, seller=first.seller) == Decimal("-54.00")
    assert in_ledger(AccountKind.SELLER, seller=second.seller) == Decimal("-11.11")
    assert in_ledger(AccountKind.COMMISSION) == Decimal("-7.23")
    assert_ledger_is_sound()


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("tok_declined", "The card was declined."),
        ("tok_insufficient_funds", "The card has insufficient funds."),
        ("tok_expired_card", "The card has expired."),
    ],
)
def test_a_declined_payment_says_why_and_leaves_the_order_to_be_paid(pay, order, token, reason):
    declined = pay(order, token)

    assert declined.status_code == 422
    assert error(declined)["code"] == "PAYMENT_DECLINED"
    assert error(declined)["message"] == reason
    assert error(declined)["details"]["payment"] == str(Payment.objects.get().pk)
    order.refresh_from_db()
    assert order.status == "pending_payment"
    assert charged(order) == 0
    assert not Transaction.objects.exists()
    assert Event.objects.filter(name="commerce.payment.declined").count() == 1

    assert pay(order).status_code == 201
    assert charged(order) == order.total
    assert sorted(order.payments.values_list("status", flat=True)) == ["declined", "succeeded"]


def test_a_token_that_the_sandbox_does_not_know_is_declined_with_those_it_knows(pay, order):
    declined = pay(order, "pm_card_visa")

    assert declined.status_code == 422
    assert "tok_success" in error(declined)["message"]


def test_an_order_is_paid_once(pay, order):
    pay(order)

    again = pay(order)

    assert again.status_code == 409
    assert error(again)["message"] == "This order is paid already."
    assert SandboxCharge.objects.count() == 1


def test_where_the_answer_was_lost_the_same_request_finds_it(pay, order):
    lost = pay(order, "tok_success_then_timeout")

    assert lost.status_code == 503
    assert lost["Retry-After"]
    assert error(lost)["details"] == {"payment": str(Payment.objects.get().pk)}
    assert Payment.objects.get().status == "processing"
    assert charged(order) == order.total  # it was taken, and nobody here knows yet

    found = pay(order, "tok_success_then_timeout")

    assert found.status_code == 201
    assert found.json()["data"]["order"]["status"] == "paid"
    assert charged(order) == order.total
    assert Payment.objects.count() == SandboxCharge.objects.count() == 1


def test_a_decline_whose_answer_was_lost_is_found_too(pay, order):
    assert pay(order, "tok_declined_then_timeout").status_code == 503
    assert pay(order, "tok_declined_then_timeout").status_code == 422
    assert SandboxCharge.objects.count() == 1


def test_while_a_payment_is_under_way_no_other_begins(pay, order):
    assert pay(order, "tok_timeout").status_code == 503

    other = pay(order, "tok_success")

    assert other.status_code == 409
    assert "under way" in error(other)["message"]
    assert not SandboxCharge.objects.exists()


def test_a_second_step_is_told_and_confirmed(pay, order, client_of, customer):
    begun = pay(order, "tok_requires_action")

    assert begun.status_code == 201
    data = begun.json()["data"]
    assert (data["status"], data["order"]["status"]) == ("requires_action", "pending_payment")
    assert data["next_action"]["path"] == f"/api/payments/{data['id']}/confirm/"
    assert charged(order) == 0

    confirmed = client_of(customer).post(data["next_action"]["path"])

    assert confirmed.status_code == 200, confirmed.content
    assert confirmed.json()["data"]["order"]["status"] == "paid"
    assert confirmed.json()["data"]["next_action"] is None
    assert charged(order) == order.total

    again = client_of(customer).post(data["next_action"]["path"])
    assert again.status_code == 200
    assert charged(order) == order.total


def test_a_second_step_that_fails_declines(pay, order, client_of, customer):
    payment = pay(order, "tok_requires_action_then_declined").json()["data"]["id"]
    client = client_of(customer)

    assert client.post(f"/api/payments/{payment}/confirm/").status_code == 422
    assert client.post(f"/api/payments/{payment}/confirm/").status_code == 422
    assert error(client.post(f"/api/payments/{payment}/confirm/"))["code"] == "INVALID_TRANSITION"
    assert pay(order).status_code == 201


def test_whoever_leaves_the_second_step_undone_may_pay_otherwise(pay, order):
    pay(order, "tok_requires_action")

    assert pay(order, "tok_success").status_code == 201
    assert sorted(order.payments.values_list("status", flat=True)) == ["cancelled", "succeeded"]
    assert charged(order) == order.total


def test_the_same_second_step_asked_for_again_is_the_same_payment(pay, order):
    first, second = pay(order, "tok_requires_action"), pay(order, "tok_requires_action")

    assert first.json()["data"]["id"] == second.json()["data"]["id"]
    assert SandboxCharge.objects.count() == 1


@pytest.mark.parametrize(
    "token",
    [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "378282246310005",
        "tok_4111111111111111",
    ],
)
def test_card_numbers_are_turned_away(pay, order, token):
    refused = pay(order, token, key="k")

    assert refused.status_code == 400
    assert error(refused)["details"]["token"] == [NEVER]
    assert "4242" not in refused.content.decode()
    assert not Payment.objects.exists()


def test_a_card_beside_the_token_is_turned_away_too(pay, order):
    refused = pay(order, card={"number": 4242424242424242})

    assert refused.status_code == 400
    assert error(refused)["details"] == {"number": [NEVER]}
    assert not Payment.objects.exists()


def test_a_card_that_comes_first_of_two_in_a_form_is_turned_away_too(client_of, customer, order):
    form = "provider=sandbox&token=4242424242424242&token=tok_success"
    path = f"/api/orders/{order.pk}/payments/"

    refused = client_of(customer).post(path, form, content_type="application/x-www-form-urlencoded")

    assert refused.status_code == 400
    assert error(refused)["details"] == {"token": [NEVER]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider": "paypal"}, "provider"),
        ({"provider": "stripe"}, "provider"),  # there is one, but not on this site
        ({"provider": ""}, "provider"),
        ({"token": ""}, "token"),
        ({"token": "two words"}, "token"),
        ({"token": "t" * 256}, "token"),
        ({"token": None}, "token"),
    ],
)
def test_what_makes_no_sense_is_told_by_its_field(pay, order, body, field):
    refused = pay(order, **body)

    assert refused.status_code == 400
    assert field in error(refused)["details"]
    assert not Payment.objects.exists()


def test_another_ones_order_is_not_there(client_of, order, seller):
    body = {"provider": "sandbox", "token": "tok_success"}
    for stranger in (UserFactory(), seller):
        assert client_of(stranger).post(f"/api/orders/{order.pk}/payments/", body).status_code == 404
        assert client_of(stranger).get(f"/api/orders/{order.pk}/payments/").status_code == 404
    assert not Payment.objects.exists()


def test_its_seller_sees_no_payments(client_of, pay, order):
    payment = pay(order).json()["data"]["id"]
    seller = client_of(order.parts.get().seller)

    assert seller.get(f"/api/orders/{order.pk}/payments/").status_code == 404
    assert seller.get(f"/api/payments/{payment}/").status_code == 404
    assert seller.post(f"/api/payments/{payment}/confirm/").status_code == 404


def test_an_administrator_looks_but_does_not_pay(client_of, admin, order):
    body = {"provider": "sandbox", "token": "tok_success"}

    assert client_of(admin).get(f"/api/orders/{order.pk}/payments/").status_code == 200
    assert client_of(admin).post(f"/api/orders/{order.pk}/payments/", body).status_code == 403


def test_a_visitor_is_asked_to_sign_in(visitor, order):
    assert visitor.post(f"/api/orders/{order.pk}/payments/", {}).status_code == 401
    assert visitor.get(f"/api/orders/{order.pk}/payments/").status_code == 401


def test_payments_are_listed_with_a_fixed_number_of_queries(
    pay, order, client_of, customer, django_assert_num_queries
):
    client = client_of(customer)

    def listed(expected: int) -> list[str]:
        with django_assert_num_queries(4):
            answer = client.get(f"/api/orders/{order.pk}/payments/")
        assert answer.json()["count"] == expected
        return [payment["status"] for payment in answer.json()["results"]]

    pay(order, "tok_declined")
    assert listed(1) == ["declined"]
    for _ in range(3):
        pay(order, "tok_declined")
    pay(order)
    assert listed(5) == ["succeeded", *["declined"] * 4]


def test_paying_costs_the_same_for_one_line_and_many(customer, pay):
    seller, costs = UserFactory(seller=True), set()
    pay(placed_order((ProductFactory(seller=seller), 1), customer=customer))  # opens the ledger's accounts
    for lines in (1, 12):
        things = [(ProductFactory(seller=seller), 1) for _ in range(lines)]
        order = placed_order(*things, customer=customer)
        with CaptureQueriesContext(connection) as asked:
            assert pay(order).status_code == 201
        costs.add(len(asked))
    assert len(costs) == 1
    assert costs.pop() <= 42


def test_tries_come_to_an_end(pay, order):
    for _ in range(MOST_TRIES):
        assert pay(order, "tok_declined").status_code == 422
    held_until = Hold.objects.get(reference=order.pk).expires_at

    answer = pay(order, "tok_success")

    assert (answer.status_code, error(answer)["code"]) == (409, "CONFLICT")
    assert "order anew" in error(answer)["message"]
    assert Payment.objects.count() == MOST_TRIES
    assert Hold.objects.get(reference=order.pk).expires_at == held_until


def test_a_silent_provider_is_one_line_in_the_log(pay, order, caplog):
    with caplog.at_level(logging.WARNING):
        assert pay(order, "tok_timeout").status_code == 503

    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "provider did not answer" in line.getMessage()
