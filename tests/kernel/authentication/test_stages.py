"""There is one login, allauth's: what stands before it for a browser stands before it for every door."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.mail.models import Mail
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.mailbox import letters_to

pytestmark = pytest.mark.django_db

DOORS = ["/api/auth/login/", "/api/token/"]
NORA = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}
SIGN_IN = {"username": "nora", "password": PASSWORD}


@pytest.fixture
def nora(db) -> User:
    return UserFactory(username="nora", email="nora@example.com")


@pytest.mark.parametrize("door", DOORS)
def test_with_a_second_factor_the_password_is_not_enough(visitor, nora, door):
    TOTP.activate(nora, "A" * 32)

    answer = visitor.post(door, SIGN_IN)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "MFA_REQUIRED"
    assert not TokenFamily.objects.exists()
    assert not Session.objects.exists()
    assert (
        visitor.post(door, {**SIGN_IN, "password": "WrongPass123"}).json()["error"]["code"]
        == "NOT_AUTHENTICATED"
    )


def test_where_nothing_is_confirmed_no_mail_is_written(visitor, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"

    visitor.post("/api/auth/register/", NORA)

    assert not Mail.objects.exists()


def test_in_the_default_settings_a_link_is_mailed_and_stops_nobody(visitor):
    visitor.post("/api/auth/register/", NORA)

    assert [mail.template for mail in letters_to("nora@example.com")] == ["account/email_confirmation_signup"]
    assert visitor.post(DOORS[1], SIGN_IN).status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_where_the_address_must_be_confirmed_nobody_gets_in_before(visitor, settings, door):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert visitor.post("/api/auth/register/", NORA).status_code == 201
    assert not TokenFamily.objects.exists()

    refused = visitor.post(door, SIGN_IN)

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "PERMISSION_DENIED"
    assert "Confirm your e-mail address" in refused.json()["error"]["message"]
    assert not TokenFamily.objects.exists()

    link = re.search(r"https?://\S+/confirm-email/\S+", letters_to("nora@example.com")[0].text)
    browser = Client()
    browser.post(link.group())
    assert EmailAddress.objects.get().verified
    assert visitor.post(door, SIGN_IN).status_code == 200


def test_a_mail_server_that_is_away_keeps_nobody_out(visitor, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert visitor.post("/api/auth/register/", NORA).status_code == 201

    deliver_events(may_fail=True)
    assert letters_to("nora@example.com")[0].sent_at is None  # it is tried again


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "5/m/ip", "login_failed": "3/m/key", "signup": "2/m/ip"}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}
    }
    cache.clear()


def test_guessing_is_stopped_and_the_right_password_does_not_get_through_then(visitor, nora, limits):
    for door in (*DOORS, DOORS[0]):
        assert visitor.post(door, {**SIGN_IN, "password": "WrongPass123"}).status_code == 401

    answer = visitor.post(DOORS[1], SIGN_IN)

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "RATE_LIMITED"
    assert not TokenFamily.objects.exists()


def test_guessing_at_an_account_that_is_not_there_is_stopped_alike(visitor, limits):
    answers = [visitor.post(DOORS[0], {"username": "nobody", "password": "x"}).status_code for _ in range(4)]

    assert answers == [401, 401, 401, 429]


def test_a_made_up_forwarding_header_makes_no_new_visitor(visitor, nora, limits):
    answers = [
        visitor.post(
            DOORS[0], {"username": f"user{n}", "password": "x"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}"
        ).status_code
        for n in range(6)
    ]

    assert answers == [401] * 5 + [429]


def test_sign_ups_are_limited(visitor, limits):
    answers = [
        visitor.post(
            "/api/auth/register/", {**NORA, "username": f"nora{n}", "email": f"nora{n}@example.com"}
        ).status_code
        for n in range(3)
    ]

    assert answers == [201, 201, 429]


def test_limits_that_can_not_be_counted_let_nobody_pass(visitor, nora, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }

    answer = visitor.post(DOORS[0], SIGN_IN)

    assert answer.status_code == 503
    assert not TokenFamily.objects.exists()
