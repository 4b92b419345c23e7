"""What rooms' subscriptions are made of: a type that begins as every update does, and a topic."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar, cast

import strawberry

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.live.updates import LAST_POSITION, Update


@strawberry.type
class Told:
    """What every update tells."""

    position: str
    event: str
    happened_at: datetime


T = TypeVar("T", bound=Told)
LONGEST: Final = len(str(LAST_POSITION))


@dataclass(frozen=True, slots=True)
class Source:
    """What a subscription listens to. The socket reads it and hears the hub; nobody walks it."""

    topic: str
    after: int | None
    kind: type[Told]

    def __aiter__(self) -> AsyncIterator[Any]:
        raise TypeError("This names what to listen to.")

    def shown(self, update: Update) -> Told:
        """Give an update as the schema has it."""
        return self.kind(
            position=str(update.position), event=update.event, happened_at=update.happened_at, **update.data
        )


def updates_of(kind: type[T], topic: str, after: str | None) -> AsyncGenerator[T, None]:
    """Listen to a topic from now on, or from the position that a client has seen last."""
    return cast("AsyncGenerator[T, None]", Source(topic, _position(after), kind))


def _position(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) <= LONGEST) or int(after) > LAST_POSITION:
        raise ValidationFailed(details={"after": ["Give the position of an update."]})
    return int(after)
