"""Bodies: what can't be read is the client's 4xx, in the envelope, before anything is written."""

import gzip
import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

ECHO = "/api/test/echo/"


def send(body: bytes | str, content_type: str = "application/json", **more):
    return Client().post(ECHO, body, content_type=content_type, **more)


def assert_refused(answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.content[:300]
    assert answer.json()["success"] is False
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "{'name': 1}",
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": 1e999}',
        '{"a": 123456789012345678901234567890}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        '{"a": "\\u0000"}',
        '{"\\u0000": 1}',
        '{"a": [{"b": "x\\u0000y"}]}',
        '{"a": "\\ud800"}',
        '{"a": "\x00"}',
        '{"a": 1} trailing',
        b'{"a": "\xff\xfe"}',
        '{"a": 1}'.encode("utf-16"),
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 900 + "1" + "}" * 900,
        "[" * 40 + "]" * 40,
        "\ufeff{}".encode(),
        " ",
    ],
)
def test_what_is_not_plain_json_is_malformed(body):
    assert_refused(send(body), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    "said",
    [
        {"a": "\\u0000 written out"},
        {"emoji": "👩‍👩‍👧"},
        {"wide": [[]] * 100},
        {"deep": [[[[[[[[{"a": [1.5, None, True, -9_223_372_036_854_775_808]}]]]]]]]]},
        [1, 2],
        "text",
    ],
)
@pytest.mark.parametrize("escape", [True, False])
def test_what_is_plain_json_is_read(said, escape):
    answer = send(json.dumps(said, ensure_ascii=escape))

    assert answer.status_code == 200
    assert answer.json()["data"]["said"] == said


def test_an_empty_body_is_an_empty_form():
    assert send("").json()["data"]["said"] == {}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/octet-stream", "junk", "application/jsonx"]
)
def test_other_content_types_are_not_spoken(content_type):
    assert_refused(send("{}", content_type), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "GZIP", "gzip, identity"])
def test_packed_bodies_are_not_unpacked(encoding):
    answer = send(gzip.compress(b"{}"), headers={"Content-Encoding": encoding})

    assert_refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_above_the_limit_is_too_large():
    assert_refused(send(b'"' + b"x" * (2 * 1024 * 1024) + b'"'), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain"]
)
def test_a_hundred_megabytes_are_refused_without_reading_them(content_type):
    class Untouched:
        def read(self, *_):
            raise AssertionError("the body was read")

        readline = read

    answer = Client().generic(
        "POST", ECHO, content_type=content_type, **{"wsgi.input": Untouched(), "CONTENT_LENGTH": str(10**8)}
    )

    assert_refused(answer, 413, "PAYLOAD_TOO_LARGE")


def test_a_form_with_files_has_its_own_limit(settings):
    settings.LARGEST_UPLOAD = 1000

    assert_refused(Client().post(ECHO, {"note": "x" * 2000}), 413, "PAYLOAD_TOO_LARGE")
    assert Client().post(ECHO, {"note": "x" * 200}).status_code == 200


def test_a_form_field_of_megabytes_is_too_large():
    assert_refused(Client().post(ECHO, {"note": "x" * (3 * 1024 * 1024)}), 413, "PAYLOAD_TOO_LARGE")


def test_a_form_of_a_thousand_fields_and_more_is_too_large():
    body = "&".join(f"f{n}=1" for n in range(1100))

    assert_refused(send(body, "application/x-www-form-urlencoded"), 413, "PAYLOAD_TOO_LARGE")


def test_a_body_of_unknown_length_is_refused():
    answer = send("", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")

    assert_refused(answer, 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize("length", ["abc", "-1", "1.5", "²"])
def test_a_length_that_is_no_number_is_malformed(length):
    assert_refused(send("{}", CONTENT_LENGTH=length), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\nnonsense", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary="),
    ],
)
def test_a_broken_multipart_body_is_malformed(body, content_type):
    assert_refused(send(body, content_type), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"a=x%00y", "application/x-www-form-urlencoded"),
        (b"a%00=x", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\0y\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_nul_bytes_in_forms_are_malformed(body, content_type):
    assert_refused(send(body, content_type), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    "path",
    [
        "/api/categories/?search=%00",
        "/api/categories/?%00=1",
        "/api/categories/%00/",
        "/api/v1/categories/?search=a%00b",
    ],
)
def test_nul_bytes_in_addresses_are_malformed(path):
    assert_refused(Client().get(path), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    "query", ["search=%ED%A0%80", "search=%FF%FE", "search=%F0%9F", "search=" + "%C3%A9" * 50]
)
def test_bytes_that_are_no_text_find_nothing(query):
    assert Client().get(f"/api/categories/?{query}").status_code == 200


def test_bytes_that_are_no_text_in_a_path_are_not_found():
    assert_refused(Client().get("/api/%FF%ED%A0%80/"), 404, "NOT_FOUND")
