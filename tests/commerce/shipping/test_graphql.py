"""Ways of sending at the GraphQL door: the same actions, the same answers."""

import pytest

from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.shipping import ShippingMethodFactory

pytestmark = pytest.mark.django_db

WHOLE = """
fragment Whole on ShippingMethod {
  id seller name carrier currency price pricePerKg freeOver maxWeightGrams countries minDays maxDays isActive
}
"""
ADD = f"mutation($input: ShippingMethodInput!) {{ addShippingMethod(input: $input) {{ ...Whole }} }} {WHOLE}"
CHANGE = f"""
mutation($id: ID!, $input: ShippingMethodChanges!) {{
  changeShippingMethod(id: $id, input: $input) {{ ...Whole }}
}} {WHOLE}
"""
REMOVE = f"mutation($id: ID!) {{ removeShippingMethod(id: $id) {{ ...Whole }} }} {WHOLE}"
SHOW = f"query($id: ID!) {{ shippingMethod(id: $id) {{ ...Whole }} }} {WHOLE}"
OWN = "{ ownShippingMethods { edges { node { name isActive } } } }"
PARCEL = {"name": "Parcel", "currency": "EUR", "price": "4.90", "countries": ["DE", "AT"]}


def test_a_method_from_its_beginning_to_its_end(client_of, visitor, seller):
    client = client_of(seller)

    made = ask(client, ADD, input=PARCEL)["addShippingMethod"]
    rest = client.get(f"/api/shipping-methods/{made['id']}/").json()["data"]
    assert (made["seller"], made["price"], made["countries"]) == (str(seller.pk), "4.90", ["DE", "AT"])
    assert rest["price_per_kg"] == made["pricePerKg"]

    changed = ask(client, CHANGE, id=made["id"], input={"freeOver": "50.00", "countries": []})
    assert changed["changeShippingMethod"] == made | {"freeOver": "50.00", "countries": []}
    assert ask(visitor, SHOW, id=made["id"])["shippingMethod"]["name"] == "Parcel"

    assert ask(client, REMOVE, id=made["id"])["removeShippingMethod"]["isActive"] is False
    assert refusal(visitor, SHOW, id=made["id"])["code"] == "NOT_FOUND"
    assert ask(client, OWN)["ownShippingMethods"]["edges"] == [
        {"node": {"name": "Parcel", "isActive": False}}
    ]


def test_anothers_is_not_changed(client_of, visitor, seller):
    method = ShippingMethodFactory(seller=seller)
    other = client_of(UserFactory(seller=True))

    assert refusal(other, CHANGE, id=str(method.pk), input={"price": "0"})["code"] == "PERMISSION_DENIED"
    assert refusal(other, REMOVE, id=str(method.pk))["code"] == "PERMISSION_DENIED"
    assert refusal(visitor, REMOVE, id=str(method.pk))["code"] == "NOT_AUTHENTICATED"
    assert refusal(visitor, OWN)["code"] == "NOT_AUTHENTICATED"
    method.refresh_from_db()
    assert method.is_active


def test_what_makes_no_sense_is_refused(client_of, seller):
    refused = refusal(client_of(seller), ADD, input=PARCEL | {"minDays": 5, "maxDays": 2})

    assert (refused["code"], [*refused["details"]]) == ("VALIDATION_ERROR", ["max_days"])


@pytest.mark.parametrize("size", [1, 20])
def test_ones_own_cost_the_same_however_many_there_are(client_of, seller, size, django_assert_num_queries):
    ShippingMethodFactory.create_batch(size, seller=seller)
    client = client_of(seller)
    ask(client, OWN)

    with django_assert_num_queries(2):  # who asks, the page with the stores that one manages
        assert len(ask(client, OWN)["ownShippingMethods"]["edges"]) == size
