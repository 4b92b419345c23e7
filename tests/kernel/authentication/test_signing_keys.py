"""Keys that sign tokens are rotated by commands: published, then signing, then retired."""

import json
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from rest_framework.test import APIClient

from nexus.kernel.audit.models import SecurityEvent
from nexus.kernel.authentication import signing
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.keypairs import KeyPair, given_key
from nexus.kernel.authentication.models import KeyState, SigningKey
from tests.factories.accounts import UserFactory
from tests.kernel.working import outcome

pytestmark = pytest.mark.django_db

PROFILE, JWKS = "/api/auth/profile/", "/.well-known/jwks.json"


def keys(*words: str) -> str:
    out = StringIO()
    call_command("signing_keys", *words, stdout=out)
    return out.getvalue()


def published(*more: str) -> str:
    return keys("publish", *more).split()[0]


def kid_of(token: str) -> str:
    return jwt.get_unverified_header(token)["kid"]


def enters(token: str) -> bool:
    return APIClient().get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200


@pytest.fixture
def user(db):
    return UserFactory()


def test_without_a_rotation_the_settings_key_signs(user):
    assert kid_of(issue_tokens(user).access) == given_key().id
    assert f"{given_key().id}  EdDSA   signing    of the settings" in keys("list")


def test_a_published_key_is_shown_and_signs_nothing_yet(client, user):
    kid = published()

    shown = {key["kid"]: key for key in client.get(JWKS).json()["keys"]}
    assert set(shown) == {kid, given_key().id}
    assert shown[kid] == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": shown[kid]["x"],
        "kid": kid,
        "alg": "EdDSA",
        "use": "sig",
    }
    assert kid_of(issue_tokens(user).access) == given_key().id


def test_the_whole_way_round(user):
    old = issue_tokens(user).access
    assert enters(old)
    kid = published()
    keys("sign", kid)

    new = issue_tokens(user).access
    assert kid_of(new) == kid
    assert enters(new)
    assert enters(old)

    keys("retire", given_key().id)
    assert not enters(old)
    assert enters(new)
    second = published()
    keys("sign", second)
    assert enters(new)
    keys("retire", kid)
    assert not enters(new)
    assert kid_of(issue_tokens(user).access) == second
    assert [state for *_, state in SigningKey.objects.values_list("pk", "state")].count("retired") == 2
    assert SecurityEvent.objects.filter(name="signing_key_retired").count() == 2


def test_what_signs_is_not_retired_and_what_is_retired_does_not_sign():
    with pytest.raises(CommandError, match="let another one sign first"):
        keys("retire", given_key().id)
    kid = published()
    keys("sign", kid)
    with pytest.raises(CommandError, match="let another one sign first"):
        keys("retire", kid)
    other = published()
    keys("retire", other)
    with pytest.raises(CommandError, match="is retired"):
        keys("sign", other)
    for nobodys in ("x", "-x", "--x"):
        with pytest.raises(CommandError, match="no key"):
            keys("sign", nobodys)


def test_retired_ones_are_not_shown(client):
    kid = published()
    keys("retire", kid)

    assert [key["kid"] for key in client.get(JWKS).json()["keys"]] == [given_key().id]


def test_nothing_private_is_shown_or_kept_as_it_is(client):
    kid = published("--algorithm", "RS256")

    told = client.get(JWKS)
    assert told["Content-Type"] == "application/jwk-set+json"
    assert "max-age" in told["Cache-Control"]
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {name for key in told.json()["keys"] for name in key}
    with connection.cursor() as cursor:
        cursor.execute("SELECT private, public::text FROM authentication_signingkey WHERE id = %s", [kid])
        private, public = cursor.fetchone()
    assert "PRIVATE" not in private
    assert '"d"' not in public


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_key_of_another_algorithm_is_made_where_it_is_needed(algorithm):
    first = signing.signer(algorithm)

    assert signing.signer(algorithm).id == first.id
    token = jwt.encode({"a": 1}, first.private, algorithm)
    shown = next(key for key in signing.jwks()["keys"] if key["kid"] == first.id)
    assert jwt.decode(token, jwt.PyJWK(shown).key, algorithms=[algorithm]) == {"a": 1}
    assert shown["alg"] == algorithm


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_key_for_something_else_signs_no_access_token(user, algorithm):
    other, genuine = signing.signer(algorithm), issue_tokens(user).access
    body = jwt.decode(genuine, options={"verify_signature": False})

    for alg in (algorithm, "EdDSA"):
        header = {"alg": alg, "kid": other.id, "typ": "at+jwt"}
        if alg == algorithm:
            assert not enters(jwt.encode(body, other.private, alg, headers=header))
        assert not enters(
            jwt.encode(body, signing.signing_key().private, "EdDSA", headers={**header, "alg": "EdDSA"})
        )


def test_one_key_of_an_algorithm_signs():
    for state in (KeyState.SIGNING, KeyState.SIGNING):
        pair = KeyPair.new("ES256")
        if SigningKey.objects.exists():
            with pytest.raises(IntegrityError):
                signing.keep_key(pair, state)
        else:
            signing.keep_key(pair, state)


@pytest.mark.django_db(transaction=True)
def test_another_process_is_felt_by_the_next_request(user):
    old = issue_tokens(user).access
    assert enters(old)
    # As another process leaves them: this one has been told nothing.
    kid = elsewhere("publish")
    elsewhere("sign", kid)

    new = issue_tokens(user).access
    assert kid_of(new) == kid
    assert enters(new)
    elsewhere("retire", given_key().id)
    assert not enters(old)
    assert enters(new)


def test_an_unknown_kid_asks_the_database_no_more_than_once_a_second(user, django_assert_max_num_queries):
    genuine = issue_tokens(user).access
    body = jwt.decode(genuine, options={"verify_signature": False})
    made_up = [
        jwt.encode(body, KeyPair.new("EdDSA").private, "EdDSA", headers={"kid": f"k{n}", "typ": "at+jwt"})
        for n in range(20)
    ]

    with django_assert_max_num_queries(2):
        assert not any(enters(token) for token in made_up)


def elsewhere(*words: str) -> str:
    done = outcome("manage.py", "signing_keys", *words)
    assert done.code == 0, done.said
    return done.said.split()[0]


def test_the_command_tells_what_there_is():
    kid = published()

    assert f"{kid}  EdDSA   published" in keys("list")
    assert "2 verify." in keys("list")
    assert json.dumps(keys("list")).isascii()
