"""Lists: by page for people, by cursor for deep walks, which cost the same on page 5,000 as on page 1."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.core.exceptions import ValidationError as FieldError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path, iri_to_uri
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import Answer
from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.errors import NotFound, ValidationFailed
from nexus.kernel.api.origins import origin_of
from nexus.kernel.api.query import ListQuery, asked
from nexus.kernel.api.remembered import remembered
from nexus.kernel.database.prepared import Given, Unprepared

LARGEST_PAGE = 100
NOT_NARROWING = {"page", "page_size", "cursor", "ordering"}
COUNTED = 10_000  # beyond this an exact count costs more than the page; `more` then says so

Rows = QuerySet[Any, Any] | Given | Unprepared
Shape = Callable[[dict[str, Any]], Any]
Order = Sequence[str]


@dataclass(frozen=True)
class Stretch:
    """Rows beyond a cursor, in the list's own order, and whether there is more on either side."""

    rows: list[dict[str, Any]]
    has_next: bool
    has_previous: bool


def listing(  # noqa: PLR0913 (what is listed, and how)
    request: Request,
    rows: Rows,
    query: ListQuery,
    shape: Shape,
    order: Order,
    beside: msgspec.Struct | None = None,
) -> Response:
    """Answer one page of rows.

    rows: a QuerySet of dicts that hold the columns named in `order`, or a prepared list of such.
    order: column names, all ascending or all descending ('-'), the last one unique.
    beside: what is told of the list as a whole, beside its count.
    """
    whole = msgspec.structs.asdict(beside) if beside else {}
    asked = _Asked(request._request, readable(rows), min(query.page_size, LARGEST_PAGE), shape, whole)
    return asked.page(query.page, order) if query.cursor is None else asked.walk(query.cursor, order)


def ranked(request: Request, rows: Rows, query: ListQuery, shape: Shape) -> Response:
    """Answer one page of rows that carry their own order, such as search results by relevance."""
    asked = _Asked(request._request, readable(rows), min(query.page_size, LARGEST_PAGE), shape)
    return asked.page(query.page)


def readable(rows: Rows) -> Given | Unprepared:
    """Give rows in the form that lists are read in, prepared or not."""
    return Unprepared(rows) if isinstance(rows, QuerySet) else rows


def count_up_to_cap(rows: Rows) -> int:
    """Count rows, exactly up to the cap."""
    return readable(rows).count(COUNTED + 1)


def walk(rows: Rows, cursor: Cursor, size: int) -> Stretch:
    """Read the rows beyond a cursor."""
    try:
        found = readable(rows).read(cursor.direction(), behind=cursor.position, size=size + 1)
    except (FieldError, ValueError):
        raise ValidationFailed(details={cursor.said: ["This cursor belongs to no list here."]}) from None
    more, found = len(found) > size, found[:size]
    if cursor.backwards:
        return Stretch(found[::-1], has_next=True, has_previous=more)
    return Stretch(found, has_next=more, has_previous=bool(cursor.position))


@dataclass(frozen=True)
class _Asked:
    """A list that is asked for: its rows, how many at a time, in which shape."""

    request: HttpRequest
    rows: Given | Unprepared
    size: int
    shape: Shape
    beside: Mapping[str, Any] = field(default_factory=dict)

    def page(self, number: int, order: Order = ()) -> Response:
        first = (number - 1) * self.size
        found = self.rows.read(order, first=first, size=self.size) if first < COUNTED else []
        count = self._count()
        if first and not found:
            raise NotFound(_past_the_end(count))
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
        narrowed = (self.request.path, _narrowing(self.request))
        return remembered(self.request, narrowed, lambda: count_up_to_cap(self.rows))

    def _page_before(self, number: int) -> str | None:
        if number == 1:
            return None
        return self._link(page=str(number - 1)) if number > 2 else self._link()  # noqa: PLR2004 (page 1 needs no number)

    def _link(self, **place: str) -> str:
        given = iri_to_uri(self.request.META.get("QUERY_STRING", "")).split("&")
        kept = [pair for pair in given if pair and pair.partition("=")[0] not in {"page", *place}]
        query = "&".join(sorted([*kept, urlencode(place)] if place else kept))
        address = f"{origin_of(self.request)}{escape_uri_path(self.request.path)}"
        return f"{address}?{query}" if query else address

    def _answer(
        self, found: list[dict[str, Any]], count: int, onwards: str | None, back: str | None
    ) -> Response:
        body = {"success": True, "count": min(count, COUNTED), "next": onwards, "previous": back}
        if count > COUNTED:
            body["more"] = True
        return Answer({**body, **self.beside, "results": [self.shape(row) for row in found]})


def _past_the_end(count: int) -> str:
    if count > COUNTED:
        return f"Pages reach to row {COUNTED}. Walk further with cursor=."
    return f"There is no such page: the list has {count} entries."


def _narrowing(request: HttpRequest) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in asked(request).items() if pair[0] not in NOT_NARROWING)
