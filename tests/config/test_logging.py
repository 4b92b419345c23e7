"""Logs: one line tells one request, and no line tells a secret."""

import io
import json
import logging
from contextlib import contextmanager

import pytest
from django.test import Client

from nexus.config.logging import logging_of

pytestmark = pytest.mark.django_db


@contextmanager
def written(*, as_json: bool):
    stream = io.StringIO()
    formatter = logging_of(json=as_json, access_lines=True)["formatters"]["site"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter["()"](processors=formatter["processors"]))
    access, root = logging.getLogger("nexus.access"), logging.getLogger()
    level = access.level
    access.setLevel(logging.INFO)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    access.setLevel(level)


@pytest.fixture
def lines():
    """What production writes."""
    with written(as_json=True) as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def readable():
    """What a site at home writes."""
    with written(as_json=False) as stream:
        yield stream.getvalue


def test_a_request_is_one_line(lines, client_of, seller):
    client = client_of(seller)
    client.get("/api/categories/?search=private", headers={"X-Request-ID": "mine-1"})

    (line,) = [line for line in lines() if line["logger"] == "nexus.access"]
    assert line["request_id"] == "mine-1"
    assert line["method"] == "GET"
    assert line["path"] == "/api/categories/"
    assert line["status"] == 200
    assert line["ms"] > 0
    assert line["user_id"] == str(seller.pk)
    assert "private" not in json.dumps(line)


def test_a_crash_is_told_with_its_trace_and_its_request(lines):
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        logging.getLogger("nexus").exception("It broke")

    (line,) = lines()
    assert line["event"] == "It broke"
    assert line["exception"][0]["exc_type"] == "ZeroDivisionError"


@pytest.mark.parametrize("name", ["password", "authorization", "refresh", "secret"])
def test_secrets_are_hidden(lines, name):
    logging.getLogger("nexus").warning("Look", extra={name: "s3cret"})

    assert "s3cret" not in json.dumps(lines())


def test_locals_of_a_trace_are_not_told(lines, readable):
    password = "s3cret"
    try:
        len(password) / 0
    except ZeroDivisionError:
        logging.getLogger("nexus").exception("It broke")

    assert "s3cret" not in json.dumps(lines()[0]["exception"][0]["frames"])
    assert "s3cret" not in readable()


def test_at_home_access_lines_are_off_and_cost_nothing(caplog):
    Client().get("/health/live")

    assert not logging.getLogger("nexus.access").isEnabledFor(logging.INFO)
    assert not caplog.records


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/api/categories/?" + "x=s3cret&" * 1_500},
        {"path": "/api/categories/", "HTTP_HOST": "s3cret"},
    ],
    ids=["too many parameters", "a host that isn't ours"],
)
def test_what_is_refused_as_suspicious_is_one_line_too(lines, asked, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client().get(**asked)

    assert answer.status_code in {400, 413}
    (line,) = lines()
    assert line["logger"] == "nexus.access"
    assert line["status"] == answer.status_code
    assert "s3cret" not in json.dumps(line)
