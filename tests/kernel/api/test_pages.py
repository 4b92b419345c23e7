"""Public pages are kept whole, and a write is seen by its writer's next read."""

import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.connection import AbstractConnection

from nexus.kernel.api import generations
from nexus.kernel.api.pages import Place
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.valkey import valkey
from nexus.kernel.taxonomy.actions import create_category
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = [pytest.mark.django_db(transaction=True)]

LIST = "/api/categories/"


@pytest.fixture(autouse=True)
def _cache(settings):
    settings.PAGE_CACHE_ON = True
    generations._begin(["taxonomy"])  # what earlier tests left is of another generation


@pytest.fixture
def reader() -> Client:
    return Client()


def queries_of(read) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_a_kept_page_is_the_same_answer_without_a_query(reader):
    CategoryFactory(name="Phones")
    first = reader.get(LIST)

    with CaptureQueriesContext(connection) as captured:
        second = reader.get(LIST)

    assert len(captured) == 0
    assert second.content == first.content
    own = {"X-Request-ID"}
    assert {k: v for k, v in second.items() if k not in own} == {
        k: v for k, v in first.items() if k not in own
    }
    assert second["X-Request-ID"] != first["X-Request-ID"]
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "accept" in first["Vary"].lower()


def test_a_hit_costs_one_round_trip(reader, monkeypatch):
    reader.get(LIST)
    asked = []
    send = AbstractConnection.send_packed_command
    monkeypatch.setattr(
        AbstractConnection,
        "send_packed_command",
        lambda self, packed, *a, **k: asked.append(packed[0].split()[2]) or send(self, packed, *a, **k),
    )

    page = reader.get(LIST)
    held = reader.get(LIST, headers={"If-None-Match": page["ETag"]})

    assert held.status_code == 304
    assert asked == [b"MGET", b"MGET"]


def test_a_write_is_seen_by_its_writers_next_read(client_of, seller, reader):
    client = client_of(seller)
    for number in range(5):
        assert reader.get(LIST).json()["count"] == number
        made = client.post(LIST, {"name": f"Category {number}"})
        assert made.status_code == 201
        assert client.get(LIST).json()["count"] == number + 1
        assert reader.get(LIST).json()["count"] == number + 1
        path = f"{LIST}{made.json()['data']['id']}/"
        assert reader.get(path).json()["data"]["name"] == f"Category {number}"
        client.put(path, {"name": "Renamed"}, format="json")
        assert reader.get(path).json()["data"]["name"] == "Renamed"


def test_what_is_rolled_back_ends_no_page(reader):
    reader.get(LIST)
    with transaction.atomic():
        create_category(SYSTEM, {"name": "Never"})
        transaction.set_rollback(True)

    assert queries_of(lambda: reader.get(LIST)) == 0


def test_a_write_that_commits_while_a_page_is_computed_outdates_it(reader, rf):
    place = Place.of(rf.get(LIST).META)
    found = place.look_up()
    old = Client().get(LIST)
    create_category(SYSTEM, {"name": "Meanwhile"})

    place.keep(
        found.generations, dict(old.items()), old.content
    )  # the slow reader comes last, with what it saw before the write

    assert reader.get(LIST).json()["count"] == 1


