"""Failures: whatever breaks, and wherever, the API's answer wears the envelope."""

import logging

import pytest
from django.db import close_old_connections, connection
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

ECHO = "/api/test/echo/"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def assert_told(answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body["success"] is False
    assert set(body["error"]) == {"code", "message", "details", "request_id"}
    assert body["error"]["code"] == code
    assert body["error"]["request_id"] == answer["X-Request-ID"]
    assert answer["Cache-Control"] == "private, no-store"


def test_an_unknown_path(client):
    assert_told(client.get("/api/nowhere/"), 404, "NOT_FOUND")


def test_a_path_without_its_slash_is_told_so(client):
    answer = client.get("/api/categories")

    assert_told(answer, 404, "NOT_FOUND")
    assert answer.json()["error"]["message"] == "Paths end in a slash here: /api/categories/"


def test_a_page_without_its_slash_leads_on(client):
    answer = client.get("/swagger")

    assert (answer.status_code, answer["Location"]) == (302, "/swagger/")
    assert client.get("/nowhere").status_code == 404


def test_an_unknown_method_is_told_the_known_ones(client):
    answer = client.put(ECHO)

    assert_told(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("accept", ["text/csv", "application/json; version=2.0", "image/png;q=1"])
def test_another_representation_is_not_spoken(client, accept):
    assert_told(client.get(ECHO, headers={"Accept": accept}), 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    "accept",
    ["application/json; version=1.0", "application/json;version=1", "*/*", "text/html, */*;q=0.5", ""],
)
def test_ours_is(client, accept):
    answer = client.get(ECHO, headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"


def test_a_host_that_is_not_ours(client, settings):
    settings.ALLOWED_HOSTS = ["nexus.example"]

    assert_told(client.get(ECHO, headers={"Host": "evil.example"}), 400, "MALFORMED_REQUEST")


def test_a_view_that_crashes(client):
    assert_told(client.get("/api/test/fail/crash/"), 500, "INTERNAL_ERROR")


def test_a_middleware_that_crashes(client, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.kernel.api.site.crash_middleware"]
    client = Client(raise_request_exception=False)

    assert_told(client.get(ECHO + "?break=middleware"), 500, "INTERNAL_ERROR")


def test_a_crash_tells_nothing_of_the_inside(client):
    assert b"ZeroDivision" not in client.get("/api/test/fail/crash/").content


def test_a_database_that_is_gone(client):
    answer = client.get("/api/test/fail/gone/")

    assert_told(answer, 503, "SERVICE_UNAVAILABLE")
    assert int(answer["Retry-After"]) > 0


def test_a_statement_that_takes_too_long(client):
    assert_told(client.get("/api/test/fail/slow/"), 503, "SERVICE_UNAVAILABLE")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_dies_costs_one_answer(client):
    assert_told(client.get("/api/test/fail/killed/"), 503, "SERVICE_UNAVAILABLE")
    close_old_connections()  # as a server does between two requests, and the test client doesn't
    assert client.get("/api/categories/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_no_database_at_all(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")

    answer = client.get("/api/categories/")
    connection.close()

    assert_told(answer, 503, "SERVICE_UNAVAILABLE")


def test_a_form_of_another_site(settings):
    client = Client(enforce_csrf_checks=True)

    assert client.post("/admin/login/", {"username": "a"}).status_code == 403
    assert (
        client.post(ECHO, "{}", content_type="application/json").status_code == 200
    )  # a token can't be forged


def test_failures_are_logged_with_their_request(client, caplog):
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/test/fail/crash/", headers={"X-Request-ID": "mine-1"})

    assert answer["X-Request-ID"] == "mine-1"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("given", ["a b", "x" * 65, "é", 'a"b', ""])
def test_a_request_id_that_could_break_a_line_is_replaced(client, given):
    assert client.get(ECHO, headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_options_names_the_methods(client):
    answer = client.options(ECHO)

    assert answer.status_code == 204
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_head_is_get_without_its_body(client):
    get, head = client.get("/api/categories/"), client.head("/api/categories/")

    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == get["ETag"]
    assert head["Content-Length"] == str(len(get.content))


def test_what_is_still_the_same_is_not_sent_again(client):
    first = client.get("/api/categories/")

    again = client.get("/api/categories/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get("/api/categories/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_private_answers_stay_out_of_caches(client):
    assert client.get(ECHO)["Cache-Control"] == "private, no-store"


def test_pages_for_people_fail_as_pages(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
