"""Whatever isn't exactly one of our access tokens is refused, and never makes us call anyone."""

import base64
import json
import time
import uuid

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nexus.kernel.authentication.access_tokens import write_access_token
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.signing import signing_key
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PROFILE, PUBLIC = "/api/auth/profile/", "/api/categories/"


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def genuine(user) -> str:
    return issue_tokens(user).access


@pytest.fixture
def forge(genuine):
    """Write a token like the genuine one, apart from what is named."""
    body = jwt.decode(genuine, options={"verify_signature": False})

    def make(key=None, algorithm="EdDSA", header=None, without=(), **claims) -> str:
        headers = {"kid": signing_key().id, "typ": "at+jwt", **(header or {})}
        payload = {name: value for name, value in (body | claims).items() if name not in without}
        return jwt.encode(payload, key or signing_key().private, algorithm, headers=headers)

    return make


def refused(client, token: str) -> None:
    for path in (PROFILE, PUBLIC):
        answer = client.get(path, HTTP_AUTHORIZATION=f"Bearer {token}")
        assert answer.status_code == 401, answer.json()
        assert answer.json()["error"]["code"] == "INVALID_TOKEN"
        assert answer["WWW-Authenticate"] == "Bearer"


def test_the_genuine_one_is_good(visitor, genuine, forge):
    for token in (genuine, forge()):
        assert visitor.get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200
        assert visitor.get(PUBLIC, HTTP_AUTHORIZATION=f"bearer {token}").status_code == 200


def test_what_it_says(user, genuine):
    claims = jwt.decode(genuine, options={"verify_signature": False})
    header = jwt.get_unverified_header(genuine)

    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] <= 600
    assert claims["sub"] == str(user.pk)
    assert claims["sid"] == str(TokenFamily.objects.get().pk)
    assert header == {"alg": "EdDSA", "kid": signing_key().id, "typ": "at+jwt"}


def test_alg_none(visitor, genuine):
    _, payload, signature = genuine.split(".")
    for alg in ("none", "None", "NONE", "nOnE"):
        header = encoded({"alg": alg, "kid": signing_key().id, "typ": "at+jwt"})
        for tail in ("", signature):
            refused(visitor, f"{header}.{payload}.{tail}")


def test_hs256_with_the_public_key_as_its_secret(visitor, genuine):
    public = signing_key().public
    for secret in (
        public.public_bytes(Encoding.Raw, PublicFormat.Raw),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ):
        _, payload, _ = genuine.split(".")
        signed = f"{encoded({'alg': 'HS256', 'kid': signing_key().id, 'typ': 'at+jwt'})}.{payload}"
        signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
            signed.encode(), secret
        )
        refused(visitor, f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "another"},
        {"kid": ""},
        {"kid": "../../dev/null"},
        {"kid": "' OR 1=1 --"},
        {"jku": "http://127.0.0.1:9/keys.json"},
        {"x5u": "http://127.0.0.1:9/cert.pem"},
        {"x5c": ["MIIB"]},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}},
        {"crit": ["exp"]},
        {"crit": ["nexus"], "nexus": True},
        {"b64": False, "crit": ["b64"]},
        {"typ": "JWT"},
        {"typ": "refresh+jwt"},
        {"typ": "application/at+jwt"},
        {"cty": "JWT"},
    ],
    ids=str,
)
def test_a_header_that_is_not_ours(visitor, forge, header):
    refused(visitor, forge(header=header))


def test_no_kid_and_no_typ(visitor, genuine):
    claims = jwt.decode(genuine, options={"verify_signature": False})
    refused(visitor, jwt.encode(claims, signing_key().private, "EdDSA"))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-api"},
        {"aud": ["nexus-api"]},
        {"aud": ["nexus-api", "another"]},
        {"aud": 7},
        {"iss": "another"},
        {"iss": "nexus "},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"sub": "nora"},
        {"sub": 7},
        {"sub": str(uuid.UUID(int=1))},
        {"sid": str(uuid.UUID(int=1))},
        {"sid": "x"},
        {"sid": ["a"]},
        {"jti": None},
    ],
    ids=str,
)
def test_claims_that_are_not_ours(visitor, forge, claims):
    refused(visitor, forge(**claims))


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "sid", "iat", "exp", "jti"])
def test_a_claim_that_is_missing(visitor, forge, name):
    refused(visitor, forge(without=[name]))


