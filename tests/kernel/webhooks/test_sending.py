"""At least once, signed, with stable ids, tried again for days, given up with a word."""

import json
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from nexus.commerce.stores.events import StoreChanged
from nexus.kernel.accounts.events import UserRegistered
from nexus.kernel.events.bus import publish
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.webhooks import concerning
from nexus.kernel.webhooks.actions import matching, resume_endpoint, rotate_secret, sending
from nexus.kernel.webhooks.actions.matching import follow_the_log
from nexus.kernel.webhooks.actions.secrets import OVERLAP
from nexus.kernel.webhooks.actions.sending import PAUSES, pause_after
from nexus.kernel.webhooks.actions.sweeping import sweep
from nexus.kernel.webhooks.models import Attempt, Delivery, Endpoint, Secret, Tail
from nexus.kernel.webhooks.models.deliveries import Lane
from nexus.kernel.webhooks.sender import Sender
from tests.delivering import deliver_events
from tests.factories.webhooks import EndpointFactory

pytestmark = pytest.mark.django_db


def happen(number: int = 1) -> list[str]:
    """Let things happen that the site's endpoints hear of; their events' ids."""
    before = set(Event.objects.values_list("pk", flat=True))
    for _ in range(number):
        publish(UserRegistered(new_id()), actor=SYSTEM)
    return [str(one) for one in Event.objects.exclude(pk__in=before).values_list("id", flat=True)]


def test_what_happened_arrives_signed_as_the_specification_has_it(there, send):
    endpoint = EndpointFactory(url=there.url("ok"))
    (event_id,) = happen()

    send()

    (came,) = there.received["ok"]
    said = Webhook(endpoint.whsec).verify(came.body, came.headers)  # the official library
    event = Event.objects.get(id=event_id)
    assert said == {
        "type": "accounts.user.registered",
        "timestamp": event.happened_at.isoformat().replace("+00:00", "Z"),
        "data": event.payload,
    }
    assert came.headers["webhook-id"] == event_id
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.body.encode()) == ("delivered", 1, came.body)
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.answer, attempt.error) == (200, "ok", "")
    endpoint.refresh_from_db()
    assert endpoint.delivered_at
    assert not endpoint.is_troubled


def test_a_signature_by_another_secret_or_over_another_body_does_not_hold(there, send):
    endpoint = EndpointFactory(url=there.url("ok"))
    happen()
    send()
    (came,) = there.received["ok"]

    with pytest.raises(WebhookVerificationError):
        Webhook(EndpointFactory().whsec).verify(came.body, came.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.whsec).verify(came.body + b" ", came.headers)


def test_for_a_day_after_a_change_both_secrets_hold(there, send, admin):
    endpoint = EndpointFactory(url=there.url("ok"), events=["accounts.*"])
    second = rotate_secret(Actor.of(admin), endpoint.pk)
    third = rotate_secret(Actor.of(admin), endpoint.pk)

    happen()
    send()
    Secret.objects.filter(expires_at__isnull=False).update(expires_at=timezone.now() - timedelta(seconds=1))
    happen()
    send()

    during, after = there.received["ok"]
    assert len(during.headers["webhook-signature"].split(" ")) == 2
    for secret in (second, third):
        Webhook(secret).verify(during.body, during.headers)
    Webhook(third).verify(after.body, after.headers)
    for secret in (endpoint.whsec, second):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(after.body, after.headers)
    assert timedelta(hours=24) == OVERLAP


def test_secrets_are_encrypted_at_rest():
    endpoint = EndpointFactory()

    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM webhooks_secret")
        ((kept,),) = cursor.fetchall()
    assert endpoint.whsec not in kept
    assert Secret.objects.get().value == endpoint.whsec


def test_a_failure_is_tried_again_under_the_same_id(there, send, due_now):
    EndpointFactory(url=there.url("500-then-200"))
    (event_id,) = happen()

    send()
    waiting = Delivery.objects.get()
    assert waiting.state == "waiting"
    assert timedelta(seconds=3) < waiting.due_at - timezone.now() < timedelta(seconds=6)
    due_now()
    send()

    first, second = there.received["500-then-200"]
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == event_id
    assert first.body == second.body
    assert Delivery.objects.get().state == "delivered"
    assert list(Attempt.objects.order_by("id").values_list("status", flat=True)) == [500, 200]


