"""Lists as Relay connections, walked by the same cursors as REST's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.graphql.walk import BY_RANK, Walk, walk_by_rank
from nexus.kernel.api.paging import COUNTED, Order, Rows, Stretch, count_up_to_cap, walk

__all__ = ["BY_RANK", "Connection", "Listing", "Paged", "each"]

N = TypeVar("N")


@dataclass(frozen=True)
class Listing(Generic[N]):
    """What a resolver of a list gives: all rows, their order, and what makes nodes of a page of them.

    rows: a QuerySet of dicts that hold the columns named in `order`; BY_RANK for rows that bring their own.
    """

    rows: Rows
    order: Order
    nodes: Callable[[Sequence[dict[str, Any]]], list[N]]


def each(shown: Callable[[dict[str, Any]], N]) -> Callable[[Sequence[dict[str, Any]]], list[N]]:
    """Make nodes of rows one by one: nothing hangs on them that is fetched for all at once."""
    return lambda rows: [shown(row) for row in rows]


@strawberry.type
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    stretch: strawberry.Private[Stretch]
    place: strawberry.Private[Cursor]

    @strawberry.field
    def start_cursor(self) -> str | None:
        """The place of the first entry."""
        return self.place.after(self.stretch.rows[0]) if self.stretch.rows else None

    @strawberry.field
    def end_cursor(self) -> str | None:
        """The place of the last entry."""
        return self.place.after(self.stretch.rows[-1]) if self.stretch.rows else None


@strawberry.type
class Edge(Generic[N]):
    """An entry of a list, with the place where it stands."""

    node: N
    row: strawberry.Private[dict[str, Any]]
    place: strawberry.Private[Cursor]

    @strawberry.field
    def cursor(self) -> str:
        """The place of this entry, to go on from."""
        return self.place.after(self.row)


@strawberry.type
class Connection(Generic[N]):
    """A page of a list."""

    edges: list[Edge[N]]
    page_info: PageInfo
    rows: strawberry.Private[Rows]

    @strawberry.field
    def total_count(self) -> int:
        """How long the list is: exact up to 10,000, where counting ends."""
        return min(count_up_to_cap(self.rows), COUNTED)


class Paged(FieldExtension):
    """Give a list its page arguments, and show the page that they ask for."""

    def apply(self, field: StrawberryField) -> None:
        """Add the arguments."""
        field.arguments = [
            *field.arguments,
            *(_argument(name, int) for name in ("first", "last")),
            *(_argument(name, str) for name in ("after", "before")),
        ]

    def resolve(  # noqa: PLR0913 (Relay's four arguments)
        self,
        next_: Callable[..., Any],
        source: Any,
        info: strawberry.Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **kwargs: Any,
    ) -> Connection[Any]:
        """Resolve the list, then its page."""
        return _page(next_(source, info, **kwargs), Walk(first, after, last, before))


def _argument(name: str, kind: type) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(kind | None),
        default=UNSET,
    )


def _page(listing: Listing[N], page: Walk) -> Connection[N]:
    place = page.place(listing.order)
    reach = walk_by_rank if listing.order is BY_RANK else walk
    stretch = reach(listing.rows, place, page.size)
    edges = [
        Edge(node=node, row=row, place=place)
        for node, row in zip(listing.nodes(stretch.rows), stretch.rows, strict=True)
    ]
    # `last` without `before` begins at the very end, where nothing follows.
    has_next = stretch.has_next and (bool(place.position) or not place.backwards)
    info = PageInfo(
        has_next_page=has_next, has_previous_page=stretch.has_previous, stretch=stretch, place=place
    )
    return Connection(edges=edges, page_info=info, rows=listing.rows)
