"""Rate limits: each caller has a bucket of its own, whichever door it comes through."""

import itertools
import random
import time

import pytest
from django.test import Client

from nexus.kernel.api.errors import RateLimited
from nexus.kernel.api.limits import COUNT, charge, client_address
from nexus.kernel.kit.actor import VISITOR, Actor, Role
from nexus.kernel.kit.ids import new_id
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

ECHO = "/api/test/echo/"
NUMBERS = itertools.count(random.SystemRandom().randrange(1 << 20))


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.RATE_LIMITS_ON = True
    settings.RATE_LIMITS_PER_HOUR = {"anonymous": 3, "signed_in": 5, "premium": 7}


@pytest.fixture
def address() -> str:
    """An address that no other test has used up."""
    number = next(NUMBERS)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def test_a_visitor_has_a_bucket_by_address_and_is_told_how_it_stands(visitor, address):
    answers = [visitor.get(ECHO, REMOTE_ADDR=address) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"3"}
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=3;w=3600'
    assert [int(answer["RateLimit-Reset"]) for answer in answers[:3]] == pytest.approx(
        [1200, 2400, 3600], abs=60
    )
    refused = answers[3]
    assert refused.json()["error"]["code"] == "RATE_LIMITED"
    assert refused.json()["error"]["request_id"] == refused["X-Request-ID"]
    assert 1 <= int(refused["Retry-After"]) <= 1200
    assert refused["Cache-Control"] == "private, no-store"


def test_an_account_has_its_own_wherever_it_comes_from(client_of, seller, visitor, address):
    client = client_of(seller)

    answers = [client.get(ECHO, REMOTE_ADDR=f"192.0.2.{n}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0]["RateLimit-Limit"] == "5"
    assert visitor.get(ECHO, REMOTE_ADDR=address).status_code == 200


def test_a_premium_account_has_the_larger_one(client_of):
    answer = client_of(UserFactory(is_premium=True)).get(ECHO)

    assert answer["RateLimit-Limit"] == "7"
    assert answer["RateLimit-Policy"] == '"premium";q=7;w=3600'


def test_a_bad_token_counts_for_the_address(visitor, address):
    visitor.credentials(HTTP_AUTHORIZATION="Bearer made-up")

    answers = [visitor.get(ECHO, REMOTE_ADDR=address) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[0]["RateLimit-Limit"] == "3"


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/api/nowhere/"), ("get", "/api/v1/categories/"), ("put", ECHO), ("get", "/graphql-or-so")],
)
def test_every_door_counts_once(address, method, path):
    answer = getattr(Client(REMOTE_ADDR=address), method)(path)

    assert answer["RateLimit-Remaining"] == "2"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/"])
def test_probes_and_pages_do_not_count(address, path):
    assert "RateLimit-Limit" not in Client(REMOTE_ADDR=address).get(path)


def test_counting_costs_no_query(client_of, seller, django_assert_num_queries, settings):
    client = client_of(seller)
    settings.RATE_LIMITS_ON = False
    with django_assert_num_queries(1):  # who the token speaks for
        client.get(ECHO)
    settings.RATE_LIMITS_ON = True
    with django_assert_num_queries(1):
        client.get(ECHO)


def test_forwarded_addresses_are_not_believed(visitor, address):
    answers = [
        visitor.get(ECHO, REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(4)
    ]

    assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.8", "1.1.1.1"),
        (2, "10.0.0.8", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_our_own_proxies_are(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request.META) == expected


def test_a_household_of_ipv6_addresses_shares_one(visitor):
    net = f"2001:db8:{next(NUMBERS) & 0xFFFF:x}:{random.SystemRandom().randrange(1 << 16):x}"

    answers = [visitor.get(ECHO, REMOTE_ADDR=f"{net}::{n:x}") for n in range(1, 5)]

    assert answers[-1].status_code == 429


def test_the_bucket_fills_evenly(rf, settings):
    settings.RATE_LIMITS_PER_HOUR = {"premium": 18_000}  # five a second
    actor = Actor(id=new_id(), roles=frozenset({Role.PREMIUM}))
    first = rf.get("/")
    charge(first, actor)
    time.sleep(0.5)
    second = rf.get("/")
    charge(second, actor)

    assert int(second.META[COUNT].left) == 18_000 - 1
    assert first.META[COUNT].left == 18_000 - 1


def test_a_request_is_counted_once_however_often_it_is_charged(rf, address):
    request = rf.get("/", REMOTE_ADDR=address)
    for _ in range(10):
        charge(request, VISITOR)

    assert request.META[COUNT].left == 2


def test_nothing_is_left_for_one_too_many(rf, address):
    for _ in range(3):
        charge(rf.get("/", REMOTE_ADDR=address), VISITOR)

    with pytest.raises(RateLimited):
        charge(rf.get("/", REMOTE_ADDR=address), VISITOR)


def test_without_valkey_nobody_is_limited(gone, visitor, address):
    answers = [visitor.get(ECHO, REMOTE_ADDR=address) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0]


def test_a_silent_valkey_costs_one_request_its_time_and_the_others_none(silent, visitor, address):
    visitor.get(ECHO, REMOTE_ADDR=address)
    begun = time.perf_counter()

    for _ in range(20):
        assert visitor.get(ECHO, REMOTE_ADDR=address).status_code == 200

    assert time.perf_counter() - begun < 0.5


def test_switched_off_they_say_nothing(visitor, settings):
    settings.RATE_LIMITS_ON = False

    assert "RateLimit-Limit" not in visitor.get(ECHO)
