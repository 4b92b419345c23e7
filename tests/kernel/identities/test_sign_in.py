"""Signing in with somebody else's word: the whole way, over HTTP, against a provider that is strict."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from nexus.kernel.identities.models import Identity
from nexus.kernel.kit.valkey import valkey
from tests.factories.accounts import UserFactory
from tests.kernel.identities.conftest import provider

pytestmark = pytest.mark.django_db

PROVIDERS = "/api/auth/providers/"


def now_by(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_what_is_configured_is_listed_without_its_secrets(visitor, issuer):
    answer = visitor.get(PROVIDERS)

    assert answer.status_code == 200
    assert answer.json()["data"] == {"providers": [{"id": "example", "name": "Example"}]}


def test_the_user_is_sent_with_a_challenge_a_nonce_and_only_the_hash_of_the_state(issuer, begin):
    begun = begin()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun["authorize_url"]).query).items()}

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) >= 32
    assert asked["scope"] == "openid email profile"
    assert begun["state"] not in begun["authorize_url"]
    assert begin()["state"] != begun["state"]


def test_who_comes_for_the_first_time_gets_an_account(visitor, sign_in):
    answer = sign_in()

    assert answer.status_code == 200, answer.json()
    data = answer.json()["data"]
    assert data["user"]["username"] == "nora"
    assert data["user"]["email"] == "nora@example.com"
    assert data["user"]["first_name"] == "Nora"
    assert not answer.cookies
    assert not Session.objects.exists()
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {data['access']}")
    assert visitor.get("/api/auth/profile/").json()["data"]["username"] == "nora"
    user = User.objects.get()
    assert not user.has_usable_password()
    assert not user.is_superuser
    assert EmailAddress.objects.get(user=user).verified
    assert {*Event.objects.values_list("name", flat=True)} >= {
        "accounts.user.registered",
        "identities.identity.connected",
        "authentication.session.started",
    }
    assert {"identity_connected", "signed_in"} <= {*SecurityEvent.objects.values_list("name", flat=True)}


def test_who_comes_again_is_the_same_whatever_else_has_changed(sign_in, issuer):
    first = sign_in().json()["data"]["user"]["id"]
    issuer.person |= {"email": "nora@elsewhere.example", "preferred_username": "somebody"}

    again = sign_in()

    assert again.status_code == 200
    assert again.json()["data"]["user"]["id"] == first
    assert again.json()["data"]["user"]["email"] == "nora@example.com"
    assert Identity.objects.get().extra_data["email"] == "nora@elsewhere.example"
    assert TokenFamily.objects.count() == 2


def test_another_subject_with_the_same_username_is_another_account(sign_in, issuer):
    sign_in()
    issuer.person |= {"sub": "nora-2", "email": "nora2@example.com"}

    other = sign_in().json()["data"]["user"]

    assert other["username"].startswith("nora-")
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "username"),
    [
        ({"preferred_username": "Zoë Größe"}, "zoe-groe"),
        ({"preferred_username": "nora@corp.example", "nickname": "nori"}, "nori"),
        ({"preferred_username": "\u0430dmin", "nickname": ""}, "dmin"),
        ({"preferred_username": "nora\r\nBcc: x"}, "nora-bcc-x"),
        ({"preferred_username": 7, "given_name": "", "family_name": ""}, "user"),
    ],
)
def test_a_username_is_made_safe(sign_in, issuer, said, username):
    issuer.person |= said

    assert sign_in().json()["data"]["user"]["username"] == username


def test_a_name_that_would_pass_for_the_sites_own_gets_a_number(sign_in, issuer):
    issuer.person |= {"preferred_username": "admin"}

    assert sign_in().json()["data"]["user"]["username"].startswith("admin-")


def test_an_address_that_is_not_verified_there_is_not_verified_here(sign_in, issuer):
    issuer.person |= {"email_verified": False}

    assert sign_in().status_code == 200
    assert not EmailAddress.objects.get().verified


def test_where_addresses_must_be_confirmed_an_unverified_one_lets_nobody_in(sign_in, issuer, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    issuer.person |= {"email_verified": False}

    refused = sign_in()

    assert refused.status_code == 403
    assert "Confirm your e-mail address" in refused.json()["error"]["message"]
    assert not TokenFamily.objects.exists()


def test_where_addresses_must_be_confirmed_a_verified_one_is(sign_in, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    assert sign_in().status_code == 200


@pytest.mark.parametrize(
    "email",
    [
        None,
        "",
        7,
        "no address",
        "nora@ex\u0430mple.com",
        "nora@exam\nple.com",
        "a@b.example\r\nBcc: c@d.example",
    ],
)
def test_without_an_address_that_an_account_can_have_none_is_opened(sign_in, issuer, email):
    issuer.person |= {"email": email}

    answer = sign_in()

    assert answer.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("is_verified_here", [True, False])
@pytest.mark.parametrize("is_verified_there", [True, False])
def test_an_account_with_the_same_address_is_not_taken_over(
    sign_in, issuer, is_verified_here, is_verified_there
):
    nora = UserFactory(username="theirs", email="nora@example.com")
    EmailAddress.objects.create(user=nora, email=nora.email, verified=is_verified_here, primary=True)
    issuer.person |= {"email": "Nora@Example.com", "email_verified": is_verified_there}

    answer = sign_in()

    assert answer.status_code == 409
    assert "Sign in to it as you did before" in answer.json()["error"]["message"]
    assert not Identity.objects.exists()
    assert not TokenFamily.objects.exists()
    assert User.objects.count() == 1


def test_not_even_a_setting_of_allauths_links_by_address(sign_in, settings):
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    theirs = UserFactory(username="theirs", email="nora@example.com")
    EmailAddress.objects.create(user=theirs, email=theirs.email, verified=True, primary=True)

    assert sign_in().status_code == 409


def test_a_second_factor_stands_before_this_door_too(sign_in, visitor):
    sign_in()
    TokenFamily.objects.all().delete()
    TOTP.activate(User.objects.get(), "A" * 32)

    answer = sign_in()

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "MFA_REQUIRED"
    assert not TokenFamily.objects.exists()
    challenge = answer.json()["error"]["details"]["challenge"]
    met = {"challenge": challenge, "code": now_by("A" * 32)}
    assert visitor.post("/api/auth/login/mfa/", {**met, "code": "000000"}).status_code == 401
    signed_in = visitor.post("/api/auth/login/mfa/", met)
    assert signed_in.status_code == 200, signed_in.json()
    assert signed_in.json()["data"]["user"]["username"] == "nora"


def test_what_waits_for_a_second_factor_holds_no_password_and_no_stamp(sign_in):
    sign_in()
    user = User.objects.get()
    user.set_password("StrongPass123")
    user.save()
    TOTP.activate(user, "A" * 32)

    sign_in()

    kept = [valkey().get(key) or b"" for key in valkey().scan_iter("*") if valkey().type(key) == b"string"]
    assert not [value for value in kept if b"argon2" in value]


def test_a_browser_keeps_its_refresh_token_in_a_cookie(sign_in):
    answer = sign_in(cookie=True)

    assert answer.status_code == 200
    assert answer.json()["data"]["refresh"] is None
    assert answer.cookies["nexus_refresh"]["httponly"]


def test_a_shut_account_stays_shut(sign_in):
    sign_in()
    TokenFamily.objects.all().delete()
    user = User.objects.get()
    user.shut()
    user.save()

    answer = sign_in()

    assert answer.status_code == 401
    assert "deactivated" in answer.json()["error"]["message"]
    assert not TokenFamily.objects.exists()


def test_a_provider_that_takes_its_secret_in_the_form_gets_it_there(sign_in, issuer):
    issuer.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert sign_in().status_code == 200


def test_what_an_id_token_leaves_out_is_asked_for(sign_in, issuer):
    kept = {"iss", "aud", "sub", "iat", "exp", "nonce"}
    issuer.told = lambda claims: {name: value for name, value in claims.items() if name in kept}

    assert sign_in().json()["data"]["user"]["email"] == "nora@example.com"


def test_discovery_and_keys_are_fetched_once(sign_in, issuer):
    sign_in()
    sign_in()

    assert issuer.requests.count("/.well-known/openid-configuration") == 1
    assert issuer.requests.count("/jwks") == 1


def test_github_is_spoken_to(sign_in, issuer, settings):
    said = provider(issuer, speaks="github", scopes=["read:user", "user:email"])
    settings.SIGN_IN_PROVIDERS = {"github": said}
    issuer.person = {
        "id": 583_231,
        "login": "octo-nora",
        "name": "Nora Weiss",
        "email": "public@example.com",
        "mailboxes": [
            {"email": "old@example.com", "primary": False, "verified": True},
            {"email": "nora@example.com", "primary": True, "verified": True},
        ],
    }

    user = sign_in("github").json()["data"]["user"]

    assert (user["username"], user["email"]) == ("octo-nora", "nora@example.com")
    assert (user["first_name"], user["last_name"]) == ("Nora", "Weiss")
    assert Identity.objects.get().uid == "583231"
    assert EmailAddress.objects.get().verified
