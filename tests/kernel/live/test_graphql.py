"""graphql-transport-ws, as its specification has it."""

import pytest

from nexus.kernel.kit.ids import new_id
from tests.factories.accounts import UserFactory
from tests.kernel.live.client import GRAPHQL, connected, signed_in, subscribing, token_of
from tests.kernel.live.test_listening import tell

pytestmark = pytest.mark.django_db(transaction=True)

PROGRESS = (
    "subscription Progress($after: String) { importProgress(after: $after) { importId done position } }"
)


def subscribe(client, id_: str, query: str, **variables) -> None:
    client.say(type="subscribe", id=id_, payload={"query": query, "variables": variables})


def test_a_subscription_hears_the_same_as_a_listener(server):
    user, import_id = UserFactory(), new_id()
    with subscribing(server, user) as client, signed_in(server, user) as listener:
        listener.ask(type="listen", topic="imports")
        subscribe(client, "a", PROGRESS)
        subscribe(client, "b", "subscription { importProgress { __typename done state } }")
        assert client.ask(type="ping") == {"type": "pong"}
        tell(user, 7, import_id)
        update = listener.hear()
        told = {message["id"]: message for message in (client.hear(), client.hear())}
        progress = {"importId": str(import_id), "done": 7, "position": str(update["position"])}
        assert told["a"] == {"id": "a", "type": "next", "payload": {"data": {"importProgress": progress}}}
        assert told["b"]["payload"]["data"]["importProgress"]["state"] == "progressed"
        client.say(type="complete", id="b")
        tell(user, 8)
        assert client.hear()["id"] == "a"
        assert client.ask(type="ping") == {"type": "pong"}


def test_a_subscription_goes_on_after_a_position(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        seen = client.ask(type="listen", topic="imports")["position"]
    tell(user, 1)
    with subscribing(server, user) as client:
        subscribe(client, "a", PROGRESS, after=str(seen))
        tell(user, 2)
        heard = [client.hear()["payload"]["data"]["importProgress"]["done"] for _ in range(2)]
    assert heard == [1, 2]


REFUSED = [
    ("{ categories { totalCount } }", "VALIDATION_ERROR"),
    ("mutation { signOut }", "VALIDATION_ERROR"),
    ("subscription { importProgress { nothing } }", "VALIDATION_ERROR"),
    ("subscription { a: importProgress { done } b: importProgress { done } }", "VALIDATION_ERROR"),
    ('subscription { importProgress(after: "x") { done } }', "VALIDATION_ERROR"),
    ("subscription($a: String!) { importProgress(after: $a) { done } }", "VALIDATION_ERROR"),
    ('subscription { importProgress(after: "1000000000000") { done } }', "TOO_LONG_AGO"),
    ("subscription {", "MALFORMED_REQUEST"),
    ("subscription { importProgress { " + "done " * 500 + "} }", "VALIDATION_ERROR"),
    ("query " + "x" * 30_000, "VALIDATION_ERROR"),
    ('subscription { importProgress(id: "01981111-7c1e-7d3a-9f52-5a1c3b9d8e10") { done } }', "NOT_FOUND"),
]


def test_what_can_t_be_subscribed_to_is_told_in_the_contract_s_codes(server):
    with subscribing(server, UserFactory()) as client:
        for query, code in REFUSED:
            subscribe(client, "a", query)
            answer = client.hear()
            assert (answer["id"], answer["type"]) == ("a", "error")
            assert {error["extensions"]["code"] for error in answer["payload"]} == {code}, query
        assert client.ask(type="ping") == {"type": "pong"}


def test_a_subscription_needs_a_socket(client_of):
    answer = client_of(UserFactory()).post("/graphql", {"query": PROGRESS}, format="json")
    assert answer.json()["errors"][0]["extensions"]["code"] == "VALIDATION_ERROR"


def test_the_protocol_s_own_codes(server):
    user = UserFactory()
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token_of(user)}"}}
    with connected(server, "/graphql", subprotocols=[GRAPHQL]) as client:
        subscribe(client, "a", PROGRESS)
        assert client.rest() == ([], 4401)
    with connected(server, "/graphql", subprotocols=[GRAPHQL]) as client:
        client.say(type="connection_init")
        assert client.rest() == ([], 4403)
    with connected(server, "/graphql", subprotocols=[GRAPHQL]) as client:
        client.say(type="connection_init", payload={"Authorization": "Bearer x"})
        assert client.rest() == ([], 4403)
    with connected(server, "/graphql", subprotocols=[GRAPHQL]) as client:
        client.ask(**init)
        client.say(**init)
        assert client.rest() == ([], 4429)
    with subscribing(server, user) as client:
        subscribe(client, "a", PROGRESS)
        subscribe(client, "a", PROGRESS)
        assert client.rest() == ([], 4409)
    with subscribing(server, user) as client:
        client.say(type="start", id="a", payload={"query": PROGRESS})
        assert client.rest() == ([], 4400)
