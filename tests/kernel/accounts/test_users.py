import uuid

import pytest

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PROFILE, USERS = "/api/auth/profile/", "/api/users/"
FULL = {
    "id",
    "username",
    "email",
    "is_email_verified",
    "pending_email",
    "first_name",
    "last_name",
    "phone",
    "bio",
    "avatar",
    "is_seller",
    "is_employer",
    "is_job_seeker",
    "is_premium",
    "is_admin",
    "is_active",
    "created_at",
}
CARD = {"id", "username", "bio", "avatar", "is_seller", "is_employer", "created_at"}


def detail(user) -> str:
    return f"{USERS}{user.pk}/"


def test_one_sees_the_own_profile_in_full(client_of, seller):
    for path in (PROFILE, "/api/v1/auth/profile/", detail(seller)):
        answer = client_of(seller).get(path)
        assert answer.status_code == 200
        assert set(answer.json()["data"]) == FULL
        assert answer.json()["data"]["email"] == seller.email
        assert answer["Cache-Control"] == "private, no-store"


def test_others_see_a_card(client_of, seller, seeker):
    card = client_of(seeker).get(detail(seller)).json()["data"]

    assert set(card) == CARD
    assert card["username"] == seller.username


def test_an_admin_sees_everyone_in_full(client_of, admin, seller):
    assert set(client_of(admin).get(detail(seller)).json()["data"]) == FULL


def test_a_closed_account_is_not_there_except_for_admins(client_of, admin, seeker):
    gone = UserFactory(is_active=False)

    closed = client_of(seeker).get(detail(gone), HTTP_X_REQUEST_ID="same")
    absent = client_of(seeker).get(f"{USERS}{uuid.uuid4()}/", HTTP_X_REQUEST_ID="same")
    assert closed.status_code == absent.status_code == 404
    assert closed.content == absent.content
    assert client_of(admin).get(detail(gone)).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_without_a_sign_in_there_is_nothing(visitor, seller, method):
    for path in (PROFILE, detail(seller)) if method != "delete" else (detail(seller),):
        answer = getattr(visitor, method)(path, {"first_name": "X"} if method in {"put", "patch"} else None)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "NOT_AUTHENTICATED"
    assert visitor.get(USERS).status_code == 401


@pytest.mark.parametrize("method", ["put", "patch"])
def test_one_changes_what_is_given(client_of, method):
    user = UserFactory(first_name="Nora", last_name="Weiss")

    for path in (PROFILE, detail(user)):
        answer = getattr(client_of(user), method)(path, {"last_name": "Black", "is_employer": True})
        assert answer.status_code == 200
        data = answer.json()["data"]
        assert (data["first_name"], data["last_name"], data["is_employer"]) == ("Nora", "Black", True)
    user.refresh_from_db()
    assert user.last_name == "Black"


def test_a_role_can_be_given_up(client_of, seller):
    assert client_of(seller).put(PROFILE, {"is_seller": False}).json()["data"]["is_seller"] is False


def test_what_one_got_can_be_sent_back(client_of):
    user = UserFactory(is_premium=True)
    client = client_of(user)
    shown = client.get(PROFILE).json()["data"]

    assert client.put(PROFILE, shown).json()["data"] == shown


def test_a_form_changes_only_what_it_holds(client_of, seller):
    answer = client_of(seller).put(PROFILE, {"first_name": "Nora"}, format="multipart")

    assert answer.json()["data"]["is_seller"] is True


@pytest.mark.parametrize("method", ["put", "patch"])
def test_nobody_changes_another_account(client_of, seller, seeker, method):
    answer = getattr(client_of(seeker), method)(detail(seller), {"first_name": "Mallory"})

    assert answer.status_code == 403
    seller.refresh_from_db()
    assert seller.first_name == ""


def test_a_change_is_written_into_the_log_without_what_stands_in_it(client_of, seller):
    client_of(seller).put(PROFILE, {"phone": "+49 30 1234567", "bio": "Hello"})

    event = Event.objects.get()
    assert event.name == "accounts.user.changed"
    assert event.payload == {"user_id": str(seller.pk), "fields": ["bio", "phone"]}
    assert event.actor_id == seller.pk


