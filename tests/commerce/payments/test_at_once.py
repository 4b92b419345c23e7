"""What holds when many pay, and give back, at the same moment."""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from nexus.commerce.checkout.actions import give_up_order
from nexus.commerce.ledger.models import AccountKind
from nexus.commerce.orders.actions import locked_order
from nexus.commerce.payments.actions import (
    LineToRefund,
    is_under_way,
    open_refund,
    paying,
    refund_part,
    refunds,
)
from nexus.commerce.payments.models import Payment, RefundLine, SandboxCharge
from nexus.commerce.payments.providers.base import Charge
from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.commerce.payments.books import assert_ledger_is_sound, charged, given_back, in_ledger
from tests.factories.catalog import ProductFactory
from tests.factories.orders import placed_order
from tests.factories.payments import bought_order
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 24


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def paying_order(client_of, customer, order, token="tok_success", **headers):
    return partial(
        client_of(customer).post,
        f"/api/orders/{order.pk}/payments/",
        {"provider": "sandbox", "token": token},
        headers=headers,
    )


def test_of_many_payments_at_once_one_is_charged(client_of, customer, order):
    answers = all_at_once([paying_order(client_of, customer, order)] * MANY)

    assert set(statuses(answers)) <= {201, 409}
    assert statuses(answers)[201] >= 1
    assert charged(order) == order.total
    assert Payment.objects.count() == SandboxCharge.objects.count() == 1
    assert in_ledger(AccountKind.PROVIDER) == order.total
    assert_ledger_is_sound()


def test_with_different_tokens_at_once_one_is_charged(client_of, customer, order):
    tokens = ["tok_success", "tok_success_then_timeout", "tok_requires_action", "tok_declined"]
    deeds = [paying_order(client_of, customer, order, token) for token in tokens] * 8

    answers = all_at_once(deeds)

    assert set(statuses(answers)) <= {201, 409, 422, 503}
    paid = paying_order(client_of, customer, order, "tok_success")()
    assert paid.status_code in {201, 409}
    live = Payment.objects.filter(status__in=["processing", "requires_action", "succeeded"])
    assert live.count() == 1
    assert charged(order) - given_back(order) <= order.total


def test_with_one_key_all_get_the_same_answer(client_of, customer, order):
    answers = all_at_once([paying_order(client_of, customer, order, **{"Idempotency-Key": "k"})] * MANY)

    assert statuses(answers) == {201: MANY}
    assert len({answer.content for answer in answers}) == 1
    assert SandboxCharge.objects.count() == 1


def test_a_piece_is_given_back_once_however_many_ask(customer):
    product = ProductFactory(price=Decimal("10.00"))
    order = bought_order((product, 3), customer=customer)
    line = order.parts.get().lines.get()

    def give_back_one():
        try:
            return refund_part(SYSTEM, line.part_id, [LineToRefund(line.pk, 1)]).status
        except NexusError as refusal:
            return refusal.status

    found = Counter(all_at_once([give_back_one] * MANY))

    assert found == {"succeeded": 3, 422: MANY - 3}
    assert given_back(order) == order.total == Decimal("30.00")
    assert Payment.objects.get().refunded == order.total
    assert in_ledger(AccountKind.PROVIDER) == 0
    assert_ledger_is_sound()


def test_a_payment_and_the_end_of_the_orders_time_follow_one_upon_the_other(client_of, customer):
    product = ProductFactory()
    for _ in range(4):
        order = placed_order((product, 1), customer=customer)
        deeds = [paying_order(client_of, customer, order), partial(give_up, order)]

        paid, _ = all_at_once(deeds)

        order.refresh_from_db()
        assert (paid.status_code, order.status) in {(201, "paid"), (422, "cancelled")}
        assert charged(order) - given_back(order) == (order.total if order.status == "paid" else 0)


def give_up(order):
    with transaction.atomic():
        locked = locked_order(order.pk)
        if locked.status == "pending_payment" and not is_under_way(order.pk):
            give_up_order(locked, actor=SYSTEM, reason="Its time was up.")


def test_without_a_key_of_ours_the_provider_would_charge_each_time(client_of, customer, order, monkeypatch):
    def keyless(key, *asked):
        return Charge(new_id(), *asked)

    monkeypatch.setattr(paying, "Charge", keyless)
    monkeypatch.setattr(paying, "settle", lambda payment_id, *_, **__: Payment.objects.get(pk=payment_id))

    all_at_once([paying_order(client_of, customer, order)] * 4)

    assert SandboxCharge.objects.count() > 1


def test_without_the_conditional_update_more_would_go_back_than_was_paid(monkeypatch):
    order = bought_order((ProductFactory(price=Decimal("10.00")), 1))
    line = order.parts.get().lines.get()
    monkeypatch.setattr(refunds, "locked_order", lambda _: order)
    monkeypatch.setattr(RefundLine.objects, "count_as_refunded", lambda _: True)
    monkeypatch.setattr(Payment.objects, "take_back", lambda *_: True)

    opened = [open_refund(SYSTEM, line.part_id, [LineToRefund(line.pk, 1)]) for _ in range(2)]

    assert sum(refund.amount for refund in opened) > order.total
