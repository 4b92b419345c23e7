from dataclasses import dataclass, replace
from typing import Any

from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.limits import USUAL_PAGE
from nexus.kernel.api.paging import LARGEST_PAGE, Order, Rows, Stretch, readable

# Of rows that bring their own order, such as search results: their number is their place.
BY_RANK: Order = ("rank",)


@dataclass(frozen=True)
class Walk:
    """Which page of a list is asked for: the `first` after a place, or the `last` before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def size(self) -> int:
        """Give the page's size; more than the largest is served as the largest, as REST does."""
        for name, asked in (("first", self.first), ("last", self.last)):
            if asked is not None and asked < 0:
                raise ValidationFailed(details={name: ["Ensure this value is greater than or equal to 0."]})
            if asked is not None:
                return min(asked, LARGEST_PAGE)
        return USUAL_PAGE

    def place(self, order: Order) -> Cursor:
        """Give the place where the page begins, and its direction."""
        is_back = self.last is not None or self.before is not None
        if is_back and (self.first is not None or self.after is not None):
            raise ValidationFailed("Go forwards with first and after, or back with last and before.")
        given, said = (self.before, "before") if is_back else (self.after, "after")
        place = Cursor.parse(given, order, said) if given is not None else Cursor(order)
        return replace(place, backwards=is_back)


def walk_by_rank(rows: Rows, place: Cursor, size: int) -> Stretch:
    """Read the rows beyond a place in a list that carries its own order."""
    at = int(place.position[0]) if place.position else None
    if not place.backwards:
        begin = 0 if at is None else at + 1
        found = readable(rows).read(first=begin, size=size + 1)
        return Stretch(_ranked(found[:size], begin), has_next=len(found) > size, has_previous=begin > 0)
    if at is None:
        raise ValidationFailed(details={"last": ["A list by relevance is read from its best match on."]})
    begin = max(at - size, 0)
    found = readable(rows).read(first=begin, size=at - begin)
    return Stretch(_ranked(found, begin), has_next=True, has_previous=begin > 0)


def _ranked(rows: list[dict[str, Any]], begin: int) -> list[dict[str, Any]]:
    return [row | {"rank": rank} for rank, row in enumerate(rows, begin)]
