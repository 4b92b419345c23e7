"""One's notifications over REST: nobody else's, in a fixed number of queries."""

import pytest

from nexus.kernel.events.models import Event
from nexus.kernel.kit.ids import new_id
from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.models import Notification
from tests.kernel.notifications.conftest import LAMP, SHADE, own, wish

pytestmark = pytest.mark.django_db

LIST, COUNTS, READ = "/api/notifications/", "/api/notifications/counts/", "/api/notifications/read-all/"


@pytest.fixture
def reader(client_of, ada):
    return client_of(ada)


def titles(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [one["title"] for one in answer.json()["results"]]


def unread(client) -> int:
    return client.get(COUNTS).json()["data"]["unread"]


def test_the_last_comes_first_and_only_ones_own(reader, ada, bob, tell):
    tell(ada, "One", "Two")
    tell(bob, "Of Bob")

    answer = reader.get(LIST)

    assert titles(answer) == ["Two", "One"]
    shown = answer.json()["results"][0]
    assert shown["kind"] == "lamp_lit"
    assert (shown["about"], shown["link"], shown["count"]) == ({"lamp": "7"}, "/api/lamps/7/", 1)
    assert (shown["is_read"], shown["read_at"]) == (False, None)


def test_what_happens_again_comes_first_again(reader, ada, tell):
    tell(ada, "Hall", quiet_key="hall")
    tell(ada, "Attic")
    tell(ada, "Hall again", quiet_key="hall")

    assert titles(reader.get(LIST)) == ["Hall again", "Attic"]


def test_filters(reader, ada, tell):
    tell(ada, "Read")
    tell(ada, "Torn", kind=SHADE)
    reader.post(f"{LIST}{own(ada)[-1].pk}/read/")

    assert titles(reader.get(LIST, {"unread": "true"})) == ["Torn"]
    assert titles(reader.get(LIST, {"unread": "false"})) == ["Read"]
    assert titles(reader.get(LIST, {"kind": "lamp_lit"})) == ["Read"]
    assert titles(reader.get(LIST, {"kind": "lamp_lit", "unread": "true"})) == []
    assert reader.get(LIST, {"unread": "maybe"}).status_code == 400
    assert reader.get(LIST, {"kind": "1' OR"}).status_code == 400


def test_what_is_mail_only_isnt_listed_nor_counted(reader, ada, tell):
    wish(ada, LAMP, Frequency.IMMEDIATELY, in_app=False)
    tell(ada)

    assert titles(reader.get(LIST)) == []
    assert unread(reader) == 0
    assert reader.post(f"{LIST}{own(ada)[0].pk}/read/").status_code == 404


def test_reading_one_is_told_once(reader, ada, tell):
    tell(ada, "One", "Two")
    two, _ = own(ada)

    answers = [reader.post(f"{LIST}{two.pk}/read/") for _ in range(2)]

    assert [answer.json()["data"] for answer in answers] == [{"unread": 1}] * 2
    assert Event.objects.filter(name="notifications.notification.read").count() == 1
    assert reader.get(LIST).json()["results"][0]["is_read"] is True


def test_reading_up_to_one_leaves_what_came_since(reader, ada, tell):
    tell(ada, "One", "Two", "Three")
    two = own(ada)[1]

    assert reader.post(READ, {"up_to": str(two.pk)}).json()["data"] == {"unread": 1}
    assert titles(reader.get(LIST, {"unread": "true"})) == ["Three"]
    assert reader.post(READ).json()["data"] == {"unread": 0}
    assert reader.post(READ, {"up_to": str(new_id())}).status_code == 404
    assert Event.objects.filter(name="notifications.list.read").count() == 2


def test_one_can_be_taken_away(reader, ada, tell):
    tell(ada)
    path = f"{LIST}{own(ada)[0].pk}/"

    assert reader.delete(path).status_code == 204
    assert reader.delete(path).status_code == 404
    assert own(ada) == []


def test_anothers_isnt_there(reader, bob, tell):
    tell(bob)
    (his,) = own(bob)

    for method, path in [("delete", "{}/"), ("post", "{}/read/")]:
        answers = [getattr(reader, method)(LIST + path.format(pk)) for pk in (his.pk, new_id())]
        hidden, absent = ({**answer.json()["error"], "request_id": ""} for answer in answers)
        assert [answer.status_code for answer in answers] == [404, 404]
        assert hidden == absent
    assert reader.post(READ, {"up_to": str(his.pk)}).status_code == 404
    reader.post(READ)
    assert Notification.objects.filter(read_at=None).count() == 1


def test_an_administrator_reads_only_its_own(client_of, admin, bob, tell):
    tell(bob)

    assert titles(client_of(admin).get(LIST)) == []
    assert client_of(admin).delete(f"{LIST}{own(bob)[0].pk}/").status_code == 404


@pytest.mark.parametrize("path", [LIST, COUNTS, "/api/notifications/preferences/"])
def test_a_visitor_is_asked_to_sign_in(visitor, path):
    assert visitor.get(path).status_code == 401


@pytest.mark.parametrize("number", [1, 20])
def test_a_list_costs_as_much_whatever_its_length(reader, ada, tell, django_assert_num_queries, number):
    tell(ada, *(f"Lamp {n}" for n in range(number)))
    who_asks = 1

    with django_assert_num_queries(who_asks + 2):
        assert len(titles(reader.get(LIST))) == number
    with django_assert_num_queries(who_asks + 1):
        assert unread(reader) == number
