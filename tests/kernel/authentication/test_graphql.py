"""One's own sign-ins and factors over GraphQL: the same actions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.factors import Passkey, with_totp

pytestmark = pytest.mark.django_db

SIGN_INS = "{ signIns { id kind device place isCurrent createdAt lastSeenAt } }"
AT = {"HTTP_HOST": "localhost"}


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com")


def test_sign_ins_are_listed_and_ended(client_of, visitor, nora):
    client = client_of(nora)
    other = issue_tokens(nora, user_agent="curl/8")
    listed = {one["device"]: one for one in ask(client, SIGN_INS)["signIns"]}
    assert not listed["curl"]["isCurrent"]

    ended = ask(client, "mutation($i: ID!) { endSignIn(id: $i) }", i=listed["curl"]["id"])

    assert ended["endSignIn"] == listed["curl"]["id"]
    assert client.get("/api/auth/profile/").status_code == 200
    assert visitor.get("/api/auth/profile/", HTTP_AUTHORIZATION=f"Bearer {other.access}").status_code == 401
    gone = refusal(client, "mutation($i: ID!) { endSignIn(id: $i) }", i=listed["curl"]["id"])
    assert gone["code"] == "NOT_FOUND"


def test_all_are_ended(client_of, nora):
    client, _ = client_of(nora), issue_tokens(nora)

    assert ask(client, "mutation { signOutEverywhere(keepThis: true) }")["signOutEverywhere"] == 1
    assert ask(client, "mutation { signOutEverywhere }")["signOutEverywhere"] == 1
    assert not TokenFamily.objects.filter(ended_at=None).exists()


def test_factors_are_listed_renamed_and_removed(client_of, nora):
    client = client_of(nora)
    begun = client.post("/api/auth/passkeys/options/", {}, **AT).json()["data"]
    said = {"challenge": begun["challenge"], "credential": Passkey().create(begun["options"])}
    client.post("/api/auth/passkeys/", said, **AT)
    with_totp(nora)
    shown = ask(client, "{ factors { id type name passwordless codesLeft } }")["factors"]
    assert {one["type"] for one in shown} == {"webauthn", "recovery_codes", "totp"}
    (key,) = [one["id"] for one in shown if one["type"] == "webauthn"]

    rename = 'mutation($i: ID!) { renamePasskey(id: $i, input: {name: "Red"}) { name } }'
    assert ask(client, rename, i=key)["renamePasskey"] == {"name": "Red"}
    assert refusal(client_of(UserFactory()), rename, i=key)["code"] == "NOT_FOUND"
    assert ask(client, "mutation($i: ID!) { removePasskey(id: $i) }", i=key)["removePasskey"] == key
    assert ask(client, "mutation { removeTotp }")["removeTotp"] is True
    assert ask(client, "{ factors { id } }")["factors"] == []


def test_removing_one_needs_a_recent_proof(client_of, nora):
    client = client_of(nora)
    with_totp(nora)
    TokenFamily.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))

    error = refusal(client, "mutation { removeTotp }")

    assert error["code"] == "CONFIRMATION_REQUIRED"
    assert error["details"] == {"ways": ["totp"]}


def test_a_visitor_has_none(visitor):
    for query in (
        SIGN_INS,
        "{ factors { id } }",
        "mutation { signOutEverywhere }",
        "mutation { removeTotp }",
    ):
        assert refusal(visitor, query)["code"] == "NOT_AUTHENTICATED"
