"""Rows by the thousand: COPY where all are new, else by way of a table of the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from django.db import connection, models

Row = dict[str, Any]

_STAGE = "CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
_COPY = "COPY {target} ({columns}) FROM STDIN"
_MERGE = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage}
    ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({before}) IS DISTINCT FROM ({after})
"""
_UNSTAGE = "DROP TABLE {stage}"


def blank_row(model: type[models.Model]) -> Row:
    """Give what the columns of a new row hold where nothing is said; its id is never the same twice."""
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return {field.attname: field.get_default() for field in fields}


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write new rows of a model: dicts of the same columns in the same order, as `blank_row` gives them."""
    if rows:
        _copy(
            model, rows, _names(model, rows[0]) | {"target": connection.ops.quote_name(model._meta.db_table)}
        )


def merge(model: type[models.Model], rows: Sequence[Row], *, changing: Sequence[str]) -> None:
    """Write rows of a model: new ones whole, those whose key is there in the columns of `changing`."""
    if not rows:
        return
    names = _names(model, rows[0]) | _changes(model, changing)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE.format(**names))
        _copy(model, rows, names | {"target": names["stage"]})
        cursor.execute(_MERGE.format(**names))
        cursor.execute(_UNSTAGE.format(**names))


def refuse_loose_ends() -> None:
    """Check now what PostgreSQL would check at the commit, when it is too late to tell whose fault it is."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _copy(model: type[models.Model], rows: Sequence[Row], names: dict[str, str]) -> None:
    values = _values(model, list(rows[0]))
    copy_in = _COPY.format(**names)
    # Only `execute` has its errors made Django's by itself.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in rows:
            copy.write_row(values(row))


def _names(model: type[models.Model], columns: Iterable[str]) -> dict[str, str]:
    quote = connection.ops.quote_name
    table = model._meta.db_table
    return {
        "table": quote(table),
        "stage": quote(f"stage_{table}"),
        "columns": ", ".join(map(quote, columns)),
        "key": quote(model._meta.pk.attname),
    }


def _changes(model: type[models.Model], changing: Sequence[str]) -> dict[str, str]:
    table, columns = connection.ops.quote_name(model._meta.db_table), map(connection.ops.quote_name, changing)
    before, after = zip(*((f"{table}.{column}", f"EXCLUDED.{column}") for column in columns), strict=True)
    changes = (
        f"{connection.ops.quote_name(name)} = {new}" for name, new in zip(changing, after, strict=True)
    )
    return {"before": ", ".join(before), "after": ", ".join(after), "changes": ", ".join(changes)}


def _values(model: type[models.Model], columns: list[str]) -> Callable[[Row], Sequence[Any]]:
    json = {field.attname for field in model._meta.concrete_fields if isinstance(field, models.JSONField)}
    whole = itemgetter(*columns)
    if json.isdisjoint(columns):
        return whole
    places = [place for place, name in enumerate(columns) if name in json]

    def with_json_as_text(row: Row) -> Sequence[Any]:
        values = list(whole(row))
        for place in places:
            values[place] = msgspec.json.encode(values[place]).decode()
        return values

    return with_json_as_text
