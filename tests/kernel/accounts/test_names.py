# ruff: noqa: RUF001 (that they look alike is the point)
"""Names and addresses with tricks in them: nobody passes for somebody else, nor for the site."""

import pytest

from nexus.kernel.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

REGISTER = "/api/auth/register/"
GOOD = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}


def _refused(visitor, **changed: str) -> str:
    answer = visitor.post(REGISTER, {**GOOD, **changed})
    assert answer.status_code == 400, answer.content
    assert not User.objects.exists()
    (field,) = answer.json()["error"]["details"]
    return field


@pytest.mark.parametrize(
    "username",
    [
        "nоra",  # a Cyrillic o
        "ｎｏｒａ",
        "no\u200bra",
        "nora\r\nBcc: x",
        " nora",
        "nora ",
        "ﬁona",
        "other@example.com",
    ],
)
def test_a_username_that_looks_like_another_is_refused(visitor, username):
    assert _refused(visitor, username=username) == "username"


@pytest.mark.parametrize(
    "username",
    ["admin", "Admin", "ADM1N", "4dmin", "a.d-m_in", "adrnin", "r00t", "supp0rt", "Nexus", "st4ff"],
)
def test_a_username_that_speaks_for_the_site_is_refused(visitor, username):
    assert _refused(visitor, username=username) == "username"


@pytest.mark.parametrize(
    "username", ["administrators-friend", "rooted", "nexusfan", "staffan", "romina", "norman"]
)
def test_a_name_that_only_contains_one_is_free(visitor, username):
    assert visitor.post(REGISTER, {**GOOD, "username": username}).status_code == 201


def test_who_had_a_reserved_name_keeps_it(client_of):
    admin = UserFactory(username="admin", admin=True)

    assert client_of(admin).put("/api/auth/profile/", {"bio": "Me"}).status_code == 200
    assert client_of(UserFactory()).put("/api/auth/profile/", {"username": "r00t"}).status_code == 400


@pytest.mark.parametrize("username", ["admin", "Admin"])
def test_a_name_of_the_site_that_somebody_has_is_taken(visitor, client_of, username):
    UserFactory(username="admin")
    client = client_of(UserFactory())

    for refused in (
        visitor.post(REGISTER, {**GOOD, "username": username}),
        client.put("/api/auth/profile/", {"username": username}),
    ):
        assert refused.status_code == 409
        assert refused.json()["error"]["details"] == {"username": ["This username is taken."]}
    assert client.put("/api/auth/profile/", {"username": "adm1n"}).status_code == 400


def test_who_has_a_name_of_the_site_may_write_it_otherwise_only_as_free_ones(client_of):
    client = client_of(UserFactory(username="admin"))

    assert client.put("/api/auth/profile/", {"username": "Admin"}).status_code == 400


@pytest.mark.parametrize(
    "email",
    [
        "nоra@example.com",
        "nora@exаmple.com",
        "nora@example.com\r\nBcc: x@example.com",
        "nora@example.com\n",
        '"nora"@example.com',
        '"a b"@example.com',
        "nora@[127.0.0.1]",
        "nora@example.com,x@example.com",
        "Nora <nora@example.com>",
        "nora(comment)@example.com",
        "ｎora@example.com",
        "nora@example。com",
        "nora@@example.com",
        ".nora@example.com",
    ],
)
def test_an_address_with_tricks_in_it_is_refused(visitor, email):
    assert _refused(visitor, email=email) == "email"


def test_case_makes_no_other_address_and_a_tag_does(visitor):
    UserFactory(email="nora@example.com")

    assert visitor.post(REGISTER, {**GOOD, "email": "NORA@Example.COM"}).status_code == 409
    assert visitor.post(REGISTER, {**GOOD, "email": "nora+shop@example.com"}).status_code == 201


@pytest.mark.parametrize("name", ["Nоra", "Αdmin", "paypаl Support"])
def test_a_word_of_letters_of_two_scripts_is_refused(visitor, name):
    assert _refused(visitor, first_name=name) == "first_name"


@pytest.mark.parametrize("name", ["Нора", "Νόρα", "María José", "山田 Taro", "Ольга Smith", "O'Brien", "Zoë"])
def test_every_script_is_welcome(visitor, name):
    assert visitor.post(REGISTER, {**GOOD, "first_name": name}).json()["data"]["first_name"] == name


def test_a_name_is_kept_as_it_is_read(visitor):
    answer = visitor.post(REGISTER, {**GOOD, "first_name": "Ｎｏｒａ", "last_name": "Weiﬁ"})

    assert answer.json()["data"]["first_name"] == "Nora"
    assert answer.json()["data"]["last_name"] == "Weifi"
