import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser

from nexus.kernel.accounts.models import User
from nexus.kernel.oauth.models import Client
from tests.factories.accounts import UserFactory

BACK = "https://app.example/callback"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SECRET = "nxs_of-the-suite"
AUTHORIZE, TOKEN = "/oauth/authorize/", "/oauth/token/"


@dataclass
class Program:
    """Another's program, and how it speaks to us."""

    client: Client
    browser: Browser

    def asking(self, **changes: Any) -> dict[str, Any]:
        """What it sends people to us with."""
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": BACK,
            "scope": "openid profile email orders:read",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def consent(self, *, allow: bool = True, **changes: Any) -> dict[str, str]:
        """Send somebody to us who allows it, or not; give what they come back with."""
        page = self.browser.get(AUTHORIZE, self.asking(**changes))
        assert page.status_code == 200, page.get("Location", page.content)
        form = page.context["form"]
        said = {field.name: field.value() or "" for field in form if field.name != "allow"}
        answer = self.browser.post(AUTHORIZE, {**said, **({"allow": "on"} if allow else {})})
        assert answer.status_code == 302, answer.content
        back = answer["Location"]
        assert back.startswith(BACK)
        return {name: value for name, (value,) in parse_qs(urlsplit(back).query).items()}

    def ask(self, **said: Any) -> Any:
        """Ask for tokens."""
        whole = {"client_id": self.client.client_id, "client_secret": SECRET, **said}
        sent = {name: value for name, value in whole.items() if value is not None}
        return Browser().post(TOKEN, sent)

    def exchange(self, code: str, **changes: Any) -> Any:
        """Exchange a code."""
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.ask(**{**said, "code_verifier": VERIFIER, **changes})

    def refresh(self, token: str) -> Any:
        """Exchange a refresh token."""
        return self.ask(grant_type="refresh_token", refresh_token=token)

    def tokens(self, **changes: Any) -> dict[str, Any]:
        """Go the whole way."""
        answer = self.exchange(self.consent(**changes)["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def person(db) -> User:
    return UserFactory(first_name="Nora", last_name="Weiss", seller=True)


@pytest.fixture
def register(db) -> Callable[..., Client]:
    def make(**changes: Any) -> Client:
        said = {
            "name": "Fieldnotes Sync",
            "user": UserFactory(),
            "client_type": Client.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Client.GRANT_AUTHORIZATION_CODE,
            "client_secret": Client.digest_of(SECRET),
            "redirect_uris": BACK,
            "scopes": ["openid", "profile", "email", "orders:read", "profile:read"],
            **changes,
        }
        return Client.objects.create(**said)

    return make


@pytest.fixture
def program(register, person) -> Program:
    """A program that a person in a browser is about to use."""
    browser = Browser()
    browser.force_login(person)
    return Program(register(), browser)
