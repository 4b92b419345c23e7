"""A site that keeps no answers: what its lists share is still true, whatever becomes of Valkey."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nexus.kernel.api.breaker import line
from nexus.kernel.api.generations import bump
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.valkey import valkey
from nexus.kernel.taxonomy.actions import create_category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/api/categories/"


@pytest.fixture(autouse=True)
def nothing_is_kept(settings):
    settings.PAGE_CACHE_ON, settings.PAGE_LIFETIME_MS = True, 0
    bump("taxonomy")  # other tests' lists are others


def count_of(client) -> int:
    return client.get(f"{LIST}?page_size=1").json()["count"]


def statements(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_a_list_is_counted_once_until_something_is_written(visitor):
    CategoryFactory.create_batch(3)
    assert count_of(visitor) == 3

    assert statements(lambda: count_of(visitor)) == 1
    create_category(SYSTEM, {"name": "Tents"})
    assert count_of(visitor) == 4


def test_an_answer_that_nobody_came_for_is_not_taken_for_the_next_one(visitor):
    category = CategoryFactory()
    assert count_of(visitor) == 1

    for path, status in ((f"{LIST}{category.pk}/", 200), (f"{LIST}999999/", 404), (f"{LIST}?page=x", 400)):
        assert visitor.get(path).status_code == status  # asked for, and not needed
        create_category(SYSTEM, {"name": f"After {status}"})
        assert count_of(visitor) == count_of(visitor)
    assert count_of(visitor) == 4


def test_threads_are_answered_what_they_asked(visitor):
    CategoryFactory()
    told = []

    def look() -> None:
        told.append(line.receive())
        line.send("ECHO", "other")
        told.append(line.receive())

    line.send("ECHO", "own")
    other = threading.Thread(target=look)
    other.start()
    other.join()

    assert told == [None, b"other"]
    assert line.receive() == b"own"


@pytest.mark.parametrize("at", ["asked", "answered"])
def test_a_connection_that_is_cut_costs_no_answer(visitor, at):
    CategoryFactory()
    assert count_of(visitor) == 1
    if at == "asked":
        line.send("ECHO", "under way")

    valkey().client_kill_filter(_type="normal", skipme=True)

    create_category(SYSTEM, {"name": "Tents"})
    assert [count_of(visitor) for _ in range(3)] == [2, 2, 2]
    line.reset()
    create_category(SYSTEM, {"name": "Lamps"})
    assert count_of(visitor) == 3


def test_without_valkey_lists_are_counted_each_time(visitor, gone):
    CategoryFactory()
    assert count_of(visitor) == 1

    CategoryFactory()
    assert count_of(visitor) == 2
    assert statements(lambda: count_of(visitor)) == 2


def test_a_silent_valkey_is_waited_for_once(visitor, silent):
    CategoryFactory()

    assert [count_of(visitor) for _ in range(20)] == [1] * 20
