"""Sign-out, deactivation, a new password and demotion are felt by the very next request."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.events.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGOUT, PROFILE, BARE = "/api/auth/logout/", "/api/auth/profile/", "/api/token/refresh/"


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def tokens(user):
    return issue_tokens(user)


def app(access: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


@pytest.mark.parametrize("path", [LOGOUT, "/api/v1/auth/logout/"])
@pytest.mark.parametrize("body", [None, {}, {"refresh": ""}, {"refresh": "of nobody"}])
def test_after_a_sign_out_both_tokens_are_dead(visitor, user, tokens, path, body):
    answer = app(tokens.access).post(path, body)

    assert answer.status_code == 200
    assert answer.json()["message"] == "Signed out"
    assert app(tokens.access).get(PROFILE).status_code == 401
    assert app(tokens.access).get(PROFILE).json()["error"]["code"] == "INVALID_TOKEN"
    assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 401
    assert Event.objects.get().name == "authentication.session.ended"


def test_other_sign_ins_stay(user, tokens):
    apart = issue_tokens(user)

    app(tokens.access).post(LOGOUT)

    assert app(apart.access).get(PROFILE).status_code == 200


def test_a_refresh_token_that_is_named_is_ended_too(visitor, user, tokens):
    apart = issue_tokens(user)

    app(tokens.access).post(LOGOUT, {"refresh": apart.refresh})

    assert visitor.post(BARE, {"refresh": apart.refresh}).status_code == 401
    assert app(tokens.access).get(PROFILE).status_code == 401


def test_nobody_elses_sign_in_can_be_ended(visitor, tokens):
    other = issue_tokens(UserFactory())

    app(tokens.access).post(LOGOUT, {"refresh": other.refresh})

    assert visitor.post(BARE, {"refresh": other.refresh}).status_code == 200


def test_a_visitor_has_nothing_to_sign_out_of(visitor):
    answer = visitor.post(LOGOUT)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "NOT_AUTHENTICATED"


def test_a_deactivated_account_is_out_at_once(client_of, admin, user, tokens):
    client_of(admin).put(f"/api/users/{user.pk}/", {"is_active": False})

    assert app(tokens.access).get(PROFILE).status_code == 401
    assert APIClient().post(BARE, {"refresh": tokens.refresh}).status_code == 401


def test_opened_again_it_has_to_sign_in_anew(visitor, client_of, admin, user, tokens):
    client_of(admin).put(f"/api/users/{user.pk}/", {"is_active": False})
    client_of(admin).put(f"/api/users/{user.pk}/", {"is_active": True})

    assert app(tokens.access).get(PROFILE).status_code == 401
    assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 401
    assert visitor.post("/api/token/", {"username": user.username, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("only", [None, ["password"]])
def test_a_new_password_ends_every_sign_in(user, tokens, only):
    apart = issue_tokens(user)
    user.set_password("AnotherStrong456")
    user.save(update_fields=only)

    for old in (tokens, apart):
        assert app(old.access).get(PROFILE).status_code == 401
    assert app(issue_tokens(user).access).get(PROFILE).status_code == 200


def test_a_change_of_something_else_ends_none(user, tokens):
    user.first_name = "Nora"
    user.save()
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    assert app(tokens.access).get(PROFILE).status_code == 200


def test_demotion_is_felt_at_once(client_of, admin):
    old = client_of(admin)
    assert old.get("/api/users/").status_code == 200

    User.objects.filter(pk=admin.pk).update(is_superuser=False)

    assert old.get("/api/users/").status_code == 403


def test_a_role_that_was_given_is_felt_at_once(client_of, user):
    signed_in = client_of(user)
    assert signed_in.post("/api/categories/", {"name": "Phones"}).status_code == 403

    signed_in.put(PROFILE, {"is_seller": True})

    assert signed_in.post("/api/categories/", {"name": "Phones"}).status_code == 201
