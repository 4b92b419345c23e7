"""Lists: by page for people, by cursor for walks that no insert and no tie can throw off."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nexus.kernel.api import paging
from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.paging import walk
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = "/api/categories/"


def read(url: str) -> dict:
    answer = Client().get(url)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(page: dict) -> list[str]:
    return [entry["slug"] for entry in page["results"]]


@pytest.fixture
def seven() -> list[str]:
    for slug, name in zip("abcdefg", ["A", "B", "B", "B", "B", "C", "D"], strict=True):
        CategoryFactory(slug=slug, name=name)
    return list("abcdefg")


def test_pages_follow_their_links_to_the_end(seven):
    url, seen = f"{LIST}?page_size=3", []
    while url:
        page = read(url)
        seen += names(page)
        url = page["next"]

    assert seen == seven
    assert page["count"] == 7
    assert names(read(page["previous"])) == ["d", "e", "f"]
    assert read(page["previous"])["previous"] == f"http://testserver{LIST}?page_size=3"


def test_a_list_without_entries_has_one_empty_page():
    assert read(LIST) == {"success": True, "count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("query", "status"), [("page=2", 404), ("page=0", 400), ("page=-1", 400), ("page=abc", 400)]
)
def test_a_page_that_is_not_there(seven, query, status):
    assert Client().get(f"{LIST}?{query}").status_code == status


@pytest.mark.parametrize("query", ["page=1.5", "page=9999999999999999999999", "page_size=0", "page_size=x"])
def test_a_page_that_is_no_number(seven, query):
    refused = Client().get(f"{LIST}?{query}")

    assert refused.status_code == 400
    assert list(refused.json()["error"]["details"]) == [query.split("=")[0]]


def test_a_page_of_more_than_a_hundred_is_served_as_a_hundred():
    Category.objects.bulk_create(Category(name=f"{n}", slug=f"s{n}") for n in range(120))

    assert len(read(f"{LIST}?page_size=500")["results"]) == 100


def test_a_walk_forward_and_back_sees_each_row_once_in_spite_of_ties(seven):
    page, forward = read(f"{LIST}?cursor=&page_size=2"), []
    assert page["previous"] is None
    while True:
        forward.append(names(page))
        if page["next"] is None:
            break
        assert "cursor=" in page["next"]
        page = read(page["next"])
    backward = [names(page)]
    while page["previous"]:
        page = read(page["previous"])
        backward.append(names(page))

    assert forward == [["a", "b"], ["c", "d"], ["e", "f"], ["g"]]
    assert backward == [["g"], ["e", "f"], ["c", "d"], ["a", "b"]]
    assert names(read(page["next"])) == ["c", "d"]


def test_rows_that_come_or_go_during_a_walk_move_no_other(seven):
    page = read(f"{LIST}?cursor=&page_size=3")
    CategoryFactory(slug="before", name="0")
    CategoryFactory(slug="behind", name="C")
    Category.objects.filter(slug__in=["c", "d"]).delete()

    rest = read(page["next"])

    assert names(rest) == ["e", "f", "behind"]
    assert names(read(rest["next"])) == ["g"]


def test_the_links_go_on_by_cursor_where_pages_end(seven, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 4)
    last = read(f"{LIST}?page_size=2&page=2")

    assert last["count"] == 4
    assert last["more"] is True
    assert "cursor=" in last["next"]
    assert "page=" not in last["next"]
    assert names(read(last["next"])) == ["e", "f"]
    assert Client().get(f"{LIST}?page_size=2&page=3").status_code == 404


@pytest.mark.parametrize(
    "order", [["created_at", "id"], ["-created_at", "-id"], ["-id"], ["parent_id", "-id"]]
)
def test_a_walk_holds_in_any_ordering(order):
    root = CategoryFactory()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(9):
        child = CategoryFactory(parent=root)
        Category.objects.filter(pk=child.pk).update(created_at=moment + timedelta(microseconds=number // 3))
    rows = Category.objects.filter(parent=root).rows()
    expected, cursor, seen = [row["id"] for row in rows.order_by(*order)], Cursor(order), []

    while True:
        stretch = walk(rows, cursor, 2)
        seen += [row["id"] for row in stretch.rows]
        if not stretch.has_next:
            break
        cursor = Cursor.parse(cursor.after(stretch.rows[-1]), order)

    assert seen == expected
    back = Cursor.parse(cursor.before(stretch.rows[0]), order)
    assert [row["id"] for row in walk(rows, back, 3).rows] == expected[-4:-1]


def sealed(written: bytes) -> str:
    return base64.urlsafe_b64encode(b"\0" * 8 + written).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!!",
        "%00",
        "é",
        "a" * 5000,
        sealed(b'[["name","id"],["A","1"],false]'),
        sealed(b'[["name","id"],["A","not a number"],false]'),
        sealed(b'[["created_at","id"],["abc","1"],false]'),
        base64.urlsafe_b64encode(b'[["name","id"],["A","1"],false]').decode(),
    ],
)
def test_a_cursor_that_we_did_not_write_is_refused(seven, cursor):
    refused = Client().get(f"{LIST}?cursor={cursor}")

    assert refused.status_code == 400


def test_every_changed_letter_of_a_cursor_is_noticed(seven):
    cursor = Cursor(["name", "id"]).after({"name": "A", "id": 1})
    for place in range(len(cursor)):
        forged = f"{cursor[:place]}{'A' if cursor[place] != 'A' else 'B'}{cursor[place + 1 :]}"
        with pytest.raises(ValidationFailed):
            Cursor.parse(forged, ["name", "id"])


def test_a_cursor_of_another_ordering_is_refused():
    cursor = Cursor(["-id"]).after({"id": 1})

    with pytest.raises(ValidationFailed):
        Cursor.parse(cursor, ["id"])


def test_a_name_as_long_as_can_be_fits_into_a_cursor():
    for letter in "ab":
        CategoryFactory(name="😀" * 119 + letter)

    page = read(f"{LIST}?cursor=&page_size=1")

    assert len(read(page["next"])["results"]) == 1


@pytest.mark.parametrize("query", ["nothing=1", "search=" + "x" * 300, "cursors="])
def test_unknown_and_endless_parameters_are_refused(query):
    assert Client().get(f"{LIST}?{query}").status_code == 400
