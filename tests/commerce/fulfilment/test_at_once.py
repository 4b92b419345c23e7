"""What holds when many send at the same moment, and that these tests would notice if it didn't."""

from collections import Counter
from functools import partial

import pytest

from nexus.commerce.fulfilment.actions import progress, shipping
from nexus.commerce.fulfilment.models import Shipment, ShipmentLine
from nexus.commerce.orders.models import Order, OrderLine
from tests.commerce.buying import line_of
from tests.factories.inventory import doubted
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 16


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def test_a_sale_is_sent_once_however_many_send_it(client_of, seller, shipments):
    answers = all_at_once([partial(client_of(seller).post, shipments)] * MANY)

    assert statuses(answers) == {201: 1, 422: MANY - 1}
    assert Shipment.objects.count() == 1
    assert not doubted()


def test_pieces_are_sent_once_each(client_of, seller, placed, pen, shipments):
    one = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}

    answers = all_at_once([partial(client_of(seller).post, shipments, one)] * MANY)

    assert statuses(answers) == {201: 2, 422: MANY - 2}
    assert sum(ShipmentLine.objects.values_list("quantity", flat=True)) == 2
    assert not doubted()


def test_without_the_lock_the_count_alone_still_holds(client_of, seller, placed, pen, shipments, monkeypatch):
    """The order's lock keeps rivals apart; the conditional UPDATE is what no one gets past."""
    monkeypatch.setattr(progress, "locked_order", lambda order_id: Order.objects.get(pk=order_id))
    one = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}

    answers = all_at_once([partial(client_of(seller).post, shipments, one)] * MANY)

    assert 1 <= statuses(answers)[201] <= 2
    assert not doubted()


def test_without_lock_and_count_more_would_be_sent_than_was_sold(
    client_of, seller, placed, pen, shipments, monkeypatch
):
    monkeypatch.setattr(progress, "locked_order", lambda order_id: Order.objects.get(pk=order_id))
    monkeypatch.setattr(shipping, "add_shipped", lambda *_: True)
    monkeypatch.setattr(shipping, "ship", lambda *_, **__: None)
    monkeypatch.setattr(shipping, "move_on", lambda *_, **__: None)
    one = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}

    answers = all_at_once([partial(client_of(seller).post, shipments, one)] * MANY)

    assert statuses(answers)[201] > OrderLine.objects.get(pk=line_of(placed, pen)["id"]).quantity


def test_two_parcels_that_arrive_at_once_deliver_the_sale(client_of, seller, placed, pen, shipments):
    boss = client_of(seller)
    boss.post(shipments, {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]})
    boss.post(shipments)
    paths = [f"/api/shipments/{key}/deliver/" for key in Shipment.objects.values_list("pk", flat=True)]

    answers = all_at_once([partial(boss.post, path) for path in paths for _ in range(4)])

    assert statuses(answers) == {200: 2, 422: 6}
    assert Order.objects.get().status == "delivered"
