"""What a forged, replayed, foreign or twisted answer gets: a refusal, no account, no identity, no token."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import override_settings

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.identities.begun import take
from nexus.kernel.identities.models import Identity
from nexus.kernel.identities.providers import fetching
from tests.factories.accounts import UserFactory
from tests.kernel.identities import issuer as issuers
from tests.kernel.identities.conftest import BACK, FINISHED, STARTED, provider
from tests.kernel.identities.issuer import CLIENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lets_nobody_in(request):
    """Whatever a test here tries, nobody has come in by it, unless it says so."""
    yield
    if "control" not in request.node.name:
        assert not Identity.objects.exists()
        assert not TokenFamily.objects.exists()


def told(**other):
    return lambda claims: claims | other


def without(name):
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def unsigned(issuer, claims):
    return jwt.encode(claims, "", "none")


def by_public_key(issuer, claims):
    # As a library does that takes the algorithm from the header: the public key as the shared secret.
    pem = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head, body, _ = jwt.encode(claims, "x" * 32, "HS256", headers={"kid": issuer.kid}).split(".")
    signature = jwt.utils.base64url_encode(mac.sign(f"{head}.{body}".encode(), pem)).decode()
    return f"{head}.{body}.{signature}"


def by_the_clients_secret(issuer, claims):
    return jwt.encode(claims, issuers.SECRET.ljust(32), "HS256", headers={"kid": issuer.kid})


def by_another_key(issuer, claims):
    return jwt.encode(claims, issuers.new_key(), "RS256", headers={"kid": issuer.kid})


def by_a_key_nobody_knows(issuer, claims):
    return jwt.encode(claims, issuers.new_key(), "RS256", headers={"kid": "key-2"})


def with_its_key_inside(issuer, claims):
    key = issuers.new_key()
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return jwt.encode(claims, key, "RS256", headers={"kid": issuer.kid, "jwk": public})


def with_an_unknown_crit(issuer, claims):
    return issuer.sign(claims, crit=["b64"], b64=True)


def altered(issuer, claims):
    head, _, signature = issuer.sign(claims).split(".")
    return f"{head}.{jwt.utils.base64url_encode(b'{}').decode()}.{signature}"


def no_token_at_all(issuer, claims):
    return ""


def test_control_the_same_way_unbent_lets_in(sign_in):
    assert sign_in().status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        told(nonce="another"),
        told(nonce=""),
        told(nonce=None),
        told(nonce=["another"]),
        without("nonce"),
        told(aud="another"),
        told(aud=[]),
        told(aud=["another"]),
        told(aud=[CLIENT, "another"]),
        told(aud=[CLIENT, "another"], azp="another"),
        told(azp="another"),
        without("aud"),
        told(iss="https://accounts.google.com"),
        told(iss="http://127.0.0.1"),
        without("iss"),
        told(exp=int(time.time()) - 3_600),
        told(exp="soon"),
        without("exp"),
        told(iat=int(time.time()) + 3_600),
        without("iat"),
        without("sub"),
        told(sub=""),
        told(sub=7),
        told(sub="n" * 300),
        told(sub="nora\x00"),
    ],
)
def test_an_id_token_that_says_something_else_is_refused(sign_in, issuer, claims):
    issuer.told = claims

    answer = sign_in()

    assert answer.status_code == 401, answer.json()
    assert answer.json()["error"]["code"] == "NOT_AUTHENTICATED"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "signed",
    [
        unsigned,
        by_public_key,
        by_the_clients_secret,
        by_another_key,
        by_a_key_nobody_knows,
        with_its_key_inside,
        with_an_unknown_crit,
        altered,
        no_token_at_all,
    ],
)
def test_an_id_token_that_is_not_signed_by_the_provider_is_refused(sign_in, issuer, signed):
    issuer.signed = signed

    answer = sign_in()

    assert answer.status_code == 401, answer.json()
    assert not User.objects.exists()


@pytest.mark.parametrize("keys", [[], None, 7, ["key"], [{"kty": "oct", "k": "c2VjcmV0", "kid": "key-1"}]])
def test_keys_that_are_none_verify_nothing(sign_in, issuer, keys):
    issuer.jwks = lambda: {"keys": keys}

    assert sign_in().status_code == 401


def test_userinfo_of_somebody_else_is_refused(sign_in, issuer):
    issuer.userinfo = lambda claims: claims | {"sub": "somebody-else"}

    assert sign_in().status_code == 401


def test_userinfo_of_nobody_is_refused(sign_in, issuer):
    issuer.userinfo = without("sub")

    assert sign_in().status_code == 401


@pytest.mark.parametrize("state", ["", "made up", "x" * 101, None, ["a"], "\x00"])
def test_a_state_that_was_never_given_is_refused(sign_in, state):
    assert sign_in(state=state).status_code in {400, 401}


def test_a_state_works_once(visitor, issuer, begin):
    begun = begin()
    first, second = (issuer.visit(begun["authorize_url"])["code"] for _ in range(2))
    refused = visitor.post(FINISHED.format("example"), {"code": "wrong", "state": begun["state"]})

    again = visitor.post(FINISHED.format("example"), {"code": first, "state": begun["state"]})
    third = visitor.post(FINISHED.format("example"), {"code": second, "state": begun["state"]})

    assert [refused.status_code, again.status_code, third.status_code] == [401, 401, 401]
    assert again.json()["error"]["code"] == "INVALID_TOKEN"


def test_what_comes_back_in_an_address_finishes_nothing(visitor, issuer, begin):
    """An attacker begins, and has a victim follow the address: the victim isn't signed in as them."""
    back = issuer.visit(begin()["authorize_url"])

    answer = visitor.post(FINISHED.format("example"), {"code": back["code"], "state": back["state"]})

    assert answer.status_code == 401
    assert "Send the one that beginning the sign-in answered" in answer.json()["error"]["message"]


