"""What holds when many come at the same moment, and that these tests would notice if it didn't."""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest

from nexus.commerce.aftersales.actions import answering, requesting
from nexus.commerce.aftersales.models import Return, ReturnLine
from nexus.commerce.orders.models import Order
from nexus.commerce.payments.models import Refund
from tests.commerce.aftersales.books import assert_sound, kept
from tests.commerce.buying import line_of, part_of, shown, stock_of
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 24


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def asks(client_of, customer, sent, returns, pen):
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "It leaks."}
    return [partial(client_of(customer).post, returns, said)] * MANY


def asked_for():
    return sum(ReturnLine.objects.values_list("quantity", flat=True))


def test_each_piece_is_given_back_once(client_of, customer, sent, returns, pen):
    answers = all_at_once(asks(client_of, customer, sent, returns, pen))

    assert statuses(answers) == {201: 2, 422: MANY - 2}
    assert asked_for() == 2


def test_without_the_lock_more_would_be_asked_for_but_never_come_back(
    client_of, seller, customer, sent, returns, pen, monkeypatch
):
    monkeypatch.setattr(requesting, "locked_order", lambda order_id: Order.objects.get(pk=order_id))
    all_at_once(asks(client_of, customer, sent, returns, pen))
    assert asked_for() > 2

    Return.objects.update(status="approved")
    receive = [
        partial(client_of(seller).post, f"/api/returns/{wish.pk}/receive/") for wish in Return.objects.all()
    ]
    answers = all_at_once(receive)

    assert statuses(answers)[200] == 2
    assert line_of(shown(client_of(customer), sent), pen)["returned_quantity"] == 2
    assert (kept(), stock_of(pen)) == (Decimal("4.99"), 10)
    assert_sound()


def test_a_return_is_received_once(client_of, seller, wish, pen):
    client_of(seller).post(f"/api/returns/{wish['id']}/approve/")

    answers = all_at_once([partial(client_of(seller).post, f"/api/returns/{wish['id']}/receive/")] * MANY)

    assert statuses(answers) == {200: 1, 422: MANY - 1}
    assert (Refund.objects.count(), kept(), stock_of(pen)) == (1, Decimal("14.99"), 9)
    assert_sound()


def test_without_lock_and_step_it_would_be_refunded_again(client_of, seller, wish, pen, monkeypatch):
    """The return's lock and its step are what keeps the second one away; the pieces' count, the third."""
    client_of(seller).post(f"/api/returns/{wish['id']}/approve/")
    monkeypatch.setattr(answering, "locked_order", lambda order_id: Order.objects.get(pk=order_id))
    monkeypatch.setattr(Return, "step_to", lambda wish, status: setattr(wish, "status", status))
    monkeypatch.setattr(Return, "save", lambda *_, **__: None)

    answers = all_at_once([partial(client_of(seller).post, f"/api/returns/{wish['id']}/receive/")] * 8)

    assert statuses(answers)[200] == 2  # two pens were out: the count lets no third come back
    assert Refund.objects.count() == 2


def test_the_customer_or_the_seller_takes_it_on_but_never_both(client_of, seller, customer, wish):
    path = f"/api/returns/{wish['id']}/"
    deeds = [
        partial(client_of(customer).post, f"{path}withdraw/"),
        partial(client_of(seller).post, f"{path}reject/", {"answer": "No."}),
    ]

    assert statuses(all_at_once(deeds)) == {200: 1, 422: 1}


def test_an_order_is_cancelled_or_sent_but_never_both(client_of, seller, customer, placed):
    cancel = partial(client_of(customer).post, f"/api/orders/{placed['id']}/cancel/")
    ship = partial(client_of(seller).post, f"/api/sales/{part_of(placed)}/shipments/")

    cancelled, *shipped = all_at_once([cancel, *[ship] * 8])

    sent = statuses(shipped)[201]
    assert (cancelled.status_code, sent) in {(200, 0), (422, 1)}
    assert kept() == (Decimal("24.99") if sent else 0)
    assert_sound()


def test_a_cancelled_order_is_refunded_once(client_of, customer, placed):
    answers = all_at_once([partial(client_of(customer).post, f"/api/orders/{placed['id']}/cancel/")] * MANY)

    assert statuses(answers) == {200: 1, 422: MANY - 1}
    assert (Refund.objects.count(), kept()) == (1, 0)
    assert_sound()


def test_never_more_is_refunded_than_was_paid(client_of, seller, placed, pen):
    said = {"lines": [{"line": line_of(placed, pen)["id"], "amount": "3.00"}]}
    path = f"/api/sales/{part_of(placed)}/refunds/"

    answers = all_at_once([partial(client_of(seller).post, path, said)] * MANY)

    assert statuses(answers) == {201: 6, 422: MANY - 6}
    assert kept() == Decimal("6.99")
    assert_sound()


def test_a_piece_is_refunded_or_sent_but_never_both(client_of, seller, placed, pen):
    one = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}
    part = f"/api/sales/{part_of(placed)}/"
    refund = partial(client_of(seller).post, f"{part}refunds/", one)
    ship = partial(client_of(seller).post, f"{part}shipments/", one)

    all_at_once([refund, ship] * 8)

    line = Order.objects.get().parts.get().lines.get(name="Pen")
    assert line.shipped_quantity + line.cancelled_quantity == 2
    assert line.refunded_quantity == 2  # what was sent first is refunded too, and stays with the customer
    assert_sound()
