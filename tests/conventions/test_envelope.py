"""Every answer of every path wears the envelope, says who may keep it, and pages alike."""

import pytest
from django.test import Client

from nexus.kernel.api.operations import ANYONE
from nexus.kernel.api.pages import PUBLIC
from tests.conventions.routes import METHODS, name_of, operations, routes
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ALL = operations()
WRITES = [(route, method) for route, method in ALL if method != "get"]
READINGS = [(route, method) for route, method in ALL if method == "get"]
LISTS = [(route, method) for route, method in ALL if route.operation(method) and route.operation(method).many]
OPEN_LISTS = [(route, method) for route, method in LISTS if not route.has_parameters]

each = pytest.mark.parametrize(("route", "method"), ALL, ids=name_of)


@pytest.fixture
def everyone(client_of):
    """A client in every role at once."""
    user = UserFactory(is_seller=True, is_employer=True, is_job_seeker=True, is_staff=True, is_superuser=True)
    client = client_of(user)
    client.raise_request_exception = False
    return client


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def assert_error(answer) -> dict:
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"success", "error"}
    assert body["success"] is False
    assert body["error"].keys() == {"code", "message", "details", "request_id"}
    assert body["error"]["request_id"] == answer["X-Request-ID"]
    assert answer["Cache-Control"] == "private, no-store"
    return body["error"]


def assert_envelope(answer, told) -> None:
    if answer.status_code >= 400:
        error = assert_error(answer)
        declared = {known.code for known in told.all_errors()}
        assert error["code"] in declared, f"{error['code']} isn't declared: {error['message']}"
    elif answer.status_code == 204:
        assert answer.content == b""
    elif not (told.bare or told.file):
        body = answer.json()
        assert body["success"] is True
        if told.many:
            assert {"count", "next", "previous", "results"} <= body.keys()
        else:
            assert body.keys() == {"success", "data", "message"}


@each
def test_an_empty_request_of_a_visitor(visitor, route, method):
    told = route.operation(method)

    answer = getattr(visitor, method)(route.absent)

    assert answer.status_code < 500
    assert_envelope(answer, told)
    if told.who != ANYONE:
        assert answer.status_code == 401, "whatever the body, and whether the thing is there"


@each
def test_an_empty_request_of_somebody_in_every_role(everyone, route, method):
    answer = getattr(everyone, method)(route.absent)

    assert answer.status_code < 500
    assert_envelope(answer, route.operation(method))


@each
def test_a_forged_token_is_told_everywhere(visitor, route, method):
    answer = getattr(visitor, method)(route.absent, headers={"Authorization": "Bearer forged"})

    if route.view.authentication_classes:
        assert answer.status_code == 401
        assert assert_error(answer)["code"] == "INVALID_TOKEN"
        assert answer["WWW-Authenticate"] == "Bearer"
    else:  # where one signs in, the token of yesterday that an app still sends is no hindrance
        assert route.path.startswith(("/api/auth/", "/api/token/", "/api/users/register/"))


@pytest.mark.parametrize(("route", "method"), WRITES, ids=name_of)
def test_a_body_that_makes_no_sense(everyone, route, method):
    for body in ("{", "[]", '"text"', "null", '{"id": {}}'):
        answer = getattr(everyone, method)(route.absent, body, content_type="application/json")

        assert answer.status_code < 500, body
        assert_envelope(answer, route.operation(method))


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_a_method_that_is_not_known_here(visitor, route):
    for method in {*METHODS, "trace"} - {*route.methods()}:
        answer = visitor.generic(method.upper(), route.absent)

        assert answer.status_code == 405, method
        assert assert_error(answer)["code"] == "METHOD_NOT_ALLOWED"
        assert {known.upper() for known in route.methods()} <= set(answer["Allow"].split(", "))


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_options_and_head(visitor, everyone, route):
    assert visitor.options(route.absent).status_code == 204
    if "get" in route.methods():
        head = everyone.head(route.absent)
        assert head.status_code == everyone.get(route.absent).status_code
        assert head.content == b""


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_what_is_not_spoken(visitor, route):
    answer = visitor.get(route.absent, headers={"Accept": "application/xml"})

    assert answer.status_code in {405, 406}
    assert_error(answer)


@pytest.mark.parametrize(("route", "method"), READINGS, ids=name_of)
def test_a_reading_says_who_may_keep_it_and_carries_its_tag(everyone, route, method):
    answer = everyone.get(route.absent)
    if answer.status_code == 200:
        assert answer["ETag"].startswith('"')
        kept = PUBLIC if route.operation(method).public else "private, no-store"
        assert answer["Cache-Control"] == kept
        again = everyone.get(route.absent, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
    else:
        assert answer["Cache-Control"] == "private, no-store"


QUERIES = {
    "page=1": 200,
    "page_size=1": 200,
    "page_size=1000": 200,
    "cursor=": 200,
    "page=0": 400,
    "page=abc": 400,
    "page_size=0": 400,
    "page=2&page_size=100": 404,
    "cursor=junk": 400,
    "nothing_of_the_kind=1": 400,
    "page=%00": 400,
}


@pytest.mark.parametrize(("route", "method"), OPEN_LISTS, ids=name_of)
def test_lists_page_alike(everyone, route, method):
    for query, status in QUERIES.items():
        answer = everyone.get(f"{route.absent}?{query}")

        assert answer.status_code == status, (query, answer.content)
        assert_envelope(answer, route.operation(method))


JUNK = ("0", "-1", "junk", "9" * 40, "%F0%9F%98%80", "a.b", "null", "..", "%2e%2e")


@pytest.mark.parametrize("route", [route for route in routes() if route.has_parameters], ids=name_of)
def test_ids_that_are_none(everyone, route):
    for junk in JUNK:
        path = route.absent
        for absent in ("999999999", "00000000-0000-7000-8000-000000000000", "not-here"):
            path = path.replace(absent, junk)

        for method in route.methods():
            answer = getattr(everyone, method)(path)
            assert answer.status_code < 500, (method, path)
            assert answer.status_code >= 400 or answer.status_code in {200, 204}
            if answer.status_code >= 400:
                assert_error(answer)
