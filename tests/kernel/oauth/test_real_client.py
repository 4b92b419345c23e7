"""Authlib, which knows nothing of us but the discovery document, goes the whole way over HTTP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from django.test import Client as Browser

from nexus.kernel.oauth.models import Client
from tests.factories.accounts import UserFactory
from tests.kernel.oauth.conftest import BACK, SECRET, VERIFIER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(live_server, settings) -> str:
    settings.SITE_URL = live_server.url
    settings.OAUTH2_PROVIDER = {**settings.OAUTH2_PROVIDER, "OIDC_ISS_ENDPOINT": live_server.url}
    return live_server.url


@pytest.fixture
def said(home) -> dict:
    """What discovery says."""
    answer = requests.get(f"{home}/.well-known/openid-configuration", timeout=10)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def _allowed(url: str, person) -> str:
    """The person's browser: signs in, sees the page, presses Allow; gives where it is led to."""
    browser = Browser()
    browser.force_login(person)
    page = browser.get(url)
    form = {field.name: field.value() or "" for field in page.context["form"] if field.name != "allow"}
    return browser.post("/oauth/authorize/", {**form, "allow": "on"})["Location"]


@pytest.fixture
def session_of() -> Iterator[Callable[..., OAuth2Session]]:
    """Authlib's client for a program; what it keeps open is closed, and with it the server's threads."""
    with ExitStack() as opened:

        def make(client: Client, *scopes: str) -> OAuth2Session:
            asked = " ".join(scopes)
            session = OAuth2Session(
                client.client_id, SECRET, scope=asked, redirect_uri=BACK, code_challenge_method="S256"
            )
            return opened.enter_context(session)

        yield make


def _read(id_token: str, jwks_uri: str, **of: str) -> dict:
    """Read an ID token as any client does: by the key that it names, of those that are published."""
    keys = jwt.PyJWKSet.from_dict(requests.get(jwks_uri, timeout=10).json())
    key = keys[jwt.get_unverified_header(id_token)["kid"]]
    return jwt.decode(id_token, key, algorithms=["RS256"], **of)


def test_sign_in_by_openid_connect(said, home, register, person, session_of):
    client = register()
    session = session_of(client, "openid", "profile", "email", "orders:read")
    url, state = session.create_authorization_url(
        said["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-1"
    )

    back = _allowed(url, person)
    tokens = session.fetch_token(
        said["token_endpoint"], authorization_response=back, state=state, code_verifier=VERIFIER
    )

    claims = _read(tokens["id_token"], said["jwks_uri"], audience=client.client_id, issuer=home)
    assert (claims["sub"], claims["nonce"]) == (str(person.pk), "n-1")
    assert claims["email"] == person.email
    assert claims["email_verified"] is False
    assert claims["name"] == "Nora Weiss"

    known = session.get(said["userinfo_endpoint"]).json()
    assert known["sub"] == str(person.pk)
    assert known["preferred_username"] == person.username
    assert session.get(f"{home}/api/orders/").json()["count"] == 0
    assert session.get(f"{home}/api/auth/profile/").status_code == 403

    renewed = session.refresh_token(said["token_endpoint"])
    assert renewed["access_token"] != tokens["access_token"]
    assert session.get(f"{home}/api/orders/").status_code == 200

    told = session.introspect_token(said["introspection_endpoint"], token=renewed["access_token"]).json()
    assert told["active"] is True
    assert told["client_id"] == client.client_id
    assert session.revoke_token(said["revocation_endpoint"], token=renewed["refresh_token"]).ok
    gone = session.introspect_token(said["introspection_endpoint"], token=renewed["access_token"]).json()
    assert gone == {"active": False}
    assert session.get(f"{home}/api/orders/").status_code == 401


def test_only_what_was_asked_for_is_told(said, register, person, session_of):
    session = session_of(register(), "openid")
    url, state = session.create_authorization_url(said["authorization_endpoint"], code_verifier=VERIFIER)
    session.fetch_token(
        said["token_endpoint"],
        authorization_response=_allowed(url, person),
        state=state,
        code_verifier=VERIFIER,
    )

    assert session.get(said["userinfo_endpoint"]).json() == {"sub": str(person.pk)}


def test_a_program_for_itself(said, home, register, session_of):
    client = register(
        authorization_grant_type=Client.GRANT_CLIENT_CREDENTIALS, redirect_uris="", scopes=["profile:read"]
    )
    session = session_of(client, "profile:read")

    session.fetch_token(said["token_endpoint"], grant_type="client_credentials")

    assert session.get(f"{home}/api/auth/profile/").json()["data"]["id"] == str(client.user_id)


def test_a_stranger_introspects_nothing(said, register, person):
    register()

    answer = requests.post(said["introspection_endpoint"], {"token": "nxo_x"}, timeout=10)

    assert answer.status_code in {401, 403}


def test_discovery_says_only_what_holds(said, home):
    assert said["issuer"] == home
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert {"openid", "profile", "email", "orders:read"} <= set(said["scopes_supported"])
    also = requests.get(f"{home}/.well-known/oauth-authorization-server", timeout=10).json()
    assert also == said
    for name, url in said.items():
        if name.endswith(("_endpoint", "_uri")):
            assert requests.get(url, timeout=10, allow_redirects=False).status_code != 404, name


def test_the_registry_is_what_a_person_is_asked(said, register, session_of):
    person = UserFactory()
    client = register(scopes=said["scopes_supported"])
    browser = Browser()
    browser.force_login(person)
    url, _ = session_of(client, *said["scopes_supported"]).create_authorization_url(
        said["authorization_endpoint"], code_verifier=VERIFIER
    )

    shown = browser.get(url).content.decode()

    assert shown.count("<li>") == len(said["scopes_supported"])
