from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from redis import Redis
from rest_framework.test import APIClient

from nexus.kernel.identities.providers import fetching
from tests.kernel.identities import issuer as issuers
from tests.kernel.identities.issuer import CLIENT, SECRET, Issuer

BACK = "https://app.example.com/sign-in"
STARTED = "/api/auth/providers/{}/start/"
FINISHED = "/api/auth/providers/{}/finish/"

Walk = Callable[..., Any]


def provider(issuer: Issuer, **also: Any) -> dict[str, Any]:
    return {
        "name": "Example",
        "issuer": issuer.url,
        "client_id": CLIENT,
        "client_secret": SECRET,
        **also,
    }


@pytest.fixture(scope="session")
def issuers_key() -> RSAPrivateKey:
    return issuers.new_key()  # to make one takes longer than most tests


@pytest.fixture
def issuer(settings, issuers_key) -> Iterator[Issuer]:
    # Another issuer may have stood at the same port before, with other keys.
    fetching._kept.clear()
    fetching._away_until.clear()
    with issuers.running(issuers_key) as running:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, running.place]
        settings.SIGN_IN_PROVIDERS = {"example": provider(running)}
        settings.SIGN_IN_REDIRECTS = [BACK]
        yield running


@pytest.fixture
def begin(visitor) -> Walk:
    """Begin a sign-in; gives what was answered."""

    def begun(provider_id: str = "example", client: APIClient = visitor) -> dict[str, str]:
        answer = client.post(STARTED.format(provider_id), {"redirect_uri": BACK})
        assert answer.status_code == 200, answer.json()
        return answer.json()["data"]

    return begun


@pytest.fixture
def sign_in(visitor, issuer, begin) -> Walk:
    """Walk the whole way as whoever the issuer knows; what is given takes the place of what came back."""

    def walked(provider_id: str = "example", **instead: Any) -> Any:
        begun = begin(provider_id)
        back = issuer.visit(begun["authorize_url"])
        came = {"code": back["code"], "state": begun["state"]}
        if "iss" in back:
            came["iss"] = back["iss"]
        return visitor.post(FINISHED.format(provider_id), came | instead)

    return walked


@pytest.fixture
def connect(client_of, issuer) -> Walk:
    """Connect whoever the issuer knows to an account; gives the answer."""

    def connected(user: Any) -> Any:
        client = client_of(user)
        said = {"provider": "example", "redirect_uri": BACK}
        begun = client.post("/api/auth/identities/start/", said)
        assert begun.status_code == 200, begun.json()
        back = issuer.visit(begun.json()["data"]["authorize_url"])
        came = {"code": back["code"], "state": begun.json()["data"]["state"]}
        return client.post("/api/auth/identities/", came)

    return connected


@pytest.fixture
def valkey_is_away(monkeypatch) -> None:
    """Nothing can be remembered, and nothing looked up."""
    nowhere = Redis.from_url("redis://127.0.0.1:9/0", socket_connect_timeout=0.2)
    monkeypatch.setattr("nexus.kernel.identities.begun.valkey", lambda: nowhere)
