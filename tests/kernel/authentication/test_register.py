import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher

from nexus.kernel.accounts.models import User
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PATHS = ["/api/auth/register/", "/api/users/register/", "/api/v1/auth/register/", "/api/v1/users/register/"]
NORA = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}


@pytest.mark.parametrize("path", PATHS)
def test_one_registers_and_at_once_takes_a_token(visitor, path):
    made = visitor.post(path, {**NORA, "is_job_seeker": True})

    assert made.status_code == 201
    body = made.json()
    assert body["success"] is True
    assert body["data"]["username"] == "nora"
    assert body["data"]["is_job_seeker"] is True
    assert body["data"]["is_seller"] is False
    assert "password" not in made.content.decode()
    assert visitor.post("/api/token/", NORA | {"email": ""}).status_code == 200


def test_a_registration_is_written_into_the_log_and_its_address_is_unverified(visitor):
    visitor.post(PATHS[0], NORA)

    user = User.objects.get()
    assert Event.objects.get(name="accounts.user.registered").actor_id == user.pk
    address = EmailAddress.objects.get()
    assert (address.user_id, address.email, address.primary, address.verified) == (
        user.pk,
        "nora@example.com",
        True,
        False,
    )


def test_an_account_may_hold_several_roles(visitor):
    made = visitor.post(PATHS[0], {**NORA, "is_seller": True, "is_employer": True}).json()["data"]

    assert made["is_seller"]
    assert made["is_employer"]
    assert not made["is_job_seeker"]


SMUGGLED = {
    "id": "00000000-0000-0000-0000-000000000001",
    "pk": "00000000-0000-0000-0000-000000000001",
    "is_admin": False,
    "is_active": False,
    "security_stamp": "00000000-0000-0000-0000-000000000001",
    "date_joined": "2001-01-01T00:00:00Z",
    "last_login": "2001-01-01T00:00:00Z",
    "token_families": [],
    "emailaddress": {"verified": True},
}


@pytest.mark.parametrize("form", ["json", "multipart"])
def test_nothing_can_be_smuggled_in(visitor, form):
    given = {**NORA, **SMUGGLED}
    if form == "multipart":
        given = {name: value for name, value in given.items() if not isinstance(value, dict)}

    made = visitor.post(PATHS[0], given, format=form)

    assert made.status_code == 201
    user = User.objects.get()
    assert user.is_active
    assert user.date_joined.year > 2001
    assert str(user.pk) != SMUGGLED["id"]
    assert str(user.security_stamp) != SMUGGLED["security_stamp"]
    assert not EmailAddress.objects.filter(verified=True).exists()


PRIVILEGES = {
    "is_staff": True,
    "is_superuser": "true",
    "is_admin": 1,
    "is_premium": True,
    "is_support": True,
    "role": "admin",
    "roles": ["admin"],
    "groups": [1],
    "user_permissions": [1],
}


@pytest.mark.parametrize("form", ["json", "multipart"])
@pytest.mark.parametrize("name", PRIVILEGES)
def test_who_asks_for_a_privilege_is_refused_and_written_down(visitor, caplog, name, form):
    refused = visitor.post(PATHS[0], {**NORA, name: PRIVILEGES[name]}, format=form)

    assert refused.status_code == 400
    assert list(refused.json()["error"]["details"]) == [name]
    assert not User.objects.exists()
    (line,) = [record for record in caplog.records if record.message == "a privilege was asked for"]
    assert line.asked == [name]


def test_an_admin_opens_no_account_of_an_admin_so(client_of, admin):
    client = client_of(admin)

    assert client.post(PATHS[0], {**NORA, "is_admin": True}).status_code == 400
    assert client.post(PATHS[0], {**NORA, "is_admin": False}).status_code == 201


@pytest.mark.parametrize(
    ("again", "field"),
    [
        ({"username": "nora"}, "username"),
        ({"username": "NORA"}, "username"),
        ({"email": "nora@example.com"}, "email"),
        ({"email": "Nora@Example.COM"}, "email"),
    ],
)
def test_a_taken_name_is_a_conflict_in_any_case(visitor, again, field):
    UserFactory(username="nora", email="nora@example.com")

    refused = visitor.post(
        PATHS[0], {"username": "other", "email": "o@example.com", **again, "password": "StrongPass123"}
    )

    assert refused.status_code == 409
    error = refused.json()["error"]
    assert error["code"] == "CONFLICT"
    assert list(error["details"]) == [field]
    assert "taken" in error["details"][field][0]
    assert User.objects.count() == 1
    assert not Event.objects.exists()


