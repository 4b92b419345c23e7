"""Paying over GraphQL: the same actions, and keys that outlast a crash."""

import logging

import pytest

from nexus.commerce.payments.actions.settling import settle
from nexus.commerce.payments.models import Payment, SandboxCharge
from nexus.commerce.payments.providers.base import Outcome, Result
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.commerce.payments.rest.cards import NEVER
from nexus.kernel.api.models import OnceAnswered
from tests.commerce.payments.books import charged
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAY = """
    mutation Pay($order: ID!, $token: String!) {
      payOrder(order: $order, input: {provider: "sandbox", token: $token}) {
        id status amount currency nextAction order { number status }
      }
    }
"""


@pytest.fixture
def ask(client_of, customer):
    def post(query: str, user=customer, *, key: str | None = None, **variables):
        headers = {"Idempotency-Key": key} if key else {}
        return client_of(user).post("/graphql", {"query": query, "variables": variables}, headers=headers)

    return post


def test_an_order_is_paid(ask, order):
    data = ask(PAY, order=str(order.pk), token="tok_success").json()["data"]["payOrder"]

    assert (data["status"], data["order"]["status"]) == ("SUCCEEDED", "PAID")
    assert data["order"]["number"] == order.number
    assert charged(order) == order.total
    shown = ask("query P($id: ID!) { payment(id: $id) { status amount } }", id=data["id"]).json()
    assert shown["data"]["payment"] == {"status": "SUCCEEDED", "amount": str(order.total)}


def test_refusals_are_the_same_as_at_the_other_door(ask, order, seller):
    declined = ask(PAY, order=str(order.pk), token="tok_declined").json()
    assert declined["errors"][0]["extensions"]["code"] == "PAYMENT_DECLINED"
    card = ask(PAY, order=str(order.pk), token="4242424242424242").json()
    assert card["errors"][0]["extensions"]["details"] == {"token": [NEVER]}
    strangers = ask(PAY, seller, order=str(order.pk), token="tok_success").json()
    assert strangers["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    payment = Payment.objects.get()
    hidden = ask("query P($id: ID!) { payment(id: $id) { id } }", seller, id=str(payment.pk)).json()
    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_a_second_step_is_confirmed(ask, order):
    begun = ask(PAY, order=str(order.pk), token="tok_requires_action").json()["data"]["payOrder"]
    assert begun["status"] == "REQUIRES_ACTION"
    assert begun["nextAction"]["type"] == "confirm"

    confirm = "mutation C($id: ID!) { confirmPayment(id: $id) { status order { status } } }"
    done = ask(confirm, id=begun["id"]).json()["data"]["confirmPayment"]

    assert done == {"status": "SUCCEEDED", "order": {"status": "PAID"}}


def test_a_key_gives_the_same_answer(ask, order):
    first, second = (ask(PAY, key="k", order=str(order.pk), token="tok_success") for _ in range(2))

    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert SandboxCharge.objects.count() == 1


def test_a_key_is_gone_on_with_after_a_crash(ask, order, monkeypatch):
    class Crash(BaseException):
        pass

    def dies(*_):
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "charge", dies)
        with pytest.raises(Crash):
            ask(PAY, key="k", order=str(order.pk), token="tok_success")
    assert OnceAnswered.objects.get().status == 0

    found = ask(PAY, key="k", order=str(order.pk), token="tok_success").json()

    assert found["data"]["payOrder"]["status"] == "SUCCEEDED"
    assert Payment.objects.count() == 1


def test_a_refused_mutation_gives_its_key_back(ask, order):
    ask(PAY, key="k", order=str(order.pk), token="tok_declined")

    assert not OnceAnswered.objects.exists()


def test_a_key_whose_provider_was_silent_tells_later_what_came_of_it(ask, order):
    silent = ask(PAY, key="k", order=str(order.pk), token="tok_timeout").json()
    assert silent["errors"][0]["extensions"]["status"] == 503
    settle(Payment.objects.get().pk, Outcome(Result.DECLINED, "", reason="no money"))

    told = ask(PAY, key="k", order=str(order.pk), token="tok_timeout").json()

    assert told["errors"][0]["extensions"]["code"] == "PAYMENT_DECLINED"
    assert Payment.objects.count() == 1


def test_under_a_key_payments_come_alone(ask, order):
    mixed = """
        mutation M($order: ID!) {
          ...Paying
          createProduct(input: {name: "Pen", price: "1.00"}) { id }
        }
        fragment Paying on Mutation {
          payOrder(order: $order, input: {provider: "sandbox", token: "tok_success"}) { id }
        }
    """
    refused = ask(mixed, key="k", order=str(order.pk))

    assert refused.status_code == 400
    assert "without other mutations" in refused.json()["errors"][0]["message"]
    assert not Payment.objects.exists()


LIST = """
query($order: ID!) { orderPayments(order: $order) { totalCount edges { node { id status declineReason } } } }
"""


def test_every_try_to_pay_an_order_is_listed(ask, client_of, customer, order, django_assert_num_queries):
    for token in ("tok_declined", "tok_success"):
        ask(PAY, order=str(order.pk), token=token)
    client = client_of(customer)

    with django_assert_num_queries(4):  # who asks, the order, the page, the count
        answer = client.post("/graphql", {"query": LIST, "variables": {"order": str(order.pk)}})
    listed = answer.json()["data"]["orderPayments"]

    assert listed["totalCount"] == 2
    assert [edge["node"]["status"] for edge in listed["edges"]] == ["SUCCEEDED", "DECLINED"]
    refused = ask(LIST, UserFactory(), order=str(order.pk)).json()["errors"][0]["extensions"]
    assert refused["code"] == "NOT_FOUND"


def test_a_silent_provider_is_one_line_in_the_log(ask, order, caplog):
    with caplog.at_level(logging.WARNING):
        answer = ask(PAY, order=str(order.pk), token="tok_timeout").json()

    assert answer["errors"][0]["extensions"]["status"] == 503
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