def test_both_names_that_are_taken_are_told(client_of, seller):
    UserFactory(username="taken", email="taken@example.com")

    answer = client_of(seller).put(PROFILE, {"username": "TAKEN", "email": "Taken@Example.com"})

    assert answer.status_code == 409
    assert set(answer.json()["error"]["details"]) == {"username", "email"}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"username": "TAKEN"}, "username"), ({"email": "Taken@Example.com"}, "email")],
)
def test_a_taken_name_is_a_conflict(client_of, seller, change, field):
    UserFactory(username="taken", email="taken@example.com")

    answer = client_of(seller).put(PROFILE, change)

    assert answer.status_code == 409
    assert list(answer.json()["error"]["details"]) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nora@example.com\r\nBcc: x@example.com"),
        ("email", ""),
        ("username", "no ra"),
        ("username", "other@example.com"),
        ("phone", "call me"),
        ("first_name", "Nora\r\nBcc: x@example.com"),
        ("last_name", "x" * 151),
        ("bio", "x" * 2_001),
        ("is_seller", "perhaps"),
        ("is_seller", None),
        ("first_name", {"a": 1}),
    ],
)
def test_what_does_not_fit_is_told_by_its_field(client_of, seller, field, value):
    answer = client_of(seller).put(PROFILE, {field: value})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == [field]