def test_a_code_of_another_sign_in_is_refused(visitor, issuer, begin):
    """An attacker's code, put into a victim's sign-in: the verifier isn't the one it was asked with."""
    attackers = issuer.visit(begin()["authorize_url"])["code"]

    answer = visitor.post(FINISHED.format("example"), {"code": attackers, "state": begin()["state"]})

    assert answer.status_code == 401


def test_where_a_provider_knows_no_pkce_the_nonce_refuses_it(visitor, issuer, begin):
    issuer.expects_pkce = False
    attackers = issuer.visit(begin()["authorize_url"])["code"]

    answer = visitor.post(FINISHED.format("example"), {"code": attackers, "state": begin()["state"]})

    assert answer.status_code == 401


def test_control_a_code_works_once(visitor, issuer, begin):
    begun, other = begin(), begin()
    code = issuer.visit(begun["authorize_url"])["code"]

    first = visitor.post(FINISHED.format("example"), {"code": code, "state": begun["state"]})
    second = visitor.post(FINISHED.format("example"), {"code": code, "state": other["state"]})

    assert [first.status_code, second.status_code] == [200, 401]
    assert TokenFamily.objects.count() == 1


def test_a_state_is_over_after_ten_minutes(visitor, issuer, begin, monkeypatch):
    monkeypatch.setattr("nexus.kernel.identities.begun.SECONDS", 1)
    begun = begin()
    code = issuer.visit(begun["authorize_url"])["code"]
    time.sleep(1.2)

    answer = visitor.post(FINISHED.format("example"), {"code": code, "state": begun["state"]})

    assert answer.status_code == 401
    assert "took too long" in answer.json()["error"]["message"]


def test_what_was_begun_with_one_provider_is_not_finished_with_another(visitor, issuer, begin, settings):
    with issuers.running(issuers.new_key()) as other:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, other.place]
        settings.SIGN_IN_PROVIDERS = {"example": provider(issuer), "other": provider(other)}
        begun = begin("example")
        code = issuer.visit(begun["authorize_url"])["code"]

        answer = visitor.post(FINISHED.format("other"), {"code": code, "state": begun["state"]})

        assert answer.status_code == 401
        assert other.requests == []


def test_a_code_that_names_another_issuer_is_refused(sign_in, issuer):
    assert sign_in(iss="https://evil.example").status_code == 401
    assert "/token" not in issuer.requests


def test_a_provider_that_always_names_itself_must_have_done_so(visitor, issuer, begin):
    issuer.discovery = {"authorization_response_iss_parameter_supported": True}
    begun = begin()
    code = issuer.visit(begun["authorize_url"])["code"]

    assert (
        visitor.post(FINISHED.format("example"), {"code": code, "state": begun["state"]}).status_code == 401
    )


def test_control_a_provider_that_names_itself_lets_in(sign_in, issuer):
    issuer.discovery = {"authorization_response_iss_parameter_supported": True}

    assert sign_in().status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/",
        f"{BACK}/",
        f"{BACK}?next=https://evil.example",
        f"{BACK}#x",
        BACK.upper(),
        BACK.replace("https", "http"),
        BACK[:-1],
        f"{BACK}.evil.example",
        BACK.replace("app", "\u0430pp"),
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_back_to_an_address_that_is_not_the_sites(visitor, issuer, uri):
    answer = visitor.post(STARTED.format("example"), {"redirect_uri": uri})

    assert answer.status_code == 400
    assert "redirect_uri" in answer.json()["error"]["details"]


