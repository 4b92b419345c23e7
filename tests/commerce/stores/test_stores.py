"""Stores and the people who run them, through both doors."""

import pytest

from nexus.commerce.stores.models import Member, Store, StoreRole
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.stores import MemberFactory, StoreFactory

pytestmark = pytest.mark.django_db

ABOUT = {
    "name": "Nexus Outfitters",
    "description": "Linen and wool.",
    "legal_name": "Nexus Outfitters GmbH",
    "tax_number": "DE123456789",
    "address": {"line1": "Speicherstr. 1", "postal_code": "20457", "city": "Hamburg"},
    "country": "DE",
}
MEMBERS = "/api/store/members/"


@pytest.fixture
def store(seller):
    return StoreFactory(owner=seller, name="Linen & Co", legal_name="Linen GmbH")


def test_a_sellers_store_is_there_when_it_is_asked_for(client_of, seller):
    answer = client_of(seller).get("/api/store/")

    assert answer.status_code == 200
    assert answer.json()["data"]["id"] == str(seller.pk)
    assert answer.json()["data"]["name"] == seller.username


def test_who_has_none_is_told(client_of, seeker, visitor):
    assert client_of(seeker).get("/api/store/").status_code == 404
    assert visitor.get("/api/store/").status_code == 401
    assert not Store.objects.exists()


def test_a_seller_says_what_stands_on_invoices(client_of, seller, visitor):
    answer = client_of(seller).put("/api/store/", ABOUT, "json")

    assert answer.status_code == 200, answer.json()
    assert {name: answer.json()["data"][name] for name in ABOUT} == ABOUT
    public = visitor.get(f"/api/stores/{seller.pk}/").json()["data"]
    assert public["name"] == "Nexus Outfitters"
    assert set(public) == {"id", "owner", "name", "description", "country", "created_at"}
    assert Event.objects.get(name="commerce.store.changed").actor_id == seller.pk


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "A\nB"},
        {"country": "XX"},
        {"address": {"city": "Hamburg"}},
        {"address": {"line1": "x" * 201, "city": "Hamburg"}},
        {"commission_rate": "101"},
    ],
)
def test_what_cannot_be_said(client_of, seller, store, fields):
    before = Store.objects.values().get()

    assert client_of(seller).patch("/api/store/", fields, "json").status_code == 400
    assert Store.objects.values().get() == before


def test_the_commission_is_the_sites_to_set(client_of, seller, store, admin):
    refused = client_of(seller).patch("/api/store/", {"commission_rate": "0"}, "json")
    assert refused.status_code == 403
    store.refresh_from_db()
    assert store.commission_rate is None

    named = f"/api/store/?store={store.pk}"
    assert client_of(admin).patch("/api/store/", {"commission_rate": "5"}, "json").status_code == 404
    said = client_of(admin).patch(named, {"commission_rate": "5"}, "json").json()["data"]
    assert (said["id"], said["commission_rate"]) == (str(store.pk), "5.00")
    assert client_of(UserFactory(seller=True)).get(named).status_code == 404
    # What it is already may stand in a form that is sent back whole.
    assert client_of(seller).patch("/api/store/", {"commission_rate": "5"}, "json").status_code == 200


def test_an_unknown_store_is_not_there(visitor, seller):
    assert visitor.get(f"/api/stores/{seller.pk}/").status_code == 404


def add(client, username, **role):
    return client.post(MEMBERS, {"username": username, **role}, "json")


def test_an_owner_chooses_who_works_there(client_of, seller, store):
    nora, client = UserFactory(username="nora"), client_of(seller)

    made = add(client, "NORA", role="staff")
    assert made.status_code == 201, made.json()
    assert made.json()["data"]["user"] == {"id": str(nora.pk), "username": "nora"}
    assert add(client, "nora").status_code == 409

    path = f"{MEMBERS}{made.json()['data']['id']}/"
    assert client.put(path, {"role": "manager"}, "json").json()["data"]["role"] == "manager"
    assert [row["role"] for row in client.get(MEMBERS).json()["results"]] == ["manager"]
    assert client.delete(path).status_code == 204
    assert not Member.objects.exists()
    assert list(Event.objects.values_list("name", flat=True)) == [
        "commerce.store.member_added",
        "commerce.store.member_changed",
        "commerce.store.member_removed",
    ]


@pytest.mark.parametrize(
    ("username", "role", "status"),
    [("nobody", "staff", 422), ("owner", "staff", 422), ("nora", "owner", 400), ("", "staff", 400)],
)
def test_who_cannot_be_a_member(client_of, username, role, status):
    owner = UserFactory(username="owner", seller=True)
    UserFactory(username="nora")

    assert add(client_of(owner), username, role=role).status_code == status
    assert not Member.objects.exists()


@pytest.mark.parametrize("role", list(StoreRole))
def test_members_see_the_store_but_do_not_choose_members(client_of, seller, store, role):
    member = MemberFactory(store=store, role=role)
    other = MemberFactory(store=store, role=StoreRole.STAFF)
    UserFactory(username="friend")
    client = client_of(member.user)

    assert client.get("/api/store/").json()["data"]["id"] == str(seller.pk)
    assert client.get(MEMBERS).json()["count"] == 2
    assert add(client, "friend").status_code == 403
    assert client.put(f"{MEMBERS}{member.pk}/", {"role": "manager"}, "json").status_code == 403
    assert client.delete(f"{MEMBERS}{other.pk}/").status_code == 403
    changed = client.patch("/api/store/", {"description": "New"}, "json").status_code
    assert changed == (200 if role == StoreRole.MANAGER else 403)
    assert client.delete(f"{MEMBERS}{member.pk}/").status_code == 204  # whoever wants to may leave
    assert client.get("/api/store/").status_code == 404


def test_who_works_for_several_names_the_one_that_is_meant(client_of, store):
    nora = UserFactory(seller=True)
    MemberFactory(store=store, user=nora)
    client = client_of(nora)

    assert client.get("/api/store/").json()["data"]["id"] == str(nora.pk)
    named = f"?store={store.pk}"
    assert client.get(f"/api/store/{named}").json()["data"]["name"] == "Linen & Co"
    assert client.patch(f"/api/store/{named}", {"name": "Linen"}, "json").json()["data"]["name"] == "Linen"
    assert client.get(f"{MEMBERS}{named}").json()["count"] == 1


def test_anothers_store_is_not_there_to_run(client_of, seller, store):
    member = MemberFactory(store=store)
    client = client_of(UserFactory(seller=True))

    assert client.get(f"/api/store/?store={store.pk}").status_code == 404
    assert client.patch(f"/api/store/?store={store.pk}", {"name": "Mine"}, "json").status_code == 404
    assert client.delete(f"{MEMBERS}{member.pk}/?store={store.pk}").status_code == 404
    assert client.delete(f"{MEMBERS}{member.pk}/").status_code == 404  # of one's own there is none such
    assert Member.objects.count() == 1


@pytest.mark.parametrize("size", [1, 12])
def test_a_list_of_members_costs_the_same_whatever_its_size(
    client_of, seller, store, size, django_assert_num_queries
):
    MemberFactory.create_batch(size, store=store)
    client = client_of(seller)

    with django_assert_num_queries(4):  # the token's account, the store, the count, the page
        assert len(client.get(MEMBERS).json()["results"]) == size
