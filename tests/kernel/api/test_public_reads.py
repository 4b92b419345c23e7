"""Public reads are answered ahead of what browsers' pages need, and lack nothing that other answers have."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client

from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

LIST = "/api/products/"
PRIVATE = "/api/users/profile/"
OWN = {
    "Content-Length",
    "Content-Type",
    "Cache-Control",
    "ETag",
    "Vary",
    "X-Request-ID",
    "Allow",
    "WWW-Authenticate",
}


def said(path: str) -> dict[str, str]:
    return {name: value for name, value in Client().get(path).items() if name not in OWN}


def test_a_public_read_says_of_itself_what_every_answer_says():
    assert said(LIST) == said(PRIVATE)
    assert said(LIST)["X-Frame-Options"] == "DENY"
    assert said(LIST)["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_public_read_opens_no_session(monkeypatch):
    def opened(*_):
        raise AssertionError

    monkeypatch.setattr(SessionMiddleware, "process_request", opened)

    assert Client().get(LIST).status_code == 200
    with pytest.raises(AssertionError):
        Client().get(PRIVATE)


def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["shop.example"]

    assert Client().get(LIST, headers={"host": "evil.example"}).status_code == 400
    assert Client().get(LIST, headers={"host": "shop.example"}).status_code == 200


def test_a_head_is_told_the_length_of_what_a_get_would_bring():
    ProductFactory()
    whole, head = Client().get(LIST), Client().head(LIST)

    assert head.content == b""
    assert head["Content-Length"] == whole["Content-Length"] == str(len(whole.content))
    assert head["ETag"] == whole["ETag"]


@pytest.mark.parametrize(
    "path", [f"{LIST}0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10/", f"{LIST}?page=7", "/api/v1/products/?x=1"]
)
def test_a_refusal_says_the_same(path):
    refused = Client().get(path)

    assert refused.status_code in {400, 404}
    assert refused["X-Frame-Options"] == "DENY"
    assert refused["Cache-Control"] == "private, no-store"


def test_links_name_the_host_that_was_asked_and_keep_the_query(settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    for _ in range(3):
        ProductFactory(brand="Café & Co")

    page = (
        Client()
        .get(f"{LIST}?page_size=1&brand=Caf%C3%A9+%26+Co&page=2", headers={"host": "shop.example"})
        .json()
    )

    assert page["next"] == f"http://shop.example{LIST}?brand=Caf%C3%A9+%26+Co&page=3&page_size=1"
    assert page["previous"] == f"http://shop.example{LIST}?brand=Caf%C3%A9+%26+Co&page_size=1"
