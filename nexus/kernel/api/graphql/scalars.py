"""Scalars as REST writes them: decimals as text, times as ISO 8601 in UTC."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import strawberry
from django.utils.dateparse import parse_date, parse_datetime
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition


def _as_it_is(value: Any) -> Any:
    return value  # the one JSON encoder of the house writes it


def _decimal(text: Any) -> Decimal:
    try:
        number = Decimal(text) if isinstance(text, str) else Decimal(str(text))
    except InvalidOperation:
        raise GraphQLError(f"This is not a decimal: {text!r:.40}.") from None
    if not number.is_finite():
        raise GraphQLError("A decimal must be finite.")
    return number


def _aware(text: str) -> datetime | None:
    moment = parse_datetime(text)
    return moment if moment is not None and moment.tzinfo is not None else None


def _read_by(parse: Callable[[str], Any], what: str) -> Callable[[Any], Any]:
    def read(text: Any) -> Any:
        try:
            found = parse(text) if isinstance(text, str) else None
        except ValueError:  # it has the form, and no such day or hour is in the calendar
            found = None
        if found is None:
            raise GraphQLError(f"This is not {what}: {text!r:.40}.")
        return found

    return read


SCALARS: Final[dict[object, ScalarDefinition]] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact number, written as text: "99.99".',
        serialize=_as_it_is,
        parse_value=_decimal,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, such as 2026-11-21T09:30:00Z.",
        serialize=_as_it_is,
        parse_value=_read_by(_aware, "a time such as 2026-11-21T09:30:00Z"),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, such as 2026-11-21.",
        serialize=_as_it_is,
        parse_value=_read_by(parse_date, "a day such as 2026-11-21"),
    ),
}
