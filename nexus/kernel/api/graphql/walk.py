from dataclasses import dataclass, replace

from nexus.kernel.api.cursors import Cursor
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.limits import USUAL_PAGE
from nexus.kernel.api.paging import COUNTED, LARGEST_PAGE, Order, Rows, Stretch, readable

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
        asked = self.last if self.first is None else self.first
        return USUAL_PAGE if asked is None else min(asked, LARGEST_PAGE)

    def place(self, order: Order) -> Cursor:
        """Give the place where the page begins, and its direction."""
        self._check()
        is_back = self.last is not None or self.before is not None
        given = self.before if is_back else self.after
        place = Cursor.parse(given, order) if given is not None else Cursor(order)
        return replace(place, backwards=is_back)

    def _check(self) -> None:
        for name, size in (("first", self.first), ("last", self.last)):
            if size is not None and size < 0:
                raise ValidationFailed(details={name: ["Ensure this value is greater than or equal to 0."]})
        if {self.first, self.after} != {None} and {self.last, self.before} != {None}:
            raise ValidationFailed("Go forwards with first and after, or back with last and before.")


def walk_by_rank(rows: Rows, place: Cursor, size: int) -> Stretch:
    """Read the rows beyond a place in a list that carries its own order."""
    at = _rank(place)
    if place.backwards and at is None:
        raise ValidationFailed(details={"last": ["A list by relevance is read from its best match on."]})
    end = max(at or 0, 0) if place.backwards else None
    begin = max((end or 0) - size, 0) if place.backwards else (0 if at is None else at + 1)
    found = readable(rows).read(first=begin, size=size + 1 if end is None else end - begin)
    shown = [row | {"rank": rank} for rank, row in enumerate(found[:size], begin)]
    return Stretch(shown, has_next=place.backwards or len(found) > size, has_previous=begin > 0)


def _rank(place: Cursor) -> int | None:
    if not place.position:
        return None
    text = place.position[0]
    if not (text.isascii() and text.isdecimal()) or int(text) > COUNTED:
        raise ValidationFailed(details={"cursor": ["This cursor belongs to no list here."]})
    return int(text)