def test_after_ten_attempts_over_three_days_it_is_given_up(there, send, due_now):
    endpoint = EndpointFactory(url=there.url("503"))
    happen()

    for _ in range(len(PAUSES) + 2):
        send()
        due_now()

    assert Delivery.objects.get().state == "given_up"
    assert Attempt.objects.count() == 10
    assert timedelta(days=2.5) < sum(PAUSES, timedelta()) < timedelta(days=3.5)
    endpoint.refresh_from_db()
    assert endpoint.state == "active"
    assert endpoint.failing_since


def test_pauses_grow_and_have_some_chance_in_them():
    first = [pause_after(1) for _ in range(50)]

    assert len(set(first)) > 10
    assert all(timedelta(seconds=4) <= pause <= timedelta(seconds=6) for pause in first)
    assert list(PAUSES) == sorted(PAUSES)
    assert pause_after(len(PAUSES)) is not None
    assert pause_after(len(PAUSES) + 1) is None


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("302", 302, "It redirects, and redirects aren't followed."),
        ("404", 404, "It answered 404."),
        ("hang", None, "There was no answer in time."),
        ("drip", None, "There was no answer in time."),
    ],
)
def test_each_attempt_says_what_came_of_it(there, send, path, status, error):
    EndpointFactory(url=there.url(path))
    happen()

    send()

    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.error) == (status, error)
    assert Delivery.objects.get().state == "waiting"
    assert "canary" not in there.received


def test_a_huge_answer_is_taken_for_what_its_status_says(there, send):
    EndpointFactory(url=there.url("huge"))
    happen()

    send()

    assert Delivery.objects.get().state == "delivered"
    assert len(Attempt.objects.get().answer) == 1_000


def test_an_answer_of_bytes_that_are_no_text_is_kept_as_well_as_it_can_be(there, send):
    there.behaviours["bytes"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\x00\xff\xfea"
    )
    EndpointFactory(url=there.url("bytes"))
    happen()

    send()

    assert Attempt.objects.get().answer == "\ufffd\ufffd\ufffda"


def test_gone_is_believed_and_its_owner_is_told(there, send, seller):
    endpoint = EndpointFactory(url=there.url("410"), created_by=seller)
    happen()

    send()
    happen()
    send()
    deliver_events()

    endpoint.refresh_from_db()
    assert endpoint.state == "disabled"
    assert "410" in endpoint.disabled_because
    assert len(there.received["410"]) == 1
    told = Event.objects.get(name="webhooks.endpoint.disabled")
    assert told.payload == {"endpoint_id": str(endpoint.pk), "side": "site", "owner_id": None}
    (message,) = mail.outbox
    assert message.to == [seller.email]
    assert endpoint.url in message.body
    assert "410" in message.body


def test_days_of_failure_end_it_and_one_success_begins_the_count_anew(there, send, due_now):
    endpoint = EndpointFactory(url=there.url("500-then-200"))
    long_ago = timezone.now() - timedelta(days=4)
    Endpoint.objects.update(failing_since=long_ago, is_troubled=True)
    happen()

    send()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since) == ("active", long_ago)
    due_now()
    send()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since, endpoint.is_troubled) == ("active", None, False)

    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
    happen()
    send()
    endpoint.refresh_from_db()
    assert endpoint.state == "disabled"
    assert "5 days" in endpoint.disabled_because


def test_what_is_not_sent_to_a_disabled_endpoint_waits_until_it_is_resumed(there, send, admin, due_now):
    endpoint = EndpointFactory(url=there.url("500-then-200"), events=["accounts.*"])
    happen()
    send()
    Endpoint.objects.update(state="disabled")
    due_now()

    send()
    assert len(there.received["500-then-200"]) == 1
    resume_endpoint(Actor.of(admin), endpoint.pk)
    send()

    assert Delivery.objects.get().state == "delivered"


def test_what_happens_during_a_pause_waits(there, send, admin):
    endpoint = EndpointFactory(url=there.url("ok"), state="paused")
    events = happen(2)

    send()
    assert not there.received
    resume_endpoint(Actor.of(admin), endpoint.pk)
    send()

    told = [came.headers["webhook-id"] for came in there.received["ok"]]
    assert set(events) <= set(told)


def test_an_endpoint_hears_nothing_from_before_its_time(there, send):
    EndpointFactory(url=there.url("first"))
    happen()
    late = EndpointFactory(url=there.url("late"))
    (event,) = happen()

    send()

    assert [came.headers["webhook-id"] for came in there.received["late"]] == [event]
    assert len(there.received["first"]) == 2
    assert late.created_at


def test_a_closed_account_is_told_nothing_any_more(there, send, seller):
    EndpointFactory(url=there.url("ok"), side="store", owner=seller, events=["accounts.*"])
    Endpoint.objects.update(side="site", owner=None)  # so that this event concerns it
    happen()
    send()
    assert len(there.received["ok"]) == 1

    Endpoint.objects.update(side="store", owner=seller)
    seller.is_active = False
    seller.save()
    Delivery.objects.all().begin_anew()
    send()

    assert len(there.received["ok"]) == 1


