"""Rows by hand: a QuerySet says which rows and in what order, a SELECT written by hand says what they hold.

Django builds and compiles a wide `.values()` anew for each request, which costs more than the database takes
to answer it. So the QuerySet compiles to the keys alone, and the fixed statement around them does the rest.

    CARDS = RowReader(
        "SELECT thing.id, thing.name, shop.name AS shop"
        " FROM {keys} JOIN things_thing AS thing ON thing.id = keys.id JOIN things_shop AS shop ON ..."
    )
    def cards(self): return CARDS.of(self)
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models.query import BaseIterable

M = TypeVar("M", bound=models.Model)
Row = dict[str, Any]

_JSONB = 3802  # PostgreSQL's own number for the type, which never changes


class RowReader:
    """A SELECT by hand; `{keys}` in it is the list of keys in the QuerySet's order: keys.id, keys.place."""

    def __init__(self, select: str) -> None:
        self._before, self._after = select.strip().split("{keys}")
        self._iterable = type("Rows", (_Rows,), {"reader": self})
        self._columns: tuple[list[str], list[str]] | None = None

    def of(self, rows: models.QuerySet[M, Any]) -> models.QuerySet[M, Any]:
        """Give the rows of a QuerySet as dicts; it may be filtered, ordered, sliced and counted further."""
        read = rows.all()
        read._iterable_class = self._iterable  # Django's hook for it
        return read

    @staticmethod
    def behind(rows: models.QuerySet[M, Any]) -> "RowReader":
        """Name the reader that the rows of a QuerySet were given by."""
        return cast("type[_Rows]", rows._iterable_class).reader

    def around(self, keys: str) -> str:
        """Write the whole statement."""
        return (
            f"{self._before}unnest(ARRAY({keys})) WITH ORDINALITY AS keys (id, place)"
            f"{self._after} ORDER BY keys.place"
        )

    def fetch(self, statement: str, parameters: Sequence[Any], using: str) -> list[Row]:
        """Read the rows of a statement."""
        with connections[using].cursor() as cursor:
            cursor.execute(statement, parameters)
            names, written = self._read_columns(cursor)
            found = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        for name in written:
            for row in found:
                row[name] = msgspec.json.decode(row[name])
        return found

    def _read_columns(self, cursor: CursorWrapper) -> tuple[list[str], list[str]]:
        # The names, and those that hold JSON; the statement is fixed, so they are read once.
        if self._columns is None:
            described = cursor.description
            names = [column.name for column in described]
            self._columns = names, [column.name for column in described if column.type_code == _JSONB]
        return self._columns


def keys_of(rows: models.QuerySet[M, Any]) -> tuple[str, Sequence[Any]]:
    """Compile a QuerySet to its keys alone; EmptyResultSet where it can hold none."""
    query = rows.query.chain()
    query.clear_select_clause()
    query.add_fields(["pk"])
    statement, parameters = query.get_compiler(using=rows.db).as_sql()
    return statement, parameters


class _Rows(BaseIterable):  # type: ignore[type-arg]  # it is no generic at run time
    """What a QuerySet yields when it is read by hand."""

    reader: RowReader

    def __iter__(self) -> Iterator[Row]:
        try:
            keys, parameters = keys_of(self.queryset)
        except EmptyResultSet:
            return iter(())
        return iter(self.reader.fetch(self.reader.around(keys), parameters, self.queryset.db))
