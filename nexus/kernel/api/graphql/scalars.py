"""Scalars as REST writes them: decimals as text, times as ISO 8601 in UTC."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import strawberry
from django.utils.dateparse import parse_date, parse_datetime
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

# What is given for a value of each kind; told to whoever gave something else, whose value isn't repeated.
WANTED: Final = {
    "Boolean": "Give true or false.",
    "Date": "Give a day such as 2026-11-21.",
    "DateTime": "Give a time such as 2026-11-21T09:30:00Z.",
    "Decimal": "Give a number such as 99.99.",
    "Float": "Give a number such as 99.99.",
    "ID": "Give an id.",
    "Int": "Give a whole number of 32 bits.",
    "String": "Give a text.",
}


def _as_it_is(value: Any) -> Any:
    return value  # the one JSON encoder of the house writes it


def _decimal(text: Any) -> Decimal:
    try:
        number = Decimal(text) if isinstance(text, str) else Decimal(str(text))
    except InvalidOperation:
        raise GraphQLError(WANTED["Decimal"]) from None
    if not number.is_finite():
        raise GraphQLError(WANTED["Decimal"])
    return number


def _aware(text: str) -> datetime | None:
    moment = parse_datetime(text)
    return moment if moment is not None and moment.tzinfo is not None else None


def _read_by(parse: Callable[[str], Any], kind: str) -> Callable[[Any], Any]:
    def read(text: Any) -> Any:
        try:
            found = parse(text) if isinstance(text, str) else None
        except ValueError:  # it has the form, and no such day or hour is in the calendar
            found = None
        if found is None:
            raise GraphQLError(WANTED[kind])
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
        parse_value=_read_by(_aware, "DateTime"),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, such as 2026-11-21.",
        serialize=_as_it_is,
        parse_value=_read_by(parse_date, "Date"),
    ),
}
