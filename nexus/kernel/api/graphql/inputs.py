"""Input objects, read by the shapes that REST reads bodies and query strings by: one rule for both doors."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import strawberry
from rest_framework.serializers import BaseSerializer

from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.query import read_filters
from nexus.kernel.kit.ids import reads_as_number

Q = TypeVar("Q", bound=msgspec.Struct)


@strawberry.enum
class AgeOrdering(Enum):
    """How a list is ordered by age; CREATED_AT is newest first."""

    CREATED_AT = "created_at"
    OLDEST = "oldest"


def read_input(shape: type[BaseSerializer[Any]], filled: Any, *, partial: bool = False) -> Any:
    """Read what a client filled in, for an action; ValidationFailed names each field that doesn't fit."""
    form = shape(data=_given(filled), partial=partial)
    form.is_valid(raise_exception=True)
    return form.validated_data


def read_narrowing(shape: type[Q], filled: Any, **also: Any) -> Q:
    """Read a list's filters; one that is null or empty is an untouched one."""
    asked = (_given(filled) if filled else {}) | {name: _plain(value) for name, value in also.items()}
    untouched = (None, "", strawberry.UNSET)
    return read_filters({name: value for name, value in asked.items() if value not in untouched}, shape)


def number_of(identifier: strawberry.ID) -> int:
    """Read the id of a thing that is numbered; what can't be one names nothing."""
    text = str(identifier)
    if not reads_as_number(text):
        raise NotFound
    return int(text)


def uuid_of(identifier: strawberry.ID) -> UUID:
    """Read the id of a thing that has a UUID; what can't be one names nothing."""
    try:
        return UUID(str(identifier))
    except ValueError:
        raise NotFound from None


def _given(filled: Any) -> dict[str, Any]:
    return dict(_values(filled))


def _values(filled: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(filled):
        value = getattr(filled, field.name)
        if value is not strawberry.UNSET:
            yield field.name, _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal | UUID):
        return str(value)
    return _given(value) if is_dataclass(value) else value
