"""A receiver hears each event that was committed, once."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.kernel.events import hearing
from nexus.kernel.events.actions.delivering import MAX_ATTEMPTS, deliver
from nexus.kernel.events.actions.handing import hand_again, hand_new
from nexus.kernel.events.bus import Heard, hears, publish
from nexus.kernel.events.models import Delivery, Event, Pending, outbox
from nexus.kernel.events.relay import EVENTS, Relay
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.request_id import begin_request, current_request_id
from nexus.kernel.taxonomy.models import Category
from tests.delivering import deliver_events
from tests.kernel.lamps.events import LampBroken, LampLit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_our_receivers(monkeypatch):
    hearing.receivers()
    monkeypatch.setattr(hearing, "_RECEIVERS", {})


@pytest.fixture
def heard():
    found = []

    @hears(LampLit)
    def light(heard: Heard[LampLit]) -> None:
        found.append(heard)

    return found


@pytest.fixture
def relaying(monkeypatch):
    """A relay that lets out one delivery to a queue, and what it has sent: ids, and whether again."""
    sent = []
    monkeypatch.setattr("nexus.kernel.events.relay.IN_FLIGHT", EVENTS)
    return Relay(lambda ids, *, again, **_: sent.append((ids, again))), sent


def test_a_receiver_hears_the_fact_as_it_was_published(heard, seeker):
    lamp = new_id()
    begin_request("lamp-1")
    publish(LampLit(lamp), actor=Actor.of(seeker))

    assert deliver_events() == 1
    event = Event.objects.get()
    (got,) = heard
    assert got.fact == LampLit(lamp)
    assert got.payload == {"lamp_id": str(lamp)}
    assert (got.id, got.position, got.sequence) == (event.id, event.position, 1)
    assert (got.actor_id, got.request_id) == (seeker.pk, "lamp-1")


@pytest.mark.parametrize(
    ("pattern", "hit"),
    [("test.lamp.lit", 1), ("test.lamp.*", 2), ("test.*", 2), ("*", 2), ("test.lamp", 0), ("test.lam.*", 0)],
)
def test_others_subscribe_by_name(pattern, hit):
    found = []
    hears(pattern)(lambda heard: found.append(heard.name))
    publish(LampLit(new_id()), LampBroken(new_id()), actor=SYSTEM)

    assert deliver_events() == hit
    assert found == ["test.lamp.lit", "test.lamp.broken"][:hit]


def test_each_receiver_hears_and_what_follows_is_heard_too(heard):
    @hears(LampBroken)
    def mend(heard: Heard[LampBroken]) -> None:
        publish(LampLit(heard.fact.lamp_id), actor=SYSTEM)

    begin_request("cause")
    publish(LampBroken(new_id()), actor=SYSTEM)
    begin_request("other")

    assert deliver_events() == 2
    assert heard[0].request_id == "cause", "what follows from a request carries its id"
    assert current_request_id() == "other"
    assert not Delivery.objects.exists()
    assert not Pending.objects.exists()


def test_what_was_rolled_back_is_never_heard(heard):
    with suppress(ZeroDivisionError), transaction.atomic():
        publish(LampLit(new_id()), actor=SYSTEM)
        raise ZeroDivisionError

    assert deliver_events() == 0
    assert heard == []


def test_a_message_that_comes_twice_is_heard_once(heard):
    publish(LampLit(new_id()), actor=SYSTEM)
    (handed,) = hand_new(10).handed

    deliver(handed.id)
    deliver(handed.id)
    deliver(handed.id, again=True)

    assert len(heard) == 1


def test_without_its_row_as_guard_it_would_be_heard_twice(heard, monkeypatch):
    kept = outbox._TAKE.replace("DELETE FROM events_delivery", "UPDATE events_delivery SET handed = handed")
    monkeypatch.setattr(outbox, "_TAKE", kept)
    publish(LampLit(new_id()), actor=SYSTEM)
    (handed,) = hand_new(10).handed

    deliver(handed.id)
    deliver(handed.id)

    assert len(heard) == 2


def test_a_failed_receivers_work_is_undone_and_tried_again_later():
    fails = [True, False]

    @hears(LampLit)
    def shelve(_: Heard[LampLit]) -> None:
        Category.objects.create(name="Lamps", slug="lamps")
        if fails.pop(0):
            raise ZeroDivisionError("no shelf")

    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)

    assert not Category.objects.exists()
    delivery = Delivery.objects.get()
    assert "ZeroDivisionError: no shelf" in delivery.error
    assert delivery.attempts == 1
    assert timedelta(seconds=3) < delivery.due_at - timezone.now() < timedelta(seconds=7)
    assert hand_again(each=10, lost=10) == [], "not before it is due"

    Delivery.objects.update(due_at=timezone.now())
    (handed,) = hand_again(each=10, lost=10)
    deliver(handed.id, again=handed.again)
    assert Category.objects.count() == 1
    assert not Delivery.objects.exists()


def test_what_fails_for_hours_is_given_up_and_kept_with_its_error(heard):
    @hears(LampLit)
    def fail(_: Heard[LampLit]) -> None:
        raise ZeroDivisionError

    publish(LampLit(new_id()), actor=SYSTEM)
    deliver_events(may_fail=True)
    pauses = []
    while failed := _when_due():
        pauses.append(round((failed.due_at - timezone.now()).total_seconds()))

    assert pauses[-1] == 0
    assert all(later > earlier * 1.3 for earlier, later in pairwise(pauses[:-1])), pauses
    delivery = Delivery.objects.get()
    assert delivery.attempts == MAX_ATTEMPTS
    assert delivery.failed_at is not None
    assert "ZeroDivisionError" in delivery.error
    assert len(heard) == 1, "another receiver isn't held up"
    assert hand_again(each=10, lost=10) == []
    deliver(delivery.pk, again=True)
    assert Delivery.objects.get().attempts == MAX_ATTEMPTS


def test_one_that_ends_its_worker_each_time_is_given_up_too():
    publish_to_nobody_who_comes_back()
    (handed,) = hand_new(10).handed
    for _ in range(MAX_ATTEMPTS):
        assert Delivery.objects.count_attempt(handed.id) is not None  # and there its worker ended

    deliver(handed.id, again=True)

    delivery = Delivery.objects.get()
    assert delivery.failed_at is not None
    assert "worker ended" in delivery.error


def test_a_receiver_that_is_gone_is_told_by_its_name():
    publish_to_nobody_who_comes_back()
    (handed,) = hand_new(10).handed
    hearing._RECEIVERS.clear()

    deliver(handed.id)

    assert "No room of this site has a receiver named" in Delivery.objects.get().error


def test_a_hand_over_that_never_came_back_is_made_again(heard):
    publish(LampLit(new_id()), actor=SYSTEM)
    hand_new(10)
    assert hand_again(each=10, lost=10) == []
    for again in (30, 60, 120, 240, 480, 480):
        delivery = Delivery.objects.get()
        trusted = delivery.due_at - delivery.handed_at
        assert trusted == timedelta(seconds=again)
        Delivery.objects.update(due_at=timezone.now())
        assert [handed.again for handed in hand_again(each=10, lost=10)] == [True]


def test_a_broker_that_forgot_all_that_the_relay_lets_out_is_told_again(heard, relaying):
    relay, sent = relaying
    publish(LampLit(new_id()), actor=SYSTEM)
    relay.step()
    publish(LampLit(new_id()), actor=SYSTEM)
    relay.step()
    first, put_by = Delivery.objects.order_by("pk")
    assert put_by.handed_at is None, "there is no room for a new one"

    Delivery.objects.update(due_at=timezone.now())
    relay._again_at = 0
    relay.step()
    assert sent == [([first.pk], False), ([first.pk], True)]

    deliver(first.pk)
    relay._again_at = 0
    relay.step()
    assert sent[2:] == [([put_by.pk], False)], "what was done has made room"


def test_a_queue_that_is_full_holds_up_no_other(heard, relaying):
    hears(LampBroken, queue="bulk")(lambda _: None)
    relay, sent = relaying
    publish(LampBroken(new_id()), actor=SYSTEM)
    relay.step()
    publish(*(LampBroken(new_id()) for _ in range(3)), LampLit(new_id()), actor=SYSTEM)
    relay.step()

    assert len(sent) == 2
    ((urgent,), _) = sent[1]
    assert Delivery.objects.get(pk=urgent).receiver.endswith("light")
    assert Delivery.objects.filter(handed=0).count() == 3


def test_what_is_urgent_waits_for_no_long_message_of_what_is_not(heard, relaying):
    hears(LampBroken, queue="bulk")(lambda _: None)
    relay, sent = relaying
    publish(*(lamp(new_id()) for _ in range(12) for lamp in (LampLit, LampBroken)), actor=SYSTEM)

    relay.step()

    assert sorted(len(ids) for ids, _ in sent) == [2, 10, 12]


def test_of_what_waits_each_receiver_has_its_share(heard):
    def crowd(_: Heard[LampBroken]) -> None: ...

    hears(LampBroken)(crowd)
    publish(*(LampBroken(new_id()) for _ in range(9)), LampLit(new_id()), actor=SYSTEM)
    hand_new(10, full=hearing.receivers().keys())

    handed = hand_again(each=2, lost=0)

    assert sorted(one.receiver.rpartition(".")[2] for one in handed) == ["crowd", "crowd", "light"]


def publish_to_nobody_who_comes_back() -> None:
    hears(LampLit)(lambda _: None)
    publish(LampLit(new_id()), actor=SYSTEM)


def _when_due() -> Delivery | None:
    Delivery.objects.filter(failed_at=None).update(due_at=timezone.now())
    for handed in hand_again(each=10, lost=10):
        deliver(handed.id, again=handed.again)
        return Delivery.objects.get()
    return None
