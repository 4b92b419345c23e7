"""Sellers send what was paid, whole or in parcels, and both sides can follow it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nexus.commerce.fulfilment.models import Shipment
from nexus.commerce.inventory.models import StockItem
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.events.models import Event
from tests.commerce.buying import line_of, order, part_of, refused, shown, stock_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import doubted
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db(transaction=True)

TRACKING = {
    "carrier": "DHL",
    "tracking_number": "00340434161094042557",
    "tracking_url": "https://www.dhl.com/track?id=00340434161094042557",
}


def test_a_sale_is_sent_in_two_parcels_and_arrives(client_of, seller, customer, placed, pen, ink, shipments):
    boss, buyer = client_of(seller), client_of(customer)
    line = line_of(placed, pen)["id"]

    first = boss.post(shipments, {"lines": [{"line": line, "quantity": 1}], **TRACKING})

    assert first.status_code == 201, first.json()
    parcel = first.json()["data"]
    assert [(sent["name"], sent["quantity"]) for sent in parcel["lines"]] == [("Pen", 1)]
    assert {name: parcel[name] for name in TRACKING} == TRACKING
    assert shown(buyer, placed)["status"] == "part_shipped"
    assert line_of(shown(buyer, placed), pen)["shipped_quantity"] == 1

    rest = boss.post(shipments, {}).json()["data"]

    assert [(sent["name"], sent["quantity"]) for sent in rest["lines"]] == [("Ink", 1), ("Pen", 1)]
    assert shown(buyer, placed)["status"] == "shipped"
    assert (stock_of(pen), stock_of(ink)) == (8, 9)
    assert {(item.on_hand, item.reserved) for item in StockItem.objects.all()} == {(8, 0), (9, 0)}
    assert not doubted()

    assert buyer.post(f"/api/shipments/{rest['id']}/deliver/").status_code == 200
    assert shown(buyer, placed)["status"] == "shipped"
    assert boss.post(f"/api/shipments/{parcel['id']}/deliver/").status_code == 200
    assert shown(buyer, placed)["status"] == "delivered"
    told = Event.objects.filter(name__startswith="commerce.shipment.").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in told.order_by("position")] == 2 * ["sent"] + 2 * ["delivered"]


def test_both_sides_see_the_parcels(client_of, seller, customer, admin, placed, shipments):
    parcel = client_of(seller).post(shipments, TRACKING).json()["data"]
    own, detail = f"/api/orders/{placed['id']}/shipments/", f"/api/shipments/{parcel['id']}/"

    for who in (seller, admin):
        assert client_of(who).get(shipments).json()["results"] == [parcel]
    for who in (customer, admin):
        assert client_of(who).get(own).json()["results"] == [parcel]
    for who in (seller, customer, admin):
        assert client_of(who).get(detail).json()["data"] == parcel


def test_it_is_not_there_for_anyone_else(client_of, seller, placed, shipments):
    parcel = client_of(seller).post(shipments).json()["data"]
    detail = f"/api/shipments/{parcel['id']}/"
    paths = [("get", shipments), ("post", shipments), ("get", detail), ("put", detail)]
    paths += [("post", f"{detail}deliver/"), ("get", f"/api/orders/{placed['id']}/shipments/")]
    stranger, rival, visitor = (
        client_of(UserFactory()),
        client_of(UserFactory(seller=True)),
        client_of(None),
    )

    for method, path in paths:
        assert getattr(stranger, method)(path).status_code == 404, path
        assert getattr(rival, method)(path).status_code == 404, path
        assert getattr(visitor, method)(path).status_code == 401, path
    assert Shipment.objects.on_the_way().count() == 1


def test_the_customer_may_neither_send_nor_correct(client_of, seller, customer, placed, shipments):
    buyer = client_of(customer)
    assert buyer.post(shipments).status_code == 404  # the sale is the seller's
    parcel = client_of(seller).post(shipments, TRACKING).json()["data"]

    refused(buyer.put(f"/api/shipments/{parcel['id']}/", {"carrier": "UPS"}), 403, "PERMISSION_DENIED")


@pytest.mark.parametrize("role", StoreRole)
def test_whoever_works_for_the_store_sends(client_of, seller, placed, shipments, role):
    member = MemberFactory(store=StoreFactory(owner=seller), role=role).user

    parcel = client_of(member).post(shipments).json()["data"]

    assert client_of(member).post(f"/api/shipments/{parcel['id']}/deliver/").status_code == 200


def test_one_seller_sends_its_own_part_only(client_of, seller, customer, pen):
    other = ProductFactory(variant__stock=3)
    placed = order(client_of(customer), [(pen, 1), (other, 1)])
    paid = client_of(customer).post(
        f"/api/orders/{placed['id']}/payments/", {"provider": "sandbox", "token": "tok_success"}
    )
    assert paid.status_code == 201
    mine, theirs = part_of(placed, seller), part_of(placed, other.seller)
    strange = {"lines": [{"line": line_of(placed, other)["id"], "quantity": 1}]}

    refused(client_of(seller).post(f"/api/sales/{mine}/shipments/", strange), 400, "VALIDATION_ERROR")
    assert client_of(seller).post(f"/api/sales/{theirs}/shipments/").status_code == 404
    assert client_of(seller).post(f"/api/sales/{mine}/shipments/").status_code == 201
    seen = shown(client_of(customer), placed)
    assert (seen["status"], {part["status"] for part in seen["parts"]}) == (
        "part_shipped",
        {"shipped", "paid"},
    )


def test_what_is_not_paid_is_not_sent(client_of, seller, admin, customer, pen):
    part = part_of(order(client_of(customer), [(pen, 1)]))

    assert client_of(seller).post(f"/api/sales/{part}/shipments/").status_code == 404  # no sale yet
    refused(client_of(admin).post(f"/api/sales/{part}/shipments/"), 422, "INVALID_TRANSITION")
    assert not Shipment.objects.exists()


def test_more_than_is_left_is_refused_by_line(client_of, seller, placed, pen, ink, shipments):
    boss = client_of(seller)
    pens, inks = line_of(placed, pen)["id"], line_of(placed, ink)["id"]
    boss.post(shipments, {"lines": [{"line": pens, "quantity": 1}]})
    asked = {"lines": [{"line": pens, "quantity": 2}, {"line": inks, "quantity": 1}]}

    error = refused(boss.post(shipments, asked), 422, "UNPROCESSABLE_ENTITY")

    assert error["details"] == {"lines": [{"line": pens, "asked": 2, "left": 1}]}
    assert Shipment.objects.count() == 1
    assert boss.post(shipments).status_code == 201
    refused(boss.post(shipments), 422, "INVALID_TRANSITION")
    assert not doubted()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": "all"}, "lines"),
        ({"lines": [{"line": "first", "quantity": 1}]}, "lines"),
        ({"lines": [{"line": "{pen}", "quantity": 0}]}, "lines"),
        ({"lines": [{"line": "{pen}", "quantity": -1}]}, "lines"),
        ({"lines": [{"line": "{pen}", "quantity": 1.5}]}, "lines"),
        ({"lines": [{"line": "{pen}", "quantity": 2**40}]}, "lines"),
        ({"lines": [{"line": "{pen}"}]}, "lines"),
        ({"lines": 2 * [{"line": "{pen}", "quantity": 1}]}, "lines"),
        ({"lines": [{"line": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "quantity": 1}]}, "lines"),
        ({"carrier": "D\nHL"}, "carrier"),
        ({"carrier": "x" * 81}, "carrier"),
        ({"tracking_number": "1" * 81}, "tracking_number"),
        ({"tracking_url": "javascript:alert(1)"}, "tracking_url"),
        ({"tracking_url": "ftp://example.com/"}, "tracking_url"),
        ({"tracking_url": f"https://example.com/{'x' * 500}"}, "tracking_url"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_sent(
    client_of, seller, placed, pen, shipments, said, field
):
    pens = line_of(placed, pen)["id"]
    if isinstance(said.get("lines"), list):
        filled = [line | {"line": pens} if line["line"] == "{pen}" else line for line in said["lines"]]
        said = said | {"lines": filled}

    error = refused(client_of(seller).post(shipments, said), 400, "VALIDATION_ERROR")

    assert list(error["details"]) == [field]
    assert not Shipment.objects.exists()


def test_tracking_is_corrected(client_of, seller, shipments):
    boss = client_of(seller)
    parcel = boss.post(shipments, TRACKING).json()["data"]
    path = f"/api/shipments/{parcel['id']}/"

    corrected = boss.patch(path, {"tracking_number": "1Z999", "tracking_url": ""})

    assert corrected.json()["data"] == parcel | {"tracking_number": "1Z999", "tracking_url": ""}
    refused(boss.put(path, {"tracking_url": "data:text/html,x"}), 400, "VALIDATION_ERROR")
    assert boss.get(path).json()["data"]["tracking_number"] == "1Z999"
    assert Event.objects.filter(name="commerce.shipment.changed").count() == 1


def test_tracking_is_corrected_under_the_orders_lock(client_of, seller, shipments):
    """The order first, and then its parcel: whoever does it the other way round could wait for ever."""
    boss = client_of(seller)
    parcel = boss.post(shipments, {}).json()["data"]

    with CaptureQueriesContext(connection) as asked:
        boss.patch(f"/api/shipments/{parcel['id']}/", {"carrier": "DHL"})

    locks = [query["sql"] for query in asked if " FOR " in query["sql"]]
    assert ['FROM "orders_order"' in locks[0], 'FROM "fulfilment_shipment"' in locks[1]] == [True, True]


def test_tracking_that_stays_as_it_is_writes_to_nobody(client_of, seller, shipments):
    boss = client_of(seller)
    parcel = boss.post(shipments, TRACKING).json()["data"]
    path = f"/api/shipments/{parcel['id']}/"

    for said in ({}, TRACKING, {"carrier": parcel["carrier"]}):
        assert boss.patch(path, said).json()["data"] == parcel

    assert not Event.objects.filter(name="commerce.shipment.changed").exists()


def test_a_parcel_arrives_once(client_of, seller, customer, shipments):
    parcel = client_of(seller).post(shipments).json()["data"]
    path = f"/api/shipments/{parcel['id']}/deliver/"

    assert client_of(customer).post(path).json()["data"]["delivered_at"]
    refused(client_of(seller).post(path), 422, "INVALID_TRANSITION")
    assert Event.objects.filter(name="commerce.order.delivered").count() == 1


def test_a_key_sends_once(client_of, seller, shipments):
    boss = client_of(seller)

    answers = [boss.post(shipments, TRACKING, HTTP_IDEMPOTENCY_KEY="parcel-1") for _ in range(2)]

    assert answers[0].status_code == 201
    assert answers[0].content == answers[1].content
    assert Shipment.objects.count() == 1


def test_a_list_costs_the_same_however_long_it_is(
    client_of, seller, placed, pen, shipments, django_assert_num_queries
):
    boss = client_of(seller)
    boss.get(shipments)
    for size in (1, 2):
        boss.post(shipments, {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]})
        with django_assert_num_queries(5):
            assert len(boss.get(shipments).json()["results"]) == size
