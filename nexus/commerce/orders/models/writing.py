"""A new order's rows in one statement, however many lines it has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import msgspec
from django.db import connection, models

from nexus.commerce.orders.models.history import OrderStep
from nexus.commerce.orders.models.lines import OrderLine
from nexus.commerce.orders.models.orders import Order
from nexus.commerce.orders.models.parts import OrderPart

_TABLES: Final[tuple[type[models.Model], ...]] = (Order, OrderPart, OrderLine, OrderStep)
_Fields = list["models.Field[Any, Any]"]


def _written(model: type[models.Model]) -> _Fields:
    # The database itself numbers orders and steps.
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.has_db_default() and not isinstance(field, models.AutoField)
    ]


def _insert(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in _FIELDS[model])
    table = model._meta.db_table
    rows = f"json_populate_recordset(NULL::{table}, %({table})s::json)"
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}"  # noqa: S608  # our own names


_FIELDS: Final[dict[type[models.Model], _Fields]] = {model: _written(model) for model in _TABLES}
_WRITE: Final = (
    f"WITH new_order AS ({_insert(Order)}), new_parts AS ({_insert(OrderPart)}),"
    f" new_lines AS ({_insert(OrderLine)}) {_insert(OrderStep)}"
)


def write_rows(
    order: Order, parts: Collection[OrderPart], lines: Collection[OrderLine], step: OrderStep
) -> None:
    """Write an order that is new, with all that hangs on it; the database checks that it hangs together."""
    said = {Order: [order], OrderPart: parts, OrderLine: lines, OrderStep: [step]}
    parameters = {model._meta.db_table: _as_json(model, rows) for model, rows in said.items()}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, parameters)
    for row in (order, *parts, *lines, step):
        row._state.adding, row._state.db = False, connection.alias  # as Django's own save would leave them


def _as_json(model: type[models.Model], rows: Collection[models.Model]) -> str:
    fields = [(field.column, field.attname) for field in _FIELDS[model]]
    told = [{column: getattr(row, name) for column, name in fields} for row in rows]
    return msgspec.json.encode(told).decode()
