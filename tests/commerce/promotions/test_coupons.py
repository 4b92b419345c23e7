"""Giving out coupons: a store's managers theirs, administrators the site's."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from nexus.commerce.promotions.models import Coupon
from nexus.kernel.events.models import Event
from tests.asking import ask, refusal as refused
from tests.factories.accounts import UserFactory
from tests.factories.promotions import CouponFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db

SPRING = {"code": "SPRING-10", "kind": "percent", "value": "10"}


def create(client, **terms):
    return client.post("/api/coupons/", SPRING | terms)


def refusal(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    return answer.json()["error"]


def codes(client, **query) -> list[str]:
    return [coupon["code"] for coupon in client.get("/api/coupons/", query).json()["results"]]


def test_a_seller_gives_out_its_own(client_of, seller):
    answer = create(client_of(seller), minimum="30", currency="EUR", most_uses=5, most_uses_per_user=1)

    assert answer.status_code == 201
    coupon = answer.json()["data"]
    assert (coupon["seller"], coupon["value"], coupon["minimum"]) == (str(seller.pk), "10.00", "30.00")
    assert (coupon["uses"], coupon["is_active"]) == (0, True)
    assert Event.objects.get(name="commerce.coupon.created").subject == coupon["id"]


def test_an_administrator_gives_out_the_sites_or_a_stores(client_of, admin, seller):
    client = client_of(admin)

    assert create(client).json()["data"]["seller"] is None
    assert create(client, code="OF-STORE", seller=str(seller.pk)).json()["data"]["seller"] == str(seller.pk)
    for nobody in ("00000000-0000-7000-8000-000000000000", str(UserFactory().pk)):
        told = refusal(create(client, code="OF-NOBODY", seller=nobody), 400)["details"]
        assert told == {"seller": ["There is no such seller."]}


def test_managers_give_out_their_stores_and_staff_does_not(client_of, seller):
    store = StoreFactory(owner=seller)
    manager, staff = MemberFactory(store=store).user, MemberFactory(store=store, role="staff").user

    assert create(client_of(manager), seller=str(seller.pk)).status_code == 201
    assert codes(client_of(manager)) == ["SPRING-10"]
    assert refusal(create(client_of(staff), code="STAFF", seller=str(seller.pk)), 403)
    assert codes(client_of(staff)) == []


def test_who_sells_nothing_gives_out_none(client_of, visitor, seller):
    assert refusal(create(visitor), 401)
    assert refusal(create(client_of(UserFactory())), 403)
    assert refusal(create(client_of(UserFactory(seller=True)), seller=str(seller.pk)), 403)
    assert refusal(create(client_of(seller), seller=None), 403)  # only the site gives out the site's
    assert not Coupon.objects.exists()


def test_a_code_is_given_out_once_however_it_is_spelt(client_of, seller, admin):
    create(client_of(seller))

    assert refusal(create(client_of(admin), code="spring-10"), 409)["details"]["code"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"value": "0"}, "value"),
        ({"value": "100.01"}, "value"),
        ({"value": "-5", "kind": "amount", "currency": "USD"}, "value"),
        ({"kind": "amount"}, "value"),
        ({"kind": "free_shipping", "value": "5"}, "value"),
        ({"kind": "gift"}, "kind"),
        ({"minimum": "-1", "currency": "USD"}, "minimum"),
        ({"minimum": "30"}, "minimum"),
        ({"currency": "JPY", "kind": "amount", "value": "500.50"}, "value"),
        ({"currency": "XXX"}, "currency"),
        ({"starts_at": "2026-11-22T00:00:00Z", "ends_at": "2026-11-21T00:00:00Z"}, "ends_at"),
        ({"most_uses": -1}, "most_uses"),
        ({"most_uses": 10**12}, "most_uses"),
        ({"code": "a b"}, "code"),
        ({"code": "x"}, "code"),
        ({"code": "SPRING-10\n"}, "code"),
    ],
)
def test_terms_that_make_no_sense_are_told(client_of, seller, terms, field):
    answer = create(client_of(seller), **terms)

    if answer.status_code == 201:  # DRF trims a text's end
        assert answer.json()["data"]["code"] == "SPRING-10"
    else:
        assert field in refusal(answer, 400)["details"]
        assert not Coupon.objects.exists()


def test_terms_are_changed_and_a_coupon_taken_out_of_use(client_of, seller):
    coupon = CouponFactory(seller=seller, uses=3)
    client, path = client_of(seller), f"/api/coupons/{coupon.pk}/"

    for change in (client.put, client.patch):
        assert change(path, {"most_uses": 3}).json()["data"]["most_uses"] == 3
    assert "limit" in refusal(client.put(path, {"most_uses": 2}), 400)["message"]
    assert client.delete(path).status_code == 204
    assert client.get(path).json()["data"]["is_active"] is False
    assert client.put(path, {"is_active": True}).json()["data"]["is_active"] is True


def test_what_it_is_called_and_whose_it_is_stays(client_of, seller, admin):
    coupon = CouponFactory(seller=seller, uses=3)
    path = f"/api/coupons/{coupon.pk}/"

    client_of(admin).put(path, {"code": "OTHER", "seller": str(admin.pk), "uses": 0})

    coupon.refresh_from_db()
    assert (coupon.seller_id, coupon.uses) == (seller.pk, 3)
    assert coupon.code != "OTHER"


def test_others_coupons_are_not_there(client_of, visitor, seller):
    coupon = CouponFactory(seller=seller)
    path = f"/api/coupons/{coupon.pk}/"
    other = client_of(UserFactory(seller=True))

    for answer in (other.get(path), other.put(path, {"value": 99}), other.delete(path)):
        assert refusal(answer, 404)
    for answer in (visitor.get(path), visitor.put(path, {"value": 99}), visitor.delete(path)):
        assert refusal(answer, 401)
    assert refusal(visitor.get("/api/coupons/"), 401)
    assert codes(other) == []


def test_the_list_is_narrowed_and_costs_the_same_whatever_is_in_it(
    client_of, seller, django_assert_num_queries
):
    client = client_of(seller)
    CouponFactory(seller=seller, code="SPRING", is_active=False)
    CouponFactory(code="OF-SITE")
    assert codes(client, code="spring") == ["SPRING"]
    assert codes(client, is_active="true") == []

    with django_assert_num_queries(4):  # the account, the stores that it works for, the count, the page
        client.get("/api/coupons/")
    CouponFactory.create_batch(10, seller=seller)
    with django_assert_num_queries(4):  # the account, the stores that it works for, the count, the page
        assert len(codes(client)) == 11


def test_their_owners_see_them_over_graphql(client_of, visitor, seller):
    coupon = CouponFactory(seller=seller)
    CouponFactory()
    query = "{ coupons { edges { node { id code kind value seller } } totalCount } }"

    found = ask(client_of(seller), query)["coupons"]

    assert found["totalCount"] == 1
    assert found["edges"][0]["node"] == {
        "id": str(coupon.pk),
        "code": coupon.code,
        "kind": "PERCENT",
        "value": "10.00",
        "seller": str(seller.pk),
    }
    assert refused(visitor, query)["code"] == "NOT_AUTHENTICATED"


def test_in_the_back_office_too_only_sound_ones_are_saved(admin):
    office = Client()
    office.force_login(admin)
    sound = SPRING | {"minimum": "0", "is_active": "on", "currency": ""}
    uses = {"used_by-TOTAL_FORMS": "0", "used_by-INITIAL_FORMS": "0"}
    add = reverse("admin:promotions_coupon_add")

    in_half_yen = {"kind": "amount", "value": "500.50", "currency": "JPY"}
    for wrong in ({"value": "0"}, in_half_yen, {"code": "a b"}, {"minimum": "much"}):
        assert office.post(add, sound | uses | wrong).status_code == 200
    assert not Coupon.objects.exists()

    assert office.post(add, sound | uses).status_code == 302
    coupon = Coupon.objects.get()
    assert (coupon.seller, coupon.code) == (None, "SPRING-10")
    change = reverse("admin:promotions_coupon_change", args=[coupon.pk])
    assert office.post(change, sound | uses | {"value": "15"}).status_code == 302
    assert office.post(reverse("admin:promotions_coupon_delete", args=[coupon.pk]), {"post": "yes"})
    coupon.refresh_from_db()
    assert (coupon.value, coupon.is_active) == (15, False)
    names = ["commerce.coupon.created", "commerce.coupon.changed", "commerce.coupon.deactivated"]
    assert [*Event.objects.order_by("pk").values_list("name", flat=True)] == names


@pytest.mark.parametrize("name", ["most_uses", "most_uses_per_user"])
def test_a_limit_of_no_use_is_none(client_of, seller, name):
    client = client_of(seller)

    error = refusal(create(client, **{name: 0}), 400)
    assert [*error["details"]] == [name]
    assert not Coupon.objects.exists()

    coupon = create(client, **{name: 1}).json()["data"]
    refusal(client.patch(f"/api/coupons/{coupon['id']}/", {name: 0}), 400)
    with pytest.raises(IntegrityError, match="coupon_limits_above_zero"), transaction.atomic():
        Coupon.objects.update(**{name: 0})
