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
# In order, so that two who bring in the same rows wait for each other in turn, never in a ring.
_MERGE = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {changes}
"""
_IF_NEW = " WHERE ({before}) IS DISTINCT FROM ({after})"
_GIVING = " RETURNING {giving}"
_UNSTAGE = "DROP TABLE {stage}"


def blank_row(model: type[models.Model]) -> Row:
    """Give what the columns of a new row hold where nothing is said; its id is never the same twice."""
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return {field.attname: field.get_default() for field in fields}


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write new rows of a model: dicts of the same columns in the same order, as `blank_row` gives them."""
    if rows:
        names = _names(model, rows[0])
        _copy(model, rows, names | {"target": names["table"]})


def merge(
    model: type[models.Model],
    rows: Sequence[Row],
    *,
    changing: Sequence[str],
    key: Sequence[str] = (),
    giving: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Write rows of a model: new ones whole, those whose key is there in the columns of `changing`.

    key: the columns of a unique constraint; else the model's own key. giving: the columns to give of each
    row. Where none are, a row that says nothing new isn't written again.
    """
    if not rows:
        return []
    names = _names(model, rows[0], key) | _changes(model, changing) | {"giving": _quoted(giving)}
    with connection.cursor() as cursor:
        cursor.execute(_STAGE.format(**names))
        _copy(model, rows, names | {"target": names["stage"]})
        cursor.execute((_MERGE + (_GIVING if giving else _IF_NEW)).format(**names))
        given = list(cursor.fetchall()) if giving else []
        cursor.execute(_UNSTAGE.format(**names))
    return given


def refuse_loose_ends() -> None:
    """Check now what PostgreSQL would check at the commit, when it is too late to tell whose fault it is."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The next lot may write what points to a row before the row itself again.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _copy(model: type[models.Model], rows: Sequence[Row], names: dict[str, str]) -> None:
    values = _values(model, list(rows[0]))
    copy_in = _COPY.format(**names)
    # Only `execute` has its errors made Django's by itself.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in rows:
            copy.write_row(values(row))


def _names(model: type[models.Model], columns: Iterable[str], key: Sequence[str] = ()) -> dict[str, str]:
    table = model._meta.db_table
    return {
        "table": _quoted([table]),
        "stage": _quoted([f"stage_{table}"]),
        "columns": _quoted(columns),
        "key": _quoted(key or [model._meta.pk.attname]),
    }


def _changes(model: type[models.Model], changing: Sequence[str]) -> dict[str, str]:
    table, columns = _quoted([model._meta.db_table]), [_quoted([column]) for column in changing]
    return {
        "before": ", ".join(f"{table}.{column}" for column in columns),
        "after": ", ".join(f"EXCLUDED.{column}" for column in columns),
        "changes": ", ".join(f"{column} = EXCLUDED.{column}" for column in columns),
    }


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


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
