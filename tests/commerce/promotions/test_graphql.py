"""Coupons at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.commerce.promotions.models import Coupon
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.promotions import CouponFactory

pytestmark = pytest.mark.django_db

WHOLE = """
fragment Whole on Coupon {
  id code seller kind value currency minimum startsAt endsAt mostUses mostUsesPerUser uses isActive createdAt
}
"""
CREATE = f"mutation($input: CouponInput!) {{ createCoupon(input: $input) {{ ...Whole }} }} {WHOLE}"
CHANGE = f"""
mutation($id: ID!, $input: CouponChanges!) {{ changeCoupon(id: $id, input: $input) {{ ...Whole }} }} {WHOLE}
"""
DEACTIVATE = f"mutation($id: ID!) {{ deactivateCoupon(id: $id) {{ ...Whole }} }} {WHOLE}"
SHOW = f"query($id: ID!) {{ coupon(id: $id) {{ ...Whole }} }} {WHOLE}"
TEN = {"code": "spring-10", "kind": "PERCENT", "value": "10.00", "currency": "USD", "mostUses": 5}


def test_a_coupon_from_its_beginning_to_its_end(client_of, seller):
    client = client_of(seller)

    made = ask(client, CREATE, input=TEN)["createCoupon"]
    assert (made["code"], made["kind"], made["seller"]) == ("spring-10", "PERCENT", str(seller.pk))
    rest = client.get(f"/api/coupons/{made['id']}/").json()["data"]
    assert (rest["value"], rest["most_uses"]) == (made["value"], made["mostUses"])

    changed = ask(client, CHANGE, id=made["id"], input={"mostUses": None, "value": "12.50"})["changeCoupon"]
    assert changed == made | {"mostUses": None, "value": "12.50"}
    assert ask(client, DEACTIVATE, id=made["id"])["deactivateCoupon"] == changed | {"isActive": False}
    assert ask(client, SHOW, id=made["id"])["coupon"] == changed | {"isActive": False}


@pytest.mark.parametrize(
    "document",
    [(SHOW, {}), (CHANGE, {"input": {"mostUses": 1}}), (DEACTIVATE, {})],
    ids=["show", "change", "end"],
)
def test_anothers_coupon_is_not_there(client_of, visitor, seller, document):
    query, more = document
    coupon = CouponFactory(seller=seller)

    for_other = refusal(client_of(UserFactory(seller=True)), query, id=str(coupon.pk), **more)

    assert for_other["code"] == "NOT_FOUND"
    assert refusal(visitor, query, id=str(coupon.pk), **more)["code"] == "NOT_AUTHENTICATED"
    coupon.refresh_from_db()
    assert (coupon.is_active, coupon.most_uses) == (True, None)


def test_what_makes_no_sense_is_refused_as_rest_refuses_it(client_of, seller):
    client = client_of(seller)

    refused = refusal(client, CREATE, input=TEN | {"value": "101.00"})

    assert refused["code"] == "VALIDATION_ERROR"
    assert "value" in refused["details"]
    assert not Coupon.objects.exists()
    ask(client, CREATE, input=TEN)
    assert refusal(client, CREATE, input=TEN)["code"] == "CONFLICT"


def test_a_buyer_gives_out_none(client_of):
    assert refusal(client_of(UserFactory()), CREATE, input=TEN)["code"] == "PERMISSION_DENIED"


def test_a_coupon_costs_three_queries(client_of, seller, django_assert_num_queries):
    client, coupon = client_of(seller), CouponFactory(seller=seller)
    ask(client, "{ __typename }")

    with django_assert_num_queries(3):  # who asks, the stores that one manages, the coupon
        ask(client, SHOW, id=str(coupon.pk))