def test_a_conditional_read_of_a_kept_page_sends_nothing(reader):
    first = reader.get(LIST)

    again = reader.get(LIST, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_a_reader_that_holds_an_old_page_is_given_the_new_one(reader, client_of, seller):
    etag = reader.get(LIST)["ETag"]
    client_of(seller).post(LIST, {"name": "New"})

    assert reader.get(LIST, headers={"If-None-Match": etag}).json()["count"] == 1


def test_a_conditional_first_read_keeps_the_whole_page(reader):
    etag = reader.get(LIST)["ETag"]
    generations._begin(["taxonomy"])
    reader.get(LIST, headers={"If-None-Match": etag})

    answer = reader.get(LIST)

    assert answer.status_code == 200
    assert answer.json()["results"] == []


@pytest.mark.parametrize("token", ["made-up", "a.b.c", ""])
def test_a_bad_token_is_told_on_kept_pages_too(reader, token):
    reader.get(LIST)

    answer = reader.get(LIST, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401
    assert reader.get(LIST).status_code == 200


def test_the_signed_in_share_what_visitors_read(client_of, seller, reader):
    CategoryFactory()
    first = reader.get(LIST)
    client = client_of(seller)

    with CaptureQueriesContext(connection) as captured:
        second = client.get(LIST)

    assert second.content == first.content
    assert len(captured) == 1  # whose token it is, and that it still stands


def test_a_page_belongs_to_its_host_prefix_query_and_accept(reader, settings):
    settings.ALLOWED_HOSTS = ["*"]
    CategoryFactory.create_batch(3)
    reader.get(f"{LIST}?page_size=1&search=Cat")

    def links(answer) -> str:
        return answer.json()["next"]

    other_host = reader.get(f"{LIST}?page_size=1&search=Cat", headers={"Host": "other.example"})
    assert links(other_host).startswith("http://other.example/")
    assert "/api/v1/" in links(reader.get("/api/v1/categories/?page_size=1&search=Cat"))
    assert links(reader.get(f"{LIST}?page_size=1&search=Cat", secure=True)).startswith("https://")
    assert len(reader.get(f"{LIST}?page_size=2&search=Cat").json()["results"]) == 2
    refused = reader.get(f"{LIST}?page_size=1&search=Cat", headers={"Accept": "text/csv"})
    assert refused.status_code == 406


def test_the_order_of_a_query_does_not_matter_unless_a_name_comes_twice(reader):
    CategoryFactory.create_batch(3)
    reader.get(f"{LIST}?page_size=1&search=Cat")

    assert queries_of(lambda: reader.get(f"{LIST}?search=Cat&page_size=1")) == 0
    assert len(reader.get(f"{LIST}?page_size=1&page_size=2").json()["results"]) == 2
    assert len(reader.get(f"{LIST}?page_size=2&page_size=1").json()["results"]) == 1


def test_a_kept_page_tells_each_origin_its_own(reader):
    ours = reader.get(LIST, headers={"Origin": "http://localhost:3000"})
    evil = reader.get(LIST, headers={"Origin": "https://evil.example"})

    assert ours["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "Access-Control-Allow-Origin" not in evil


@pytest.mark.parametrize("path", [f"{LIST}?page=x", f"{LIST}?page=9", f"{LIST}999/", "/api/nowhere/"])
def test_refusals_are_not_kept(reader, path):
    first, second = reader.get(path), reader.get(path)

    assert first.status_code in {400, 404}
    assert second.json()["error"]["request_id"] == second["X-Request-ID"]
    assert second["Cache-Control"] == "private, no-store"


def test_limits_are_counted_on_hits(reader, settings):
    settings.RATE_LIMITS_ON = True
    address = f"2001:db8:ffff:{time.time_ns() & 0xFFFF:x}::1"
    left = [int(reader.get(LIST, REMOTE_ADDR=address)["RateLimit-Remaining"]) for _ in range(3)]

    assert left == [99, 98, 97]


def test_pages_end_by_themselves(reader, rf, settings):
    reader.get(LIST)
    key = Place.of(rf.get(LIST).META).key

    assert 0 < valkey().pttl(key) <= settings.PAGE_LIFETIME_MS == 60_000


def test_without_valkey_pages_are_computed_and_writes_are_done(gone, reader, client_of, seller):
    assert reader.get(LIST).json()["count"] == 0
    assert client_of(seller).post(LIST, {"name": "Phones"}).status_code == 201
    assert reader.get(LIST).json()["count"] == 1


def test_a_write_that_could_not_tell_valkey_is_told_before_the_next_kept_page(reader, move_valkey, settings):
    here = settings.REDIS_URL
    assert reader.get(LIST).json()["count"] == 0
    move_valkey("redis://127.0.0.1:1/0")
    create_category(SYSTEM, {"name": "Phones"})
    move_valkey(here)

    assert reader.get(LIST).json()["count"] == 1


def test_a_silent_valkey_costs_no_reader_more_than_a_moment(silent, reader):
    reader.get(LIST)
    begun = time.perf_counter()

    for _ in range(20):
        assert reader.get(LIST).status_code == 200

    assert time.perf_counter() - begun < 0.5


def test_a_silent_valkey_costs_neither_writers_nor_their_readers_more_than_a_moment(silent, reader):
    reader.get(LIST)
    create_category(SYSTEM, {"name": "The first pays"})
    begun = time.perf_counter()

    for number in range(10):
        create_category(SYSTEM, {"name": f"Phones {number}"})
        assert reader.get(LIST).json()["count"] == number + 2

    assert time.perf_counter() - begun < 0.5


def test_pages_of_one_list_share_its_count(reader):
    CategoryFactory.create_batch(5)
    reader.get(f"{LIST}?page_size=2")

    with CaptureQueriesContext(connection) as captured:
        second = reader.get(f"{LIST}?page_size=2&page=2").json()

    assert second["count"] == 5
    assert len(captured) == 1
    assert Category.objects.count() == 5


def test_switched_off_every_page_is_computed(reader, settings):
    settings.PAGE_CACHE_ON = False
    reader.get(LIST)

    assert queries_of(lambda: reader.get(LIST)) > 0


def test_places_in_a_walk_are_not_kept(reader):
    CategoryFactory.create_batch(3)
    onwards = reader.get(f"{LIST}?cursor=&page_size=1").json()["next"]
    reader.get(onwards)

    assert queries_of(lambda: reader.get(onwards)) > 0
    assert queries_of(lambda: reader.get(f"{LIST}?cursor=&page_size=1")) == 0
