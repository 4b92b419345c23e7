"""What those who listen hear: everything once, in its order, also across absences."""

from uuid import UUID

import pytest

from nexus.kernel.events.bus import publish
from nexus.kernel.imports.actions import Announced
from nexus.kernel.imports.events import ImportProgressed
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.live.updates import MOST_MISSED
from tests.factories.accounts import UserFactory
from tests.kernel.live.client import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def tell(user, done: int, import_id: UUID | None = None, kind: str = "products") -> None:
    publish(ImportProgressed(import_id or new_id(), user.pk, kind, done, 100), actor=Actor.of(user))


def test_who_listens_hears_what_happens_in_its_order(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        listening = client.ask(type="listen", topic="imports")
        for done in range(20):
            tell(user, done)
        heard = [client.hear() for _ in range(20)]
    assert [update["data"]["done"] for update in heard] == list(range(20))
    positions = [listening["position"], *(update["position"] for update in heard)]
    assert positions == sorted(set(positions))
    assert heard[0].keys() == {"type", "topic", "position", "event", "happened_at", "data"}


def test_what_was_missed_is_told_first_and_nothing_twice(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        client.ask(type="listen", topic="imports")
        for done in range(3):
            tell(user, done)
        seen = [client.hear() for _ in range(2)][-1]["position"]
    for done in range(3, 6):
        tell(user, done)
    with signed_in(server, user) as client:
        assert client.ask(type="listen", topic="imports", after=seen)["type"] == "listening"
        tell(user, 6)
        assert [client.hear()["data"]["done"] for _ in range(5)] == [2, 3, 4, 5, 6]


def test_a_server_that_was_killed_costs_no_update(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        client.ask(type="listen", topic="imports")
        tell(user, 0)
        seen = client.hear()["position"]
        server.program.kill()
        assert client.rest() == ([], 0)
    tell(user, 1)
    server.again()
    tell(user, 2)
    with signed_in(server, user) as client:
        client.ask(type="listen", topic="imports", after=seen)
        tell(user, 3)
        assert [client.hear()["data"]["done"] for _ in range(3)] == [1, 2, 3]


def test_who_was_away_too_long_is_told_to_read_anew(server):
    user = UserFactory()
    with signed_in(server, user) as client, signed_in(server, user) as witness:
        begun = witness.ask(type="listen", topic="imports")["position"]
        facts = [ImportProgressed(new_id(), user.pk, "products", 1, 2) for _ in range(MOST_MISSED + 1)]
        publish(*facts, actor=Actor.of(user))
        for _ in facts:
            witness.hear()
        refusal = client.ask(type="listen", topic="imports", after=begun)
        assert refusal["error"]["code"] == "TOO_LONG_AGO"
        assert client.ask(type="listen", topic="imports")["type"] == "listening"


def test_a_position_that_the_log_has_not_reached_is_refused(server):
    """As every client holds one whose site was restored from a backup."""
    user = UserFactory()
    with signed_in(server, user) as client:
        refusal = client.ask(type="listen", topic="imports", after=1_000_000_000_000)
        assert refusal["topic"] == "imports"
        assert refusal["error"]["code"] == "TOO_LONG_AGO"
        assert client.ask(type="listen", topic="imports")["type"] == "listening"
        tell(user, 1)
        seen = client.hear()["position"]
    with signed_in(server, user) as client:
        assert client.ask(type="listen", topic="imports", after=seen)["position"] == seen
        tell(user, 2)
        assert client.hear()["data"]["done"] == 2


def test_an_import_announces_how_far_it_has_come(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        client.ask(type="listen", topic="imports")
        with Announced(Actor.of(user), "jobs", 10, dry_run=False) as announced:
            client.say(type="listen", topic=f"import:{announced.id}", after=0)
            client.hear(), client.hear(), client.hear()
            announced.advance(10)
        told = [client.hear() for _ in range(2)]
    assert {message["topic"] for message in told} == {"imports", f"import:{announced.id}"}
    finished = {"import_id": str(announced.id), "kind": "jobs", "done": 10, "total": 10, "state": "finished"}
    assert [message["data"] for message in told] == [finished, finished]


def test_nobody_hears_of_what_is_another_s(server):
    user, other = UserFactory(), UserFactory()
    with Announced(Actor.of(other), "jobs", 1, dry_run=False) as announced:
        pass
    with signed_in(server, user) as client:
        theirs = client.ask(type="listen", topic=f"import:{announced.id}")
        nothing = client.ask(type="listen", topic=f"import:{new_id()}")
        assert theirs.pop("topic") != nothing.pop("topic")
        assert theirs == nothing
        assert theirs["error"]["code"] == "NOT_FOUND"
        client.ask(type="listen", topic="imports")
        tell(other, 1)
        tell(user, 2)
        assert client.hear()["data"]["done"] == 2


def test_a_topic_that_there_is_not_is_not_found(server):
    with signed_in(server, UserFactory()) as client:
        for topic in (
            "nothing",
            "imports:1",
            "import",
            "import:",
            "import:7",
            "import:x\0",
            "x" * 100,
            ":",
            "",
        ):
            assert client.ask(type="listen", topic=topic)["error"]["code"] == "NOT_FOUND", topic
        assert client.ask(type="ping") == {"type": "pong"}


def test_who_listens_no_more_hears_no_more(server):
    user = UserFactory()
    with signed_in(server, user) as client:
        client.ask(type="listen", topic="imports")
        assert client.ask(type="listen", topic="imports")["error"]["code"] == "CONFLICT"
        assert client.ask(type="unlisten", topic="imports") == {"type": "unlistened", "topic": "imports"}
        tell(user, 1)
        with signed_in(server, user) as witness:
            witness.ask(type="listen", topic="imports")
            tell(user, 2)
            witness.hear()
        assert client.ask(type="ping") == {"type": "pong"}