def test_a_provider_that_is_not_configured_is_not_there(visitor, issuer):
    assert visitor.post(STARTED.format("google"), {"redirect_uri": BACK}).status_code == 404
    assert visitor.post(FINISHED.format("google"), {"code": "x", "state": "y"}).status_code == 401


def test_a_provider_that_calls_itself_something_else_is_not_used(visitor, issuer):
    issuer.discovery = {"issuer": "https://accounts.google.com"}

    assert visitor.post(STARTED.format("example"), {"redirect_uri": BACK}).status_code == 503


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://127.0.0.1/", 7, None])
def test_an_address_that_no_browser_should_follow_is_not_given_out(visitor, issuer, address):
    issuer.discovery = {"authorization_endpoint": address}

    assert visitor.post(STARTED.format("example"), {"redirect_uri": BACK}).status_code == 503


@pytest.mark.parametrize("name", ["token_endpoint", "userinfo_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "inside", ["http://169.254.169.254/latest", "http://127.0.0.1:9/x", "https://10.0.0.1/"]
)
def test_a_discovery_that_points_inside_is_not_followed(sign_in, issuer, name, inside):
    issuer.discovery = {name: inside}

    assert sign_in().status_code == 503


def test_without_tls_nobody_is_asked_where_the_site_is_a_real_one(visitor, issuer, settings):
    settings.SIGN_IN_OVER_HTTP = False

    assert visitor.post(STARTED.format("example"), {"redirect_uri": BACK}).status_code == 503
    assert issuer.requests == []


@pytest.mark.parametrize("said", [[], "text", {"issuer": ["x"]}, {"issuer": "x" * 70_000}])
def test_a_discovery_that_can_not_be_read_is_a_provider_that_is_away(visitor, issuer, said):
    issuer.described = lambda: said

    assert visitor.post(STARTED.format("example"), {"redirect_uri": BACK}).status_code == 503


def test_a_provider_that_is_down_is_told_of_and_nothing_breaks(visitor, issuer):
    fetching._kept.clear()
    with override_settings(SIGN_IN_PROVIDERS={"example": {"issuer": "http://127.0.0.1:9", "client_id": "x"}}):
        answer = visitor.post(STARTED.format("example"), {"redirect_uri": BACK})

    assert answer.status_code == 503
    assert "sign in another way" in answer.json()["error"]["message"]


def test_a_provider_that_is_away_is_left_alone_for_a_moment(visitor, issuer, monkeypatch):
    issuer.described = list
    answers = [visitor.post(STARTED.format("example"), {"redirect_uri": BACK}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503] * 5
    assert len(issuer.requests) == 1

    del issuer.described
    fetching._away_until.clear()
    assert visitor.post(STARTED.format("example"), {"redirect_uri": BACK}).status_code == 200


def test_a_sign_in_that_can_not_be_remembered_is_not_begun(visitor, issuer, valkey_is_away):
    answer = visitor.post(STARTED.format("example"), {"redirect_uri": BACK})

    assert answer.status_code == 503


def test_a_sign_in_that_can_not_be_looked_up_is_not_finished(sign_in, begin, visitor, issuer, request):
    begun = begin()
    code = issuer.visit(begun["authorize_url"])["code"]
    request.getfixturevalue("valkey_is_away")

    answer = visitor.post(FINISHED.format("example"), {"code": code, "state": begun["state"]})

    assert answer.status_code == 503


def test_roles_in_the_body_are_not_looked_at(sign_in):
    answer = sign_in(is_superuser=True, is_staff=True, is_seller=True, state="made up")

    assert answer.status_code == 401


def test_control_roles_in_the_body_give_nothing(sign_in):
    user = sign_in(is_superuser=True, is_admin=True, is_seller=True).json()["data"]["user"]

    assert not user["is_seller"]
    assert not user["is_admin"]


def test_a_begun_sign_in_is_not_a_begun_connection(client_of, issuer, begin):
    begun = begin()
    code = issuer.visit(begun["authorize_url"])["code"]
    client = client_of(None)
    TokenFamily.objects.all().delete()
    account = client_of(UserFactory())

    answer = account.post("/api/auth/identities/", {"code": code, "state": begun["state"]})

    assert answer.status_code == 401
    assert client is not account
    TokenFamily.objects.all().delete()


def test_the_state_is_kept_nowhere_as_it_is(begin, issuer):
    begun = begin()

    assert take(begun["state"]).redirect_uri == BACK
