"""Sending at the GraphQL door: the same actions, the same answers."""

import pytest

from tests.asking import ask, refusal
from tests.commerce.buying import line_of, part_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PARCEL = """
fragment Parcel on Shipment {
  id order part seller { username } carrier trackingNumber trackingUrl shippedAt deliveredAt
  lines { line name sku options quantity }
}
"""
SHIP = f"""
mutation($part: ID!, $input: ShipmentInput!) {{ shipPart(part: $part, input: $input) {{ ...Parcel }} }}
{PARCEL}
"""
CORRECT = f"""
mutation($id: ID!, $input: TrackingInput!) {{ correctTracking(id: $id, input: $input) {{ ...Parcel }} }}
{PARCEL}
"""
DELIVER = f"mutation($id: ID!) {{ deliverShipment(id: $id) {{ ...Parcel }} }} {PARCEL}"
OF_ORDER = f"""
query($id: ID!) {{ orderShipments(order: $id) {{ totalCount edges {{ node {{ ...Parcel }} }} }} }} {PARCEL}
"""
OF_SALE = f"""
query($id: ID!) {{ saleShipments(part: $id) {{ totalCount edges {{ node {{ ...Parcel }} }} }} }} {PARCEL}
"""


def test_a_parcel_goes_out_and_arrives(client_of, seller, customer, placed, pen):
    boss, part = client_of(seller), part_of(placed)
    some = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "carrier": "DHL"}

    parcel = ask(boss, SHIP, part=part, input=some)["shipPart"]

    assert (parcel["order"], parcel["part"]) == (placed["id"], part)
    assert [(line["name"], line["quantity"]) for line in parcel["lines"]] == [("Pen", 1)]
    corrected = ask(boss, CORRECT, id=parcel["id"], input={"trackingNumber": "1Z"})["correctTracking"]
    assert corrected == parcel | {"trackingNumber": "1Z"}
    arrived = ask(client_of(customer), DELIVER, id=parcel["id"])["deliverShipment"]
    assert arrived["deliveredAt"]
    seen = {"totalCount": 1, "edges": [{"node": arrived}]}
    shown = "query($id: ID!) { shipment(id: $id) { ...Parcel } }" + PARCEL
    for client in (boss, client_of(customer)):
        assert ask(client, shown, id=parcel["id"])["shipment"] == arrived
    assert refusal(client_of(UserFactory()), shown, id=parcel["id"])["code"] == "NOT_FOUND"
    assert ask(client_of(customer), OF_ORDER, id=placed["id"])["orderShipments"] == seen
    assert ask(boss, OF_SALE, id=part)["saleShipments"] == seen


def test_refusals_are_rests(client_of, seller, customer, placed, pen):
    boss, part = client_of(seller), part_of(placed)
    many = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 3}]}

    assert refusal(boss, SHIP, part=part, input=many)["code"] == "UNPROCESSABLE_ENTITY"
    assert refusal(boss, SHIP, part="none", input={})["code"] == "NOT_FOUND"
    wrong = refusal(boss, SHIP, part=part, input={"trackingUrl": "javascript:alert(1)"})
    assert (wrong["code"], list(wrong["details"])) == ("VALIDATION_ERROR", ["tracking_url"])
    stranger = client_of(UserFactory())
    for query, key in [(OF_ORDER, placed["id"]), (OF_SALE, part)]:
        assert refusal(stranger, query, id=key)["code"] == "NOT_FOUND"
        assert refusal(client_of(None), query, id=key)["code"] == "NOT_AUTHENTICATED"
    assert refusal(stranger, SHIP, part=part, input={})["code"] == "NOT_FOUND"
    parcel = ask(boss, SHIP, part=part, input={})["shipPart"]
    assert refusal(stranger, DELIVER, id=parcel["id"])["code"] == "NOT_FOUND"
    denied = refusal(client_of(customer), CORRECT, id=parcel["id"], input={"carrier": "UPS"})
    assert denied["code"] == "PERMISSION_DENIED"
