"""Whatever is asked: behind the page cache the answer is the one that Django alone gives."""

import itertools
import logging
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from nexus.kernel.api import generations
from nexus.kernel.api.page_cache import PageCache
from nexus.kernel.authentication.actions import issue_tokens
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = [pytest.mark.django_db(transaction=True)]

LIST = "/api/products/"
NUMBERS = itertools.count()

Answer = tuple[str, dict[str, str], bytes]


class Door:
    """Django, alone or behind the page cache; counts how often it is asked."""

    def __init__(self) -> None:
        self.django, self.asked = WSGIHandler(), 0

    def _count(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def alone(self, environ) -> Answer:
        return _answered(self.django, environ)

    def behind(self, environ) -> Answer:
        return _answered(PageCache(self._count), environ)


def _answered(application, environ) -> Answer:
    told: list = []
    given = application(dict(environ), lambda *start: told.extend(start))
    body = b"".join(given)
    getattr(given, "close", lambda: None)()
    status, headers = told
    assert len(dict(headers)) == len(headers)
    return status, dict(headers), body


@pytest.fixture
def door(settings) -> Iterator[Door]:
    settings.PAGE_CACHE_ON = True
    settings.ALLOWED_HOSTS = ["shop.example", "testserver"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    generations._begin(["taxonomy", "catalog", "accounts"])
    request_started.disconnect(close_old_connections)  # the test's own connection
    request_finished.disconnect(close_old_connections)
    yield Door()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def product():
    return ProductFactory(name="Café lamp", category=CategoryFactory(name="Lamps"))


def asked(path: str = LIST, method: str = "GET", **environ) -> dict:
    path, _, query = path.partition("?")
    made = RequestFactory().generic(method, path, QUERY_STRING=query, **environ).META
    return {name: value for name, value in made.items() if name != "HTTP_COOKIE"}


def said(answer: Answer) -> Answer:
    """All of it but what is new with each request."""
    status, headers, body = answer
    own = headers["X-Request-ID"]
    kept = {name.lower(): value for name, value in headers.items() if name != "X-Request-ID"}
    return status, kept, body.replace(own.encode(), b"")


PATHS = [
    LIST,
    "/api/v1/products/",
    f"{LIST}?search=lamp",
    f"{LIST}?search=caf%C3%A9&page_size=1",
    f"{LIST}?page_size=1&page=2",
    f"{LIST}?page=x",
    f"{LIST}?search=%00",
    f"{LIST}?cursor=",
    f"{LIST}{{product}}/",
    f"{LIST}{{product}}",
    f"{LIST}0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10/",
    "/api/categories/",
    "/api/jobs/",
    "/api/users/profile/",
    "/api/nowhere/",
    "/api/products/%FF/",
    "/health/live",
]
HEADERS = {
    "nothing": {},
    "our origin": {"HTTP_ORIGIN": "http://localhost:3000"},
    "its own origin": {"HTTP_ORIGIN": "http://testserver"},
    "another origin": {"HTTP_ORIGIN": "https://evil.example"},
    "a broken origin": {"HTTP_ORIGIN": "http://[::1"},
    "a host of ours": {"HTTP_HOST": "shop.example"},
    "the host in capitals": {"HTTP_HOST": "SHOP.example:80"},
    "a host that is not": {"HTTP_HOST": "evil.example"},
    "a forwarded host": {"HTTP_HOST": "shop.example", "HTTP_X_FORWARDED_HOST": "evil.example"},
    "behind TLS": {"HTTP_HOST": "shop.example", "HTTP_X_FORWARDED_PROTO": "https"},
    "over TLS": {"wsgi.url_scheme": "https", "SERVER_PORT": "443"},
    "a version": {"HTTP_ACCEPT": "application/json; version=1.0"},
    "another version": {"HTTP_ACCEPT": "application/json; version=9"},
    "a type that is not spoken": {"HTTP_ACCEPT": "text/csv"},
    "no type": {"HTTP_ACCEPT": ""},
    "its id": {"HTTP_X_REQUEST_ID": "mine-1"},
    "an id that breaks lines": {"HTTP_X_REQUEST_ID": "a\tb"},
    "a bad token": {"HTTP_AUTHORIZATION": "Bearer made-up"},
    "a cookie": {"HTTP_COOKIE": "sessionid=made-up"},
    "a packed body": {"HTTP_CONTENT_ENCODING": "gzip"},
    "a body of unknown length": {"HTTP_TRANSFER_ENCODING": "chunked"},
    "a length that is none": {"CONTENT_LENGTH": "ten"},
    "a length too large": {"CONTENT_LENGTH": "99999999999"},
    "a mount point": {"SCRIPT_NAME": "/shop"},
    "a stale tag": {"HTTP_IF_NONE_MATCH": '"stale"'},
    "any tag": {"HTTP_IF_NONE_MATCH": "*"},
    "a broken tag": {"HTTP_IF_NONE_MATCH": "stale"},
    "a date": {"HTTP_IF_MODIFIED_SINCE": "Sat, 21 Nov 2026 08:00:00 GMT"},
    "a precondition that fails": {"HTTP_IF_MATCH": '"stale"'},
}


@pytest.mark.parametrize("path", PATHS)
def test_each_path_answers_the_same(door, product, path):
    path = path.format(product=product.pk)
    for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
        alone = door.alone(asked(path, method))
        for _ in range(2):  # the second time it may be kept
            assert said(door.behind(asked(path, method))) == said(alone), method


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("path", [LIST, "/api/products/{product}/"])
def test_each_header_is_answered_the_same(door, product, path, headers):
    path = path.format(product=product.pk)
    door.behind(asked(path))  # a page is kept for those who send nothing
    alone = door.alone(asked(path, **HEADERS[headers]))
    for _ in range(2):
        assert said(door.behind(asked(path, **HEADERS[headers]))) == said(alone)


@pytest.mark.parametrize("written", ["{}", "W/{}", '"a", {}', '{} , "b"', "*", '"a"', "{},"])
@pytest.mark.parametrize("other", [{}, {"HTTP_ORIGIN": "http://localhost:3000"}])
def test_each_way_to_name_what_one_holds_is_understood_the_same(door, product, written, other):
    etag = door.alone(asked())[1]["ETag"]
    for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
        conditional = {name: written.format(etag), **other}
        alone = door.alone(asked(**conditional))
        for _ in range(3):
            assert said(door.behind(asked(**conditional))) == said(alone)


def test_a_conditional_first_read_keeps_an_answer_that_lacks_nothing(door, product):
    alone = door.alone(asked())
    held = {"HTTP_IF_NONE_MATCH": alone[1]["ETag"]}

    assert door.behind(asked(**held))[0] == "304 Not Modified"
    assert said(door.behind(asked())) == said(alone)
    assert door.asked == 1


@pytest.mark.parametrize("headers", HEADERS)
def test_whoever_reads_first_leaves_the_others_their_own_answer(door, product, headers):
    door.behind(asked(**HEADERS[headers]))

    for others in ("nothing", "our origin", "behind TLS", "another version"):
        assert said(door.behind(asked(**HEADERS[others]))) == said(door.alone(asked(**HEADERS[others])))


@pytest.mark.parametrize("proxies", [0, 1])
def test_callers_are_counted_the_same(door, product, settings, proxies):
    settings.RATE_LIMITS_ON = True
    settings.RATE_LIMITS_PER_HOUR = {"anonymous": 3, "signed_in": 5, "premium": 7}
    settings.TRUSTED_PROXIES = proxies

    def caller() -> dict[str, str]:
        address = f"2001:db8:aaaa:{next(NUMBERS):x}::1"
        return {"HTTP_X_FORWARDED_FOR": address} if proxies else {"REMOTE_ADDR": address}

    tag = door.behind(asked(**caller()))[1]["ETag"]
    one, other, asked_before = caller(), caller(), door.asked
    statuses = []
    for held in ({}, {"HTTP_IF_NONE_MATCH": tag}, {}, {}, {"HTTP_IF_NONE_MATCH": tag}):
        alone = counted(said(door.alone(asked(**one, **held))))
        assert counted(said(door.behind(asked(**other, **held)))) == alone
        statuses.append(int(alone[0][:3]))
    assert statuses == [200, 304, 200, 429, 429]
    assert door.asked == asked_before + 2  # the refusals are Django's


def counted(answer: Answer) -> Answer:
    """With its moments in minutes: two buckets don't fill at once."""
    status, headers, body = answer
    assert "ratelimit-remaining" in headers
    moments = {
        name: round(int(headers[name]) / 60) for name in headers.keys() & {"ratelimit-reset", "retry-after"}
    }
    return status, headers | moments, body


@pytest.mark.parametrize(
    "headers",
    [
        "nothing",
        "our origin",
        "another origin",
        "a host of ours",
        "behind TLS",
        "a version",
        "its id",
        "a stale tag",
    ],
)
def test_what_is_kept_is_not_asked_of_django(door, product, headers):
    for method in ("GET", "GET", "HEAD"):
        answer = door.behind(asked(method=method, **HEADERS[headers]))

    assert answer[0] == "200 OK"
    assert door.asked == 1
    assert (
        door.behind(asked(**HEADERS[headers] | {"HTTP_IF_NONE_MATCH": answer[1]["ETag"]}))[0]
        == "304 Not Modified"
    )
    assert door.asked == 1


def test_a_good_token_is_answered_the_same(door, product):
    token = {"HTTP_AUTHORIZATION": f"Bearer {issue_tokens(UserFactory()).access}"}
    tag = door.behind(asked())[1]["ETag"]

    for headers in (
        token,
        token | {"HTTP_IF_NONE_MATCH": tag},
        token | {"HTTP_ORIGIN": "http://localhost:3000"},
    ):
        alone = door.alone(asked(**headers))
        assert [said(door.behind(asked(**headers))) for _ in range(2)] == [said(alone)] * 2


def test_each_answer_has_an_id_of_its_own(door, product):
    ids = {door.behind(asked())[1]["X-Request-ID"] for _ in range(3)}

    assert len(ids) == 3
    assert door.behind(asked(HTTP_X_REQUEST_ID="mine-1"))[1]["X-Request-ID"] == "mine-1"


def test_the_access_log_has_the_same_line(door, product, caplog):
    caplog.set_level(logging.INFO, logger="nexus.access")
    door.behind(asked())
    caplog.clear()
    tag = door.alone(asked(f"{LIST}?search=secret", SCRIPT_NAME="/shop"))[1]["ETag"]
    for _ in range(2):
        door.behind(asked(f"{LIST}?search=secret", SCRIPT_NAME="/shop", HTTP_X_REQUEST_ID="mine-1"))
    door.behind(asked(f"{LIST}?search=secret", "HEAD", SCRIPT_NAME="/shop", HTTP_IF_NONE_MATCH=tag))

    lines = [(line.method, line.path, line.status, line.user_id) for line in caplog.records]
    assert lines == [("GET", "/shop/api/products/", 200, None)] * 3 + [
        ("HEAD", "/shop/api/products/", 304, None)
    ]
    assert all(0 <= line.ms < 10_000 for line in caplog.records)


def test_without_valkey_django_answers(door, product, gone):
    alone = door.alone(asked())

    assert [said(door.behind(asked())) for _ in range(2)] == [said(alone)] * 2
    assert door.asked == 2
