"""A key on a request that takes several transactions: begun, gone on with after a crash, answered once."""

import threading
import time
from functools import partial

import pytest
from django.db import connection

from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.api.once import deed_id
from nexus.kernel.taxonomy.models import Category
from tests.kernel.api.site import ENDS
from tests.kernel.api.test_idempotency import send as send_to
from tests.together import all_at_once, in_a_hurry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

PATH = "/api/test/resumed/"


@pytest.fixture(autouse=True)
def ends():
    ENDS.clear()
    yield ENDS
    ENDS.clear()


def send(client, key, body=None):
    client.raise_request_exception = False
    return send_to(client, key, body or {"seconds": 0}, PATH)


def test_the_same_key_and_body_get_the_same_bytes_and_one_effect(client_of, seller):
    client = client_of(seller)

    first, second = send(client, "k"), send(client, "k")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert Category.objects.count() == 1


def test_another_body_is_a_mismatch_even_while_it_is_only_begun(client_of, seller, ends):
    client = client_of(seller)
    ends.append("crash")
    assert send(client, "k").status_code == 500

    refused = send(client, "k", {"seconds": 0, "name": "other"})

    assert refused.json()["error"]["code"] == "IDEMPOTENCY_MISMATCH"


@pytest.mark.parametrize(("end", "status"), [("refusal", 422), ("returned refusal", 422)])
def test_a_refusal_gives_the_key_back(client_of, seller, ends, end, status):
    client = client_of(seller)
    ends.append(end)

    assert send(client, "k").status_code == status
    assert not OnceAnswered.objects.exists()
    assert send(client, "k").status_code == 201


@pytest.mark.parametrize(("end", "status"), [("crash", 500), ("unavailable", 503)])
def test_after_a_failure_the_same_deed_is_gone_on_with(client_of, seller, ends, end, status):
    client = client_of(seller)
    ends += [end, end]

    assert [send(client, "k").status_code for _ in range(2)] == [status, status]
    assert OnceAnswered.objects.get().status == 0

    found = send(client, "k")

    assert found.status_code == 201
    assert Category.objects.get().slug == found.json()["data"]["deed"]
    assert send(client, "k").content == found.content


def test_other_keys_and_no_keys_are_other_deeds(client_of, seller):
    client = client_of(seller)
    send(client, "k1")
    send(client, "k2")
    client.post(PATH, {})
    client.post(PATH, {})

    assert Category.objects.count() == 4
    assert deed_id("outside of a request") != deed_id("outside of a request")


@pytest.mark.django_db(transaction=True)
def test_rivals_at_the_same_time_run_one_after_the_other_and_get_one_answer(client_of, seller):
    clients = [client_of(seller) for _ in range(6)]
    gate = threading.Barrier(6)

    def rival(number):
        gate.wait()
        return send(clients[number], "k", {"seconds": 0.2})

    begun = time.monotonic()
    answers = all_at_once([partial(rival, number) for number in range(6)])

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Category.objects.count() == 1
    assert time.monotonic() - begun < 1.2 * 4  # the five others found the answer, and ran nothing


@pytest.mark.django_db(transaction=True)
def test_a_rival_that_waits_too_long_is_told_of_the_conflict(client_of, seller):
    clients = [client_of(seller) for _ in range(2)]

    def rival(number):
        if number == 0:
            return send(clients[0], "k", {"seconds": 1.5})
        threading.Event().wait(0.4)
        with in_a_hurry():
            return send(clients[1], "k", {"seconds": 1.5})

    first, second = all_at_once([partial(rival, number) for number in range(2)])

    assert (first.status_code, second.status_code) == (201, 409)
    assert "Idempotency-Key" in second.json()["error"]["message"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_on_the_way_leaves_the_key_begun_and_free(client_of, seller, monkeypatch):
    client = client_of(seller)
    with monkeypatch.context() as patched:
        patched.setattr("tests.kernel.api.site.time.sleep", lambda _: _lose_connection())
        assert send(client, "k").status_code in {500, 503}
    connection.close()

    assert send(client, "k").status_code == 201
    assert Category.objects.count() == 1


def _lose_connection():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.django_db(transaction=True)
def test_the_lock_of_a_key_does_not_outlive_its_request(client_of, seller, ends):
    ends += ["refusal", "crash"]
    for _ in range(3):
        send(client_of(seller), "k")

    with connection.cursor() as cursor:
        # Only of this database: the suite's other half has keys of its own.
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)
