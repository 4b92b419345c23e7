"""Who is told what in the marketplace, in the app; mail goes out as before, once."""

from collections import Counter

import pytest
from django.core import mail

from nexus.commerce.ledger.actions import fail_payout, send_batch, settle_batch
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.notifications.models import Notification
from tests.commerce.buying import bought, line_of, order, part_of
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.ledger import payout
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(db):
    return UserFactory(username="nora")


@pytest.fixture
def seller(db):
    return UserFactory(username="pens", seller=True)


@pytest.fixture
def store(seller):
    """Of a seller with a manager and a clerk."""
    store = StoreFactory(owner=seller, name="Pens & Ink")
    for role in StoreRole:
        MemberFactory(store=store, user=UserFactory(username=role.value), role=role)
    return store


@pytest.fixture
def pen(store):
    return ProductFactory(seller=store.owner, name="Pen", price="10.00", variant__stock=20)


@pytest.fixture
def told():
    """Deliver what is to be told, and give who was told what kind of thing since the last time."""

    def deliver():
        Notification.objects.all().delete()
        deliver_events()
        rows = Notification.objects.values_list("user__username", "kind")
        return sorted(rows)

    return deliver


@pytest.fixture
def placed(client_of, customer, pen, told):
    placed = bought(client_of(customer), [(pen, 2)])
    told()
    return placed


TEAM, MANAGERS = ("manager", "pens", "staff"), ("manager", "pens")


def all_of(people, kind):
    return [(name, kind) for name in people]


def test_a_sale(client_of, customer, pen, told):
    placed = bought(client_of(customer), [(pen, 2)])

    assert told() == sorted([("nora", "order_paid"), *all_of(TEAM, "sale_new")])
    mine = Notification.objects.get(user=customer)
    assert mine.title == f"Order {placed['number']} is paid"
    assert mine.link == f"/api/orders/{placed['id']}/"
    assert client_of(customer).get(mine.link).status_code == 200
    clerk = Notification.objects.get(user__username="staff")
    assert client_of(clerk.user).get(clerk.link).status_code == 200
    assert clerk.text == "20.00 USD, to be sent."


def test_nobody_gets_a_second_mail(client_of, customer, pen, told):
    mail.outbox.clear()
    bought(client_of(customer), [(pen, 2)])
    told()

    assert Counter(message.to[0] for message in mail.outbox) == {"nora@example.com": 2, "pens@example.com": 1}


def test_a_parcel_on_its_way_and_there(client_of, seller, placed, told):
    answer = client_of(seller).post(f"/api/sales/{part_of(placed)}/shipments/", {"carrier": "DHL"})
    assert told() == [("nora", "order_shipped")]
    assert Notification.objects.get().text == "From Pens & Ink, with DHL."

    client_of(seller).post(f"/api/shipments/{answer.json()['data']['id']}/deliver/")
    assert told() == [("nora", "order_delivered")]


def test_a_customer_who_cancels(client_of, customer, placed, told):
    client_of(customer).post(f"/api/orders/{placed['id']}/cancel/", {"reason": "Ordered twice."})

    assert told() == all_of(TEAM, "sale_cancelled"), "who did it knows"


@pytest.mark.django_db(transaction=True)  # it goes back after the commit
def test_money_that_goes_back(client_of, seller, pen, placed, told):
    said = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "reason": "A scratch."}
    answer = client_of(seller).post(f"/api/sales/{part_of(placed)}/refunds/", said)
    assert answer.status_code == 201, answer.json()

    assert told() == [("nora", "order_refunded")]
    one = Notification.objects.get()
    assert one.title == "10.00 USD are on their way back to you"
    assert one.text == f"For order {placed['number']}. A scratch."


def test_a_member_who_cancels(client_of, placed, store, told):
    manager = store.members.get(role=StoreRole.MANAGER).user
    answer = client_of(manager).post(f"/api/sales/{part_of(placed)}/cancel/", {"reason": "Broken."})
    assert answer.status_code == 200, answer.json()

    happened = told()
    assert ("nora", "order_cancelled") in happened
    assert ("staff", "sale_cancelled") in happened
    assert ("manager", "sale_cancelled") not in happened, "who did it knows"


def test_what_was_never_paid_is_no_sale_that_ends(client_of, customer, pen, told):
    placed = order(client_of(customer), [(pen, 1)])
    client_of(customer).post(f"/api/orders/{placed['id']}/cancel/")

    assert told() == []


def test_a_return(client_of, customer, seller, pen, placed, told):
    client_of(seller).post(f"/api/sales/{part_of(placed)}/shipments/")
    told()
    said = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "reason": "It leaks."}
    wish = client_of(customer).post(f"/api/orders/{placed['id']}/returns/", said).json()["data"]

    assert told() == all_of(MANAGERS, "return_requested")

    client_of(seller).post(f"/api/returns/{wish['id']}/approve/", {"answer": "Send it back."})
    assert told() == [("nora", "return_decided")]
    assert "approved" in Notification.objects.get().title

    client_of(seller).post(f"/api/returns/{wish['id']}/reject/", {"answer": "It never came."})
    assert told() == [("nora", "return_decided")]
    assert "refused" in Notification.objects.get().title


def test_stock_that_runs_low_is_told_once_on_its_way_down(client_of, customer, pen, told, settings):
    settings.NEXUS_LOW_STOCK = 5
    buyer = client_of(customer)
    low = all_of(MANAGERS, "stock_low")

    def after(quantity):
        bought(buyer, [(pen, quantity)])
        return [one for one in told() if one[1] == "stock_low"]

    assert after(14) == []
    assert after(1) == low
    assert Notification.objects.filter(kind="stock_low").first().title.startswith("Only 5 left of Pen")
    assert after(1) == []
    assert after(4) == [], "it was told; that it is sold out now too would be a further kind"


def test_little_stock_that_has_been_added_to_meanwhile_is_not_told(client_of, customer, seller, pen, told):
    bought(client_of(customer), [(pen, 16)])
    answer = client_of(seller).put(f"/api/products/{pen.pk}/", {"stock": 40})
    assert answer.status_code == 200, answer.json()

    assert [one for one in told() if one[1] == "stock_low"] == []


def test_payouts(seller, store, told):
    paid, failed = payout(seller.pk, "77.00"), payout(seller.pk, "33.00")
    told()
    send_batch(SYSTEM, paid.batch_id)
    settle_batch(SYSTEM, paid.batch_id)
    assert told() == all_of(MANAGERS, "payout_paid")
    assert Notification.objects.first().title == "77.00 USD were paid out to you"

    send_batch(SYSTEM, failed.batch_id)
    fail_payout(SYSTEM, failed.pk, reason="The account is closed.")
    assert told() == all_of(MANAGERS, "payout_failed")
    text = Notification.objects.first().text
    assert text == "The account is closed. The money is on your balance again."
