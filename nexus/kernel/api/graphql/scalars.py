"""Scalars as REST writes them: decimals as text, times as ISO 8601 in UTC, UUIDs plain."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

import strawberry
from django.utils.dateparse import parse_datetime
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


def _time(text: Any) -> datetime:
    moment = parse_datetime(text) if isinstance(text, str) else None
    if moment is None or moment.tzinfo is None:
        raise GraphQLError(f"This is not a time such as 2026-11-21T09:30:00Z: {text!r:.40}.")
    return moment


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
        parse_value=_time,
    ),
    UUID: strawberry.scalar(name="UUID", serialize=_as_it_is, parse_value=UUID),
}
