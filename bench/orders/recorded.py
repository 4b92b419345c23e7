"""The statements of one order as Nexus runs them, recorded from a request, to be run again for others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Json, Jsonb

Statement = tuple[str, Any]


@dataclass(frozen=True)
class Thing:
    """What a statement names of a product that is ordered."""

    product: UUID
    variant: UUID
    seller: UUID


@dataclass(frozen=True)
class Recording:
    """The statements of an order of one thing, and what in their parameters is only that order's."""

    statements: list[Statement]
    thing: Thing
    own: list[UUID]  # ids that were made for the order: each run makes new ones
    key: str
    claim: int  # the number of the row that holds the key: each run gets one from its first INSERT

    def of(self, thing: Thing) -> Iterator[Statement]:
        """Give the statements of another order, of this thing."""
        fresh: dict[Any, Any] = {one: uuid4() for one in self.own}
        fresh |= {
            self.thing.product: thing.product,
            self.thing.variant: thing.variant,
            self.thing.seller: thing.seller,
            self.key: uuid4().hex,
        }
        texts = {str(before): str(after) for before, after in fresh.items()}
        for sql, parameters in self.statements:
            yield sql, replaced(parameters, fresh, texts)

    def claims(self, sql: str) -> bool:
        """Tell whether a statement takes the key, and gives the number of its row."""
        return "INSERT INTO api_onceanswered" in sql

    def with_claim(self, parameters: Any, claim: int) -> Any:
        """Put the number of the run's own row into a statement's parameters."""
        if not isinstance(parameters, tuple | list):
            return parameters
        return [claim if type(one) is int and one == self.claim else one for one in parameters]


def replaced(value: Any, fresh: Mapping[Any, Any], texts: Mapping[str, str]) -> Any:  # noqa: PLR0911
    """Put fresh values in place of those recorded, wherever they stand in a statement's parameters."""
    if isinstance(value, UUID):
        return fresh.get(value, value)
    if isinstance(value, str):
        return fresh[value] if value in fresh else _retold(str(value), texts)
    if isinstance(value, Jsonb | Json):
        return type(value)(json.loads(_retold(json.dumps(value.obj), texts)))
    if isinstance(value, list):
        return [replaced(one, fresh, texts) for one in value]
    if isinstance(value, tuple):
        return tuple(replaced(one, fresh, texts) for one in value)
    if isinstance(value, dict):
        return {name: replaced(one, fresh, texts) for name, one in value.items()}
    return value


def _retold(text: str, texts: Mapping[str, str]) -> str:
    for before, after in texts.items():
        if before in text:
            text = text.replace(before, after)
    return text
