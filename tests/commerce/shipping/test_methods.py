"""Setting up ways of sending: a store's managers its own, administrators the site's; everyone sees them."""

import pytest
from django.test import Client
from django.urls import reverse

from nexus.commerce.shipping.models import ShippingMethod
from tests.asking import ask
from tests.factories.accounts import UserFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db

PARCEL = {"name": "Parcel", "currency": "EUR", "price": "4.90"}
PATH = "/api/shipping-methods/"


def add(client, **terms):
    return client.post(PATH, PARCEL | terms, format="json")


def refusal(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    return answer.json()["error"]


def names(client, path: str = PATH, **query) -> list[str]:
    return [method["name"] for method in client.get(path, query).json()["results"]]


def test_a_seller_offers_its_own_and_an_administrator_the_sites(client_of, seller, admin):
    own = add(client_of(seller), countries=["DE", "AT"], free_over="50")

    assert own.status_code == 201
    assert own.json()["data"]["seller"] == str(seller.pk)
    assert own.json()["data"]["free_over"] == "50.00"
    assert add(client_of(admin)).json()["data"]["seller"] is None
    told = refusal(add(client_of(admin), seller=str(admin.pk)), 400)["details"]
    assert told == {"seller": ["There is no such seller."]}


def test_managers_set_their_stores_and_staff_does_not(client_of, seller):
    store = StoreFactory(owner=seller)
    manager = client_of(MemberFactory(store=store).user)
    staff = client_of(MemberFactory(store=store, role="staff").user)

    method = add(manager, seller=str(seller.pk)).json()["data"]["id"]

    assert manager.put(f"{PATH}{method}/", {"price": "5"}).json()["data"]["price"] == "5.00"
    assert refusal(staff.put(f"{PATH}{method}/", {"price": "0"}), 403)
    assert refusal(add(staff, seller=str(seller.pk)), 403)


def test_others_may_look_and_change_nothing(client_of, visitor, seller):
    method = ShippingMethodFactory(seller=seller)
    path, other = f"{PATH}{method.pk}/", client_of(UserFactory(seller=True))

    assert visitor.get(path).json()["data"]["price"] == "4.90"
    for client, status in ((visitor, 401), (other, 403), (client_of(UserFactory()), 403)):
        assert refusal(client.put(path, {"price": "0"}), status)
        assert refusal(client.delete(path), status)
        assert refusal(add(client, seller=str(seller.pk)), status)
    assert refusal(add(client_of(seller), seller=None), 403)  # only the site sets the site's


@pytest.mark.parametrize(
    "terms",
    [
        {"price": "-0.01"},
        {"price_per_kg": "-1"},
        {"free_over": "-1"},
        {"price": "lots"},
        {"currency": "XXX"},
        {"countries": ["DE", "XX"]},
        {"countries": "DE"},
        {"min_days": 5, "max_days": 2},
        {"currency": "JPY", "price": "300.50"},
        {"currency": "JPY", "price": "300", "free_over": "0.50"},
        {"min_days": -1},
        {"max_weight_grams": 10**12},
        {"carrier": "pigeon"},
        {"name": ""},
    ],
)
def test_terms_that_make_no_sense_are_told(client_of, seller, terms):
    assert refusal(add(client_of(seller), **terms), 400)["details"]
    assert not ShippingMethod.objects.exists()


def test_one_that_is_offered_no_longer_is_its_managers_to_see(client_of, visitor, seller):
    method = ShippingMethodFactory(seller=seller, name="Parcel")
    client, path = client_of(seller), f"{PATH}{method.pk}/"
    assert names(visitor) == ["Parcel"]

    assert client.delete(path).status_code == 204

    assert names(visitor) == []
    assert refusal(visitor.get(path), 404)
    assert refusal(client_of(UserFactory(seller=True)).put(path, {"is_active": True}), 404)
    assert client.get(path).json()["data"]["is_active"] is False
    assert client.get(path)["Cache-Control"] == "private, no-store"
    assert names(client, f"{PATH}mine/") == ["Parcel"]
    assert refusal(visitor.get(f"{PATH}mine/"), 401)
    client.put(path, {"is_active": True})
    assert names(visitor) == ["Parcel"]


@pytest.mark.parametrize("is_active", [True, False])
def test_a_visitor_who_would_change_one_learns_nothing_of_it(visitor, seller, is_active):
    method = ShippingMethodFactory(seller=seller, is_active=is_active)

    assert visitor.patch(f"/api/shipping-methods/{method.pk}/", {"price": "1.00"}).status_code == 401


def test_the_list_shows_what_a_seller_offers(visitor, seller):
    ShippingMethodFactory(name="Of the site")
    ShippingMethodFactory(name="Of the site, in euros", currency="EUR")
    ShippingMethodFactory(name="Own", seller=seller, countries=["DE"])
    ShippingMethodFactory(name="Another's", seller=UserFactory(seller=True))

    assert names(visitor, seller=str(seller.pk)) == ["Of the site, in euros", "Own"]
    assert names(visitor, seller=str(seller.pk), currency="USD") == ["Own"]
    assert names(visitor, country="US") == ["Another's", "Of the site", "Of the site, in euros"]
    assert refusal(visitor.get(PATH, {"country": "Germany"}), 400)
    found = ask(
        visitor, '{ shippingMethods(filter: {country: "DE"}) { totalCount edges { node { name } } } }'
    )
    assert found["shippingMethods"]["totalCount"] == 4


def test_the_list_costs_the_same_whatever_is_in_it(visitor, django_assert_num_queries):
    for count in (1, 10):
        ShippingMethodFactory.create_batch(count)
        with django_assert_num_queries(2):
            assert visitor.get(PATH, {"page_size": 100 - count}).status_code == 200


def test_in_the_back_office_too_only_sound_ones_are_saved(admin):
    office = Client()
    office.force_login(admin)
    sound = PARCEL | {
        "carrier": "table",
        "price_per_kg": "0",
        "min_days": "1",
        "max_days": "2",
        "is_active": "on",
    }
    path = reverse("admin:shipping_shippingmethod_add")

    for wrong in ({"carrier": "pigeon"}, {"price": "-1"}, {"price": "much"}, {"max_days": "0"}):
        assert office.post(path, sound | wrong).status_code == 200
    assert not ShippingMethod.objects.exists()

    assert office.post(path, sound | {"countries": "DE,AT"}).status_code == 302
    method = ShippingMethod.objects.get()
    assert (method.countries, method.seller) == (["DE", "AT"], None)
    assert office.post(reverse("admin:shipping_shippingmethod_delete", args=[method.pk]), {"post": "yes"})
    method.refresh_from_db()
    assert method.is_active is False