def test_another_accounts_sign_in(visitor, forge):
    family = issue_tokens(UserFactory()) and TokenFamily.objects.latest("created_at")
    refused(visitor, forge(sid=str(family.pk)))


def test_another_key(visitor, forge):
    refused(visitor, forge(key=Ed25519PrivateKey.generate()))


def test_an_altered_one(visitor, genuine):
    header, payload, signature = genuine.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["exp"] += 1
    refused(visitor, f"{header}.{encoded(claims)}.{signature}")


def test_a_refresh_token_in_its_place(visitor, user):
    refused(visitor, issue_tokens(user).refresh)


def test_an_expired_one_also_when_it_is_remembered(visitor, genuine, monkeypatch):
    assert visitor.get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {genuine}").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 620)

    refused(visitor, genuine)


def test_one_of_another_installation(visitor, user, settings):
    settings.ACCESS_TOKEN_SIGNING_KEY = base64.b64encode(b"x" * 32).decode()
    foreign = issue_tokens(user).access
    settings.ACCESS_TOKEN_SIGNING_KEY = ""

    refused(visitor, foreign)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer null",
        "Bearer undefined",
        "Bearer a b",
        "Bearer a.b",
        "Bearer a.b.c",
        "Bearer a.b.c.d.e",
        "Bearer ..",
        "Bearer " + "e" * 1_000_000,
        "Bearer " + "é.é.é",
        "Bearer \udcff\udcfe",
        "Bearer ' OR 1=1 --",
        "Basic bm9yYTpTdHJvbmdQYXNzMTIz",
        "Token abc",
        "eyJhbGciOiJub25lIn0..",
        "Bearer eyJhbGciOiJFZERTQSJ9.bnVsbA.",
        "Bearer W10.W10.W10",
        "Bearer bnVsbA.bnVsbA.bnVsbA",
    ],
    ids=lambda header: header[:30],
)
@pytest.mark.parametrize("path", [PROFILE, PUBLIC])
def test_a_header_that_makes_no_sense(visitor, header, path):
    answer = visitor.get(path, HTTP_AUTHORIZATION=header)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "INVALID_TOKEN"


def test_two_tokens_at_once(visitor, genuine):
    for both in (
        f"Bearer {genuine} {genuine}",
        f"Bearer {genuine},Bearer {genuine}",
        f"Bearer {genuine}, {genuine}",
    ):
        assert visitor.get(PROFILE, HTTP_AUTHORIZATION=both).status_code == 401


def test_verify_tells_a_good_one(visitor, genuine):
    for path in ("/api/token/verify/", "/api/v1/token/verify/"):
        answer = visitor.post(path, {"token": genuine})
        assert answer.status_code == 200
        assert answer.json() == {}


def test_verify_tells_a_bad_one_in_the_envelope(visitor, user, genuine, forge):
    tokens = issue_tokens(user)
    for bad in (forge(aud="another"), tokens.refresh, "x", "é", "." * 4_000):
        answer = visitor.post("/api/token/verify/", {"token": bad})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "INVALID_TOKEN"
    user.is_active = False
    user.save()
    assert visitor.post("/api/token/verify/", {"token": genuine}).status_code == 401


def test_a_token_costs_one_query_whoever_asks_how_often(client_of, visitor, user, django_assert_num_queries):
    signed_in = client_of(user)
    with django_assert_num_queries(1):
        assert signed_in.get("/api/users/").status_code == 403
    with django_assert_num_queries(0):
        assert visitor.get("/api/users/").status_code == 401


def test_a_token_that_is_not_genuine_costs_no_query(visitor, forge, django_assert_num_queries):
    token = forge(key=Ed25519PrivateKey.generate())
    with django_assert_num_queries(0):
        refused(visitor, token)


def test_two_tokens_of_one_family_differ(user):
    family = uuid.uuid4()
    assert write_access_token(user.pk, family) != write_access_token(user.pk, family)


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
