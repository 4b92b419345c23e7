"""Whoever comes for tokens is counted by address before a secret is looked at."""

import base64
import random

import pytest
from django.test import Client as Browser

from nexus.kernel.api.limits import is_limited
from tests.kernel.oauth.conftest import SECRET

pytestmark = pytest.mark.django_db

DOORS = ["/oauth/token/", "/oauth/introspect/", "/oauth/revoke/", "/oauth/userinfo/", "/oauth/authorize/"]


@pytest.fixture
def address(settings) -> str:
    settings.RATE_LIMITS_ON = True
    settings.RATE_LIMITS_PER_HOUR |= {"protocol": 3}
    return f"10.77.{random.randrange(256)}.{random.randrange(256)}"


def _shown(program, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{program.client.client_id}:{secret}'.encode()).decode()}"


def test_after_a_few_wrong_secrets_the_right_one_is_not_looked_at(program, address):
    def ask(secret: str, address: str) -> int:
        return (
            Browser()
            .post(
                "/oauth/introspect/",
                {"token": "nxo_whatever"},
                headers={"Authorization": _shown(program, secret)},
                REMOTE_ADDR=address,
            )
            .status_code
        )

    assert [ask("nxs_a-guess", address) for _ in range(3)] == [403, 403, 403]
    assert ask(SECRET, address) == 429
    assert ask(SECRET, "192.0.2.77") == 200


@pytest.mark.parametrize("door", DOORS)
def test_every_door_of_the_protocol_is_counted_and_says_so(address, door):
    answers = [Browser().post(door, REMOTE_ADDR=address) for _ in range(4)]

    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
    assert answers[0]["RateLimit-Policy"] == '"protocol";q=3;w=3600'
    refused = answers[3]
    assert int(refused["Retry-After"]) > 0
    if door != "/oauth/authorize/":
        assert refused.json()["error"]["code"] == "RATE_LIMITED"


def test_what_is_read_by_everybody_is_not():
    assert not is_limited("/.well-known/openid-configuration")
