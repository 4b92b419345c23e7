"""A sign-in doesn't tell whether an account exists: neither by its answer nor by the work it does."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from rest_framework.test import APIClient

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.hashers import Argon2
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

DOORS = ["/api/auth/login/", "/api/token/"]

CASES = {
    "wrong password": {"username": "nora", "password": "WrongPass123"},
    "wrong password, by address": {"email": "nora@example.com", "password": "WrongPass123"},
    "unknown name": {"username": "nobody", "password": PASSWORD},
    "unknown address": {"email": "nobody@example.com", "password": PASSWORD},
    "inactive, right password": {"username": "gone", "password": PASSWORD},
    "inactive, wrong password": {"username": "gone", "password": "WrongPass123"},
    "inactive, by address": {"email": "gone@example.com", "password": PASSWORD},
    "without a password of its own": {"username": "social", "password": PASSWORD},
    "address that waits at two accounts": {"email": "waiting@example.com", "password": PASSWORD},
}
PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def accounts(db):
    nora = UserFactory(username="nora", email="nora@example.com")
    for holder in (nora, UserFactory()):
        EmailAddress.objects.create(user=holder, email="waiting@example.com")
    UserFactory(username="gone", email="gone@example.com", is_active=False)
    unusable = UserFactory(username="social", email="social@example.com")
    unusable.set_unusable_password()
    unusable.save()


@pytest.mark.parametrize("door", DOORS)
def test_every_refusal_is_the_same(visitor, door):
    bodies = set()
    for given in CASES.values():
        answer = visitor.post(door, given, HTTP_X_REQUEST_ID="same")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "NOT_AUTHENTICATED"
        bodies.add(answer.content)

    assert len(bodies) == 1


@pytest.fixture
def hashings(monkeypatch) -> list[str]:
    """Every time the password hasher works."""
    seen: list[str] = []
    for work in ("encode", "verify"):
        real = getattr(Argon2, work)

        def counted(self, *args, _real=real, _work=work):
            seen.append(_work)
            return _real(self, *args)

        monkeypatch.setattr(Argon2, work, counted)
    return seen


@pytest.mark.parametrize("case", CASES)
def test_every_refusal_hashes_exactly_once(visitor, hashings, case):
    visitor.post(DOORS[0], CASES[case])

    assert len(hashings) == 1


@pytest.mark.parametrize("case", CASES)
def test_the_page_for_browsers_hashes_once_too_and_lets_nobody_in(client, hashings, case):
    given = CASES[case]

    answer = client.post(PAGE, {"login": given.get("username") or given["email"], **given})

    assert answer.status_code == 200
    assert len(hashings) == 1


def test_a_name_that_looks_like_an_address_stands_back_behind_whose_address_it_is(visitor):
    UserFactory(username="moved@example.com", email="elsewhere@example.com")
    UserFactory(username="now", email="moved@example.com", password=make_password("TheirOwnPass456"))

    for password, status in ((PASSWORD, 401), ("TheirOwnPass456", 200)):
        answer = visitor.post(DOORS[0], {"login": "moved@example.com", "password": password})
        assert answer.status_code == status


def test_the_page_for_forgotten_passwords_does_as_much_for_nobodys_address(
    client, django_assert_num_queries, mailoutbox
):
    told = []
    for email in ("nora@example.com", "nobody@example.com"):
        with django_assert_num_queries(4):  # the request, its event, in a transaction
            answer = client.post("/accounts/password/reset/", {"email": email})
        told.append((answer.status_code, answer["Location"], answer.content))
    deliver_events()

    assert told[0] == told[1]
    assert [letter.to for letter in mailoutbox] == [["nora@example.com"]]


def test_a_good_sign_in_hashes_once_too(visitor, hashings):
    assert visitor.post(DOORS[0], {"username": "nora", "password": PASSWORD}).status_code == 200
    assert hashings == ["verify"]


def test_an_old_hash_is_renewed_silently_and_signs_nobody_out(visitor, hashed_as_on_a_site):
    user = UserFactory(username="import", password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1000))
    before = issue_tokens(user).access

    answer = visitor.post(DOORS[1], {"username": "import", "password": PASSWORD})

    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    for access in (before, answer.json()["access"]):
        assert APIClient().get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {access}").status_code == 200
