"""A real worker, on either broker."""

from collections.abc import Iterator

import pytest

from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.request_id import begin_request
from nexus.kernel.tasks.models import DoneTask
from nexus.kernel.tasks.queues import DELIVERIES
from tests.config.processes import eventually
from tests.kernel.lamps import tasks
from tests.kernel.lamps.effects import noted
from tests.kernel.working import Program, running, worker

pytestmark = pytest.mark.long


@pytest.fixture
def hand(room, app, broker) -> Iterator[Program]:
    with running(worker(broker)) as program:
        yield program


def done(what: str, times: int = 1) -> bool:
    return eventually(lambda: noted()[what] == times)


def test_what_it_promises(hand):
    """One worker, and all that is quick: starting one takes seconds."""
    begin_request("the-cause")
    tasks.say_request.delay()
    tasks.say.delay("hello")
    twice = tasks.say_once.apply_async(["once"], task_id="the-same")
    tasks.say_once.apply_async(["once"], task_id="the-same")
    tasks.stumble.delay("after a fall")
    tasks.fail.delay("failed")
    tasks.say.delay("last")

    assert done("hello"), hand.said()
    assert done("the-cause"), "a task carries the id of its request"
    assert done("after a fall"), hand.said()
    assert done("last")
    assert noted()["once"] == 1
    assert DoneTask.objects.get().key.endswith(twice.id)
    assert noted()["failed"] == 1, "a mistake of ours isn't repeated"
    assert eventually(lambda: "task failed" in hand.said())
    assert "ZeroDivisionError" in hand.said()


def test_one_that_ends_its_worker_is_given_up_after_a_few(hand):
    tasks.die.delay("poison")
    tasks.say.delay("others")

    assert done("others"), hand.said()
    assert done("poison", 3), "the first, and two more"
    tasks.say.delay("later")
    assert done("later")
    assert noted()["poison"] == 3


# As where a whole worker dies between a message's retry and its end; RabbitMQ counts deliveries itself.
@pytest.mark.parametrize("broker", ["valkey"], indirect=True)
def test_copies_of_a_deadly_one_share_its_bound(hand):
    same = str(new_id())
    for _ in range(4):
        tasks.die.apply_async(["poison"], task_id=same)

    assert done("poison", 4 + DELIVERIES), hand.said()
    assert eventually(lambda: "task given up" in hand.said()), hand.said()
    tasks.say.delay("others")
    assert done("others"), hand.said()
    assert noted()["poison"] == 4 + DELIVERIES


def test_one_that_never_ends_is_ended(hand):
    tasks.never_end.delay("endless")
    tasks.say.delay("others")

    assert done("endless"), hand.said()
    assert done("others"), hand.said()


def test_a_worker_that_is_asked_to_stop_finishes_first(hand):
    tasks.linger.delay("slow")
    assert done("slow begun"), hand.said()

    hand.process.terminate()
    hand.process.wait(timeout=60)

    assert noted()["slow"] == 1


# Valkey tells only after the visibility time-out, a quarter of an hour. The relay doesn't wait for it.
@pytest.mark.parametrize("broker", ["rabbitmq"], indirect=True)
def test_a_task_of_a_killed_worker_is_done_by_the_next(hand):
    tasks.linger.delay("slow")
    assert done("slow begun"), hand.said()
    hand.again()

    assert done("slow"), hand.said()
    assert noted()["slow begun"] == 2
