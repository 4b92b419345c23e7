"""Relay and worker as processes of their own, killed as they work; the effects are counted in a table."""

import time

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.kernel.events import hearing
from nexus.kernel.events.actions.delivering import MAX_ATTEMPTS
from nexus.kernel.events.bus import publish
from nexus.kernel.events.hearing import Receiver
from nexus.kernel.events.models import Delivery, Event, Pending
from nexus.kernel.events.relay import Relay
from nexus.kernel.events.sending import send
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from nexus.kernel.tasks.queues import named
from tests.config.processes import eventually
from tests.kernel.lamps.effects import noted
from tests.kernel.lamps.events import LampBroken, LampLit
from tests.kernel.working import relay, running, sending_to, worker

pytestmark = pytest.mark.long

KILLS = 4


def light(number: int) -> None:
    for _ in range(number // 10):
        with transaction.atomic():
            publish(*(LampLit(new_id()) for _ in range(10)), actor=SYSTEM)


def committed() -> dict[str, int]:
    return {str(event): 1 for event in Event.objects.filter(name=LampLit.name).values_list("id", flat=True)}


def hurry() -> None:
    """Let what is due later be due now: nobody waits half a minute here."""
    Delivery.objects.filter(failed_at=None).update(due_at=timezone.now())


def all_done() -> bool:
    hurry()
    time.sleep(0.3)
    return not Pending.objects.exists() and not Delivery.objects.filter(failed_at=None).exists()


def test_each_event_has_its_effect_once_whoever_is_killed(room, app, broker):
    with running(worker(broker, processes=2)) as hands, running(relay(broker)) as messenger:
        for kill in range(KILLS):
            light(200)
            eventually(lambda done=100 * (kill + 1): noted().total() > done)
            (hands if kill % 2 else messenger).again()
        with app.connection_for_write() as line:
            line.default_channel.queue_purge(named("default"))  # a broker that forgot everything
        light(50)

        assert eventually(all_done), hands.said() + messenger.said()
    assert len(committed()) == KILLS * 200 + 50
    assert noted() == committed()


def test_one_that_ends_its_worker_holds_up_no_other_and_is_given_up(room, app, broker):
    with running(worker(broker)) as hands, running(relay(broker)) as messenger:
        publish(LampBroken(new_id()), actor=SYSTEM)
        assert eventually(Delivery.objects.exists), messenger.said()
        Delivery.objects.update(attempts=MAX_ATTEMPTS - 1)
        light(20)

        given_up = Delivery.objects.filter(failed_at__isnull=False)
        assert eventually(lambda: (hurry(), time.sleep(0.3)) and given_up.exists()), hands.said()
        assert eventually(all_done), [*Delivery.objects.values(), hands.said(), messenger.said()]
    assert noted() == committed(), "what it began was undone each time"
    assert "worker ended" in given_up.get().error


@pytest.mark.parametrize("away", ["redis://127.0.0.1:1/0", "amqp://guest:guest@127.0.0.1:1//"])
def test_a_broker_that_is_away_costs_the_request_nothing_and_loses_nothing(room, away, monkeypatch):
    monkeypatch.setattr("nexus.kernel.events.relay.BROKER_PAUSE_S", 0.01)
    monkeypatch.setattr(hearing, "_RECEIVERS", {"lamps": Receiver("lamps", ("test.*",), "default", print)})
    with sending_to(away, is_there=False):
        begun = time.monotonic()
        light(20)
        published_s = time.monotonic() - begun
        Relay(send).step()

    assert published_s < 1
    assert Delivery.objects.filter(handed=0, handed_at=None, attempts=0).count() == 20
