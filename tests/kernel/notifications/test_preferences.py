"""How one wants to be told, over both doors."""

import pytest

from nexus.kernel.notifications.models import Preference
from tests.asking import ask, refusal
from tests.kernel.notifications.conftest import SHADE, own

pytestmark = pytest.mark.django_db

PATH = "/api/notifications/preferences/"


@pytest.fixture
def reader(client_of, ada):
    return client_of(ada)


def of(answer, kind: str) -> dict:
    assert answer.status_code == 200, answer.json()
    return {one["kind"]: one for one in answer.json()["data"]["preferences"]}[kind]


def put(client, **wishes):
    return client.put(PATH, {"preferences": [{"kind": kind, **wish} for kind, wish in wishes.items()]})


def test_every_kind_is_there_as_usual(reader):
    assert of(reader.get(PATH), "shade_torn") == {
        "kind": "shade_torn",
        "label": "A shade is torn",
        "group": "Lamps",
        "in_app": True,
        "live": True,
        "email": "daily",
    }


def test_a_wish_changes_what_it_names_and_nothing_else(reader, ada, bob, client_of):
    put(reader, lamp_lit={"email": "weekly"})
    answer = put(reader, lamp_lit={"live": False})

    lamp = of(answer, "lamp_lit")
    assert (lamp["in_app"], lamp["live"], lamp["email"]) == (True, False, "weekly")
    assert of(answer, "shade_torn")["email"] == "daily"
    assert of(client_of(bob).get(PATH), "lamp_lit")["email"] == "immediately"
    assert Preference.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"preferences": []},
        {"preferences": [{"kind": "no_such"}]},
        {"preferences": [{"kind": "lamp_lit", "email": "hourly"}]},
        {"preferences": [{"kind": "lamp_lit"}, {"kind": "lamp_lit"}]},
    ],
)
def test_what_makes_no_sense_is_refused_whole(reader, body):
    answer = reader.put(PATH, body)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert not Preference.objects.exists()


def test_what_waits_for_its_mail_goes_as_one_wishes_now(reader, ada, tell, letters):
    tell(ada)
    tell(ada, kind=SHADE)
    put(reader, lamp_lit={"email": "never"}, shade_torn={"email": "weekly"})

    assert letters() == []
    assert sorted(one.email for one in own(ada)) == ["never", "weekly"]


class TestGraphQL:
    def test_reading(self, reader, ada, bob, tell):
        tell(ada, "One", "Two")
        tell(bob)
        query = "query ($filter: NotificationFilter) { notificationCounts { unread } "
        query += "notifications(filter: $filter) { totalCount edges { node { id title about isRead } } } }"

        data = ask(reader, query, filter={"unread": True})
        assert data["notificationCounts"] == {"unread": 2}
        nodes = [edge["node"] for edge in data["notifications"]["edges"]]
        assert [node["title"] for node in nodes] == ["Two", "One"]

        assert ask(reader, _on_one("readNotification"), id=nodes[0]["id"])["done"] == {"unread": 1}
        assert ask(reader, "mutation { readNotifications { unread } }")["readNotifications"]["unread"] == 0
        gone = ask(reader, "mutation ($id: ID!) { deleteNotification(id: $id) }", id=nodes[0]["id"])
        assert gone == {"deleteNotification": nodes[0]["id"]}
        assert len(own(ada)) == 1

    def test_anothers(self, reader, bob, tell):
        tell(bob)

        assert refusal(reader, _on_one("readNotification"), id=str(own(bob)[0].pk))["code"] == "NOT_FOUND"

    def test_choosing(self, reader):
        change = (
            "mutation ($input: NotificationPreferencesInput!) { setNotificationPreferences(input: $input)"
        )
        change += " { kind inApp live email } }"
        wishes = [{"kind": "lamp_lit", "inApp": False, "email": "WEEKLY"}]

        set_ = ask(reader, change, input={"preferences": wishes})["setNotificationPreferences"]

        lamp = {"kind": "lamp_lit", "inApp": False, "live": True, "email": "WEEKLY"}
        assert lamp in set_
        assert lamp in ask(reader, "{ notificationPreferences { kind inApp live email } }").popitem()[1]

    def test_a_visitor(self, visitor):
        assert refusal(visitor, "{ notificationCounts { unread } }")["code"] == "NOT_AUTHENTICATED"


def _on_one(name: str) -> str:
    return f"mutation ($id: ID!) {{ done: {name}(id: $id) {{ unread }} }}"