def test_an_event_that_nobody_asked_for_makes_no_delivery(there, send):
    EndpointFactory(url=there.url("ok"), events=["commerce.*", "accounts.user.registered.more"])
    happen()

    send()

    assert not Delivery.objects.exists()
    assert not there.received


def test_a_sender_that_died_is_followed_by_another(there, send, due_now):
    EndpointFactory(url=there.url("ok"))
    happen()
    follow_the_log()
    everyone = Lane(is_troubled=False, limit=10, each=4, busy={})
    assert len(Delivery.objects.take(everyone)) == 1  # by one that is killed before it sends
    assert Delivery.objects.take(everyone) == []
    send()
    assert not there.received

    due_now()  # a minute later
    send()

    assert Delivery.objects.get().state == "delivered"
    assert Delivery.objects.get().attempts == 2


def test_the_same_stretch_of_the_log_is_written_once_by_two_senders(there, monkeypatch):
    EndpointFactory(url=there.url("ok"))
    happen(3)
    slow = Tail.objects.everyones()

    assert matching.follow_the_log() == 3
    matching._read(slow)

    assert Delivery.objects.count() == 3
    assert Tail.objects.get().position == Event.objects.last_settled()


class TestFairness:
    def test_receivers_that_hang_keep_no_well_one_waiting(self, there, settings):
        settings.OUTBOUND_SECONDS = 60  # longer than anybody waits here
        for number in range(6):
            EndpointFactory(url=there.url(f"hang/{number}"), is_troubled=True)
        EndpointFactory(url=there.url("ok"))
        happen(8)
        sender, begun = Sender(places=8, slow_places=4), time.monotonic()

        while len(there.received["ok"]) < 8 and time.monotonic() < begun + 30:
            sender.step()
        hanging = sender.in_hand
        there.ended.set()
        sender.stop()

        assert len(there.received["ok"]) == 8
        assert hanging >= 4  # all the while, as many as may hang

    def test_one_endpoint_has_few_places_and_fewer_once_it_failed(self, there):
        EndpointFactory(url=there.url("ok"))
        EndpointFactory(url=there.url("troubled"), is_troubled=True)
        happen(20)
        follow_the_log()
        fast = Delivery.objects.take(Lane(is_troubled=False, limit=64, each=4, busy={}))
        slow = Delivery.objects.take(Lane(is_troubled=True, limit=64, each=1, busy={}))

        assert [one.url for one in fast] == [there.url("ok")] * 4
        assert [one.url for one in slow] == [there.url("troubled")]
        busy = {fast[0].endpoint_id: 3}
        assert len(Delivery.objects.take(Lane(is_troubled=False, limit=64, each=4, busy=busy))) == 1

    def test_a_slow_success_goes_on_in_the_slow_lane(self, there, send, monkeypatch):
        monkeypatch.setattr(sending, "SLOW_S", 0.2)
        endpoint = EndpointFactory(url=there.url("drip-body"))
        happen()

        send()

        endpoint.refresh_from_db()
        assert Delivery.objects.get().state == "delivered"
        assert endpoint.is_troubled
        assert endpoint.failing_since is None


def test_old_deliveries_are_forgotten_with_their_attempts(there, send):
    EndpointFactory(url=there.url("ok"))
    happen(2)
    send()
    old = Delivery.objects.first()
    Delivery.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - timedelta(days=31), finished_at=timezone.now() - timedelta(days=31)
    )

    assert sweep() == 1

    assert Delivery.objects.count() == Attempt.objects.count() == 1
    assert not Delivery.objects.filter(pk=old.pk).exists()


def test_a_mistake_in_a_hook_loses_nothing_that_a_replay_cannot_bring(there, send, seller, monkeypatch):
    def torn(_):
        raise KeyError("seller")

    EndpointFactory(url=there.url("ok"), side="store", owner=seller, events=["commerce.store.*"])
    site = EndpointFactory(url=there.url("site"))
    concerning.facts_for("store")  # all hooks are loaded before another takes their place
    monkeypatch.setattr(concerning, "_CONCERNS", [(("commerce.*",), torn)])
    publish(StoreChanged(seller.pk), actor=SYSTEM)
    send()

    assert "ok" not in there.received
    assert len(there.received["site"]) == 1
    assert json.loads(there.received["site"][0].body)["type"] == "commerce.store.changed"
    assert site.pk
