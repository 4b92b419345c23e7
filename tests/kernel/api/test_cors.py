"""CORS, as the contract names it."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.api.site")]

OURS = "http://localhost:3000"


def preflight(path: str, origin: str, method: str = "PUT"):
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    return Client().options(path, headers=asked | {"Access-Control-Request-Headers": "authorization"})


@pytest.mark.parametrize("path", ["/api/categories/", "/api/v1/categories/", "/api/nowhere/", "/graphql"])
def test_a_preflight_is_told_what_may_be_sent(path):
    answer = preflight(path, OURS)

    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == OURS
    methods = {method.strip() for method in answer["Access-Control-Allow-Methods"].split(",")}
    assert methods == {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    headers = {name.strip() for name in answer["Access-Control-Allow-Headers"].split(",")}
    assert headers == {
        "authorization",
        "change-reason",
        "content-type",
        "idempotency-key",
        "if-none-match",
        "x-cart-token",
        "x-request-id",
    }
    assert answer["Access-Control-Max-Age"] == "86400"


def test_the_site_itself_is_among_the_origins():
    assert (
        preflight("/api/categories/", "http://testserver")["Access-Control-Allow-Origin"]
        == "http://testserver"
    )
    assert "Access-Control-Allow-Origin" not in preflight("/api/categories/", "https://testserver")
    assert "Access-Control-Allow-Origin" not in preflight("/api/categories/", "http://testserver:81")


def test_another_origin_is_told_nothing():
    assert "Access-Control-Allow-Origin" not in preflight("/api/categories/", "https://evil.example")


def test_an_answer_names_its_origin_and_varies_by_it():
    answer = Client().get("/api/categories/", headers={"Origin": OURS})

    assert answer["Access-Control-Allow-Origin"] == OURS
    assert "origin" in answer["Vary"].lower()
    assert "ratelimit-remaining" in answer["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/api/nowhere/", "/api/categories/?page=x", "/api/categories/?search=%00"])
def test_refusals_can_be_read_by_the_page_that_asked(path):
    assert Client().get(path, headers={"Origin": OURS})["Access-Control-Allow-Origin"] == OURS


def test_preflights_are_not_counted(settings):
    settings.RATE_LIMITS_ON = True

    assert "RateLimit-Limit" not in preflight("/api/categories/", OURS)
