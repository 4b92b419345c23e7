"""The OpenAPI document: valid, complete, and the one that is committed."""

import io
from collections import Counter
from contextlib import redirect_stderr
from pathlib import Path

import msgspec
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from drf_spectacular.drainage import GENERATOR_STATS
from openapi_spec_validator import OpenAPIV31SpecValidator

from nexus.config.pages.document import openapi
from nexus.kernel.api.shapes import schema_of
from tests.conventions.routes import operations


@pytest.fixture(scope="module")
def written() -> tuple[dict, str]:
    GENERATOR_STATS.reset()
    with redirect_stderr(io.StringIO()) as complaints:
        document = openapi()
        GENERATOR_STATS.emit_summary()
    return document, complaints.getvalue()


@pytest.fixture(scope="module")
def document(written) -> dict:
    return written[0]


@pytest.fixture(scope="module")
def told(document) -> list[dict]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_two_shapes_of_one_name_stop_it():
    schema_of(msgspec.defstruct("TwiceNamedShape", [("mine", int)]))

    with pytest.raises(TypeError, match="Two shapes are called TwiceNamedShape"):
        schema_of(msgspec.defstruct("TwiceNamedShape", [("theirs", int)]))


def test_it_is_valid(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_nothing_was_guessed(written):
    assert written[1] == ""


def test_it_holds_every_method_of_every_path(told):
    assert len(told) == len(operations())


def test_names_are_unique(told):
    names = Counter(operation["operationId"] for operation in told)

    assert [name for name, count in names.items() if count > 1] == []


def test_each_says_what_it_does_and_who_may(told):
    for operation in told:
        assert operation["summary"]
        assert operation["description"]
        assert operation["x-access"]
        assert operation["tags"]


def test_each_shows_an_example_of_every_answer_and_body(told):
    for operation in told:
        for status, answer in operation["responses"].items():
            if content := answer.get("content", {}).get("application/json"):
                assert content["examples"], f"{operation['operationId']} {status}"
        if "requestBody" in operation:
            first, *_ = operation["requestBody"]["content"].values()
            assert first["examples"], operation["operationId"]


def test_each_names_what_can_go_wrong(told):
    for operation in told:
        assert {"401", "429"} <= operation["responses"].keys()
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= operation["responses"].keys()


def test_the_registry_is_printed(document, told):
    codes = {
        code
        for operation in told
        for answer in operation["responses"].values()
        for code in answer.get("description", "").split(", ")
    }
    assert {"VALIDATION_ERROR", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"} <= codes


@pytest.mark.skipif(len(site.DOMAINS) < 2, reason="the committed one is of the whole site")
def test_the_committed_one_is_of_today():
    call_command("openapi", check=True)


def test_a_stale_one_fails_the_check(settings, tmp_path: Path):
    settings.ROOT = tmp_path

    with pytest.raises(CommandError, match="out of date"):
        call_command("openapi", check=True)
    call_command("openapi", stdout=io.StringIO())
    call_command("openapi", check=True)
