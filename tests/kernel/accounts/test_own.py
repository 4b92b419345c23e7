"""What one does with one's own account: picture, addresses, roles."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from nexus.commerce.orders.models import Order
from nexus.kernel.accounts.models import MOST_ADDRESSES, Address, User
from nexus.kernel.accounts.models.addresses import LINES
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.events.models import Event
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS
from tests.factories.pictures import picture, sent

pytestmark = pytest.mark.django_db

AVATAR, ROLES, ADDRESSES = "/api/auth/profile/avatar/", "/api/auth/roles/", "/api/auth/addresses/"
HOME = {
    "label": "Home",
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


@pytest.fixture
def nora(db) -> User:
    return UserFactory(username="nora", email="nora@example.com")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_picture_is_made_anew_shown_replaced_and_taken_down(
    nora, client_of, visitor, django_capture_on_commit_callbacks
):
    mine = client_of(nora)

    first = mine.put(AVATAR, {"avatar": sent(picture())}, format="multipart").json()["data"]["avatar"]
    served = visitor.get(first["card"])
    assert served.status_code == 200
    assert served.content[:4] == b"RIFF"
    assert client_of(UserFactory()).get(f"/api/users/{nora.pk}/").json()["data"]["avatar"] == first

    with django_capture_on_commit_callbacks(execute=True):
        second = mine.put(AVATAR, {"avatar": sent(picture())}, format="multipart").json()["data"]["avatar"]
    assert second != first
    assert visitor.get(first["full"]).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert mine.delete(AVATAR).status_code == 204
    assert mine.get("/api/auth/profile/").json()["data"]["avatar"] is None
    assert visitor.get(second["full"]).status_code == 404
    assert mine.delete(AVATAR).status_code == 404


def test_what_is_no_picture_is_refused_and_nothing_is_kept(nora, client_of):
    bad = sent(b"<svg onload='alert(1)'/>", "me.jpg", "image/jpeg")
    answer = client_of(nora).put(AVATAR, {"avatar": bad}, format="multipart")

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["avatar"]
    assert default_storage.listdir("")[1] == []
    assert client_of(nora).put(AVATAR, {"avatar": "x"}).status_code == 415


def test_a_picture_can_not_be_named_in_a_body(nora, client_of):
    client_of(nora).put("/api/auth/profile/", {"avatar": "images/ab/other-full.webp"})

    nora.refresh_from_db()
    assert nora.avatar == ""


@pytest.mark.parametrize("role", ["seller", "employer", "job_seeker"])
def test_a_role_is_taken_up_and_given_up(nora, client_of, role):
    mine = client_of(nora)

    assert mine.post(ROLES, {"role": role}).json()["data"][f"is_{role}"] is True
    assert mine.post(ROLES, {"role": role}).status_code == 409
    assert mine.delete(f"{ROLES}{role}/").status_code == 204
    assert mine.delete(f"{ROLES}{role}/").status_code == 409

    told = Event.objects.filter(name__startswith="accounts.role.").order_by("position")
    assert [event.name for event in told] == ["accounts.role.taken", "accounts.role.given_up"]
    assert told[0].payload == {"user_id": str(nora.pk), "role": role}
    assert SecurityEvent.objects.filter(name="roles_changed", user=nora).count() == 2


def test_a_role_counts_from_the_next_request_on(nora, client_of):
    mine = client_of(nora)
    assert mine.post("/api/categories/", {"name": "Pens"}).status_code == 403

    mine.post(ROLES, {"role": "seller"})

    assert mine.post("/api/categories/", {"name": "Pens"}).status_code == 201


@pytest.mark.parametrize("role", ["admin", "premium", "support", "customer", "", None, ["seller"]])
def test_no_other_role_can_be_taken(nora, client_of, role):
    assert client_of(nora).post(ROLES, {"role": role}).status_code == 400
    nora.refresh_from_db()
    assert not nora.is_superuser
    assert not nora.is_premium


def test_giving_up_what_is_no_role_finds_nothing(nora, client_of):
    assert client_of(nora).delete(f"{ROLES}admin/").status_code == 404


def test_a_role_in_the_profile_is_told_of_too(nora, client_of):
    client_of(nora).put("/api/auth/profile/", {"is_seller": True})

    assert Event.objects.filter(name="accounts.role.taken", subject=str(nora.pk)).count() == 1


def test_an_address_that_is_sent_twice_with_one_key_is_kept_once(nora, client_of):
    client = client_of(nora)

    first, again = (client.post(ADDRESSES, HOME, headers={"Idempotency-Key": "home"}) for _ in "12")

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert client.get(ADDRESSES).json()["count"] == 1


def test_addresses_are_kept_changed_and_deleted(nora, client_of):
    mine = client_of(nora)

    home = mine.post(ADDRESSES, HOME)
    assert home.status_code == 201
    assert home.json()["data"]["is_default"] is True
    office = mine.post(ADDRESSES, {**HOME, "label": "Office"}).json()["data"]
    assert office["is_default"] is False
    path = f"{ADDRESSES}{office['id']}/"
    assert mine.put(path, {"is_default": True, "city": "Köln"}).json()["data"]["city"] == "Köln"
    assert [row["label"] for row in mine.get(ADDRESSES).json()["results"]] == ["Office", "Home"]
    assert Address.objects.filter(is_default=True).count() == 1
    assert mine.delete(path).status_code == 204
    assert mine.get(path).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_anothers_address_is_not_there(nora, client_of, admin, method):
    address = Address.objects.create(user=nora, **HOME)

    for other in (UserFactory(), admin):
        answer = getattr(client_of(other), method)(f"{ADDRESSES}{address.pk}/", HTTP_X_REQUEST_ID="same")
        absent = getattr(client_of(other), method)(f"{ADDRESSES}{nora.pk}/", HTTP_X_REQUEST_ID="same")
        assert answer.status_code == 404
        assert answer.content == absent.content
    assert client_of(admin).get(ADDRESSES).json()["count"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "XX"), ("name", ""), ("line1", "a\nb"), ("city", None), ("postal_code", "x" * 21)],
)
def test_an_address_that_does_not_fit_is_told_by_its_field(nora, client_of, field, value):
    answer = client_of(nora).post(ADDRESSES, {**HOME, field: value})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == [field]


def test_an_address_book_is_full_at_some_point(nora, client_of):
    Address.objects.bulk_create([Address(user=nora, **HOME) for _ in range(MOST_ADDRESSES)])

    assert client_of(nora).post(ADDRESSES, HOME).status_code == 422


def test_a_visitor_has_no_addresses_and_no_roles(visitor):
    assert visitor.get(ADDRESSES).status_code == 401
    assert visitor.post(ADDRESSES, HOME).status_code == 401
    assert visitor.post(ROLES, {"role": "seller"}).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_first_addresses_kept_at_once_one_is_the_default(client_of):
    mine, answers = client_of(UserFactory()), []

    def keep() -> None:
        answers.append(mine.post(ADDRESSES, HOME).status_code)
        connection.close()

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [201] * 4
    assert Address.objects.filter(is_default=True).count() == 1


def test_the_same_over_graphql(nora, client_of, visitor):
    mine = client_of(nora)
    added = ask(
        mine,
        "mutation($i: SavedAddressInput!) { addAddress(input: $i) { id isDefault city } }",
        i={name: value for name, value in HOME.items() if name != "postal_code"} | {"postalCode": "10115"},
    )["addAddress"]
    assert added["isDefault"] is True
    changed = ask(
        mine,
        'mutation($id: ID!) { updateAddress(id: $id, input: {city: "Bonn"}) { city } }',
        id=added["id"],
    )
    assert changed["updateAddress"]["city"] == "Bonn"
    assert ask(mine, "{ addresses { edges { node { city } } } }")["addresses"]["edges"] == [
        {"node": {"city": "Bonn"}}
    ]
    ask(mine, "mutation($id: ID!) { deleteAddress(id: $id) }", id=added["id"])
    assert not Address.objects.exists()
    assert ask(mine, "mutation { takeRole(role: SELLER) { isSeller } }")["takeRole"]["isSeller"] is True
    assert ask(mine, "mutation { giveUpRole(role: SELLER) { isSeller } }")["giveUpRole"]["isSeller"] is False
    data = ask(
        mine, 'mutation { updateProfile(input: {bio: "Hi", email: "n@example.com"}) { bio pendingEmail } }'
    )
    assert data["updateProfile"] == {"bio": "Hi", "pendingEmail": "n@example.com"}
    assert ask(mine, "mutation { keepEmail { pendingEmail } }")["keepEmail"]["pendingEmail"] is None
    assert ask(mine, "{ me { username email isEmailVerified avatar { full } } }")["me"] == {
        "username": "nora",
        "email": "nora@example.com",
        "isEmailVerified": False,
        "avatar": None,
    }
    assert refusal(visitor, "{ me { username } }")["code"] == "NOT_AUTHENTICATED"


def test_an_order_may_go_to_a_kept_address(nora, client_of):
    product = ProductFactory()
    kept = Address.objects.create(user=nora, **HOME)
    wish = {"items": [{"product": str(product.pk), "quantity": 1}]}

    answer = client_of(nora).post("/api/orders/", {**wish, "shipping_address_id": str(kept.pk)})

    assert answer.status_code == 201
    kept.delete()
    shown = client_of(nora).get(f"/api/orders/{answer.json()['data']['id']}/").json()["data"]
    assert shown["shipping_address"]["line1"] == "Lindenweg 4"
    assert Order.objects.get().shipping_address == {
        **{name: HOME.get(name, "") for name in LINES},
    }


@pytest.mark.parametrize("written", [True, False])
def test_an_order_goes_to_no_address_of_anothers(nora, client_of, written):
    product = ProductFactory()
    foreign = Address.objects.create(user=UserFactory(), **HOME)
    wish = {
        "items": [{"product": str(product.pk), "quantity": 1}],
        "shipping_address_id": str(foreign.pk),
        **({"shipping_address": ADDRESS} if written else {}),
    }

    answer = client_of(nora).post("/api/orders/", wish)

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["shipping_address_id"]
    assert not Order.objects.exists()
