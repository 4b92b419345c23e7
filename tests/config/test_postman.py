import json

import pytest
from django.core.management import CommandError, call_command

from nexus.config.pages.document import openapi
from nexus.config.pages.postman import collection


@pytest.fixture(scope="module")
def document():
    return openapi()


@pytest.fixture(scope="module")
def requests(document):
    return [item for folder in collection(document)["item"] for item in folder["item"]]


def _route(item):
    path = "/".join(
        f"{{{part[1:]}}}" if part.startswith(":") else part for part in item["request"]["url"]["path"]
    )
    return f"{item['request']['method']} /{path}"


def test_it_holds_every_operation_once(document, requests):
    operations = [
        f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods
    ]

    assert sorted(map(_route, requests)) == sorted(operations)


def test_every_request_shows_what_can_come_back(requests):
    for item in requests:
        codes = {answer["code"] for answer in item["response"]}
        assert 401 in codes, item["name"]
        assert all(json.loads(answer["body"]) is not None for answer in item["response"]), item["name"]


def test_every_json_body_is_filled_in(requests):
    bodies = [item["request"]["body"] for item in requests if "body" in item["request"]]

    assert bodies
    assert all(json.loads(body["raw"]) is not None for body in bodies if body["mode"] == "raw")


def test_a_sign_in_keeps_its_token_for_the_next_request(requests):
    keeping = {_route(item) for item in requests if "event" in item}

    assert {"POST /api/token/", "POST /api/auth/login/"} <= keeping
    assert not [item for item in requests if _route(item) == "GET /api/products/" and "event" in item]


def test_an_open_operation_sends_no_empty_token(requests):
    open_to_all = {_route(item) for item in requests if item["request"].get("auth") == {"type": "noauth"}}

    assert "GET /api/categories/" in open_to_all
    assert "POST /api/categories/" not in open_to_all


def test_the_command_writes_it_and_notices_when_it_is_out_of_date(settings, tmp_path):
    settings.ROOT = tmp_path
    kept = tmp_path / "docs" / "nexus.postman_collection.json"

    with pytest.raises(CommandError, match="out of date"):
        call_command("postman", check=True)
    call_command("postman")
    call_command("postman", check=True)
    assert json.loads(kept.read_text())["info"]["schema"].endswith("v2.1.0/collection.json")
    kept.write_text("{}")
    with pytest.raises(CommandError, match=r"run 'manage\.py postman'"):
        call_command("postman", check=True)
