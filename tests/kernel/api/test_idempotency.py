"""One key, one effect, one answer: however often, at once, and with whatever ends in between."""

import threading
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.api.tasks import sweep_idempotency_keys
from nexus.kernel.taxonomy.models import Category
from tests.together import all_at_once, in_a_hurry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

PATH = "/api/test/once/"


def send(client: APIClient, key: str, body=None, path=PATH, **more):
    return client.post(path, body or {"name": "Phones"}, headers={"Idempotency-Key": key}, **more)


def test_the_same_key_and_body_get_the_same_answer_and_one_effect(client_of, seller):
    client, key = client_of(seller), str(uuid.uuid4())

    first, second = send(client, key), send(client, key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert Category.objects.count() == 1
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert first["Content-Type"] == second["Content-Type"] == "application/json"


def test_both_prefixes_are_one_route(client_of, seller, settings):
    client = client_of(seller)
    send(client, "k")

    assert OnceAnswered.objects.get().route == "POST /test/once/"


def test_another_body_is_a_mismatch(client_of, seller):
    client = client_of(seller)
    send(client, "k")

    refused = send(client, "k", {"name": "Tablets"})

    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "IDEMPOTENCY_MISMATCH"
    assert Category.objects.count() == 1


def test_the_same_words_in_another_order_are_the_same_request(client_of, seller):
    client = client_of(seller)
    first = send(client, "k", {"name": "Phones", "seconds": 0})

    assert send(client, "k", {"seconds": 0, "name": "Phones"}).content == first.content


def test_a_form_is_known_by_its_fields_and_files_not_by_its_boundary(client_of, seller):
    client = client_of(seller)

    def upload(content: bytes, boundary: str):
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nPhones\r\n--{boundary}\r\n'
        )
        file = 'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body = head.encode() + file.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return client.generic(
            "POST",
            PATH,
            body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": "k"},
        )

    first = upload(b"a,b", "one")

    assert first.status_code == 201
    assert upload(b"a,b", "two").content == first.content
    assert upload(b"a,c", "three").status_code == 422


def test_keys_of_two_accounts_do_not_meet(client_of, seller, employer):
    assert send(client_of(seller), "k").status_code == 201
    assert send(client_of(employer), "k", {"name": "Jobs"}).status_code == 201
    assert Category.objects.count() == 2


@pytest.mark.parametrize("key", ["", "k" * 256, "two words", "naïve", "tab\there"])
def test_a_key_is_1_to_255_visible_characters(client_of, seller, key):
    refused = send(client_of(seller), key)

    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "MALFORMED_REQUEST"


def test_the_longest_key_is_taken(client_of, seller):
    assert send(client_of(seller), "k" * 255).status_code == 201


@pytest.mark.parametrize(("end", "status"), [("refusal", 422), ("returned refusal", 422), ("crash", 500)])
def test_what_was_refused_or_failed_is_undone_and_may_be_tried_again(client_of, seller, end, status):
    client = client_of(seller)
    client.raise_request_exception = False

    assert send(client, "k", {"name": "Phones", "end": end}).status_code == status
    assert not Category.objects.exists()
    assert not OnceAnswered.objects.exists()
    assert send(client, "k").status_code == 201


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_kept(visitor):
    assert send(visitor, "k").status_code == 401
    assert not OnceAnswered.objects.exists()


def test_without_a_key_each_request_counts(client_of, seller):
    client = client_of(seller)

    assert [client.post(PATH, {"name": name}).status_code for name in ("One", "Two")] == [201, 201]
    assert Category.objects.count() == 2


def test_answers_are_kept_for_their_day(client_of, seller):
    client = client_of(seller)
    send(client, "old", {"name": "Old"})
    OnceAnswered.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    send(client, "new", {"name": "New"})

    sweep_idempotency_keys()

    assert [kept.key for kept in OnceAnswered.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_rivals_at_the_same_time_have_one_effect_and_one_answer(client_of, seller):
    clients = [client_of(seller) for _ in range(6)]
    gate = threading.Barrier(6)

    def rival(number: int):
        gate.wait()
        return send(clients[number], "k", {"name": "Phones", "seconds": 0.2})

    answers = all_at_once([partial(rival, number) for number in range(6)])

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Category.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rival_takes_over_where_the_first_one_crashes(client_of, seller):
    clients = [client_of(seller) for _ in range(2)]
    clients[0].raise_request_exception = False
    begun = threading.Event()

    def rival(number: int):
        if number == 0:
            begun.set()
            return send(clients[0], "k", {"name": "Phones", "seconds": 0.4, "end": "crash"})
        begun.wait()
        threading.Event().wait(0.2)
        return send(clients[1], "k", {"name": "Phones"})

    answers = all_at_once([partial(rival, number) for number in range(2)])

    assert [answer.status_code for answer in answers] == [500, 201]
    assert Category.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rival_that_waits_too_long_is_told_of_the_conflict(client_of, seller):
    clients = [client_of(seller) for _ in range(2)]

    def rival(number: int):
        if number == 0:
            return send(clients[0], "k", {"name": "Phones", "seconds": 1.5})
        threading.Event().wait(0.4)
        with in_a_hurry():
            return send(clients[1], "k", {"name": "Phones", "seconds": 1.5})

    first, second = all_at_once([partial(rival, number) for number in range(2)])

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["error"]["code"] == "CONFLICT"
    assert "Idempotency-Key" in second.json()["error"]["message"]
