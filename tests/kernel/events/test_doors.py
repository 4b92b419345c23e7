"""The log and what is given up, at the doors: REST, the back office, the commands."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from nexus.kernel.events import hearing
from nexus.kernel.events.actions.delivering import deliver
from nexus.kernel.events.actions.handing import hand_again
from nexus.kernel.events.bus import Heard, hears, publish
from nexus.kernel.events.models import Delivery, Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.delivering import deliver_events
from tests.kernel.lamps.events import LampBroken, LampLit

pytestmark = pytest.mark.django_db

PATH = "/api/events/"


@pytest.fixture
def receivers(monkeypatch):
    hearing.receivers()
    monkeypatch.setattr(hearing, "_RECEIVERS", {})


@pytest.fixture
def mended(receivers) -> list[str]:
    """A receiver that fails until its list says otherwise."""
    heard: list[str] = ["broken"]

    @hears("test.lamp.*")
    def mend(event: Heard) -> None:
        if heard == ["broken"]:
            raise ZeroDivisionError("no ladder")
        heard.append(event.name)

    return heard


def test_graphql_reads_on_alike_and_to_the_same_ones(client_of, admin, seller):
    lamp = new_id()
    publish(LampLit(lamp), LampBroken(lamp), actor=SYSTEM)
    first = Event.objects.get(name=LampLit.name)
    document = """query($after: String) {
        events(filter: {after: $after, name: "test.lamp.*"}) {
            edges { node { position name sequence payload } }
        }
    }"""

    def asked(user):
        body = {"query": document, "variables": {"after": str(first.position)}}
        return client_of(user).post("/graphql", body, format="json").json()

    assert [edge["node"] for edge in asked(admin)["data"]["events"]["edges"]] == [
        {
            "position": str(first.position + 1),
            "name": LampBroken.name,
            "sequence": 2,
            "payload": {"lamp_id": str(lamp)},
        }
    ]
    assert asked(seller)["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


def test_an_administrator_reads_on_from_the_last_position(client_of, admin):
    client = client_of(admin)
    lamp = new_id()
    publish(LampLit(lamp), LampBroken(lamp), LampLit(new_id()), actor=SYSTEM)
    first = Event.objects.get(name=LampBroken.name).position

    rest = client.get(PATH, {"after": first}).json()["results"]
    assert [event["name"] for event in rest] == ["test.lamp.lit"]
    names = client.get(PATH, {"name": "test.lamp.b*"}).json()["results"]
    assert [(event["name"], event["sequence"]) for event in names] == [("test.lamp.broken", 2)]
    about = client.get(PATH, {"subject": str(lamp), "page_size": 1, "cursor": ""}).json()
    assert about["results"][0]["payload"] == {"lamp_id": str(lamp)}
    following = client.get(about["next"]).json()
    assert following["results"][0]["name"] == "test.lamp.broken"
    assert following["next"] is None


def test_each_page_costs_the_same(client_of, admin, django_assert_num_queries):
    client = client_of(admin)
    publish(*(LampLit(new_id()) for _ in range(30)), actor=SYSTEM)
    for size in (1, 30):
        with django_assert_num_queries(5):  # who asks, where it is settled (2), how many, the rows
            assert len(client.get(PATH, {"page_size": size}).json()["results"]) == size


@pytest.mark.parametrize("after", ["-1", "x", "9223372036854775808", "1.5"])
def test_a_position_that_is_none_is_refused(client_of, admin, after):
    answer = client_of(admin).get(PATH, {"after": after})
    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) == {"after"}


def test_the_log_is_an_administrators(client_of, visitor, seller):
    assert visitor.get(PATH).status_code == 401
    assert client_of(seller).get(PATH).status_code == 403


def test_what_was_given_up_is_shown_with_its_error_and_sent_again(mended, admin):
    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)
    Delivery.objects.update(failed_at=Event.objects.get().happened_at, attempts=12)
    office = Client()
    office.force_login(admin)
    page = reverse("admin:events_delivery_changelist")

    html = office.get(page, {"state": "given_up"}).content.decode()
    assert "ZeroDivisionError: no ladder" in html
    assert "test.lamp.lit" in html
    html = office.get(
        reverse("admin:events_delivery_change", args=[Delivery.objects.get().pk])
    ).content.decode()
    assert "Traceback (most recent call last):<br>" in html

    mended.clear()
    chosen = {"action": "send_again", "_selected_action": [Delivery.objects.get().pk]}
    assert "1 sent again." in office.post(page, chosen, follow=True).content.decode()
    run_the_due()
    assert mended == ["test.lamp.lit"]
    assert not Delivery.objects.exists()


def test_staff_without_the_role_may_not_send_again(mended, seller):
    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)
    Delivery.objects.update(failed_at=Event.objects.get().happened_at)
    seller.is_staff = True
    seller.save()
    seller.user_permissions.set(Permission.objects.filter(codename="view_delivery"))
    office = Client()
    office.force_login(seller)

    chosen = {"action": "send_again", "_selected_action": [Delivery.objects.get().pk]}
    office.post(reverse("admin:events_delivery_changelist"), chosen)

    assert Delivery.objects.get().failed_at is not None


def test_the_list_of_deliveries_costs_the_same_however_long(mended, admin, django_assert_max_num_queries):
    office = Client()
    office.force_login(admin)
    publish(*(LampLit(new_id()) for _ in range(20)), actor=SYSTEM)
    deliver_events(may_fail=True)
    with django_assert_max_num_queries(10):
        office.get(reverse("admin:events_delivery_changelist"))


def events(*arguments: str) -> str:
    told = StringIO()
    call_command("events", *arguments, stdout=told)
    return told.getvalue()


def test_the_status_tells_depth_lag_and_errors(mended):
    publish(LampLit(new_id()), LampLit(new_id()), actor=SYSTEM)
    assert json.loads(events("status", "--json"))["events"] == 2
    deliver_events(may_fail=True)
    publish(LampLit(new_id()), actor=SYSTEM)
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(
        failed_at=Event.objects.first().happened_at
    )

    told = events("status")
    assert "1 events to hand over, 1 deliveries to be done" in told
    assert "1 given up" in told
    assert "mend: 0 on their way, 1 to be tried again, 1 given up" in told


def test_events_are_replayed_to_one_receiver_in_their_range(mended):
    mended.clear()
    publish(LampLit(new_id()), LampBroken(new_id()), LampLit(new_id()), actor=SYSTEM)
    deliver_events()
    positions = list(Event.objects.values_list("position", flat=True))
    name = next(iter(hearing.receivers()))
    mended.clear()

    assert "1 deliveries" in events(
        "replay", "--receiver", name, "--after", str(positions[0]), "--to", str(positions[1])
    )
    run_the_due()
    assert mended == ["test.lamp.broken"]

    assert "2 deliveries" in events("replay", "--name", "test.lamp.lit", "--since", "2020-01-01")
    assert "0 deliveries" in events("replay", "--until", "2020-01-01")
    with pytest.raises(CommandError, match="No room of this site has a receiver named nobody"):
        events("replay", "--receiver", "nobody")


def test_a_replay_writes_to_people_only_through_a_receiver_that_is_named(mended):
    written = []
    hears(LampLit, tells_people=True)(lambda heard: written.append(heard.id))
    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)
    letters = list(hearing.receivers())[1]
    Delivery.objects.all().delete()

    told = events("replay")
    run_the_due()
    assert "1 deliveries" in told
    assert "Nobody is written to anew" in told
    assert len(written) == 1

    assert "Nobody" not in events("replay", "--receiver", letters)
    run_the_due()
    assert len(written) == 2


def test_a_replay_of_everything_reaches_these_receivers_and_no_person():
    reached = {name for name, one in hearing.receivers().items() if not one.tells_people}

    assert reached == {
        "nexus.commerce.documents.receivers.credit_refund",
        "nexus.commerce.documents.receivers.invoice_paid_order",
        "nexus.commerce.payments.receivers.take_over_what_a_provider_says",
        "nexus.kernel.accounts.receivers.erase_without_grace",
        "nexus.kernel.accounts.receivers.make_an_export",
    }


def test_what_was_given_up_begins_anew(mended):
    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)
    Delivery.objects.update(failed_at=Event.objects.get().happened_at, attempts=12)
    mended.clear()

    assert events("resend") == "1 deliveries begin anew.\n"
    run_the_due()
    assert mended == ["test.lamp.lit"]


def run_the_due() -> None:
    for handed in hand_again(each=100, lost=100):
        deliver(handed.id, again=handed.again)