def test_a_new_address_is_unverified_whatever_the_old_one_was(client_of, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    user = UserFactory(email="old@example.com")
    user.emailaddress_set.create(email="old@example.com", verified=True, primary=True)

    client_of(user).put(PROFILE, {"email": "new@example.com"})

    address = user.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("new@example.com", False, True)


def test_the_same_address_stays_verified(client_of):
    user = UserFactory(email="old@example.com")
    user.emailaddress_set.create(email="old@example.com", verified=True, primary=True)

    client_of(user).put(PROFILE, {"email": "OLD@example.com"})

    assert user.emailaddress_set.get().verified


PRIVILEGES = {
    "is_staff": True,
    "is_superuser": True,
    "is_admin": True,
    "is_support": True,
    "role": "admin",
    "roles": ["admin"],
    "groups": [1],
    "user_permissions": [1],
}
UNDECLARED = {
    "id": "00000000-0000-0000-0000-000000000001",
    "pk": "00000000-0000-0000-0000-000000000001",
    "is_admin": False,
    "is_active": False,
    "password": "Smuggled12345",
    "security_stamp": "00000000-0000-0000-0000-000000000001",
    "date_joined": "2001-01-01T00:00:00Z",
    "created_at": "2001-01-01T00:00:00Z",
    "last_login": "2001-01-01T00:00:00Z",
}
KEPT = [field.attname for field in User._meta.concrete_fields]


@pytest.mark.parametrize("name", [*PRIVILEGES, "is_premium"])
def test_nobody_gives_privileges_to_oneself(client_of, seller, name):
    client = client_of(seller)
    before = User.objects.values(*KEPT).get(pk=seller.pk)

    for path in (PROFILE, detail(seller)):
        for method in (client.put, client.patch):
            refused = method(path, {"bio": "Mine", name: PRIVILEGES.get(name, True)})
            assert (refused.status_code, list(refused.json()["error"]["details"])) == (400, [name])

    assert User.objects.values(*KEPT).get(pk=seller.pk) == before
    assert not seller.groups.exists()


def test_nothing_undeclared_is_written(client_of, seller):
    before = User.objects.values(*KEPT).get(pk=seller.pk)

    for path in (PROFILE, detail(seller)):
        assert client_of(seller).put(path, UNDECLARED).status_code == 200

    assert User.objects.values(*KEPT).get(pk=seller.pk) == before


@pytest.mark.parametrize("flags", [{}, {"is_premium": True}, {"is_superuser": True}])
def test_a_profile_can_be_sent_back_as_it_is_shown(client_of, flags):
    client = client_of(UserFactory(**flags))

    assert client.put(PROFILE, client.get(PROFILE).json()["data"]).status_code == 200


def test_an_admin_changes_standing_and_nothing_else(client_of, admin, seller):
    before = User.objects.values(*KEPT).get(pk=seller.pk)

    refused = client_of(admin).put(detail(seller), {**PRIVILEGES, "is_premium": True})
    answer = client_of(admin).put(detail(seller), {**UNDECLARED, "is_premium": True, "is_active": True})

    assert refused.status_code == 400
    assert answer.status_code == 200
    assert User.objects.values(*KEPT).get(pk=seller.pk) == {**before, "is_premium": True}


@pytest.mark.parametrize("name", PRIVILEGES)
def test_not_even_an_admin_gives_privileges_by_asking(client_of, name):
    admin = UserFactory(admin=True, is_staff=True, is_support=True)
    other = UserFactory()
    before = User.objects.values(*KEPT).get(pk=other.pk)
    client = client_of(admin)

    for method in (client.put, client.patch):
        refused = method(detail(other), {"bio": "Theirs", name: PRIVILEGES[name]})
        assert (refused.status_code, list(refused.json()["error"]["details"])) == (400, [name])
    assert User.objects.values(*KEPT).get(pk=other.pk) == before


def test_nor_takes_them_away(client_of, admin):
    for path in (PROFILE, detail(admin), detail(UserFactory(admin=True))):
        refused = client_of(admin).put(path, {"is_admin": False})
        assert (refused.status_code, list(refused.json()["error"]["details"])) == (400, ["is_admin"])


def test_an_account_can_be_sent_back_as_an_admin_is_shown_it(client_of, admin, seller):
    client = client_of(admin)

    for path in (detail(seller), detail(UserFactory(admin=True)), detail(admin)):
        shown = client.get(path).json()["data"]
        assert client.put(path, shown).json()["data"] == shown


def test_only_admins_list_the_accounts(client_of, admin, seller):
    assert client_of(seller).get(USERS).status_code == 403

    listed = client_of(admin).get(USERS)

    assert listed.status_code == 200
    assert listed.json()["count"] == 2
    assert set(listed.json()["results"][0]) == FULL


def test_the_list_can_be_narrowed_and_ordered(client_of, admin):
    UserFactory(username="anna", is_seller=True, first_name="Anna")
    UserFactory(username="bert", is_employer=True, email="findme@example.com")
    UserFactory(username="carl", is_active=False)
    client = client_of(admin)

    def names(query: str) -> list[str]:
        answer = client.get(f"{USERS}?{query}")
        assert answer.status_code == 200, answer.json()
        return [
            entry["username"] for entry in answer.json()["results"] if entry["username"] != admin.username
        ]

    assert names("is_seller=true") == ["anna"]
    assert names("is_employer=1") == ["bert"]
    assert names("search=FINDME") == ["bert"]
    assert names("search=ann") == ["anna"]
    assert names("is_active=false") == ["carl"]
    assert names("is_seller=true&is_active=false") == []
    assert names("ordering=created_at") == ["carl", "bert", "anna"]
    assert names("ordering=-created_at") == ["carl", "bert", "anna"]
    assert names("ordering=oldest") == ["anna", "bert", "carl"]
    assert names("ordering=-username") == ["carl", "bert", "anna"]


@pytest.mark.parametrize("ordering", ["created_at", "oldest", "username", "-username"])
def test_a_walk_by_cursor_meets_everyone_once(client_of, admin, ordering):
    for _ in range(5):
        UserFactory()
    client = client_of(admin)
    link, met = f"{USERS}?cursor=&page_size=2&ordering={ordering}", []
    while link:
        answer = client.get(link).json()
        met += [entry["id"] for entry in answer["results"]]
        link = answer["next"]

    assert len(met) == len(set(met)) == 6


@pytest.mark.parametrize(
    "query", ["ordering=password", "is_seller=perhaps", "password=x", "page=0", "page_size=x"]
)
def test_an_unknown_wish_is_told(client_of, admin, query):
    assert client_of(admin).get(f"{USERS}?{query}").status_code == 400


@pytest.mark.parametrize("users", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(client_of, admin, users, django_assert_num_queries):
    for _ in range(users):
        UserFactory()
    client = client_of(admin)

    with django_assert_num_queries(3):  # who asks, the count, the page
        client.get(USERS)


def test_reading_an_account_takes_two_queries(client_of, seller, seeker, django_assert_num_queries):
    client = client_of(seeker)
    for path in (PROFILE, detail(seeker), detail(seller)):
        with django_assert_num_queries(2):
            assert client.get(path).status_code == 200


def test_an_admin_deletes_an_account_and_its_tokens_are_dead(client_of, admin, seller, visitor):
    tokens = issue_tokens(seller)

    assert client_of(admin).delete(detail(seller)).status_code == 204

    assert not User.objects.filter(pk=seller.pk).exists()
    assert visitor.get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {tokens.access}").status_code == 401
    assert Event.objects.get().name == "accounts.user.deleted"


def test_nobody_else_deletes_an_account(client_of, seller, seeker):
    for user in (seeker, seller):
        assert client_of(user).delete(detail(seller)).status_code == 403
    assert client_of(seller).delete(f"{USERS}{uuid.uuid4()}/").status_code == 403


def test_the_last_administrator_stays(client_of, admin):
    client = client_of(admin)

    for answer in (client.delete(detail(admin)), client.put(detail(admin), {"is_active": False})):
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "UNPROCESSABLE_ENTITY"
    assert User.objects.filter(is_superuser=True, is_active=True).exists()


def test_one_of_two_administrators_may_go(client_of, admin):
    UserFactory(admin=True, is_active=False)
    assert client_of(admin).delete(detail(admin)).status_code == 422
    UserFactory(admin=True)

    assert client_of(admin).delete(detail(admin)).status_code == 204


@pytest.mark.parametrize("junk", ["1", "x", "00000000-0000-0000-0000-00000000000g", "../users"])
def test_a_junk_id_is_not_there(client_of, admin, junk):
    assert client_of(admin).get(f"{USERS}{junk}/").status_code == 404
