"""The same over GraphQL."""

import pytest

from nexus.kernel.identities.models import Identity
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.kernel.identities.conftest import BACK

pytestmark = pytest.mark.django_db

BEGIN = """mutation ($provider: String!, $back: String!) {
    begun: beginProviderSignIn(provider: $provider, redirectUri: $back) { authorizeUrl state } }"""
FINISH = """mutation ($provider: String!, $input: CameBackInput!) {
    finishProviderSignIn(provider: $provider, input: $input) { access refresh user { username email } } }"""
BEGIN_CONNECTING = """mutation ($provider: String!, $back: String!) {
    begun: beginConnectingIdentity(provider: $provider, redirectUri: $back) { authorizeUrl state } }"""
CONNECT = """mutation ($input: CameBackInput!) { connectIdentity(input: $input) { id provider email } }"""
REMOVE = """mutation ($id: ID!) { removeIdentity(id: $id) }"""
MINE = "{ identities { edges { node { id provider name email } } } }"


def begin(client, issuer, mutation):
    begun = ask(client, mutation, provider="example", back=BACK)["begun"]
    return {"code": issuer.visit(begun["authorizeUrl"])["code"], "state": begun["state"]}


def test_one_signs_in(visitor, issuer):
    assert ask(visitor, "{ signInProviders { id name } }") == {
        "signInProviders": [{"id": "example", "name": "Example"}]
    }

    came = begin(visitor, issuer, BEGIN)
    said = ask(visitor, FINISH, provider="example", input=came)["finishProviderSignIn"]

    assert said["user"] == {"username": "nora", "email": "nora@example.com"}
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {said['access']}")
    assert visitor.get("/api/auth/profile/").status_code == 200


def test_a_used_state_is_refused(visitor, issuer):
    came = begin(visitor, issuer, BEGIN)
    ask(visitor, FINISH, provider="example", input=came)

    assert refusal(visitor, FINISH, provider="example", input=came)["code"] == "INVALID_TOKEN"


def test_tokens_are_kept_under_no_key(visitor, issuer):
    came = begin(visitor, issuer, BEGIN)
    visitor.credentials(HTTP_IDEMPOTENCY_KEY="a-key-of-mine")

    error = refusal(visitor, FINISH, provider="example", input=came)

    assert "Idempotency-Key" in error["message"]
    assert not Identity.objects.exists()


def test_one_connects_lists_and_removes(client_of, issuer):
    client = client_of(UserFactory())

    connected = ask(client, CONNECT, input=begin(client, issuer, BEGIN_CONNECTING))["connectIdentity"]
    (edge,) = ask(client, MINE)["identities"]["edges"]

    assert edge["node"]["id"] == connected["id"]
    assert ask(client, REMOVE, id=connected["id"]) == {"removeIdentity": connected["id"]}
    assert not Identity.objects.exists()


def test_a_visitor_and_another_are_refused(visitor, client_of, connect):
    identity = connect(UserFactory()).json()["data"]["id"]

    assert refusal(visitor, MINE)["code"] == "NOT_AUTHENTICATED"
    assert refusal(visitor, REMOVE, id=identity)["code"] == "NOT_AUTHENTICATED"
    assert refusal(client_of(UserFactory()), REMOVE, id=identity)["code"] == "NOT_FOUND"
    assert Identity.objects.exists()
