"""Lists that are compiled once: of one shape, all requests share a statement and only fill in their values.

To build a QuerySet and compile it takes longer than PostgreSQL takes to answer. What makes a statement
another one is its *shape*: which values are given, in which order the rows come, whether they begin behind a
place. So the QuerySet is built once for each shape, with a Blank where each value comes.

    ON_SALE = Prepared(lambda **to: Product.objects.live().narrowed(**to).cards())
    found = ON_SALE.given(category=[3], min_price=Decimal(5), is_featured=None)  # None is not given
    found.read(("-created_at", "-id"), size=20)

A Blank stands for a parameter (`Q(brand__iexact=blank)`) or, in a Literal, for a constant. True and False are
no values here but part of the shape, as Django writes another condition for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Q

from nexus.kernel.database.blanks import EDGE, Blank
from nexus.kernel.database.literal import written
from nexus.kernel.database.rows import Row, RowReader, keys_of

SHAPES = 512  # of one list; filters can be combined in more ways than anybody does

_LIMITS = f"{EDGE}limits{EDGE}"

Rows = models.QuerySet[Any, Any]
Order = tuple[str, ...]
Shape = tuple[tuple[str, bool | str], ...]


class Statement:
    """SQL with places to fill in: parameters by name, and constants between edges."""

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self._pieces = sql.split(EDGE)
        self._parameters = parameters

    def filled(self, values: Mapping[str, Any], limits: str = "") -> tuple[str, list[Any]]:
        """Give the statement with its values in place, and its parameters."""
        pieces = self._pieces.copy()
        for place in range(1, len(pieces), 2):
            pieces[place] = limits if pieces[place] == "limits" else written(values[pieces[place]])
        parameters = [values[each.name] if isinstance(each, Blank) else each for each in self._parameters]
        return "".join(pieces), parameters


class Compiled(NamedTuple):
    """What a shape comes to: the rows, their number, what a place is made of, who reads them and where."""

    rows: Statement
    number: Statement
    place: list[models.Field[Any, Any]]
    reader: RowReader
    using: str


class Prepared:
    """Rows of a QuerySet by hand, compiled once for each shape of what is asked."""

    def __init__(self, build: Callable[..., Rows]) -> None:
        self._build = build
        self.compiled = lru_cache(SHAPES)(self._compile)

    def given(self, **values: Any) -> Given:
        """Ask with these values; a list of one is that one."""
        return Given(self, {name: _alone(value) for name, value in values.items() if value is not None})

    def _compile(self, shape: Shape, order: Order, depth: int) -> Compiled | None:
        # depth: how many values name the place to begin behind.
        to = {
            name: kind if isinstance(kind, bool) else Blank(name, is_many=kind == "many")
            for name, kind in shape
        }
        rows = self._build(**to)
        if depth:
            rows = rows.filter(beyond(order, [Blank(_place(number)) for number in range(depth)]))
        if order:
            rows = rows.order_by(*order)
        try:
            keys, parameters = keys_of(rows)
            counted, counting = keys_of(rows.order_by())
        except EmptyResultSet:
            return None
        reader = RowReader.behind(rows)
        return Compiled(
            Statement(reader.around(f"{keys}{_LIMITS}"), parameters),
            Statement(f"SELECT COUNT(*) FROM ({counted}{_LIMITS}) AS found", counting),  # noqa: S608 (a QuerySet's own)
            [rows.model._meta.get_field(name.removeprefix("-")) for name in order[:depth]],
            reader,
            rows.db,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked of a prepared list: read it a stretch at a time, or count it."""

    prepared: Prepared
    values: dict[str, Any]

    def read(
        self, order: Sequence[str] = (), *, behind: Sequence[Any] = (), first: int = 0, size: int
    ) -> list[Row]:
        """Read so many rows, from the first or behind the place that these values of `order` name.

        ValidationError, Django's, where they can't be values of these columns.
        """
        compiled = self.prepared.compiled(self._shape(), tuple(order), len(behind))
        if compiled is None:
            return []
        values = self.values.copy()
        for number, (field, value) in enumerate(zip(compiled.place, behind, strict=True)):
            values[_place(number)] = field.to_python(value)
        limits = f" LIMIT {size} OFFSET {first}" if first else f" LIMIT {size}"
        return compiled.reader.fetch(*compiled.rows.filled(values, limits), compiled.using)

    def count(self, most: int) -> int:
        """Count the rows, up to a most."""
        compiled = self.prepared.compiled(self._shape(), (), 0)
        if compiled is None:
            return 0
        with connections[compiled.using].cursor() as cursor:
            cursor.execute(*compiled.number.filled(self.values, f" LIMIT {most}"))
            number: int = cursor.fetchone()[0]
            return number

    def _shape(self) -> Shape:
        return tuple((name, _kind(value)) for name, value in self.values.items())


@dataclass(frozen=True, slots=True)
class Unprepared:
    """A QuerySet that is built anew for each request, read in the same way."""

    rows: Rows

    def read(
        self, order: Sequence[str] = (), *, behind: Sequence[Any] = (), first: int = 0, size: int
    ) -> list[Row]:
        """Read so many rows, from the first or behind the place that these values of `order` name."""
        rows = self.rows.filter(beyond(order, behind)) if behind else self.rows
        return list((rows.order_by(*order) if order else rows)[first : first + size])

    def count(self, most: int) -> int:
        """Count the rows, up to a most."""
        return self.rows.order_by().values("pk")[:most].count()


def beyond(order: Sequence[str], position: Sequence[Any]) -> Q:
    """Give the condition for rows beyond a place, in a form that an index can seek by."""
    condition = Q()
    for name, value in reversed(list(zip(order, position, strict=True))):
        column, strictly = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        further = Q(**{f"{column}__{strictly}": value})
        condition = Q(**{f"{column}__{strictly}e": value}) & (further | condition) if condition else further
    return condition


def _alone(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _kind(value: Any) -> bool | str:
    if isinstance(value, bool):
        return value
    return "many" if isinstance(value, list) else "one"


def _place(number: int) -> str:
    return f"place{number}"
