"""Floods are refused, and who reads too slowly is dropped; nobody else feels it."""

import json
import socket
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from nexus.kernel.events.bus import publish
from nexus.kernel.imports.events import ImportProgressed, ImportStarted
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.live.limits import BURST, LARGEST_MESSAGE, MOST_TOPICS
from tests.factories.accounts import UserFactory
from tests.kernel.live.client import connected, signed_in, token_of
from tests.kernel.live.test_listening import tell

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 6_000
LONG = "x" * 4_000


def test_a_slow_client_is_dropped_while_others_hear_everything(server):
    user = UserFactory()
    slow_line = socket.socket()
    slow_line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    slow_line.connect(("127.0.0.1", server.port))
    slow_how = {"sock": slow_line, "max_queue": 1}
    with connected(server, **slow_how) as slow, signed_in(server, user) as quick:
        slow.ask(type="auth", token=token_of(user))
        slow.ask(type="listen", topic="imports")
        quick.ask(type="listen", topic="imports")
        for _ in range(MANY // 100):
            facts = [ImportProgressed(new_id(), user.pk, LONG, 1, 2) for _ in range(100)]
            publish(*facts, actor=Actor.of(user))
            for _ in facts:
                assert quick.hear()["data"]["kind"] == LONG
        heard, code = slow.rest()
        assert len(heard) < MANY
        assert code in {1013, 0}  # as it reads on in time to be told, or not
        tell(user, 9)
        assert quick.hear()["data"]["done"] == 9


def test_a_flood_of_messages_ends_the_socket(server):
    with signed_in(server, UserFactory()) as client, signed_in(server, UserFactory()) as other:
        with suppress(ConnectionClosed):  # the socket may end while the flood is still being sent
            for _ in range(2 * BURST):
                client.say(type="ping")
        heard, code = client.rest()
        assert code == 4429
        assert len(heard) < 2 * BURST
        assert other.ask(type="ping") == {"type": "pong"}


def test_topics_have_a_limit(server):
    admin = UserFactory(admin=True)
    with signed_in(server, admin) as client:
        answers = []
        for import_id in [new_id() for _ in range(MOST_TOPICS + 1)]:
            publish(ImportStarted(import_id, admin.pk, "jobs", 0, 1), actor=Actor.of(admin))
            client.say(type="listen", topic=f"import:{import_id}")
            while (answer := client.hear())["type"] == "update":
                pass
            answers.append(answer)
    assert [answer["type"] for answer in answers] == ["listening"] * MOST_TOPICS + ["error"]
    assert answers[-1]["error"]["code"] == "RATE_LIMITED"


def test_an_account_has_so_many_sockets(server, settings):
    user = UserFactory()
    open_ones = [signed_in(server, user) for _ in range(settings.LIVE_SOCKETS_PER_USER)]
    for one in open_ones:
        one.__enter__()
    try:
        with connected(server, additional_headers={"Authorization": f"Bearer {token_of(user)}"}) as client:
            (refusal,), code = client.rest()
            assert (code, refusal["error"]["code"]) == (4429, "RATE_LIMITED")
    finally:
        for one in open_ones:
            one.__exit__(None, None, None)
    with signed_in(server, user):
        pass


UNREADABLE = [
    ("", 4400),
    ("[]", 4400),
    ('{"type":"listen"}', 4400),
    ('{"type":"listen","topic":"imports","after":-1}', 4400),
    ('{"type":"listen","topic":"imports","after":99999999999999999999}', 4400),
    ('{"type":"dance"}', 4400),
    ("[" * 50_000, 4400),
    (b'{"type":"ping"}', 1003),
    (json.dumps({"type": "auth", "token": "x" * LARGEST_MESSAGE}), 1009),
]


def test_what_can_t_be_read_ends_the_socket(server):
    user = UserFactory()
    for said, code in UNREADABLE:
        with signed_in(server, user) as client:
            client.line.send(said)
            assert client.rest()[1] == code, said


def test_health_is_told_over_http(server):
    for probe in ("live", "ready"):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health/{probe}") as answer:
            assert json.load(answer) == {"status": "ok"}


def test_its_figures_are_told_to_this_machine_and_not_through_a_proxy(server):
    def figures(**headers):
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}/health/metrics", headers=headers)
        with urllib.request.urlopen(request) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.split(" ") for line in lines if line[0] != "#")}

    before = figures()
    with signed_in(server, UserFactory()) as client:
        client.ask(type="listen", topic="notifications")
        now = figures()
    assert now["nexus_live_sockets"] == before["nexus_live_sockets"] + 1
    assert now["nexus_live_topics"] >= 1
    assert now["nexus_live_position_total"] >= 0
    with pytest.raises(urllib.error.HTTPError, match="403"):
        figures(**{"X-Forwarded-For": "127.0.0.1"})