@pytest.mark.parametrize("username", ["Nora", "admin"])
@pytest.mark.parametrize("is_second", [False, True])
def test_all_that_is_taken_is_told_at_once(visitor, username, is_second):
    UserFactory(username=username.lower(), email="first@example.com")
    other = UserFactory(email="other@example.com" if is_second else "nora@example.com")
    if is_second:
        EmailAddress.objects.create(user=other, email="nora@example.com", verified=True)

    refused = visitor.post(PATHS[0], {**NORA, "username": username, "email": "NORA@example.com"})

    assert refused.status_code == 409
    assert refused.json()["error"]["details"] == {
        "username": ["This username is taken."],
        "email": ["This e-mail address is taken."],
    }


def test_a_verified_second_address_of_another_account_is_taken(visitor):
    EmailAddress.objects.create(user=UserFactory(), email="nora@example.com", verified=True)

    refused = visitor.post(PATHS[0], NORA)

    assert refused.status_code == 409
    assert "email" in refused.json()["error"]["details"]
    assert not User.objects.filter(username="nora").exists()


def test_an_unverified_second_address_of_another_account_links_to_nothing(visitor):
    EmailAddress.objects.create(user=UserFactory(), email="nora@example.com", verified=False)

    assert visitor.post(PATHS[0], NORA).status_code == 201


@pytest.mark.parametrize(
    "email",
    [
        "nora@example.com\r\nBcc: all@example.com",
        "nora@example.com\n",
        "n\u043era@example.com",
        "nora@ex\u0430mple.com",
        "nora@\uff45xample.com",
        "adm\u0131n@example.com",
        "nora@@example.com",
        "nora",
        "",
        "a" * 250 + "@example.com",
        ["nora@example.com"],
        {"a": 1},
        None,
        7,
    ],
)
def test_a_trick_in_an_address_is_refused(visitor, email):
    refused = visitor.post(PATHS[0], {**NORA, "email": email})

    assert refused.status_code == 400
    assert list(refused.json()["error"]["details"]) == ["email"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "username",
    ["", " nora", "nora\n", "no ra", "n\u043era", "a" * 151, "someone@else.com", None, [], "<b>"],
)
def test_a_trick_in_a_username_is_refused(visitor, username):
    refused = visitor.post(PATHS[0], {**NORA, "username": username})

    assert refused.status_code == 400
    assert list(refused.json()["error"]["details"]) == ["username"]


def test_the_own_address_may_be_the_username(visitor):
    assert visitor.post(PATHS[0], {**NORA, "username": "Nora@example.com"}).status_code == 201


@pytest.mark.parametrize(
    "password", ["short", "12345678901", "password123", "nora@example.com", "x" * 300, "", None]
)
def test_a_weak_password_is_refused(visitor, password):
    refused = visitor.post(PATHS[0], {**NORA, "password": password})

    assert refused.status_code == 400
    assert list(refused.json()["error"]["details"]) == ["password"]
    assert not User.objects.exists()


def test_every_fault_is_told_at_once(visitor):
    refused = visitor.post(
        PATHS[0], {"username": "no ra", "email": "nora", "password": "short", "phone": "call me"}
    )

    # The shape first, then what it means.
    assert set(refused.json()["error"]["details"]) == {"email", "phone"}
    refused = visitor.post(PATHS[0], {**NORA, "username": "no ra", "password": "short"})
    assert set(refused.json()["error"]["details"]) == {"username", "password"}


def test_two_passwords_that_differ_are_refused(visitor):
    refused = visitor.post(PATHS[0], {**NORA, "password2": "StrongPass124"})

    assert refused.status_code == 400
    assert "password2" in refused.json()["error"]["details"]
    assert visitor.post(PATHS[0], {**NORA, "password2": NORA["password"]}).status_code == 201


def test_a_password_is_kept_by_argon2_at_19_mib(visitor, hashed_as_on_a_site):
    visitor.post(PATHS[0], NORA)

    kept = User.objects.get().password
    assert identify_hasher(kept).algorithm == "argon2"
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_old_token_does_not_stand_in_the_way(visitor):
    visitor.credentials(HTTP_AUTHORIZATION="Bearer long.gone.token")

    assert visitor.post(PATHS[0], NORA).status_code == 201


@pytest.mark.parametrize("name", NORA)
def test_a_nul_is_refused(visitor, name):
    refused = visitor.post(PATHS[0], {**NORA, name: f"{NORA[name][:3]}\x00{NORA[name][3:]}"})

    assert refused.status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"nora"', b"null", b"\xff\xfe", b"[" * 5_000])
def test_a_broken_body_is_the_clients(visitor, body):
    refused = visitor.generic("POST", PATHS[0], body, content_type="application/json")

    assert refused.status_code == 400
    assert refused.json()["success"] is False
