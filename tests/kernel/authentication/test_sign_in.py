import pytest
from django.contrib.sessions.models import Session

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.models import RefreshToken, TokenFamily
from nexus.kernel.events.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, TOKEN, PROFILE = "/api/auth/login/", "/api/token/", "/api/auth/profile/"


@pytest.fixture
def nora(db) -> User:
    return UserFactory(username="nora", email="nora@example.com", is_seller=True)


@pytest.mark.parametrize("path", [LOGIN, "/api/v1/auth/login/"])
def test_one_signs_in(visitor, nora, path):
    answer = visitor.post(path, {"username": "nora", "password": PASSWORD})

    assert answer.status_code == 200
    data = answer.json()["data"]
    assert set(data) == {"access", "refresh", "user"}
    assert data["user"]["id"] == str(nora.pk)
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {data['access']}")
    assert visitor.get(PROFILE).json()["data"]["username"] == "nora"


@pytest.mark.parametrize("path", [TOKEN, "/api/v1/token/"])
def test_a_token_is_taken_bare(visitor, nora, path):
    answer = visitor.post(path, {"username": "nora", "password": PASSWORD})

    assert answer.status_code == 200
    assert set(answer.json()) == {"refresh", "access"}


@pytest.mark.parametrize(
    "named",
    [
        {"username": "nora"},
        {"username": "NORA"},
        {"username": "nora@example.com"},
        {"email": "nora@example.com"},
        {"email": "Nora@Example.com"},
        {"login": "nora"},
        {"login": "nora@example.com"},
        {"username": "", "email": "nora@example.com"},
        {"username": "nora", "email": "nora@example.com"},
    ],
)
def test_by_username_or_address_in_any_case(visitor, nora, named):
    assert visitor.post(LOGIN, {**named, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("form", ["multipart", "json"])
def test_a_form_signs_in_too(visitor, nora, form):
    assert visitor.post(TOKEN, {"username": "nora", "password": PASSWORD}, format=form).status_code == 200


def test_a_sign_in_of_an_app_needs_no_cookie_and_sets_none(visitor, nora):
    answer = visitor.post(LOGIN, {"username": "nora", "password": PASSWORD})

    assert not answer.cookies
    assert not Session.objects.exists()
    assert answer["Cache-Control"] == "private, no-store"


def test_a_sign_in_is_written_into_the_log(visitor, nora):
    visitor.post(LOGIN, {"username": "nora", "password": PASSWORD}, HTTP_USER_AGENT="curl/8")

    assert Event.objects.get().name == "authentication.session.started"
    assert Event.objects.get().actor_id == nora.pk
    assert TokenFamily.objects.get().user_agent == "curl/8"
    nora.refresh_from_db()
    assert nora.last_login is not None


def test_the_refresh_token_is_not_kept_as_it_is(visitor, nora):
    refresh = visitor.post(TOKEN, {"username": "nora", "password": PASSWORD}).json()["refresh"]

    kept = RefreshToken.objects.get()
    assert len(bytes(kept.digest)) == 32
    assert refresh.encode() not in bytes(kept.digest)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "nora"},
        {"password": PASSWORD},
        {"username": "", "email": "", "password": PASSWORD},
        {"username": ["nora"], "password": PASSWORD},
        {"username": {"$ne": ""}, "password": PASSWORD},
        {"username": "n" * 300, "password": PASSWORD},
        {"username": "nora", "password": "x" * 10_000},
    ],
)
def test_what_is_no_sign_in_at_all_is_told_so(visitor, nora, given):
    answer = visitor.post(LOGIN, given)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
