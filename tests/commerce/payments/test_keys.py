"""An Idempotency-Key on a payment: taken ahead of its steps, and gone on with after a crash."""

import pytest

from nexus.commerce.payments.actions import paying
from nexus.commerce.payments.models import Payment, SandboxCharge
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.kernel.api.models import OnceAnswered
from tests.commerce.payments.books import charged

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """What ends a process: nothing catches it on its way."""


def test_the_same_key_gets_the_same_answer_and_one_charge(pay, order):
    first, second = pay(order, key="k"), pay(order, key="k")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert charged(order) == order.total


def test_another_body_under_the_key_is_a_mismatch(pay, order):
    pay(order, key="k")

    refused = pay(order, "tok_declined", key="k")

    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "IDEMPOTENCY_MISMATCH"


def test_a_declined_payment_gives_its_key_back(pay, order):
    assert pay(order, "tok_declined", key="k").status_code == 422
    assert not OnceAnswered.objects.exists()
    assert pay(order, key="k").status_code == 201


def test_while_the_outcome_is_not_known_the_key_stays_begun_and_goes_on(pay, order):
    assert pay(order, "tok_success_then_timeout", key="k").status_code == 503
    assert OnceAnswered.objects.get().status == 0

    assert pay(order, "tok_declined", key="k").status_code == 422  # another request under a key that is begun
    found = pay(order, "tok_success_then_timeout", key="k")

    assert found.status_code == 201
    assert pay(order, "tok_success_then_timeout", key="k").content == found.content
    assert SandboxCharge.objects.count() == 1


def crash_at(monkeypatch, where: str) -> None:
    charge, settle = SandboxProvider.charge, paying.settle

    def dies_before(provider, asked):
        raise Crash

    def dies_after(provider, asked):
        charge(provider, asked)
        raise Crash

    def dies_settled(*args, **kwargs):
        settle(*args, **kwargs)
        raise Crash

    if where == "before the charge":
        monkeypatch.setattr(SandboxProvider, "charge", dies_before)
    elif where == "after the charge":
        monkeypatch.setattr(SandboxProvider, "charge", dies_after)
    else:
        monkeypatch.setattr(paying, "settle", dies_settled)


@pytest.mark.parametrize("where", ["before the charge", "after the charge"])
def test_a_crash_between_the_steps_is_gone_on_from(pay, order, monkeypatch, where):
    with monkeypatch.context() as patched:
        crash_at(patched, where)
        with pytest.raises(Crash):
            pay(order, key="k")
    assert Payment.objects.get().status == "processing"
    assert OnceAnswered.objects.get().status == 0

    found = pay(order, key="k")

    assert found.status_code == 201
    assert found.json()["data"]["order"]["status"] == "paid"
    assert charged(order) == order.total
    assert Payment.objects.count() == 1


def test_after_a_crash_that_hid_only_the_answer_the_order_is_paid_once(pay, order, monkeypatch):
    with monkeypatch.context() as patched:
        crash_at(patched, "settled")
        with pytest.raises(Crash):
            pay(order, key="k")

    again = pay(order, key="k")

    assert (again.status_code, charged(order)) == (201, order.total)
    assert again.json()["data"]["order"]["status"] == "paid"
    assert Payment.objects.count() == 1


def test_a_confirmation_under_a_key_is_answered_alike(pay, order, client_of, customer):
    payment = pay(order, "tok_requires_action").json()["data"]["id"]
    client = client_of(customer)

    answers = [
        client.post(f"/api/payments/{payment}/confirm/", headers={"Idempotency-Key": "c"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
