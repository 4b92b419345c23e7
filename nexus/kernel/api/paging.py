"""Lists: by page for people, by cursor for deep walks, which cost the same on page 5,000 as on page 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from nexus.kernel.api import counts
from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.errors import NotFound, ValidationFailed
from nexus.kernel.api.query import ListQuery

LARGEST_PAGE = 100
COUNTED = 10_000  # beyond this an exact count costs more than the page; `more` then says so

Rows = QuerySet[Any, Any]
Shape = Callable[[dict[str, Any]], Any]
Order = Sequence[str]


@dataclass(frozen=True)
class Stretch:
    """Rows beyond a cursor, in the list's own order, and whether there is more on either side."""

    rows: list[dict[str, Any]]
    has_next: bool
    has_previous: bool


def listing(request: HttpRequest, rows: Rows, query: ListQuery, shape: Shape, order: Order) -> Response:
    """Answer one page of rows.

    rows: a QuerySet of dicts that hold the columns named in `order`.
    order: column names, all ascending or all descending ('-'), the last one unique.
    """
    asked = _Asked(request, rows.order_by(*order), min(query.page_size, LARGEST_PAGE), shape)
    return asked.page(query.page, order) if query.cursor is None else asked.walk(query.cursor, order)


def ranked(request: HttpRequest, rows: Rows, query: ListQuery, shape: Shape) -> Response:
    """Answer one page of rows that carry their own order, such as search results by relevance."""
    return _Asked(request, rows, min(query.page_size, LARGEST_PAGE), shape).page(query.page)


def count_up_to_cap(rows: Rows) -> int:
    """Count rows, exactly up to the cap."""
    return rows.order_by().values("pk")[: COUNTED + 1].count()


def walk(rows: Rows, cursor: Cursor, size: int) -> Stretch:
    """Read the rows beyond a cursor."""
    try:
        found = list(rows.filter(cursor.beyond()).order_by(*cursor.direction())[: size + 1])
    except (FieldError, ValueError):
        raise ValidationFailed(details={"cursor": ["This cursor belongs to no list here."]}) from None
    more, found = len(found) > size, found[:size]
    if cursor.backwards:
        return Stretch(found[::-1], has_next=True, has_previous=more)
    return Stretch(found, has_next=more, has_previous=bool(cursor.position))


@dataclass(frozen=True)
class _Asked:
    """A list that is asked for: its rows, how many at a time, in which shape."""

    request: HttpRequest
    rows: Rows
    size: int
    shape: Shape

    def page(self, number: int, order: Order | None = None) -> Response:
        count, first = self._count(), (number - 1) * self.size
        if first >= min(count, COUNTED) and number > 1:
            raise NotFound(_past_the_end(count))
        found = list(self.rows[first : first + self.size]) if count else []
        onwards = None
        if first + self.size < min(count, COUNTED):
            onwards = self._link(page=str(number + 1))
        elif count > COUNTED and order and found:
            # Pages end here, the list doesn't: whoever follows the links walks on by cursor.
            onwards = self._link(cursor=Cursor(order).after(found[-1]))
        return self._answer(found, count, onwards, self._page_before(number))

    def walk(self, given: str, order: Order) -> Response:
        cursor = Cursor.parse(given, order) if given else Cursor(order)
        stretch = walk(self.rows, cursor, self.size)
        found, onwards, back = stretch.rows, None, None
        if stretch.has_next and found:
            onwards = self._link(cursor=cursor.after(found[-1]))
        if stretch.has_previous and found:
            back = self._link(cursor=cursor.before(found[0]))
        return self._answer(found, self._count(), onwards, back)

    def _count(self) -> int:
        return counts.remembered(self.request, lambda: count_up_to_cap(self.rows))

    def _page_before(self, number: int) -> str | None:
        if number == 1:
            return None
        return self._link(page=str(number - 1)) if number > 2 else self._link()  # noqa: PLR2004 (page 1 needs no number)

    def _link(self, **place: str) -> str:
        url: str = remove_query_param(self.request.build_absolute_uri(), "page")
        for name, value in place.items():
            url = replace_query_param(url, name, value)
        return url

    def _answer(
        self, found: list[dict[str, Any]], count: int, onwards: str | None, back: str | None
    ) -> Response:
        body = {"success": True, "count": min(count, COUNTED), "next": onwards, "previous": back}
        if count > COUNTED:
            body["more"] = True
        return Response(body | {"results": [self.shape(row) for row in found]})


def _past_the_end(count: int) -> str:
    if count > COUNTED:
        return f"Pages reach to row {COUNTED}. Walk further with cursor=."
    return f"There is no such page: the list has {count} entries."
