"""The ledger is locked last: who waits for it, as while a day is closed, keeps no stock from others."""

import time
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from nexus.commerce.aftersales.actions import sending
from nexus.commerce.ledger.models.totals import BOOKING_LOCK
from nexus.commerce.payments.actions import sweeping
from nexus.commerce.payments.models import Refund
from tests.commerce.aftersales.books import assert_sound
from tests.commerce.buying import line_of, order, part_of, stock_of
from tests.factories.promotions import CouponFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 5


@pytest.fixture
def gift(client_of, customer, pen, paper):
    """An order of two sellers that cost nothing, and so was paid at once."""
    CouponFactory(code="GIFT", value=100)
    placed = order(client_of(customer), [(pen, 2), (paper, 3)], coupon="GIFT")
    assert placed["status"] == "paid"
    return placed


@contextmanager
def closed_ledger():
    """Keep everybody from booking, as a closing does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BOOKING_LOCK])
        yield


@contextmanager
def meanwhile(deed):
    """Do something beside it, until it is done."""
    told = []

    def run():
        try:
            told.append(deed())
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    yield told
    thread.join()


def comes_true(question):
    deadline = time.monotonic() + PATIENCE_S
    while not question() and time.monotonic() < deadline:
        time.sleep(0.02)
    return question()


def test_a_free_order_gives_its_stock_back_before_it_waits_for_the_ledger(
    client_of, customer, gift, pen, paper
):
    client = client_of(customer)
    with meanwhile(lambda: client.post(f"/api/orders/{gift['id']}/cancel/")) as told, closed_ledger():
        assert comes_true(lambda: (stock_of(pen), stock_of(paper)) == (10, 10))
        assert set(Refund.objects.values_list("status", flat=True)) == {"processing"}

    assert told[0].status_code == 200
    assert set(Refund.objects.values_list("status", flat=True)) == {"succeeded"}
    assert_sound()


def test_a_refund_of_what_was_free_gives_stock_back_before_it_waits_for_the_ledger(
    client_of, seller, gift, pen
):
    said = {"lines": [{"line": line_of(gift, pen)["id"], "quantity": 2}]}
    path = f"/api/sales/{part_of(gift, seller)}/refunds/"
    client = client_of(seller)
    with meanwhile(lambda: client.post(path, said)) as told, closed_ledger():
        assert comes_true(lambda: stock_of(pen) == 10)

    assert told[0].status_code == 201
    assert Refund.objects.get().status == "succeeded"
    assert_sound()


def test_a_free_refund_whose_process_died_is_booked_by_the_sweeper(client_of, customer, gift, monkeypatch):
    def die(_):
        raise SystemExit

    monkeypatch.setattr(sending, "send_refund", die)
    with pytest.raises(SystemExit):
        client_of(customer).post(f"/api/orders/{gift['id']}/cancel/")
    assert set(Refund.objects.values_list("status", flat=True)) == {"processing"}
    monkeypatch.setattr(sweeping, "ASKED_AFTER", sweeping.ASKED_AFTER * 0)

    assert sweeping.settle_left_over() == 2

    assert set(Refund.objects.values_list("status", flat=True)) == {"succeeded"}
    assert_sound()
