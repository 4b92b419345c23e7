"""Who may be connected: told at the start, and felt at once when it ends."""

import time
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from nexus.kernel.accounts.actions import update_account
from nexus.kernel.authentication.access_tokens import read_access_token
from nexus.kernel.authentication.actions import issue_tokens, sign_out
from nexus.kernel.kit.actor import Actor
from tests.factories.accounts import UserFactory
from tests.kernel.live.client import GRAPHQL, connected, signed_in, subscribing, token_of
from tests.kernel.live.test_listening import tell

pytestmark = pytest.mark.django_db(transaction=True)


def end_sign_in(user, token: str) -> None:
    sign_out(Actor.of(user), user.pk, read_access_token(token).family_id)


def test_a_sign_out_closes_the_socket_before_anything_that_comes_after_it(server):
    user = UserFactory()
    token = token_of(user)
    with signed_in(server, user, token) as client, signed_in(server, user) as other:
        for each in (client, other):
            each.ask(type="listen", topic="imports")
        tell(user, 1)
        # Heard before it ends: a server that reads both at once looks first at who may still hear anything.
        assert client.hear()["data"]["done"] == 1
        end_sign_in(user, token)
        tell(user, 2)
        (refusal,), code = client.rest()
        assert (code, refusal["error"]["code"]) == (4401, "INVALID_TOKEN")
        assert [other.hear()["data"]["done"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_sign_in_that_its_owner_ends_elsewhere_closes_its_socket_within_a_second(
    server, client_of, everywhere
):
    user = UserFactory()
    token = token_of(user)
    here = client_of(user)
    with signed_in(server, user, token) as client:
        client.ask(type="listen", topic="imports")
        family, begun = read_access_token(token).family_id, time.monotonic()
        if everywhere:
            assert here.post("/api/auth/logout/everywhere/", {"keep_this": True}).json()["data"]["ended"] == 1
        else:
            assert here.delete(f"/api/auth/sessions/{family}/").status_code == 204
        heard, code = client.rest()
        assert code == 4401
        assert heard[-1]["error"]["code"] == "INVALID_TOKEN"
        assert time.monotonic() - begun < 1
    assert here.get("/api/auth/profile/").status_code == 200


def test_a_deactivated_account_hears_no_more(server):
    user, admin = UserFactory(), UserFactory(admin=True)
    with signed_in(server, user) as client, subscribing(server, user) as subscriber:
        client.ask(type="listen", topic="imports")
        update_account(Actor.of(admin), user.pk, {"is_active": False})
        tell(user, 1)
        heard, code = client.rest()
        assert (code, [message["type"] for message in heard]) == (4401, ["error"])
        assert subscriber.rest() == ([], 4403)


def test_a_demotion_that_nobody_announces_is_felt_too(server):
    user = UserFactory(admin=True)
    with signed_in(server, user) as client:
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
        assert client.rest()[1] == 4401


def test_a_token_that_runs_out_ends_what_it_opened_unless_a_newer_one_comes(server, settings):
    user = UserFactory()
    lasting = token_of(user)
    settings.ACCESS_TOKEN_LIFETIME = timedelta(seconds=-2)  # and five of leeway
    with signed_in(server, user) as renewed, signed_in(server, user) as client:
        assert renewed.ask(type="auth", token=lasting)["type"] == "ready"
        assert client.rest()[1] == 4401
        assert renewed.ask(type="ping") == {"type": "pong"}


def test_a_newer_token_must_be_the_same_account_s(server):
    with signed_in(server, UserFactory()) as client:
        client.say(type="auth", token=token_of(UserFactory()))
        assert client.rest()[1] == 4401


def test_a_token_that_is_none_opens_nothing(server):
    for token in ("", "x", "a.b.c", "ey" * 2000):
        with connected(server) as client:
            client.say(type="auth", token=token)
            (refusal,), code = client.rest()
        assert (code, refusal["error"]["code"]) == (4401, "INVALID_TOKEN"), token


def test_a_stale_token_in_the_header_opens_nothing(server):
    user = UserFactory()
    token = token_of(user)
    end_sign_in(user, token)
    with connected(server, additional_headers={"Authorization": f"Bearer {token}"}) as client:
        (refusal,), code = client.rest()
    assert (code, refusal["error"]["code"]) == (4401, "INVALID_TOKEN")


def test_who_says_nothing_is_sent_away_and_hears_nothing_before(server):
    graphql = connected(server, "/graphql", subprotocols=[GRAPHQL])
    with connected(server) as client, graphql as other:
        assert client.ask(type="listen", topic="imports")["error"]["code"] == "NOT_AUTHENTICATED"
        assert client.rest()[1] == 4408
        assert other.rest() == ([], 4408)


def test_a_token_in_the_address_counts_for_nothing(server):
    token = issue_tokens(UserFactory()).access
    with connected(server, f"/ws/?token={token}&access_token={token}") as client:
        assert client.ask(type="listen", topic="imports")["error"]["code"] == "NOT_AUTHENTICATED"


def test_only_pages_of_the_site_and_those_named_may_open_sockets(server):
    for origin in ("http://127.0.0.1:8000", "http://localhost:3000"):
        with connected(server, origin=origin):
            pass
    strange = ("https://evil.example", "http://127.0.0.1.evil.example", "null", "file://127.0.0.1")
    for origin in strange:
        with pytest.raises(InvalidStatus) as refusal, connected(server, origin=origin):
            pass
        assert refusal.value.response.status_code == 403, origin
        assert b'"code":"PERMISSION_DENIED"' in refusal.value.response.body
    assert "[error" not in server.program.said(), "strangers can't fill the log"


def test_other_paths_and_protocols_open_nothing(server):
    for path, protocols in [("/", None), ("/wss/", None), ("/graphql", None), ("/graphql", ["graphql-ws"])]:
        with pytest.raises(InvalidStatus) as refusal, connected(server, path, subprotocols=protocols):
            pass
        assert refusal.value.response.status_code == 404
