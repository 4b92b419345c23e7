"""Who came in and who couldn't: from where, by what, and never with a secret."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client

from nexus.kernel.accounts.models import User
from nexus.kernel.audit import models
from nexus.kernel.audit.actions import record_failed_sign_in
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication.actions import issue_tokens
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NORA = {"username": "nora", "password": PASSWORD}
WRONG = {"username": "nora", "password": "WrongPass123"}


@pytest.fixture
def nora(db) -> User:
    return UserFactory(username="nora", email="nora@example.com")


def events(*names: str) -> list[SecurityEvent]:
    return list(SecurityEvent.objects.filter(name__in=names).order_by("position"))


def test_a_sign_in_tells_from_where_and_by_what(visitor, nora, settings):
    settings.TRUSTED_PROXIES = 1
    visitor.post(
        "/api/token/",
        NORA,
        HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7",
        HTTP_USER_AGENT="Lynx/2.9",
        HTTP_X_REQUEST_ID="the-request",
    )

    (event,) = events("signed_in")
    assert (event.user_id, event.actor_id, event.details) == (
        nora.pk,
        nora.pk,
        {"by": "token", "network": "203.0.113.0/24", "device": "Lynx"},
    )
    assert (event.address, event.user_agent, event.request_id) == ("203.0.113.7", "Lynx/2.9", "the-request")


def test_a_forged_address_is_not_believed(visitor, nora):
    visitor.post("/api/token/", NORA, HTTP_X_FORWARDED_FOR="6.6.6.6")

    assert events("signed_in")[0].address == "127.0.0.1"


@pytest.mark.parametrize("door", ["/api/token/", "/api/auth/login/"])
def test_a_wrong_password_is_noted_whoever_was_meant(visitor, nora, door):
    visitor.post(door, WRONG)
    visitor.post(door, {"email": "NORA@example.com", "password": "WrongPass123"})
    visitor.post(door, {"username": "my-secret-password", "password": "WrongPass123"})

    known, by_address, unknown = events("sign_in_failed")
    assert [event.user_id for event in (known, by_address, unknown)] == [nora.pk, nora.pk, None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM audit_securityevent e")
        kept = " ".join(text for (text,) in cursor.fetchall())
    assert "my-secret" not in kept
    assert "WrongPass" not in kept


def test_known_and_unknown_names_cost_the_same_statements(visitor, nora, django_assert_num_queries):
    for login in ("nora", "nobody"):
        with django_assert_num_queries(2):
            record_failed_sign_in(login, User.objects.id_of(login))


def test_who_goes_on_trying_floods_nothing(visitor, nora, monkeypatch):
    for limit, number in {"FAILURES_OF_NAME": 3, "FAILURES_OF_ADDRESS": 5}.items():
        monkeypatch.setattr(models, limit, number)

    for _ in range(10):
        record_failed_sign_in("nora", nora.pk)
        record_failed_sign_in("nobody", None)
    assert len(events("sign_in_failed")) == 5, "of the address; of each name at most three"
    assert SecurityEvent.objects.filter(name="sign_in_failed", user=nora).count() == 3


def test_the_browsers_door_is_watched_too(nora):
    browser = Client()
    browser.post("/accounts/login/", {"login": "nora", "password": "WrongPass123"})
    browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    browser.post("/accounts/logout/")

    noted = events("sign_in_failed", "signed_in", "signed_out")
    assert [event.name for event in noted] == ["sign_in_failed", "signed_in", "signed_out"]
    assert {event.user_id for event in noted} == {nora.pk}
    assert noted[1].details["by"] == "session"


def test_the_back_offices_sign_out_is_noted(admin):
    office = Client()
    office.force_login(admin)
    office.post("/admin/logout/")

    assert [event.user_id for event in events("signed_out")] == [admin.pk]


def test_an_apps_sign_out_is_noted(client_of, nora):
    client_of(nora).post("/api/auth/logout/")

    assert [(event.user_id, event.actor_id) for event in events("signed_out")] == [(nora.pk, nora.pk)]


def test_a_refresh_token_that_comes_twice_is_noted(visitor, nora):
    tokens = issue_tokens(nora)
    for _ in range(3):
        visitor.post("/api/token/refresh/", {"refresh": tokens.refresh})

    (event,) = events("refresh_token_reused")
    assert event.user_id == nora.pk
    assert event.address


def test_roles_are_noted_by_whom_and_how_ever_they_are_changed(client_of, admin, nora):
    client_of(admin).put(f"/api/users/{nora.pk}/", {"is_premium": True, "is_seller": True})
    User.objects.filter(pk=nora.pk).update(is_superuser=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_staff = true WHERE id = %s", [nora.pk])

    api, bulk, by_hand = events("roles_changed")
    assert (api.user_id, api.actor_id) == (nora.pk, admin.pk)
    assert api.details == {"is_premium": [False, True], "is_seller": [False, True]}
    assert api.address == "127.0.0.1"
    assert bulk.details == {"is_superuser": [False, True]}
    assert by_hand.details == {"is_staff": [False, True]}


def test_what_becomes_of_an_account_is_noted(client_of, visitor, admin, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    visitor.post("/api/users/register/", {**NORA, "email": "nora@example.com", "is_seller": True})
    nora = User.objects.get(username="nora")
    client_of(nora).patch("/api/auth/profile/", {"email": "new@example.com"})
    client_of(admin).put(f"/api/users/{nora.pk}/", {"is_active": False})
    client_of(admin).put(f"/api/users/{nora.pk}/", {"is_active": True})
    nora.refresh_from_db()
    nora.set_password("AnotherPass456")
    nora.save()
    client_of(admin).delete(f"/api/users/{nora.pk}/")

    noted = SecurityEvent.objects.filter(user=nora.pk).order_by("position")
    assert [event.name for event in noted] == [
        "account_opened",
        "email_changed",
        "account_shut",
        "account_reopened",
        "password_changed",
        "account_deleted",
    ]
    assert noted[0].details == {"is_seller": [None, True]}
    assert [event.actor_id for event in noted[1:4]] == [nora.pk, admin.pk, admin.pk]


def test_second_factors_are_noted_without_their_secret(nora):
    TOTP.activate(nora, "JBSWY3DPEHPK3PXP")
    Authenticator.objects.filter(user=nora).delete()

    noted = events("mfa_added", "mfa_removed")
    assert [(event.name, event.user_id, event.details) for event in noted] == [
        ("mfa_added", nora.pk, {"type": "totp"}),
        ("mfa_removed", nora.pk, {"type": "totp"}),
    ]


def test_a_password_that_is_hashed_anew_is_not_a_new_one(visitor, nora):
    User.objects.filter(pk=nora.pk).update(
        password="pbkdf2_sha256$1$salt$w6S7Qq8b2zYFb0GzYQy5KJmJzvY1u0Yl3n0Q4mU4g2k="
    )

    assert [event.name for event in SecurityEvent.objects.filter(user=nora)[:1]] == ["password_rehashed"]
